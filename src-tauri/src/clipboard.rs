//! The clipboard, read and written here, so that the page has no right to either.
//!
//! A secret is written to it in one place only, [`Clearing`], where it is marked as one and taken off again.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use onboard_core::secret::{SecretBytes, SecretString};
use ring::hmac;
use ring::rand::SystemRandom;
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

    /// Puts a secret on it, marked so that clipboard managers and histories pass it over.
    ///
    /// # Errors
    /// When there is no access.
    fn write_secret(&self, secret: &SecretString) -> Result<(), ClipboardError>;

    /// Leaves nothing on it.
    ///
    /// # Errors
    /// When there is no access.
    fn clear(&self) -> Result<(), ClipboardError>;
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

    fn write_secret(&self, secret: &SecretString) -> Result<(), ClipboardError> {
        let text = secret.expose("put on the clipboard because the person asked for it");
        self.with(|clipboard| marked(clipboard.set()).text(text.as_str()))
    }

    fn clear(&self) -> Result<(), ClipboardError> {
        self.with(arboard::Clipboard::clear)
    }
}

/// The password hint that KDE's clipboard manager began and others follow: `x-kde-passwordManagerHint`.
#[cfg(all(unix, not(target_os = "macos")))]
fn marked(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtLinux::exclude_from_history(set)
}

/// The type that macOS keeps for content that is concealed.
#[cfg(target_os = "macos")]
fn marked(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtApple::exclude_from_history(set)
}

/// Not into the history, not into the cloud, not to programs that watch.
#[cfg(windows)]
fn marked(set: arboard::Set<'_>) -> arboard::Set<'_> {
    use arboard::SetExtWindows as _;
    set.exclude_from_monitoring().exclude_from_cloud().exclude_from_history()
}

/// How long a secret may stay on the clipboard.
pub const SECRET_STAYS: Duration = Duration::from_secs(30);
/// When the clipboard could not be read to see whether the secret is still there: after how long to look again.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// How often to look again.
const LOOKS: u32 = 6;

/// Waits.
#[async_trait]
pub trait Timer: Send + Sync {
    /// Ends after this time.
    async fn sleep(&self, time: Duration);
}

/// By the system's clock.
pub struct Clock;

#[async_trait]
impl Timer for Clock {
    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}

/// The secret that was put on the clipboard: known by a keyed digest only, under a key that ends with the process.
struct Marked {
    number: u64,
    digest: hmac::Tag,
}

/// Puts texts and secrets on the clipboard, and takes a secret off it again.
pub struct Clearing {
    clipboard: Box<dyn Clipboard>,
    timer: Box<dyn Timer>,
    /// Nothing when the system gave no randomness; then no secret is copied.
    key: Option<hmac::Key>,
    /// Locked while the clipboard is used, so that what is known of it and what is on it agree.
    marked: Mutex<(u64, Option<Marked>)>,
}

impl Clearing {
    /// Over a clipboard and a timer.
    pub fn new(clipboard: Box<dyn Clipboard>, timer: Box<dyn Timer>) -> Self {
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new()).ok();
        Self { clipboard, timer, key, marked: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, (u64, Option<Marked>)> {
        self.marked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// See [`Clipboard::read`].
    ///
    /// # Errors
    /// Those of the clipboard.
    pub fn read(&self) -> Result<SecretBytes, ClipboardError> {
        self.clipboard.read()
    }

    /// Puts a text on the clipboard. A secret that was there is gone with that.
    ///
    /// # Errors
    /// Those of the clipboard.
    pub fn write(&self, text: String) -> Result<(), ClipboardError> {
        let mut marked = self.lock();
        self.clipboard.write(text)?;
        marked.1 = None;
        Ok(())
    }

    /// Puts a secret on the clipboard; gives its number for [`Self::clear_later`].
    ///
    /// # Errors
    /// Those of the clipboard.
    pub fn write_secret(&self, secret: &SecretString) -> Result<u64, ClipboardError> {
        let Some(key) = &self.key else {
            return Err(ClipboardError::Unavailable("the system gave no random numbers".to_owned()));
        };
        let digest = hmac::sign(key, secret.expose("known again by its keyed digest").as_bytes());
        let mut marked = self.lock();
        // Even a write that is reported as failed may have put it there.
        marked.0 += 1;
        let number = marked.0;
        marked.1 = Some(Marked { number, digest });
        self.clipboard.write_secret(secret)?;
        Ok(number)
    }

    /// After [`SECRET_STAYS`]: takes the secret of this number off, unless something else was copied meanwhile.
    pub async fn clear_later(self: std::sync::Arc<Self>, number: u64) {
        self.timer.sleep(SECRET_STAYS).await;
        for _ in 0..LOOKS {
            let this = self.clone();
            // Reading waits for the program that owns the content.
            let done = tauri::async_runtime::spawn_blocking(move || this.clear(Some(number))).await;
            if !matches!(done, Ok(Err(_))) {
                return;
            }
            self.timer.sleep(LOOK_AGAIN).await;
        }
    }

    /// Takes the secret off the clipboard, when one was put there and still is: the one of a number, or whichever it is.
    ///
    /// # Errors
    /// Those of the clipboard; then it may be tried again.
    pub fn clear(&self, number: Option<u64>) -> Result<(), ClipboardError> {
        let mut marked = self.lock();
        let (Some(key), Some(ours)) = (&self.key, &marked.1) else { return Ok(()) };
        if number.is_some_and(|n| n != ours.number) {
            return Ok(());
        }
        match self.clipboard.read() {
            Ok(there) if hmac::verify(key, there.expose("compared by digest"), ours.digest.as_ref()).is_ok() => {
                self.clipboard.clear()?;
            }
            Ok(_) | Err(ClipboardError::Empty) => {}
            Err(error) => return Err(error),
        }
        marked.1 = None;
        Ok(())
    }
}
