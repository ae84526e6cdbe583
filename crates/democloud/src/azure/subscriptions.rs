//! Subscriptions and the resource providers in them.
//!
//! In: a call. Out: JSON.

use serde_json::{Value, json};

use super::access::{permitted, roles};
use super::error::{Fault, forbidden};
use super::page::page;
use super::routes::Scope;
use super::{Call, Result};
use crate::cloud::cut;
use crate::story::COMMON;

/// What one resource provider has, as far as it helps to tell them apart.
const TYPES: [(&str, &str); 7] = [
    ("Microsoft.Authorization", "roleAssignments"),
    ("Microsoft.Compute", "virtualMachines"),
    ("Microsoft.KeyVault", "vaults"),
    ("Microsoft.ManagedIdentity", "userAssignedIdentities"),
    ("Microsoft.Network", "virtualNetworks"),
    ("Microsoft.Resources", "deployments"),
    ("Microsoft.Storage", "storageAccounts"),
];

/// The subscriptions in which the caller has any role.
pub(crate) fn list(call: &Call<'_>, tenant: &str) -> Result {
    let mut seen = Vec::new();
    if tenant == COMMON.azure.tenant && !roles(call.scene, None).is_empty() {
        seen.push(facts());
    }
    let total = seen.len();
    let mut answer = page(call, seen)?;
    answer["count"] = json!({"type": "Total", "value": total});
    Ok(answer)
}

pub(crate) fn get(call: &Call<'_>) -> Result {
    // A role anywhere in it is enough to see that it is there.
    if roles(call.scene, None).is_empty() {
        return Err(forbidden("Microsoft.Resources/subscriptions/read", &Scope::own()));
    }
    Ok(facts())
}

fn facts() -> Value {
    let azure = &COMMON.azure;
    json!({
        "id": Scope::own().path(),
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": azure.subscription,
        "tenantId": azure.tenant,
        "displayName": azure.subscription_name,
        "state": "Enabled",
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off"
        }
    })
}

pub(crate) fn providers(call: &Call<'_>, scope: &Scope) -> Result {
    permitted(call, scope, "Microsoft.Resources/subscriptions/providers/read")?;
    let azure = &COMMON.azure;
    let names = azure.providers.iter().chain(&azure.providers_not_registered);
    page(call, names.map(|name| registration(call, name)).collect())
}

pub(crate) fn provider(call: &Call<'_>, scope: &Scope, asked: &str) -> Result {
    permitted(call, scope, "Microsoft.Resources/subscriptions/providers/read")?;
    let azure = &COMMON.azure;
    let mut names = azure.providers.iter().chain(&azure.providers_not_registered);
    match names.find(|name| name.eq_ignore_ascii_case(asked)) {
        Some(name) => Ok(registration(call, name)),
        None => {
            let message = format!("The resource namespace '{}' is invalid.", cut(asked));
            Err(Fault::new(404, "InvalidResourceNamespace", message))
        }
    }
}

fn registration(call: &Call<'_>, name: &str) -> Value {
    let usual = COMMON.azure.providers.iter().any(|p| p == name);
    let registered = usual && !call.scene.azure.not_registered.iter().any(|p| p == name);
    // These two are part of every subscription.
    let free = matches!(name, "Microsoft.Authorization" | "Microsoft.Resources");
    let types: Vec<Value> = TYPES
        .iter()
        .filter(|(namespace, _)| *namespace == name)
        .map(|(_, kind)| json!({"resourceType": kind, "locations": ["West Europe"], "apiVersions": ["2024-07-01"]}))
        .collect();
    json!({
        "id": format!("{}/providers/{name}", Scope::own().path()),
        "namespace": name,
        "resourceTypes": types,
        "registrationState": if registered { "Registered" } else { "NotRegistered" },
        "registrationPolicy": if free { "RegistrationFree" } else { "RegistrationRequired" }
    })
}
