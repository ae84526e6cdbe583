//! From a terminal screen into a sealed file that opens again, and field by field over the clipboard.

use std::path::Path;
use std::time::Duration;

use onboard_core::secret::SecretString;
use onboard_vault::seal::{self, Key};
use serde_json::Value;

use crate::journeys::{check, go_to_permissions, private};
use crate::page::{Opening, Window, journey};
use crate::screen::{FILE, Screen};

const PASSPHRASE: &str = "four EXAMPLE words apart";
const SEALED: &str = "sealed-images.json.age";

/// What the window sealed, as whoever gets it opens it.
fn opened(text: &str) -> Value {
    let key = Key::Passphrase(SecretString::new(PASSPHRASE.to_owned()));
    let document = seal::open(text, &key).unwrap();
    serde_json::from_slice(document.expose("compared with what was imported")).unwrap()
}

/// From the granted permissions into a file behind a passphrase.
async fn save_sealed(window: &Window) {
    window.press("continue").await;
    window.at("Finish").await;
    window.fill("Name", "Sealed images").await;
    window.choose("Sealed file").await;
    window.choose("Whoever knows a passphrase").await;
    window.fill("Passphrase", PASSPHRASE).await;
    window.fill("The same passphrase again", "four EXAMPLE words aside").await;
    window.press("save sealed file").await;
    window.reads("The two entries of the passphrase differ").await;
    window.shot("differ").await;
    window.fill("Passphrase", PASSPHRASE).await;
    window.fill("The same passphrase again", PASSPHRASE).await;
    window.press("save sealed file").await;
    window.reads("Its secrets are sealed").await;
    window.shot("sealed").await;
}

#[tokio::test]
async fn a_terminal_screen_becomes_a_sealed_file_that_opens_again() {
    let prepare = async |folder: &Path| {
        let screen = Screen::of_all_granted().await;
        let opening = screen.opening(folder);
        (screen, opening)
    };
    journey("sealed", prepare, |window, screen| async move {
        screen.import(&window).await;
        window.shot("credentials").await;
        go_to_permissions(&window).await;
        check(&window).await;
        window.shot("permissions").await;
        window.reads("Ready").await;
        assert!(window.mentions(&["0 missing"]).await && window.mentions(&["0 could not tell"]).await);
        save_sealed(&window).await;
        window.holds_none_of(&[screen.secrets(), vec![PASSPHRASE.to_owned()]].concat()).await;
        let text = window.saved(SEALED);
        assert!(text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----\n"), "{text}");
        private(&window, SEALED);
        window.left_nowhere(&screen.secrets(), FILE);

        let payload = opened(&text);
        assert_eq!(payload["name"], "Sealed images");
        assert_eq!(payload["provider"], "azure");
        assert_eq!(payload["demo"], false);
        assert_eq!(payload["verified"]["readiness"], "ready");
        assert_eq!(payload["settings"]["subscription_id"], screen.subscription.as_str());
        assert!(payload["secrets"]["client_secret"]["value"] == screen.secret.as_str(), "another secret is inside");
    })
    .await;
}

#[tokio::test]
async fn the_fill_in_sheet_reaches_the_systems_clipboard_and_a_secret_leaves_it() {
    let prepare = async |folder: &Path| {
        let screen = Screen::of_all_granted().await;
        // A clipboard belongs to its display, so this one is alone on its own.
        let opening = Opening { real_dialogs: true, ..screen.opening(folder) };
        (screen, opening)
    };
    journey("sheet", prepare, |window, screen| async move {
        screen.import(&window).await;
        go_to_permissions(&window).await;
        check(&window).await;
        window.press("continue").await;
        window.at("Finish").await;
        window.fill("Name", "By hand").await;
        window.reads("Copy a field, paste it there").await;
        for (before, (label, value)) in screen.plain().into_iter().enumerate() {
            window.press(&format!("copy: {label}")).await;
            window.reads(&format!("{} of ", before + 1)).await;
            assert_eq!(window.pasted("Description").await, value, "{label}");
        }
        window.holds_none_of(&screen.secrets()).await;
        window.shot("copied").await;
        window.press("Client Secret: copy secret for").await;
        window.reads("On the clipboard for").await;
        window.shot("secret").await;
        window.holds_none_of(&screen.secrets()).await;
        assert!(window.pasted("Description").await == screen.secret, "the secret was not on the clipboard");
        window.fill("Description", "none").await;
        tokio::time::sleep(Duration::from_secs(14)).await;
        // With its capital: what is said when it is copied has the same words in the middle of a sentence.
        let cleared = async || window.text().await.contains("Cleared from the clipboard");
        window.until("the end of the secret's time", cleared).await;
        // The window counts for itself; the clipboard is cleared in the same moment, not before it.
        tokio::time::sleep(Duration::from_secs(1)).await;
        window.shot("cleared").await;
        assert_eq!(window.pasted("Description").await, "");
    })
    .await;
}
