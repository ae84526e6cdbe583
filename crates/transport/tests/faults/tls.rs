//! Handshakes and certificates.

use onboard_core::transport::{Hop, TransportError};
use onboard_transport::{Network, Settings, SettingsError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::certificates::{Authority, Identity, authority, self_signed};
use crate::servers::{Server, answering, answering_tls, head, ok, reset, serve, silence};
use crate::{brief, fails, fetch, get, network};
use onboard_core::transport::Transport;

const HERE: &str = "127.0.0.1";

async fn shows(identity: &Identity) -> Server {
    answering_tls(identity.acceptor(), ok("hello")).await
}

fn trusting(authority: &Authority) -> Settings {
    Settings { ca_pem: Some(authority.pem.clone()), ..brief() }
}

fn pinning(pin: [u8; 32]) -> Settings {
    Settings { pin: Some(pin), ..brief() }
}

/// The certificate that was refused is described, so that a person can judge it.
fn describes(error: &TransportError, identity: &Identity) {
    let certificate = error.certificate.as_ref().expect("the certificate is described");
    let hex: Vec<String> = identity.sha256().iter().map(|b| format!("{b:02X}")).collect();
    assert_eq!(certificate.sha256, hex.join(":"));
    assert!(certificate.subject.contains("Server of these tests"), "{certificate:?}");
    assert!(!certificate.names.is_empty() && !certificate.issuer.is_empty(), "{certificate:?}");
    assert!(certificate.validity.0 < certificate.validity.1, "{certificate:?}");
}

#[tokio::test]
async fn an_issuer_from_the_ca_file_is_accepted() {
    let authority = authority();
    let identity = authority.issue(HERE);
    for versions in [&[&rustls::version::TLS12], &[&rustls::version::TLS13]] {
        let server = answering_tls(identity.acceptor_of(versions), ok("hello")).await;
        let answer = fetch(&trusting(&authority), &server.https()).await.unwrap();
        assert_eq!((answer.status, answer.text().as_str()), (200, "hello"));
        assert!(answer.path.tls && !answer.path.resolved && answer.path.proxy.is_none());
    }
}

#[tokio::test]
async fn by_name() {
    let authority = authority();
    let server = shows(&authority.issue("localhost")).await;
    let url = format!("https://localhost:{}/", server.port);
    let answer = fetch(&trusting(&authority), &url).await.unwrap();
    assert!(answer.path.tls && answer.path.resolved);
}

#[tokio::test]
async fn unknown_issuer() {
    let identity = authority().issue(HERE);
    let server = shows(&identity).await;
    let error = fails(&brief(), &server.https(), Hop::Tls, "tls-unknown-issuer").await;
    describes(&error, &identity);
    assert!(error.certificate.unwrap().issuer.contains("Authority of these tests"));
    // The CA file of somebody else does not help.
    fails(&trusting(&authority()), &server.https(), Hop::Tls, "tls-unknown-issuer").await;
}

#[tokio::test]
async fn self_signed_is_named_so() {
    for is_ca in [false, true] {
        let identity = self_signed(HERE, is_ca);
        let error = fails(&brief(), &shows(&identity).await.https(), Hop::Tls, "tls-self-signed").await;
        describes(&error, &identity);
    }
}

#[tokio::test]
async fn self_signed_and_given_as_the_ca_file() {
    for is_ca in [false, true] {
        let identity = self_signed(HERE, is_ca);
        let settings = Settings { ca_pem: Some(identity.pem.clone()), ..brief() };
        assert_eq!(fetch(&settings, &shows(&identity).await.https()).await.unwrap().status, 200);
        let elsewhere = self_signed("other.example.com", is_ca);
        let settings = Settings { ca_pem: Some(elsewhere.pem.clone()), ..brief() };
        fails(&settings, &shows(&elsewhere).await.https(), Hop::Tls, "tls-wrong-host").await;
    }
}

#[tokio::test]
async fn outside_its_time_or_its_name() {
    let authority = authority();
    let cases = [
        (authority.issue_between(HERE, 2019, 2020), "tls-expired"),
        (authority.issue_between(HERE, 2080, 2090), "tls-not-yet-valid"),
        (authority.issue("other.example.com"), "tls-wrong-host"),
    ];
    for (identity, cause) in cases {
        let server = shows(&identity).await;
        let error = fails(&trusting(&authority), &server.https(), Hop::Tls, cause).await;
        describes(&error, &identity);
        // A pin is of this one certificate, whatever it says.
        assert_eq!(fetch(&pinning(identity.sha256()), &server.https()).await.unwrap().status, 200);
    }
}

#[tokio::test]
async fn pins() {
    let identity = self_signed(HERE, true);
    let server = shows(&identity).await;
    assert_eq!(fetch(&pinning(identity.sha256()), &server.https()).await.unwrap().status, 200);
    let error = fails(&pinning([7; 32]), &server.https(), Hop::Tls, "tls-pin-mismatch").await;
    describes(&error, &identity);
    // A good certificate is no substitute for the pinned one.
    let authority = authority();
    let settings = Settings { pin: Some([7; 32]), ..trusting(&authority) };
    fails(&settings, &shows(&authority.issue(HERE)).await.https(), Hop::Tls, "tls-pin-mismatch").await;
}

/// Certificates are public. Whoever shows the pinned one must also hold its key.
#[tokio::test]
async fn a_pinned_certificate_without_its_key() {
    let identity = self_signed(HERE, false);
    let server = answering_tls(identity.stolen(), ok("hello")).await;
    fails(&pinning(identity.sha256()), &server.https(), Hop::Tls, "tls-failed").await;
}

#[tokio::test]
async fn handshakes_that_break() {
    let stalled = serve(silence).await;
    let error = fails(&brief(), &stalled.https(), Hop::Tls, "tls-failed").await;
    assert!(error.detail.contains("within 1 s"), "{}", error.detail);
    let cut = serve(|mut stream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.shutdown().await;
    })
    .await;
    fails(&brief(), &cut.https(), Hop::Tls, "tls-failed").await;
    let reset = serve(|mut stream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
        reset(stream);
    })
    .await;
    fails(&brief(), &reset.https(), Hop::Tls, "connection-reset").await;
    // What a server that knows TLS 1.1 at most says: alert 70, protocol version.
    let old = serve(|mut stream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(&[0x15, 3, 2, 0, 2, 2, 70]).await;
        let _ = stream.shutdown().await;
    })
    .await;
    fails(&brief(), &old.https(), Hop::Tls, "tls-failed").await;
    let plain = answering(ok("hello")).await;
    let plain = serve_first(plain).await;
    fails(&brief(), &plain.https(), Hop::Tls, "tls-failed").await;
}

