//! The four real reads: they fill the placeholders of the dry runs, and each proves its own permission.
//!
//! In: a caller and a region. Out: [`Found`], evidence, the context stage and the default-VPC precondition.

use futures_util::join;
use onboard_core::evidence::{Evidence, Method, Outcome};
use onboard_core::network::{self, StageName, StageResult};
use onboard_core::probe::{EndingKind, Event, Halt, Precondition, PreconditionOutcome, Probe};
use onboard_core::requirement::Requirement;
use onboard_core::transport::TransportError;

use super::call::{Answer, Caller, Query};
use super::errors::{Kind, Said};
use super::identity::{host_of, intercepted, unreached};
use super::outcome::{failed, refused};
use super::xml::Node;
use crate::aws::region::Service;

/// What the account has, for the placeholders of the dry runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// A subnet to launch in.
    pub subnet: Option<String>,
    /// Its VPC.
    pub vpc: Option<String>,
    /// Its zone.
    pub zone: Option<String>,
    /// The default security group of that VPC.
    pub group: Option<String>,
    /// A public image.
    pub image: Option<String>,
    /// Nothing more should be asked: every read was told "too fast".
    pub throttled: bool,
}

type Asked = Result<Answer, TransportError>;

/// The requirement of an EC2 action that is asked in the connection's own region.
pub fn requirement<'a>(probe: &'a Probe, action: &str) -> Option<&'a Requirement> {
    let permission = format!("ec2:{action}");
    probe.catalogue.iter().find(|r| r.permission == permission && !r.probe.contains_key("at"))
}

/// The read request of an action, with the form of the catalogue.
#[must_use]
pub fn query(caller: &Caller<'_>, action: &str) -> Query {
    let permission = format!("ec2:{action}");
    let form = crate::aws::catalogue()
        .by_permission(&permission)
        .map(|r| r.probe.iter().map(|(k, v)| (k.clone(), v.clone())).collect())
        .unwrap_or_default();
    Query::read(&caller.key.region, action, form)
}

/// Reads, tells, and finds out whether to go on.
///
/// # Errors
/// When EC2 cannot be reached or does not accept the credential in this region.
pub async fn read_all(probe: &Probe, caller: &Caller<'_>) -> Result<Found, Halt> {
    let queries = READS.map(|action| query(caller, action));
    let [a, b, c, d] = &queries;
    let (regions, subnets, images, groups) =
        join!(caller.patiently(a), caller.patiently(b), caller.patiently(c), caller.patiently(d));
    let asked = [regions, subnets, images, groups];
    halt(probe, caller, &asked)?;
    for (query, answer) in queries.iter().zip(&asked) {
        if let Some(requirement) = requirement(probe, &query.action) {
            probe.evidence(&requirement.id, judge(probe, caller, query, answer));
        }
    }
    let [regions, subnets, images, groups] = &asked;
    context(probe, caller, regions)?;
    let mut found = Found {
        throttled: asked.iter().all(|a| a.as_ref().is_ok_and(Answer::is_throttled)),
        image: success(images).and_then(|n| n.items("imagesSet", "item").find_map(|i| text(i, "imageId"))),
        ..Found::default()
    };
    default_vpc(probe, caller, subnets, &mut found).await;
    if let Some(node) = success(groups) {
        let all: Vec<&Node> = node.items("securityGroupInfo", "item").collect();
        let same = all.iter().find(|g| found.vpc.is_some() && text(g, "vpcId") == found.vpc);
        found.group = same.or(all.first()).and_then(|g| text(g, "groupId"));
    }
    Ok(found)
}

/// The actions that are really carried out, in the order of asking.
pub const READS: [&str; 4] = ["DescribeRegions", "DescribeSubnets", "DescribeImages", "DescribeSecurityGroups"];

fn success(asked: &Asked) -> Option<&Node> {
    match asked.as_ref().map(|a| &a.said) {
        Ok(Said::Success(node)) => Some(node),
        _ => None,
    }
}

fn text(node: &Node, name: &str) -> Option<String> {
    node.text_at(&[name]).filter(|t| !t.is_empty()).map(str::to_owned)
}

/// Evidence from a real read.
fn judge(probe: &Probe, caller: &Caller<'_>, query: &Query, asked: &Asked) -> Evidence {
    let answer = match asked {
        Ok(answer) => answer,
        Err(error) => {
            let host = host_of(probe, &caller.key.region, Service::Ec2);
            let mut evidence =
                Evidence::failed(Method::ReadCall, error.cause, network::explain(error, &host, &probe.speech));
            evidence.request = Some(query.words());
            return evidence;
        }
    };
    match &answer.said {
        Said::Success(_) => answer.evidence(Method::ReadCall, Outcome::Allowed, query),
        Said::Error(error) if error.kind(answer.response.status) == Kind::Denied => {
            refused(probe, Method::ReadCall, query, answer, error)
        }
        _ => failed(probe, Method::ReadCall, query, answer),
    }
}

