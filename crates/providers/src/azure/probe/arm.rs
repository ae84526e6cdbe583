//! One question to the resource manager: asked again when it is busy, and its answer told apart.
//!
//! In: a call. Out: the JSON object of a 200, or a fault with its cause. Only an answer that is JSON and came with
//! status 200 is an answer; everything else decides nothing (I1).

use std::time::Duration;

use onboard_core::evidence::{Evidence, Method as Proof, Outcome};
use onboard_core::network;
use onboard_core::probe::Probe;
use onboard_core::secret::{Redactor, SecretString};
use onboard_core::transport::{Method, Request, Response, TransportError};
use serde_json::{Map, Value};

use super::errors::{self, ArmError, Kind};
use super::urls::Call;

/// How often a question is repeated when the service is busy.
const REPEATS: u32 = 3;
/// The longest wait before a repetition.
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// How an answer came, for evidence.
#[derive(Debug, Clone, Default)]
pub(super) struct Meta {
    pub request: String,
    pub request_id: Option<String>,
    pub status: Option<u16>,
    pub ms: Option<u64>,
}

/// The object of a good answer.
pub(super) struct Good {
    pub body: Map<String, Value>,
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

/// Who is at fault.
#[derive(Debug, Clone)]
pub(super) enum FaultKind {
    /// No answer.
    Network(Box<TransportError>),
    /// Something else answered.
    Impostor(Box<Response>),
    /// The service itself spoke.
    Service(Kind),
}

impl Fault {
    /// As evidence that decides nothing.
    pub(super) fn evidence(&self, proof: Proof) -> Evidence {
        let mut evidence = Evidence::failed(proof, &self.cause, self.reason.clone());
        evidence.code.clone_from(&self.code);
        evidence.message.clone_from(&self.message);
        with(evidence, &self.meta)
    }

    /// The service's own "this caller may not ask that".
    pub(super) fn is_refusal(&self) -> bool {
        matches!(self.kind, FaultKind::Service(Kind::Refused(_)))
    }

    /// The service's own "not found".
    pub(super) fn is_not_found(&self) -> bool {
        matches!(self.kind, FaultKind::Service(Kind::NotFound))
    }

    /// There was no answer of the service.
    pub(super) fn is_on_the_way(&self) -> bool {
        !matches!(self.kind, FaultKind::Service(_))
    }
}

/// Evidence of an answer that says yes or no.
pub(super) fn decided(proof: Proof, allowed: bool, meta: &Meta) -> Evidence {
    with(Evidence::new(proof, if allowed { Outcome::Allowed } else { Outcome::Refused }), meta)
}

/// Evidence with how the answer came.
pub(super) fn with(mut evidence: Evidence, meta: &Meta) -> Evidence {
    evidence.request = Some(meta.request.clone());
    evidence.request_id.clone_from(&meta.request_id);
    evidence.status = meta.status;
    evidence.ms = meta.ms;
    evidence
}

/// Asks the resource manager with the token of one sign-in.
pub(super) struct Arm<'a> {
    pub probe: &'a Probe,
    token: SecretString,
    redactor: Redactor,
}

impl<'a> Arm<'a> {
    pub(super) fn new(probe: &'a Probe, token: SecretString) -> Self {
        let redactor = Redactor::new([&token]);
        Self { probe, token, redactor }
    }

    /// Reads.
    pub(super) async fn get(&self, call: &Call) -> Result<Good, Box<Fault>> {
        let mut repeated = 0;
        loop {
            let result = self.probe.transport.send(self.request(call)).await;
            if let Some(wait) = result.as_ref().ok().and_then(|r| pause(r, repeated)) {
                repeated += 1;
                self.probe.transport.sleep(wait).await;
                continue;
            }
            return self.read(call, result);
        }
    }

    fn request(&self, call: &Call) -> Request {
        let bearer = format!("Bearer {}", self.token.expose("sent to the service that it was issued for"));
        Request {
            method: Method::Get,
            url: call.url.clone(),
            headers: vec![("authorization".to_owned(), bearer), ("accept".to_owned(), "application/json".to_owned())],
            body: Vec::new(),
            intent: call.intent,
            service: call.service,
            label: call.label.to_owned(),
        }
    }

    fn read(&self, call: &Call, result: Result<Response, TransportError>) -> Result<Good, Box<Fault>> {
        let host = call.host();
        let mut meta = Meta { request: format!("GET {}", shown(&call.url)), ..Meta::default() };
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
        meta.request_id = request_id(&response);
        if let Some(cause) = stranger(&response, speaks) {
            let status = response.status.to_string();
            let reason = speech.say(&format!("network-{cause}"), &[("host", &host), ("status", &status)]);
            return fault(FaultKind::Impostor(Box::new(response)), cause, reason, meta);
        }
        match object(&response) {
            Ok(body) if response.status == 200 => Ok(Good { body, meta }),
            Ok(body) => {
                let mut error = ArmError::of(response.status, &body);
                error.challenged =
                    response.header("www-authenticate").is_some_and(|h| h.contains("insufficient_claims"));
                Err(self.service_fault(&error, &host, meta))
            }
            // A service that is out of order does not always answer in its own language.
            Err(_) if errors::is_busy(response.status) => {
                Err(self.service_fault(&ArmError::bare(response.status), &host, meta))
            }
            Err(cause) => {
                let status = response.status.to_string();
                let reason = speech.say(&format!("azure-{cause}"), &[("host", &host), ("status", &status)]);
                fault(FaultKind::Service(Kind::Other), cause, reason, meta)
            }
        }
    }

