//! The report: all that a check found out, in one document with a fixed order.
//!
//! In: what the probe told, judged. Out: the JSON of the contract, and the exit code. Same inputs and same
//! answers give the same bytes, but for `started`, `duration_ms` and the `ms` of evidence. There is no secret
//! in it by construction: its types cannot hold one, and vendor messages pass the redactor.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::evidence::{Evidence, Method};
use crate::finding::{Finding, Severity, worst};
use crate::network::{StageOutcome, StageResult};
use crate::probe::{EndingKind, Excess, Precondition, PreconditionOutcome, Principal};
use crate::remediation::Remediation;
use crate::requirement::Level;
use crate::transport::Intent;
use crate::verdict::Verdict;

/// The document. Fields stand in the order of the contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Report {
    /// 1.
    pub version: u32,
    /// The program.
    pub tool: Tool,
    /// Made against the demo cloud.
    #[serde(default)]
    pub demo: bool,
    /// RFC 3339, UTC, whole seconds.
    pub started: String,
    /// From the first request to the last answer.
    #[serde(default)]
    pub duration_ms: u64,
    /// Provider id.
    pub provider: String,
    /// Variant id.
    pub variant: String,
    /// Purpose ids.
    pub purposes: Vec<String>,
    /// Option ids.
    #[serde(default)]
    pub options: Vec<String>,
    /// Non-secret settings, given or found out.
    #[serde(default)]
    pub target: IndexMap<String, String>,
    /// Who the credential is; nothing when that was not found out.
    pub principal: Option<Principal>,
    /// Offline findings, and those that came up on the way.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// All seven stages in order.
    #[serde(default)]
    pub stages: Vec<StageResult>,
    /// One row a permission, in the catalogue's order.
    pub requirements: Vec<Row>,
    /// Things beside permissions.
    #[serde(default)]
    pub preconditions: Vec<Precondition>,
    /// Held beyond need, where it can be seen.
    #[serde(default)]
    pub excess: Vec<Excess>,
    /// Counts.
    pub summary: Summary,
    /// The bottom line.
    pub readiness: Readiness,
    /// How the run ended.
    #[serde(default)]
    pub ending: EndingKind,
    /// Fixes.
    #[serde(default)]
    pub remediation: Vec<Remediation>,
    /// How many requests were sent.
    #[serde(default)]
    pub calls: u32,
    /// What these requests were, each kind once.
    #[serde(default)]
    #[cfg_attr(feature = "bindings", ts(optional, as = "Option<Vec<Asked>>"))]
    pub asked: Vec<Asked>,
    /// SHA-256 over provider, variant and the non-secret identifiers of the credential, hex: tells whether a
    /// payload and a report speak of the same credential.
    #[serde(default)]
    pub credential: String,
}

/// Requests of one kind that were sent. Holds no header, no parameter and no body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Asked {
    /// What it does, in the vendor's words, such as `ec2:RunInstances`.
    pub label: String,
    /// Service id, as the descriptor names it.
    pub service: String,
    /// The host it went to.
    pub host: String,
    /// What it is for. None of them changes anything.
    #[schemars(with = "String")]
    pub intent: Intent,
    /// How often, repeated ones included.
    pub count: u32,
}

/// The program that made a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Tool {
    /// `xoap-onboard`.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Tool {
    /// This program.
    #[must_use]
    pub fn this() -> Self {
        Self { name: "xoap-onboard".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}

/// One permission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Row {
    /// The requirement's id.
    pub id: String,
    /// The vendor's own string.
    pub permission: String,
    /// What it is needed on.
    pub resource: String,
    /// How much it weighs.
    pub level: Level,
    /// The group it is shown in.
    #[serde(default)]
    pub group: String,
    /// What it is needed for.
    pub purpose: String,
    /// What is known.
    pub verdict: Verdict,
    /// What that rests on.
    pub method: Method,
    /// Why denied or undetermined, or a note on a grant.
    pub reason: Option<String>,
    /// Kebab-case cause, for undetermined.
    #[serde(default)]
    pub cause: Option<String>,
    /// Two methods disagree.
    #[serde(default)]
    pub disputed: bool,
    /// What was seen, in the order of methods.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// Counts by level. Conditional rows weigh as much as required ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Summary {
    /// Required rows.
    pub required: Tally,
    /// Optional rows.
    #[serde(default)]
    pub optional: Tally,
    /// Conditional rows.
    #[serde(default)]
    pub conditional: Tally,
}

