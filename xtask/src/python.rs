//! Other people's clients and servers for the wire tests and the benchmark, in a Python environment of their own.

use std::path::PathBuf;

use crate::sh::{Fault, root, sh, target};

/// The interpreter of an environment with the packages of `tests/wire/requirements.txt`; made when it is missing or
/// when the list has changed.
pub fn environment() -> Result<PathBuf, Fault> {
    let wanted = root().join("tests/wire/requirements.txt");
    let list = std::fs::read_to_string(&wanted).map_err(|e| Fault(format!("{}: {e}", wanted.display())))?;
    let folder = target().join("wire-python");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let stamp = folder.join("installed.txt");
    if python.is_file() && std::fs::read_to_string(&stamp).is_ok_and(|made| made == list) {
        return Ok(python);
    }
    let (folder, program) = (folder.to_string_lossy(), if cfg!(windows) { "python" } else { "python3" });
    sh(program, ["-m", "venv", "--clear", &folder]).run()?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", "tests/wire/requirements.txt"];
    sh(&python.to_string_lossy(), pip).run()?;
    std::fs::write(&stamp, list)?;
    Ok(python)
}
