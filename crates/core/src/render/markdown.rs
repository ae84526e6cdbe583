//! The report as Markdown (tables of the common extension), for a ticket or a wiki.

use super::{
    by_weight, evidence_line, facts, headline, intent_id, level_id, name_of, outcome_id, plain, plain_lines,
    precondition_id, severity_id, tallies, verdict_id,
};
use crate::payload::report_sha256;
use crate::remediation::Format;
use crate::report::Report;
use crate::speech::Speech;

/// Renders.
pub(super) fn render(report: &Report, speech: &Speech) -> String {
    let say = |id: &str| speech.say(id, &[]);
    let mut out = format!("# {}\n\n", say("report-title"));
    if report.demo {
        out.push_str(&format!("> **{}**\n\n", say("report-demo")));
    }
    out.push_str(&format!("**{}**\n\n", escaped(&headline(report, speech))));
    for (label, value) in facts(report, speech) {
        out.push_str(&format!("- {label}: {}\n", escaped(&value)));
    }
    let asked = report.asked.iter().map(|a| {
        vec![say(intent_id(a.intent)), a.label.clone(), format!("{}, {}", a.host, a.service), a.count.to_string()]
    });
    table(&mut out, speech, "report-asked", &["intent", "request", "host", "times"], asked);
    let stages = report.stages.iter().map(|s| {
        let name = say(&format!("report-stage-name-{}", name_of(&s.stage)));
        let cause = s.cause.clone().unwrap_or_default();
        vec![say(outcome_id(s.outcome)), name, cause, s.detail.clone().unwrap_or_default()]
    });
    table(&mut out, speech, "report-stages", &["outcome", "stage", "cause", "detail"], stages);
    let findings = report
        .findings
        .iter()
        .map(|f| vec![say(severity_id(f.severity)), f.code.clone(), f.message.clone(), f.tip.clone()]);
    table(&mut out, speech, "report-findings", &["severity", "code", "message", "tip"], findings);
    let rows = by_weight(report).map(|r| {
        let evidence: Vec<_> = r.evidence.iter().map(evidence_line).collect();
        let reason = r.reason.clone().unwrap_or_default();
        let cause = r.cause.as_ref().map(|c| format!(" [{c}]")).unwrap_or_default();
        vec![
            say(verdict_id(r.verdict)),
            r.permission.clone(),
            say(level_id(r.level)),
            r.purpose.clone(),
            format!("{reason}{cause}"),
            evidence.join("; "),
        ]
    });
    table(
        &mut out,
        speech,
        "report-permissions",
        &["verdict", "permission", "level", "purpose", "reason", "evidence"],
        rows,
    );
    for tally in tallies(report, speech) {
        out.push_str(&format!("\n{}\n", escaped(&tally)));
    }
    let preconditions = report.preconditions.iter().map(|p| {
        vec![say(precondition_id(p.outcome)), p.id.clone(), p.detail.clone(), p.fix.clone().unwrap_or_default()]
    });
    table(&mut out, speech, "report-preconditions", &["outcome", "code", "detail", "tip"], preconditions);
    let excess = report.excess.iter().map(|e| vec![e.permission.clone(), e.why.clone()]);
    table(&mut out, speech, "report-excess", &["permission", "reason"], excess);
    fixes(&mut out, report, speech);
    out.push_str(&format!("\n## {}\n\n{}\n", say("report-about"), escaped(&say("report-about-secrets"))));
    out.push_str(&format!("\n{} `{}`\n", escaped(&say("report-about-hash")), report_sha256(report)));
    out
}

fn fixes(out: &mut String, report: &Report, speech: &Speech) {
    if report.remediation.is_empty() {
        return;
    }
    out.push_str(&format!("\n## {}\n", speech.say("report-fixes", &[])));
    for fix in &report.remediation {
        let content = plain_lines(&fix.content);
        let fence = fence(&content);
        let kind = match fix.format {
            Format::Policy => "json",
            Format::Cli => "sh",
            Format::Powershell => "powershell",
            Format::Terraform => "hcl",
            Format::Console | Format::Note => "text",
        };
        out.push_str(&format!("\n### {}\n\n{fence}{kind}\n{}\n{fence}\n", escaped(&fix.title), content.trim_end()));
    }
}

fn table(out: &mut String, speech: &Speech, heading: &str, columns: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let rows: Vec<String> = rows
        .map(|cells| format!("| {} |\n", cells.iter().map(|c| escaped(c)).collect::<Vec<_>>().join(" | ")))
        .collect();
    if rows.is_empty() {
        return;
    }
    let titles: Vec<_> = columns.iter().map(|c| speech.say(&format!("report-column-{c}"), &[])).collect();
    out.push_str(&format!("\n## {}\n\n", speech.say(heading, &[])));
    out.push_str(&format!("| {} |\n|{}\n", titles.join(" | "), " --- |".repeat(columns.len())));
    out.push_str(&rows.concat());
}

/// Text as text: every character that could begin markup, a table cell or HTML is escaped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// A fence that is longer than any run of backticks in the content.
fn fence(content: &str) -> String {
    let mut longest = 2;
    let mut run = 0;
    for c in content.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    "`".repeat(longest + 1)
}
