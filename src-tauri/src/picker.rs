//! Choosing files: the system's dialogs, or answers that were laid down beforehand for a steered window.
//!
//! A page never names a path; it can only ask for the dialog.

use std::path::PathBuf;

use async_trait::async_trait;
use tauri::{AppHandle, Manager as _, Runtime};
use tokio::sync::oneshot;

/// Chooses files.
#[async_trait]
pub trait Picker: Send + Sync {
    /// A file to read; nothing when the person cancelled.
    async fn open(&self) -> Option<PathBuf>;
    /// A place to write to, with a suggested name; nothing when the person cancelled.
    async fn save(&self, suggested: &str) -> Option<PathBuf>;
}

/// The picker for this process: the dialogs, unless a WebDriver steers the window and answers are laid down.
pub fn choose<R: Runtime>(app: AppHandle<R>) -> Box<dyn Picker> {
    let dialogs = Dialogs { app };
    if !crate::harden::under_automation() {
        return Box::new(dialogs);
    }
    let path = |name| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    Box::new(LaidDown { open: path("XOAP_ONBOARD_PICK"), folder: path("XOAP_ONBOARD_SAVE_DIR"), dialogs })
}

/// The system's dialogs.
pub struct Dialogs<R: Runtime> {
    app: AppHandle<R>,
}

/// A dialog that is open.
type Opened = std::pin::Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>>;

impl<R: Runtime> Dialogs<R> {
    /// Dialogs are made on the main thread, which macOS demands, and awaited here, so that the window stays alive.
    async fn ask(&self, open: impl FnOnce(rfd::AsyncFileDialog) -> Opened + Send + 'static) -> Option<PathBuf> {
        let (give, take) = oneshot::channel();
        let window = self.app.get_webview_window("main");
        let started = self.app.run_on_main_thread(move || {
            let mut dialog = rfd::AsyncFileDialog::new();
            if let Some(window) = &window {
                dialog = dialog.set_parent(window);
            }
            let _ = give.send(open(dialog));
        });
        started.ok()?;
        take.await.ok()?.await.map(|file| file.path().to_owned())
    }
}

#[async_trait]
impl<R: Runtime> Picker for Dialogs<R> {
    async fn open(&self) -> Option<PathBuf> {
        self.ask(|dialog| Box::pin(dialog.pick_file())).await
    }

    async fn save(&self, suggested: &str) -> Option<PathBuf> {
        let name = suggested.to_owned();
        self.ask(move |dialog| Box::pin(dialog.set_file_name(name).save_file())).await
    }
}

/// Answers from the environment, for a window that a WebDriver steers; the dialogs where there is none.
struct LaidDown<R: Runtime> {
    open: Option<PathBuf>,
    folder: Option<PathBuf>,
    dialogs: Dialogs<R>,
}

#[async_trait]
impl<R: Runtime> Picker for LaidDown<R> {
    async fn open(&self) -> Option<PathBuf> {
        match &self.open {
            Some(path) => Some(path.clone()),
            None => self.dialogs.open().await,
        }
    }

    async fn save(&self, suggested: &str) -> Option<PathBuf> {
        match &self.folder {
            Some(folder) => Some(folder.join(suggested)),
            None => self.dialogs.save(suggested).await,
        }
    }
}
