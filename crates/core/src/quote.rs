//! Quoting: a value as a literal of the language that will read it.
//!
//! In: any text. Out: a literal that the reader turns back into exactly that text, line ends and control characters
//! included. NUL is left out: no environment can carry it, and no credential holds it (importing removes it).

/// A POSIX shell word: `it's` -> `'it'\''s'`. Words of plain letters stay as they are.
#[must_use]
pub fn sh(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,+".contains(c);
    if !text.is_empty() && text.chars().all(plain) && !text.starts_with(['=', '-']) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\0', "").replace('\'', r"'\''"))
}

/// A PowerShell literal: `it's` -> `'it''s'`. Typographic quotes end such a literal too, so they are doubled.
#[must_use]
pub fn powershell(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars().filter(|c| *c != '\0') {
        out.push(c);
        if matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}') {
            out.push(c);
        }
    }
    out.push('\'');
    out
}

/// An HCL string with its quotes: `${` and `%{` start a template there and are doubled.
#[must_use]
pub fn hcl(text: &str) -> String {
    let mut out = String::from("\"");
    let mut before = '\0';
    let mut chars = text.chars().filter(|c| *c != '\0').peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Readers differ in what the sign of a template is after the same sign; its number they all read alike.
            '$' | '%' if chars.peek() == Some(&'{') && before == c => out.push_str(&numbered(c)),
            '$' | '%' if chars.peek() == Some(&'{') => out.extend([c, c]),
            c if c.is_control() => out.push_str(&numbered(c)),
            c => out.push(c),
        }
        before = c;
    }
    out.push('"');
    out
}

fn numbered(c: char) -> String {
    format!("\\u{:04x}", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals() {
        assert_eq!(sh("plain-word_1.0"), "plain-word_1.0");
        assert_eq!(sh(""), "''");
        assert_eq!(sh("-rf"), "'-rf'");
        assert_eq!(sh("it's $HOME `x`"), r"'it'\''s $HOME `x`'");
        assert_eq!(powershell("it's"), "'it''s'");
        assert_eq!(powershell("it\u{2019}s"), "'it\u{2019}\u{2019}s'");
        assert_eq!(hcl("$${d} %%{e}"), r#""$\u0024{d} %\u0025{e}""#);
        assert_eq!(hcl("a\"b\\c\n${d}"), r#""a\"b\\c\n$${d}""#);
    }

    proptest::proptest! {
        #[test]
        fn sh_words_never_end_early(text in "\\PC*") {
            let word = sh(&text);
            let inside = word.replace(r"'\''", "");
            let quoted = inside.starts_with('\'') && inside.ends_with('\'') && inside.matches('\'').count() == 2;
            let plain = inside.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:=@,+".contains(c));
            proptest::prop_assert!(quoted || plain);
        }
    }
}
