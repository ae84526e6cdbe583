//! What is kept of a connection: from a subject as the checks take it, split into what may be read and what may not.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use onboard_core::field::FieldValue;
use onboard_core::pipeline::Subject;
use onboard_core::report::Report;
use onboard_core::speech::Language;
use serde_json::{Map, Value};

use super::{About, Checked, Secrets};

/// A connection that is to be kept.
#[derive(Debug)]
pub struct Draft {
    /// What may be read.
    pub about: About,
    /// What may not.
    pub secrets: Secrets,
}

impl Draft {
    /// From what a check is made of. `facts` are those of the offline look; `report` is one of this very subject.
    #[must_use]
    pub fn of(subject: &Subject, facts: &Map<String, Value>, report: Option<&Report>) -> Self {
        let foreign = foreign_fields(subject);
        let mut fields = IndexMap::new();
        let mut secrets = Secrets::new();
        for (name, field) in subject.fields.iter().filter(|(name, _)| !foreign.contains(*name)) {
            match &field.value {
                FieldValue::Plain(value) => drop(fields.insert(name.to_owned(), value.clone())),
                FieldValue::Secret(secret) if secret.shape().characters > 0 => {
                    secrets.insert(name.to_owned(), secret.clone());
                }
                FieldValue::Secret(_) => {}
            }
        }
        // A payload refers to its secrets by these names, also to one that is put together from fields.
        for (name, secret) in subject.provider.compose(&subject.variant, &subject.fields).secrets {
            secrets.entry(name).or_insert(secret);
        }
        let about = About {
            name: String::new(),
            description: String::new(),
            tags: IndexMap::new(),
            provider: subject.provider.id().to_owned(),
            variant: subject.variant.clone(),
            label: label(subject),
            fields,
            choice: subject.choice.clone(),
            expires: facts.get("expires").and_then(Value::as_str).map(str::to_owned),
            checked: report.map(|r| Checked { at: r.started.clone(), readiness: r.readiness }),
        };
        Self { about, secrets }
    }

    /// With what the person calls it.
    #[must_use]
    pub fn called(mut self, name: &str, description: &str, tags: &IndexMap<String, String>) -> Self {
        name.clone_into(&mut self.about.name);
        description.clone_into(&mut self.about.description);
        self.about.tags.clone_from(tags);
        self
    }
}

/// Fields that only another kind of credential has: they may have stayed from before the person chose this one.
fn foreign_fields(subject: &Subject) -> BTreeSet<String> {
    let descriptor = subject.provider.descriptor(Language::En);
    let own: BTreeSet<&str> =
        descriptor.variant(&subject.variant).into_iter().flat_map(|v| &v.fields).map(|f| f.name.as_str()).collect();
    let all = descriptor.variants.iter().flat_map(|v| &v.fields).map(|f| f.name.as_str());
    all.filter(|name| !own.contains(name)).map(str::to_owned).collect()
}

/// The last plain part that the credential cannot do without: a key id, a client, an account's address; never a secret.
fn label(subject: &Subject) -> Option<String> {
    let descriptor = subject.provider.descriptor(Language::En);
    let own = descriptor.variant(&subject.variant)?.fields.iter().filter(|f| f.required && !f.setting);
    own.filter_map(|f| subject.fields.plain(&f.name)).next_back().map(|text| text.trim().chars().take(120).collect())
}
