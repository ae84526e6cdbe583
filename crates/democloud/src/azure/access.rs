//! Who may do what: the roles of the service principal, and what they permit where.
//!
//! In: a story and a scope. Out: roles, and whether an operation is permitted.

use super::error::forbidden;
use super::routes::Scope;
use super::world::{BUILT_IN, Grant, Place, Role};
use super::{Call, Result};
use crate::cloud::Scene;
use crate::pattern::fits_action;
use crate::story::COMMON;

/// The roles that are defined in this story: the built-in ones and the customer's own, as it is now.
pub(crate) fn definitions(scene: &Scene<'_>) -> Vec<Role> {
    let mut custom = COMMON.azure.custom.clone();
    custom.actions.retain(|action| !scene.azure.lacking.contains(action));
    BUILT_IN.iter().cloned().chain([custom]).collect()
}

/// The grants of the service principal; all of them, or those that hold at a scope: on it or above it.
pub(crate) fn grants(scene: &Scene<'_>, scope: Option<&Scope>) -> Vec<Grant> {
    let mut grants = COMMON.azure.grants.clone();
    if let (Some(role), Some(at)) = (&scene.azure.role, grants.iter_mut().find(|g| g.scope == Place::Subscription)) {
        at.role.clone_from(role);
    }
    grants.retain(|grant| scope.is_none_or(|scope| holds_at(&grant.scope, scope)));
    grants
}

/// True when what holds at a place holds at a scope.
pub(crate) fn holds_at(place: &Place, scope: &Scope) -> bool {
    match place {
        Place::ManagementGroup | Place::Subscription => true,
        Place::ResourceGroup(name) => scope.group.as_ref().is_some_and(|g| g.eq_ignore_ascii_case(name)),
    }
}

/// The roles behind the same grants.
pub(crate) fn roles(scene: &Scene<'_>, scope: Option<&Scope>) -> Vec<Role> {
    let all = definitions(scene);
    grants(scene, scope).iter().filter_map(|grant| all.iter().find(|role| role.name == grant.role).cloned()).collect()
}

/// True when a role permits an operation: one of its actions fits and none of its own exceptions.
fn permits(role: &Role, operation: &str) -> bool {
    let any = |patterns: &[String]| patterns.iter().any(|pattern| fits_action(pattern, operation));
    any(&role.actions) && !any(&role.not_actions)
}

/// The operation is permitted at this scope, or the refusal that names it.
pub(crate) fn permitted(call: &Call<'_>, scope: &Scope, operation: &str) -> Result<()> {
    if roles(call.scene, Some(scope)).iter().any(|role| permits(role, operation)) {
        Ok(())
    } else {
        Err(forbidden(operation, scope))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_belong_to_their_role() {
        let role = |name: &str| BUILT_IN.iter().find(|r| r.name == name).unwrap();
        for (name, operation, expected) in [
            ("Owner", "Microsoft.Authorization/roleAssignments/write", true),
            ("Contributor", "Microsoft.Compute/images/write", true),
            ("Contributor", "Microsoft.Authorization/roleAssignments/write", false),
            ("Contributor", "microsoft.authorization/roleassignments/DELETE", false),
            ("Contributor", "Microsoft.Authorization/roleAssignments/read", true),
            ("Reader", "Microsoft.Compute/images/read", true),
            ("Reader", "Microsoft.Storage/storageAccounts/listKeys/action", false),
            ("Virtual Machine Contributor", "Microsoft.Compute/virtualMachines/generalize/action", true),
            ("Virtual Machine Contributor", "Microsoft.Compute/images/write", false),
        ] {
            assert_eq!(permits(role(name), operation), expected, "{name} {operation}");
        }
        for operation in &COMMON.azure.custom.actions {
            assert!(permits(&COMMON.azure.custom, operation), "{operation}");
        }
    }
}
