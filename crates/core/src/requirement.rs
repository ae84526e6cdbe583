//! The catalogue: what a connection must be allowed to do, chosen by purpose and option.
//!
//! In: a provider's `requirements.toml`. Out: requirements in the order of the file. The load refuses a record
//! that is incomplete, so that no requirement is shown without its reason.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::evidence::Method;
use crate::field::Fields;
use crate::speech::Language;

/// How much a requirement weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Level {
    /// Every build needs it.
    Required,
    /// A build works without it, with less.
    Optional,
    /// Needed because an option was chosen; weighs as much as required.
    Conditional,
}

/// One permission that is needed, and what for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Stable, kebab-case, unique within the provider.
    pub id: String,
    /// The vendor's own string.
    pub permission: String,
    /// What it is needed on, in the vendor's form; `*` for any.
    pub resource: String,
    /// How much it weighs.
    pub level: Level,
    /// The group it is shown in: the id of a sentence of the provider.
    pub group: String,
    /// Purposes that need it.
    pub purposes: Vec<String>,
    /// Options that bring it in, any of them; empty for always.
    #[serde(default)]
    pub options: Vec<String>,
    /// Settings of the target that make it needless, any of them, such as a fixed resource group; empty for none.
    #[serde(default)]
    pub unless: Vec<String>,
    /// What it is needed for: one sentence in each language.
    pub purpose: Sentence,
    /// How it is tested, best first.
    pub methods: Vec<Method>,
    /// The vendor's documentation.
    pub documentation: String,
    /// The day on which it was last compared with the source, `YYYY-MM-DD`.
    pub compared: String,
    /// Data of the provider's own, such as a request form. Texts by name.
    #[serde(default)]
    pub probe: IndexMap<String, String>,
}

/// One sentence in each language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    /// English.
    pub en: String,
    /// German.
    pub de: String,
}

impl Sentence {
    /// The sentence in a language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::De => &self.de,
        }
    }
}

/// Why a catalogue was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// Not the format.
    #[error("the catalogue cannot be read: {0}")]
    Format(String),
    /// A record without something.
    #[error("the requirement {id} has no {what}")]
    Incomplete {
        /// The record.
        id: String,
        /// What is missing.
        what: &'static str,
    },
    /// Two records of one name.
    #[error("there are two requirements of the id or permission {0}")]
    Twice(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    requirement: Vec<Requirement>,
}

/// Requirements in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue(Vec<Requirement>);

impl Catalogue {
    /// Reads a `requirements.toml`.
    ///
    /// # Errors
    /// When the text is not the format, a record is incomplete, or an id or a permission on the same resource
    /// stands twice.
    pub fn load(text: &str) -> Result<Self, CatalogueError> {
        let file: File = toml::from_str(text).map_err(|e| CatalogueError::Format(e.to_string()))?;
        let mut seen = BTreeSet::new();
        for requirement in &file.requirement {
            complete(requirement)?;
            let place = format!("{} on {}", requirement.permission, requirement.resource);
            for name in [requirement.id.clone(), place] {
                if !seen.insert(name.clone()) {
                    return Err(CatalogueError::Twice(name));
                }
            }
        }
        Ok(Self(file.requirement))
    }

    /// The requirements that these purposes and options bring in.
    #[must_use]
    pub fn chosen(&self, choice: &Choice) -> Self {
        let wanted = |r: &&Requirement| {
            r.purposes.iter().any(|p| choice.purposes.contains(p))
                && (r.options.is_empty() || r.options.iter().any(|o| choice.options.contains(o)))
        };
        Self(self.0.iter().filter(wanted).cloned().collect())
    }

    /// Without the requirements that the given settings make needless.
    #[must_use]
    pub fn needed(&self, fields: &Fields) -> Self {
        Self(self.0.iter().filter(|r| !r.unless.iter().any(|name| fields.has(name))).cloned().collect())
    }

    /// Only the requirements with these ids.
    #[must_use]
    pub fn only(&self, ids: &BTreeSet<String>) -> Self {
        Self(self.0.iter().filter(|r| ids.contains(&r.id)).cloned().collect())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Requirement> {
        self.0.iter()
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The one with this permission string; the first, where it is needed on several resources.
    #[must_use]
    pub fn by_permission(&self, permission: &str) -> Option<&Requirement> {
        self.0.iter().find(|r| r.permission == permission)
    }
}

fn complete(requirement: &Requirement) -> Result<(), CatalogueError> {
    let lacks = |what| Err(CatalogueError::Incomplete { id: requirement.id.clone(), what });
    match requirement {
        r if r.id.is_empty() => lacks("id"),
        r if r.permission.is_empty() => lacks("permission"),
        r if r.resource.is_empty() => lacks("resource"),
        r if r.group.is_empty() => lacks("group"),
        r if r.purposes.is_empty() => lacks("purposes"),
        r if r.purpose.en.is_empty() || r.purpose.de.is_empty() => lacks("purpose"),
        r if r.methods.is_empty() => lacks("methods"),
        r if !r.documentation.starts_with("https://") => lacks("documentation"),
        r if r.compared.len() != 10 => lacks("compared"),
        r if r.level == Level::Conditional && r.options.is_empty() => lacks("options"),
        _ => Ok(()),
    }
}

/// What the connection is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Choice {
    /// Purpose ids, such as `image-management`.
    pub purposes: Vec<String>,
    /// Option ids, such as `encrypted-boot`.
    pub options: Vec<String>,
}
