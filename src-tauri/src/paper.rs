//! The report for people: plain text and Markdown, from the same parts.
//!
//! In: a report. Out: text. Whatever a service or a file said stands in it as text: no mark-up of its own, no
//! control characters. Nothing is computed here that is not in the report.

use onboard_core::finding::Finding;
use onboard_core::network::StageOutcome;
use onboard_core::probe::PreconditionOutcome;
use onboard_core::report::{Readiness, Report, Row, Tally};
use onboard_core::speech::{Language, Speech};
use onboard_core::verdict::Verdict;

use crate::fault::speech;

/// How the paper is marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// Not at all.
    Plain,
    /// Markdown.
    Markdown,
}

/// The whole report.
#[must_use]
pub fn report(report: &Report, markup: Markup, language: Language) -> String {
    let mut paper = Paper { markup, speech: speech(language), out: String::new() };
    paper.head(report);
    paper.stages(report);
    paper.permissions(report);
    paper.beside(report);
    paper.fixes(report);
    paper.out
}

struct Paper {
    markup: Markup,
    speech: Speech,
    out: String,
}

impl Paper {
    fn word(&self, id: &str) -> String {
        self.speech.say(id, &[])
    }

    /// Foreign text on one line.
    fn safe(&self, text: &str) -> String {
        let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        match self.markup {
            Markup::Plain => line,
            Markup::Markdown => {
                let mut out = String::with_capacity(line.len());
                for c in line.chars() {
                    if r"\`*_[]<>|#&!".contains(c) {
                        out.push('\\');
                    }
                    out.push(c);
                }
                out
            }
        }
    }

    fn heading(&mut self, id: &str) {
        let word = self.word(id);
        match self.markup {
            Markup::Plain => self.out.push_str(&format!("\n{word}\n{}\n", "-".repeat(word.chars().count()))),
            Markup::Markdown => self.out.push_str(&format!("\n## {word}\n\n")),
        }
    }

    fn item(&mut self, mark: &str, text: &str, detail: &str) {
        let text = self.safe(text);
        let detail = if detail.is_empty() { String::new() } else { format!(" · {}", self.safe(detail)) };
        match self.markup {
            Markup::Plain => self.out.push_str(&format!("  {mark} {text}{detail}\n")),
            Markup::Markdown => self.out.push_str(&format!("- {mark} {text}{detail}\n")),
        }
    }

    fn fact(&mut self, id: &str, value: &str) {
        let label = self.word(id);
        let value = self.safe(value);
        match self.markup {
            Markup::Plain => self.out.push_str(&format!("{label}: {value}\n")),
            Markup::Markdown => self.out.push_str(&format!("- **{label}:** {value}\n")),
        }
    }

    fn head(&mut self, report: &Report) {
        let title = self.word("paper-title");
        match self.markup {
            Markup::Plain => self.out.push_str(&format!("{title}\n{}\n", "=".repeat(title.chars().count()))),
            Markup::Markdown => self.out.push_str(&format!("# {title}\n\n")),
        }
        if report.demo {
            let mark = self.word("paper-demo");
            self.out.push_str(&match self.markup {
                Markup::Plain => format!("{mark}\n\n"),
                Markup::Markdown => format!("> {mark}\n\n"),
            });
        }
        let readiness = self.word(match report.readiness {
            Readiness::Ready => "readiness-ready",
            Readiness::ReadyWithGaps => "readiness-ready-with-gaps",
            Readiness::Blocked => "readiness-blocked",
            Readiness::Undetermined => "readiness-undetermined",
        });
        self.fact("paper-result", &readiness);
        self.fact("paper-provider", &format!("{} ({})", report.provider, report.variant));
        let nobody = self.word("paper-not-known");
        self.fact("paper-identity", report.principal.as_ref().map_or(nobody.as_str(), |p| p.id.as_str()));
        let list = |pairs: Vec<String>| pairs.join(", ");
        self.fact("paper-purposes", &list(report.purposes.iter().chain(&report.options).cloned().collect()));
        if !report.target.is_empty() {
            self.fact("paper-target", &list(report.target.iter().map(|(k, v)| format!("{k}={v}")).collect()));
        }
        self.fact("paper-started", &report.started);
        self.fact("paper-calls", &report.calls.to_string());
    }

