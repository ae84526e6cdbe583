//! Asks for the addresses of a name: the system, or who was given in its place.
//!
//! In: a name. Out: its addresses, or whether there are none or nobody answered; both are noted on the trail. The
//! standard library tells the two apart in words only, and in the language of the system, so the code of the
//! lookup is read through `dns-lookup`.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use async_trait::async_trait;
use dns_lookup::{AddrInfoHints, LookupErrorKind, SockType};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::trail::{Lookup, mark};

/// Knows the addresses of names. The name is still the one that a certificate must be for.
#[async_trait]
pub trait Names: Send + Sync {
    /// The addresses of a name, at least one; port 0 for the one of the request.
    ///
    /// # Errors
    /// See [`LookupFault`]. Who never answers is waited for as long as a connection may take.
    async fn addresses(&self, name: &str) -> Result<Vec<SocketAddr>, LookupFault>;
}

/// Why a name has no addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookupFault {
    /// There is no such name, or it has no address.
    NotFound,
    /// Could not be found out.
    Failed(String),
}

impl fmt::Display for LookupFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("the name was not found"),
            Self::Failed(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for LookupFault {}

/// The system's resolver.
pub(crate) struct System;

#[async_trait]
impl Names for System {
    async fn addresses(&self, name: &str) -> Result<Vec<SocketAddr>, LookupFault> {
        addresses(name.to_owned()).await
    }
}

/// Asks, and notes on the trail how it went.
#[derive(Clone)]
pub(crate) struct Noted(pub(crate) Arc<dyn Names>);

impl Resolve for Noted {
    fn resolve(&self, name: Name) -> Resolving {
        let names = self.0.clone();
        Box::pin(async move {
            mark(|marks| marks.lookup = Some(Lookup::Running));
            let found = names.addresses(name.as_str()).await;
            let state = match &found {
                Ok(_) => Lookup::Found,
                Err(fault) => Lookup::Failed(fault.clone()),
            };
            mark(|marks| marks.lookup = Some(state));
            Ok(Box::new(found?.into_iter()) as Addrs)
        })
    }
}

async fn addresses(name: String) -> Result<Vec<SocketAddr>, LookupFault> {
    let (tell, told) = tokio::sync::oneshot::channel();
    // A thread of its own and not one of the runtime's: a lookup can hang for half a minute, and a runtime that
    // ends waits for its threads.
    let started = std::thread::Builder::new().name("lookup".to_owned()).spawn(move || {
        let _ = tell.send(look_up(&name));
    });
    started.map_err(|e| LookupFault::Failed(e.to_string()))?;
    told.await.unwrap_or_else(|_| Err(LookupFault::Failed("the lookup ended without a result".to_owned())))
}

fn look_up(name: &str) -> Result<Vec<SocketAddr>, LookupFault> {
    let hints = AddrInfoHints { socktype: SockType::Stream.into(), ..AddrInfoHints::default() };
    let found = dns_lookup::getaddrinfo(Some(name), None, Some(hints)).map_err(|error| match error.kind() {
        LookupErrorKind::NoName | LookupErrorKind::NoData => LookupFault::NotFound,
        _ => LookupFault::Failed(std::io::Error::from(error).to_string()),
    })?;
    let addresses: Vec<SocketAddr> = found.filter_map(Result::ok).map(|info| info.sockaddr).collect();
    if addresses.is_empty() { Err(LookupFault::NotFound) } else { Ok(addresses) }
}
