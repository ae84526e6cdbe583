//! Describes a certificate for a person.
//!
//! In: DER, from anybody. Out: [`Certificate`], its texts without control characters and of bounded length.
//! Deliberately absent: any judgement; see `trust`.

use onboard_core::transport::Certificate;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

/// A name longer than this was made to annoy.
const LONGEST: usize = 256;
/// More names than a person reads.
const MOST_NAMES: usize = 32;

/// SHA-256 of the DER.
pub(crate) fn sha256(der: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(ring::digest::digest(&ring::digest::SHA256, der).as_ref());
    out
}

/// What a certificate says; nothing when it cannot be read.
pub(crate) fn describe(der: &[u8]) -> Option<Certificate> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let names = match certificate.subject_alternative_name() {
        Ok(Some(extension)) => extension.value.general_names.iter().filter_map(name).take(MOST_NAMES).collect(),
        _ => Vec::new(),
    };
    let hex: Vec<String> = sha256(der).iter().map(|byte| format!("{byte:02X}")).collect();
    let (from, until) = (certificate.validity().not_before, certificate.validity().not_after);
    Some(Certificate {
        sha256: hex.join(":"),
        subject: plain(&certificate.subject().to_string()),
        issuer: plain(&certificate.issuer().to_string()),
        names,
        validity: (moment(from.to_datetime()), moment(until.to_datetime())),
    })
}

/// True when a certificate names itself as its issuer.
pub(crate) fn self_issued(der: &[u8]) -> bool {
    X509Certificate::from_der(der).is_ok_and(|(_, c)| c.subject().as_raw() == c.issuer().as_raw())
}

/// True when a moment, in seconds since 1970, lies within the validity.
pub(crate) fn valid_at(der: &[u8], seconds: u64) -> bool {
    let Ok(seconds) = i64::try_from(seconds) else { return false };
    X509Certificate::from_der(der).is_ok_and(|(_, c)| {
        (c.validity().not_before.timestamp()..=c.validity().not_after.timestamp()).contains(&seconds)
    })
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(text) => Some(plain(text)),
        GeneralName::IPAddress(bytes) => match bytes.len() {
            4 => <[u8; 4]>::try_from(*bytes).ok().map(|b| std::net::IpAddr::from(b).to_string()),
            16 => <[u8; 16]>::try_from(*bytes).ok().map(|b| std::net::IpAddr::from(b).to_string()),
            _ => None,
        },
        _ => None,
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !is_direction(*c)).take(LONGEST).collect()
}

/// Marks that turn the direction of text, and with it what a person reads.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn moment(time: OffsetDateTime) -> String {
    time.format(&Rfc3339).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rubbish_is_no_certificate() {
        assert!(describe(b"").is_none());
        assert!(describe(b"\x30\x82\xff\xff").is_none());
    }

    #[test]
    fn says_what_a_person_needs() {
        let key = rcgen::KeyPair::generate().unwrap();
        let names = vec!["vc.example.com".to_owned(), "127.0.0.1".to_owned()];
        let mut params = rcgen::CertificateParams::new(names).unwrap();
        params.distinguished_name.push(rcgen::DnType::CommonName, "a\u{202e}b\u{0}c");
        let der = params.self_signed(&key).unwrap().der().to_vec();
        let certificate = describe(&der).unwrap();
        assert_eq!(certificate.names, ["vc.example.com", "127.0.0.1"]);
        assert_eq!(certificate.sha256.len(), 95);
        assert!(certificate.subject.contains("CN=abc"), "{}", certificate.subject);
        assert!(certificate.validity.0.ends_with('Z'), "{:?}", certificate.validity);
        assert!(self_issued(&der) && valid_at(&der, 1_700_000_000) && !valid_at(&der, 0));
    }
}
