//! Names with values, as shells, YAML, `.env` files, Terraform, Packer and people write them.
//!
//! In: text without the JSON in it. Out: a service principal for every group of names; a name that comes a second time
//! begins a new group. What stands before a name does not matter; lines that are comments are passed over.

use std::sync::LazyLock;

use onboard_core::finding::Severity;
use regex::Regex;

use super::names::{Family, Role, role};
use super::found::Found;
use super::{Origin, line_of};

/// More groups than a person could choose from are not read.
const MOST: usize = 100;

#[allow(clippy::unwrap_used, reason = "the pattern is a constant, and the tests compile it")]
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:^|[^a-z0-9_.\-])",
        r"((?:(?:TF_VAR_|PKR_VAR_)?(?:ARM_|AZURERM_|AZURE_|AAD_)?",
        r"(?:client[ _-]?id|application[ _-]?id|app[ _-]?id|client[ _-]?secret(?:[ _-]value)?|tenant[ _-]?id",
        r"|directory[ _-]id|subscription[ _-]?id|client_certificate_password|client_cert_password",
        r"|client_certificate_path|client_cert_path|certificate_path|client_certificate|cloud_environment_name",
        r"|environment|location|authority_host|build_resource_group_name|federated_token_file|use_oidc|oidc_token",
        r"|oidc_token_file_path|use_msi))",
        r"|application \(client\) id|directory \(tenant\) id|fileWithCertAndPrivateKey|displayName|password|tenant)",
        // What stands between a name and its value: `=`, `:`, a comma, or only a blank (setx, setenv, set -x).
        r#"(["'}\])]*[ \t]*[=:,]|["']*[ \t]|["']*$)"#,
    ))
    .unwrap()
});

/// Commands that set a variable without a sign, at the beginning of a line or after a prompt.
#[allow(clippy::unwrap_used, reason = "the pattern is a constant, and the tests compile it")]
static SETS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"(?i)(?:^|\W)(?:setx|setenv|set)(?:\s+-+[a-z]+)*\s+["']?$"#).unwrap());

/// A name with its value.
struct Assignment {
    name: String,
    role: Role,
    family: Family,
    value: String,
    /// Where the name stands, in bytes.
    at: usize,
}

/// Names that one group may have; a service principal has a dozen, under the names of two or three tools.
const MOST_NAMES: usize = 64;

/// Reads names with values.
pub(super) fn read(text: &str, from: &Origin<'_>) -> Vec<Found> {
    let mut groups: Vec<Group> = Vec::new();
    for assignment in assignments(text) {
        let begins = groups.last().is_none_or(|group| group.ends_before(&assignment));
        if begins && groups.len() >= MOST {
            break;
        }
        if begins {
            groups.push(Group::default());
        }
        if let Some(group) = groups.last_mut().filter(|group| group.0.len() < MOST_NAMES) {
            group.0.push(assignment);
        }
    }
    groups.iter().filter_map(|group| group.principal(text, from)).collect()
}

/// Names that belong together.
#[derive(Default)]
struct Group(Vec<Assignment>);

impl Group {
    fn has(&self, role: Role) -> bool {
        self.0.iter().any(|a| a.role == role)
    }

    fn complete(&self) -> bool {
        let keys = [Role::Secret, Role::Certificate, Role::CertificateFile];
        self.has(Role::Client) && keys.into_iter().any(|key| self.has(key))
    }

    /// Whether a name is the first of another service principal: one of the names comes again after all of a principal
    /// were there, or another client comes. The same value under the name of another tool is no other one.
    fn ends_before(&self, next: &Assignment) -> bool {
        let again = self.0.iter().any(|a| a.name == next.name);
        let differs = self.0.iter().any(|a| a.role == next.role && a.value != next.value);
        let telling = matches!(next.role, Role::Client | Role::Secret | Role::Tenant | Role::Subscription | Role::Label);
        telling && self.complete() && (again || differs)
    }

    fn principal(&self, text: &str, from: &Origin<'_>) -> Option<Found> {
        let of = |family: Family| self.0.iter().any(|a| a.family == family);
        let client = self.has(Role::Client);
        let placed = self.has(Role::Tenant) || self.has(Role::Subscription);
        let own_names = self.0.iter().filter(|a| a.family == Family::Environment);
        let telling = own_names.filter(|a| matches!(a.role, Role::Client | Role::Secret | Role::Tenant)).count();
        let kind = match () {
            () if telling >= 2 && (client || self.has(Role::Secret)) => "environment",
            () if !self.complete() || !(placed || of(Family::Cli)) => return None,
            () if of(Family::Environment) => "environment",
            () if self.0.iter().any(|a| a.family == Family::Cli && a.role == Role::Client) => "cli-yaml",
            () if of(Family::Words) => "notes",
            () => "variables",
        };
        let first = self.0.first()?;
        let mut found = Found::new(kind, first.at, line_of(text, first.at));
        for (n, assignment) in self.0.iter().enumerate() {
            let line = line_of(text, assignment.at);
            let differs = |other: &Assignment| other.role == assignment.role && other.value != assignment.value;
            let telling = assignment.role.field().is_some() && assignment.role != Role::Location;
            if telling && self.0[..n].iter().any(differs) {
                let values = [("name", assignment.name.as_str()), ("line", &line.to_string())];
                let finding = from.finding("azure-value-twice", Severity::Warning, assignment.role.field(), &values);
                found.findings.push(finding.at(line, None));
            }
            found.put(assignment.role, &assignment.name, &assignment.value, from.at_line(line), from);
        }
        let secret = found.fields.secret("client_secret").is_some_and(|s| s.shape().characters >= 16);
        (found.looks_like_one() || (kind == "environment" && secret)).then_some(found)
    }
}

