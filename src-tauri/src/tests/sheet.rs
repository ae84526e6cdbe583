//! The sheet, a secret on the clipboard for a while, and the sealed payload.

use std::time::{Duration, Instant};

use onboard_core::secret::SecretString;
use onboard_democloud::DemoCloud;
use onboard_vault::seal::{self, Key};
use serde_json::{Value, json};

use super::{Desk, providers};
use crate::clipboard::SECRET_STAYS;

fn desk(provider: &str) -> (Desk, u64) {
    let desk = Desk::new();
    let key = DemoCloud::new("all-granted").unwrap().key(provider).unwrap();
    desk.import(&key.file_name, &key.bytes);
    let rows = desk.ok("sheet", json!({}));
    let secret = rows.as_array().unwrap().iter().find(|r| r["secret"] == true).expect("a secret row");
    assert!(secret["value"].is_null() && secret["masked"].as_str().unwrap().starts_with("••••"));
    let index = secret["index"].as_u64().unwrap();
    (desk, index)
}

/// Waits for what happens beside.
fn until(what: &str, done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(20), "waited too long until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn there(desk: &Desk) -> Option<String> {
    desk.person.clipboard.lock().unwrap().clone()
}

#[test]
fn rows_are_copied_by_their_kind() {
    for (provider, _) in providers() {
        let (desk, secret) = desk(provider);
        desk.ok("set_details", json!({"details": {"name": "images", "description": "", "tags": {"a": "b"}}}));
        for row in desk.ok("sheet", json!({})).as_array().unwrap() {
            let index = row["index"].as_u64().unwrap();
            if row["secret"] == true {
                assert_eq!(desk.code("copy", json!({"what": {"what": "sheet", "index": index}})), "nothing-to-copy");
            } else {
                assert_eq!(desk.code("copy_secret", json!({"index": index})), "nothing-to-copy");
                let value = row["value"].as_str().unwrap();
                let copied = desk.call("copy", json!({"what": {"what": "sheet", "index": index}}));
                assert_eq!(copied.is_ok(), !value.is_empty(), "{row}");
                if let Ok(copied) = copied {
                    assert_eq!(copied["clears_after"], Value::Null);
                    assert_eq!(there(&desk).as_deref(), Some(value));
                }
            }
        }
        assert_eq!(desk.code("copy_secret", json!({"index": 4_000_000_000_u32})), "nothing-to-copy");
        assert_eq!(*desk.person.marked.lock().unwrap(), 0);
        assert_eq!(desk.ok("copy_secret", json!({"index": secret}))["clears_after"], 30);
        assert_eq!(*desk.person.marked.lock().unwrap(), 1, "a secret is marked as one");
    }
    assert_eq!(Desk::new().code("sheet", json!({})), "no-provider");
}

#[test]
fn a_secret_leaves_the_clipboard_in_time_unless_something_else_is_there() {
    let (desk, index) = desk(providers()[0].0);
    desk.ok("copy_secret", json!({"index": index}));
    until("it waits", || desk.person.sleeps.lock().unwrap().len() == 1);
    assert_eq!(*desk.person.sleeps.lock().unwrap(), [SECRET_STAYS]);
    assert!(there(&desk).is_some(), "it is there until the time has come");
    desk.person.time.add_permits(1);
    until("it is cleared", || there(&desk).is_none());
    // Another program's text stays.
    desk.ok("copy_secret", json!({"index": index}));
    until("it waits", || desk.person.sleeps.lock().unwrap().len() == 2);
    *desk.person.clipboard.lock().unwrap() = Some("a shopping list".to_owned());
    desk.person.time.add_permits(1);
    until("it looked", || desk.person.time.available_permits() == 0);
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(there(&desk).as_deref(), Some("a shopping list"));
}

#[test]
fn a_later_copy_has_its_own_time() {
    let (desk, index) = desk(providers()[0].0);
    desk.ok("copy_secret", json!({"index": index}));
    until("it waits", || desk.person.sleeps.lock().unwrap().len() == 1);
    desk.ok("copy_secret", json!({"index": index}));
    until("it waits", || desk.person.sleeps.lock().unwrap().len() == 2);
    // The first one's time is over; the second has been copied since.
    desk.person.time.add_permits(1);
    until("it looked", || desk.person.time.available_permits() == 0);
    std::thread::sleep(Duration::from_millis(100));
    assert!(there(&desk).is_some());
    desk.person.time.add_permits(1);
    until("it is cleared", || there(&desk).is_none());
}

#[test]
fn a_sealed_payload_opens_to_the_whole_connection() {
    const PASSPHRASE: &str = "correct horse battery EXAMPLE";
    for (provider, _) in providers() {
        let (desk, _) = desk(provider);
        let details = json!({"name": "Images", "description": "", "tags": {}});
        let request = json!({"details": details, "format": "sheet", "secrets": "redacted"});
        let call = |seal: Value| json!({"request": request, "seal": seal});
        for seal in
            [json!({"recipients": [], "passphrase": null}), json!({"recipients": ["age1x"], "passphrase": PASSPHRASE})]
        {
            assert_eq!(desk.code("payload_seal", call(seal)), "seal-one-kind");
        }
        let sealed =
            |recipient: &str| desk.code("payload_seal", call(json!({"recipients": [recipient], "passphrase": null})));
        assert_eq!(sealed("age1nonsense"), "seal-recipient-invalid");
        assert_eq!(sealed("ssh-ed25519 AAAA"), "seal-recipient-ssh");
        let with = |passphrase: &str| call(json!({"recipients": [], "passphrase": passphrase}));
        assert_eq!(desk.code("payload_seal", with("short")), "seal-passphrase-weak");
        assert_eq!(desk.ok("payload_seal", with(PASSPHRASE)), Value::Null, "a cancelled dialog writes nothing");
        *desk.person.saves_in.lock().unwrap() = Some(desk.folder.path().to_owned());
        let receipt = desk.ok("payload_seal", with(PASSPHRASE));
        assert_eq!(receipt["secret"], false);
        let path = receipt["path"].as_str().unwrap();
        assert!(path.ends_with("images.json.age"), "{path}");
        let bytes = std::fs::read(path).unwrap();
        let key = Key::Passphrase(SecretString::new(PASSPHRASE.to_owned()));
        let opened = seal::open(&bytes, &key).unwrap();
        let payload: Value = serde_json::from_slice(opened.expose("compared in a test")).unwrap();
        assert_eq!(payload["provider"], provider);
        assert!(payload["secrets"].as_object().unwrap().values().all(|s| s["value"].is_string()));
        assert!(!desk.answers().iter().any(|a| a.contains(PASSPHRASE)), "the passphrase came back");
    }
}
