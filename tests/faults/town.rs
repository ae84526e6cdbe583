//! The server of one check: a proxy where one is wanted, TLS, and the demo cloud behind it.
//!
//! In: connections to the vendors' names. Out: the demo cloud's answers, but for the request that is to be struck. It
//! keeps which requests were answered in the demo cloud's own words. Ends when it is dropped.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use onboard_core::transport::{Intent, Method, Request, Response, Transport};
use onboard_democloud::DemoCloud;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::server::TlsStream;

use crate::answers;
use crate::fault::{Act, Handshake, Proxy};
use crate::line::Turn;
use crate::place::Identities;
use crate::servers::{head, reset, silence};

/// What there is to know about the server of one check.
pub struct Town {
    pub turn: Arc<Turn>,
    pub cloud: Arc<DemoCloud>,
    pub identities: &'static Identities,
    /// Connections come as they come to a proxy.
    pub proxied: bool,
    /// Bytes of a body without end that were taken.
    pub flooded: AtomicUsize,
    notes: Mutex<Notes>,
}

/// What the server saw.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// Numbers of the requests that were answered in the demo cloud's own words.
    pub answered: BTreeSet<usize>,
    /// How often something went wrong as it was meant to, as far as the server had a part in it.
    pub strikes: usize,
    /// Something was sent to a server whose certificate is none to accept.
    pub confided: bool,
    /// Requests that arrived while one was struck.
    pub heard: usize,
}

/// A request as it arrived.
pub struct Asked {
    pub method: String,
    pub url: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// The task of a server. Ends it when it is dropped.
pub struct Running(JoinHandle<()>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Town {
    pub fn new(turn: Arc<Turn>, cloud: Arc<DemoCloud>, identities: &'static Identities, proxied: bool) -> Self {
        Self { turn, cloud, identities, proxied, flooded: AtomicUsize::new(0), notes: Mutex::default() }
    }

    pub fn notes(&self) -> Notes {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn note(&self, note: impl FnOnce(&mut Notes)) {
        note(&mut self.notes.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub fn flooded(&self) -> usize {
        self.flooded.load(Ordering::SeqCst)
    }

    /// Listens on a free port.
    pub async fn open(self: &Arc<Self>) -> (u16, Running) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let town = self.clone();
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let town = town.clone();
                connections.spawn(async move { town.connected(stream).await });
            }
        });
        (port, Running(task))
    }

    async fn connected(&self, mut stream: TcpStream) {
        if self.turn.act() == Some(Act::ResetOnAccept) {
            self.note(|notes| notes.strikes += 1);
            return reset(stream);
        }
        if self.proxied {
            let head = head(&mut stream).await;
            if let Some(Act::Proxy(proxy)) = self.turn.act() {
                self.note(|notes| notes.strikes += 1);
                return refuse(stream, proxy).await;
            }
            if !head.starts_with("CONNECT ") || stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.is_err() {
                return;
            }
        }
        match self.turn.act() {
            Some(Act::Handshake(handshake)) => {
                self.note(|notes| notes.strikes += 1);
                self.misbehave(stream, handshake).await;
            }
            _ => {
                let Ok(stream) = self.identities.good.accept(stream).await else { return };
                self.converse(stream).await;
            }
        }
    }

    async fn misbehave(&self, mut stream: TcpStream, handshake: Handshake) {
        let identity = match handshake {
            Handshake::SelfSigned => &self.identities.self_signed,
            Handshake::UnknownIssuer => &self.identities.unknown,
            Handshake::Expired => &self.identities.expired,
            Handshake::NotYetValid => &self.identities.early,
            Handshake::WrongHost => &self.identities.elsewhere,
            Handshake::Stalled => return silence(stream).await,
            Handshake::Cut | Handshake::Old => {
                let _ = stream.read(&mut [0; 4096]).await;
                // What a server that knows TLS 1.1 at most says: alert 70, protocol version.
                let says: &[u8] = if handshake == Handshake::Old { &[0x15, 3, 2, 0, 2, 2, 70] } else { &[] };
                let _ = stream.write_all(says).await;
                let _ = stream.shutdown().await;
                return;
            }
        };
        let Ok(mut stream) = identity.accept(stream).await else { return };
        if matches!(stream.read(&mut [0; 1]).await, Ok(1)) {
            self.note(|notes| notes.confided = true);
        }
    }

    async fn converse(&self, mut stream: TlsStream<TcpStream>) {
        while let Some(asked) = read(&mut stream).await {
            let number = self.turn.number();
            let act = self.turn.act();
            if act.is_some() {
                self.note(|notes| notes.heard += 1);
            }
            if let Some(Act::Answer(answer)) = act {
                self.note(|notes| notes.strikes += 1);
                return answers::give(self, stream, &asked, answer, number).await;
            }
            let answer = self.ask(&asked).await;
            self.note(|notes| {
                notes.answered.insert(number);
                notes.strikes += usize::from(act.is_some());
            });
            if stream.write_all(&answers::written(&answer, &[])).await.is_err() || stream.flush().await.is_err() {
                return;
            }
        }
    }

    /// The demo cloud's own answer.
    pub async fn ask(&self, asked: &Asked) -> Response {
        let request = Request {
            method: if asked.method == "GET" { Method::Get } else { Method::Post },
            url: asked.url.clone(),
            headers: asked.headers.clone(),
            body: asked.body.clone(),
            // The demo cloud goes by what is asked, not by what we think of it.
            intent: Intent::Read,
            service: "",
            label: String::new(),
        };
        self.cloud.send(request).await.unwrap_or_else(|error| panic!("{}: {error:?}", asked.url))
    }
}

async fn refuse(mut stream: TcpStream, proxy: Proxy) {
    match proxy {
        Proxy::Says(status) => {
            let text = format!(
                "HTTP/1.1 {status} No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
            let _ = stream.write_all(text.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
        Proxy::Silent | Proxy::Refusing => silence(stream).await,
    }
}

async fn read(stream: &mut TlsStream<TcpStream>) -> Option<Asked> {
    let head = head(stream).await;
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let header = |name: &str| headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
    let mut body = vec![0; header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0)];
    stream.read_exact(&mut body).await.ok()?;
    let url = format!("https://{}{target}", header("host")?);
    Some(Asked { method, url, headers, body })
}
