//! Finding key files in a text, whatever stands around them.
//!
//! In: any text. Out: the Google objects in it, with what had to be repaired to read them, or the place where
//! an object that is clearly Google's breaks off. The work is bounded: text is looked at a fixed number of
//! times at most, however many braces it has.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use onboard_core::secret::SecretString;
use serde_json::{Map, Value};

use super::kinds::Kind;
use crate::google::key_file::{KeyFile, repeated_names};

/// A credential object.
pub(super) struct Found {
    pub kind: Kind,
    pub file: KeyFile,
    /// Line of its first brace, from 1.
    pub line: u32,
    pub repairs: Vec<Repair>,
    /// Member names that stand more than once.
    pub repeated: Vec<String>,
}

impl Found {
    /// What tells it from others.
    pub(super) fn label(&self) -> Option<String> {
        self.file.text("client_email").or_else(|| self.file.text("type")).map(str::to_owned)
    }
}

/// What was done to read an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repair {
    /// Backslashes before quotation marks were taken off.
    Unescaped,
    /// Line feeds inside texts were read as `\n`.
    RawLineFeeds,
    /// It was in base64.
    Base64,
}

impl Repair {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Unescaped => "google-json-unescaped",
            Self::RawLineFeeds => "google-json-line-feeds",
            Self::Base64 => "google-json-base64",
        }
    }
}

/// An object that is clearly Google's and cannot be read.
pub(super) struct Broken {
    /// It ends too early.
    pub cut: bool,
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// The reader's own words; they hold nothing of the text.
    pub detail: String,
}

/// What a text holds.
#[derive(Default)]
pub(super) struct Keys {
    pub keys: Vec<Found>,
    pub broken: Option<Broken>,
}

/// How deep texts inside texts are looked into.
const DEEPEST: u32 = 3;
/// How many bytes are looked at in failed attempts, in all.
const BUDGET: usize = 8 * 1024 * 1024;

/// The credentials in a text.
pub(super) fn keys(text: &str) -> Keys {
    let mut search = Search { keys: Keys::default(), budget: BUDGET };
    search.text(text, 0, &[], 0);
    if search.keys.keys.is_empty() && search.keys.broken.is_none() {
        search.base64_tokens(text);
    }
    search.keys
}

/// Words that only Google's files have.
fn is_googles(text: &str) -> bool {
    let hallmarks = ["service_account", ".gserviceaccount.com", "external_account", "authorized_user"];
    let key = text.contains("private_key") && text.contains("client_email");
    key || (text.contains("type") && hallmarks.iter().any(|h| text.contains(h)))
}

struct Search {
    keys: Keys,
    budget: usize,
}

impl Search {
    /// Looks at every brace that may start an object. `line` is that of the text's first line, from 0.
    fn text(&mut self, text: &str, line: u32, repairs: &[Repair], depth: u32) {
        let (mut at, mut counted, mut line) = (0, 0, line);
        while let Some(brace) = text[at..].find('{').map(|found| at + found) {
            at = brace + 1;
            let Some(escapes) = opening(&text[brace..]) else { continue };
            if self.budget == 0 {
                return;
            }
            line = line.saturating_add(lines(&text[counted..brace]));
            counted = brace;
            match extent(&text[brace..], escapes) {
                Some(length) if self.object(&text[brace..brace + length], escapes, line, repairs, depth) => {
                    at = brace + length;
                }
                length => {
                    let tried = length.unwrap_or(text.len() - brace);
                    self.budget = self.budget.saturating_sub(tried);
                    self.note_broken(&text[brace..brace + tried], escapes, line, depth);
                }
            }
        }
    }

    /// Reads one object and everything inside; false when it cannot be read.
    fn object(&mut self, region: &str, escapes: usize, line: u32, repairs: &[Repair], depth: u32) -> bool {
        let mut repairs = repairs.to_vec();
        let mut text = SecretString::new(region.to_owned());
        if escapes > 0 {
            text = SecretString::new(unescaped(region, escapes));
            repairs.push(Repair::Unescaped);
        }
        let source = text.expose("read as JSON");
        if let Ok(value) = serde_json::from_str::<Value>(source) {
            let repeated = repeated_names(source);
            self.value(value, line, &repairs, depth, repeated);
            return true;
        }
        let escaped = SecretString::new(with_line_feeds_escaped(source));
        let source = escaped.expose("read as JSON");
        let Ok(value) = serde_json::from_str::<Value>(source) else { return false };
        repairs.push(Repair::RawLineFeeds);
        self.value(value, line, &repairs, depth, repeated_names(source));
        true
    }

    fn value(&mut self, value: Value, line: u32, repairs: &[Repair], depth: u32, repeated: Vec<String>) {
        match value {
            Value::Object(members) => match Kind::of(&members) {
                Some(kind) => {
                    let file = KeyFile::new(members);
                    self.keys.keys.push(Found { kind, file, line: line + 1, repairs: repairs.to_vec(), repeated });
                }
                None => self.members(members, line, repairs, depth),
            },
            Value::Array(items) => {
                for item in items {
                    self.value(item, line, repairs, depth, Vec::new());
                }
            }
            Value::String(text) if depth < DEEPEST && text.contains('{') => {
                let text = SecretString::new(text);
                self.text(text.expose("searched for a key file"), line, repairs, depth + 1);
            }
            _ => {}
        }
    }