/// Plain HTTP where TLS was expected: a web server answers the unreadable hello with 400.
async fn serve_first(_: Server) -> Server {
    serve(|mut stream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await;
    })
    .await
}

#[tokio::test]
async fn every_connection_is_judged() {
    let authority = authority();
    let identity = authority.issue(HERE);
    let server = shows(&identity).await;
    let network = network(&trusting(&authority));
    for _ in 0..3 {
        assert!(network.send(get(&server.https())).await.unwrap().path.tls);
    }
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn an_answer_that_is_cut_inside_tls() {
    let authority = authority();
    let acceptor = authority.issue(HERE).acceptor();
    let server = serve(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            head(&mut stream).await;
            // No length, and no close_notify at the end: whether that was all is not known.
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n<half").await;
            let _ = stream.flush().await;
            let (inner, _) = stream.into_inner();
            drop(inner);
        }
    })
    .await;
    fails(&trusting(&authority), &server.https(), Hop::Http, "answer-cut").await;
}

#[test]
fn ca_files_that_are_none() {
    let broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_vec();
    for pem in [Vec::new(), b"hello".to_vec(), vec![0xff; 100], broken] {
        let settings = Settings { ca_pem: Some(pem), ..brief() };
        assert!(matches!(Network::new(&settings), Err(SettingsError::Ca(_))));
    }
}
