//! `cargo xtask run`: from a fresh clone to the open window.

use crate::sh::{Done, sh};
use crate::{node, packages, rust};

/// Installs, builds, opens. Without a display the same flow runs in the terminal.
pub fn run() -> Done {
    packages::install(packages::BUILD)?;
    node::install()?;
    node::build()?;
    rust::build_programs()?;
    if !has_display() {
        println!(
            "\nThere is no display here, so the window cannot open. The same flow in the terminal, on the demo cloud:\n"
        );
        return in_terminal();
    }
    println!("\nOpening the window. The button \"Try the demo\" on its first screen needs no cloud and no network.");
    sh(&rust::program("xoap-onboard").to_string_lossy(), []).run()
}

fn in_terminal() -> Done {
    sh(&rust::program("onboard").to_string_lossy(), ["demo", "run"]).run()
}

/// Only on Linux can a session be without one.
fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
