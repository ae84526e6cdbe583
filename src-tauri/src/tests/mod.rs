//! The commands over the bridge, with Tauri's mock runtime, the real configuration and the real capability.
//!
//! [`Desk`] is a window without a screen: it calls commands as the page does and keeps every answer, so that a
//! test can look for secrets in all of them.

mod bridge;
mod demo;
mod files;
mod form;
mod saved;
mod secrets;
mod sheet;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use onboard_core::secret::{SecretBytes, SecretString, SharedSecret};
use onboard_vault::{Memory, Vault, VaultError};
use serde_json::{Value, json};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, WebviewWindow, WebviewWindowBuilder};
use tokio::sync::Semaphore;

use crate::app;
use crate::clipboard::{Clearing, Clipboard, ClipboardError, Timer};
use crate::keep::Store;
use crate::launch::Launch;
use crate::links::Browser;
use crate::picker::Picker;
use crate::shell::Shell;

/// What the person would do with dialogs, clipboard and browser.
pub struct Person {
    pub chooses: Mutex<Option<PathBuf>>,
    pub saves_in: Mutex<Option<PathBuf>>,
    pub clipboard: Mutex<Option<String>>,
    pub opened: Mutex<Vec<String>>,
    /// The key store, what it answers instead, and whether it lets its caller wait.
    pub store: Memory,
    pub store_fails: Mutex<Option<VaultError>>,
    pub store_waits: Mutex<bool>,
    /// How many secrets were put on the clipboard, marked as such.
    pub marked: Mutex<u32>,
    /// What was waited for.
    pub sleeps: Mutex<Vec<Duration>>,
    /// Lets time pass.
    pub time: Semaphore,
}

impl Default for Person {
    fn default() -> Self {
        Self {
            chooses: Mutex::default(),
            saves_in: Mutex::default(),
            clipboard: Mutex::default(),
            opened: Mutex::default(),
            store: Memory::default(),
            store_fails: Mutex::default(),
            store_waits: Mutex::default(),
            marked: Mutex::default(),
            sleeps: Mutex::default(),
            time: Semaphore::new(0),
        }
    }
}

struct Hand(Arc<Person>);

#[async_trait]
impl Picker for Hand {
    async fn open(&self) -> Option<PathBuf> {
        self.0.chooses.lock().unwrap().clone()
    }

    async fn save(&self, suggested: &str) -> Option<PathBuf> {
        self.0.saves_in.lock().unwrap().as_ref().map(|folder| folder.join(suggested))
    }
}

impl Clipboard for Hand {
    fn read(&self) -> Result<SecretBytes, ClipboardError> {
        let text = self.0.clipboard.lock().unwrap().clone();
        text.map(|t| SecretBytes::new(t.into_bytes())).ok_or(ClipboardError::Empty)
    }

    fn write(&self, text: String) -> Result<(), ClipboardError> {
        *self.0.clipboard.lock().unwrap() = Some(text);
        Ok(())
    }

    fn write_secret(&self, secret: &SecretString) -> Result<(), ClipboardError> {
        *self.0.clipboard.lock().unwrap() = Some(secret.expose("compared in a test").clone());
        *self.0.marked.lock().unwrap() += 1;
        Ok(())
    }

    fn clear(&self) -> Result<(), ClipboardError> {
        *self.0.clipboard.lock().unwrap() = None;
        Ok(())
    }
}

/// A key store in memory that can be told what to answer, and that can make its caller wait.
impl Vault for Hand {
    fn probe(&self) -> Result<(), VaultError> {
        while *self.0.store_waits.lock().unwrap() {
            std::thread::sleep(Duration::from_millis(5));
        }
        self.0.store_fails.lock().unwrap().clone().map_or(Ok(()), Err)
    }

    fn put(&self, name: &str, secret: SharedSecret) -> Result<(), VaultError> {
        self.probe()?;
        self.0.store.put(name, secret)
    }

    fn get(&self, name: &str) -> Result<Option<SharedSecret>, VaultError> {
        self.probe()?;
        self.0.store.get(name)
    }

