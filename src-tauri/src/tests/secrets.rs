//! Secrets go in and never come out: every answer of every command is searched for every form of them.

use base64::Engine as _;
use onboard_democloud::DemoCloud;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Desk, providers};

/// Every form in which a secret could slip out: as it is, escaped, encoded, and the lines of a PEM block. Lines of a
/// key file with blanks or quotes name things that are no secret.
fn forms(secret: &str) -> Vec<String> {
    let mut forms = vec![
        secret.to_owned(),
        Value::from(secret).to_string().trim_matches('"').to_owned(),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        base64::engine::general_purpose::STANDARD_NO_PAD.encode(secret),
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(secret),
    ];
    forms.extend(secret.lines().filter(|l| l.len() >= 24 && !l.contains([' ', '"'])).map(str::to_owned));
    forms
}

fn search(answers: &[String], secrets: &[String]) {
    assert!(!secrets.is_empty());
    for form in secrets.iter().flat_map(|s| forms(s)) {
        // An answer is JSON: what stands in it is escaped once more.
        let escaped = Value::from(form.as_str()).to_string().trim_matches('"').to_owned();
        for answer in answers {
            let hit = answer.contains(&form) || answer.contains(&escaped);
            assert!(!hit, "a secret is in the answer of {}", answer.split(':').next().unwrap_or_default());
        }
    }
}

/// Uses every command that could show something of the session.
fn use_everything(desk: &Desk) {
    for name in ["session", "plan", "boot"] {
        let _ = desk.call(name, json!({}));
    }
    let _ = desk.call("check", json!({"channel": "__CHANNEL__:1", "only": null}));
    let details = json!({"name": "n", "description": "d", "tags": {"a": "b"}});
    let request = |format: &str, secrets: &str| json!({"details": details, "format": format, "secrets": secrets});
    *desk.person.saves_in.lock().unwrap() = Some(desk.folder.path().to_owned());
    let _ = desk.call("set_details", json!({"details": details}));
    for format in ["json", "sheet", "pkrvars", "env", "powershell", "tfvars"] {
        for secrets in ["redacted", "inline", "reference"] {
            let _ = desk.call("payload_preview", json!({"request": request(format, secrets)}));
            let _ = desk.call("payload_save", json!({"request": request(format, secrets)}));
            let _ = desk.call("copy", json!({"what": {"what": "preview", "request": request(format, secrets)}}));
            let copied = desk.person.clipboard.lock().unwrap().clone();
            desk.note(format!("the clipboard: {}", copied.unwrap_or_default()));
        }
    }
    for format in ["json", "text", "markdown", "html", "junit", "csv"] {
        if let Ok(receipt) = desk.call("report_save", json!({"format": format})) {
            let text = std::fs::read_to_string(receipt["path"].as_str().unwrap()).unwrap();
            desk.note(format!("the report file: {text}"));
        }
    }
    for index in 0..12 {
        let _ = desk.call("copy", json!({"what": {"what": "guide", "index": index}}));
        let _ = desk.call("copy", json!({"what": {"what": "remediation", "index": index}}));
        let copied = desk.person.clipboard.lock().unwrap().clone();
        desk.note(format!("the clipboard: {}", copied.unwrap_or_default()));
    }
    let view = desk.ok("session", json!({}));
    for row in view["report"]["requirements"].as_array().into_iter().flatten() {
        let _ = desk.call("copy", json!({"what": {"what": "evidence", "row": row["id"]}}));
    }
    use_saved(desk);
    let _ = desk.call("boot", json!({"language": "de"}));
    for step in ["provider", "credentials", "check", "permissions", "finish"] {
        let _ = desk.call("set_step", json!({"step": step}));
    }
}

