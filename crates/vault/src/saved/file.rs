//! The list's file: versioned JSON, written beside its place and moved there, locked while it is changed.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use super::{Connection, Listing, SavedError};

/// Names another folder for this program's data.
pub const FOLDER_VARIABLE: &str = "XOAP_ONBOARD_DATA";
/// The version that is written, and the newest that is read.
const VERSION: u64 = 1;
/// No list of a person is larger; what is, is no list.
const LARGEST: u64 = 8 * 1024 * 1024;
/// How long another program may hold the list.
const PATIENCE: Duration = Duration::from_secs(10);

/// The folder of this program's data on this system.
///
/// # Errors
/// When the system names none, as without a home folder.
pub fn folder() -> Result<PathBuf, SavedError> {
    if let Some(folder) = std::env::var_os(FOLDER_VARIABLE).filter(|v| !v.is_empty()) {
        return Ok(PathBuf::from(folder));
    }
    let folders = directories::ProjectDirs::from("io", "XOAP", "xoap-onboard").ok_or(SavedError::NoFolder)?;
    Ok(folders.data_dir().to_owned())
}

#[derive(Serialize, Deserialize)]
struct Document<T> {
    version: u64,
    connections: T,
}

/// The list's place.
pub(super) struct File {
    folder: PathBuf,
    /// Where a damaged list went, for as long as this program runs.
    put_aside: std::sync::Mutex<Option<PathBuf>>,
}

/// The list while nobody else changes it.
pub(super) struct Locked<'a> {
    file: &'a File,
    _lock: fs::File,
}

/// What was found at the list's place.
enum Found {
    Nothing,
    List(Vec<Connection>),
    Damaged,
}

impl File {
    pub(super) fn in_folder(folder: PathBuf) -> Self {
        Self { folder, put_aside: std::sync::Mutex::default() }
    }

    fn path(&self) -> PathBuf {
        self.folder.join("connections.json")
    }

    fn fault(path: &Path, error: &io::Error) -> SavedError {
        SavedError::File { path: path.display().to_string(), detail: error.to_string() }
    }

    /// The list. Without a lock: what is there is always whole.
    pub(super) fn read(&self) -> Result<Listing, SavedError> {
        match self.look()? {
            Found::Nothing => Ok(self.listing(Vec::new())),
            Found::List(all) => Ok(self.listing(all)),
            Found::Damaged => self.lock()?.read(),
        }
    }

    fn listing(&self, connections: Vec<Connection>) -> Listing {
        let put_aside = self.put_aside.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        Listing { connections, put_aside }
    }

    fn look(&self) -> Result<Found, SavedError> {
        let path = self.path();
        let file = match fs::File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
            Err(error) => return Err(Self::fault(&path, &error)),
        };
        let mut bytes = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|e| Self::fault(&path, &e))?;
        let Ok(value) = serde_json::from_slice::<Value>(&bytes) else { return Ok(Found::Damaged) };
        match value.get("version").and_then(Value::as_u64) {
            Some(version) if version > VERSION => Err(SavedError::Newer { path: path.display().to_string(), version }),
            Some(VERSION) => Ok(serde_json::from_value::<Document<Vec<Connection>>>(value)
                .ok()
                .filter(|document| sound(&document.connections))
                .map_or(Found::Damaged, |document| Found::List(document.connections))),
            _ => Ok(Found::Damaged),
        }
    }

    /// Waits until nobody else changes the list.
    pub(super) fn lock(&self) -> Result<Locked<'_>, SavedError> {
        make_folder(&self.folder).map_err(|e| Self::fault(&self.folder, &e))?;
        let path = self.folder.join("connections.lock");
        let lock =
            private().write(true).create(true).truncate(false).open(&path).map_err(|e| Self::fault(&path, &e))?;
        let begun = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(Locked { file: self, _lock: lock }),
                Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => return Err(SavedError::Busy),
                Err(TryLockError::Error(error)) => return Err(Self::fault(&path, &error)),
            }
        }
    }

    /// Moves a list that cannot be read out of the way, so that nothing of it is written over.
    fn aside(&self) -> Result<PathBuf, SavedError> {
        let path = self.path();
        let stamp: String =
            super::said(OffsetDateTime::now_utc()).chars().filter(char::is_ascii_alphanumeric).collect();
        let places = (1..).map(|n| {
            let number = if n == 1 { String::new() } else { format!("-{n}") };
            self.folder.join(format!("connections.damaged-{stamp}{number}.json"))
        });
        for place in places.take(100) {
            if !place.exists() {
                fs::rename(&path, &place).map_err(|e| Self::fault(&path, &e))?;
                return Ok(place);
            }
        }
        Err(Self::fault(&path, &io::Error::other("a damaged list could not be put aside")))
    }
}

impl Locked<'_> {
    /// The list; a damaged one is put aside first.
    pub(super) fn read(&self) -> Result<Listing, SavedError> {
        match self.file.look()? {
            Found::Nothing => Ok(self.file.listing(Vec::new())),
            Found::List(all) => Ok(self.file.listing(all)),
            Found::Damaged => {
                let place = self.file.aside()?;
                *self.file.put_aside.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(place);
                Ok(self.file.listing(Vec::new()))
            }
        }
    }

    pub(super) fn write(&self, all: &[Connection]) -> Result<(), SavedError> {
        let path = self.file.path();
        let fault = |error: io::Error| File::fault(&path, &error);
        let mut text = serde_json::to_vec_pretty(&Document { version: VERSION, connections: all })
            .map_err(|e| fault(io::Error::other(e)))?;
        text.push(b'\n');
        // Mode 0600 where there are modes: it names accounts and clients.
        let mut file =
            tempfile::Builder::new().prefix(".connections-").tempfile_in(&self.file.folder).map_err(fault)?;
        file.write_all(&text).map_err(fault)?;
        file.as_file().sync_all().map_err(fault)?;
        file.persist(&path).map_err(|e| fault(e.error))?;
        // The move itself reaches the disk with the folder; a system that cannot do that loses nothing but time.
        #[cfg(unix)]
        let _ = fs::File::open(&self.file.folder).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

/// Ids are names in the key store, so they have to be ids, each once.
fn sound(all: &[Connection]) -> bool {
    let mut seen = BTreeSet::new();
    let hex = |id: &str| id.len() == 16 && id.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    all.iter().all(|c| hex(&c.id) && seen.insert(c.id.as_str()))
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
