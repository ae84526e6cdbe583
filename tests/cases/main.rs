//! Recorded worlds: one folder a case, one test a folder.
//!
//! In: `tests/cases/<provider>/<case>/` with `case.toml` (what it shows, what is chosen, what must come out),
//! `input.*` (what a person imports), `world.toml` (the traffic). Out: the case's expectations hold, the report and the
//! payload are those of `report.json` and `payload.json` byte for byte, a second run gives the same bytes, and no secret
//! of the case is in anything that came out. `BLESS=1` writes the snapshots anew.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "this is a test")]

mod case;
mod expect;
mod run;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut trials = Vec::new();
    for provider in onboard_providers::all() {
        let cases = folders(&top.join(provider.id()));
        let enough = cases.len();
        trials.push(Trial::test(format!("{}::at_least_twelve_cases", provider.id()), move || {
            if enough < 12 { Err(format!("there are {enough}").into()) } else { Ok(()) }
        }));
        trials.extend(cases.into_iter().map(|folder| {
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Trial::test(format!("{}::{name}", provider.id()), move || run::run(*provider, &folder).map_err(Into::into))
        }));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Folders that hold a case, in order.
fn folders(top: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(top).map(|entries| entries.flatten().map(|e| e.path()).collect());
    let mut folders: Vec<PathBuf> = entries.unwrap_or_default();
    folders.retain(|p| p.join("case.toml").is_file());
    folders.sort();
    folders
}
