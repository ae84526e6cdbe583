//! What is wrong with what came of a cell.
//!
//! In: the run, the run without faults, the table's expectation. Out: sentences. What counts as an answer is what the
//! server knows of it: it keeps which requests were answered in the demo cloud's own words, and the line writes the
//! number of the request into the evidence.

use onboard_core::evidence::Outcome;
use onboard_core::network::{StageName, StageOutcome};
use onboard_core::payload::report_bytes;
use onboard_core::probe::{EndingKind, PreconditionOutcome};
use onboard_core::render::{Colour, ReportForm, render};
use onboard_core::report::{FailOn, Row};
use onboard_core::speech::Speech;
use onboard_core::transport::{Hop, Response};
use onboard_core::verdict::Verdict;

use crate::blame::blames;
use crate::fault::{Act, Answer, Fault, Handshake, When};
use crate::place::Place;
use crate::run::{LIMIT, Run};
use crate::table::Expect;

/// The longest pause before a service is asked again.
const LONGEST_PAUSE: std::time::Duration = std::time::Duration::from_secs(5);

/// Causes of rows that follow from a lost answer to another request, such as one that names a real resource.
const FOLLOWING: &[&str] = &["needs-real-resource", "project-level-only"];

/// Everything that is wrong.
pub fn problems(place: &Place, run: &Run, fault: &Fault, when: When, expect: &Expect) -> Vec<String> {
    let cell = Cell { place, clean: place.clean(), run, fault, when, expect };
    let mut found = cell.strike();
    found.extend(cell.ending());
    found.extend(cell.stages());
    found.extend(cell.rows());
    found.extend(cell.answers());
    found.extend(cell.around());
    found.extend(cell.blame());
    found.extend(cell.behaviour());
    found.extend(leaks(place, run, when));
    found
}

struct Cell<'a> {
    place: &'a Place,
    clean: &'a Run,
    run: &'a Run,
    fault: &'a Fault,
    when: When,
    expect: &'a Expect,
}

