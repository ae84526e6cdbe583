//! Compares a report with the expectations of its case, and says every difference, not only the first.

use onboard_core::report::{FailOn, Report};
use onboard_tests::recorded::Recorded;

use crate::case::{Counts, Expect, Row};

/// Every difference.
pub fn differences(expect: &Expect, report: &Report, world: &Recorded) -> Vec<String> {
    let mut found = Vec::new();
    let mut same = |what: &str, got: String, want: String| {
        if got != want {
            found.push(format!("{what}: {got}, not {want}"));
        }
    };
    same("exit code", (report.exit_code(FailOn::Error) as u8).to_string(), expect.exit.to_string());
    same("readiness", format!("{:?}", report.readiness), format!("{:?}", expect.readiness));
    same("ending", format!("{:?}", report.ending), format!("{:?}", expect.ending));
    let principal = report.principal.as_ref().map(|p| p.id.clone());
    same("principal", format!("{principal:?}"), format!("{:?}", expect.principal));
    let failed = report.failed_stage().map(|s| (s.stage, s.cause.clone().unwrap_or_default()));
    let wanted = expect.failed.as_ref().map(|s| (s.stage, s.cause.clone()));
    same("failed stage", format!("{failed:?}"), format!("{wanted:?}"));
    let summary = &report.summary;
    for (level, tally, counts) in [
        ("required", summary.required, Some(expect.required)),
        ("conditional", summary.conditional, expect.conditional),
        ("optional", summary.optional, expect.optional),
    ] {
        if let Some(Counts(granted, denied, undetermined)) = counts.filter(|c| !c.are(tally)) {
            same(level, format!("{tally:?}"), format!("[{granted}, {denied}, {undetermined}]"));
        }
    }
    for (id, outcome) in &expect.preconditions {
        let got = report.preconditions.iter().find(|p| p.id == *id).map(|p| p.outcome);
        same(&format!("precondition {id}"), format!("{got:?}"), format!("{:?}", Some(outcome)));
    }
    found.extend(expect.rows.iter().flat_map(|(permission, row)| row_differences(permission, row, report)));
    found.extend(words(expect, report));
    found.extend(sent(expect, world));
    found
}

fn row_differences(permission: &str, want: &Row, report: &Report) -> Vec<String> {
    let Some(row) = report.requirements.iter().find(|r| r.permission == permission) else {
        return vec![format!("there is no row {permission}")];
    };
    let mut found = Vec::new();
    if row.verdict != want.verdict {
        found.push(format!("{permission}: {:?}, not {:?} ({:?})", row.verdict, want.verdict, row.cause));
    }
    if want.method.is_some_and(|m| m != row.method) {
        found.push(format!("{permission}: by {:?}, not {:?}", row.method, want.method));
    }
    if want.cause.is_some() && want.cause != row.cause {
        found.push(format!("{permission}: cause {:?}, not {:?}", row.cause, want.cause));
    }
    if want.disputed != row.disputed {
        found.push(format!("{permission}: disputed is {}", row.disputed));
    }
    if want.reason.as_ref().is_some_and(|w| !row.reason.as_deref().unwrap_or_default().contains(w.as_str())) {
        found.push(format!("{permission}: the reason is {:?}", row.reason));
    }
    found
}

fn words(expect: &Expect, report: &Report) -> Vec<String> {
    let text = serde_json::to_string(report).unwrap_or_default();
    let codes: Vec<&str> = report.findings.iter().map(|f| f.code.as_str()).collect();
    let missing = expect.findings.iter().filter(|c| !codes.contains(&c.as_str()));
    let unsaid = expect.says.iter().filter(|w| !text.contains(w.as_str()));
    let said = expect.never_says.iter().filter(|w| text.to_lowercase().contains(&w.to_lowercase()));
    missing
        .map(|c| format!("no finding {c} among {codes:?}"))
        .chain(unsaid.map(|w| format!("the report does not say {w:?}")))
        .chain(said.map(|w| format!("the report says {w:?}")))
        .collect()
}

fn sent(expect: &Expect, world: &Recorded) -> Vec<String> {
    let labels: Vec<String> = world.exchanges().iter().map(|e| e.request.label.clone()).collect();
    let mut found: Vec<String> =
        expect.never_sent.iter().filter(|l| labels.contains(l)).map(|l| format!("{l} was sent")).collect();
    if expect.at_most.is_some_and(|most| labels.len() > most) {
        found.push(format!("{} requests were sent: {labels:?}", labels.len()));
    }
    if let Some(hosts) = &expect.hosts {
        let asked: std::collections::BTreeSet<String> =
            world.exchanges().iter().map(|e| crate::run::host(&e.request.url)).collect();
        let wanted = hosts.iter().cloned().collect();
        if asked != wanted {
            found.push(format!("hosts: {asked:?}, not {wanted:?}"));
        }
    }
    found.extend(world.unmatched().iter().map(|l| format!("no rule fits the request {l}")));
    found.extend(world.unused().iter().map(|l| format!("the rule for {l} was never used")));
    found
}
