//! The report as plain text: the bottom line first, then what is wrong, then the rest.

use super::{
    Colour, by_weight, evidence_line, facts, headline, level_id, name_of, outcome_id, plain, precondition_id,
    severity_id, tallies, verdict_id,
};
use crate::finding::Severity;
use crate::network::StageOutcome;
use crate::probe::PreconditionOutcome;
use crate::report::{Readiness, Report, Row};
use crate::speech::Speech;
use crate::verdict::Verdict;

const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const BOLD: &str = "1";
const DIM: &str = "2";

/// Renders.
pub(super) fn render(report: &Report, speech: &Speech, colour: Colour) -> String {
    let mut page = Page { out: String::new(), speech, colour };
    page.head(report);
    page.stages(report);
    page.findings(report);
    page.rows(report);
    page.preconditions(report);
    page.excess(report);
    page.fixes(report);
    page.out
}

/// How much is said of a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// Verdict and permission.
    Line,
    /// Also what it is for, why, and what was seen.
    Full,
}

struct Page<'a> {
    out: String,
    speech: &'a Speech,
    colour: Colour,
}

impl Page<'_> {
    fn say(&self, id: &str) -> String {
        self.speech.say(id, &[])
    }

    fn paint(&self, code: &str, text: &str) -> String {
        match self.colour {
            Colour::Never => text.to_owned(),
            Colour::Ansi => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    fn heading(&mut self, id: &str) {
        let text = self.paint(BOLD, &self.say(id));
        self.line("");
        self.line(&text);
    }

    /// A word in a column, padded by what is seen of it.
    fn word(&self, code: &str, word: &str, width: usize) -> String {
        let pad = width.saturating_sub(word.chars().count());
        format!("{}{}", self.paint(code, word), " ".repeat(pad))
    }

    fn head(&mut self, report: &Report) {
        if report.demo {
            let mark = self.paint(YELLOW, &self.say("report-demo"));
            self.line(&mark);
            self.line("");
        }
        let code = match report.readiness {
            Readiness::Ready => GREEN,
            Readiness::Blocked => RED,
            Readiness::ReadyWithGaps | Readiness::Undetermined => YELLOW,
        };
        let bottom_line = self.paint(code, &headline(report, self.speech));
        self.line(&bottom_line);
        self.line("");
        let facts = facts(report, self.speech);
        let width = facts.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
        for (label, value) in facts {
            let label = self.word(DIM, &label, width);
            self.line(&format!("{label}  {}", plain(&value)));
        }
    }

    fn stages(&mut self, report: &Report) {
        self.heading("report-stages");
        for stage in &report.stages {
            let code = match stage.outcome {
                StageOutcome::Ok => GREEN,
                StageOutcome::Failed => RED,
                StageOutcome::Skipped => DIM,
                StageOutcome::Warning => YELLOW,
            };
            let outcome = self.word(code, &self.say(outcome_id(stage.outcome)), 10);
            let cause = stage.cause.as_ref().map(|c| format!("  [{c}]")).unwrap_or_default();
            let name = self.say(&format!("report-stage-name-{}", name_of(&stage.stage)));
            self.line(&format!("  {outcome} {name}{cause}"));
            if let Some(detail) = &stage.detail {
                self.line(&format!("             {}", plain(detail)));
            }
        }
    }

    fn findings(&mut self, report: &Report) {
        if report.findings.is_empty() {
            return;
        }
        self.heading("report-findings");
        let mut findings: Vec<_> = report.findings.iter().collect();
        findings.sort_by_key(|f| std::cmp::Reverse(f.severity));
        for f in findings {
            let code = match f.severity {
                Severity::Error => RED,
                Severity::Warning => YELLOW,
                Severity::Info => DIM,
            };
            let word = self.word(code, &self.say(severity_id(f.severity)), 10);
            self.line(&format!("  {word} {}  [{}]", plain(&f.message), f.code));
            if !f.tip.is_empty() {
                self.line(&format!("             {}", plain(&f.tip)));
            }
        }
    }

    fn rows(&mut self, report: &Report) {
        if report.requirements.is_empty() {
            return;
        }
        self.heading("report-permissions");
        for tally in tallies(report, self.speech) {
            self.line(&format!("  {tally}"));
        }
        let mut before: Option<&str> = None;
        for row in by_weight(report) {
            // When a check ended early, all rows after that have one reason: it is told once.
            let known = row.evidence.is_empty() && row.reason.is_some() && row.reason.as_deref() == before;
            self.row(row, if known { Detail::Line } else { Detail::Full });
            before = row.reason.as_deref();
        }
    }

    fn row(&mut self, row: &Row, detail: Detail) {
        let code = match row.verdict {
            Verdict::Granted => GREEN,
            Verdict::Denied => RED,
            Verdict::Undetermined => YELLOW,
        };
        let verdict = self.word(code, &self.say(verdict_id(row.verdict)), 13);
        let level = self.say(level_id(row.level));
        self.line(&format!("  {verdict} {}  ({level}, {})", plain(&row.permission), name_of(&row.method)));
        if detail == Detail::Line || row.verdict == Verdict::Granted && !row.disputed {
            return;
        }
        let indent = " ".repeat(16);
        self.line(&format!("{indent}{}", plain(&row.purpose)));
        if let Some(reason) = &row.reason {
            let cause = row.cause.as_ref().map(|c| format!("  [{c}]")).unwrap_or_default();
            self.line(&format!("{indent}{}{cause}", plain(reason)));
        }
        for e in &row.evidence {
            let line = self.paint(DIM, &plain(&evidence_line(e)));
            self.line(&format!("{indent}{line}"));
        }
        if row.disputed {
            let note = self.say("report-disputed");
            self.line(&format!("{indent}{note}"));
        }
    }

    fn preconditions(&mut self, report: &Report) {
        if report.preconditions.is_empty() {
            return;
        }
        self.heading("report-preconditions");
        for p in &report.preconditions {
            let code = match p.outcome {
                PreconditionOutcome::Met => GREEN,
                PreconditionOutcome::Unmet => RED,
                PreconditionOutcome::Undetermined => YELLOW,
            };
            let word = self.word(code, &self.say(precondition_id(p.outcome)), 13);
            self.line(&format!("  {word} {}: {}", p.id, plain(&p.detail)));
            if let Some(fix) = &p.fix {
                self.line(&format!("                {}", plain(fix)));
            }
        }
    }

    fn excess(&mut self, report: &Report) {
        if report.excess.is_empty() {
            return;
        }
        self.heading("report-excess");
        for e in &report.excess {
            self.line(&format!("  {}: {}", plain(&e.permission), plain(&e.why)));
        }
    }

    fn fixes(&mut self, report: &Report) {
        if report.remediation.is_empty() {
            return;
        }
        self.heading("report-fixes");
        for fix in &report.remediation {
            self.line(&format!("  {:<11} {}", name_of(&fix.format), plain(&fix.title)));
        }
        let how = self.say("report-fixes-how");
        self.line(&format!("  {how}"));
    }
}
