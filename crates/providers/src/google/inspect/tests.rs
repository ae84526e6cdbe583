//! Findings and facts, with keys made here.

use onboard_core::finding::Severity;
use onboard_core::speech::Language;
use rsa::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use serde_json::{Value, json};

use super::*;
use crate::google::tests::{fields, keys, speech};

fn inspected(changes: &[(&str, Value)]) -> Inspection {
    inspect(&fields(&keys::file_with(changes)), &speech(Language::En))
}

fn check(changes: &[(&str, Value)], expected: &[(&str, Severity)]) {
    let inspection = inspected(changes);
    let found: Vec<_> = inspection.findings.iter().map(|f| (f.code.as_str(), f.severity)).collect();
    assert_eq!(found, expected, "{changes:?}");
    assert!(inspection.findings.iter().all(|f| f.message != f.code));
}

use Severity::{Error, Info, Warning};

#[test]
fn members() {
    check(&[], &[]);
    check(&[("project_id", "Example".into())], &[("google-project-id-form", Warning), ("google-email-project", Warning)]);
    check(&[("project_id", "a/../b".into())], &[("google-project-id-impossible", Error), ("google-email-project", Warning)]);
    check(&[("project_id", json!(null))], &[("google-project-missing", Error)]);
    check(&[("project_id", "other-project-1".into())], &[("google-email-project", Warning)]);
    check(&[("client_email", "me@example.com".into())], &[("google-email-form", Warning)]);
    check(&[("client_email", "nobody".into())], &[("google-email-impossible", Error)]);
    let default = "12-compute@developer.gserviceaccount.com";
    check(&[("client_email", default.into())], &[("google-email-default-account", Warning)]);
    check(&[("private_key_id", "1".into())], &[("google-key-id-form", Warning)]);
    check(&[("private_key_id", json!(null))], &[("google-key-id-missing", Warning)]);
    check(&[("token_uri", json!(null))], &[("google-token-uri-missing", Info)]);
    check(&[("universe_domain", json!(null))], &[]);
    check(&[("auth_uri", "https://evil.example/auth".into())], &[("google-url-foreign", Warning)]);
    check(&[("client_x509_cert_url", "https://googleapis.com.evil.example/".into())], &[("google-url-foreign", Warning)]);
}

#[test]
fn foreign_addresses_are_named() {
    let named = |name: &str, value: &str, code: &str, host: &str| {
        let inspection = inspected(&[(name, value.into())]);
        let finding = inspection.findings.iter().find(|f| f.code == code).unwrap();
        assert!(finding.message.contains(host), "{}", finding.message);
    };
    named("token_uri", "https://evil.example/token", "google-token-uri-foreign", "evil.example");
    named("token_uri", "https://oauth2.googleapis.com@evil.example/", "google-token-uri-foreign", "evil.example");
    named("token_uri", "http://127.0.0.1:1/token", "google-token-uri-loopback", "127.0.0.1");
    named("universe_domain", "evil.example", "google-universe-other", "evil.example");
    let universe = [
        ("universe_domain", json!("universe.foo")),
        ("token_uri", json!("https://oauth2.universe.foo/token")),
        ("client_x509_cert_url", json!("https://www.universe.foo/robot")),
    ];
    check(&universe, &[("google-universe-other", Warning)]);
}

#[test]
fn settings_are_looked_at() {
    let with = |pairs: &[(&str, &str)]| {
        let mut fields = fields(&keys::file_with(&[]));
        pairs.iter().for_each(|(name, value)| fields.set(name, *value, "--set"));
        let findings = inspect(&fields, &speech(Language::De)).findings;
        findings.into_iter().map(|f| f.code).collect::<Vec<_>>()
    };
    assert_eq!(with(&[("project", "other-project")]), ["google-project-differs"]);
    assert_eq!(with(&[("project", "image-builds-1")]), [""; 0]);
    assert_eq!(with(&[("project", "123456")]), ["google-project-number", "google-project-differs"]);
    assert_eq!(with(&[("zone", "europe")]), ["google-zone-form"]);
    assert_eq!(with(&[("zone", "europe-west3-a"), ("region", "europe-west1")]), ["google-zone-region"]);
    assert_eq!(with(&[("zone", "europe-west3-a"), ("region", "europe-west3")]), [""; 0]);
    assert_eq!(with(&[("service_account_email", "x")]), ["google-email-impossible"]);
}

