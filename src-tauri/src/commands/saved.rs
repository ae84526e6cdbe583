//! Saved connections.

use tauri::{AppHandle, Emitter as _, Runtime};

use super::{Answer, Held};
use crate::keep;
use crate::view::{CommandError, SavedView};

/// The list, and whether the key store can be used. The store may ask the person to unlock it.
#[tauri::command]
pub async fn saved_list(shell: Held<'_>) -> Result<SavedView, CommandError> {
    keep::list(shell.inner()).await
}

/// Keeps the connection as it stands; one of the same name and provider is replaced.
#[tauri::command]
pub async fn saved_keep<R: Runtime>(app: AppHandle<R>, shell: Held<'_>) -> Result<SavedView, CommandError> {
    let view = keep::keep(shell.inner()).await?;
    let _ = app.emit("session", shell.view());
    Ok(view)
}

/// Takes a saved connection into the session.
#[tauri::command]
pub async fn saved_open(shell: Held<'_>, id: String) -> Answer {
    keep::open(shell.inner(), id).await
}

/// Gives a saved connection another name.
#[tauri::command]
pub async fn saved_rename(shell: Held<'_>, id: String, name: String) -> Result<SavedView, CommandError> {
    keep::rename(shell.inner(), id, name).await
}

/// Forgets a saved connection and its secrets.
#[tauri::command]
pub async fn saved_delete<R: Runtime>(
    app: AppHandle<R>,
    shell: Held<'_>,
    id: String,
) -> Result<SavedView, CommandError> {
    let view = keep::delete(shell.inner(), id).await?;
    let _ = app.emit("session", shell.view());
    Ok(view)
}
