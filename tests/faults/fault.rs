//! The faults, by the names that the table uses, and when they strike.
//!
//! In: nothing. Out: what goes wrong, as data; `line`, `town` and `answers` do it.

use onboard_core::transport::Intent;

use crate::run::Sent;

/// One thing that goes wrong.
pub struct Fault {
    /// Its name in the table.
    pub name: &'static str,
    /// What it is.
    pub act: Act,
}

/// Where on the way it goes wrong, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The name service.
    Lookup(Lookup),
    /// The address leads to where nobody listens, or to where nobody answers.
    Address(Address),
    /// The connection is reset as soon as it is there.
    ResetOnAccept,
    /// The handshake.
    Handshake(Handshake),
    /// The proxy.
    Proxy(Proxy),
    /// What comes in place of the answer.
    Answer(Answer),
    /// This machine's clock is ahead of the service's by these seconds from that request on.
    Clock(i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    NoSuchName,
    Failing,
    Hanging,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {
    Refusing,
    Silent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handshake {
    SelfSigned,
    UnknownIssuer,
    Expired,
    NotYetValid,
    WrongHost,
    Old,
    Stalled,
    Cut,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proxy {
    Refusing,
    /// This status to CONNECT.
    Says(u16),
    Silent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// These headers and this body, with a length.
    Fixed(u16, &'static str, &'static str),
    /// To where the request was sent.
    RedirectToItself,
    ResetInHeader,
    ResetInBody,
    /// The service's own, as `text/plain`.
    WrongContentType,
    /// The service's own, ended by the connection before its length.
    Cut,
    /// The first half of the service's own, with a length that fits.
    Half,
    /// The service's own, with bytes in its middle that are not UTF-8.
    InvalidUtf8,
    SlowHeader,
    SlowBody,
    Thinking,
    Flood,
    Bomb,
}

const fn fault(name: &'static str, act: Act) -> Fault {
    Fault { name, act }
}

const fn fixed(name: &'static str, status: u16, headers: &'static str, body: &'static str) -> Fault {
    Fault { name, act: Act::Answer(Answer::Fixed(status, headers, body)) }
}

const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n";
const JSON: &str = "Content-Type: application/json\r\n";
const TEXT: &str = "Content-Type: text/plain\r\n";
const PAGE: &str = "<!DOCTYPE html><html><body><h1>Welcome to the network of this hotel</h1></body></html>";
const GATEWAY: &str = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";

/// All of them: those of the design, and some of the same kinds that differ in form.
pub const FAULTS: &[Fault] = &[
    fault("dns-none", Act::Lookup(Lookup::NoSuchName)),
    fault("dns-failing", Act::Lookup(Lookup::Failing)),
    fault("dns-hanging", Act::Lookup(Lookup::Hanging)),
    fault("tcp-refused", Act::Address(Address::Refusing)),
    // Linux drops what a full backlog cannot take; elsewhere it is refused, which is the line before.
    #[cfg(target_os = "linux")]
    fault("tcp-silent", Act::Address(Address::Silent)),
    fault("tcp-reset-on-accept", Act::ResetOnAccept),
    fault("tcp-reset-in-header", Act::Answer(Answer::ResetInHeader)),
    fault("tcp-reset-in-body", Act::Answer(Answer::ResetInBody)),
    fault("tls-self-signed", Act::Handshake(Handshake::SelfSigned)),
    fault("tls-unknown-ca", Act::Handshake(Handshake::UnknownIssuer)),
    fault("tls-expired", Act::Handshake(Handshake::Expired)),
    fault("tls-not-yet-valid", Act::Handshake(Handshake::NotYetValid)),
    fault("tls-wrong-host", Act::Handshake(Handshake::WrongHost)),
    fault("tls-1.1-only", Act::Handshake(Handshake::Old)),
    fault("tls-stalled-handshake", Act::Handshake(Handshake::Stalled)),
    fault("tls-cut", Act::Handshake(Handshake::Cut)),
    fault("proxy-refused", Act::Proxy(Proxy::Refusing)),
    fault("proxy-407", Act::Proxy(Proxy::Says(407))),
    fault("proxy-502", Act::Proxy(Proxy::Says(502))),
    fault("proxy-silent-after-connect", Act::Proxy(Proxy::Silent)),
    fixed("captive-302-elsewhere", 302, "Location: https://portal.example/login\r\n", ""),
    fixed("captive-200-html", 200, HTML, PAGE),
    fixed("captive-511", 511, HTML, PAGE),
    fixed("http-429-with-retry-after", 429, "Retry-After: 2\r\n", ""),
    fixed("http-429-without-retry-after", 429, "", ""),
    fixed("http-500", 500, "", ""),
    fixed("http-502", 502, TEXT, "Bad Gateway"),
    fixed("http-503", 503, TEXT, "busy"),
    fixed("http-401-of-someone-else", 401, "WWW-Authenticate: Basic realm=\"gateway\"\r\n", "Unauthorized"),
    fixed("http-403-of-someone-else", 403, TEXT, "Forbidden by policy 17"),
    fixed("http-empty-200", 200, "", ""),
    fixed("http-empty-object", 200, "", "{}"),
    fault("http-wrong-content-type", Act::Answer(Answer::WrongContentType)),
    fault("http-redirect-loop", Act::Answer(Answer::RedirectToItself)),
    fault("http-truncated", Act::Answer(Answer::Cut)),
    fault("http-invalid-utf-8", Act::Answer(Answer::InvalidUtf8)),
    fault("slow-headers", Act::Answer(Answer::SlowHeader)),
    fault("slow-body", Act::Answer(Answer::SlowBody)),
    fault("slow-thinking", Act::Answer(Answer::Thinking)),
    fault("size-100-mib", Act::Answer(Answer::Flood)),
    fault("size-gzip-bomb", Act::Answer(Answer::Bomb)),
    fault("clock-5-minutes-ahead", Act::Clock(310)),
    fault("clock-5-minutes-behind", Act::Clock(-310)),
    fault("clock-24-hours-ahead", Act::Clock(86_400)),
    fault("clock-24-hours-behind", Act::Clock(-86_400)),
    // The same in other forms.
    fixed("captive-403-page", 403, HTML, PAGE),
    fixed("http-502-page", 502, HTML, GATEWAY),
    fixed("http-401-json-of-someone-else", 401, JSON, "{\"message\":\"Unauthorized\"}"),
    fixed("http-403-json-of-someone-else", 403, JSON, "{\"message\":\"Forbidden\",\"code\":17}"),
    fixed("http-empty-array-as-json", 200, JSON, "[]"),
    fault("http-half-a-document", Act::Answer(Answer::Half)),
];

impl Fault {
    /// When it strikes. A clock that is wrong stays wrong.
    pub fn times(&self) -> impl Iterator<Item = When> + use<> {
        let lasting = matches!(self.act, Act::Clock(_));
        When::ALL.into_iter().filter(move |when| !lasting || !matches!(when, When::Throughout | When::FromMiddle))
    }

    /// A check with it mostly waits.
    pub fn waits(&self) -> bool {
        self.waits_for_connection() || self.waits_for_answer()
    }

    /// The connection is what is waited for.
    pub fn waits_for_connection(&self) -> bool {
        matches!(
            self.act,
            Act::Lookup(Lookup::Hanging)
                | Act::Address(Address::Silent)
                | Act::Handshake(Handshake::Stalled)
                | Act::Proxy(Proxy::Silent)
        )
    }

    /// The answer is what is waited for.
    pub fn waits_for_answer(&self) -> bool {
        matches!(self.act, Act::Answer(Answer::SlowHeader | Answer::SlowBody | Answer::Thinking))
    }
}

impl Act {
    /// The demo cloud's own answer comes back all the same.
    pub fn lets_answer(self) -> bool {
        matches!(self, Self::Clock(_) | Self::Answer(Answer::WrongContentType))
    }
}

/// When it strikes, by the requests of a check without faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Once, at the first request.
    First,
    /// Once, at the one in the middle.
    Middle,
    /// Once, at the last one.
    Last,
    /// At all of them.
    Throughout,
    /// At all after the sign-in.
    AfterSignIn,
    /// At the one in the middle and at all after it.
    FromMiddle,
}

impl When {
    pub const ALL: [Self; 6] =
        [Self::First, Self::Middle, Self::Last, Self::Throughout, Self::AfterSignIn, Self::FromMiddle];

    /// As the table writes it.
    pub fn words(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Middle => "middle",
            Self::Last => "last",
            Self::Throughout => "throughout",
            Self::AfterSignIn => "after sign-in",
            Self::FromMiddle => "from middle",
        }
    }

    pub fn speaks_german(self) -> bool {
        matches!(self, Self::Last | Self::Throughout | Self::FromMiddle)
    }

    /// The first request that is struck, from 1, and whether those after it are struck too.
    pub fn place(self, clean: &[Sent]) -> (usize, bool) {
        let middle = clean.len().div_ceil(2);
        let signed_in = clean.iter().position(|sent| sent.request.intent != Intent::Login).unwrap_or_default();
        match self {
            Self::First => (1, false),
            Self::Middle => (middle, false),
            Self::Last => (clean.len(), false),
            Self::Throughout => (1, true),
            Self::AfterSignIn => (signed_in + 1, true),
            Self::FromMiddle => (middle, true),
        }
    }
}
