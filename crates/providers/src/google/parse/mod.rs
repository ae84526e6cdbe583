//! Stage 2: text to service-account keys.
//!
//! In: the clean text of an import: a key file, a terminal screen or a chat message with one in it, the same
//! escaped or in base64. Out: one entry for each Google credential, also for those that cannot be used here,
//! with the reason. Pure and total. Deliberately absent: following anything that a file names (I10).

mod find;
mod kinds;

use onboard_core::carrier::{Decoded, plain_quotes};
use onboard_core::field::Fields;
use onboard_core::finding::{Finding, Severity};
use onboard_core::provider::Parsed;
use onboard_core::secret::SecretString;
use onboard_core::speech::Speech;

use self::find::{Broken, Found, Repair};
use self::kinds::Kind;
use super::key_file::{KeyFile, TokenUri};
use super::key::AUDIENCE;
use super::{VARIANT, pem};

/// The fields that may be shown, in the order of the key file.
const PLAIN: &[&str] = &["project_id", "private_key_id", "client_email", "client_id", "token_uri", "universe_domain"];
/// Without these there is no connection.
const NEEDED: &[&str] = &["private_key", "client_email"];
/// More keys than a person could choose from are not read.
const MOST: usize = 100;

/// The Google credentials in a text.
pub(super) fn parse(decoded: &Decoded, speech: &Speech) -> Vec<Parsed> {
    let text = decoded.text.expose("searched for key files");
    let mut found = find::keys(text);
    if found.keys.is_empty() && text.contains(['\u{201c}', '\u{201d}', '\u{201e}']) {
        let plain = SecretString::new(plain_quotes(text));
        let again = find::keys(plain.expose("searched for key files, with plain quotation marks"));
        if !again.keys.is_empty() || found.broken.is_none() {
            found = again;
        }
    }
    let mut seen: Vec<[u8; 32]> = Vec::new();
    let mut out = Vec::new();
    for key in found.keys {
        // The same key shown twice on a terminal is one key.
        let digest = digest(&key.file);
        if !seen.contains(&digest) && out.len() < MOST {
            seen.push(digest);
            out.push(read(key, &decoded.origin, speech));
        }
    }
    if out.is_empty() {
        out.extend(found.broken.map(|broken| refused_broken(&broken, speech)));
    }
    out
}

fn digest(file: &KeyFile) -> [u8; 32] {
    let document = SecretString::new(file.document());
    let digest = ring::digest::digest(&ring::digest::SHA256, document.expose("hashed, to tell whether two files are the same").as_bytes());
    let mut out = [0; 32];
    out.copy_from_slice(digest.as_ref());
    out
}

fn read(found: Found, origin: &str, speech: &Speech) -> Parsed {
    let mut findings: Vec<Finding> = found.repairs.iter().map(|repair| told(*repair, speech)).collect();
    let kind = found.kind.clone();
    if !kind.usable() {
        findings.push(
            speech.finding(kind.code(), Severity::Error, None, &[("type", &kind.value())]).at(found.line, None),
        );
        return Parsed { kind: kind.name(), variant: None, label: found.label(), fields: Fields::default(), findings };
    }
    let label = found.label();
    let Found { mut file, repeated, line, .. } = found;
    if !repeated.is_empty() {
        let names = repeated.join(", ");
        findings.push(speech.finding("google-name-twice", Severity::Warning, None, &[("names", &names)]));
    }
    if file.text("type").is_none() {
        findings.push(speech.finding("google-type-missing", Severity::Error, None, &[]).at(line, None));
    }
    clean(&mut file, &mut findings, speech);
    let fields = fields(&mut file, origin, &mut findings, speech);
    Parsed { kind: VARIANT.to_owned(), variant: Some(VARIANT.to_owned()), label, fields, findings }
}

fn told(repair: Repair, speech: &Speech) -> Finding {
    speech.finding(repair.code(), Severity::Info, None, &[])
}

