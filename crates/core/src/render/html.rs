//! The report as one HTML page, made to be sent to the people who answer for the account.
//!
//! In: a report. Out: one file without script and without anything from elsewhere; a policy in it forbids both. It
//! prints on A4: heads of tables are repeated, rows are not cut. It says what was asked, what was found, what it rests
//! on, and the hash of the report's JSON, which a payload made from the same check carries too.

use indexmap::IndexMap;

use super::{
    by_weight, evidence_line, facts, headline, intent_id, level_id, name_of, outcome_id, plain, plain_lines,
    precondition_id, severity_id, verdict_id,
};
use crate::payload::report_sha256;
use crate::report::{Asked, Report, Row, Tally};
use crate::requirement::Level;
use crate::speech::{Language, Speech};
use crate::transport::Intent;

const STYLE: &str = include_str!("report.css");

/// Renders.
pub(super) fn render(report: &Report, speech: &Speech) -> String {
    let mut page = Page { out: String::new(), speech };
    page.head(report);
    page.summary(report);
    page.asked(report);
    page.stages(report);
    page.findings(report);
    page.permissions(report);
    page.preconditions(report);
    page.excess(report);
    page.fixes(report);
    page.about(report);
    page.out.push_str("</main>\n</body></html>\n");
    page.out
}

/// A cell: already HTML, so that what comes from outside is escaped exactly once, where it is put in.
struct Cell(String);

impl Cell {
    fn text(text: &str) -> Self {
        Self(escaped(text))
    }

    fn code(text: &str) -> Self {
        Self(if text.is_empty() { String::new() } else { format!("<code>{}</code>", escaped(text)) })
    }

    /// A word with a colour; the word says it all without the colour.
    fn word(class: &str, text: &str) -> Self {
        Self(format!("<span class=\"word {}\">{}</span>", escaped(class), escaped(text)))
    }

    fn below(mut self, other: Self) -> Self {
        if !other.0.is_empty() {
            let gap = if self.0.is_empty() { "" } else { "<br>" };
            self.0.push_str(&format!("{gap}<span class=\"small\">{}</span>", other.0));
        }
        self
    }
}

struct Page<'a> {
    out: String,
    speech: &'a Speech,
}

