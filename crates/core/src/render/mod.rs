//! The report for people and for other programs: text, JSON, Markdown, HTML, JUnit, CSV.
//!
//! In: a [`Report`] and sentences. Out: bytes. All forms say the same; none adds a conclusion of its own. What
//! came from outside (names, messages of a service) is escaped for the form, so that it stays text. Deliberately
//! absent: any idea of a terminal; whether to colour is the caller's choice.

mod csv;
mod html;
mod junit;
mod markdown;
mod text;

use crate::evidence::Evidence;
use crate::finding::Severity;
use crate::network::StageOutcome;
use crate::payload::report_bytes;
use crate::probe::{EndingKind, PreconditionOutcome};
use crate::report::{Readiness, Report, Row};
use crate::requirement::Level;
use crate::speech::Speech;
use crate::transport::Intent;
use crate::verdict::Verdict;

/// What a report is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportForm {
    /// For a terminal or a text file.
    Text,
    /// The document of the contract; see [`report_bytes`].
    Json,
    /// For a ticket or a wiki.
    Markdown,
    /// One page without script, for a browser or a mail.
    Html,
    /// Test results, for a pipeline.
    Junit,
    /// One row a permission, for a spreadsheet.
    Csv,
}

impl ReportForm {
    /// The usual end of a file name.
    #[must_use]
    pub fn file_end(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Json => "json",
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Junit => "xml",
            Self::Csv => "csv",
        }
    }
}

/// Whether the text form is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Colour {
    /// No escape sequences.
    #[default]
    Never,
    /// ANSI colours, for a terminal.
    Ansi,
}

/// Renders a report. `colour` is heeded by the text form only.
#[must_use]
pub fn render(report: &Report, form: ReportForm, speech: &Speech, colour: Colour) -> Vec<u8> {
    match form {
        ReportForm::Json => report_bytes(report),
        ReportForm::Text => text::render(report, speech, colour).into_bytes(),
        ReportForm::Markdown => markdown::render(report, speech).into_bytes(),
        ReportForm::Html => html::render(report, speech).into_bytes(),
        ReportForm::Junit => junit::render(report, speech).into_bytes(),
        ReportForm::Csv => csv::render(report).into_bytes(),
    }
}

/// The bottom line in one sentence, with what it rests on.
#[must_use]
pub fn headline(report: &Report, speech: &Speech) -> String {
    let s = &report.summary;
    let count = |n: u32| n.to_string();
    let denied = s.required.denied + s.conditional.denied;
    let undetermined = s.required.undetermined + s.conditional.undetermined;
    let (id, n) = match (report.readiness, report.ending) {
        (_, EndingKind::Defect) => ("report-headline-defect", 0),
        (_, EndingKind::Rejected) => ("report-headline-rejected", 0),
        (_, EndingKind::Unusable) => ("report-headline-unusable", 0),
        (Readiness::Ready, _) => ("report-headline-ready", s.required.granted + s.conditional.granted),
        (Readiness::ReadyWithGaps, _) => ("report-headline-gaps", 0),
        (Readiness::Blocked, _) if denied > 0 => ("report-headline-denied", denied),
        (Readiness::Blocked, _) => ("report-headline-finding", 0),
        (Readiness::Undetermined, EndingKind::Unreachable) => ("report-headline-unreachable", 0),
        (Readiness::Undetermined, EndingKind::Cancelled) => ("report-headline-cancelled", undetermined),
        (Readiness::Undetermined, EndingKind::Timeout) => ("report-headline-timeout", undetermined),
        (Readiness::Undetermined, EndingKind::Stopped) => ("report-headline-stopped", undetermined),
        (Readiness::Undetermined, EndingKind::Complete) => ("report-headline-undetermined", undetermined),
    };
    speech.say(id, &[("count", &count(n))])
}

