//! Fields: what a credential and its target consist of, with where each value came from.
//!
//! The same map carries a parsed file, typed text and `--set` values, so that all ways in agree. A secret
//! stays behind [`SharedSecret`]; views for people hold its mask.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::secret::{SecretString, SharedSecret};

/// Field name -> value, in the order in which they were read.
#[derive(Debug, Clone, Default)]
pub struct Fields(IndexMap<String, Field>);

/// One value and its origin.
#[derive(Debug, Clone)]
pub struct Field {
    /// The value.
    pub value: FieldValue,
    /// Where it came from, in words: `accessKeys.csv, column 2`, `typed`, `--set`.
    pub provenance: String,
}

/// A value that may be shown, or one that may not.
#[derive(Debug, Clone)]
pub enum FieldValue {
    /// May be shown.
    Plain(String),
    /// May not be shown.
    Secret(SharedSecret),
}

impl Fields {
    /// Adds or replaces a value that may be shown.
    pub fn set(&mut self, name: &str, value: impl Into<String>, provenance: impl Into<String>) {
        let field = Field { value: FieldValue::Plain(value.into()), provenance: provenance.into() };
        self.0.insert(name.to_owned(), field);
    }

    /// Adds or replaces a secret.
    pub fn set_secret(&mut self, name: &str, value: String, provenance: impl Into<String>) {
        let field = Field {
            value: FieldValue::Secret(SharedSecret::new(SecretString::new(value))),
            provenance: provenance.into(),
        };
        self.0.insert(name.to_owned(), field);
    }

    /// Takes a field out.
    pub fn remove(&mut self, name: &str) -> Option<Field> {
        self.0.shift_remove(name)
    }

    /// The field with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Field> {
        self.0.get(name)
    }

    /// The plain value with this name; nothing when it is absent, blank or secret.
    #[must_use]
    pub fn plain(&self, name: &str) -> Option<&str> {
        match &self.0.get(name)?.value {
            FieldValue::Plain(value) if !value.trim().is_empty() => Some(value),
            _ => None,
        }
    }

    /// The secret with this name; nothing when it is absent, empty or plain.
    #[must_use]
    pub fn secret(&self, name: &str) -> Option<&SharedSecret> {
        match &self.0.get(name)?.value {
            FieldValue::Secret(secret) if secret.shape().characters > 0 => Some(secret),
            _ => None,
        }
    }

    /// True when the field has a value, plain or secret.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.plain(name).is_some() || self.secret(name).is_some()
    }

    /// All fields in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Field)> {
        self.0.iter().map(|(name, field)| (name.as_str(), field))
    }

    /// All secrets.
    pub fn secrets(&self) -> impl Iterator<Item = &SharedSecret> {
        self.0.values().filter_map(|f| match &f.value {
            FieldValue::Secret(secret) => Some(secret),
            FieldValue::Plain(_) => None,
        })
    }

    /// Takes over every field of `other`, replacing those of the same name.
    pub fn merge(&mut self, other: Fields) {
        self.0.extend(other.0);
    }

    /// True when there is no field.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What may be shown of each field.
    #[must_use]
    pub fn view(&self) -> IndexMap<String, FieldView> {
        self.0.iter().map(|(name, field)| (name.clone(), FieldView::of(field))).collect()
    }
}

/// What may be shown of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct FieldView {
    /// The value, when it is no secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub value: Option<String>,
    /// The mask, when it is one: `•••• 40 characters`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub masked: Option<String>,
    /// Whether it is one.
    pub secret: bool,
    /// Where the value came from.
    pub provenance: String,
}

impl FieldView {
    fn of(field: &Field) -> Self {
        let (value, masked) = match &field.value {
            FieldValue::Plain(value) => (Some(value.clone()), None),
            FieldValue::Secret(secret) => (None, Some(mask(secret))),
        };
        Self { secret: masked.is_some(), value, masked, provenance: field.provenance.clone() }
    }
}

/// The mask of a secret: its length, nothing of its content.
#[must_use]
pub fn mask(secret: &SecretString) -> String {
    let shape = secret.shape();
    let odd = if shape.ascii { "" } else { ", some not ASCII" };
    format!("•••• {} characters{odd}", shape.characters)
}
