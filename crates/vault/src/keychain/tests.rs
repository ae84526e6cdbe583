//! The scheme of parts and manifest over a store in memory, with a failure at every step.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use keyring_core::api::{Credential, CredentialApi, CredentialStoreApi};
use keyring_core::{Error, mock};

use super::*;

struct Desk {
    store: Arc<mock::Store>,
    keychain: Keychain,
}

impl Desk {
    fn new() -> Self {
        let store = mock::Store::new().unwrap();
        let opened = store.clone();
        Self { store, keychain: Keychain::over(Box::new(move || Ok(opened.clone()))) }
    }

    /// The names that hold something.
    fn names(&self) -> Vec<String> {
        let mut inner = self.store.inner.lock().unwrap();
        let full = |cred: &&Arc<mock::Cred>| cred.inner.lock().unwrap().get_mut().secret.is_some();
        let mut names: Vec<_> = inner.get_mut().iter().filter(full).map(|c| c.specifiers.1.clone()).collect();
        names.sort();
        names
    }

    fn fail(&self, name: &str, error: Error) {
        let entry = self.store.build(SERVICE, name, None).unwrap();
        entry.as_any().downcast_ref::<mock::Cred>().unwrap().set_error(error);
    }

    fn put(&self, text: &str) -> Result<(), VaultError> {
        self.keychain.put("id", shared(text.to_owned()))
    }

    fn text(&self) -> Option<String> {
        self.keychain.get("id").unwrap().map(|s| s.expose("test").clone())
    }

    fn raw(&self, name: &str, bytes: &[u8]) {
        self.store.build(SERVICE, name, None).unwrap().set_secret(bytes).unwrap();
    }

    fn remove(&self, name: &str) {
        self.store.build(SERVICE, name, None).unwrap().delete_credential().unwrap();
    }
}

fn locked() -> Error {
    Error::NoStorageAccess("locked".into())
}

fn long(mark: char, bytes: usize) -> String {
    (0..bytes).map(|i| if i % 97 == 0 { mark } else { 'x' }).collect()
}

#[test]
fn every_size_comes_back_as_it_was() {
    for size in [0, 1, 200, PART - 1, PART, PART + 1, 2_330, 4_700, 200_000, LARGEST] {
        let desk = Desk::new();
        let text = long('é', size).chars().take(size / 2).collect::<String>();
        desk.put(&text).unwrap();
        assert_eq!(desk.text().as_deref(), Some(text.as_str()), "{size}");
        assert_eq!(desk.names().len(), 1 + text.len().div_ceil(PART));
        assert_eq!(desk.keychain.forget("id"), Ok(true));
        assert_eq!(desk.names(), Vec::<String>::new());
        assert_eq!(desk.keychain.forget("id"), Ok(false));
        assert_eq!(desk.text(), None);
    }
    let desk = Desk::new();
    assert_eq!(desk.put(&"x".repeat(LARGEST + 1)), Err(VaultError::TooLarge(LARGEST + 1)));
    assert_eq!(desk.names(), Vec::<String>::new());
}

#[test]
fn no_entry_is_larger_than_the_smallest_store_takes() {
    let desk = Desk::new();
    desk.put(&long('a', 200_000)).unwrap();
    let mut inner = desk.store.inner.lock().unwrap();
    for cred in inner.get_mut() {
        let size = cred.inner.lock().unwrap().get_mut().secret.as_ref().map_or(0, Vec::len);
        assert!(size <= PART, "{} has {size} bytes", cred.specifiers.1);
    }
}

#[test]
fn replacing_leaves_no_old_part_behind() {
    let desk = Desk::new();
    for (mark, size, parts) in [('a', 9_000, 5), ('b', 100, 1), ('c', 4_100, 3), ('d', 0, 0), ('e', 2_001, 2)] {
        desk.put(&long(mark, size)).unwrap();
        assert_eq!(desk.text(), Some(long(mark, size)));
        assert_eq!(desk.names().len(), 1 + parts, "{:?}", desk.names());
    }
}

#[test]
fn a_failure_while_replacing_leaves_the_old_secret() {
    // Every entry that a replacement touches before the manifest is written, and the manifest itself.
    for name in ["id", "id/b/0", "id/b/1", "id/b/2"] {
        for error in [locked(), Error::PlatformFailure("cut".into()), Error::TooLong("secret".to_owned(), 1)] {
            let desk = Desk::new();
            desk.put(&long('a', 5_000)).unwrap();
            let gone = matches!(error, Error::PlatformFailure(_));
            desk.fail(name, error);
            let done = desk.put(&long('b', 5_000));
            // One that went away is opened once more, and then it works.
            assert_eq!(done.is_ok(), gone, "{name}: {done:?}");
            assert_eq!(desk.text(), Some(long(if gone { 'b' } else { 'a' }, 5_000)), "{name}");
            assert_eq!(desk.names().len(), 4, "{:?}", desk.names());
        }
    }
}

