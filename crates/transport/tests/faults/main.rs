//! The transport against the faults of a real network, each made on loopback by a small server of its own.
//!
//! In: nothing but this machine. Out: for each fault the hop and the cause that it must be given, the time it may
//! take, and the bytes that may be read. Deliberately absent: any outside address.

#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;
mod certificates;
mod environment;
mod limits;
mod logs;
mod proxies;
mod servers;
mod tcp;
mod tls;

use std::time::{Duration, Instant};

use onboard_core::transport::{Hop, Intent, Method, Request, Response, Transport, TransportError};
use onboard_transport::{Network, ProxyChoice, Settings};

/// Short limits, no proxy.
fn brief() -> Settings {
    Settings {
        connect: Duration::from_secs(1),
        request: Duration::from_secs(2),
        proxy: ProxyChoice::Direct,
        ..Settings::default()
    }
}

fn network(settings: &Settings) -> Network {
    Network::new(settings).unwrap()
}

fn get(url: &str) -> Request {
    Request {
        method: Method::Get,
        url: url.to_owned(),
        headers: vec![("x-test".to_owned(), "value".to_owned())],
        body: Vec::new(),
        intent: Intent::Read,
        service: "test.service",
        label: "test:Get".to_owned(),
    }
}

fn post(url: &str, body: &[u8]) -> Request {
    Request { method: Method::Post, body: body.to_vec(), ..get(url) }
}

/// Sends one GET with these settings; the whole must end soon after its limits.
async fn fetch(settings: &Settings, url: &str) -> Result<Response, TransportError> {
    let started = Instant::now();
    let result = network(settings).send(get(url)).await;
    let most = settings.request + Duration::from_secs(3);
    assert!(started.elapsed() < most, "took {:?}, may take {most:?}", started.elapsed());
    if let Err(error) = &result {
        assert!(TransportError::CAUSES.contains(&error.cause), "{} is not a cause", error.cause);
        assert!(!error.detail.is_empty(), "{} has no detail", error.cause);
    }
    result
}

/// The fetch must fail like this.
async fn fails(settings: &Settings, url: &str, hop: Hop, cause: &str) -> TransportError {
    match fetch(settings, url).await {
        Ok(answer) => panic!("{url} answered {answer:?}, expected {cause}"),
        Err(error) => {
            assert_eq!((error.hop, error.cause), (hop, cause), "{url}: {}", error.detail);
            error
        }
    }
}
