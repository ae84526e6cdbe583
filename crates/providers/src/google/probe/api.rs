//! One question to one of Google's services: asked again when it is throttled, and its answer told apart.
//!
//! In: a call and its body. Out: the JSON object of a 200, or a fault with its cause. Only an answer that is
//! JSON and came with status 200 is an answer; everything else decides nothing (I1).

use std::time::Duration;

use onboard_core::evidence::{Evidence, Method as Proof, Outcome};
use onboard_core::network;
use onboard_core::probe::Probe;
use onboard_core::secret::{Redactor, SecretString};
use onboard_core::transport::{Method, Request, Response, TransportError};
use serde_json::{Map, Value};

use super::errors::{self, ApiError};
use crate::google::services::Call;

/// How often a question is repeated when the service is busy.
const REPEATS: u32 = 3;
/// The longest wait before a repetition.
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// How an answer came, for evidence.
#[derive(Debug, Clone, Default)]
pub(super) struct Meta {
    pub request: String,
    pub status: Option<u16>,
    pub ms: Option<u64>,
}

/// The object of a good answer.
pub(super) struct Good {
    pub body: Map<String, Value>,
    /// Its content type says JSON; without that, what is absent in it means nothing.
    pub declared: bool,
    pub meta: Meta,
}

/// What there is instead of a good answer.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub kind: FaultKind,
    /// Kebab-case.
    pub cause: String,
    /// What happened and what to do, in words.
    pub reason: String,
    /// The service's code and words, where it spoke.
    pub code: Option<String>,
    pub message: Option<String>,
    pub meta: Meta,
}

/// The kinds of fault that are acted upon.
#[derive(Debug, Clone)]
pub(super) enum FaultKind {
    /// No answer.
    Network(Box<TransportError>),
    /// Something else answered.
    Impostor(Box<Response>),
    /// The service said no to this very permission.
    Refused(String),
    /// The service is not enabled in a project.
    Disabled(errors::Disabled),
    /// A permission that cannot be asked for here.
    InvalidName(String),
    /// What was asked about is not there, or not for this account to see.
    NotFound,
    /// Anything else.
    Other,
}

impl Fault {
    /// As evidence that decides nothing.
    pub(super) fn evidence(&self, proof: Proof) -> Evidence {
        let mut evidence = Evidence::failed(proof, &self.cause, self.reason.clone());
        evidence.code.clone_from(&self.code);
        evidence.message.clone_from(&self.message);
        with(evidence, &self.meta)
    }
}

/// Evidence of an answer that says yes or no.
pub(super) fn decided(proof: Proof, allowed: bool, meta: &Meta) -> Evidence {
    with(Evidence::new(proof, if allowed { Outcome::Allowed } else { Outcome::Refused }), meta)
}

/// Evidence with how the answer came.
pub(super) fn with(mut evidence: Evidence, meta: &Meta) -> Evidence {
    evidence.request = Some(meta.request.clone());
    evidence.status = meta.status;
    evidence.ms = meta.ms;
    evidence
}

/// Asks Google's services with the token of one sign-in.
pub(super) struct Api<'a> {
    pub probe: &'a Probe,
    token: SecretString,
    redactor: Redactor,
}

impl<'a> Api<'a> {
    pub(super) fn new(probe: &'a Probe, token: SecretString) -> Self {
        let redactor = Redactor::new([&token]);
        Self { probe, token, redactor }
    }

    /// Reads.
    pub(super) async fn get(&self, call: &Call) -> Result<Good, Box<Fault>> {
        self.ask(call, Method::Get, Vec::new()).await
    }

    /// Asks with a JSON body.
    pub(super) async fn post(&self, call: &Call, body: &Value) -> Result<Good, Box<Fault>> {
        self.ask(call, Method::Post, body.to_string().into_bytes()).await
    }

    async fn ask(&self, call: &Call, method: Method, body: Vec<u8>) -> Result<Good, Box<Fault>> {
        let mut repeated = 0;
        loop {
            let result = self.probe.transport.send(self.request(call, method, body.clone())).await;
            if let Some(wait) = result.as_ref().ok().and_then(|r| pause(r, repeated)) {
                repeated += 1;
                self.probe.transport.sleep(wait).await;
                continue;
            }
            return self.read(call, method, result);
        }
    }