/// The facts at the head of a report: label and value.
fn facts(report: &Report, speech: &Speech) -> Vec<(String, String)> {
    let say = |id: &str| speech.say(id, &[]);
    let mut out = vec![(say("report-credential"), format!("{}, {}", report.provider, report.variant))];
    if let Some(p) = &report.principal {
        let account = p.account.as_ref().map(|a| format!(", {} {a}", say("report-account"))).unwrap_or_default();
        out.push((say("report-principal"), format!("{} ({}{account})", p.id, p.kind)));
    }
    let choice: Vec<_> = report.purposes.iter().chain(&report.options).cloned().collect();
    out.push((say("report-purposes"), choice.join(", ")));
    if !report.target.is_empty() {
        let pairs: Vec<_> = report.target.iter().map(|(k, v)| format!("{k}={v}")).collect();
        out.push((say("report-target"), pairs.join(", ")));
    }
    let how = speech.say(
        "report-checked-how",
        &[
            ("started", report.started.as_str()),
            ("ms", &report.duration_ms.to_string()),
            ("count", &report.calls.to_string()),
        ],
    );
    out.push((say("report-checked"), how));
    out.push((say("report-tool"), format!("{} {}", report.tool.name, report.tool.version)));
    out
}

/// The counts of one level as a sentence; nothing for a level without rows.
fn tallies(report: &Report, speech: &Speech) -> Vec<String> {
    let s = &report.summary;
    [(Level::Required, s.required), (Level::Conditional, s.conditional), (Level::Optional, s.optional)]
        .into_iter()
        .filter(|(_, t)| t.granted + t.denied + t.undetermined > 0)
        .map(|(level, t)| {
            let values = [
                ("level", speech.say(level_id(level), &[])),
                ("granted", t.granted.to_string()),
                ("denied", t.denied.to_string()),
                ("undetermined", t.undetermined.to_string()),
            ];
            let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
            speech.say("report-tally", &values)
        })
        .collect()
}

/// Rows in the order in which a person wants them: denied, undetermined, granted; within each the catalogue's.
fn by_weight(report: &Report) -> impl Iterator<Item = &Row> {
    [Verdict::Denied, Verdict::Undetermined, Verdict::Granted]
        .into_iter()
        .flat_map(|verdict| report.requirements.iter().filter(move |r| r.verdict == verdict))
}

/// Evidence in one line, in the vendor's words: `ec2:RunInstances: UnauthorizedOperation, status 403, request id …`.
fn evidence_line(e: &Evidence) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(e.code.clone().or_else(|| e.cause.clone()));
    parts.extend(e.status.map(|s| format!("HTTP {s}")));
    parts.extend(e.request_id.as_ref().map(|id| format!("request id {id}")));
    let what = e.request.clone().unwrap_or_else(|| name_of(&e.method));
    if parts.is_empty() { what } else { format!("{what}: {}", parts.join(", ")) }
}

/// The word that a value has in the report's JSON.
fn name_of<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}

fn verdict_id(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Granted => "report-verdict-granted",
        Verdict::Denied => "report-verdict-denied",
        Verdict::Undetermined => "report-verdict-undetermined",
    }
}

fn level_id(level: Level) -> &'static str {
    match level {
        Level::Required => "report-level-required",
        Level::Optional => "report-level-optional",
        Level::Conditional => "report-level-conditional",
    }
}

fn severity_id(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "report-severity-info",
        Severity::Warning => "report-severity-warning",
        Severity::Error => "report-severity-error",
    }
}

fn outcome_id(outcome: StageOutcome) -> &'static str {
    match outcome {
        StageOutcome::Ok => "report-stage-ok",
        StageOutcome::Failed => "report-stage-failed",
        StageOutcome::Skipped => "report-stage-skipped",
        StageOutcome::Warning => "report-stage-warning",
    }
}

fn intent_id(intent: Intent) -> &'static str {
    match intent {
        Intent::Read => "report-intent-read",
        Intent::DryRun => "report-intent-dry-run",
        Intent::PermissionTest => "report-intent-permission-test",
        Intent::Login => "report-intent-login",
    }
}

fn precondition_id(outcome: PreconditionOutcome) -> &'static str {
    match outcome {
        PreconditionOutcome::Met => "report-precondition-met",
        PreconditionOutcome::Unmet => "report-precondition-unmet",
        PreconditionOutcome::Undetermined => "report-verdict-undetermined",
    }
}

/// Text from outside as one line that cannot steer a terminal: control characters, marks that change the direction of
/// writing and characters that are not seen are left out, line ends become spaces.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
            c if c.is_control() => None,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
            '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}' => None,
            c => Some(c),
        })
        .collect()
}

/// The same for text of several lines.
#[must_use]
pub fn plain_lines(text: &str) -> String {
    text.split('\n').map(|line| plain(line).trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
