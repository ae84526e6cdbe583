//! The clipboard, read and written here, so that the page has no right to either.
//!
//! Nothing secret is ever written to it.

use std::sync::{Mutex, PoisonError};

use onboard_core::secret::SecretBytes;
use thiserror::Error;

/// Why the clipboard did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ClipboardError {
    /// It holds no text.
    #[error("it holds no text")]
    Empty,
    /// The system did not give access to it.
    #[error("{0}")]
    Unavailable(String),
}

/// A clipboard. Calls may block while another program hands its content over.
pub trait Clipboard: Send + Sync {
    /// The text on it.
    ///
    /// # Errors
    /// When there is none, or no access.
    fn read(&self) -> Result<SecretBytes, ClipboardError>;

    /// Puts a text on it.
    ///
    /// # Errors
    /// When there is no access.
    fn write(&self, text: String) -> Result<(), ClipboardError>;
}

/// The system's. It is kept open once used: on X11 the content lives as long as the program that put it there.
#[derive(Default)]
pub struct System {
    open: Mutex<Option<arboard::Clipboard>>,
}

impl System {
    fn with<T>(
        &self,
        act: impl FnOnce(&mut arboard::Clipboard) -> Result<T, arboard::Error>,
    ) -> Result<T, ClipboardError> {
        let unavailable = |error: arboard::Error| match error {
            arboard::Error::ContentNotAvailable => ClipboardError::Empty,
            other => ClipboardError::Unavailable(other.to_string()),
        };
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let clipboard = match &mut *open {
            Some(clipboard) => clipboard,
            none => none.insert(arboard::Clipboard::new().map_err(unavailable)?),
        };
        act(clipboard).map_err(unavailable)
    }
}

impl Clipboard for System {
    fn read(&self) -> Result<SecretBytes, ClipboardError> {
        let text = self.with(arboard::Clipboard::get_text)?;
        if text.is_empty() {
            return Err(ClipboardError::Empty);
        }
        Ok(SecretBytes::new(text.into_bytes()))
    }

    fn write(&self, text: String) -> Result<(), ClipboardError> {
        self.with(|clipboard| clipboard.set_text(text))
    }
}
