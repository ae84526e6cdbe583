//! The payload: the connection as one document, and as what other tools read.
//!
//! In: a provider's [`Composition`] and a person's choices. Out: bytes that are secret exactly when secrets are
//! inside. How the product itself takes a connection is not public, so this format is our own and says so.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::PayloadError;
use crate::provider::ConnectionKind;
use crate::quote;
use crate::report::{Readiness, Report};
use crate::secret::{SecretBytes, SecretString, SharedSecret};

/// What a connection consists of, and how other tools name its parts.
#[derive(Debug, Clone)]
pub struct Composition {
    /// Type of connection.
    pub kind: ConnectionKind,
    /// Provider id.
    pub provider: String,
    /// Variant id.
    pub variant: String,
    /// Non-secret fields in the order of the connection panel.
    pub settings: IndexMap<String, String>,
    /// Secrets by name.
    pub secrets: IndexMap<String, SharedSecret>,
    /// The connection panel: label and part, in its order.
    pub sheet: Vec<(String, Part)>,
    /// Variables of the Packer builder.
    pub pkrvars: Vec<(String, Part)>,
    /// Environment variables of the vendor's command line and libraries.
    pub env: Vec<(String, Part)>,
    /// Arguments of the vendor's Terraform provider, as variables.
    pub tfvars: Vec<(String, Part)>,
}

/// A part of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The connection's name.
    Name,
    /// Its description.
    Description,
    /// Its tags.
    Tags,
    /// A setting.
    Setting(String),
    /// A secret.
    Secret(String),
    /// A word that is the same for all, such as the type.
    Fixed(String),
}

/// What a person chose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// Name of the connection.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Its tags.
    pub tags: IndexMap<String, String>,
    /// What happens to secrets.
    pub secrets: SecretsAs,
    /// Where they are stored, for `Reference`: `keychain:…`; each secret is there under `#` and its name.
    pub reference: Option<String>,
}

/// What happens to secrets in a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum SecretsAs {
    /// Left out.
    #[default]
    Redacted,
    /// Named by their place in a store.
    Reference,
    /// In clear text.
    Inline,
}

/// What a file is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum PayloadFormat {
    /// The document of the contract.
    Json,
    /// Label and value in the order of the connection panel.
    Sheet,
    /// A Packer variable file.
    Pkrvars,
    /// Exports for a POSIX shell.
    Env,
    /// The same variables for PowerShell.
    Powershell,
    /// A Terraform variable file.
    Tfvars,
}

impl PayloadFormat {
    /// The usual end of a file name.
    #[must_use]
    pub fn file_end(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Sheet => "txt",
            Self::Pkrvars => "pkrvars.hcl",
            Self::Env => "env",
            Self::Powershell => "ps1",
            Self::Tfvars => "tfvars",
        }
    }
}

/// A rendered payload as the bytes of a file. Windows PowerShell 5.1 takes a script without a mark for text of the
/// system's old code page, so one that is not ASCII gets the mark.
// QUIRK(powershell, 2026-11): https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_character_encoding
#[must_use]
pub fn file_bytes(format: PayloadFormat, payload: &SecretString) -> SecretBytes {
    let text = payload.expose("the bytes of the file that the person asked for");
    let mark = if format == PayloadFormat::Powershell && !text.is_ascii() { "\u{feff}" } else { "" };
    SecretBytes::new([mark.as_bytes(), text.as_bytes()].concat())
}

/// What the payload says of the check behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Verified {
    /// When the check began, RFC 3339.
    pub at: String,
    /// Its bottom line.
    pub readiness: Readiness,
    /// Who the credential is.
    pub principal: Option<String>,
    /// SHA-256 of the report's JSON as `check --json` prints it, hex.
    pub report_sha256: String,
}

impl Verified {
    /// From a report. `None` for the hash of other bytes than [`report_bytes`] gives is not possible: it is made here.
    #[must_use]
    pub fn by(report: &Report) -> Self {
        Self {
            at: report.started.clone(),
            readiness: report.readiness,
            principal: report.principal.as_ref().map(|p| p.id.clone()),
            report_sha256: report_sha256(report),
        }
    }
}

/// The report's JSON as it is printed and saved: two spaces, one line feed at the end.
#[must_use]
pub fn report_bytes(report: &Report) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(report).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// SHA-256 of [`report_bytes`], hex.
#[must_use]
pub fn report_sha256(report: &Report) -> String {
    hex::encode(ring::digest::digest(&ring::digest::SHA256, &report_bytes(report)))
}

/// Shape of the payload document, for the schema. What is written is built by [`render`], where secrets come in.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Payload {
    /// 1.
    pub version: u32,
    /// Made in demo mode; such a payload never holds secrets in clear text.
    pub demo: bool,
    /// Name of the connection.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Its tags.
    pub tags: IndexMap<String, String>,
    /// Type of connection.
    #[serde(rename = "type")]
    pub kind: ConnectionKind,
    /// Provider id.
    pub provider: String,
    /// Variant id.
    pub variant: String,
    /// Non-secret fields of the connection.
    pub settings: IndexMap<String, String>,
    /// Secrets by name.
    pub secrets: IndexMap<String, SecretSlot>,
    /// The check behind it; nothing when there was none.
    pub verified: Option<Verified>,
}

/// One secret in the document.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
pub enum SecretSlot {
    /// Left out.
    Redacted {
        /// Always true.
        #[schemars(extend("const" = true))]
        redacted: bool,
    },
    /// In a store.
    Reference {
        /// Where.
        reference: String,
    },
    /// In clear text.
    Value {
        /// The secret.
        value: String,
    },
}

