//! The demo's service account key: a real RSA key, the same in every run, that works nowhere else.
//!
//! In: the state of a story. Out: the JSON file as the console gives it, and the public half for the token
//! endpoint. The key is computed once a process from a fixed seed, so that no key lies in the sources.

use std::sync::OnceLock;

use serde_json::json;

use crate::cloud::{DemoKey, digest};
use crate::pair::Pair;
use crate::story::{COMMON, GoogleTrouble};

/// What the key is made from. Known to everybody, which is the point: this key protects nothing.
const SEED: [u8; 32] = *b"XOAP Onboard demo cloud, EXAMPLE";

/// The key; nothing when it could not be made, which a test holds never happens.
fn pair() -> Option<&'static Pair> {
    static PAIR: OnceLock<Option<Pair>> = OnceLock::new();
    PAIR.get_or_init(|| Pair::of(SEED)).as_ref()
}

/// The public half of the key.
pub(crate) fn public_der() -> Option<&'static [u8]> {
    pair().map(|pair| pair.public_der.as_slice())
}

/// The address of the service account.
pub(crate) fn client_email() -> String {
    format!("image-builder@{}.iam.gserviceaccount.com", COMMON.google.project)
}

/// The id of the key that the cloud knows: forty hexadecimal digits.
pub(crate) fn known_key_id() -> String {
    key_id("known")
}

fn key_id(which: &str) -> String {
    hex::encode(&digest(&["private key id", which])[..20])
}

/// The address at which Google takes signed requests for tokens.
pub(crate) const TOKEN_URI: &str = "https://oauth2.googleapis.com/token";

/// The key of a story. A deleted one is the same kind of key under an id that the cloud does not know.
pub(crate) fn key(trouble: &GoogleTrouble) -> Option<DemoKey> {
    let id = if trouble.key_deleted { key_id("deleted") } else { known_key_id() };
    let project = &COMMON.google.project;
    let email = client_email();
    let certificate = format!("https://www.googleapis.com/robot/v1/metadata/x509/{}", email.replace('@', "%40"));
    let file = json!({
        "type": "service_account",
        "project_id": project,
        "private_key_id": id,
        "private_key": pair()?.private_pem,
        "client_email": email,
        "client_id": "104242424242424242424",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": TOKEN_URI,
        "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
        "client_x509_cert_url": certificate,
        "universe_domain": "googleapis.com"
    });
    Some(DemoKey {
        file_name: format!("{project}-{}.json", &id[..12]),
        bytes: format!("{file:#}\n").into_bytes(),
        settings: vec![("zone".to_owned(), "europe-west3-a".to_owned())],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_real_and_the_same_each_time() {
        let key = key(&GoogleTrouble::default()).unwrap();
        let file: serde_json::Value = serde_json::from_slice(&key.bytes).unwrap();
        let pem = file["private_key"].as_str().unwrap();
        assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----\n") && pem.ends_with("-----END PRIVATE KEY-----\n"));
        assert_eq!(Pair::of(SEED).unwrap().private_pem, pem);
        let deleted = super::key(&GoogleTrouble { key_deleted: true, ..GoogleTrouble::default() }).unwrap();
        assert_ne!(deleted.file_name, key.file_name);
        assert_eq!(known_key_id().len(), 40);
    }
}
