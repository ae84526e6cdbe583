//! Runs one case through the pipeline, as the window and the command line do, and looks at all that comes out.

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use onboard_core::field::{FieldValue, Fields};
use onboard_core::payload::{Choices, PayloadFormat, SecretsAs, report_bytes};
use onboard_core::pipeline::{self, Progress, ProviderRef, Subject, Watch};
use onboard_core::render::{Colour, ReportForm, render};
use onboard_core::report::Report;
use onboard_core::requirement::Choice;
use onboard_core::speech::{Language, Speech};
use onboard_core::transport::Transport;
use onboard_tests::leaks::Needles;
use onboard_tests::recorded::{Recorded, World};
use onboard_tests::subject::{Chosen, subject};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tracing_subscriber::fmt::MakeWriter;

use crate::case::Case;
use crate::expect::differences;

/// The services' own hosts, and those below them.
const KNOWN: &[&str] = &[
    "amazonaws.com",
    "googleapis.com",
    "login.microsoftonline.com",
    "management.azure.com",
    "login.microsoftonline.us",
    "management.usgovcloudapi.net",
    "login.chinacloudapi.cn",
    "management.chinacloudapi.cn",
];

/// All that came out of one run.
struct Outcome {
    report: Report,
    payload: String,
    /// Name of the place and what is in it.
    shown: Vec<(String, String)>,
    /// The same composition with its secrets, in which they must be found.
    inline: String,
    world: Arc<Recorded>,
    secrets: Vec<Needles>,
}

/// Runs the case twice and compares. The text of the error says all that is wrong.
pub fn run(provider: ProviderRef, folder: &Path) -> Result<(), String> {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).map_err(|e| format!("{name}: {e}"));
    let case: Case = toml::from_str(&read("case.toml")?).map_err(|e| format!("case.toml: {e}"))?;
    let input = onboard_tests::keys::filled(&read(&case.input)?);
    let world = World::load(&folder.join("world.toml"))?;
    let with = case.with.iter().map(|name| Ok((name.as_str(), onboard_tests::keys::filled(&read(name)?))));
    let with: Vec<(&str, String)> = with.collect::<Result<_, String>>()?;
    let once = || outcome(provider, &case, &input, &with, world.clone());
    let (first, second) = (once()?, once()?);
    let mut wrong = differences(&case.expect, &first.report, &first.world);
    if case.shows.len() < 20 {
        wrong.push("the case does not say what it shows".to_owned());
    }
    if report_bytes(&first.report) != report_bytes(&second.report) || first.payload != second.payload {
        wrong.push("a second run gives other bytes".to_owned());
    }
    wrong.extend(leaks(&first));
    wrong.extend(foreign_hosts(&first.world));
    let report = String::from_utf8_lossy(&report_bytes(&first.report)).into_owned();
    wrong.extend(snapshot(&folder.join("report.json"), &report)?);
    wrong.extend(snapshot(&folder.join("payload.json"), &first.payload)?);
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

fn outcome(
    provider: ProviderRef,
    case: &Case,
    input: &str,
    with: &[(&str, String)],
    world: World,
) -> Result<Outcome, String> {
    let now = OffsetDateTime::parse(&case.clock, &Rfc3339).map_err(|e| format!("clock: {e}"))?;
    let world = Arc::new(Recorded::new(world, now));
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    let (subject, report, events, imported) = tracing::subscriber::with_default(subscriber, || {
        let (subject, imported) = import(provider, case, input, with, now)?;
        let events = Arc::new(Events::default());
        let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(|e| e.to_string())?;
        let transport: Arc<dyn Transport> = world.clone();
        let never = std::future::pending();
        let report = runtime.block_on(pipeline::check(&subject, transport, events.clone(), never));
        Ok::<_, String>((subject, report, events, imported))
    })?;
    let mut shown = shown(&subject, &report)?;
    shown.push(("the log".to_owned(), log.text()));
    shown.push(("what was imported, as the interface gets it".to_owned(), imported));
    shown.extend(events.texts());
    let payload = payload(&subject, &report, SecretsAs::Redacted, PayloadFormat::Json)?;
    let inline = payload_all(&subject, &report, SecretsAs::Inline)?;
    let secrets = secrets(case, &subject.fields, &world);
    Ok(Outcome { report, payload, shown, inline, world, secrets })
}

fn import(
    provider: ProviderRef,
    case: &Case,
    input: &str,
    with: &[(&str, String)],
    now: OffsetDateTime,
) -> Result<(Subject, String), String> {
    subject(
        provider,
        Chosen {
            origin: &case.input,
            text: input,
            with,
            label: case.label.as_deref(),
            settings: &case.settings,
            choice: Choice { purposes: case.purposes.clone(), options: case.options.clone() },
            now,
        },
    )
}

