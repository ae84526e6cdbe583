//! The roles behind the permissions: their names, and conditions on them.
//!
//! In: the role assignments that reach the service principal. Out: which built-in roles they are, and whether a condition
//! makes their permissions uncertain. Pure. Where it may not be read, nothing is lost but the names.

use serde_json::Value;

/// Built-in roles that are told by name, by the id that they have in every tenant.
/// <https://learn.microsoft.com/azure/role-based-access-control/built-in-roles>
const NAMES: &[(&str, &str)] = &[
    ("b24988ac-6180-42a0-ab88-20f7382dd24c", CONTRIBUTOR),
    ("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", OWNER),
    ("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader"),
    ("18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "User Access Administrator"),
    ("f58310d9-a9f6-439a-9e8d-f62e7b41a168", "Role Based Access Control Administrator"),
    ("f1a07417-d97a-45cb-824c-7a7467783830", "Managed Identity Operator"),
    ("9980e02c-c2be-4d73-94e8-173b1dc7cf3c", "Virtual Machine Contributor"),
    ("4d97b98b-1d4f-4787-a291-c67834d212e7", "Network Contributor"),
    ("17d1049b-9a84-46fb-8f53-869881c3d3ab", "Storage Account Contributor"),
];

/// The role of the published prerequisites.
pub(super) const CONTRIBUTOR: &str = "Contributor";
const OWNER: &str = "Owner";

/// Roles that no build needs and that make a stolen credential worse, with the sentence that says why.
const TOO_MUCH: &[(&str, &str)] = &[
    (OWNER, "azure-excess-owner"),
    ("User Access Administrator", "azure-excess-give-roles"),
    ("Role Based Access Control Administrator", "azure-excess-give-roles"),
];

/// What the assignments say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Roles {
    /// Names, or the ids of roles whose names are not known here; each once.
    pub names: Vec<String>,
    /// An assignment without a condition gives everything that builds need.
    firm: bool,
    /// Some assignment has a condition, or cannot be read.
    conditional: bool,
}

impl Roles {
    /// Reads the items of a list.
    pub(super) fn read(items: &[Value]) -> Self {
        let mut roles = Self::default();
        for item in items {
            let properties = item.get("properties");
            let definition = properties.and_then(|p| p.get("roleDefinitionId")).and_then(Value::as_str);
            let Some(id) = definition.and_then(|d| d.rsplit('/').next()) else {
                roles.conditional = true;
                continue;
            };
            let known = NAMES.iter().find(|(known, _)| id.eq_ignore_ascii_case(known)).map(|(_, name)| *name);
            let name = known.map_or_else(|| id.chars().take(60).collect(), str::to_owned);
            let condition = properties.and_then(|p| p.get("condition"));
            if condition.is_none_or(|c| c.is_null() || c.as_str() == Some("")) {
                roles.firm |= known.is_some_and(|name| name == CONTRIBUTOR || name == OWNER);
            } else {
                roles.conditional = true;
            }
            if !roles.names.contains(&name) {
                roles.names.push(name);
            }
        }
        roles
    }

    /// True when a permission may hang on a condition that is not evaluated here.
    pub(super) fn leaves_doubt(&self) -> bool {
        self.conditional && !self.firm
    }

    /// The roles that are more than a build needs, with the sentence that says why.
    pub(super) fn too_much(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        TOO_MUCH.iter().filter(|(name, _)| self.names.iter().any(|n| n == name)).copied()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn assigned(id: &str, condition: Value) -> Value {
        let definition = format!("/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{id}");
        json!({"properties": {"roleDefinitionId": definition, "condition": condition, "scope": "/subscriptions/s"}})
    }

    #[test]
    fn names_and_conditions() {
        let (contributor, other) = ("B24988AC-6180-42a0-ab88-20f7382dd24c", "00000000-0000-4000-8000-000000000001");
        let condition = json!("((!(ActionMatches{'x'})))");
        let read = |items: &[Value]| Roles::read(items);
        let roles = read(&[assigned(contributor, Value::Null), assigned(other, condition.clone())]);
        assert_eq!(roles.names, [CONTRIBUTOR, other]);
        assert!(!roles.leaves_doubt(), "Contributor holds whatever the other does");
        assert!(read(&[assigned(contributor, condition)]).leaves_doubt());
        assert!(!read(&[assigned(contributor, json!(""))]).leaves_doubt());
        assert!(!read(&[assigned(other, Value::Null)]).leaves_doubt());
        assert!(read(&[json!({"properties": {}})]).leaves_doubt());
        assert_eq!(read(&[]), Roles::default());
        let owner = read(&[assigned("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", Value::Null)]);
        assert_eq!(owner.too_much().map(|(name, _)| name).collect::<Vec<_>>(), ["Owner"]);
    }
}
