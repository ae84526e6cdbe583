//! Sentences by id, in the reader's language.
//!
//! In: Fluent text of the core and of one provider. Out: sentences with their values filled in. A missing
//! sentence falls back to English, then to its id, so that a gap shows and never panics. Deliberately absent:
//! ids and permissions of providers, which are never translated.

use std::sync::{Arc, LazyLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

use crate::finding::{Finding, Severity};

/// The languages that the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Language {
    /// English, the language that every sentence has.
    #[default]
    En,
    /// German.
    De,
}

/// Values for a sentence.
pub type Values<'a> = &'a [(&'a str, &'a str)];

/// The sentences of one source (the core, or one provider) in every language.
pub struct Texts {
    en: FluentBundle<FluentResource>,
    de: FluentBundle<FluentResource>,
}

impl Texts {
    /// Reads Fluent source text. A line that Fluent cannot read is left out; `faults` tells of it in tests.
    #[must_use]
    pub fn new(en: &str, de: &str) -> Self {
        Self { en: bundle("en", en), de: bundle("de", de) }
    }

    /// What Fluent could not read in a source text; empty for a good one.
    #[must_use]
    pub fn faults(source: &str) -> Vec<String> {
        match FluentResource::try_new(source.to_owned()) {
            Ok(_) => Vec::new(),
            Err((_, errors)) => errors.iter().map(ToString::to_string).collect(),
        }
    }

    fn find(&self, language: Language, id: &str, attribute: Option<&str>, values: Values<'_>) -> Option<String> {
        let bundle = match language {
            Language::En => &self.en,
            Language::De => &self.de,
        };
        let message = bundle.get_message(id)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(name) => message.get_attribute(name)?.value(),
        };
        let mut args = FluentArgs::new();
        for (key, value) in values {
            // Counts are given as numbers so that plural rules work; an id that is all digits stays a text.
            match value.parse::<i64>() {
                Ok(n) if key.ends_with("count") => args.set(*key, FluentValue::from(n)),
                _ => args.set(*key, FluentValue::from((*value).to_owned())),
            }
        }
        let mut faults = Vec::new();
        Some(bundle.format_pattern(pattern, Some(&args), &mut faults).into_owned())
    }
}

fn bundle(tag: &str, source: &str) -> FluentBundle<FluentResource> {
    let id: LanguageIdentifier = tag.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Isolation marks are invisible characters: they would end up in copied commands.
    bundle.set_use_isolating(false);
    let resource = match FluentResource::try_new(source.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    // Overriding never happens: ids are unique within a source, which a test holds.
    let _ = bundle.add_resource(resource);
    bundle
}

/// The core's own sentences.
pub static CORE: LazyLock<Arc<Texts>> =
    LazyLock::new(|| Arc::new(Texts::new(include_str!("text/en.ftl"), include_str!("text/de.ftl"))));

/// Speaks the sentences of the core and of one provider in one language.
#[derive(Clone)]
pub struct Speech {
    sources: Vec<Arc<Texts>>,
    language: Language,
}

impl Speech {
    /// The core's sentences only.
    #[must_use]
    pub fn core(language: Language) -> Self {
        Self { sources: vec![CORE.clone()], language }
    }

    /// A provider's sentences, then the core's.
    #[must_use]
    pub fn of(texts: Arc<Texts>, language: Language) -> Self {
        Self { sources: vec![texts, CORE.clone()], language }
    }

    /// The language spoken.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The sentence with this id; the id itself when there is none, so that a gap shows.
    #[must_use]
    pub fn say(&self, id: &str, values: Values<'_>) -> String {
        self.look_up(id, None, values).unwrap_or_else(|| id.to_owned())
    }

    /// The sentence with this id, or nothing when there is none.
    #[must_use]
    pub fn maybe(&self, id: &str, values: Values<'_>) -> Option<String> {
        self.look_up(id, None, values)
    }

    /// An attribute of a sentence (`.tip`, `.label`), or nothing when there is none.
    #[must_use]
    pub fn attribute(&self, id: &str, attribute: &str, values: Values<'_>) -> Option<String> {
        self.look_up(id, Some(attribute), values)
    }

    /// A finding: `code` is both its stable name and the id of its sentence; the attribute `.tip` is its remedy.
    #[must_use]
    pub fn finding(&self, code: &str, severity: Severity, field: Option<&str>, values: Values<'_>) -> Finding {
        Finding {
            code: code.to_owned(),
            severity,
            field: field.map(str::to_owned),
            message: self.say(code, values),
            tip: self.attribute(code, "tip", values).unwrap_or_default(),
            line: None,
            column: None,
        }
    }

    fn look_up(&self, id: &str, attribute: Option<&str>, values: Values<'_>) -> Option<String> {
        let in_language = |language| self.sources.iter().find_map(|t| t.find(language, id, attribute, values));
        in_language(self.language).or_else(|| in_language(Language::En))
    }
}

impl std::fmt::Debug for Speech {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Speech({:?})", self.language)
    }
}