    fn service_fault(&self, error: &ArmError, host: &str, meta: Meta) -> Box<Fault> {
        let (kind, cause) = error.judge();
        let message = error.message.as_deref().map(|m| self.clean(m));
        let code = error.code.as_deref().map(|c| self.clean(c));
        let status = error.status.to_string();
        let tenant = match &kind {
            Kind::OtherTenant(Some(tenant)) => tenant.as_str(),
            _ => "?",
        };
        let said = [code.as_deref(), message.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(": ");
        let values = [("host", host), ("status", &status), ("message", &said), ("tenant", tenant)];
        let id = if cause.starts_with("azure-") { format!("{cause}-arm") } else { format!("azure-{cause}") };
        let reason = self.probe.speech.say(&id, &values);
        Box::new(Fault { kind: FaultKind::Service(kind), cause: cause.to_owned(), reason, code, message, meta })
    }

    /// A 200 that does not answer the question.
    pub(super) fn unexpected(&self, call: &Call, meta: Meta) -> Box<Fault> {
        let host = call.host();
        Box::new(Fault {
            kind: FaultKind::Service(Kind::Other),
            cause: "unexpected-answer".to_owned(),
            reason: self.probe.speech.say("azure-unexpected-answer", &[("host", &host), ("status", "200")]),
            code: None,
            message: None,
            meta,
        })
    }

    /// A text without the token.
    pub(super) fn redacted(&self, text: &str) -> String {
        self.redactor.clean(text)
    }

    /// The service's words in one line, without the token: taken out before the line is cut, for a part of a token is no
    /// longer known as one, and after it, for a token may have been broken over lines.
    pub(super) fn clean(&self, text: &str) -> String {
        self.redactor.clean(&plain(&self.redactor.clean(text), 400))
    }
}

/// The service's id of a request, for a support case.
fn request_id(response: &Response) -> Option<String> {
    let id = response.header("x-ms-correlation-request-id").or_else(|| response.header("x-ms-request-id"))?;
    let good =
        !id.is_empty() && id.len() <= 80 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_:.".contains(&b));
    good.then(|| id.to_owned())
}

/// How long to wait before a busy service is asked again; nothing when it is not busy or was asked enough.
pub(super) fn pause(response: &Response, repeated: u32) -> Option<Duration> {
    if repeated >= REPEATS || !errors::is_busy(response.status) || network::impostor(response).is_some() {
        return None;
    }
    Some(wait(response, repeated))
}

/// The wait before the next repetition: what the service says, else a doubling one; never long.
pub(super) fn wait(response: &Response, repeated: u32) -> Duration {
    let told = response.header("retry-after").and_then(|v| v.trim().parse().ok()).map(Duration::from_secs);
    told.unwrap_or(Duration::from_millis(500 << repeated.min(4))).min(LONGEST_WAIT)
}

/// True when a question may be asked once more.
pub(super) fn may_repeat(repeated: u32) -> bool {
    repeated < REPEATS
}

/// Says why an answer cannot be Microsoft's: a page in between, or a refusal in nobody's language. `speaks` knows how
/// the service that was asked refuses. A refusal that broke off, or is empty, may be Microsoft's.
pub(super) fn stranger(response: &Response, speaks: fn(&Map<String, Value>) -> bool) -> Option<&'static str> {
    let refusal = (400..500).contains(&response.status) && !errors::is_busy(response.status);
    network::impostor(response).or_else(|| {
        let foreign = match object(response) {
            Ok(body) => !body.is_empty() && !speaks(&body),
            Err(cause) => cause != "truncated-answer" && !response.body.is_empty(),
        };
        (refusal && foreign).then_some("answer-from-something-else")
    })
}

/// The resource manager refuses with an object `error`; some of its providers with code and message at the top.
fn speaks(body: &Map<String, Value>) -> bool {
    let text = |name: &str| body.get(name).is_some_and(Value::is_string);
    body.get("error").is_some_and(Value::is_object) || text("code") && text("message")
}

/// The JSON object of an answer, or the cause why there is none.
pub(super) fn object(response: &Response) -> Result<Map<String, Value>, &'static str> {
    if response.header("content-type").is_some_and(|t| !t.to_ascii_lowercase().contains("json")) {
        return Err("unexpected-answer");
    }
    match serde_json::from_slice(&response.body) {
        Ok(Value::Object(body)) => Ok(body),
        Ok(_) => Err("unexpected-answer"),
        Err(error) if error.is_eof() && !response.body.is_empty() => Err("truncated-answer"),
        Err(_) => Err("unexpected-answer"),
    }
}

/// The URL without scheme and query, as it is shown.
fn shown(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('?').next().unwrap_or_default().to_owned()
}

/// A service's own words in one line of at most so many characters.
pub(super) fn plain(message: &str, most: usize) -> String {
    let words: Vec<&str> =
        message.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    let line = words.join(" ");
    if line.chars().count() <= most { line } else { line.chars().take(most).chain(['…']).collect() }
}
