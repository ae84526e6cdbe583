//! What comes in place of an answer.

use std::sync::LazyLock;
use std::sync::atomic::Ordering;
use std::time::Duration;

use onboard_core::transport::Response;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use crate::fault::Answer;
use crate::gzip;
use crate::servers::reset;
use crate::town::{Asked, Town};

const MIB: usize = 1024 * 1024;

type Stream = TlsStream<TcpStream>;

/// An answer as it is written, with these headers in place of its own of the same names.
pub fn written(answer: &Response, instead: &[(&str, String)]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {} Whatever\r\n", answer.status);
    let own = answer.headers.iter().map(|(name, value)| (name.as_str(), value.clone()));
    let kept = own.filter(|(name, _)| !instead.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)));
    for (name, value) in kept.chain(instead.iter().cloned()) {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if !instead.iter().any(|(name, _)| *name == "content-length") {
        text.push_str(&format!("content-length: {}\r\n", answer.body.len()));
    }
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(&answer.body);
    bytes
}

/// Gives it and ends the connection.
pub async fn give(town: &Town, mut stream: Stream, asked: &Asked, answer: Answer, number: usize) {
    let bytes = match answer {
        Answer::Fixed(status, headers, body) => fixed(status, headers, body),
        Answer::RedirectToItself => fixed(301, &format!("Location: {}\r\n", asked.url), ""),
        Answer::WrongContentType => {
            let own = town.ask(asked).await;
            town.note(|notes| {
                notes.answered.insert(number);
            });
            written(&own, &[("content-type", "text/plain".to_owned()), ("connection", "close".to_owned())])
        }
        Answer::Half | Answer::Cut | Answer::InvalidUtf8 => spoilt(town.ask(asked).await, answer),
        Answer::Bomb => {
            static PACKED: LazyLock<Vec<u8>> = LazyLock::new(|| gzip::zeros(100 * MIB));
            let packed = PACKED.clone();
            let head = "Content-Type: application/json\r\nContent-Encoding: gzip\r\n";
            [fixed_head(200, head, packed.len()).into_bytes(), packed].concat()
        }
        Answer::Flood => return flood(town, stream).await,
        Answer::Thinking => return tokio::time::sleep(Duration::from_secs(60)).await,
        Answer::SlowHeader => return trickle(stream, "HTTP/1.1 200 OK\r\nX-Slow: ").await,
        Answer::SlowBody => return trickle(stream, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n").await,
        Answer::ResetInHeader => return break_off(stream, "HTTP/1.1 200 OK\r\nContent-Le").await,
        Answer::ResetInBody => return break_off(stream, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<half").await,
    };
    let _ = stream.write_all(&bytes).await;
    let _ = stream.shutdown().await;
}

fn fixed_head(status: u16, headers: &str, length: usize) -> String {
    format!("HTTP/1.1 {status} Whatever\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n")
}

fn fixed(status: u16, headers: &str, body: &str) -> Vec<u8> {
    format!("{}{body}", fixed_head(status, headers, body.len())).into_bytes()
}

/// The service's own answer, spoilt on the way.
fn spoilt(mut own: Response, how: Answer) -> Vec<u8> {
    let (whole, half) = (own.body.len(), own.body.len() / 2);
    assert!(half > 0, "an answer without a body cannot be spoilt");
    let length = match how {
        Answer::InvalidUtf8 => {
            own.body.splice(half..half, [0xff, 0xfe, 0xc3, 0x28]);
            own.body.len()
        }
        Answer::Cut => {
            own.body.truncate(half);
            whole
        }
        _ => {
            own.body.truncate(half);
            half
        }
    };
    written(&own, &[("content-length", length.to_string()), ("connection", "close".to_owned())])
}

/// Writes a body of 100 MiB for as long as somebody reads it, and counts.
async fn flood(town: &Town, mut stream: Stream) {
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").await;
    let block = vec![b'x'; 64 * 1024];
    let mut written = 0;
    while written < 100 * MIB && stream.write_all(&block).await.is_ok() {
        written += block.len();
        town.flooded.fetch_max(written, Ordering::SeqCst);
    }
}

async fn trickle(mut stream: Stream, start: &str) {
    let _ = stream.write_all(start.as_bytes()).await;
    while stream.write_all(b"x").await.is_ok() && stream.flush().await.is_ok() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn break_off(mut stream: Stream, start: &str) {
    let _ = stream.write_all(start.as_bytes()).await;
    let _ = stream.flush().await;
    // The client takes what was written before the reset arrives.
    tokio::time::sleep(Duration::from_millis(150)).await;
    reset(stream.into_inner().0);
}
