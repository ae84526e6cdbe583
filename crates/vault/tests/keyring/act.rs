//! What is done with the key store, in a process whose environment names the bus. One line of output for each outcome.

use std::collections::BTreeMap;
use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use indexmap::IndexMap;
use keyring_core::api::CredentialStoreApi as _;
use onboard_core::requirement::Choice;
use onboard_vault::saved::{About, Draft, Saved, Secrets};
use onboard_vault::{Keychain, PATIENCE, Patient, SERVICE, Vault, VaultError, shared};
use time::OffsetDateTime;

const NAME: &str = "0123456789abcdef";

/// Text of a size that tells where it was cut or mixed up.
fn text(mark: char, bytes: usize) -> String {
    (0..).flat_map(|n| format!("{mark}{n}\n").chars().collect::<Vec<_>>()).take(bytes).collect()
}

fn tell(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn kind<T>(result: Result<T, VaultError>, say: impl FnOnce(T) -> String) -> String {
    match result {
        Ok(value) => say(value),
        Err(VaultError::Unavailable(why)) => format!("unavailable: {why}"),
        Err(VaultError::Refused(why)) => format!("refused: {why}"),
        Err(other) => format!("other: {other}"),
    }
}

/// How many entries of this program the service holds.
fn left() -> usize {
    let store = zbus_secret_service_keyring_store::Store::new().expect("the store opens");
    store.search(&BTreeMap::from([("service", SERVICE)]).into_iter().collect()).expect("it can be searched").len()
}

fn wait() {
    let mut line = String::new();
    let _ = std::io::stdin().lock().read_line(&mut line);
}

pub fn act(action: &str) {
    let vault = Patient::new(Arc::new(Keychain::platform()), PATIENCE);
    let put = |mark| kind(vault.put(NAME, shared(text(mark, 4_700))), |()| "ok".to_owned());
    let get = |mark, word: &str| {
        kind(vault.get(NAME), |found| match found {
            Some(secret) if *secret.expose("compared in a test") == text(mark, 4_700) => word.to_owned(),
            Some(_) => "changed".to_owned(),
            None => "absent".to_owned(),
        })
    };
    let probe = || kind(vault.probe(), |()| "ok".to_owned());
    match action {
        "probe" => tell(&probe()),
        "put" => tell(&put('a')),
        "get" => tell(&get('a', "whole")),
        "forget" => {
            tell(&kind(vault.forget(NAME), |was| format!("{was}, then {}, {} left", get('a', "whole"), left())))
        }
        "sizes" => tell(&sizes(&vault)),
        "saved" => tell(&saved(&vault)),
        "put-wait-get" => {
            tell(&put('a'));
            wait();
            tell(&get('a', "whole"));
            put('b');
            tell(&get('b', "replaced"));
        }
        "probe-wait-probe" => {
            tell(&probe());
            wait();
            tell(&probe());
        }
        other => tell(&format!("no such action: {other}")),
    }
}

fn sizes(vault: &dyn Vault) -> String {
    for size in [200_usize, 2_300, 4_700, 200_000] {
        let parts = 1 + size.div_ceil(2_000);
        for (mark, size) in [('a', size), ('b', size), ('c', 300)] {
            vault.put(NAME, shared(text(mark, size))).expect("it is kept");
            let found = vault.get(NAME).expect("it is read").expect("it is there");
            assert_eq!(*found.expose("compared in a test"), text(mark, size), "{size}");
            assert_eq!(left(), if size == 300 { 2 } else { parts }, "parts of {size}");
        }
        assert_eq!(vault.forget(NAME), Ok(true));
        assert_eq!(vault.get(NAME).map(|s| s.is_some()), Ok(false));
        assert_eq!(left(), 0, "{size}");
    }
    assert_eq!(vault.probe(), Ok(()));
    format!("ok {} left", left())
}

fn saved(vault: &dyn Vault) -> String {
    let folder = std::env::var_os("HOME").map(PathBuf::from).expect("a home");
    let list = Saved::at(folder.join("data"));
    let draft = |secret: &str| Draft {
        about: About {
            name: "images".to_owned(),
            description: String::new(),
            tags: IndexMap::new(),
            provider: "p".to_owned(),
            variant: "v".to_owned(),
            label: None,
            fields: IndexMap::new(),
            choice: Choice::default(),
            expires: None,
            checked: None,
        },
        secrets: Secrets::from([("key".to_owned(), shared(secret.to_owned()))]),
    };
    let now = OffsetDateTime::now_utc();
    let kept = list.keep(vault, draft(&text('a', 2_330)), now, &|| true).expect("it is kept");
    let opened = list.open(vault, &kept.id).expect("it is opened").1;
    assert_eq!(*opened["key"].expose("compared in a test"), text('a', 2_330));
    let again = list.keep(vault, draft("short"), now, &|| true).expect("it is replaced");
    assert_eq!((again.id.as_str(), left()), (kept.id.as_str(), 2));
    list.delete(vault, &kept.id, &|| true).expect("it is deleted");
    assert!(list.list().expect("the list is read").connections.is_empty());
    format!("kept, opened, replaced, deleted, {} left", left())
}
