//! Every provider's check against every fault of a network, at the first, a middle and the last request.
//!
//! In: `expected.md`, one table of what each fault must come out as. A cell is one check: the whole pipeline over the
//! real transport, to the vendors' own names, which lead to a server on loopback. It lets the demo cloud answer in the
//! story in which all is granted, and does one thing wrong at one request. Out: the stage, the cause and the ending
//! are those of the table, and for every cell: nothing is granted or denied but by an answer of the demo cloud, no
//! sentence blames the key, no secret comes out, nothing is created, no sign-in is repeated after a refusal.
//!
//! Made in place of the real thing: an answer of the name service (the transport is given somebody else who knows the
//! names), and a server that knows TLS 1.1 at most (its alert is written by hand). Deliberately absent: any outside
//! address; a provider's name in Rust: whoever is in the list of providers and in the demo story is tested.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod answers;
mod attacks;
mod blame;
#[path = "../../crates/transport/tests/faults/certificates.rs"]
#[allow(dead_code, reason = "some of it is for the tests of the transport alone")]
mod certificates;
mod fault;
mod gzip;
mod judge;
mod line;
mod log;
mod place;
mod run;
#[path = "../../crates/transport/tests/faults/servers.rs"]
#[allow(dead_code, reason = "some of it is for the tests of the transport alone")]
mod servers;
mod table;
mod town;

use std::sync::Arc;
use std::time::{Duration, Instant};

use onboard_core::speech::Language;
use tokio::sync::Semaphore;

use crate::fault::{FAULTS, Fault, When};
use crate::judge::problems;
use crate::place::Place;
use crate::run::run;
use crate::table::Table;

/// Checks at a time: each keeps a processor busy.
const BUSY: usize = 6;
/// Checks at a time that mostly wait.
const WAITING: usize = 32;

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_table() {
    let started = Instant::now();
    let (places, table) = (place::all().await, Table::read());
    log::search(places.iter().flat_map(|place| place.secrets.clone()).collect());
    let (busy, waiting) = (Arc::new(Semaphore::new(BUSY)), Arc::new(Semaphore::new(WAITING)));
    let mut cells = tokio::task::JoinSet::new();
    for place in places {
        for (fault, when) in FAULTS.iter().flat_map(|fault| fault.times().map(move |when| (fault, when))) {
            let lane = if fault.waits() { waiting.clone() } else { busy.clone() };
            cells.spawn(async move {
                let _turn = lane.acquire_owned().await.unwrap();
                cell(place, fault, when, table).await
            });
        }
    }
    let mut failures: Vec<String> = Vec::new();
    let (count, mut slowest) = (cells.len(), Duration::ZERO);
    while let Some(done) = cells.join_next().await {
        let (took, found) = done.unwrap();
        slowest = slowest.max(took);
        failures.extend(found);
    }
    failures.extend(log::found());
    failures.sort();
    let providers: Vec<&str> = places.iter().map(|place| place.provider.id()).collect();
    eprintln!(
        "{count} cells: {} faults, {providers:?}, in {:.1} s; the slowest cell took {:.1} s",
        FAULTS.len(),
        started.elapsed().as_secs_f32(),
        slowest.as_secs_f32()
    );
    assert!(failures.is_empty(), "{} problems:\n{}", failures.len(), failures.join("\n"));
}

async fn cell(place: &'static Place, fault: &'static Fault, when: When, table: &Table) -> (Duration, Vec<String>) {
    let name = format!("{} | {} | {}", place.provider.id(), fault.name, when.words());
    let expect = match table.expect(fault.name, when, place.provider.id()) {
        Ok(expect) => expect,
        Err(reason) => return (Duration::ZERO, vec![format!("{name} | {reason}")]),
    };
    // Each fault is told in both languages, at the first request too.
    let language = if when.speaks_german() { Language::De } else { Language::En };
    let ran = run(place, Some(fault), when, language).await;
    let found = problems(place, &ran, fault, when, &expect);
    (ran.took, found.into_iter().map(|problem| format!("{name} | {problem}")).collect())
}
