//! Findings and facts, with certificates made here.

use time::macros::datetime;

use super::*;
use crate::azure::certificate::tests::{both_pem, certificate_pem, key_pem, other_key_pem, pfx};
use crate::azure::tests::{CLIENT, SECRET, SUBSCRIPTION, TENANT, codes, speech};

const NOW: OffsetDateTime = datetime!(2026-11-24 12:00 UTC);

fn fields(changes: &[(&str, &str)]) -> Fields {
    let mut fields = Fields::default();
    for (name, value) in [("tenant_id", TENANT), ("client_id", CLIENT), ("subscription_id", SUBSCRIPTION)] {
        fields.set(name, value, "test");
    }
    fields.set_secret("client_secret", SECRET.to_owned(), "test");
    for (name, value) in changes {
        match *name {
            "client_secret" | "certificate" | "certificate_password" => {
                fields.set_secret(name, (*value).to_owned(), "test");
            }
            name => fields.set(name, *value, "test"),
        }
    }
    fields
}

#[track_caller]
fn check(changes: &[(&str, &str)], expect: &[(&str, Severity)]) {
    let inspection = inspect(CLIENT_SECRET, &fields(changes), NOW, &speech());
    let found: Vec<_> = inspection.findings.iter().map(|f| (f.code.as_str(), f.severity)).collect();
    assert_eq!(found, expect, "{changes:?}");
    for finding in &inspection.findings {
        assert!(finding.message != finding.code && !finding.message.contains("{$"), "{finding:?}");
        assert!(finding.severity == Severity::Info || !finding.tip.is_empty(), "{finding:?}");
        assert!(!finding.message.contains("EXAMPLE-not"), "{finding:?}");
    }
}

use Severity::{Error, Info, Warning};

#[test]
fn identifiers() {
    check(&[], &[]);
    check(&[("tenant_id", "contoso.onmicrosoft.com")], &[]);
    check(&[("subscription_id", "")], &[("azure-subscription-missing", Info)]);
    check(&[("client_id", &format!("{{{}}}", CLIENT.to_uppercase()))], &[("azure-guid-repaired", Info)]);
    check(&[("subscription_id", &format!("/subscriptions/{SUBSCRIPTION}"))], &[("azure-guid-repaired", Info)]);
    check(&[("client_id", &CLIENT[1..])], &[("azure-guid-malformed", Error)]);
    check(&[("tenant_id", "contoso")], &[("azure-guid-malformed", Error)]);
    check(&[("subscription_id", "Pay-As-You-Go")], &[("azure-guid-malformed", Error)]);
    check(&[("tenant_id", "common")], &[("azure-tenant-shared", Error)]);
    check(&[("tenant_id", "<tenant-id>")], &[("azure-placeholder", Error)]);
    check(&[("client_id", "00000000-0000-0000-0000-000000000000")], &[("azure-placeholder", Error)]);
    check(&[("client_id", "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")], &[("azure-placeholder", Error)]);
    check(&[("client_id", TENANT)], &[("azure-same-guid", Error)]);
    check(&[("subscription_id", &TENANT.to_uppercase())], &[("azure-guid-repaired", Info), ("azure-same-guid", Error)]);
    check(&[("client_id", SECRET), ("client_secret", CLIENT)], &[("azure-ids-swapped", Error)]);
    check(&[("client_id", "contoso.onmicrosoft.com"), ("tenant_id", CLIENT)], &[("azure-ids-swapped", Error)]);
    check(&[("client_id", SECRET)], &[("azure-guid-malformed", Error)]);
}

#[test]
fn secrets() {
    check(&[("client_secret", SUBSCRIPTION)], &[("azure-secret-id", Error)]);
    check(&[("client_secret", "EXAMPLE-not.an_older[one]")], &[("azure-secret-shape", Info)]);
    check(&[("client_secret", &SECRET[..20])], &[("azure-secret-cut", Warning)]);
    check(&[("client_secret", &format!("password: {SECRET}"))], &[("azure-secret-label", Error)]);
    check(&[("client_secret", "Ex_********************")], &[("azure-secret-masked", Error)]);
    check(&[("client_secret", "hunter2")], &[("azure-secret-short", Warning)]);
    check(&[("client_secret", &key_pem())], &[("azure-secret-pem", Error)]);
}