/// Names and values in the order of a text.
fn assignments(text: &str) -> Vec<Assignment> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut skip = 0;
    for line in text.split_inclusive('\n') {
        let (at, comment) = (start, is_comment(line));
        start += line.len();
        // Inside the lines of a value that began before.
        if comment || at < skip {
            continue;
        }
        let bare = line.trim_end_matches('\n');
        let powershell = is_powershell(bare);
        for captures in NAME.captures_iter(bare) {
            let (Some(name), Some(sign)) = (captures.get(1), captures.get(2)) else { continue };
            let Some((role, family)) = role(name.as_str()) else { continue };
            let by_sign = match sign.as_str().chars().last() {
                Some('=' | ':') => true,
                // A comma separates a name from its value in a call only, where the name is in quotation marks.
                Some(',') => sign.as_str().starts_with(['"', '\'']),
                _ => false,
            };
            let here = at + sign.end();
            let set = family == Family::Environment && !by_sign && SETS.is_match(before(bare, name.start()));
            // `::` is how PowerShell and others write the name of a class.
            let class = bare[sign.end()..].starts_with(':');
            if here < skip || class || !(by_sign || set || family == Family::Words) {
                continue;
            }
            let alone = bare[sign.end()..].trim().is_empty();
            let read = match family {
                // The portal shows a label and the value in the line below it.
                Family::Words if alone => below(text, start),
                _ if !by_sign && family == Family::Words => None,
                _ => value(text, here, at + bare.len(), powershell),
            };
            let Some((value, end)) = read.filter(|(value, _)| !is_nothing(value)) else { continue };
            skip = end;
            out.push(Assignment { name: name.as_str().to_ascii_lowercase(), role, family, value, at: at + name.start() });
        }
    }
    out
}

/// The few characters before a place in a line; a line may be as long as the text.
fn before(line: &str, at: usize) -> &str {
    let start = (at.saturating_sub(40)..=at).find(|start| line.is_char_boundary(*start)).unwrap_or(at);
    &line[start..at]
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start().to_ascii_lowercase();
    ["#", "//", "rem ", "::", ";"].iter().any(|mark| line.starts_with(mark))
}

fn is_powershell(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    line.contains("$env:") || line.contains("environmentvariable(")
}

/// A value that stands for none: of YAML and JSON, or a reference that only its own tool can follow.
fn is_nothing(value: &str) -> bool {
    let word = ["null", "none", "~", "{", "[", "("].contains(&value.to_ascii_lowercase().as_str());
    let reference = ["var.", "local.", "data.", "module.", "azuread_", "azurerm_", "env(", "$env:", "${", "$(", "%("];
    let variable = value.starts_with('$') && value[1..].chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    value.is_empty() || word || variable || reference.iter().any(|r| value.starts_with(r))
}

/// The value that begins at a place, and where it ends. One in quotation marks may go over several lines.
fn value(text: &str, at: usize, line_end: usize, powershell: bool) -> Option<(String, usize)> {
    let line = text.get(at..line_end)?;
    let start = at + line.len() - line.trim_start().len();
    let rest = text.get(start..)?;
    match rest.chars().next()? {
        quote @ ('"' | '\'') if start < line_end => {
            if let Some(found) = quoted(&rest[1..], quote, powershell) {
                return Some((found.0, start + 1 + found.1));
            }
            // Without its end it is cut, or the mark is a part of the value.
            let word = line.trim().trim_start_matches(quote);
            Some((word.to_owned(), line_end))
        }
        _ => {
            let word = line.split_whitespace().next()?;
            let end = start + word.len();
            let word = word.trim_end_matches([';', ',', '"', '\'', '`', ')']).trim_end_matches("&&");
            Some((word.to_owned(), end))
        }
    }
}

/// The text up to the closing mark, as its language reads it, and how long it is with the mark.
fn quoted(rest: &str, quote: char, powershell: bool) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        match c {
            _ if c == quote && powershell && next == Some(quote) => {
                out.push(quote);
                chars.next();
            }
            // `'it'\''s'`: how a POSIX shell writes an apostrophe.
            '\'' if quote == '\'' && rest[at..].starts_with(r"'\''") => {
                out.push('\'');
                chars.nth(2);
            }
            _ if c == quote => return Some((out, at + 1)),
            '`' if quote == '"' && powershell => out.extend(chars.next().map(|(_, c)| c)),
            '\\' if quote == '"' && !powershell => match chars.next().map(|(_, c)| c) {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('\n') | None => {}
                Some(c @ ('"' | '\\' | '$' | '`')) => out.push(c),
                Some(c) => out.extend(['\\', c]),
            },
            // `$${` is how HCL writes `${`.
            '$' | '%' if quote == '"' && !powershell && rest[at + 1..].starts_with([c]) && rest[at + 2..].starts_with('{') => {
                chars.next();
                out.push(c);
            }
            c => out.push(c),
        }
        // No credential is longer than this; what is, has lost its closing mark.
        if out.len() > 64 * 1024 {
            return None;
        }
    }
    None
}

/// The identifier that a line below a label is.
fn below(text: &str, start: usize) -> Option<(String, usize)> {
    let line = text.get(start..)?.lines().next()?;
    let guid = crate::azure::guid::canonical(line)?;
    Some((guid, start + line.len()))
}
