//! Stage 1: file, drop and paste, read here, so that the page never sees the secret.

use std::path::PathBuf;
use std::sync::Arc;

use onboard_core::carrier::Input;
use onboard_core::finding::{Finding, Severity};

use super::{Answer, Held};
use crate::clipboard::ClipboardError;
use crate::fault::{fault, speech};
use crate::read;
use crate::shell::Shell;

/// Lets the person choose a file. A cancelled dialog changes nothing.
#[tauri::command]
pub async fn import_file(shell: Held<'_>) -> Answer {
    let shell = shell.inner().clone();
    match shell.picker.open().await {
        Some(path) => from_file(&shell, path).await,
        None => Ok(shell.view()),
    }
}

/// Takes what is on the clipboard.
#[tauri::command]
pub async fn import_paste(shell: Held<'_>) -> Answer {
    const ORIGIN: &str = "clipboard";
    let shell = shell.inner().clone();
    let language = shell.language();
    let reader = shell.clone();
    let read = tauri::async_runtime::spawn_blocking(move || reader.clipboard.read());
    let read = read.await.map_err(|_| fault(language, "defect", &[]))?;
    let finding =
        |code: &str, detail: &str| speech(language).finding(code, Severity::Error, None, &[("detail", detail)]);
    let input = match read {
        Ok(bytes) => Ok(Input { origin: ORIGIN.to_owned(), bytes }),
        Err(ClipboardError::Empty) => Err(finding("clipboard-empty", "")),
        Err(ClipboardError::Unavailable(detail)) => Err(finding("clipboard-unavailable", &detail)),
    };
    taken(&shell, ORIGIN.to_owned(), input)
}

/// Takes one of several credentials that the last import held.
#[tauri::command(async)]
pub fn take_candidate(shell: Held<'_>, index: u32) -> Answer {
    shell.change(|session| {
        let moment = session.moment();
        session.work.take_candidate(index, moment)
    })
}

/// Takes a file that was chosen or dropped.
///
/// # Errors
/// Only when the reading itself broke down; a file that cannot be read is a finding of the import.
pub async fn from_file(shell: &Arc<Shell>, path: PathBuf) -> Answer {
    let language = shell.language();
    let origin = read::origin(&path);
    let read = tauri::async_runtime::spawn_blocking(move || read::file(&path, &speech(language)));
    let input = read.await.map_err(|_| fault(language, "defect", &[]))?;
    taken(shell, origin, input)
}

fn taken(shell: &Shell, origin: String, input: Result<Input, Finding>) -> Answer {
    shell.change(|session| {
        let moment = session.moment();
        match input {
            Ok(input) => session.work.import(&input, moment),
            Err(finding) => session.work.import_failed(origin, finding),
        }
        Ok(())
    })
}
