//! Signing in: once, as an application.
//!
//! In: a service principal. Out: the token and what it says of its owner, or the end of the run with its cause told
//! apart: the network, the clock, the service, a policy, or the credential. It goes to the cloud's own address or the
//! one of `--endpoints`. A refusal is never repeated; a service that is busy is asked again.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use onboard_core::network::{self, StageName, StageResult};
use onboard_core::probe::{EndingKind, Halt, Probe};
use onboard_core::secret::{Redactor, SecretString};
use onboard_core::transport::{Response, TransportError};
use serde_json::Value;

use super::arm::{may_repeat, plain, stranger, wait};
use super::entra::{self, Ends, LONGEST, Refusal};
use super::identity;
use super::urls::{Call, Urls};
use crate::azure::credential::ServicePrincipal;
use crate::azure::guid;

/// A difference of clocks below this is no explanation for a refusal.
const SMALLEST_SKEW_SECONDS: i64 = 5;

/// What a sign-in brought.
pub(super) struct Session {
    pub token: SecretString,
    pub owner: Owner,
}

/// What a token says of its owner. It is read and not verified: only the service that takes the token can do that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Owner {
    /// The object id of the service principal.
    pub object: Option<String>,
    /// The application id.
    pub client: Option<String>,
    /// The id of the tenant.
    pub tenant: Option<String>,
}

/// Signs in and tells the stages up to authentication.
pub(super) async fn sign_in(principal: &ServicePrincipal, probe: &Probe) -> Result<Session, Halt> {
    let call = Urls { endpoints: &probe.endpoints, cloud: principal.cloud }.token(&principal.tenant);
    let mut repeated = 0;
    loop {
        let asked = identity::ask(principal, probe, &call).await;
        let response = match asked.answer {
            Some(Ok(response)) => response,
            Some(Err(error)) => return Err(unreachable(&error, &call, probe)),
            None => return Err(unusable(probe)),
        };
        if let Some(cause) = stranger(&response, |body| body.get("error").is_some_and(Value::is_string)) {
            return Err(intercepted(&response, cause, &call.host(), probe));
        }
        let token = asked.token.filter(|token| response.status == 200 && is_token(token));
        if let Some(token) = token {
            let clock = network::clock(&response, probe.transport.now(), &probe.speech);
            probe.stages(network::reached(&response, &probe.speech));
            probe.stages([clock, StageResult::ok(StageName::Authentication, None)]);
            return Ok(Session { owner: Owner::of(&token), token });
        }
        let refusal = entra::judge(&response);
        if refusal.ends == Ends::Later && may_repeat(repeated) {
            probe.transport.sleep(wait(&response, repeated)).await;
            repeated += 1;
            continue;
        }
        let secrets = probe.fields.secrets().map(AsRef::as_ref).chain(asked.assertion.as_deref());
        return Err(refused(principal, &refusal, &response, &Redactor::new(secrets), &call, probe));
    }
}

/// Letters that a header can carry, and nothing else.
fn is_token(token: &SecretString) -> bool {
    let text = token.expose("its form is checked");
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic())
}

impl Owner {
    /// Reads the claims of a token; a token of another form says nothing.
    fn of(token: &SecretString) -> Self {
        let text = token.expose("the ids of its owner are read");
        let claims = text.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok());
        let claims: Value = claims.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        let id = |name: &str| claims.get(name).and_then(Value::as_str).and_then(guid::canonical);
        Self { object: id("oid"), client: id("appid").or_else(|| id("azp")), tenant: id("tid") }
    }
}

/// The end of a run whose request got no answer.
pub(super) fn unreachable(error: &TransportError, call: &Call, probe: &Probe) -> Halt {
    let host = call.host();
    let kind = if error.cause == "request-refused-by-guard" { EndingKind::Defect } else { EndingKind::Unreachable };
    probe.stages(network::unreached(error, &host, &probe.speech));
    Halt { kind, cause: error.cause.to_owned(), reason: network::explain(error, &host, &probe.speech) }
}

