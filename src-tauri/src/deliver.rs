//! Stage 8 in the window: previews, files, copies.
//!
//! In: the session and what the person asked for. Out: text without secrets for the page and the clipboard; bytes
//! for a file, which alone may hold secrets.

use onboard_core::field::mask;
use onboard_core::payload::{self, Choices, PayloadFormat, SecretsAs};
use onboard_core::pipeline;
use onboard_core::render::{self, Colour, ReportForm};
use onboard_core::secret::{SecretBytes, SecretString, SharedSecret};
use onboard_core::speech::{Language, Speech};
use onboard_vault::saved;
use onboard_vault::seal::{self, Lock, SealError};

use crate::fault::fault;
use crate::session::Session;
use crate::sheet;
use crate::shell::Shell;
use crate::view::{CommandError, Copy, Passphrase, PayloadRequest, ReportFormat, Seal};
use crate::write::Readers;

/// A file to be written.
pub struct Document {
    /// The name to suggest.
    pub name: String,
    /// Its content.
    pub content: SecretBytes,
    /// Who may read it.
    pub readers: Readers,
    /// Secrets in clear text are inside.
    pub secret: bool,
}

/// The payload as it would be written, each secret replaced by its mask.
///
/// # Errors
/// When no provider is chosen, or the payload cannot be made.
pub fn preview(shell: &Shell, request: &PayloadRequest) -> Result<String, CommandError> {
    let session = shell.session();
    let entry = session.work.entry().ok_or_else(|| fault(session.language, "no-provider", &[]))?;
    let mut composition = entry.provider.compose(&entry.variant, &entry.fields);
    for secret in composition.secrets.values_mut() {
        *secret = SharedSecret::new(SecretString::new(mask(secret)));
    }
    let choices = choices(&session, request)?;
    let text = payload::render(&composition, &choices, entry.valid_report(), session.is_demo(), request.format)
        .map_err(|error| fault(session.language, "payload", &[("detail", &error.to_string())]))?;
    Ok(text.expose("holds masks where the secrets were").clone())
}

/// The payload for a file.
///
/// # Errors
/// As [`preview`].
pub fn payload(shell: &Shell, request: &PayloadRequest) -> Result<Document, CommandError> {
    let session = shell.session();
    let subject = session.subject(&shell.launch.endpoints)?;
    let report = session.work.entry().and_then(|entry| entry.valid_report());
    let choices = choices(&session, request)?;
    let content = pipeline::compose(&subject, &choices, report, session.is_demo(), request.format)
        .map_err(|error| fault(session.language, "payload", &[("detail", &error.to_string())]))?;
    let secret = request.secrets == SecretsAs::Inline;
    let readers = if secret { Readers::Owner } else { Readers::Usual };
    let name = format!("{}.{}", file_name(&request.details.name), request.format.file_end());
    let content = payload::file_bytes(request.format, &content);
    Ok(Document { name, content, readers, secret })
}

/// The payload with its secrets, sealed so that only some can open it. Takes a second with a passphrase.
///
/// # Errors
/// As [`preview`]; when it is not said who may open it, or a recipient or the passphrase cannot be used.
pub fn sealed(shell: &Shell, request: PayloadRequest, seal: Seal) -> Result<Document, CommandError> {
    let language = shell.language();
    let lock = match (seal.recipients.is_empty(), seal.passphrase) {
        (false, None) => Lock::Recipients(seal.recipients),
        (true, Some(Passphrase(passphrase))) => Lock::Passphrase(passphrase),
        _ => return Err(fault(language, "seal-one-kind", &[])),
    };
    let request = PayloadRequest { format: PayloadFormat::Json, secrets: SecretsAs::Inline, ..request };
    let plain = payload(shell, &request)?;
    let text = seal::seal(plain.content.expose("sealed for those whom the person named"), &lock)
        .map_err(|error| not_sealed(language, &error))?;
    let name = format!("{}.age", plain.name);
    // Whoever has it cannot read it, and still it goes only where its owner sends it.
    Ok(Document { name, content: SecretBytes::new(text.into_bytes()), readers: Readers::Owner, secret: false })
}

fn not_sealed(language: Language, error: &SealError) -> CommandError {
    let fault = |code: &str, values: &[(&str, &str)]| fault(language, code, values);
    match error {
        SealError::SshRecipient(name) => fault("seal-recipient-ssh", &[("name", name)]),
        SealError::PluginRecipient { recipient, plugin } => {
            fault("seal-recipient-plugin", &[("name", recipient), ("plugin", plugin)])
        }
        SealError::UnknownRecipient(name) => fault("seal-recipient-kind", &[("name", name)]),
        SealError::Recipient { recipient, .. } => fault("seal-recipient-invalid", &[("name", recipient)]),
        SealError::PrivateRecipient => fault("seal-recipient-private", &[]),
        SealError::MixedRecipients => fault("seal-recipients-mixed", &[]),
        SealError::TooMany => fault("seal-too-many", &[]),
        SealError::WeakPassphrase => {
            fault("seal-passphrase-weak", &[("shortest", &seal::SHORTEST_PASSPHRASE.to_string())])
        }
        SealError::UntypablePassphrase => fault("seal-passphrase-untypable", &[]),
        SealError::NoLock => fault("seal-one-kind", &[]),
        other => fault("seal-failed", &[("detail", &other.to_string())]),
    }
}

