//! JSON with a service principal in it, whatever stands around it.
//!
//! In: any text. Out: the objects that are one, the accounts that the command line printed, and where JSON stands at
//! all, so that nothing reads it a second time. The work is bounded: failed attempts have a budget.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use onboard_core::finding::Severity;
use onboard_core::secret::SecretString;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::names::{Family, Role, role};
use super::screen::Account;
use super::found::Found;
use super::{Origin, line_of};

/// How deep texts inside texts are looked into.
const DEEPEST: u32 = 3;
/// How many bytes are looked at in failed attempts, in all.
const BUDGET: usize = 8 * 1024 * 1024;
/// More objects than a person could choose from are not read.
const MOST: usize = 200;

/// What was found.
#[derive(Default)]
pub(super) struct Objects {
    pub found: Vec<Found>,
    pub accounts: Vec<Account>,
    /// Where objects stand, in bytes.
    pub spans: Vec<(usize, usize)>,
    /// An object that is clearly one of ours and cannot be read.
    pub broken: Option<Broken>,
}

/// Where an object breaks off.
#[derive(Debug, Clone, Copy)]
pub(super) struct Broken {
    /// Where it begins, in bytes.
    pub at: usize,
    /// It ends too early.
    pub cut: bool,
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
}

/// Looks for objects.
pub(super) fn read(text: &str, from: &Origin<'_>) -> Objects {
    let mut search = Search { out: Objects::default(), budget: BUDGET, top: text, from };
    search.text(text, None, 0);
    if search.out.found.is_empty() && search.out.spans.is_empty() {
        search.base64(text);
    }
    search.out
}

/// What was done to read an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repair {
    Unescaped,
    Rejoined,
    Base64,
}

struct Search<'a> {
    out: Objects,
    budget: usize,
    /// The whole text, for line numbers.
    top: &'a str,
    from: &'a Origin<'a>,
}

/// Where an object stands in the whole text, and what was done to read it.
#[derive(Clone, Default)]
struct Place {
    at: usize,
    repairs: Vec<Repair>,
    depth: u32,
}

impl Search<'_> {
    /// Looks at every brace that may start an object. A text inside another one has the place of that one.
    fn text(&mut self, text: &str, outer: Option<&Place>, depth: u32) {
        let mut at = 0;
        while let Some(brace) = text[at..].find('{').map(|found| at + found) {
            at = brace + 1;
            if self.budget == 0 || self.out.found.len() + self.out.accounts.len() >= MOST {
                return;
            }
            let Some(escapes) = opening(&text[brace..]) else { continue };
            let length = extent(&text[brace..], escapes);
            let region = &text[brace..length.map_or(text.len(), |length| brace + length)];
            let mut place = outer.cloned().unwrap_or(Place { at: brace, ..Place::default() });
            place.depth = depth;
            let read = length.and_then(|_| readable(region, escapes));
            let Some((value, repairs)) = read else {
                self.budget = self.budget.saturating_sub(region.len());
                self.note_broken(text, brace, region, outer.is_none());
                continue;
            };
            at = brace + region.len();
            if outer.is_none() {
                self.out.spans.push((brace, at));
            }
            place.repairs.extend(repairs);
            self.value(value, &place);
        }
    }

    fn value(&mut self, value: Value, place: &Place) {
        match value {
            Value::Object(members) => {
                if let Some(found) = principal(&members, place, self.top, self.from) {
                    self.out.found.push(found);
                } else if let Some(account) = Account::of(&members) {
                    let line = line_of(self.top, place.at);
                    self.out.accounts.push(Account { line, ..account });
                } else {
                    members.into_iter().for_each(|(_, value)| self.value(value, place));
                }
            }
            Value::Array(items) => items.into_iter().for_each(|item| self.value(item, place)),
            Value::String(text) if place.depth < DEEPEST && text.contains('{') => {
                let text = SecretString::new(text);
                self.text(text.expose("searched for a credential"), Some(place), place.depth + 1);
            }
            _ => {}
        }
    }

    /// A text that is base64 as a whole and whose content is JSON, as pipelines keep it.
    fn base64(&mut self, text: &str) {
        let whole: Zeroizing<String> = Zeroizing::new(text.split_whitespace().collect());
        if whole.len() < 100 || !whole.starts_with("ey") && !whole.starts_with("ew") {
            return;
        }
        let Ok(bytes) = STANDARD_NO_PAD.decode(whole.trim_end_matches('=')) else { return };
        if let Ok(inner) = String::from_utf8(bytes) {
            let inner = SecretString::new(inner);
            let place = Place { at: 0, repairs: vec![Repair::Base64], depth: 1 };
            self.text(inner.expose("searched for a credential"), Some(&place), 1);
        }
    }

    fn note_broken(&mut self, text: &str, brace: usize, region: &str, top: bool) {
        let region = &region[..floor(region, 20_000)];
        let ours = (region.contains("appId") && (region.contains("password") || region.contains("tenant")))
            || (region.contains("clientId") && region.contains("clientSecret"));
        if !top || !ours || self.out.broken.is_some() {
            return;
        }
        let Err(error) = serde_json::from_str::<Value>(region) else { return };
        let first = line_of(text, brace);
        let lines = u32::try_from(error.line().saturating_sub(1)).unwrap_or(u32::MAX);
        let column = u32::try_from(error.column().max(1)).unwrap_or(u32::MAX);
        self.out.broken = Some(Broken { at: brace, cut: error.is_eof(), line: first.saturating_add(lines), column });
    }
}

