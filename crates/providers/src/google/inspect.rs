//! Stage 3: what a service-account key tells without a network.
//!
//! In: the fields. Out: findings, and the facts of the contract. The private key is really parsed, and a JWT
//! is signed and verified with it. Hosts that the file names are read and reported, never contacted.

use onboard_core::field::Fields;
use onboard_core::finding::{Finding, Severity};
use onboard_core::provider::Inspection;
use onboard_core::speech::{Speech, Values};
use serde_json::{Map, Value, json};
use url::Url;

use super::key::{AUDIENCE, Claims, KeyFault, SHORTEST, SigningKey};
use super::key_file::{GOOGLE_UNIVERSE, KeyFile, TokenUri, other_universe};
use super::names;

/// The fixed times of the JWT whose hash is a fact: the same key gives the same hash anywhere.
const PROOF_ISSUED: i64 = 1_700_000_000;

struct Notes<'a> {
    speech: &'a Speech,
    findings: Vec<Finding>,
}

impl Notes<'_> {
    fn add(&mut self, code: &str, severity: Severity, field: &str, values: Values<'_>) {
        self.findings.push(self.speech.finding(code, severity, Some(field), values));
    }
}

/// The findings and facts of a key.
pub(super) fn inspect(fields: &Fields, speech: &Speech) -> Inspection {
    let mut notes = Notes { speech, findings: Vec::new() };
    let file = KeyFile::of(fields);
    if file.is_none() && fields.secret("credentials_json").is_some() {
        notes.add("google-file-unreadable", Severity::Error, "credentials_json", &[]);
    }
    project(fields, &mut notes);
    account(fields, &mut notes);
    key_id(fields, &mut notes);
    addresses(fields, file.as_ref(), &mut notes);
    settings(fields, &mut notes);
    let facts = key(fields, file.as_ref(), &mut notes);
    Inspection { findings: notes.findings, facts }
}

fn project(fields: &Fields, notes: &mut Notes<'_>) {
    for name in ["project", "project_id", "host_project"] {
        let Some(id) = fields.plain(name) else { continue };
        let label = [("value", id)];
        match names::project_form(id) {
            names::Form::Good => {}
            names::Form::Odd => notes.add("google-project-id-form", Severity::Warning, name, &label),
            names::Form::Number => notes.add("google-project-number", Severity::Info, name, &label),
            names::Form::Impossible => notes.add("google-project-id-impossible", Severity::Error, name, &label),
        }
    }
    match (fields.plain("project"), fields.plain("project_id")) {
        (None, None) => notes.add("google-project-missing", Severity::Error, "project", &[]),
        (Some(build), Some(own)) if build != own => {
            notes.add("google-project-differs", Severity::Info, "project", &[("project", build), ("own", own)]);
        }
        _ => {}
    }
}

fn account(fields: &Fields, notes: &mut Notes<'_>) {
    let Some(email) = fields.plain("client_email") else { return };
    let value = [("value", email)];
    if !names::is_email(email) {
        notes.add("google-email-impossible", Severity::Error, "client_email", &value);
        return;
    }
    match names::account_kind(email) {
        names::Account::User(project) => {
            let own = fields.plain("project_id").map(names::email_project);
            if let Some(own) = own.filter(|own| *own != project) {
                let values = [("value", email), ("project", project.as_str()), ("own", own.as_str())];
                notes.add("google-email-project", Severity::Warning, "client_email", &values);
            }
        }
        names::Account::Default => notes.add("google-email-default-account", Severity::Warning, "client_email", &value),
        names::Account::Other => notes.add("google-email-form", Severity::Warning, "client_email", &value),
    }
}

fn key_id(fields: &Fields, notes: &mut Notes<'_>) {
    match fields.plain("private_key_id") {
        None => notes.add("google-key-id-missing", Severity::Warning, "private_key_id", &[]),
        Some(id) if id.len() != 40 || !id.chars().all(|c| c.is_ascii_hexdigit()) => {
            notes.add("google-key-id-form", Severity::Warning, "private_key_id", &[]);
        }
        Some(_) => {}
    }
}

