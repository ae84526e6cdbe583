//! Import by file and clipboard, payload and report to files, links and copies.

use onboard_democloud::DemoCloud;
use serde_json::{Value, json};

use super::{Desk, codes, providers};

fn key(provider: &str) -> onboard_democloud::DemoKey {
    DemoCloud::new("all-granted").unwrap().key(provider).unwrap()
}

#[test]
fn a_file_names_its_provider_and_a_cancelled_dialog_changes_nothing() {
    for (provider, _) in providers() {
        let desk = Desk::new();
        let before = desk.ok("session", json!({}));
        assert_eq!(desk.ok("import_file", json!({})), before);
        let key = key(provider);
        let view = desk.import(&key.file_name, &key.bytes);
        assert_eq!(view["provider"], provider);
        assert_eq!(view["step"], "credentials");
        assert_eq!(view["import"]["chosen"], 0);
        assert_eq!(view["import"]["origin"], key.file_name.as_str());
        *desk.person.chooses.lock().unwrap() = None;
        assert_eq!(desk.ok("import_file", json!({})), view);
    }
}

#[test]
fn paste_and_file_agree() {
    for (provider, _) in providers() {
        let key = key(provider);
        let desk = Desk::new();
        *desk.person.clipboard.lock().unwrap() = Some(String::from_utf8(key.bytes.clone()).unwrap());
        let pasted = desk.ok("import_paste", json!({}));
        let chosen = Desk::new().import(&key.file_name, &key.bytes);
        assert_eq!(pasted["variant"], chosen["variant"]);
        let values = |view: &Value| -> Vec<(String, Value, Value)> {
            let fields = view["fields"].as_object().unwrap();
            fields.iter().map(|(n, f)| (n.clone(), f["value"].clone(), f["masked"].clone())).collect()
        };
        assert_eq!(values(&pasted), values(&chosen));
    }
}

#[test]
fn what_cannot_be_read_says_why_and_keeps_the_rest() {
    let desk = Desk::new();
    let key = key(providers()[0].0);
    let good = desk.import(&key.file_name, &key.bytes);
    let folder = desk.folder.path().to_owned();
    for (path, code) in [(folder.clone(), "file-is-folder"), (folder.join("absent"), "file-unreadable")] {
        let view = desk.import_path(&path);
        assert_eq!(codes(&view["import"]["findings"]), [code]);
        assert_eq!(view["fields"], good["fields"], "{code} cost something");
    }
    for (bytes, code) in
        [(&b""[..], "input-empty"), (b"\x89PNG\xff\xfe", "input-not-text"), (b"hello", "input-not-recognised")]
    {
        let view = desk.import("other", bytes);
        assert!(codes(&view["import"]["findings"]).contains(&code), "{view}");
        assert_eq!(view["fields"], good["fields"]);
        assert_eq!(view["import"]["chosen"], Value::Null);
    }
    *desk.person.clipboard.lock().unwrap() = None;
    let view = desk.ok("import_paste", json!({}));
    assert_eq!(codes(&view["import"]["findings"]), ["clipboard-empty"]);
    assert_eq!(desk.code("take_candidate", json!({"index": 0})), "no-such-candidate");
}

#[test]
fn payloads_are_written_whole_and_private() {
    for (provider, _) in providers() {
        let desk = Desk::new();
        let key = key(provider);
        desk.import(&key.file_name, &key.bytes);
        let details = json!({"name": "Production images", "description": "", "tags": {}});
        let request = |secrets: &str| json!({"request": {"details": details, "format": "json", "secrets": secrets}});
        assert_eq!(desk.ok("payload_save", request("redacted")), Value::Null, "a cancelled dialog writes nothing");
        *desk.person.saves_in.lock().unwrap() = Some(desk.folder.path().to_owned());
        let receipt = desk.ok("payload_save", request("redacted"));
        assert_eq!(receipt["secret"], false);
        let path = receipt["path"].as_str().unwrap().to_owned();
        assert!(path.ends_with("production-images.json"), "{path}");
        let written: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert_eq!(written["verified"], Value::Null, "nothing was checked yet");
        assert!(written["secrets"].as_object().unwrap().values().all(|s| s == &json!({"redacted": true})));
        let receipt = desk.ok("payload_save", request("inline"));
        assert_eq!(receipt["secret"], true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let written: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert!(written["secrets"].as_object().unwrap().values().all(|s| s["value"].is_string()));
        *desk.person.saves_in.lock().unwrap() = Some(desk.folder.path().join("absent"));
        assert_eq!(desk.code("payload_save", request("redacted")), "not-written");
        assert_eq!(desk.code("payload_save", request("reference")), "not-kept");
        let nameless = json!({"request": {"details": {"name": " ", "description": "", "tags": {}}, "format": "json", "secrets": "redacted"}});
        assert_eq!(desk.code("payload_preview", nameless), "payload");
    }
}

#[test]
fn only_links_of_the_guide_are_opened() {
    for (provider, _) in providers() {
        let desk = Desk::new();
        assert_eq!(desk.code("open_link", json!({"index": 0})), "no-provider");
        desk.ok("choose_provider", json!({"provider": provider}));
        let boot = desk.ok("boot", json!({}));
        let guide =
            boot["providers"].as_array().unwrap().iter().find(|p| p["id"] == provider).unwrap()["guide"].clone();
        let mut expected = Vec::new();
        for (index, step) in guide.as_array().unwrap().iter().enumerate() {
            let link = step["link"].as_str().unwrap();
            if link.is_empty() {
                assert_eq!(desk.code("open_link", json!({"index": index})), "no-such-link");
            } else {
                assert!(link.starts_with("https://"), "{link}");
                desk.ok("open_link", json!({"index": index}));
                expected.push(link.to_owned());
            }
            let copied = desk.call("copy", json!({"what": {"what": "guide", "index": index}}));
            assert_eq!(copied.is_ok(), !step["command"].as_str().unwrap().is_empty());
        }
        assert_eq!(*desk.person.opened.lock().unwrap(), expected);
        assert!(!expected.is_empty());
        assert_eq!(desk.code("open_link", json!({"index": 4_000_000_000_u32})), "no-such-link");
    }
}
