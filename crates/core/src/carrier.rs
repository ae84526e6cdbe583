//! Carriers: from imported bytes to clean text, the same for every way in.
//!
//! In: bytes of a file, a drop, the clipboard or standard input. Out: text with line feeds only and without
//! invisible characters, and findings that say what was repaired. Deliberately absent: any idea of a provider.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::finding::{Finding, Severity};
use crate::secret::{Secret, SecretBytes, SecretString};
use crate::speech::Speech;

/// The largest input that is looked at. Key files have a few kilobytes; a large file of profiles some hundred.
pub const LARGEST_INPUT: usize = 4 * 1024 * 1024;

/// What a person imported.
#[derive(Debug)]
pub struct Input {
    /// Where it came from, in words for provenance: a file's name, `clipboard`, `standard input`.
    pub origin: String,
    /// The bytes.
    pub bytes: SecretBytes,
}

impl Input {
    /// An input of these bytes.
    pub fn new(origin: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self { origin: origin.into(), bytes: Secret::new(bytes) }
    }
}

/// Clean text of an input.
#[derive(Debug)]
pub struct Decoded {
    /// Where it came from.
    pub origin: String,
    /// The text. Lines end in `\n`; there is no BOM, NUL, no-break or zero-width space in it. Typographic quotes
    /// are kept: they may be part of a password, so a parser that meets them around a value takes them off.
    pub text: SecretString,
    /// What was repaired, or why there is no text.
    pub findings: Vec<Finding>,
}

/// Decodes an input. Total: what cannot be read gives an empty text and an error finding.
#[must_use]
pub fn decode(input: &Input, speech: &Speech) -> Decoded {
    let bytes = input.bytes.expose("decoded into text");
    let mut findings = Vec::new();
    let mut note =
        |code: &str, severity, values: &[(&str, &str)]| findings.push(speech.finding(code, severity, None, values));
    let text = match text_of(bytes) {
        _ if bytes.len() > LARGEST_INPUT => {
            note("input-too-large", Severity::Error, &[("size", &size(bytes.len()))]);
            String::new()
        }
        None if is_pkcs12(bytes) => pkcs12_block(bytes),
        None if is_certificate(bytes) => {
            note("input-certificate-only", Severity::Error, &[]);
            String::new()
        }
        None => {
            note("input-not-text", Severity::Error, &[]);
            String::new()
        }
        Some((text, utf16)) => {
            if utf16 {
                note("input-encoding-utf16", Severity::Info, &[]);
            }
            clean(&text, &mut note)
        }
    };
    if findings.iter().all(|f| f.severity != Severity::Error) && text.trim().is_empty() {
        findings.push(speech.finding("input-empty", Severity::Error, None, &[]));
    }
    Decoded { origin: input.origin.clone(), text: Secret::new(text), findings }
}

/// PFX ::= SEQUENCE { version INTEGER 3, authSafe SEQUENCE … } (RFC 7292), with its length where that is definite.
fn is_pkcs12(bytes: &[u8]) -> bool {
    sequence(bytes).is_some_and(|inner| inner.starts_with(&[0x02, 0x01, 0x03, 0x30]))
}

/// Certificate ::= SEQUENCE { SEQUENCE { [0] { INTEGER 2 }, … } … } (RFC 5280): version 3, which all have today.
fn is_certificate(bytes: &[u8]) -> bool {
    sequence(bytes).and_then(sequence).is_some_and(|inner| inner.starts_with(&[0xa0, 0x03, 0x02, 0x01, 0x02]))
}

/// What stands inside a SEQUENCE, when all of it is there.
fn sequence(bytes: &[u8]) -> Option<&[u8]> {
    let (length, rest) = match bytes {
        [0x30, 0x80, rest @ ..] => (rest.len(), rest),
        [0x30, short @ ..=0x7f, rest @ ..] => (usize::from(*short), rest),
        [0x30, 0x81, one, rest @ ..] => (usize::from(*one), rest),
        [0x30, 0x82, one, two, rest @ ..] => (usize::from(u16::from_be_bytes([*one, *two])), rest),
        [0x30, 0x83, one, two, three, rest @ ..] => {
            (usize::try_from(u32::from_be_bytes([0, *one, *two, *three])).ok()?, rest)
        }
        _ => return None,
    };
    (length <= rest.len()).then_some(rest)
}

/// A PKCS#12 file as text, so that it passes through everything that text passes through: base64 in a PEM block.
fn pkcs12_block(bytes: &[u8]) -> String {
    let body = Zeroizing::new(STANDARD.encode(bytes));
    let mut out = String::from("-----BEGIN PKCS12-----\n");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        out.push_str(line);
        out.push('\n');
        rest = after;
    }
    out.push_str("-----END PKCS12-----\n");
    out
}

fn size(bytes: usize) -> String {
    format!("{:.1} MiB", bytes as f64 / (1024.0 * 1024.0))
}

/// Text of bytes, and whether they were UTF-16. Without a BOM, UTF-16 is told by a NUL in every second byte.
fn text_of(bytes: &[u8]) -> Option<(String, bool)> {
    let utf16 = |bytes: &[u8], big: bool| {
        let unit = |pair: &[u8]| {
            if big { u16::from_be_bytes([pair[0], pair[1]]) } else { u16::from_le_bytes([pair[0], pair[1]]) }
        };
        String::from_utf16(&bytes.chunks_exact(2).map(unit).collect::<Vec<_>>()).ok().map(|t| (t, true))
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => return utf16(rest, false),
        [0xfe, 0xff, rest @ ..] => return utf16(rest, true),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(64)];
    if head.len() >= 8 && head.len().is_multiple_of(2) {
        let zero = |odd: usize| head.iter().skip(odd).step_by(2).all(|b| *b == 0);
        let text = |odd: usize| head.iter().skip(odd).step_by(2).all(|b| *b != 0);
        if zero(1) && text(0) {
            return utf16(bytes, false);
        }
        if zero(0) && text(1) {
            return utf16(bytes, true);
        }
    }
    let text = std::str::from_utf8(bytes).ok()?;
    // Text has few control characters; a binary file that happens to be valid UTF-8 has many.
    let controls = text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{1b}')).count();
    (controls * 20 <= text.len().max(20)).then(|| (text.to_owned(), false))
}

