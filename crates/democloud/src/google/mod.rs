//! The Google part: OAuth, Resource Manager, Compute, IAM and Service Usage in JSON, with real signatures and the
//! roles of a story.
//!
//! In: a request. Out: the JSON that the service would send. Deliberately absent: anything that is created.

mod compute;
pub(crate) mod error;
mod iam;
mod key;
mod oauth;
mod permissions;
mod projects;
mod routes;
mod serviceusage;

use crate::cloud::Scene;
use crate::exchange::{Answer, Ask, Extent};
use crate::route::{Destination, Service};
use crate::story::COMMON;
use error::Fault;
pub(crate) use key::key;
#[cfg(test)]
pub(crate) use permissions::holds_by_role;
use routes::{Route, route};
pub(crate) use routes::{label, service_of};

/// A request whose token was accepted.
pub(crate) struct Call<'a> {
    pub scene: &'a Scene<'a>,
    pub ask: &'a Ask,
}

/// What a service answers.
pub(crate) type Result = std::result::Result<serde_json::Value, Fault>;

/// The answer to a request.
pub(crate) fn answer(scene: &Scene<'_>, ask: &Ask, place: &Destination) -> Answer {
    if ask.extent == Extent::Cut {
        return error::answer(413, "INVALID_ARGUMENT", "The request is larger than this service takes.");
    }
    if let Some(first) = scene.google.throttled.get(scene.label)
        && scene.earlier < *first
    {
        return error::throttled(scene.label);
    }
    let route = match route(place.service, &ask.method, &place.path) {
        Ok(route) => route,
        Err(fault) => {
            // Anything but reading and asking is an attempt to change something.
            if !matches!(ask.method.as_str(), "GET" | "HEAD" | "OPTIONS") && place.service != Service::OAuth {
                scene.record.mutation();
            }
            return fault.into_answer();
        }
    };
    if route == Route::Token {
        return oauth::answer(scene, ask);
    }
    match call(scene, ask, place.service, &route) {
        Ok(value) => Answer::json(200, &value),
        Err(fault) => fault.into_answer(),
    }
}

fn call(scene: &Scene<'_>, ask: &Ask, service: Service, route: &Route) -> Result {
    oauth::authorized(scene, ask)?;
    enabled(scene, service)?;
    let call = Call { scene, ask };
    match route {
        Route::Token => Err(error::internal()),
        Route::TestProject(id) => projects::test(&call, id),
        Route::GetProject(id, version) => projects::get(&call, id, *version),
        Route::ComputeProject(id) => compute::project(&call, id),
        Route::Network(id, name) => compute::network(&call, id, name),
        Route::TestSubnet { project, region, subnet } => compute::test_subnet(&call, project, region, subnet),
        Route::Zones(id) => compute::zones(&call, id),
        Route::Zone(id, zone) => compute::zone(&call, id, zone),
        Route::MachineTypes(id, zone) => compute::machine_types(&call, id, zone),
        Route::TestServiceAccount { project, email } => iam::test(&call, project, email),
        Route::Services(id) => serviceusage::batch(&call, id),
    }
}

/// The API of the service is enabled in the key's project.
fn enabled(scene: &Scene<'_>, service: Service) -> std::result::Result<(), Fault> {
    let api = match service {
        Service::ResourceManager => "cloudresourcemanager.googleapis.com",
        Service::Compute => "compute.googleapis.com",
        Service::GoogleIam => "iam.googleapis.com",
        Service::Usage => "serviceusage.googleapis.com",
        _ => return Ok(()),
    };
    if is_enabled(scene, api) { Ok(()) } else { Err(error::service_disabled(service, api)) }
}

/// True when an API is enabled in the demo's project.
pub(crate) fn is_enabled(scene: &Scene<'_>, api: &str) -> bool {
    COMMON.google.apis.iter().any(|a| a == api) && !scene.google.apis_disabled.iter().any(|a| a == api)
}

/// True when a project, by id or number, is the demo's own.
pub(crate) fn is_own(project: &str) -> bool {
    project == COMMON.google.project || project == COMMON.google.number
}
