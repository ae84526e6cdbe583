//! Sign-in: who the key is, and if not, exactly why.
//!
//! In: the answer to GetCallerIdentity. Out: stages, the principal, or a [`Halt`]. The key is blamed only when STS
//! itself said so in a readable error; a clock, a network, a proxy or a region never turns into a wrong key.

use onboard_core::evidence::{Evidence, Method, Outcome};
use onboard_core::finding::Severity;
use onboard_core::network::{self, LARGEST_SKEW_SECONDS, StageName, StageResult};
use onboard_core::probe::{EndingKind, Event, Excess, Halt, Principal, Probe};
use onboard_core::transport::{Response, TransportError};

use super::errors::{Kind, Said, ServiceError, from_something_else, request_id, said};
use super::sts::{Asked, Identity, caller_identity};
use crate::aws::AccessKey;
use crate::aws::region::{Region, Service};

/// Who signed in, for what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// An IAM user; its ARN.
    User(String),
    /// A session of a role: account part and role name.
    Role {
        /// The partition of the ARN.
        partition: String,
        /// The account.
        account: String,
        /// The role's name without its path, which the ARN of a session does not hold.
        name: String,
    },
    /// The root user.
    Root,
    /// A session of GetFederationToken.
    Federated,
    /// Signed in, but not told as whom.
    Unknown,
}

/// Signs in once and tells what came of it.
///
/// # Errors
/// When the run cannot go on.
pub async fn sign_in(probe: &Probe, key: &AccessKey) -> Result<(Who, Option<String>), Halt> {
    let asked = caller_identity(&probe.transport, &probe.endpoints, key, &key.region).await;
    let response = match answered(probe, &key.region, &asked) {
        Ok(response) => response,
        Err(halt) => return Err(halt),
    };
    probe.stages(network::reached(&response, &probe.speech));
    probe.tell(Event::Stage(network::clock(&response, probe.transport.now(), &probe.speech)));
    if let Some(identity) = &asked.identity {
        return Ok(accepted(probe, key, identity, &response));
    }
    let error = match said(&response, "GetCallerIdentity") {
        Said::Error(error) => error,
        Said::Unclear(cause) | Said::BrokenSuccess(cause) => {
            return Err(unclear(probe, &key.region, &response, cause));
        }
        Said::Success(_) => return Err(unclear(probe, &key.region, &response, "unexpected-answer")),
    };
    let kind = error.kind(response.status);
    if kind == Kind::Denied {
        // Accepted, but not told who: only an endpoint policy or a test server refuses this call.
        let detail = probe.speech.say("stage-identity-refused", &[("message", &error.message)]);
        probe.tell(Event::Stage(StageResult::warning(StageName::Authentication, "identity-refused", detail)));
        return Ok((Who::Unknown, None));
    }
    if kind == Kind::UnknownKey && key.region != key.region.home() && !probe.endpoints.overrides(Service::Sts.id()) {
        return Err(known_at_home(probe, key, &error, &response).await);
    }
    Err(refused(probe, &error, kind, &response))
}

/// The response, or the halt for an answer that never came or came from something else.
fn answered(probe: &Probe, region: &Region, asked: &Asked) -> Result<Response, Halt> {
    let host = host_of(probe, region, Service::Sts);
    match &asked.answer {
        Some(Ok(response)) => match from_something_else(response, "GetCallerIdentity") {
            Some(cause) => Err(intercepted(probe, response, cause, &host)),
            None => Ok(response.clone()),
        },
        Some(Err(error)) => Err(unreached(probe, error, &host)),
        None => Err(Halt {
            kind: EndingKind::Defect,
            cause: "request-not-made".to_owned(),
            reason: probe.speech.say("ending-request-not-made", &[]),
        }),
    }
}

/// The host that a service is asked at.
#[must_use]
pub fn host_of(probe: &Probe, region: &Region, service: Service) -> String {
    let base = probe.endpoints.base(service.id(), &region.endpoint(service).0);
    url::Url::parse(&base).ok().and_then(|u| u.host_str().map(str::to_owned)).unwrap_or(base)
}

