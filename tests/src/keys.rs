//! Keys that are made for a test: nothing that looks like a live key is kept in the repository.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, SerialNumber};
use rsa::RsaPrivateKey;
use rsa::pkcs8::{EncodePrivateKey, LineEnding};
use time::macros::datetime;

/// What stands in an input file where a key is to be put, followed by a number (the seed) and `__`.
pub const PLACE: &str = "__RSA_KEY_";

/// A 2048-bit key in PKCS#8 PEM; the same for the same seed.
///
/// # Panics
/// When no key can be made, which would be a defect of the library.
#[must_use]
#[allow(clippy::expect_used, reason = "for tests")]
pub fn rsa_pem(seed: u64) -> String {
    let mut random = ChaCha20Rng::seed_from_u64(seed);
    let key = RsaPrivateKey::new(&mut random, 2048).expect("a key of 2048 bits");
    key.to_pkcs8_pem(LineEnding::LF).expect("PKCS#8 of a key just made").to_string()
}

/// What stands in an input file where a certificate with its key is to be put, followed by its kind and `__`.
pub const CERTIFICATE: &str = "__CERTIFICATE_";

/// Kinds of certificates: name, seed of the key in the file, seed of the key in the certificate, validity in days of
/// the year 2026 (the recorded worlds' clock stands at day 328).
const KINDS: &[(&str, u64, u64, (u16, u16))] = &[
    ("GOOD", 7, 7, (274, 274 + 365)),
    ("EXPIRED", 7, 7, (1, 300)),
    ("SOON", 7, 7, (1, 339)),
    ("MISMATCH", 7, 8, (274, 639)),
];

/// A private key and a certificate in one PEM text; the same for the same kind, which is one of [`KINDS`].
///
/// # Panics
/// When there is no such kind, or no certificate can be made.
#[must_use]
#[allow(clippy::expect_used, reason = "for tests")]
pub fn certificate_pem(kind: &str) -> String {
    let (_, own, other, (from, until)) = KINDS.iter().find(|k| k.0 == kind).expect("one of the kinds");
    let pair = KeyPair::from_pem(&rsa_pem(*other)).expect("a key just made");
    let day = |day: &u16| datetime!(2026-01-01 0:00 UTC) + time::Duration::days(i64::from(*day) - 1);
    let mut wanted = CertificateParams::default();
    (wanted.not_before, wanted.not_after) = (day(from), day(until));
    wanted.serial_number = Some(SerialNumber::from(u64::from(*until)));
    wanted.distinguished_name = DistinguishedName::new();
    wanted.distinguished_name.push(DnType::CommonName, "xoap-image-builder EXAMPLE");
    let certificate = wanted.self_signed(&pair).expect("a certificate");
    format!("{}{}", rsa_pem(*own), certificate.pem().replace("\r\n", "\n"))
}

/// The text with every placeholder replaced: by its key, escaped for a JSON string; by its certificate, as it is.
#[must_use]
pub fn filled(text: &str) -> String {
    let mut out = text.to_owned();
    for (kind, ..) in KINDS {
        let place = format!("{CERTIFICATE}{kind}__");
        if out.contains(&place) {
            out = out.replace(&place, &certificate_pem(kind));
        }
    }
    while let Some(start) = out.find(PLACE) {
        let rest = &out[start + PLACE.len()..];
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let whole = format!("{PLACE}{digits}__");
        let json = serde_json::Value::from(rsa_pem(digits.parse().unwrap_or_default())).to_string();
        out = out.replace(&whole, &json[1..json.len() - 1]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_key() {
        assert_eq!(rsa_pem(1), rsa_pem(1));
        assert_ne!(rsa_pem(1), rsa_pem(2));
        let text = filled(r#"{"private_key": "__RSA_KEY_1__"}"#);
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["private_key"], rsa_pem(1));
    }

    #[test]
    fn the_same_kind_gives_the_same_certificate() {
        let text = filled("__CERTIFICATE_GOOD__\n");
        assert_eq!(text, filled("__CERTIFICATE_GOOD__\n"));
        assert_ne!(text, filled("__CERTIFICATE_MISMATCH__\n"));
        assert!(text.starts_with("-----BEGIN PRIVATE KEY-----") && text.contains("-----BEGIN CERTIFICATE-----"));
    }
}
