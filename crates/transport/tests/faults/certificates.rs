//! Certificates for servers of these tests, and of those in `tests/faults` of the workspace.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio_rustls::TlsAcceptor;

/// An authority that no system knows.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub pem: Vec<u8>,
}

/// A server's certificate and key.
pub struct Identity {
    pub chain: Vec<CertificateDer<'static>>,
    pub pem: Vec<u8>,
    key: KeyPair,
}

pub fn authority() -> Authority {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, "Authority of these tests");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let pem = params.self_signed(&key).unwrap().pem().into_bytes();
    Authority { issuer: Issuer::new(params, key), pem }
}

fn params(names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.distinguished_name.push(DnType::CommonName, "Server of these tests");
    params
}

fn identity(certificate: &Certificate, key: KeyPair) -> Identity {
    Identity { chain: vec![certificate.der().clone()], pem: certificate.pem().into_bytes(), key }
}

impl Authority {
    pub fn issue(&self, name: &str) -> Identity {
        self.issue_between(name, 2020, 2090)
    }

    pub fn issue_between(&self, name: &str, from: i32, until: i32) -> Identity {
        self.issue_for(&[name], from, until)
    }

    pub fn issue_for(&self, names: &[&str], from: i32, until: i32) -> Identity {
        let key = KeyPair::generate().unwrap();
        let mut params = params(names);
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        identity(&params.signed_by(&key, &self.issuer).unwrap(), key)
    }
}

/// Issued by itself; marked as an authority, as openssl does, or not.
pub fn self_signed(name: &str, is_ca: bool) -> Identity {
    let key = KeyPair::generate().unwrap();
    let mut params = params(&[name]);
    if is_ca {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    identity(&params.self_signed(&key).unwrap(), key)
}

impl Identity {
    pub fn sha256(&self) -> [u8; 32] {
        ring::digest::digest(&ring::digest::SHA256, &self.chain[0]).as_ref().try_into().unwrap()
    }

    fn key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.serialize_der()))
    }

    pub fn acceptor(&self) -> TlsAcceptor {
        self.acceptor_of(rustls::ALL_VERSIONS)
    }

    pub fn acceptor_of(&self, versions: &[&'static rustls::SupportedProtocolVersion]) -> TlsAcceptor {
        let config = builder(versions).with_no_client_auth().with_single_cert(self.chain.clone(), self.key()).unwrap();
        TlsAcceptor::from(Arc::new(config))
    }

    /// Shows this certificate without having its key.
    pub fn stolen(&self) -> TlsAcceptor {
        let thief = KeyPair::generate().unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(thief.serialize_der()));
        let signing = rustls::crypto::ring::sign::any_supported_type(&key).unwrap();
        let shown = Shown(Arc::new(CertifiedKey::new(self.chain.clone(), signing)));
        let config = builder(rustls::ALL_VERSIONS).with_no_client_auth().with_cert_resolver(Arc::new(shown));
        TlsAcceptor::from(Arc::new(config))
    }
}

fn builder(
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> rustls::ConfigBuilder<ServerConfig, rustls::WantsVerifier> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider).with_protocol_versions(versions).unwrap()
}

#[derive(Debug)]
struct Shown(Arc<CertifiedKey>);

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}
