//! The report's permissions as CSV (RFC 4180), one row each in the catalogue's order.
//!
//! A cell that a spreadsheet would take for a formula gets an apostrophe before it.

use super::{name_of, plain};
use crate::report::Report;

const COLUMNS: [&str; 14] = [
    "id",
    "permission",
    "resource",
    "level",
    "group",
    "purpose",
    "verdict",
    "method",
    "reason",
    "cause",
    "code",
    "status",
    "request_id",
    "demo",
];

/// Renders.
pub(super) fn render(report: &Report) -> String {
    let mut out = line(&COLUMNS.map(str::to_owned));
    for r in &report.requirements {
        let shown = r.evidence.iter().rev().find(|e| e.method == r.method);
        out.push_str(&line(&[
            r.id.clone(),
            r.permission.clone(),
            r.resource.clone(),
            name_of(&r.level),
            r.group.clone(),
            r.purpose.clone(),
            name_of(&r.verdict),
            name_of(&r.method),
            r.reason.clone().unwrap_or_default(),
            r.cause.clone().unwrap_or_default(),
            shown.and_then(|e| e.code.clone()).unwrap_or_default(),
            shown.and_then(|e| e.status).map(|s| s.to_string()).unwrap_or_default(),
            shown.and_then(|e| e.request_id.clone()).unwrap_or_default(),
            report.demo.to_string(),
        ]));
    }
    out
}

fn line(cells: &[String; 14]) -> String {
    format!("{}\r\n", cells.iter().map(|c| cell(c)).collect::<Vec<_>>().join(","))
}

fn cell(text: &str) -> String {
    let text = plain(text);
    // A full-width sign is a formula in some spreadsheets too.
    let formula = text.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    let text = if formula { format!("'{text}") } else { text };
    if text.contains([',', '"', ';']) || text.starts_with([' ', '\'']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}
