//! Saved connections: a list without secrets in the data folder, and the secrets in a [`Vault`].
//!
//! In: a connection to keep, an id, a name. Out: the list; a connection with its secrets. The list is old or new, never
//! torn; only its owner reads it; two programs at once lose nothing. Deliberately absent: a secret in the file, and any
//! change to a file that a newer version of this program wrote.

mod draft;
mod file;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use indexmap::IndexMap;
use onboard_core::report::Readiness;
use onboard_core::requirement::Choice;
use onboard_core::secret::SharedSecret;
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use zeroize::Zeroizing;

use crate::{SERVICE, Vault, VaultError, shared};

pub use draft::Draft;
pub use file::{FOLDER_VARIABLE, folder};

/// The longest name of a connection, in characters.
pub const LONGEST_NAME: usize = 200;

/// Secrets by the names of their fields.
pub type Secrets = IndexMap<String, SharedSecret>;

/// What is known of a connection without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// What the person calls it.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Its tags.
    pub tags: IndexMap<String, String>,
    /// Provider id.
    pub provider: String,
    /// Variant id.
    pub variant: String,
    /// One plain line that tells it apart, such as a client or a key id.
    pub label: Option<String>,
    /// Its fields that are no secret.
    pub fields: IndexMap<String, String>,
    /// What it is for.
    pub choice: Choice,
    /// When the credential expires, RFC 3339, where that is known without asking.
    pub expires: Option<String>,
    /// The last check of it.
    pub checked: Option<Checked>,
}

/// The last check of a saved connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// When it began, RFC 3339.
    pub at: String,
    /// Its bottom line.
    pub readiness: Readiness,
}

/// A saved connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// 16 hex digits; its name in the key store.
    pub id: String,
    /// When it was saved, RFC 3339.
    pub saved: String,
    /// Everything else.
    #[serde(flatten)]
    pub about: About,
}

impl Connection {
    /// Where its secrets are, for a payload: each secret is at this, `#` and its name.
    #[must_use]
    pub fn reference(&self) -> String {
        reference(&self.id)
    }

    /// True when the credential is known to have expired.
    #[must_use]
    pub fn expired(&self, now: OffsetDateTime) -> bool {
        let at = self.about.expires.as_deref().and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
        at.is_some_and(|at| at <= now)
    }
}

/// Where the secrets of the connection with this id are, for a payload.
#[must_use]
pub fn reference(id: &str) -> String {
    format!("keychain:{SERVICE}/{id}")
}

/// The list as it was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Every connection, the last saved first.
    pub connections: Vec<Connection>,
    /// A list that could not be read was put aside, here; the connections in it are not listed.
    pub put_aside: Option<PathBuf>,
}

/// Why something about saved connections was not done. Nothing was changed then.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SavedError {
    /// The system names no folder for a program's data.
    #[error("there is no folder for this program's data")]
    NoFolder,
    /// The list could not be read or written.
    #[error("{path}: {detail}")]
    File {
        /// Which file or folder.
        path: String,
        /// Why.
        detail: String,
    },
    /// A newer version of this program wrote the list.
    #[error("{path} was written by a newer version of this program (its version is {version})")]
    Newer {
        /// Which file.
        path: String,
        /// Its version.
        version: u64,
    },
    /// Another program held the list all the time.
    #[error("another window or command was changing the saved connections all the time")]
    Busy,
    /// There is no such connection.
    #[error("there is no saved connection {0}")]
    Unknown(String),
    /// Several connections have the name.
    #[error("several saved connections are called {0}")]
    Several(String),
    /// Another connection of this provider has the name.
    #[error("there is a saved connection {0} already")]
    Taken(String),
    /// No name, or one that no list shows well.
    #[error("a connection's name has 1 to {LONGEST_NAME} characters and no line breaks")]
    Name,
    /// There is no secret to keep.
    #[error("there is no secret to keep")]
    NoSecret,
    /// The key store has nothing for this connection.
    #[error("the key store does not hold the secrets of {0} any more")]
    Gone(String),
    /// The person did not want it any more.
    #[error("it was cancelled")]
    Cancelled,
    /// The key store.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// The saved connections of this person.
