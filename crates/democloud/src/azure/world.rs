//! What the Azure world is made of, as the story files say it.
//!
//! In: TOML. Out: the tenant, the subscription, who holds which role where, and what a story changes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What is different in the Azure world.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AzureTrouble {
    /// The role at the subscription in place of the usual one.
    pub role: Option<String>,
    /// Actions that the custom role lacks.
    pub lacking: Vec<String>,
    /// Resource providers that are not registered.
    pub not_registered: Vec<String>,
    /// What stands in the key file where the secret belongs.
    pub secret: Secret,
    /// The subscription that goes with the key.
    pub subscription: Which,
    /// A Conditional Access policy blocks the sign-in from here.
    pub blocked: bool,
    /// How many answers of a label are turned away before the first real one.
    pub throttled: BTreeMap<String, u32>,
}

/// What a key file holds as its secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Secret {
    /// The secret that works.
    #[default]
    Current,
    /// An earlier one, whose time is over.
    Expired,
    /// The id of the secret, which stands beside its value in the portal.
    Id,
}

/// A subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Which {
    /// The one in which the service principal has its roles.
    #[default]
    Own,
    /// One of another tenant.
    Foreign,
}

/// The tenant and the subscription of the demo.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AzureCommon {
    /// The tenant's id.
    pub tenant: String,
    /// Its domain, which may stand in place of the id.
    pub tenant_domain: String,
    /// Its name in messages.
    pub tenant_name: String,
    /// The application's id.
    pub client: String,
    /// Its name.
    pub client_name: String,
    /// The object id of its service principal.
    pub object: String,
    /// The subscription's id.
    pub subscription: String,
    /// Its name.
    pub subscription_name: String,
    /// The management group above it.
    pub management_group: String,
    /// The resource groups in it.
    pub resource_groups: Vec<String>,
    /// Another tenant, in which the application is not known.
    pub foreign_tenant: String,
    /// Its name in messages.
    pub foreign_name: String,
    /// A subscription of that tenant.
    pub foreign_subscription: String,
    /// Resource providers that are registered.
    pub providers: Vec<String>,
    /// Those that are there and are not.
    pub providers_not_registered: Vec<String>,
    /// The roles of the service principal.
    pub grants: Vec<Grant>,
    /// A role of the customer's own.
    pub custom: Role,
    /// Deny assignments.
    pub denials: Vec<Denial>,
}

/// A role at a scope.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grant {
    /// The name of the role.
    pub role: String,
    /// Where it holds.
    pub scope: Place,
}

/// What somebody may not do at a scope, whatever their roles say.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Denial {
    /// Its name.
    pub name: String,
    /// Where it holds.
    pub scope: Place,
    /// What it denies.
    pub actions: Vec<String>,
    /// What it does not.
    pub not_actions: Vec<String>,
    /// Object ids for whom it does not hold. It holds for everybody else.
    #[serde(default)]
    pub excepted: Vec<String>,
}

/// The definition of a role.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Role {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it says about itself.
    pub about: String,
    /// What it permits.
    pub actions: Vec<String>,
    /// What it takes out of that.
    pub not_actions: Vec<String>,
}

/// A place in the hierarchy: `management-group`, `subscription`, or `resource-group:NAME`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) enum Place {
    ManagementGroup,
    Subscription,
    ResourceGroup(String),
}

impl TryFrom<String> for Place {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match (text.as_str(), text.strip_prefix("resource-group:")) {
            ("management-group", _) => Ok(Self::ManagementGroup),
            ("subscription", _) => Ok(Self::Subscription),
            (_, Some(name)) if !name.is_empty() => Ok(Self::ResourceGroup(name.to_owned())),
            _ => Err(format!("{text} is no place in the demo's Azure")),
        }
    }
}

#[derive(Default, Deserialize)]
struct RoleFile {
    roles: Vec<Role>,
}

/// The built-in roles.
pub(crate) static BUILT_IN: LazyLock<Vec<Role>> =
    LazyLock::new(|| toml::from_str::<RoleFile>(include_str!("roles.toml")).unwrap_or_default().roles);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::COMMON;

    #[test]
    fn the_world_is_whole() {
        toml::from_str::<RoleFile>(include_str!("roles.toml")).unwrap();
        let names: Vec<&str> = BUILT_IN.iter().map(|r| r.name.as_str()).collect();
        assert_eq!(names, ["Owner", "Contributor", "Reader", "Virtual Machine Contributor"]);
        assert_eq!(BUILT_IN[1].not_actions.len(), 11);
        let azure = &COMMON.azure;
        assert!(azure.custom.actions.len() > 50 && azure.custom.not_actions.is_empty());
        assert_eq!(azure.grants.len(), 2);
        assert_eq!(azure.denials.len(), 2);
        for denial in &azure.denials {
            assert!(denial.excepted.iter().all(|id| *id == azure.object), "{}", denial.name);
        }
        let ids = [&azure.tenant, &azure.client, &azure.object, &azure.subscription, &azure.foreign_tenant];
        for (n, id) in ids.iter().enumerate() {
            assert_eq!(id.len(), 36, "{id}");
            assert!(!ids[n + 1..].contains(id), "{id}");
        }
        assert!(Place::try_from("resource-group:".to_owned()).is_err());
    }
}
