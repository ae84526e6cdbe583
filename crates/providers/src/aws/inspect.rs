//! Stage 3: what the fields tell without a network.
//!
//! In: fields and the time. Out: findings, and the account number that newer key ids hold. Sources: facts published by
//! AWS about unique identifiers, and the observation of its key ids (see the README). Nothing here proves that a key
//! works.

use std::sync::LazyLock;

use data_encoding::BASE32;
use onboard_core::field::Fields;
use onboard_core::finding::{Finding, Severity};
use onboard_core::provider::Inspection;
use onboard_core::speech::Speech;
use percent_encoding::percent_decode_str;
use regex::Regex;
use serde_json::Map;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::region::Region;
use super::region_names;

#[allow(clippy::unwrap_used, reason = "the patterns are constants, and the tests compile them")]
static KEY_ID: LazyLock<Regex> = LazyLock::new(|| Regex::new("^(?:AKIA|ASIA)[A-Z2-7]{16}$").unwrap());
#[allow(clippy::unwrap_used, reason = "as above")]
static SECRET: LazyLock<Regex> = LazyLock::new(|| Regex::new("^[A-Za-z0-9+/]{40}$").unwrap());

/// Keys of AWS's documentation. They work nowhere.
const SAMPLE_IDS: &[&str] = &["AKIAIOSFODNN7EXAMPLE", "AKIAI44QH8DHBEXAMPLE", "ASIAIOSFODNN7EXAMPLE"];
const SAMPLE_SECRETS: &[&str] = &[
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY",
    "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
];

/// Other identifiers of IAM that are taken for a key id, by their first four letters.
const OTHER_IDS: &[(&str, &str)] = &[
    ("AIDA", "user"),
    ("AROA", "role"),
    ("AGPA", "group"),
    ("AIPA", "instance-profile"),
    ("ANPA", "policy"),
    ("ANVA", "policy-version"),
    ("APKA", "public-key"),
    ("ASCA", "certificate"),
    ("ABIA", "bearer-token"),
    ("ACCA", "context"),
];

/// Every code of a finding of this folder; a test holds that each has its sentence in both languages.
pub const CODES: &[&str] = &[
    "aws-fields-swapped",
    "aws-fields-swapped-back",
    "aws-key-id-sample",
    "aws-key-id-other",
    "aws-key-id-malformed",
    "aws-key-id-unusual",
    "aws-secret-sample",
    "aws-secret-url-encoded",
    "aws-secret-hex",
    "aws-secret-length",
    "aws-secret-characters",
    "aws-token-missing",
    "aws-token-needless",
    "aws-token-broken",
    "aws-token-expired",
    "aws-token-ends-soon",
    "aws-region-malformed",
    "aws-region-unknown",
    "aws-root-key",
    "aws-root-user",
    "aws-account-differs",
    "aws-row-incomplete",
    "aws-value-twice",
    "aws-profile-role",
    "aws-profile-loop",
    "aws-profile-sso",
    "aws-profile-process",
    "aws-profile-web-identity",
    "aws-profile-incomplete",
    "aws-profile-also-role",
    "aws-host-ignored",
];

/// True for a text of the form of a key id.
#[must_use]
pub fn is_key_id(text: &str) -> bool {
    KEY_ID.is_match(text)
}

/// True for a text of the form of a secret that is not also that of something else.
#[must_use]
pub fn is_secret(text: &str) -> bool {
    SECRET.is_match(text)
}

/// The account in a key id: 12 digits. Nothing for ids of before 2019, which hold none, and for what is no key id.
///
/// The upper 48 bits of the base32 text after the prefix hold it. The first of them is set in every id that holds an
/// account; in older ids it is not, so those start with a letter before `Q`.
#[must_use]
pub fn account_of(id: &str) -> Option<String> {
    if !is_key_id(id) {
        return None;
    }
    let body = id.get(4..20)?;
    if !body.starts_with(|c: char| ('Q'..='Z').contains(&c) || ('2'..='7').contains(&c)) {
        return None;
    }
    let bytes = BASE32.decode(body.as_bytes()).ok()?;
    let upper = bytes.get(..6)?.iter().fold(0_u64, |n, b| (n << 8) | u64::from(*b));
    let account = (upper & 0x7fff_ffff_ff80) >> 7;
    (account <= 999_999_999_999).then(|| format!("{account:012}"))
}

/// A secret that was percent-encoded, decoded; nothing when it is not, or when something else comes out.
#[must_use]
pub fn url_decoded(secret: &str) -> Option<String> {
    let upper = secret.to_ascii_uppercase();
    if !upper.contains("%2B") && !upper.contains("%2F") {
        return None;
    }
    let decoded = percent_decode_str(secret).decode_utf8().ok()?.into_owned();
    is_secret(&decoded).then_some(decoded)
}

