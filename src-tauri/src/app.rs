//! The window and its rules: what it may show, where it may go, what is dropped on it.

use std::path::PathBuf;
use std::sync::Arc;

use onboard_vault::Keychain;
use tauri::webview::NewWindowResponse;
use tauri::{
    AppHandle, Builder, Context, DragDropEvent, Emitter as _, Manager as _, RunEvent, Runtime, Url, WindowEvent,
};

use crate::clipboard::Clearing;
use crate::commands;
use crate::keep::Store;
use crate::launch::Launch;
use crate::shell::Shell;
use crate::{clipboard, links, picker};

/// The window's configuration, capability and pages.
// The macro's own code, which nothing that a person sees is made from.
#[allow(clippy::disallowed_types)]
pub fn context<R: Runtime>() -> Context<R> {
    tauri::generate_context!()
}

/// Opens the window; returns when it was closed.
///
/// # Errors
/// When the system cannot open one.
pub fn run(launch: Launch) -> tauri::Result<()> {
    // Two crates of the tree could each bring a provider of cryptography; this one is it. Set already is as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    with_commands(Builder::default())
        .setup(move |app| {
            let handle = app.handle().clone();
            let shell = Shell::new(
                launch,
                picker::choose(handle.clone()),
                Clearing::new(Box::new(clipboard::System::default()), Box::new(clipboard::Clock)),
                Box::new(links::System),
                Store::new(onboard_vault::saved::folder().ok(), Arc::new(Keychain::platform())),
            );
            app.manage(Arc::new(shell));
            open(&handle)?;
            Ok(())
        })
        .on_window_event(|window, event| {
            if let WindowEvent::DragDrop(event) = event {
                dragged(window.app_handle(), event);
            }
        })
        .build(context())?
        .run(|app, event| {
            if let RunEvent::Exit = event {
                // The clipboard outlives the window; a secret on it does not.
                let _ = app.state::<Arc<Shell>>().clipboard.clear(None);
            }
        });
    Ok(())
}

/// Adds the commands to a builder.
pub fn with_commands<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder.invoke_handler(tauri::generate_handler![
        commands::session::boot,
        commands::session::session,
        commands::session::reset,
        commands::session::set_step,
        commands::form::choose_provider,
        commands::form::set_choice,
        commands::form::set_field,
        commands::form::clear_field,
        commands::import::import_file,
        commands::import::import_paste,
        commands::import::take_candidate,
        commands::check::plan,
        commands::check::check,
        commands::check::cancel,
        commands::demo::demo_start,
        commands::demo::demo_fix,
        commands::demo::demo_end,
        commands::deliver::set_details,
        commands::deliver::payload_preview,
        commands::deliver::payload_save,
        commands::deliver::report_save,
        commands::deliver::copy,
        commands::deliver::copy_secret,
        commands::deliver::sheet,
        commands::deliver::payload_seal,
        commands::saved::saved_list,
        commands::saved::saved_keep,
        commands::saved::saved_open,
        commands::saved::saved_rename,
        commands::saved::saved_delete,
        commands::deliver::open_link,
    ])
}

fn open<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    // QUIRK(wry 0.57, 2026-11): on Linux a private web view cannot be steered by a WebDriver: `WebContext::new_ephemeral`
    // forbids automation. https://docs.rs/wry/0.57.1/wry/struct.WebViewAttributes.html#structfield.incognito
    // The page stores nothing either way.
    let steered = cfg!(target_os = "linux") && crate::harden::under_automation();
    for window in &app.config().app.windows {
        tauri::WebviewWindowBuilder::from_config(app, window)?
            .incognito(window.incognito && !steered)
            .on_navigation(is_own)
            .on_new_window(|_, _| NewWindowResponse::Deny)
            .on_download(|_, _| false)
            .build()?;
    }
    Ok(())
}

/// True for the program's own pages, the only place that the window goes to.
fn is_own(address: &Url) -> bool {
    let development = tauri::is_dev() && address.host_str() == Some("127.0.0.1") && address.port() == Some(5173);
    match address.scheme() {
        "tauri" => address.host_str() == Some("localhost"),
        "http" | "https" => address.host_str() == Some("tauri.localhost") || development,
        _ => false,
    }
}

fn dragged<R: Runtime>(app: &AppHandle<R>, event: &DragDropEvent) {
    match event {
        DragDropEvent::Enter { .. } => drop(app.emit("drag", "over")),
        DragDropEvent::Drop { paths, .. } => {
            let _ = app.emit("drag", "leave");
            if let Some(first) = paths.first().cloned() {
                take_in(app.clone(), first);
            }
        }
        DragDropEvent::Leave => drop(app.emit("drag", "leave")),
        _ => {}
    }
}

fn take_in<R: Runtime>(app: AppHandle<R>, path: PathBuf) {
    tauri::async_runtime::spawn(async move {
        let shell = app.state::<Arc<Shell>>().inner().clone();
        if let Ok(view) = commands::import::from_file(&shell, path).await {
            let _ = app.emit("session", view);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_stays_at_home() {
        let own = |address: &str| is_own(&address.parse().unwrap());
        assert!(own("tauri://localhost/index.html"));
        assert!(own("http://tauri.localhost/"));
        for away in
            ["https://example.com", "tauri://example.com", "file:///etc/passwd", "data:text/html,x", "about:blank"]
        {
            assert!(!own(away), "{away}");
        }
    }
}
