//! `onboard inspect`: what can be known of files without a network.
//!
//! In: files, standard input, folders. Out: one entry a credential. Deliberately absent: a transport of any kind;
//! nothing in this file or below it can send.

use std::path::Path;

use indexmap::IndexMap;
use onboard_core::field::FieldView;
use onboard_core::finding::{Finding, Severity};
use onboard_core::pipeline::ProviderRef;
use onboard_core::render::plain;
use onboard_core::report::ExitCode;
use onboard_core::speech::{Language, Speech};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::args::{FailOnName, InspectArgs};
use crate::credential::{Examined, examine, examine_with, providers};
use crate::failure::Failure;
use crate::parts::Parts;
use crate::{input, output, parts};

/// The document of the contract.
#[derive(Serialize)]
struct Document {
    version: u32,
    inputs: Vec<Entry>,
}

/// One credential, or one input that is none.
#[derive(Serialize)]
struct Entry {
    path: String,
    provider: Option<&'static str>,
    variant: Option<String>,
    kind: String,
    label: Option<String>,
    fields: IndexMap<String, FieldView>,
    findings: Vec<Finding>,
    facts: Map<String, Value>,
    usable: bool,
}

impl Entry {
    fn nothing(path: &Path, findings: Vec<Finding>) -> Self {
        Self {
            path: path.display().to_string(),
            provider: None,
            variant: None,
            kind: "unknown".to_owned(),
            label: None,
            fields: IndexMap::new(),
            findings,
            facts: Map::new(),
            usable: false,
        }
    }

