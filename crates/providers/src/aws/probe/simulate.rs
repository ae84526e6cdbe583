//! SimulatePrincipalPolicy: what the policies say, for all requirements in one call.
//!
//! In: who signed in and the requirements. Out: evidence by requirement, and a few powers held beyond need. A
//! simulation is a computation beside the service, so a live answer beats it; and one that is not allowed, not
//! possible or not complete lowers no requirement.

use onboard_core::evidence::{Evidence, Method, Outcome};
use onboard_core::network;
use onboard_core::probe::{Excess, Probe};
use onboard_core::requirement::Requirement;
use onboard_core::transport::Intent;

use super::call::{Answer, Caller, Query};
use super::denial::{Denial, simulated};
use super::errors::{Kind, Said, request_id};
use super::identity::{Who, host_of};
use super::xml::Node;
use crate::aws::region::Service;

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Simulation {
    /// Evidence by requirement id.
    pub evidence: Vec<(String, Evidence)>,
    /// Powers that an image build never needs.
    pub excess: Vec<Excess>,
}

/// Actions that no image build needs and that do much harm in wrong hands: held, they say that a key is too wide.
pub const SENTINELS: &[&str] = &[
    "iam:CreateUser",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "s3:DeleteBucket",
    "ec2:DeleteVpc",
    "cloudtrail:StopLogging",
    "organizations:LeaveOrganization",
];

const MOST_PAGES: u32 = 10;

/// Requirements that a simulation speaks about: it is made for the connection's own region.
fn simulatable(probe: &Probe) -> impl Iterator<Item = &Requirement> {
    probe.catalogue.iter().filter(|r| r.methods.contains(&Method::PolicySimulation))
}

/// True when a requirement has no other method.
#[must_use]
pub fn only(requirement: &Requirement) -> bool {
    requirement.methods == [Method::PolicySimulation]
}

/// Asks.
pub async fn simulate(probe: &Probe, caller: &Caller<'_>, who: &Who) -> Simulation {
    if simulatable(probe).next().is_none() {
        return Simulation::default();
    }
    let results = match results(probe, caller, who).await {
        Ok(results) => results,
        Err(without) => return unavailable(probe, without),
    };
    let session = matches!(who, Who::Role { .. });
    let mut simulation = Simulation::default();
    for requirement in simulatable(probe) {
        let evidence = match of_action(&results, &requirement.permission) {
            Some(result) => judge(probe, requirement, result, session),
            None => {
                let reason = probe.speech.say("failed-unexpected-answer", &[("code", "none"), ("status", "200")]);
                Evidence::failed(Method::PolicySimulation, "unexpected-answer", reason)
            }
        };
        simulation.evidence.push((requirement.id.clone(), evidence));
    }
    for sentinel in SENTINELS {
        let allowed = of_action(&results, sentinel).is_some_and(|r| r.decision == "allowed" && r.missing.is_empty());
        if allowed && probe.catalogue.by_permission(sentinel).is_none() {
            let why = probe.speech.say("excess-simulated", &[]);
            simulation.excess.push(Excess { permission: (*sentinel).to_owned(), why });
        }
    }
    simulation
}

/// Only requirements without another method are told that there is no simulation; the others have live answers.
fn unavailable(probe: &Probe, without: Without) -> Simulation {
    let rows = simulatable(probe).filter(|r| only(r));
    let evidence = rows.map(|r| (r.id.clone(), without.evidence(probe))).collect();
    Simulation { evidence, excess: Vec::new() }
}

/// Why there is no simulation.
struct Without {
    sentence: &'static str,
    detail: String,
    answer: Option<(Answer, Query)>,
}

impl Without {
    fn because(sentence: &'static str) -> Self {
        Self { sentence, detail: String::new(), answer: None }
    }

    fn evidence(&self, probe: &Probe) -> Evidence {
        let mut evidence = match &self.answer {
            Some((answer, query)) => answer.evidence(Method::PolicySimulation, Outcome::Failed, query),
            None => Evidence::new(Method::PolicySimulation, Outcome::Failed),
        };
        evidence.cause = Some("simulation-unavailable".to_owned());
        evidence.reason = Some(probe.speech.say(self.sentence, &[("detail", &self.detail)]));
        evidence
    }
}

/// One result of the simulator.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Simulated {
    action: String,
    decision: String,
    missing: Vec<String>,
    organisations: Option<bool>,
    boundary: Option<bool>,
    status: u16,
    ms: u64,
    request_id: Option<String>,
}

/// The result for an action; nothing when there is none or when several contradict each other.
fn of_action<'a>(results: &'a [Simulated], action: &str) -> Option<&'a Simulated> {
    let mut found = results.iter().filter(|r| r.action.eq_ignore_ascii_case(action));
    let first = found.next()?;
    found.all(|r| r.decision == first.decision).then_some(first)
}

