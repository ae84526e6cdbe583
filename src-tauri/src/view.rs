//! What crosses the bridge to the web view. Nothing that goes out can hold a secret.

use indexmap::IndexMap;
use onboard_core::field::FieldView;
use onboard_core::finding::Finding;
use onboard_core::payload::{PayloadFormat, SecretsAs};
use onboard_core::provider::Descriptor;
use onboard_core::report::{Readiness, Report};
use onboard_core::requirement::Choice;
use onboard_core::secret::SecretString;
use onboard_core::speech::Language;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What the interface needs once, in the chosen language.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Boot {
    /// The program's version.
    pub version: String,
    /// The language of every sentence below.
    pub language: Language,
    /// Every provider.
    pub providers: Vec<Descriptor>,
    /// Every demo story.
    pub stories: Vec<StoryView>,
}

/// A demo story.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct StoryView {
    /// Stable name.
    pub name: String,
    /// The providers that have it.
    pub providers: Vec<String>,
    /// A short title.
    pub title: String,
    /// What it is meant to show.
    pub shows: String,
    /// What the presenter says.
    pub note: String,
    /// True when the demo can apply the fix.
    pub fixable: bool,
}

/// The steps of the wizard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Step {
    /// Choosing a provider and what the connection is for.
    #[default]
    Provider,
    /// Importing and filling in.
    Credentials,
    /// Offline findings.
    Check,
    /// The live run and its table.
    Permissions,
    /// The payload.
    Finish,
}

/// Everything that the interface shows of the session. It can be asked for at any time, also after a reload.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct SessionView {
    /// The session.
    pub id: u32,
    /// Where the person is.
    pub step: Step,
    /// The demo that is running, if one is.
    pub demo: Option<DemoView>,
    /// The chosen provider.
    pub provider: Option<String>,
    /// The chosen variant.
    pub variant: Option<String>,
    /// What the connection is for.
    pub choice: Choice,
    /// The last import: its origin, what was repaired, what was found in it.
    pub import: Option<ImportView>,
    /// Fields by name: masked where secret.
    pub fields: IndexMap<String, FieldView>,
    /// Offline findings about the credential as it stands. Computed anew with every change.
    pub findings: Vec<Finding>,
    /// Facts known offline.
    #[cfg_attr(feature = "bindings", ts(type = "Record<string, unknown>"))]
    pub facts: Map<String, Value>,
    /// True when a live check can start.
    pub usable: bool,
    /// A check is running.
    pub running: bool,
    /// The last report. Outdated (see below) when something changed since.
    pub report: Option<Report>,
    /// Fields, purposes or options changed since the report was made.
    pub outdated: bool,
    /// Name, description and tags of the connection, as last typed.
    pub details: Details,
    /// The saved connection that the entry stems from or was kept as, by its id.
    pub saved: Option<String>,
}

/// The demo that is running.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct DemoView {
    /// The story's name.
    pub story: String,
    /// The fix was applied in the demo cloud.
    pub fixed: bool,
}

/// An import.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct ImportView {
    /// A file's name, `clipboard`.
    pub origin: String,
    /// What was repaired, or why nothing could be read.
    pub findings: Vec<Finding>,
    /// The credentials in it.
    pub candidates: Vec<CandidateView>,
    /// The one that was taken; nothing while the person has to choose.
    pub chosen: Option<u32>,
}

/// One credential in an import.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct CandidateView {
    /// Its provider.
    pub provider: String,
    /// The carrier.
    pub kind: String,
    /// A profile or user name.
    pub label: Option<String>,
    /// False when it cannot be used; the findings say why.
    pub usable: bool,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

/// What a person calls the connection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Details {
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Tags.
    pub tags: IndexMap<String, String>,
}

/// What to write.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct PayloadRequest {
    /// Name, description, tags.
    pub details: Details,
    /// As what.
    pub format: PayloadFormat,
    /// What happens to secrets.
    pub secrets: SecretsAs,
}

