//! Certificates in a text: PEM with its key, and PKCS#12 files, which the carrier keeps as a block of their own.
//!
//! In: text. Out: parts of a credential, and where they stand. A private key alone is none of them: it may be anybody's.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use onboard_core::finding::Severity;
use x509_parser::prelude::{FromDer as _, X509Certificate};
use zeroize::Zeroizing;

use super::found::Found;
use super::{Origin, line_of};
use crate::azure::pem::{self, Block};

/// What was found.
#[derive(Default)]
pub(super) struct Parts {
    pub found: Vec<Found>,
    /// A certificate without a key, when there is nothing else.
    pub lone: Option<Found>,
    /// Where blocks stand, in bytes.
    pub spans: Vec<(usize, usize)>,
}

/// Looks for certificates.
pub(super) fn read(text: &str, from: &Origin<'_>) -> Parts {
    let (blocks, _) = pem::blocks(text);
    let mut parts = Parts { spans: blocks.iter().map(|b| b.span).collect(), ..Parts::default() };
    for block in blocks.iter().filter(|b| b.label == pem::PKCS12) {
        parts.found.push(part("certificate-pfx", written(block, text), block.span.0, text, from));
    }
    let certificates: Vec<_> = blocks.iter().filter(|b| is_certificate(b)).collect();
    let keys: Vec<_> = blocks.iter().filter(|b| b.label.ends_with("PRIVATE KEY")).collect();
    if let (Some(first), false) = (certificates.first(), keys.is_empty()) {
        let both = blocks.iter().filter(|b| is_certificate(b) || b.label.ends_with("PRIVATE KEY"));
        let pem = Zeroizing::new(both.map(|block| written(block, text)).collect::<String>());
        let at = first.span.0.min(keys[0].span.0);
        parts.found.push(part("certificate-pem", pem.to_string(), at, text, from));
    } else if let ([only], true) = (certificates.as_slice(), blocks.len() == 1)
        && is_of_a_client(only)
    {
        let mut found = Found::new("certificate-pem", only.span.0, line_of(text, only.span.0));
        found.findings.push(from.finding("azure-certificate-without-key", Severity::Error, Some("certificate"), &[]));
        parts.lone = Some(found);
    }
    if blocks.is_empty() {
        parts.found.extend(whole_base64(text, from));
    }
    parts
}

fn is_certificate(block: &Block<'_>) -> bool {
    block.label.ends_with("CERTIFICATE")
}

/// A certificate that is no certificate authority's.
fn is_of_a_client(block: &Block<'_>) -> bool {
    let Some(der) = block.bytes() else { return false };
    X509Certificate::from_der(&der).is_ok_and(|(_, certificate)| !certificate.is_ca())
}

/// A block as every reader takes it; as it stands when it cannot be read, so that inspection says why.
fn written(block: &Block<'_>, text: &str) -> String {
    match block.bytes().filter(|_| !block.has_headers()) {
        Some(bytes) => pem::written(block.label, &bytes),
        None => format!("{}\n", &text[block.span.0..block.span.1]),
    }
}

fn part(kind: &'static str, pem: String, at: usize, text: &str, from: &Origin<'_>) -> Found {
    let mut found = Found::new(kind, at, line_of(text, at));
    found.fields.set_secret("certificate", pem, from.at_line(found.line));
    found
}

/// A PKCS#12 file in base64 and nothing else, as a key vault gives it out.
fn whole_base64(text: &str, from: &Origin<'_>) -> Option<Found> {
    let pem = from_base64(text)?;
    Some(part("certificate-pfx", pem, 0, text, from))
}

/// The PEM block of a PKCS#12 file that is given in base64.
pub(super) fn from_base64(text: &str) -> Option<String> {
    let whole: Zeroizing<String> = Zeroizing::new(text.split_whitespace().collect());
    if whole.len() < 200 || !whole.starts_with("MI") {
        return None;
    }
    let bytes = Zeroizing::new(STANDARD_NO_PAD.decode(whole.trim_end_matches('=')).ok()?);
    // PFX ::= SEQUENCE { version INTEGER 3, … } (RFC 7292).
    let pkcs12 = matches!(bytes.as_slice(), [0x30, 0x82, _, _, 0x02, 0x01, 0x03, 0x30, ..]);
    pkcs12.then(|| pem::written(pem::PKCS12, &bytes))
}
