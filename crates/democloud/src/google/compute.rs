//! Compute: the project's facts, its network, its zones, and which permissions on a shared subnet.
//!
//! In: a call. Out: JSON. Deliberately absent: everything that makes or changes something.

use serde_json::{Map, Value, json};

use super::error::Fault;
use super::iam::default_account;
use super::permissions::{asked, granted, holds};
use super::{Call, Result, is_own};
use crate::cloud::cut;
use crate::story::COMMON;

const BASE: &str = "https://www.googleapis.com/compute/v1";

const ZONES: [&str; 5] = ["europe-west3-a", "europe-west3-b", "europe-west3-c", "us-central1-a", "us-central1-b"];

pub(crate) fn project(call: &Call<'_>, project: &str) -> Result {
    permitted(call, project, "compute.projects.get", &format!("projects/{}", cut(project)))?;
    let id = &COMMON.google.project;
    let whole = json!({
        "kind": "compute#project",
        "id": "4242424242424242424",
        "creationTimestamp": "2026-01-05T00:00:00.000-08:00",
        "name": id,
        "commonInstanceMetadata": {
            "kind": "compute#metadata",
            "fingerprint": "RXhhbXBsZTA=",
            "items": [{"key": "enable-oslogin", "value": "FALSE"}]
        },
        "quotas": [{"metric": "IMAGES", "limit": 2000, "usage": 0}],
        "selfLink": format!("{BASE}/projects/{id}"),
        "defaultServiceAccount": default_account(),
        "xpnProjectStatus": "UNSPECIFIED_XPN_PROJECT_STATUS",
        "defaultNetworkTier": "PREMIUM"
    });
    Ok(selected(call, whole))
}

pub(crate) fn network(call: &Call<'_>, project: &str, name: &str) -> Result {
    let resource = format!("projects/{}/global/networks/{}", cut(project), cut(name));
    permitted(call, project, "compute.networks.get", &resource)?;
    if name != "default" {
        return Err(no_such(&resource));
    }
    let id = &COMMON.google.project;
    Ok(selected(
        call,
        json!({
            "kind": "compute#network",
            "id": "4242424242424242425",
            "name": "default",
            "description": "Default network for the project",
            "selfLink": format!("{BASE}/projects/{id}/global/networks/default"),
            "autoCreateSubnetworks": true,
            "routingConfig": {"routingMode": "REGIONAL"}
        }),
    ))
}

/// Of a subnet of the shared network; the service account may use it.
pub(crate) fn test_subnet(call: &Call<'_>, project: &str, region: &str, subnet: &str) -> Result {
    let names = asked(call.ask, |name| name.starts_with("compute.subnetworks."))?;
    let google = &COMMON.google;
    let is_there = project == google.host_project && region == google.host_region && subnet == google.host_subnet;
    if !is_there {
        let path = format!("projects/{}/regions/{}/subnetworks/{}", cut(project), cut(region), cut(subnet));
        return Err(no_such(&path));
    }
    Ok(granted(names.into_iter().filter(|name| holds(call.scene, name))))
}

pub(crate) fn zones(call: &Call<'_>, project: &str) -> Result {
    permitted(call, project, "compute.zones.list", &format!("projects/{}", cut(project)))?;
    let items: Vec<Value> = ZONES.iter().map(|zone| zone_facts(zone)).collect();
    Ok(selected(
        call,
        json!({"kind": "compute#zoneList", "id": format!("projects/{}/zones", COMMON.google.project), "items": items}),
    ))
}

pub(crate) fn zone(call: &Call<'_>, project: &str, zone: &str) -> Result {
    let resource = format!("projects/{}/zones/{}", cut(project), cut(zone));
    permitted(call, project, "compute.zones.get", &resource)?;
    if ZONES.contains(&zone) { Ok(selected(call, zone_facts(zone))) } else { Err(no_such(&resource)) }
}

fn zone_facts(zone: &str) -> Value {
    let id = &COMMON.google.project;
    let region = zone.rsplit_once('-').map_or(zone, |(region, _)| region);
    json!({
        "kind": "compute#zone",
        "name": zone,
        "status": "UP",
        "region": format!("{BASE}/projects/{id}/regions/{region}"),
        "selfLink": format!("{BASE}/projects/{id}/zones/{zone}")
    })
}

pub(crate) fn machine_types(call: &Call<'_>, project: &str, zone: &str) -> Result {
    let resource = format!("projects/{}/zones/{}", cut(project), cut(zone));
    permitted(call, project, "compute.machineTypes.list", &resource)?;
    if !ZONES.contains(&zone) {
        return Err(no_such(&resource));
    }
    let one = |(name, cpus, memory): (&str, u32, u32)| json!({"kind": "compute#machineType", "name": name, "guestCpus": cpus, "memoryMb": memory, "zone": zone});
    let items: Vec<Value> = [("e2-standard-2", 2, 8192), ("n2-standard-4", 4, 16384)].into_iter().map(one).collect();
    Ok(selected(call, json!({"kind": "compute#machineTypeList", "items": items})))
}

fn permitted(call: &Call<'_>, project: &str, permission: &str, resource: &str) -> std::result::Result<(), Fault> {
    if is_own(project) && holds(call.scene, permission) {
        return Ok(());
    }
    Err(Fault::compute(403, "forbidden", &format!("Required '{permission}' permission for '{resource}'")))
}

fn no_such(resource: &str) -> Fault {
    Fault::compute(404, "notFound", &format!("The resource '{resource}' was not found"))
}

/// Only the fields that the query names, of the upper level; all without such a query.
fn selected(call: &Call<'_>, whole: Value) -> Value {
    let form = url::form_urlencoded::parse(call.ask.query.as_bytes());
    let Some((_, fields)) = form.into_owned().find(|(name, value)| name == "fields" && value != "*") else {
        return whole;
    };
    let upper = upper_names(&fields);
    match whole {
        Value::Object(map) => Value::Object(
            map.into_iter().filter(|(name, _)| upper.iter().any(|u| u == name)).collect::<Map<String, Value>>(),
        ),
        other => other,
    }
}

/// The names of the upper level in a field mask such as `name,items(key,value),a/b`.
fn upper_names(mask: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let mut names = vec![String::new()];
    // Inside a path only its first part counts.
    let mut in_path = false;
    for c in mask.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                names.push(String::new());
                in_path = false;
            }
            '/' => in_path = true,
            c if depth == 0 && !in_path => {
                if let Some(name) = names.last_mut() {
                    name.push(c);
                }
            }
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_masks() {
        assert_eq!(upper_names("name,items(key,value),a/b,c"), ["name", "items", "a", "c"]);
        assert_eq!(upper_names(")(("), [""]);
    }
}