    fn request(&self, call: &Call, method: Method, body: Vec<u8>) -> Request {
        let bearer = format!("Bearer {}", self.token.expose("sent to the service that it was issued for"));
        let mut headers = vec![("authorization".to_owned(), bearer), ("accept".to_owned(), "application/json".to_owned())];
        if method == Method::Post {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        Request {
            method,
            url: call.url.clone(),
            headers,
            body,
            intent: call.intent,
            service: call.service.id,
            label: call.label.to_owned(),
        }
    }

    fn read(&self, call: &Call, method: Method, result: Result<Response, TransportError>) -> Result<Good, Box<Fault>> {
        let host = host(&call.url);
        let mut meta = Meta { request: format!("{} {}", method.as_str(), shown(&call.url)), ..Meta::default() };
        let speech = &self.probe.speech;
        let fault = |kind, cause: &str, reason: String, meta| {
            Err(Box::new(Fault { kind, cause: cause.to_owned(), reason, code: None, message: None, meta }))
        };
        let response = match result {
            Ok(response) => response,
            Err(error) => {
                let reason = network::explain(&error, &host, speech);
                return fault(FaultKind::Network(Box::new(error.clone())), error.cause, reason, meta);
            }
        };
        meta.status = Some(response.status);
        meta.ms = Some(response.ms);
        if let Some(cause) = stranger(&response, Value::is_object) {
            let status = response.status.to_string();
            let reason = speech.say(&format!("network-{cause}"), &[("host", &host), ("status", &status)]);
            return fault(FaultKind::Impostor(Box::new(response)), cause, reason, meta);
        }
        match object(&response) {
            Ok((body, declared)) if response.status == 200 => Ok(Good { body, declared, meta }),
            Ok((body, _)) => Err(self.service_fault(&ApiError::of(response.status, &body), call, meta)),
            // A service that is out of order does not always answer in its own language.
            Err(_) if errors::is_busy(response.status) => {
                Err(self.service_fault(&ApiError::bare(response.status), call, meta))
            }
            Err(cause) => {
                let status = response.status.to_string();
                let reason = speech.say(&format!("google-{cause}"), &[("host", &host), ("status", &status)]);
                fault(FaultKind::Other, cause, reason, meta)
            }
        }
    }

    fn service_fault(&self, error: &ApiError, call: &Call, meta: Meta) -> Box<Fault> {
        let (mut kind, cause) = error.judge();
        let message = error.message.as_deref().map(|m| quoted(m, &self.redactor));
        if let FaultKind::Disabled(disabled) = &mut kind {
            // The older form of the error does not name the service: it is the one that was asked.
            if disabled.service.is_empty() {
                disabled.service = host(call.service.base);
            }
        }
        let service = match &kind {
            FaultKind::Disabled(disabled) => disabled.service.clone(),
            _ => host(&call.url),
        };
        let status = error.status.to_string();
        let values = [
            ("service", service.as_str()),
            ("host", &service),
            ("status", &status),
            ("message", message.as_deref().unwrap_or_default()),
        ];
        let reason = self.probe.speech.say(&format!("google-{cause}"), &values);
        Box::new(Fault { kind, cause: cause.to_owned(), reason, code: error.code(), message, meta })
    }
}

/// How long to wait before a busy service is asked again; nothing when it is not busy or was asked enough.
pub(super) fn pause(response: &Response, repeated: u32) -> Option<Duration> {
    let limited = response.status == 403 && object(response).is_ok_and(|(body, _)| ApiError::of(403, &body).is_rate_limit());
    if repeated >= REPEATS || !(errors::is_busy(response.status) || limited) || network::impostor(response).is_some() {
        return None;
    }
    let told = response.header("retry-after").and_then(|v| v.trim().parse().ok()).map(Duration::from_secs);
    let own = Duration::from_millis(500 << repeated);
    Some(told.unwrap_or(own).min(LONGEST_WAIT))
}

/// Says why an answer cannot be Google's: a page in between, or a refusal in nobody's language. `speaks` knows what
/// `error` is in a refusal of the service that was asked. One that broke off, or is empty, may be Google's.
pub(super) fn stranger(response: &Response, speaks: fn(&Value) -> bool) -> Option<&'static str> {
    let refusal = (400..500).contains(&response.status) && !errors::is_busy(response.status);
    network::impostor(response).or_else(|| {
        let foreign = match object(response) {
            Ok((body, _)) => !body.is_empty() && !body.get("error").is_some_and(speaks),
            Err(cause) => cause != "truncated-answer" && !response.body.is_empty(),
        };
        (refusal && foreign).then_some("answer-from-something-else")
    })
}

/// The JSON object of an answer and whether its content type says so, or the cause why there is none.
pub(super) fn object(response: &Response) -> Result<(Map<String, Value>, bool), &'static str> {
    let declared = response.header("content-type").map(|t| t.to_ascii_lowercase().contains("json"));
    if declared == Some(false) {
        return Err("unexpected-answer");
    }
    match serde_json::from_slice(&response.body) {
        Ok(Value::Object(body)) => Ok((body, declared == Some(true))),
        Ok(_) => Err("unexpected-answer"),
        Err(error) if error.is_eof() && !response.body.is_empty() => Err("truncated-answer"),
        Err(_) => Err("unexpected-answer"),
    }
}

/// The host of a URL.
pub(super) fn host(url: &str) -> String {
    url::Url::parse(url).ok().and_then(|u| u.host_str().map(str::to_owned)).unwrap_or_default()
}

/// The URL without scheme and query, as it is shown.
fn shown(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('?').next().unwrap_or_default().to_owned()
}

/// A service's own words without secrets: taken out before the line is cut, for a part of a secret is no longer known as
/// one, and after it, for a secret may have been broken over lines.
pub(super) fn quoted(message: &str, redactor: &Redactor) -> String {
    redactor.clean(&plain(&redactor.clean(message)))
}

/// Words in one line of a sensible length.
fn plain(message: &str) -> String {
    let words: Vec<&str> = message.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    let line = words.join(" ");
    if line.chars().count() <= 400 { line } else { line.chars().take(400).chain(['…']).collect() }
}