#[test]
fn what_a_crash_left_is_removed_by_the_next() {
    for after in ["put", "forget"] {
        let desk = Desk::new();
        desk.put(&long('a', 3_000)).unwrap();
        // Died before the manifest, in a larger secret than the next one.
        (0..6).for_each(|place| desk.raw(&format!("id/b/{place}"), b"half"));
        assert_eq!(desk.text(), Some(long('a', 3_000)));
        if after == "put" {
            desk.put(&long('b', 3_000)).unwrap();
            assert_eq!(desk.names(), ["id", "id/b/0", "id/b/1"]);
        } else {
            assert_eq!(desk.keychain.forget("id"), Ok(true));
            assert_eq!(desk.names(), Vec::<String>::new());
        }
    }
}

#[test]
fn old_parts_that_could_not_be_removed_go_with_the_next_put() {
    let desk = Desk::new();
    desk.put(&long('a', 3_000)).unwrap();
    desk.fail("id/a/1", locked());
    desk.put(&long('b', 3_000)).unwrap();
    assert_eq!(desk.text(), Some(long('b', 3_000)));
    desk.put(&long('c', 100)).unwrap();
    assert_eq!(desk.names(), ["id", "id/a/0"]);
}

/// Does harm to what is kept.
type Damage = fn(&Desk);