    fn of(path: &Path, examined: Examined) -> Self {
        Self {
            path: path.display().to_string(),
            provider: Some(examined.provider.id()),
            variant: examined.parsed.variant,
            kind: examined.parsed.kind,
            label: examined.parsed.label,
            fields: examined.parsed.fields.view(),
            findings: examined.parsed.findings,
            facts: examined.facts,
            usable: examined.usable,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// When a name is not known or the output cannot be written.
pub fn run(args: &InspectArgs, language: Language) -> Result<ExitCode, Failure> {
    let providers = providers(args.provider.as_deref())?;
    input::read_once(parts::paths(&args.parts))?;
    let parts = Parts::read(&args.parts, &providers, language)?;
    if !parts.is_empty() {
        return whole(args, &providers, &parts, language);
    }
    let mut inputs = Vec::new();
    let mut asked = false;
    for path in &args.inputs {
        if input::is_standard_input(path) && std::mem::replace(&mut asked, true) {
            output::hint("Standard input was named twice; it can be read once.");
            continue;
        }
        inputs.extend(entries(path, &providers, language));
    }
    tell(inputs, args)
}

/// One credential whose parts lie in several files.
fn whole(
    args: &InspectArgs,
    providers: &[ProviderRef],
    parts: &Parts,
    language: Language,
) -> Result<ExitCode, Failure> {
    let one_file = || {
        Failure::usage(
            "parts-of-what",
            "--with and --secret-file complete one file, and several files or a folder were named",
            "Name the one file that they belong to.",
        )
    };
    let [path] = args.inputs.as_slice() else { return Err(one_file()) };
    if !input::is_standard_input(path) && path.is_dir() {
        return Err(one_file());
    }
    input::read_once([path.as_path()].into_iter().chain(parts::paths(&args.parts)))?;
    let input = input::read(path, &Speech::core(language)).map_err(|f| Failure::findings(path, vec![f]))?;
    let found = examine_with(providers, (path, &input), parts, (&IndexMap::new(), &[]), language)?;
    tell(found.into_iter().map(|examined| Entry::of(path, examined)).collect(), args)
}

fn tell(inputs: Vec<Entry>, args: &InspectArgs) -> Result<ExitCode, Failure> {
    let exit = exit_code(&inputs, args.fail_on);
    if args.json {
        output::json(&Document { version: 1, inputs })?;
    } else {
        output::text(&text(&inputs))?;
    }
    Ok(exit)
}

fn entries(path: &Path, providers: &[ProviderRef], language: Language) -> Vec<Entry> {
    let speech = Speech::core(language);
    if input::is_standard_input(path) || !path.is_dir() {
        return one(path, providers, language, &speech);
    }
    let folder = input::walk(path, &speech);
    let mut entries: Vec<Entry> = folder
        .files
        .iter()
        .flat_map(|file| one(file, providers, language, &speech))
        .map(|mut entry| {
            // A folder may hold anything: a file in it that is no credential is nothing wrong.
            if entry.provider.is_none() {
                entry.findings.iter_mut().for_each(|f| f.severity = Severity::Info);
            }
            entry
        })
        .collect();
    entries.extend(folder.skipped.into_iter().map(|(path, finding)| Entry::nothing(&path, vec![finding])));
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    entries
}

fn one(path: &Path, providers: &[ProviderRef], language: Language, speech: &Speech) -> Vec<Entry> {
    let input = match input::read(path, speech) {
        Ok(input) => input,
        Err(finding) => return vec![Entry::nothing(path, vec![finding])],
    };
    match examine(providers, &input, &IndexMap::new(), &[], language) {
        Ok(found) => found.into_iter().map(|examined| Entry::of(path, examined)).collect(),
        Err(findings) => vec![Entry::nothing(path, findings)],
    }
}

fn exit_code(inputs: &[Entry], fail_on: FailOnName) -> ExitCode {
    if inputs.iter().all(|e| e.provider.is_none()) {
        return ExitCode::Unreadable;
    }
    let line = if fail_on == FailOnName::Warning { Severity::Warning } else { Severity::Error };
    let over = inputs.iter().flat_map(|e| &e.findings).any(|f| f.severity >= line);
    if over { ExitCode::Denied } else { ExitCode::Ok }
}

/// For people: credentials in full, other files of a folder as a count.
fn text(inputs: &[Entry]) -> String {
    let mut out = String::new();
    let (mut silent, mut shown) = (0, 0);
    for entry in inputs {
        if entry.provider.is_none() && entry.findings.iter().all(|f| f.severity == Severity::Info) {
            silent += 1;
            continue;
        }
        if shown > 0 {
            out.push('\n');
        }
        shown += 1;
        describe(entry, &mut out);
    }
    if silent > 0 {
        out.push_str(&format!("\nNo credential in {silent} other file(s) or folder entries.\n"));
    }
    out.trim_start_matches('\n').to_owned()
}

fn describe(entry: &Entry, out: &mut String) {
    let what = match entry.provider {
        None => "no credential".to_owned(),
        Some(provider) => {
            let label = entry.label.as_ref().map(|l| format!(", {}", plain(l))).unwrap_or_default();
            let kind = entry.variant.as_ref().unwrap_or(&entry.kind);
            let usable = if entry.usable { "" } else { "; cannot be used as it is" };
            format!("{provider} {kind} ({}{label}){usable}", entry.kind)
        }
    };
    out.push_str(&format!("{}: {what}\n", plain(&entry.path)));
    let width = entry.fields.keys().chain(entry.facts.keys()).map(|k| k.chars().count()).max().unwrap_or(0);
    for (name, field) in &entry.fields {
        let value = field.value.as_ref().or(field.masked.as_ref()).map(|v| plain(v)).unwrap_or_default();
        out.push_str(&format!("  {name:<width$}  {value}  ({})\n", plain(&field.provenance)));
    }
    for (name, fact) in &entry.facts {
        if entry.fields.contains_key(name) {
            continue;
        }
        let value = fact.as_str().map_or_else(|| fact.to_string(), str::to_owned);
        out.push_str(&format!("  {name:<width$}  {}\n", plain(&value)));
    }
    for finding in &entry.findings {
        out.push_str(&finding_lines(finding));
    }
}

/// A finding in one or two lines.
pub fn finding_lines(finding: &Finding) -> String {
    let severity = match finding.severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let place = match (finding.line, finding.column) {
        (Some(line), Some(column)) => format!(" (line {line}, column {column})"),
        (Some(line), None) => format!(" (line {line})"),
        _ => String::new(),
    };
    let mut out = format!("  {severity}: {}{place}  [{}]\n", plain(&finding.message), finding.code);
    if !finding.tip.is_empty() {
        out.push_str(&format!("    {}\n", plain(&finding.tip)));
    }
    out
}
