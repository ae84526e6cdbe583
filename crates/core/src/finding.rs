//! What the offline checks found out.
//!
//! A finding names the thing, the reason and the next step, under a stable code. Its sentence comes from
//! [`crate::speech`]; the interface acts on the code, never on the words. A finding never holds the content
//! of a secret.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Severity {
    /// Good to know: a repair that was made, a fact.
    Info,
    /// Works, but the person should look at it.
    Warning,
    /// The credential cannot be used as it is.
    Error,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Finding {
    /// Stable, unique, kebab-case.
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// The field it is about, by its name in the descriptor.
    pub field: Option<String>,
    /// What is the matter, and why.
    pub message: String,
    /// What to do next; empty when there is nothing to do.
    pub tip: String,
    /// Line in the imported text, from 1, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub line: Option<u32>,
    /// Column in that line, from 1, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub column: Option<u32>,
}

impl Finding {
    /// The same finding with its place in the imported text.
    #[must_use]
    pub fn at(mut self, line: u32, column: Option<u32>) -> Self {
        self.line = Some(line);
        self.column = column;
        self
    }
}

/// The heaviest severity among findings, if there are any.
#[must_use]
pub fn worst(findings: &[Finding]) -> Option<Severity> {
    findings.iter().map(|f| f.severity).max()
}
