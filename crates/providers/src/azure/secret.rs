//! The shape of client secrets: what the token service issues, and what people copy in its place.
//!
//! In: a value. Out: what it looks like. Nothing here keeps or returns any of it.

use std::sync::LazyLock;

use regex::Regex;

use super::guid::{self, Id};

/// What a value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// As issued since 2021.
    Modern,
    /// As issued before, or chosen by a person with an older command line.
    Older,
    /// Too short for any that was issued.
    Short,
    /// Begins as a modern one and has too few characters.
    Cut,
    /// Begins as a modern one and has too many.
    Long,
    /// The Secret ID, which stands beside the value in the portal.
    SecretId,
    /// A placeholder of a manual or a template.
    Placeholder,
    /// Hidden by the program that showed it.
    Masked,
    /// The name of the field came along.
    Labelled,
    /// With percent signs, as in an address.
    Encoded,
    /// With blanks or line breaks inside.
    Spaced,
    /// With characters that no secret has.
    NotAscii,
    /// An access token or an assertion.
    Token,
    /// A PEM text.
    Pem,
}

// QUIRK(azure, 2026-11): 3 characters, a digit, `Q~`, then 31 to 34 more; undocumented, and kept as a hint only.
// https://learn.microsoft.com/en-us/purview/sit-defn-azure-ad-client-secret
#[allow(clippy::unwrap_used, reason = "the pattern is a constant, and the tests compile it")]
static MODERN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}$").unwrap());
#[allow(clippy::unwrap_used, reason = "the pattern is a constant, and the tests compile it")]
static BEGINS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]*$").unwrap());
#[allow(clippy::unwrap_used, reason = "the pattern is a constant, and the tests compile it")]
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)^["']?(?:password|passwort|client[ _-]?secret(?: value)?|secret(?: value)?|value|wert)["']?\s*[:=]"#)
        .unwrap()
});

/// The shortest secret that was ever issued; shorter ones were chosen by people.
const SHORTEST: usize = 16;

/// Whether a value has the shape that is issued today.
pub(super) fn is_modern(value: &str) -> bool {
    MODERN.is_match(value)
}

/// Whether a value that stands where an identifier belongs could be a secret, and so must not be shown.
pub(super) fn may_be_one(value: &str) -> bool {
    let long = value.chars().count() >= SHORTEST && !value.contains(char::is_whitespace) && !value.contains("://");
    BEGINS.is_match(value) || (long && !guid::resembles(value))
}

impl Shape {
    /// Looks at a value.
    pub(super) fn of(value: &str) -> Self {
        let count = value.chars().count();
        let masks = value.chars().filter(|c| "*•●".contains(*c)).count();
        match value {
            _ if is_modern(value) => Self::Modern,
            _ if value.contains("-----BEGIN ") => Self::Pem,
            _ if guid::is_placeholder(value) => Self::Placeholder,
            _ if Id::of(value) != Id::Malformed => Self::SecretId,
            _ if LABEL.is_match(value) => Self::Labelled,
            _ if masks >= 4 || value.eq_ignore_ascii_case("hidden") => Self::Masked,
            _ if BEGINS.is_match(value) && count < 37 => Self::Cut,
            _ if BEGINS.is_match(value) => Self::Long,
            _ if value.starts_with("eyJ") && value.matches('.').count() == 2 => Self::Token,
            _ if value.contains("%7E") || value.contains("%7e") => Self::Encoded,
            _ if value.contains(char::is_whitespace) => Self::Spaced,
            _ if !value.is_ascii() => Self::NotAscii,
            _ if count < SHORTEST => Self::Short,
            _ => Self::Older,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, shape: Shape) {
        assert_eq!(Shape::of(value), shape, "{value}");
    }

    #[test]
    fn shapes() {
        let tail = "EXAMPLE-not-a-live_secret.0123456789";
        for (head, length, shape) in [
            ("R028Q~", 31, Shape::Modern),
            ("-bs8Q~", 34, Shape::Modern),
            ("aZ77Q~", 34, Shape::Modern),
            ("-6s8Q~", 33, Shape::Modern),
            ("R028Q~", 30, Shape::Cut),
            ("R028Q~", 35, Shape::Long),
            ("R02xQ~", 34, Shape::Older),
            ("R02Q~8", 34, Shape::Older),
        ] {
            check(&format!("{head}{}", &tail[..length]), shape);
        }
        check("EXAMPLE[older]style=with/odd+chars?", Shape::Older);
        check("hunter2", Shape::Short);
        check("3f2504e0-4f89-41d3-9a0c-0305e82c3301", Shape::SecretId);
        check("{3F2504E0-4F89-41D3-9A0C-0305E82C3301}", Shape::SecretId);
        check("<client-secret>", Shape::Placeholder);
        check("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", Shape::Placeholder);
        check("${ARM_CLIENT_SECRET}", Shape::Placeholder);
        check("R02******************", Shape::Masked);
        check("password: EXAMPLE-not-a-live_secret", Shape::Labelled);
        check("\"clientSecret\": \"EXAMPLE-not-a-live_secret\"", Shape::Labelled);
        check("R028Q%7EEXAMPLE-not-a-live_secret", Shape::Encoded);
        check("EXAMPLE not a live secret", Shape::Spaced);
        check("EXAMPLE–not–a–live–secret", Shape::NotAscii);
        check("eyJhbGciOi.EXAMPLE.sig", Shape::Token);
    }

    #[test]
    fn what_must_not_be_shown_as_an_identifier() {
        assert!(may_be_one("R028Q~EXAMPLE-not-a-live_secret.01234567"));
        assert!(may_be_one("R028Q~EXA"));
        assert!(may_be_one("EXAMPLE[older]style=with/odd+chars?"));
        for id in ["3f2504e0-4f89-41d3-9a0c-0305e82c330", "<client-id>", "contoso", "https://contoso.example/login"] {
            assert!(!may_be_one(id), "{id}");
        }
    }
}