/// The end of a run in which something else answered.
pub(super) fn intercepted(response: &Response, cause: &str, host: &str, probe: &Probe) -> Halt {
    probe.stages(network::intercepted(response, cause, host, &probe.speech));
    let status = response.status.to_string();
    let reason = probe.speech.say(&format!("network-{cause}"), &[("host", host), ("status", &status)]);
    Halt { kind: EndingKind::Unreachable, cause: cause.to_owned(), reason }
}

/// The library took exception to an id, or the key does not sign: nothing was sent.
fn unusable(probe: &Probe) -> Halt {
    let reason = probe.speech.say("azure-sign-in-not-possible", &[]);
    Halt { kind: EndingKind::Unusable, cause: "unusable".to_owned(), reason }
}

fn refused(
    principal: &ServicePrincipal,
    refusal: &Refusal,
    response: &Response,
    redactor: &Redactor,
    call: &Call,
    probe: &Probe,
) -> Halt {
    probe.stages(network::reached(response, &probe.speech));
    let (host, status) = (call.host(), response.status.to_string());
    let values = [
        ("host", host.as_str()),
        ("status", &status),
        ("client", &principal.client),
        ("tenant", &principal.tenant),
        ("cloud", principal.cloud.id()),
    ];
    let now = probe.transport.now();
    let mut reason = match (refusal.ends, network::skew(response, now)) {
        (Ends::Clock, Some(seconds)) if seconds.abs() >= SMALLEST_SKEW_SECONDS => {
            network::skew_sentence(seconds, &probe.speech)
        }
        _ => probe.speech.say(refusal.sentence, &values),
    };
    for words in quoted(refusal, redactor, probe) {
        reason.push(' ');
        reason.push_str(&words);
    }
    if refusal.ends == Ends::Clock {
        let clock = StageResult::failed(StageName::Clock, refusal.cause, reason.clone());
        probe.stages([clock, StageResult::skipped(StageName::Authentication)]);
    } else {
        let clock = network::clock(response, now, &probe.speech);
        probe.stages([clock, StageResult::failed(StageName::Authentication, refusal.cause, reason.clone())]);
    }
    Halt { kind: refusal.ends.kind(), cause: refusal.cause.to_owned(), reason }
}

/// The service's own words and the ids that its support asks for, without secrets.
fn quoted(refusal: &Refusal, redactor: &Redactor, probe: &Probe) -> Vec<String> {
    let said = &refusal.said;
    let clean = |text: &str, most| redactor.clean(&plain(&redactor.clean(text), most));
    let description = clean(if said.description.is_empty() { &said.error } else { &said.description }, LONGEST);
    let (trace, correlation) = (clean(&said.trace, 80), clean(&said.correlation, 80));
    let mut out = Vec::new();
    if !description.is_empty() {
        out.push(probe.speech.say("azure-said", &[("message", &description)]));
    }
    let missing = |id: &str| !id.is_empty() && !description.contains(id);
    if missing(&trace) || missing(&correlation) {
        out.push(probe.speech.say("azure-said-ids", &[("trace", &trace), ("correlation", &correlation)]));
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn owners() {
        let id = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
        let token = |claims: Value| {
            let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
            SecretString::new(format!("{}.{}.signature", part(json!({"alg": "RS256"})), part(claims)))
        };
        let owner = Owner::of(&token(json!({"oid": id.to_uppercase(), "appid": id, "tid": id, "idtyp": "app"})));
        let known = Some(id.to_owned());
        assert_eq!(owner, Owner { object: known.clone(), client: known.clone(), tenant: known });
        assert_eq!(Owner::of(&token(json!({"oid": "') or ('1", "appid": 1}))), Owner::default());
        for opaque in ["", "abc", "a.b.c", "...", "a.bm90IGpzb24.c"] {
            assert_eq!(Owner::of(&SecretString::new(opaque.to_owned())), Owner::default(), "{opaque}");
        }
    }

    #[test]
    fn tokens() {
        for (text, good) in [("eyJ.a.b", true), ("", false), ("a b", false), ("a\nb", false), ("ä", false)] {
            assert_eq!(is_token(&SecretString::new(text.to_owned())), good, "{text:?}");
        }
    }
}