impl Page<'_> {
    fn say(&self, id: &str) -> String {
        self.speech.say(id, &[])
    }

    fn head(&mut self, report: &Report) {
        let language = match self.speech.language() {
            Language::En => "en",
            Language::De => "de",
        };
        let title = self.say("report-title");
        let whole = escaped(&format!("{title}: {}, {}", report.provider, report.started));
        self.out.push_str(&format!(
            "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
             base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{whole}</title>\n<style>\n{STYLE}</style></head><body>\n"
        ));
        if report.demo {
            self.out
                .push_str(&format!("<p class=\"demo\"><strong>{}</strong></p>\n", escaped(&self.say("report-demo"))));
        }
        self.out.push_str(&format!("<main>\n<h1>{}</h1>\n", escaped(&title)));
        let class = name_of(&report.readiness);
        self.out
            .push_str(&format!("<p class=\"bottom-line {class}\">{}</p>\n", escaped(&headline(report, self.speech))));
        self.out.push_str("<table class=\"facts\"><tbody>\n");
        for (label, value) in facts(report, self.speech) {
            let (label, value) = (escaped(&label), escaped(&value));
            self.out.push_str(&format!("<tr><th scope=\"row\">{label}</th><td>{value}</td></tr>\n"));
        }
        self.out.push_str("</tbody></table>\n");
    }

    fn summary(&mut self, report: &Report) {
        let s = &report.summary;
        let levels =
            [(Level::Required, s.required), (Level::Conditional, s.conditional), (Level::Optional, s.optional)];
        let count = |class: &str, n: u32| {
            if n == 0 { Cell::text("0") } else { Cell::word(class, &n.to_string()) }
        };
        let row = |(level, t): (Level, Tally)| {
            vec![
                Cell::text(&self.say(level_id(level))),
                count("granted", t.granted),
                count("denied", t.denied),
                count("undetermined", t.undetermined),
            ]
        };
        let rows = levels.into_iter().filter(|(_, t)| t.granted + t.denied + t.undetermined > 0).map(row).collect();
        self.table("report-summary", "", &["level", "granted", "denied", "undetermined"], rows);
    }

    /// One row for what is asked of one place with one intent: the security team looks for places and intents first.
    fn asked(&mut self, report: &Report) {
        let mut places: IndexMap<_, Vec<&Asked>> = IndexMap::new();
        for asked in &report.asked {
            places.entry((asked.intent, &asked.host, &asked.service)).or_default().push(asked);
        }
        let row = |((intent, host, service), same): ((Intent, &String, &String), Vec<&Asked>)| {
            let names: Vec<String> = same.iter().map(|a| Cell::code(&a.label).0).collect();
            vec![
                Cell::text(&self.say(intent_id(intent))),
                Cell::text(host).below(Cell::text(service)),
                Cell(names.join(" ")),
                Cell::text(&same.iter().map(|a| a.count).sum::<u32>().to_string()),
            ]
        };
        let rows: Vec<_> = places.into_iter().map(row).collect();
        let note = if rows.is_empty() { "report-asked-nothing" } else { "report-asked-note" };
        self.table("report-asked", note, &["intent", "host", "request", "times"], rows);
    }

    fn stages(&mut self, report: &Report) {
        let row = |s: &crate::network::StageResult| {
            vec![
                Cell::word(&name_of(&s.outcome), &self.say(outcome_id(s.outcome))),
                Cell::text(&self.say(&format!("report-stage-name-{}", name_of(&s.stage)))),
                Cell::text(s.detail.as_deref().unwrap_or_default())
                    .below(Cell::code(s.cause.as_deref().unwrap_or_default())),
            ]
        };
        let rows = report.stages.iter().map(row).collect();
        self.table("report-stages", "", &["outcome", "stage", "detail"], rows);
    }

    fn findings(&mut self, report: &Report) {
        let mut findings: Vec<_> = report.findings.iter().collect();
        findings.sort_by_key(|f| std::cmp::Reverse(f.severity));
        let row = |f: &crate::finding::Finding| {
            vec![
                Cell::word(&name_of(&f.severity), &self.say(severity_id(f.severity))),
                Cell::text(&f.message).below(Cell::code(&f.code)),
                Cell::text(&f.tip),
            ]
        };
        let rows = findings.into_iter().map(row).collect();
        self.table("report-findings", "", &["severity", "message", "tip"], rows);
    }

    fn permissions(&mut self, report: &Report) {
        let rows = by_weight(report).map(|r| self.permission(r)).collect();
        let columns = ["verdict", "permission", "purpose", "evidence"];
        self.table("report-permissions", "report-permissions-note", &columns, rows);
    }

    fn permission(&self, row: &Row) -> Vec<Cell> {
        let disputed = if row.disputed { self.say("report-disputed") } else { String::new() };
        let level = Cell::text(&self.say(level_id(row.level)));
        let place = if row.resource == "*" { Cell::text("") } else { Cell::text(&row.resource) };
        let why = Cell::text(row.reason.as_deref().unwrap_or_default())
            .below(Cell::code(row.cause.as_deref().unwrap_or_default()));
        let seen = row.evidence.iter().fold(why, |cell, e| cell.below(Cell::text(&evidence_line(e))));
        vec![
            Cell::word(&name_of(&row.verdict), &self.say(verdict_id(row.verdict))).below(level),
            Cell::code(&row.permission).below(place),
            Cell::text(&row.purpose),
            seen.below(Cell::text(&disputed)),
        ]
    }

    fn preconditions(&mut self, report: &Report) {
        let row = |p: &crate::probe::Precondition| {
            vec![
                Cell::word(&name_of(&p.outcome), &self.say(precondition_id(p.outcome))),
                Cell::text(&p.detail).below(Cell::code(&p.id)),
                Cell::text(p.fix.as_deref().unwrap_or_default()),
            ]
        };
        let rows = report.preconditions.iter().map(row).collect();
        self.table("report-preconditions", "", &["outcome", "detail", "tip"], rows);
    }

    fn excess(&mut self, report: &Report) {
        let rows = report.excess.iter().map(|e| vec![Cell::code(&e.permission), Cell::text(&e.why)]).collect();
        self.table("report-excess", "report-excess-note", &["permission", "reason"], rows);
    }

    fn fixes(&mut self, report: &Report) {
        if report.remediation.is_empty() {
            return;
        }
        self.out.push_str(&format!("<h2>{}</h2>\n", escaped(&self.say("report-fixes"))));
        for fix in &report.remediation {
            let (title, content) = (escaped(&fix.title), marked(&plain_lines(&fix.content)));
            let form = escaped(&name_of(&fix.format));
            self.out.push_str(&format!("<h3>{title} <span class=\"small\">{form}</span></h3>\n<pre>{content}</pre>\n"));
        }
    }

    fn about(&mut self, report: &Report) {
        let hash = report_sha256(report);
        self.out.push_str(&format!(
            "<h2>{}</h2>\n<p>{}</p>\n<p>{}</p>\n<p class=\"hash\"><code>{hash}</code></p>\n",
            escaped(&self.say("report-about")),
            escaped(&self.say("report-about-secrets")),
            escaped(&self.say("report-about-hash")),
        ));
    }

    /// A section with a table; nothing for no rows, unless there is a note that says so.
    fn table(&mut self, heading: &str, note: &str, columns: &[&str], rows: Vec<Vec<Cell>>) {
        let says_nothing = note.ends_with("-nothing");
        if rows.is_empty() && !says_nothing {
            return;
        }
        self.out.push_str(&format!("<h2>{}</h2>\n", escaped(&self.say(heading))));
        if !note.is_empty() {
            self.out.push_str(&format!("<p>{}</p>\n", escaped(&self.say(note))));
        }
        if rows.is_empty() {
            return;
        }
        let titles = columns.iter().map(|column| {
            let title = escaped(&self.say(&format!("report-column-{column}")));
            format!("<th scope=\"col\" class=\"c-{column}\">{title}</th>")
        });
        let titles: String = titles.collect();
        self.out.push_str(&format!("<table class=\"{heading}\">\n<thead><tr>{titles}</tr></thead>\n<tbody>\n"));
        for row in rows {
            let cells: String = row.into_iter().map(|cell| format!("<td>{}</td>", cell.0)).collect();
            self.out.push_str(&format!("<tr>{cells}</tr>\n"));
        }
        self.out.push_str("</tbody></table>\n");
    }
}

fn escaped(text: &str) -> String {
    marked(&plain(text))
}

fn marked(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
