//! The list over a folder and a store in memory: what is kept, replaced, found, refused; and what must never be lost.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;

use time::macros::datetime;

use super::*;
use crate::Memory;

const NOW: OffsetDateTime = datetime!(2026-11-24 12:00 UTC);
const SECRET: &str = "wJalrXUtn\"\n\\FEMI/K7MDENG";

fn draft(name: &str) -> Draft {
    let about = About {
        name: name.to_owned(),
        description: "d".to_owned(),
        tags: IndexMap::from([("a".to_owned(), "b".to_owned())]),
        provider: "one".to_owned(),
        variant: "key".to_owned(),
        label: Some("AKIA".to_owned()),
        fields: IndexMap::from([("id".to_owned(), "AKIA".to_owned())]),
        choice: Choice { purposes: vec!["p".to_owned()], options: Vec::new() },
        expires: Some("2026-12-01T00:00:00Z".to_owned()),
        checked: None,
    };
    Draft { about, secrets: Secrets::from([("secret".to_owned(), shared(SECRET.to_owned()))]) }
}

fn yes() -> bool {
    true
}

struct Desk {
    folder: tempfile::TempDir,
    vault: Memory,
    saved: Saved,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let saved = Saved::at(folder.path().join("data"));
        Self { folder, vault: Memory::default(), saved }
    }

    fn keep(&self, name: &str) -> Connection {
        self.saved.keep(&self.vault, draft(name), NOW, &yes).unwrap()
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("data/connections.json")
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.saved.list().unwrap().connections.into_iter().map(|c| c.about.name).collect();
        names.sort();
        names
    }
}

#[test]
fn a_connection_comes_back_whole_and_no_secret_is_in_the_file() {
    let desk = Desk::new();
    assert_eq!(desk.saved.list().unwrap(), Listing::default());
    assert!(!desk.path().parent().unwrap().exists(), "looking makes no folder");
    let kept = desk.keep(" images ");
    assert_eq!(kept.about.name, "images");
    assert_eq!(kept.saved, "2026-11-24T12:00:00Z");
    assert_eq!(kept.reference(), format!("keychain:xoap-onboard/{}", kept.id));
    let (found, secrets) = desk.saved.open(&desk.vault, &kept.id).unwrap();
    assert_eq!(found, kept);
    assert_eq!(secrets["secret"].expose("test"), SECRET);
    let text = fs::read_to_string(desk.path()).unwrap();
    assert!(!text.contains("wJalr") && !text.contains("FEMI"), "{text}");
    assert!(!kept.expired(NOW) && kept.expired(datetime!(2026-12-01 0:00 UTC)));
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new();
    desk.keep("a");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&desk.path()), 0o600);
    assert_eq!(mode(desk.path().parent().unwrap()), 0o700);
    assert_eq!(mode(&desk.path().with_file_name("connections.lock")), 0o600);
}

#[test]
fn the_same_name_and_provider_replaces_under_the_same_id() {
    let desk = Desk::new();
    let first = desk.keep("a");
    let mut again = draft("a");
    again.secrets = Secrets::from([("secret".to_owned(), shared("new".to_owned()))]);
    let second = desk.saved.keep(&desk.vault, again, NOW, &yes).unwrap();
    assert_eq!(first.id, second.id);
    assert_eq!(desk.saved.open(&desk.vault, &first.id).unwrap().1["secret"].expose("test"), "new");
    let mut other = draft("a");
    other.about.provider = "two".to_owned();
    let third = desk.saved.keep(&desk.vault, other, NOW, &yes).unwrap();
    assert_ne!(third.id, first.id);
    assert_eq!(desk.saved.find("a", None), Err(SavedError::Several("a".to_owned())));
    assert_eq!(desk.saved.find("a", Some("two")).unwrap().id, third.id);
    assert_eq!(desk.saved.find(&first.id, None).unwrap().id, first.id);
    assert_eq!(desk.saved.find("b", None), Err(SavedError::Unknown("b".to_owned())));
}

