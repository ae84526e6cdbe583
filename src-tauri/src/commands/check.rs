//! The live check.

use std::sync::Arc;

use onboard_core::pipeline::Progress;
use onboard_core::probe::PlannedCall;
use tauri::ipc::Channel;
use tauri::{AppHandle, Emitter as _, Runtime};

use super::{Answer, Held};
use crate::run;
use crate::view::CommandError;

/// The requests that a check would send. None are sent.
#[tauri::command(async)]
pub fn plan(shell: Held<'_>) -> Result<Vec<PlannedCall>, CommandError> {
    run::plan(&shell)
}

/// Checks, and tells progress over the channel. `only` names rows of the last report to check again. When it ends,
/// the event `session` tells also a page that was loaded meanwhile.
#[tauri::command]
pub async fn check<R: Runtime>(
    app: AppHandle<R>,
    shell: Held<'_>,
    channel: Channel<Progress>,
    only: Option<Vec<String>>,
) -> Answer {
    let shell = shell.inner().clone();
    let view = run::check(&shell, Arc::new(run::Told(channel)), only).await?;
    let _ = app.emit("session", &view);
    Ok(view)
}

/// Stops the check that is running; it ends with what is known so far. Also ends waiting for the key store.
#[tauri::command(async)]
pub fn cancel(shell: Held<'_>) -> Answer {
    shell.store.cancel();
    shell.change(|session| {
        session.cancel();
        Ok(())
    })
}
