//! The platform's key store: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.
//!
//! In: a name and a secret of any size a credential has. Out: the secret, whole and unchanged, or the kind of trouble.
//! Windows takes 2,560 bytes an entry, so a secret is kept in parts on every system, and a manifest that is written
//! last says which. Deliberately absent: any other place when the store cannot be used.
//!
//! A secret `n` is the entry `n`, its manifest, and the entries `n/a/0`, `n/a/1`, … or `n/b/0`, …. Replacing writes the
//! parts of the other letter, then the manifest, then removes the old parts. So a reader finds the old secret or the
//! new one. Parts are written upwards and removed downwards: what a crash leaves begins at 0 and has no gap, and the next
//! put or forget finds and removes it.

mod platform;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, PoisonError};

use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error};
use onboard_core::secret::SharedSecret;
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Vault, VaultError, shared};

/// The service under which every entry stands.
pub const SERVICE: &str = "xoap-onboard";
/// The largest secret that is kept.
pub const LARGEST: usize = 512 * 1024;
/// The most that one entry holds.
const PART: usize = 2_000;
/// A reader looks again this often when the secret was replaced under its hands.
const LOOKS: usize = 3;

type Store = Arc<CredentialStore>;
type Opener = Box<dyn Fn() -> Result<Store, VaultError> + Send + Sync>;

/// See the module. Calls block, also on a person who is asked to unlock the store: see [`crate::Patient`].
pub struct Keychain {
    open: Opener,
    store: Mutex<Option<Store>>,
    /// One writer at a time: a platform's store may not stand two on the same entry.
    writing: Mutex<()>,
}

/// What is kept under the secret's own name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    version: u32,
    /// Which letter the parts have.
    set: Letter,
    parts: usize,
    /// In bytes, of all parts together.
    length: usize,
    /// Hex.
    sha256: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Letter {
    A,
    B,
}

impl Letter {
    fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    fn part(self, name: &str, place: usize) -> String {
        let letter = match self {
            Self::A => 'a',
            Self::B => 'b',
        };
        format!("{name}/{letter}/{place}")
    }
}

impl Keychain {
    /// The platform's store. It is opened when it is first needed, and again after it went away.
    #[must_use]
    pub fn platform() -> Self {
        Self::over(Box::new(platform::open))
    }

    fn over(open: Opener) -> Self {
        Self { open, store: Mutex::default(), writing: Mutex::default() }
    }

    /// Acts on the store. One that was opened earlier may have been restarted since; then it is opened again, once.
    fn with<T>(&self, act: impl Fn(&Slots) -> Result<T, VaultError>) -> Result<T, VaultError> {
        let held = self.store.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(store) = held {
            match act(&Slots(store)) {
                Err(VaultError::Unavailable(_)) => {}
                answer => return answer,
            }
        }
        let store = (self.open)()?;
        *self.store.lock().unwrap_or_else(PoisonError::into_inner) = Some(store.clone());
        act(&Slots(store))
    }
}

impl Vault for Keychain {
    fn probe(&self) -> Result<(), VaultError> {
        let mut random = [0; 16];
        let unavailable = |_| VaultError::Unavailable("the system gives no random numbers".to_owned());
        SystemRandom::new().fill(&mut random).map_err(unavailable)?;
        // Nobody else tries with this name, and no secret can have it.
        let name = format!("probe/{}", hex::encode(random));
        self.with(|slots| {
            slots.set(&name, &random)?;
            let kept = slots.get(&name);
            let gone = slots.delete(&name);
            match kept? {
                Some(bytes) if bytes.as_slice() == random => gone.map(drop),
                _ => Err(VaultError::Refused("it took something and did not give it back".to_owned())),
            }
        })
    }

    fn put(&self, name: &str, secret: SharedSecret) -> Result<(), VaultError> {
        checked(name)?;
        let bytes = secret.expose("handed to the platform's key store").as_bytes();
        if bytes.len() > LARGEST {
            return Err(VaultError::TooLarge(bytes.len()));
        }
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.with(|slots| slots.put(name, bytes))
    }

    fn get(&self, name: &str) -> Result<Option<SharedSecret>, VaultError> {
        checked(name)?;
        self.with(|slots| slots.read(name))
    }

    fn forget(&self, name: &str) -> Result<bool, VaultError> {
        checked(name)?;
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.with(|slots| slots.forget(name))
    }
}

/// No name can be another's part, and none means anything to a store.
fn checked(name: &str) -> Result<(), VaultError> {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if (1..=64).contains(&name.len()) && name.chars().all(good) { Ok(()) } else { Err(VaultError::Name) }
}

/// The entries of a store that is open.
struct Slots(Store);

impl Slots {
    fn entry(&self, name: &str) -> Result<Entry, VaultError> {
        self.0.build(SERVICE, name, None).map_err(|error| told(&error))
    }

