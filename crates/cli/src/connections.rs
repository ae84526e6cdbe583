//! `onboard connections`, `--saved` and `--secrets reference`: the connections that are kept on this computer.
//!
//! In: a name. Out: the list; a subject for check and payload; a place in the key store to refer to. Deliberately absent:
//! a way to print a secret.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use indexmap::IndexMap;
use onboard_core::endpoints::Endpoints;
use onboard_core::field::Fields;
use onboard_core::pipeline::{self, Subject};
use onboard_core::probe::EndingKind;
use onboard_core::provider::Parsed;
use onboard_core::report::{ExitCode, Report};
use onboard_core::requirement::Choice;
use onboard_core::speech::Language;
use onboard_vault::saved::{self, Checked, Connection, Draft, Saved, SavedError};
use onboard_vault::{Keychain, PATIENCE, Patient, VaultError};
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::args::{ConnectionsArgs, ConnectionsCommand, PayloadArgs, SourceArgs, WhichArgs};
use crate::credential;
use crate::failure::Failure;
use crate::output;
use crate::words::named;

/// After this long without an answer, the person is told what the program waits for.
const SILENCE: Duration = Duration::from_secs(2);

/// Runs the command.
///
/// # Errors
/// When the list or the key store cannot be used, or there is no such connection.
pub fn run(args: &ConnectionsArgs) -> Result<ExitCode, Failure> {
    let saved = list()?;
    let (connection, json) = match &args.command {
        ConnectionsCommand::List { json } => {
            show(&saved, *json)?;
            return Ok(ExitCode::Ok);
        }
        ConnectionsCommand::Rename { which, new } => {
            let id = found(&saved, which)?.id;
            (saved.rename(&id, new).map_err(told)?, which.json)
        }
        ConnectionsCommand::Delete { which } => {
            let id = found(&saved, which)?.id;
            (patiently(|| saved.delete(&keychain(), &id, &|| true)).map_err(told)?, which.json)
        }
    };
    if json {
        output::json(&json!({"version": 1, "connection": row(&connection)}))?;
    }
    Ok(ExitCode::Ok)
}

fn list() -> Result<Saved, Failure> {
    saved::folder().map(Saved::at).map_err(told)
}

fn keychain() -> Patient {
    Patient::new(Arc::new(Keychain::platform()), PATIENCE)
}

fn found(saved: &Saved, which: &WhichArgs) -> Result<Connection, Failure> {
    saved.find(&which.name, which.provider.as_deref()).map_err(told)
}

/// Says what the program waits for, when it waits.
fn patiently<T>(act: impl FnOnce() -> T) -> T {
    let (done, wait) = channel::<()>();
    std::thread::spawn(move || {
        if wait.recv_timeout(SILENCE) == Err(RecvTimeoutError::Timeout) {
            output::hint("Waiting for the key store; it may be asking you to unlock it.");
        }
    });
    let answer = act();
    drop(done);
    answer
}

fn show(saved: &Saved, json: bool) -> Result<(), Failure> {
    let listing = saved.list().map_err(told)?;
    if let Some(place) = &listing.put_aside {
        output::hint(&format!(
            "The list of saved connections was damaged and could not be read. It was put aside at {}; the connections in \
             it are not listed.",
            place.display()
        ));
    }
    if json {
        let rows: Vec<Value> = listing.connections.iter().map(row).collect();
        return output::json(&json!({"version": 1, "connections": rows, "put_aside": listing.put_aside}));
    }
    if listing.connections.is_empty() {
        output::hint(
            "There is no saved connection. Keep one with: onboard payload --secrets reference --name NAME FILE",
        );
    }
    let now = OffsetDateTime::now_utc();
    let lines: String = listing.connections.iter().map(|connection| line(connection, now)).collect();
    output::text(&lines)
}

fn line(connection: &Connection, now: OffsetDateTime) -> String {
    let about = &connection.about;
    let mut parts = vec![about.provider.clone()];
    parts.extend(about.label.clone());
    parts.push(format!("saved {}", connection.saved));
    parts.extend(about.expires.as_ref().map(|at| {
        let word = if connection.expired(now) { "EXPIRED" } else { "expires" };
        format!("{word} {at}")
    }));
    let readiness = |c: &Checked| serde_json::to_value(c.readiness).ok().and_then(|v| v.as_str().map(str::to_owned));
    parts.extend(about.checked.as_ref().map(|c| format!("{} {}", readiness(c).unwrap_or_default(), c.at)));
    format!("{}\n  {}\n  {}\n", about.name, parts.join(" · "), connection.id)
}

fn row(connection: &Connection) -> Value {
    let mut row = serde_json::to_value(connection).unwrap_or_default();
    row["expired"] = json!(connection.expired(OffsetDateTime::now_utc()));
    row["reference"] = json!(connection.reference());
    row
}

