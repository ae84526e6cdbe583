//! `cargo xtask check`: what can be said without running a test.

use crate::parts::Parts;
use crate::sh::{Done, cargo};
use crate::{generated, node, packages};

/// Interface checks, formatting, lints, licences, generated files.
pub fn check() -> Done {
    let mut parts = Parts::default();
    parts.step("system packages", || packages::install(packages::BUILD));
    interface(&mut parts);
    rust(&mut parts);
    parts.step("generated files", generated::compare);
    parts.end()
}

/// Installs the interface's packages, checks it and builds it. False when nothing could be installed.
pub fn interface(parts: &mut Parts) -> bool {
    if !parts.step("interface: npm ci", node::install) {
        return false;
    }
    parts.step("interface: svelte-check", || node::npm(["run", "--silent", "check"]).run());
    parts.step("interface: eslint", || node::npm(["run", "--silent", "lint"]).run());
    parts.step("interface: prettier", || node::npm(["run", "--silent", "format"]).run());
    parts.step("interface: build", node::build);
    true
}

/// Formatting, lints, and the rules of `deny.toml` where cargo-deny is installed.
pub fn rust(parts: &mut Parts) {
    parts.step("rust: fmt", || cargo(["fmt", "--all", "--check"]).run());
    parts.step("rust: clippy", || {
        cargo(["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]).run()
    });
    // Compiling cargo-deny takes minutes. What must hold without it (one TLS stack, banned crates) is in tests/tidy.
    if cargo(["deny", "--version"]).read().is_some() {
        parts.step("rust: deny", || cargo(["deny", "--offline", "check", "bans", "licenses", "sources"]).run());
    } else {
        println!("cargo-deny is not installed; tests/tidy holds the rules on TLS stacks and banned crates.");
    }
}
