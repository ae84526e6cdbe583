//! Which permissions a project knows and which of them the demo's service account holds.
//!
//! In: a name. Out: unknown, held, or not held. The names are in `permissions.txt`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Value, json};

use super::error::{Fault, invalid};
use crate::cloud::{Scene, cut};
use crate::exchange::Ask;

/// Names, and whether the roles of the service account hold them.
static KNOWN: LazyLock<BTreeMap<String, bool>> = LazyLock::new(|| {
    let lines = include_str!("permissions.txt").lines().filter(|line| !line.starts_with('#'));
    let names = lines.flat_map(|line| {
        let mut words = line.split(' ');
        let resource = words.next().unwrap_or_default();
        words.map(move |word| {
            let name = word.trim_end_matches('*');
            (format!("{resource}.{name}"), name.len() < word.len())
        })
    });
    names.collect()
});

/// True for a permission that the project knows. Listing and creating projects is not asked of a project.
fn is_known(name: &str) -> bool {
    KNOWN.contains_key(name)
}

/// True for a permission in the roles of the service account.
pub(crate) fn holds_by_role(name: &str) -> bool {
    KNOWN.get(name).copied().unwrap_or_default()
}

/// True when the service account has a permission in this story.
pub(crate) fn holds(scene: &Scene<'_>, name: &str) -> bool {
    holds_by_role(name) && !scene.google.denied.iter().any(|d| d == name)
}

/// The permissions that a request asks about. An unknown one, or one that `fits` the resource not, spoils the
/// whole request, as it does at Google.
pub(crate) fn asked(ask: &Ask, fits: fn(&str) -> bool) -> Result<Vec<String>, Fault> {
    let body: Value =
        serde_json::from_slice(&ask.body).map_err(|_| invalid("Invalid JSON payload received. Unexpected token."))?;
    let list = match &body["permissions"] {
        Value::Null => return Ok(Vec::new()),
        Value::Array(list) => list,
        _ => return Err(invalid("Invalid value at 'permissions': it is no list.")),
    };
    if list.len() > 100 {
        return Err(invalid("The request has more than 100 permissions."));
    }
    let mut names = Vec::new();
    for entry in list {
        let name = entry.as_str().ok_or_else(|| invalid("Invalid value at 'permissions' (TYPE_STRING)."))?;
        if name.contains('*') {
            return Err(invalid("Permissions with wildcards are not allowed."));
        }
        if !is_known(name) || !fits(name) {
            return Err(invalid(&format!("Permission {} is not valid for this resource.", cut(name))));
        }
        names.push(name.to_owned());
    }
    Ok(names)
}

/// The answer of every `testIamPermissions`: the field is absent when nothing is granted.
pub(crate) fn granted(names: impl IntoIterator<Item = String>) -> Value {
    let names: Vec<String> = names.into_iter().collect();
    if names.is_empty() { json!({}) } else { json!({ "permissions": names }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert!(KNOWN.len() > 1000);
        for name in ["compute.images.create", "compute.disks.setIamPolicy", "iam.serviceAccounts.actAs"] {
            assert!(holds_by_role(name), "{name}");
        }
        assert!(is_known("compute.firewalls.delete") && !holds_by_role("compute.firewalls.delete"));
        for name in ["resourcemanager.projects.list", "resourcemanager.projects.create", "compute.nothing.get", ""] {
            assert!(!is_known(name), "{name}");
        }
    }
}
