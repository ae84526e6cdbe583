//! The demo's service principal: its secrets, its certificate, and the key file that a story hands out.
//!
//! In: the state of a story. Out: the file as `az ad sp create-for-rbac` prints it, or a certificate with its key. All
//! of it is computed from fixed seeds, so that no secret lies in the sources, and works nowhere else.

use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_RSA_SHA256, SerialNumber};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256};
use serde_json::json;
use time::OffsetDateTime;
use time::macros::datetime;

use super::world::{AzureTrouble, Secret, Which};
use crate::cloud::{DemoKey, digest};
use crate::pair::Pair;
use crate::story::COMMON;

/// What the keys are made from. Known to everybody, which is the point: they protect nothing.
const APPLICATION_SEED: [u8; 32] = *b"XOAP Onboard demo app is EXAMPLE";
const ISSUER_SEED: [u8; 32] = *b"XOAP Onboard demo STS is EXAMPLE";

/// The first and the last moment of the demo's certificate: long enough for every demo to come.
pub(crate) const VALID_FROM: OffsetDateTime = datetime!(2025-01-01 00:00 UTC);
pub(crate) const VALID_UNTIL: OffsetDateTime = datetime!(2045-01-01 00:00 UTC);

/// The secret that works.
pub(crate) fn current_secret() -> String {
    secret("current")
}

/// An earlier secret, which ran out.
pub(crate) fn expired_secret() -> String {
    secret("expired")
}

/// A secret in the form of today's: three characters, a digit, `Q~`, and 34 more.
fn secret(which: &str) -> String {
    let tail = URL_SAFE_NO_PAD.encode(digest(&["client secret", which]));
    format!("{}8Q~EXAMPLE.{}", &tail[..3], &tail[3..29])
}

/// The id of the secret, which the portal shows beside the value.
fn secret_id() -> String {
    let hex = hex::encode(digest(&["client secret id"]));
    format!("{}-{}-4{}-9{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
}

/// The key that signs access tokens.
pub(crate) fn issuer() -> Option<&'static Pair> {
    static PAIR: OnceLock<Option<Pair>> = OnceLock::new();
    PAIR.get_or_init(|| Pair::of(ISSUER_SEED)).as_ref()
}

/// The certificate that is registered on the application.
pub(crate) struct Registered {
    /// Its key.
    pub pair: Pair,
    pem: String,
    /// SHA-1 of the DER, which is what Entra calls the thumbprint.
    pub sha1: Vec<u8>,
    /// SHA-256 of the DER.
    pub sha256: Vec<u8>,
}

/// The registered certificate; nothing when it could not be made, which a test holds never happens.
pub(crate) fn registered() -> Option<&'static Registered> {
    static REGISTERED: OnceLock<Option<Registered>> = OnceLock::new();
    REGISTERED
        .get_or_init(|| {
            let pair = Pair::of(APPLICATION_SEED)?;
            let key = KeyPair::from_pkcs8_pem_and_sign_algo(&pair.private_pem, &PKCS_RSA_SHA256).ok()?;
            let mut params = CertificateParams::new(Vec::new()).ok()?;
            params.distinguished_name = DistinguishedName::new();
            params.distinguished_name.push(DnType::CommonName, COMMON.azure.client_name.as_str());
            (params.not_before, params.not_after) = (VALID_FROM, VALID_UNTIL);
            params.serial_number = Some(SerialNumber::from(digest(&["serial"])[..8].to_vec()));
            let certificate = params.self_signed(&key).ok()?;
            let hash = |algorithm| ring::digest::digest(algorithm, certificate.der()).as_ref().to_vec();
            Some(Registered {
                sha1: hash(&SHA1_FOR_LEGACY_USE_ONLY),
                sha256: hash(&SHA256),
                pem: certificate.pem().replace("\r\n", "\n"),
                pair,
            })
        })
        .as_ref()
}

/// The key file of a story, with the subscription that goes with it.
pub(crate) fn key(trouble: &AzureTrouble) -> DemoKey {
    let azure = &COMMON.azure;
    let password = match trouble.secret {
        Secret::Current => current_secret(),
        Secret::Expired => expired_secret(),
        Secret::Id => secret_id(),
    };
    let file = json!({
        "appId": azure.client,
        "displayName": azure.client_name,
        "password": password,
        "tenant": azure.tenant
    });
    DemoKey {
        file_name: format!("{}.json", azure.client_name),
        bytes: format!("{file:#}\n").into_bytes(),
        settings: vec![subscription(trouble)],
    }
}

/// The same service principal with its certificate: the certificate and its private key in one PEM file. Whose it is
/// stands beside it, since a certificate does not say so.
pub(crate) fn certificate(trouble: &AzureTrouble) -> Option<DemoKey> {
    let azure = &COMMON.azure;
    let registered = registered()?;
    Some(DemoKey {
        file_name: format!("{}.pem", azure.client_name),
        bytes: format!("{}{}", registered.pair.private_pem, registered.pem).into_bytes(),
        settings: vec![
            ("tenant_id".to_owned(), azure.tenant.clone()),
            ("client_id".to_owned(), azure.client.clone()),
            subscription(trouble),
        ],
    })
}

fn subscription(trouble: &AzureTrouble) -> (String, String) {
    let id = match trouble.subscription {
        Which::Own => &COMMON.azure.subscription,
        Which::Foreign => &COMMON.azure.foreign_subscription,
    };
    ("subscription_id".to_owned(), id.clone())
}

#[cfg(test)]
mod tests {
    use super::super::is_guid;
    use super::*;

    #[test]
    fn secrets_have_the_form_of_today() {
        for secret in [current_secret(), expired_secret()] {
            assert_eq!(secret.len(), 40, "{secret}");
            assert_eq!(&secret[3..6], "8Q~");
            assert!(secret.contains("EXAMPLE"));
            assert!(secret.bytes().all(|b| b.is_ascii_alphanumeric() || b"_~.-".contains(&b)), "{secret}");
        }
        assert_ne!(current_secret(), expired_secret());
        assert!(is_guid(&secret_id()));
    }

    #[test]
    fn the_keys_are_real_and_the_same_each_time() {
        assert!(issuer().is_some());
        let registered = registered().unwrap();
        assert_eq!((registered.sha1.len(), registered.sha256.len()), (20, 32));
        assert_eq!(Pair::of(APPLICATION_SEED).unwrap().private_pem, registered.pair.private_pem);
        let file = String::from_utf8(certificate(&AzureTrouble::default()).unwrap().bytes).unwrap();
        assert!(file.starts_with("-----BEGIN PRIVATE KEY-----\n") && file.ends_with("-----END CERTIFICATE-----\n"));
    }
}
