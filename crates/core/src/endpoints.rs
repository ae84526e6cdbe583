//! Where the services are: the defaults of the providers, or the URLs of an `--endpoints` file.
//!
//! In: the JSON of the file. Out: base URLs by service id, checked: https, or http to this machine only. A
//! credential file never gets to say a word here.

use indexmap::IndexMap;
use url::{Host, Url};

use crate::error::EndpointsError;

/// Base URLs by service id, as the descriptors name them; a service that is absent has its default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endpoints(IndexMap<String, Url>);

impl Endpoints {
    /// Reads the JSON object of an endpoints file.
    ///
    /// # Errors
    /// When it is no object of URLs, or a URL is plain http to another machine, or holds a user name.
    pub fn from_json(text: &str) -> Result<Self, EndpointsError> {
        let map: IndexMap<String, String> =
            serde_json::from_str(text).map_err(|e| EndpointsError::Format(e.to_string()))?;
        Self::from_pairs(map)
    }

    /// The same from pairs.
    ///
    /// # Errors
    /// As [`Self::from_json`].
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Result<Self, EndpointsError> {
        let mut out = IndexMap::new();
        for (service, text) in pairs {
            let url = checked(&service, &text)?;
            out.insert(service, url);
        }
        Ok(Self(out))
    }

    /// The base URL of a service without a slash at its end: the one given, else `default`.
    #[must_use]
    pub fn base(&self, service: &str, default: &str) -> String {
        let base = self.0.get(service).map_or(default, Url::as_str);
        base.trim_end_matches('/').to_owned()
    }

    /// True when the service has a URL of its own here.
    #[must_use]
    pub fn overrides(&self, service: &str) -> bool {
        self.0.contains_key(service)
    }

    /// The services named here.
    pub fn services(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

fn checked(service: &str, text: &str) -> Result<Url, EndpointsError> {
    let fault = || EndpointsError::Url { service: service.to_owned(), url: text.to_owned() };
    let url = Url::parse(text).map_err(|_| fault())?;
    let host = url.host().ok_or_else(fault)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(EndpointsError::UserInfo { service: service.to_owned() });
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&host) => Ok(url),
        "http" => Err(EndpointsError::PlainHttp { service: service.to_owned(), host: host.to_string() }),
        _ => Err(fault()),
    }
}

/// True for `127.0.0.0/8`, `::1` and the name `localhost`.
#[must_use]
pub fn is_loopback<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
        Host::Domain(name) => name.as_ref().eq_ignore_ascii_case("localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_is_for_this_machine_only() {
        let read = |url: &str| Endpoints::from_pairs([("x".to_owned(), url.to_owned())]);
        assert!(read("http://127.0.0.1:5000").is_ok());
        assert!(read("http://[::1]:5000").is_ok());
        assert!(read("http://localhost:5000/").is_ok());
        assert!(read("https://example.com").is_ok());
        assert!(matches!(read("http://example.com"), Err(EndpointsError::PlainHttp { .. })));
        assert!(matches!(read("http://localhost.example.com"), Err(EndpointsError::PlainHttp { .. })));
        assert!(matches!(read("https://a:b@example.com"), Err(EndpointsError::UserInfo { .. })));
        assert!(matches!(read("file:///etc/passwd"), Err(EndpointsError::Url { .. })));
        assert_eq!(read("http://127.0.0.1:5000/").unwrap().base("x", ""), "http://127.0.0.1:5000");
    }
}
