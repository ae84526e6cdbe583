//! The addresses of the requests of a check, and the rule that lets only these out.

use onboard_core::endpoints::Endpoints;
use onboard_core::guard::{Demand, Rule};
use onboard_core::transport::{Intent, Method};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::azure::cloud::Cloud;

/// Signs in.
pub(super) const LOGIN: &str = "azure.login";
/// The resource manager.
pub(super) const ARM: &str = "azure.arm";
/// What the path of a token request ends with.
const TOKEN: &str = "/oauth2/v2.0/token";

/// The requests that change nothing: one sign-in as an application, and reads of the resource manager.
pub(crate) const RULES: &[Rule] = &[
    Rule {
        service: LOGIN,
        intent: Intent::Login,
        method: Method::Post,
        path_end: TOKEN,
        form: &[Demand::Is("grant_type", "client_credentials")],
    },
    Rule { service: ARM, intent: Intent::Read, method: Method::Get, path_end: "", form: &[] },
];

/// What stands in a segment of a path as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'(').remove(b')');

/// A text as one segment of a path.
fn segment(text: &str) -> String {
    match text {
        // A segment of dots alone, written out or not, would be taken as a step in the path. No name is like that.
        "." | ".." => text.replace('.', "%252E"),
        _ => utf8_percent_encode(text, SEGMENT).to_string(),
    }
}

/// A request as the probe and the plan know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    pub service: &'static str,
    pub label: &'static str,
    pub intent: Intent,
    pub url: String,
}

impl Call {
    /// The host it goes to.
    pub(super) fn host(&self) -> String {
        host(&self.url)
    }

    /// The same question to another address, for the next page of a list.
    pub(super) fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }
}

/// The host of a URL.
pub(super) fn host(url: &str) -> String {
    Url::parse(url).ok().and_then(|u| u.host_str().map(str::to_owned)).unwrap_or_default()
}

/// A place in the resource manager: a subscription, or a resource group in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scope {
    pub subscription: String,
    pub group: Option<String>,
}

impl Scope {
    /// The place as Azure writes it.
    pub(super) fn path(&self) -> String {
        match &self.group {
            None => format!("/subscriptions/{}", self.subscription),
            Some(group) => format!("/subscriptions/{}/resourceGroups/{group}", self.subscription),
        }
    }

    /// The subscription alone.
    pub(super) fn whole(&self) -> Self {
        Self { subscription: self.subscription.clone(), group: None }
    }

    fn url_path(&self) -> String {
        let encoded = Self { subscription: segment(&self.subscription), group: self.group.as_deref().map(segment) };
        encoded.path()
    }
}

/// Makes the URLs of one check.
pub(super) struct Urls<'a> {
    pub endpoints: &'a Endpoints,
    pub cloud: Cloud,
}

impl Urls<'_> {
    fn read(&self, label: &'static str, path: &str) -> Call {
        let base = self.endpoints.base(ARM, self.cloud.arm());
        Call { service: ARM, label, intent: Intent::Read, url: format!("{base}{path}") }
    }

    pub(super) fn token(&self, tenant: &str) -> Call {
        let base = self.endpoints.base(LOGIN, self.cloud.authority());
        let url = format!("{base}/{}{TOKEN}", segment(tenant));
        Call { service: LOGIN, label: "oauth2.token", intent: Intent::Login, url }
    }

    pub(super) fn subscription(&self, scope: &Scope) -> Call {
        self.read("subscriptions.get", &format!("{}?api-version=2022-12-01", scope.whole().url_path()))
    }

    pub(super) fn subscriptions(&self) -> Call {
        self.read("subscriptions.list", "/subscriptions?api-version=2022-12-01")
    }

    pub(super) fn permissions(&self, scope: &Scope) -> Call {
        // The documented form of the group's list has `resourcegroups` in lower case; names are compared without case.
        let path = scope.url_path().replace("/resourceGroups/", "/resourcegroups/");
        let label = match scope.group {
            None => "permissions.listForSubscription",
            Some(_) => "permissions.listForResourceGroup",
        };
        self.read(label, &format!("{path}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01"))
    }

    pub(super) fn deny_assignments(&self, scope: &Scope) -> Call {
        let path = scope.url_path();
        let path = format!("{path}/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01");
        self.read("denyAssignments.list", &path)
    }

    pub(super) fn role_assignments(&self, scope: &Scope, own: &str) -> Call {
        let filter = format!("atScope()+and+assignedTo('{}')", segment(own));
        let path = scope.url_path();
        let path =
            format!("{path}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter={filter}");
        self.read("roleAssignments.list", &path)
    }

    pub(super) fn provider(&self, scope: &Scope, namespace: &str) -> Call {
        let path = format!("{}/providers/{namespace}?api-version=2021-04-01", scope.whole().url_path());
        self.read("providers.get", &path)
    }
}

/// True when a link of an answer leads to the same place that was asked: the token goes nowhere else.
pub(super) fn same_place(asked: &str, link: &str) -> bool {
    let place = |url: &Url| (url.scheme().to_owned(), url.host_str().map(str::to_owned), url.port_or_known_default());
    match (Url::parse(asked), Url::parse(link)) {
        (Ok(asked), Ok(link)) => {
            place(&asked) == place(&link) && link.username().is_empty() && link.password().is_none()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_segment() {
        let endpoints = Endpoints::default();
        let urls = Urls { endpoints: &endpoints, cloud: Cloud::Public };
        let url =
            |group: &str| urls.permissions(&Scope { subscription: "s".to_owned(), group: Some(group.to_owned()) }).url;
        let start = "https://management.azure.com/subscriptions/s/resourcegroups/";
        let end = "/providers/Microsoft.Authorization/permissions?api-version=2022-04-01";
        for (group, written) in [
            ("Builds_(1).a-b", "Builds_(1).a-b"),
            ("a/../b?x#y", "a%2F..%2Fb%3Fx%23y"),
            ("..", "%252E%252E"),
            ("bü", "b%C3%BC"),
        ] {
            assert_eq!(url(group), format!("{start}{written}{end}"));
        }
    }

    #[test]
    fn links_lead_to_the_same_place() {
        let asked = "https://management.azure.com/subscriptions?api-version=1";
        for link in
            ["https://management.azure.com/x", "https://management.azure.com:443/x?y", "https://MANAGEMENT.azure.com/"]
        {
            assert!(same_place(asked, link), "{link}");
        }
        for link in [
            "http://management.azure.com/x",
            "https://management.azure.com:8443/x",
            "https://management.azure.com.evil.example/x",
            "https://management.azure.com@evil.example/x",
            "https://user@management.azure.com/x",
            "//management.azure.com/x",
            "/subscriptions",
            "",
        ] {
            assert!(!same_place(asked, link), "{link}");
        }
    }
}
