//! The services, their addresses, and the requests to them that change nothing.

use onboard_core::endpoints::Endpoints;
use onboard_core::guard::{Demand, Rule};
use onboard_core::transport::{Intent, Method};

use super::names::segment;

/// A service: its id for `--endpoints`, and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Service {
    pub id: &'static str,
    pub base: &'static str,
}

/// Signs in.
pub(super) const OAUTH: Service = Service { id: "google.oauth", base: "https://oauth2.googleapis.com" };
/// Projects.
pub(super) const CRM: Service = Service { id: "google.crm", base: "https://cloudresourcemanager.googleapis.com" };
/// Machines, disks, images, networks.
pub(super) const COMPUTE: Service = Service { id: "google.compute", base: "https://compute.googleapis.com" };
/// Service accounts.
pub(super) const IAM: Service = Service { id: "google.iam", base: "https://iam.googleapis.com" };
/// Which services are enabled in a project.
pub(super) const USAGE: Service = Service { id: "google.serviceusage", base: "https://serviceusage.googleapis.com" };

/// All of them.
pub(super) const ALL: &[Service] = &[OAUTH, CRM, COMPUTE, IAM, USAGE];

/// The grant type of RFC 7523.
pub(super) const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// The requests that change nothing.
pub(super) const RULES: &[Rule] = &[
    Rule {
        service: OAUTH.id,
        intent: Intent::Login,
        method: Method::Post,
        path_end: "/token",
        form: &[Demand::Is("grant_type", JWT_BEARER)],
    },
    test(CRM, ":testIamPermissions"),
    test(IAM, ":testIamPermissions"),
    test(COMPUTE, "/testIamPermissions"),
    read(CRM),
    read(COMPUTE),
    read(USAGE),
];

const fn test(service: Service, path_end: &'static str) -> Rule {
    Rule { service: service.id, intent: Intent::PermissionTest, method: Method::Post, path_end, form: &[] }
}

const fn read(service: Service) -> Rule {
    Rule { service: service.id, intent: Intent::Read, method: Method::Get, path_end: "", form: &[] }
}

/// A request as the probe and the plan know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    pub service: Service,
    pub label: &'static str,
    pub intent: Intent,
    pub url: String,
}

/// Makes the URLs of one check.
pub(super) struct Urls<'a> {
    pub endpoints: &'a Endpoints,
}

impl Urls<'_> {
    fn call(&self, service: Service, label: &'static str, intent: Intent, path: &str) -> Call {
        let base = self.endpoints.base(service.id, service.base);
        Call { service, label, intent, url: format!("{base}{path}") }
    }

    pub(super) fn token(&self) -> Call {
        self.call(OAUTH, "oauth2.token", Intent::Login, "/token")
    }

    pub(super) fn test_project(&self, project: &str) -> Call {
        let path = format!("/v1/projects/{}:testIamPermissions", segment(project));
        self.call(CRM, "cloudresourcemanager.projects.testIamPermissions", Intent::PermissionTest, &path)
    }

    pub(super) fn read_project(&self, project: &str) -> Call {
        let path = format!("/v1/projects/{}", segment(project));
        self.call(CRM, "cloudresourcemanager.projects.get", Intent::Read, &path)
    }

    pub(super) fn compute_project(&self, project: &str) -> Call {
        let fields = "name,defaultServiceAccount,xpnProjectStatus,commonInstanceMetadata";
        let path = format!("/compute/v1/projects/{}?fields={fields}", segment(project));
        self.call(COMPUTE, "compute.projects.get", Intent::Read, &path)
    }

    pub(super) fn network(&self, project: &str, network: &str) -> Call {
        let path = format!("/compute/v1/projects/{}/global/networks/{}", segment(project), segment(network));
        self.call(COMPUTE, "compute.networks.get", Intent::Read, &path)
    }

    pub(super) fn test_subnet(&self, project: &str, region: &str, subnet: &str) -> Call {
        let (project, region, subnet) = (segment(project), segment(region), segment(subnet));
        let path = format!("/compute/v1/projects/{project}/regions/{region}/subnetworks/{subnet}/testIamPermissions");
        self.call(COMPUTE, "compute.subnetworks.testIamPermissions", Intent::PermissionTest, &path)
    }

    pub(super) fn test_account(&self, email: &str) -> Call {
        let path = format!("/v1/projects/-/serviceAccounts/{}:testIamPermissions", segment(email));
        self.call(IAM, "iam.serviceAccounts.testIamPermissions", Intent::PermissionTest, &path)
    }

    pub(super) fn enabled(&self, project: &str, apis: &[&str]) -> Call {
        let project = segment(project);
        let names: Vec<_> =
            apis.iter().map(|api| format!("names=projects/{project}/services/{api}.googleapis.com")).collect();
        let path = format!("/v1/projects/{project}/services:batchGet?{}", names.join("&"));
        self.call(USAGE, "serviceusage.services.batchGet", Intent::Read, &path)
    }
}
