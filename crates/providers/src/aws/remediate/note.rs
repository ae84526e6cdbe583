//! The note to the administrator: complete, ready to send.
//!
//! In: the case. Out: plain text in the reader's language, with the policy inside.

use onboard_core::report::Row;
use onboard_core::requirement::Level;
use onboard_core::speech::Speech;
use onboard_core::verdict::Verdict;

use super::{Case, one_line};
use crate::aws::policy::pretty;
use crate::aws::probe::denial::Policy;

/// Writes it.
pub fn write(case: &Case<'_>, speech: &Speech) -> String {
    let principal = case.report.principal.as_ref().map(|p| one_line(&p.id)).unwrap_or_else(|| "?".to_owned());
    let values: &[(&str, &str)] =
        &[("principal", &principal), ("region", &one_line(case.region()))];
    let mut parts = vec![speech.say("note-opening", values)];
    if !case.grantable.is_empty() {
        parts.push(format!("{}\n{}", speech.say("note-missing", values), list(&case.grantable, speech)));
        parts.push(format!("{}\n\n{}", speech.say("note-policy", values), pretty(&case.document())));
        let narrow = ["iam:", "kms:"];
        if case.grantable.iter().any(|r| narrow.iter().any(|n| r.permission.starts_with(n))) {
            parts.push(speech.say("note-narrow", values));
        }
    }
    parts.extend(blocked(case, speech));
    if case.vpc_unmet {
        parts.push(speech.say("note-vpc", values));
    }
    let open = case.report.requirements.iter().filter(|r| r.verdict == Verdict::Undetermined).count();
    if open > 0 {
        parts.push(speech.say("note-undetermined", &[("count", &open.to_string())]));
    }
    parts.push(speech.say("note-closing", values));
    format!("{}\n", parts.join("\n\n"))
}

fn list(rows: &[&Row], speech: &Speech) -> String {
    let line = |row: &&Row| {
        let optional = if row.level == Level::Optional { speech.say("note-optional", &[]) } else { String::new() };
        format!("- {}{optional}: {}", one_line(&row.permission), one_line(&row.purpose))
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// One paragraph for each kind of policy that denies, with who can change it.
fn blocked(case: &Case<'_>, speech: &Speech) -> Vec<String> {
    let mut out = Vec::new();
    for policy in [
        Policy::ServiceControl,
        Policy::ResourceControl,
        Policy::Boundary,
        Policy::Session,
        Policy::Endpoint,
        Policy::Resource,
        Policy::Identity,
        Policy::Unknown,
    ] {
        let rows: Vec<&Row> = case.blocked.iter().filter(|(_, d)| d.policy == policy).map(|(row, _)| *row).collect();
        if !rows.is_empty() {
            let sentence = speech.say("note-blocked", &[("policy", policy.id())]);
            out.push(format!("{sentence}\n{}", list(&rows, speech)));
        }
    }
    out
}
