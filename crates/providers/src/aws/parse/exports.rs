//! Environment variables as shells set them: sh, fish, csh, cmd, PowerShell, `.env`, YAML; pasted with their prompts.
//!
//! In: text. Out: a key for every group of variables; a key id that comes a second time begins a new group. The names
//! are looked for anywhere in a line and in any case, so whatever stands before them does not matter.

use std::sync::LazyLock;

use onboard_core::carrier::plain_quotes;
use onboard_core::finding::Severity;
use onboard_core::provider::Parsed;
use regex::Regex;

use super::{Found, Origin, line_number};

const KIND: &str = "environment";

#[allow(clippy::unwrap_used, reason = "the pattern is a constant, and the tests compile it")]
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:^|[^a-z0-9_])",
        "(AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|AWS_SECURITY_TOKEN",
        "|AWS_DEFAULT_REGION|AWS_REGION|AWS_CREDENTIAL_EXPIRATION)",
        // What stands between a name and its value: `=`, `:`, a comma, or only a blank (setx, setenv, set -x).
        r#"(?:["'}\]]*\s*[=:,]\s*|["']*\s+)"#,
    ))
    .unwrap()
});

/// Reads variables.
pub fn read(text: &str, from: &Origin<'_>) -> Vec<Parsed> {
    let mut groups: Vec<Found> = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let line = plain_quotes(line);
        for (name, value) in assignments(&line) {
            take(&mut groups, &name, value, n + 1, from);
        }
    }
    let has_key = |g: &Found| g.fields.has("access_key_id") || g.fields.has("secret_access_key");
    let several = groups.iter().filter(|g| has_key(g)).count() > 1;
    let mut parsed = Vec::new();
    for mut group in groups {
        if has_key(&group) {
            group.label = group.label.filter(|_| several);
            parsed.push(group.usable(from));
        }
    }
    parsed
}

/// Names in upper case and values, in the order of a line.
fn assignments(line: &str) -> Vec<(String, &str)> {
    let found: Vec<_> = NAME.captures_iter(line).collect();
    let mut out = Vec::new();
    for (n, captures) in found.iter().enumerate() {
        let (Some(whole), Some(name)) = (captures.get(0), captures.get(1)) else { continue };
        let end = found.get(n + 1).and_then(|next| next.get(0)).map_or(line.len(), |next| next.start());
        if let Some(rest) = line.get(whole.end()..end.max(whole.end())) {
            out.push((name.as_str().to_ascii_uppercase(), value(rest)));
        }
    }
    out
}

/// The value at the start of a text: up to the closing quote, or up to what ends a word in any shell.
fn value(rest: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inner) = rest.strip_prefix(quote) {
            return inner.split(quote).next().unwrap_or_default();
        }
    }
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ';' | '&' | ',' | '|' | '<' | '>' | ')' | '}');
    rest.split(ends).next().unwrap_or_default()
}

fn take(groups: &mut Vec<Found>, name: &str, value: &str, line: usize, from: &Origin<'_>) {
    let field = match name {
        "AWS_ACCESS_KEY_ID" => "access_key_id",
        "AWS_SECRET_ACCESS_KEY" => "secret_access_key",
        "AWS_SESSION_TOKEN" | "AWS_SECURITY_TOKEN" => "session_token",
        "AWS_CREDENTIAL_EXPIRATION" => "expiration",
        _ => "region",
    };
    if value.is_empty() {
        return;
    }
    let begins = match groups.last() {
        None => true,
        Some(group) => {
            let complete = group.fields.has("access_key_id") && group.fields.has("secret_access_key");
            let again = field == "access_key_id" && group.fields.has(field);
            again && complete && group.fields.plain(field) != Some(value)
        }
    };
    if begins {
        let mut group = Found::new(KIND);
        group.label = Some(from.speech.say("label-line", &[("line", &line.to_string())]));
        groups.push(group);
    }
    let Some(group) = groups.last_mut() else { return };
    // Both names of the region, and both of the token, usually have the same value; only another one is worth a word.
    let before = match field {
        "secret_access_key" | "session_token" => {
            group.fields.secret(field).map(|s| s.expose("compared with the repetition").clone())
        }
        _ => group.fields.plain(field).map(str::to_owned),
    };
    if before.is_some_and(|b| b != value) && field != "region" {
        let at = group.fields.get(field).map(|f| f.provenance.clone()).unwrap_or_default();
        let values: &[(&str, &str)] = &[("name", name), ("line", &at)];
        let finding = from.finding("aws-value-twice", Severity::Warning, Some(field), values);
        group.findings.push(finding.at(line_number(line), None));
    }
    group.put(field, value, from.at_line(line));
}
