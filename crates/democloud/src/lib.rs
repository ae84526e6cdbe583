//! Simulators of the providers' control planes, for demo mode and for tests.
//!
//! In: a request, as HTTP or in process. Out: the answer of that service in a named story. Deliberately absent:
//! any way to reach a network. [`DemoCloud`] answers in process; [`serve`] puts the same on loopback.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use onboard_core::speech::Language;
use onboard_core::transport::{Hop, Request, Response, Transport, TransportError};
use serde::Serialize;
use time::OffsetDateTime;

/// A scenario, told as a story for a demo.
#[derive(Debug, Clone, Serialize)]
pub struct Story {
    /// Stable name, such as `missing-permissions`: the one of `--scenario`.
    pub name: String,
    /// The providers that have it.
    pub providers: Vec<String>,
    /// A short title.
    pub title: String,
    /// What it is meant to show, one sentence.
    pub shows: String,
    /// What the presenter says, one or two sentences.
    pub note: String,
    /// True when [`DemoCloud::fix`] changes something.
    pub fixable: bool,
}

/// Every story, in the order of telling.
#[must_use]
pub fn stories(_language: Language) -> Vec<Story> {
    Vec::new()
}

/// A credential of the demo cloud. Works nowhere else.
pub struct DemoKey {
    /// The name of the file as the provider's console would give it.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Settings that go with it, such as the region.
    pub settings: Vec<(String, String)>,
}

/// One simulated world.
pub struct DemoCloud {}

impl DemoCloud {
    /// A world of this story; nothing when there is no such story.
    #[must_use]
    pub fn new(_story: &str) -> Option<Arc<Self>> {
        None
    }

    /// The credential that this story gives the person for a provider.
    #[must_use]
    pub fn key(&self, _provider: &str) -> Option<DemoKey> {
        None
    }

    /// Does in the demo cloud what the remediation says. True when something changed.
    pub fn fix(&self) -> bool {
        false
    }
}

#[async_trait]
impl Transport for DemoCloud {
    async fn send(&self, _request: Request) -> Result<Response, TransportError> {
        Err(TransportError::new(Hop::Tcp, "connection-refused", ""))
    }

    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    fn is_demo(&self) -> bool {
        true
    }
}

/// A served world. Ends when it is dropped.
pub struct Served {
    /// Where it listens.
    pub address: SocketAddr,
    /// Base URLs by service id.
    pub endpoints: Vec<(String, String)>,
}

/// Serves a world on loopback; port 0 for a free one.
///
/// # Errors
/// When the port is taken.
pub async fn serve(_cloud: Arc<DemoCloud>, _port: u16) -> std::io::Result<Served> {
    Err(std::io::ErrorKind::Unsupported.into())
}