/// Reasons to stop: EC2 is not reached at all, or does not accept the credential in this region.
fn halt(probe: &Probe, caller: &Caller<'_>, asked: &[Asked; 4]) -> Result<(), Halt> {
    let host = host_of(probe, &caller.key.region, Service::Ec2);
    let lost: Vec<&TransportError> = asked.iter().filter_map(|a| a.as_ref().err()).collect();
    if let (true, Some(error)) = (lost.len() == asked.len(), lost.first()) {
        return Err(unreached(probe, error, &host));
    }
    let pages: Vec<_> = asked
        .iter()
        .filter_map(|a| a.as_ref().ok())
        .filter_map(|a| match a.said {
            Said::Unclear(cause @ ("captive-portal" | "answer-from-something-else" | "proxy-authentication-required")) => {
                Some((&a.response, cause))
            }
            _ => None,
        })
        .collect();
    if let (true, Some((response, cause))) = (pages.len() == asked.len(), pages.first()) {
        return Err(intercepted(probe, response, cause, &host));
    }
    let Ok(Answer { said: Said::Error(error), response }) = &asked[0] else { return Ok(()) };
    let region = caller.key.region.name();
    let cause = match error.kind(response.status) {
        Kind::AuthFailure | Kind::UnknownKey | Kind::RegionDisabled => "region-not-enabled",
        Kind::AccountNotReady => "account-not-ready",
        Kind::SignatureTime | Kind::Expired => return Err(out_of_time(probe, response, &error.message)),
        _ => return Ok(()),
    };
    let values: &[(&str, &str)] = &[("region", region), ("code", &error.code), ("message", &error.message)];
    let detail = probe.speech.say(&format!("context-{cause}"), values);
    probe.tell(Event::Stage(StageResult::failed(StageName::Context, cause, detail.clone())));
    Err(Halt { kind: EndingKind::Stopped, cause: cause.to_owned(), reason: detail })
}

/// EC2 says `RequestExpired` both for a wrong clock and for temporary credentials that have ended.
fn out_of_time(probe: &Probe, response: &onboard_core::transport::Response, message: &str) -> Halt {
    let skew = network::skew(response, probe.transport.now());
    let (stage, cause, kind, detail) = match skew {
        Some(s) if s.abs() >= network::LARGEST_SKEW_SECONDS => {
            (StageName::Clock, "clock-skew", EndingKind::Stopped, network::skew_sentence(s, &probe.speech))
        }
        _ => {
            let detail = probe.speech.say("sign-in-expired-token", &[("message", message)]);
            (StageName::Authentication, "expired-token", EndingKind::Rejected, detail)
        }
    };
    probe.tell(Event::Stage(StageResult::failed(stage, cause, detail.clone())));
    Halt { kind, cause: cause.to_owned(), reason: detail }
}

/// The context stage: the region exists and the account has turned it on.
fn context(probe: &Probe, caller: &Caller<'_>, regions: &Asked) -> Result<(), Halt> {
    let name = caller.key.region.name();
    let values: &[(&str, &str)] = &[("region", name)];
    let Some(node) = success(regions) else {
        let stage = match regions.as_ref().map(|a| &a.said) {
            // A refusal comes from EC2 in this region after it accepted the credential.
            Ok(Said::Error(_)) => StageResult::ok(StageName::Context, Some(probe.speech.say("context-answers", values))),
            _ => StageResult::warning(StageName::Context, "region-not-read", probe.speech.say("context-not-read", values)),
        };
        probe.tell(Event::Stage(stage));
        return Ok(());
    };
    let listed = node.items("regionInfo", "item").find(|r| r.text_at(&["regionName"]) == Some(name));
    let stage = match listed.map(|r| r.text_at(&["optInStatus"])) {
        Some(Some("not-opted-in")) => {
            let detail = probe.speech.say("context-not-opted-in", values);
            probe.tell(Event::Stage(StageResult::failed(StageName::Context, "region-not-enabled", detail.clone())));
            return Err(Halt {
                kind: EndingKind::Stopped,
                cause: "region-not-enabled".to_owned(),
                reason: detail,
            });
        }
        Some(_) => StageResult::ok(StageName::Context, Some(probe.speech.say("context-enabled", values))),
        None => StageResult::warning(StageName::Context, "region-unknown", probe.speech.say("context-unlisted", values)),
    };
    probe.tell(Event::Stage(stage));
    Ok(())
}

/// The default VPC as a launch without a subnet needs it, and a subnet for the dry runs.
async fn default_vpc(probe: &Probe, caller: &Caller<'_>, subnets: &Asked, found: &mut Found) {
    let region = caller.key.region.name();
    let Some(node) = success(subnets) else {
        return tell_vpc(probe, PreconditionOutcome::Undetermined, "vpc-unknown", &[("region", region)]);
    };
    let default: Vec<&Node> =
        node.items("subnetSet", "item").filter(|s| s.text_at(&["defaultForAz"]) != Some("false")).collect();
    if let Some(first) = default.first() {
        take_subnet(found, first);
        let vpc = found.vpc.clone().unwrap_or_default();
        let values: &[(&str, &str)] = &[("vpc", &vpc), ("count", &default.len().to_string()), ("region", region)];
        return tell_vpc(probe, PreconditionOutcome::Met, "vpc-met", values);
    }
    tell_vpc(probe, PreconditionOutcome::Unmet, "vpc-unmet", &[("region", region)]);
    // Without a default subnet, any other one lets the dry runs give definite answers.
    let any = Query::read(&caller.key.region, "DescribeSubnets", vec![("MaxResults".to_owned(), "5".to_owned())]);
    let answer = caller.patiently(&any).await;
    if let Some(subnet) = success(&answer).and_then(|n| n.items("subnetSet", "item").next()) {
        take_subnet(found, subnet);
    }
}

fn take_subnet(found: &mut Found, subnet: &Node) {
    found.subnet = text(subnet, "subnetId");
    found.vpc = text(subnet, "vpcId");
    found.zone = text(subnet, "availabilityZone");
}

/// Tells the precondition; its fix is the sentence's tip.
pub fn tell_vpc(probe: &Probe, outcome: PreconditionOutcome, id: &str, values: &[(&str, &str)]) {
    probe.tell(Event::Precondition(Precondition {
        id: "default-vpc".to_owned(),
        outcome,
        detail: probe.speech.say(id, values),
        fix: probe.speech.attribute(id, "tip", values),
    }));
}
