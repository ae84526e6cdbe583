//! `onboard check`: the whole pipeline, from a file to the report.

use onboard_core::pipeline::{self, Subject};
use onboard_core::probe::PlannedCall;
use onboard_core::render::{Colour, ReportForm, plain, render};
use onboard_core::report::ExitCode;
use onboard_core::speech::{Language, Speech};
use serde_json::json;

use crate::args::CheckArgs;
use crate::failure::Failure;
use crate::inspect::finding_lines;
use crate::output::{self, Readers};
use crate::{connections, credential, input, live, parts, progress};

/// Runs the command.
///
/// # Errors
/// When there is no credential to check, or the arguments cannot be used.
pub fn run(args: &CheckArgs, language: Language) -> Result<ExitCode, Failure> {
    input::read_once(args.source.input.as_deref().into_iter().chain(parts::paths(&args.source.parts)))?;
    let subject = credential::subject(&args.source, args.live.endpoints.as_deref(), language)?;
    if args.calls {
        return calls(&subject, args);
    }
    let report = live::check(&subject, &args.live, progress::bar())?;
    connections::note(&args.source, &report);
    let speech = Speech::of(subject.provider.texts(), language);
    let colour = if args.out.is_some() { Colour::Never } else { output::colour() };
    let document = render(&report, args.form(), &speech, colour);
    output::deliver(&document, args.out.as_deref(), Readers::Default)?;
    Ok(report.exit_code(args.live.fail_on.into()))
}

/// The requests that a check would send. None is sent, and there is no transport to send one.
fn calls(subject: &Subject, args: &CheckArgs) -> Result<ExitCode, Failure> {
    let usable = pipeline::usable(&subject.findings);
    let calls = if usable { pipeline::plan(subject).unwrap_or_default() } else { Vec::new() };
    let document = if args.form() == ReportForm::Json {
        let document = json!({
            "version": 1,
            "provider": subject.provider.id(),
            "variant": subject.variant,
            "calls": calls,
            "findings": subject.findings,
        });
        format!("{}\n", serde_json::to_string_pretty(&document).unwrap_or_default())
    } else {
        let mut text: String = subject.findings.iter().map(finding_lines).collect();
        text.push_str(&list(&calls));
        text
    };
    output::deliver(document.as_bytes(), args.out.as_deref(), Readers::Default)?;
    Ok(if usable { ExitCode::Ok } else { ExitCode::Denied })
}

/// The planned requests, one a line: intent, what, where.
pub fn list(calls: &[PlannedCall]) -> String {
    let width = calls.iter().map(|c| c.label.chars().count()).max().unwrap_or(0);
    let mut text = format!("{} requests would be sent, none of which changes anything:\n", calls.len());
    for call in calls {
        let intent = match serde_json::to_value(call.intent) {
            Ok(serde_json::Value::String(word)) => word,
            _ => String::new(),
        };
        let label = plain(&call.label);
        let when = if call.conditional { "  (only if an earlier answer calls for it)" } else { "" };
        text.push_str(&format!("  {intent:<15}  {label:<width$}  {}{when}\n", plain(&call.host)));
    }
    text
}
