//! Saved connections in the window: the list, and the key store behind it.
//!
//! In: the session, an id, a name. Out: the list without secrets; a session with what was opened. The key store may ask a
//! person to unlock it, so it is asked on threads of its own, in limited time, and whoever waits can cancel.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use onboard_core::speech::Language;
use onboard_vault::saved::{Checked, Connection, Draft, Listing, Saved, SavedError};
use onboard_vault::{PATIENCE, Patient, Vault, VaultError};
use time::OffsetDateTime;
use tokio::sync::{Mutex, Notify};

use crate::fault::{fault, speech};
use crate::session::Session;
use crate::shell::Shell;
use crate::view::{self, CommandError, SavedConnection, SavedView, SessionView};

/// How long the list waits for the key store. A person who has to unlock it sees the list meanwhile.
const GLANCE: Duration = Duration::from_secs(3);

/// Where connections are kept.
pub struct Store {
    saved: Option<Saved>,
    vault: Arc<dyn Vault>,
    /// Held while the store is asked whether it can be used, so that a person is asked once.
    asking: Arc<Mutex<()>>,
    stop: Notify,
}

impl Store {
    /// In this folder, with the secrets in this store.
    pub fn new(folder: Option<PathBuf>, vault: Arc<dyn Vault>) -> Self {
        let vault = Arc::new(Patient::new(vault, PATIENCE));
        Self { saved: folder.map(Saved::at), vault, asking: Arc::default(), stop: Notify::new() }
    }

    /// Whoever waits for the key store waits no longer.
    pub fn cancel(&self) {
        self.stop.notify_waiters();
    }

    fn list(&self) -> Result<&Saved, SavedError> {
        self.saved.as_ref().ok_or(SavedError::NoFolder)
    }

    async fn usable(&self) -> Result<(), VaultError> {
        let (vault, asking) = (self.vault.clone(), self.asking.clone());
        let ask = async move {
            let held = asking.lock_owned().await;
            tauri::async_runtime::spawn_blocking(move || {
                let answer = vault.probe();
                drop(held);
                answer
            })
            .await
        };
        match tokio::time::timeout(GLANCE, ask).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(VaultError::Unavailable("asking it broke down".to_owned())),
            Err(_) => Err(VaultError::TimedOut(GLANCE)),
        }
    }
}

/// Acts on list and key store, off the window's threads. The last argument of `act` says whether it is still wanted.
async fn with<T: Send + 'static>(
    shell: &Arc<Shell>,
    act: impl FnOnce(&Saved, &dyn Vault, &dyn Fn() -> bool) -> Result<T, SavedError> + Send + 'static,
) -> Result<T, CommandError> {
    let language = shell.language();
    let wanted = Arc::new(AtomicBool::new(true));
    let (inside, asked) = (shell.clone(), wanted.clone());
    let job = tauri::async_runtime::spawn_blocking(move || {
        let store = &inside.store;
        act(store.list()?, store.vault.as_ref(), &|| asked.load(Ordering::SeqCst))
    });
    tokio::select! {
        done = job => {
            done.map_err(|_| fault(language, "defect", &[]))?.map_err(|error| told(language, &error))
        }
        () = shell.store.stop.notified() => {
            wanted.store(false, Ordering::SeqCst);
            Err(told(language, &SavedError::Cancelled))
        }
    }
}

/// The saved connections, and whether the key store can be used.
///
/// # Errors
/// In the demo; when the list cannot be read.
pub async fn list(shell: &Arc<Shell>) -> Result<SavedView, CommandError> {
    in_earnest(&shell.session())?;
    let usable = shell.store.usable().await;
    shown(shell, usable).await
}

async fn shown(shell: &Arc<Shell>, usable: Result<(), VaultError>) -> Result<SavedView, CommandError> {
    let listing = with(shell, |saved, _, _| saved.list()).await?;
    Ok(view(shell.language(), listing, usable))
}

fn view(language: Language, listing: Listing, usable: Result<(), VaultError>) -> SavedView {
    let now = OffsetDateTime::now_utc();
    let reason = usable.err().map(|error| {
        let error = told(language, &SavedError::Vault(error));
        format!("{} {}", error.message, error.tip)
    });
    let notice = listing
        .put_aside
        .map(|place| speech(language).say("saved-list-put-aside", &[("path", &place.display().to_string())]));
    let connections = listing.connections.into_iter().map(|c| row(c, now)).collect();
    SavedView { available: reason.is_none(), reason, notice, connections }
}

fn row(connection: Connection, now: OffsetDateTime) -> SavedConnection {
    let expired = connection.expired(now);
    let about = connection.about;
    SavedConnection {
        id: connection.id,
        name: about.name,
        description: about.description,
        tags: about.tags,
        provider: about.provider,
        variant: about.variant,
        label: about.label,
        saved: connection.saved,
        expires: about.expires,
        expired,
        checked: about.checked.map(|c| view::Checked { at: c.at, readiness: c.readiness }),
    }
}

