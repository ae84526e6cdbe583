//! When it does not work: the words name the right culprit, and the window stays usable.

use std::path::Path;

use crate::journeys::{check, descriptor, go_to_permissions, pointed_at, start_demo};
use crate::page::{Opening, Window, journey};
use crate::world::{World, nobody};

/// Words that would put the fault on the network.
const BLAMES_NETWORK: &[&str] = &["could not be reached", "refused the connection", "check the network"];
/// Words that would put the fault on the key.
const BLAMES_KEY: &[&str] = &["did not accept the credential", "blocked"];

async fn import_and_check(window: &Window) {
    window.at("Provider").await;
    window.press("choose a key file").await;
    window.at("Credentials").await;
    go_to_permissions(window).await;
    check(window).await;
    window.shot("result").await;
}

#[tokio::test]
async fn a_deleted_key_is_the_key() {
    let prepare = async |folder: &Path| {
        let world = World::of("deleted-key").await;
        let key = world.key("google");
        let path = folder.join(&key.file_name);
        std::fs::write(&path, &key.bytes).unwrap();
        let arguments = pointed_at(&world.endpoints(folder));
        (world, Opening { arguments, picks: Some(path), ..Opening::default() })
    };
    journey("deleted-key", prepare, |window, _| async move {
        import_and_check(&window).await;
        window.reads("did not accept the credential").await;
        assert!(!window.mentions(BLAMES_NETWORK).await, "{}", window.text().await);
        // What can be done next is there: going back to put another key in.
        window.press("back").await;
        window.at("Check").await;
    })
    .await;
}

#[tokio::test]
async fn no_network_is_the_network() {
    let prepare = async |folder: &Path| {
        let world = World::of("all-granted").await;
        let key = world.key("aws");
        let path = folder.join(&key.file_name);
        std::fs::write(&path, &key.bytes).unwrap();
        let arguments = pointed_at(&nobody(folder, "aws"));
        (world, Opening { arguments, picks: Some(path), ..Opening::default() })
    };
    journey("no-network", prepare, |window, _| async move {
        import_and_check(&window).await;
        window.reads("could not be reached").await;
        window.reads("refused the connection").await;
        assert!(!window.mentions(BLAMES_KEY).await, "{}", window.text().await);
        assert!(window.mentions(&["0 granted"]).await && window.mentions(&["0 missing"]).await);
    })
    .await;
}

#[tokio::test]
async fn a_portal_page_is_no_answer() {
    journey(
        "captive-portal",
        async |_| ((), Opening::default()),
        |window, _| async move {
            window.at("Provider").await;
            start_demo(&window, "captive-portal", "google").await;
            go_to_permissions(&window).await;
            check(&window).await;
            window.shot("result").await;
            window.reads("sign in to the network").await;
            assert!(!window.mentions(BLAMES_KEY).await, "{}", window.text().await);
        },
    )
    .await;
}

#[tokio::test]
async fn a_cancelled_check_keeps_what_it_found() {
    journey(
        "cancelled",
        async |_| ((), Opening::default()),
        |window, _| async move {
            window.at("Provider").await;
            start_demo(&window, "slow-network", "aws").await;
            go_to_permissions(&window).await;
            window.press("start the check").await;
            window.press("cancel").await;
            window.reads("The check was cancelled").await;
            window.shot("cancelled").await;
            assert!(!window.mentions(BLAMES_NETWORK).await, "{}", window.text().await);
            assert!(!window.mentions(BLAMES_KEY).await, "{}", window.text().await);
        },
    )
    .await;
}

#[tokio::test]
async fn a_reload_in_the_middle_neither_stops_nor_repeats_the_check() {
    journey(
        "reload",
        async |_| ((), Opening::default()),
        |window, _| async move {
            window.at("Provider").await;
            start_demo(&window, "slow-network", "aws").await;
            go_to_permissions(&window).await;
            window.press("start the check").await;
            window.until("the run", async || window.button("checking").await.is_some()).await;
            window.client.refresh().await.unwrap();
            window.at("Permissions").await;
            window.reads("A check is running").await;
            window.shot("reloaded").await;
            window
                .until("the end of the check", async || window.button("check everything again").await.is_some())
                .await;
            window.shot("ended").await;
        },
    )
    .await;
}

#[tokio::test]
async fn what_is_no_key_says_so() {
    let prepare = async |folder: &Path| {
        let path = folder.join("holiday.txt");
        std::fs::write(&path, "Packing list: tent, lamp, map").unwrap();
        ((), Opening { arguments: Vec::new(), picks: Some(path), ..Opening::default() })
    };
    journey("no-key", prepare, |window, _| async move {
        window.at("Provider").await;
        window.press("choose a key file").await;
        window.reads("No credential was recognised").await;
        window.reads(&descriptor("aws").accepts).await;
        window.shot("not-recognised").await;
        window.at("Provider").await;
    })
    .await;
}
