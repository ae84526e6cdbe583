//! Names and connections.

use onboard_core::transport::Hop;
use tokio::net::{TcpSocket, TcpStream};

use crate::servers::{dead_port, head, reset, serve, silence};
use crate::{brief, fails, fetch};

#[tokio::test]
async fn a_name_that_is_nowhere() {
    // RFC 6761: nobody may answer for `.invalid`. With no DNS server at all, the lookup fails instead.
    let error = fetch(&brief(), "https://onboard-test.invalid/").await.unwrap_err();
    assert_eq!(error.hop, Hop::Dns, "{error:?}");
    assert!(["dns-not-found", "dns-failed"].contains(&error.cause), "{error:?}");
}

#[tokio::test]
async fn refused() {
    for scheme in ["http", "https"] {
        let url = format!("{scheme}://127.0.0.1:{}/", dead_port().await);
        fails(&brief(), &url, Hop::Tcp, "connection-refused").await;
    }
    let url = format!("http://localhost:{}/", dead_port().await);
    fails(&brief(), &url, Hop::Tcp, "connection-refused").await;
}

/// Linux drops what a full backlog cannot take; elsewhere it is refused.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn silent() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    for _ in 0..8 {
        waiting.push(tokio::spawn(TcpStream::connect(address)));
    }
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    for scheme in ["http", "https"] {
        fails(&brief(), &format!("{scheme}://{address}/"), Hop::Tcp, "connect-timeout").await;
    }
    waiting.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn reset_on_accept() {
    let server = serve(|stream| async { reset(stream) }).await;
    let error = fetch(&brief(), &server.http()).await.unwrap_err();
    assert_eq!(error.cause, "connection-reset", "{error:?}");
    assert!(matches!(error.hop, Hop::Tcp | Hop::Http), "{error:?}");
    // Encrypted, the first bytes are those of the handshake.
    let error = fetch(&brief(), &server.https()).await.unwrap_err();
    assert_eq!(error.cause, "connection-reset", "{error:?}");
    assert!(matches!(error.hop, Hop::Tcp | Hop::Tls), "{error:?}");
}

#[tokio::test]
async fn reset_instead_of_an_answer() {
    let server = serve(|mut stream| async {
        head(&mut stream).await;
        reset(stream);
    })
    .await;
    fails(&brief(), &server.http(), Hop::Http, "connection-reset").await;
    assert_eq!(server.connections(), 1, "nothing is repeated");
}

#[tokio::test]
async fn accepted_and_silent() {
    let server = serve(silence).await;
    fails(&brief(), &server.http(), Hop::Http, "answer-timeout").await;
    fails(&brief(), &server.https(), Hop::Tls, "tls-failed").await;
}