    fn stages(&mut self, report: &Report) {
        self.heading("paper-stages");
        for stage in &report.stages {
            let mark = match stage.outcome {
                StageOutcome::Ok => "●",
                StageOutcome::Failed => "✕",
                StageOutcome::Skipped => "–",
                StageOutcome::Warning => "!",
            };
            let name = serde_json::to_value(stage.stage).ok().and_then(|v| v.as_str().map(|s| format!("stage-{s}")));
            let name = self.word(&name.unwrap_or_default());
            self.item(mark, &name, stage.detail.as_deref().unwrap_or_default());
        }
    }

    fn permissions(&mut self, report: &Report) {
        self.heading("paper-permissions");
        let (granted, denied, undetermined) = counts(report);
        let (granted, denied, undetermined) = (granted.to_string(), denied.to_string(), undetermined.to_string());
        let values =
            [("granted", granted.as_str()), ("denied", denied.as_str()), ("undetermined", undetermined.as_str())];
        self.out.push_str(&format!("{}\n", self.speech.say("paper-counts", &values)));
        self.out.push('\n');
        if self.markup == Markup::Markdown {
            let heads =
                ["paper-result", "paper-permission", "paper-needed-for", "paper-reason"].map(|id| self.word(id));
            self.out.push_str(&format!("| {} |\n| --- | --- | --- | --- |\n", heads.join(" | ")));
        }
        for row in &report.requirements {
            self.row(row);
        }
    }

    fn row(&mut self, row: &Row) {
        let (mark, word) = match row.verdict {
            Verdict::Granted => ("●", self.word("verdict-granted")),
            Verdict::Denied => ("✕", self.word("verdict-denied")),
            Verdict::Undetermined => ("?", self.word("verdict-undetermined")),
        };
        let [permission, purpose, reason] =
            [row.permission.as_str(), row.purpose.as_str(), row.reason.as_deref().unwrap_or_default()]
                .map(|text| self.safe(text));
        match self.markup {
            Markup::Plain => {
                self.out.push_str(&format!("  {mark} {word} · {permission} · {purpose}\n"));
                if !reason.is_empty() {
                    self.out.push_str(&format!("      {reason}\n"));
                }
            }
            Markup::Markdown => {
                self.out.push_str(&format!("| {mark} {word} | {permission} | {purpose} | {reason} |\n"))
            }
        }
    }

    fn beside(&mut self, report: &Report) {
        if !report.preconditions.is_empty() {
            self.heading("paper-preconditions");
            for precondition in &report.preconditions {
                let mark = match precondition.outcome {
                    PreconditionOutcome::Met => "●",
                    PreconditionOutcome::Unmet => "✕",
                    PreconditionOutcome::Undetermined => "?",
                };
                self.item(mark, &precondition.detail, precondition.fix.as_deref().unwrap_or_default());
            }
        }
        if !report.findings.is_empty() {
            self.heading("paper-findings");
            for Finding { message, tip, .. } in &report.findings {
                self.item("•", message, tip);
            }
        }
        if !report.excess.is_empty() {
            self.heading("paper-excess");
            for excess in &report.excess {
                self.item("•", &excess.permission, &excess.why);
            }
        }
    }

    fn fixes(&mut self, report: &Report) {
        for fix in &report.remediation {
            let title = self.safe(&fix.title);
            let content: String = fix.content.chars().filter(|c| !c.is_control() || "\n\t".contains(*c)).collect();
            match self.markup {
                Markup::Plain => self.out.push_str(&format!("\n{title}\n\n{}\n", content.trim_end())),
                Markup::Markdown => {
                    // A fence that is longer than any run of backticks inside cannot be closed from inside.
                    let runs = content.split(|c| c != '`').map(str::len).max().unwrap_or(0);
                    let fence = "`".repeat(runs.max(2) + 1);
                    self.out.push_str(&format!("\n### {title}\n\n{fence}\n{}\n{fence}\n", content.trim_end()));
                }
            }
        }
    }
}

fn counts(report: &Report) -> (u32, u32, u32) {
    let all = [report.summary.required, report.summary.optional, report.summary.conditional];
    let sum = |f: fn(&Tally) -> u32| all.iter().map(f).sum();
    (sum(|t| t.granted), sum(|t| t.denied), sum(|t| t.undetermined))
}
