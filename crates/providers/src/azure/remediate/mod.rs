//! Fixes for what a report says is denied, not registered, or no longer valid, ready to paste.
//!
//! In: a report, which may come from a file. Out: a custom role with exactly the missing operations and its assignment,
//! the published role instead, registration of resource providers, a new secret, and words for an administrator. Names
//! of operations come from the catalogue and not from the report, ids are read as ids, and every other name is quoted
//! for whatever reads it. Deliberately absent: running any of it.

mod script;
mod terraform;
mod words;

use onboard_core::network::{StageName, StageOutcome};
use onboard_core::probe::PreconditionOutcome;
use onboard_core::remediation::{Format, Remediation};
use onboard_core::report::{Report, Row};
use onboard_core::speech::Speech;
use onboard_core::verdict::Verdict;
use serde_json::json;

use self::script::Shell;
use super::probe::{DENY_ASSIGNMENT, NAMESPACES};
use super::{CATALOGUE, guid};

/// The role of the published prerequisites.
pub(super) const CONTRIBUTOR: &str = "Contributor";
const ROLE: &str = "XOAP image builder";

/// What is to be fixed.
pub(super) struct Needs {
    /// The subscription's id; empty when the report names none.
    pub subscription: String,
    /// Where a role is to be assigned: the subscription, or the resource group that builds stay in. Without a
    /// subscription, the words for the one that nobody named.
    pub scope: String,
    /// The application id of the service principal.
    pub client: String,
    /// The object id of the service principal, where it is known.
    pub object: Option<String>,
    /// Operations that are missing.
    pub actions: Vec<String>,
    /// Operations that a deny assignment refuses; no role helps against it.
    pub refused: Vec<String>,
    /// Namespaces to register.
    pub namespaces: Vec<&'static str>,
    /// What the service principal needs anew to sign in.
    pub renewal: Option<Renewal>,
}

/// What no longer signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Renewal {
    /// The client secret.
    Secret,
    /// The certificate.
    Certificate,
}

impl Needs {
    fn of(report: &Report, speech: &Speech) -> Self {
        let setting = |name: &str| report.target.get(name).map(|v| v.trim()).filter(|v| !v.is_empty());
        let id = |name: &str| setting(name).and_then(guid::canonical);
        let subscription = id("subscription_id").unwrap_or_default();
        let scope = match setting("build_resource_group").and_then(super::credential::resource_group) {
            _ if subscription.is_empty() => speech.say("azure-some-subscription", &[]),
            Some(group) => format!("/subscriptions/{subscription}/resourceGroups/{group}"),
            None => format!("/subscriptions/{subscription}"),
        };
        let own = report.principal.as_ref().and_then(|p| guid::canonical(&p.id));
        let denied = |by_assignment: bool| {
            let row = |id: &str| report.requirements.iter().find(|row| row.id == id && row.verdict == Verdict::Denied);
            let wanted = |id: &str| row(id).is_some_and(|row| is_by_assignment(row) == by_assignment);
            CATALOGUE.iter().filter(|r| wanted(&r.id)).map(|r| r.permission.clone()).collect()
        };
        let unmet = |id: &str| {
            let id = format!("provider-registered-{id}");
            report.preconditions.iter().any(|p| p.id == id && p.outcome == PreconditionOutcome::Unmet)
        };
        Self {
            scope,
            client: own.or_else(|| id("client_id")).unwrap_or_default(),
            object: id("object_id"),
            actions: denied(false),
            refused: denied(true),
            namespaces: NAMESPACES.iter().filter(|(id, ..)| unmet(id)).map(|(_, namespace, _)| *namespace).collect(),
            renewal: renewal(report),
            subscription,
        }
    }

    /// The name of the custom role. It holds a sum of place and operations: each role then has its own name, so that
    /// making one never takes away what an earlier one gave.
    pub(super) fn role(&self) -> String {
        let text = format!("{}\n{}", self.scope.to_lowercase(), self.actions.join("\n"));
        let sum = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
        format!("{ROLE} {}", hex::encode(&sum.as_ref()[..4]))
    }

