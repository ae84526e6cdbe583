//! The demo: a world in this process, beside the person's real work.

use super::{Answer, Held};

/// Starts a story with a provider; its key is imported as a file of the person's own would be.
#[tauri::command(async)]
pub fn demo_start(shell: Held<'_>, story: String, provider: String) -> Answer {
    shell.change(|session| session.start_demo(&story, &provider))
}

/// Does in the demo cloud what the remediation says.
#[tauri::command(async)]
pub fn demo_fix(shell: Held<'_>) -> Answer {
    shell.change(crate::session::Session::fix_demo)
}

/// Ends the demo; the real work is there again.
#[tauri::command(async)]
pub fn demo_end(shell: Held<'_>) -> Answer {
    shell.change(|session| {
        session.end_demo();
        Ok(())
    })
}