/// The subject of a saved connection. Settings, purposes and options in the arguments take the place of the saved ones.
///
/// # Errors
/// When there is no such connection, or the key store does not give its secrets.
pub fn subject(
    name: &str,
    args: &SourceArgs,
    (settings, endpoints): (&IndexMap<String, String>, Endpoints),
    language: Language,
) -> Result<Subject, Failure> {
    let saved = list()?;
    let known = saved.find(name, args.provider.as_deref()).map_err(told)?;
    let (connection, secrets) = patiently(|| saved.open(&keychain(), &known.id)).map_err(told)?;
    let about = connection.about;
    let stranger = || {
        Failure::unreadable(
            "saved-of-no-provider",
            format!(
                "the saved connection {} is of {} {}, which is not known here",
                about.name, about.provider, about.variant
            ),
            "Use the version of the program that saved it.",
        )
    };
    let provider = onboard_providers::by_id(&about.provider).ok_or_else(stranger)?;
    let descriptor = provider.descriptor(language);
    descriptor.variant(&about.variant).ok_or_else(stranger)?;
    named(&descriptor, args, settings)?;
    let origin = format!("saved connection {}", about.name);
    let mut fields = Fields::default();
    for (field, value) in &about.fields {
        fields.set(field, value.clone(), origin.clone());
    }
    for (field, secret) in &secrets {
        fields.set_secret(field, secret.expose("goes back into its field").clone(), origin.clone());
    }
    let or = |given: &[String], kept: &[String]| if given.is_empty() { kept.to_vec() } else { given.to_vec() };
    let choice = Choice {
        purposes: or(&args.purpose, &about.choice.purposes),
        options: or(&args.option, &about.choice.options),
    };
    let parsed = Parsed {
        kind: "saved".to_owned(),
        variant: Some(about.variant.clone()),
        label: Some(about.name.clone()),
        fields,
        findings: Vec::new(),
    };
    let examined = credential::complete(provider, parsed, settings, &choice.options, language);
    Ok(Subject {
        provider,
        variant: about.variant,
        fields: examined.parsed.fields,
        choice,
        endpoints,
        findings: examined.parsed.findings,
        language,
        again: None,
    })
}

/// True when the arguments name a saved connection and change nothing of it.
fn as_saved(args: &SourceArgs) -> Option<&str> {
    args.saved.as_deref().filter(|_| args.set.is_empty() && args.purpose.is_empty() && args.option.is_empty())
}

/// Notes the outcome of a check in the list, when it was one of a saved connection as it is saved.
pub fn note(args: &SourceArgs, report: &Report) {
    let Some(name) = as_saved(args).filter(|_| report.ending != EndingKind::Cancelled) else { return };
    let checked = Checked { at: report.started.clone(), readiness: report.readiness };
    let noted = list().and_then(|saved| {
        let id = saved.find(name, args.provider.as_deref()).map_err(told)?.id;
        saved.checked(&id, checked).map_err(told)
    });
    if let Err(failure) = noted {
        output::hint(&format!("onboard: the check was not noted in the list: {}", failure.message));
    }
}

/// Keeps a connection in the key store under the payload's name, unless it is there as it is; gives the place.
///
/// # Errors
/// When the key store or the list cannot be used.
pub fn kept(
    args: &PayloadArgs,
    subject: &Subject,
    report: Option<&Report>,
    called: Called<'_>,
) -> Result<String, Failure> {
    let saved = list()?;
    if let Some(name) = as_saved(&args.source) {
        return Ok(saved.find(name, args.source.provider.as_deref()).map_err(told)?.reference());
    }
    let now = OffsetDateTime::now_utc();
    let mut fields = subject.fields.clone();
    let options = &subject.choice.options;
    let facts =
        pipeline::inspect(subject.provider, &subject.variant, &mut fields, options, now, subject.language).facts;
    let draft = Draft::of(subject, &facts, report).called(called.name, called.description, called.tags);
    let connection = patiently(|| saved.keep(&keychain(), draft, now, &|| true)).map_err(told)?;
    output::hint(&format!("Kept in the key store: {} ({})", connection.about.name, connection.id));
    Ok(connection.reference())
}

/// What a connection is called.
#[derive(Clone, Copy)]
pub struct Called<'a> {
    /// Name.
    pub name: &'a str,
    /// Description.
    pub description: &'a str,
    /// Tags.
    pub tags: &'a IndexMap<String, String>,
}

fn told(error: SavedError) -> Failure {
    let message = error.to_string();
    let of = |exit, code, tip: &str| Failure { exit, ..Failure::usage(code, message.clone(), tip) };
    let store = ExitCode::Unavailable;
    match error {
        SavedError::Vault(VaultError::Unavailable(_)) => of(
            store,
            "keychain-unavailable",
            "On Linux, start a Secret Service such as GNOME Keyring or KWallet. Or seal the payload with --seal-to.",
        ),
        SavedError::Vault(VaultError::Refused(_)) => of(store, "keychain-locked", "Unlock it, then try again."),
        SavedError::Vault(VaultError::TimedOut(_)) => of(store, "keychain-timeout", "Unlock it, then try again."),
        SavedError::Vault(VaultError::Damaged(_)) => of(
            ExitCode::Unreadable,
            "keychain-damaged",
            "Keep the credential again under the same name: onboard payload --secrets reference",
        ),
        SavedError::Gone(_) => of(
            ExitCode::Unreadable,
            "saved-secrets-gone",
            "Keep the credential again under the same name, or delete it: onboard connections delete NAME",
        ),
        SavedError::Newer { .. } => of(ExitCode::Unreadable, "saved-newer", "Use the newer version of the program."),
        SavedError::File { .. } => of(ExitCode::Unreadable, "saved-file", "Check the folder and its rights."),
        SavedError::Busy => of(store, "saved-busy", "Close the other window or command, then try again."),
        SavedError::NoFolder => {
            of(ExitCode::Usage, "saved-no-folder", "Set HOME, or name a folder in XOAP_ONBOARD_DATA.")
        }
        SavedError::Unknown(_) => of(ExitCode::Usage, "unknown-saved", "See the names with: onboard connections list"),
        SavedError::Several(_) => of(ExitCode::Usage, "several-saved", "Name its --provider, or its id."),
        SavedError::Taken(_) => of(ExitCode::Usage, "saved-name-taken", "Choose another name."),
        _ => of(ExitCode::Usage, "not-kept", ""),
    }
}
