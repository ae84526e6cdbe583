//! What Azure said, read by a decoder of its own: lists of permissions with their pages, deny assignments, refusals.

use std::collections::BTreeSet;

use onboard_core::evidence::Method;
use onboard_core::transport::Response;
use onboard_tests::recorded::Exchange;
use serde_json::{Map, Value};

use crate::Said;

/// The object id of the service principal in the recorded worlds, and what stands for everyone.
const OURSELVES: &str = "c0ffee00-1234-4d5e-8f90-abcdef012345";
const EVERYONE: &str = "00000000-0000-0000-0000-000000000000";

/// The subscription of the recorded worlds.
const HERE: &str = "/subscriptions/3f8b2d14-6a7c-4e90-9b1f-d2c3e4f5a601";

const ITSELF: [(&str, &str); 2] = [
    ("roleAssignments.list", "Microsoft.Authorization/roleAssignments/read"),
    ("denyAssignments.list", "Microsoft.Authorization/denyAssignments/read"),
];

/// One element of a list: patterns of what it holds, and of what it leaves out.
type Element = (Vec<String>, Vec<String>);

/// Pages of one list, put together.
#[derive(Default)]
struct List {
    elements: Vec<Element>,
    /// The last page was there, and nothing in between was unreadable.
    complete: bool,
    /// The service said that nothing at all may be read here.
    refused: bool,
}

/// What takes rights away.
#[derive(Default)]
struct Taken {
    surely: Vec<Element>,
    perhaps: Vec<Element>,
}

/// Reads all exchanges of a run.
pub fn decode(exchanges: &[Exchange]) -> Said {
    let here = read("permissions.listForSubscription", exchanges);
    let below = read("permissions.listForResourceGroup", exchanges);
    let taken = taken(exchanges);
    let mut said = Said::default();
    let names: BTreeSet<String> =
        onboard_providers::by_id("azure").unwrap().catalogue().iter().map(|r| r.permission.clone()).collect();
    for name in names {
        let holds = |list: &List| list.elements.iter().any(|e| fits(e, &name));
        let no = |list: &List| list.refused || (list.complete && !holds(list));
        let lost = taken.surely.iter().any(|e| fits(e, &name));
        let unsure = taken.perhaps.iter().any(|e| fits(e, &name));
        let claim = (Method::RoleLookup, name.clone(), "home");
        if (holds(&here) || holds(&below)) && !lost && !unsure {
            said.granted.insert(claim.clone());
        }
        if lost || no(&here) || no(&below) {
            said.denied.insert(claim);
        }
    }
    for (label, permission) in ITSELF {
        for answer in answers(label, exchanges) {
            let claim = (Method::ReadCall, permission.to_owned(), "home");
            if page(answer).is_some() {
                said.granted.insert(claim);
            } else if refuses(answer) {
                said.denied.insert(claim);
            }
        }
    }
    said
}

fn answers<'a>(label: &'a str, exchanges: &'a [Exchange]) -> impl Iterator<Item = &'a Response> {
    exchanges.iter().filter(move |e| e.request.label == label).filter_map(|e| e.answer.as_ref().ok())
}

/// The JSON object of an answer, if it can be one of Azure's.
fn object(answer: &Response) -> Option<Map<String, Value>> {
    let kind = answer.headers.iter().find(|(name, _)| name == "content-type").map(|(_, v)| v.to_lowercase());
    if kind.is_some_and(|k| !k.contains("json")) {
        return None;
    }
    match serde_json::from_slice(&answer.body) {
        Ok(Value::Object(map)) => Some(map),
        _ => None,
    }
}

/// A page: its elements and whether another one follows.
fn page(answer: &Response) -> Option<(Vec<Value>, bool)> {
    let body = object(answer).filter(|_| answer.status == 200)?;
    let value = body.get("value")?.as_array()?.clone();
    let more = match body.get("nextLink") {
        None | Some(Value::Null) => false,
        Some(Value::String(link)) => !link.is_empty(),
        Some(_) => true,
    };
    Some((value, more))
}

/// The service refuses to a caller that it knows.
fn refuses(answer: &Response) -> bool {
    let code = object(answer).and_then(|body| body.get("error")?.get("code")?.as_str().map(str::to_owned));
    answer.status == 403 && code.as_deref() == Some("AuthorizationFailed")
}

