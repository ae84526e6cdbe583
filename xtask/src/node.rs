//! The interface's side: npm and the scripts of `ui/package.json`.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::sh::{Done, Fault, Sh, on_path, root, sh};

/// The folder of the interface.
#[must_use]
pub fn ui() -> PathBuf {
    root().join("ui")
}

/// An npm call in that folder.
pub fn npm<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Sh {
    sh(if cfg!(windows) { "npm.cmd" } else { "npm" }, arguments).inside(&ui())
}

/// `npm ci`, when what is installed is older than the lock file.
pub fn install() -> Done {
    if !on_path("node") || !on_path("npm") {
        return Err(Fault("Node and npm are not on the path; install Node 20 or newer, then start again".to_owned()));
    }
    let (lock, installed) = (ui().join("package-lock.json"), ui().join("node_modules/.package-lock.json"));
    match (changed(&lock), changed(&installed)) {
        (Some(lock), Some(installed)) if installed >= lock => Ok(()),
        _ => npm(["ci", "--no-audit", "--no-fund"]).run(),
    }
}

/// Builds the interface into `ui/dist`, which the window's build takes in.
pub fn build() -> Done {
    npm(["run", "--silent", "build"]).run()
}

/// A program that came with the interface's packages.
pub fn tool<'a>(name: &str, arguments: impl IntoIterator<Item = &'a str>) -> Sh {
    let end = if cfg!(windows) { ".cmd" } else { "" };
    let program = ui().join("node_modules/.bin").join(format!("{name}{end}"));
    sh(&program.to_string_lossy(), arguments)
}

fn changed(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|m| m.modified()).ok()
}
