//! One person's work: where they are, what they imported, an entry for each provider they touched.
//!
//! The demo has a work of its own beside the real one, so that neither changes the other.

use std::collections::BTreeMap;

use onboard_core::carrier::Input;
use onboard_core::finding::Finding;
use onboard_core::pipeline::{self, Candidate};
use onboard_core::requirement::Choice;
use onboard_vault::saved::{Connection, Secrets};

use crate::entry::{Entry, Moment};
use crate::fault::fault;
use crate::view::{CandidateView, CommandError, Details, ImportView, Step};

/// The purpose that most people come with.
const FIRST_PURPOSE: &str = "image-management";

/// The last import.
struct Imported {
    origin: String,
    findings: Vec<Finding>,
    candidates: Vec<Candidate>,
    chosen: Option<usize>,
}

/// One person's work.
pub struct Work {
    /// Where they are.
    pub step: Step,
    /// What they call the connection.
    pub details: Details,
    provider: Option<&'static str>,
    entries: BTreeMap<&'static str, Entry>,
    import: Option<Imported>,
    choice: Choice,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            step: Step::default(),
            details: Details::default(),
            provider: None,
            entries: BTreeMap::new(),
            import: None,
            choice: Choice { purposes: vec![FIRST_PURPOSE.to_owned()], options: Vec::new() },
        }
    }
}

impl Work {
    /// The entry of the chosen provider.
    pub fn entry(&self) -> Option<&Entry> {
        self.entries.get(self.provider?)
    }

    /// The same, to change it.
    ///
    /// # Errors
    /// When no provider is chosen.
    pub fn entry_mut(&mut self, moment: Moment) -> Result<&mut Entry, CommandError> {
        self.provider.and_then(|id| self.entries.get_mut(id)).ok_or_else(|| fault(moment.language, "no-provider", &[]))
    }

    /// The entry of a provider, chosen or not, when there is one.
    pub fn entry_of(&mut self, provider: &str) -> Option<&mut Entry> {
        self.entries.get_mut(provider)
    }

    /// The choice of the chosen provider's entry, or the one that the next entry begins with.
    pub fn choice(&self) -> &Choice {
        self.entry().map_or(&self.choice, |entry| &entry.choice)
    }

    /// Chooses a provider, and a variant of it.
    ///
    /// # Errors
    /// When there is no such provider or variant. Nothing has changed then.
    pub fn choose_provider(&mut self, id: &str, variant: Option<&str>, moment: Moment) -> Result<(), CommandError> {
        let provider =
            onboard_providers::by_id(id).ok_or_else(|| fault(moment.language, "no-such-provider", &[("name", id)]))?;
        let choice = self.choice.clone();
        let entry = self.entries.entry(provider.id()).or_insert_with(|| Entry::new(provider, &choice, moment));
        if let Some(variant) = variant {
            entry.choose_variant(variant, moment)?;
        }
        self.provider = Some(provider.id());
        Ok(())
    }

    /// Chooses purposes and options, also before a provider is chosen.
    ///
    /// # Errors
    /// When the chosen provider does not have one of them.
    pub fn choose(&mut self, choice: Choice, moment: Moment) -> Result<(), CommandError> {
        match self.provider.and_then(|id| self.entries.get_mut(id)) {
            Some(entry) => entry.choose(choice, moment)?,
            None => {
                let known = |id: &str| {
                    onboard_providers::all().iter().any(|p| {
                        let d = p.descriptor(moment.language);
                        d.purposes.iter().chain(&d.options).any(|c| c.id == id)
                    })
                };
                if let Some(id) = choice.purposes.iter().chain(&choice.options).find(|id| !known(id)) {
                    return Err(fault(moment.language, "no-such-choice", &[("name", id)]));
                }
                self.choice = choice;
            }
        }
        Ok(())
    }

