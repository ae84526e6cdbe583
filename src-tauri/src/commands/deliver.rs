//! Stages 7 and 8: the payload, the report, copies and links.

use std::path::PathBuf;

use super::{Answer, Held};
use crate::clipboard::SECRET_STAYS;
use crate::deliver::{self, Document};
use crate::fault::fault;
use crate::read::origin;
use crate::sheet;
use crate::shell::Shell;
use crate::view::{CommandError, Copied, Copy, Details, PayloadRequest, Receipt, ReportFormat, Seal, SheetRow};
use crate::write;

/// Keeps what the person calls the connection.
#[tauri::command(async)]
pub fn set_details(shell: Held<'_>, details: Details) -> Answer {
    shell.change(|session| session.describe(details))
}

/// The payload with masks where secrets would be.
#[tauri::command(async)]
pub fn payload_preview(shell: Held<'_>, request: PayloadRequest) -> Result<String, CommandError> {
    deliver::preview(&shell, &request)
}

/// Writes the payload where the person chooses; nothing when they cancelled.
#[tauri::command]
pub async fn payload_save(shell: Held<'_>, request: PayloadRequest) -> Result<Option<Receipt>, CommandError> {
    let document = deliver::payload(&shell, &request)?;
    saved(&shell, document).await
}

/// Seals the payload with its secrets and writes it where the person chooses; nothing when they cancelled.
#[tauri::command]
pub async fn payload_seal(
    shell: Held<'_>,
    request: PayloadRequest,
    seal: Seal,
) -> Result<Option<Receipt>, CommandError> {
    let (sealer, language) = (shell.inner().clone(), shell.language());
    let sealed = tauri::async_runtime::spawn_blocking(move || deliver::sealed(&sealer, request, seal));
    let document = sealed.await.map_err(|_| fault(language, "defect", &[]))??;
    saved(&shell, document).await
}

/// Writes the report where the person chooses; nothing when they cancelled.
#[tauri::command]
pub async fn report_save(shell: Held<'_>, format: ReportFormat) -> Result<Option<Receipt>, CommandError> {
    let document = deliver::report(&shell, format)?;
    saved(&shell, document).await
}

async fn saved(shell: &Shell, document: Document) -> Result<Option<Receipt>, CommandError> {
    let Some(path) = shell.picker.save(&document.name).await else { return Ok(None) };
    let language = shell.language();
    let written = tauri::async_runtime::spawn_blocking(move || write_out(path, &document));
    let written = written.await.map_err(|_| fault(language, "defect", &[]))?;
    written.map(Some).map_err(|(path, error)| {
        fault(language, "not-written", &[("name", &origin(&path)), ("detail", &error.to_string())])
    })
}

fn write_out(path: PathBuf, document: &Document) -> Result<Receipt, (PathBuf, std::io::Error)> {
    let bytes = document.content.expose("written to the file that the person asked for");
    if let Err(error) = write::atomically(&path, bytes, document.readers) {
        return Err((path, error));
    }
    Ok(Receipt {
        path: path.display().to_string(),
        bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        secret: document.secret,
    })
}

/// Puts something on the clipboard. The page names it; the text is taken here.
#[tauri::command]
pub async fn copy(shell: Held<'_>, what: Copy) -> Result<Copied, CommandError> {
    let shell = shell.inner().clone();
    let language = shell.language();
    let text = deliver::copied(&shell, &what)?;
    let bytes = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let written = tauri::async_runtime::spawn_blocking(move || shell.clipboard.write(text));
    let written = written.await.map_err(|_| fault(language, "defect", &[]))?;
    written.map_err(|error| fault(language, "clipboard", &[("detail", &error.to_string())]))?;
    Ok(Copied { bytes, clears_after: None })
}

/// The fill-in sheet of the current connection.
#[tauri::command(async)]
pub fn sheet(shell: Held<'_>) -> Result<Vec<SheetRow>, CommandError> {
    sheet::rows(&shell.session())
}

/// Puts the secret of a row of the sheet on the clipboard, marked as one, and takes it off again after a while.
#[tauri::command]
pub async fn copy_secret(shell: Held<'_>, index: u32) -> Result<Copied, CommandError> {
    let (language, secret) = {
        let session = shell.session();
        (session.language, sheet::secret(&session, index))
    };
    let secret = secret.ok_or_else(|| fault(language, "nothing-to-copy", &[]))?;
    let bytes = u32::try_from(secret.expose("only its length").len()).unwrap_or(u32::MAX);
    let clipboard = shell.clipboard.clone();
    let written = tauri::async_runtime::spawn_blocking(move || clipboard.write_secret(&secret));
    let written = written.await.map_err(|_| fault(language, "defect", &[]))?;
    let number = written.map_err(|error| fault(language, "clipboard", &[("detail", &error.to_string())]))?;
    tauri::async_runtime::spawn(shell.clipboard.clone().clear_later(number));
    Ok(Copied { bytes, clears_after: u32::try_from(SECRET_STAYS.as_secs()).ok() })
}

/// Opens a link of the guide, by its place, in the system's browser.
#[tauri::command(async)]
pub fn open_link(shell: Held<'_>, index: u32) -> Answer {
    let link = deliver::link(&shell, index)?;
    shell.browser.open(&link).map_err(|error| {
        fault(shell.language(), "link-not-opened", &[("link", &link), ("detail", &error.to_string())])
    })?;
    Ok(shell.view())
}
