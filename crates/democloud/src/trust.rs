//! Trust on loopback: an authority made when a world is served, and a certificate of it for this machine.
//!
//! In: nothing. Out: the server's side of TLS, and the authority's certificate for clients. Both are new each time;
//! the authority's key is forgotten as soon as it has signed, so nobody can sign with it again.

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, SanType,
};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use time::{Duration, OffsetDateTime};
use tokio_rustls::TlsAcceptor;

/// How long the certificates are good: longer than any demo runs.
const LIFE: Duration = Duration::days(30);

/// The server's side, and what its clients need.
pub(crate) struct Trust {
    /// Takes connections in.
    pub acceptor: TlsAcceptor,
    /// The authority's certificate, in PEM.
    pub ca_pem: String,
}

impl Trust {
    /// A new authority and a certificate for `127.0.0.1` and `localhost`.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn new() -> io::Result<Self> {
        make().map_err(io::Error::other)
    }
}

fn make() -> Result<Trust, Box<dyn std::error::Error + Send + Sync>> {
    let mut params = params("XOAP Onboard demo authority (this computer only)", Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;

    let key = KeyPair::generate()?;
    let names = vec![SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)), SanType::DnsName("localhost".try_into()?)];
    let mut params = self::params("localhost", names)?;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    let certificate = params.signed_by(&key, &authority)?;

    let private = PrivateKeyDer::try_from(key.serialize_der())?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Trust { acceptor: TlsAcceptor::from(Arc::new(config)), ca_pem: authority.pem() })
}

fn params(name: &str, names: Vec<SanType>) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.subject_alt_names = names;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    // The clock of who asks may be a little behind.
    let now = OffsetDateTime::now_utc();
    (params.not_before, params.not_after) = (now - Duration::days(1), now + LIFE);
    Ok(params)
}
