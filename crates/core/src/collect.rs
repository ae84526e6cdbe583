//! What a probe told, collected, judged and put together: stages 5 and 6 of [`crate::pipeline`].
//!
//! In: events, in any order. Out: progress for whoever watches, and one report with a fixed order. Deliberately
//! absent: anything about how the events came about.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indexmap::IndexMap;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::evidence::Evidence;
use crate::finding::Finding;
use crate::network::{StageName, StageResult};
use crate::pipeline::{Progress, Subject, Watch, fingerprint};
use crate::probe::{EndingKind, Event, Excess, Halt, Precondition, Principal, Sink};
use crate::report::{Readiness, Report, Row, Tool, summarise};
use crate::requirement::Requirement;
use crate::secret::Redactor;
use crate::speech::Language;
use crate::verdict::{Ending, judge};

/// What a probe told so far.
pub(crate) struct Seen {
    requirements: Vec<Requirement>,
    redactor: Arc<Redactor>,
    language: Language,
    watch: Arc<dyn Watch>,
    waiting: Ending,
    found: Mutex<Found>,
}

#[derive(Default)]
struct Found {
    stages: BTreeMap<StageName, StageResult>,
    principal: Option<Principal>,
    evidence: BTreeMap<String, Vec<Evidence>>,
    preconditions: BTreeMap<String, Precondition>,
    excess: Vec<Excess>,
    findings: Vec<Finding>,
    target: BTreeMap<String, String>,
}

impl Seen {
    pub(crate) fn new(subject: &Subject, watch: Arc<dyn Watch>) -> Self {
        let redactor = Redactor::new(subject.fields.secrets().map(|s| s.as_ref()));
        let waiting = Ending { cause: "not-tested".to_owned(), reason: subject.speech().say("ending-not-tested", &[]) };
        Self {
            requirements: subject.catalogue().iter().cloned().collect(),
            redactor: Arc::new(redactor),
            language: subject.language,
            watch,
            waiting,
            found: Mutex::new(Found::default()),
        }
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, event: Event) -> Option<Progress> {
        let mut found = self.found();
        match event {
            Event::Stage(mut result) => {
                result.detail = result.detail.map(|d| self.redactor.clean(&d));
                found.stages.insert(result.stage, result.clone());
                Some(Progress::Stage { result })
            }
            Event::Principal(principal) => {
                found.principal = Some(principal.clone());
                Some(Progress::Principal { principal })
            }
            Event::Evidence { requirement, evidence } => {
                let requirement = self.requirements.iter().find(|r| r.id == requirement)?;
                found.evidence.entry(requirement.id.clone()).or_default().push(evidence);
                let row = row(requirement, &found, &self.waiting, self.language, &self.redactor);
                let done = self.requirements.iter().filter(|r| is_done(r, &found)).count();
                let total = self.requirements.len();
                Some(Progress::Row { row, done: count(done), total: count(total) })
            }
            Event::Precondition(mut precondition) => {
                precondition.detail = self.redactor.clean(&precondition.detail);
                found.preconditions.insert(precondition.id.clone(), precondition.clone());
                Some(Progress::Precondition { precondition })
            }
            Event::Excess(excess) => {
                found.excess.push(excess);
                None
            }
            Event::Finding(finding) => {
                found.findings.push(finding);
                None
            }
            Event::Target(name, value) => {
                found.target.insert(name, value);
                None
            }
        }
    }
}

impl Sink for Seen {
    fn event(&self, event: Event) {
        // The lock is given back before the watcher is told, so that a watcher may take its time.
        if let Some(progress) = self.take(event) {
            self.watch.progress(progress);
        }
    }
}

