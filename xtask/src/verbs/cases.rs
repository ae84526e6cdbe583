//! `cargo xtask cases`: the recorded worlds, and their snapshots.

use crate::sh::{Done, cargo};

/// Runs the recorded worlds; with `bless`, writes their snapshots anew. Read the difference before it is committed.
pub fn cases(bless: bool) -> Done {
    let run = cargo(["test", "-p", "onboard-tests", "--test", "cases"]);
    if bless { run.with("BLESS", "1").run() } else { run.run() }
}