/// As what a report is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum ReportFormat {
    /// The document of the contract.
    Json,
    /// Plain text.
    Text,
    /// Markdown, for a ticket or a wiki.
    Markdown,
    /// One page for a browser or a mail.
    Html,
    /// Test results, for a pipeline.
    Junit,
    /// One row a permission, for a spreadsheet.
    Csv,
}

/// What was written.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Receipt {
    /// Where: a path.
    pub path: String,
    /// How many bytes.
    pub bytes: u32,
    /// True when secrets in clear text are inside; then only the owner may read the file.
    pub secret: bool,
}

/// What was put on the clipboard.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Copied {
    /// How many bytes.
    pub bytes: u32,
    /// After how many seconds it is taken off the clipboard, when it is still there. Only for a secret.
    pub clears_after: Option<u32>,
}

/// Something to put on the clipboard. The text is taken in Rust; the web view names it only.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Copy {
    /// A remediation of the report, by its place.
    Remediation {
        /// Its place in the report.
        index: u32,
    },
    /// A guide step's command, filled with what is known.
    Guide {
        /// Its place in the guide.
        index: u32,
    },
    /// The payload as previewed, secrets masked.
    Preview {
        /// What to write.
        request: PayloadRequest,
    },
    /// The evidence of a row as JSON, for a support case.
    Evidence {
        /// The row's id.
        row: String,
    },
    /// A row of the fill-in sheet that is no secret; for a secret there is a command of its own.
    Sheet {
        /// Its [`SheetRow::index`].
        index: u32,
    },
}

/// One row of the fill-in sheet: what goes into one field of the connection panel.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct SheetRow {
    /// Names the row for copying.
    pub index: u32,
    /// The field's label in the panel.
    pub label: String,
    /// The value; nothing when it is a secret.
    pub value: Option<String>,
    /// The mask; nothing when it is no secret.
    pub masked: Option<String>,
    /// Whether it is one.
    pub secret: bool,
}

/// With what a payload is sealed: with recipients or with a passphrase, one of the two.
#[derive(Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Seal {
    /// Public keys of those who may open it.
    pub recipients: Vec<String>,
    /// A passphrase that opens it.
    pub passphrase: Option<Passphrase>,
}

/// A passphrase that was typed. It goes in once, is wiped after use, and no answer holds it.
#[derive(Debug)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, type = "string"))]
pub struct Passphrase(pub SecretString);

impl<'de> Deserialize<'de> for Passphrase {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(SecretString::new(text)))
    }
}

/// The saved connections, and whether the key store behind them can be used.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct SavedView {
    /// The key store can be used now.
    pub available: bool,
    /// Why it cannot, and what to do; nothing when it can.
    pub reason: Option<String>,
    /// Something about the list itself that a person has to know, such as that a damaged one was put aside.
    pub notice: Option<String>,
    /// Every saved connection, the last saved first.
    pub connections: Vec<SavedConnection>,
}

/// A saved connection, without its secrets.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct SavedConnection {
    /// 16 hex digits.
    pub id: String,
    /// What the person calls it.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Its tags.
    pub tags: IndexMap<String, String>,
    /// Provider id.
    pub provider: String,
    /// Variant id.
    pub variant: String,
    /// One plain line that tells it apart, such as an account or a client.
    pub label: Option<String>,
    /// When it was saved, RFC 3339.
    pub saved: String,
    /// When the credential expires, RFC 3339, where that is known without asking.
    pub expires: Option<String>,
    /// That time has passed.
    pub expired: bool,
    /// The last check of it.
    pub checked: Option<Checked>,
}

/// The last check of a saved connection.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Checked {
    /// When it began, RFC 3339.
    pub at: String,
    /// Its bottom line.
    pub readiness: Readiness,
}

/// Why a command did not do what was asked. The interface acts on the code only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct CommandError {
    /// Kebab-case.
    pub code: String,
    /// What is the matter, and why.
    pub message: String,
    /// What to do next.
    pub tip: String,
}
