//! The whole flow, provider-independent: eight stages, each passed once.
//!
//! 1 import · 2 parse · 3 inspect · 4 probe · 5 judge · 6 report · 7 compose · 8 deliver.
//! Stages 1 and 8 touch the outside and live in the shell and the command line; 4 goes out through a
//! [`Transport`] only; the others are pure.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;

use futures_util::future::{Either, select};
use serde::Serialize;
use time::OffsetDateTime;

use crate::carrier::{Input, decode, trimmed};
use crate::collect::{Seen, assemble};
use crate::endpoints::Endpoints;
use crate::error::PayloadError;
use crate::field::{Field, FieldValue, Fields};
use crate::finding::{Finding, Severity};
use crate::guard::Guarded;
use crate::network::StageResult;
use crate::payload::{Choices, PayloadFormat, render};
use crate::probe::{EndingKind, Halt, PlannedCall, Precondition, Principal, Probe};
use crate::provider::{Inspection, Parsed, Provider};
use crate::remediation::Remediation;
use crate::report::{Report, Row};
use crate::requirement::{Catalogue, Choice, Level};
use crate::secret::SecretString;
use crate::speech::{Language, Speech};
use crate::transport::Transport;
use crate::verdict::Verdict;

/// A provider that is compiled in.
pub type ProviderRef = &'static dyn Provider;

// ---------------------------------------------------------------------------------------------- 2 parse

/// What an input turned out to be.
#[derive(Debug)]
pub struct Import {
    /// What was repaired, or why nothing could be read. Errors here mean that there are no candidates.
    pub findings: Vec<Finding>,
    /// The credentials in it; several are offered as a choice.
    pub candidates: Vec<Candidate>,
}

/// One credential in an input.
#[derive(Debug)]
pub struct Candidate {
    /// Provider id.
    pub provider: &'static str,
    /// The credential.
    pub parsed: Parsed,
}

/// Stage 2: bytes to credentials. Total; asks every given provider.
#[must_use]
pub fn parse(providers: &[ProviderRef], input: &Input, language: Language) -> Import {
    let decoded = decode(input, &Speech::core(language));
    let mut findings = decoded.findings.clone();
    if findings.iter().any(|f| f.severity == Severity::Error) {
        return Import { findings, candidates: Vec::new() };
    }
    let candidates: Vec<_> = providers
        .iter()
        .flat_map(|provider| {
            let speech = Speech::of(provider.texts(), language);
            provider.parse(&decoded, &speech).into_iter().map(|parsed| Candidate { provider: provider.id(), parsed })
        })
        .collect();
    if candidates.is_empty() {
        let kinds: Vec<_> = providers.iter().map(|p| p.descriptor(language).accepts).collect();
        let speech = Speech::core(language);
        findings.push(speech.finding("input-not-recognised", Severity::Error, None, &[("kinds", &kinds.join(", "))]));
    }
    Import { findings, candidates }
}

// -------------------------------------------------------------------------------------------- 3 inspect

/// Stage 3: what can be known without a network. Trims what was typed, finds missing fields, then asks the provider.
#[must_use]
pub fn inspect(
    provider: ProviderRef,
    variant: &str,
    fields: &mut Fields,
    options: &[String],
    now: OffsetDateTime,
    language: Language,
) -> Inspection {
    let speech = Speech::of(provider.texts(), language);
    let descriptor = provider.descriptor(language);
    let mut findings = Vec::new();
    if let Some(spec) = descriptor.variant(variant) {
        for field in &spec.fields {
            if trim(fields, &field.name) {
                findings.push(speech.finding(
                    "field-trimmed",
                    Severity::Info,
                    Some(&field.name),
                    &[("label", &field.label)],
                ));
            }
            if !fields.has(&field.name) && !field.default.is_empty() {
                fields.set(
                    &field.name,
                    field.default.clone(),
                    speech.maybe("provenance-default", &[]).unwrap_or_else(|| "default".to_owned()),
                );
            }
            let shown = field.options.is_empty() || field.options.iter().any(|o| options.contains(o));
            if field.required && shown && !fields.has(&field.name) {
                findings.push(speech.finding(
                    "field-missing",
                    Severity::Error,
                    Some(&field.name),
                    &[("label", &field.label)],
                ));
            }
        }
    }
    let inspection = provider.inspect(variant, fields, now, &speech);
    findings.extend(inspection.findings);
    Inspection { findings, facts: inspection.facts }
}

