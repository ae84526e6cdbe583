//! The subscription: which one it is, whether it may be used, and whose it is.
//!
//! In: the answers of the resource manager. Out: the stage "context", the precondition, and for a connection without a
//! subscription id the one subscription that the service principal sees.

use onboard_core::evidence::{Evidence, Method as Proof};
use onboard_core::finding::Severity;
use onboard_core::network::{StageName, StageResult};
use onboard_core::probe::{EndingKind, Event, Halt, Precondition, PreconditionOutcome, Probe};
use serde_json::Value;

use super::arm::{self, Arm, Fault, FaultKind, Good, plain};
use super::errors::Kind;
use super::pages;
use super::token;
use super::urls::{Scope, Urls};
use crate::azure::guid;

/// The longest list of subscriptions that a sentence names.
const MOST_NAMED: usize = 10;

/// A subscription as the service describes it.
struct Subscription {
    id: String,
    name: String,
    state: String,
}

impl Subscription {
    /// Reads one; nothing when it is no description of a subscription.
    fn read(value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(|t| plain(t, 80));
        let id = text("subscriptionId").as_deref().and_then(guid::canonical)?;
        Some(Self { id, name: text("displayName").unwrap_or_default(), state: text("state")? })
    }

    /// Reads the answer to a question for this id.
    fn answered(good: &Good, id: &str) -> Option<Self> {
        let text = |name: &str| good.body.get(name).and_then(Value::as_str);
        let other = text("subscriptionId").is_some_and(|said| !said.eq_ignore_ascii_case(id));
        let state = text("state").filter(|_| !other)?;
        let name = text("displayName").map(|t| plain(t, 80)).unwrap_or_default();
        Some(Self { id: id.to_owned(), name, state: plain(state, 80) })
    }
}

/// What came of looking for a subscription.
pub(super) enum Found {
    /// This one.
    One(String),
    /// None is visible, so there is no role anywhere: the answer decides every row.
    None(Evidence),
    /// The run ends.
    End(Halt),
}

/// Looks for the subscription of a service principal when none is given.
pub(super) async fn find(arm: &Arm<'_>, urls: &Urls<'_>) -> Found {
    let (probe, call) = (arm.probe, urls.subscriptions());
    let listed = match pages::list(arm, &call).await {
        Ok(listed) => listed,
        Err(fault) => return Found::End(ended(&fault, &call, probe)),
    };
    if let Some(fault) = listed.cut {
        return Found::End(ended(&fault, &call, probe));
    }
    let all: Option<Vec<Subscription>> = listed.items.iter().map(Subscription::read).collect();
    let Some(all) = all else { return Found::End(ended(&arm.unexpected(&call, listed.meta), &call, probe)) };
    match all.as_slice() {
        [one] => Found::One(one.id.clone()),
        [] => {
            let reason = probe.speech.say("azure-no-subscription", &[]);
            probe.stages([StageResult::failed(StageName::Context, "azure-no-role", reason.clone())]);
            let mut evidence = arm::decided(Proof::RoleLookup, false, &listed.meta);
            evidence.reason = Some(reason);
            Found::None(evidence)
        }
        several => {
            let (count, list) = (several.len().to_string(), named(arm, several));
            let values = [("count", count.as_str()), ("list", &list)];
            let finding = probe.speech.finding(
                "azure-subscription-ambiguous",
                Severity::Warning,
                Some("subscription_id"),
                &values,
            );
            let reason = finding.message.clone();
            probe.tell(Event::Finding(finding));
            probe.stages([StageResult::failed(StageName::Context, "azure-subscription-ambiguous", reason.clone())]);
            let cause = "azure-subscription-ambiguous".to_owned();
            Found::End(Halt { kind: EndingKind::Stopped, cause, reason })
        }
    }
}

fn named(arm: &Arm<'_>, all: &[Subscription]) -> String {
    let one = |s: &Subscription| format!("{} ({}, {})", arm.clean(&s.name), s.id, arm.clean(&s.state));
    let mut list: Vec<String> = all.iter().take(MOST_NAMED).map(one).collect();
    if all.len() > MOST_NAMED {
        list.push("…".to_owned());
    }
    list.join("; ")
}

/// The end of a run that cannot go on without this answer.
pub(super) fn ended(fault: &Fault, call: &super::urls::Call, probe: &Probe) -> Halt {
    match &fault.kind {
        FaultKind::Network(error) => token::unreachable(error, call, probe),
        FaultKind::Impostor(response) => token::intercepted(response, &fault.cause, &call.host(), probe),
        FaultKind::Service(_) => {
            probe.stages([StageResult::failed(StageName::Context, &fault.cause, fault.reason.clone())]);
            Halt { kind: EndingKind::Stopped, cause: fault.cause.clone(), reason: fault.reason.clone() }
        }
    }
}

