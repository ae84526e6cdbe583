//! The window as a person uses it: buttons by their names, fields by their labels, what stands on the page.

use std::future::Future;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use tempfile::TempDir;

use crate::display::Display;
use crate::driver::{Driver, target};

/// The most that a whole journey takes. The WebDriver itself waits for ever.
const WHOLE_JOURNEY: Duration = Duration::from_secs(150);
/// The most that a person would wait for something to show.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open window.
pub struct Window {
    pub client: Client,
    /// Files of this journey.
    pub folder: TempDir,
    journey: &'static str,
    shots: std::cell::Cell<u32>,
    // Dropped last: ends the program.
    pub driver: Driver,
}

/// What a window is opened with.
#[derive(Default)]
pub struct Opening {
    pub arguments: Vec<String>,
    pub picks: Option<PathBuf>,
    /// The system's own dialogs, on a display where nothing else is.
    pub real_dialogs: bool,
    /// More of the environment, such as the bus of a key store.
    pub variables: Vec<(&'static str, String)>,
}

/// Runs a journey, with an end to its time. What `prepare` makes lives as long as the window.
pub async fn journey<W, F: Future<Output = ()>>(
    name: &'static str,
    prepare: impl AsyncFnOnce(&std::path::Path) -> (W, Opening),
    walk: impl FnOnce(std::rc::Rc<Window>, std::rc::Rc<W>) -> F,
) {
    let all = async {
        let folder = tempfile::tempdir().unwrap();
        let (world, opening) = prepare(folder.path()).await;
        let window = std::rc::Rc::new(Window::open(name, folder, opening).await);
        // Kept here as well: a walk that does not look at the world would let it end before the window has used it.
        let world = std::rc::Rc::new(world);
        walk(window.clone(), world.clone()).await;
        let _ = window.client.clone().close().await;
    };
    let ended = tokio::time::timeout(WHOLE_JOURNEY, all).await;
    assert!(ended.is_ok(), "the journey {name} did not end in {WHOLE_JOURNEY:?}");
}

impl Window {
    async fn open(journey: &'static str, folder: TempDir, opening: Opening) -> Self {
        let mut variables = opening.variables;
        if !opening.real_dialogs {
            variables.push(("XOAP_ONBOARD_SAVE_DIR", folder.path().display().to_string()));
        }
        if let Some(path) = opening.picks {
            variables.push(("XOAP_ONBOARD_PICK", path.display().to_string()));
        }
        let display = if opening.real_dialogs { Display::own() } else { Display::get() };
        let driver = Driver::start(display, folder.path(), &variables);
        let client = driver.open(&opening.arguments).await;
        let shots = target().join("screenshots").join(journey);
        let _ = std::fs::remove_dir_all(&shots);
        std::fs::create_dir_all(&shots).unwrap();
        Self { client, folder, journey, shots: std::cell::Cell::new(0), driver }
    }