impl Cell<'_> {
    /// The fault was there, at the request that it was meant for, and the transport says what it was.
    fn strike(&self) -> Vec<String> {
        let mut found = Vec::new();
        let (at, _) = self.when.place(&self.clean.sent);
        let label = |run: &Run| run.sent.get(at - 1).map(|sent| sent.request.label.clone());
        if label(self.run) != label(self.clean) || !self.run.sent.get(at - 1).is_some_and(|sent| sent.struck) {
            found.push(format!("request {at} is {:?}, expected {:?}", label(self.run), label(self.clean)));
        }
        let seen_by_server =
            !matches!(self.fault.act, Act::Lookup(_) | Act::Address(_) | Act::Proxy(crate::fault::Proxy::Refusing));
        if seen_by_server && self.run.notes.strikes == 0 {
            found.push("the fault did not happen".to_owned());
        }
        let Some(cause) = self.expect.cause.as_deref() else { return found };
        for sent in self.run.sent.iter().filter(|sent| sent.struck) {
            if let Err(Some((hop, said))) = sent.result {
                let fits = said == cause && (self.expect.stages.is_empty() || self.expect.stages.contains(&stage(hop)));
                if !fits {
                    found.push(format!("the transport says {said} at {hop:?} of {}", sent.request.label));
                }
            }
        }
        found
    }

    /// The ending is that of the table, and the exit code that of the contract.
    fn ending(&self) -> Vec<String> {
        let report = &self.run.report;
        let mut found = Vec::new();
        if report.ending != self.expect.ending {
            found.push(format!("it ends {:?}, expected {:?}", report.ending, self.expect.ending));
        }
        let needed = report.summary.required.undetermined + report.summary.conditional.undetermined;
        let exit = match report.ending {
            EndingKind::Unreachable => 4,
            _ if needed > 0 => 2,
            _ => 0,
        };
        let said = report.exit_code(FailOn::Error) as u8;
        if said != exit {
            found.push(format!("exit code {said}, expected {exit}"));
        }
        found
    }

    fn stages(&self) -> Vec<String> {
        let (report, expect) = (&self.run.report, self.expect);
        let said = |stage: &onboard_core::network::StageResult| {
            format!("stage {:?} {:?} with {:?}", stage.stage, stage.outcome, stage.cause)
        };
        let mut found = Vec::new();
        let wanted = report.stages.iter().find(|s| s.outcome == expect.outcome && expect.stages.contains(&s.stage));
        match wanted {
            Some(stage) if stage.cause != expect.cause => {
                found.push(format!("{}, expected {:?}", said(stage), expect.cause));
            }
            None if !expect.stages.is_empty() => {
                found.push(format!("no stage {:?} is {:?}", expect.stages, expect.outcome))
            }
            _ => {}
        }
        let failed = report.stages.iter().filter(|s| s.outcome == StageOutcome::Failed);
        let other = failed.filter(|s| expect.outcome != StageOutcome::Failed || !expect.stages.contains(&s.stage));
        found.extend(other.map(said));
        found
    }

    /// Nothing is denied, nothing is granted anew, and what is lost has the cause of the table.
    fn rows(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (row, clean) in self.run.report.requirements.iter().zip(&self.clean.report.requirements) {
            assert_eq!(row.id, clean.id);
            let name = format!("{} is {:?}", row.permission, row.verdict);
            let cause = row.cause.as_deref();
            // A row that rests on another request is lost with that one, under a cause of its own.
            let follows = cause.is_some_and(|c| FOLLOWING.contains(&c)) && !self.rests_on_struck(clean);
            match (row.verdict, clean.verdict) {
                (Verdict::Undetermined, Verdict::Undetermined) => {}
                (Verdict::Undetermined, _) => {
                    if self.expect.cause.is_none() {
                        found.push(format!("{name} ({cause:?}), expected {:?}", clean.verdict));
                    } else if cause != self.expect.cause.as_deref() && !follows {
                        found.push(format!("{name} for {cause:?}, expected {:?}", self.expect.cause));
                    }
                    if row.reason.as_deref().is_none_or(str::is_empty) {
                        found.push(format!("{name} without a reason"));
                    }
                }
                (verdict, before) if verdict != before => found.push(format!("{name}, without faults {before:?}")),
                (Verdict::Granted, _) if self.expect.cause.is_some() && self.lost(clean) => {
                    found.push(format!("{name}, but what it rests on was not answered"));
                }
                _ => {}
            }
        }
        found
    }

    /// True when the row's only grounds are a request that was struck.
    fn rests_on_struck(&self, clean: &Row) -> bool {
        let (at, lasts) = self.when.place(&self.clean.sent);
        let lasts = lasts || matches!(self.fault.act, Act::Clock(_));
        let struck = |ms: Option<u64>| ms.is_some_and(|n| n as usize == at || lasts && n as usize >= at);
        let mut grounds = clean.evidence.iter().filter(|e| e.outcome == Outcome::Allowed).peekable();
        grounds.peek().is_some() && grounds.all(|e| struck(e.ms))
    }

    fn lost(&self, clean: &Row) -> bool {
        self.rests_on_struck(clean) && !self.fault.act.lets_answer() && clean.verdict == Verdict::Granted
    }

    /// Every yes and every no rests on an answer of the demo cloud, also while the check goes on.
    fn answers(&self) -> Vec<String> {
        let rows = self.run.report.requirements.iter().chain(&self.run.told);
        let decided = rows
            .flat_map(|row| row.evidence.iter().map(move |e| (row, e)))
            .filter(|(_, e)| e.outcome != Outcome::Failed);
        let mut found: Vec<String> = decided
            .filter(|(_, e)| !e.ms.is_some_and(|number| self.run.notes.answered.contains(&(number as usize))))
            .map(|(row, e)| {
                format!("{} is {:?} by request {:?}, which was not answered", row.permission, e.outcome, e.ms)
            })
            .collect();
        for row in &self.run.told {
            let clean = self.clean.report.requirements.iter().find(|r| r.id == row.id);
            let same = clean.is_some_and(|clean| clean.verdict == row.verdict);
            // A later answer may decide what a first one could not.
            let on_the_way = self.clean.told.iter().any(|told| told.id == row.id && told.verdict == row.verdict);
            if row.verdict != Verdict::Undetermined && !same && !on_the_way {
                found.push(format!("while it went on, {} was {:?}", row.permission, row.verdict));
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// Who it is, what is held beyond need, preconditions and findings: as without faults, or not known.
    fn around(&self) -> Vec<String> {
        let (report, clean) = (&self.run.report, &self.clean.report);
        let mut found = Vec::new();
        if report.principal.is_some() && report.principal != clean.principal {
            found.push(format!("the principal is {:?}", report.principal));
        }
        let excess = report.excess.iter().filter(|e| !clean.excess.iter().any(|c| c.permission == e.permission));
        found.extend(excess.map(|e| format!("{} is held beyond need", e.permission)));
        for precondition in report.preconditions.iter().filter(|p| p.outcome != PreconditionOutcome::Undetermined) {
            let before = clean.preconditions.iter().find(|p| p.id == precondition.id).map(|p| p.outcome);
            if before != Some(precondition.outcome) {
                found.push(format!("{} is {:?}, without faults {before:?}", precondition.id, precondition.outcome));
            }
        }
        let codes = |run: &Run| run.report.findings.iter().map(|f| f.code.clone()).collect::<Vec<_>>();
        let known = codes(self.clean);
        found.extend(codes(self.run).into_iter().filter(|c| !known.contains(c)).map(|c| format!("the finding {c}")));
        if !report.remediation.is_empty() && clean.remediation.is_empty() {
            found.push("a fix is offered, although nothing is known to be missing".to_owned());
        }
        found
    }

    /// No cause and no sentence puts it down to the key.
    fn blame(&self) -> Vec<String> {
        let report = &self.run.report;
        let rows = report.requirements.iter();
        let stages = report.stages.iter().map(|s| (s.cause.clone(), s.detail.clone()));
        let of_rows = rows.clone().map(|r| (r.cause.clone(), r.reason.clone()));
        let evidence = rows.flat_map(|r| r.evidence.iter().map(|e| (e.cause.clone(), e.reason.clone())));
        let preconditions = report.preconditions.iter().map(|p| (None, Some(p.detail.clone())));
        let speech = Speech::of(self.place.provider.texts(), self.run.subject.language);
        let whole = render(report, ReportForm::Text, &speech, Colour::Never);
        let whole = std::iter::once((None, Some(String::from_utf8_lossy(&whole).into_owned())));
        let mut found: Vec<String> = stages
            .chain(of_rows)
            .chain(evidence)
            .chain(preconditions)
            .chain(whole)
            .flat_map(|(cause, sentence)| blames(cause.as_deref(), sentence.as_deref().unwrap_or_default()))
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// It ends in time, asks again with measure, signs in once, creates nothing, confides in nobody, swallows little.
    fn behaviour(&self) -> Vec<String> {
        let run = self.run;
        let mut found = Vec::new();
        let mut demand = |good: bool, problem: String| {
            if !good {
                found.push(problem);
            }
        };
        demand(run.took < LIMIT, format!("it took {:?}", run.took));
        demand(run.longest_pause <= LONGEST_PAUSE, format!("it paused for {:?}", run.longest_pause));
        // A busy service may be asked three times more.
        let most = self.clean.sent.len() + 3 * run.sent.iter().filter(|sent| sent.struck).count();
        demand(run.sent.len() <= most, format!("{} requests, expected {most} at most", run.sent.len()));
        let busy = |sent: &&crate::run::Sent| matches!(sent.result, Ok(429 | 500..));
        let clock = usize::from(matches!(self.fault.act, Act::Clock(_)));
        let logins = self.clean.logins() + run.sent.iter().filter(|s| s.struck).filter(busy).count().min(3) + clock;
        demand(run.logins() <= logins, format!("{} sign-ins, expected {logins} at most", run.logins()));
        demand(run.counts.mutations == 0, format!("{} requests would have changed something", run.counts.mutations));
        demand(!run.notes.confided, "something was sent behind a certificate that is none to accept".to_owned());
        let certificate = matches!(self.fault.act, Act::Handshake(h) if !matches!(h, Handshake::Stalled | Handshake::Cut | Handshake::Old));
        demand(!certificate || run.notes.heard == 0, "a request was sent over a broken handshake".to_owned());
        let heard = run.sent.iter().filter(|sent| sent.struck).count();
        demand(run.notes.heard <= heard, format!("{} requests arrived of {heard} that were sent", run.notes.heard));
        let flooded = run.flooded;
        let bound = Response::LARGEST + 8 * 1024 * 1024;
        demand(flooded <= bound, format!("{flooded} bytes of a body without end were taken"));
        demand(self.fault.act != Act::Answer(Answer::Flood) || flooded > 0, "no body came".to_owned());
        found
    }
}

fn stage(hop: Hop) -> StageName {
    match hop {
        Hop::Dns => StageName::Dns,
        Hop::Tcp | Hop::Http => StageName::Tcp,
        Hop::Proxy => StageName::Proxy,
        Hop::Tls => StageName::Tls,
    }
}

/// No secret is in any form of the report; the forms that tell the same in other words once a fault.
fn leaks(place: &Place, run: &Run, when: When) -> Vec<String> {
    let speech = Speech::of(place.provider.texts(), run.subject.language);
    let forms: &[ReportForm] = match when {
        When::First => &[ReportForm::Text, ReportForm::Markdown, ReportForm::Html, ReportForm::Junit, ReportForm::Csv],
        _ => &[ReportForm::Text],
    };
    let mut shown: Vec<Vec<u8>> = forms.iter().map(|&f| render(&run.report, f, &speech, Colour::Never)).collect();
    shown.push(report_bytes(&run.report));
    let text: String = shown.iter().map(|bytes| String::from_utf8_lossy(bytes)).collect();
    let needles = place.secrets.iter().cloned().chain(run.tokens());
    needles.filter_map(|needle| needle.found_in("what comes out", &text)).collect()
}
