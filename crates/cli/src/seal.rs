//! Sealing on the command line: which lock the arguments name, and `payload open`.
//!
//! In: recipients as arguments, since they are public; passphrases and private keys as files only. Out: a [`Lock`]; an
//! opened payload that was held to its schema. What is printed of it has no secret; a file that has is the owner's only.

use std::path::Path;

use onboard_core::report::ExitCode;
use onboard_core::secret::{SecretBytes, SecretString};
use onboard_core::speech::{Language, Speech};
use onboard_vault::seal::{self, Key, Lock, LockKind, SealError};
use serde_json::{Value, json};

use crate::args::{Document, OpenArgs, OpenSecretsName, PayloadArgs, PayloadFormatName};
use crate::failure::Failure;
use crate::output::{self, Readers};
use crate::{input, schema};

/// How many faults of a document are told.
const TOLD: usize = 5;

/// The lock that the arguments name; none for a payload that is not sealed. Checked before anything else is done.
///
/// # Errors
/// When it cannot be used, or the form of the payload is not the one that is sealed.
pub fn lock(args: &PayloadArgs, language: Language) -> Result<Option<Lock>, Failure> {
    let lock = match &args.passphrase_file {
        Some(path) => Lock::Passphrase(passphrase(path, language)?),
        None if args.seal_to.is_empty() => return Ok(None),
        None => Lock::Recipients(args.seal_to.clone()),
    };
    if args.format != PayloadFormatName::Json {
        return Err(Failure::usage(
            "sealed-is-json",
            "a sealed payload is always the JSON document, so that who opens it can hold it to the schema",
            "Leave --format out, or write the other form without a seal.",
        ));
    }
    seal::check(&lock).map_err(|e| refused(&e))?;
    Ok(Some(lock))
}

/// Seals a composed payload.
///
/// # Errors
/// When it cannot be sealed.
pub fn seal(payload: &SecretString, lock: &Lock) -> Result<String, Failure> {
    seal::seal(payload.expose("put into the sealed file").as_bytes(), lock).map_err(|e| refused(&e))
}

fn passphrase(path: &Path, language: Language) -> Result<SecretString, Failure> {
    input::secret(path, &Speech::core(language)).map_err(|e| {
        Failure::usage(
            "passphrase-file",
            format!("the passphrase file cannot be read: {e}"),
            "Name a file of one line.",
        )
    })
}

/// Opens a sealed payload.
///
/// # Errors
/// When it is no sealed payload, or what was given does not open it.
pub fn open(args: &OpenArgs, language: Language) -> Result<ExitCode, Failure> {
    let to_file = args.out.as_deref().is_some_and(|p| p != Path::new("-"));
    if args.secrets == OpenSecretsName::Inline && !to_file {
        return Err(Failure::usage(
            "inline-needs-out",
            "secrets in clear text are not printed",
            "Name a file with --out; only you will be able to read it.",
        ));
    }
    let named = [Some(&args.file), args.identity.as_ref(), args.passphrase_file.as_ref()];
    input::read_once(named.into_iter().flatten().map(std::path::PathBuf::as_path))?;
    let sealed =
        input::read(&args.file, &Speech::core(language)).map_err(|f| Failure::findings(&args.file, vec![f]))?;
    let sealed = sealed.bytes.expose("the sealed text that is opened");
    let key = key(args, sealed, language)?;
    let opened = seal::open(sealed, &key).map_err(|e| refused(&e))?;
    let document = payload(&opened)?;
    if args.secrets == OpenSecretsName::Inline {
        let bytes = opened.expose("written to the file that the person asked for");
        output::deliver(bytes, args.out.as_deref(), Readers::Owner)?;
        return Ok(ExitCode::Ok);
    }
    let (document, inside) = redacted(document);
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    output::deliver(text.as_bytes(), args.out.as_deref(), Readers::Default)?;
    if inside > 0 {
        output::hint(&format!(
            "Secrets inside: {inside}. They are left out here; --secrets inline --out FILE writes them."
        ));
    }
    Ok(ExitCode::Ok)
}

/// The key that the arguments name.
fn key(args: &OpenArgs, sealed: &[u8], language: Language) -> Result<Key, Failure> {
    if let Some(path) = &args.passphrase_file {
        return Ok(Key::Passphrase(passphrase(path, language)?));
    }
    if let Some(path) = &args.identity {
        let unreadable = |e| {
            Failure::usage("identity-file", format!("the key file cannot be read: {e}"), "Name a file of age-keygen.")
        };
        return Ok(Key::Identities(input::secret(path, &Speech::core(language)).map_err(unreadable)?));
    }
    match seal::kind(sealed).map_err(|e| refused(&e))? {
        LockKind::Passphrase => Err(refused(&SealError::NeedsPassphrase)),
        LockKind::Recipients => Err(refused(&SealError::NeedsIdentity)),
    }
}

/// A refusal with its exit code: 65 for a file that is none, 1 for a key that is not the one, 64 for the rest.
fn refused(error: &SealError) -> Failure {
    let exit = match error {
        SealError::NotSealed(_) | SealError::TooLarge | SealError::TooMuchWork(_) => ExitCode::Unreadable,
        SealError::WrongKey | SealError::WrongPassphrase => ExitCode::Denied,
        _ => ExitCode::Usage,
    };
    let tip = match error {
        SealError::NeedsPassphrase => "Give the file that holds it: --passphrase-file FILE",
        SealError::NeedsIdentity => "Give the file that holds it: --identity KEYFILE",
        _ => "",
    };
    Failure { exit, ..Failure::usage(error.code(), error.to_string(), tip) }
}

/// The document inside, held to the schema. No message repeats a value of it.
fn payload(opened: &SecretBytes) -> Result<Value, Failure> {
    let tip = "It was not made by this program, or was changed. See the form with: onboard schema payload";
    let none =
        |reason: &str| Failure::unreadable("not-a-payload", format!("what is inside is no payload: {reason}"), tip);
    let document: Value = serde_json::from_slice(opened.expose("read as JSON")).map_err(|_| none("it is no JSON"))?;
    let schema = schema::schema(Document::Payload);
    let validator = jsonschema::validator_for(&schema).map_err(|e| Failure {
        exit: ExitCode::Defect,
        ..Failure::usage("schema", format!("the schema of this program cannot be read: {}", e.masked()), "")
    })?;
    let faults: Vec<String> = validator
        .iter_errors(&document)
        .take(TOLD)
        .map(|e| format!("{}: {}", place(e.instance_path().as_str()), e.masked()))
        .collect();
    if faults.is_empty() { Ok(document) } else { Err(none(&faults.join("; "))) }
}

/// Where in the document: the first two names, which are the payload's own; what is deeper was made by somebody.
fn place(path: &str) -> String {
    let names: Vec<&str> = path.split('/').skip(1).take(2).collect();
    if names.is_empty() { "the document".to_owned() } else { onboard_core::render::plain(&names.join(".")) }
}

/// The document with each secret replaced and wiped, and how many there were.
fn redacted(mut document: Value) -> (Value, usize) {
    let mut inside = 0;
    for slot in document["secrets"].as_object_mut().into_iter().flat_map(|s| s.values_mut()) {
        if let Some(Value::String(secret)) = slot.get_mut("value").map(Value::take) {
            drop(SecretString::new(secret));
            *slot = json!({"redacted": true});
            inside += 1;
        }
    }
    (document, inside)
}
