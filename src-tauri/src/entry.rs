//! What a person gave for one provider, and what is known of it.
//!
//! In: parsed credentials, typed values, settings. Out: the subject of a check. Each provider has its own entry,
//! so that choosing another one loses nothing.

use std::collections::BTreeSet;

use onboard_core::endpoints::Endpoints;
use onboard_core::field::Fields;
use onboard_core::finding::Finding;
use onboard_core::pipeline::{self, ProviderRef, Subject};
use onboard_core::provider::{Descriptor, FieldSpec, InputKind, Parsed};
use onboard_core::report::Report;
use onboard_core::requirement::Choice;
use onboard_core::speech::Language;
use onboard_vault::saved::{Connection, Secrets};
use serde_json::{Map, Value};
use time::OffsetDateTime;

use crate::fault::{fault, speech};
use crate::view::CommandError;

/// The longest value that is taken from the keyboard. A PEM key has some 3,000 characters.
pub const LONGEST_VALUE: usize = 64 * 1024;

/// When and in which language something is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The time.
    pub now: OffsetDateTime,
    /// The language of the findings.
    pub language: Language,
}

/// One provider's entry.
pub struct Entry {
    /// The provider.
    pub provider: ProviderRef,
    /// The variant.
    pub variant: String,
    /// Credential and settings.
    pub fields: Fields,
    /// What the connection is for.
    pub choice: Choice,
    /// What was noticed while reading; it stays until the field it is about changes.
    noticed: Vec<Finding>,
    /// All findings as things stand.
    pub findings: Vec<Finding>,
    /// Facts known offline.
    pub facts: Map<String, Value>,
    /// True when a live check can start.
    pub usable: bool,
    /// The last report.
    pub report: Option<Report>,
    revision: u64,
    reported: u64,
    /// The saved connection that this was kept as or stems from, and the revision that is kept there.
    saved: Option<(String, u64)>,
}

impl Entry {
    /// An empty entry with the provider's first variant. Purposes and options that the provider does not have are
    /// left out of the choice.
    pub fn new(provider: ProviderRef, choice: &Choice, moment: Moment) -> Self {
        let descriptor = provider.descriptor(moment.language);
        let mut choice = choice.clone();
        choice.purposes.retain(|id| descriptor.purposes.iter().any(|p| &p.id == id));
        choice.options.retain(|id| descriptor.options.iter().any(|o| &o.id == id));
        let mut entry = Self {
            provider,
            variant: descriptor.variants.first().map(|v| v.id.clone()).unwrap_or_default(),
            fields: Fields::default(),
            choice,
            noticed: Vec::new(),
            findings: Vec::new(),
            facts: Map::new(),
            usable: false,
            report: None,
            revision: 0,
            reported: 0,
            saved: None,
        };
        entry.look(moment);
        entry
    }

    /// Its form in a language.
    pub fn descriptor(&self, language: Language) -> Descriptor {
        self.provider.descriptor(language)
    }

    /// Looks again with the offline checks, without anything having changed: in another language, at another time.
    pub fn look(&mut self, moment: Moment) {
        let found = pipeline::inspect(
            self.provider,
            &self.variant,
            &mut self.fields,
            &self.choice.options,
            moment.now,
            moment.language,
        );
        // A repair is found only once, since what was repaired is in order afterwards; it is still news to the person.
        let repairs = found.findings.iter().filter(|f| f.code == "field-trimmed");
        let news: Vec<Finding> = repairs.filter(|f| !holds(&self.noticed, f)).cloned().collect();
        self.noticed.extend(news);
        self.findings = self.noticed.clone();
        let others = found.findings.into_iter().filter(|f| !holds(&self.noticed, f)).collect::<Vec<_>>();
        self.findings.extend(others);
        self.facts = found.facts;
        self.usable =
            pipeline::usable(&self.findings) && self.provider.credential(&self.variant, &self.fields).is_some();
    }

    /// Something changed: looks again, and the report is outdated from now on.
    fn changed(&mut self, moment: Moment) {
        self.revision += 1;
        self.look(moment);
    }

