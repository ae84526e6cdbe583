//! Stages 2 and 3 for the commands that need one credential: recognise, choose, complete with settings, inspect.
//!
//! In: [`SourceArgs`]. Out: a [`Subject`], ready for plan, check and compose. Every name that a person can get
//! wrong is answered with the names that exist.

use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use onboard_core::carrier::Input;
use onboard_core::endpoints::Endpoints;
use onboard_core::error::EndpointsError;
use onboard_core::finding::Finding;
use onboard_core::pipeline::{self, ProviderRef, Subject};
use onboard_core::provider::{Inspection, Parsed};
use onboard_core::requirement::Choice;
use onboard_core::speech::{Language, Speech};
use serde_json::{Map, Value};
use time::OffsetDateTime;

use crate::args::SourceArgs;
use crate::connections;
use crate::failure::Failure;
use crate::input;
use crate::parts::Parts;
use crate::words::{known_words, named, pairs, unknown};

/// What a connection is for when nothing is said.
const DEFAULT_PURPOSE: &str = "image-management";

/// One credential of an input, inspected.
pub struct Examined {
    /// Its provider.
    pub provider: ProviderRef,
    /// As it was parsed, with the findings of carrier, parse and inspect together.
    pub parsed: Parsed,
    /// What is known offline.
    pub facts: Map<String, Value>,
    /// True when a check can be made with it.
    pub usable: bool,
}

/// The providers to ask: all, or the one named.
///
/// # Errors
/// When there is none of that name.
pub fn providers(name: Option<&str>) -> Result<Vec<ProviderRef>, Failure> {
    let Some(name) = name else { return Ok(onboard_providers::all().to_vec()) };
    match onboard_providers::by_id(name) {
        Some(provider) => Ok(vec![provider]),
        None => {
            let known: Vec<_> = onboard_providers::all().iter().map(|p| p.id().to_owned()).collect();
            Err(unknown("unknown-provider", "provider", name, &known))
        }
    }
}

/// Stages 2 and 3 for every credential in an input. `Err` holds the findings when there is none.
///
/// # Errors
/// The findings that say why nothing was recognised.
pub fn examine(
    providers: &[ProviderRef],
    input: &Input,
    settings: &IndexMap<String, String>,
    options: &[String],
    language: Language,
) -> Result<Vec<Examined>, Vec<Finding>> {
    let found = read(providers, input, language)?;
    Ok(found.into_iter().map(|(provider, parsed)| complete(provider, parsed, settings, options, language)).collect())
}

/// The same for a credential whose other parts lie in other files.
///
/// # Errors
/// When nothing was recognised in the input that `path` names, or a part does not fit.
pub fn examine_with(
    providers: &[ProviderRef],
    (path, input): (&Path, &Input),
    parts: &Parts,
    (settings, options): (&IndexMap<String, String>, &[String]),
    language: Language,
) -> Result<Vec<Examined>, Failure> {
    let found = read(providers, input, language).map_err(|findings| Failure::findings(path, findings))?;
    let whole = |(provider, mut parsed): (ProviderRef, Parsed)| {
        parts.complete(provider, &mut parsed, language)?;
        Ok(complete(provider, parsed, settings, options, language))
    };
    found.into_iter().map(whole).collect()
}

fn read(
    providers: &[ProviderRef],
    input: &Input,
    language: Language,
) -> Result<Vec<(ProviderRef, Parsed)>, Vec<Finding>> {
    let import = pipeline::parse(providers, input, language);
    if import.candidates.is_empty() {
        return Err(import.findings);
    }
    let found = import.candidates.into_iter().filter_map(|candidate| {
        let provider = providers.iter().copied().find(|p| p.id() == candidate.provider)?;
        let mut parsed = candidate.parsed;
        parsed.findings.splice(0..0, import.findings.iter().cloned());
        Some((provider, parsed))
    });
    Ok(found.collect())
}

