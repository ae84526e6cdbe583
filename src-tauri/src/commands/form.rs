//! The form: provider, purposes, fields.

use onboard_core::requirement::Choice;

use super::{Answer, Held};

/// Chooses a provider, and a variant of it. What was entered for another one stays there.
#[tauri::command(async)]
pub fn choose_provider(shell: Held<'_>, provider: String, variant: Option<String>) -> Answer {
    shell.change(|session| {
        let moment = session.moment();
        session.work.choose_provider(&provider, variant.as_deref(), moment)
    })
}

/// Chooses what the connection is for.
#[tauri::command(async)]
pub fn set_choice(shell: Held<'_>, choice: Choice) -> Answer {
    shell.change(|session| {
        let moment = session.moment();
        session.work.choose(choice, moment)
    })
}

/// Sets a field that was typed. A secret goes in here once and never comes back.
#[tauri::command(async)]
pub fn set_field(shell: Held<'_>, name: String, value: String) -> Answer {
    shell.change(|session| {
        let moment = session.moment();
        session.work.entry_mut(moment)?.type_in(&name, value, moment)
    })
}

/// Takes a field out.
#[tauri::command(async)]
pub fn clear_field(shell: Held<'_>, name: String) -> Answer {
    shell.change(|session| {
        let moment = session.moment();
        session.work.entry_mut(moment)?.clear(&name, moment)
    })
}
