//! The one real [`Transport`]: the network.
//!
//! In: a request that the guard let through. Out: the whole answer, or where on the way it failed. Deliberately
//! absent: redirects (a 3xx is an answer), cookies, retries, decompression (answers are asked for as they are, so
//! that a small body cannot swell), HTTP/2, TLS session resumption (every connection shows its certificate), a
//! global "insecure" switch, and the environment but for its proxy settings.
//!
//! - `exchange` sends one request and reads its answer, within the limits of time and size.
//! - `trail` notes on the way how far an exchange came; `fault` reads it to name the hop and the cause.
//! - `trust` judges certificates, `certificate` describes one for a person.
//! - `resolve` asks for names, `proxy` chooses the proxy. Names are the system's, unless [`Network::with`] is
//!   given somebody else who knows them: tests let the vendors' names lead to a server of theirs.
//!
//! **Hosts.** A request goes to https, or to plain http on this machine. [`Network::only`] narrows it to a list:
//! the hosts of a check are known beforehand (`onboard_core::pipeline::plan`), and whoever runs a check should
//! pass them, so that nothing read on the way can send a request elsewhere.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod certificate;
mod exchange;
mod fault;
mod proxy;
mod resolve;
mod settings;
mod trail;
mod trust;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use onboard_core::transport::{Request, Response, Transport, TransportError};
use time::OffsetDateTime;

pub use resolve::{LookupFault, Names};
pub use settings::{ProxyChoice, Settings, SettingsError};

use exchange::Exchange;
use proxy::Proxies;

/// Whom to trust: the system's issuers, those of the settings, the pin. The system's are read here, which takes a
/// moment; whoever makes several networks reads them once.
#[derive(Clone)]
pub struct Trust(rustls::ClientConfig);

impl Trust {
    /// Reads them. Of the settings, the CA file and the pin count.
    ///
    /// # Errors
    /// When the CA file cannot be read.
    pub fn new(settings: &Settings) -> Result<Self, SettingsError> {
        // Another part of the program may have installed it first, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        trust::config(settings).map(Self)
    }
}

/// The network. A clone shares its connections.
#[derive(Clone)]
pub struct Network {
    exchange: Arc<Exchange>,
    hosts: Option<BTreeSet<String>>,
}

impl Network {
    /// Makes the client. Nothing is connected yet.
    ///
    /// # Errors
    /// When the CA file or the proxy cannot be read.
    pub fn new(settings: &Settings) -> Result<Self, SettingsError> {
        Self::with(settings, &Trust::new(settings)?, Arc::new(resolve::System))
    }

    /// The same with trust that was read before, and with names that somebody else knows. A certificate must be for
    /// the name all the same.
    ///
    /// # Errors
    /// When the proxy cannot be read.
    pub fn with(settings: &Settings, trust: &Trust, names: Arc<dyn Names>) -> Result<Self, SettingsError> {
        let proxies = Proxies::new(&settings.proxy)?;
        // A handshake must not outlast the exchange that it is for.
        let connect = settings.connect.min(settings.request);
        let client = |proxy: Option<reqwest::Proxy>, direct: bool| {
            let mut builder = reqwest::Client::builder()
                .tls_backend_preconfigured(trust.0.clone())
                .dns_resolver(resolve::Noted(names.clone()))
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
                .no_gzip()
                .no_brotli()
                .no_deflate()
                .no_zstd()
                .http1_only()
                .connect_timeout(connect)
                // Services close idle connections after some seconds; asking on one that is being closed would
                // look like a cut.
                .pool_idle_timeout(Duration::from_secs(4))
                .user_agent(concat!("xoap-onboard/", env!("CARGO_PKG_VERSION")));
            if direct {
                builder = builder.no_proxy();
            } else if let Some(proxy) = proxy {
                builder = builder.proxy(proxy);
            }
            builder.build().map_err(|e| SettingsError::Client(e.without_url().to_string()))
        };
        let exchange = Exchange {
            direct: client(None, true)?,
            proxied: client(proxies.explicit()?, false)?,
            proxies,
            connect,
            request: settings.request,
        };
        Ok(Self { exchange: Arc::new(exchange), hosts: None })
    }

    /// The same network, for these hosts only (`host` or `host:port`, in any case). A request to another host is
    /// not sent and fails with the cause `request-refused-by-guard`.
    #[must_use]
    pub fn only<S: AsRef<str>>(&self, hosts: impl IntoIterator<Item = S>) -> Self {
        let hosts = hosts.into_iter().map(|h| h.as_ref().trim().to_ascii_lowercase()).collect();
        Self { exchange: self.exchange.clone(), hosts: Some(hosts) }
    }
}

#[async_trait]
impl Transport for Network {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let (label, intent) = (request.label.clone(), request.intent);
        let url = exchange::target(&request.url, self.hosts.as_ref()).map_err(exchange::refused)?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let result = self.exchange.run(url, request).await;
        // The whole log of a request: no header, no body, no query.
        match &result {
            Ok(answer) => tracing::debug!(label, ?intent, host, status = answer.status, ms = answer.ms),
            Err(error) => tracing::debug!(label, ?intent, host, hop = ?error.hop, cause = error.cause),
        }
        result
    }

    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}
