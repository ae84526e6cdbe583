//! Judges the certificate of a server.
//!
//! In: the settings (more issuers, a pin). Out: a TLS configuration. A certificate that is not accepted is noted on
//! the trail with its cause, so that a person can judge it. Signatures of the handshake are verified in every case:
//! a pin says which key, never "any". Deliberately absent: a way to accept everything, resumption of sessions.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ClientSessionStore, Resumption, Tls12ClientSessionValue, Tls13ClientSessionValue};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, NamedGroup, RootCertStore, SignatureScheme,
};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use rustls_platform_verifier::Verifier;

use crate::certificate::{describe, self_issued, sha256, valid_at};
use crate::settings::{Settings, SettingsError};
use crate::trail::{Rejected, is_proxy, mark};

/// The TLS configuration for these settings.
pub(crate) fn config(settings: &Settings) -> Result<ClientConfig, SettingsError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let extra = match &settings.ca_pem {
        Some(pem) => issuers(pem)?,
        None => Vec::new(),
    };
    let judge = Judge {
        system: system(&extra, &provider),
        extra,
        pin: settings.pin,
        algorithms: provider.signature_verification_algorithms,
    };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| SettingsError::Client(e.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(judge))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.resumption = Resumption::store(Arc::new(Forgetful));
    Ok(config)
}

fn issuers(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, SettingsError> {
    let refused = |reason: String| SettingsError::Ca(reason);
    let found: Vec<_> =
        CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().map_err(|e| refused(e.to_string()))?;
    if found.is_empty() {
        return Err(refused("there is no block that begins with -----BEGIN CERTIFICATE-----".to_owned()));
    }
    for issuer in &found {
        RootCertStore::empty().add(issuer.clone()).map_err(|e| refused(e.to_string()))?;
    }
    Ok(found)
}

/// The system's own trust with these issuers added. A system without any list of issuers (a bare container) is no
/// reason to refuse to start: plain http to this machine works, and so does a pin. See [`Judge::by_issuer`].
fn system(extra: &[CertificateDer<'static>], provider: &Arc<CryptoProvider>) -> Result<Verifier, String> {
    Verifier::new_with_extra_roots(extra.iter().cloned(), provider.clone()).map_err(|e| e.to_string())
}

#[derive(Debug)]
struct Judge {
    system: Result<Verifier, String>,
    extra: Vec<CertificateDer<'static>>,
    pin: Option<[u8; 32]>,
    algorithms: WebPkiSupportedAlgorithms,
}

/// What a server showed.
struct Shown<'a> {
    leaf: &'a CertificateDer<'a>,
    others: &'a [CertificateDer<'a>],
    name: &'a ServerName<'a>,
    ocsp: &'a [u8],
    now: UnixTime,
}

impl Judge {
    fn accepts(&self, shown: &Shown<'_>) -> Result<(), Error> {
        match self.pin {
            // The pin is of the service; a proxy in between is judged as ever.
            Some(pin) if !is_proxy(&shown.name.to_str()) => {
                let same = sha256(shown.leaf) == pin;
                same.then_some(()).ok_or(CertificateError::ApplicationVerificationFailure.into())
            }
            _ => self.by_issuer(shown),
        }
    }

    fn by_issuer(&self, shown: &Shown<'_>) -> Result<(), Error> {
        let result = match &self.system {
            Ok(system) => system
                .verify_server_cert(shown.leaf, shown.others, shown.name, shown.ocsp, shown.now)
                .map(|_: ServerCertVerified| ()),
            Err(_) => Err(CertificateError::UnknownIssuer.into()),
        };
        match result {
            Err(Error::InvalidCertificate(CertificateError::Other(_) | CertificateError::UnknownIssuer))
                if self.given(shown.leaf) =>
            {
                Self::as_given(shown)
            }
            other => other,
        }
    }

    fn given(&self, leaf: &CertificateDer<'_>) -> bool {
        self.extra.iter().any(|extra| extra.as_ref() == leaf.as_ref())
    }

    /// A server's own self-signed certificate, given as the CA file. Path building refuses one that is marked as an
    /// authority (openssl marks them so); it is trusted by name and time all the same.
    fn as_given(shown: &Shown<'_>) -> Result<(), Error> {
        if !valid_at(shown.leaf, shown.now.as_secs()) {
            return Err(CertificateError::Expired.into());
        }
        rustls::client::verify_server_name(&ParsedCertificate::try_from(shown.leaf)?, shown.name)
    }

    fn rejected(&self, error: &Error, leaf: &CertificateDer<'_>) -> Rejected {
        let detail = match &self.system {
            Err(reason) if self.pin.is_none() => {
                format!("{reason}; install the system's list of issuers (package ca-certificates)")
            }
            _ => error.to_string(),
        };
        Rejected { cause: cause(error, leaf), detail, certificate: describe(leaf) }
    }
}

fn cause(error: &Error, leaf: &CertificateDer<'_>) -> &'static str {
    use CertificateError as C;
    let Error::InvalidCertificate(error) = error else { return "tls-failed" };
    match error {
        C::Expired | C::ExpiredContext { .. } => "tls-expired",
        C::NotValidYet | C::NotValidYetContext { .. } => "tls-not-yet-valid",
        C::NotValidForName | C::NotValidForNameContext { .. } => "tls-wrong-host",
        C::ApplicationVerificationFailure => "tls-pin-mismatch",
        C::UnknownIssuer | C::Other(_) if self_issued(leaf) => "tls-self-signed",
        // A bad signature in the chain is the name of a known issuer on the key of another.
        C::UnknownIssuer | C::BadSignature => "tls-unknown-issuer",
        _ => "tls-failed",
    }
}

impl ServerCertVerifier for Judge {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        match self.accepts(&Shown { leaf, others, name, ocsp, now }) {
            Ok(()) => Ok(ServerCertVerified::assertion()),
            Err(error) => {
                let rejected = self.rejected(&error, leaf);
                mark(|marks| marks.rejected = Some(rejected));
                Err(error)
            }
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, leaf, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, leaf, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// Remembers no session: every connection shows its certificate and is judged. It is asked at the start of each
/// handshake, and that is noted on the trail.
#[derive(Debug)]
struct Forgetful;

fn begun(name: &ServerName<'_>) {
    let name = name.to_str().into_owned();
    mark(|marks| marks.hello = Some(name));
}

impl ClientSessionStore for Forgetful {
    fn set_kx_hint(&self, _: ServerName<'static>, _: NamedGroup) {}

    fn kx_hint(&self, name: &ServerName<'_>) -> Option<NamedGroup> {
        begun(name);
        None
    }

    fn set_tls12_session(&self, _: ServerName<'static>, _: Tls12ClientSessionValue) {}

    fn tls12_session(&self, name: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        begun(name);
        None
    }

    fn remove_tls12_session(&self, _: &ServerName<'static>) {}

    fn insert_tls13_ticket(&self, _: ServerName<'static>, _: Tls13ClientSessionValue) {}

    fn take_tls13_ticket(&self, name: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        begun(name);
        None
    }
}