async fn results(probe: &Probe, caller: &Caller<'_>, who: &Who) -> Result<Vec<Simulated>, Without> {
    match who {
        Who::User(arn) => pages(probe, caller, arn).await,
        Who::Role { partition, account, name } => {
            let pathless = format!("arn:{partition}:iam::{account}:role/{name}");
            match pages(probe, caller, &pathless).await {
                Err(without) if without.is_no_such_entity() => {
                    // The ARN of a session has no path; the role may have one (all of IAM Identity Center's do).
                    let arn = role_arn(probe, caller, name).await?;
                    pages(probe, caller, &arn).await
                }
                other => other,
            }
        }
        Who::Root => Err(Without::because("simulation-root")),
        Who::Federated => Err(Without::because("simulation-federated")),
        Who::Unknown => Err(Without::because("simulation-nobody")),
    }
}

impl Without {
    fn is_no_such_entity(&self) -> bool {
        matches!(&self.answer, Some((Answer { said: Said::Error(e), .. }, _)) if e.code == "NoSuchEntity")
    }
}

/// The request, without paging.
#[must_use]
pub fn query(caller: &Caller<'_>, permissions: &[&str], arn: &str) -> Query {
    let mut form = vec![("PolicySourceArn".to_owned(), arn.to_owned())];
    for (n, permission) in permissions.iter().enumerate() {
        form.push((format!("ActionNames.member.{}", n + 1), (*permission).to_owned()));
    }
    let context = "ContextEntries.member.1";
    // Without this key, policies that name regions come out as a denial (openshift/installer#1322).
    form.push((format!("{context}.ContextKeyName"), "aws:RequestedRegion".to_owned()));
    form.push((format!("{context}.ContextKeyType"), "string".to_owned()));
    form.push((format!("{context}.ContextKeyValues.member.1"), caller.key.region.name().to_owned()));
    form.push(("MaxItems".to_owned(), "1000".to_owned()));
    Query {
        service: Service::Iam,
        region: caller.key.region.clone(),
        action: "SimulatePrincipalPolicy".to_owned(),
        intent: Intent::PermissionTest,
        form,
    }
}

async fn pages(probe: &Probe, caller: &Caller<'_>, arn: &str) -> Result<Vec<Simulated>, Without> {
    let mut permissions: Vec<&str> = Vec::new();
    for permission in simulatable(probe).map(|r| r.permission.as_str()).chain(SENTINELS.iter().copied()) {
        if !permissions.contains(&permission) {
            permissions.push(permission);
        }
    }
    let first = query(caller, &permissions, arn);
    let mut next = first.clone();
    let mut results = Vec::new();
    for _ in 0..MOST_PAGES {
        let answer = ask(probe, caller, &next).await?;
        let Said::Success(node) = &answer.said else { return Err(not_success(answer, next)) };
        let result = node.child("SimulatePrincipalPolicyResult");
        let Some(result) = result else { return Err(Without::because("simulation-unreadable")) };
        results.extend(result.items("EvaluationResults", "member").filter_map(|r| read(r, &answer)));
        let more = result.text_at(&["IsTruncated"]) == Some("true");
        match result.text_at(&["Marker"]).filter(|m| more && !m.is_empty()) {
            Some(marker) => {
                next = first.clone();
                next.form.push(("Marker".to_owned(), marker.to_owned()));
            }
            None => return Ok(results),
        }
    }
    Ok(results)
}

async fn ask(probe: &Probe, caller: &Caller<'_>, query: &Query) -> Result<Answer, Without> {
    caller.patiently(query).await.map_err(|error| Without {
        sentence: "simulation-unreached",
        detail: network::explain(&error, &host_of(probe, &caller.key.region, Service::Iam), &probe.speech),
        answer: None,
    })
}

fn not_success(answer: Answer, query: Query) -> Without {
    let (sentence, detail) = match &answer.said {
        Said::Error(error) if error.kind(answer.response.status) == Kind::Denied => {
            ("simulation-refused", query.label())
        }
        Said::Error(error) => ("simulation-error", error.code.clone()),
        _ => ("simulation-unreadable", String::new()),
    };
    Without { sentence, detail, answer: Some((answer, query)) }
}

/// Finds the ARN of a role with a path.
async fn role_arn(probe: &Probe, caller: &Caller<'_>, name: &str) -> Result<String, Without> {
    let query = get_role(caller, name);
    let answer = ask(probe, caller, &query).await?;
    let arn = match &answer.said {
        Said::Success(node) => node.text_at(&["GetRoleResult", "Role", "Arn"]).map(str::to_owned),
        _ => None,
    };
    arn.ok_or_else(|| not_success(answer, query))
}

/// The request for a role by its name.
#[must_use]
pub fn get_role(caller: &Caller<'_>, name: &str) -> Query {
    Query {
        service: Service::Iam,
        region: caller.key.region.clone(),
        action: "GetRole".to_owned(),
        intent: Intent::Read,
        form: vec![("RoleName".to_owned(), name.to_owned())],
    }
}

