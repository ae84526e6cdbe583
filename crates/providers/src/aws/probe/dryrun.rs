//! The dry runs: each mutating action asked for real, with the order to change nothing.
//!
//! In: the requirements, what the account has, and a caller. Out: evidence, row by row. Eight at a time; fewer when
//! EC2 says "too fast"; none any more when it keeps saying so or when nothing answers. A mutating action that comes
//! back as done ends the run at once. Deliberately absent: any repetition after a lost answer.

use std::collections::{BTreeMap, VecDeque};

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use onboard_core::evidence::{Evidence, Method, Outcome};
use onboard_core::network;
use onboard_core::probe::{EndingKind, Halt, PreconditionOutcome, Probe};
use onboard_core::requirement::{Catalogue, Requirement};
use onboard_core::transport::TransportError;

use super::call::{Answer, Caller, MOST_REPEATS, Query, pause};
use super::denial::{Denial, Policy};
use super::errors::{Kind, Said};
use super::form::{Values, filled, second};
use super::identity::host_of;
use super::outcome::{failed, refused};
use super::reads::tell_vpc;
use crate::aws::region::{Region, Service};

/// Requests in flight at most.
const WIDEST: usize = 8;
/// Requirements that end as throttled before the rest is not asked any more.
const MOST_EXHAUSTED: u32 = 3;
/// Answers of "too fast" in a row, of whatever requirement, before the rest is not asked any more.
const MOST_TOO_FAST: u32 = 64;
/// Lost answers in a row before the rest is not asked any more.
const MOST_LOST: u32 = 8;

/// One dry run that is still to be answered.
#[derive(Clone)]
pub struct Task<'a> {
    /// The requirement that it tests.
    pub requirement: &'a Requirement,
    /// The request.
    pub query: Query,
    /// How often it was told "too fast".
    repeats: u32,
    /// Evidence of the first request, when this is a second one with other values.
    prior: Vec<Evidence>,
}

/// True for a requirement that is tested by a dry run.
#[must_use]
pub fn is_dry_run(requirement: &Requirement) -> bool {
    requirement.methods.first() == Some(&Method::DryRun)
}

/// The dry runs of a catalogue: one a requirement, one a target region for those that are asked in other regions.
#[must_use]
pub fn tasks<'a>(catalogue: &'a Catalogue, home: &Region, targets: &[Region], values: &Values<'_>) -> Vec<Task<'a>> {
    let mut tasks = Vec::new();
    for requirement in catalogue.iter().filter(|r| is_dry_run(r)) {
        let Some(action) = requirement.permission.strip_prefix("ec2:") else { continue };
        let here = std::slice::from_ref(home);
        let regions = if requirement.probe.contains_key("at") { targets } else { here };
        tasks.extend(regions.iter().map(|region| Task {
            requirement,
            query: Query::dry_run(region, action, filled(requirement, values)),
            repeats: 0,
            prior: Vec::new(),
        }));
    }
    tasks
}

/// Asks them all.
///
/// # Errors
/// When a mutating action was carried out although it was asked as a dry run.
pub async fn run(probe: &Probe, caller: &Caller<'_>, targets: &[Region], values: &Values<'_>) -> Result<(), Halt> {
    let mut desk = Desk { probe, caller, values, pace: Pace::new(values.found.throttled), many: BTreeMap::new() };
    let mut waiting: VecDeque<Task<'_>> =
        tasks(&probe.catalogue, &caller.key.region, targets, values).into_iter().collect();
    desk.expect(&waiting);
    let mut running = FuturesUnordered::new();
    loop {
        while running.len() < desk.pace.width {
            let Some(task) = waiting.pop_front() else { break };
            match desk.pace.given_up {
                Some(cause) => desk.not_asked(&task, cause),
                None => running.push(ask(caller, task)),
            }
        }
        let Some((task, result)) = running.next().await else { break };
        match desk.take(task, result) {
            Next::Done => {}
            // Also after "too fast": the others wait behind its pause, since they would be told the same.
            Next::Again(task) => waiting.push_front(*task),
            Next::Stop(halt) => return Err(halt),
        }
    }
    Ok(())
}

async fn ask<'a>(caller: &Caller<'_>, task: Task<'a>) -> (Task<'a>, Result<Answer, TransportError>) {
    if task.repeats > 0 {
        caller.transport.sleep(pause(&task.query.action, task.repeats)).await;
    }
    let result = caller.send(&task.query).await;
    (task, result)
}

/// What happens after an answer.
enum Next<'a> {
    /// The row has its evidence.
    Done,
    /// Ask next: the same again, or with other values.
    Again(Box<Task<'a>>),
    /// End the run.
    Stop(Halt),
}

/// How fast to ask, and whether at all.
struct Pace {
    width: usize,
    calm: u32,
    exhausted: u32,
    too_fast: u32,
    lost: u32,
    given_up: Option<&'static str>,
}

impl Pace {
    fn new(throttled: bool) -> Self {
        Self { width: WIDEST, calm: 0, exhausted: 0, too_fast: 0, lost: 0, given_up: throttled.then_some("throttled") }
    }

