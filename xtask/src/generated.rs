//! Files that are made from the source and kept beside it: TypeScript types of everything that crosses into the
//! interface, and the reference of the command line (schemas, completions, `docs/cli.md`).
//!
//! [`write`] makes them anew. [`compare`] makes the types elsewhere and says which of the kept ones differ; the reference
//! is compared by tests of the command line itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::sh::{Done, Fault, cargo, root, target};

const BINDINGS: &str = "ui/src/ipc/bindings";

/// Writes all of them in place.
pub fn write() -> Done {
    bindings(&root().join(BINDINGS))?;
    cargo(["test", "-q", "-p", "onboard-cli", "reference"]).with("ONBOARD_WRITE_REFERENCE", "1").run()
}

/// Compares what is kept with what the source gives.
pub fn compare() -> Done {
    let (kept, made) = (root().join(BINDINGS), target().join("bindings"));
    bindings(&made)?;
    let names: BTreeSet<PathBuf> = files(&kept)?.union(&files(&made)?).cloned().collect();
    let read = |top: &Path, name: &Path| std::fs::read(top.join(name)).ok();
    let differ: Vec<String> = names
        .iter()
        .filter(|name| read(&kept, name) != read(&made, name))
        .map(|name| format!("{BINDINGS}/{}", name.display()))
        .collect();
    if names.is_empty() {
        return Err(Fault("no types were made".to_owned()));
    }
    if differ.is_empty() {
        return Ok(());
    }
    let list = differ.join("\n");
    Err(Fault(format!("these differ from what the source gives; `cargo xtask bindings` writes them:\n{list}")))
}

/// Writes the types into a folder, and nothing else stays there.
fn bindings(folder: &Path) -> Done {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    // The whole workspace, although two packages have types: with fewer, cargo would choose other features for the
    // libraries and compile most of them again.
    let features = ["--features", "onboard-core/bindings,xoap-onboard/bindings"];
    let export = ["test", "-q", "--workspace", "--lib", "--bins"].into_iter().chain(features);
    cargo(export.chain(["export_bindings"])).with("TS_RS_EXPORT_DIR", folder).run()
}

/// The names of all files in a folder and below.
fn files(folder: &Path) -> Result<BTreeSet<PathBuf>, Fault> {
    let mut found = BTreeSet::new();
    let mut left = vec![folder.to_path_buf()];
    while let Some(place) = left.pop() {
        for entry in std::fs::read_dir(&place)? {
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
