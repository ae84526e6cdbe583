//! How far an exchange came, noted while it runs.
//!
//! A client library reports a failed connection as one error, whatever stage it was in. The parts of the way that
//! are ours (resolver, TLS session store, verifier) run inside the task of the exchange and leave a mark here, so
//! that a time-out in the handshake is told apart from one of the connection. In: marks. Out: [`Marks`].
//! Deliberately absent: anything shared between exchanges.

use std::sync::{Arc, Mutex, PoisonError};

use onboard_core::transport::Certificate;

use crate::resolve::LookupFault;

tokio::task_local! {
    static TRAIL: Trail;
}

/// The marks of one exchange.
#[derive(Clone, Default)]
pub(crate) struct Trail(Arc<Mutex<Marks>>);

/// What was noted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Marks {
    /// The name or address of the proxy, when one is used.
    pub(crate) proxy: Option<String>,
    /// How the last lookup stands.
    pub(crate) lookup: Option<Lookup>,
    /// Whom the last handshake was begun with.
    pub(crate) hello: Option<String>,
    /// The certificate that was not accepted.
    pub(crate) rejected: Option<Rejected>,
}

/// How a lookup stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lookup {
    /// No answer yet.
    Running,
    /// There were addresses.
    Found,
    /// There were none.
    Failed(LookupFault),
}

/// A certificate that was not accepted, and why.
#[derive(Debug, Clone)]
pub(crate) struct Rejected {
    /// One of the causes of `TransportError` that start with `tls-`.
    pub(crate) cause: &'static str,
    /// In words.
    pub(crate) detail: String,
    /// What it says; nothing when it cannot be read.
    pub(crate) certificate: Option<Certificate>,
}

impl Trail {
    /// A trail of an exchange that goes through this proxy.
    pub(crate) fn through(proxy: Option<String>) -> Self {
        Self(Arc::new(Mutex::new(Marks { proxy, ..Marks::default() })))
    }

    /// Runs an exchange on this trail.
    pub(crate) async fn follow<F: Future>(&self, exchange: F) -> F::Output {
        TRAIL.scope(self.clone(), exchange).await
    }

    /// What was noted so far.
    pub(crate) fn marks(&self) -> Marks {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn mark(&self, change: impl FnOnce(&mut Marks)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Leaves a mark on the trail of the exchange that runs now. A connection that outlived its exchange (the answer
/// came over another one) has no trail, and nobody to tell.
pub(crate) fn mark(change: impl FnOnce(&mut Marks)) {
    let _ = TRAIL.try_with(|trail| trail.mark(change));
}

/// True when this is the proxy of the exchange that runs now.
pub(crate) fn is_proxy(name: &str) -> bool {
    TRAIL.try_with(|trail| trail.marks().proxy.as_deref() == Some(name)).unwrap_or(false)
}