fn trim(fields: &mut Fields, name: &str) -> bool {
    let Some(Field { value, provenance }) = fields.get(name).cloned() else { return false };
    match value {
        FieldValue::Plain(text) if trimmed(&text) != text => {
            fields.set(name, trimmed(&text), provenance);
            true
        }
        FieldValue::Secret(secret) => {
            let text = secret.expose("white space around it is taken off");
            let inner = trimmed(text);
            // The line feed that ends a PEM block or a file is no news.
            let news = inner != text.trim_end_matches('\n');
            if inner != text.as_str() {
                let inner = inner.to_owned();
                fields.set_secret(name, inner, provenance);
            }
            news
        }
        FieldValue::Plain(_) => false,
    }
}

/// True when the findings leave the credential usable.
#[must_use]
pub fn usable(findings: &[Finding]) -> bool {
    findings.iter().all(|f| f.severity != Severity::Error)
}

// ----------------------------------------------------------------------------- 4 probe, 5 judge, 6 report

/// What is to be checked.
#[derive(Clone)]
pub struct Subject {
    /// The provider.
    pub provider: ProviderRef,
    /// Variant id.
    pub variant: String,
    /// Credential and settings, as [`inspect`] left them.
    pub fields: Fields,
    /// What it is for.
    pub choice: Choice,
    /// Where the services are.
    pub endpoints: Endpoints,
    /// Findings of parse and inspect, for the report.
    pub findings: Vec<Finding>,
    /// For sentences.
    pub language: Language,
    /// Only these requirements, for a recheck of the given earlier report.
    pub again: Option<(BTreeSet<String>, Box<Report>)>,
}

impl Subject {
    pub(crate) fn catalogue(&self) -> Catalogue {
        let chosen = self.provider.catalogue().chosen(&self.choice).needed(&self.fields);
        match &self.again {
            Some((ids, _)) => chosen.only(ids),
            None => chosen,
        }
    }

    pub(crate) fn speech(&self) -> Speech {
        Speech::of(self.provider.texts(), self.language)
    }
}

/// What a run tells while it goes on.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Progress {
    /// A stage ended.
    Stage {
        /// The stage.
        result: StageResult,
    },
    /// Who the credential is.
    Principal {
        /// The principal.
        principal: Principal,
    },
    /// A row as it stands now; it may come again with more evidence.
    Row {
        /// The row.
        row: Row,
        /// Rows with an answer of the kind that they wait for.
        done: u32,
        /// Rows in all.
        total: u32,
    },
    /// A precondition.
    Precondition {
        /// The precondition.
        precondition: Precondition,
    },
}

/// Watches a run. Called from the run's own task.
pub trait Watch: Send + Sync {
    /// One piece of progress.
    fn progress(&self, progress: Progress);
}

/// Watches nothing.
pub struct Unwatched;

impl Watch for Unwatched {
    fn progress(&self, _: Progress) {}
}

/// Why a run was stopped from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The person said so.
    Cancelled,
    /// The time was over.
    Timeout,
}

/// The requests that [`check`] would send; none are sent. Nothing when the credential is unusable.
#[must_use]
pub fn plan(subject: &Subject) -> Option<Vec<PlannedCall>> {
    let credential = subject.provider.credential(&subject.variant, &subject.fields)?;
    Some(credential.plan(&subject.catalogue(), &subject.choice, &subject.fields, &subject.endpoints))
}

/// The hosts that [`check`] may contact, for an allow-list of the network.
#[must_use]
pub fn hosts(subject: &Subject) -> BTreeSet<String> {
    plan(subject).unwrap_or_default().into_iter().map(|call| call.host).collect()
}

