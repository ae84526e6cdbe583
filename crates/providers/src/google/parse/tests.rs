//! Carriers and kinds.

use base64::Engine as _;
use onboard_core::provider::Parsed;
use serde_json::json;

use crate::google::key::SigningKey;
use crate::google::tests::{keys, parsed};

fn codes(parsed: &Parsed) -> Vec<&str> {
    parsed.findings.iter().map(|f| f.code.as_str()).collect()
}

/// A text with one usable key, and the findings about how it was read.
fn check(text: &str, expected: &[&str]) {
    let all = parsed(text);
    assert_eq!(all.len(), 1, "{}", &text[..text.len().min(80)]);
    let one = &all[0];
    assert_eq!((one.kind.as_str(), one.variant.as_deref()), ("service-account-key", Some("service-account-key")));
    assert_eq!(codes(one), expected);
    assert_eq!(one.fields.plain("client_email"), Some("builder@image-builds-1.iam.gserviceaccount.com"));
    let key = one.fields.secret("private_key").unwrap();
    assert!(SigningKey::read(key.expose("test")).is_ok());
    let document: serde_json::Value =
        serde_json::from_str(one.fields.secret("credentials_json").unwrap().expose("test")).unwrap();
    assert_eq!(document, serde_json::Value::Object(keys::file()));
}

#[test]
fn carriers() {
    let file = keys::file_with(&[]);
    let one_line = serde_json::to_string(&keys::file()).unwrap();
    check(&file, &[]);
    check(&format!("\u{feff}{file}"), &[]);
    check(&file.replace('\n', "\r\n"), &[]);
    check(&one_line, &[]);
    check(&format!("me@host:~$ cat ${{HOME}}/key.json\n{file}\nme@host:~$ {{ echo; }}\n"), &[]);
    check(&format!("export GOOGLE_CREDENTIALS='{one_line}'\n"), &[]);
    check(&format!("{file}\n{file}"), &[]);
    check(&json!({"value": {"sensitive": true, "key": keys::file()}}).to_string(), &[]);
    check(&json!({"credentials_json": one_line}).to_string(), &[]);
    let quoted = serde_json::to_string(&one_line).unwrap();
    check(&format!("$env:GOOGLE_CREDENTIALS = {quoted}"), &["google-json-unescaped"]);
    check(&serde_json::to_string(&quoted).unwrap(), &["google-json-unescaped"]);
    check(&serde_json::to_string(&file).unwrap(), &["google-json-unescaped"]);
    // Only the quotation marks escaped, as people do in a shell.
    let by_hand = one_line.replace('"', "\\\"");
    check(&format!("KEY=\"{by_hand}\""), &["google-json-unescaped", "google-json-line-feeds"]);
    let base64 = base64::engine::general_purpose::STANDARD.encode(&file);
    check(&base64, &["google-json-base64"]);
    check(&format!("GOOGLE_CREDENTIALS={base64}\n"), &["google-json-base64"]);
    check(&json!({"name": "projects/x", "privateKeyData": base64}).to_string(), &["google-json-base64"]);
    check(&file.replace('"', "\u{201d}"), &[]);
}

#[test]
fn repairs() {
    let pem = keys::pkcs8();
    check(&keys::file_with(&[("private_key", pem.replace('\n', "\\n").into())]), &["google-key-unescaped"]);
    // Line feeds typed into the JSON itself.
    let raw = keys::file_with(&[]).replace("\\n", "\n");
    check(&raw, &["google-json-line-feeds"]);
    let email = "builder@image-builds-1.iam.gserviceaccount.com";
    let slack = keys::file_with(&[
        ("client_email", format!("<mailto:{email}|{email}>").into()),
        ("token_uri", "<https://oauth2.googleapis.com/token|https://oauth2.googleapis.com/token>".into()),
        ("auth_uri", "<https://accounts.google.com/o/oauth2/auth>".into()),
    ]);
    check(&slack, &["google-chat-links"]);
}

#[test]
fn several_keys() {
    let other = keys::file_with(&[("client_email", "two@image-builds-1.iam.gserviceaccount.com".into())]);
    let all = parsed(&format!("{}\n\n{other}\n{{\"type\": \"authorized_user\"}}", keys::file_with(&[])));
    let labels: Vec<_> = all.iter().map(|p| (p.variant.is_some(), p.label.clone().unwrap())).collect();
    let label = |usable, text: &str| (usable, text.to_owned());
    assert_eq!(
        labels,
        [
            label(true, "builder@image-builds-1.iam.gserviceaccount.com"),
            label(true, "two@image-builds-1.iam.gserviceaccount.com"),
            label(false, "authorized_user")
        ]
    );
}

