//! The private key: read from PEM, measured, and proved by a signature that its own public key verifies.
//!
//! In: the text of the field `private_key`. Out: a key that can sign, or the exact reason why it cannot.
//! Deliberately absent: any way to get the key's bytes back out, and elliptic curves, which Google issues no
//! service-account keys for.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use onboard_core::secret::SecretString;
use ring::rand::SystemRandom;
use ring::rsa::KeyPair as RsaKeyPair;
use ring::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::pem::{self, Block, NoBlock};

/// The scope of every check: what is permitted is decided by roles, not by the scope.
pub(super) const SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";
/// Who the assertion is for.
pub(super) const AUDIENCE: &str = "https://oauth2.googleapis.com/token";
/// How long an assertion is valid; the service allows no longer one.
const LIFETIME_SECONDS: i64 = 3600;
/// The shortest RSA modulus that is safe and that the cryptography library signs with.
pub(super) const SHORTEST: usize = 2048;
/// The longest that the cryptography library signs with.
pub(super) const LONGEST: usize = 4096;

/// Why a private key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KeyFault {
    /// There is no PEM block.
    NotPem,
    /// There is a beginning but no end.
    Cut,
    /// It needs a password.
    Encrypted,
    /// An elliptic-curve key.
    Elliptic,
    /// Some other algorithm than RSA.
    OtherAlgorithm,
    /// A certificate or a public key.
    Public,
    /// Not what base64 or DER allow, or numbers that do not belong together.
    Damaged,
    /// Too few bits.
    TooShort(usize),
    /// Too many bits for the cryptography library.
    TooLong(usize),
}

impl KeyFault {
    /// The code of the finding.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::NotPem => "google-key-not-pem",
            Self::Cut => "google-key-cut",
            Self::Encrypted => "google-key-encrypted",
            Self::Elliptic => "google-key-elliptic",
            Self::OtherAlgorithm => "google-key-other-algorithm",
            Self::Public => "google-key-public",
            Self::Damaged => "google-key-damaged",
            Self::TooShort(_) => "google-key-too-short",
            Self::TooLong(_) => "google-key-too-long",
        }
    }

    /// The size of the modulus, where it could be read.
    pub(super) fn bits(&self) -> Option<usize> {
        match self {
            Self::TooShort(bits) | Self::TooLong(bits) => Some(*bits),
            _ => None,
        }
    }
}

/// A private key that signs.
pub(super) struct SigningKey {
    pair: RsaKeyPair,
    bits: usize,
    pkcs1: bool,
    preamble: bool,
}

impl SigningKey {
    /// Reads a PEM text: PKCS#8, which Google issues, or PKCS#1. Text before the block is passed over.
    ///
    /// # Errors
    /// The reason why the key cannot be used.
    pub(super) fn read(text: &str) -> Result<Self, KeyFault> {
        let block = pem::private_block(text).map_err(|none| match none {
            NoBlock::Missing => KeyFault::NotPem,
            NoBlock::NoEnd => KeyFault::Cut,
            NoBlock::Other => KeyFault::Public,
        })?;
        match block.label {
            "ENCRYPTED PRIVATE KEY" => return Err(KeyFault::Encrypted),
            _ if block.body.contains("ENCRYPTED") => return Err(KeyFault::Encrypted),
            "EC PRIVATE KEY" => return Err(KeyFault::Elliptic),
            "PRIVATE KEY" | "RSA PRIVATE KEY" => {}
            _ => return Err(KeyFault::OtherAlgorithm),
        }
        let der = decoded(&block)?;
        let pkcs8 = block.label == "PRIVATE KEY";
        let bits = measure(&der, pkcs8)?;
        if bits < SHORTEST {
            return Err(KeyFault::TooShort(bits));
        }
        if bits > LONGEST {
            return Err(KeyFault::TooLong(bits));
        }
        let pair = if pkcs8 { RsaKeyPair::from_pkcs8(&der) } else { RsaKeyPair::from_der(&der) };
        let pair = pair.map_err(|_| KeyFault::Damaged)?;
        Ok(Self { pair, bits, pkcs1: !pkcs8, preamble: block.preamble })
    }

    /// Size of the modulus.
    pub(super) fn bits(&self) -> usize {
        self.bits
    }

    /// It is in the older form, PKCS#1.
    pub(super) fn is_pkcs1(&self) -> bool {
        self.pkcs1
    }