/// References are to what is kept: the connection as it stands has to be.
fn choices(session: &Session, request: &PayloadRequest) -> Result<Choices, CommandError> {
    let mut reference = None;
    if request.secrets == SecretsAs::Reference {
        if session.is_demo() {
            return Err(fault(session.language, "saved-in-demo", &[]));
        }
        let kept = session.work.entry().and_then(|entry| entry.saved_as(entry.revision()));
        let id = kept.ok_or_else(|| fault(session.language, "not-kept", &[]))?;
        reference = Some(saved::reference(id));
    }
    Ok(Choices {
        name: request.details.name.clone(),
        description: request.details.description.clone(),
        tags: request.details.tags.clone(),
        secrets: request.secrets,
        reference,
    })
}

/// A name as part of a file's: letters, digits and single hyphens.
fn file_name(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(40).collect())
        .take(8)
        .collect();
    if words.is_empty() { "connection".to_owned() } else { words.join("-").to_lowercase() }
}

/// The report for a file.
///
/// # Errors
/// When there is none that still speaks of what is there.
pub fn report(shell: &Shell, format: ReportFormat) -> Result<Document, CommandError> {
    let session = shell.session();
    let entry = session.work.entry().ok_or_else(|| fault(session.language, "no-provider", &[]))?;
    if entry.outdated() {
        return Err(fault(session.language, "report-outdated", &[]));
    }
    let report = entry.valid_report().ok_or_else(|| fault(session.language, "no-report", &[]))?;
    let form = match format {
        ReportFormat::Json => ReportForm::Json,
        ReportFormat::Text => ReportForm::Text,
        ReportFormat::Markdown => ReportForm::Markdown,
        ReportFormat::Html => ReportForm::Html,
        ReportFormat::Junit => ReportForm::Junit,
        ReportFormat::Csv => ReportForm::Csv,
    };
    let speech = Speech::of(entry.provider.texts(), session.language);
    let bytes = render::render(report, form, &speech, Colour::Never);
    let name = format!("report-{}.{}", report.provider, form.file_end());
    Ok(Document { name, content: SecretBytes::new(bytes), readers: Readers::Usual, secret: false })
}

/// The text that a copy button stands for. No secret is in it.
///
/// # Errors
/// When there is nothing at that place.
pub fn copied(shell: &Shell, what: &Copy) -> Result<String, CommandError> {
    if let Copy::Preview { request } = what {
        return preview(shell, request);
    }
    let session = shell.session();
    found(&session, what).ok_or_else(|| fault(session.language, "nothing-to-copy", &[]))
}

fn found(session: &Session, what: &Copy) -> Option<String> {
    let entry = session.work.entry()?;
    let place = |index: u32| usize::try_from(index).unwrap_or(usize::MAX);
    match what {
        Copy::Remediation { index } => Some(entry.report.as_ref()?.remediation.get(place(*index))?.content.clone()),
        Copy::Guide { index } => {
            let descriptor = entry.descriptor(session.language);
            let command = &descriptor.guide.get(place(*index))?.command;
            (!command.is_empty()).then(|| filled(command, |name| entry.fields.plain(name)))
        }
        Copy::Evidence { row } => {
            let row = entry.report.as_ref()?.requirements.iter().find(|r| &r.id == row)?;
            serde_json::to_string_pretty(row).ok()
        }
        Copy::Sheet { index } => sheet::plain(session, *index),
        Copy::Preview { .. } => None,
    }
}

/// The address of a guide's link.
///
/// # Errors
/// When no provider is chosen, there is no link at that place, or it is not one that may be opened.
pub fn link(shell: &Shell, index: u32) -> Result<String, CommandError> {
    let session = shell.session();
    let entry = session.work.entry().ok_or_else(|| fault(session.language, "no-provider", &[]))?;
    let descriptor = entry.descriptor(session.language);
    let step = descriptor.guide.get(usize::try_from(index).unwrap_or(usize::MAX));
    step.map(|step| step.link.clone())
        .filter(|link| crate::links::may_open(link))
        .ok_or_else(|| fault(session.language, "no-such-link", &[]))
}

/// A command with what is known filled in for `{name}`. A value comes from a file of unknown origin and the command
/// will be pasted into a shell, so only one that no shell reads anything into is filled in.
fn filled<'a>(command: &str, value: impl Fn(&str) -> Option<&'a str>) -> String {
    let harmless =
        |text: &&str| !text.starts_with('-') && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.@:/".contains(c));
    let mut out = String::new();
    let mut rest = command;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = after.split_once('}').and_then(|(name, tail)| Some((value(name).filter(harmless)?, tail)));
        match known {
            Some((text, tail)) => {
                out.push_str(text);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_filled_with_harmless_values_only() {
        let value = |name: &str| match name {
            "project" => Some("my-project"),
            "evil" => Some("x; rm -rf ~"),
            "option" => Some("--force"),
            _ => None,
        };
        assert_eq!(filled("a {project} b", value), "a my-project b");
        assert_eq!(filled("a {evil} {option} {absent}", value), "a {evil} {option} {absent}");
        assert_eq!(filled(r#"{"a": {"b": "{project}"}}"#, value), r#"{"a": {"b": "my-project"}}"#);
        assert_eq!(filled("${HOME} {", value), "${HOME} {");
    }

    #[test]
    fn file_names_are_tame() {
        assert_eq!(file_name("Production images (EU)"), "production-images-eu");
        assert_eq!(file_name("../../etc/passwd"), "etc-passwd");
        assert_eq!(file_name(" / "), "connection");
        assert!(file_name(&"x ".repeat(500)).len() < 400);
    }
}