pub struct Saved {
    file: file::File,
}

impl Saved {
    /// Those in a folder. It is made when something is saved.
    #[must_use]
    pub fn at(folder: PathBuf) -> Self {
        Self { file: file::File::in_folder(folder) }
    }

    /// Every saved connection. Asks no key store.
    ///
    /// # Errors
    /// When the list cannot be read, or is of a newer version. A damaged one is put aside and said so.
    pub fn list(&self) -> Result<Listing, SavedError> {
        let mut listing = self.file.read()?;
        // Last saved first; RFC 3339 in UTC sorts as text.
        listing.connections.sort_by(|a, b| b.saved.cmp(&a.saved).then_with(|| a.about.name.cmp(&b.about.name)));
        Ok(listing)
    }

    /// The connection with this id or name, of this provider when one is said.
    ///
    /// # Errors
    /// When there is none, or several have the name.
    pub fn find(&self, word: &str, provider: Option<&str>) -> Result<Connection, SavedError> {
        let mut found = self.list()?.connections;
        if let Some(place) = found.iter().position(|c| c.id == word) {
            return Ok(found.swap_remove(place));
        }
        found.retain(|c| c.about.name == word && provider.is_none_or(|p| c.about.provider == p));
        match found.len() {
            0 => Err(SavedError::Unknown(word.to_owned())),
            1 => Ok(found.swap_remove(0)),
            _ => Err(SavedError::Several(word.to_owned())),
        }
    }

    /// Keeps a connection. One of the same name and provider is replaced and keeps its id, so that what refers to it
    /// stays true. `wanted` is asked once the store has shown that it can be used, which may take a person's time.
    ///
    /// # Errors
    /// When the store cannot be used, or the list cannot be written. What was kept before is as it was then.
    pub fn keep(
        &self,
        vault: &dyn Vault,
        draft: Draft,
        now: OffsetDateTime,
        wanted: &dyn Fn() -> bool,
    ) -> Result<Connection, SavedError> {
        let Draft { mut about, secrets } = draft;
        about.name = checked_name(&about.name)?;
        if secrets.is_empty() {
            return Err(SavedError::NoSecret);
        }
        let document = document(&secrets);
        vault.probe()?;
        let locked = self.file.lock()?;
        if !wanted() {
            return Err(SavedError::Cancelled);
        }
        let mut all = locked.read()?.connections;
        let same = all.iter().position(|c| c.about.name == about.name && c.about.provider == about.provider);
        let id = match same {
            Some(place) => all.remove(place).id,
            None => new_id(&all)?,
        };
        let before = match same {
            Some(_) => vault.get(&id).or_else(unless_damaged)?,
            None => None,
        };
        vault.put(&id, document)?;
        let connection = Connection { id, saved: said(now), about };
        all.push(connection.clone());
        if let Err(error) = locked.write(&all) {
            // The list still speaks of what was there before.
            let _ = match before {
                Some(secret) => vault.put(&connection.id, secret).map(|()| true),
                None => vault.forget(&connection.id),
            };
            return Err(error);
        }
        Ok(connection)
    }

    /// A connection with its secrets.
    ///
    /// # Errors
    /// When there is no such connection, the store cannot be used, or it does not hold its secrets any more.
    pub fn open(&self, vault: &dyn Vault, id: &str) -> Result<(Connection, Secrets), SavedError> {
        let found = self.list()?.connections.into_iter().find(|c| c.id == id);
        let connection = found.ok_or_else(|| SavedError::Unknown(shown(id)))?;
        let Some(document) = vault.get(&connection.id)? else {
            // A store that is locked may answer that it holds nothing; only one that can be used is believed.
            vault.probe()?;
            return Err(SavedError::Gone(connection.about.name));
        };
        let text = document.expose("the secrets of the connection that the person opens");
        let map: IndexMap<String, String> = serde_json::from_str(text)
            .map_err(|_| VaultError::Damaged("the secrets of this connection cannot be read".to_owned()))?;
        Ok((connection, map.into_iter().map(|(name, secret)| (name, shared(secret))).collect()))
    }

