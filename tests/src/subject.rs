//! From an imported text to what is checked: stages 2 and 3, as the window and the command line do them.

use std::collections::BTreeMap;

use onboard_core::carrier::Input;
use onboard_core::endpoints::Endpoints;
use onboard_core::pipeline::{self, Candidate, ProviderRef, Subject};
use onboard_core::requirement::Choice;
use onboard_core::speech::Language;
use time::OffsetDateTime;

/// What a person imports and chooses.
pub struct Chosen<'a> {
    /// Name of the imported file.
    pub origin: &'a str,
    /// Its text.
    pub text: &'a str,
    /// More files with their texts, which hold the rest of it.
    pub with: &'a [(&'a str, String)],
    /// Which credential in it; the first when absent.
    pub label: Option<&'a str>,
    /// Non-secret settings.
    pub settings: &'a BTreeMap<String, String>,
    /// Purposes and options.
    pub choice: Choice,
    /// This machine's clock.
    pub now: OffsetDateTime,
}

/// The subject, and everything that the interface could be told of the import.
///
/// # Errors
/// When nothing is recognised, or it is another provider's, or it cannot be used.
pub fn subject(provider: ProviderRef, chosen: Chosen<'_>) -> Result<(Subject, String), String> {
    let language = Language::En;
    let input = Input::new(chosen.origin, chosen.text.as_bytes().to_vec());
    let import = pipeline::parse(onboard_providers::all(), &input, language);
    let debug = format!("{import:?}");
    let mut findings = import.findings;
    let wanted = |c: &&Candidate| chosen.label.is_none() || c.parsed.label.as_deref() == chosen.label;
    let found = import.candidates.iter().find(wanted);
    let candidate = found.ok_or_else(|| format!("nothing is recognised: {findings:?}"))?;
    if candidate.provider != provider.id() {
        return Err(format!("recognised as {}", candidate.provider));
    }
    let parsed = &candidate.parsed;
    let mut variant = parsed.variant.clone();
    let mut fields = parsed.fields.clone();
    for (origin, text) in chosen.with {
        let more = Input::new(*origin, text.as_bytes().to_vec());
        let more = pipeline::parse(onboard_providers::all(), &more, language);
        let part = more.candidates.into_iter().find(|c| c.provider == provider.id());
        let part = part.ok_or_else(|| format!("nothing is recognised in {origin}"))?.parsed;
        fields.merge(part.fields);
        findings.extend(part.findings);
        variant = part.variant.or(variant);
    }
    let variant = variant.ok_or_else(|| format!("unusable: {:?}", parsed.findings))?;
    for (name, value) in chosen.settings {
        fields.set(name, value.clone(), "--set");
    }
    findings.extend(parsed.findings.iter().cloned());
    let inspection = pipeline::inspect(provider, &variant, &mut fields, &chosen.choice.options, chosen.now, language);
    findings.extend(inspection.findings);
    let view = serde_json::to_string(&fields.view()).map_err(|e| e.to_string())?;
    let imported = format!("{view}\n{findings:?}\n{:?}\n{debug}\n{fields:?}", inspection.facts);
    let (choice, endpoints) = (chosen.choice, Endpoints::default());
    Ok((Subject { provider, variant, fields, choice, endpoints, findings, language, again: None }, imported))
}