fn clean(text: &str, note: &mut impl FnMut(&str, Severity, &[(&str, &str)])) -> String {
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => {
            note("input-bom-removed", Severity::Info, &[]);
            rest
        }
        None => text,
    };
    let (mut invisible, mut nul, mut quotes) = (0_u32, false, false);
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").replace('\r', "\n").chars() {
        match c {
            '\0' => nul = true,
            '\u{a0}' | '\u{202f}' | '\u{2007}' => {
                invisible += 1;
                out.push(' ');
            }
            '\u{200b}'..='\u{200f}'
            | '\u{2060}'
            | '\u{feff}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{ad}' => invisible += 1,
            c => {
                quotes |= matches!(c, '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2018}' | '\u{2019}' | '\u{201a}');
                out.push(c);
            }
        }
    }
    if invisible > 0 {
        note("input-invisible-removed", Severity::Info, &[("count", &invisible.to_string())]);
    }
    if nul {
        note("input-nul-removed", Severity::Info, &[]);
    }
    if quotes {
        note("input-smart-quotes", Severity::Info, &[]);
    }
    out
}

/// Typographic quotes as plain ones.
#[must_use]
pub fn plain_quotes(text: &str) -> String {
    text.replace(['\u{201c}', '\u{201d}', '\u{201e}', '\u{ab}', '\u{bb}'], "\"")
        .replace(['\u{2018}', '\u{2019}', '\u{201a}'], "'")
}

/// A value without the white space and the quotes around it that came along when it was copied.
#[must_use]
pub fn trimmed(value: &str) -> &str {
    let quote = |c: char| {
        matches!(c, '"' | '\'' | '`' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2018}' | '\u{2019}' | '\u{201a}')
    };
    let invisible =
        |c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\0');
    let inner = value.trim_matches(invisible);
    let unquoted = inner.strip_prefix(quote).and_then(|v| v.strip_suffix(quote)).unwrap_or(inner);
    unquoted.trim_matches(invisible)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::Language;

    fn check(bytes: &[u8], text: &str, codes: &[&str]) {
        let decoded = decode(&Input::new("test", bytes.to_vec()), &Speech::core(Language::En));
        assert_eq!(decoded.text.expose("test"), text);
        assert_eq!(decoded.findings.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), codes);
        assert!(decoded.findings.iter().all(|f| f.message != f.code), "a finding without its sentence");
    }

    #[test]
    fn carriers() {
        check(b"a\r\nb\n", "a\nb\n", &[]);
        check(b"\xef\xbb\xbfa", "a", &["input-bom-removed"]);
        check(b"\xff\xfea\0b\0", "ab", &["input-encoding-utf16"]);
        check(b"\xfe\xff\0a\0b", "ab", &["input-encoding-utf16"]);
        check(b"a\0b\0c\0d\0", "abcd", &["input-encoding-utf16"]);
        check("a\u{a0}b\u{200b}".as_bytes(), "a b", &["input-invisible-removed"]);
        check("\u{201c}a\u{201d}".as_bytes(), "\u{201c}a\u{201d}", &["input-smart-quotes"]);
        check(b"", "", &["input-empty"]);
        check(b" \n", " \n", &["input-empty"]);
        check(b"\x89PNG\xff\xfe", "", &["input-not-text"]);
        check(b"key\0", "key", &["input-nul-removed"]);
    }

    #[test]
    fn containers_of_certificates() {
        let sequence =
            |inner: &[u8]| [&[0x30, 0x82][..], &u16::try_from(inner.len()).unwrap().to_be_bytes(), inner].concat();
        let pfx = sequence(&[&[2, 1, 3, 0x30, 0x82, 0, 200][..], &[0xa5; 200]].concat());
        let decoded = decode(&Input::new("test", pfx.clone()), &Speech::core(Language::En));
        let text = decoded.text.expose("test");
        assert!(decoded.findings.is_empty() && text.starts_with("-----BEGIN PKCS12-----\n"));
        let body: String = text.lines().filter(|l| !l.starts_with('-')).collect();
        assert_eq!(STANDARD.decode(body).unwrap(), pfx);
        check(&pfx[..40], "", &["input-not-text"]);
        let certificate = sequence(&sequence(&[&[0xa0, 3, 2, 1, 2][..], &[0xa5; 200]].concat()));
        check(&certificate, "", &["input-certificate-only"]);
        check(&sequence(&[0xa5; 200]), "", &["input-not-text"]);
    }

    #[test]
    fn too_large() {
        let decoded = decode(&Input::new("test", vec![b'a'; LARGEST_INPUT + 1]), &Speech::core(Language::En));
        assert_eq!(decoded.findings[0].code, "input-too-large");
        assert!(decoded.text.expose("test").is_empty());
    }

    #[test]
    fn trims() {
        assert_eq!(trimmed(" \u{201c}abc\u{201d}\u{a0}"), "abc");
        assert_eq!(trimmed("'a b'"), "a b");
        assert_eq!(trimmed("\""), "\"");
    }
}