#[test]
fn clouds_and_targets() {
    let cloud = |name: &str| inspect(CLIENT_SECRET, &fields(&[("cloud", name)]), NOW, &speech()).facts["cloud"].clone();
    assert_eq!(cloud(""), "AzureCloud");
    assert_eq!(cloud("usgovernment"), "AzureUSGovernment");
    assert_eq!(cloud("https://evil.example"), json!(null));
    check(&[("cloud", "AzureChinaCloud")], &[("azure-national-cloud", Info)]);
    check(&[("cloud", "AzureGermanCloud")], &[("azure-cloud-unknown", Error)]);
    check(&[("build_resource_group", "builds/../x y")], &[("azure-resource-group-name", Error)]);
    check(&[("build_resource_group", "Builds_(1).a")], &[]);
    check(&[("location", "West Europe")], &[]);
    check(&[("location", "west-europe!")], &[("azure-location-form", Warning)]);
}

fn certificate_codes(pem: &str, password: Option<&str>, now: OffsetDateTime) -> (Vec<String>, Map<String, Value>) {
    let mut fields = fields(&[("certificate", pem)]);
    if let Some(password) = password {
        fields.set_secret("certificate_password", password.to_owned(), "test");
    }
    fields.remove("client_secret");
    let inspection = inspect(CLIENT_CERTIFICATE, &fields, now, &speech());
    (codes(&inspection.findings).into_iter().map(str::to_owned).collect(), inspection.facts)
}

#[test]
fn certificates() {
    let one = |pem: &str, password: Option<&str>| certificate_codes(pem, password, datetime!(2026-06-01 0:00 UTC)).0;
    assert!(one(&both_pem(), None).is_empty());
    assert_eq!(one(&both_pem(), Some("EXAMPLE")), ["azure-certificate-password-unused"]);
    assert_eq!(one(&certificate_pem(&key_pem()), None), ["azure-certificate-without-key"]);
    assert_eq!(one(&key_pem(), None), ["azure-key-without-certificate"]);
    assert_eq!(one(&format!("{}{}", other_key_pem(), certificate_pem(&key_pem())), None), ["azure-certificate-mismatch"]);
    let algorithm = p12_keystore::EncryptionAlgorithm::PbeWithHmacSha256AndAes256;
    let locked = crate::azure::pem::written("PKCS12", &pfx(algorithm, "EXAMPLE"));
    assert_eq!(one(&locked, None), ["azure-certificate-password"]);
    assert_eq!(one(&locked, Some("other")), ["azure-certificate-password"]);
    assert!(one(&locked, Some("EXAMPLE")).is_empty());
    let at = |now| certificate_codes(&both_pem(), None, now).0;
    assert_eq!(at(datetime!(2027-01-01 0:00 UTC)), ["azure-certificate-expired"]);
    assert_eq!(at(datetime!(2025-12-31 0:00 UTC)), ["azure-certificate-not-yet-valid"]);
    assert_eq!(at(datetime!(2026-12-05 0:00 UTC)), ["azure-certificate-expires-soon"]);
    let (_, facts) = certificate_codes(&both_pem(), None, NOW);
    assert_eq!((&facts["expires"], &facts["key_bits"]), (&json!("2026-12-31T00:00:00Z"), &json!(2048)));
    assert_eq!(facts["certificate_thumbprint"].as_str().unwrap().len(), 40);
    let mismatched = format!("{}{}", other_key_pem(), certificate_pem(&key_pem()));
    assert_eq!(certificate_codes(&mismatched, None, NOW).1["expires"], "2026-12-31T00:00:00Z");
    let locked = format!("{}{}", crate::azure::pem::written("ENCRYPTED PRIVATE KEY", &[0x30, 0]), certificate_pem(&key_pem()));
    let (found, facts) = certificate_codes(&locked, None, datetime!(2026-06-01 0:00 UTC));
    assert_eq!((found, &facts["expires"]), (vec!["azure-certificate-password".to_owned()], &json!("2026-12-31T00:00:00Z")));
}

#[test]
fn a_certificate_that_is_elsewhere_is_named() {
    let mut fields = fields(&[("certificate_file", "/home/me/tmpq1.pem")]);
    fields.remove("client_secret");
    let inspection = inspect(CLIENT_CERTIFICATE, &fields, NOW, &speech());
    assert_eq!(codes(&inspection.findings), ["azure-certificate-missing"]);
    assert!(inspection.findings[0].message.contains("/home/me/tmpq1.pem"));
}
