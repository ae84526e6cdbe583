//! The same worlds on loopback, asked in plain HTTP.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::net::SocketAddr;

use common::{Aws, NOW, run};
use onboard_core::endpoints::Endpoints;
use onboard_democloud::{DemoCloud, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends bytes and reads until the server closes.
async fn raw(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A server that has refused already may close while it is written to.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

async fn signed(address: SocketAddr, cloud: &DemoCloud, path: &str) -> String {
    let client = Aws::of(cloud);
    let form = [("Action", "GetCallerIdentity"), ("Version", "2011-06-15")];
    let request = client.request("aws.sts", &format!("http://{address}{path}"), &form);
    let mut text = format!("POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    for (name, value) in &request.headers {
        text += &format!("{name}: {value}\r\n");
    }
    text += &format!("content-length: {}\r\n\r\n", request.body.len());
    text += std::str::from_utf8(&request.body).unwrap();
    raw(address, text.as_bytes()).await
}

#[test]
fn prefixed_and_at_the_root() {
    run(async {
        let cloud = DemoCloud::with_clock("all-granted", NOW).unwrap();
        let served = serve(cloud.clone(), 0).await.unwrap();
        assert!(served.address.ip().is_loopback());
        assert_eq!(served.endpoints.len(), 8);
        Endpoints::from_pairs(served.endpoints.clone()).unwrap();
        for path in ["/aws.sts/", "/aws.sts", "/"] {
            let answer = signed(served.address, &cloud, path).await;
            assert!(answer.starts_with("HTTP/1.1 200 "), "{path}: {answer}");
            assert!(answer.contains("date: Thu, 01 Jan 2026 12:00:00 GMT"), "{answer}");
        }
        assert_eq!(cloud.counts().logins, 3);
        assert_eq!(cloud.entries().len(), 3);
    });
}

#[test]
fn nothing_breaks_it() {
    run(async {
        let cloud = DemoCloud::with_clock("all-granted", NOW).unwrap();
        let served = serve(cloud.clone(), 0).await.unwrap();
        let ask = |text: &'static str| raw(served.address, text.as_bytes());
        for (text, status) in [
            ("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", "404"),
            ("DELETE /aws.ec2 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", "405"),
            ("POST /aws.ec2 HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n", "403"),
            ("GET /google.crm/v1/projects/%ff HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", "404"),
            ("PUT /google.oauth/token HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", "405"),
            (
                "POST /google.oauth/token HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 3\r\n\r\n\u{7f}=1",
                "400",
            ),
            ("nonsense\r\n\r\n", "400"),
        ] {
            let answer = ask(text).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{text}: {answer}");
        }
        let large =
            format!("POST /aws.ec2 HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{}", 3 << 20, "x".repeat(3 << 20));
        // Whether the answer arrives depends on how much was still to be sent; that it goes on does not.
        let answer = raw(served.address, large.as_bytes()).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413 "), "{answer}");
        assert!(signed(served.address, &cloud, "/").await.starts_with("HTTP/1.1 200 "));
        assert_eq!(cloud.entries().iter().filter(|e| e.status == 413).count(), 1);
    });
}

#[test]
fn it_ends_when_dropped() {
    run(async {
        let cloud = DemoCloud::with_clock("all-granted", NOW).unwrap();
        let served = serve(cloud.clone(), 0).await.unwrap();
        let address = served.address;
        assert!(serve(cloud.clone(), address.port()).await.is_err());
        let mut open = TcpStream::connect(address).await.unwrap();
        drop(served);
        let mut buffer = [0; 1];
        assert_eq!(open.read(&mut buffer).await.unwrap_or(0), 0);
        assert!(TcpStream::connect(address).await.is_err());
    });
}

#[test]
fn credentials_are_written_for_their_owner_only() {
    run(async {
        let folder = std::env::temp_dir().join(format!("onboard-democloud-{}", std::process::id()));
        let cloud = DemoCloud::with_clock("missing-permissions", NOW).unwrap();
        let served = serve(cloud, 0).await.unwrap();
        // Twice: files that are there already are replaced.
        served.write_credentials(&folder).unwrap();
        let told = served.write_credentials(&folder).unwrap();
        let told = serde_json::to_value(&told).unwrap();
        assert_eq!(told["scenario"], "missing-permissions");
        assert!(told["ca_file"].is_null());
        assert!(told["endpoints"]["aws.sts"].as_str().unwrap().ends_with("/aws.sts"));
        for provider in ["aws", "google"] {
            let path = told["credentials"][provider].as_str().unwrap();
            let metadata = std::fs::metadata(path).unwrap();
            #[cfg(unix)]
            assert_eq!(std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777, 0o600);
            assert!(metadata.len() > 60);
        }
        std::fs::remove_dir_all(&folder).unwrap();
    });
}