    /// Something is missing, and it is known for whom.
    fn asks(&self) -> bool {
        !self.actions.is_empty() && !self.client.is_empty()
    }

    /// The same, and it is known where: a command can be made of it.
    fn grants(&self) -> bool {
        self.asks() && !self.subscription.is_empty()
    }

    fn registers(&self) -> bool {
        !self.namespaces.is_empty() && !self.subscription.is_empty()
    }

    fn renews(&self) -> Option<Renewal> {
        self.renewal.filter(|_| !self.client.is_empty())
    }
}

fn is_by_assignment(row: &Row) -> bool {
    row.evidence.iter().any(|e| e.cause.as_deref() == Some(DENY_ASSIGNMENT))
}

fn renewal(report: &Report) -> Option<Renewal> {
    let failed = |s: &&onboard_core::network::StageResult| {
        s.stage == StageName::Authentication && s.outcome == StageOutcome::Failed
    };
    match report.stages.iter().find(failed)?.cause.as_deref()? {
        "azure-secret-expired" | "azure-wrong-secret" => Some(Renewal::Secret),
        "azure-certificate-not-registered" | "azure-certificate-invalid" => Some(Renewal::Certificate),
        _ => None,
    }
}

/// The fixes, the most exact first.
pub(super) fn remediate(report: &Report, speech: &Speech) -> Vec<Remediation> {
    let needs = Needs::of(report, speech);
    let mut out = Vec::new();
    let mut add = |permissions: &[String], format, title: String, content: String| {
        out.push(Remediation { permissions: permissions.to_vec(), format, title, content });
    };
    if needs.grants() {
        let role = needs.role();
        let title = |id: &str| speech.say(id, &[("role", &role)]);
        add(&needs.actions, Format::Policy, title("azure-fix-policy"), role_document(&needs));
        for shell in Shell::ALL {
            let content = script::custom_role(&needs, shell, speech);
            add(&needs.actions, shell.format(), title("azure-fix-custom-role"), content);
        }
        add(&needs.actions, Format::Terraform, title("azure-fix-custom-role"), terraform::custom_role(&needs));
        for shell in Shell::ALL {
            let content = script::contributor(&needs, shell);
            add(&needs.actions, shell.format(), title("azure-fix-contributor"), content);
        }
        add(&needs.actions, Format::Terraform, title("azure-fix-contributor"), terraform::contributor(&needs));
    }
    if needs.registers() {
        for shell in Shell::ALL {
            let title = speech.say("azure-fix-register", &[]);
            add(&[], shell.format(), title, script::register(&needs, shell));
        }
    }
    if let Some(renewal) = needs.renews() {
        for shell in Shell::ALL {
            let title = speech.say(words::renewal_title(renewal), &[]);
            add(&[], shell.format(), title, script::renew(&needs, renewal, shell, speech));
        }
    }
    if needs.asks() || needs.registers() || needs.renews().is_some() || !needs.refused.is_empty() {
        let all: Vec<String> = if needs.asks() { needs.actions.clone() } else { Vec::new() };
        add(&all, Format::Console, speech.say("azure-fix-console", &[]), words::console(&needs, speech));
        add(&all, Format::Note, speech.say("azure-fix-note", &[]), words::note(&needs, speech));
    }
    out
}

/// For `az role definition create --role-definition role.json` and `New-AzRoleDefinition -InputFile role.json`.
fn role_document(needs: &Needs) -> String {
    let document = json!({
        "Name": needs.role(),
        "IsCustom": true,
        "Description": script::DESCRIPTION,
        "Actions": needs.actions,
        "NotActions": [],
        "DataActions": [],
        "NotDataActions": [],
        "AssignableScopes": [needs.scope],
    });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests;
