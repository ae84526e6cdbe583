//! `onboard demo run`: the five steps of the wizard, told in the terminal.
//!
//! The demo cloud is the transport, so nothing here could reach a network. The key is imported as a person's
//! file would be, and the report is made by the same pipeline.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use indexmap::IndexMap;
use onboard_core::carrier::Input;
use onboard_core::endpoints::Endpoints;
use onboard_core::payload::{Choices, PayloadFormat};
use onboard_core::pipeline::{self, Progress, Subject, Watch};
use onboard_core::render::{ReportForm, headline, plain, render};
use onboard_core::report::{ExitCode, FailOn, Readiness, Report};
use onboard_core::requirement::Choice;
use onboard_core::speech::{Language, Speech};
use onboard_core::verdict::Verdict;
use onboard_democloud::{DemoCloud, DemoKey, Story};

use super::{MARK, world};
use crate::check::list;
use crate::credential::{self, Examined, providers};
use crate::failure::Failure;
use crate::inspect::finding_lines;
use crate::words::unknown;
use crate::{live, output};

/// Time for one run in a demo; the slow story stays well below it.
const LIMIT: Duration = Duration::from_secs(30);

/// Runs the command.
///
/// # Errors
/// When a name is not known or the output cannot be written.
pub fn run(scenario: &str, provider: Option<&str>, language: Language) -> Result<ExitCode, Failure> {
    let (story, cloud) = world(scenario, language)?;
    let provider = match provider {
        Some(name) if story.providers.iter().any(|p| p == name) => name,
        Some(name) => return Err(unknown("unknown-provider", "provider in this scenario", name, &story.providers)),
        None => story.providers.first().map(String::as_str).unwrap_or_default(),
    };
    introduce(&story)?;
    step("1 Provider")?;
    let mut subject = import(&cloud, provider, language)?;
    output::text(&format!("{}\n", subject.provider.descriptor(language).name))?;
    step("2 Credentials")?;
    show_credential(&subject)?;
    step("3 Check")?;
    output::text(&list(&pipeline::plan(&subject).unwrap_or_default()))?;
    output::text("\n")?;
    let mut report = check(&subject, &cloud)?;
    step("4 Permissions")?;
    show(&subject, &report)?;
    if story.fixable && cloud_fixed(&cloud, &report)? {
        // The fix of a deleted key is another key.
        let fixed = import(&cloud, provider, language)?;
        report = check_again(&subject, &fixed, &cloud, report)?;
        subject = fixed;
    }
    finish(&subject, &report)?;
    output::text(&format!("\n{MARK}\n"))?;
    let fixed = matches!(report.readiness, Readiness::Ready | Readiness::ReadyWithGaps);
    let told = report.demo && (!story.fixable || fixed);
    Ok(if told { ExitCode::Ok } else { ExitCode::Denied })
}

fn introduce(story: &Story) -> Result<(), Failure> {
    output::text(&format!("{MARK}\n\n{} ({})\n{}\n{}\n", story.title, story.name, story.shows, story.note))
}

fn step(title: &str) -> Result<(), Failure> {
    output::text(&format!("\n--- {title} ---\n"))
}

/// The demo key, imported as a person's file would be.
fn import(cloud: &DemoCloud, provider: &str, language: Language) -> Result<Subject, Failure> {
    let providers = providers(Some(provider))?;
    let lost = || Failure::usage("no-demo-key", "the demo cloud has no key for this provider", "Choose another.");
    let DemoKey { file_name, bytes, settings } = cloud.key(provider).ok_or_else(lost)?;
    let settings: IndexMap<_, _> = settings.into_iter().collect();
    let input = Input::new(file_name, bytes);
    let found = credential::examine(&providers, &input, &settings, &[], language).map_err(|_| lost())?;
    let Examined { provider, mut parsed, .. } = found.into_iter().next().ok_or_else(lost)?;
    for (name, value) in settings {
        parsed.fields.set(&name, value, "demo");
    }
    Ok(Subject {
        provider,
        variant: parsed.variant.unwrap_or(parsed.kind),
        fields: parsed.fields,
        choice: Choice { purposes: vec!["image-management".to_owned()], options: Vec::new() },
        endpoints: Endpoints::default(),
        findings: parsed.findings,
        language,
        again: None,
    })
}

