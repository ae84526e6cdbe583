//! Which operations a list of roles allows.
//!
//! In: what the service lists of a caller's permissions, one element a role. Out: for each operation whether an element
//! grants it. Pure. The rules are Azure's: an operation is granted when some element names it in `actions` and not in
//! that same element's `notActions`; what one role leaves out, another may give.
//! <https://learn.microsoft.com/azure/role-based-access-control/role-definitions>

use serde_json::Value;

/// One role's permissions, in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    actions: Vec<String>,
    not_actions: Vec<String>,
}

impl Element {
    /// Reads an element; nothing when one of its two lists is absent or not a list of texts: what is not understood
    /// grants nothing and takes nothing away.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let list = |name: &str| -> Option<Vec<String>> {
            value.get(name)?.as_array()?.iter().map(|v| v.as_str().map(str::to_lowercase)).collect()
        };
        Some(Self { actions: list("actions")?, not_actions: list("notActions")? })
    }

    /// True when this element grants the operation, which is given in lower case.
    pub(super) fn allows(&self, operation: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|pattern| matches(pattern, operation));
        named(&self.actions) && !named(&self.not_actions)
    }

    /// True when everything is granted but for what is left out.
    fn is_everything(&self) -> bool {
        self.actions.iter().any(|a| a == "*")
    }

    // QUIRK(azure, 2026-11): the built-in role Managed Identity Operator names …/userAssignedIdentities/*/assign/action,
    // where the operation is …/userAssignedIdentities/assign/action. Taken by its letters the pattern does not match;
    // what the service makes of it is not documented.
    // https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/identity#managed-identity-operator
    fn almost_allows(&self, operation: &str) -> bool {
        let Some((start, end)) = operation.split_once("/assign/") else { return false };
        let odd = format!("{start}/*/assign/{end}");
        self.actions.contains(&odd) && !self.not_actions.iter().any(|p| matches(p, operation))
    }
}

/// What a list says about one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grant {
    /// An element grants it.
    Granted,
    /// No element does, and all of them were understood.
    NotGranted,
    /// An element names it in a form of which it is not known whether it counts.
    OddPattern,
    /// No element that was understood grants it, but some were not understood.
    Unclear,
}

/// A whole list.
#[derive(Debug, Clone, Default)]
pub(super) struct Permissions {
    elements: Vec<Element>,
    /// How many elements were not understood.
    odd: usize,
}

impl Permissions {
    /// Reads the elements of a list.
    pub(super) fn read(items: &[Value]) -> Self {
        let elements: Vec<Element> = items.iter().filter_map(Element::read).collect();
        Self { odd: items.len() - elements.len(), elements }
    }

    /// What the list says about an operation.
    pub(super) fn of(&self, operation: &str) -> Grant {
        let operation = operation.to_lowercase();
        match () {
            () if self.elements.iter().any(|e| e.allows(&operation)) => Grant::Granted,
            () if self.odd > 0 => Grant::Unclear,
            () if self.elements.iter().any(|e| e.almost_allows(&operation)) => Grant::OddPattern,
            () => Grant::NotGranted,
        }
    }

    /// True when there is no element at all.
    pub(super) fn is_empty(&self) -> bool {
        self.elements.is_empty() && self.odd == 0
    }

    /// True when one element grants everything, permissions of others included.
    pub(super) fn holds_everything(&self) -> bool {
        self.elements.iter().any(|e| e.is_everything() && e.allows(&GIVE_ROLES.to_lowercase()))
    }
}

/// Gives roles to anybody, oneself included.
pub(super) const GIVE_ROLES: &str = "Microsoft.Authorization/roleAssignments/write";