#[test]
fn renaming_noting_and_deleting() {
    let desk = Desk::new();
    let (a, b) = (desk.keep("a"), desk.keep("b"));
    assert_eq!(desk.saved.rename(&a.id, "b"), Err(SavedError::Taken("b".to_owned())));
    for name in ["", "  ", "a\nb", "a\u{0}", &"x".repeat(LONGEST_NAME + 1)] {
        assert_eq!(desk.saved.rename(&a.id, name), Err(SavedError::Name), "{name:?}");
    }
    assert_eq!(desk.saved.rename(&a.id, "a").unwrap().about.name, "a", "its own name is no other's");
    desk.saved.rename(&a.id, "c").unwrap();
    let checked = Checked { at: "2026-11-24T12:00:00Z".to_owned(), readiness: Readiness::Ready };
    desk.saved.checked(&a.id, checked.clone()).unwrap();
    assert_eq!(desk.saved.find("c", None).unwrap().about.checked, Some(checked));
    desk.saved.delete(&desk.vault, &a.id, &yes).unwrap();
    assert_eq!(desk.names(), ["b"]);
    assert_eq!(desk.vault.get(&a.id).unwrap().map(drop), None, "the secret is gone with it");
    assert!(desk.saved.open(&desk.vault, &b.id).is_ok());
    for id in ["", &a.id, "../../etc/passwd", &"x".repeat(100_000)] {
        assert!(matches!(desk.saved.open(&desk.vault, id).map(drop), Err(SavedError::Unknown(_))));
        assert!(matches!(desk.saved.delete(&desk.vault, id, &yes), Err(SavedError::Unknown(_))));
        assert!(matches!(desk.saved.rename(id, "x"), Err(SavedError::Unknown(_))));
    }
}

#[test]
fn a_newer_list_is_left_alone() {
    let desk = Desk::new();
    let kept = desk.keep("a");
    let text = r#"{"version": 2, "connections": {"shape": "of the future"}}"#;
    fs::write(desk.path(), text).unwrap();
    let newer = |result: Result<(), SavedError>| assert!(matches!(result, Err(SavedError::Newer { version: 2, .. })));
    newer(desk.saved.list().map(drop));
    newer(desk.saved.keep(&desk.vault, draft("b"), NOW, &yes).map(drop));
    newer(desk.saved.rename(&kept.id, "b").map(drop));
    newer(desk.saved.delete(&desk.vault, &kept.id, &yes).map(drop));
    assert_eq!(fs::read_to_string(desk.path()).unwrap(), text);
    assert!(desk.vault.get(&kept.id).unwrap().is_some(), "its secret is untouched");
}

#[test]
fn a_damaged_list_is_kept_aside_and_said_so() {
    let bad_id = r#"{"version":1,"connections":[{"id":"../x"}]}"#;
    for text in ["", "{", "[]", "null", r#"{"version": "1"}"#, r#"{"version":0,"connections":[]}"#, bad_id] {
        let desk = Desk::new();
        desk.keep("a");
        fs::write(desk.path(), text).unwrap();
        let listing = desk.saved.list().unwrap();
        assert_eq!(listing.connections, Vec::new());
        let place = listing.put_aside.expect("it was not said");
        assert_eq!(fs::read_to_string(&place).unwrap(), text);
        assert!(place.file_name().unwrap().to_str().unwrap().starts_with("connections.damaged-"));
        desk.keep("b");
        assert_eq!(desk.names(), ["b"]);
        assert_eq!(desk.saved.list().unwrap().put_aside, Some(place), "it is still said");
    }
}

#[test]
fn two_programs_at_once_lose_nothing() {
    let desk = Desk::new();
    let vault = Arc::new(Memory::default());
    let workers: Vec<_> = (0..4)
        .map(|worker| {
            let (vault, folder) = (vault.clone(), desk.folder.path().join("data"));
            std::thread::spawn(move || {
                // Each has a view of its own, as a program of its own has.
                let saved = Saved::at(folder);
                for n in 0..10 {
                    saved.keep(vault.as_ref(), draft(&format!("{worker}-{n}")), NOW, &yes).unwrap();
                }
            })
        })
        .collect();
    workers.into_iter().for_each(|w| w.join().unwrap());
    assert_eq!(desk.names().len(), 40);
    for connection in desk.saved.list().unwrap().connections {
        assert!(desk.saved.open(vault.as_ref(), &connection.id).is_ok());
    }
}

/// A store that can be told to fail.
#[derive(Default)]
struct Fickle {
    inner: Memory,
    fails: Mutex<&'static str>,
}

impl Fickle {
    fn may(&self, call: &str) -> Result<(), VaultError> {
        let fails = *self.fails.lock().unwrap() == call;
        if fails { Err(VaultError::Refused("locked".to_owned())) } else { Ok(()) }
    }
}

