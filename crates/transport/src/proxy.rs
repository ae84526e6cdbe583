//! Chooses the proxy for a request.
//!
//! In: the choice of the settings. Out: the proxy as it may be shown, without user name and password. Deliberately
//! absent: PAC files, NTLM and Negotiate, SOCKS. This machine is reached without a proxy, unless one was given
//! by name: a demo or a test server on loopback has nothing to do with the way out.

use hyper_util::client::proxy::matcher::Matcher;
use onboard_core::endpoints::is_loopback;
use url::{Host, Url};

use crate::settings::{ProxyChoice, SettingsError};

/// The proxies of a network.
pub(crate) enum Proxies {
    /// The environment's and the system's.
    System(Box<Matcher>),
    /// None.
    Direct,
    /// This one, for everything.
    Explicit(Url),
}

/// A proxy as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// Scheme, host and port.
    pub(crate) url: String,
    /// Its host, without brackets.
    pub(crate) host: String,
    /// Its port.
    pub(crate) port: u16,
    /// False for a kind that cannot be used, such as SOCKS.
    pub(crate) usable: bool,
}

impl Proxies {
    /// Reads the choice.
    pub(crate) fn new(choice: &ProxyChoice) -> Result<Self, SettingsError> {
        Ok(match choice {
            ProxyChoice::System => Self::System(Box::new(Matcher::from_system())),
            ProxyChoice::Direct => Self::Direct,
            ProxyChoice::Explicit(text) => Self::Explicit(read(text).ok_or(SettingsError::Proxy)?),
        })
    }

    /// The proxy for the client library; nothing for the system's, which it finds itself by the same rules.
    pub(crate) fn explicit(&self) -> Result<Option<reqwest::Proxy>, SettingsError> {
        match self {
            Self::Explicit(url) => reqwest::Proxy::all(url.as_str()).map(Some).map_err(|_| SettingsError::Proxy),
            Self::System(_) | Self::Direct => Ok(None),
        }
    }

    /// The proxy for a request.
    pub(crate) fn of(&self, target: &Url) -> Option<Shown> {
        match self {
            Self::Direct => None,
            Self::Explicit(url) => Some(show(url)),
            Self::System(_) if target.host().is_some_and(|host| is_loopback(&host)) => None,
            Self::System(matcher) => {
                let found = matcher.intercept(&target.as_str().parse().ok()?)?;
                Url::parse(&found.uri().to_string()).ok().map(|url| show(&url))
            }
        }
    }
}

fn read(text: &str) -> Option<Url> {
    let text = text.trim();
    // People write a proxy as host:port; browsers and curl take that as http.
    let url = if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("http://{text}")) }.ok()?;
    let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    (matches!(url.scheme(), "http" | "https") && url.has_host() && bare).then_some(url)
}

fn show(url: &Url) -> Shown {
    let (name, host) = match url.host() {
        Some(Host::Ipv6(ip)) => (format!("[{ip}]"), ip.to_string()),
        Some(host) => (host.to_string(), host.to_string()),
        None => (String::new(), String::new()),
    };
    let port = url.port_or_known_default().unwrap_or(1080);
    Shown {
        url: format!("{}://{name}:{port}", url.scheme()),
        host,
        port,
        usable: matches!(url.scheme(), "http" | "https"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explicit(text: &str) -> Option<String> {
        let proxies = Proxies::new(&ProxyChoice::Explicit(text.to_owned())).ok()?;
        proxies.of(&Url::parse("https://sts.eu-central-1.amazonaws.com/").unwrap()).map(|shown| shown.url)
    }

    #[test]
    fn what_is_given_as_a_proxy() {
        assert_eq!(explicit("http://proxy.example.com:3128").unwrap(), "http://proxy.example.com:3128");
        assert_eq!(explicit("proxy.example.com:3128").unwrap(), "http://proxy.example.com:3128");
        assert_eq!(explicit("http://u:p%40ss@proxy.example.com:3128/").unwrap(), "http://proxy.example.com:3128");
        assert_eq!(explicit("https://[::1]").unwrap(), "https://[::1]:443");
        for refused in
            ["", "http://", "socks5://h:1080", "file:///etc/passwd", "http://h:99999", "http://h/path", "a b"]
        {
            assert_eq!(explicit(refused), None, "{refused}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let choice = ProxyChoice::Explicit("http://user:hunter2@h:99999".to_owned());
        let error = Proxies::new(&choice).err().unwrap();
        assert!(!format!("{choice:?} {error} {error:?}").contains("hunter2"));
    }

    #[test]
    fn this_machine_is_reached_directly() {
        let proxies = Proxies::System(Box::new(Matcher::builder().all("http://u:p@proxy.example.com:3128").build()));
        let shown = |url: &str| proxies.of(&Url::parse(url).unwrap()).map(|shown| shown.url);
        assert_eq!(shown("http://127.0.0.1:5000/"), None);
        assert_eq!(shown("http://localhost:5000/"), None);
        assert_eq!(shown("https://[::1]/"), None);
        assert_eq!(shown("https://example.com/").unwrap(), "http://proxy.example.com:3128");
    }

    #[test]
    fn socks_is_known_and_not_usable() {
        let proxies = Proxies::System(Box::new(Matcher::builder().all("socks5://proxy.example.com:1080").build()));
        assert!(!proxies.of(&Url::parse("https://example.com/").unwrap()).unwrap().usable);
    }
}
