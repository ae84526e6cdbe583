//! Stage 3: what a service principal tells without a network.
//!
//! In: the fields and the time. Out: findings, and the facts of the contract. A certificate is really read, and its key
//! is held against it. Deliberately absent: anything that only Entra knows, such as when a client secret ends.

use onboard_core::field::{FieldValue, Fields};
use onboard_core::finding::{Finding, Severity};
use onboard_core::provider::Inspection;
use onboard_core::speech::{Speech, Values};
use serde_json::{Map, Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::certificate::{Certificate, Fault, Leaf};
use super::cloud::Cloud;
use super::container::Locked;
use super::credential::{resource_group, subscription};
use super::guid::{Id, Tenant};
use super::secret::Shape;
use super::{CLIENT_CERTIFICATE, CLIENT_SECRET};

/// A certificate that ends within this time is worth a word.
const SOON: Duration = Duration::days(30);

struct Notes<'a> {
    speech: &'a Speech,
    findings: Vec<Finding>,
}

impl Notes<'_> {
    fn add(&mut self, code: &str, severity: Severity, field: &str, values: Values<'_>) {
        self.findings.push(self.speech.finding(code, severity, Some(field), values));
    }

    /// A finding whose sentence names the field.
    fn on(&mut self, code: &str, severity: Severity, field: &str) {
        let label = self.label(field);
        self.add(code, severity, field, &[("label", &label)]);
    }

    fn label(&self, field: &str) -> String {
        self.speech.say(&format!("azure-field-{field}"), &[])
    }
}

/// The findings and facts of a service principal.
pub(super) fn inspect(variant: &str, fields: &Fields, now: OffsetDateTime, speech: &Speech) -> Inspection {
    let mut notes = Notes { speech, findings: Vec::new() };
    let mut facts = Map::new();
    let cloud = cloud(fields, &mut notes);
    facts.insert("cloud".to_owned(), json!(cloud.map(Cloud::id)));
    if !swapped(fields, &mut notes) {
        ids(fields, &mut notes);
        if variant == CLIENT_SECRET {
            client_secret(fields, &mut notes);
        }
    }
    same(fields, &mut notes);
    target(fields, &mut notes);
    if variant == CLIENT_CERTIFICATE {
        certificate(fields, now, &mut notes, &mut facts);
    }
    Inspection { findings: notes.findings, facts }
}

/// What a field holds as text, plain or not.
fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    let text = match &fields.get(name)?.value {
        FieldValue::Plain(value) => value.as_str(),
        FieldValue::Secret(secret) => secret.expose("its shape is looked at").as_str(),
    };
    Some(text.trim()).filter(|t| !t.is_empty())
}

fn cloud(fields: &Fields, notes: &mut Notes<'_>) -> Option<Cloud> {
    let cloud = Cloud::of(fields);
    match cloud {
        None => notes.add("azure-cloud-unknown", Severity::Error, "cloud", &[]),
        Some(Cloud::Public) => {}
        Some(other) => notes.add("azure-national-cloud", Severity::Info, "cloud", &[("value", other.id())]),
    }
    cloud
}

/// Fields that stand in each other's place, where that is certain.
fn swapped(fields: &Fields, notes: &mut Notes<'_>) -> bool {
    let is_id = |name: &str| text(fields, name).is_some_and(|t| Id::of(t).guid().is_some());
    let is_secret = |name: &str| {
        fields.secret(name).is_some() || text(fields, name).is_some_and(|t| Shape::of(t) == Shape::Modern)
    };
    let is_domain = |name: &str| text(fields, name).is_some_and(|t| matches!(Tenant::of(t), Tenant::Domain(_)));
    let mut found = false;
    let mut pairs = vec![("client_id", "tenant_id", is_domain("client_id") && is_id("tenant_id"))];
    for name in ["client_id", "tenant_id", "subscription_id"] {
        pairs.push((name, "client_secret", is_secret(name) && is_id("client_secret")));
    }
    for (one, other, _) in pairs.into_iter().filter(|(.., swapped)| *swapped) {
        let (first, second) = (notes.label(one), notes.label(other));
        notes.add("azure-ids-swapped", Severity::Error, one, &[("one", &first), ("other", &second)]);
        found = true;
    }
    found
}

