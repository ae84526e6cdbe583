//! Words for what was not a plain yes: refusals with their policy, failures with their cause.
//!
//! In: an answer. Out: evidence. A refusal counts for the permission it names; when the service refused another one
//! on the way, nothing is said about the one that was asked for.

use onboard_core::evidence::{Evidence, Method, Outcome};
use onboard_core::network::{LARGEST_SKEW_SECONDS, skew};
use onboard_core::probe::Probe;

use super::call::{Answer, Query};
use super::denial::Denial;
use super::errors::{Kind, Said, ServiceError};

/// Evidence of a refusal.
#[must_use]
pub fn refused(probe: &Probe, method: Method, query: &Query, answer: &Answer, error: &ServiceError) -> Evidence {
    let denial = Denial::read(&error.message);
    if let Some(other) = denial.action.as_ref().filter(|a| !a.eq_ignore_ascii_case(&query.label())) {
        let mut evidence = answer.evidence(method, Outcome::Failed, query);
        evidence.cause = Some("other-permission-missing".to_owned());
        evidence.reason = Some(probe.speech.say("failed-other-permission-missing", &[("permission", other)]));
        return evidence;
    }
    let mut evidence = answer.evidence(method, Outcome::Refused, query);
    evidence.reason = Some(denial.sentence(&probe.speech));
    evidence
}

/// Evidence of an answer that says neither yes nor no.
#[must_use]
pub fn failed(probe: &Probe, method: Method, query: &Query, answer: &Answer) -> Evidence {
    let mut evidence = answer.evidence(method, Outcome::Failed, query);
    let (cause, code) = match &answer.said {
        Said::Error(error) => (cause_of(probe, error, answer), error.code.as_str()),
        Said::Unclear(cause) | Said::BrokenSuccess(cause) => (*cause, "none"),
        Said::Success(_) => ("unexpected-answer", "none"),
    };
    let values: &[(&str, &str)] = &[("code", code), ("status", &answer.response.status.to_string())];
    evidence.cause = Some(cause.to_owned());
    evidence.reason = Some(probe.speech.say(&format!("failed-{cause}"), values));
    evidence
}

fn cause_of(probe: &Probe, error: &ServiceError, answer: &Answer) -> &'static str {
    match error.kind(answer.response.status) {
        Kind::Throttled => "throttled",
        Kind::ServiceFault => "service-error",
        Kind::Resource => "needs-real-resource",
        Kind::SignatureTime => match skew(&answer.response, probe.transport.now()) {
            Some(s) if s.abs() >= LARGEST_SKEW_SECONDS => "clock-skew",
            _ => "expired-token",
        },
        Kind::Expired => "expired-token",
        // Also said of a resource that is somebody else's, so nothing follows for the row.
        Kind::AuthFailure | Kind::UnknownKey | Kind::BadSignature => "credentials-not-accepted",
        Kind::AccountNotReady => "account-not-ready",
        Kind::RegionDisabled => "region-not-enabled",
        Kind::SignatureLost => "signature-lost",
        Kind::WouldSucceed | Kind::Denied | Kind::Other => "unexpected-answer",
    }
}

/// Every cause that [`failed`] and the transport's page check can give; a test holds that each has its sentence.
pub const CAUSES: &[&str] = &[
    "throttled",
    "service-error",
    "needs-real-resource",
    "clock-skew",
    "expired-token",
    "credentials-not-accepted",
    "account-not-ready",
    "region-not-enabled",
    "signature-lost",
    "unexpected-answer",
    "truncated-answer",
    "captive-portal",
    "answer-from-something-else",
    "proxy-authentication-required",
    "other-permission-missing",
    "dry-run-ignored",
    "simulation-unavailable",
    "missing-context",
    "needs-real-name",
    "no-target-region",
];
