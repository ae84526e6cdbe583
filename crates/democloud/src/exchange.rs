//! HTTP as the simulators see it: one request, one answer, the same in process and on loopback.
//!
//! In: a core request or the parts of an HTTP one. Out: a plain structure that the services read. Deliberately
//! absent: sockets, time, waiting.

use std::collections::BTreeMap;

use onboard_core::transport::{Path, Request, Response};
use serde_json::Value;
use time::OffsetDateTime;
use time::macros::format_description;
use url::Url;

/// The largest body of a request.
pub(crate) const LARGEST_BODY: usize = 1024 * 1024;

/// Whether a body is all there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Extent {
    /// All of it.
    #[default]
    Whole,
    /// It was larger than is taken, or did not come to an end.
    Cut,
}

/// A request.
#[derive(Clone, Default)]
pub(crate) struct Ask {
    /// The verb in upper case.
    pub method: String,
    /// The path as it was sent, percent-encoded, starting with a slash.
    pub path: String,
    /// The query as it was sent, without the question mark.
    pub query: String,
    /// Name in lower case, and value.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Whether the body is all there.
    pub extent: Extent,
    /// The host in the URL or the `Host` header, without the port.
    pub host: String,
    /// The scheme and authority it came to, for an audience that is the URL itself.
    pub origin: String,
}

impl Ask {
    /// From a request in process; nothing when its URL is not one.
    pub fn from_request(request: &Request) -> Option<Self> {
        let url = Url::parse(&request.url).ok()?;
        let host = url.host_str()?.to_owned();
        let authority = url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
        let mut headers: Vec<(String, String)> =
            request.headers.iter().map(|(n, v)| (n.to_ascii_lowercase(), v.clone())).collect();
        // The real transport adds this header after signing, so a signature counts on it.
        if !headers.iter().any(|(name, _)| name == "host") {
            headers.push(("host".to_owned(), authority.clone()));
        }
        let whole = request.body.len() <= LARGEST_BODY;
        Some(Self {
            method: request.method.as_str().to_owned(),
            path: url.path().to_owned(),
            query: url.query().unwrap_or_default().to_owned(),
            headers,
            body: if whole { request.body.clone() } else { Vec::new() },
            extent: if whole { Extent::Whole } else { Extent::Cut },
            host,
            origin: format!("{}://{authority}", url.scheme()),
        })
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The parameters of query and form body.
    pub fn form(&self) -> Form {
        let mut form = Form::default();
        for bytes in [self.query.as_bytes(), &self.body] {
            for (name, value) in url::form_urlencoded::parse(bytes).into_owned() {
                form.0.entry(name).or_default().push(value);
            }
        }
        form
    }
}

/// Parameters of a query or a form. Looked up by name, since a client may send any number of them.
#[derive(Default)]
pub(crate) struct Form(BTreeMap<String, Vec<String>>);

impl Form {
    /// The value of a parameter; nothing when it is absent or empty. The first, when it is there twice.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).first().map(String::as_str).filter(|v| !v.is_empty())
    }

    /// Every value of a parameter.
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// True when the parameter is `true`.
    pub fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(|v| v.eq_ignore_ascii_case("true"))
    }

    /// The values of `name.1`, `name.2`, … until one is missing.
    pub fn list(&self, name: &str) -> Vec<&str> {
        (1..=self.0.len()).map_while(|n| self.get(&format!("{name}.{n}"))).collect()
    }

    /// True when the name of some parameter starts with this.
    pub fn starts(&self, start: &str) -> bool {
        self.0.keys().any(|name| name.starts_with(start))
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Names in lower case. Without `date`, which is added when it is sent.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer with a content type.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("content-type".to_owned(), content_type.to_owned())], body: body.into() }
    }

    /// A JSON answer.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json; charset=UTF-8", format!("{body:#}\n"))
    }

    /// The same with one more header.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// As the core wants it, `ms` after the question.
    pub fn into_response(self, ms: u64) -> Response {
        let path = Path { resolved: true, proxy: None, tls: true };
        Response { status: self.status, headers: self.headers, body: self.body, ms, path }
    }
}

/// A moment as the `Date` header writes it.
pub(crate) fn http_date(at: OffsetDateTime) -> String {
    let form =
        format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");
    at.to_offset(time::UtcOffset::UTC).format(&form).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn dates_and_forms() {
        assert_eq!(http_date(datetime!(2026-01-01 00:00:09 UTC)), "Thu, 01 Jan 2026 00:00:09 GMT");
        let ask = Ask { query: "A=1&L.1=x&L.2=y&L.4=z".to_owned(), body: b"B=%3D&E=".to_vec(), ..Ask::default() };
        let form = ask.form();
        assert_eq!((form.get("A"), form.get("B"), form.get("E")), (Some("1"), Some("="), None));
        assert_eq!(form.list("L"), ["x", "y"]);
    }
}