fn read(node: &Node, answer: &Answer) -> Option<Simulated> {
    let flag = |path: &[&str]| node.text_at(path).and_then(|t| t.parse::<bool>().ok());
    Some(Simulated {
        action: node.text_at(&["EvalActionName"])?.to_owned(),
        decision: node.text_at(&["EvalDecision"])?.to_owned(),
        missing: node.items("MissingContextValues", "member").map(|m| m.text.trim().to_owned()).collect(),
        organisations: flag(&["OrganizationsDecisionDetail", "AllowedByOrganizations"]),
        boundary: flag(&["PermissionsBoundaryDecisionDetail", "AllowedByPermissionsBoundary"]),
        status: answer.response.status,
        ms: answer.response.ms,
        request_id: request_id(&answer.response),
    })
}

fn judge(probe: &Probe, requirement: &Requirement, result: &Simulated, session: bool) -> Evidence {
    let on_resource = requirement.probe.get("scope").is_some_and(|s| s == "resource");
    let (outcome, cause, sentence) = verdict(result, session, on_resource);
    let mut evidence = Evidence::new(Method::PolicySimulation, outcome);
    evidence.request = Some("POST iam SimulatePrincipalPolicy".to_owned());
    evidence.code = Some(result.decision.clone());
    evidence.status = Some(result.status);
    evidence.ms = Some(result.ms);
    evidence.request_id = result.request_id.clone();
    evidence.cause = cause.map(str::to_owned);
    if outcome == Outcome::Refused {
        let line = simulated(&result.decision, result.organisations, result.boundary);
        evidence.reason = Some(Denial::read(&line).sentence(&probe.speech));
        evidence.message = Some(line);
    }
    if let Some(sentence) = sentence {
        let missing = result.missing.join(", ");
        evidence.reason = Some(probe.speech.say(sentence, &[("keys", &missing)]));
    }
    evidence
}

/// Outcome, cause and sentence of one result.
fn verdict(
    result: &Simulated,
    session: bool,
    on_resource: bool,
) -> (Outcome, Option<&'static str>, Option<&'static str>) {
    let refused_by_all = result.organisations == Some(false) || result.boundary == Some(false);
    match (result.decision.as_str(), result.missing.is_empty()) {
        // The policies decide by something that the simulator was not told, so its answer is no answer.
        ("allowed" | "implicitDeny" | "explicitDeny", false) => {
            (Outcome::Failed, Some("missing-context"), Some("failed-missing-context"))
        }
        ("allowed", true) if session => (Outcome::Allowed, None, Some("simulated-role")),
        ("allowed", true) if on_resource => (Outcome::Allowed, None, Some("simulated-any-resource")),
        ("allowed", true) => (Outcome::Allowed, None, None),
        // Asked for any resource; allowed on one role or key only, it comes out as an implicit denial.
        ("implicitDeny", true) if on_resource && !refused_by_all => {
            (Outcome::Failed, Some("needs-real-name"), Some("failed-needs-real-name"))
        }
        ("implicitDeny" | "explicitDeny", true) => (Outcome::Refused, None, None),
        _ => (Outcome::Failed, Some("unexpected-answer"), Some("failed-simulation-decision")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(decision: &str, missing: &[&str]) -> Simulated {
        Simulated {
            action: "ec2:RunInstances".to_owned(),
            decision: decision.to_owned(),
            missing: missing.iter().map(|m| (*m).to_owned()).collect(),
            organisations: None,
            boundary: None,
            status: 200,
            ms: 1,
            request_id: None,
        }
    }

    #[test]
    fn the_table() {
        let check = |decision: &str, missing: &[&str], session, on_resource, outcome, cause: Option<&str>| {
            let (o, c, _) = verdict(&result(decision, missing), session, on_resource);
            assert_eq!((o, c), (outcome, cause), "{decision} {missing:?}");
        };
        check("allowed", &[], false, false, Outcome::Allowed, None);
        check("allowed", &[], true, false, Outcome::Allowed, None);
        check("allowed", &["k"], false, false, Outcome::Failed, Some("missing-context"));
        check("implicitDeny", &["k"], false, false, Outcome::Failed, Some("missing-context"));
        check("explicitDeny", &["k"], false, false, Outcome::Failed, Some("missing-context"));
        check("implicitDeny", &[], false, false, Outcome::Refused, None);
        check("explicitDeny", &[], false, false, Outcome::Refused, None);
        check("implicitDeny", &[], false, true, Outcome::Failed, Some("needs-real-name"));
        check("explicitDeny", &[], false, true, Outcome::Refused, None);
        check("perhaps", &[], false, false, Outcome::Failed, Some("unexpected-answer"));
        let mut by_scp = result("implicitDeny", &[]);
        by_scp.organisations = Some(false);
        assert_eq!(verdict(&by_scp, false, true).0, Outcome::Refused);
    }

    #[test]
    fn contradicting_results_are_no_result() {
        let both = [result("allowed", &[]), result("implicitDeny", &[])];
        assert_eq!(of_action(&both, "ec2:runinstances"), None);
        assert!(of_action(&both[..1], "ec2:runinstances").is_some());
    }
}