/// Keeps the connection as it stands.
///
/// # Errors
/// In the demo; when it is not complete or has no name; when the key store cannot be used.
pub async fn keep(shell: &Arc<Shell>) -> Result<SavedView, CommandError> {
    let (draft, provider, revision, world) = {
        let session = shell.session();
        in_earnest(&session)?;
        let subject = session.subject(&shell.launch.endpoints)?;
        let entry = session.work.entry().ok_or_else(|| fault(session.language, "no-provider", &[]))?;
        if !entry.usable {
            return Err(fault(session.language, "not-usable", &[]));
        }
        let details = &session.work.details;
        let draft = Draft::of(&subject, &entry.facts, entry.valid_report());
        let draft = draft.called(&details.name, &details.description, &details.tags);
        (draft, subject.provider.id(), entry.revision(), session.world())
    };
    let now = OffsetDateTime::now_utc();
    let kept = with(shell, move |saved, vault, wanted| saved.keep(vault, draft, now, wanted)).await?;
    {
        let mut session = shell.session();
        if session.world() == world
            && let Some(entry) = session.work.entry_of(provider)
        {
            entry.kept(kept.id, revision);
        }
    }
    shown(shell, Ok(())).await
}

/// Takes a saved connection into the session, with its secrets.
///
/// # Errors
/// In the demo; when there is none with this id; when the key store does not give its secrets.
pub async fn open(shell: &Arc<Shell>, id: String) -> Result<SessionView, CommandError> {
    in_earnest(&shell.session())?;
    let (connection, secrets) = with(shell, move |saved, vault, _| saved.open(vault, &id)).await?;
    shell.change(|session| {
        // A demo may have begun while the store was being unlocked.
        in_earnest(session)?;
        session.take_saved(&connection, &secrets)
    })
}

/// Gives a saved connection another name.
///
/// # Errors
/// In the demo; when there is none with this id, or the name is taken or none.
pub async fn rename(shell: &Arc<Shell>, id: String, name: String) -> Result<SavedView, CommandError> {
    in_earnest(&shell.session())?;
    with(shell, move |saved, _, _| saved.rename(&id, &name)).await?;
    let usable = shell.store.usable().await;
    shown(shell, usable).await
}

/// Forgets a saved connection and its secrets. What is in the session stays there.
///
/// # Errors
/// In the demo; when there is none with this id, or its secrets could not be removed.
pub async fn delete(shell: &Arc<Shell>, id: String) -> Result<SavedView, CommandError> {
    in_earnest(&shell.session())?;
    let gone = with(shell, move |saved, vault, wanted| saved.delete(vault, &id, wanted)).await?;
    shell.session().work.forget_saved(&gone.id);
    shown(shell, Ok(())).await
}

/// Notes the outcome of a check of a saved connection in the list.
pub async fn note(shell: &Arc<Shell>, id: String, checked: Checked) {
    // The report is there all the same; a list that cannot be written says so when something is kept.
    let _ = with(shell, move |saved, _, _| saved.checked(&id, checked)).await;
}

fn in_earnest(session: &Session) -> Result<(), CommandError> {
    if session.is_demo() { Err(fault(session.language, "saved-in-demo", &[])) } else { Ok(()) }
}

fn told(language: Language, error: &SavedError) -> CommandError {
    let fault = |code: &str, values: &[(&str, &str)]| fault(language, code, values);
    match error {
        SavedError::Vault(VaultError::Unavailable(why)) => fault("keychain-unavailable", &[("detail", why)]),
        SavedError::Vault(VaultError::Refused(why)) => fault("keychain-locked", &[("detail", why)]),
        SavedError::Vault(VaultError::TimedOut(_)) => fault("keychain-timeout", &[]),
        SavedError::Vault(VaultError::Damaged(why)) => fault("keychain-damaged", &[("detail", why)]),
        SavedError::Vault(VaultError::TooLarge(_)) => fault("keychain-too-large", &[]),
        SavedError::Cancelled => fault("keychain-cancelled", &[]),
        SavedError::NoFolder => fault("saved-no-folder", &[]),
        SavedError::File { path, detail } => fault("saved-file", &[("path", path), ("detail", detail)]),
        SavedError::Newer { path, version } => {
            fault("saved-newer", &[("path", path), ("version", &version.to_string())])
        }
        SavedError::Busy => fault("saved-busy", &[]),
        SavedError::Unknown(_) | SavedError::Several(_) => fault("saved-unknown", &[]),
        SavedError::Taken(name) => fault("saved-name-taken", &[("name", name)]),
        SavedError::Name => fault("saved-name", &[]),
        SavedError::NoSecret => fault("saved-no-secret", &[]),
        SavedError::Gone(name) => fault("saved-secrets-gone", &[("name", name)]),
        _ => fault("defect", &[]),
    }
}
