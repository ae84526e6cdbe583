//! What the demo's user may do: identity policy, permissions boundary, and the organisation's policies.
//!
//! In: an action and the parameters of the request. Out: the decision and its source, in the words of the
//! services. One evaluation serves the live calls and the simulator.

use super::user_arn;
use crate::exchange::Form;
use crate::pattern::fits_action;
use crate::story::{AwsTrouble, COMMON, Guardrail};

/// Whether an action is allowed, and what decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision<'a> {
    /// Allowed.
    Allowed,
    /// The organisation's policy denies it; its ARN.
    Organization(&'a str),
    /// The permissions boundary does not allow it.
    Boundary,
    /// No policy of the user allows it.
    NoPolicy,
}

/// What a guardrail looks at.
pub(crate) enum Context<'a> {
    /// A request with its parameters.
    Request(&'a Form),
    /// A simulation, which has only the condition keys that it was told.
    Simulated(&'a [(String, Vec<String>)]),
}

/// Decides an action.
pub(crate) fn decide<'a>(trouble: &'a AwsTrouble, action: &str, context: &Context<'_>) -> Decision<'a> {
    let any = |patterns: &[String]| patterns.iter().any(|p| fits_action(p, action));
    if let Some(guardrail) = trouble.organization.iter().find(|g| any(&g.deny) && !lifted(g, context)) {
        return Decision::Organization(&guardrail.policy);
    }
    if any(&trouble.boundary_denied) {
        return Decision::Boundary;
    }
    if any(&trouble.denied) || !any(&COMMON.aws.allowed) { Decision::NoPolicy } else { Decision::Allowed }
}

fn lifted(guardrail: &Guardrail, context: &Context<'_>) -> bool {
    let Some(wanted) = guardrail.unless_value.as_deref() else { return false };
    match context {
        Context::Request(form) => guardrail.unless_parameter.as_deref().is_some_and(|p| form.get(p) == Some(wanted)),
        Context::Simulated(keys) => guardrail.condition_key.as_deref().is_some_and(|key| {
            keys.iter().any(|(name, values)| name.eq_ignore_ascii_case(key) && values.iter().any(|v| v == wanted))
        }),
    }
}

/// Condition keys that a simulation of this action would need and was not told.
pub(crate) fn missing_keys(trouble: &AwsTrouble, action: &str, told: &[(String, Vec<String>)]) -> Vec<String> {
    let concerns = |g: &&Guardrail| g.deny.iter().any(|p| fits_action(p, action));
    let untold = |key: &&String| !told.iter().any(|(name, _)| name.eq_ignore_ascii_case(key));
    trouble
        .organization
        .iter()
        .filter(concerns)
        .filter_map(|g| g.condition_key.as_ref())
        .filter(untold)
        .cloned()
        .collect()
}

impl Decision<'_> {
    /// The sentence of a denial, as the services write it; nothing for an allowed action.
    pub fn sentence(self, action: &str, resource: &str) -> Option<String> {
        let because = match self {
            Self::Allowed => return None,
            Self::Organization(policy) => {
                format!("with an explicit deny in a service control policy: {policy}")
            }
            Self::Boundary => format!("because no permissions boundary allows the {action} action"),
            Self::NoPolicy => format!("because no identity-based policy allows the {action} action"),
        };
        let on = if resource.is_empty() { String::new() } else { format!(" on resource: {resource}") };
        Some(format!("User: {} is not authorized to perform: {action}{on} {because}", user_arn()))
    }
}