/// What is known of the subscription and the resource group for the stage "context".
pub(super) struct Context<'a> {
    pub scope: &'a Scope,
    pub answer: &'a Result<Good, Box<Fault>>,
    /// The resource group is not there.
    pub missing_group: Option<&'a Fault>,
    /// Some list of permissions was read and is not empty.
    pub has_role: bool,
    /// Some list of permissions was read, empty or not.
    pub lists_read: bool,
}

/// Tells stage, precondition and findings.
pub(super) fn tell(arm: &Arm<'_>, context: &Context<'_>) {
    let (probe, id) = (arm.probe, context.scope.subscription.as_str());
    let subscription = context.answer.as_ref().ok().and_then(|good| Subscription::answered(good, id));
    probe.tell(Event::Precondition(enabled(arm, subscription.as_ref(), context)));
    let mut stage = match (&subscription, context.answer) {
        (Some(subscription), _) => of_state(arm, subscription),
        (None, Ok(_)) => warning("unexpected-answer", probe.speech.say("azure-subscription-unread", &[])),
        (None, Err(fault)) => of_fault(probe, fault, context),
    };
    if let Some(fault) = context.missing_group {
        let values = [("group", context.scope.group.as_deref().unwrap_or_default())];
        let field = Some("build_resource_group");
        let finding = probe.speech.finding("azure-resource-group-not-found", Severity::Error, field, &values);
        stage = StageResult::failed(StageName::Context, &fault.cause, finding.message.clone());
        probe.tell(Event::Finding(finding));
    }
    probe.stages([stage]);
}

fn warning(cause: &str, detail: String) -> StageResult {
    StageResult::warning(StageName::Context, cause, detail)
}

fn of_state(arm: &Arm<'_>, subscription: &Subscription) -> StageResult {
    let (name, state) = (arm.clean(&subscription.name), arm.clean(&subscription.state));
    let values = [("name", name.as_str()), ("subscription", &subscription.id), ("state", &state)];
    let speech = &arm.probe.speech;
    match subscription.state.as_str() {
        "Enabled" => StageResult::ok(StageName::Context, Some(speech.say("azure-subscription-ok", &values))),
        "Disabled" | "Deleted" => {
            let field = Some("subscription_id");
            let finding = speech.finding("azure-subscription-disabled", Severity::Error, field, &values);
            let detail = finding.message.clone();
            arm.probe.tell(Event::Finding(finding));
            StageResult::failed(StageName::Context, "azure-subscription-disabled", detail)
        }
        "Warned" | "PastDue" => {
            warning("azure-subscription-past-due", speech.say("azure-subscription-past-due", &values))
        }
        _ => warning("azure-subscription-state", speech.say("azure-subscription-state", &values)),
    }
}

fn of_fault(probe: &Probe, fault: &Fault, context: &Context<'_>) -> StageResult {
    let failed = |detail: String| StageResult::failed(StageName::Context, &fault.cause, detail);
    match &fault.kind {
        FaultKind::Service(Kind::OtherTenant(tenant)) => {
            let values = [("tenant", tenant.as_deref().unwrap_or("?")), ("subscription", &context.scope.subscription)];
            let finding = probe.speech.finding("azure-tenant-mismatch", Severity::Error, Some("tenant_id"), &values);
            probe.tell(Event::Finding(finding));
            failed(fault.reason.clone())
        }
        FaultKind::Service(Kind::NotFound) => failed(fault.reason.clone()),
        FaultKind::Service(Kind::Refused(_)) if !context.has_role => failed(fault.reason.clone()),
        FaultKind::Service(_) => warning(&fault.cause, fault.reason.clone()),
        _ if context.lists_read => warning(&fault.cause, fault.reason.clone()),
        _ => StageResult::skipped(StageName::Context),
    }
}

fn enabled(arm: &Arm<'_>, subscription: Option<&Subscription>, context: &Context<'_>) -> Precondition {
    let speech = &arm.probe.speech;
    let (outcome, state) = match subscription.map(|s| s.state.as_str()) {
        Some("Enabled") => (PreconditionOutcome::Met, "Enabled".to_owned()),
        Some(state @ ("Disabled" | "Deleted")) => (PreconditionOutcome::Unmet, state.to_owned()),
        Some(state) => (PreconditionOutcome::Undetermined, arm.clean(state)),
        None => (PreconditionOutcome::Undetermined, "?".to_owned()),
    };
    let values = [("subscription", context.scope.subscription.as_str()), ("state", &state)];
    let detail = match (outcome, context.answer) {
        (PreconditionOutcome::Met, _) => speech.say("azure-enabled-met", &values),
        (PreconditionOutcome::Unmet, _) => speech.say("azure-enabled-unmet", &values),
        (_, Err(fault)) => fault.reason.clone(),
        (_, Ok(_)) => speech.say("azure-enabled-undetermined", &values),
    };
    let fix = (outcome == PreconditionOutcome::Unmet).then(|| speech.say("azure-enabled-fix", &values));
    Precondition { id: "subscription-enabled".to_owned(), outcome, detail, fix }
}