/// Every form of the report and of the payload in which no secret may be.
fn shown(subject: &Subject, report: &Report) -> Result<Vec<(String, String)>, String> {
    let mut shown = Vec::new();
    for language in [Language::En, Language::De] {
        let speech = Speech::of(subject.provider.texts(), language);
        for form in [ReportForm::Text, ReportForm::Markdown, ReportForm::Html, ReportForm::Junit, ReportForm::Csv] {
            let text = render(report, form, &speech, Colour::Never);
            shown.push((format!("the report as {form:?}"), String::from_utf8_lossy(&text).into_owned()));
        }
    }
    shown.push(("the report".to_owned(), String::from_utf8_lossy(&report_bytes(report)).into_owned()));
    shown.push(("the payload".to_owned(), payload_all(subject, report, SecretsAs::Redacted)?));
    let plan = pipeline::plan(subject).unwrap_or_default();
    shown.push(("the list of calls".to_owned(), serde_json::to_string(&plan).map_err(|e| e.to_string())?));
    Ok(shown)
}

fn payload(subject: &Subject, report: &Report, secrets: SecretsAs, format: PayloadFormat) -> Result<String, String> {
    let choices = Choices {
        name: "Production images".to_owned(),
        description: "Made by a recorded case".to_owned(),
        secrets,
        ..Choices::default()
    };
    let payload = pipeline::compose(subject, &choices, Some(report), false, format).map_err(|e| e.to_string())?;
    Ok(payload.expose("compared with the snapshot").clone())
}

fn payload_all(subject: &Subject, report: &Report, secrets: SecretsAs) -> Result<String, String> {
    use PayloadFormat::{Env, Json, Pkrvars, Powershell, Sheet, Tfvars};
    let formats = [Json, Sheet, Pkrvars, Env, Powershell, Tfvars];
    formats.into_iter().map(|format| payload(subject, report, secrets, format)).collect()
}

/// What must not come out: the secrets of the credential, what the case names, and signed assertions that were sent.
fn secrets(case: &Case, fields: &Fields, world: &Recorded) -> Vec<Needles> {
    let mut needles: Vec<Needles> = fields
        .iter()
        .filter_map(|(name, field)| match &field.value {
            FieldValue::Secret(secret) => Some(Needles::of(name, secret.expose("searched for in what came out"))),
            FieldValue::Plain(_) => None,
        })
        .collect();
    needles.extend(case.secrets.iter().map(|s| Needles::of("a secret of the case", s)));
    for exchange in world.exchanges() {
        for (name, value) in url::form_urlencoded::parse(&exchange.request.body) {
            if name == "assertion" || name == "client_assertion" {
                needles.push(Needles::of("the assertion", &value));
            }
        }
        if let Some(value) = exchange.request.header("authorization") {
            needles.push(Needles::of("an authorization header", value));
        }
    }
    needles
}

fn leaks(outcome: &Outcome) -> Vec<String> {
    let mut found: Vec<String> = outcome
        .secrets
        .iter()
        .flat_map(|needles| outcome.shown.iter().filter_map(|(place, text)| needles.found_in(place, text)))
        .collect();
    // A search that finds nothing anywhere proves nothing: where secrets are asked for, it must find them.
    if !outcome.secrets.iter().any(|needles| needles.found_in("inline", &outcome.inline).is_some()) {
        found.push("the search does not find the secret where it was asked for".to_owned());
    }
    found
}

/// The host of an address.
pub fn host(url: &str) -> String {
    url::Url::parse(url).ok().and_then(|u| u.host_str().map(str::to_owned)).unwrap_or_default()
}

/// Whatever an imported file names, only the services themselves are asked (I10).
fn foreign_hosts(world: &Recorded) -> Vec<String> {
    let known = |host: &str| KNOWN.iter().any(|known| host == *known || host.ends_with(&format!(".{known}")));
    let hosts = world.exchanges().into_iter().map(|e| host(&e.request.url));
    hosts.filter(|h| !known(h)).map(|h| format!("{h} was asked")).collect()
}

/// Compares with a kept file, or writes it when told to.
fn snapshot(path: &Path, text: &str) -> Result<Option<String>, String> {
    if std::env::var_os("BLESS").is_some_and(|v| v == "1") {
        std::fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))?;
        return Ok(None);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    if kept == text {
        return Ok(None);
    }
    let line = kept
        .lines()
        .zip(text.lines())
        .position(|(a, b)| a != b)
        .unwrap_or_else(|| kept.lines().count().min(text.lines().count()));
    let at = |text: &str| text.lines().nth(line).unwrap_or("(end)").trim().to_owned();
    // Of a long line, only what stands around the first difference.
    let (now, before) = (at(text), at(&kept));
    let same = now.chars().zip(before.chars()).take_while(|(a, b)| a == b).count().saturating_sub(20);
    let part = |text: &str| text.chars().skip(same).take(80).collect::<String>();
    Ok(Some(format!("{name} differs in line {}: now {}, kept {}", line + 1, part(&now), part(&before))))
}

/// Keeps what the interface is told, as it is told.
#[derive(Default)]
struct Events(Mutex<Vec<String>>);

impl Events {
    fn texts(&self) -> Vec<(String, String)> {
        let events = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        events.iter().map(|e| ("a message to the interface".to_owned(), e.clone())).collect()
    }
}

impl Watch for Events {
    fn progress(&self, progress: Progress) {
        let text = serde_json::to_string(&progress).unwrap_or_default();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    }
}

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
