//! Which store this platform has.

use std::sync::atomic::{AtomicBool, Ordering};

use keyring_core::Error;

use super::{Store, told};
use crate::VaultError;

/// Opens the platform's store. Opening is no proof that it can be used.
pub(super) fn open() -> Result<Store, VaultError> {
    static BEFORE: AtomicBool = AtomicBool::new(false);
    if BEFORE.swap(true, Ordering::SeqCst) { again() } else { first() }
}

/// The library chooses the platform's store, once a process.
fn first() -> Result<Store, VaultError> {
    match keyring::Entry::store_status() {
        Ok(()) => keyring_core::get_default_store().ok_or(VaultError::Unavailable("none was found".to_owned())),
        // What cannot be opened is not there, whatever the reason.
        Err(Error::PlatformFailure(why) | Error::NoStorageAccess(why)) => Err(VaultError::Unavailable(why.to_string())),
        Err(error) => Err(told(error)),
    }
}

/// A store on the session's bus: it may come up after this program, and a restart ends every session with it.
#[cfg(all(unix, not(target_os = "macos")))]
fn again() -> Result<Store, VaultError> {
    match zbus_secret_service_keyring_store::Store::new() {
        Ok(store) => Ok(store),
        Err(Error::PlatformFailure(why) | Error::NoStorageAccess(why)) => Err(VaultError::Unavailable(why.to_string())),
        Err(error) => Err(told(&error)),
    }
}

/// A part of the system, there or not there for as long as this program runs.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn again() -> Result<Store, VaultError> {
    first()
}