    fn forget(&self, name: &str) -> Result<bool, VaultError> {
        self.probe()?;
        self.0.store.forget(name)
    }
}

/// Time passes when a test says so: each sleep ends with one permit.
#[async_trait]
impl Timer for Hand {
    async fn sleep(&self, time: Duration) {
        self.0.sleeps.lock().unwrap().push(time);
        let permit = self.0.time.acquire().await;
        if let Ok(permit) = permit {
            permit.forget();
        }
    }
}

impl Browser for Hand {
    fn open(&self, address: &str) -> std::io::Result<()> {
        self.0.opened.lock().unwrap().push(address.to_owned());
        Ok(())
    }
}

/// A window without a screen.
pub struct Desk {
    pub person: Arc<Person>,
    pub folder: tempfile::TempDir,
    page: Page,
    _app: App<MockRuntime>,
}

/// What the page is able to do; several threads may do it at once.
#[derive(Clone)]
pub struct Page {
    window: WebviewWindow<MockRuntime>,
    answers: Arc<Mutex<Vec<String>>>,
}

impl std::ops::Deref for Desk {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

impl Desk {
    pub fn new() -> Self {
        Self::with(Launch::default())
    }

    pub fn with(launch: Launch) -> Self {
        let person = Arc::new(Person::default());
        let hand = || Box::new(Hand(person.clone()));
        let clipboard = Clearing::new(hand(), hand());
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(Some(folder.path().join("data")), Arc::new(Hand(person.clone())));
        let shell = Arc::new(Shell::new(launch, hand(), clipboard, hand(), store));
        let app = app::with_commands(mock_builder()).manage(shell).build(app::context()).unwrap();
        let window = WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::default()).build().unwrap();
        Self { person, folder, page: Page { window, answers: Arc::default() }, _app: app }
    }

    /// Writes a file and lets the person choose it.
    pub fn import(&self, name: &str, bytes: &[u8]) -> Value {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        self.import_path(&path)
    }

    pub fn import_path(&self, path: &Path) -> Value {
        *self.person.chooses.lock().unwrap() = Some(path.to_owned());
        self.ok("import_file", json!({}))
    }
}

impl Page {
    /// Calls a command as the page does.
    pub fn call(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: command.to_owned(),
            callback: tauri::ipc::CallbackFn(0),
            error: tauri::ipc::CallbackFn(1),
            url: if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" }.parse().unwrap(),
            body: arguments.into(),
            headers: Default::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        let answer = get_ipc_response(&self.window, request).map(|body| body.deserialize::<Value>().unwrap());
        let text = match &answer {
            Ok(value) | Err(value) => value.to_string(),
        };
        self.answers.lock().unwrap().push(format!("{command}: {text}"));
        answer
    }

    /// Calls a command that must succeed.
    pub fn ok(&self, command: &str, arguments: Value) -> Value {
        self.call(command, arguments).unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Calls a command that must fail; gives the code.
    pub fn code(&self, command: &str, arguments: Value) -> String {
        let error = self.call(command, arguments).expect_err(command);
        let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        assert!(!text("tip").is_empty(), "{error} has no next step");
        assert!(!text("message").starts_with("error-"), "{error} has no sentence");
        text("code")
    }

    /// Everything that was answered so far.
    pub fn answers(&self) -> Vec<String> {
        self.answers.lock().unwrap().clone()
    }

    /// Something that came out another way than as an answer, to be searched as well.
    pub fn note(&self, text: String) {
        self.answers.lock().unwrap().push(text);
    }

    /// A check to its end.
    pub fn check(&self, only: Option<&[&str]>) -> Value {
        self.ok("check", json!({"channel": "__CHANNEL__:1", "only": only}))
    }
}

/// Every provider's id, with a story that it has.
pub fn providers() -> Vec<(&'static str, &'static str)> {
    let all: Vec<_> = onboard_providers::all().iter().map(|p| (p.id(), "all-granted")).collect();
    assert!(!all.is_empty());
    all
}

/// The codes of findings.
pub fn codes(findings: &Value) -> Vec<&str> {
    findings.as_array().unwrap().iter().filter_map(|f| f["code"].as_str()).collect()
}
