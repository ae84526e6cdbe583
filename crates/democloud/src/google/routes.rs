//! The paths of the Google services.
//!
//! In: a service, a verb, a path. Out: what is asked, and its label in Google's words.

use percent_encoding::percent_decode_str;

use super::error::{Fault, method_not_allowed, no_such_path};
use crate::route::Service;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    Token,
    TestProject(String),
    GetProject(String, Version),
    ComputeProject(String),
    Network(String, String),
    TestSubnet { project: String, region: String, subnet: String },
    Zones(String),
    Zone(String, String),
    MachineTypes(String, String),
    TestServiceAccount { project: String, email: String },
    Services(String),
}

/// The version of Resource Manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    One,
    Three,
}

/// What a path asks of a service, whatever the verb; and the verb that it wants.
fn find(service: Service, path: &str) -> Option<(Route, &'static str)> {
    let plain = percent_decode_str(path).decode_utf8().ok()?.into_owned();
    let segments: Vec<&str> = plain.trim_start_matches('/').split('/').collect();
    let own = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    match service {
        Service::OAuth => match segments[..] {
            ["token"] | ["oauth2", "v4", "token"] | ["o", "oauth2", "token"] | [""] => Some((Route::Token, "POST")),
            _ => None,
        },
        Service::ResourceManager => {
            let (version, name) = match segments[..] {
                ["v1", "projects", name] => (Version::One, name),
                ["v3", "projects", name] => (Version::Three, name),
                _ => return None,
            };
            match name.strip_suffix(":testIamPermissions") {
                Some(project) => Some((Route::TestProject(own(project)?), "POST")),
                None => Some((Route::GetProject(own(name)?, version), "GET")),
            }
        }
        Service::Compute => compute(&segments),
        Service::GoogleIam => match segments[..] {
            ["v1", "projects", project, "serviceAccounts", name] => {
                let email = own(name.strip_suffix(":testIamPermissions")?)?;
                Some((Route::TestServiceAccount { project: own(project)?, email }, "POST"))
            }
            _ => None,
        },
        Service::Usage => match segments[..] {
            ["v1", "projects", project, "services:batchGet"] => Some((Route::Services(own(project)?), "GET")),
            _ => None,
        },
        _ => None,
    }
}

fn compute(segments: &[&str]) -> Option<(Route, &'static str)> {
    // Google's clients put `compute/v1` before it; a base URL may hold it already.
    let rest = segments.strip_prefix(&["compute", "v1"]).or_else(|| segments.strip_prefix(&["v1"])).unwrap_or(segments);
    let own = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    match rest[..] {
        ["projects", project] => Some((Route::ComputeProject(own(project)?), "GET")),
        ["projects", project, "global", "networks", name] => Some((Route::Network(own(project)?, own(name)?), "GET")),
        ["projects", project, "regions", region, "subnetworks", subnet, "testIamPermissions"] => {
            let route = Route::TestSubnet { project: own(project)?, region: own(region)?, subnet: own(subnet)? };
            Some((route, "POST"))
        }
        ["projects", project, "zones"] => Some((Route::Zones(own(project)?), "GET")),
        ["projects", project, "zones", zone] => Some((Route::Zone(own(project)?, own(zone)?), "GET")),
        ["projects", project, "zones", zone, "machineTypes"] => {
            Some((Route::MachineTypes(own(project)?, own(zone)?), "GET"))
        }
        _ => None,
    }
}

/// What a request asks of a service.
pub(crate) fn route(service: Service, method: &str, path: &str) -> Result<Route, Fault> {
    let (route, verb) = find(service, path).ok_or_else(|| no_such_path(path))?;
    if method == verb { Ok(route) } else { Err(method_not_allowed(method)) }
}

/// What a request asks, in Google's words; one label for everything that is not known.
pub(crate) fn label(service: Service, method: &str, path: &str) -> String {
    let name = match find(service, path).filter(|(_, verb)| *verb == method).map(|(route, _)| route) {
        Some(Route::Token) => "oauth2.token",
        Some(Route::TestProject(_)) => "cloudresourcemanager.projects.testIamPermissions",
        Some(Route::GetProject(..)) => "cloudresourcemanager.projects.get",
        Some(Route::ComputeProject(_)) => "compute.projects.get",
        Some(Route::Network(..)) => "compute.networks.get",
        Some(Route::TestSubnet { .. }) => "compute.subnetworks.testIamPermissions",
        Some(Route::Zones(_)) => "compute.zones.list",
        Some(Route::Zone(..)) => "compute.zones.get",
        Some(Route::MachineTypes(..)) => "compute.machineTypes.list",
        Some(Route::TestServiceAccount { .. }) => "iam.serviceAccounts.testIamPermissions",
        Some(Route::Services(_)) => "serviceusage.services.batchGet",
        None => "google.unknown",
    };
    name.to_owned()
}

/// The service of a request that came without prefix and without the service's host: the first that knows the
/// path.
pub(crate) fn service_of(path: &str) -> Option<Service> {
    // The root belongs to the query protocol of others.
    if path == "/" {
        return None;
    }
    let all = [Service::OAuth, Service::GoogleIam, Service::Usage, Service::ResourceManager, Service::Compute];
    all.into_iter().find(|service| find(*service, path).is_some())
}