#[test]
fn damage_is_seen_and_never_given_out() {
    let full = ["id/a/0", "id/a/1", "id/a/2"];
    let damages: [(&str, Damage); 10] = [
        ("first missing", |d| d.remove("id/a/0")),
        ("last missing", |d| d.remove("id/a/2")),
        ("changed", |d| d.raw("id/a/1", &[b'y'; PART])),
        ("shorter", |d| d.raw("id/a/2", b"x")),
        ("longer", |d| d.raw("id/a/1", &[b'x'; PART + 1])),
        ("no text", |d| d.raw("id/a/1", &[0xff; PART])),
        ("no manifest", |d| d.raw("id", b"secret")),
        ("other version", |d| d.raw("id", br#"{"version":2,"set":"a","parts":1,"length":1,"sha256":""}"#)),
        ("huge", |d| d.raw("id", br#"{"version":1,"set":"a","parts":9,"length":999999999999,"sha256":""}"#)),
        ("unlike", |d| d.raw("id", br#"{"version":1,"set":"a","parts":2,"length":5000,"sha256":""}"#)),
    ];
    for (what, damage) in damages {
        let desk = Desk::new();
        desk.put(&long('a', 5_000)).unwrap();
        damage(&desk);
        let read = desk.keychain.get("id");
        assert!(matches!(read, Err(VaultError::Damaged(_))), "{what}: {read:?}");
        // Both ways out of it work.
        desk.put(&long('b', 10)).unwrap();
        assert_eq!(desk.text(), Some(long('b', 10)), "{what}");
        assert_eq!(desk.keychain.forget("id"), Ok(true));
        assert_eq!(desk.names(), Vec::<String>::new(), "{what}: of {full:?}");
    }
}

#[test]
fn a_failed_read_is_neither_absent_nor_damaged() {
    for name in ["id", "id/a/0", "id/a/2"] {
        let desk = Desk::new();
        desk.put(&long('a', 5_000)).unwrap();
        desk.fail(name, locked());
        assert_eq!(desk.keychain.get("id").map(drop), Err(VaultError::Refused("locked".to_owned())), "{name}");
        assert_eq!(desk.text(), Some(long('a', 5_000)));
    }
}

#[test]
fn forgetting_that_failed_can_be_done_again() {
    for name in ["id", "id/a/0", "id/a/1", "id/a/2"] {
        let desk = Desk::new();
        desk.put(&long('a', 5_000)).unwrap();
        desk.fail(name, locked());
        assert_eq!(desk.keychain.forget("id"), Err(VaultError::Refused("locked".to_owned())), "{name}");
        desk.keychain.forget("id").unwrap();
        assert_eq!(desk.names(), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn names_cannot_reach_into_each_other() {
    let desk = Desk::new();
    desk.put(&long('a', 5_000)).unwrap();
    for name in ["", "id/a/0", "a/0", "../id", "ID", "id ", "id\0", "id\n", "é", "id.x", "probe/1", &"a".repeat(65)] {
        assert_eq!(desk.keychain.put(name, shared("x".to_owned())), Err(VaultError::Name), "{name:?}");
        assert_eq!(desk.keychain.get(name).map(drop), Err(VaultError::Name));
        assert_eq!(desk.keychain.forget(name), Err(VaultError::Name));
    }
    desk.keychain.put("id2", shared("other".to_owned())).unwrap();
    desk.keychain.forget("id2").unwrap();
    assert_eq!(desk.text(), Some(long('a', 5_000)));
}

#[test]
fn the_probe_leaves_nothing_and_tells_a_locked_store() {
    let desk = Desk::new();
    assert_eq!(desk.keychain.probe(), Ok(()));
    assert_eq!(desk.names(), Vec::<String>::new());
    let absent = Keychain::over(Box::new(|| Err(VaultError::Unavailable("no bus".to_owned()))));
    assert_eq!(absent.probe(), Err(VaultError::Unavailable("no bus".to_owned())));
    assert_eq!(absent.put("id", shared("x".to_owned())), Err(VaultError::Unavailable("no bus".to_owned())));
}

#[test]
fn no_error_tells_what_was_read() {
    let secret = b"wJalrXUtnFEMI".to_vec();
    for error in [Error::BadEncoding(secret.clone()), Error::BadDataFormat(secret, "wJalrXUtnFEMI".into())] {
        let told = told(&error);
        assert!(!format!("{told} {told:?}").contains("wJalr"), "{told:?}");
        assert!(!format!("{told:?}").contains("119, 74"), "{told:?}");
    }
}

/// As the library has it.
#[allow(clippy::disallowed_types)]
type Mods<'a> = std::collections::HashMap<&'a str, &'a str>;

/// A store that works for so many calls and then not at all any more, as for a program that is killed.
struct Mortal {
    inner: Arc<mock::Store>,
    left: Arc<AtomicUsize>,
}

struct MortalEntry {
    inner: Entry,
    left: Arc<AtomicUsize>,
}

impl MortalEntry {
    fn alive(&self) -> Result<&Entry, Error> {
        let one_less = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
        one_less.map(|_| &self.inner).map_err(|_| locked())
    }
}

impl CredentialStoreApi for Mortal {
    fn vendor(&self) -> String {
        "test".to_owned()
    }
    fn id(&self) -> String {
        "test".to_owned()
    }
    fn build(&self, service: &str, user: &str, mods: Option<&Mods<'_>>) -> Result<Entry, Error> {
        let inner = self.inner.build(service, user, mods)?;
        Ok(Entry::new_with_credential(Arc::new(MortalEntry { inner, left: self.left.clone() })))
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl CredentialApi for MortalEntry {
    fn set_secret(&self, secret: &[u8]) -> Result<(), Error> {
        self.alive()?.set_secret(secret)
    }
    fn get_secret(&self) -> Result<Vec<u8>, Error> {
        self.alive()?.get_secret()
    }
    fn delete_credential(&self) -> Result<(), Error> {
        self.alive()?.delete_credential()
    }
    fn get_credential(&self) -> Result<Option<Arc<Credential>>, Error> {
        Ok(None)
    }
    fn get_specifiers(&self) -> Option<(String, String)> {
        self.inner.get_specifiers()
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[test]
fn killed_at_any_call_the_secret_is_the_old_or_the_new_and_nothing_stays() {
    let (mut old_seen, mut new_seen, mut finished) = (0, 0, false);
    for calls in 0..60 {
        let desk = Desk::new();
        desk.put(&long('a', 9_000)).unwrap();
        let mortal: Store = Arc::new(Mortal { inner: desk.store.clone(), left: Arc::new(AtomicUsize::new(calls)) });
        let dying = Keychain::over(Box::new(move || Ok(mortal.clone())));
        let done = dying.put("id", shared(long('b', 5_000)));
        let text = desk.text().expect("it is lost");
        if text == long('a', 9_000) {
            assert!(done.is_err(), "kept is not kept");
            old_seen += 1;
        } else {
            assert_eq!(text, long('b', 5_000));
            new_seen += 1;
        }
        finished |= done.is_ok() && desk.names().len() == 4;
        desk.put(&long('c', 10)).unwrap();
        assert_eq!(desk.names().len(), 2, "{calls}: {:?}", desk.names());
        let mortal: Store = Arc::new(Mortal { inner: desk.store.clone(), left: Arc::new(AtomicUsize::new(calls % 8)) });
        let _ = Keychain::over(Box::new(move || Ok(mortal.clone()))).forget("id");
        desk.keychain.forget("id").unwrap();
        assert_eq!(desk.names(), Vec::<String>::new(), "{calls}");
    }
    assert!(old_seen > 5 && new_seen > 5 && finished, "{old_seen} {new_seen} {finished}");
}
