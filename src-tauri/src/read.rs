//! Stage 1: a file that a person chose or dropped, read into memory.
//!
//! In: a path. Out: an input for the parser, or the finding that says why there is none. A folder, a pipe, a
//! device and an endless file are told apart before a byte is read; none of them can hold the reader up.

use std::fs::{File, Metadata};
use std::io::Read as _;
use std::path::Path;

use onboard_core::carrier::{Input, LARGEST_INPUT};
use onboard_core::finding::{Finding, Severity};
use onboard_core::speech::Speech;

/// Reads a file. Blocks, so it belongs on a blocking thread.
///
/// # Errors
/// The finding that names the cause. Too large a file is read up to the limit and one byte, which the parser refuses.
pub fn file(path: &Path, speech: &Speech) -> Result<Input, Finding> {
    let fault = |code: &str, detail: &str| {
        let name = origin(path);
        speech.finding(code, Severity::Error, None, &[("name", &name), ("detail", detail)])
    };
    let unreadable = |error: std::io::Error| fault("file-unreadable", &error.to_string());
    // Asked before opening too: some devices act on being opened.
    kind(&std::fs::metadata(path).map_err(unreadable)?).map_err(|code| fault(code, ""))?;
    let file = open(path).map_err(unreadable)?;
    // The path may name something else by now; what counts is what was opened.
    kind(&file.metadata().map_err(unreadable)?).map_err(|code| fault(code, ""))?;
    let mut bytes = Vec::new();
    let most = u64::try_from(LARGEST_INPUT).unwrap_or(u64::MAX).saturating_add(1);
    file.take(most).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(Input::new(origin(path), bytes))
}

/// What a person calls the file: its name without the folders.
#[must_use]
pub fn origin(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

fn kind(metadata: &Metadata) -> Result<(), &'static str> {
    match metadata {
        m if m.is_dir() => Err("file-is-folder"),
        m if !m.is_file() => Err("file-is-special"),
        _ => Ok(()),
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // A pipe that takes the file's place between the look and the opening must not hold the reader up.
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or(0));
    }
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::speech;
    use onboard_core::speech::Language;

    fn code(path: &Path) -> String {
        let finding = file(path, &speech(Language::En)).unwrap_err();
        assert_ne!(finding.message, finding.code, "a finding without its sentence");
        assert!(!finding.tip.is_empty());
        finding.code
    }

    #[test]
    fn each_cause_has_its_finding() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(code(folder.path()), "file-is-folder");
        assert_eq!(code(&folder.path().join("absent")), "file-unreadable");
        #[cfg(unix)]
        {
            assert_eq!(code(Path::new("/dev/zero")), "file-is-special");
            let pipe = folder.path().join("pipe");
            let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
            assert!(made.success());
            assert_eq!(code(&pipe), "file-is-special");
        }
    }

    #[test]
    fn files_are_read_up_to_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key é.csv");
        std::fs::write(&path, b"abc").unwrap();
        let input = file(&path, &speech(Language::En)).unwrap();
        assert_eq!(input.origin, "key é.csv");
        assert_eq!(input.bytes.expose("test"), b"abc");
        let sparse = File::create(&path).unwrap();
        sparse.set_len(20 * 1024 * 1024 * 1024).unwrap();
        let input = file(&path, &speech(Language::En)).unwrap();
        assert_eq!(input.bytes.expose("test").len(), LARGEST_INPUT + 1);
    }
}