    /// "Too fast". True when the request may be repeated.
    fn too_fast(&mut self, repeats: u32) -> bool {
        (self.width, self.calm, self.lost) = ((self.width / 2).max(1), 0, 0);
        self.too_fast += 1;
        if self.too_fast >= MOST_TOO_FAST {
            self.given_up = Some("throttled");
            return false;
        }
        if repeats < MOST_REPEATS && self.exhausted == 0 {
            return true;
        }
        self.exhausted += 1;
        if self.exhausted >= MOST_EXHAUSTED {
            self.given_up = Some("throttled");
        }
        false
    }

    fn answered(&mut self) {
        (self.calm, self.lost, self.too_fast) = (self.calm + 1, 0, 0);
        if self.calm >= 4 {
            (self.width, self.calm, self.exhausted) = ((self.width + 1).min(WIDEST), 0, 0);
        }
    }

    fn lost(&mut self, cause: &'static str) {
        self.lost += 1;
        if self.lost >= MOST_LOST {
            self.given_up = Some(cause);
        }
    }
}

/// Where answers are turned into evidence.
struct Desk<'a, 'b> {
    probe: &'a Probe,
    caller: &'a Caller<'a>,
    values: &'a Values<'b>,
    pace: Pace,
    /// Requirements asked in several regions: answers still missing, and those that are there.
    many: BTreeMap<String, (usize, Vec<Evidence>)>,
}

impl<'a> Desk<'a, '_> {
    fn expect(&mut self, tasks: &VecDeque<Task<'_>>) {
        for task in tasks.iter().filter(|t| t.requirement.probe.contains_key("at")) {
            self.many.entry(task.requirement.id.clone()).or_default().0 += 1;
        }
        let none = |r: &&Requirement| is_dry_run(r) && r.probe.contains_key("at") && !self.many.contains_key(&r.id);
        for requirement in self.probe.catalogue.iter().filter(none) {
            let reason = self.probe.speech.say("failed-no-target-region", &[]);
            self.probe.evidence(&requirement.id, Evidence::failed(Method::DryRun, "no-target-region", reason));
        }
    }

    fn take<'t>(&mut self, mut task: Task<'t>, result: Result<Answer, TransportError>) -> Next<'t> {
        let answer = match result {
            Ok(answer) => answer,
            Err(error) => {
                self.pace.lost(error.cause);
                let evidence = self.lost(&task, error.cause, &error);
                self.tell(task, evidence);
                return Next::Done;
            }
        };
        if answer.is_throttled() {
            if self.pace.too_fast(task.repeats) {
                task.repeats += 1;
                return Next::Again(Box::new(task));
            }
        } else {
            self.pace.answered();
        }
        let evidence = match judge(self.probe, &task.query, &answer) {
            Ok(evidence) => evidence,
            Err(halt) => {
                let mut evidence = failed(self.probe, Method::DryRun, &task.query, &answer);
                evidence.cause = Some(halt.cause.clone());
                evidence.reason = Some(halt.reason.clone());
                self.probe.evidence(&task.requirement.id, evidence);
                return Next::Stop(halt);
            }
        };
        self.notice_vpc(&task, &evidence);
        if let Some(form) = self.other_values(&task, &evidence) {
            task.query.form = form;
            task.prior.push(evidence);
            task.repeats = 0;
            return Next::Again(Box::new(task));
        }
        let evidence = self.noted(&task, evidence);
        self.tell(task, evidence);
        Next::Done
    }

    /// Values for a second request, when the first was not asked the right way.
    fn other_values(&self, task: &Task<'_>, evidence: &Evidence) -> Option<Vec<(String, String)>> {
        let form = &task.query.form;
        match (evidence.outcome, evidence.cause.as_deref()) {
            // QUIRK(aws, 2026-11): organisations that demand IMDSv2 refuse a launch that does not ask for it.
            // https://github.com/aws/karpenter-provider-aws/issues/9018
            (Outcome::Refused, _) if task.query.action == "RunInstances" => {
                let denial = Denial::read(evidence.message.as_deref().unwrap_or_default());
                let by_scp = denial.explicit == Some(true) && denial.policy == Policy::ServiceControl;
                let optional = form.iter().any(|(k, v)| k == "MetadataOptions.HttpTokens" && v == "optional");
                (by_scp && optional).then(|| with_imdsv2(form))
            }
            // A launch with tags needs ec2:CreateTags as well; that has its own row.
            (Outcome::Failed, Some("other-permission-missing")) => {
                let bare: Vec<_> = form.iter().filter(|(k, _)| !k.starts_with("TagSpecification.")).cloned().collect();
                (bare.len() < form.len()).then_some(bare)
            }
            (Outcome::Failed, Some("needs-real-resource")) if task.prior.is_empty() => {
                second(task.requirement, self.values).map(|mut form| {
                    form.push(("DryRun".to_owned(), "true".to_owned()));
                    form
                })
            }
            _ => None,
        }
    }

    /// A note on a grant that came about with other values than a plain build sends.
    fn noted(&self, task: &Task<'_>, mut evidence: Evidence) -> Evidence {
        let has = |key: &str, value: &str| task.query.form.iter().any(|(k, v)| k == key && v == value);
        if evidence.outcome == Outcome::Allowed && task.query.action == "RunInstances" && !task.prior.is_empty() {
            let id = if has("MetadataOptions.HttpTokens", "required") { "note-imdsv2" } else { "note-without-tags" };
            evidence.reason = Some(self.probe.speech.say(id, &[]));
        }
        evidence
    }

    /// A launch without a subnet that finds no default VPC answers the question that the reads could not.
    fn notice_vpc(&self, task: &Task<'_>, evidence: &Evidence) {
        let says_none = evidence.code.as_deref() == Some("VPCIdNotSpecified");
        if says_none && task.query.action == "RunInstances" && self.values.found.subnet.is_none() {
            let values = &[("region", task.query.region.name())];
            tell_vpc(self.probe, PreconditionOutcome::Unmet, "vpc-unmet", values);
        }
    }

    fn lost(&self, task: &Task<'_>, cause: &str, error: &TransportError) -> Evidence {
        let host = host_of(self.probe, &task.query.region, Service::Ec2);
        let mut evidence =
            Evidence::failed(Method::DryRun, cause, network::explain(error, &host, &self.probe.speech));
        evidence.request = Some(task.query.words());
        evidence
    }

    /// A row that is not asked because of what the others met.
    fn not_asked(&mut self, task: &Task<'_>, cause: &'static str) {
        let host = host_of(self.probe, &self.caller.key.region, Service::Ec2);
        let id = format!("failed-{cause}");
        let values: &[(&str, &str)] = &[("code", "none"), ("status", "")];
        let reason = self.probe.speech.maybe(&id, values).unwrap_or_else(|| {
            self.probe.speech.say(&format!("network-{cause}"), &[("host", &host), ("detail", ""), ("status", "")])
        });
        let evidence = Evidence::failed(Method::DryRun, cause, reason);
        self.tell(task.clone(), evidence);
    }

    fn tell(&mut self, task: Task<'_>, mut evidence: Evidence) {
        let id = &task.requirement.id;
        let Some((missing, answers)) = self.many.get_mut(id) else {
            for earlier in task.prior {
                self.probe.evidence(id, earlier);
            }
            return self.probe.evidence(id, evidence);
        };
        evidence.request = evidence.request.map(|r| format!("{r} in {}", task.query.region.name()));
        answers.push(evidence);
        *missing -= 1;
        if *missing == 0 {
            for evidence in agreed(std::mem::take(answers)) {
                self.probe.evidence(id, evidence);
            }
        }
    }
}

