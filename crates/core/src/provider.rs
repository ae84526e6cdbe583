//! What a provider is: a descriptor, pure functions, and one credential that can probe.
//!
//! The interface renders any [`Descriptor`]; no provider's name stands outside its own folder.

use std::sync::Arc;

use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use time::OffsetDateTime;

use crate::carrier::Decoded;
use crate::field::Fields;
use crate::finding::Finding;
use crate::guard::Rule;
use crate::payload::Composition;
use crate::probe::{Halt, PlannedCall, Probe};
use crate::remediation::Remediation;
use crate::report::Report;
use crate::requirement::{Catalogue, Choice};
use crate::speech::{Language, Speech, Texts};

/// A provider. Everything but the probe is pure and total.
pub trait Provider: Send + Sync {
    /// Stable id, such as the one in `--provider`.
    fn id(&self) -> &'static str;

    /// Its sentences.
    fn texts(&self) -> Arc<Texts>;

    /// Its form, guide, purposes and options, as data.
    fn descriptor(&self, language: Language) -> Descriptor;

    /// Every requirement it knows.
    fn catalogue(&self) -> &'static Catalogue;

    /// The requests that change nothing; all others are refused.
    fn rules(&self) -> &'static [Rule];

    /// Where the vendor's own tools keep credentials: paths below the home folder. Read only when a person names a
    /// profile and no file.
    fn usual_files(&self) -> &'static [&'static str] {
        &[]
    }

    /// Stage 2. The credentials in a text; none when the text is not this provider's. One entry for each profile
    /// or user in it, also for those that cannot be used, with the finding that says why.
    fn parse(&self, decoded: &Decoded, speech: &Speech) -> Vec<Parsed>;

    /// Stage 3. What can be known without a network. Missing required fields are found by the core, not here.
    fn inspect(&self, variant: &str, fields: &Fields, now: OffsetDateTime, speech: &Speech) -> Inspection;

    /// The typed credential; nothing when a field that it needs is absent or unreadable.
    fn credential(&self, variant: &str, fields: &Fields) -> Option<Box<dyn Credential>>;

    /// Fixes for what a report says is denied or unmet. Works from the report alone, which may come from a file.
    fn remediate(&self, report: &Report, speech: &Speech) -> Vec<Remediation>;

    /// Stage 7. What the connection consists of and how other tools name it.
    fn compose(&self, variant: &str, fields: &Fields) -> Composition;
}

/// A typed credential.
#[async_trait]
pub trait Credential: Send + Sync {
    /// The requests that [`Self::probe`] would send, in order, without sending any.
    fn plan(
        &self,
        catalogue: &Catalogue,
        choice: &Choice,
        fields: &Fields,
        endpoints: &crate::endpoints::Endpoints,
    ) -> Vec<PlannedCall>;

    /// Stage 4. Asks, and tells events. `Err` ends the run early; what was told stays.
    async fn probe(&self, probe: &Probe) -> Result<(), Halt>;
}

/// One credential found in a text.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The carrier, kebab-case: `console-csv`, `credentials-file`, `environment`, `service-account-key`.
    pub kind: String,
    /// The variant it makes; nothing when it cannot be used here.
    pub variant: Option<String>,
    /// What tells it from others in the same text: a profile or user name.
    pub label: Option<String>,
    /// Its fields with their provenance.
    pub fields: Fields,
    /// What was noticed while reading. Errors make it unusable.
    pub findings: Vec<Finding>,
}

/// What the offline checks say.
#[derive(Debug, Clone, Default)]
pub struct Inspection {
    /// Findings.
    pub findings: Vec<Finding>,
    /// What is known offline, by the names of the contract: `account_id`, `key_bits`, ….
    pub facts: Map<String, Value>,
}

/// A provider's form, guide and choices, as data, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Descriptor {
    /// Stable id.
    pub id: String,
    /// The name people know.
    pub name: String,
    /// Whether it is a cloud.
    pub kind: ConnectionKind,
    /// An own simple icon: SVG text, `currentColor`, no script.
    pub icon: String,
    /// What to import, in a few words, for the drop zone and for the finding "not recognised".
    pub accepts: String,
    /// Kinds of credential.
    pub variants: Vec<VariantSpec>,
    /// What a connection may be for.
    pub purposes: Vec<Choosable>,
    /// Options that bring in more requirements.
    pub options: Vec<Choosable>,
    /// How to obtain the credential.
    pub guide: Vec<GuideStep>,
    /// Names of the groups in the permission table, in the order of showing.
    pub groups: Vec<Choosable>,
    /// The services it talks to, for `--endpoints`.
    pub services: Vec<String>,
}

/// Type of a connection in the product's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum ConnectionKind {
    /// A public cloud.
    CloudProvider,
    /// The customer's own infrastructure.
    OnPremises,
}

/// One kind of credential and its form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct VariantSpec {
    /// Stable id, such as `access-key`.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// Its fields in the order of the form: the credential's, then the target's.
    pub fields: Vec<FieldSpec>,
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct FieldSpec {
    /// Stable name, such as `access_key_id`; the one of `--set` for settings.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// One line of help.
    pub hint: String,
    /// An example; empty for none. Never a value that works.
    pub example: String,
    /// How it is typed.
    pub input: InputKind,
    /// Must be there.
    pub required: bool,
    /// Belongs to the target (region, project), not to the credential: `--set` accepts it.
    pub setting: bool,
    /// The value when nothing is given; empty for none.
    pub default: String,
    /// Values to offer; any other value is accepted too.
    pub suggestions: Vec<String>,
    /// Shown only when one of these options is chosen; empty for always.
    pub options: Vec<String>,
}

/// How a field is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum InputKind {
    /// One line.
    Text,
    /// One line that is not shown.
    Secret,
    /// Several lines that are not shown, such as a PEM key.
    SecretLines,
    /// Only by import: it is shown, not typed.
    Import,
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Choosable {
    /// Stable id.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// One sentence on what it brings.
    pub detail: String,
}

/// One step of the guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct GuideStep {
    /// A short heading.
    pub title: String,
    /// One or two sentences.
    pub text: String,
    /// A command or document to copy; empty for none. `{name}` is replaced by the field of that name when it is known.
    pub command: String,
    /// An https page that is opened in the system's browser by its place in the guide; empty for none.
    pub link: String,
}

impl Descriptor {
    /// The variant with this id.
    #[must_use]
    pub fn variant(&self, id: &str) -> Option<&VariantSpec> {
        self.variants.iter().find(|v| v.id == id)
    }
}
