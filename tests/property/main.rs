//! The law of the program: what it calls granted, the server granted; what it calls denied, the server denied.
//!
//! In: worlds of `tests/cases`, whose answers are changed on their way: bytes, names, values, statuses, answers put in
//! each other's place. Out: for every run, the rows of the report against what a small decoder of its own reads from
//! the same bytes. At least 10,000 changed answers a provider. Seeded: a failure names the run, and comes again.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "these are tests")]

mod aws;
mod azure;
mod google;
mod mutate;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use onboard_core::evidence::Method;
use onboard_core::pipeline::{self, Subject, Unwatched};
use onboard_core::report::{Report, Row};
use onboard_core::requirement::Choice;
use onboard_core::transport::{Response, Transport};
use onboard_core::verdict::Verdict;
use onboard_tests::keys;
use onboard_tests::recorded::{Exchange, Recorded, World};
use onboard_tests::subject::{Chosen, subject};
use serde::Deserialize;
use time::OffsetDateTime;
use time::macros::datetime;

use crate::mutate::Mutator;

/// Changed answers a provider.
const ENOUGH: usize = 10_000;

const NOW: OffsetDateTime = datetime!(2026-11-24 12:00 UTC);

/// What the server said about a row, as the decoder of this test reads it: by method, permission and place.
#[derive(Debug, Default)]
pub struct Said {
    /// Yes.
    pub granted: BTreeSet<Claim>,
    /// No.
    pub denied: BTreeSet<Claim>,
}

/// One claim: how it was asked, for which permission, where (`home`, or a place that the decoder names).
pub type Claim = (Method, String, &'static str);

/// Reads all exchanges of a run.
pub type Decoder = fn(&[Exchange]) -> Said;

/// The part of a `case.toml` that is needed here.
#[derive(Deserialize)]
struct Case {
    input: String,
    #[serde(default)]
    settings: BTreeMap<String, String>,
    #[serde(default)]
    options: Vec<String>,
}

struct Base {
    name: &'static str,
    subject: Subject,
    world: World,
    answers: Vec<Response>,
}

fn base(provider: &str, name: &'static str) -> Base {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(provider).join(name);
    let read = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap();
    let case: Case = toml::from_str(&read("case.toml")).unwrap();
    let chosen = Chosen {
        origin: &case.input,
        text: &keys::filled(&read(&case.input)),
        with: &[],
        label: None,
        settings: &case.settings,
        choice: Choice { purposes: vec!["image-management".to_owned()], options: case.options },
        now: NOW,
    };
    let (subject, _) = subject(onboard_providers::by_id(provider).unwrap(), chosen).unwrap();
    let world = World::load(&folder.join("world.toml")).unwrap();
    let (_, exchanges) = run(&subject, Recorded::new(world.clone(), NOW));
    let answers = exchanges.into_iter().filter_map(|e| e.answer.ok()).collect();
    Base { name, subject, world, answers }
}

fn run(subject: &Subject, recorded: Recorded) -> (Report, Vec<Exchange>) {
    let recorded = Arc::new(recorded);
    let transport: Arc<dyn Transport> = recorded.clone();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let check = pipeline::check(subject, transport, Arc::new(Unwatched), std::future::pending());
    let report = runtime.block_on(check);
    (report, recorded.exchanges())
}

/// Where the row was asked, by the names of the decoder.
fn place(row: &Row) -> &'static str {
    if row.id.ends_with("-shared") || row.id.contains("subnet-of-host") || row.id.starts_with("shared-") {
        "elsewhere"
    } else {
        "home"
    }
}

/// Rows that claim more than the server said.
fn unfounded(report: &Report, said: &Said) -> Vec<String> {
    let claims = |verdict| {
        let rows = report.requirements.iter().filter(move |r| r.verdict == verdict);
        rows.map(|r| (r.method, r.permission.clone(), place(r)))
    };
    let granted = claims(Verdict::Granted).filter(|c| !said.granted.contains(c)).map(|c| format!("granted {c:?}"));
    let denied = claims(Verdict::Denied).filter(|c| !said.denied.contains(c)).map(|c| format!("denied {c:?}"));
    granted.chain(denied).collect()
}

/// The untouched worlds first: there the report says exactly what the decoder reads, so the decoder is no loose cloth.
fn exact(base: &Base, decode: Decoder) {
    let (report, exchanges) = run(&base.subject, Recorded::new(base.world.clone(), NOW));
    let said = decode(&exchanges);
    assert_eq!(unfounded(&report, &said), Vec::<String>::new(), "{}", base.name);
    for row in report.requirements.iter().filter(|r| r.verdict == Verdict::Undetermined) {
        let claim = (row.method, row.permission.clone(), place(row));
        assert!(!said.granted.contains(&claim), "{}: {claim:?} was granted and is not in the report", base.name);
    }
    assert!(!said.granted.is_empty(), "{} grants nothing", base.name);
}

fn hold(provider: &str, names: &[&'static str], decode: Decoder) {
    let bases: Vec<Base> = names.iter().map(|name| base(provider, name)).collect();
    let pool: Vec<Response> = bases.iter().flat_map(|b| b.answers.iter().cloned()).collect();
    for base in &bases {
        exact(base, decode);
    }
    let (changed, mut granted, mut denied, mut seed) = (Arc::new(AtomicUsize::new(0)), 0_usize, 0_usize, 0_u64);
    let mut wrong = Vec::new();
    while changed.load(Ordering::Relaxed) < ENOUGH && wrong.len() < 10 {
        let base = &bases[usize::try_from(seed).unwrap() % bases.len()];
        let result = catch_unwind(AssertUnwindSafe(|| {
            let mutator = Mutator::new(seed, pool.clone(), changed.clone());
            run(&base.subject, Recorded::new(base.world.clone(), NOW).changed(mutator.change()))
        }));
        match result {
            Ok((report, exchanges)) => {
                let count = |v| report.requirements.iter().filter(|r| r.verdict == v).count();
                granted += count(Verdict::Granted);
                denied += count(Verdict::Denied);
                let places = unfounded(&report, &decode(&exchanges));
                wrong.extend(places.into_iter().map(|place| format!("run {seed} of {}: {place}", base.name)));
            }
            Err(_) => wrong.push(format!("run {seed} of {}: panicked", base.name)),
        }
        seed += 1;
    }
    assert!(wrong.is_empty(), "the report says what the server did not say:\n{}", wrong.join("\n"));
    eprintln!(
        "{provider}: {seed} runs, {} answers changed, {granted} grants, {denied} denials",
        changed.load(Ordering::Relaxed)
    );
    assert!(granted > 1000 && denied > 100, "too little was decided for the law to be tried");
}

#[test]
fn aws_claims_nothing_that_was_not_said() {
    hold(
        "aws",
        &["good", "partly-denied", "simulated-rest", "role-with-a-path", "options", "scp-demands-imdsv2"],
        aws::decode,
    );
}

#[test]
fn google_claims_nothing_that_was_not_said() {
    hold(
        "google",
        &["good", "partly-denied", "act-as-on-the-account", "shared-vpc", "options", "invalid-name"],
        google::decode,
    );
}

#[test]
fn azure_claims_nothing_that_was_not_said() {
    hold(
        "azure",
        &[
            "good",
            "reader",
            "custom-role",
            "two-roles",
            "not-actions-of-another-role",
            "next-link",
            "deny-everyone",
            "deny-not-below",
            "deny-group",
            "options",
            "resource-group-only",
        ],
        azure::decode,
    );
}
