//! RSA private keys: measured first, so that a key that cannot be signed with is refused with its reason.
//!
//! In: DER. Out: a key that signs. Deliberately absent: signatures, see `certificate.rs`.

use ring::rsa::KeyPair as RsaKeyPair;
use x509_parser::asn1_rs::{Any, FromDer as _, Tag};
use zeroize::Zeroizing;

use super::certificate::Fault;

/// The sizes that the cryptography library signs with. The token service takes keys from 2048 bits.
const SIZES: std::ops::RangeInclusive<usize> = 2048..=4096;

/// The content of the object identifier 1.2.840.113549.1.1.1.
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// A private key as it was found.
pub(super) enum PrivateKey {
    /// RFC 5208: any algorithm.
    Pkcs8(Zeroizing<Vec<u8>>),
    /// RFC 8017: RSA.
    Pkcs1(Zeroizing<Vec<u8>>),
    /// In a form that RSA keys do not have.
    Other,
}

impl PrivateKey {
    /// The key, ready to sign.
    pub(super) fn pair(&self) -> Result<RsaKeyPair, Fault> {
        let (inner, outer) = match self {
            Self::Pkcs8(der) => (inner_key(der)?, Some(der.as_slice())),
            Self::Pkcs1(der) => (der.as_slice(), None),
            Self::Other => return Err(Fault::NotRsa),
        };
        let (modulus, exponent) = numbers(inner).ok_or(Fault::Damaged)?;
        let size = bits(modulus);
        // Keys whose halves are no multiple of 256 bits are not signed with either.
        if !SIZES.contains(&size) || !size.is_multiple_of(512) {
            return Err(Fault::Size(size));
        }
        if bits(exponent) < 17 {
            return Err(Fault::Exponent);
        }
        let pair = match outer {
            Some(outer) => RsaKeyPair::from_pkcs8(outer),
            None => RsaKeyPair::from_der(inner),
        };
        pair.map_err(|_| Fault::Damaged)
    }
}

/// The number of bits of a big-endian number.
pub(super) fn bits(number: &[u8]) -> usize {
    let Some(start) = number.iter().position(|b| *b != 0) else { return 0 };
    (number.len() - start) * 8 - usize::try_from(number[start].leading_zeros()).unwrap_or(0)
}

/// The next element and what follows it.
fn next(der: &[u8], tag: Tag) -> Option<(&[u8], &[u8])> {
    let (rest, any) = Any::from_der(der).ok()?;
    (any.tag() == tag).then_some((any.data, rest))
}

/// Modulus and public exponent of an `RSAPrivateKey`.
fn numbers(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (key, _) = next(der, Tag::Sequence)?;
    let (_, rest) = next(key, Tag::Integer)?;
    let (modulus, rest) = next(rest, Tag::Integer)?;
    let (exponent, _) = next(rest, Tag::Integer)?;
    Some((modulus, exponent))
}

/// The `RSAPrivateKey` inside a `PrivateKeyInfo`.
fn inner_key(der: &[u8]) -> Result<&[u8], Fault> {
    let parts = || {
        let (info, _) = next(der, Tag::Sequence)?;
        let (_, rest) = next(info, Tag::Integer)?;
        let (algorithm, rest) = next(rest, Tag::Sequence)?;
        let (algorithm, _) = next(algorithm, Tag::Oid)?;
        let (key, _) = next(rest, Tag::OctetString)?;
        Some((algorithm, key))
    };
    match parts() {
        Some((RSA, key)) => Ok(key),
        Some(_) => Err(Fault::NotRsa),
        None => Err(Fault::Damaged),
    }
}