    /// There was text before the PEM block.
    pub(super) fn has_preamble(&self) -> bool {
        self.preamble
    }

    /// The assertion for the exchange, signed with RS256. The order of its members is fixed, so that the same
    /// key and times give the same bytes.
    ///
    /// # Errors
    /// When the signature cannot be made.
    pub(super) fn assertion(&self, claims: &Claims<'_>) -> Result<SecretString, KeyFault> {
        let input = claims.signing_input();
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input.as_bytes(), &mut signature)
            .map_err(|_| KeyFault::Damaged)?;
        Ok(SecretString::new(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))))
    }

    /// Whether the public key that belongs to this private key verifies the assertion.
    pub(super) fn verifies(&self, assertion: &SecretString) -> bool {
        let text = assertion.expose("its signature is verified");
        let Some((input, signature)) = text.rsplit_once('.') else { return false };
        let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return false };
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, self.pair.public_key().as_ref())
            .verify(input.as_bytes(), &signature)
            .is_ok()
    }
}

/// What an assertion says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claims<'a> {
    /// The service account's e-mail address.
    pub issuer: &'a str,
    /// The id of the key, where the file has one.
    pub key_id: Option<&'a str>,
    /// Who it is for.
    pub audience: &'a str,
    /// When it was made, in seconds since 1970.
    pub issued: i64,
}

impl Claims<'_> {
    fn signing_input(&self) -> String {
        let mut header = Map::new();
        header.insert("alg".to_owned(), Value::from("RS256"));
        header.insert("typ".to_owned(), Value::from("JWT"));
        if let Some(id) = self.key_id {
            header.insert("kid".to_owned(), Value::from(id));
        }
        let mut claims = Map::new();
        claims.insert("iss".to_owned(), Value::from(self.issuer));
        claims.insert("scope".to_owned(), Value::from(SCOPE));
        claims.insert("aud".to_owned(), Value::from(self.audience));
        claims.insert("iat".to_owned(), Value::from(self.issued));
        claims.insert("exp".to_owned(), Value::from(self.issued.saturating_add(LIFETIME_SECONDS)));
        let part = |map| URL_SAFE_NO_PAD.encode(Value::Object(map).to_string());
        format!("{}.{}", part(header), part(claims))
    }
}

fn decoded(block: &Block<'_>) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
    let body: Zeroizing<String> = Zeroizing::new(block.body.chars().filter(|c| !c.is_whitespace()).collect());
    STANDARD.decode(body.as_bytes()).map(Zeroizing::new).map_err(|_| KeyFault::Damaged)
}

const OID_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const OID_EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];

/// The number of bits of the modulus, so that a key that is too short is told from one that is damaged.
fn measure(der: &[u8], pkcs8: bool) -> Result<usize, KeyFault> {
    let rsa = if pkcs8 { inner_key(der)? } else { der };
    let modulus = || {
        let mut key = Der(Der(rsa).element(0x30)?);
        key.element(0x02)?;
        key.element(0x02)
    };
    let modulus = modulus().ok_or(KeyFault::Damaged)?;
    let start = modulus.iter().position(|b| *b != 0).ok_or(KeyFault::Damaged)?;
    let top = usize::try_from(modulus[start].leading_zeros()).unwrap_or(0);
    Ok((modulus.len() - start) * 8 - top)
}

/// The RSA key inside a PKCS#8 document (RFC 5208).
fn inner_key(der: &[u8]) -> Result<&[u8], KeyFault> {
    let parts = || {
        let mut info = Der(Der(der).element(0x30)?);
        info.element(0x02)?;
        let algorithm = Der(info.element(0x30)?).element(0x06)?;
        Some((algorithm, info.element(0x04)?))
    };
    match parts() {
        Some((OID_RSA, key)) => Ok(key),
        Some((OID_EC, _)) => Err(KeyFault::Elliptic),
        Some(_) => Err(KeyFault::OtherAlgorithm),
        None => Err(KeyFault::Damaged),
    }
}

/// The rest of a DER text; as much of the format as keys need.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// The content of the next element, when it has this tag.
    fn element(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(2)?;
        if head[0] != tag {
            return None;
        }
        let (length, rest) = match head[1] {
            short @ 0..=0x7f => (usize::from(short), rest),
            long @ 0x81..=0x83 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(long & 0x7f))?;
                (bytes.iter().fold(0, |n, b| n << 8 | usize::from(*b)), rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(content)
    }
}
