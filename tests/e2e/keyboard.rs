//! The demo by keyboard alone: Tab, arrows, Space and Enter from the first screen to the saved payload.

use serde_json::Value;

use crate::journeys::title;
use crate::page::{Opening, Window, journey};

const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';
const DOWN: char = '\u{e015}';
const SPACE: char = ' ';

/// What has the focus, in a screen reader's words, and whether its focus is visible.
const FOCUSED: &str = "const e = document.activeElement; if (!e || e === document.body) return '';
    const label = e.id ? document.querySelector(`label[for=\"${e.id}\"]`) : null;
    return [e.getAttribute('aria-label'), label?.innerText, e.closest('label')?.innerText, e.innerText].filter(Boolean).join(' ')";

async fn focused(window: &Window) -> String {
    window.client.execute(FOCUSED, Vec::new()).await.unwrap().as_str().unwrap_or_default().to_lowercase()
}

/// Goes on with Tab until something with these words has the focus.
async fn tab_to(window: &Window, words: &str) {
    let mut met = Vec::new();
    for _ in 0..150 {
        let now = focused(window).await;
        if now.contains(&words.to_lowercase()) {
            return;
        }
        met.push(now);
        window.key(TAB).await;
    }
    window.shot("lost").await;
    panic!("Tab never came to “{words}”, only to {met:#?}");
}

async fn press(window: &Window, words: &str, key: char) {
    tab_to(window, words).await;
    window.key(key).await;
}

#[tokio::test]
async fn demo_by_keyboard_alone() {
    journey(
        "keyboard",
        async |_| ((), Opening::default()),
        |window, _| async move {
            window.at("Provider").await;
            window.until("the first screen", async || window.button("try the demo").await.is_some()).await;
            press(&window, "try the demo", ENTER).await;
            window.reads("Choose a demo story").await;
            let wanted = title("missing-permissions").to_lowercase();
            for _ in 0..12 {
                if focused(&window).await.contains(&wanted) {
                    break;
                }
                window.key(DOWN).await;
            }
            assert!(focused(&window).await.contains(&wanted), "arrows go through the stories");
            window.shot("story").await;
            press(&window, "start the demo", SPACE).await;
            window.at("Credentials").await;
            press(&window, "check the credential", ENTER).await;
            window.at("Check").await;
            press(&window, "see what will be asked", ENTER).await;
            window.at("Permissions").await;
            window.reads("What will be asked").await;
            press(&window, "start the check", ENTER).await;
            window
                .until("the end of the check", async || window.button("check everything again").await.is_some())
                .await;
            press(&window, "apply the fix", SPACE).await;
            window.reads("The fix was applied").await;
            window.shot("fixed").await;
            press(&window, "check th", ENTER).await;
            window.until("everything granted", async || window.mentions(&["0 missing"]).await).await;
            press(&window, "continue", ENTER).await;
            window.at("Finish").await;
            tab_to(&window, "name").await;
            for letter in "keys".chars() {
                window.key(letter).await;
            }
            tab_to(&window, "fill-in sheet").await;
            window.key(DOWN).await;
            window.key(DOWN).await;
            assert!(focused(&window).await.contains("clear-text file"), "arrows go through the ways");
            window.reads("\"name\": \"keys\"").await;
            press(&window, "save JSON file", ENTER).await;
            window.reads("Saved: ").await;
            window.shot("saved").await;
            let payload: Value = serde_json::from_str(&window.saved("keys.json")).unwrap();
            assert_eq!(payload["verified"]["readiness"], "ready");
        },
    )
    .await;
}
