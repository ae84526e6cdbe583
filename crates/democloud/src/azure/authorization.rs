//! Microsoft.Authorization: what the caller may do, who has which role, what is denied to whom.
//!
//! In: a call and a scope. Out: pages of JSON.

use serde_json::{Value, json};

use super::access::{definitions, grants, holds_at, permitted, roles};
use super::error::{Fault, bad_filter, forbidden};
use super::page::page;
use super::routes::Scope;
use super::world::{Denial, Grant, Place, Role};
use super::{Call, Result, is_guid};
use crate::cloud::{cut, digest};
use crate::story::COMMON;

/// What stands for everybody in a deny assignment.
const EVERYBODY: &str = "00000000-0000-0000-0000-000000000000";

/// The object id of the person to whom the subscription belongs.
const OWNER: &str = "de300b0e-5f2c-4a09-a7b7-0a5de30c1d09";

/// One element for each role that the caller has at this scope, inherited ones included.
pub(crate) fn permissions(call: &Call<'_>, scope: &Scope) -> Result {
    let roles = roles(call.scene, Some(scope));
    if roles.is_empty() {
        return Err(forbidden("Microsoft.Authorization/permissions/read", scope));
    }
    page(call, roles.iter().map(permission).collect())
}

fn permission(role: &Role) -> Value {
    json!({"actions": role.actions, "notActions": role.not_actions, "dataActions": [], "notDataActions": []})
}

/// What a `$filter` asks for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Filter {
    /// Only what is at the scope or above it.
    at_scope: bool,
    /// Only what reaches this principal.
    principal: Option<String>,
}

impl Filter {
    /// `atScope()`, `assignedTo('…')` and `principalId eq '…'`, joined by `and`; anything else is refused.
    fn of(call: &Call<'_>) -> Result<Self> {
        let form = call.ask.form();
        let Some(text) = form.get("$filter") else { return Ok(Self::default()) };
        let mut filter = Self::default();
        for part in text.split(" and ").map(str::trim) {
            let principal = between(part, "assignedTo('", "')").or_else(|| between(part, "principalId eq '", "'"));
            match principal {
                Some(id) if is_guid(id) => filter.principal = Some(id.to_ascii_lowercase()),
                None if part.eq_ignore_ascii_case("atScope()") => filter.at_scope = true,
                _ => return Err(bad_filter(text)),
            }
        }
        Ok(filter)
    }