/// Renders a payload. The result is a secret because it may hold some; a preview asks with `Redacted`.
///
/// # Errors
/// Without a name; with inline secrets in a demo; with references but no place.
pub fn render(
    composition: &Composition,
    choices: &Choices,
    report: Option<&Report>,
    demo: bool,
    format: PayloadFormat,
) -> Result<SecretString, PayloadError> {
    if choices.name.trim().is_empty() {
        return Err(PayloadError::NoName);
    }
    if demo && choices.secrets == SecretsAs::Inline {
        return Err(PayloadError::InlineInDemo);
    }
    if choices.secrets == SecretsAs::Reference && choices.reference.is_none() {
        return Err(PayloadError::NoReference);
    }
    let text = match format {
        PayloadFormat::Json => json_text(composition, choices, report, demo),
        PayloadFormat::Sheet => sheet_text(composition, choices, demo),
        PayloadFormat::Pkrvars => assigned(&composition.pkrvars, "", quote::hcl, (composition, choices, demo)),
        PayloadFormat::Tfvars => assigned(&composition.tfvars, "", quote::hcl, (composition, choices, demo)),
        PayloadFormat::Env => assigned(&composition.env, "export ", quote::sh, (composition, choices, demo)),
        PayloadFormat::Powershell => {
            assigned(&composition.env, "$env:", quote::powershell, (composition, choices, demo))
        }
    };
    Ok(SecretString::new(text))
}

fn json_text(composition: &Composition, choices: &Choices, report: Option<&Report>, demo: bool) -> String {
    let secrets: serde_json::Map<String, Value> =
        composition.secrets.iter().map(|(name, secret)| (name.clone(), slot(name, secret, choices))).collect();
    let document = json!({
        "version": 1,
        "demo": demo,
        "name": choices.name,
        "description": choices.description,
        "tags": choices.tags,
        "type": composition.kind,
        "provider": composition.provider,
        "variant": composition.variant,
        "settings": composition.settings,
        "secrets": secrets,
        "verified": report.map(Verified::by),
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn slot(name: &str, secret: &SecretString, choices: &Choices) -> Value {
    match (choices.secrets, &choices.reference) {
        (SecretsAs::Inline, _) => json!({"value": secret.expose("written to the file that the person asked for")}),
        (SecretsAs::Reference, Some(reference)) => json!({"reference": at(reference, name)}),
        _ => json!({"redacted": true}),
    }
}

/// Where a secret is in a store.
fn at(reference: &str, name: &str) -> String {
    format!("{reference}#{name}")
}

/// The value of a part, or where it is instead.
enum Resolved {
    Value(String),
    Hidden(String),
}

fn resolve(part: &Part, composition: &Composition, choices: &Choices) -> Option<Resolved> {
    let value = match part {
        Part::Name => choices.name.clone(),
        Part::Description => choices.description.clone(),
        Part::Tags => choices.tags.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join(", "),
        Part::Fixed(text) => text.clone(),
        Part::Setting(name) => composition.settings.get(name)?.clone(),
        Part::Secret(name) => {
            let secret = composition.secrets.get(name)?;
            match choices.secrets {
                SecretsAs::Inline => secret.expose("written to the file that the person asked for").clone(),
                SecretsAs::Reference => {
                    let place = choices.reference.as_deref().map(|reference| at(reference, name));
                    return Some(Resolved::Hidden(format!("secret, kept at {}", place.unwrap_or_default())));
                }
                SecretsAs::Redacted => return Some(Resolved::Hidden("secret, not in this file".to_owned())),
            }
        }
    };
    Some(Resolved::Value(value))
}

const DEMO_MARK: &str = "DEMO: made against the demo cloud, not a real account";

fn sheet_text(composition: &Composition, choices: &Choices, demo: bool) -> String {
    let rows: Vec<(&str, String)> = composition
        .sheet
        .iter()
        .filter_map(|(label, part)| match resolve(part, composition, choices)? {
            Resolved::Value(value) => Some((label.as_str(), value)),
            Resolved::Hidden(why) => Some((label.as_str(), format!("({why})"))),
        })
        .collect();
    let width = rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    if demo {
        text.push_str(&format!("{DEMO_MARK}\n\n"));
    }
    for (label, value) in rows {
        let pad = " ".repeat(width - label.chars().count());
        // A value of several lines is continued under its own start.
        let value = legible(value.trim_end()).replace('\n', &format!("\n{}", " ".repeat(width + 2)));
        text.push_str(&format!("{label}:{pad} {value}\n"));
    }
    text
}

/// A sheet is read by a person, who copies from it: what a terminal would obey is left out, lines stay.
fn legible(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

/// One assignment a line. A shell takes no space around the sign; the other languages read better with it.
fn assigned(
    names: &[(String, Part)],
    before: &str,
    quoted: fn(&str) -> String,
    (composition, choices, demo): (&Composition, &Choices, bool),
) -> String {
    let sign = if before == "export " { "=" } else { " = " };
    let mut text = if demo { format!("# {DEMO_MARK}\n") } else { String::new() };
    for (name, part) in names {
        match resolve(part, composition, choices) {
            Some(Resolved::Value(value)) => text.push_str(&format!("{before}{name}{sign}{}\n", quoted(&value))),
            Some(Resolved::Hidden(why)) => text.push_str(&format!("# {name}: {why}\n")),
            None => {}
        }
    }
    text
}

#[cfg(test)]
mod tests;