#[test]
fn refused_kinds() {
    for (value, kind, code) in [
        (json!({"type": "authorized_user", "client_secret": "s", "refresh_token": "r"}), "authorized-user", "google-type-authorized-user"),
        (json!({"type": "external_account", "credential_source": {"executable": {"command": "touch /tmp/x"}}}), "external-account", "google-type-external-account"),
        (json!({"type": "external_account_authorized_user"}), "external-account-authorized-user", "google-type-external-account-authorized-user"),
        (json!({"type": "impersonated_service_account", "source_credentials": keys::file()}), "impersonated-service-account", "google-type-impersonated"),
        (json!({"type": "gdch_service_account", "private_key": "x", "name": "n"}), "gdch-service-account", "google-type-gdch"),
        (json!({"web": {"client_id": "x", "auth_uri": "y", "client_secret": "s"}}), "oauth-client", "google-type-oauth-client"),
        (json!({"installed": {"client_id": "x", "token_uri": "y"}}), "oauth-client", "google-type-oauth-client"),
        (json!({"privateKeyType": "TYPE_PKCS12_FILE", "privateKeyData": "MIIJ"}), "p12", "google-type-p12"),
        (json!({"type": "service-account", "private_key": "x", "client_email": "y"}), "unknown-type", "google-type-unknown"),
    ] {
        let all = parsed(&value.to_string());
        assert_eq!(all.len(), 1, "{kind}");
        assert_eq!((all[0].kind.as_str(), all[0].variant.as_deref()), (kind, None));
        assert_eq!(codes(&all[0]), [code]);
        assert!(all[0].fields.is_empty(), "nothing of a refused file is taken over");
        assert!(!all[0].findings[0].tip.is_empty() && all[0].findings[0].line == Some(1));
    }
    let mut p12 = vec![0x30, 0x82, 0x09, 0x00, 0x02, 0x01, 0x03, 0x30];
    p12.extend([0x55; 120]);
    let base64 = base64::engine::general_purpose::STANDARD.encode(&p12);
    assert_eq!(codes(&parsed(&base64)[0]), ["google-type-p12"]);
    assert_eq!(codes(&parsed(&keys::file_with(&[("type", json!(null))]))[0]), ["google-type-missing"]);
}

#[test]
fn broken_files_name_their_place() {
    let file = keys::file_with(&[]);
    let place = |text: &str| {
        let all = parsed(text);
        assert_eq!((all.len(), all[0].variant.as_deref()), (1, None));
        let finding = &all[0].findings[0];
        assert!(!finding.message.contains("BEGIN"), "{}", finding.message);
        (finding.code.clone(), finding.line.unwrap(), finding.column.unwrap())
    };
    let (code, line, _) = place(&file[..file.len() / 2]);
    assert_eq!((code.as_str(), line), ("google-json-cut", 5));
    assert_eq!(place(&format!("{}\n", &file[..120])).0, "google-json-cut");
    let missing_comma = file.replacen("\"image-builds-1\",", "\"image-builds-1\"", 1);
    assert_eq!(place(&missing_comma), ("google-json-broken".to_owned(), 4, 3));
    assert_eq!(place(&format!("$ cat key\n{missing_comma}")), ("google-json-broken".to_owned(), 5, 3));
    assert_eq!(place(&file.replacen("\"100000000000000000001\"", "1e999999", 1)).0, "google-json-broken");
}

#[test]
fn hostile_json() {
    let twice = keys::file_with(&[]).replacen('{', "{\"client_email\": \"evil@example.com\",", 1);
    let all = parsed(&twice);
    assert_eq!(codes(&all[0]), ["google-name-twice"]);
    assert_eq!(all[0].fields.plain("client_email"), Some("builder@image-builds-1.iam.gserviceaccount.com"));
    let numbers = parsed(&keys::file_with(&[("client_id", json!(12_345)), ("client_email", json!({"a": 1}))]));
    assert_eq!(codes(&numbers[0]), ["google-not-text", "google-not-text"]);
    for text in [
        format!("{}{}", "{\"a\":".repeat(100_000), "1"),
        "{\"type\":".repeat(100_000),
        "[".repeat(100_000),
        "{\"".repeat(200_000),
        "{\\\"".repeat(100_000),
        "{}".repeat(200_000),
        "{\"a\":1}".repeat(200_000),
        format!("{{\"type\":\"service_account\",\"a\":{}1{}}}", "[".repeat(5_000), "]".repeat(5_000)),
        "plain text with { braces } and \"quotes\"".to_owned(),
        "[default]\naws_access_key_id = x".to_owned(),
        "{\"AccessKeyId\": \"x\", \"type\": \"y\"}".to_owned(),
        String::new(),
    ] {
        assert!(parsed(&text).iter().all(|p| p.variant.is_none()));
    }
}

#[test]
fn a_foreign_token_uri_is_shown_and_not_delivered() {
    let delivered = |uri: &str| {
        let all = parsed(&keys::file_with(&[("token_uri", uri.into())]));
        assert_eq!(all[0].fields.plain("token_uri"), Some(uri));
        let document: serde_json::Value =
            serde_json::from_str(all[0].fields.secret("credentials_json").unwrap().expose("test")).unwrap();
        document["token_uri"].as_str().unwrap().to_owned()
    };
    let own = "https://oauth2.googleapis.com/token";
    for uri in [
        "https://evil.example/token",
        "https://oauth2.googleapis.com@evil.example/token",
        "https://oauth2.googleapis.com.evil.example/token",
        "http://oauth2.googleapis.com/token",
        "https://oauth2.googleapis.com:8443/token",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ] {
        assert_eq!(delivered(uri), own, "{uri}");
    }
    for uri in [own, "https://accounts.google.com/o/oauth2/token", "http://127.0.0.1:8080/token"] {
        assert_eq!(delivered(uri), uri);
    }
}

proptest::proptest! {
    #[test]
    fn parsing_is_total(text in "\\PC{0,400}") {
        let _ = parsed(&text);
        let _ = parsed(&format!("{{\"type\":\"service_account\",{text}"));
    }
}
