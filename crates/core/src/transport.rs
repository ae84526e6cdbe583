//! One HTTP exchange in, one out.
//!
//! The trait is implemented by the real network (`crates/transport`), by the demo cloud and by recorded
//! worlds. It also tells the time and waits, so that the domain has no clock of its own. Deliberately absent:
//! redirects, cookies, retries; a provider asks again itself where that is safe.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// What a request is for. The guard refuses a request whose content does not fit its intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Intent {
    /// Reads something.
    Read,
    /// Asks for a change that the service is told not to make.
    DryRun,
    /// Asks the service what is permitted.
    PermissionTest,
    /// Signs in. Sent once a check; never repeated after a refusal.
    Login,
}

/// The verbs that providers use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
}

impl Method {
    /// The verb as HTTP writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A request. Headers and body may hold secrets, so `Debug` shows neither.
#[derive(Clone)]
pub struct Request {
    /// The verb.
    pub method: Method,
    /// Absolute URL.
    pub url: String,
    /// Name and value, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body; empty for none.
    pub body: Vec<u8>,
    /// What it is for.
    pub intent: Intent,
    /// The service id, as the descriptor names it.
    pub service: &'static str,
    /// What it does in the vendor's words, such as `ec2:RunInstances`: shown to people, matched by recorded worlds.
    pub label: String,
}

impl Request {
    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = url::Url::parse(&self.url).ok().and_then(|u| u.host_str().map(str::to_owned));
        write!(f, "{} {} {:?} to {}", self.method.as_str(), self.label, self.intent, host.unwrap_or_default())
    }
}

/// An answer, whatever its status. `Debug` does not show the body: an answer to a login holds a token.
#[derive(Clone, Default)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Name and value, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, at most [`Response::LARGEST`] bytes.
    pub body: Vec<u8>,
    /// From sending to the last byte, in milliseconds.
    pub ms: u64,
    /// How it got here.
    pub path: Path,
}

impl Response {
    /// The largest body that is read; a longer one is a [`TransportError`] with the cause `answer-too-large`.
    pub const LARGEST: usize = 8 * 1024 * 1024;

    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The body as text; bytes that are not UTF-8 become U+FFFD.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes, {} ms)", self.status, self.body.len(), self.ms)
    }
}

fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
}

/// How an answer got here, for the stages of the diagnosis.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path {
    /// A name was resolved (false for an address in the URL).
    pub resolved: bool,
    /// The proxy that was used, without user name and password.
    pub proxy: Option<String>,
    /// The connection was encrypted and its certificate was accepted.
    pub tls: bool,
}

/// Where on the way a request failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hop {
    /// Resolving the name.
    Dns,
    /// Connecting.
    Tcp,
    /// The proxy.
    Proxy,
    /// The encrypted handshake and the certificate.
    Tls,
    /// After that: no answer in time, connection cut, answer unreadable as HTTP.
    Http,
}

/// Why there is no answer. Never says anything about the credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransportError {
    /// Where it failed.
    pub hop: Hop,
    /// Kebab-case, stable: one of [`TransportError::CAUSES`].
    pub cause: &'static str,
    /// In words, without secrets: the system's own message.
    pub detail: String,
    /// The certificate that was not accepted.
    pub certificate: Option<Certificate>,
}

impl TransportError {
    /// Every cause there is.
    pub const CAUSES: &'static [&'static str] = &[
        "dns-not-found",
        "dns-failed",
        "connection-refused",
        "connection-reset",
        "network-unreachable",
        "connect-timeout",
        "proxy-unreachable",
        "proxy-authentication-required",
        "proxy-refused",
        "proxy-timeout",
        "tls-unknown-issuer",
        "tls-expired",
        "tls-not-yet-valid",
        "tls-wrong-host",
        "tls-pin-mismatch",
        "tls-self-signed",
        "tls-failed",
        "answer-timeout",
        "answer-cut",
        "answer-too-large",
        "answer-not-http",
        "request-refused-by-guard",
    ];

    /// An error without a certificate.
    #[must_use]
    pub fn new(hop: Hop, cause: &'static str, detail: impl Into<String>) -> Self {
        Self { hop, cause, detail: detail.into(), certificate: None }
    }
}

/// What a person needs to judge a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// SHA-256 of the DER, hex with colons.
    pub sha256: String,
    /// Subject as text.
    pub subject: String,
    /// Issuer as text.
    pub issuer: String,
    /// Host names and addresses it is for.
    pub names: Vec<String>,
    /// First and last moment of its validity, RFC 3339.
    pub validity: (String, String),
}

/// The way out to a service, real or not.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends one request and reads the whole answer. Follows no redirect, repeats nothing.
    async fn send(&self, request: Request) -> Result<Response, TransportError>;

    /// The time on this machine.
    fn now(&self) -> OffsetDateTime;

    /// Waits.
    async fn sleep(&self, duration: Duration);

    /// True when nothing leaves this process: the demo cloud.
    fn is_demo(&self) -> bool {
        false
    }
}
