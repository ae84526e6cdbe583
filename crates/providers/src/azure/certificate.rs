//! The certificate that a service principal signs in with, and its private key.
//!
//! In: the field `certificate` (PEM: a key, its certificate and perhaps a chain, in any order; or a PKCS#12 file in a
//! block of its own) and the password, where one is needed. Out: something that signs assertions, or the exact reason
//! why there is none. Deliberately absent: elliptic curves, which the token service does not take, and any way to
//! get the key's bytes back out.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use onboard_core::secret::SecretString;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair as RsaKeyPair, PublicKeyComponents};
use ring::signature::RSA_PKCS1_SHA256;
use serde_json::json;
use time::{Duration, OffsetDateTime};
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::public_key::PublicKey;
use zeroize::Zeroizing;

use super::container::{self, Locked};
use super::key::{self, PrivateKey};
use super::pem::{self, Block};

/// How long an assertion is valid. Microsoft's own libraries take ten minutes.
const LIFETIME: Duration = Duration::minutes(10);

/// Why a certificate cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// There is no PEM block of a key or certificate.
    NotPem,
    /// A block begins and does not end.
    Cut,
    /// A certificate without a private key.
    NoKey,
    /// A private key without a certificate.
    NoCertificate,
    /// A password is needed, or another one, or the protection cannot be opened here.
    Locked(Locked),
    /// The older encryption of PEM keys (`Proc-Type: 4,ENCRYPTED`).
    OldEncryption,
    /// The key is no RSA key.
    NotRsa,
    /// The size of the key in bits is none that can be signed with.
    Size(usize),
    /// The key's public exponent is smaller than 65537.
    Exponent,
    /// The key is another one than the certificate's.
    Mismatch,
    /// Not what base64 or DER allow, or numbers that do not belong together.
    Damaged,
}

/// What a certificate says, without its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leaf {
    /// The certificate itself.
    pub der: Vec<u8>,
    /// Who it was made for, as text.
    pub subject: String,
    /// From when it counts.
    pub not_before: OffsetDateTime,
    /// Until when it counts.
    pub not_after: OffsetDateTime,
    /// The modulus of its RSA key, without leading zeros; nothing for another kind of key.
    modulus: Option<Vec<u8>>,
}

impl Leaf {
    fn read(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let modulus = match certificate.public_key().parsed() {
            Ok(PublicKey::RSA(key)) => Some(key.modulus.iter().copied().skip_while(|b| *b == 0).collect()),
            _ => None,
        };
        let time = |at: x509_parser::time::ASN1Time| OffsetDateTime::from_unix_timestamp(at.timestamp()).ok();
        Some(Self {
            der: der.to_vec(),
            subject: certificate.subject().to_string(),
            not_before: time(certificate.validity().not_before)?,
            not_after: time(certificate.validity().not_after)?,
            modulus,
        })
    }

    /// The certificate of a text whose key cannot be used. Of a chain, the first.
    pub(super) fn of(text: &SecretString, password: Option<&SecretString>) -> Option<Self> {
        let text = text.expose("its certificate is read");
        match Parts::of(text, exposed(password)) {
            Ok(parts) => parts.leaves.into_iter().next(),
            // A certificate beside a key that is locked or damaged can be read all the same.
            Err(_) => {
                let (blocks, _) = pem::blocks(text);
                let own = blocks.iter().find(|b| b.label.ends_with("CERTIFICATE"))?;
                Self::read(&own.bytes()?)
            }
        }
    }

    /// SHA-1 of the certificate: what the portal shows as its thumbprint. Capitals, no colons.
    pub(super) fn thumbprint(&self) -> String {
        hex::encode_upper(digest(&SHA1_FOR_LEGACY_USE_ONLY, &self.der))
    }

    /// SHA-256 of the certificate, in the same form.
    pub(super) fn thumbprint_sha256(&self) -> String {
        hex::encode_upper(digest(&SHA256, &self.der))
    }

    /// The size of its RSA key; nothing for another kind of key.
    pub(super) fn key_bits(&self) -> Option<usize> {
        self.modulus.as_deref().map(key::bits)
    }
}

/// A certificate with its private key.
pub(super) struct Certificate {
    leaf: Leaf,
    pair: RsaKeyPair,
}

