//! No secret is in the log, at any level, of any crate on the way.

use std::io::Write;
use std::sync::{Arc, Mutex};

use onboard_core::transport::Transport;
use onboard_transport::{ProxyChoice, Settings};
use tracing_subscriber::fmt::MakeWriter;

use crate::certificates::authority;
use crate::servers::{answering_tls, dead_port, tunnel};
use crate::{brief, network, post};

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_secret_is_logged() {
    let _ = tracing_log::LogTracer::init();
    let kept = Kept::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(kept.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let authority = authority();
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nX-Token: answer-head\r\n\r\nanswer-body-";
    let service = answering_tls(authority.issue("service.example.com").acceptor(), answer).await;
    let (tell, _heads) = tokio::sync::mpsc::unbounded_channel();
    let working = format!("http://user:proxy-password@127.0.0.1:{}", tunnel(service.port, tell).await.port);
    let dead = format!("http://user:proxy-password@127.0.0.1:{}", dead_port().await);
    for proxy in [working, dead] {
        let ca_pem = Some(authority.pem.clone());
        let settings = Settings { proxy: ProxyChoice::Explicit(proxy), ca_pem, ..brief() };
        let mut request = post("https://service.example.com/path?token=in-query", b"secret=in-body");
        request.headers.push(("authorization".to_owned(), "Bearer in-header".to_owned()));
        let _ = network(&settings).send(request).await;
    }

    let log = String::from_utf8_lossy(&kept.0.lock().unwrap()).into_owned();
    assert!(log.contains("test:Get") && log.contains("status=200"), "{log}");
    assert!(log.contains("proxy-unreachable") && log.contains("service.example.com"), "{log}");
    // The last is base64 of user:proxy-password.
    for secret in ["answer-body-", "proxy-password", "in-body", "in-header", "dXNlcjpwcm94eS1wYXNzd29yZA"] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
    let ours: Vec<_> = log.lines().filter(|line| line.contains("onboard_transport")).collect();
    assert!(ours.iter().all(|line| !line.contains("in-query")), "{ours:?}");
}