    /// Chooses a variant.
    ///
    /// # Errors
    /// When the provider has no such variant.
    pub fn choose_variant(&mut self, variant: &str, moment: Moment) -> Result<(), CommandError> {
        if self.descriptor(moment.language).variant(variant).is_none() {
            return Err(fault(moment.language, "no-such-variant", &[("name", variant)]));
        }
        if self.variant != variant {
            variant.clone_into(&mut self.variant);
            self.changed(moment);
        }
        Ok(())
    }

    /// Chooses purposes and options.
    ///
    /// # Errors
    /// When the provider does not have one of them.
    pub fn choose(&mut self, choice: Choice, moment: Moment) -> Result<(), CommandError> {
        let descriptor = self.descriptor(moment.language);
        let known = |list: &[onboard_core::provider::Choosable], id: &String| list.iter().any(|c| &c.id == id);
        let strange = choice.purposes.iter().find(|id| !known(&descriptor.purposes, id));
        if let Some(id) = strange.or_else(|| choice.options.iter().find(|id| !known(&descriptor.options, id))) {
            return Err(fault(moment.language, "no-such-choice", &[("name", id)]));
        }
        let choice = Choice { purposes: unique(choice.purposes), options: unique(choice.options) };
        if self.choice != choice {
            self.choice = choice;
            self.changed(moment);
        }
        Ok(())
    }

    /// Takes a parsed credential over. One that is whole replaces what was there of the credential, so that no
    /// part of an older one is left beside it; a part of one is added. Settings stay.
    pub fn take(&mut self, parsed: &Parsed, moment: Moment) {
        if let Some(variant) = &parsed.variant {
            self.variant.clone_from(variant);
        }
        let descriptor = self.descriptor(moment.language);
        let specs = descriptor.variant(&self.variant).map(|v| v.fields.as_slice()).unwrap_or_default();
        let mut own = specs.iter().filter(|f| !f.setting);
        if own.clone().all(|f| !f.required || parsed.fields.has(&f.name)) {
            let settings: BTreeSet<&str> = specs.iter().filter(|f| f.setting).map(|f| f.name.as_str()).collect();
            let old: Vec<String> =
                self.fields.iter().map(|(n, _)| n.to_owned()).filter(|n| !settings.contains(n.as_str())).collect();
            for name in old {
                self.fields.remove(&name);
            }
            self.saved = None;
        }
        // A default that followed from the credential before must not stay with the next one.
        let derived = own.any(|f| parsed.fields.has(&f.name));
        if derived {
            self.drop_defaults(specs);
        }
        self.fields.merge(parsed.fields.clone());
        self.noticed.clone_from(&parsed.findings);
        self.changed(moment);
    }

    /// Takes out settings that nobody gave; [`pipeline::inspect`] puts them in again from the new credential.
    fn drop_defaults(&mut self, specs: &[FieldSpec]) {
        let given = |spec: &FieldSpec| self.fields.plain(&spec.name) != Some(spec.default.as_str());
        let defaults: Vec<String> =
            specs.iter().filter(|s| s.setting && !s.default.is_empty() && !given(s)).map(|s| s.name.clone()).collect();
        for name in defaults {
            self.fields.remove(&name);
        }
    }

    /// Sets a value that was typed; an empty one takes the field out.
    ///
    /// # Errors
    /// When there is no such field, it is not for typing, or the value is longer than [`LONGEST_VALUE`].
    pub fn type_in(&mut self, name: &str, value: String, moment: Moment) -> Result<(), CommandError> {
        let spec = self.spec(name, moment)?;
        let label = [("label", spec.label.as_str())];
        if spec.input == InputKind::Import {
            return Err(fault(moment.language, "field-by-import-only", &label));
        }
        if value.len() > LONGEST_VALUE {
            return Err(fault(moment.language, "value-too-long", &label));
        }
        let typed = speech(moment.language).say("provenance-typed", &[]);
        match spec.input {
            _ if value.is_empty() => return self.clear(name, moment),
            InputKind::Secret | InputKind::SecretLines => self.fields.set_secret(name, value, typed),
            InputKind::Text if self.fields.plain(name) == Some(value.as_str()) => return Ok(()),
            InputKind::Text | InputKind::Import => self.fields.set(name, value, typed),
        }
        self.forget_notices(name);
        self.changed(moment);
        Ok(())
    }