/// Whether a pattern fits a whole operation; both in lower case. `*` stands for any characters, slashes included, and
/// every other character for itself.
pub(super) fn matches(pattern: &str, operation: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = operation.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some(place) = rest.find(part) else { return false };
        rest = &rest[place + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn patterns() {
        for (pattern, operation, fits) in [
            ("*", "microsoft.compute/disks/read", true),
            ("*", "", true),
            ("*/read", "microsoft.compute/disks/read", true),
            ("*/read", "microsoft.compute/disks/read/x", false),
            ("microsoft.compute/*", "microsoft.compute/a/b/c", true),
            ("microsoft.compute/*/read", "microsoft.compute/a/b/read", true),
            ("microsoft.compute/*/read", "microsoft.compute/read", false),
            ("microsoft.compute/*", "microsoftxcompute/a", false),
            ("microsoft.compute/disks/read", "microsoft.compute/disks/read", true),
            ("microsoft.compute/disks/read", "microsoft.compute/disks/readx", false),
            ("microsoft.compute/disks/read", "xmicrosoft.compute/disks/read", false),
            ("a*a", "a", false),
            ("a*b*a", "aba", true),
            ("a*b*c", "axbxbxc", true),
            ("a**c", "ac", true),
            ("", "a", false),
            ("[a-z]*", "abc", false),
        ] {
            assert_eq!(matches(pattern, operation), fits, "{pattern} {operation}");
        }
    }

    proptest! {
        #[test]
        fn patterns_are_like_an_expression(pattern in "[ab/*.]{0,8}", operation in "[ab/.]{0,10}") {
            let expression = format!("^{}$", regex::escape(&pattern).replace(r"\*", ".*"));
            let fits = regex::Regex::new(&expression).unwrap().is_match(&operation);
            prop_assert_eq!(matches(&pattern, &operation), fits);
        }
    }

    fn list(value: Value) -> Permissions {
        Permissions::read(value.as_array().unwrap())
    }

    #[test]
    fn what_one_role_leaves_out_another_gives() {
        let all_but = json!({"actions": ["*"], "notActions": ["Microsoft.Compute/disks/*"]});
        let disks = json!({"actions": ["microsoft.compute/DISKS/write"], "notActions": []});
        let alone = list(json!([all_but]));
        assert_eq!(alone.of("Microsoft.Compute/disks/write"), Grant::NotGranted);
        assert_eq!(alone.of("Microsoft.Compute/images/write"), Grant::Granted);
        let both = list(json!([all_but, disks]));
        assert_eq!(both.of("Microsoft.Compute/disks/write"), Grant::Granted);
        assert_eq!(both.of("Microsoft.Compute/disks/delete"), Grant::NotGranted);
    }

    #[test]
    fn what_is_not_understood_decides_nothing() {
        for odd in [
            json!({"actions": ["*"]}),
            json!({"notActions": []}),
            json!({"actions": "*", "notActions": []}),
            json!({"actions": ["*", 1], "notActions": []}),
            json!({"actions": ["*"], "notActions": null}),
            json!("*"),
            Value::Null,
        ] {
            let read = list(json!([odd, {"actions": ["a/b"], "notActions": []}]));
            assert_eq!((read.of("a/b"), read.of("a/c")), (Grant::Granted, Grant::Unclear), "{odd}");
            assert!(!read.is_empty());
        }
        assert_eq!(list(json!([])).of("a/b"), Grant::NotGranted);
        assert!(list(json!([])).is_empty());
    }

    #[test]
    fn the_pattern_of_managed_identity_operator() {
        let assign = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";
        let operator = json!({"actions": ["Microsoft.ManagedIdentity/userAssignedIdentities/*/read",
            "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action"], "notActions": []});
        assert_eq!(list(json!([operator])).of(assign), Grant::OddPattern);
        assert_eq!(list(json!([operator, {"actions": ["*"], "notActions": []}])).of(assign), Grant::Granted);
        assert_eq!(list(json!([{"actions": ["*/read"], "notActions": []}])).of(assign), Grant::NotGranted);
    }

    #[test]
    fn everything() {
        let everything = |not: Value| list(json!([{"actions": ["*"], "notActions": not}])).holds_everything();
        assert!(everything(json!([])));
        assert!(everything(json!(["Microsoft.Compute/*"])));
        assert!(!everything(json!(["Microsoft.Authorization/*/Write"])));
    }
}
