//! Signing in: a signed assertion for an access token (RFC 7523).
//!
//! In: the key. Out: the token, or the end of the run with its cause told apart: the network, the clock, the
//! service, or the key. It goes to Google's own address or the one of `--endpoints`, whatever the key file's
//! `token_uri` says (I10).

use onboard_core::network::{self, StageName, StageResult};
use onboard_core::probe::{EndingKind, Halt, Probe};
use onboard_core::secret::{Redactor, SecretString};
use onboard_core::transport::{Method, Request, Response, TransportError};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::api::{host, object, pause, quoted, stranger};
use crate::google::GoogleCredential;
use crate::google::key::Claims;
use crate::google::services::{Call, JWT_BEARER, Urls};

/// A difference of clocks below this is no explanation for a refusal.
const SMALLEST_SKEW_SECONDS: i64 = 5;

/// Signs in and tells the stages up to authentication.
pub(super) async fn sign_in(credential: &GoogleCredential, probe: &Probe) -> Result<SecretString, Halt> {
    let call = Urls { endpoints: &probe.endpoints }.token();
    let mut skew = None;
    loop {
        let (response, redactor) = exchange(credential, probe, &call, skew.unwrap_or(0)).await?;
        probe.stages(network::reached(&response, &probe.speech));
        let now = probe.transport.now();
        let clock = network::clock(&response, now, &probe.speech);
        match judge(&response) {
            Answer::Token(token) => {
                probe.stages([match skew {
                    Some(seconds) => skewed(StageResult::warning, seconds, probe),
                    None => clock,
                }]);
                probe.stages([StageResult::ok(StageName::Authentication, None)]);
                return Ok(token);
            }
            Answer::Clock(message) => match network::skew(&response, now) {
                // Asked once more with the service's own time: the key can then be judged all the same.
                Some(seconds) if skew.is_none() && seconds.abs() >= SMALLEST_SKEW_SECONDS => skew = Some(seconds),
                seconds => return Err(clock_refused(seconds, &quoted(&message, &redactor), probe)),
            },
            Answer::Fault(fault) => {
                probe.stages([clock]);
                return Err(refused(&fault, &response, &redactor, &host(&call.url), probe));
            }
        }
    }
}

/// One exchange, repeated while the service is busy. A refusal is never repeated.
async fn exchange(
    credential: &GoogleCredential,
    probe: &Probe,
    call: &Call,
    skew: i64,
) -> Result<(Response, Redactor), Halt> {
    let mut repeated = 0;
    loop {
        let issued = probe.transport.now().unix_timestamp() - skew;
        let (request, redactor) = request(credential, call, issued, probe)?;
        let response = match probe.transport.send(request).await {
            Ok(response) => response,
            Err(error) => return Err(unreachable(&error, call, probe)),
        };
        if let Some(cause) = stranger(&response, |error| error.is_string() || error.is_object()) {
            let host = host(&call.url);
            probe.stages(network::intercepted(&response, cause, &host, &probe.speech));
            let status = response.status.to_string();
            let reason = probe.speech.say(&format!("network-{cause}"), &[("host", &host), ("status", &status)]);
            return Err(Halt { kind: EndingKind::Unreachable, cause: cause.to_owned(), reason });
        }
        match pause(&response, repeated) {
            Some(wait) => probe.transport.sleep(wait).await,
            None => return Ok((response, redactor)),
        }
        repeated += 1;
    }
}

fn request(
    credential: &GoogleCredential,
    call: &Call,
    issued: i64,
    probe: &Probe,
) -> Result<(Request, Redactor), Halt> {
    let audience = credential.audience();
    let claims =
        Claims { issuer: &credential.email, key_id: credential.key_id.as_deref(), audience: &audience, issued };
    let assertion = credential.key.assertion(&claims).map_err(|fault| Halt {
        kind: EndingKind::Unusable,
        cause: "unusable".to_owned(),
        reason: probe.speech.say(fault.code(), &[]),
    })?;
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let body = format!(
        "grant_type={}&assertion={}",
        encoded(JWT_BEARER),
        encoded(assertion.expose("sent to the service that signs in"))
    );
    let request = Request {
        method: Method::Post,
        url: call.url.clone(),
        headers: vec![
            ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
            ("accept".to_owned(), "application/json".to_owned()),
        ],
        body: body.into_bytes(),
        intent: call.intent,
        service: call.service.id,
        label: call.label.to_owned(),
    };
    Ok((request, Redactor::new([&assertion])))
}