    /// Gives a connection another name.
    ///
    /// # Errors
    /// When there is no such connection, the name is none, or another one of the same provider has it.
    pub fn rename(&self, id: &str, name: &str) -> Result<Connection, SavedError> {
        let name = checked_name(name)?;
        self.change(id, |place, all| {
            let provider = all[place].about.provider.clone();
            let other =
                |(i, c): (usize, &Connection)| i != place && c.about.name == name && c.about.provider == provider;
            if all.iter().enumerate().any(other) {
                return Err(SavedError::Taken(name.clone()));
            }
            all[place].about.name.clone_from(&name);
            Ok(all[place].clone())
        })
    }

    /// Notes the outcome of a check of it.
    ///
    /// # Errors
    /// When there is no such connection, or the list cannot be written.
    pub fn checked(&self, id: &str, checked: Checked) -> Result<Connection, SavedError> {
        self.change(id, |place, all| {
            all[place].about.checked = Some(checked);
            Ok(all[place].clone())
        })
    }

    /// Forgets a connection: its secrets first, so that none stays without a name to find it by.
    ///
    /// # Errors
    /// When there is no such connection, or its secrets could not be removed; then it stays in the list.
    pub fn delete(&self, vault: &dyn Vault, id: &str, wanted: &dyn Fn() -> bool) -> Result<Connection, SavedError> {
        let known = self.list()?.connections.iter().any(|c| c.id == id);
        if !known {
            return Err(SavedError::Unknown(shown(id)));
        }
        // A store that is locked may say that there is nothing to remove.
        vault.probe()?;
        self.change(id, |place, all| {
            if !wanted() {
                return Err(SavedError::Cancelled);
            }
            vault.forget(id)?;
            Ok(all.remove(place))
        })
    }

    fn change<T>(
        &self,
        id: &str,
        change: impl FnOnce(usize, &mut Vec<Connection>) -> Result<T, SavedError>,
    ) -> Result<T, SavedError> {
        let locked = self.file.lock()?;
        let mut all = locked.read()?.connections;
        let place = all.iter().position(|c| c.id == id).ok_or_else(|| SavedError::Unknown(shown(id)))?;
        let changed = change(place, &mut all)?;
        locked.write(&all)?;
        Ok(changed)
    }
}

/// What is damaged is replaced; other trouble is trouble.
fn unless_damaged(error: VaultError) -> Result<Option<SharedSecret>, VaultError> {
    if matches!(error, VaultError::Damaged(_)) { Ok(None) } else { Err(error) }
}

/// One JSON of secret name and value. Room for all of it at once: a buffer that grows would leave copies behind.
fn document(secrets: &Secrets) -> SharedSecret {
    let map: IndexMap<&str, &str> = secrets
        .iter()
        .map(|(name, secret)| (name.as_str(), secret.expose("put into the document for the key store").as_str()))
        .collect();
    let room: usize = map.iter().map(|(name, value)| name.len() + 6 * value.len() + 8).sum();
    let mut bytes = Zeroizing::new(Vec::with_capacity(room + 2));
    // Writing texts into memory cannot fail.
    let _ = serde_json::to_writer(&mut *bytes, &map);
    shared(String::from_utf8(std::mem::take(&mut *bytes)).unwrap_or_default())
}

fn checked_name(name: &str) -> Result<String, SavedError> {
    let name = name.trim();
    let good = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if good { Ok(name.to_owned()) } else { Err(SavedError::Name) }
}

/// An id that was asked for, as part of a sentence: it may be anything.
fn shown(id: &str) -> String {
    id.chars().filter(|c| !c.is_control()).take(40).collect()
}

fn new_id(taken: &[Connection]) -> Result<String, SavedError> {
    let unavailable = || VaultError::Unavailable("the system gives no random numbers".to_owned());
    loop {
        let mut random = [0; 8];
        SystemRandom::new().fill(&mut random).map_err(|_| unavailable())?;
        let id = hex::encode(random);
        if taken.iter().all(|c| c.id != id) {
            return Ok(id);
        }
    }
}

fn said(now: OffsetDateTime) -> String {
    let whole = now.to_offset(time::UtcOffset::UTC).replace_nanosecond(0).unwrap_or(now);
    whole.format(&Rfc3339).unwrap_or_default()
}
