//! Words on the command line that must be known: purposes, options, variants, settings.
//!
//! A word that does not exist is answered with those that do.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use onboard_core::pipeline::ProviderRef;
use onboard_core::provider::{Choosable, Descriptor, FieldSpec, InputKind};
use onboard_core::speech::Language;

use crate::args::SourceArgs;
use crate::failure::Failure;

/// `key=value` arguments in their order; the last of a key counts.
///
/// # Errors
/// When one has no `=` or no key. The argument is not repeated: somebody may have put a secret there.
pub fn pairs(flag: &str, words: &[String]) -> Result<IndexMap<String, String>, Failure> {
    let pair = |word: &String| match word.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => Ok((key.trim().to_owned(), value.trim().to_owned())),
        _ => Err(Failure::usage(
            "not-a-pair",
            format!("a value of {flag} is not of the form key=value"),
            format!("Write it like {flag} key=value."),
        )),
    };
    words.iter().map(pair).collect()
}

/// Refuses a purpose, option, variant or setting that none of the providers has, before any file is read.
///
/// # Errors
/// Names the first such word.
pub fn known_words(
    providers: &[ProviderRef],
    args: &SourceArgs,
    settings: &IndexMap<String, String>,
    language: Language,
) -> Result<(), Failure> {
    let all: Vec<_> = providers.iter().map(|p| p.descriptor(language)).collect();
    let ids = |pick: fn(&Descriptor) -> Vec<String>| all.iter().flat_map(pick).collect::<Vec<_>>();
    words("unknown-purpose", "purpose", &args.purpose, &ids(|d| choosable(&d.purposes)))?;
    words("unknown-option", "option", &args.option, &ids(|d| choosable(&d.options)))?;
    let variant: Vec<_> = args.variant.iter().cloned().collect();
    words("unknown-variant", "variant", &variant, &ids(|d| d.variants.iter().map(|v| v.id.clone()).collect()))?;
    set_words(settings, &all)
}

/// The same against the provider that the input turned out to be for.
///
/// # Errors
/// Names the first word that it does not have.
pub fn named(descriptor: &Descriptor, args: &SourceArgs, settings: &IndexMap<String, String>) -> Result<(), Failure> {
    words("unknown-purpose", "purpose", &args.purpose, &choosable(&descriptor.purposes))?;
    words("unknown-option", "option", &args.option, &choosable(&descriptor.options))?;
    set_words(settings, std::slice::from_ref(descriptor))
}

fn choosable(all: &[Choosable]) -> Vec<String> {
    all.iter().map(|c| c.id.clone()).collect()
}

fn words(code: &'static str, what: &str, given: &[String], known: &[String]) -> Result<(), Failure> {
    match given.iter().find(|word| !known.contains(word)) {
        Some(word) => Err(unknown(code, what, word, known)),
        None => Ok(()),
    }
}

fn set_words(settings: &IndexMap<String, String>, descriptors: &[Descriptor]) -> Result<(), Failure> {
    let fields: Vec<&FieldSpec> = descriptors.iter().flat_map(|d| &d.variants).flat_map(|v| &v.fields).collect();
    let mut allowed: Vec<String> = fields.iter().filter(|f| f.setting).map(|f| f.name.clone()).collect();
    allowed.dedup();
    let Some(name) = settings.keys().find(|name| !allowed.contains(name)) else { return Ok(()) };
    let secret =
        fields.iter().any(|f| f.name == *name && matches!(f.input, InputKind::Secret | InputKind::SecretLines));
    if secret {
        return Err(Failure::usage(
            "secret-in-argument",
            format!("{name} is a secret, and a secret never comes in an argument: other programs can read it there"),
            format!("Put it in a file, or give it on standard input. --set takes {}.", allowed.join(", ")),
        ));
    }
    Err(unknown("unknown-setting", "setting", name, &allowed))
}

/// Wrong usage: a name that does not exist, with those that do.
pub fn unknown(code: &'static str, what: &str, name: &str, known: &[String]) -> Failure {
    let mut seen = BTreeSet::new();
    let known: Vec<_> = known.iter().filter(|k| seen.insert(k.as_str())).map(String::as_str).collect();
    let tip = if known.is_empty() { "There is none.".to_owned() } else { format!("There is {}.", known.join(", ")) };
    Failure::usage(code, format!("there is no {what} of the name {name}"), tip)
}
