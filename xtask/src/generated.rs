//! Files that are made from the source and kept beside it: TypeScript types of everything that crosses into the
//! interface, JSON Schemas, shell completions.
//!
//! [`write`] makes them anew; [`compare`] makes them elsewhere and says which of the kept ones differ.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::rust::program;
use crate::sh::{Done, Fault, cargo, root, sh, target};

const BINDINGS: &str = "ui/src/ipc/bindings";
const SCHEMAS: &str = "docs/schema";
const COMPLETIONS: &str = "docs/completions";
const SHELLS: &[(&str, &str)] =
    &[("bash", "onboard.bash"), ("zsh", "_onboard"), ("fish", "onboard.fish"), ("powershell", "_onboard.ps1")];

/// Writes all of them in place.
pub fn write() -> Done {
    make(&root())
}

/// Compares what is kept with what the source gives.
pub fn compare() -> Done {
    let fresh = target().join("generated");
    if fresh.exists() {
        std::fs::remove_dir_all(&fresh)?;
    }
    make(&fresh)?;
    let mut differ = Vec::new();
    for folder in [BINDINGS, SCHEMAS, COMPLETIONS] {
        let (kept, made) = (files(&root().join(folder))?, files(&fresh.join(folder))?);
        for name in kept.union(&made) {
            let read = |top: &Path| std::fs::read(top.join(folder).join(name)).ok();
            if read(&root()) != read(&fresh) {
                differ.push(format!("{folder}/{}", name.display()));
            }
        }
    }
    if differ.is_empty() {
        return Ok(());
    }
    Err(Fault(format!(
        "these differ from what the source gives; `cargo xtask bindings` writes them:\n{}",
        differ.join("\n")
    )))
}

fn make(top: &Path) -> Done {
    let bindings = top.join(BINDINGS);
    if bindings.exists() {
        std::fs::remove_dir_all(&bindings)?;
    }
    let export = ["test", "-q", "-p", "onboard-core", "-p", "xoap-onboard", "--features", "bindings"];
    cargo(export.into_iter().chain(["--lib", "--bins", "export_bindings"]))
        .with("TS_RS_EXPORT_DIR", &bindings)
        .run()?;
    cargo(["build", "-p", "onboard-cli"]).run()?;
    for document in ["report", "payload", "endpoints"] {
        save(&top.join(SCHEMAS).join(format!("{document}.json")), &["schema", document])?;
    }
    for (shell, file) in SHELLS {
        save(&top.join(COMPLETIONS).join(file), &["completions", shell])?;
    }
    Ok(())
}

/// Writes what the command line prints.
fn save(path: &Path, arguments: &[&str]) -> Done {
    let text = sh(&program("onboard").to_string_lossy(), arguments.iter().copied())
        .read()
        .ok_or_else(|| Fault(format!("onboard {} failed", arguments.join(" "))))?;
    std::fs::create_dir_all(path.parent().unwrap_or(path))?;
    std::fs::write(path, text)?;
    Ok(())
}

/// The names of all files in a folder and below.
fn files(folder: &Path) -> Result<BTreeSet<PathBuf>, Fault> {
    let mut found = BTreeSet::new();
    let mut left = vec![folder.to_path_buf()];
    while let Some(place) = left.pop() {
        let Ok(entries) = std::fs::read_dir(&place) else { continue };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                left.push(path);
            } else if let Ok(name) = path.strip_prefix(folder) {
                found.insert(name.to_path_buf());
            }
        }
    }
    Ok(found)
}
