//! Resource providers: whether a subscription has the services that builds use.
//!
//! In: one answer a namespace. Out: a precondition each, with the command that registers it.

use onboard_core::probe::{Precondition, PreconditionOutcome};
use onboard_core::quote;
use onboard_core::requirement::Choice;
use onboard_core::speech::Speech;
use serde_json::Value;

use super::arm::{Fault, Good, plain};
use super::builds_images;

/// A namespace that builds use: the end of its precondition's id, its name, and the option that brings it in.
pub(crate) const NAMESPACES: &[(&str, &str, Option<&str>)] = &[
    ("compute", "Microsoft.Compute", None),
    ("network", "Microsoft.Network", None),
    ("keyvault", "Microsoft.KeyVault", Some("windows")),
    ("storage", "Microsoft.Storage", Some("vhd-output")),
];

/// The namespaces that are looked at.
pub(super) fn needed(choice: &Choice) -> Vec<(&'static str, &'static str)> {
    let chosen = |option: &Option<&str>| option.is_none_or(|o| choice.options.iter().any(|c| c == o));
    let all = NAMESPACES.iter().filter(|(_, _, option)| builds_images(choice) && chosen(option));
    all.map(|(id, namespace, _)| (*id, *namespace)).collect()
}

/// The precondition that a namespace is registered.
pub(super) fn precondition(
    id: &str,
    namespace: &str,
    subscription: &str,
    answer: &Result<Good, Box<Fault>>,
    speech: &Speech,
) -> Precondition {
    let state = answer.as_ref().ok().and_then(|good| state(good, namespace));
    let (outcome, sentence) = match state.as_deref() {
        Some("Registered") => (PreconditionOutcome::Met, "azure-provider-met"),
        Some("NotRegistered" | "Unregistered" | "Unregistering") => {
            (PreconditionOutcome::Unmet, "azure-provider-unmet")
        }
        Some("Registering") => (PreconditionOutcome::Undetermined, "azure-provider-registering"),
        _ => (PreconditionOutcome::Undetermined, "azure-provider-undetermined"),
    };
    let state = plain(&state.unwrap_or_default(), 60);
    let mut detail = speech.say(sentence, &[("namespace", namespace), ("state", &state)]);
    if let Err(fault) = answer {
        detail = format!("{detail} {}", fault.reason);
    }
    let fix = (outcome == PreconditionOutcome::Unmet).then(|| {
        let (namespace, subscription) = (quote::sh(namespace), quote::sh(subscription));
        let command = format!("az provider register --namespace {namespace} --subscription {subscription}");
        speech.say("azure-provider-fix", &[("command", &command)])
    });
    Precondition { id: format!("provider-registered-{id}"), outcome, detail, fix }
}

/// The state, when the answer is not about another namespace.
fn state(good: &Good, namespace: &str) -> Option<String> {
    let text = |name: &str| good.body.get(name).and_then(Value::as_str);
    let other = text("namespace").is_some_and(|n| !n.eq_ignore_ascii_case(namespace));
    text("registrationState").filter(|_| !other).map(str::to_owned)
}