/// Stages and halt for a request without an answer.
pub fn unreached(probe: &Probe, error: &TransportError, host: &str) -> Halt {
    let reason = network::explain(error, host, &probe.speech);
    if error.cause == "request-refused-by-guard" {
        return Halt { kind: EndingKind::Defect, cause: error.cause.to_owned(), reason };
    }
    probe.stages(network::unreached(error, host, &probe.speech));
    Halt { kind: EndingKind::Unreachable, cause: error.cause.to_owned(), reason }
}

/// Stages and halt for an answer that is a page in between.
pub fn intercepted(probe: &Probe, response: &Response, cause: &str, host: &str) -> Halt {
    let stages = network::intercepted(response, cause, host, &probe.speech);
    let detail = stages.iter().find(|s| s.stage == StageName::Proxy).and_then(|s| s.detail.clone());
    probe.stages(stages);
    Halt { kind: EndingKind::Unreachable, cause: cause.to_owned(), reason: detail.unwrap_or_default() }
}

fn unclear(probe: &Probe, region: &Region, response: &Response, cause: &str) -> Halt {
    if cause == "answer-from-something-else" {
        return intercepted(probe, response, cause, &host_of(probe, region, Service::Sts));
    }
    let detail =
        probe.speech.say(&format!("sign-in-{cause}"), &[("status", &response.status.to_string()), ("code", "none")]);
    stopped(probe, StageName::Authentication, cause, detail, EndingKind::Stopped)
}

fn stopped(probe: &Probe, stage: StageName, cause: &str, detail: String, kind: EndingKind) -> Halt {
    probe.tell(Event::Stage(StageResult::failed(stage, cause, detail.clone())));
    Halt { kind, cause: cause.to_owned(), reason: detail }
}

/// The halt for an error of STS.
fn refused(probe: &Probe, error: &ServiceError, kind: Kind, response: &Response) -> Halt {
    let skew = network::skew(response, probe.transport.now());
    let skewed = skew.is_some_and(|s| s.abs() >= LARGEST_SKEW_SECONDS);
    let about_time = kind == Kind::SignatureTime || error.names_the_clock();
    if about_time || (kind == Kind::BadSignature && skewed) {
        let detail = match skew {
            Some(seconds) if skewed => network::skew_sentence(seconds, &probe.speech),
            _ => probe.speech.say("clock-refused", &[("message", &error.message)]),
        };
        return stopped(probe, StageName::Clock, "clock-skew", detail, EndingKind::Stopped);
    }
    use StageName::{Authentication, Context};
    let (stage, cause, ending) = match kind {
        Kind::UnknownKey => (Authentication, "unknown-key", EndingKind::Rejected),
        Kind::BadSignature => (Authentication, "wrong-secret", EndingKind::Rejected),
        Kind::Expired => (Authentication, "expired-token", EndingKind::Rejected),
        Kind::AuthFailure => (Authentication, "credentials-not-accepted", EndingKind::Rejected),
        Kind::AccountNotReady => (Context, "account-not-ready", EndingKind::Stopped),
        Kind::RegionDisabled => (Context, "region-not-enabled", EndingKind::Stopped),
        Kind::Throttled => (Authentication, "throttled", EndingKind::Stopped),
        Kind::ServiceFault => (Authentication, "service-error", EndingKind::Stopped),
        Kind::SignatureLost => (Authentication, "signature-lost", EndingKind::Stopped),
        _ => (Authentication, "unexpected-answer", EndingKind::Stopped),
    };
    let values: &[(&str, &str)] =
        &[("code", &error.code), ("message", &error.message), ("status", &response.status.to_string())];
    let sentence = if kind == Kind::RegionDisabled { "region-disabled" } else { cause };
    let detail = probe.speech.say(&format!("sign-in-{sentence}"), values);
    stopped(probe, stage, cause, detail, ending)
}