/// Looks at the fields.
#[must_use]
pub fn inspect(fields: &Fields, now: OffsetDateTime, speech: &Speech) -> Inspection {
    let mut look = Look { speech, findings: Vec::new() };
    let id = fields.plain("access_key_id").unwrap_or_default().trim();
    let secret = fields.secret("secret_access_key").map(|s| s.expose("its form is checked").trim().to_owned());
    let swapped = fields.secret("access_key_id").is_some()
        || is_secret(id)
        || secret.as_deref().is_some_and(|s| is_key_id(s) && !is_key_id(id));
    if swapped {
        look.note("aws-fields-swapped", Severity::Error, "access_key_id", &[]);
    } else {
        if !id.is_empty() {
            look.key_id(id);
        }
        if let Some(secret) = &secret {
            look.secret(secret, id);
        }
    }
    look.token(fields, id);
    look.end(fields, now);
    look.regions(fields);
    let mut facts = Map::new();
    if let Some(account) = account_of(id) {
        facts.insert("account_id".to_owned(), account.into());
    }
    if is_key_id(id) {
        let kind = if id.starts_with("ASIA") { "temporary" } else { "long-term" };
        facts.insert("key_kind".to_owned(), kind.into());
    }
    Inspection { findings: look.findings, facts }
}

struct Look<'a> {
    speech: &'a Speech,
    findings: Vec<Finding>,
}

impl Look<'_> {
    fn note(&mut self, code: &str, severity: Severity, field: &str, values: &[(&str, &str)]) {
        self.findings.push(self.speech.finding(code, severity, Some(field), values));
    }

    fn key_id(&mut self, id: &str) {
        let field = "access_key_id";
        if SAMPLE_IDS.contains(&id) {
            return self.note("aws-key-id-sample", Severity::Error, field, &[]);
        }
        if let Some((prefix, kind)) = OTHER_IDS.iter().find(|(prefix, _)| id.starts_with(prefix) && id.len() >= 16) {
            return self.note("aws-key-id-other", Severity::Error, field, &[("prefix", prefix), ("kind", kind)]);
        }
        let length = id.chars().count();
        // The bound of the service's own model: 16 to 128 letters, digits and underscores.
        if !(16..=128).contains(&length) || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            // A test server takes any id, so this is no reason not to ask.
            return self.note("aws-key-id-malformed", Severity::Warning, field, &[("length", &length.to_string())]);
        }
        if !is_key_id(id) {
            self.note("aws-key-id-unusual", Severity::Warning, field, &[("length", &length.to_string())]);
        }
    }

    fn secret(&mut self, secret: &str, id: &str) {
        let field = "secret_access_key";
        if SAMPLE_SECRETS.contains(&secret) {
            return self.note("aws-secret-sample", Severity::Error, field, &[]);
        }
        if url_decoded(secret).is_some() {
            return self.note("aws-secret-url-encoded", Severity::Warning, field, &[]);
        }
        if secret.contains(|c: char| c.is_whitespace() || !c.is_ascii()) {
            return self.note("aws-secret-characters", Severity::Error, field, &[]);
        }
        // With a key id of AWS's form a secret of another form cannot be right; with another id it may be a test server's.
        let severity = if is_key_id(id) { Severity::Error } else { Severity::Warning };
        if secret.len() != 40 {
            let length = secret.len().to_string();
            return self.note("aws-secret-length", severity, field, &[("length", &length)]);
        }
        if !is_secret(secret) {
            return self.note("aws-secret-characters", severity, field, &[]);
        }
        if secret.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c)) {
            self.note("aws-secret-hex", Severity::Warning, field, &[]);
        }
    }

    fn token(&mut self, fields: &Fields, id: &str) {
        let field = "session_token";
        let token = fields.secret(field);
        if id.starts_with("ASIA") && token.is_none() {
            self.note("aws-token-missing", Severity::Error, field, &[]);
        }
        if id.starts_with("AKIA") && token.is_some() {
            self.note("aws-token-needless", Severity::Warning, field, &[]);
        }
        let broken = |t: &str| t.trim().contains(|c: char| c.is_whitespace() || !c.is_ascii());
        if token.is_some_and(|t| broken(t.expose("its form is checked"))) {
            self.note("aws-token-broken", Severity::Error, field, &[]);
        }
    }

    /// When temporary credentials end, if the import said so.
    fn end(&mut self, fields: &Fields, now: OffsetDateTime) {
        let Some(text) = fields.plain("expiration") else { return };
        let Some(end) = moment(text) else { return };
        let minutes = (end - now).whole_minutes();
        let values: &[(&str, &str)] = &[("end", text), ("count", &minutes.to_string())];
        if end <= now {
            self.note("aws-token-expired", Severity::Error, "session_token", values);
        } else if minutes < 60 {
            self.note("aws-token-ends-soon", Severity::Warning, "session_token", values);
        }
    }

    fn regions(&mut self, fields: &Fields) {
        let one = fields.plain("region").map(str::trim).into_iter().map(|name| ("region", name));
        for (field, name) in one.chain(region_names(fields).map(|name| ("copy_regions", name))) {
            match Region::named(name) {
                None => self.note("aws-region-malformed", Severity::Error, field, &[("region", name)]),
                Some(region) if !region.is_known() => {
                    self.note("aws-region-unknown", Severity::Warning, field, &[("region", name)]);
                }
                Some(_) => {}
            }
        }
    }
}