    fn takes(&self, place: &Place, scope: &Scope, principal: impl Fn(&str) -> bool) -> bool {
        let in_reach = match (&scope.group, self.at_scope) {
            // Without the filter a subscription also tells what is below it.
            (None, false) => true,
            _ => holds_at(place, scope),
        };
        in_reach && self.principal.as_deref().is_none_or(principal)
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    text.strip_prefix(start)?.strip_suffix(end)
}

/// Where something is, as Azure writes it.
fn path_of(place: &Place) -> String {
    let azure = &COMMON.azure;
    match place {
        Place::ManagementGroup => {
            format!("/providers/Microsoft.Management/managementGroups/{}", azure.management_group)
        }
        Place::Subscription => Scope::own().path(),
        Place::ResourceGroup(name) => Scope { group: Some(name.clone()), ..Scope::own() }.path(),
    }
}

/// An id that is the same each time.
fn id_of(parts: &[&str]) -> String {
    let hex = hex::encode(digest(parts));
    format!("{}-{}-4{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
}

pub(crate) fn role_assignments(call: &Call<'_>, scope: &Scope) -> Result {
    permitted(call, scope, "Microsoft.Authorization/roleAssignments/read")?;
    let filter = Filter::of(call)?;
    let all = definitions(call.scene);
    let owner = Grant { role: "Owner".to_owned(), scope: Place::Subscription };
    let own = grants(call.scene, None).into_iter().map(|g| (g, COMMON.azure.object.as_str(), "ServicePrincipal"));
    let found =
        own.chain([(owner, OWNER, "User")]).filter(|(g, who, _)| filter.takes(&g.scope, scope, |id| id == *who));
    let values = found.filter_map(|(grant, who, kind)| {
        let role = all.iter().find(|role| role.name == grant.role)?;
        Some(role_assignment(&grant, role, who, kind))
    });
    page(call, values.collect())
}

fn role_assignment(grant: &Grant, role: &Role, who: &str, kind: &str) -> Value {
    let (scope, id) = (path_of(&grant.scope), id_of(&["assignment", &role.id, who]));
    json!({
        "properties": {
            "roleDefinitionId": format!("{}/providers/Microsoft.Authorization/roleDefinitions/{}", Scope::own().path(), role.id),
            "principalId": who,
            "principalType": kind,
            "scope": scope,
            "condition": null,
            "conditionVersion": null,
            "createdOn": "2026-01-05T08:00:00.0000000Z",
            "updatedOn": "2026-01-05T08:00:00.0000000Z",
            "createdBy": OWNER,
            "updatedBy": OWNER,
            "delegatedManagedIdentityResourceId": null,
            "description": null
        },
        "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{id}"),
        "type": "Microsoft.Authorization/roleAssignments",
        "name": id
    })
}

pub(crate) fn role_definitions(call: &Call<'_>, scope: &Scope) -> Result {
    permitted(call, scope, "Microsoft.Authorization/roleDefinitions/read")?;
    let form = call.ask.form();
    let mut all = definitions(call.scene);
    for part in form.get("$filter").into_iter().flat_map(|text| text.split(" and ")).map(str::trim) {
        match (between(part, "roleName eq '", "'"), between(part, "type eq '", "'")) {
            (Some(name), _) => all.retain(|role| role.name.eq_ignore_ascii_case(name)),
            (_, Some(kind)) => all.retain(|role| kind_of(role).eq_ignore_ascii_case(kind)),
            _ if part.eq_ignore_ascii_case("atScopeAndBelow()") => {}
            _ => return Err(bad_filter(part)),
        }
    }
    page(call, all.iter().map(definition).collect())
}

pub(crate) fn role_definition(call: &Call<'_>, scope: &Scope, id: &str) -> Result {
    permitted(call, scope, "Microsoft.Authorization/roleDefinitions/read")?;
    match definitions(call.scene).iter().find(|role| role.id == id) {
        Some(role) => Ok(definition(role)),
        None => {
            let message = format!("The specified role definition with ID '{}' does not exist.", cut(id));
            Err(Fault::new(404, "RoleDefinitionDoesNotExist", message))
        }
    }
}

fn kind_of(role: &Role) -> &'static str {
    if role.id == COMMON.azure.custom.id { "CustomRole" } else { "BuiltInRole" }
}

fn definition(role: &Role) -> Value {
    let assignable = if kind_of(role) == "CustomRole" { Scope::own().path() } else { "/".to_owned() };
    json!({
        "properties": {
            "roleName": role.name,
            "type": kind_of(role),
            "description": role.about,
            "assignableScopes": [assignable],
            "permissions": [permission(role)]
        },
        "id": format!("{}/providers/Microsoft.Authorization/roleDefinitions/{}", Scope::own().path(), role.id),
        "type": "Microsoft.Authorization/roleDefinitions",
        "name": role.id
    })
}

pub(crate) fn deny_assignments(call: &Call<'_>, scope: &Scope) -> Result {
    permitted(call, scope, "Microsoft.Authorization/denyAssignments/read")?;
    let filter = Filter::of(call)?;
    let reaches = |denial: &Denial, id: &str| !denial.excepted.iter().any(|e| e == id);
    let all = COMMON.azure.denials.iter().filter(|d| filter.takes(&d.scope, scope, |id| reaches(d, id)));
    page(call, all.map(deny_assignment).collect())
}

fn deny_assignment(denial: &Denial) -> Value {
    let (scope, id) = (path_of(&denial.scope), id_of(&["denial", &denial.name]));
    let excepted: Vec<Value> = denial.excepted.iter().map(|id| json!({"id": id, "type": "ServicePrincipal"})).collect();
    json!({
        "properties": {
            "denyAssignmentName": denial.name,
            "description": denial.name,
            "permissions": [{
                "actions": denial.actions,
                "notActions": denial.not_actions,
                "dataActions": [],
                "notDataActions": []
            }],
            "scope": scope,
            "doNotApplyToChildScopes": false,
            "principals": [{"id": EVERYBODY, "type": "SystemDefined"}],
            "excludePrincipals": excepted,
            "isSystemProtected": true
        },
        "id": format!("{scope}/providers/Microsoft.Authorization/denyAssignments/{id}"),
        "type": "Microsoft.Authorization/denyAssignments",
        "name": id
    })
}
