//! A store with a time limit: one that hangs, or waits for a person, holds nobody up for ever.
//!
//! In: any store. Out: the same, each call on a thread of its own. Deliberately absent: stopping a call that hangs,
//! which no platform offers; it is left alone and what it answers later is dropped.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use onboard_core::secret::SharedSecret;

use crate::{Vault, VaultError};

/// How long a person may take to unlock the store.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// See the module.
pub struct Patient {
    vault: Arc<dyn Vault>,
    limit: Duration,
}

impl Patient {
    /// A store that answers within this time, or with [`VaultError::TimedOut`].
    pub fn new(vault: Arc<dyn Vault>, limit: Duration) -> Self {
        Self { vault, limit }
    }

    fn within<T: Send + 'static>(
        &self,
        act: impl FnOnce(&dyn Vault) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let (give, take) = channel();
        let vault = self.vault.clone();
        let work = move || {
            // Nobody waits any more when the time was over.
            let _ = give.send(act(vault.as_ref()));
        };
        let broken = |detail: &str| VaultError::Unavailable(detail.to_owned());
        std::thread::Builder::new()
            .name("key store".to_owned())
            .spawn(work)
            .map_err(|_| broken("the system has no thread to ask it with"))?;
        match take.recv_timeout(self.limit) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => Err(VaultError::TimedOut(self.limit)),
            Err(RecvTimeoutError::Disconnected) => Err(broken("asking it broke down")),
        }
    }
}

impl Vault for Patient {
    fn probe(&self) -> Result<(), VaultError> {
        self.within(|vault| vault.probe())
    }

    fn put(&self, name: &str, secret: SharedSecret) -> Result<(), VaultError> {
        let name = name.to_owned();
        self.within(move |vault| vault.put(&name, secret))
    }

    fn get(&self, name: &str) -> Result<Option<SharedSecret>, VaultError> {
        let name = name.to_owned();
        self.within(move |vault| vault.get(&name))
    }

    fn forget(&self, name: &str) -> Result<bool, VaultError> {
        let name = name.to_owned();
        self.within(move |vault| vault.forget(&name))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::{Memory, shared};

    /// Hangs for a while on every call.
    struct Slow(Duration);

    impl Vault for Slow {
        fn probe(&self) -> Result<(), VaultError> {
            std::thread::sleep(self.0);
            Ok(())
        }
        fn put(&self, _: &str, _: SharedSecret) -> Result<(), VaultError> {
            self.probe()
        }
        fn get(&self, _: &str) -> Result<Option<SharedSecret>, VaultError> {
            self.probe().map(|()| None)
        }
        fn forget(&self, _: &str) -> Result<bool, VaultError> {
            panic!("broken inside")
        }
    }

    #[test]
    fn a_store_that_hangs_is_left_in_time() {
        let limit = Duration::from_millis(50);
        let vault = Patient::new(Arc::new(Slow(Duration::from_secs(5))), limit);
        let begun = Instant::now();
        assert_eq!(vault.probe(), Err(VaultError::TimedOut(limit)));
        assert_eq!(vault.put("a", shared("x".to_owned())), Err(VaultError::TimedOut(limit)));
        assert_eq!(vault.get("a").map(|s| s.is_some()), Err(VaultError::TimedOut(limit)));
        assert!(begun.elapsed() < Duration::from_secs(2), "it held the caller up");
        let vault = Patient::new(Arc::new(Slow(Duration::ZERO)), PATIENCE);
        assert!(matches!(vault.forget("a"), Err(VaultError::Unavailable(_))), "a break-down is an answer");
    }

    #[test]
    fn a_store_that_answers_is_as_without_a_limit() {
        let vault = Patient::new(Arc::new(Memory::default()), PATIENCE);
        assert_eq!(vault.probe(), Ok(()));
        assert_eq!(vault.put("a", shared("one".to_owned())), Ok(()));
        assert_eq!(vault.get("a").unwrap().map(|s| s.expose("test").clone()), Some("one".to_owned()));
        assert_eq!(vault.forget("a"), Ok(true));
    }
}