/// The end of a run whose request got no answer.
pub(super) fn unreachable(error: &TransportError, call: &Call, probe: &Probe) -> Halt {
    let host = host(&call.url);
    let kind = if error.cause == "request-refused-by-guard" { EndingKind::Defect } else { EndingKind::Unreachable };
    probe.stages(network::unreached(error, &host, &probe.speech));
    Halt { kind, cause: error.cause.to_owned(), reason: network::explain(error, &host, &probe.speech) }
}

fn skewed(stage: fn(StageName, &str, String) -> StageResult, seconds: i64, probe: &Probe) -> StageResult {
    stage(StageName::Clock, "clock-skew", network::skew_sentence(seconds, &probe.speech))
}

fn clock_refused(seconds: Option<i64>, message: &str, probe: &Probe) -> Halt {
    let detail = match seconds {
        Some(seconds) if seconds.abs() >= SMALLEST_SKEW_SECONDS => network::skew_sentence(seconds, &probe.speech),
        _ => probe.speech.say("google-clock-refused", &[("message", message)]),
    };
    probe.stages([
        StageResult::failed(StageName::Clock, "clock-skew", detail.clone()),
        StageResult::skipped(StageName::Authentication),
    ]);
    Halt { kind: EndingKind::Stopped, cause: "clock-skew".to_owned(), reason: detail }
}

fn refused(fault: &Refusal, response: &Response, redactor: &Redactor, host: &str, probe: &Probe) -> Halt {
    let status = response.status.to_string();
    let message = quoted(&fault.message, redactor);
    let values = [("host", host), ("service", host), ("status", &status), ("message", &message)];
    let reason = probe.speech.say(&format!("google-{}", fault.cause), &values);
    let kind = if fault.rejected { EndingKind::Rejected } else { EndingKind::Stopped };
    probe.stages([StageResult::failed(StageName::Authentication, fault.cause, reason.clone())]);
    Halt { kind, cause: fault.cause.to_owned(), reason }
}

/// What the service says to an assertion.
enum Answer {
    Token(SecretString),
    Clock(String),
    Fault(Refusal),
}

struct Refusal {
    /// The service did not accept the key; false when something else went wrong.
    rejected: bool,
    cause: &'static str,
    message: String,
}

fn judge(response: &Response) -> Answer {
    let stopped = |cause| Answer::Fault(Refusal { rejected: false, cause, message: String::new() });
    let body = match object(response) {
        _ if response.status == 429 => return stopped("throttled"),
        _ if response.status >= 500 => return stopped("service-error"),
        Ok((body, _)) => body,
        Err(cause) => return stopped(cause),
    };
    if response.status == 200 {
        return match token(body) {
            Some(token) => Answer::Token(token),
            None => stopped("unexpected-answer"),
        };
    }
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let (error, description) = (text("error"), text("error_description"));
    let said = description.to_ascii_lowercase();
    let message = if description.is_empty() { error } else { description }.to_owned();
    let fault = |rejected, cause| Answer::Fault(Refusal { rejected, cause, message: message.clone() });
    match error {
        "invalid_grant" if is_about_time(&said) => Answer::Clock(message),
        "invalid_grant" if said.contains("signature") => fault(true, "signature-refused"),
        "invalid_grant" if said.contains("account not found") => fault(true, "account-not-found"),
        "invalid_grant" if said.contains("robot is disabled") || said.contains("disabled") => {
            fault(true, "account-disabled")
        }
        "invalid_grant" if said.contains("audience") => fault(false, "request-not-accepted"),
        "invalid_grant" => fault(true, "grant-refused"),
        "deleted_client" | "disabled_client" | "invalid_client" => fault(true, "client-gone"),
        "unauthorized_client" => fault(true, "delegation-needed"),
        "invalid_scope" | "invalid_request" | "unsupported_grant_type" => fault(false, "request-not-accepted"),
        // Anything else may come from something in between; the key is not blamed for it.
        _ => fault(false, "unexpected-answer"),
    }
}

/// `Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp
/// values in the JWT claim.`
fn is_about_time(said: &str) -> bool {
    ["short-lived token", "reasonable timeframe", "token used too early", "token expired"].iter().any(|w| said.contains(w))
}

/// The access token of an answer: letters that a header can carry, and nothing else.
fn token(mut body: Map<String, Value>) -> Option<SecretString> {
    let Value::String(text) = body.remove("access_token")? else { return None };
    let token = SecretString::new(text);
    let text = token.expose("its form is checked");
    let good = !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
    good.then_some(token)
}