    /// Takes a saved connection over: it becomes the entry of its provider.
    ///
    /// # Errors
    /// When its provider or its kind of credential is not here. Nothing has changed then.
    pub fn take_saved(
        &mut self,
        connection: &Connection,
        secrets: &Secrets,
        moment: Moment,
    ) -> Result<(), CommandError> {
        let about = &connection.about;
        let provider = onboard_providers::by_id(&about.provider)
            .ok_or_else(|| fault(moment.language, "no-such-provider", &[("name", &about.provider)]))?;
        let entry = Entry::of_saved(provider, connection, secrets, moment)?;
        self.entries.insert(provider.id(), entry);
        self.provider = Some(provider.id());
        self.import = None;
        self.step = Step::Check;
        self.details =
            Details { name: about.name.clone(), description: about.description.clone(), tags: about.tags.clone() };
        Ok(())
    }

    /// No entry is kept as this any more.
    pub fn forget_saved(&mut self, id: &str) {
        self.entries.values_mut().for_each(|entry| entry.forget_saved(id));
    }

    /// Takes an input in. The only usable credential in it is taken at once; among several the person chooses.
    pub fn import(&mut self, input: &Input, moment: Moment) {
        let found = pipeline::parse(onboard_providers::all(), input, moment.language);
        let usable: Vec<usize> = (0..found.candidates.len()).filter(|i| can_be_used(&found.candidates[*i])).collect();
        self.import = Some(Imported {
            origin: input.origin.clone(),
            findings: found.findings,
            candidates: found.candidates,
            chosen: None,
        });
        if let [only] = usable[..] {
            self.take(only, moment);
        }
    }

    /// An input that could not even be read.
    pub fn import_failed(&mut self, origin: String, finding: Finding) {
        self.import = Some(Imported { origin, findings: vec![finding], candidates: Vec::new(), chosen: None });
    }

    /// Takes one of several credentials.
    ///
    /// # Errors
    /// When there is none at this place, or it cannot be used.
    pub fn take_candidate(&mut self, index: u32, moment: Moment) -> Result<(), CommandError> {
        let place = usize::try_from(index).unwrap_or(usize::MAX);
        let candidate = self.import.as_ref().and_then(|i| i.candidates.get(place));
        match candidate {
            None => Err(fault(moment.language, "no-such-candidate", &[])),
            Some(candidate) if !can_be_used(candidate) => Err(fault(moment.language, "candidate-not-usable", &[])),
            Some(_) => {
                self.take(place, moment);
                Ok(())
            }
        }
    }

    fn take(&mut self, place: usize, moment: Moment) {
        let Some(import) = &mut self.import else { return };
        let Some(candidate) = import.candidates.get(place) else { return };
        let Some(provider) = onboard_providers::by_id(candidate.provider) else { return };
        let choice = &self.choice;
        let entry = self.entries.entry(provider.id()).or_insert_with(|| Entry::new(provider, choice, moment));
        entry.take(&candidate.parsed, moment);
        import.chosen = Some(place);
        self.provider = Some(provider.id());
        self.step = Step::Credentials;
    }

    /// Says every finding again, in another language or at another time.
    pub fn look(&mut self, moment: Moment) {
        for entry in self.entries.values_mut() {
            entry.look(moment);
        }
    }

    /// What may be shown of the last import.
    pub fn import_view(&self) -> Option<ImportView> {
        let import = self.import.as_ref()?;
        Some(ImportView {
            origin: import.origin.clone(),
            findings: import.findings.clone(),
            candidates: import.candidates.iter().map(candidate_view).collect(),
            chosen: import.chosen.and_then(|place| u32::try_from(place).ok()),
        })
    }
}

fn can_be_used(candidate: &Candidate) -> bool {
    candidate.parsed.variant.is_some() && pipeline::usable(&candidate.parsed.findings)
}

fn candidate_view(candidate: &Candidate) -> CandidateView {
    CandidateView {
        provider: candidate.provider.to_owned(),
        kind: candidate.parsed.kind.clone(),
        label: candidate.parsed.label.clone(),
        usable: can_be_used(candidate),
        findings: candidate.parsed.findings.clone(),
    }
}
