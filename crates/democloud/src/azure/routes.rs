//! The paths of Entra ID and Resource Manager.
//!
//! In: a service, a verb, a path. Out: what is asked, and its label in Azure's words. Resource Manager does not care
//! about upper and lower case in its own words.

use percent_encoding::percent_decode_str;

use super::error::{Fault, method_not_allowed, no_such_path};
use crate::route::Service;
use crate::story::COMMON;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    Token(String),
    OpenId(String),
    Keys(String),
    Instance,
    Subscriptions,
    Subscription(Scope),
    Permissions(Scope),
    DenyAssignments(Scope),
    RoleAssignments(Scope),
    RoleDefinitions(Scope),
    RoleDefinition(Scope, String),
    Providers(Scope),
    Provider(Scope, String),
}

/// A subscription, or a resource group in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    pub subscription: String,
    pub group: Option<String>,
}

impl Scope {
    /// The demo's own subscription.
    pub fn own() -> Self {
        Self { subscription: COMMON.azure.subscription.clone(), group: None }
    }

    /// As Azure writes it.
    pub fn path(&self) -> String {
        match &self.group {
            Some(group) => format!("/subscriptions/{}/resourceGroups/{group}", self.subscription),
            None => format!("/subscriptions/{}", self.subscription),
        }
    }
}

/// What a path asks of a service, whatever the verb; and the verb that it wants.
fn find(service: Service, path: &str) -> Option<(Route, &'static str)> {
    let plain = percent_decode_str(path).decode_utf8().ok()?.into_owned();
    let segments: Vec<&str> = plain.trim_start_matches('/').trim_end_matches('/').split('/').collect();
    if segments.contains(&"") {
        return None;
    }
    match service {
        Service::Login => login(&segments),
        Service::Arm => arm(&segments).map(|route| (route, "GET")),
        _ => None,
    }
}

fn login(segments: &[&str]) -> Option<(Route, &'static str)> {
    match *segments {
        [tenant, "oauth2", "v2.0", "token"] => Some((Route::Token(tenant.to_owned()), "POST")),
        [tenant, "v2.0", ".well-known", "openid-configuration"] => Some((Route::OpenId(tenant.to_owned()), "GET")),
        [tenant, "discovery", "v2.0", "keys"] => Some((Route::Keys(tenant.to_owned()), "GET")),
        ["common", "discovery", "instance"] => Some((Route::Instance, "GET")),
        _ => None,
    }
}

fn arm(segments: &[&str]) -> Option<Route> {
    let lower: Vec<String> = segments.iter().map(|s| s.to_ascii_lowercase()).collect();
    let words: Vec<&str> = lower.iter().map(String::as_str).collect();
    let scope = |group: Option<usize>| Scope {
        // Ids are compared in lower case, so they are kept in it.
        subscription: words.get(1).copied().unwrap_or_default().to_owned(),
        group: group.and_then(|n| segments.get(n)).map(|name| (*name).to_owned()),
    };
    let (scope, rest) = match words[..] {
        ["subscriptions"] => return Some(Route::Subscriptions),
        ["subscriptions", _] => return Some(Route::Subscription(scope(None))),
        ["subscriptions", _, "providers"] => return Some(Route::Providers(scope(None))),
        ["subscriptions", _, "providers", _] => {
            return Some(Route::Provider(scope(None), segments[3].to_owned()));
        }
        ["subscriptions", _, "resourcegroups", _, "providers", "microsoft.authorization", ..] => {
            (scope(Some(3)), &words[6..])
        }
        ["subscriptions", _, "providers", "microsoft.authorization", ..] => (scope(None), &words[4..]),
        _ => return None,
    };
    match *rest {
        ["permissions"] => Some(Route::Permissions(scope)),
        ["denyassignments"] => Some(Route::DenyAssignments(scope)),
        ["roleassignments"] => Some(Route::RoleAssignments(scope)),
        ["roledefinitions"] => Some(Route::RoleDefinitions(scope)),
        ["roledefinitions", id] => Some(Route::RoleDefinition(scope, id.to_owned())),
        _ => None,
    }
}

/// What a request asks of a service.
pub(crate) fn route(service: Service, method: &str, path: &str) -> Result<Route, Fault> {
    let (route, verb) = find(service, path).ok_or_else(|| no_such_path(path))?;
    if method == verb { Ok(route) } else { Err(method_not_allowed(method)) }
}

/// What a request asks, in Azure's words; one label for everything that is not known.
pub(crate) fn label(service: Service, method: &str, path: &str) -> String {
    let name = match find(service, path).filter(|(_, verb)| *verb == method).map(|(route, _)| route) {
        Some(Route::Token(_)) => "oauth2.token",
        Some(Route::OpenId(_)) => "openid.configuration",
        Some(Route::Keys(_)) => "discovery.keys",
        Some(Route::Instance) => "discovery.instance",
        Some(Route::Subscriptions) => "subscriptions.list",
        Some(Route::Subscription(_)) => "subscriptions.get",
        Some(Route::Permissions(scope)) if scope.group.is_some() => "permissions.listForResourceGroup",
        Some(Route::Permissions(_)) => "permissions.listForSubscription",
        Some(Route::DenyAssignments(_)) => "denyAssignments.list",
        Some(Route::RoleAssignments(_)) => "roleAssignments.list",
        Some(Route::RoleDefinitions(_)) => "roleDefinitions.list",
        Some(Route::RoleDefinition(..)) => "roleDefinitions.get",
        Some(Route::Providers(_)) => "providers.list",
        Some(Route::Provider(..)) => "providers.get",
        None => "azure.unknown",
    };
    name.to_owned()
}

/// The service of a request that came without prefix and without the service's host.
pub(crate) fn service_of(path: &str) -> Option<Service> {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    // Everything that Resource Manager has here is below subscriptions, also what it does not know.
    if first.eq_ignore_ascii_case("subscriptions") {
        return Some(Service::Arm);
    }
    find(Service::Login, path).map(|_| Service::Login)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let label = |path: &str| label(Service::Arm, "GET", path);
        let auth = "providers/Microsoft.Authorization";
        for (path, expected) in [
            ("/subscriptions".to_owned(), "subscriptions.list"),
            ("/subscriptions/".to_owned(), "subscriptions.list"),
            ("/Subscriptions/S".to_owned(), "subscriptions.get"),
            (format!("/subscriptions/s/{auth}/permissions"), "permissions.listForSubscription"),
            (format!("/subscriptions/s/resourcegroups/g/{auth}/permissions"), "permissions.listForResourceGroup"),
            (format!("/subscriptions/s/resourceGroups/g/{auth}/denyAssignments"), "denyAssignments.list"),
            (format!("/subscriptions/s/{auth}/roleDefinitions/x"), "roleDefinitions.get"),
            ("/subscriptions/s/providers/Microsoft.Compute".to_owned(), "providers.get"),
            ("/subscriptions//providers/Microsoft.Compute".to_owned(), "azure.unknown"),
            ("/".to_owned(), "azure.unknown"),
        ] {
            assert_eq!(label(&path), expected, "{path}");
        }
        assert_eq!(super::label(Service::Arm, "PUT", "/subscriptions/s"), "azure.unknown");
        assert_eq!(service_of("/t/oauth2/v2.0/token"), Some(Service::Login));
        assert_eq!(service_of("/subscriptions/s/strange"), Some(Service::Arm));
        assert_eq!(service_of("/token"), None);
    }
}
