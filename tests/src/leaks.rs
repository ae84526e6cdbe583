//! The search for secrets in what came out of the program.
//!
//! In: a secret and a text. Out: the forms of the secret that are in it. Independent of the redactor of the core: it
//! knows more forms, and it searches for parts of long secrets too.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// A part of a long secret of this many characters is a leak as well.
const PART: usize = 24;

/// The forms in which a secret could come out.
#[derive(Debug, Clone)]
pub struct Needles {
    name: String,
    forms: BTreeSet<String>,
}

impl Needles {
    /// The forms of one secret: as it is, each of its lines, in base64 at each of the three places in a group, JSON- and
    /// URL-escaped, in hex.
    #[must_use]
    pub fn of(name: &str, secret: &str) -> Self {
        let mut forms = BTreeSet::from([secret.to_owned()]);
        let json = serde_json::Value::from(secret).to_string();
        forms.insert(json[1..json.len() - 1].to_owned());
        let url = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
        forms.insert(url.to_ascii_lowercase());
        forms.insert(url);
        forms.extend(form_encoded(secret));
        forms.extend(base64_forms(secret.as_bytes()));
        let hex: String = secret.bytes().map(|b| format!("{b:02x}")).collect();
        forms.insert(hex.to_ascii_uppercase());
        forms.insert(hex);
        // A key file has lines and fields; a line of it that is long and looks random is the secret itself.
        for line in secret.split(['\n', '"']).flat_map(|l| l.split("\\n")) {
            if line.len() >= PART && !line.contains(char::is_whitespace) && random(line) {
                forms.insert(line.to_owned());
                forms.insert(line[..PART].to_owned());
                forms.insert(line[line.len() - PART..].to_owned());
            }
        }
        forms.retain(|f| f.len() >= 8);
        Self { name: name.to_owned(), forms }
    }

    /// What of it is in the text, shown without the secret itself.
    #[must_use]
    pub fn found_in(&self, place: &str, text: &str) -> Option<String> {
        let form = self.forms.iter().find(|f| text.contains(f.as_str()))?;
        Some(format!("{} is in {place} (a form of {} characters)", self.name, form.len()))
    }
}

fn form_encoded(secret: &str) -> Option<String> {
    let pairs = [("k", secret)];
    let text = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    text.strip_prefix("k=").map(str::to_owned)
}

/// Base64 of the secret inside a longer text begins at one of three places, which gives three different texts; what does
/// not depend on the neighbours is searched for.
fn base64_forms(secret: &[u8]) -> Vec<String> {
    let mut forms = Vec::new();
    for shift in 0..3_usize {
        let mut bytes = vec![0; shift];
        bytes.extend_from_slice(secret);
        let end = bytes.len() - bytes.len() % 3;
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let text = engine.encode(&bytes[..end]);
            forms.push(text[if shift == 0 { 0 } else { 4 }.min(text.len())..].to_owned());
        }
    }
    forms
}

/// Letters in both cases or digits among them: no word, no address, no header of a PEM block.
fn random(line: &str) -> bool {
    let has = |f: fn(&char) -> bool| line.chars().any(|c| f(&c));
    let plain = line.contains("googleapis.com") || line.contains("gserviceaccount.com") || line.starts_with("http");
    !plain && has(char::is_ascii_digit) && has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    fn check(text: &str, found: bool) {
        assert_eq!(Needles::of("the secret", SECRET).found_in("x", text).is_some(), found, "{text}");
    }

    #[test]
    fn forms() {
        check(&format!("before {SECRET} after"), true);
        check("wJalrXUtnFEMI%2FK7MDENG%2BbPxRfiCYEXAMPLEKEY", true);
        check("wJalrXUtnFEMI%2fK7MDENG%2bbPxRfiCYEXAMPLEKEY".to_ascii_lowercase().as_str(), true);
        for before in ["", "x", "xy", "xyz"] {
            check(&STANDARD_NO_PAD.encode(format!("{before}{SECRET} and more")), true);
            check(&URL_SAFE_NO_PAD.encode(format!("{before}{SECRET} and more")), true);
        }
        check(&SECRET.bytes().map(|b| format!("{b:02x}")).collect::<String>(), true);
        check("AKIAIOSFODNN7EXAMPLE", false);
        check("•••• 40 characters", false);
    }

    #[test]
    fn a_line_of_a_key() {
        let line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7";
        let file = format!(
            r#"{{"private_key":"-----BEGIN PRIVATE KEY-----\n{line}\n-----END PRIVATE KEY-----\n","token_uri":"https://oauth2.googleapis.com/token2A"}}"#
        );
        let needles = Needles::of("the file", &file);
        assert!(needles.found_in("x", line).is_some());
        assert!(needles.found_in("x", &line[..30]).is_some());
        assert!(needles.found_in("x", "-----BEGIN PRIVATE KEY-----").is_none());
        assert!(needles.found_in("x", "https://oauth2.googleapis.com/token2A").is_none());
    }
}