fn texts(value: Option<&Value>) -> Option<Vec<String>> {
    value?.as_array()?.iter().map(|v| v.as_str().map(str::to_owned)).collect()
}

fn element(value: &Value) -> Option<Element> {
    Some((texts(value.get("actions"))?, texts(value.get("notActions"))?))
}

fn read(label: &str, exchanges: &[Exchange]) -> List {
    let mut list = List::default();
    let mut whole = true;
    for answer in answers(label, exchanges) {
        if let Some((values, more)) = page(answer) {
            let read: Vec<Option<Element>> = values.iter().map(element).collect();
            whole &= read.iter().all(Option::is_some);
            list.elements.extend(read.into_iter().flatten());
            list.complete = whole && !more;
        } else if list.elements.is_empty() && refuses(answer) {
            list.refused = true;
        }
    }
    list
}

/// Deny assignments for this caller, and those for groups, of which nobody can say whether it is in them.
fn taken(exchanges: &[Exchange]) -> Taken {
    let mut taken = Taken::default();
    for (values, _) in answers("denyAssignments.list", exchanges).filter_map(page) {
        for properties in values.iter().filter_map(|v| v.get("properties")) {
            if !reaches_builds(properties) {
                continue;
            }
            let ids = |name: &str| -> Vec<(String, String)> {
                let list = properties.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
                let text = |v: &Value, key: &str| v.get(key).and_then(Value::as_str).unwrap_or_default().to_lowercase();
                list.iter().map(|v| (text(v, "id"), text(v, "type"))).collect()
            };
            let ours = |id: &str| id == OURSELVES || id == EVERYONE;
            let (who, but) = (ids("principals"), ids("excludePrincipals"));
            let elements = properties.get("permissions").and_then(Value::as_array).cloned().unwrap_or_default();
            let elements: Vec<Element> = elements.iter().filter_map(element).collect();
            let spared = but.iter().any(|(id, _)| id == OURSELVES);
            let unsure = but.iter().any(|(id, _)| id != OURSELVES);
            if spared {
                continue;
            }
            if who.iter().any(|(id, _)| ours(id)) && !unsure {
                taken.surely.extend(elements);
            } else if who.iter().any(|(id, kind)| ours(id) || kind == "group") {
                taken.perhaps.extend(elements);
            }
        }
    }
    taken
}

/// What builds do, they do in resource groups of the subscription.
fn reaches_builds(properties: &Value) -> bool {
    let scope = properties.get("scope").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let scope = scope.trim_end_matches('/');
    let whole =
        scope.is_empty() || scope == HERE || scope.starts_with("/providers/microsoft.management/managementgroups/");
    whole && properties.get("doNotApplyToChildScopes") != Some(&Value::Bool(true))
}

fn fits((actions, not): &Element, operation: &str) -> bool {
    let any = |patterns: &[String]| patterns.iter().any(|p| matches(p, operation));
    any(actions) && !any(not)
}

/// `*` stands for any characters; what is between the stars comes one after the other, the first at the beginning and
/// the last at the end.
fn matches(pattern: &str, operation: &str) -> bool {
    let (pattern, operation) = (pattern.to_ascii_lowercase(), operation.to_ascii_lowercase());
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == operation };
    let Some(mut left) = operation.strip_prefix(first) else { return false };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    for piece in middle.split('*') {
        match left.find(piece) {
            Some(at) => left = &left[at + piece.len()..],
            None => return false,
        }
    }
    left.ends_with(last)
}

#[test]
fn the_decoders_own_patterns() {
    for (pattern, operation, is) in [
        ("*", "a/b/read", true),
        ("*/READ", "a/b/read", true),
        ("a/*/read", "a/b/c/read", true),
        ("a/*/read", "a/read", false),
        ("a*a", "a", false),
        ("a/*/*/read", "a/b/read", false),
        ("**b*", "a/b/read", true),
        ("a.b", "axb", false),
        ("a/b", "a/b/read", false),
    ] {
        assert_eq!(matches(pattern, operation), is, "{pattern} and {operation}");
    }
}
