//! Judging: evidence in, exactly one verdict out for every requirement.
//!
//! Rules, in this order. 1. Only an answer that says yes or no decides. 2. A live answer beats a simulated one.
//! 3. Of several live answers the last one decides: a second request is sent only when the first was not asked
//! the right way. 4. With no deciding answer the verdict is undetermined, and its cause is that of the last
//! live failure, else of the last failure, else of the end of the run.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::evidence::{Evidence, Method, Outcome};

/// What is known of a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Verdict {
    /// The server said so.
    Granted,
    /// The server said that it is not.
    Denied,
    /// It could not be found out; the reason says why.
    Undetermined,
}

/// A verdict with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// The method that decided, or that was tried last; `None` when nothing was tried.
    pub method: Method,
    /// Kebab-case cause for undetermined.
    pub cause: Option<String>,
    /// A sentence: why denied, why undetermined, or a note on a grant.
    pub reason: Option<String>,
    /// Two methods disagree; the report shows both.
    pub disputed: bool,
}

/// Why a run ended before every requirement had its evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Kebab-case, such as `cancelled`.
    pub cause: String,
    /// In words.
    pub reason: String,
}

/// Judges one requirement from its evidence, which stands in the order in which it arrived.
#[must_use]
pub fn judge(evidence: &[Evidence], ending: &Ending) -> Judgement {
    let deciding =
        |live: bool| evidence.iter().rev().find(|e| e.method.is_live() == live && e.outcome != Outcome::Failed);
    let disputed = matches!((deciding(true), deciding(false)), (Some(a), Some(b)) if a.outcome != b.outcome);
    if let Some(e) = deciding(true).or_else(|| deciding(false)) {
        let verdict = if e.outcome == Outcome::Allowed { Verdict::Granted } else { Verdict::Denied };
        return Judgement { verdict, method: e.method, cause: None, reason: e.reason.clone(), disputed };
    }
    let failure = evidence.iter().rev().find(|e| e.method.is_live()).or(evidence.last());
    match failure {
        Some(e) => Judgement {
            verdict: Verdict::Undetermined,
            method: e.method,
            cause: e.cause.clone().or_else(|| Some("unexpected-answer".to_owned())),
            reason: e.reason.clone().or_else(|| e.message.clone()),
            disputed: false,
        },
        None => Judgement {
            verdict: Verdict::Undetermined,
            method: Method::None,
            cause: Some(ending.cause.clone()),
            reason: Some(ending.reason.clone()),
            disputed: false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Method::{DryRun, PolicySimulation};
    use Outcome::{Allowed, Failed, Refused};

    fn check(evidence: &[(Method, Outcome)], verdict: Verdict, method: Method) {
        let evidence: Vec<_> = evidence.iter().map(|(m, o)| Evidence::new(*m, *o)).collect();
        let ending = Ending { cause: "not-tested".to_owned(), reason: String::new() };
        let judged = judge(&evidence, &ending);
        assert_eq!((judged.verdict, judged.method), (verdict, method), "{evidence:?}");
        assert_eq!(judged.cause.is_some(), verdict == Verdict::Undetermined, "{evidence:?}");
    }

    #[test]
    fn live_beats_simulated() {
        check(&[(PolicySimulation, Refused), (DryRun, Allowed)], Verdict::Granted, DryRun);
        check(&[(DryRun, Refused), (PolicySimulation, Allowed)], Verdict::Denied, DryRun);
        check(&[(DryRun, Failed), (PolicySimulation, Allowed)], Verdict::Granted, PolicySimulation);
        check(&[(DryRun, Failed), (PolicySimulation, Refused)], Verdict::Denied, PolicySimulation);
    }

    #[test]
    fn the_last_live_answer_decides() {
        check(&[(DryRun, Refused), (DryRun, Allowed)], Verdict::Granted, DryRun);
        check(&[(DryRun, Refused), (DryRun, Failed)], Verdict::Denied, DryRun);
    }

    #[test]
    fn failures_decide_nothing() {
        check(&[], Verdict::Undetermined, Method::None);
        check(&[(DryRun, Failed)], Verdict::Undetermined, DryRun);
        check(&[(DryRun, Failed), (PolicySimulation, Failed)], Verdict::Undetermined, DryRun);
    }
}