    /// Keeps a picture of the window.
    pub async fn shot(&self, name: &str) {
        // What the page says is known before it is painted: two frames later it is seen as well.
        const PAINTED: &str = "const done = arguments[0];
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 120)))";
        self.client.execute_async(PAINTED, Vec::new()).await.unwrap();
        let number = self.shots.get() + 1;
        self.shots.set(number);
        let picture = self.client.screenshot().await.unwrap();
        let file = format!("{number:02}-{name}.png");
        std::fs::write(target().join("screenshots").join(self.journey).join(file), picture).unwrap();
    }

    /// Everything that stands on the page.
    pub async fn text(&self) -> String {
        let text = self.client.execute("return document.body.innerText", Vec::new()).await.unwrap();
        text.as_str().unwrap_or_default().to_owned()
    }

    /// The name of the current step.
    pub async fn step(&self) -> String {
        const SCRIPT: &str = "const all = [...document.querySelectorAll('nav [aria-current=\"step\"]')];
            return all.map(e => e.innerText.trim()).join('|')";
        self.client.execute(SCRIPT, Vec::new()).await.unwrap().as_str().unwrap_or_default().to_owned()
    }

    /// Waits until something is so.
    pub async fn until(&self, what: &str, so: impl AsyncFn() -> bool) {
        let begun = Instant::now();
        while !so().await {
            if begun.elapsed() > PATIENCE {
                self.shot("gave-up").await;
                panic!("{}: {what} did not happen. The page says:\n{}", self.journey, self.text().await);
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }

    /// Waits for a step.
    pub async fn at(&self, step: &str) {
        self.until(&format!("the step {step}"), async || self.step().await.contains(step)).await;
    }

    /// Waits for words on the page.
    pub async fn reads(&self, words: &str) {
        let wanted = words.to_lowercase();
        self.until(&format!("the words “{words}”"), async || self.text().await.to_lowercase().contains(&wanted)).await;
    }

    /// True when one of these words stands on the page now.
    pub async fn mentions(&self, words: &[&str]) -> bool {
        let text = self.text().await.to_lowercase();
        words.iter().any(|w| text.contains(&w.to_lowercase()))
    }

    /// The first button that is shown whose name holds these words.
    pub async fn button(&self, name: &str) -> Option<Element> {
        let wanted = name.to_lowercase();
        for button in self.client.find_all(Locator::Css("button")).await.unwrap() {
            // A button may go while it is looked at; then it is none.
            let Ok(label) = button.attr("aria-label").await else { continue };
            let Ok(text) = button.text().await else { continue };
            let says = format!("{} {text}", label.unwrap_or_default()).to_lowercase();
            if says.contains(&wanted) && button.is_displayed().await.unwrap_or(false) {
                return Some(button);
            }
        }
        None
    }

    /// Presses the button with these words in its name, once it is there.
    pub async fn press(&self, name: &str) {
        self.until(&format!("the button “{name}”"), async || self.button(name).await.is_some()).await;
        self.button(name).await.unwrap().click().await.unwrap();
    }

    /// The field whose label holds these words.
    pub async fn field(&self, label: &str) -> Element {
        let path = format!("//*[@id = //label[contains(normalize-space(.), {})]/@for]", quoted(label));
        self.until(&format!("the field “{label}”"), async || self.client.find(Locator::XPath(&path)).await.is_ok())
            .await;
        self.client.find(Locator::XPath(&path)).await.unwrap()
    }

    /// Types into a field and leaves it.
    pub async fn fill(&self, label: &str, value: &str) {
        let field = self.field(label).await;
        field.click().await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(value).await.unwrap();
        self.key('\u{e004}').await;
    }

    /// Takes a choice (radio button or box) by the words of its label; in a dialog when one is open.
    pub async fn choose(&self, label: &str) {
        self.until(&format!("the choice “{label}”"), async || self.choice(label).await.is_some()).await;
        let choice = self.choice(label).await.unwrap();
        // As a person would, out from under the bar at the foot.
        let middle = "arguments[0].scrollIntoView({block: 'center'})";
        let element = serde_json::to_value(&choice).unwrap();
        self.client.execute(middle, vec![element]).await.unwrap();
        choice.click().await.unwrap();
    }

    async fn choice(&self, label: &str) -> Option<Element> {
        let dialog = self.client.find(Locator::Css("dialog[open]")).await;
        let path = format!(".//label[contains(normalize-space(.), {})]", quoted(label));
        let found = match &dialog {
            Ok(dialog) => dialog.find(Locator::XPath(&path)).await,
            Err(_) => self.client.find(Locator::XPath(&path)).await,
        };
        let found = found.ok()?;
        found.is_displayed().await.unwrap_or(false).then_some(found)
    }

    /// Presses one key, as a keyboard would.
    pub async fn key(&self, key: char) {
        let press = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key });
        self.client.perform_actions(press).await.unwrap();
    }

    /// Pastes from the system's clipboard into a field, in place of what is there; gives what the field holds then.
    pub async fn pasted(&self, label: &str) -> String {
        const CONTROL: char = '\u{e009}';
        let field = self.field(label).await;
        // Clearing takes the focus away, so the click comes after it.
        field.clear().await.unwrap();
        field.click().await.unwrap();
        let strokes = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: CONTROL })
            .then(KeyAction::Down { value: 'v' })
            .then(KeyAction::Up { value: 'v' })
            .then(KeyAction::Up { value: CONTROL });
        self.client.perform_actions(strokes).await.unwrap();
        // The clipboard answers by itself, some time after the keys; an empty one never does.
        for _ in 0..50 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let value = self.value(label).await;
            if !value.is_empty() {
                return value;
            }
        }
        String::new()
    }

    /// What a field holds.
    pub async fn value(&self, label: &str) -> String {
        self.field(label).await.prop("value").await.unwrap().unwrap_or_default()
    }

    /// Fails when one of these stands anywhere in the page: its text, its attributes, its fields.
    pub async fn holds_none_of(&self, secrets: &[String]) {
        const SCRIPT: &str = "return document.documentElement.outerHTML
            + [...document.querySelectorAll('input, textarea, select')].map(e => e.value).join('\\n')";
        let page = self.client.execute(SCRIPT, Vec::new()).await.unwrap();
        let page = page.as_str().unwrap();
        assert!(page.len() > 500, "there is no page to search");
        assert!(!secrets.iter().any(|s| page.contains(s.as_str())), "{}: a secret stands in the page", self.journey);
    }

    /// Fails when one of these stands in a file of this journey, the window's own folders included, but the key file.
    pub fn left_nowhere(&self, secrets: &[String], key: &str) {
        let mut folders = vec![self.folder.path().to_owned()];
        let mut read = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
                let kind = entry.file_type().unwrap();
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_file() && entry.file_name() != key {
                    // The web engine may take a file of its own away meanwhile.
                    let Ok(bytes) = std::fs::read(entry.path()) else { continue };
                    let text = String::from_utf8_lossy(&bytes);
                    assert!(!secrets.iter().any(|s| text.contains(s.as_str())), "{} holds it", entry.path().display());
                    read += 1;
                }
            }
        }
        assert!(read > 0, "there is no file to search");
    }

    /// The file with this end in the journey's folder.
    pub fn saved(&self, end: &str) -> String {
        let files: Vec<PathBuf> =
            std::fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        let file = files.iter().find(|p| p.to_string_lossy().ends_with(end));
        let file = file.unwrap_or_else(|| panic!("no file ends with {end}: {files:?}"));
        std::fs::read_to_string(file).unwrap()
    }
}

/// A text in XPath.
fn quoted(text: &str) -> String {
    assert!(!text.contains('"'));
    format!("\"{text}\"")
}
