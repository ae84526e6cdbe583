//! Deny assignments: what is refused in spite of every role.
//!
//! In: what the service lists of them, who we are, and where builds work. Out: for each operation whether one of them
//! applies, does not, or may. Pure. Groups are the part that cannot be known: the token does not name them.
//! <https://learn.microsoft.com/azure/role-based-access-control/deny-assignments>

use serde_json::Value;

use super::grants::Element;

/// The id of "all principals".
const EVERYBODY: &str = "00000000-0000-0000-0000-000000000000";

/// Whether something applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Applies {
    Yes,
    No,
    /// It depends on what cannot be seen.
    Perhaps,
}

/// What deny assignments say about one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Denial {
    /// Nothing.
    None,
    /// The one of this name refuses it.
    Denied(String),
    /// The one of this name may refuse it.
    Unclear(String),
}

/// One deny assignment.
#[derive(Debug, Clone)]
struct Assignment {
    name: String,
    elements: Vec<Element>,
    scope: String,
    only_itself: bool,
    principals: Vec<Principal>,
    except: Vec<Principal>,
}

#[derive(Debug, Clone)]
struct Principal {
    id: String,
    kind: String,
}

/// All that the service listed.
#[derive(Debug, Clone, Default)]
pub(super) struct Denials {
    assignments: Vec<Assignment>,
    /// Those that were not understood, by their names.
    odd: Vec<String>,
}

impl Denials {
    /// Reads the items of a list.
    pub(super) fn read(items: &[Value]) -> Self {
        let mut denials = Self::default();
        for item in items {
            match Assignment::read(item) {
                Some(assignment) => denials.assignments.push(assignment),
                None => denials.odd.push(name(item)),
            }
        }
        denials
    }

    /// What they say about an operation of the principal with the object id `own`, at a scope such as
    /// `/subscriptions/…/resourceGroups/…`.
    pub(super) fn of(&self, operation: &str, own: Option<&str>, scope: &str) -> Denial {
        let (operation, scope) = (operation.to_lowercase(), plain_scope(scope));
        let mut unclear = self.odd.first().cloned();
        for assignment in &self.assignments {
            match assignment.applies(&operation, own, &scope) {
                Applies::Yes => return Denial::Denied(assignment.name.clone()),
                Applies::Perhaps => unclear = unclear.or_else(|| Some(assignment.name.clone())),
                Applies::No => {}
            }
        }
        unclear.map_or(Denial::None, Denial::Unclear)
    }
}

fn name(item: &Value) -> String {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(|t| t.chars().take(120).collect::<String>());
    let properties = item.get("properties");
    text(properties.and_then(|p| p.get("denyAssignmentName")))
        .or_else(|| text(item.get("name")))
        .unwrap_or_else(|| "?".to_owned())
}

fn plain_scope(scope: &str) -> String {
    scope.trim_end_matches('/').to_lowercase()
}

impl Assignment {
    fn read(item: &Value) -> Option<Self> {
        let properties = item.get("properties")?;
        let list = |name: &str| properties.get(name)?.as_array();
        // An absent list of exceptions means none; an absent list of principals would mean nobody and is not believed.
        let except = match properties.get("excludePrincipals") {
            None | Some(Value::Null) => Vec::new(),
            Some(_) => list("excludePrincipals")?.iter().map(Principal::read).collect::<Option<_>>()?,
        };
        Some(Self {
            name: name(item),
            elements: list("permissions")?.iter().map(Element::read).collect::<Option<_>>()?,
            scope: plain_scope(properties.get("scope")?.as_str()?),
            only_itself: match properties.get("doNotApplyToChildScopes") {
                None | Some(Value::Null) => false,
                Some(value) => value.as_bool()?,
            },
            principals: list("principals")?.iter().map(Principal::read).collect::<Option<_>>()?,
            except,
        })
    }

    fn applies(&self, operation: &str, own: Option<&str>, scope: &str) -> Applies {
        if !self.elements.iter().any(|e| e.allows(operation)) {
            return Applies::No;
        }
        match (self.reaches(scope), self.is_for(own)) {
            (Applies::No, _) | (_, Applies::No) => Applies::No,
            (Applies::Yes, Applies::Yes) => Applies::Yes,
            _ => Applies::Perhaps,
        }
    }

    /// Whether it covers what is done at a scope and below.
    fn reaches(&self, scope: &str) -> Applies {
        let above = self.scope.is_empty()
            || self.scope.starts_with("/providers/microsoft.management/managementgroups/")
            || scope.starts_with(&format!("{}/", self.scope));
        match (self.scope == scope, above, self.only_itself) {
            (true, _, false) | (false, true, false) => Applies::Yes,
            // It holds at the scope itself and not below: builds do both.
            (true, _, true) => Applies::Perhaps,
            _ => Applies::No,
        }
    }

    fn is_for(&self, own: Option<&str>) -> Applies {
        let any = |list: &[Principal], what: Applies| list.iter().any(|p| p.is(own) == what);
        match () {
            () if any(&self.except, Applies::Yes) => Applies::No,
            () if any(&self.principals, Applies::Yes) && !any(&self.except, Applies::Perhaps) => Applies::Yes,
            () if any(&self.principals, Applies::Yes) || any(&self.principals, Applies::Perhaps) => Applies::Perhaps,
            () => Applies::No,
        }
    }
}

impl Principal {
    fn read(value: &Value) -> Option<Self> {
        let kind = value.get("type").and_then(Value::as_str).unwrap_or_default().to_lowercase();
        Some(Self { id: value.get("id")?.as_str()?.to_lowercase(), kind })
    }

