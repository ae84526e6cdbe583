//! The system's own file dialog, worked by key strokes, and its clipboard.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use onboard_democloud::DemoCloud;

use crate::journeys::descriptor;
use crate::page::{Opening, Window, journey};
use crate::world::secrets;

/// Runs xdotool on the window's display; gives what it prints.
fn xdotool(window: &Window, arguments: &[&str]) -> String {
    let mut command = Command::new("xdotool");
    command.env("DISPLAY", &window.driver.display.name).args(arguments);
    let output = command.output().expect("xdotool could not be started; install the package xdotool");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The window that is shown beside the program's own.
fn dialog(window: &Window) -> Option<String> {
    let shown = xdotool(window, &["search", "--onlyvisible", "--name", ".+"]);
    shown.lines().map(str::to_owned).find(|id| {
        let name = xdotool(window, &["getwindowname", id]);
        !name.trim().is_empty() && name.trim() != "XOAP Onboard"
    })
}

/// Waits for the dialog, gives it the focus and presses keys in it.
async fn in_dialog(window: &Window, strokes: &[&[&str]]) {
    window.until("a file dialog", async || dialog(window).is_some()).await;
    let id = dialog(window).unwrap();
    xdotool(window, &["windowfocus", "--sync", &id]);
    for stroke in strokes {
        // The dialog fills its lists while it opens, and takes keys only then.
        tokio::time::sleep(Duration::from_millis(400)).await;
        xdotool(window, stroke);
    }
    window.until("the end of the dialog", async || dialog(window).is_none()).await;
}

#[tokio::test]
async fn a_key_is_chosen_in_the_systems_dialog() {
    let prepare = async |folder: &Path| {
        let key = DemoCloud::new("all-granted").unwrap().key("google").unwrap();
        let path = folder.join("my key é.json");
        std::fs::write(&path, &key.bytes).unwrap();
        ((key, path), Opening { real_dialogs: true, ..Opening::default() })
    };
    journey("dialogs", prepare, |window, world| async move {
        let (key, path) = (&world.0, world.1.display().to_string());
        window.at("Provider").await;
        window.press("choose a key file").await;
        in_dialog(&window, &[&["key", "Escape"]]).await;
        window.at("Provider").await;
        window.press("choose a key file").await;
        in_dialog(&window, &[&["key", "ctrl+l"], &["type", "--delay", "15", &path], &["key", "Return"]]).await;
        window.at("Credentials").await;
        window.reads("my key é.json").await;
        window.reads(&descriptor("google").name).await;
        window.holds_none_of(&secrets(key)).await;
        window.shot("chosen").await;
    })
    .await;
}

#[tokio::test]
async fn copy_and_paste_go_through_the_systems_clipboard() {
    let prepare = async |_: &Path| ((), Opening { real_dialogs: true, ..Opening::default() });
    journey("clipboard", prepare, |window, _| async move {
        window.at("Provider").await;
        window.press("paste from clipboard").await;
        window.reads("The clipboard is empty or holds no text").await;
        window.choose(&descriptor("aws").name).await;
        window.press("continue").await;
        window.at("Credentials").await;
        // What the guide gives is a command, so what comes back by pasting is text that holds no key.
        window.press("copy").await;
        window.reads("copied").await;
        window.press("paste from clipboard").await;
        window.reads("No credential was recognised").await;
        window.shot("pasted").await;
    })
    .await;
}
