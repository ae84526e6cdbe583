//! Stage 2: an imported text to service principals.
//!
//! In: clean text: what the command line printed in any of its forms, a whole screen, exports, variable files, a
//! certificate. Out: one entry for each service principal, with the place of every value; none when the text is not
//! Azure's. Total. Deliberately absent: following anything that a file names (I10).

mod certificate;
mod found;
mod hints;
mod json;
mod lines;
mod names;
mod screen;
mod table;

use onboard_core::carrier::Decoded;
use onboard_core::field::FieldValue;
use onboard_core::finding::{Finding, Severity};
use onboard_core::provider::Parsed;
use onboard_core::secret::SecretString;
use onboard_core::speech::{Speech, Values};
use zeroize::Zeroizing;

use self::found::Found;
use self::hints::Hints;
use self::json::{Broken, Objects};

/// The service principals in a text.
pub(super) fn parse(decoded: &Decoded, speech: &Speech) -> Vec<Parsed> {
    let from = Origin { name: &decoded.origin, speech };
    let text = SecretString::new(screen::plain(decoded.text.expose("searched for service principals")));
    let text = text.expose("searched for service principals");
    let Objects { mut found, accounts, spans, broken } = json::read(text, &from);
    let mut rest = Zeroizing::new(blanked(text, &spans));
    let parts = certificate::read(&rest, &from);
    rest = Zeroizing::new(blanked(&rest, &parts.spans));
    found.extend(table::read(&rest, &from));
    let listed = lines::read(&rest, &from);
    if let Some(broken) = broken {
        found.extend(mended(listed, broken, &from));
    } else {
        found.extend(listed);
    }
    found.sort_by_key(|f| f.at);
    let mut found = distinct(found);
    let hints = Hints { scopes: screen::scopes(text), accounts, years: screen::years(text) };
    for one in &mut found {
        hints.give(one, &from);
    }
    with_parts(&mut found, parts.found);
    if found.is_empty() {
        found.extend(parts.lone);
    }
    let several = found.len() > 1;
    found.into_iter().map(|one| one.finished(several, &from)).collect()
}

/// What the lines of a broken object still gave, each with the place at which it breaks; or only that place.
fn mended(listed: Vec<Found>, broken: Broken, from: &Origin<'_>) -> Vec<Found> {
    let code = if broken.cut { "azure-json-cut" } else { "azure-json-broken" };
    let values = [("line", broken.line.to_string()), ("column", broken.column.to_string())];
    let values = [("line", values[0].1.as_str()), ("column", values[1].1.as_str())];
    let finding = |severity| from.finding(code, severity, None, &values).at(broken.line, Some(broken.column));
    let mut out = listed;
    match out.iter_mut().find(|f| f.at >= broken.at) {
        Some(found) => {
            found.kind = if found.kind == "cli-yaml" { "create-for-rbac" } else { "json-auth" };
            found.findings.push(finding(Severity::Warning));
        }
        None => {
            let mut found = Found::new("create-for-rbac", broken.at, broken.line);
            found.findings.push(finding(Severity::Error));
            out.push(found);
        }
    }
    out
}

/// The text with blanks in the place of what was read already; lines stay lines.
fn blanked(text: &str, spans: &[(usize, usize)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end) in spans {
        out.push_str(&text[at..*start]);
        // One blank for a byte, so that places stay where they are.
        out.extend(text[*start..*end].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }));
        at = *end;
    }
    out.push_str(&text[at..]);
    out
}

/// The line of a place in a text, from 1.
fn line_of(text: &str, at: usize) -> u32 {
    let feeds = text.as_bytes()[..at.min(text.len())].iter().filter(|b| **b == b'\n').count();
    u32::try_from(feeds).unwrap_or(u32::MAX).saturating_add(1)
}

/// Each service principal once: a screen often shows the same one several times.
fn distinct(found: Vec<Found>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    for one in found {
        let same = |other: &&mut Found| {
            ["client_id", "client_secret", "certificate_file"].iter().all(|name| other.text(name) == one.text(name))
        };
        match out.iter_mut().find(same) {
            Some(first) => {
                for (name, field) in one.fields.iter() {
                    if let (false, FieldValue::Plain(value)) = (first.fields.has(name), &field.value) {
                        first.fields.set(name, value.clone(), field.provenance.clone());
                    }
                }
            }
            None => out.push(one),
        }
    }
    out
}

/// Certificates that were found in the same text: to the one service principal that lacks its own, or on their own.
fn with_parts(found: &mut Vec<Found>, mut parts: Vec<Found>) {
    let lacking: Vec<usize> = (0..found.len()).filter(|n| found[*n].wants_certificate()).collect();
    if let ([only], 1) = (lacking.as_slice(), parts.len()) {
        let fields = std::mem::take(&mut parts[0].fields);
        found[*only].fields.merge(fields);
        return;
    }
    found.append(&mut parts);
}

/// Where values come from, in words.
struct Origin<'a> {
    name: &'a str,
    speech: &'a Speech,
}

impl Origin<'_> {
    fn at_member(&self, name: &str) -> String {
        self.speech.say("azure-provenance-member", &[("origin", self.name), ("name", name)])
    }

    fn at_line(&self, line: u32) -> String {
        self.speech.say("azure-provenance-line", &[("origin", self.name), ("line", &line.to_string())])
    }

    fn at_column(&self, line: u32, name: &str) -> String {
        let line = line.to_string();
        self.speech.say("azure-provenance-column", &[("origin", self.name), ("line", &line), ("name", name)])
    }

    fn of_command(&self, id: &str, line: u32) -> String {
        self.speech.say(id, &[("origin", self.name), ("line", &line.to_string())])
    }

    fn finding(&self, code: &str, severity: Severity, field: Option<&str>, values: Values<'_>) -> Finding {
        self.speech.finding(code, severity, field, values)
    }

    fn label(&self, field: &str) -> String {
        self.speech.say(&format!("azure-field-{field}"), &[])
    }
}

#[cfg(test)]
mod tests;