    /// Takes a field out.
    ///
    /// # Errors
    /// When there is no such field.
    pub fn clear(&mut self, name: &str, moment: Moment) -> Result<(), CommandError> {
        let spec = self.spec(name, moment)?;
        if self.fields.remove(&spec.name).is_some() {
            self.forget_notices(name);
            self.changed(moment);
        }
        Ok(())
    }

    fn spec(&self, name: &str, moment: Moment) -> Result<FieldSpec, CommandError> {
        let descriptor = self.descriptor(moment.language);
        let found = descriptor.variant(&self.variant).and_then(|v| v.fields.iter().find(|f| f.name == name));
        found.cloned().ok_or_else(|| fault(moment.language, "no-such-field", &[("name", name)]))
    }

    fn forget_notices(&mut self, name: &str) {
        self.noticed.retain(|f| f.field.as_deref() != Some(name));
    }

    /// True when something changed since the report.
    pub fn outdated(&self) -> bool {
        self.report.is_some() && self.reported != self.revision
    }

    /// The report, when it still speaks of what is there.
    pub fn valid_report(&self) -> Option<&Report> {
        self.report.as_ref().filter(|_| !self.outdated())
    }

    /// Counts changes; a report belongs to one.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Keeps a report that was made of this revision.
    pub fn keep(&mut self, report: Report, revision: u64) {
        self.report = Some(report);
        self.reported = revision;
    }

    /// An entry as it was kept.
    ///
    /// # Errors
    /// When the provider has no such variant.
    pub fn of_saved(
        provider: ProviderRef,
        connection: &Connection,
        secrets: &Secrets,
        moment: Moment,
    ) -> Result<Self, CommandError> {
        let about = &connection.about;
        let mut entry = Self::new(provider, &about.choice, moment);
        entry.choose_variant(&about.variant, moment)?;
        let origin = speech(moment.language).say("provenance-saved", &[("name", &about.name)]);
        for (name, value) in &about.fields {
            entry.fields.set(name, value.clone(), origin.clone());
        }
        for (name, secret) in secrets {
            let secret = secret.expose("goes back into its field").clone();
            entry.fields.set_secret(name, secret, origin.clone());
        }
        entry.changed(moment);
        entry.kept(connection.id.clone(), entry.revision);
        Ok(entry)
    }

    /// This revision is kept as the saved connection of this id.
    pub fn kept(&mut self, id: String, revision: u64) {
        self.saved = Some((id, revision));
    }

    /// Forgets that it is kept, when it is as this.
    pub fn forget_saved(&mut self, id: &str) {
        self.saved.take_if(|(known, _)| known == id);
    }

    /// The saved connection that this was kept as or stems from.
    pub fn saved(&self) -> Option<&str> {
        self.saved.as_ref().map(|(id, _)| id.as_str())
    }

    /// The same when nothing changed since this revision was kept.
    pub fn saved_as(&self, revision: u64) -> Option<&str> {
        self.saved.as_ref().filter(|(_, kept)| *kept == revision).map(|(id, _)| id.as_str())
    }

    /// What a check is made of.
    pub fn subject(&self, endpoints: Endpoints, language: Language) -> Subject {
        Subject {
            provider: self.provider,
            variant: self.variant.clone(),
            fields: self.fields.clone(),
            choice: self.choice.clone(),
            endpoints,
            findings: self.findings.clone(),
            language,
            again: None,
        }
    }
}

fn holds(findings: &[Finding], finding: &Finding) -> bool {
    findings.iter().any(|f| f.code == finding.code && f.field == finding.field)
}

fn unique(ids: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    ids.into_iter().filter(|id| seen.insert(id.clone())).collect()
}
