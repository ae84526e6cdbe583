//! The Azure part: Entra ID's token endpoint with what leads to it, and Resource Manager in JSON, with real signatures
//! and the role definitions of a story.
//!
//! In: a request. Out: the JSON that the service would send. Deliberately absent: anything that is created.

mod access;
mod assertion;
mod authorization;
mod discovery;
pub(crate) mod error;
mod key;
mod login;
mod page;
mod refusal;
mod routes;
mod subscriptions;
mod token;
mod world;

use crate::cloud::Scene;
use crate::exchange::{Answer, Ask, Extent};
use crate::route::{Destination, Service};
use crate::story::COMMON;
use error::Fault;
pub(crate) use key::{certificate, key};
use routes::{Route, Scope, route};
pub(crate) use routes::{label, service_of};
pub(crate) use world::{AzureCommon, AzureTrouble};

/// Where people sign in to the cloud of the demo.
pub(crate) const LOGIN: [&str; 2] = ["login.microsoftonline.com", "login.windows.net"];

/// Where they do in the clouds for the United States' government and for China.
pub(crate) const LOGIN_ELSEWHERE: [&str; 3] =
    ["login.microsoftonline.us", "login.chinacloudapi.cn", "login.partner.microsoftonline.cn"];

/// Resource Manager in the cloud of the demo.
pub(crate) const ARM: [&str; 1] = ["management.azure.com"];

/// The same in the other clouds.
pub(crate) const ARM_ELSEWHERE: [&str; 2] = ["management.usgovcloudapi.net", "management.chinacloudapi.cn"];

/// A request whose token was accepted.
pub(crate) struct Call<'a> {
    pub scene: &'a Scene<'a>,
    pub ask: &'a Ask,
}

/// What Resource Manager answers.
pub(crate) type Result<T = serde_json::Value> = std::result::Result<T, Fault>;

/// The answer to a request.
pub(crate) fn answer(scene: &Scene<'_>, ask: &Ask, place: &Destination) -> Answer {
    let is_login = place.service == Service::Login;
    if ask.extent == Extent::Cut {
        return error::too_large().into_answer();
    }
    if let Some(first) = scene.azure.throttled.get(scene.label)
        && scene.earlier < *first
    {
        return if is_login { refusal::throttled().into_answer(scene, ask) } else { error::throttled(scene.label) };
    }
    let route = match route(place.service, &ask.method, &place.path) {
        Ok(route) => route,
        Err(fault) => {
            // Anything but reading is an attempt to change something.
            if !matches!(ask.method.as_str(), "GET" | "HEAD" | "OPTIONS") && !is_login {
                scene.record.mutation();
            }
            return fault.into_answer();
        }
    };
    let base = format!("{}{}", ask.origin, ask.path.strip_suffix(&place.path).unwrap_or_default());
    match &route {
        Route::Token(tenant) => login::answer(scene, ask, &base, tenant),
        Route::OpenId(tenant) => discovery::openid(scene, ask, &base, tenant),
        Route::Keys(tenant) => discovery::keys(scene, ask, tenant),
        Route::Instance => discovery::instance(scene, ask, &base),
        route => {
            let answer = match call(scene, ask, route) {
                Ok(value) => Answer::json(200, &value),
                Err(fault) => fault.into_answer(),
            };
            answer
                .with("cache-control", "no-cache")
                .with("x-ms-request-id", scene.request_id.clone())
                .with("x-ms-correlation-request-id", refusal::correlation_id(scene, ask))
        }
    }
}

fn call(scene: &Scene<'_>, ask: &Ask, route: &Route) -> Result {
    // Resource Manager asks for the version before it looks at the token.
    api_version(ask)?;
    let tenant = token::authorized(scene, ask)?;
    let call = Call { scene, ask };
    if let Route::Subscriptions = route {
        return subscriptions::list(&call, &tenant);
    }
    let scope = match route {
        Route::Subscription(scope)
        | Route::Permissions(scope)
        | Route::DenyAssignments(scope)
        | Route::RoleAssignments(scope)
        | Route::RoleDefinitions(scope)
        | Route::RoleDefinition(scope, _)
        | Route::Providers(scope)
        | Route::Provider(scope, _) => scope,
        _ => return Err(error::internal()),
    };
    there(scope, &tenant)?;
    match route {
        Route::Subscription(_) => subscriptions::get(&call),
        Route::Permissions(scope) => authorization::permissions(&call, scope),
        Route::DenyAssignments(scope) => authorization::deny_assignments(&call, scope),
        Route::RoleAssignments(scope) => authorization::role_assignments(&call, scope),
        Route::RoleDefinitions(scope) => authorization::role_definitions(&call, scope),
        Route::RoleDefinition(scope, id) => authorization::role_definition(&call, scope, id),
        Route::Providers(scope) => subscriptions::providers(&call, scope),
        Route::Provider(scope, name) => subscriptions::provider(&call, scope, name),
        _ => Err(error::internal()),
    }
}

/// The subscription of a scope is there and belongs to the tenant of the token; so is its group.
fn there(scope: &Scope, tenant: &str) -> Result<()> {
    let azure = &COMMON.azure;
    let owner = match &scope.subscription {
        own if *own == azure.subscription => &azure.tenant,
        other if *other == azure.foreign_subscription => &azure.foreign_tenant,
        unknown => return Err(error::no_subscription(unknown)),
    };
    if owner != tenant {
        return Err(error::wrong_tenant(tenant, owner));
    }
    match &scope.group {
        Some(name) if !azure.resource_groups.iter().any(|g| g.eq_ignore_ascii_case(name)) => Err(error::no_group(name)),
        _ => Ok(()),
    }
}

/// The version is there and is a date, with or without `-preview`.
fn api_version(ask: &Ask) -> Result<()> {
    let form = ask.form();
    let version = form.get("api-version").ok_or_else(error::no_api_version)?;
    let date = version.strip_suffix("-preview").unwrap_or(version);
    let is_date = date.len() == 10
        && date.bytes().enumerate().all(|(n, b)| if matches!(n, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    if is_date { Ok(()) } else { Err(error::bad_api_version(version)) }
}

/// True for 8-4-4-4-12 hexadecimal digits.
pub(crate) fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(n, b)| match n {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// True for the hosts of Azure's other clouds, where the demo's tenant is not.
pub(crate) fn is_elsewhere(host: &str) -> bool {
    LOGIN_ELSEWHERE.contains(&host) || ARM_ELSEWHERE.contains(&host)
}