fn ids(fields: &Fields, notes: &mut Notes<'_>) {
    for name in ["tenant_id", "client_id", "subscription_id"] {
        let Some(value) = text(fields, name) else { continue };
        let id = match name {
            "tenant_id" => match Tenant::of(value) {
                Tenant::Id(id) => id,
                Tenant::Domain(_) => continue,
                Tenant::Shared => {
                    notes.add("azure-tenant-shared", Severity::Error, name, &[]);
                    continue;
                }
                Tenant::Malformed => Id::Malformed,
            },
            "subscription_id" if Id::of(value) == Id::Malformed => {
                subscription(value).map_or(Id::Malformed, Id::Repaired)
            }
            _ => Id::of(value),
        };
        match id {
            Id::Good(_) => {}
            Id::Repaired(_) => notes.on("azure-guid-repaired", Severity::Info, name),
            Id::Placeholder => notes.on("azure-placeholder", Severity::Error, name),
            Id::Malformed => malformed(name, value, notes),
        }
    }
}

/// What is wrong with an identifier is said by its length only: it may be a secret in the wrong place.
fn malformed(name: &str, value: &str, notes: &mut Notes<'_>) {
    let (label, count) = (notes.label(name), value.chars().count().to_string());
    notes.add("azure-guid-malformed", Severity::Error, name, &[("label", &label), ("count", &count)]);
}

/// One identifier in two fields: one of them was copied twice.
fn same(fields: &Fields, notes: &mut Notes<'_>) {
    let names = ["tenant_id", "client_id", "subscription_id"];
    let id = |name: &str| {
        let value = text(fields, name)?;
        if name == "subscription_id" { subscription(value) } else { Id::of(value).guid() }
    };
    for (n, one) in names.iter().enumerate() {
        for other in &names[n + 1..] {
            if id(one).is_some() && id(one) == id(other) {
                let (first, second) = (notes.label(one), notes.label(other));
                notes.add("azure-same-guid", Severity::Error, other, &[("one", &first), ("other", &second)]);
            }
        }
    }
}

fn client_secret(fields: &Fields, notes: &mut Notes<'_>) {
    let Some(value) = text(fields, "client_secret") else { return };
    let count = value.chars().count().to_string();
    let (code, severity) = match Shape::of(value) {
        Shape::Modern => return,
        Shape::Older => ("azure-secret-shape", Severity::Info),
        Shape::SecretId => ("azure-secret-id", Severity::Error),
        Shape::Placeholder => return notes.on("azure-placeholder", Severity::Error, "client_secret"),
        Shape::Masked => ("azure-secret-masked", Severity::Error),
        Shape::Labelled => ("azure-secret-label", Severity::Error),
        Shape::Token => ("azure-secret-token", Severity::Error),
        Shape::Pem => ("azure-secret-pem", Severity::Error),
        Shape::Short => ("azure-secret-short", Severity::Warning),
        Shape::Cut => ("azure-secret-cut", Severity::Warning),
        Shape::Long => ("azure-secret-long", Severity::Warning),
        Shape::Encoded => ("azure-secret-encoded", Severity::Warning),
        Shape::Spaced => ("azure-secret-spaced", Severity::Warning),
        Shape::NotAscii => ("azure-secret-not-ascii", Severity::Warning),
    };
    notes.add(code, severity, "client_secret", &[("count", &count)]);
}

fn target(fields: &Fields, notes: &mut Notes<'_>) {
    if !fields.has("subscription_id") {
        notes.add("azure-subscription-missing", Severity::Info, "subscription_id", &[]);
    }
    if let Some(name) = fields.plain("build_resource_group").and_then(resource_group) {
        let sign = |c: char| c.is_alphanumeric() || "-_().".contains(c);
        if name.chars().count() > 90 || name.ends_with('.') || !name.chars().all(sign) {
            notes.add("azure-resource-group-name", Severity::Error, "build_resource_group", &[]);
        }
    }
    if fields.plain("location").is_some_and(|l| !l.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ')) {
        notes.add("azure-location-form", Severity::Warning, "location", &[]);
    }
}

