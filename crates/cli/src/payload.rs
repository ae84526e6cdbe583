//! `onboard payload`: stages 7 and 8, compose and deliver.
//!
//! Secrets in clear text go to a file of the owner only, and only when that was asked for in so many words.

use onboard_core::payload::{Choices, SecretsAs, file_bytes};
use onboard_core::pipeline::{self, Subject};
use onboard_core::render::headline;
use onboard_core::report::{ExitCode, Report, summarise};
use onboard_core::speech::{Language, Speech};

use crate::args::{PayloadArgs, PayloadCommand, SourceArgs};
use crate::connections::{self, Called};
use crate::failure::Failure;
use crate::inspect::finding_lines;
use crate::output::{self, Readers};
use crate::{credential, input, live, parts, progress, remediate, seal, words};

/// Runs the command.
///
/// # Errors
/// When there is no usable credential, the report is not about it, or secrets would end where they must not.
pub fn run(args: &PayloadArgs, language: Language) -> Result<ExitCode, Failure> {
    if let Some(PayloadCommand::Open(open)) = &args.command {
        return seal::open(open, language);
    }
    let files = [args.source.input.as_deref(), args.passphrase_file.as_deref(), args.report.as_deref()];
    input::read_once(files.into_iter().flatten().chain(parts::paths(&args.source.parts)))?;
    let mut choices = choices(args)?;
    let lock = seal::lock(args, language)?;
    let report = args.report.as_deref().map(remediate::load).transpose()?;
    let mut subject = credential::subject(&args.source, args.live.endpoints.as_deref(), language)?;
    if !pipeline::usable(&subject.findings) {
        let lines: String = subject.findings.iter().map(finding_lines).collect();
        output::hint(lines.trim_end());
        output::hint("onboard: the credential cannot be used as it is, so no payload was made. See the findings.");
        return Ok(ExitCode::Denied);
    }
    if let Some(report) = &report {
        fits(&subject, report)?;
        take_target(&mut subject, report, &args.source)?;
    }
    let (report, exit) = if args.check { checked(&subject, args, language)? } else { (report, ExitCode::Ok) };
    if !matches!(exit, ExitCode::Ok | ExitCode::Undetermined) {
        output::hint("onboard: no payload was made. See the report with: onboard check");
        return Ok(exit);
    }
    let demo = report.as_ref().is_some_and(|r| r.demo);
    if choices.secrets == SecretsAs::Reference {
        choices.reference = Some(reference(args, &subject, report.as_ref(), &choices)?);
    }
    let payload = pipeline::compose(&subject, &choices, report.as_ref(), demo, args.format.into())
        .map_err(|e| Failure::usage("payload-refused", e.to_string(), ""))?;
    let readers = if choices.secrets == SecretsAs::Inline { Readers::Owner } else { Readers::Default };
    match &lock {
        Some(lock) => {
            output::deliver(seal::seal(&payload, lock)?.as_bytes(), args.out.as_deref(), readers)?;
            if choices.secrets == SecretsAs::Redacted {
                output::hint("The sealed payload holds no secrets. With --secrets inline it does.");
            }
        }
        None => {
            let to_file = args.out.as_deref().is_some_and(|p| p != std::path::Path::new("-"));
            let file = file_bytes(args.format.into(), &payload);
            let bytes = if to_file {
                file.expose("delivered where the person asked for it")
            } else {
                payload.expose("delivered where the person asked for it").as_bytes()
            };
            output::deliver(bytes, args.out.as_deref(), readers)?;
        }
    }
    Ok(exit)
}

fn choices(args: &PayloadArgs) -> Result<Choices, Failure> {
    let secrets: SecretsAs = args.secrets.into();
    let to_file = args.out.as_deref().is_some_and(|p| p != std::path::Path::new("-"));
    if secrets == SecretsAs::Inline && !to_file {
        return Err(Failure::usage(
            "inline-needs-out",
            "secrets in clear text are not printed",
            "Name a file with --out; only you will be able to read it.",
        ));
    }
    Ok(Choices {
        name: args.name.clone().unwrap_or_default(),
        description: args.description.clone(),
        tags: words::pairs("--tag", &args.tag)?,
        secrets,
        reference: None,
    })
}

/// Where the secrets are kept. Asked last, so that nothing is kept for a payload that is not made.
fn reference(
    args: &PayloadArgs,
    subject: &Subject,
    report: Option<&Report>,
    choices: &Choices,
) -> Result<String, Failure> {
    if report.is_some_and(|r| r.demo) {
        return Err(Failure::usage(
            "saved-in-demo",
            "the report is one of the demo, and nothing of the demo is kept",
            "Use --secrets redacted.",
        ));
    }
    let called = Called { name: &choices.name, description: &choices.description, tags: &choices.tags };
    connections::kept(args, subject, report, called)
}

/// Takes the settings of the report over: the payload is for what was checked. What the arguments say otherwise
/// is refused.
fn take_target(subject: &mut Subject, report: &Report, source: &SourceArgs) -> Result<(), Failure> {
    let given = words::pairs("--set", &source.set)?;
    let descriptor = subject.provider.descriptor(subject.language);
    let settings = descriptor.variant(&subject.variant).map(|v| v.fields.as_slice()).unwrap_or_default();
    for field in settings.iter().filter(|f| f.setting) {
        let Some(checked) = report.target.get(&field.name) else { continue };
        match given.get(&field.name) {
            Some(value) if value != checked => {
                return Err(Failure::usage(
                    "other-target",
                    format!("the report was made for {0}={checked}, not for {0}={value}", field.name),
                    "Check again with the same --set: onboard check --json --out report.json",
                ));
            }
            _ => subject.fields.set(&field.name, checked.clone(), "report"),
        }
    }
    Ok(())
}

/// Refuses a report that speaks of another credential, or that contradicts itself.
fn fits(subject: &Subject, report: &Report) -> Result<(), Failure> {
    let again = "Check this credential again: onboard check --json --out report.json";
    if report.credential != pipeline::fingerprint(subject) {
        return Err(Failure::usage("other-credential", "the report is of another credential", again));
    }
    if report.summary != summarise(&report.requirements) || report.readiness != report.judge_readiness() {
        return Err(Failure::usage(
            "report-contradicts-itself",
            "the report's bottom line does not follow from its rows, so it was changed after the check",
            again,
        ));
    }
    Ok(())
}

fn checked(subject: &Subject, args: &PayloadArgs, language: Language) -> Result<(Option<Report>, ExitCode), Failure> {
    let report = live::check(subject, &args.live, progress::bar())?;
    let speech = Speech::of(subject.provider.texts(), language);
    output::hint(&headline(&report, &speech));
    let exit = report.exit_code(args.live.fail_on.into());
    Ok((Some(report), exit))
}
