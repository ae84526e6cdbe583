//! Servers that do one thing, on free ports. They end with the runtime of their test.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// A server and how often it was connected to.
pub struct Server {
    pub port: u16,
    connections: Arc<AtomicUsize>,
}

impl Server {
    pub fn http(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    pub fn https(&self) -> String {
        format!("https://127.0.0.1:{}/", self.port)
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Does this with every connection.
pub async fn serve<F, R>(each: F) -> Server
where
    F: Fn(TcpStream) -> R + Send + Sync + 'static,
    R: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let connections = Arc::new(AtomicUsize::new(0));
    let count = connections.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(each(stream));
        }
    });
    Server { port, connections }
}

/// Reads a request's head, then writes these bytes and closes.
pub async fn answering(bytes: impl Into<Vec<u8>>) -> Server {
    let bytes: Arc<Vec<u8>> = Arc::new(bytes.into());
    serve(move |mut stream| {
        let bytes = bytes.clone();
        async move {
            head(&mut stream).await;
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
    })
    .await
}

/// The same behind TLS.
pub async fn answering_tls(acceptor: TlsAcceptor, bytes: impl Into<Vec<u8>>) -> Server {
    let bytes: Arc<Vec<u8>> = Arc::new(bytes.into());
    serve(move |stream| {
        let (acceptor, bytes) = (acceptor.clone(), bytes.clone());
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            head(&mut stream).await;
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
    })
    .await
}

/// A proxy that opens the way for CONNECT, wherever it was to go, to this port here; and keeps the heads that it saw.
pub async fn tunnel(to: u16, heads: tokio::sync::mpsc::UnboundedSender<String>) -> Server {
    serve(move |mut stream| {
        let heads = heads.clone();
        async move {
            let _ = heads.send(head(&mut stream).await);
            let mut inner = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
            stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
            let _ = tokio::io::copy_bidirectional(&mut stream, &mut inner).await;
        }
    })
    .await
}

/// The same proxy, reached by TLS.
pub async fn tunnel_tls(acceptor: TlsAcceptor, to: u16) -> Server {
    serve(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            head(&mut stream).await;
            let mut inner = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
            stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
            let _ = tokio::io::copy_bidirectional(&mut stream, &mut inner).await;
        }
    })
    .await
}

/// Reads up to the empty line. Returns what came.
pub async fn head<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S) -> String {
    let mut seen = Vec::new();
    let mut byte = [0_u8; 1];
    while !seen.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte).await {
            Ok(1) => seen.push(byte[0]),
            _ => break,
        }
    }
    String::from_utf8_lossy(&seen).into_owned()
}

/// Keeps a connection open and says nothing.
pub async fn silence(stream: TcpStream) {
    tokio::time::sleep(Duration::from_secs(60)).await;
    drop(stream);
}

/// Ends a connection with RST.
pub fn reset(stream: TcpStream) {
    stream.set_zero_linger().unwrap();
    drop(stream);
}

/// A port on which nobody listens.
pub async fn dead_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

/// A whole answer with status 200.
pub fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}
