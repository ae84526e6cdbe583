//! The report as one HTML page: no script, nothing loaded from elsewhere, readable in print.

use super::{
    by_weight, evidence_line, facts, headline, level_id, name_of, outcome_id, plain, plain_lines, precondition_id,
    severity_id, tallies, verdict_id,
};
use crate::report::Report;
use crate::speech::{Language, Speech};

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}\
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{text-align:left;vertical-align:top;\
padding:.3rem .6rem;border-bottom:1px solid #ccc}pre{background:#f3f3f3;padding:.8rem;overflow:auto}\
.demo{background:#fff3c4;padding:.5rem .8rem}.denied,.failed,.error,.unmet,.blocked{color:#a40000;font-weight:600}\
.undetermined,.warning,.ready-with-gaps{color:#7a4b00;font-weight:600}.granted,.ok,.met,.ready{color:#0a6b2b}";

/// Renders.
pub(super) fn render(report: &Report, speech: &Speech) -> String {
    let say = |id: &str| escaped(&speech.say(id, &[]));
    let language = match speech.language() {
        Language::En => "en",
        Language::De => "de",
    };
    let title = say("report-title");
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>{STYLE}</style></head><body>\n<h1>{title}</h1>\n"
    );
    if report.demo {
        out.push_str(&format!("<p class=\"demo\"><strong>{}</strong></p>\n", say("report-demo")));
    }
    let class = name_of(&report.readiness);
    out.push_str(&format!("<p class=\"{class}\">{}</p>\n<table>\n", escaped(&headline(report, speech))));
    for (label, value) in facts(report, speech) {
        out.push_str(&format!("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escaped(&label), escaped(&value)));
    }
    out.push_str("</table>\n");
    tables(&mut out, report, speech);
    if !report.remediation.is_empty() {
        out.push_str(&format!("<h2>{}</h2>\n", say("report-fixes")));
    }
    for fix in &report.remediation {
        let content = escaped_lines(&fix.content);
        out.push_str(&format!("<h3>{}</h3>\n<pre>{content}</pre>\n", escaped(&fix.title)));
    }
    out.push_str("</body></html>\n");
    out
}

fn tables(out: &mut String, report: &Report, speech: &Speech) {
    let say = |id: &str| speech.say(id, &[]);
    let stages = report.stages.iter().map(|s| {
        let name = say(&format!("report-stage-name-{}", name_of(&s.stage)));
        let cells = vec![
            say(outcome_id(s.outcome)),
            name,
            s.cause.clone().unwrap_or_default(),
            s.detail.clone().unwrap_or_default(),
        ];
        (name_of(&s.outcome), cells)
    });
    table(out, speech, "report-stages", &["outcome", "stage", "cause", "detail"], stages);
    let findings = report.findings.iter().map(|f| {
        (name_of(&f.severity), vec![say(severity_id(f.severity)), f.code.clone(), f.message.clone(), f.tip.clone()])
    });
    table(out, speech, "report-findings", &["severity", "code", "message", "tip"], findings);
    let rows = by_weight(report).map(|r| {
        let evidence: Vec<_> = r.evidence.iter().map(evidence_line).collect();
        let cause = r.cause.as_ref().map(|c| format!(" [{c}]")).unwrap_or_default();
        let cells = vec![
            say(verdict_id(r.verdict)),
            r.permission.clone(),
            say(level_id(r.level)),
            r.purpose.clone(),
            format!("{}{cause}", r.reason.clone().unwrap_or_default()),
            evidence.join("; "),
        ];
        (name_of(&r.verdict), cells)
    });
    let columns = ["verdict", "permission", "level", "purpose", "reason", "evidence"];
    table(out, speech, "report-permissions", &columns, rows);
    for tally in tallies(report, speech) {
        out.push_str(&format!("<p>{}</p>\n", escaped(&tally)));
    }
    let preconditions = report.preconditions.iter().map(|p| {
        let fix = p.fix.clone().unwrap_or_default();
        (name_of(&p.outcome), vec![say(precondition_id(p.outcome)), p.id.clone(), p.detail.clone(), fix])
    });
    table(out, speech, "report-preconditions", &["outcome", "code", "detail", "tip"], preconditions);
    let excess = report.excess.iter().map(|e| (String::new(), vec![e.permission.clone(), e.why.clone()]));
    table(out, speech, "report-excess", &["permission", "reason"], excess);
}

/// A table under its heading; each row comes with the class of its first cell. Nothing for no rows.
fn table(
    out: &mut String,
    speech: &Speech,
    heading: &str,
    columns: &[&str],
    rows: impl Iterator<Item = (String, Vec<String>)>,
) {
    let mut body = String::new();
    for (class, cells) in rows {
        body.push_str("<tr>");
        for (place, cell) in cells.iter().enumerate() {
            let class = if place == 0 { format!(" class=\"{}\"", escaped(&class)) } else { String::new() };
            body.push_str(&format!("<td{class}>{}</td>", escaped(cell)));
        }
        body.push_str("</tr>\n");
    }
    if body.is_empty() {
        return;
    }
    out.push_str(&format!("<h2>{}</h2>\n<table>\n<tr>", escaped(&speech.say(heading, &[]))));
    for column in columns {
        let title = speech.say(&format!("report-column-{column}"), &[]);
        out.push_str(&format!("<th scope=\"col\">{}</th>", escaped(&title)));
    }
    out.push_str(&format!("</tr>\n{body}</table>\n"));
}

fn escaped(text: &str) -> String {
    marked(&plain(text))
}

fn escaped_lines(text: &str) -> String {
    marked(&plain_lines(text))
}

fn marked(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
