//! Keys that are made for a test: nothing that looks like a live key is kept in the repository.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use rsa::RsaPrivateKey;
use rsa::pkcs8::{EncodePrivateKey, LineEnding};

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

/// The text with every placeholder replaced by its key, escaped for a JSON string.
#[must_use]
pub fn filled(text: &str) -> String {
    let mut out = text.to_owned();
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
}
