//! Limits of time and size.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use onboard_core::transport::{Hop, Response};
use tokio::io::AsyncWriteExt;

use crate::servers::{answering, head, serve};
use crate::{brief, fails, fetch};

const MIB: usize = 1024 * 1024;

#[tokio::test]
async fn slow_in_thinking_in_the_header_and_in_the_body() {
    for start in ["", "HTTP/1.1 200 OK\r\nX-Slow: ", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"] {
        let server = serve(move |mut stream| async move {
            head(&mut stream).await;
            if start.is_empty() {
                tokio::time::sleep(Duration::from_secs(60)).await;
            }
            let _ = stream.write_all(start.as_bytes()).await;
            while stream.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        })
        .await;
        fails(&brief(), &server.http(), Hop::Http, "answer-timeout").await;
    }
}

#[tokio::test]
async fn slow_and_still_in_time() {
    let server = serve(|mut stream| async move {
        head(&mut stream).await;
        for part in ["HTTP/1.1 200 OK\r\n", "Content-Length: 4\r\n\r\n", "sl", "ow"] {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let _ = stream.write_all(part.as_bytes()).await;
        }
    })
    .await;
    let answer = fetch(&brief(), &server.http()).await.unwrap();
    assert_eq!(answer.text(), "slow");
    assert!(answer.ms >= 350, "{} ms", answer.ms);
}

/// Writes a body of 100 MiB for as long as somebody reads it, and counts.
async fn flood(header: &'static str) -> (crate::servers::Server, Arc<AtomicUsize>) {
    let written = Arc::new(AtomicUsize::new(0));
    let count = written.clone();
    let server = serve(move |mut stream| {
        let count = count.clone();
        async move {
            head(&mut stream).await;
            let _ = stream.write_all(header.as_bytes()).await;
            let block = vec![b'x'; 64 * 1024];
            while count.load(Ordering::SeqCst) < 100 * MIB && stream.write_all(&block).await.is_ok() {
                count.fetch_add(block.len(), Ordering::SeqCst);
            }
        }
    })
    .await;
    (server, written)
}

#[tokio::test]
async fn a_hundred_mebibytes_are_not_read() {
    let (server, written) = flood("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").await;
    fails(&brief(), &server.http(), Hop::Http, "answer-too-large").await;
    // What the sockets hold comes on top of the limit.
    let written = written.load(Ordering::SeqCst);
    assert!((Response::LARGEST..40 * MIB).contains(&written), "{written} bytes were taken");
}

#[tokio::test]
async fn a_length_beyond_the_limit_is_not_waited_for() {
    let (server, written) = flood("HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n").await;
    fails(&brief(), &server.http(), Hop::Http, "answer-too-large").await;
    assert!(written.load(Ordering::SeqCst) < Response::LARGEST + 8 * MIB);
}

#[tokio::test]
async fn the_largest_body_is_read() {
    let mut text = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", Response::LARGEST).into_bytes();
    text.extend(std::iter::repeat_n(b'x', Response::LARGEST));
    let answer = fetch(&brief(), &answering(text).await.http()).await.unwrap();
    assert_eq!(answer.body.len(), Response::LARGEST);
}

/// A compressed answer was not asked for and is not unpacked, so it cannot swell.
#[tokio::test]
async fn a_gzip_bomb_stays_packed() {
    // The beginning of 100 MB of zeros.
    let packed = [0x1f, 0x8b, 8, 0, 0x1b, 0x7f, 5, 0x6b, 2, 0xff, 0xec, 0xc1, 1, 1, 0, 0, 0, 0x80, 0x90, 0xfe, 0xaf];
    for encoding in ["gzip", "deflate", "br", "zstd"] {
        let mut text =
            format!("HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {}\r\n\r\n", packed.len())
                .into_bytes();
        text.extend(packed);
        let answer = fetch(&brief(), &answering(text).await.http()).await.unwrap();
        assert_eq!(answer.body, packed, "{encoding}");
    }
}

#[tokio::test]
async fn a_header_without_end() {
    let server = serve(|mut stream| async move {
        head(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n").await;
        while stream.write_all(b"X-More: and more and more and more\r\n").await.is_ok() {}
    })
    .await;
    fails(&brief(), &server.http(), Hop::Http, "answer-too-large").await;
}
