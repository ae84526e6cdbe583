//! What the page may ask for. Each command is a few lines over [`crate::session`], [`crate::run`] and
//! [`crate::deliver`].
//!
//! All run off the main thread. None returns a secret, takes a path, an address or a command line.

pub mod check;
pub mod deliver;
pub mod demo;
pub mod form;
pub mod import;
pub mod saved;
pub mod session;

use std::sync::Arc;

use crate::shell::Shell;
use crate::view::{CommandError, SessionView};

/// The shell as the commands get it.
pub type Held<'a> = tauri::State<'a, Arc<Shell>>;
/// What most commands answer.
pub type Answer = Result<SessionView, CommandError>;
