//! Each command answers, is allowed by the capability, and survives any argument.

use serde_json::{Value, json};

use super::{Desk, providers};

/// Every command with arguments that have the right shape.
fn commands() -> Vec<(&'static str, Value)> {
    let request = json!({"details": details(), "format": "json", "secrets": "redacted"});
    vec![
        ("boot", json!({"language": "de"})),
        ("session", json!({})),
        ("reset", json!({})),
        ("set_step", json!({"step": "check"})),
        ("choose_provider", json!({"provider": "x", "variant": null})),
        ("set_choice", json!({"choice": {"purposes": [], "options": []}})),
        ("import_file", json!({})),
        ("import_paste", json!({})),
        ("take_candidate", json!({"index": 0})),
        ("set_field", json!({"name": "x", "value": "y"})),
        ("clear_field", json!({"name": "x"})),
        ("plan", json!({})),
        ("check", json!({"channel": "__CHANNEL__:1", "only": null})),
        ("cancel", json!({})),
        ("demo_start", json!({"story": "x", "provider": "y"})),
        ("demo_fix", json!({})),
        ("demo_end", json!({})),
        ("set_details", json!({"details": details()})),
        ("payload_preview", json!({"request": request})),
        ("payload_save", json!({"request": request})),
        ("report_save", json!({"format": "json"})),
        ("copy", json!({"what": {"what": "remediation", "index": 0}})),
        ("copy_secret", json!({"index": 0})),
        ("sheet", json!({})),
        ("payload_seal", json!({"request": request, "seal": {"recipients": ["age1"], "passphrase": null}})),
        ("saved_list", json!({})),
        ("saved_keep", json!({})),
        ("saved_open", json!({"id": "0123456789abcdef"})),
        ("saved_rename", json!({"id": "0123456789abcdef", "name": "n"})),
        ("saved_delete", json!({"id": "0123456789abcdef"})),
        ("open_link", json!({"index": 0})),
    ]
}

fn details() -> Value {
    json!({"name": "n", "description": "d", "tags": {"a": "b"}})
}

#[test]
fn the_list_here_is_the_list_of_the_build() {
    let build = include_str!("../../build.rs");
    let capability = include_str!("../../capabilities/main.json");
    for (command, _) in commands() {
        assert!(build.contains(&format!("\"{command}\"")), "{command} is not in build.rs");
        assert!(capability.contains(&format!("\"allow-{}\"", command.replace('_', "-"))), "{command} is not allowed");
    }
    let listed = build.lines().filter(|l| l.starts_with("    \"")).count();
    assert_eq!(listed, commands().len());
    assert_eq!(capability.matches("\"allow-").count(), commands().len());
}

#[test]
fn each_command_answers_on_an_empty_session() {
    let desk = Desk::new();
    for (command, arguments) in commands() {
        if let Err(error) = desk.call(command, arguments) {
            assert!(error["code"].is_string(), "{command} failed without a code: {error}");
            assert!(!error["tip"].as_str().unwrap_or_default().is_empty(), "{command}: {error}");
        }
    }
}

#[test]
fn a_command_that_is_not_listed_is_refused() {
    let desk = Desk::new();
    assert!(desk.call("launch_missiles", json!({})).is_err());
    let foreign = desk.call("plugin:event|emit", json!({"event": "session", "payload": {}}));
    assert!(foreign.unwrap_err().to_string().contains("not allowed"));
    assert!(desk.call("plugin:window|close", json!({})).is_err());
}

#[test]
fn no_argument_breaks_a_command() {
    let desk = Desk::new();
    let huge = "x".repeat(5_000_000);
    let deep = (0..100).fold(json!("x"), |inner, _| json!([inner]));
    let odd = [
        json!(null),
        json!(-1),
        json!(1e300),
        json!(""),
        json!([]),
        json!({}),
        json!("\u{0}\u{202e}💥"),
        json!(huge),
        deep,
    ];
    for (command, arguments) in commands() {
        let _ = desk.call(command, json!({}));
        let _ = desk.call(command, json!([1, 2, 3]));
        for name in arguments.as_object().unwrap().keys() {
            for value in &odd {
                let mut crafted = arguments.clone();
                crafted[name] = value.clone();
                crafted["__proto__"] = json!({"polluted": true});
                let _ = desk.call(command, crafted);
            }
        }
    }
    let view = desk.ok("session", json!({}));
    assert_eq!(view["running"], false);
    assert_eq!(view["provider"], Value::Null);
}

#[test]
fn boot_speaks_the_language_asked_for() {
    let desk = Desk::new();
    assert_eq!(desk.ok("boot", json!({"language": null}))["language"], "en");
    let boot = desk.ok("boot", json!({"language": "de"}));
    assert_eq!(boot["language"], "de");
    assert_eq!(boot["providers"].as_array().unwrap().len(), providers().len());
    assert!(!boot["stories"].as_array().unwrap().is_empty());
    let error = desk.call("choose_provider", json!({"provider": "x"})).unwrap_err();
    assert!(error["message"].as_str().unwrap().contains("gibt es hier nicht"), "{error}");
}