/// Answers from several regions as evidence for one row: a refusal in one decides, and a failure in one leaves the row
/// open, whatever the others say.
fn agreed(mut answers: Vec<Evidence>) -> Vec<Evidence> {
    let weight = |e: &Evidence| match e.outcome {
        Outcome::Allowed => 0,
        Outcome::Failed => 1,
        Outcome::Refused => 2,
    };
    answers.sort_by(|a, b| weight(a).cmp(&weight(b)).then_with(|| a.request.cmp(&b.request)));
    if answers.last().is_some_and(|e| e.outcome == Outcome::Failed) {
        answers.retain(|e| e.outcome == Outcome::Failed);
    }
    answers
}

fn with_imdsv2(form: &[(String, String)]) -> Vec<(String, String)> {
    let mut form: Vec<_> = form.iter().filter(|(k, _)| !k.starts_with("MetadataOptions.")).cloned().collect();
    form.push(("MetadataOptions.HttpTokens".to_owned(), "required".to_owned()));
    form.push(("MetadataOptions.HttpPutResponseHopLimit".to_owned(), "2".to_owned()));
    form
}

/// Actions that change nothing even when the order to change nothing is lost.
fn only_reads(action: &str) -> bool {
    action.starts_with("Describe") || action.starts_with("Get")
}

/// Evidence from an answer; a halt when a mutating action was carried out.
fn judge(probe: &Probe, query: &Query, answer: &Answer) -> Result<Evidence, Halt> {
    let refusable = (400..500).contains(&answer.response.status);
    match &answer.said {
        Said::Success(_) if only_reads(&query.action) => {
            Ok(answer.evidence(Method::ReadCall, Outcome::Allowed, query))
        }
        Said::Success(_) | Said::BrokenSuccess(_) if !only_reads(&query.action) => {
            let host = host_of(probe, &query.region, Service::Ec2);
            let reason = probe.speech.say("failed-dry-run-ignored", &[("action", &query.label()), ("host", &host)]);
            Err(Halt { kind: EndingKind::Defect, cause: "dry-run-ignored".to_owned(), reason })
        }
        Said::Error(error) if refusable && error.kind(answer.response.status) == Kind::WouldSucceed => {
            Ok(answer.evidence(Method::DryRun, Outcome::Allowed, query))
        }
        Said::Error(error) if refusable && error.kind(answer.response.status) == Kind::Denied => {
            Ok(refused(probe, Method::DryRun, query, answer, error))
        }
        _ => Ok(failed(probe, Method::DryRun, query, answer)),
    }
}
