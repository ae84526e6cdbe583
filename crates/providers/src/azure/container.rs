//! What is locked with a password: PKCS#12 files (PFX) and encrypted PKCS#8 keys.
//!
//! In: DER and a password. Out: keys as PKCS#8 and certificates, or the exact reason why not. The work is bounded
//! before any of it is done: the sum of all rounds of key derivation that the file asks for has a limit.
//! Deliberately absent: a key of the older PEM encryption, whose derivation (MD5) no library here has.

use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error;
use x509_parser::asn1_rs::{Any, Class, FromDer as _, Tag};
use zeroize::Zeroizing;

/// Files with a chain have some ten kilobytes.
const LARGEST: usize = 128 * 1024;
/// The rounds that all locks of a file may ask for together: tools use 1 to 600,000 a lock, and there are two or three.
const MOST_ROUNDS: u64 = 4_000_000;
/// How deep structures are looked into.
const DEEPEST: u32 = 24;

/// Why nothing comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Locked {
    /// There is a password, and none was given.
    PasswordNeeded,
    /// The password is another one.
    PasswordWrong,
    /// A protection that cannot be opened here, such as PBMAC1 or RC4.
    Unsupported,
    /// BER with indefinite lengths, as some older tools write it.
    Ber,
    /// It asks for more work than any tool does.
    TooMuchWork,
    /// Not the format, or cut.
    Damaged,
}

/// What was inside.
#[derive(Default)]
pub(super) struct Contents {
    /// Private keys, PKCS#8.
    pub keys: Vec<Zeroizing<Vec<u8>>>,
    /// Certificates, DER.
    pub certificates: Vec<Vec<u8>>,
}

/// Opens a PKCS#12 file. Without a password, the empty one is tried, which many files have.
pub(super) fn open(pfx: &[u8], password: Option<&str>) -> Result<Contents, Locked> {
    match pfx {
        _ if pfx.len() > LARGEST => return Err(Locked::TooMuchWork),
        [0x30, 0x80, ..] => return Err(Locked::Ber),
        _ => {}
    }
    let sealed = has_mac(pfx).ok_or(Locked::Damaged)?;
    if rounds(pfx, 0) > MOST_ROUNDS {
        return Err(Locked::TooMuchWork);
    }
    match Pkcs12Archive::from_pkcs12(pfx, password.unwrap_or_default()) {
        Ok(archive) => Ok(Contents {
            keys: archive.keys.iter().map(|k| Zeroizing::new(k.key.as_der().to_vec())).collect(),
            certificates: archive.certs.iter().map(|c| c.cert.as_der().to_vec()).collect(),
        }),
        Err(error) => Err(reason(&error, password, sealed)),
    }
}

/// Opens an encrypted PKCS#8 key (`EncryptedPrivateKeyInfo`).
///
/// It is what a PKCS#12 file holds in a shrouded bag, so it is put into one and opened by the same code, under the
/// same limits.
pub(super) fn open_key(encrypted: &[u8], password: Option<&str>) -> Result<Zeroizing<Vec<u8>>, Locked> {
    let Some(password) = password else { return Err(Locked::PasswordNeeded) };
    // SEQUENCE { SEQUENCE { OID … }, OCTET STRING }
    let well_formed = element(encrypted, Tag::Sequence).is_some_and(|(inner, _)| {
        element(inner, Tag::Sequence).and_then(|(_, rest)| element(rest, Tag::OctetString)).is_some()
    });
    if !well_formed {
        return Err(Locked::Damaged);
    }
    match open(&in_a_bag(encrypted), Some(password))?.keys.pop() {
        Some(key) => Ok(key),
        None => Err(Locked::Damaged),
    }
}

fn reason(error: &Error, password: Option<&str>, sealed: bool) -> Locked {
    let password = if password.is_some() { Locked::PasswordWrong } else { Locked::PasswordNeeded };
    match error {
        Error::MacError(_) => password,
        Error::UnsupportedEncryptionScheme
        | Error::UnsupportedMacAlgorithm
        | Error::UnsupportedContentType
        | Error::UnsupportedCertificateType => Locked::Unsupported,
        Error::InvalidParameters => Locked::TooMuchWork,
        Error::Pkcs5Error(text) if text.contains("unsupported") => Locked::Unsupported,
        // With a seal, the password has been proved before anything was decrypted. Without one, a wrong password shows
        // as what comes out of the decryption.
        _ if sealed => Locked::Damaged,
        _ => password,
    }
}

/// Whether a file is a PKCS#12 one with a seal (`macData`); nothing when it is none at all.
fn has_mac(pfx: &[u8]) -> Option<bool> {
    let (inner, _) = element(pfx, Tag::Sequence)?;
    let (version, rest) = element(inner, Tag::Integer)?;
    let (_, rest) = element(rest, Tag::Sequence)?;
    (version == [3]).then_some(!rest.is_empty())
}

/// The content of the element at the start of some DER, and what follows it.
fn element(der: &[u8], tag: Tag) -> Option<(&[u8], &[u8])> {
    let (rest, any) = Any::from_der(der).ok()?;
    (any.tag() == tag && any.class() == Class::Universal).then_some((any.data, rest))
}

/// The sum of the rounds that key derivations ask for: each stands after a salt, `OCTET STRING, INTEGER`.
fn rounds(der: &[u8], depth: u32) -> u64 {
    let (mut sum, mut rest, mut after_salt) = (0_u64, der, false);
    while let (true, Ok((after, any))) = (depth < DEEPEST && !rest.is_empty(), Any::from_der(rest)) {
        match any.tag() {
            Tag::Integer if after_salt => sum = sum.saturating_add(number(any.data)),
            // Octet strings hold the next layer, where that is not encrypted.
            Tag::OctetString => sum = sum.saturating_add(rounds(any.data, depth + 1)),
            _ if any.header.constructed() => sum = sum.saturating_add(rounds(any.data, depth + 1)),
            _ => {}
        }
        after_salt = any.tag() == Tag::OctetString;
        rest = after;
    }
    sum
}

fn number(bytes: &[u8]) -> u64 {
    if bytes.len() > 8 {
        return u64::MAX;
    }
    bytes.iter().fold(0, |n, b| n << 8 | u64::from(*b))
}

/// `pkcs7-data`, 1.2.840.113549.1.7.1.
const DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
/// `pkcs8ShroudedKeyBag`, 1.2.840.113549.1.12.10.1.2.
const SHROUDED: &[u8] = &[0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x02];

/// A PKCS#12 file without a seal that holds this encrypted key and nothing else (RFC 7292, section 4).
fn in_a_bag(encrypted: &[u8]) -> Vec<u8> {
    let sequence = |parts: &[&[u8]]| tagged(0x30, &parts.concat());
    let data = |content: &[u8]| sequence(&[DATA, &tagged(0xa0, &tagged(0x04, content))]);
    let bag = sequence(&[SHROUDED, &tagged(0xa0, encrypted)]);
    let safe = data(&sequence(&[&bag]));
    let all = data(&sequence(&[&safe]));
    sequence(&[&[0x02, 0x01, 0x03], &all])
}

fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let bytes: Vec<u8> = length.to_be_bytes().iter().copied().skip_while(|b| *b == 0).collect();
    let mut out = vec![tag];
    if length < 0x80 {
        out.extend(u8::try_from(length));
    } else {
        out.extend(u8::try_from(bytes.len()).map(|n| 0x80 | n));
        out.extend(bytes);
    }
    out.extend(content);
    out
}
