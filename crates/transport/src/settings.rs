//! How to reach services: limits, trust, proxy.
//!
//! In: what the person gave. Out: plain data that is read once, by `Network::new`. Deliberately absent: a way to
//! accept every certificate.

use std::fmt;
use std::time::Duration;

use thiserror::Error;

/// How to reach services.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Time for name, connection and handshake together.
    pub connect: Duration,
    /// Time for the whole exchange.
    pub request: Duration,
    /// More trusted issuers, PEM. The system's stay trusted.
    pub ca_pem: Option<Vec<u8>>,
    /// SHA-256 of the only certificate that is accepted, for hosts whose issuer is unknown. Its name, issuer and
    /// validity do not count then; that the server holds its key does.
    pub pin: Option<[u8; 32]>,
    /// The proxy.
    pub proxy: ProxyChoice,
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

/// Which proxy to use. This machine itself is reached without one, unless it was given by name.
#[derive(Clone, Default)]
pub enum ProxyChoice {
    /// The environment's (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), else the system's on macOS and Windows.
    #[default]
    System,
    /// None.
    Direct,
    /// This one, such as `http://proxy.example.com:3128`; may hold a user name and a password.
    Explicit(String),
}

impl fmt::Debug for ProxyChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::System => "System",
            Self::Direct => "Direct",
            Self::Explicit(_) => "Explicit(..)",
        })
    }
}

/// Why settings were refused. Never holds what was given as the proxy: a password may be in it.
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
