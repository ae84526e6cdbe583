//! Where secrets rest.
//!
//! In: a name and a secret. Out: the secret again, or a clear reason why not. Deliberately absent: a file in
//! clear text as a way out when no store is there.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod seal;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use onboard_core::secret::{Secret, SharedSecret};
use thiserror::Error;

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
}

/// A place where secrets rest.
pub trait Vault: Send + Sync {
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