    fn is(&self, own: Option<&str>) -> Applies {
        if self.id == EVERYBODY {
            return Applies::Yes;
        }
        match own {
            Some(own) if self.id.eq_ignore_ascii_case(own) => Applies::Yes,
            // Somebody else, who is no group that we may be in.
            _ if self.kind == "user" => Applies::No,
            Some(_) if self.kind == "serviceprincipal" => Applies::No,
            _ => Applies::Perhaps,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const OWN: &str = "11111111-1111-1111-1111-111111111111";
    const GROUP: &str = "22222222-2222-2222-2222-222222222222";
    const SUBSCRIPTION: &str = "/subscriptions/s";
    const WRITE: &str = "Microsoft.Compute/disks/write";

    fn principal(id: &str, kind: &str) -> Value {
        json!({"id": id, "type": kind, "displayName": "x"})
    }

    /// A deny assignment for everybody on the subscription, with some members changed.
    fn with(changes: Value) -> Value {
        let mut properties = json!({
            "denyAssignmentName": "Locked", "scope": SUBSCRIPTION, "doNotApplyToChildScopes": false,
            "permissions": [{"actions": ["Microsoft.Compute/*"], "notActions": ["*/read"], "dataActions": [], "notDataActions": []}],
            "principals": [principal(EVERYBODY, "SystemDefined")], "excludePrincipals": [], "isSystemProtected": true,
        });
        for (name, value) in changes.as_object().unwrap() {
            properties[name] = value.clone();
        }
        json!({"id": "/x", "name": "guid", "properties": properties})
    }

    fn check(changes: Value, operation: &str, scope: &str, expected: &str) {
        let denials = Denials::read(&[with(changes.clone())]);
        let found = match denials.of(operation, Some(OWN), scope) {
            Denial::None => "none",
            Denial::Denied(name) | Denial::Unclear(name) if name != "Locked" => "unnamed",
            Denial::Denied(_) => "denied",
            Denial::Unclear(_) => "unclear",
        };
        assert_eq!(found, expected, "{changes} {operation} at {scope}");
    }

    #[test]
    fn operations() {
        check(json!({}), WRITE, SUBSCRIPTION, "denied");
        check(json!({}), "Microsoft.Compute/disks/read", SUBSCRIPTION, "none");
        check(json!({}), "Microsoft.Network/virtualNetworks/write", SUBSCRIPTION, "none");
    }

    #[test]
    fn principals() {
        let ours = principal(&OWN.to_uppercase(), "ServicePrincipal");
        let other = principal("33333333-3333-3333-3333-333333333333", "ServicePrincipal");
        let group = principal(GROUP, "Group");
        check(json!({"principals": [ours]}), WRITE, SUBSCRIPTION, "denied");
        check(json!({"principals": [other]}), WRITE, SUBSCRIPTION, "none");
        check(json!({"principals": [group]}), WRITE, SUBSCRIPTION, "unclear");
        check(json!({"principals": [principal(GROUP, "SomethingNew")]}), WRITE, SUBSCRIPTION, "unclear");
        check(json!({"excludePrincipals": [ours]}), WRITE, SUBSCRIPTION, "none");
        check(json!({"excludePrincipals": [other]}), WRITE, SUBSCRIPTION, "denied");
        check(json!({"excludePrincipals": [group]}), WRITE, SUBSCRIPTION, "unclear");
        check(json!({"principals": [ours, group], "excludePrincipals": [group, ours]}), WRITE, SUBSCRIPTION, "none");
        let unknown = Denials::read(&[with(json!({"principals": [other]}))]).of(WRITE, None, SUBSCRIPTION);
        assert_eq!(unknown, Denial::Unclear("Locked".to_owned()), "without an own id it may be us");
    }

    #[test]
    fn scopes() {
        let group = "/subscriptions/s/resourceGroups/Builds";
        check(json!({}), WRITE, group, "denied");
        check(json!({"scope": "/"}), WRITE, SUBSCRIPTION, "denied");
        let above = "/providers/Microsoft.Management/managementGroups/all";
        check(json!({"scope": above}), WRITE, SUBSCRIPTION, "denied");
        check(json!({"scope": "/subscriptions/s/resourcegroups/builds/"}), WRITE, group, "denied");
        check(json!({"scope": group}), WRITE, SUBSCRIPTION, "none");
        check(json!({"scope": "/subscriptions/s/resourceGroups/Build"}), WRITE, group, "none");
        check(json!({"scope": "/subscriptions/other"}), WRITE, SUBSCRIPTION, "none");
        check(json!({"doNotApplyToChildScopes": true}), WRITE, group, "none");
        check(json!({"doNotApplyToChildScopes": true, "scope": above}), WRITE, SUBSCRIPTION, "none");
        check(json!({"doNotApplyToChildScopes": true}), WRITE, SUBSCRIPTION, "unclear");
    }

    #[test]
    fn what_is_not_understood_may_deny() {
        for odd in [
            json!({"permissions": [{"actions": ["*"]}]}),
            json!({"permissions": "x"}),
            json!({"principals": null}),
            json!({"principals": [{"type": "Group"}]}),
            json!({"scope": 1}),
            json!({"doNotApplyToChildScopes": "yes"}),
            json!({"excludePrincipals": 1}),
        ] {
            check(odd, "Microsoft.Network/virtualNetworks/write", SUBSCRIPTION, "unclear");
        }
        let denials = Denials::read(&[json!({}), with(json!({}))]);
        assert_eq!(denials.of(WRITE, Some(OWN), SUBSCRIPTION), Denial::Denied("Locked".to_owned()));
    }
}
