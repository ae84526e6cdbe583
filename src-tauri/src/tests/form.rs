//! Provider, choice and fields: nothing is lost, nothing unknown is taken.

use serde_json::{Value, json};

use super::{Desk, codes, providers};

/// A text field of the first variant that is typed.
fn typed_field(desk: &Desk, provider: &str, input: &str) -> String {
    let boot = desk.ok("boot", json!({}));
    let descriptor = boot["providers"].as_array().unwrap().iter().find(|p| p["id"] == provider).unwrap().clone();
    let fields = descriptor["variants"][0]["fields"].as_array().unwrap().clone();
    let found =
        fields.iter().find(|f| f["input"] == input).unwrap_or_else(|| panic!("{provider} has no {input} field"));
    found["name"].as_str().unwrap().to_owned()
}

#[test]
fn going_to_and_fro_loses_nothing() {
    let desk = Desk::new();
    let mut typed = Vec::new();
    for (provider, _) in providers() {
        desk.ok("choose_provider", json!({"provider": provider}));
        let name = typed_field(&desk, provider, "text");
        desk.ok("set_field", json!({"name": name, "value": format!("value of {provider}")}));
        typed.push((provider, name));
    }
    for step in ["finish", "permissions", "check", "credentials", "provider"] {
        assert_eq!(desk.ok("set_step", json!({"step": step}))["step"], step);
    }
    for (provider, name) in typed {
        let view = desk.ok("choose_provider", json!({"provider": provider}));
        assert_eq!(view["fields"][&name]["value"], format!("value of {provider}"));
        assert_eq!(view["fields"][&name]["provenance"], "typed");
    }
}

#[test]
fn fields_are_taken_by_their_kind() {
    let desk = Desk::new();
    assert_eq!(desk.code("set_field", json!({"name": "x", "value": "y"})), "no-provider");
    let provider = providers()[0].0;
    desk.ok("choose_provider", json!({"provider": provider}));
    assert_eq!(desk.code("set_field", json!({"name": "__proto__", "value": "y"})), "no-such-field");
    let plain = typed_field(&desk, provider, "text");
    assert_eq!(desk.code("set_field", json!({"name": plain, "value": "x".repeat(70_000)})), "value-too-long");
    let secret = typed_field(&desk, provider, "secret");
    let view = desk.ok("set_field", json!({"name": secret, "value": "0123456789"}));
    assert_eq!(view["fields"][&secret], json!({"masked": "•••• 10 characters", "secret": true, "provenance": "typed"}));
    let view = desk.ok("clear_field", json!({"name": secret}));
    assert_eq!(view["fields"].get(&secret), None);
    let view = desk.ok("set_field", json!({"name": plain, "value": "  \u{201c}abc\u{201d}\u{a0}"}));
    assert_eq!(view["fields"][&plain]["value"], "abc");
    assert!(codes(&view["findings"]).contains(&"field-trimmed"));
    let view = desk.ok("set_field", json!({"name": plain, "value": "abd"}));
    assert!(!codes(&view["findings"]).contains(&"field-trimmed"));
}

#[test]
fn choices_are_known_ones() {
    let desk = Desk::new();
    let chosen = |purposes: Value, options: Value| json!({"choice": {"purposes": purposes, "options": options}});
    assert_eq!(desk.ok("session", json!({}))["choice"]["purposes"], json!(["image-management"]));
    assert_eq!(desk.code("set_choice", chosen(json!(["x"]), json!([]))), "no-such-choice");
    desk.ok("choose_provider", json!({"provider": providers()[0].0}));
    assert_eq!(desk.code("set_choice", chosen(json!([]), json!(["x"]))), "no-such-choice");
    let twice = desk.ok("set_choice", chosen(json!(["image-management", "image-management"]), json!([])));
    assert_eq!(twice["choice"]["purposes"], json!(["image-management"]));
    desk.ok("set_choice", chosen(json!([]), json!([])));
    assert_eq!(desk.code("plan", json!({})), "no-purpose");
    assert_eq!(desk.code("check", json!({"channel": "__CHANNEL__:1", "only": null})), "no-purpose");
}

#[test]
fn details_stay_and_reset_forgets() {
    let desk = Desk::new();
    let details = json!({"name": "production", "description": "d", "tags": {"a": "b"}});
    assert_eq!(desk.ok("set_details", json!({"details": details}))["details"], details);
    let huge = json!({"name": "x".repeat(100_000), "description": "", "tags": {}});
    assert_eq!(desk.code("set_details", json!({"details": huge})), "details-too-long");
    let before = desk.ok("session", json!({}));
    assert_eq!(before["details"], details);
    let after = desk.ok("reset", json!({}));
    assert_eq!(after["details"]["name"], "");
    assert_ne!(after["id"], before["id"]);
}
