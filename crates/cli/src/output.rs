//! The output layer: standard output, standard error, files. The only place of this crate that writes.
//!
//! A closed pipe ends the writing quietly. A file is old or new, never torn: it is written beside its place and
//! moved there.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use onboard_core::render::Colour;
use serde::Serialize;

use crate::failure::Failure;

/// Writes bytes to standard output.
///
/// # Errors
/// When it cannot be written, other than because the reader has gone.
pub fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::usage(
            "output-failed",
            format!("standard output cannot be written: {error}"),
            "Check where it goes, and the space there.",
        )),
        _ => Ok(()),
    }
}

/// Writes text to standard output.
///
/// # Errors
/// See [`bytes`].
pub fn text(text: &str) -> Result<(), Failure> {
    bytes(text.as_bytes())
}

/// Writes one JSON document to standard output.
///
/// # Errors
/// See [`bytes`].
pub fn json<T: Serialize>(document: &T) -> Result<(), Failure> {
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    bytes(text.as_bytes())
}

/// Writes one line to standard error.
pub fn hint(text: &str) {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(io::stderr(), "{text}");
}

/// Whether standard output takes colours: a terminal, and nobody said no.
pub fn colour() -> Colour {
    let refused = env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
        || env::var_os("TERM").is_some_and(|v| v == OsStr::new("dumb"));
    if !refused && io::stdout().is_terminal() { Colour::Ansi } else { Colour::Never }
}

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Whoever the system's default lets.
    Default,
    /// The owner only: there are secrets inside.
    Owner,
}

/// Writes a document to `out`, or to standard output when there is none or it is `-`.
///
/// # Errors
/// When the file cannot be written.
pub fn deliver(content: &[u8], out: Option<&Path>, readers: Readers) -> Result<(), Failure> {
    match out {
        Some(path) if path != Path::new("-") => {
            file(content, path, readers)?;
            hint(&format!("Written: {}", path.display()));
            Ok(())
        }
        _ => bytes(content),
    }
}

/// Writes a file whole or not at all.
///
/// # Errors
/// When the place is no file, or cannot be written.
pub fn file(content: &[u8], path: &Path, readers: Readers) -> Result<(), Failure> {
    let failed = |error: io::Error| {
        Failure::usage(
            "output-failed",
            format!("{} cannot be written: {error}", path.display()),
            "Choose another place with --out, or check the folder and its rights.",
        )
    };
    // Moving over a device or a pipe would put a file in its place.
    if fs::metadata(path).is_ok_and(|m| !m.is_file()) {
        return Err(failed(io::Error::other("it is there and is no ordinary file")));
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".onboard-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = if readers == Readers::Owner { 0o600 } else { 0o666 };
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = readers;
    let mut temporary = builder.tempfile_in(folder).map_err(failed)?;
    temporary.write_all(content).map_err(failed)?;
    temporary.as_file().sync_all().map_err(failed)?;
    temporary.persist(path).map_err(|e| failed(e.error))?;
    Ok(())
}
