//! The same worlds on loopback, asked in plain HTTP.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::net::SocketAddr;

use common::{Aws, Azure, NOW, run};
use onboard_core::endpoints::Endpoints;
use onboard_democloud::{DemoCloud, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

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
        assert_eq!(served.endpoints.len(), 10);
        assert!(
            served.endpoints.iter().all(|(id, url)| id.starts_with("azure.") == url.starts_with("https://127.0.0.1:"))
        );
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
        let (address, secure) = (served.address, served.secure_address);
        assert!(serve(cloud.clone(), address.port()).await.is_err());
        let mut open = TcpStream::connect(address).await.unwrap();
        drop(served);
        let mut buffer = [0; 1];
        assert_eq!(open.read(&mut buffer).await.unwrap_or(0), 0);
        assert!(TcpStream::connect(address).await.is_err());
        assert!(TcpStream::connect(secure).await.is_err());
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
        let ca = std::fs::read_to_string(told["ca_file"].as_str().unwrap()).unwrap();
        assert!(ca.starts_with("-----BEGIN CERTIFICATE-----") && !ca.contains("PRIVATE"));
        assert!(told["endpoints"]["aws.sts"].as_str().unwrap().ends_with("/aws.sts"));
        for pointer in ["/credentials/aws", "/credentials/azure", "/credentials/google", "/certificates/azure"] {
            let path = told.pointer(pointer).and_then(|path| path.as_str()).unwrap();
            let metadata = std::fs::metadata(path).unwrap();
            #[cfg(unix)]
            assert_eq!(std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777, 0o600);
            assert!(metadata.len() > 60);
        }
        std::fs::remove_dir_all(&folder).unwrap();
    });
}

/// The same as [`raw`] by TLS, for a name, with one certificate to trust.
async fn secure(address: SocketAddr, name: &str, ca_pem: &str, bytes: &[u8]) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let stream = TcpStream::connect(address).await?;
    let mut stream = TlsConnector::from(std::sync::Arc::new(config)).connect(name, stream).await?;
    stream.write_all(bytes).await?;
    let mut answer = Vec::new();
    // Some servers close without the farewell of TLS.
    let _ = stream.read_to_end(&mut answer).await;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[test]
fn by_tls_with_its_own_authority_only() {
    run(async {
        let cloud = DemoCloud::with_clock("all-granted", NOW).unwrap();
        let (served, other) = (serve(cloud.clone(), 0).await.unwrap(), serve(cloud.clone(), 0).await.unwrap());
        let azure = Azure::of(&cloud);
        let body = azure.form(&[("client_secret", azure.secret())]);
        let ask = |prefix: &str| {
            format!(
                "POST {prefix}/{}/oauth2/v2.0/token HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
                 content-length: {}\r\n\r\n{body}",
                azure.tenant(),
                body.len()
            )
        };
        for (name, prefix) in [("localhost", ""), ("127.0.0.1", "/azure.login")] {
            let answer = secure(served.secure_address, name, &served.ca_pem, ask(prefix).as_bytes()).await.unwrap();
            assert!(answer.starts_with("HTTP/1.1 200 "), "{name}: {answer}");
        }
        let asked = ask("");
        assert!(secure(served.secure_address, "localhost", &other.ca_pem, asked.as_bytes()).await.is_err());
        assert!(secure(served.secure_address, "example.com", &served.ca_pem, asked.as_bytes()).await.is_err());
        // Plain text on the port for TLS, and TLS on the plain one, end and disturb nobody.
        let _ = raw(served.secure_address, asked.as_bytes()).await;
        assert!(secure(served.address, "localhost", &served.ca_pem, asked.as_bytes()).await.is_err());
        assert_eq!(cloud.counts().logins, 2);
    });
}
