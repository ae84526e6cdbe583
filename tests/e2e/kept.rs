//! Saved connections: without a key store the page says why; with one, a connection outlives the window.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::journeys::{check, go_to_permissions};
use crate::page::{Opening, Window, journey};
use crate::screen::{FILE, Screen};

#[allow(dead_code)]
#[path = "../../crates/vault/tests/keyring/world.rs"]
mod keyring;

/// From the first screen to the last step, with a name and the key store chosen.
async fn to_the_key_store(window: &Window, screen: &Screen) {
    screen.import(window).await;
    go_to_permissions(window).await;
    check(window).await;
    window.reads("Ready").await;
    window.press("continue").await;
    window.at("Finish").await;
    window.fill("Name", "Kept images").await;
    window.choose("Key store of this computer").await;
}

#[tokio::test]
async fn without_a_key_store_the_page_says_why_and_the_rest_works() {
    let prepare = async |folder: &Path| {
        let screen = Screen::of_all_granted().await;
        let opening = screen.opening(folder);
        (screen, opening)
    };
    journey("no-key-store", prepare, |window, screen| async move {
        window.at("Provider").await;
        window.press("saved connections").await;
        window.reads("The key store cannot be used").await;
        window.reads("There is no key store on this computer that can be used").await;
        window.reads("start a Secret Service").await;
        window.reads("No connection is saved").await;
        window.shot("saved-connections").await;
        window.press("back to the connection").await;
        to_the_key_store(&window, &screen).await;
        window.reads("Nothing is kept in clear text instead").await;
        window.press("keep on this computer").await;
        window.reads("There is no key store on this computer that can be used").await;
        window.shot("not-kept").await;
        window.choose("Fill-in sheet").await;
        window.press("save fill-in sheet").await;
        window.reads("It holds no secret").await;
        window.holds_none_of(&screen.secrets()).await;
        window.left_nowhere(&screen.secrets(), FILE);
    })
    .await;
}

/// What lives longer than one window.
struct Computer {
    screen: Screen,
    keyring: keyring::World,
    data: tempfile::TempDir,
}

impl Computer {
    async fn new() -> Self {
        let keyring = keyring::World::with_keyring().map_err(|failed| failed.message().map(str::to_owned)).unwrap();
        Self { screen: Screen::of_all_granted().await, keyring, data: tempfile::tempdir().unwrap() }
    }

    /// A window on this computer.
    fn opening(&self, folder: &Path) -> Opening {
        let bus = self.keyring.environment().into_iter().find(|(name, _)| *name == "DBUS_SESSION_BUS_ADDRESS").unwrap();
        let variables =
            vec![(bus.0, bus.1.into_string().unwrap()), ("XOAP_ONBOARD_DATA", self.data.path().display().to_string())];
        Opening { variables, ..self.screen.opening(folder) }
    }

    /// The lists of connections in the data folder, as they are written.
    fn lists(&self) -> Vec<(PathBuf, String)> {
        let paths = std::fs::read_dir(self.data.path()).unwrap().map(|entry| entry.unwrap().path());
        paths.filter(|p| p.is_file()).map(|p| (p.clone(), std::fs::read_to_string(p).unwrap())).collect()
    }
}

#[tokio::test]
async fn a_kept_connection_is_checked_again_in_another_window() {
    let computer = &Computer::new().await;
    let screen = &computer.screen;
    let prepare = async |folder: &Path| ((), computer.opening(folder));
    journey("kept", prepare, |window, _| async move {
        to_the_key_store(&window, screen).await;
        window.press("keep on this computer").await;
        window.reads("Kept on this computer: Kept images").await;
        window.shot("kept").await;
        window.left_nowhere(&screen.secrets(), FILE);
        let lists = computer.lists();
        assert!(lists.iter().any(|(_, text)| text.contains("Kept images")), "{lists:?}");
        assert!(!lists.iter().any(|(_, text)| text.contains(&screen.secret)), "a list holds the secret");
    })
    .await;
    journey("kept-again", prepare, |window, _| async move {
        window.at("Provider").await;
        window.press("saved connections").await;
        window.reads("Kept images").await;
        window.shot("saved-connections").await;
        window.press("check again: Kept images").await;
        window.at("Check").await;
        window.press("see what will be asked").await;
        window.at("Permissions").await;
        check(&window).await;
        window.reads("Ready").await;
        window.shot("ready").await;
        window.holds_none_of(&screen.secrets()).await;
        window.press("saved connections").await;
        window.press("delete: Kept images").await;
        window.reads("Its secrets are taken out of the key store").await;
        window.press("delete from this computer").await;
        window.reads("No connection is saved on this computer").await;
        window.shot("deleted").await;
    })
    .await;
    let lists = computer.lists();
    let left = lists.iter().filter_map(|(_, text)| serde_json::from_str::<Value>(text).ok());
    assert!(left.into_iter().all(|list| list["connections"].as_array().is_none_or(Vec::is_empty)), "{lists:?}");
}