    fn members(&mut self, members: Map<String, Value>, line: u32, repairs: &[Repair], depth: u32) {
        for (name, value) in members {
            match value {
                // How `serviceAccounts.keys.create` answers: the file in base64.
                Value::String(text) if name == "privateKeyData" => self.base64(&text, line, depth),
                value => self.value(value, line, repairs, depth, Vec::new()),
            }
        }
    }

    fn base64(&mut self, text: &str, line: u32, depth: u32) {
        let Some(bytes) = from_base64(text) else { return };
        if is_pkcs12(&bytes) {
            let file = KeyFile::default();
            self.keys.keys.push(Found { kind: Kind::P12, file, line: line + 1, repairs: Vec::new(), repeated: Vec::new() });
        } else if let (true, Ok(inner)) = (depth < DEEPEST, String::from_utf8(bytes)) {
            let inner = SecretString::new(inner);
            self.text(inner.expose("searched for a key file"), line, &[Repair::Base64], depth + 1);
        }
    }

    /// A text that is base64 as a whole, or has a long word of it whose content starts with a brace.
    fn base64_tokens(&mut self, text: &str) {
        let whole: String = text.split_whitespace().collect();
        let is_word = |c: char| c.is_ascii_alphanumeric() || "+/".contains(c);
        if whole.len() >= 100 && whole.trim_end_matches('=').chars().all(is_word) {
            self.base64(&whole, 0, 0);
            return;
        }
        let words = text.split(|c: char| !is_word(c)).filter(|w| w.len() >= 200);
        for word in words.filter(|w| w.starts_with("ey") || w.starts_with("ew")).take(20) {
            let line = text.find(word).map_or(0, |place| lines(&text[..place]));
            self.base64(word, line, 0);
        }
    }

    fn note_broken(&mut self, region: &str, escapes: usize, line: u32, depth: u32) {
        if self.keys.broken.is_some() || depth > 0 || !is_googles(region) {
            return;
        }
        let source = SecretString::new(if escapes > 0 { unescaped(region, escapes) } else { region.to_owned() });
        let source = source.expose("read as JSON, for the place of the fault").trim_end();
        let Err(error) = serde_json::from_str::<Value>(source) else { return };
        let in_line = source.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
        let bytes = error.column().min(in_line.len());
        let column = String::from_utf8_lossy(&in_line.as_bytes()[..bytes]).chars().count().max(1);
        let detail = error.to_string();
        self.keys.broken = Some(Broken {
            cut: error.is_eof(),
            line: line.saturating_add(u32::try_from(error.line()).unwrap_or(u32::MAX)),
            column: u32::try_from(column).unwrap_or(u32::MAX),
            detail: detail.split(" at line ").next().unwrap_or_default().to_owned(),
        });
    }
}

fn lines(text: &str) -> u32 {
    u32::try_from(text.bytes().filter(|b| *b == b'\n').count()).unwrap_or(u32::MAX)
}

/// How many backslashes stand before the first quotation mark after a brace: 0 in plain JSON. Nothing when
/// what follows is no member.
fn opening(text: &str) -> Option<usize> {
    // In escaped text, line feeds may stand as `\n` too.
    let mut rest = text.strip_prefix('{')?.trim_start();
    loop {
        let slashes = rest.len() - rest.trim_start_matches('\\').len();
        let after = &rest[slashes..];
        match after.chars().next()? {
            '"' => return (slashes < 16).then_some(slashes),
            'n' | 'r' | 't' if slashes > 0 => rest = after[1..].trim_start(),
            _ => return None,
        }
    }
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

/// The text with as many levels of backslashes taken off as its quotation marks have: 1, 3, 7, ….
fn unescaped(text: &str, escapes: usize) -> String {
    let mut text = text.to_owned();
    let mut left = escapes;
    while left > 0 {
        let mut out = String::with_capacity(text.len());
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            if c != '\\' {
                out.push(c);
                continue;
            }
            match chars.next() {
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some('t') => out.push('\t'),
                Some(c @ ('"' | '\\' | '/' | '\'' | '$' | '`')) => out.push(c),
                // A backslash at the end of a line continues it, in a shell.
                Some('\n') => {}
                Some(c) => out.extend(['\\', c]),
                None => out.push('\\'),
            }
        }
        text = out;
        left = left.saturating_sub(1) / 2;
    }
    text
}

/// The JSON with control characters inside its texts written as JSON wants them.
fn with_line_feeds_escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + 64);
    let (mut inside, mut slash) = (false, false);
    for c in json.chars() {
        match c {
            '"' if !slash => inside = !inside,
            '\n' if inside => {
                out.push_str("\\n");
                slash = false;
                continue;
            }
            '\r' | '\t' if inside => continue,
            _ => {}
        }
        slash = c == '\\' && !slash;
        out.push(c);
    }
    out
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.trim_end_matches('=');
    // A final quantum of one character is no base64; pads are optional.
    STANDARD_NO_PAD.decode(text).or_else(|_| STANDARD.decode(text)).ok()
}

/// PFX ::= SEQUENCE { version INTEGER 3, … } (RFC 7292).
fn is_pkcs12(bytes: &[u8]) -> bool {
    matches!(bytes, [0x30, 0x82, _, _, 0x02, 0x01, 0x03, 0x30, ..] | [0x30, 0x80, 0x02, 0x01, 0x03, 0x30, ..])
}
