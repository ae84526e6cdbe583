//! Secrets: one owner, wiped on drop, never printed.
//!
//! In: a secret that was read or typed. Out: its shape, or the content through [`Secret::expose`], where the
//! caller writes down why. Deliberately absent: `Serialize`, `Display`, `Deref`, `Clone`, and a `Debug` that
//! shows content.
//!
//! ```compile_fail
//! let secret = onboard_core::secret::SecretString::new("x".to_owned());
//! let text = format!("{secret}"); // no Display
//! ```
//! ```compile_fail
//! let secret = onboard_core::secret::SecretString::new("x".to_owned());
//! let copy = secret.clone(); // no Clone: share it behind an Arc
//! ```
//! ```compile_fail
//! let secret = onboard_core::secret::SecretString::new("x".to_owned());
//! let json = serde_json::to_string(&secret); // no Serialize
//! ```
//! ```compile_fail
//! let secret = onboard_core::secret::SecretString::new("x".to_owned());
//! let length = secret.len(); // no Deref
//! ```

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroize;

/// A value that is wiped when it is dropped and that no formatter shows.
pub struct Secret<T: Zeroize>(T);

/// A secret text, such as a password or a PEM key.
pub type SecretString = Secret<String>;
/// A secret of bytes, such as the content of a key file.
pub type SecretBytes = Secret<Vec<u8>>;
/// A secret text with several holders; the content exists once.
pub type SharedSecret = Arc<SecretString>;

impl<T: Zeroize> Secret<T> {
    /// Takes ownership; the caller keeps no copy.
    pub fn new(content: T) -> Self {
        Self(content)
    }

    /// The content. `reason` is for the reader of the call: why this place must see it.
    pub fn expose(&self, _reason: &'static str) -> &T {
        &self.0
    }
}

impl SecretString {
    /// What may be said of the secret: how long it is and whether it holds odd characters.
    #[must_use]
    pub fn shape(&self) -> Shape {
        Shape { characters: self.0.chars().count(), ascii: self.0.is_ascii() }
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// The shape of a secret text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Length in characters, not bytes.
    pub characters: usize,
    /// False when a character outside ASCII is inside, which no provider issues.
    pub ascii: bool,
}

/// Takes secrets out of text that came from outside before anybody sees it: server messages, error chains.
///
/// Each secret is looked for as it is, JSON-escaped, percent-encoded, as a form has it, and in base64; a PEM key also line by line.
#[derive(Default)]
pub struct Redactor {
    needles: Vec<SecretString>,
}

impl Redactor {
    /// What replaces a secret in text.
    pub const MARK: &'static str = "[redacted]";
    /// Shorter strings would turn ordinary words into marks; no provider issues secrets this short.
    const SHORTEST: usize = 6;

    /// A redactor that knows these secrets.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a SecretString>) -> Self {
        let mut needles: Vec<String> = Vec::new();
        for secret in secrets {
            let raw = secret.expose("its forms are what is searched for");
            needles.push(raw.clone());
            needles.push(json_escaped(raw));
            needles.push(utf8_percent_encode(raw, NON_ALPHANUMERIC).to_string());
            needles.push(url::form_urlencoded::byte_serialize(raw.as_bytes()).collect());
            needles.push(base64::engine::general_purpose::STANDARD_NO_PAD.encode(raw));
            needles.extend(
                raw.lines().filter(|l| raw.len() > l.len() && l.len() >= 24 && !l.contains(' ')).map(str::to_owned),
            );
        }
        needles.retain(|n| n.len() >= Self::SHORTEST);
        needles.sort_by_key(|n| std::cmp::Reverse(n.len()));
        needles.dedup();
        Self { needles: needles.into_iter().map(Secret::new).collect() }
    }

    /// The text with every known secret replaced by [`Self::MARK`].
    #[must_use]
    pub fn clean(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for needle in &self.needles {
            let needle = needle.expose("compared with the text");
            if out.contains(needle.as_str()) {
                out = out.replace(needle.as_str(), Self::MARK);
            }
        }
        out
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redactor({} forms)", self.needles.len())
    }
}

fn json_escaped(raw: &str) -> String {
    let quoted = serde_json::Value::from(raw).to_string();
    quoted.trim_matches('"').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(secret: &str, text: &str, expect: &str) {
        let secret = SecretString::new(secret.to_owned());
        assert_eq!(Redactor::new([&secret]).clean(text), expect);
    }

    #[test]
    fn redactor_finds_each_form() {
        check("pa/ss+word", "raw pa/ss+word end", "raw [redacted] end");
        check("pa/ss+word", "url pa%2Fss%2Bword end", "url [redacted] end");
        check("pa~ss-wo.rd", "form pa%7Ess-wo.rd end", "form [redacted] end");
        check("pa\"ss\nword", r#"json pa\"ss\nword end"#, "json [redacted] end");
        check("password", "b64 cGFzc3dvcmQ= end", "b64 [redacted]= end");
        check("abc", "abc is too short to be told from a word", "abc is too short to be told from a word");
    }

    #[test]
    fn debug_shows_nothing() {
        let secret = SecretString::new("hunter2hunter2".to_owned());
        assert_eq!(format!("{secret:?}"), "[secret]");
        assert!(!format!("{:?}", Redactor::new([&secret])).contains("hunter2"));
    }
}
