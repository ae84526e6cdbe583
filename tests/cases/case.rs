//! `case.toml`: what a case shows, what a person chose, what must come out. Written by hand, before the snapshots.

use std::collections::BTreeMap;

use onboard_core::evidence::Method;
use onboard_core::network::StageName;
use onboard_core::probe::{EndingKind, PreconditionOutcome};
use onboard_core::report::{Readiness, Tally};
use onboard_core::verdict::Verdict;
use serde::Deserialize;

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// One sentence on what the case is there for.
    pub shows: String,
    /// The imported file.
    pub input: String,
    /// Files that hold the rest of the credential, as `--with` gives them.
    #[serde(default)]
    pub with: Vec<String>,
    /// Which credential of it: its label; the first when absent.
    pub label: Option<String>,
    /// This machine's clock when the check begins, RFC 3339.
    #[serde(default = "clock")]
    pub clock: String,
    /// Purposes.
    #[serde(default = "purposes")]
    pub purposes: Vec<String>,
    /// Options.
    #[serde(default)]
    pub options: Vec<String>,
    /// Settings, as `--set` gives them.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// More that must not come out, such as a token that the service gives.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// What must come out.
    pub expect: Expect,
}

fn clock() -> String {
    "2026-11-24T12:00:00Z".to_owned()
}

fn purposes() -> Vec<String> {
    vec!["image-management".to_owned()]
}

/// What must come out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// Exit code of the command line.
    pub exit: u8,
    /// The bottom line.
    pub readiness: Readiness,
    /// How the run ended.
    pub ending: EndingKind,
    /// Id of the principal; no principal when absent.
    pub principal: Option<String>,
    /// The stage that failed; none when absent.
    pub failed: Option<Stage>,
    /// Counts of required rows.
    pub required: Counts,
    /// Counts of conditional rows; not looked at when absent.
    pub conditional: Option<Counts>,
    /// Counts of optional rows; not looked at when absent.
    pub optional: Option<Counts>,
    /// Findings that must be there, by code.
    #[serde(default)]
    pub findings: Vec<String>,
    /// Preconditions.
    #[serde(default)]
    pub preconditions: BTreeMap<String, PreconditionOutcome>,
    /// Rows by permission.
    #[serde(default)]
    pub rows: BTreeMap<String, Row>,
    /// Words that must stand in the report.
    #[serde(default)]
    pub says: Vec<String>,
    /// Words that must not: no cause blames the key wrongly.
    #[serde(default)]
    pub never_says: Vec<String>,
    /// Labels that must not have been sent.
    #[serde(default)]
    pub never_sent: Vec<String>,
    /// The hosts that were asked, all of them, in the order of the alphabet; not looked at when absent.
    pub hosts: Option<Vec<String>>,
    /// Most requests that may have been sent.
    pub at_most: Option<usize>,
}

/// A stage with its cause.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Which.
    pub stage: StageName,
    /// Why.
    pub cause: String,
}

/// Counts of verdicts: granted, denied, undetermined.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Counts(pub u32, pub u32, pub u32);

impl Counts {
    /// True when a report counts the same.
    pub fn are(self, tally: Tally) -> bool {
        (self.0, self.1, self.2) == (tally.granted, tally.denied, tally.undetermined)
    }
}

/// One row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The verdict.
    pub verdict: Verdict,
    /// The method that decided.
    pub method: Option<Method>,
    /// The cause, for undetermined.
    pub cause: Option<String>,
    /// Words in its reason.
    pub reason: Option<String>,
    /// Two methods disagree.
    #[serde(default)]
    pub disputed: bool,
}
