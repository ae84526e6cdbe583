//! What answers, and how it ends.

use onboard_core::transport::{Hop, Transport};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::servers::{answering, head, ok, reset, serve};
use crate::{brief, fails, fetch, get, network, post};

#[tokio::test]
async fn any_status_is_an_answer() {
    let cases = [
        ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 302, ""),
        ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", 200, "<html>"),
        ("HTTP/1.1 511 Network Authentication Required\r\nContent-Length: 0\r\n\r\n", 511, ""),
        ("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n", 429, ""),
        ("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy", 503, "busy"),
        ("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n", 401, ""),
        ("HTTP/1.1 407 Whatever\r\nContent-Length: 0\r\n\r\n", 407, ""),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, ""),
    ];
    for (text, status, body) in cases {
        let server = answering(text).await;
        let answer = fetch(&brief(), &server.http()).await.unwrap();
        assert_eq!((answer.status, answer.text().as_str()), (status, body));
        assert_eq!(server.connections(), 1, "{status} is neither followed nor repeated");
        assert!(!answer.path.tls && !answer.path.resolved && answer.path.proxy.is_none());
    }
}

#[tokio::test]
async fn a_redirect_to_itself() {
    let server = answering("HTTP/1.1 301 Moved\r\nLocation: /\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n").await;
    let network = network(&brief());
    for count in 1..=2 {
        assert_eq!(network.send(get(&server.http())).await.unwrap().status, 301);
        assert_eq!(server.connections(), count);
    }
}

#[tokio::test]
async fn what_is_sent_and_what_comes_back() {
    let (tell, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let server = serve(move |mut stream| {
        let tell = tell.clone();
        async move {
            let head = head(&mut stream).await;
            let mut body = [0; 5];
            stream.read_exact(&mut body).await.unwrap();
            tell.send((head.to_ascii_lowercase(), body)).unwrap();
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\nX-Amzn-RequestId: Abc\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n")
                .await;
        }
    })
    .await;
    let mut request = post(&server.http(), b"a=b&c");
    request.headers.push(("Host".to_owned(), "elsewhere.example.com".to_owned()));
    request.headers.push(("Accept-Encoding".to_owned(), "gzip".to_owned()));
    let answer = network(&brief()).send(request).await.unwrap();
    assert_eq!(answer.header("x-amzn-requestid"), Some("Abc"));
    assert!(answer.headers.iter().all(|(name, _)| name.chars().all(|c| !c.is_ascii_uppercase())));
    let (head, body) = seen.recv().await.unwrap();
    assert_eq!(&body, b"a=b&c");
    assert!(head.starts_with("post / http/1.1\r\n"), "{head}");
    for line in ["x-test: value", "accept-encoding: identity", "content-length: 5", "user-agent: xoap-onboard/"] {
        assert!(head.contains(line), "{line} in {head}");
    }
    assert!(head.contains(&format!("host: 127.0.0.1:{}\r\n", server.port)), "{head}");
    assert!(!head.contains("elsewhere") && !head.contains("gzip") && !head.contains("cookie"), "{head}");
}

#[tokio::test]
async fn cut() {
    let cases: [&[u8]; 5] = [
        b"",
        b"HTTP/1.1 20",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<half",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n<half",
    ];
    for text in cases {
        let server = answering(text).await;
        fails(&brief(), &server.http(), Hop::Http, "answer-cut").await;
        assert_eq!(server.connections(), 1, "nothing is repeated");
    }
}

#[tokio::test]
async fn reset_in_the_header_and_in_the_body() {
    for (text, cause) in [
        ("HTTP/1.1 200 OK\r\nContent-Le", "connection-reset"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<half", "answer-cut"),
    ] {
        let server = serve(move |mut stream| async move {
            head(&mut stream).await;
            let _ = stream.write_all(text.as_bytes()).await;
            // The client takes what was written before the reset arrives.
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            reset(stream);
        })
        .await;
        fails(&brief(), &server.http(), Hop::Http, cause).await;
    }
}

#[tokio::test]
async fn not_http() {
    let cases: [&[u8]; 4] = [
        b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46",
        b"<html>hello</html>\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ];
    for text in cases {
        fails(&brief(), &answering(text).await.http(), Hop::Http, "answer-not-http").await;
    }
}

#[tokio::test]
async fn connections_are_used_again() {
    let server = serve(|mut stream| async move {
        while !head(&mut stream).await.is_empty() {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi").await;
        }
    })
    .await;
    let network = network(&brief());
    for _ in 0..5 {
        assert_eq!(network.send(get(&server.http())).await.unwrap().text(), "hi");
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn other_hosts_are_not_asked() {
    let (listed, other) = (answering(ok("hi")).await, answering(ok("hi")).await);
    let network = network(&brief()).only([format!("127.0.0.1:{}", listed.port)]);
    assert_eq!(network.send(get(&listed.http())).await.unwrap().status, 200);
    for url in [other.http(), "http://example.com/".to_owned(), "https://u:p@example.com/".to_owned()] {
        let error = network.send(get(&url)).await.unwrap_err();
        assert_eq!(error.cause, "request-refused-by-guard", "{url}");
    }
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn a_header_that_is_none_is_not_sent_and_not_shown() {
    let server = answering(ok("hi")).await;
    let mut request = get(&server.http());
    request.headers.push(("authorization".to_owned(), "hunter2\r\nX-Evil: 1".to_owned()));
    let error = network(&brief()).send(request).await.unwrap_err();
    assert_eq!(error.cause, "request-refused-by-guard");
    assert!(error.detail.contains("authorization") && !error.detail.contains("hunter2"), "{}", error.detail);
    assert_eq!(server.connections(), 0);
}
