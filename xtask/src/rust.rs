//! Cargo calls that the verbs share. All of them name the whole workspace, so that features are chosen once and nothing
//! is compiled twice.

use std::path::PathBuf;

use crate::sh::{Done, Sh, cargo, sh, target};

/// Where a built program is.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    target().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The window and the command line, as a person builds them.
pub fn build_programs() -> Done {
    cargo(["build", "-p", "onboard-cli", "-p", "xoap-onboard"]).run()
}

/// Everything, tests included: the tests of the command line and of the window start the programs built here.
pub fn build_all() -> Done {
    cargo(["build", "--workspace", "--all-targets"]).run()
}

/// True when cargo-nextest is there. Installing it takes longer than all tests run, so it is used when present only.
#[must_use]
pub fn has_nextest() -> bool {
    cargo(["nextest", "--version"]).read().is_some()
}

/// Some tests by nextest; `which` is its filter.
pub fn nextest(which: &str) -> Sh {
    cargo(nextest_arguments(which))
}

/// The same on a display without a screen, where the system has one to start.
pub fn nextest_on_display(which: &str) -> Sh {
    on_display(&nextest_arguments(which))
}

/// All tests by cargo itself, one after another, on such a display.
pub fn all_by_cargo() -> Sh {
    on_display(&["test", "--workspace", "--all-targets", "--no-fail-fast", "--", "--test-threads=1"])
}

fn nextest_arguments(which: &str) -> [&str; 8] {
    ["nextest", "run", "--workspace", "--all-targets", "--no-fail-fast", "--no-tests=pass", "-E", which]
}

fn on_display(arguments: &[&str]) -> Sh {
    if !cfg!(target_os = "linux") {
        return cargo(arguments.iter().copied());
    }
    // The same cargo as everywhere, or it would build anew. The size is that of the pictures in the documentation.
    let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let screen = ["-a", "-s", "-screen 0 1280x900x24", program.as_str()];
    sh("xvfb-run", screen.into_iter().chain(arguments.iter().copied()))
}
