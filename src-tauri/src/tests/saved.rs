//! Saved connections: kept, opened, renamed, deleted; a key store that is absent, locked or slow; nothing in the demo.

use std::time::{Duration, Instant};

use onboard_democloud::DemoCloud;
use onboard_vault::VaultError;
use serde_json::{Value, json};

use super::{Desk, providers};

/// A desk with a key of a provider imported, and a name for the connection.
fn desk(provider: &str) -> Desk {
    let desk = Desk::new();
    let key = DemoCloud::new("all-granted").unwrap().key(provider).unwrap();
    desk.import(&key.file_name, &key.bytes);
    for (name, value) in &key.settings {
        desk.ok("set_field", json!({"name": name, "value": value}));
    }
    desk.ok("set_details", json!({"details": {"name": "images", "description": "d", "tags": {"a": "b"}}}));
    desk
}

fn fields(view: &Value) -> Vec<(String, Value, Value)> {
    let fields = view["fields"].as_object().unwrap();
    let mut all: Vec<_> = fields.iter().map(|(n, f)| (n.clone(), f["value"].clone(), f["masked"].clone())).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

#[test]
fn what_was_kept_comes_back_as_it_was() {
    for (provider, _) in providers() {
        let desk = desk(provider);
        let before = desk.ok("session", json!({}));
        assert_eq!(before["saved"], Value::Null);
        let kept = desk.ok("saved_keep", json!({}));
        assert_eq!((&kept["available"], &kept["reason"]), (&json!(true), &Value::Null));
        let row = &kept["connections"][0];
        assert_eq!(
            (&row["name"], &row["provider"], &row["checked"]),
            (&json!("images"), &json!(provider), &Value::Null)
        );
        let label = row["label"].as_str().expect("nothing tells it apart");
        assert!(label.contains('@') || !label.contains('.'), "{provider}: {label} names nobody");
        let id = row["id"].as_str().unwrap().to_owned();
        assert_eq!(desk.ok("session", json!({}))["saved"], id.as_str());
        desk.ok("reset", json!({}));
        let opened = desk.ok("saved_open", json!({"id": id}));
        assert_eq!(opened["step"], "check");
        assert_eq!(opened["usable"], before["usable"]);
        assert_eq!(opened["details"], before["details"]);
        assert_eq!(opened["choice"], before["choice"]);
        assert_eq!(opened["saved"], id.as_str());
        for (name, value, masked) in fields(&before) {
            assert!(fields(&opened).contains(&(name.clone(), value, masked)), "{provider}: {name} is lost");
        }
        let renamed = desk.ok("saved_rename", json!({"id": id, "name": "better"}));
        assert_eq!(renamed["connections"][0]["name"], "better");
        assert_eq!(desk.ok("saved_delete", json!({"id": id}))["connections"], json!([]));
        assert_eq!(desk.ok("session", json!({}))["saved"], Value::Null);
        assert_eq!(desk.code("saved_open", json!({"id": id})), "saved-unknown");
    }
}

#[test]
fn a_payload_refers_only_to_what_is_kept_as_it_stands() {
    for (provider, _) in providers() {
        let desk = desk(provider);
        let details = json!({"name": "images", "description": "", "tags": {}});
        let request = |format: &str| json!({"request": {"details": details, "format": format, "secrets": "reference"}});
        assert_eq!(desk.code("payload_preview", request("json")), "not-kept");
        let id = desk.ok("saved_keep", json!({}))["connections"][0]["id"].as_str().unwrap().to_owned();
        *desk.person.saves_in.lock().unwrap() = Some(desk.folder.path().to_owned());
        let receipt = desk.ok("payload_save", request("json"));
        assert_eq!(receipt["secret"], false);
        let text = std::fs::read_to_string(receipt["path"].as_str().unwrap()).unwrap();
        let written: Value = serde_json::from_str(&text).unwrap();
        for (name, slot) in written["secrets"].as_object().unwrap() {
            assert_eq!(slot, &json!({"reference": format!("keychain:xoap-onboard/{id}#{name}")}));
        }
        for format in ["sheet", "pkrvars", "env", "powershell", "tfvars"] {
            let text = desk.ok("payload_preview", request(format));
            assert!(text.as_str().unwrap().contains(&format!("keychain:xoap-onboard/{id}#")), "{format}: {text}");
        }
        let plain = |f: &&(String, Value, Value)| f.1.is_string();
        let (name, value, _) = fields(&desk.ok("session", json!({}))).iter().rfind(plain).unwrap().clone();
        desk.ok("set_field", json!({"name": name, "value": format!("{}x", value.as_str().unwrap())}));
        assert_eq!(desk.code("payload_save", request("json")), "not-kept", "it is not what is kept");
    }
}

#[test]
fn a_key_store_that_cannot_be_used_is_told_by_kind_and_nothing_is_kept() {
    let (provider, _) = providers()[0];
    for (error, code) in [
        (VaultError::Unavailable("no bus".to_owned()), "keychain-unavailable"),
        (VaultError::Refused("locked".to_owned()), "keychain-locked"),
        (VaultError::Damaged("cut".to_owned()), "keychain-damaged"),
    ] {
        let desk = desk(provider);
        *desk.person.store_fails.lock().unwrap() = Some(error.clone());
        assert_eq!(desk.code("saved_keep", json!({})), code);
        let listed = desk.ok("saved_list", json!({}));
        assert_eq!((&listed["available"], &listed["connections"]), (&json!(false), &json!([])));
        assert!(listed["reason"].as_str().unwrap().len() > 20, "{listed}");
        *desk.person.store_fails.lock().unwrap() = None;
        let id = desk.ok("saved_keep", json!({}))["connections"][0]["id"].clone();
        *desk.person.store_fails.lock().unwrap() = Some(error);
        assert_eq!(desk.code("saved_open", json!({"id": id})), code);
        assert_eq!(desk.code("saved_delete", json!({"id": id})), code);
        assert_eq!(desk.ok("saved_rename", json!({"id": id, "name": "other"}))["connections"][0]["name"], "other");
    }
}

#[test]
fn a_key_store_that_waits_for_a_person_holds_nobody_up() {
    let desk = desk(providers()[0].0);
    *desk.person.store_waits.lock().unwrap() = true;
    let begun = Instant::now();
    let listed = desk.ok("saved_list", json!({}));
    assert_eq!(listed["available"], false);
    assert!(begun.elapsed() < Duration::from_secs(20), "the list waited for a person");
    std::thread::scope(|scope| {
        let page = (*desk).clone();
        let waiting = scope.spawn(move || page.call("saved_keep", json!({})));
        std::thread::sleep(Duration::from_millis(300));
        desk.ok("session", json!({}));
        assert!(!waiting.is_finished(), "it should wait for the person");
        while !waiting.is_finished() {
            desk.ok("cancel", json!({}));
            std::thread::sleep(Duration::from_millis(20));
            assert!(begun.elapsed() < Duration::from_secs(50), "cancelling was not heard");
        }
        assert_eq!(waiting.join().unwrap().unwrap_err()["code"], "keychain-cancelled");
    });
    // The person answers after all: what was cancelled is not done.
    *desk.person.store_waits.lock().unwrap() = false;
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(desk.ok("saved_list", json!({}))["connections"], json!([]));
}

#[test]
fn the_demo_neither_keeps_nor_shows_and_its_sheet_is_masked() {
    let (provider, story) = providers()[0];
    let desk = desk(provider);
    let id = desk.ok("saved_keep", json!({}))["connections"][0]["id"].clone();
    desk.ok("demo_start", json!({"story": story, "provider": provider}));
    for (command, arguments) in [
        ("saved_list", json!({})),
        ("saved_keep", json!({})),
        ("saved_open", json!({"id": id})),
        ("saved_rename", json!({"id": id, "name": "x"})),
        ("saved_delete", json!({"id": id})),
    ] {
        assert_eq!(desk.code(command, arguments), "saved-in-demo", "{command}");
    }
    let request =
        json!({"details": {"name": "n", "description": "", "tags": {}}, "format": "json", "secrets": "reference"});
    assert_eq!(desk.code("payload_preview", json!({"request": request})), "saved-in-demo");
    let seal = json!({"recipients": [], "passphrase": "four words that differ"});
    assert_eq!(desk.code("payload_seal", json!({"request": request, "seal": seal})), "payload");
    let rows = desk.ok("sheet", json!({}));
    assert!(rows.as_array().unwrap().iter().any(|r| r["secret"] == true && r["value"].is_null()));
    desk.ok("demo_end", json!({}));
    assert_eq!(desk.ok("saved_list", json!({}))["connections"][0]["name"], "images");
}

#[test]
fn a_check_of_what_is_kept_is_noted_and_one_of_something_else_is_not() {
    // The services are places on this machine where nobody listens: the check ends at once, undetermined.
    let (provider, _) = providers()[0];
    let key = DemoCloud::new("all-granted").unwrap().key(provider).unwrap();
    let services = onboard_providers::by_id(provider).unwrap().descriptor(Default::default()).services;
    let addresses: serde_json::Map<String, Value> =
        services.into_iter().map(|s| (s, json!("http://127.0.0.1:9"))).collect();
    let endpoints = onboard_core::endpoints::Endpoints::from_json(&Value::from(addresses).to_string()).unwrap();
    let desk = Desk::with(crate::launch::Launch { endpoints, ..Default::default() });
    let view = desk.import(&key.file_name, &key.bytes);
    desk.ok("set_details", json!({"details": {"name": "images", "description": "", "tags": {}}}));
    desk.ok("saved_keep", json!({}));
    let report = desk.check(None)["report"].clone();
    let checked = desk.ok("saved_list", json!({}))["connections"][0]["checked"].clone();
    assert_eq!(checked, json!({"at": report["started"], "readiness": report["readiness"]}));
    let (name, value, _) = fields(&view).into_iter().rfind(|f| f.1.is_string()).unwrap();
    desk.ok("set_field", json!({"name": name, "value": format!("{}x", value.as_str().unwrap())}));
    let _ = desk.call("check", json!({"channel": "__CHANNEL__:1", "only": null}));
    assert_eq!(desk.ok("saved_list", json!({}))["connections"][0]["checked"], checked);
}

#[test]
fn names_and_ids_may_be_anything() {
    let desk = desk(providers()[0].0);
    let id = desk.ok("saved_keep", json!({}))["connections"][0]["id"].clone();
    for name in ["", " ", "a\nb", "\u{0}"] {
        assert_eq!(desk.code("saved_rename", json!({"id": id, "name": name})), "saved-name");
    }
    for odd in ["", "../../x", "__proto__", "0123456789abcde/", &"f".repeat(1_000_000)] {
        assert_eq!(desk.code("saved_open", json!({"id": odd})), "saved-unknown");
        assert_eq!(desk.code("saved_delete", json!({"id": odd})), "saved-unknown");
    }
    desk.ok("set_details", json!({"details": {"name": "", "description": "", "tags": {}}}));
    assert_eq!(desk.code("saved_keep", json!({})), "saved-name");
    assert_eq!(Desk::new().code("saved_keep", json!({})), "no-provider");
}
