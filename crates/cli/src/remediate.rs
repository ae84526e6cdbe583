//! `onboard remediate`: the smallest fix for what a report says is denied. Works from the file alone.

use std::fs;
use std::path::Path;

use onboard_core::pipeline::{self, ProviderRef};
use onboard_core::remediation::{Format, Remediation};
use onboard_core::report::{ExitCode, Report};
use onboard_core::speech::Language;
use onboard_core::verdict::Verdict;
use serde_json::json;

use crate::args::RemediateArgs;
use crate::credential::text_file;
use crate::failure::Failure;
use crate::output::{self, Readers};

/// Runs the command.
///
/// # Errors
/// When the file is no report, or there is no fix in the form that was asked for.
pub fn run(args: &RemediateArgs, language: Language) -> Result<ExitCode, Failure> {
    let report = load(&args.report)?;
    let provider = provider(&report)?;
    let all = pipeline::remediate(provider, &report, language);
    let fixes = chosen(&all, args.format.map(Into::into))?;
    if fixes.is_empty() {
        output::hint(&nothing(&report));
    }
    match &args.out {
        _ if args.json => output::json(&json!({"version": 1, "remediation": fixes}))?,
        Some(folder) => save(&fixes, &report.provider, folder)?,
        None => output::text(&text(&fixes, args.format.is_some()))?,
    }
    Ok(ExitCode::Ok)
}

/// Reads a report.
///
/// # Errors
/// When the file cannot be read or is no report of this version.
pub fn load(path: &Path) -> Result<Report, Failure> {
    let refused = |reason: String| {
        Failure::unreadable(
            "not-a-report",
            format!("{} is not a report: {reason}", path.display()),
            "Make one with: onboard check --json --out report.json",
        )
    };
    let text = text_file(path).map_err(refused)?;
    let report: Report = serde_json::from_str(&text).map_err(|e| refused(e.to_string()))?;
    if report.version != 1 {
        return Err(refused(format!("its version is {}, and version 1 is known", report.version)));
    }
    Ok(report)
}

/// The provider of a report.
///
/// # Errors
/// When there is none of that name.
pub fn provider(report: &Report) -> Result<ProviderRef, Failure> {
    onboard_providers::by_id(&report.provider).ok_or_else(|| {
        let known: Vec<_> = onboard_providers::all().iter().map(|p| p.id()).collect();
        Failure::unreadable(
            "unknown-provider",
            format!("the report is of the provider {}, which is not known", report.provider),
            format!("Known are {}.", known.join(", ")),
        )
    })
}

fn chosen(all: &[Remediation], format: Option<Format>) -> Result<Vec<Remediation>, Failure> {
    let Some(format) = format else { return Ok(all.to_vec()) };
    let fixes: Vec<_> = all.iter().filter(|r| r.format == format).cloned().collect();
    if fixes.is_empty() && !all.is_empty() {
        let mut forms: Vec<_> = all.iter().map(|r| word(r.format)).collect();
        forms.dedup();
        return Err(Failure::usage(
            "no-such-form",
            format!("there is no fix in the form {}", word(format)),
            format!("There is {}.", forms.join(", ")),
        ));
    }
    Ok(fixes)
}

fn nothing(report: &Report) -> String {
    let open = report.requirements.iter().filter(|r| r.verdict == Verdict::Undetermined).count();
    match open {
        0 => "Nothing is denied, so there is nothing to fix.".to_owned(),
        n => format!("Nothing is denied, so there is nothing to fix; {n} permissions are undetermined."),
    }
}

/// One form alone is printed as it is, ready to paste; several stand under their titles.
fn text(fixes: &[Remediation], alone: bool) -> String {
    let mut out = String::new();
    for (place, fix) in fixes.iter().enumerate() {
        if place > 0 {
            out.push('\n');
        }
        if !alone {
            out.push_str(&format!("=== {}: {} ===\n", word(fix.format), fix.title));
        }
        out.push_str(fix.content.trim_end());
        out.push('\n');
    }
    out
}

fn save(fixes: &[Remediation], provider: &str, folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|e| {
        Failure::usage(
            "output-failed",
            format!("the folder {} cannot be made: {e}", folder.display()),
            "Name another with --out.",
        )
    })?;
    for (place, fix) in fixes.iter().enumerate() {
        let before = fixes[..place].iter().filter(|f| f.format == fix.format).count();
        let number = if before > 0 { format!("-{}", before + 1) } else { String::new() };
        let name = format!("{provider}-{}{number}.{}", word(fix.format), fix.format.extension());
        let path = folder.join(name);
        output::file(fix.content.as_bytes(), &path, Readers::Default)?;
        output::hint(&format!("Written: {}", path.display()));
    }
    Ok(())
}

fn word(format: Format) -> String {
    match serde_json::to_value(format) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
