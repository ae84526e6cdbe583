//! Stage 2: an imported text to keys.
//!
//! In: clean text. Out: one [`Parsed`] for each key or profile, with the place of every value; none when the text is
//! not AWS's. Total: no input fails. Deliberately absent: following anything that a file names, such as a program, a
//! host or another profile.

mod exports;
mod ini;
mod json;
mod profiles;
mod table;

use onboard_core::carrier::{Decoded, trimmed};
use onboard_core::field::Fields;
use onboard_core::finding::{Finding, Severity};
use onboard_core::provider::Parsed;
use onboard_core::speech::Speech;

use super::ACCESS_KEY;
use super::inspect::{is_key_id, is_secret};

/// Parses a text in whatever carrier it is.
#[must_use]
pub fn parse(decoded: &Decoded, speech: &Speech) -> Vec<Parsed> {
    let text = decoded.text.expose("it is parsed");
    let from = Origin { name: &decoded.origin, speech };
    let readers: [fn(&str, &Origin<'_>) -> Vec<Parsed>; 5] =
        [json::read, table::read, table::read_root, profiles::read, exports::read];
    readers.iter().map(|read| read(text, &from)).find(|found| !found.is_empty()).unwrap_or_default()
}

/// Where values come from, in words.
struct Origin<'a> {
    name: &'a str,
    speech: &'a Speech,
}

impl Origin<'_> {
    fn at_column(&self, row: usize, column: usize) -> String {
        let (row, column) = (row.to_string(), column.to_string());
        let id = if row == "2" { "provenance-column" } else { "provenance-row-column" };
        self.speech.say(id, &[("origin", self.name), ("row", &row), ("column", &column)])
    }

    fn at_line(&self, line: usize) -> String {
        self.speech.say("provenance-line", &[("origin", self.name), ("line", &line.to_string())])
    }

    fn in_profile(&self, profile: &str, line: usize) -> String {
        let line = line.to_string();
        self.speech.say("provenance-profile", &[("origin", self.name), ("profile", profile), ("line", &line)])
    }

    fn at_name(&self, path: &str) -> String {
        self.speech.say("provenance-name", &[("origin", self.name), ("name", path)])
    }

    fn finding(&self, code: &str, severity: Severity, field: Option<&str>, values: &[(&str, &str)]) -> Finding {
        self.speech.finding(code, severity, field, values)
    }
}

/// A key on its way from a text to [`Parsed`].
struct Found {
    kind: &'static str,
    label: Option<String>,
    fields: Fields,
    findings: Vec<Finding>,
}

impl Found {
    fn new(kind: &'static str) -> Self {
        Self { kind, label: None, fields: Fields::default(), findings: Vec::new() }
    }

    /// Takes a value under the name of its field; an empty one is none.
    fn put(&mut self, field: &str, value: &str, provenance: String) {
        let value = trimmed(value);
        if value.is_empty() {
            return;
        }
        match field {
            "secret_access_key" | "session_token" => self.fields.set_secret(field, value.to_owned(), provenance),
            // A secret that stands where the key id belongs must not be shown as one.
            "access_key_id" if is_secret(value) => self.fields.set_secret(field, value.to_owned(), provenance),
            _ => self.fields.set(field, value, provenance),
        }
    }

    /// Puts a key id and a secret right that stand in each other's place.
    fn unswap(&mut self, from: &Origin<'_>) {
        let id_is_secret = self.fields.secret("access_key_id").is_some();
        let other = self.fields.secret("secret_access_key").map(|s| s.expose("looked at for a key id").clone());
        let Some(id) = other.filter(|text| id_is_secret && is_key_id(text)) else { return };
        let (Some(secret), Some(place)) =
            (self.fields.secret("access_key_id").cloned(), self.fields.get("access_key_id").map(|f| f.provenance.clone()))
        else {
            return;
        };
        let id_place = self.fields.get("secret_access_key").map(|f| f.provenance.clone()).unwrap_or_default();
        self.fields.set("access_key_id", id, id_place);
        self.fields.set_secret("secret_access_key", secret.expose("it moves to its own field").clone(), place);
        self.findings.push(from.finding("aws-fields-swapped-back", Severity::Warning, Some("access_key_id"), &[]));
    }

    fn usable(mut self, from: &Origin<'_>) -> Parsed {
        self.unswap(from);
        Parsed {
            kind: self.kind.to_owned(),
            variant: Some(ACCESS_KEY.to_owned()),
            label: self.label,
            fields: self.fields,
            findings: self.findings,
        }
    }

    fn unusable(self) -> Parsed {
        Parsed {
            kind: self.kind.to_owned(),
            variant: None,
            label: self.label,
            fields: self.fields,
            findings: self.findings,
        }
    }
}

fn line_number(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