/// A region that does not know the key: the home region tells whether the key or the region is the reason.
async fn known_at_home(probe: &Probe, key: &AccessKey, error: &ServiceError, response: &Response) -> Halt {
    let home = key.region.home();
    let asked = caller_identity(&probe.transport, &probe.endpoints, key, &home).await;
    let Some(identity) = &asked.identity else {
        // Whatever the second answer is, the first one was the service's and says that the key is unknown there.
        return refused(probe, error, Kind::UnknownKey, response);
    };
    accepted(probe, key, identity, response);
    let detail =
        probe.speech.say("sign-in-region-not-enabled", &[("region", key.region.name()), ("home", home.name())]);
    stopped(probe, StageName::Context, "region-not-enabled", detail, EndingKind::Stopped)
}

fn accepted(probe: &Probe, key: &AccessKey, identity: &Identity, response: &Response) -> (Who, Option<String>) {
    probe.tell(Event::Stage(StageResult::ok(StageName::Authentication, None)));
    let (who, kind) = who(identity);
    probe.tell(Event::Principal(Principal {
        id: identity.arn.clone(),
        kind: kind.to_owned(),
        account: Some(identity.account.clone()),
    }));
    probe.tell(Event::Target("account".to_owned(), identity.account.clone()));
    for requirement in probe.catalogue.iter().filter(|r| r.permission == "sts:GetCallerIdentity") {
        let mut evidence = Evidence::new(Method::ReadCall, Outcome::Allowed);
        evidence.request = Some("POST sts GetCallerIdentity".to_owned());
        evidence.status = Some(response.status);
        evidence.ms = Some(response.ms);
        evidence.request_id = request_id(response);
        probe.evidence(&requirement.id, evidence);
    }
    if who == Who::Root {
        probe.tell(Event::Finding(probe.speech.finding("aws-root-user", Severity::Warning, None, &[])));
        let why = probe.speech.say("excess-root", &[]);
        probe.tell(Event::Excess(Excess { permission: "*".to_owned(), why }));
    }
    if let Some(expected) = crate::aws::inspect::account_of(&key.id).filter(|a| *a != identity.account) {
        let values: &[(&str, &str)] = &[("expected", &expected), ("account", &identity.account)];
        probe.tell(Event::Finding(probe.speech.finding("aws-account-differs", Severity::Info, None, values)));
    }
    (who, Some(identity.account.clone()))
}

/// Who an identity is, and the word for it in the report.
#[must_use]
pub fn who(identity: &Identity) -> (Who, &'static str) {
    let parts: Vec<&str> = identity.arn.splitn(6, ':').collect();
    let [_, partition, service, _, account, resource] = parts[..] else { return (Who::Unknown, "unknown") };
    match (service, resource.split_once('/')) {
        _ if identity.account == identity.user_id || resource == "root" => (Who::Root, "root"),
        ("iam", Some(("user", _))) => (Who::User(identity.arn.clone()), "user"),
        ("sts", Some(("assumed-role", rest))) => {
            let name = rest.split('/').next().unwrap_or_default().to_owned();
            (Who::Role { partition: partition.to_owned(), account: account.to_owned(), name }, "assumed-role")
        }
        ("sts", Some(("federated-user", _))) => (Who::Federated, "federated-user"),
        _ => (Who::Unknown, "unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(arn: &str, user_id: &str, expect: &Who, kind: &str) {
        let identity =
            Identity { account: "123456789012".to_owned(), arn: arn.to_owned(), user_id: user_id.to_owned() };
        assert_eq!(who(&identity), (expect.clone(), who(&identity).1), "{arn}");
        assert_eq!(who(&identity).1, kind, "{arn}");
    }

    #[test]
    fn principals() {
        let user = "arn:aws:iam::123456789012:user/team/build/Ann";
        check(user, "AIDAEXAMPLE", &Who::User(user.to_owned()), "user");
        let role = Who::Role { partition: "aws".to_owned(), account: "123456789012".to_owned(), name: "R".to_owned() };
        check("arn:aws:sts::123456789012:assumed-role/R/session", "AROAEXAMPLE:session", &role, "assumed-role");
        check("arn:aws:iam::123456789012:root", "123456789012", &Who::Root, "root");
        check("arn:aws:sts::123456789012:federated-user/x", "123456789012:x", &Who::Federated, "federated-user");
        check("nonsense", "x", &Who::Unknown, "unknown");
    }
}
