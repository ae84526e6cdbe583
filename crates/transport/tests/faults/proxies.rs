//! Proxies.

use onboard_core::transport::{Hop, Transport};
use onboard_transport::{Network, ProxyChoice, Settings, SettingsError};
use tokio::io::AsyncWriteExt;

use crate::certificates::{authority, self_signed};
use crate::servers::{answering, answering_tls, dead_port, head, ok, serve, silence, tunnel, tunnel_tls};
use crate::{brief, fails, fetch, get, network};

const TARGET: &str = "https://service.example.com/";

fn through(proxy: &str) -> Settings {
    Settings { proxy: ProxyChoice::Explicit(proxy.to_owned()), ..brief() }
}

#[tokio::test]
async fn the_way_through() {
    let authority = authority();
    let service = answering_tls(authority.issue("service.example.com").acceptor(), ok("hello")).await;
    let (tell, mut heads) = tokio::sync::mpsc::unbounded_channel();
    let proxy = tunnel(service.port, tell).await;
    let url = format!("http://user:p%40ss@127.0.0.1:{}", proxy.port);
    let settings = Settings { ca_pem: Some(authority.pem.clone()), ..through(&url) };
    assert!(!format!("{settings:?}").contains("p%40ss"));
    let answer = fetch(&settings, TARGET).await.unwrap();
    assert_eq!(answer.text(), "hello");
    assert!(answer.path.tls && !answer.path.resolved);
    assert_eq!(answer.path.proxy.unwrap(), format!("http://127.0.0.1:{}", proxy.port));
    let head = heads.recv().await.unwrap();
    assert!(head.starts_with("CONNECT service.example.com:443 "), "{head}");
    // Base64 of user:p@ss.
    assert!(head.to_ascii_lowercase().contains("proxy-authorization: basic"), "{head}");
    assert!(head.contains("dXNlcjpwQHNz"), "{head}");
}

#[tokio::test]
async fn what_is_shown_behind_a_proxy_is_judged() {
    let authority = authority();
    let service = answering_tls(authority.issue("service.example.com").acceptor(), ok("hello")).await;
    let (tell, _heads) = tokio::sync::mpsc::unbounded_channel();
    let proxy = tunnel(service.port, tell).await;
    let settings = through(&format!("http://127.0.0.1:{}", proxy.port));
    let error = fails(&settings, TARGET, Hop::Tls, "tls-unknown-issuer").await;
    assert!(error.certificate.is_some());
}

/// A proxy that is reached by TLS is judged by its issuer, and a pin is of the service behind it.
#[tokio::test]
async fn a_proxy_with_a_certificate() {
    let authority = authority();
    let identity = self_signed("service.example.com", true);
    let service = answering_tls(identity.acceptor(), ok("hello")).await;
    let proxy = tunnel_tls(authority.issue("127.0.0.1").acceptor(), service.port).await;
    let distrusting = through(&format!("https://127.0.0.1:{}", proxy.port));
    let error = fails(&distrusting, TARGET, Hop::Proxy, "proxy-unreachable").await;
    assert!(error.certificate.unwrap().issuer.contains("Authority of these tests"));
    let trusting = Settings { ca_pem: Some(authority.pem.clone()), ..distrusting };
    fails(&trusting, TARGET, Hop::Tls, "tls-self-signed").await;
    let pinning = Settings { pin: Some(identity.sha256()), ..trusting };
    assert_eq!(fetch(&pinning, TARGET).await.unwrap().text(), "hello");
}

#[tokio::test]
async fn not_there() {
    let dead = format!("http://user:hunter2@127.0.0.1:{}", dead_port().await);
    let error = fails(&through(&dead), TARGET, Hop::Proxy, "proxy-unreachable").await;
    assert!(error.detail.contains("127.0.0.1") && !error.detail.contains("hunter2"), "{}", error.detail);
    let error = fails(&through("http://proxy.invalid:3128"), TARGET, Hop::Proxy, "proxy-unreachable").await;
    assert!(error.detail.contains("proxy.invalid"), "{}", error.detail);
}

#[tokio::test]
async fn its_answers_to_connect() {
    let cases = [
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n",
            "proxy-authentication-required",
        ),
        ("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "proxy-refused"),
        ("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "proxy-refused"),
        ("SSH-2.0-OpenSSH_9.2\r\n\r\n", "proxy-refused"),
        ("", "proxy-refused"),
    ];
    for (answer, cause) in cases {
        let proxy = answering(answer).await;
        fails(&through(&format!("http://127.0.0.1:{}", proxy.port)), TARGET, Hop::Proxy, cause).await;
        assert_eq!(proxy.connections(), 1, "{answer:?} is not asked again");
    }
}

#[tokio::test]
async fn silent_after_connect() {
    let proxy = serve(silence).await;
    let settings = through(&format!("http://127.0.0.1:{}", proxy.port));
    fails(&settings, TARGET, Hop::Proxy, "proxy-timeout").await;
}

#[tokio::test]
async fn silent_after_the_way_is_open() {
    let proxy = serve(|mut stream| async move {
        head(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        silence(stream).await;
    })
    .await;
    let settings = through(&format!("http://127.0.0.1:{}", proxy.port));
    fails(&settings, TARGET, Hop::Tls, "tls-failed").await;
}

#[tokio::test]
async fn this_machine_goes_through_a_proxy_only_when_it_is_given() {
    let proxy = answering(ok("from the proxy")).await;
    let settings = through(&format!("http://127.0.0.1:{}", proxy.port));
    let answer = network(&settings).send(get("http://127.0.0.1:9/")).await.unwrap();
    assert_eq!(answer.text(), "from the proxy");
    assert!(answer.path.proxy.is_some());
    let proxy = answering("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n").await;
    let settings = through(&format!("http://127.0.0.1:{}", proxy.port));
    fails(&settings, "http://127.0.0.1:9/", Hop::Proxy, "proxy-authentication-required").await;
}

#[test]
fn what_is_no_proxy() {
    for text in ["", "ftp://proxy.example.com", "socks5://user:hunter2@proxy.example.com", "http://user:hunter2@"] {
        let error = Network::new(&through(text)).err().unwrap();
        assert!(matches!(error, SettingsError::Proxy), "{text}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}