/// Stages 4 to 6: asks, judges, reports. Ends when everything was asked, when the probe halts, or when `stop` ends;
/// what was found out until then stays in the report.
pub async fn check(
    subject: &Subject,
    transport: Arc<dyn Transport>,
    watch: Arc<dyn Watch>,
    stop: impl Future<Output = Stop> + Send,
) -> Report {
    let started = transport.now();
    let guarded = Arc::new(Guarded::new(transport.clone(), subject.provider.rules()));
    let seen = Arc::new(Seen::new(subject, watch));
    let halt = probe(subject, guarded.clone(), seen.clone(), stop).await;
    let mut report = assemble(subject, &seen, halt, started);
    report.demo = transport.is_demo();
    report.duration_ms = u64::try_from((transport.now() - started).whole_milliseconds()).unwrap_or(0);
    report.calls = guarded.calls();
    report.asked = guarded.asked();
    report.remediation = remediate(subject.provider, &report, subject.language);
    report
}

/// Fixes for what a report says is missing: for what is needed, exactly and nothing beyond it; only when nothing needed
/// is missing, for what is optional. So a pasted fix never grants more than the connection's purpose asks for.
#[must_use]
pub fn remediate(provider: ProviderRef, report: &Report, language: Language) -> Vec<Remediation> {
    let speech = Speech::of(provider.texts(), language);
    let mut needed = report.clone();
    needed.requirements.retain(|row| row.level != Level::Optional);
    let missing = needed.requirements.iter().any(|row| row.verdict == Verdict::Denied);
    provider.remediate(if missing { &needed } else { report }, &speech)
}

async fn probe(
    subject: &Subject,
    transport: Arc<dyn Transport>,
    seen: Arc<Seen>,
    stop: impl Future<Output = Stop> + Send,
) -> Option<Halt> {
    let speech = subject.speech();
    let unusable =
        Halt { kind: EndingKind::Unusable, cause: "unusable".to_owned(), reason: speech.say("ending-unusable", &[]) };
    if !usable(&subject.findings) {
        return Some(unusable);
    }
    let Some(credential) = subject.provider.credential(&subject.variant, &subject.fields) else {
        return Some(unusable);
    };
    let probe = Probe {
        transport,
        endpoints: subject.endpoints.clone(),
        catalogue: subject.catalogue(),
        choice: subject.choice.clone(),
        fields: subject.fields.clone(),
        speech: speech.clone(),
        sink: seen,
    };
    let stopped =
        |kind, id: &str| Halt { kind, cause: id.to_owned(), reason: speech.say(&format!("ending-{id}"), &[]) };
    let run = pin!(credential.probe(&probe));
    let stop = pin!(stop);
    match select(run, stop).await {
        Either::Left((result, _)) => result.err(),
        Either::Right((Stop::Cancelled, _)) => Some(stopped(EndingKind::Cancelled, "cancelled")),
        Either::Right((Stop::Timeout, _)) => Some(stopped(EndingKind::Timeout, "timeout")),
    }
}

/// See [`Report::credential`].
#[must_use]
pub fn fingerprint(subject: &Subject) -> String {
    let descriptor = subject.provider.descriptor(Language::En);
    let mut text = format!("{}\n{}\n", subject.provider.id(), subject.variant);
    for field in descriptor.variant(&subject.variant).map(|v| v.fields.as_slice()).unwrap_or_default() {
        if let (false, Some(value)) = (field.setting, subject.fields.plain(&field.name)) {
            text.push_str(&format!("{}={value}\n", field.name));
        }
    }
    hex::encode(ring::digest::digest(&ring::digest::SHA256, text.as_bytes()))
}

// -------------------------------------------------------------------------------------------- 7 compose

/// Stage 7: the payload in one format.
///
/// # Errors
/// See [`render`].
pub fn compose(
    subject: &Subject,
    choices: &Choices,
    report: Option<&Report>,
    demo: bool,
    format: PayloadFormat,
) -> Result<SecretString, PayloadError> {
    let composition = subject.provider.compose(&subject.variant, &subject.fields);
    render(&composition, choices, report, demo, format)
}
