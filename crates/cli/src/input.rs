//! Stage 1, import: files, standard input, folders; never more bytes than a credential can have.
//!
//! Pipes, devices and sockets are not opened, so that nothing waits for a writer that never comes. The exception
//! is a pipe that the shell itself hands over as `/dev/fd/…`, which has its writer already.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use onboard_core::carrier::{Input, LARGEST_INPUT};
use onboard_core::finding::{Finding, Severity};
use onboard_core::secret::SecretString;
use onboard_core::speech::Speech;

use crate::failure::Failure;

/// At most this many files of a folder are looked at.
const LARGEST_FOLDER: usize = 4000;
/// Folders deeper than this are not entered.
const DEEPEST: usize = 32;

/// Reads one named input.
///
/// # Errors
/// The finding that says why it cannot be read.
pub fn read(path: &Path, speech: &Speech) -> Result<Input, Finding> {
    if is_standard_input(path) {
        return collect(io::stdin().lock(), "standard input", speech);
    }
    if path.starts_with("/dev/fd") {
        let file = File::open(path).map_err(|e| unreadable(&e, speech))?;
        return collect(file, "standard input", speech);
    }
    let metadata = fs::metadata(path).map_err(|e| unreadable(&e, speech))?;
    if metadata.is_dir() {
        let shown = path.display().to_string();
        return Err(speech.finding("input-folder", Severity::Error, None, &[("path", &shown)]));
    }
    let special = || speech.finding("input-special", Severity::Error, None, &[]);
    if !metadata.is_file() {
        return Err(special());
    }
    let file = open(path).map_err(|e| unreadable(&e, speech))?;
    // What was a file a moment ago may be something else by now.
    if !file.metadata().is_ok_and(|m| m.is_file()) {
        return Err(special());
    }
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    collect(file, &name, speech)
}

/// A file of one secret, such as a passphrase: UTF-8, without a BOM and without the one line end at its end.
///
/// # Errors
/// The reason in words, without a part of the content.
pub fn secret(path: &Path, speech: &Speech) -> Result<SecretString, String> {
    let input = read(path, speech).map_err(|f| f.message)?;
    let bytes = input.bytes.expose("made into text");
    if bytes.len() > LARGEST_INPUT {
        return Err("it is too large".to_owned());
    }
    let text = str::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.strip_suffix('\n').map_or(text, |t| t.strip_suffix('\r').unwrap_or(t));
    Ok(SecretString::new(text.to_owned()))
}

/// Refuses a second use of standard input, which can be read once.
///
/// # Errors
/// Wrong usage.
pub fn read_once<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Result<(), Failure> {
    match paths.into_iter().filter(|p| is_standard_input(p)).count() {
        0 | 1 => Ok(()),
        _ => Err(Failure::usage(
            "standard-input-twice",
            "standard input was named twice; it can be read once",
            "Put one of the two in a file.",
        )),
    }
}

/// True for `-` and for the names that systems give standard input.
pub fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-") || path == Path::new("/dev/stdin")
}

fn collect(reader: impl Read, origin: &str, speech: &Speech) -> Result<Input, Finding> {
    let mut bytes = Vec::new();
    // One byte more than is allowed, so that the decoder sees that it was too large.
    let limit = LARGEST_INPUT as u64 + 1;
    reader.take(limit).read_to_end(&mut bytes).map_err(|e| unreadable(&e, speech))?;
    Ok(Input::new(origin, bytes))
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;
    // Without waiting: opening a pipe that took the file's place must not hang.
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    fs::OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

fn unreadable(error: &io::Error, speech: &Speech) -> Finding {
    speech.finding("input-unreadable", Severity::Error, None, &[("detail", &error.to_string())])
}

/// What a folder holds.
#[derive(Debug, Default)]
pub struct Folder {
    /// Ordinary files, sorted by path.
    pub files: Vec<PathBuf>,
    /// What was passed over, with the reason.
    pub skipped: Vec<(PathBuf, Finding)>,
}

/// Walks a folder. Symbolic links are not followed.
pub fn walk(root: &Path, speech: &Speech) -> Folder {
    let mut folder = Folder::default();
    let mut open = vec![(root.to_owned(), 0)];
    while let Some((path, depth)) = open.pop() {
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) => {
                let finding = Finding { severity: Severity::Warning, ..unreadable(&error, speech) };
                folder.skipped.push((path, finding));
                continue;
            }
        };
        // Systems list a folder in any order; the files that a limit cuts off are the same each time.
        let mut entries: Vec<_> = entries.flatten().collect();
        entries.sort_by_key(|e| std::cmp::Reverse(e.file_name()));
        for entry in entries {
            let (path, Ok(kind)) = (entry.path(), entry.file_type()) else { continue };
            if kind.is_symlink() {
                folder.skipped.push((path, speech.finding("input-link-skipped", Severity::Info, None, &[])));
            } else if kind.is_dir() && depth < DEEPEST {
                open.push((path, depth + 1));
            } else if kind.is_file() {
                folder.files.push(path);
            } else {
                let finding = speech.finding("input-special", Severity::Info, None, &[]);
                folder.skipped.push((path, finding));
            }
        }
        if folder.files.len() > LARGEST_FOLDER {
            let values = [("limit", LARGEST_FOLDER.to_string())];
            let values = values.each_ref().map(|(k, v)| (*k, v.as_str()));
            let finding = speech.finding("input-folder-limit", Severity::Warning, None, &values);
            folder.skipped.push((root.to_owned(), finding));
            break;
        }
    }
    folder.files.sort();
    folder.files.truncate(LARGEST_FOLDER);
    folder.skipped.sort_by(|a, b| a.0.cmp(&b.0));
    folder
}