fn addresses(fields: &Fields, file: Option<&KeyFile>, notes: &mut Notes<'_>) {
    let universe = fields.plain("universe_domain");
    let host = |text: &str| Url::parse(text).ok().and_then(|u| u.host_str().map(str::to_ascii_lowercase));
    if let Some(other) = other_universe(universe) {
        notes.add("google-universe-other", Severity::Warning, "universe_domain", &[("universe", other)]);
    }
    match fields.plain("token_uri").map(|uri| TokenUri::judge(uri, universe)) {
        Some(TokenUri::Own) => {}
        Some(TokenUri::Foreign(host)) => {
            notes.add("google-token-uri-foreign", Severity::Warning, "token_uri", &[("host", &host)]);
        }
        Some(TokenUri::Loopback(host)) => {
            notes.add("google-token-uri-loopback", Severity::Warning, "token_uri", &[("host", &host)]);
        }
        None => notes.add("google-token-uri-missing", Severity::Info, "token_uri", &[]),
    }
    for name in ["auth_uri", "auth_provider_x509_cert_url", "client_x509_cert_url"] {
        let Some(text) = file.and_then(|f| f.text(name)) else { continue };
        let host = host(text).unwrap_or_else(|| text.chars().take(80).collect());
        let within = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
        let known = within(GOOGLE_UNIVERSE) || host == "accounts.google.com" || other_universe(universe).is_some_and(within);
        if !known {
            let values = [("name", name), ("host", host.as_str())];
            notes.add("google-url-foreign", Severity::Warning, "credentials_json", &values);
        }
    }
}

fn settings(fields: &Fields, notes: &mut Notes<'_>) {
    for (name, good) in [("zone", names::is_zone as fn(&str) -> bool), ("region", names::is_region)] {
        if let Some(value) = fields.plain(name).filter(|v| !good(v)) {
            notes.add(&format!("google-{name}-form"), Severity::Warning, name, &[("value", value)]);
        }
    }
    if let (Some(zone), Some(region)) = (fields.plain("zone").and_then(names::region_of_zone), fields.plain("region"))
        && zone != region
    {
        notes.add("google-zone-region", Severity::Warning, "zone", &[("zone", zone), ("region", region)]);
    }
    if let Some(email) = fields.plain("service_account_email").filter(|e| !names::is_email(e)) {
        notes.add("google-email-impossible", Severity::Error, "service_account_email", &[("value", email)]);
    }
}

fn key(fields: &Fields, file: Option<&KeyFile>, notes: &mut Notes<'_>) -> Map<String, Value> {
    let read = file.and_then(|f| f.text("private_key")).map(SigningKey::read);
    let mut hash = None;
    match &read {
        Some(Ok(key)) => {
            if key.has_preamble() {
                notes.add("google-key-text-before", Severity::Info, "private_key", &[]);
            }
            if key.is_pkcs1() {
                notes.add("google-key-pkcs1", Severity::Info, "private_key", &[]);
            }
            hash = proof(key, fields);
            if hash.is_none() {
                notes.add("google-key-damaged", Severity::Error, "private_key", &[]);
            }
        }
        Some(Err(fault)) => key_fault(fault, notes),
        // A key that is absent is found by the core.
        None => {}
    }
    let bits = match &read {
        Some(Ok(key)) => Some(key.bits()),
        Some(Err(fault)) => fault.bits(),
        None => None,
    };
    let mut facts = Map::new();
    facts.insert("project_id".to_owned(), json!(fields.plain("project_id")));
    facts.insert("client_email".to_owned(), json!(fields.plain("client_email")));
    facts.insert("key_bits".to_owned(), json!(bits));
    facts.insert("key_parses".to_owned(), json!(hash.is_some()));
    facts.insert("jwt_sha256".to_owned(), json!(hash));
    facts
}

fn key_fault(fault: &KeyFault, notes: &mut Notes<'_>) {
    let bits = fault.bits().unwrap_or_default().to_string();
    let shortest = SHORTEST.to_string();
    notes.add(fault.code(), Severity::Error, "private_key", &[("bits", &bits), ("shortest", &shortest)]);
}

/// SHA-256 of a JWT with fixed times, once its signature is verified with the key's own public half.
fn proof(key: &SigningKey, fields: &Fields) -> Option<String> {
    let assertion = key
        .assertion(&Claims {
            issuer: fields.plain("client_email").unwrap_or_default(),
            key_id: fields.plain("private_key_id"),
            audience: fields.plain("token_uri").unwrap_or(AUDIENCE),
            issued: PROOF_ISSUED,
        })
        .ok()?;
    let text = assertion.expose("hashed; the hash does not give the signature back");
    key.verifies(&assertion).then(|| hex::encode(ring::digest::digest(&ring::digest::SHA256, text.as_bytes())))
}

#[cfg(test)]
mod tests;
