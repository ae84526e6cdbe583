//! `cargo xtask test`: every check and every test there is. `.ci/run` calls exactly this.

use crate::parts::Parts;
use crate::sh::Done;
use crate::verbs::check;
use crate::{generated, node, packages, python, rust};

/// Installs what the tests need, runs all parts whatever fails on the way, ends with the counts.
pub fn test() -> Done {
    let mut parts = Parts::default();
    parts.step("system packages", || {
        let all: Vec<&str> = packages::BUILD.iter().chain(packages::TEST).copied().collect();
        packages::install(&all)
    });
    // The window's build takes in ui/dist, so the interface comes first.
    if check::interface(&mut parts) {
        parts.runner("interface: vitest", node::npm(["run", "--silent", "test"]));
    }
    check::rust(&mut parts);
    let mut python = None;
    parts.step("wire: Python environment", || {
        python = Some(python::environment()?);
        Ok(())
    });
    if parts.step("rust: build", rust::build_all) {
        tests(&mut parts, python.as_deref());
        parts.runner("rust: documentation", crate::sh::cargo(["test", "--workspace", "--doc", "--no-fail-fast"]));
    }
    parts.step("generated files", generated::compare);
    parts.end()
}

const WIRE: &str = "package(onboard-tests) & binary(wire)";
const E2E: &str = "package(onboard-tests) & binary(e2e)";

fn tests(parts: &mut Parts, python: Option<&std::path::Path>) {
    let python = python.map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
    if rust::has_nextest() {
        let rest = format!("not ({WIRE}) & not ({E2E})");
        parts.runner("rust: nextest", rust::nextest(&rest));
        parts.runner("wire: other people's clients and servers", rust::nextest(WIRE).with("ONBOARD_PYTHON", &python));
        parts.runner("e2e: the window", rust::nextest_on_display(E2E));
    } else {
        println!("cargo-nextest is not installed; cargo's own runner is used instead.");
        parts.runner("rust, wire and e2e: cargo test", rust::all_by_cargo().with("ONBOARD_PYTHON", &python));
    }
}
