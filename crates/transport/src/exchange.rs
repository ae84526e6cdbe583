//! One exchange: sends a request, reads the whole answer.
//!
//! In: a checked URL and a request. Out: the answer with the way it came, or the fault. Limits: the time of the
//! settings for everything together, [`Response::LARGEST`] bytes of body.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use http::{HeaderMap, HeaderName, HeaderValue};
use onboard_core::endpoints::is_loopback;
use onboard_core::transport::{Hop, Method, Path, Request, Response, TransportError};
use url::{Host, Url};

use crate::fault::{self, Way};
use crate::proxy::{Proxies, Shown};
use crate::trail::Trail;

/// Headers that belong to the connection and are made here.
const OURS: [&str; 6] = ["host", "content-length", "connection", "transfer-encoding", "accept-encoding", "te"];

/// Clients and limits.
pub(crate) struct Exchange {
    pub(crate) direct: reqwest::Client,
    pub(crate) proxied: reqwest::Client,
    pub(crate) proxies: Proxies,
    pub(crate) connect: Duration,
    pub(crate) request: Duration,
}

/// The error for a request that may not be sent.
pub(crate) fn refused(reason: String) -> TransportError {
    TransportError::new(Hop::Http, "request-refused-by-guard", reason)
}

/// The URL of a request, or why none may go there.
pub(crate) fn target(url: &str, hosts: Option<&BTreeSet<String>>) -> Result<Url, String> {
    let url = Url::parse(url).map_err(|_| "its address is not a URL")?;
    let host = url.host().ok_or("its address names no host")?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("its address holds a user name or a password".to_owned());
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&host) => {}
        _ => return Err(format!("{host} may be reached by https only")),
    }
    if let Some(hosts) = hosts {
        let name = host.to_string().to_ascii_lowercase();
        let with_port = format!("{name}:{}", url.port_or_known_default().unwrap_or_default());
        if !hosts.contains(&name) && !hosts.contains(&with_port) {
            return Err(format!("{host} is not among the hosts of this check"));
        }
    }
    Ok(url)
}

impl Exchange {
    /// Runs it.
    pub(crate) async fn run(&self, url: Url, request: Request) -> Result<Response, TransportError> {
        let proxy = self.proxies.of(&url);
        if let Some(proxy) = proxy.as_ref().filter(|proxy| !proxy.usable) {
            let reason = format!("{} is of a kind that is not supported; give an HTTP proxy", proxy.url);
            return Err(TransportError::new(Hop::Proxy, "proxy-unreachable", reason));
        }
        let way = Way { host: bare(&url), https: url.scheme() == "https", proxy, connect: self.connect };
        let trail = Trail::through(way.proxy.as_ref().map(|proxy| proxy.host.clone()));
        let started = Instant::now();
        let client = if way.proxy.is_some() { &self.proxied } else { &self.direct };
        let prepared = prepare(client, url.clone(), request).map_err(refused)?;
        let whole = tokio::time::timeout(self.request, trail.follow(talk(client, prepared)));
        let answer = match whole.await {
            Ok(Ok(answer)) => answer,
            Ok(Err(Broken::Sending(error))) => return Err(fault::sending(&error, &trail.marks(), &way).await),
            Ok(Err(Broken::Reading(error))) => return Err(fault::reading(&error)),
            Ok(Err(Broken::TooLarge)) => return Err(too_large()),
            Err(_) => {
                let limit = format!("nothing complete within {} s", self.request.as_secs_f32());
                return Err(TransportError::new(Hop::Http, "answer-timeout", limit));
            }
        };
        if answer.0 == 407 && way.proxy.is_some() {
            let reason = "the proxy answered with status 407";
            return Err(TransportError::new(Hop::Proxy, "proxy-authentication-required", reason));
        }
        Ok(respond(answer, started, &url, way.proxy))
    }
}

fn too_large() -> TransportError {
    TransportError::new(Hop::Http, "answer-too-large", format!("more than {} bytes", Response::LARGEST))
}

type Answer = (u16, Vec<(String, String)>, Vec<u8>);

/// Where an exchange broke.
enum Broken {
    /// Before the answer's header was complete.
    Sending(reqwest::Error),
    /// In the answer's body.
    Reading(reqwest::Error),
    /// The body is larger than the limit; the rest was not read.
    TooLarge,
}

async fn talk(client: &reqwest::Client, request: reqwest::Request) -> Result<Answer, Broken> {
    let mut response = client.execute(request).await.map_err(Broken::Sending)?;
    let largest = Response::LARGEST as u64;
    if response.content_length().is_some_and(|length| length > largest) {
        return Err(Broken::TooLarge);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(Broken::Reading)? {
        if body.len() + chunk.len() > Response::LARGEST {
            return Err(Broken::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    Ok((response.status().as_u16(), headers, body))
}

fn prepare(client: &reqwest::Client, url: Url, request: Request) -> Result<reqwest::Request, String> {
    // The text of a header may be a secret, so the reason names the header only.
    let invalid = |name: &str| format!("its header {name} is not valid HTTP");
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        if OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours)) {
            continue;
        }
        let mut value = HeaderValue::from_str(value).map_err(|_| invalid(name))?;
        value.set_sensitive(true);
        headers.append(HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid(name))?, value);
    }
    headers.insert(http::header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    let method = match request.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
    };
    let builder = client.request(method, url).headers(headers);
    let builder = match request.method {
        Method::Get if request.body.is_empty() => builder,
        _ => builder.body(request.body),
    };
    builder.build().map_err(|e| e.without_url().to_string())
}

fn respond((status, headers, body): Answer, started: Instant, url: &Url, proxy: Option<Shown>) -> Response {
    let path = Path {
        // A proxy resolves the name itself.
        resolved: proxy.is_none() && matches!(url.host(), Some(Host::Domain(_))),
        proxy: proxy.map(|proxy| proxy.url),
        tls: url.scheme() == "https",
    };
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Response { status, headers, body, ms, path }
}

/// The host as certificates name it: an address of version 6 without brackets.
fn bare(url: &Url) -> String {
    match url.host() {
        Some(Host::Ipv6(ip)) => ip.to_string(),
        Some(host) => host.to_string(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goes(url: &str, hosts: Option<&[&str]>) -> bool {
        let hosts: Option<BTreeSet<String>> = hosts.map(|h| h.iter().map(|&h| h.to_owned()).collect());
        target(url, hosts.as_ref()).is_ok()
    }

    #[test]
    fn where_a_request_may_go() {
        assert!(goes("https://iam.amazonaws.com/", None));
        assert!(goes("http://127.0.0.1:5000/", None));
        assert!(!goes("http://iam.amazonaws.com/", None));
        assert!(!goes("http://localhost.example.com/", None));
        assert!(!goes("https://user@iam.amazonaws.com/", None));
        assert!(!goes("ftp://iam.amazonaws.com/", None));
        assert!(!goes("no url", None));
        assert!(goes("https://iam.amazonaws.com/", Some(&["iam.amazonaws.com"])));
        assert!(goes("https://IAM.amazonaws.com/", Some(&["iam.amazonaws.com:443"])));
        assert!(!goes("https://iam.amazonaws.com.example.com/", Some(&["iam.amazonaws.com"])));
        assert!(!goes("https://iam.amazonaws.com:444/", Some(&["iam.amazonaws.com:443"])));
        assert!(!goes("https://iam.amazonaws.com/", Some(&[])));
    }
}