/// A row that is tested live is done with its first live answer; a simulated one is only the beginning.
fn is_done(requirement: &Requirement, found: &Found) -> bool {
    let live = requirement.methods.iter().any(|m| m.is_live());
    found.evidence.get(&requirement.id).is_some_and(|all| !live || all.iter().any(|e| e.method.is_live()))
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Stages 5 and 6: judges every requirement and puts the report together.
pub(crate) fn assemble(subject: &Subject, seen: &Seen, halt: Option<Halt>, started: OffsetDateTime) -> Report {
    let speech = subject.speech();
    let ending = match &halt {
        Some(halt) => Ending { cause: halt.cause.clone(), reason: halt.reason.clone() },
        None => Ending { cause: "not-tested".to_owned(), reason: speech.say("ending-not-tested", &[]) },
    };
    let redactor = seen.redactor.clone();
    let found = seen.found();
    let mut rows = seen.requirements.iter().map(|r| row(r, &found, &ending, subject.language, &redactor)).collect();
    if let Some((_, before)) = &subject.again {
        rows = merged(&before.requirements, rows);
    }
    let stages =
        StageName::ALL.into_iter().map(|s| found.stages.get(&s).cloned().unwrap_or_else(|| StageResult::skipped(s)));
    let mut report = Report {
        version: 1,
        tool: Tool::this(),
        demo: false,
        started: started.replace_nanosecond(0).unwrap_or(started).format(&Rfc3339).unwrap_or_default(),
        duration_ms: 0,
        provider: subject.provider.id().to_owned(),
        variant: subject.variant.clone(),
        purposes: subject.choice.purposes.clone(),
        options: subject.choice.options.clone(),
        target: target(subject, &found),
        principal: found.principal.clone(),
        findings: subject.findings.iter().chain(&found.findings).cloned().collect(),
        stages: stages.collect(),
        summary: summarise(&rows),
        requirements: rows,
        preconditions: preconditions(subject, &found),
        excess: excess(subject, &found),
        readiness: Readiness::Undetermined,
        ending: halt.map_or(EndingKind::Complete, |h| h.kind),
        remediation: Vec::new(),
        calls: 0,
        asked: Vec::new(),
        credential: fingerprint(subject),
    };
    report.readiness = report.judge_readiness();
    report
}

fn row(requirement: &Requirement, found: &Found, ending: &Ending, language: Language, redactor: &Redactor) -> Row {
    let mut evidence: Vec<Evidence> = found.evidence.get(&requirement.id).cloned().unwrap_or_default();
    // Answers arrive in any order; the report has one order. A stable sort keeps a repeated method in sequence.
    evidence.sort_by_key(|e| e.method);
    for e in &mut evidence {
        e.message = e.message.take().map(|m| redactor.clean(&m));
        e.reason = e.reason.take().map(|m| redactor.clean(&m));
    }
    let judged = judge(&evidence, ending);
    Row {
        id: requirement.id.clone(),
        permission: requirement.permission.clone(),
        resource: requirement.resource.clone(),
        level: requirement.level,
        group: requirement.group.clone(),
        purpose: requirement.purpose.in_language(language).to_owned(),
        verdict: judged.verdict,
        method: judged.method,
        reason: judged.reason,
        cause: judged.cause,
        disputed: judged.disputed,
        evidence,
    }
}

/// What was found of preconditions; for a recheck, over what the earlier report says of those not asked again.
fn preconditions(subject: &Subject, found: &Found) -> Vec<Precondition> {
    let before = subject.again.iter().flat_map(|(_, report)| &report.preconditions);
    let mut all: BTreeMap<&str, &Precondition> = before.map(|p| (p.id.as_str(), p)).collect();
    all.extend(found.preconditions.iter().map(|(id, p)| (id.as_str(), p)));
    all.into_values().cloned().collect()
}

/// What is held beyond need; a recheck asks for less, so what the earlier report saw stays.
fn excess(subject: &Subject, found: &Found) -> Vec<Excess> {
    let before = subject.again.iter().flat_map(|(_, report)| &report.excess);
    let mut all: Vec<Excess> = before.cloned().collect();
    all.extend(found.excess.iter().filter(|e| !all.contains(e)).cloned().collect::<Vec<_>>());
    all
}

/// Rows of an earlier report, with those that were checked again in their places.
fn merged(before: &[Row], mut again: Vec<Row>) -> Vec<Row> {
    let mut rows = Vec::with_capacity(before.len());
    for row in before {
        match again.iter().position(|r| r.id == row.id) {
            Some(place) => rows.push(again.remove(place)),
            None => rows.push(row.clone()),
        }
    }
    rows
}

fn target(subject: &Subject, found: &Found) -> IndexMap<String, String> {
    let descriptor = subject.provider.descriptor(subject.language);
    let mut target = IndexMap::new();
    for field in descriptor.variant(&subject.variant).map(|v| v.fields.as_slice()).unwrap_or_default() {
        if let (true, Some(value)) = (field.setting, subject.fields.plain(&field.name)) {
            target.insert(field.name.clone(), value.to_owned());
        }
    }
    target.extend(found.target.iter().map(|(k, v)| (k.clone(), v.clone())));
    target
}