/// Stage 3 for a credential whose settings are given.
pub fn complete(
    provider: ProviderRef,
    mut parsed: Parsed,
    settings: &IndexMap<String, String>,
    options: &[String],
    language: Language,
) -> Examined {
    for (name, value) in settings {
        parsed.fields.set(name, value.clone(), "--set");
    }
    let Some(variant) = parsed.variant.clone() else {
        return Examined { provider, parsed, facts: Map::new(), usable: false };
    };
    let now = OffsetDateTime::now_utc();
    let Inspection { findings, facts } =
        pipeline::inspect(provider, &variant, &mut parsed.fields, options, now, language);
    parsed.findings.extend(findings);
    let usable = pipeline::usable(&parsed.findings) && provider.credential(&variant, &parsed.fields).is_some();
    Examined { provider, parsed, facts, usable }
}

/// The subject that the arguments name.
///
/// # Errors
/// When the input cannot be read as a credential, several fit, or a name is not known.
pub fn subject(args: &SourceArgs, endpoints: Option<&Path>, language: Language) -> Result<Subject, Failure> {
    let providers = providers(args.provider.as_deref())?;
    let settings = pairs("--set", &args.set)?;
    known_words(&providers, args, &settings, language)?;
    let endpoints = match endpoints {
        Some(path) => self::endpoints(path)?,
        None => Endpoints::default(),
    };
    if let Some(name) = &args.saved {
        return connections::subject(name, args, (&settings, endpoints), language);
    }
    let found = import(args, &providers, &settings, language)?;
    let Examined { provider, parsed, .. } = chosen(found, args)?;
    let descriptor = provider.descriptor(language);
    // What another provider knows does not help this one.
    named(&descriptor, args, &settings)?;
    let purposes = if args.purpose.is_empty() { vec![DEFAULT_PURPOSE.to_owned()] } else { distinct(&args.purpose) };
    Ok(Subject {
        provider,
        // A credential that cannot be used here has a kind and no variant; the report names what it is.
        variant: parsed.variant.unwrap_or(parsed.kind),
        fields: parsed.fields,
        choice: Choice { purposes, options: distinct(&args.option) },
        endpoints,
        findings: parsed.findings,
        language,
        again: None,
    })
}

fn distinct(words: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    words.iter().filter(|w| seen.insert(w.as_str())).cloned().collect()
}

/// Reads the input that is named, or the vendors' usual files when only a profile is.
fn import(
    args: &SourceArgs,
    providers: &[ProviderRef],
    settings: &IndexMap<String, String>,
    language: Language,
) -> Result<Vec<Examined>, Failure> {
    let speech = Speech::core(language);
    let parts = Parts::read(&args.parts, providers, language)?;
    let Some(path) = &args.input else {
        let Some(profile) = &args.profile else {
            return Err(Failure::usage(
                "no-input",
                "no credential was named",
                "Name a key file, - for standard input, or a profile with --profile.",
            ));
        };
        return usual(providers, profile, &parts, (settings, &args.option), language);
    };
    let input = input::read(path, &speech).map_err(|f| Failure::findings(path, vec![f]))?;
    examine_with(providers, (path, &input), &parts, (settings, &args.option), language)
}

/// Looks for a profile in the files that the vendors' own tools keep in the home folder.
fn usual(
    providers: &[ProviderRef],
    profile: &str,
    parts: &Parts,
    (settings, options): (&IndexMap<String, String>, &[String]),
    language: Language,
) -> Result<Vec<Examined>, Failure> {
    let home = env::home_dir().unwrap_or_default();
    let speech = Speech::core(language);
    let mut looked: Vec<PathBuf> = Vec::new();
    for provider in providers {
        for file in provider.usual_files() {
            let path = home.join(file);
            looked.push(path.clone());
            let Ok(input) = input::read(&path, &speech) else { continue };
            let found = read(&[*provider], &input, language).unwrap_or_default();
            if found.iter().any(|(_, parsed)| parsed.label.as_deref() == Some(profile)) {
                return examine_with(&[*provider], (&path, &input), parts, (settings, options), language);
            }
        }
    }
    let looked: Vec<_> = looked.iter().map(|p| p.display().to_string()).collect();
    let places = if looked.is_empty() { "no usual file is known".to_owned() } else { looked.join(", ") };
    Err(Failure::unreadable(
        "profile-not-found",
        format!("no profile of the name {profile} was found in the usual files ({places})"),
        "Name the file that holds it.",
    ))
}