/// What the import found, with the secrets masked.
fn show_credential(subject: &Subject) -> Result<(), Failure> {
    for (name, view) in subject.fields.view() {
        let value = view.value.or(view.masked).unwrap_or_default();
        output::text(&format!("  {name:<22}  {}  ({})\n", plain(&value), plain(&view.provenance)))?;
    }
    output::text(&subject.findings.iter().map(finding_lines).collect::<String>())
}

fn check(subject: &Subject, cloud: &Arc<DemoCloud>) -> Result<Report, Failure> {
    let cloud = cloud.clone();
    let rows = Arc::new(Rows::default());
    live::run(|| async move { pipeline::check(subject, cloud, rows, live::stop(LIMIT)).await })
}

/// Prints rows as they come, each once and again when more evidence changes its verdict.
#[derive(Default)]
struct Rows(Mutex<BTreeMap<String, Verdict>>);

impl Watch for Rows {
    fn progress(&self, progress: Progress) {
        let line = match progress {
            Progress::Principal { principal } => format!("  signed in as {}\n", plain(&principal.id)),
            Progress::Row { row, total, .. } => {
                let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                if told.insert(row.id.clone(), row.verdict) == Some(row.verdict) {
                    return;
                }
                let verdict = match row.verdict {
                    Verdict::Granted => "granted",
                    Verdict::Denied => "DENIED",
                    Verdict::Undetermined => "undetermined",
                };
                // A simulated answer is shown as well, so what is shown is counted, not what is done.
                let shown = told.len();
                format!("  {shown:>3}/{total:<3} {verdict:<13} {}\n", plain(&row.permission))
            }
            Progress::Stage { .. } | Progress::Precondition { .. } => return,
        };
        // A reader that has gone is noticed by the next step.
        let _ = output::text(&line);
    }
}

fn show(subject: &Subject, report: &Report) -> Result<(), Failure> {
    let speech = Speech::of(subject.provider.texts(), subject.language);
    output::bytes(&render(report, ReportForm::Text, &speech, output::colour()))
}

/// Shows the fix and does in the demo cloud what it says. True when something changed there.
fn cloud_fixed(cloud: &DemoCloud, report: &Report) -> Result<bool, Failure> {
    if let Some(fix) = report.remediation.first() {
        output::text(&format!("\n{}\n{}\n", plain(&fix.title), fix.content.trim_end()))?;
    }
    Ok(cloud.fix())
}

/// Checks again what was not granted before; everything, when nothing was refused or the key is another.
fn check_again(before: &Subject, fixed: &Subject, cloud: &Arc<DemoCloud>, report: Report) -> Result<Report, Failure> {
    output::text("\nThe fix was applied in the demo cloud. Checked again:\n")?;
    let open: BTreeSet<String> =
        report.requirements.iter().filter(|r| r.verdict != Verdict::Granted).map(|r| r.id.clone()).collect();
    let same = pipeline::fingerprint(before) == pipeline::fingerprint(fixed);
    let again = (same && !open.is_empty()).then(|| (open, Box::new(report)));
    let report = check(&Subject { again, ..fixed.clone() }, cloud)?;
    let speech = Speech::of(fixed.provider.texts(), fixed.language);
    output::text(&format!("\n{}\n", headline(&report, &speech)))?;
    Ok(report)
}

/// Step 5: the payload, with the secrets left out.
fn finish(subject: &Subject, report: &Report) -> Result<(), Failure> {
    step("5 Finish")?;
    if !matches!(report.exit_code(FailOn::Error), ExitCode::Ok | ExitCode::Undetermined) {
        return output::text("No payload: nothing is verified yet. The check above says what comes first.\n");
    }
    let choices = Choices {
        name: "demo connection".to_owned(),
        description: "Made by onboard demo run".to_owned(),
        tags: [("Purpose".to_owned(), "ImageManagement".to_owned())].into_iter().collect(),
        ..Choices::default()
    };
    let payload = pipeline::compose(subject, &choices, Some(report), true, PayloadFormat::Json)
        .map_err(|e| Failure::usage("payload-refused", e.to_string(), ""))?;
    output::text(payload.expose("redacted: shown as the preview"))
}
