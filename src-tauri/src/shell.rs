//! What the commands work with: the session behind a lock, and the ways to the outside, each behind a trait.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use onboard_core::speech::Language;

use crate::clipboard::Clearing;
use crate::keep::Store;
use crate::launch::Launch;
use crate::links::Browser;
use crate::picker::Picker;
use crate::session::Session;
use crate::view::{CommandError, SessionView};

/// See the module.
pub struct Shell {
    /// What the program was started with.
    pub launch: Launch,
    /// How files are chosen.
    pub picker: Box<dyn Picker>,
    /// The system's clipboard.
    pub clipboard: Arc<Clearing>,
    /// The system's browser.
    pub browser: Box<dyn Browser>,
    /// Where connections are kept.
    pub store: Store,
    session: Mutex<Session>,
}

impl Shell {
    /// A shell with an empty session.
    pub fn new(
        launch: Launch,
        picker: Box<dyn Picker>,
        clipboard: Clearing,
        browser: Box<dyn Browser>,
        store: Store,
    ) -> Self {
        Self { launch, picker, clipboard: Arc::new(clipboard), browser, store, session: Mutex::default() }
    }

    /// The session. Held for moments only: never while something is awaited.
    pub fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The language of sentences.
    pub fn language(&self) -> Language {
        self.session().language
    }

    /// What may be shown.
    pub fn view(&self) -> SessionView {
        self.session().view()
    }

    /// Changes the session and gives what may be shown of it then.
    ///
    /// # Errors
    /// Those of `change`.
    pub fn change(
        &self,
        change: impl FnOnce(&mut Session) -> Result<(), CommandError>,
    ) -> Result<SessionView, CommandError> {
        let mut session = self.session();
        change(&mut session)?;
        Ok(session.view())
    }
}