/// The one credential that is meant: the named one, the only one, or the only usable one.
fn chosen(found: Vec<Examined>, args: &SourceArgs) -> Result<Examined, Failure> {
    let labels = |found: &[Examined]| -> Vec<String> {
        let mut seen = BTreeSet::new();
        let label = |e: &Examined| e.parsed.label.clone().unwrap_or_else(|| e.parsed.kind.clone());
        found.iter().map(label).filter(|l| seen.insert(l.clone())).collect()
    };
    let all = labels(&found);
    let mut fitting = found;
    if let Some(profile) = &args.profile {
        fitting.retain(|e| e.parsed.label.as_ref().unwrap_or(&e.parsed.kind) == profile);
        if fitting.is_empty() {
            return Err(unknown("unknown-profile", "profile in the input", profile, &all));
        }
    }
    if let Some(variant) = &args.variant {
        let kinds: Vec<_> = fitting.iter().filter_map(|e| e.parsed.variant.clone()).collect();
        fitting.retain(|e| e.parsed.variant.as_ref().is_none_or(|v| v == variant));
        if fitting.is_empty() {
            return Err(Failure::unreadable(
                "other-variant",
                format!("the input holds no credential of the variant {variant}, but {}", kinds.join(", ")),
                "Leave --variant out, or name another file.",
            ));
        }
    }
    let usable = fitting.iter().filter(|e| e.usable).count();
    if fitting.len() > 1 && usable == 1 {
        fitting.retain(|e| e.usable);
    }
    if fitting.len() > 1 {
        return Err(Failure::usage(
            "several-credentials",
            format!("the input holds several credentials: {}", labels(&fitting).join(", ")),
            "Choose one with --profile NAME, or --provider where the names are the same.",
        ));
    }
    // An input without a credential was refused before.
    fitting.pop().ok_or_else(|| Failure::unreadable("no-credential", "the input holds no credential", ""))
}

/// Reads an endpoints file and holds it against the services of every provider.
///
/// # Errors
/// When it cannot be read or names a service that its provider does not have.
pub fn endpoints(path: &Path) -> Result<Endpoints, Failure> {
    let refused =
        |error: String| Failure::usage("endpoints-refused", error, "See the form with: onboard schema endpoints");
    let text = text_file(path).map_err(|e| refused(format!("the endpoints file cannot be read: {e}")))?;
    let endpoints = Endpoints::from_json(&text).map_err(|e| refused(e.to_string()))?;
    let services = services();
    // One file serves several versions of this program, so a service of a provider that is not here is passed over.
    // A name that only looks like one of ours is a slip of the pen, and the real service would be asked in its place.
    let family = |service: &str| service.split('.').next().unwrap_or_default().to_owned();
    let ours = |service: &str| services.iter().any(|known| family(known) == family(service));
    let stranger = endpoints.services().find(|s| ours(s) && !services.iter().any(|known| known == s));
    match stranger.map(str::to_owned) {
        Some(service) => {
            Err(refused(format!("{}; known are {}", EndpointsError::Service(service), services.join(", "))))
        }
        None => Ok(endpoints),
    }
}

/// Every service that a provider talks to.
pub fn services() -> Vec<String> {
    onboard_providers::all().iter().flat_map(|p| p.descriptor(Language::En).services).collect()
}

/// A file of text that is no credential: endpoints, a report, issuers. Bounded like one.
///
/// # Errors
/// The reason in words.
pub fn text_file(path: &Path) -> Result<String, String> {
    let input = input::read(path, &Speech::core(Language::En)).map_err(|f| f.message)?;
    let bytes = input.bytes.expose("a document that is no credential");
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}
