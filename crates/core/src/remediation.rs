//! Remediation: the smallest paste-ready fix for what is denied.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What form a fix has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Format {
    /// A policy or role document of the vendor.
    Policy,
    /// Commands for a POSIX shell.
    Cli,
    /// Commands for PowerShell.
    Powershell,
    /// Terraform.
    Terraform,
    /// Steps in the vendor's console.
    Console,
    /// A message to the administrator.
    Note,
}

impl Format {
    /// The end of a file name for it.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Policy => "json",
            Self::Cli => "sh",
            Self::Powershell => "ps1",
            Self::Terraform => "tf",
            Self::Console | Self::Note => "txt",
        }
    }
}

/// One fix for what is named in `permissions`. It grants exactly that; one that works with the vendor's own roles,
/// which hold more, says so in its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Remediation {
    /// The permissions it adds, the vendor's own strings.
    #[serde(rename = "for")]
    pub permissions: Vec<String>,
    /// Its form.
    pub format: Format,
    /// One line.
    pub title: String,
    /// What to paste. Names inside are quoted for the shell or language that reads it.
    pub content: String,
}