fn certificate(fields: &Fields, now: OffsetDateTime, notes: &mut Notes<'_>, facts: &mut Map<String, Value>) {
    let password = fields.secret("certificate_password").map(AsRef::as_ref);
    let Some(pem) = fields.secret("certificate") else {
        if let Some(file) = fields.plain("certificate_file") {
            notes.add("azure-certificate-missing", Severity::Error, "certificate", &[("file", file)]);
        }
        return;
    };
    let leaf = match Certificate::read(pem, password) {
        Ok(certificate) => {
            if password.is_some() && Certificate::read(pem, None).is_ok() {
                notes.add("azure-certificate-password-unused", Severity::Info, "certificate_password", &[]);
            }
            Some(certificate.leaf().clone())
        }
        Err(fault) => {
            faulty(fault, password.is_some(), notes);
            Leaf::of(pem, password)
        }
    };
    if let Some(leaf) = leaf {
        dates(&leaf, now, notes);
        facts.insert("expires".to_owned(), json!(leaf.not_after.format(&Rfc3339).ok()));
        facts.insert("certificate_thumbprint".to_owned(), json!(leaf.thumbprint()));
        facts.insert("certificate_thumbprint_sha256".to_owned(), json!(leaf.thumbprint_sha256()));
        facts.insert("certificate_subject".to_owned(), json!(leaf.subject));
        facts.insert("key_bits".to_owned(), json!(leaf.key_bits()));
    }
}

fn dates(leaf: &Leaf, now: OffsetDateTime, notes: &mut Notes<'_>) {
    let date = |at: OffsetDateTime| at.format(&Rfc3339).unwrap_or_default();
    let (from, until) = (date(leaf.not_before), date(leaf.not_after));
    let values = [("from", from.as_str()), ("until", until.as_str())];
    if leaf.not_after < now {
        notes.add("azure-certificate-expired", Severity::Error, "certificate", &values);
    } else if leaf.not_before > now {
        notes.add("azure-certificate-not-yet-valid", Severity::Error, "certificate", &values);
    } else if leaf.not_after - now <= SOON {
        let days = (leaf.not_after - now).whole_days().to_string();
        notes.add("azure-certificate-expires-soon", Severity::Warning, "certificate", &[values[1], ("count", &days)]);
    }
}

fn faulty(fault: Fault, given: bool, notes: &mut Notes<'_>) {
    let bits = if let Fault::Size(bits) = fault { bits.to_string() } else { String::new() };
    let (code, field) = match fault {
        Fault::NotPem => ("azure-certificate-not-pem", "certificate"),
        Fault::Cut => ("azure-certificate-cut", "certificate"),
        Fault::NoKey => ("azure-certificate-without-key", "certificate"),
        Fault::NoCertificate => ("azure-key-without-certificate", "certificate"),
        Fault::Locked(Locked::PasswordNeeded | Locked::PasswordWrong) => {
            ("azure-certificate-password", "certificate_password")
        }
        Fault::Locked(Locked::Unsupported) => ("azure-certificate-protection", "certificate"),
        Fault::Locked(Locked::Ber) => ("azure-certificate-ber", "certificate"),
        Fault::Locked(Locked::TooMuchWork) => ("azure-certificate-too-much", "certificate"),
        Fault::Locked(Locked::Damaged) | Fault::Damaged => ("azure-certificate-damaged", "certificate"),
        Fault::OldEncryption => ("azure-certificate-old-encryption", "certificate"),
        Fault::NotRsa => ("azure-key-not-rsa", "certificate"),
        Fault::Size(_) => ("azure-key-size", "certificate"),
        Fault::Exponent => ("azure-key-exponent", "certificate"),
        Fault::Mismatch => ("azure-certificate-mismatch", "certificate"),
    };
    // A missing password and a wrong one differ in what is to be done.
    let given = if given { "yes" } else { "no" };
    notes.add(code, Severity::Error, field, &[("bits", &bits), ("given", given)]);
}

#[cfg(test)]
mod tests;