#[test]
fn keys_that_cannot_be_used() {
    let pem = keys::pkcs8();
    let public = keys::KEY.to_public_key().to_public_key_pem(LineEnding::LF).unwrap();
    let short = keys::rsa(1024, 3).to_pkcs8_pem(LineEnding::LF).unwrap().to_string();
    // A P-256 key of no use, from RFC 5915's structure: the algorithm is what matters.
    let elliptic = ring::signature::EcdsaKeyPair::generate_pkcs8(
        &ring::signature::ECDSA_P256_SHA256_FIXED_SIGNING,
        &ring::rand::SystemRandom::new(),
    )
    .unwrap();
    let block = |label: &str, der: &[u8]| {
        use base64::Engine as _;
        let body = base64::engine::general_purpose::STANDARD.encode(der);
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    };
    let mut damaged: Vec<char> = pem.chars().collect();
    let middle = damaged.len() / 2;
    damaged[middle] = if damaged[middle] == 'A' { 'B' } else { 'A' };
    for (key, code) in [
        ("secret".to_owned(), "google-key-not-pem"),
        (pem[..pem.len() / 2].to_owned(), "google-key-cut"),
        (public, "google-key-public"),
        (block("ENCRYPTED PRIVATE KEY", b"abc"), "google-key-encrypted"),
        (pem.replace("KEY-----\nMII", "KEY-----\nProc-Type: 4,ENCRYPTED\n\nMII"), "google-key-encrypted"),
        (block("EC PRIVATE KEY", b"abc"), "google-key-elliptic"),
        (block("PRIVATE KEY", elliptic.as_ref()), "google-key-elliptic"),
        (block("OPENSSH PRIVATE KEY", b"abc"), "google-key-other-algorithm"),
        (block("PRIVATE KEY", b"abc"), "google-key-damaged"),
        (pem.replacen("MII", "!!!", 1), "google-key-damaged"),
        (damaged.into_iter().collect(), "google-key-damaged"),
        (short, "google-key-too-short"),
    ] {
        let inspection = inspected(&[("private_key", key.into())]);
        let codes: Vec<_> = inspection.findings.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(codes, [code]);
        assert_eq!(inspection.findings[0].severity, Error);
        assert_eq!(inspection.facts["key_parses"], false);
        assert_eq!(inspection.facts["jwt_sha256"], Value::Null);
    }
}

#[test]
fn facts_of_a_good_key() {
    let facts = inspected(&[]).facts;
    assert_eq!(facts["project_id"], "image-builds-1");
    assert_eq!(facts["client_email"], "builder@image-builds-1.iam.gserviceaccount.com");
    assert_eq!((&facts["key_bits"], &facts["key_parses"]), (&json!(2048), &json!(true)));
    // The same by another implementation of RS256, over the JWT as the facts write it down.
    let expected = |claims: &str| {
        use base64::Engine as _;
        let encode = |bytes: &[u8]| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
        let header = r#"{"alg":"RS256","typ":"JWT","kid":"0123456789abcdef0123456789abcdef01234567"}"#;
        let input = format!("{}.{}", encode(header.as_bytes()), encode(claims.as_bytes()));
        // DigestInfo of SHA-256, RFC 8017, 9.2, note 1.
        let prefix = hex::decode("3031300d060960864801650304020105000420").unwrap().into();
        let digest = ring::digest::digest(&ring::digest::SHA256, input.as_bytes());
        let signature = keys::KEY.sign(rsa::Pkcs1v15Sign { hash_len: Some(32), prefix }, digest.as_ref()).unwrap();
        let jwt = format!("{input}.{}", encode(&signature));
        hex::encode(ring::digest::digest(&ring::digest::SHA256, jwt.as_bytes()))
    };
    let claims = |aud: &str| {
        format!(
            r#"{{"iss":"builder@image-builds-1.iam.gserviceaccount.com","scope":"https://www.googleapis.com/auth/cloud-platform","aud":"{aud}","iat":1700000000,"exp":1700003600}}"#
        )
    };
    assert_eq!(facts["jwt_sha256"], json!(expected(&claims("https://oauth2.googleapis.com/token"))));
    let other = "https://accounts.google.com/o/oauth2/token";
    let facts = inspected(&[("token_uri", other.into())]).facts;
    assert_eq!(facts["jwt_sha256"], json!(expected(&claims(other))), "the audience of this proof is the file's own");
}

#[test]
fn forms_of_good_keys() {
    check(&[("private_key", keys::pkcs1().into())], &[("google-key-pkcs1", Info)]);
    let before = format!("Bag Attributes\n    friendlyName: privatekey\n{}", keys::pkcs8());
    check(&[("private_key", before.into())], &[("google-key-text-before", Info)]);
    assert_eq!(inspected(&[("private_key", keys::pkcs1().into())]).facts, inspected(&[]).facts);
}