impl Vault for Fickle {
    fn probe(&self) -> Result<(), VaultError> {
        self.may("probe")
    }
    fn put(&self, name: &str, secret: SharedSecret) -> Result<(), VaultError> {
        self.may("put")?;
        self.inner.put(name, secret)
    }
    fn get(&self, name: &str) -> Result<Option<SharedSecret>, VaultError> {
        self.may("get")?;
        self.inner.get(name)
    }
    fn forget(&self, name: &str) -> Result<bool, VaultError> {
        self.may("forget")?;
        self.inner.forget(name)
    }
}

#[test]
fn a_store_that_refuses_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let saved = Saved::at(folder.path().to_owned());
    let vault = Fickle::default();
    let kept = saved.keep(&vault, draft("a"), NOW, &yes).unwrap();
    let before = fs::read(folder.path().join("connections.json")).unwrap();
    let refused = Err(SavedError::Vault(VaultError::Refused("locked".to_owned())));
    for fails in ["probe", "put", "get", "forget"] {
        *vault.fails.lock().unwrap() = fails;
        let mut again = draft("a");
        again.about.description = "changed".to_owned();
        if fails != "forget" {
            assert_eq!(saved.keep(&vault, again, NOW, &yes).map(drop), refused, "{fails}");
        }
        if fails != "put" && fails != "get" {
            assert_eq!(saved.delete(&vault, &kept.id, &yes).map(drop), refused, "{fails}");
        }
        assert_eq!(fs::read(folder.path().join("connections.json")).unwrap(), before, "{fails}");
    }
    *vault.fails.lock().unwrap() = "";
    assert_eq!(saved.open(&vault, &kept.id).unwrap().1["secret"].expose("test"), SECRET);
}

#[test]
fn a_locked_store_that_shows_nothing_is_not_taken_for_an_empty_one() {
    let folder = tempfile::tempdir().unwrap();
    let saved = Saved::at(folder.path().to_owned());
    let vault = Fickle::default();
    let kept = saved.keep(&vault, draft("a"), NOW, &yes).unwrap();
    vault.inner.forget(&kept.id).unwrap();
    *vault.fails.lock().unwrap() = "probe";
    assert!(matches!(saved.open(&vault, &kept.id).map(drop), Err(SavedError::Vault(VaultError::Refused(_)))));
    *vault.fails.lock().unwrap() = "";
    assert_eq!(saved.open(&vault, &kept.id).map(drop), Err(SavedError::Gone("a".to_owned())));
}

#[test]
fn what_was_cancelled_while_the_store_was_unlocked_is_not_done() {
    let desk = Desk::new();
    let kept = desk.keep("a");
    assert_eq!(desk.saved.keep(&desk.vault, draft("b"), NOW, &|| false), Err(SavedError::Cancelled));
    assert_eq!(desk.saved.delete(&desk.vault, &kept.id, &|| false), Err(SavedError::Cancelled));
    assert_eq!(desk.names(), ["a"]);
    assert!(desk.saved.open(&desk.vault, &kept.id).is_ok());
}

#[cfg(unix)]
#[test]
fn a_list_that_cannot_be_written_leaves_secret_and_list_as_they_were() {
    let desk = Desk::new();
    let kept = desk.keep("a");
    // A folder in the list's place: nothing can be moved over it, whoever asks.
    fs::rename(desk.path(), desk.path().with_extension("kept")).unwrap();
    let put_back = || {
        fs::remove_dir(desk.path()).unwrap();
        fs::rename(desk.path().with_extension("kept"), desk.path()).unwrap();
    };
    fs::create_dir(desk.path()).unwrap();
    assert!(matches!(desk.saved.keep(&desk.vault, draft("b"), NOW, &yes), Err(SavedError::File { .. })));
    put_back();
    assert_eq!(desk.names(), ["a"]);
    assert_eq!(desk.saved.open(&desk.vault, &kept.id).unwrap().1["secret"].expose("test"), SECRET);
    assert_eq!(fs::read_dir(desk.path().parent().unwrap()).unwrap().count(), 2, "nothing else stays behind");
}

#[test]
fn nothing_to_keep_is_refused() {
    let desk = Desk::new();
    let mut empty = draft("a");
    empty.secrets.clear();
    assert_eq!(desk.saved.keep(&desk.vault, empty, NOW, &yes), Err(SavedError::NoSecret));
    assert_eq!(desk.saved.keep(&desk.vault, draft(" "), NOW, &yes), Err(SavedError::Name));
    assert!(!desk.path().exists());
}
