//! Stage 4 from the command line: the real network, the time limit, the interrupt.
//!
//! In: a [`Subject`] and [`LiveArgs`]. Out: a report, also when it was cut short.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use onboard_core::pipeline::{self, Stop, Subject, Watch};
use onboard_core::report::Report;
use onboard_core::transport::{Hop, Request, Response, Transport, TransportError};
use onboard_transport::{Network, ProxyChoice, Settings};
use time::OffsetDateTime;
use tokio::runtime::{Builder, Runtime};

use crate::args::LiveArgs;
use crate::credential::text_file;
use crate::failure::Failure;

/// Time for the whole check when nothing is said.
const LIMIT: Duration = Duration::from_secs(30);

/// Checks a subject live. A credential that the offline checks found unusable is reported without a network.
///
/// # Errors
/// When the arguments cannot be used.
pub fn check(subject: &Subject, args: &LiveArgs, watch: Arc<dyn Watch>) -> Result<Report, Failure> {
    let settings = settings(args)?;
    let transport: Arc<dyn Transport> = if pipeline::usable(&subject.findings) {
        let network = Network::new(&settings)
            .map_err(|e| Failure::usage("network-settings", e.to_string(), "Check --ca-file, --pin and --proxy."))?;
        Arc::new(network.only(pipeline::hosts(subject)))
    } else {
        Arc::new(Offline)
    };
    let limit = args.timeout.map_or(LIMIT, Duration::from_secs);
    run(|| async move { pipeline::check(subject, transport, watch, stop(limit)).await })
}

/// Runs a future to its end. What still hangs then, such as a name that does not resolve, is left behind.
///
/// # Errors
/// When the system gives no threads.
pub fn run<T, F: Future<Output = T>>(work: impl FnOnce() -> F) -> Result<T, Failure> {
    let runtime = runtime()?;
    let result = runtime.block_on(work());
    runtime.shutdown_background();
    Ok(result)
}

fn runtime() -> Result<Runtime, Failure> {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(|e| {
        Failure::usage("no-threads", format!("the system gave no threads to work with: {e}"), "Try again.")
    })
}

/// Ends when the time is over or the person stops the check. Listens from the moment of this call.
pub fn stop(limit: Duration) -> impl Future<Output = Stop> + Send {
    let interrupted = interrupted();
    async move {
        tokio::select! {
            () = tokio::time::sleep(limit) => Stop::Timeout,
            () = interrupted => Stop::Cancelled,
        }
    }
}

/// Ends at Ctrl-C or a request to terminate. Listens from the moment of this call, which must be on a runtime: a
/// signal between that moment and the first wait counts too.
#[cfg(unix)]
pub fn interrupted() -> impl Future<Output = ()> + Send {
    use tokio::signal::unix::{Signal, SignalKind, signal};
    async fn next(signal: Option<Signal>) {
        match signal {
            Some(mut signal) => drop(signal.recv().await),
            // No signals here: the time limit still ends the run.
            None => std::future::pending().await,
        }
    }
    let (interrupt, terminate) = (signal(SignalKind::interrupt()).ok(), signal(SignalKind::terminate()).ok());
    async move {
        tokio::select! {
            () = next(interrupt) => {}
            () = next(terminate) => {}
        }
    }
}

/// Ends at Ctrl-C.
#[cfg(not(unix))]
pub fn interrupted() -> impl Future<Output = ()> + Send {
    async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

fn settings(args: &LiveArgs) -> Result<Settings, Failure> {
    let mut settings = Settings::default();
    if let Some(path) = &args.ca_file {
        let text = text_file(path).map_err(|e| {
            Failure::usage("ca-file", format!("the CA file cannot be read: {e}"), "Name a file of PEM certificates.")
        })?;
        settings.ca_pem = Some(text.into_bytes());
    }
    settings.pin = args.pin.as_deref().map(pin).transpose()?;
    if let Some(proxy) = &args.proxy {
        settings.proxy = ProxyChoice::Explicit(proxy.clone());
    }
    Ok(settings)
}

/// A fingerprint: 32 bytes in hex, upper or lower case, with or without colons.
fn pin(text: &str) -> Result<[u8; 32], Failure> {
    let digits: Vec<u8> = text.chars().filter(|c| *c != ':').filter_map(|c| c.to_digit(16)).map(|d| d as u8).collect();
    let clean = text.chars().all(|c| c == ':' || c.is_ascii_hexdigit());
    let bytes: Vec<u8> = digits.chunks(2).map(|d| d.iter().fold(0, |sum, d| sum * 16 + d)).collect();
    match (clean && digits.len() == 64, <[u8; 32]>::try_from(bytes)) {
        (true, Ok(pin)) => Ok(pin),
        _ => Err(Failure::usage(
            "not-a-pin",
            "the value of --pin is not a SHA-256 fingerprint",
            "Give its 64 hex digits, with or without colons.",
        )),
    }
}

/// The transport of a credential that may not be sent: it sends nothing.
struct Offline;

#[async_trait]
impl Transport for Offline {
    async fn send(&self, _: Request) -> Result<Response, TransportError> {
        Err(TransportError::new(Hop::Http, "request-refused-by-guard", "the credential is unusable"))
    }

    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins() {
        let plain = "0123456789abcdefABCDEF000102030405060708090a0b0c0d0e0f1011121314";
        let colons = plain.as_bytes().chunks(2).map(|c| str::from_utf8(c).unwrap()).collect::<Vec<_>>().join(":");
        assert_eq!(pin(plain).unwrap()[..3], [0x01, 0x23, 0x45]);
        assert_eq!(pin(plain).unwrap(), pin(&colons).unwrap());
        for wrong in ["", "01", "zz", &plain[1..], &format!("{plain}00"), &format!("{}g", &plain[1..])] {
            assert!(pin(wrong).is_err(), "{wrong}");
        }
    }
}
