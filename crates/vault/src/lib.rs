//! Where secrets rest.
//!
//! In: a name and a secret. Out: the secret again, or a clear reason why not. Deliberately absent: a file in
//! clear text as a way out when no store is there.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod keychain;
mod patient;
pub mod saved;
pub mod seal;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use onboard_core::secret::{Secret, SharedSecret};
use thiserror::Error;

pub use keychain::{Keychain, LARGEST, SERVICE};
pub use patient::{PATIENCE, Patient};

/// Why a store could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum VaultError {
    /// There is no store on this machine.
    #[error("there is no key store on this computer: {0}")]
    Unavailable(String),
    /// The store is locked, or refused.
    #[error("the key store did not allow it: {0}")]
    Refused(String),
    /// The store did not answer in time; it may be waiting for a person to unlock it.
    #[error("the key store did not answer within {} seconds; it may be waiting for you to unlock it", .0.as_secs())]
    TimedOut(Duration),
    /// What the store holds is not what was put there.
    #[error("what the key store holds is not whole: {0}")]
    Damaged(String),
    /// A secret that is larger than any credential.
    #[error("the secret has {0} bytes, and the key store takes at most {LARGEST}")]
    TooLarge(usize),
    /// A name that is none.
    #[error("a name in the key store has 1 to 64 small letters, digits and hyphens")]
    Name,
}

/// A place where secrets rest.
pub trait Vault: Send + Sync {
    /// Keeps something small, reads it again and forgets it: the only proof that a store can be used. One that opens
    /// may be locked all the same. May ask the person to unlock it.
    ///
    /// # Errors
    /// When the store is not there or refuses.
    fn probe(&self) -> Result<(), VaultError>;

    /// Keeps a secret under a name; replaces one of the same name.
    ///
    /// # Errors
    /// When the store is not there or refuses.
    fn put(&self, name: &str, secret: SharedSecret) -> Result<(), VaultError>;

    /// The secret of this name, if there is one.
    ///
    /// # Errors
    /// When the store is not there or refuses.
    fn get(&self, name: &str) -> Result<Option<SharedSecret>, VaultError>;

    /// Forgets the secret of this name; true when there was one.
    ///
    /// # Errors
    /// When the store is not there or refuses.
    fn forget(&self, name: &str) -> Result<bool, VaultError>;
}

/// A store that ends with the process.
#[derive(Debug, Default)]
pub struct Memory {
    secrets: Mutex<BTreeMap<String, SharedSecret>>,
}

impl Vault for Memory {
    fn probe(&self) -> Result<(), VaultError> {
        Ok(())
    }

    fn put(&self, name: &str, secret: SharedSecret) -> Result<(), VaultError> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), secret);
        Ok(())
    }

    fn get(&self, name: &str) -> Result<Option<SharedSecret>, VaultError> {
        Ok(self.secrets.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned())
    }

    fn forget(&self, name: &str) -> Result<bool, VaultError> {
        Ok(self.secrets.lock().unwrap_or_else(PoisonError::into_inner).remove(name).is_some())
    }
}

/// A secret for a store from text.
#[must_use]
pub fn shared(text: String) -> SharedSecret {
    SharedSecret::new(Secret::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_keeps_replaces_and_forgets() {
        let vault = Memory::default();
        assert_eq!(vault.get("a").map(|s| s.is_some()), Ok(false));
        assert_eq!(vault.put("a", shared("one".to_owned())), Ok(()));
        assert_eq!(vault.put("a", shared("two".to_owned())), Ok(()));
        let found = vault.get("a").ok().flatten();
        assert_eq!(found.map(|s| s.expose("test").clone()), Some("two".to_owned()));
        assert_eq!(vault.forget("a"), Ok(true));
        assert_eq!(vault.forget("a"), Ok(false));
    }
}