/// The largest place in a text, up to this one, at which a character starts.
fn floor(text: &str, most: usize) -> usize {
    (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The value of a region, and what had to be done to read it.
fn readable(region: &str, escapes: usize) -> Option<(Value, Vec<Repair>)> {
    let mut repairs = Vec::new();
    let mut source = Zeroizing::new(region.to_owned());
    if escapes > 0 {
        source = Zeroizing::new(unescaped(region));
        repairs.push(Repair::Unescaped);
    }
    if let Ok(value) = serde_json::from_str(&source) {
        return Some((value, repairs));
    }
    let joined = Zeroizing::new(rejoined(&source));
    repairs.push(Repair::Rejoined);
    serde_json::from_str(&joined).ok().map(|value| (value, repairs))
}

/// How many backslashes stand before the first quotation mark after a brace; nothing when what follows is no member.
fn opening(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('{')?.trim_start();
    let rest = rest.strip_prefix("\\n").or_else(|| rest.strip_prefix("\\r\\n")).unwrap_or(rest).trim_start();
    let slashes = rest.len() - rest.trim_start_matches('\\').len();
    (slashes <= 1 && rest[slashes..].starts_with('"')).then_some(slashes)
}

/// Length of the object at the start of a text, whose quotation marks have `escapes` backslashes before them.
fn extent(text: &str, escapes: usize) -> Option<usize> {
    let (mut depth, mut inside, mut slashes) = (0_usize, false, 0_usize);
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            b'\\' => {
                slashes += 1;
                continue;
            }
            b'"' if escapes == 0 && (!inside || slashes % 2 == 0) => inside = !inside,
            b'"' if escapes > 0 && slashes == escapes => inside = !inside,
            b'{' if !inside => depth += 1,
            b'}' if !inside => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(place + 1);
                }
            }
            _ => {}
        }
        slashes = 0;
    }
    None
}

/// One level of backslashes taken off, as a shell or another JSON put it on.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n')) => out.push('\n'),
            ('\\', Some('r' | '\n')) => {}
            ('\\', Some('t')) => out.push('\t'),
            ('\\', Some(c @ ('"' | '\\' | '/' | '\'' | '$' | '`'))) => out.push(c),
            ('\\', Some(c)) => out.extend(['\\', c]),
            (c, _) => out.push(c),
        }
    }
    out
}

/// The JSON with lines joined that a narrow terminal broke inside a text, and without a comma before a closing brace.
fn rejoined(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut inside, mut slash) = (false, false);
    for c in json.chars() {
        match c {
            '"' if !slash => inside = !inside,
            '\n' | '\r' | '\t' if inside => continue,
            '}' | ']' if !inside => {
                let kept = out.trim_end().trim_end_matches(',').len();
                out.truncate(kept);
            }
            _ => {}
        }
        slash = c == '\\' && !slash;
        out.push(c);
    }
    out
}

/// The service principal that an object is; nothing when it is none.
fn principal(members: &Map<String, Value>, place: &Place, top: &str, from: &Origin<'_>) -> Option<Found> {
    let roles: Vec<(&String, &Value, Role, Family)> =
        members.iter().filter_map(|(name, value)| role(name).map(|(role, family)| (name, value, role, family))).collect();
    let has = |wanted: Role| roles.iter().any(|(.., role, _)| *role == wanted);
    let of = |family: Family| roles.iter().any(|(.., f)| *f == family);
    let named = |name: &str| members.contains_key(name);
    let keyed = has(Role::Secret) || has(Role::Certificate) || has(Role::CertificateFile);
    let placed = has(Role::Tenant) || has(Role::Subscription);
    let kind = match () {
        () if named("appId") && keyed && (placed || named("displayName")) => "create-for-rbac",
        () if of(Family::Environment) && has(Role::Client) && (keyed || placed) => "environment",
        () if has(Role::Client) && placed && (keyed || named("resourceManagerEndpointUrl")) => {
            if of(Family::Camel) { "json-auth" } else { "variables" }
        }
        () => return None,
    };
    let mut found = Found::new(kind, place.at, line_of(top, place.at));
    for repair in &place.repairs {
        let code = match repair {
            Repair::Unescaped => "azure-json-unescaped",
            Repair::Rejoined => "azure-json-rejoined",
            Repair::Base64 => "azure-json-base64",
        };
        found.findings.push(from.finding(code, Severity::Info, None, &[]));
    }
    for (name, value, role, _) in roles {
        match value {
            Value::String(text) => found.put(role, name, text, from.at_member(name), from),
            Value::Null | Value::Bool(_) => {}
            _ => found.findings.push(from.finding("azure-not-text", Severity::Warning, role.field(), &[("name", name)])),
        }
    }
    // The command line's own four names are no other service's.
    let certain = kind == "create-for-rbac" && named("tenant") && (named("displayName") || named("name"));
    if !certain && !found.looks_like_one() {
        return None;
    }
    // Older command lines print the name as an address.
    if found.label.is_none() {
        found.label = members.get("name").and_then(Value::as_str).map(|n| n.trim_start_matches("http://").to_owned());
    }
    Some(found)
}
