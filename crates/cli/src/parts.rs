//! A credential whose parts lie in several files: `--with FILE` and `--secret-file NAME=FILE`.
//!
//! In: the arguments. Out: [`Parts`], which completes a credential of its provider. A part is parsed as any input is;
//! it fills in what is missing and replaces what it holds, and the provenance of each value names its file.
//! Deliberately absent: a path that a credential file names is shown and never opened.

use std::path::Path;

use onboard_core::carrier::{self, Input};
use onboard_core::field::Fields;
use onboard_core::finding::{Finding, Severity};
use onboard_core::pipeline::{self, ProviderRef};
use onboard_core::provider::{Descriptor, FieldSpec, InputKind, Parsed};
use onboard_core::speech::{Language, Speech};

use crate::args::PartArgs;
use crate::failure::Failure;
use crate::input;
use crate::words::unknown;

/// What the other files hold.
#[derive(Debug, Default)]
pub struct Parts {
    /// Credentials or parts of one, in the order of the arguments.
    files: Vec<(String, Vec<pipeline::Candidate>)>,
    /// Secret fields by name: the text, and the file's name.
    secrets: Vec<(String, Fields)>,
}

impl Parts {
    /// Reads them.
    ///
    /// # Errors
    /// When a file cannot be read as a part of a credential of these providers, or a name is no secret field of theirs.
    pub fn read(args: &PartArgs, providers: &[ProviderRef], language: Language) -> Result<Self, Failure> {
        let speech = Speech::core(language);
        let mut parts = Self::default();
        // Names first: nothing is read for an argument that cannot be used.
        let named: Vec<_> = args.secret_file.iter().map(|word| named_file(word)).collect::<Result<_, _>>()?;
        let known: Vec<String> = providers.iter().flat_map(|p| secrets_of(&p.descriptor(language))).collect();
        if let Some((name, _)) = named.iter().find(|(name, _)| !known.iter().any(|k| k == name)) {
            return Err(unknown("unknown-secret", "secret field", name, &known));
        }
        for path in &args.with {
            let input = input::read(path, &speech).map_err(|f| Failure::findings(path, vec![f]))?;
            let import = pipeline::parse(providers, &input, language);
            if import.candidates.is_empty() {
                return Err(Failure::findings(path, import.findings));
            }
            parts.files.push((path.display().to_string(), import.candidates));
        }
        for (name, path) in named {
            parts.secrets.push((name.to_owned(), secret_field(name, path, &speech)?));
        }
        Ok(parts)
    }

    /// True when there is nothing to add.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.secrets.is_empty()
    }

    /// Adds them to a credential and chooses the variant that all of it makes.
    ///
    /// # Errors
    /// When a part is of another provider, holds several credentials, or the provider has no such secret.
    pub fn complete(&self, provider: ProviderRef, parsed: &mut Parsed, language: Language) -> Result<(), Failure> {
        let descriptor = provider.descriptor(language);
        let mut variants = vec![parsed.variant.clone()];
        for (path, candidates) in &self.files {
            let part = the_part(path, candidates, provider)?;
            parsed.fields.merge(part.fields.clone());
            parsed.findings.extend(part.findings.iter().cloned());
            variants.push(part.variant.clone());
        }
        let known = secrets_of(&descriptor);
        for (name, fields) in &self.secrets {
            if !known.contains(name) {
                return Err(unknown("unknown-secret", "secret field", name, &known));
            }
            parsed.fields.merge(fields.clone());
        }
        parsed.variant = variant(&descriptor, &parsed.fields, variants);
        Ok(())
    }
}

/// The one credential of this provider in a file.
fn the_part<'a>(path: &str, all: &'a [pipeline::Candidate], provider: ProviderRef) -> Result<&'a Parsed, Failure> {
    let of_provider: Vec<_> = all.iter().filter(|c| c.provider == provider.id()).collect();
    match of_provider.as_slice() {
        [part] => Ok(&part.parsed),
        [] => Err(Failure::unreadable(
            "part-of-other-provider",
            format!(
                "{path} holds a credential of {}, and the other file one of {}",
                all.iter().map(|c| c.provider).collect::<Vec<_>>().join(", "),
                provider.id()
            ),
            "The parts of a credential are of one provider. Name the right file with --with.",
        )),
        [..] => Err(Failure::usage(
            "part-holds-several",
            format!("{path} holds several credentials, so it is not clear which one completes the other file"),
            "Name a file with --with that holds one.",
        )),
    }
}

/// The variant that the fields make: of those that the files were taken for, the last that has all it needs.
fn variant(descriptor: &Descriptor, fields: &Fields, seen: Vec<Option<String>>) -> Option<String> {
    let whole = |id: &String| {
        let spec = descriptor.variant(id);
        spec.is_some_and(|v| v.fields.iter().all(|f| !f.required || !f.options.is_empty() || has(fields, f)))
    };
    let seen: Vec<String> = seen.into_iter().rev().flatten().collect();
    seen.iter().find(|id| whole(id)).or(seen.first()).cloned()
}

fn has(fields: &Fields, field: &FieldSpec) -> bool {
    fields.has(&field.name) || !field.default.is_empty()
}

/// Names of the secret fields.
fn secrets_of(descriptor: &Descriptor) -> Vec<String> {
    let fields = descriptor.variants.iter().flat_map(|v| &v.fields);
    let secret = |f: &&FieldSpec| matches!(f.input, InputKind::Secret | InputKind::SecretLines);
    fields.filter(secret).map(|f| f.name.clone()).collect()
}

/// `NAME=FILE`. The argument is not repeated: somebody may have put the secret itself there.
fn named_file(word: &str) -> Result<(&str, &Path), Failure> {
    match word.split_once('=') {
        Some((name, file)) if !name.trim().is_empty() && !file.is_empty() => Ok((name.trim(), Path::new(file))),
        _ => Err(Failure::usage(
            "not-a-pair",
            "a value of --secret-file is not of the form NAME=FILE",
            "Write it like --secret-file certificate_password=password.txt",
        )),
    }
}

/// The paths that a part is read from.
pub fn paths(args: &PartArgs) -> impl Iterator<Item = &Path> {
    let named = args.secret_file.iter().filter_map(|word| Some(Path::new(word.split_once('=')?.1)));
    args.with.iter().map(std::path::PathBuf::as_path).chain(named)
}

fn secret_field(name: &str, path: &Path, speech: &Speech) -> Result<Fields, Failure> {
    // The path is not repeated when there is no such file: it may be the secret itself.
    let refused = |f: Finding| {
        Failure::unreadable("secret-file", format!("the file for {name} cannot be read: {}", f.message), f.tip)
    };
    let Input { origin, bytes } = input::read(path, speech).map_err(refused)?;
    let decoded = carrier::decode(&Input { origin, bytes }, speech);
    if let Some(error) = decoded.findings.into_iter().find(|f| f.severity == Severity::Error) {
        return Err(refused(error));
    }
    let text = decoded.text.expose("a field of the credential");
    let text = text.strip_suffix('\n').unwrap_or(text).to_owned();
    let mut fields = Fields::default();
    fields.set_secret(name, text, decoded.origin);
    Ok(fields)
}