impl Certificate {
    /// Reads the field `certificate`.
    ///
    /// # Errors
    /// The reason why it cannot be used.
    pub(super) fn read(text: &SecretString, password: Option<&SecretString>) -> Result<Self, Fault> {
        let parts = Parts::of(text.expose("its key and certificate are read"), exposed(password))?;
        let mut fault = None;
        for key in &parts.keys {
            match key.pair() {
                Ok(pair) => {
                    let modulus = PublicKeyComponents::<Vec<u8>>::from(pair.public()).n;
                    let own = parts.leaves.iter().find(|leaf| leaf.modulus.as_ref() == Some(&modulus));
                    match own {
                        Some(leaf) => return Ok(Self { leaf: leaf.clone(), pair }),
                        None => fault = Some(Fault::Mismatch),
                    }
                }
                Err(why) => fault = fault.or(Some(why)),
            }
        }
        let none = if parts.leaves.is_empty() { Fault::NoCertificate } else { Fault::NoKey };
        match fault {
            Some(Fault::Mismatch) if parts.leaves.is_empty() => Err(Fault::NoCertificate),
            fault => Err(fault.unwrap_or(none)),
        }
    }

    /// What the certificate says.
    pub(super) fn leaf(&self) -> &Leaf {
        &self.leaf
    }

    /// The client assertion for the token service: a JWT, signed with RS256, whose `x5t` names the certificate.
    ///
    /// `audience` is the address that it is sent to, `jti` an id that no other assertion has.
    ///
    /// # Errors
    /// When the signature cannot be made, which shows a damaged key.
    // QUIRK(azure, 2026-11): the service also takes PS256 with `x5t#S256`, but national clouds and older tenants do not
    // all; what Microsoft's own libraries for Rust and Go send is RS256 with the SHA-1 `x5t`.
    // https://learn.microsoft.com/en-us/entra/identity-platform/certificate-credentials
    pub(super) fn assertion(
        &self,
        audience: &str,
        client_id: &str,
        now: OffsetDateTime,
        jti: &str,
    ) -> Result<SecretString, Fault> {
        let x5t = URL_SAFE_NO_PAD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, &self.leaf.der));
        let header = json!({"alg": "RS256", "typ": "JWT", "x5t": x5t});
        let claims = json!({
            "aud": audience,
            "exp": now.saturating_add(LIFETIME).unix_timestamp(),
            "iat": now.unix_timestamp(),
            "iss": client_id,
            "jti": jti,
            "nbf": now.unix_timestamp(),
            "sub": client_id,
        });
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let input = format!("{}.{}", part(header), part(claims));
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input.as_bytes(), &mut signature)
            .map_err(|_| Fault::Damaged)?;
        Ok(SecretString::new(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))))
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({})", self.leaf.thumbprint())
    }
}

fn exposed(password: Option<&SecretString>) -> Option<&str> {
    password.map(|p| p.expose("the key or the file is opened with it").as_str()).filter(|p| !p.is_empty())
}

/// The keys and certificates of a text.
struct Parts {
    keys: Vec<PrivateKey>,
    leaves: Vec<Leaf>,
}

impl Parts {
    fn of(text: &str, password: Option<&str>) -> Result<Self, Fault> {
        let (blocks, cut) = pem::blocks(text);
        let mut parts = Self { keys: Vec::new(), leaves: Vec::new() };
        let mut seen = false;
        for block in &blocks {
            seen |= parts.take(block, password)?;
        }
        match seen {
            true => Ok(parts),
            false if cut => Err(Fault::Cut),
            false => Err(Fault::NotPem),
        }
    }

    /// Takes over what a block holds; false for a block of another kind.
    fn take(&mut self, block: &Block<'_>, password: Option<&str>) -> Result<bool, Fault> {
        let bytes = || block.bytes().ok_or(Fault::Damaged);
        match block.label {
            "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => {
                self.leaves.push(Leaf::read(&bytes()?).ok_or(Fault::Damaged)?);
            }
            pem::PKCS12 => {
                let contents = container::open(&bytes()?, password).map_err(Fault::Locked)?;
                self.keys.extend(contents.keys.into_iter().map(PrivateKey::Pkcs8));
                for der in &contents.certificates {
                    self.leaves.push(Leaf::read(der).ok_or(Fault::Damaged)?);
                }
            }
            "ENCRYPTED PRIVATE KEY" => {
                let key: Zeroizing<Vec<u8>> = container::open_key(&bytes()?, password).map_err(Fault::Locked)?;
                self.keys.push(PrivateKey::Pkcs8(key));
            }
            label if label.ends_with("PRIVATE KEY") && block.has_headers() => return Err(Fault::OldEncryption),
            "PRIVATE KEY" => self.keys.push(PrivateKey::Pkcs8(bytes()?)),
            "RSA PRIVATE KEY" => self.keys.push(PrivateKey::Pkcs1(bytes()?)),
            label if label.ends_with("PRIVATE KEY") => self.keys.push(PrivateKey::Other),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

#[cfg(test)]
pub(super) mod tests;