/// Counts of verdicts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Tally {
    /// Granted.
    pub granted: u32,
    /// Denied.
    pub denied: u32,
    /// Undetermined.
    pub undetermined: u32,
}

impl Tally {
    fn count(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Granted => self.granted += 1,
            Verdict::Denied => self.denied += 1,
            Verdict::Undetermined => self.undetermined += 1,
        }
    }
}

/// The bottom line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Readiness {
    /// All that is needed is granted and every precondition is met.
    Ready,
    /// All that is needed is granted; something optional is denied, or a precondition is unmet.
    ReadyWithGaps,
    /// Something needed is denied, the credential was rejected, or it cannot be used.
    Blocked,
    /// Nothing needed is denied, but something could not be found out.
    Undetermined,
}

/// Counts rows.
#[must_use]
pub fn summarise(rows: &[Row]) -> Summary {
    let mut summary = Summary::default();
    for row in rows {
        match row.level {
            Level::Required => summary.required.count(row.verdict),
            Level::Optional => summary.optional.count(row.verdict),
            Level::Conditional => summary.conditional.count(row.verdict),
        }
    }
    summary
}

impl Report {
    /// The bottom line from everything else in the report.
    #[must_use]
    pub fn judge_readiness(&self) -> Readiness {
        let s = &self.summary;
        let needed = |f: fn(&Tally) -> u32| f(&s.required) + f(&s.conditional);
        if matches!(self.ending, EndingKind::Rejected | EndingKind::Unusable | EndingKind::Defect)
            || needed(|t| t.denied) > 0
            || worst(&self.findings) == Some(Severity::Error)
        {
            return Readiness::Blocked;
        }
        if needed(|t| t.undetermined) > 0 || self.requirements.is_empty() {
            return Readiness::Undetermined;
        }
        let unmet = self.preconditions.iter().any(|p| p.outcome == PreconditionOutcome::Unmet);
        if unmet || s.optional.denied > 0 { Readiness::ReadyWithGaps } else { Readiness::Ready }
    }

    /// The stage that failed, if one did.
    #[must_use]
    pub fn failed_stage(&self) -> Option<&StageResult> {
        self.stages.iter().find(|s| s.outcome == StageOutcome::Failed)
    }

    /// The exit code of the contract. See [`ExitCode`].
    #[must_use]
    pub fn exit_code(&self, fail_on: FailOn) -> ExitCode {
        let s = &self.summary;
        let (denied, undetermined) =
            (s.required.denied + s.conditional.denied, s.required.undetermined + s.conditional.undetermined);
        let worst = worst(&self.findings);
        match self.ending {
            EndingKind::Defect => ExitCode::Defect,
            EndingKind::Rejected => ExitCode::Rejected,
            EndingKind::Unreachable => ExitCode::NoAnswer,
            _ if denied > 0 || worst == Some(Severity::Error) => ExitCode::Denied,
            _ if fail_on == FailOn::Warning && worst == Some(Severity::Warning) => ExitCode::Denied,
            EndingKind::Timeout if undetermined > 0 && self.principal.is_none() => ExitCode::NoAnswer,
            _ if undetermined > 0 => ExitCode::Undetermined,
            _ if fail_on == FailOn::Undetermined && s.optional.undetermined > 0 => ExitCode::Undetermined,
            _ => ExitCode::Ok,
        }
    }
}

/// What moves the exit code away from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FailOn {
    /// Denied, undetermined or an error finding (the default).
    #[default]
    Error,
    /// Also a warning finding.
    Warning,
    /// Also an optional requirement that is undetermined.
    Undetermined,
}

/// The exit codes of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// Everything needed is granted, or nothing wrong was found.
    Ok = 0,
    /// Something needed is denied, or a finding is an error.
    Denied = 1,
    /// Nothing denied, something needed undetermined.
    Undetermined = 2,
    /// The credential was rejected.
    Rejected = 3,
    /// No answer from the service.
    NoAnswer = 4,
    /// Wrong usage.
    Usage = 64,
    /// The input cannot be read as any credential.
    Unreadable = 65,
    /// Something of this computer that is needed is not there: its key store.
    Unavailable = 69,
    /// A defect of ours.
    Defect = 70,
}
