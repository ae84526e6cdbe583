//! The report as JUnit XML: one suite each for the stages, the findings, the permissions and the preconditions.
//!
//! A failure is what a person must fix; an error is what could not be found out; an optional permission that is
//! not granted is skipped, so that a pipeline goes red exactly when the exit code says so.

use super::{evidence_line, name_of, plain};
use crate::finding::Severity;
use crate::network::StageOutcome;
use crate::probe::PreconditionOutcome;
use crate::report::Report;
use crate::requirement::Level;
use crate::speech::Speech;
use crate::verdict::Verdict;

enum Result {
    Passed,
    Failure,
    Error,
    Skipped,
}

struct Case {
    name: String,
    result: Result,
    kind: String,
    message: String,
    detail: String,
}

/// Renders.
pub(super) fn render(report: &Report, speech: &Speech) -> String {
    let suites = [
        ("stages", stages(report)),
        ("findings", findings(report)),
        ("permissions", permissions(report)),
        ("preconditions", preconditions(report)),
    ];
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let mark = if report.demo { format!(" ({})", speech.say("report-demo", &[])) } else { String::new() };
    out.push_str(&format!("<testsuites name=\"{}\">\n", escaped(&format!("{}{mark}", report.tool.name))));
    for (name, cases) in suites {
        let count = |f: fn(&Result) -> bool| cases.iter().filter(|c| f(&c.result)).count();
        out.push_str(&format!(
            "  <testsuite name=\"{}.{name}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" timestamp=\"{}\">\n",
            escaped(&report.provider),
            cases.len(),
            count(|r| matches!(r, Result::Failure)),
            count(|r| matches!(r, Result::Error)),
            count(|r| matches!(r, Result::Skipped)),
            escaped(report.started.trim_end_matches('Z')),
        ));
        for case in &cases {
            case.write(&mut out, &format!("{}.{name}", report.provider));
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

impl Case {
    fn write(&self, out: &mut String, class: &str) {
        let open = format!("    <testcase classname=\"{}\" name=\"{}\"", escaped(class), escaped(&self.name));
        let (kind, message, detail) = (escaped(&self.kind), escaped(&self.message), escaped(&self.detail));
        let inner = match self.result {
            Result::Passed => {
                out.push_str(&format!("{open}/>\n"));
                return;
            }
            Result::Failure => format!("<failure type=\"{kind}\" message=\"{message}\">{detail}</failure>"),
            Result::Error => format!("<error type=\"{kind}\" message=\"{message}\">{detail}</error>"),
            Result::Skipped => format!("<skipped message=\"{message}\"/>"),
        };
        out.push_str(&format!("{open}>{inner}</testcase>\n"));
    }
}

fn stages(report: &Report) -> Vec<Case> {
    let case = |s: &crate::network::StageResult| Case {
        name: name_of(&s.stage),
        result: match s.outcome {
            StageOutcome::Ok | StageOutcome::Warning => Result::Passed,
            StageOutcome::Failed => Result::Failure,
            StageOutcome::Skipped => Result::Skipped,
        },
        kind: s.cause.clone().unwrap_or_default(),
        message: s.detail.clone().unwrap_or_default(),
        detail: String::new(),
    };
    report.stages.iter().map(case).collect()
}

fn findings(report: &Report) -> Vec<Case> {
    let case = |f: &crate::finding::Finding| Case {
        name: f.code.clone(),
        result: if f.severity == Severity::Error { Result::Failure } else { Result::Passed },
        kind: f.code.clone(),
        message: f.message.clone(),
        detail: f.tip.clone(),
    };
    report.findings.iter().map(case).collect()
}

fn permissions(report: &Report) -> Vec<Case> {
    let case = |r: &crate::report::Row| Case {
        name: format!("{} ({})", r.permission, r.id),
        result: match (r.verdict, r.level) {
            (Verdict::Granted, _) => Result::Passed,
            (_, Level::Optional) => Result::Skipped,
            (Verdict::Denied, _) => Result::Failure,
            (Verdict::Undetermined, _) => Result::Error,
        },
        kind: r.cause.clone().unwrap_or_else(|| name_of(&r.verdict)),
        message: r.reason.clone().unwrap_or_else(|| r.purpose.clone()),
        detail: r.evidence.iter().map(evidence_line).collect::<Vec<_>>().join("; "),
    };
    report.requirements.iter().map(case).collect()
}

fn preconditions(report: &Report) -> Vec<Case> {
    // A precondition does not move the exit code, so it fails no pipeline either.
    let case = |p: &crate::probe::Precondition| Case {
        name: p.id.clone(),
        result: if p.outcome == PreconditionOutcome::Met { Result::Passed } else { Result::Skipped },
        kind: name_of(&p.outcome),
        message: p.detail.clone(),
        detail: p.fix.clone().unwrap_or_default(),
    };
    report.preconditions.iter().map(case).collect()
}

fn escaped(text: &str) -> String {
    // U+FFFE and U+FFFF are no characters of XML.
    plain(text)
        .chars()
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect::<String>()
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
