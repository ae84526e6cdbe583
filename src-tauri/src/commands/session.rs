//! The session itself: beginning, asking, starting anew, going from step to step.

use onboard_core::speech::Language;

use super::{Answer, Held};
use crate::view::{Boot, CommandError, Step, StoryView};

/// What the page needs once, in a language: the one given, or the one spoken so far.
#[tauri::command(async)]
pub fn boot(shell: Held<'_>, language: Option<Language>) -> Result<Boot, CommandError> {
    let mut session = shell.session();
    if let Some(language) = language {
        session.speak(language);
    }
    let language = session.language;
    let story = |story: onboard_democloud::Story| StoryView {
        name: story.name,
        providers: story.providers,
        title: story.title,
        shows: story.shows,
        note: story.note,
        fixable: story.fixable,
    };
    let told = onboard_democloud::stories_for(language, |provider| onboard_providers::by_id(provider).is_some());
    Ok(Boot {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        language,
        providers: onboard_providers::all().iter().map(|p| p.descriptor(language)).collect(),
        stories: told.into_iter().map(story).collect(),
    })
}

/// The session as it stands.
#[tauri::command(async)]
pub fn session(shell: Held<'_>) -> Answer {
    Ok(shell.view())
}

/// Begins anew.
#[tauri::command(async)]
pub fn reset(shell: Held<'_>) -> Answer {
    shell.change(|session| {
        session.reset();
        Ok(())
    })
}

/// Goes to a step; every step can be gone to at any time and loses nothing.
#[tauri::command(async)]
pub fn set_step(shell: Held<'_>, step: Step) -> Answer {
    shell.change(|session| {
        session.work.step = step;
        Ok(())
    })
}
