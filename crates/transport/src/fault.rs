//! Names the hop and the cause of a failed exchange.
//!
//! In: the error of the client library, the marks on the trail, the way that was to be gone. Out: a
//! [`TransportError`] of one of its causes. Errors are read by type wherever there is one; by text only for the
//! answers of a proxy to CONNECT, whose type is private. Never says anything about the credential.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::iter::successors;
use std::time::Duration;

use onboard_core::transport::{Hop, TransportError};
use tokio::net::TcpStream;

use crate::proxy::Shown;
use crate::resolve::LookupFault;
use crate::trail::{Lookup, Marks, Rejected};

/// The way that was to be gone.
pub(crate) struct Way {
    /// The service's name or address.
    pub(crate) host: String,
    /// Encrypted.
    pub(crate) https: bool,
    /// Through this proxy.
    pub(crate) proxy: Option<Shown>,
    /// The limit for connection and handshake.
    pub(crate) connect: Duration,
}

impl Way {
    fn limit(&self, what: &str) -> String {
        format!("{what} within {} s", self.connect.as_secs_f32())
    }
}

/// Why there is no header of an answer.
pub(crate) async fn sending(error: &reqwest::Error, marks: &Marks, way: &Way) -> TransportError {
    if !error.is_connect() {
        return answering(error);
    }
    let to_service = way.https && marks.hello.as_deref() == Some(way.host.as_str());
    match (&marks.rejected, &way.proxy) {
        (Some(rejected), _) if to_service => unaccepted(Hop::Tls, rejected.cause, rejected),
        (Some(rejected), _) => unaccepted(Hop::Proxy, "proxy-unreachable", rejected),
        (None, _) if to_service => handshake(error, way),
        (None, Some(proxy)) => at_proxy(error, marks, way, proxy).await,
        (None, None) => connection(error, marks, way),
    }
}

/// Why an answer ended before its end.
pub(crate) fn reading(error: &reqwest::Error) -> TransportError {
    let cause = match kind(error) {
        // Not a cut: the chunks are written wrongly.
        Some(ErrorKind::InvalidData | ErrorKind::InvalidInput) => "answer-not-http",
        _ => "answer-cut",
    };
    TransportError::new(Hop::Http, cause, innermost(error))
}

fn unaccepted(hop: Hop, cause: &'static str, rejected: &Rejected) -> TransportError {
    TransportError { certificate: rejected.certificate.clone(), ..TransportError::new(hop, cause, &rejected.detail) }
}

/// The connection stands and the handshake was begun.
fn handshake(error: &reqwest::Error, way: &Way) -> TransportError {
    if timed_out(error) {
        return TransportError::new(Hop::Tls, "tls-failed", way.limit("the handshake was not finished"));
    }
    let cause = match kind(error) {
        Some(ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe) => "connection-reset",
        _ => "tls-failed",
    };
    TransportError::new(Hop::Tls, cause, innermost(error))
}

/// No connection came about, and no proxy is on the way.
fn connection(error: &reqwest::Error, marks: &Marks, way: &Way) -> TransportError {
    match &marks.lookup {
        Some(Lookup::Failed(LookupFault::NotFound)) => {
            return TransportError::new(Hop::Dns, "dns-not-found", LookupFault::NotFound.to_string());
        }
        Some(Lookup::Failed(LookupFault::Failed(reason))) => {
            return TransportError::new(Hop::Dns, "dns-failed", reason);
        }
        Some(Lookup::Running) => return TransportError::new(Hop::Dns, "dns-failed", way.limit("no answer")),
        Some(Lookup::Found) | None => {}
    }
    let cause = match kind(error) {
        _ if timed_out(error) => "connect-timeout",
        Some(ErrorKind::ConnectionRefused) => "connection-refused",
        Some(ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe) => "connection-reset",
        // What is left is said by this machine: no route, no address of that family, a local rule.
        _ => "network-unreachable",
    };
    TransportError::new(Hop::Tcp, cause, innermost(error))
}

async fn at_proxy(error: &reqwest::Error, marks: &Marks, way: &Way, proxy: &Shown) -> TransportError {
    let at = |cause, detail: String| TransportError::new(Hop::Proxy, cause, format!("{}: {detail}", proxy.url));
    if let Some(Lookup::Failed(fault)) = &marks.lookup {
        return at("proxy-unreachable", fault.to_string());
    }
    if timed_out(error) {
        return if marks.lookup != Some(Lookup::Running) && listens(proxy).await {
            at("proxy-timeout", way.limit("the way was not opened"))
        } else {
            at("proxy-unreachable", way.limit("no connection"))
        };
    }
    // The type of these errors is private to the client library, so their text decides.
    match tunnel(error).as_deref() {
        Some("proxy authorization required") => at("proxy-authentication-required", "status 407".to_owned()),
        Some("unsuccessful") => at("proxy-refused", "its answer to CONNECT was not 200".to_owned()),
        Some("failed to create underlying connection") | None => at("proxy-unreachable", innermost(error)),
        Some("unexpected end of file") => at("proxy-refused", "it closed the connection".to_owned()),
        Some(_) => at("proxy-refused", innermost(error)),
    }
}

/// Asks once more whether the proxy takes connections, to tell a silent proxy from one that is not there.
async fn listens(proxy: &Shown) -> bool {
    let connecting = TcpStream::connect((proxy.host.as_str(), proxy.port));
    matches!(tokio::time::timeout(Duration::from_secs(1), connecting).await, Ok(Ok(_)))
}

fn tunnel(error: &reqwest::Error) -> Option<String> {
    chain(error).find_map(|e| e.to_string().strip_prefix("tunnel error: ").map(str::to_owned))
}

/// The request was on its way, and no header of an answer came.
fn answering(error: &reqwest::Error) -> TransportError {
    if let Some(tls) = find::<rustls::Error>(error) {
        // In TLS 1.3 a server refuses after the client thinks that all is well.
        return TransportError::new(Hop::Tls, "tls-failed", tls.to_string());
    }
    let http = find::<hyper::Error>(error);
    let cause = match kind(error) {
        _ if http.is_some_and(hyper::Error::is_parse_too_large) => "answer-too-large",
        _ if http.is_some_and(hyper::Error::is_parse) => "answer-not-http",
        _ if http.is_some_and(hyper::Error::is_incomplete_message) => "answer-cut",
        _ if timed_out(error) => "answer-timeout",
        Some(ErrorKind::UnexpectedEof) => "answer-cut",
        _ => "connection-reset",
    };
    TransportError::new(Hop::Http, cause, innermost(error))
}

/// An error and all that it comes from. An `io::Error` that wraps another is not its `source`, so it is opened.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    successors(Some(error), |&e| match e.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner as &(dyn Error + 'static)),
        None => e.source(),
    })
}

fn find<T: Error + 'static>(error: &reqwest::Error) -> Option<&T> {
    chain(error).find_map(|e| e.downcast_ref::<T>())
}

/// The kind of the innermost `io::Error` that has one.
fn kind(error: &reqwest::Error) -> Option<ErrorKind> {
    chain(error)
        .filter_map(|e| e.downcast_ref::<io::Error>())
        .map(io::Error::kind)
        .filter(|kind| *kind != ErrorKind::Other)
        .last()
}

fn timed_out(error: &reqwest::Error) -> bool {
    error.is_timeout() || kind(error) == Some(ErrorKind::TimedOut)
}

/// The system's or the library's own message, which is the last in the chain.
fn innermost(error: &reqwest::Error) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}
