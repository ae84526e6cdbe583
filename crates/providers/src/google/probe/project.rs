//! What a project is like beside permissions: its service account, its network, its enabled services.
//!
//! In: the answers of three reads. Out: what is used of them, preconditions, and evidence for the permissions
//! that the reads themselves need.

use std::collections::BTreeMap;

use onboard_core::probe::{Precondition, PreconditionOutcome};
use onboard_core::quote;
use onboard_core::speech::Speech;
use serde_json::{Map, Value};

use super::api::{Fault, FaultKind, Good};
use super::errors::Disabled;

/// What `compute.projects.get` tells.
#[derive(Debug, Default)]
pub(super) struct ComputeProject {
    /// The account that machines run as when none is named.
    pub default_account: Option<String>,
    /// `enable-oslogin` stands in the project's metadata as true.
    pub os_login: bool,
}

impl ComputeProject {
    /// Reads the answer; nothing when it is not about a project.
    pub(super) fn read(body: &Map<String, Value>) -> Option<Self> {
        body.get("name")?.as_str()?;
        let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let metadata = body.get("commonInstanceMetadata").and_then(|m| m.get("items")).and_then(Value::as_array);
        let os_login = metadata.into_iter().flatten().any(|item| {
            text(item, "key").as_deref() == Some("enable-oslogin")
                && text(item, "value").is_some_and(|v| matches!(v.to_ascii_lowercase().as_str(), "true" | "y" | "yes" | "1"))
        });
        let default_account = body.get("defaultServiceAccount").and_then(Value::as_str).map(str::to_owned);
        Some(Self { default_account, os_login })
    }
}

/// `ENABLED` or `DISABLED` by the short name of the service, of a `services:batchGet`. Nothing when it lists none:
/// it was asked for some, and has an entry for each.
pub(super) fn enabled(good: &Good) -> Option<BTreeMap<String, String>> {
    let services = good.body.get("services")?.as_array()?;
    let pair = |service: &Value| {
        let name = service.get("name")?.as_str()?.rsplit('/').next()?.strip_suffix(".googleapis.com")?.to_owned();
        Some((name, service.get("state")?.as_str()?.to_owned()))
    };
    Some(services.iter().filter_map(pair).collect())
}

/// What is known of a service from its own answers.
#[derive(Debug, Clone, Default)]
pub(super) enum Alive {
    /// It answered a question.
    Yes,
    /// It said that it is not enabled.
    No(Disabled),
    /// It was not asked, or did not say.
    #[default]
    Unknown,
}

impl Alive {
    /// From the answer to a call to it.
    pub(super) fn of<T>(answer: &Result<T, Box<Fault>>) -> Self {
        match answer.as_ref().map_err(|fault| &fault.kind) {
            Ok(_) => Self::Yes,
            Err(FaultKind::Disabled(disabled)) => Self::No(disabled.clone()),
            Err(_) => Self::Unknown,
        }
    }
}

/// The precondition that a service is enabled. The service's own word counts more than the list of services.
pub(super) fn api(name: &str, project: &str, alive: &Alive, state: Option<&str>, speech: &Speech) -> Precondition {
    let service = format!("{name}.googleapis.com");
    let (outcome, place, page) = match (alive, state) {
        (Alive::Yes, _) => (PreconditionOutcome::Met, project, None),
        (Alive::No(disabled), _) => {
            (PreconditionOutcome::Unmet, disabled.project.as_deref().unwrap_or(project), disabled.page.clone())
        }
        (Alive::Unknown, Some("ENABLED")) => (PreconditionOutcome::Met, project, None),
        (Alive::Unknown, Some("DISABLED")) => (PreconditionOutcome::Unmet, project, None),
        (Alive::Unknown, _) => (PreconditionOutcome::Undetermined, project, None),
    };
    let sentence = match outcome {
        PreconditionOutcome::Met => "google-api-met",
        PreconditionOutcome::Unmet => "google-api-unmet",
        PreconditionOutcome::Undetermined => "google-api-undetermined",
    };
    let values = [("service", service.as_str()), ("project", place)];
    let fix = (outcome == PreconditionOutcome::Unmet).then(|| {
        let command = format!("gcloud services enable {} --project {}", quote::sh(&service), quote::sh(place));
        let page = page.unwrap_or_else(|| format!("https://console.cloud.google.com/apis/library/{service}"));
        speech.say("google-api-fix", &[("command", &command), ("page", &page)])
    });
    Precondition { id: format!("api-{name}"), outcome, detail: speech.say(sentence, &values), fix }
}

/// The precondition that the network of the build exists.
pub(super) fn network(
    name: &str,
    project: &str,
    project_is_known: bool,
    answer: &Result<Good, Box<Fault>>,
    speech: &Speech,
) -> Precondition {
    let is_it = |good: &Good| good.body.get("name").and_then(Value::as_str) == Some(name);
    let missing_network = |fault: &Fault| {
        // A project that is not there gives the same status.
        matches!(fault.kind, FaultKind::NotFound)
            && (project_is_known || fault.message.as_deref().is_some_and(|m| m.contains("/global/networks/")))
    };
    let id = if name == "default" { "default-network" } else { "network" };
    let values = [("network", name), ("project", project)];
    let (outcome, detail) = match answer {
        Ok(good) if is_it(good) => (PreconditionOutcome::Met, speech.say("google-network-met", &values)),
        Ok(_) => (PreconditionOutcome::Undetermined, speech.say("google-network-undetermined", &values)),
        Err(fault) if missing_network(fault) => {
            (PreconditionOutcome::Unmet, speech.say("google-network-unmet", &values))
        }
        Err(fault) => {
            let detail = format!("{} {}", speech.say("google-network-undetermined", &values), fault.reason);
            (PreconditionOutcome::Undetermined, detail)
        }
    };
    let fix = (outcome == PreconditionOutcome::Unmet).then(|| {
        let command = format!(
            "gcloud compute networks create {} --project {} --subnet-mode auto",
            quote::sh(name),
            quote::sh(project)
        );
        speech.say("google-network-fix", &[("command", &command)])
    });
    Precondition { id: id.to_owned(), outcome, detail, fix }
}
