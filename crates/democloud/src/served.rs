//! A world on loopback: HTTP/1.1, this machine only, plain and beside it by TLS.
//!
//! In: a world and a port. Out: base URLs by service, and key files for who asks. Ends when it is dropped. Loopback
//! needs no TLS; the services whose clients take nothing else have it all the same, on a port of their own.
//! Deliberately absent: any address but 127.0.0.1.

use std::convert::Infallible;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use onboard_core::transport::Transport;
use serde::Serialize;
use serde_json::{Map, Value};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::cloud::{DemoCloud, DemoKey, services};
use crate::exchange::{Answer, Ask, Extent, LARGEST_BODY};
use crate::route::Service;
use crate::trust::Trust;

/// A served world. Ends when it is dropped.
pub struct Served {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where it listens for TLS.
    pub secure_address: SocketAddr,
    /// The certificate to trust for that, in PEM.
    pub ca_pem: String,
    /// Base URLs by service id.
    pub endpoints: Vec<(String, String)>,
    cloud: Arc<DemoCloud>,
    tasks: [JoinHandle<()>; 2],
}

/// What `demo serve --json` tells who wants to use the served world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Announcement {
    /// Base URLs by service id: the content of an `--endpoints` file.
    pub endpoints: Map<String, Value>,
    /// Paths of the key files by provider.
    pub credentials: Map<String, Value>,
    /// Paths of certificates with their keys, for providers that take one in place of a secret.
    pub certificates: Map<String, Value>,
    /// The name of the story.
    pub scenario: String,
    /// Path of the certificate to trust, for the endpoints with https.
    pub ca_file: Option<String>,
}

impl Served {
    /// The world that is served.
    #[must_use]
    pub fn cloud(&self) -> &Arc<DemoCloud> {
        &self.cloud
    }

    /// Writes the story's key files into a directory, readable by their owner only, and the certificate to trust;
    /// tells what a client needs to know.
    ///
    /// # Errors
    /// When the directory cannot be made or a file cannot be written. A file that is there already is replaced.
    pub fn write_credentials(&self, directory: &Path) -> io::Result<Announcement> {
        let (mut credentials, mut certificates) = (Map::new(), Map::new());
        for provider in self.cloud.providers() {
            let folder = directory.join(provider);
            if let Some(key) = self.cloud.key(provider) {
                credentials.insert(provider.clone(), write_key(&folder, &key)?);
            }
            if let Some(key) = self.cloud.certificate(provider) {
                certificates.insert(provider.clone(), write_key(&folder, &key)?);
            }
        }
        let ca_file = directory.join("ca.pem");
        write_private(&ca_file, self.ca_pem.as_bytes())?;
        Ok(Announcement {
            endpoints: self.endpoints.iter().map(|(id, url)| (id.clone(), url.as_str().into())).collect(),
            credentials,
            certificates,
            scenario: self.cloud.story().to_owned(),
            ca_file: Some(ca_file.to_string_lossy().into_owned()),
        })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

fn write_key(folder: &Path, key: &DemoKey) -> io::Result<Value> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join(&key.file_name);
    write_private(&path, &key.bytes)?;
    Ok(path.to_string_lossy().into())
}

/// Writes a file that only its owner can read. Whatever was at the path is removed first, so that a link there
/// is not followed.
fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

/// Serves a world on loopback; port 0 for a free one. The port for TLS is always a free one.
///
/// # Errors
/// When the port is taken.
pub async fn serve(cloud: Arc<DemoCloud>, port: u16) -> io::Result<Served> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let secure = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let (address, secure_address) = (listener.local_addr()?, secure.local_addr()?);
    let Trust { acceptor, ca_pem } = Trust::new()?;
    let url = |service: Service| {
        let (scheme, address) = if service.wants_tls() { ("https", secure_address) } else { ("http", address) };
        (service.id().to_owned(), format!("{scheme}://{address}/{}", service.id()))
    };
    let endpoints = services().map(url).collect();
    let plain = tokio::spawn(accept(listener, None, cloud.clone()));
    let secured = tokio::spawn(accept(secure, Some(acceptor), cloud.clone()));
    Ok(Served { address, secure_address, ca_pem, endpoints, cloud, tasks: [plain, secured] })
}

async fn accept(listener: TcpListener, acceptor: Option<TlsAcceptor>, cloud: Arc<DemoCloud>) {
    // Connections live in this set and end with it, when the task is ended.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(welcome(stream, acceptor.clone(), cloud.clone()));
                }
                // Out of file descriptors, or a client that went away: the next one may do better.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Takes a connection in, by TLS where there is an acceptor.
async fn welcome(stream: TcpStream, acceptor: Option<TlsAcceptor>, cloud: Arc<DemoCloud>) {
    let Some(acceptor) = acceptor else { return converse(stream, "http", cloud).await };
    // A client that does not trust the certificate goes away; it knows why.
    if let Ok(Ok(stream)) = tokio::time::timeout(Duration::from_secs(30), acceptor.accept(stream)).await {
        converse(stream, "https", cloud).await;
    }
}

async fn converse<S>(stream: S, scheme: &'static str, cloud: Arc<DemoCloud>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| exchange(request, scheme, cloud.clone()));
    // A client that breaks the protocol gets its 400 from hyper; there is nobody else to tell.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(30))
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn exchange(
    request: http::Request<Incoming>,
    scheme: &str,
    cloud: Arc<DemoCloud>,
) -> Result<http::Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let mut ask = ask_of(&parts, scheme);
    let reading = Limited::new(body, LARGEST_BODY).collect();
    match tokio::time::timeout(Duration::from_secs(30), reading).await {
        Ok(Ok(body)) => ask.body = body.to_bytes().to_vec(),
        _ => ask.extent = Extent::Cut,
    }
    let (mut answer, wait) = cloud.answer(&ask, None);
    if ask.extent == Extent::Cut {
        // What was not read stays on the connection, so it cannot be used again.
        answer = answer.with("connection", "close");
    }
    cloud.sleep(wait).await;
    Ok(response_of(answer))
}

fn ask_of(parts: &http::request::Parts, scheme: &str) -> Ask {
    let header = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let authority = parts
        .headers
        .get(http::header::HOST)
        .map(header)
        .or_else(|| parts.uri.authority().map(ToString::to_string))
        .unwrap_or_default();
    let host = authority.rsplit_once(':').map_or(authority.as_str(), |(host, _)| host).to_owned();
    Ask {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers.iter().map(|(n, v)| (n.as_str().to_owned(), header(v))).collect(),
        body: Vec::new(),
        extent: Extent::Whole,
        host,
        origin: format!("{scheme}://{authority}"),
    }
}

fn response_of(answer: Answer) -> http::Response<Full<Bytes>> {
    let mut response = http::Response::new(Full::new(Bytes::from(answer.body)));
    *response.status_mut() =
        http::StatusCode::from_u16(answer.status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        let name = http::HeaderName::from_bytes(name.as_bytes());
        let value = http::HeaderValue::from_str(&value);
        if let (Ok(name), Ok(value)) = (name, value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
