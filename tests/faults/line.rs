//! The way out of one check: the real transport, whose requests are numbered and sent one at a time.
//!
//! In: requests. Out: their answers, with the number of the request as the milliseconds, so that a report says which
//! answer each piece of evidence rests on. One at a time, so that what the server does wrong strikes the one that it
//! is meant for. A struck request has a client of its own: it opens a connection, without which a fault of the
//! connection could not be seen, and its time limits may be short while those of the others are generous.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use onboard_core::transport::{Request, Response, Transport, TransportError};
use onboard_transport::{LookupFault, Names, Network};
use time::OffsetDateTime;
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::fault::{Act, Address, Lookup};
use crate::run::Sent;

/// What goes wrong, and when.
#[derive(Clone, Copy)]
pub struct Strike {
    pub act: Act,
    /// Number of the request, from 1.
    pub at: usize,
    /// All after it too.
    pub lasts: bool,
}

impl Strike {
    fn hits(&self, number: usize) -> bool {
        // A clock that is wrong stays wrong.
        let lasts = self.lasts || matches!(self.act, Act::Clock(_));
        number == self.at || lasts && number > self.at
    }
}

/// What the line and the server of one check know of each other.
pub struct Turn {
    pub strike: Option<Strike>,
    /// The request that is under way.
    number: AtomicUsize,
    struck: AtomicBool,
}

impl Turn {
    pub fn new(strike: Option<Strike>) -> Self {
        Self { strike, number: AtomicUsize::new(0), struck: AtomicBool::new(false) }
    }

    /// What is to go wrong now.
    pub fn act(&self) -> Option<Act> {
        self.strike.filter(|_| self.struck.load(Ordering::SeqCst)).map(|strike| strike.act)
    }

    /// The request that is under way.
    pub fn number(&self) -> usize {
        self.number.load(Ordering::SeqCst)
    }
}

/// The way out.
pub struct Line {
    pub turn: Arc<Turn>,
    pub usual: Network,
    pub struck: Network,
    count: AtomicUsize,
    one: tokio::sync::Mutex<()>,
    sent: Mutex<Vec<Sent>>,
    longest_pause: Mutex<Duration>,
}

impl Line {
    pub fn new(turn: Arc<Turn>, usual: Network, struck: Network) -> Self {
        let (count, one) = (AtomicUsize::new(0), tokio::sync::Mutex::new(()));
        Self { turn, usual, struck, count, one, sent: Mutex::default(), longest_pause: Mutex::default() }
    }

    /// Everything that was sent, in order.
    pub fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn longest_pause(&self) -> Duration {
        *self.longest_pause.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hits(&self, number: usize) -> bool {
        self.turn.strike.is_some_and(|strike| strike.hits(number))
    }
}

#[async_trait]
impl Transport for Line {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let number = self.count.fetch_add(1, Ordering::SeqCst) + 1;
        let struck = self.hits(number);
        let entry = Sent { request: request.clone(), struck, result: Err(None) };
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
        let mut turn = Some(self.one.lock().await);
        self.turn.number.store(number, Ordering::SeqCst);
        self.turn.struck.store(struck, Ordering::SeqCst);
        // From here on all are struck and none is answered: which is which does not matter, so they need not wait.
        let for_good = struck && self.turn.strike.is_some_and(|strike| strike.lasts && !strike.act.lets_answer());
        if for_good {
            turn = None;
        }
        let network = if struck { &self.struck } else { &self.usual };
        let mut result = network.send(request).await;
        self.turn.struck.store(for_good, Ordering::SeqCst);
        drop(turn);
        let told = result.as_ref().map(|answer| answer.status).map_err(|error| Some((error.hop, error.cause)));
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)[number - 1].result = told;
        if let Ok(answer) = &mut result {
            answer.ms = number as u64;
        }
        result
    }

    /// A request is signed right before it is sent, so the clock is that of the next one.
    fn now(&self) -> OffsetDateTime {
        let next = self.count.load(Ordering::SeqCst) + 1;
        let now = OffsetDateTime::now_utc();
        match self.turn.strike {
            Some(Strike { act: Act::Clock(seconds), .. }) if self.hits(next) => now + time::Duration::seconds(seconds),
            _ => now,
        }
    }

    /// Pauses are kept short and remembered.
    async fn sleep(&self, duration: Duration) {
        {
            let mut longest = self.longest_pause.lock().unwrap_or_else(PoisonError::into_inner);
            *longest = duration.max(*longest);
        }
        tokio::time::sleep(duration / 50).await;
    }
}

/// Lets every name lead to the server, and a struck one to where it is to go.
pub struct Signpost {
    pub turn: Arc<Turn>,
    pub port: u16,
}

#[async_trait]
impl Names for Signpost {
    async fn addresses(&self, _: &str) -> Result<Vec<SocketAddr>, LookupFault> {
        let here = |port| Ok(vec![SocketAddr::from((Ipv4Addr::LOCALHOST, port))]);
        match self.turn.act() {
            Some(Act::Lookup(Lookup::NoSuchName)) => Err(LookupFault::NotFound),
            Some(Act::Lookup(Lookup::Failing)) => {
                Err(LookupFault::Failed("temporary failure in name resolution".to_owned()))
            }
            Some(Act::Lookup(Lookup::Hanging)) => std::future::pending().await,
            Some(Act::Address(Address::Refusing)) => here(refusing_port()),
            Some(Act::Address(Address::Silent)) => here(silent_port().await),
            _ => here(self.port),
        }
    }
}

/// A port that is taken and on which nobody listens.
pub fn refusing_port() -> u16 {
    static TAKEN: OnceLock<(TcpSocket, u16)> = OnceLock::new();
    let taken = || {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let port = socket.local_addr().unwrap().port();
        (socket, port)
    };
    TAKEN.get_or_init(taken).1
}

/// A port whose backlog is full, so that nobody answers a connection.
pub async fn silent_port() -> u16 {
    static FULL: tokio::sync::OnceCell<(TcpListener, Vec<TcpStream>)> = tokio::sync::OnceCell::const_new();
    let fill = || async {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let listener = socket.listen(1).unwrap();
        let mut held = Vec::new();
        let connect = || TcpStream::connect(listener.local_addr().unwrap());
        while let Ok(connected) = tokio::time::timeout(Duration::from_millis(500), connect()).await {
            held.push(connected.unwrap());
            assert!(held.len() < 50, "a backlog of one takes {} connections", held.len());
        }
        (listener, held)
    };
    FULL.get_or_init(fill).await.0.local_addr().unwrap().port()
}