/// Takes off what a chat program put around addresses, and puts the line feeds of the key right.
fn clean(file: &mut KeyFile, findings: &mut Vec<Finding>, speech: &Speech) {
    let mut linked = Vec::new();
    for (name, text) in file.texts_mut() {
        if let Some(plain) = unlinked(text).filter(|_| name != "private_key") {
            linked.push(name.clone());
            *text = plain;
        }
    }
    if !linked.is_empty() {
        let names = linked.join(", ");
        findings.push(speech.finding("google-chat-links", Severity::Info, None, &[("names", &names)]));
    }
    let Some((repaired, repairs)) = file.text("private_key").map(pem::repair) else { return };
    for (repair, code) in
        [(repairs.unescaped, "google-key-unescaped"), (repairs.wrapped, "google-key-rewrapped")]
    {
        if repair {
            findings.push(speech.finding(code, Severity::Info, Some("private_key"), &[]));
        }
    }
    file.set("private_key", repaired);
}

/// The text without the links of a chat: `<mailto:a@b|a@b>` -> `a@b`, `<https://x|x>` -> `https://x`. Nothing
/// when there is none.
fn unlinked(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    let mut any = false;
    while let Some(start) = rest.find('<') {
        let (before, link) = rest.split_at(start);
        out.push_str(before);
        let inner = link.find('>').map(|end| (&link[1..end], &link[end + 1..]));
        match inner {
            Some((inner, after)) if ["mailto:", "https://", "http://"].iter().any(|s| inner.starts_with(s)) => {
                let target = inner.split('|').next().unwrap_or_default();
                out.push_str(target.strip_prefix("mailto:").unwrap_or(target));
                rest = after;
                any = true;
            }
            _ => {
                out.push('<');
                rest = &link[1..];
            }
        }
    }
    out.push_str(rest);
    any.then_some(out)
}

fn fields(file: &mut KeyFile, origin: &str, findings: &mut Vec<Finding>, speech: &Speech) -> Fields {
    let mut fields = Fields::default();
    let from = |name: &str| speech.say("google-provenance", &[("origin", origin), ("name", name)]);
    for name in PLAIN {
        match file.text(name) {
            Some(text) => fields.set(name, text, from(name)),
            None if file.value(name).is_some_and(|v| !v.is_string() && !v.is_null()) => {
                let severity = if NEEDED.contains(name) { Severity::Error } else { Severity::Warning };
                findings.push(speech.finding("google-not-text", severity, Some(name), &[("name", name)]));
            }
            None => {}
        }
    }
    match file.text("private_key") {
        Some(key) => fields.set_secret("private_key", key.to_owned(), from("private_key")),
        None if file.value("private_key").is_some_and(|v| !v.is_string() && !v.is_null()) => findings.push(
            speech.finding("google-not-text", Severity::Error, Some("private_key"), &[("name", "private_key")]),
        ),
        None => {}
    }
    // What is delivered must not send a signed assertion elsewhere either; a test server on this machine may stay.
    if let Some(TokenUri::Foreign(_)) =
        fields.plain("token_uri").map(|uri| TokenUri::judge(uri, fields.plain("universe_domain")))
    {
        file.set("token_uri", AUDIENCE.to_owned());
    }
    fields.set_secret("credentials_json", file.document(), speech.say("google-provenance-file", &[("origin", origin)]));
    fields
}

fn refused_broken(broken: &Broken, speech: &Speech) -> Parsed {
    let code = if broken.cut { "google-json-cut" } else { "google-json-broken" };
    let place = [("line", broken.line.to_string()), ("column", broken.column.to_string())];
    let values: Vec<(&str, &str)> =
        place.iter().map(|(k, v)| (*k, v.as_str())).chain([("detail", broken.detail.as_str())]).collect();
    let finding = speech.finding(code, Severity::Error, None, &values).at(broken.line, Some(broken.column));
    Parsed {
        kind: Kind::ServiceAccount.name(),
        variant: None,
        label: None,
        fields: Fields::default(),
        findings: vec![finding],
    }
}

#[cfg(test)]
mod tests;
