//! JSON that the AWS command line prints: `sts assume-role`, `sts get-session-token`, `sso get-role-credentials`,
//! `iam create-access-key`, and what a `credential_process` prints.
//!
//! In: text, also with a prompt before or behind it. Out: a key for every object that holds one.

use onboard_core::provider::Parsed;
use serde_json::{Map, Value};

use super::{Found, Origin};

/// How deep an object with a key may lie.
const DEEPEST: u32 = 6;
/// A file of keys is short; this bounds what a hostile one costs.
const MOST: usize = 200;

/// Reads a JSON document.
pub fn read(text: &str, from: &Origin<'_>) -> Vec<Parsed> {
    let mut parsed = Vec::new();
    if let Some(document) = document(text) {
        search(&document, "", 0, from, &mut parsed);
    }
    let several = parsed.len() > 1;
    for (n, one) in parsed.iter_mut().enumerate() {
        if several && one.label.is_none() {
            one.label = Some(from.speech.say("label-entry", &[("number", &(n + 1).to_string())]));
        }
    }
    parsed
}

/// The document in a text: all of it, or from the first bracket to the last.
fn document(text: &str) -> Option<Value> {
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let lower = text.to_ascii_lowercase();
    if !lower.contains("accesskeyid") {
        return None;
    }
    let (start, end) = (text.find(['{', '['])?, text.rfind(['}', ']'])?);
    serde_json::from_str(text.get(start..=end)?).ok()
}

fn search(value: &Value, path: &str, depth: u32, from: &Origin<'_>, out: &mut Vec<Parsed>) {
    if depth > DEEPEST || out.len() >= MOST {
        return;
    }
    match value {
        Value::Object(object) => {
            if let Some(parsed) = one(object, path, from) {
                out.push(parsed);
                return;
            }
            for (name, inner) in object {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                search(inner, &path, depth + 1, from, out);
            }
        }
        Value::Array(items) => {
            for (n, inner) in items.iter().enumerate() {
                search(inner, &format!("{path}[{n}]"), depth + 1, from, out);
            }
        }
        _ => {}
    }
}

fn one(object: &Map<String, Value>, path: &str, from: &Origin<'_>) -> Option<Parsed> {
    let find = |wanted: &str| object.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    find("AccessKeyId").and(find("SecretAccessKey"))?;
    // Without a token it is not what STS gives out.
    let kind = if find("SessionToken").is_some() || find("Version").is_some() {
        "assume-role-json"
    } else {
        "access-key-json"
    };
    let mut found = Found::new(kind);
    found.label = find("UserName").and_then(|(_, v)| v.as_str()).map(str::to_owned);
    for (name, field) in [
        ("AccessKeyId", "access_key_id"),
        ("SecretAccessKey", "secret_access_key"),
        ("SessionToken", "session_token"),
        ("Region", "region"),
        ("Expiration", "expiration"),
    ] {
        let Some((name, value)) = find(name) else { continue };
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => continue,
        };
        let at = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        found.put(field, &text, from.at_name(&at));
    }
    Some(found.usable(from))
}