    fn set(&self, name: &str, bytes: &[u8]) -> Result<(), VaultError> {
        self.entry(name)?.set_secret(bytes).map_err(|error| told(&error))
    }

    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        match self.entry(name)?.get_secret() {
            Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(told(&error)),
        }
    }

    /// True when there was one.
    fn delete(&self, name: &str) -> Result<bool, VaultError> {
        match self.entry(name)?.delete_credential() {
            Ok(()) => Ok(true),
            Err(Error::NoEntry) => Ok(false),
            Err(error) => Err(told(&error)),
        }
    }

    fn manifest(&self, name: &str) -> Result<Option<Manifest>, VaultError> {
        let Some(bytes) = self.get(name)? else { return Ok(None) };
        let damaged = || VaultError::Damaged("its manifest cannot be read".to_owned());
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
        let parts = manifest.length.div_ceil(PART);
        if manifest.version != 1 || manifest.length > LARGEST || manifest.parts != parts {
            return Err(damaged());
        }
        Ok(Some(manifest))
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), VaultError> {
        let old = match self.manifest(name) {
            Err(VaultError::Damaged(_)) => None,
            known => known?,
        };
        let set = old.as_ref().map_or(Letter::A, |m| m.set.other());
        self.clear(name, set, 0)?;
        let written = self.write(name, set, bytes);
        if written.is_err() {
            // The old secret is still the one that counts; a part that stays is removed by the next put or forget.
            let _ = self.clear(name, set, bytes.len().div_ceil(PART));
            return written;
        }
        let known = old.map_or(0, |m| m.parts);
        // The new secret is kept, so a failure here is none of the caller's; once more, and later puts try again.
        if self.clear(name, set.other(), known).is_err() {
            let _ = self.clear(name, set.other(), known);
        }
        Ok(())
    }

    fn write(&self, name: &str, set: Letter, bytes: &[u8]) -> Result<(), VaultError> {
        for (place, part) in bytes.chunks(PART).enumerate() {
            self.set(&set.part(name, place), part)?;
        }
        let manifest = Manifest {
            version: 1,
            set,
            parts: bytes.len().div_ceil(PART),
            length: bytes.len(),
            sha256: hex::encode(digest(&SHA256, bytes)),
        };
        let text = serde_json::to_vec(&manifest).map_err(|_| VaultError::Damaged("its manifest".to_owned()))?;
        self.set(name, &text)
    }

    /// Removes the parts of a letter, the last first: as many as are known of, and those that are found.
    fn clear(&self, name: &str, set: Letter, known: usize) -> Result<bool, VaultError> {
        let mut count = known;
        while count * PART <= LARGEST && self.get(&set.part(name, count))?.is_some() {
            count += 1;
        }
        let mut any = false;
        for place in (0..count).rev() {
            any |= self.delete(&set.part(name, place))?;
        }
        Ok(any)
    }

    fn read(&self, name: &str) -> Result<Option<SharedSecret>, VaultError> {
        let mut seen = None;
        let mut trouble = VaultError::Damaged("it changes all the time".to_owned());
        for _ in 0..LOOKS {
            let Some(manifest) = self.manifest(name)? else { return Ok(None) };
            // Damage under the same manifest is damage; under another one the secret was replaced meanwhile.
            if seen.as_ref() == Some(&manifest) {
                break;
            }
            match self.collect(name, &manifest) {
                Err(error @ VaultError::Damaged(_)) => trouble = error,
                found => return found.map(Some),
            }
            seen = Some(manifest);
        }
        Err(trouble)
    }

    fn collect(&self, name: &str, manifest: &Manifest) -> Result<SharedSecret, VaultError> {
        let damaged = |what: String| VaultError::Damaged(what);
        // Room for all of it at once: a buffer that grows would leave copies behind.
        let mut whole = Zeroizing::new(Vec::with_capacity(manifest.length));
        for place in 0..manifest.parts {
            let missing = || damaged(format!("part {} of {} is missing", place + 1, manifest.parts));
            let part = self.get(&manifest.set.part(name, place))?.ok_or_else(missing)?;
            if whole.len() + part.len() > manifest.length {
                return Err(damaged("it is longer than it was".to_owned()));
            }
            whole.extend_from_slice(&part);
        }
        if whole.len() != manifest.length || hex::encode(digest(&SHA256, &whole)) != manifest.sha256 {
            return Err(damaged("it is not what was kept".to_owned()));
        }
        let text = String::from_utf8(std::mem::take(&mut *whole)).map_err(|error| {
            drop(Zeroizing::new(error.into_bytes()));
            damaged("it is no text".to_owned())
        })?;
        Ok(shared(text))
    }

    fn forget(&self, name: &str) -> Result<bool, VaultError> {
        let known = match self.manifest(name) {
            Ok(manifest) => manifest.map(|m| (m.set, m.parts)),
            // Its parts are found by looking.
            Err(VaultError::Damaged(_)) => None,
            Err(error) => return Err(error),
        };
        let count = |set: Letter| known.filter(|(s, _)| *s == set).map_or(0, |(_, parts)| parts);
        let mut any = self.delete(name)?;
        for set in [Letter::A, Letter::B] {
            any |= self.clear(name, set, count(set))?;
        }
        Ok(any)
    }
}

/// The kind of trouble. Some of the library's errors hold what was read; only their kind is told.
fn told(error: &Error) -> VaultError {
    match error {
        Error::NoStorageAccess(why) => VaultError::Refused(why.to_string()),
        Error::PlatformFailure(why) => {
            let why = why.to_string();
            // QUIRK(secret-service 5.2, 2026-11): making an item in a locked collection fails as any call does.
            // https://specifications.freedesktop.org/secret-service-spec/latest/errors.html
            let locked = why.to_lowercase().contains("locked");
            if locked { VaultError::Refused(why) } else { VaultError::Unavailable(why) }
        }
        Error::NoDefaultStore => VaultError::Unavailable("none was found".to_owned()),
        Error::NotSupportedByStore(why) => VaultError::Unavailable(why.clone()),
        Error::NoEntry => VaultError::Damaged("an entry went away".to_owned()),
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) => {
            VaultError::Damaged("an entry cannot be read".to_owned())
        }
        Error::Ambiguous(all) => VaultError::Damaged(format!("{} entries have the same name", all.len())),
        Error::TooLong(what, limit) => VaultError::Refused(format!("it takes at most {limit} for {what}")),
        Error::Invalid(what, _) => VaultError::Refused(format!("it does not take this {what}")),
        _ => VaultError::Unavailable("it failed in an unknown way".to_owned()),
    }
}