/// A moment as the tools write it: RFC 3339, or seconds or milliseconds since 1970.
fn moment(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim();
    if let Ok(number) = text.parse::<i64>() {
        let seconds = if number > 100_000_000_000 { number / 1000 } else { number };
        return OffsetDateTime::from_unix_timestamp(seconds).ok();
    }
    OffsetDateTime::parse(text, &Rfc3339).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::PROVIDER;
    use onboard_core::provider::Provider as _;
    use onboard_core::speech::Language;
    use time::macros::datetime;

    #[test]
    fn accounts() {
        for (id, account) in [
            ("ASIAY34FZKBOKMUTVV7A", Some("609629065308")),
            ("ASIAQNZGKIQY56JQ7WML", Some("029608264753")),
            ("ASIAR2TG44V5PDTTBZRR", Some("125843596666")),
            ("AKIASP2TPHJSQH3FJRUX", Some("171436882533")),
            ("AKIAXYAFLIG2DFBKVWHJ", Some("532587168180")),
            ("AKIAIOSFODNN7EXAMPLE", None),
            ("AKIAI44QH8DHBEXAMPLE", None),
            ("AKIAWGXZ9OPDOWUJMZGI", None),
            ("AIDACKCEVSQ6C2EXAMPLE", None),
            ("", None),
            ("ÄKIA", None),
        ] {
            assert_eq!(account_of(id).as_deref(), account, "{id}");
        }
    }

    const ID: &str = "AKIAXYAFLIG2DFBKVWHJ";
    const OK: &str = "abcdefghijABCDEFGHIJ0123456789+/abcdefgh";

    fn check(id: &str, secret: &str, token: &str, codes: &[&str]) {
        let mut fields = Fields::default();
        fields.set("access_key_id", id, "t");
        fields.set_secret("secret_access_key", secret.to_owned(), "t");
        if !token.is_empty() {
            fields.set_secret("session_token", token.to_owned(), "t");
        }
        fields.set("region", "eu-central-1", "t");
        let speech = Speech::of(PROVIDER.texts(), Language::En);
        let found = inspect(&fields, datetime!(2026-01-01 0:00 UTC), &speech);
        assert_eq!(found.findings.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), codes, "{id} {secret}");
        assert!(found.findings.iter().all(|f| !f.message.contains(secret) && !f.tip.contains(secret)));
    }

    #[test]
    fn keys() {
        check(ID, OK, "", &[]);
        check(OK, ID, "", &["aws-fields-swapped"]);
        check("AKIAIOSFODNN7EXAMPLE", OK, "", &["aws-key-id-sample"]);
        check(ID, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "", &["aws-secret-sample"]);
        check("AIDACKCEVSQ6C2EXAMPLE", OK, "", &["aws-key-id-other"]);
        check("AKIAWGXZ9OPDOWUJMZGI", OK, "", &["aws-key-id-unusual"]);
        check("short", OK, "", &["aws-key-id-malformed"]);
        check(ID, "abcdefghijABCDEFGHIJ0123456789%2B%2Fabcdefgh", "", &["aws-secret-url-encoded"]);
        check(ID, "0123456789abcdef0123456789abcdef01234567", "", &["aws-secret-hex"]);
        check(ID, &OK[1..], "", &["aws-secret-length"]);
        check(ID, &OK.replace('a', "-"), "", &["aws-secret-characters"]);
        check(ID, &OK.replace('a', " "), "", &["aws-secret-characters"]);
        check("ASIAY34FZKBOKMUTVV7A", OK, "", &["aws-token-missing"]);
        check("ASIAY34FZKBOKMUTVV7A", OK, "token", &[]);
        check("ASIAY34FZKBOKMUTVV7A", OK, "to ken", &["aws-token-broken"]);
        check(ID, OK, "token", &["aws-token-needless"]);
    }

    #[test]
    fn ends_and_regions() {
        let mut fields = Fields::default();
        fields.set("expiration", "2026-01-01T00:00:00Z", "t");
        fields.set("region", "eu-centrl-1", "t");
        fields.set("copy_regions", "eu-west-1, evil.com/", "t");
        let speech = Speech::of(PROVIDER.texts(), Language::De);
        let codes = |now| {
            inspect(&fields, now, &speech).findings.into_iter().map(|f| f.code).collect::<Vec<_>>()
        };
        let regions = ["aws-region-unknown", "aws-region-malformed"];
        assert_eq!(codes(datetime!(2026-01-01 0:00 UTC)), [&["aws-token-expired"], &regions[..]].concat());
        assert_eq!(codes(datetime!(2025-12-31 23:30 UTC)), [&["aws-token-ends-soon"], &regions[..]].concat());
        assert_eq!(codes(datetime!(2025-12-31 0:00 UTC)), regions);
    }
}