/// The same for the sheet, the sealed payload and the saved connections, whose list is a file.
fn use_saved(desk: &Desk) {
    let details = json!({"name": "n", "description": "d", "tags": {"a": "b"}});
    let rows = desk.call("sheet", json!({})).unwrap_or_default();
    for row in rows.as_array().into_iter().flatten() {
        let _ = desk.call("copy", json!({"what": {"what": "sheet", "index": row["index"]}}));
        let copied = desk.person.clipboard.lock().unwrap().clone();
        desk.note(format!("the clipboard: {}", copied.unwrap_or_default()));
        // Here the secret goes to the clipboard, and the answer says only how long it is.
        let _ = desk.call("copy_secret", json!({"index": row["index"]}));
        *desk.person.clipboard.lock().unwrap() = None;
    }
    let request = json!({"details": details, "format": "json", "secrets": "inline"});
    let seal = json!({"recipients": [], "passphrase": "correct horse battery EXAMPLE"});
    if let Ok(receipt) = desk.call("payload_seal", json!({"request": request, "seal": seal}))
        && let Some(path) = receipt["path"].as_str()
    {
        desk.note(format!("the sealed file: {}", std::fs::read_to_string(path).unwrap()));
    }
    if let Ok(kept) = desk.call("saved_keep", json!({})) {
        let id = &kept["connections"][0]["id"];
        let _ = desk.call("saved_list", json!({}));
        let _ = desk.call("saved_rename", json!({"id": id, "name": "other"}));
        let list = std::fs::read_to_string(desk.folder.path().join("data/connections.json")).unwrap();
        desk.note(format!("the list of saved connections: {list}"));
        let request = json!({"details": details, "format": "json", "secrets": "reference"});
        let _ = desk.call("payload_preview", json!({"request": request}));
        let _ = desk.call("saved_open", json!({"id": id}));
        let _ = desk.call("saved_delete", json!({"id": id}));
    }
}

/// The secrets that the engine reads from a key file.
fn secrets_of(provider: &str, key: &onboard_democloud::DemoKey) -> Vec<String> {
    use onboard_core::{carrier::Input, pipeline, speech::Language};
    let input = Input::new(key.file_name.clone(), key.bytes.clone());
    let import = pipeline::parse(onboard_providers::all(), &input, Language::En);
    let candidate = import.candidates.iter().find(|c| c.provider == provider).unwrap();
    candidate.parsed.fields.secrets().map(|s| s.expose("searched for in answers").clone()).collect()
}

#[test]
fn an_imported_key_never_comes_back() {
    for (provider, story) in providers() {
        for by_paste in [false, true] {
            let key = DemoCloud::new(story).unwrap().key(provider).unwrap();
            let secrets = secrets_of(provider, &key);
            let desk = Desk::new();
            desk.ok("demo_start", json!({"story": story, "provider": provider}));
            if by_paste {
                *desk.person.clipboard.lock().unwrap() = Some(String::from_utf8(key.bytes.clone()).unwrap());
                desk.ok("import_paste", json!({}));
                *desk.person.clipboard.lock().unwrap() = None;
            } else {
                desk.import(&key.file_name, &key.bytes);
            }
            use_everything(&desk);
            desk.ok("demo_end", json!({}));
            desk.import(&key.file_name, &key.bytes);
            desk.ok("set_details", json!({"details": {"name": "n", "description": "", "tags": {}}}));
            use_saved(&desk);
            let answers = desk.answers();
            assert!(answers.iter().any(|a| a.contains("\"verdict\"")), "no check took place");
            assert!(answers.iter().any(|a| a.starts_with("the list of saved")), "nothing was kept");
            assert!(answers.iter().any(|a| a.starts_with("the sealed file")), "nothing was sealed");
            search(&answers, &secrets);
        }
    }
}

#[test]
fn a_typed_secret_never_comes_back() {
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYzT9Q2v\"\\x";
    for (provider, story) in providers() {
        let desk = Desk::new();
        desk.ok("demo_start", json!({"story": story, "provider": provider}));
        let boot = desk.ok("boot", json!({}));
        let descriptor = boot["providers"].as_array().unwrap().iter().find(|p| p["id"] == provider).unwrap().clone();
        for field in descriptor["variants"][0]["fields"].as_array().unwrap() {
            if ["secret", "secret-lines"].contains(&field["input"].as_str().unwrap()) {
                desk.ok("set_field", json!({"name": field["name"], "value": SECRET}));
            }
        }
        use_everything(&desk);
        search(&desk.answers(), &[SECRET.to_owned()]);
    }
}

#[test]
fn the_search_finds_what_it_looks_for() {
    for form in forms("top/secret+value\nwith another line that is long enough") {
        let hidden = format!("session: {}", json!({"a": {"b": format!("x{form}y")}}));
        let found = std::panic::catch_unwind(|| {
            search(&[hidden], &["top/secret+value\nwith another line that is long enough".to_owned()])
        });
        assert!(found.is_err(), "{form} was not found");
    }
}
