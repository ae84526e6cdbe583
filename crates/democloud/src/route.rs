//! Which service a request is for, and what it asks.
//!
//! In: a request. Out: the service and a label in the vendor's words. A prefix such as `/aws.sts` decides, then
//! the vendor's host name, then the content: clients of other people put everything at the root.

use crate::exchange::Ask;
use crate::story::COMMON;
use crate::{aws, azure, google};

/// A simulated service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    Sts,
    Iam,
    Ec2,
    Login,
    Arm,
    OAuth,
    ResourceManager,
    Compute,
    GoogleIam,
    Usage,
}

/// Whose service it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vendor {
    Aws,
    Azure,
    Google,
}

impl Service {
    pub const ALL: [Self; 10] = [
        Self::Sts,
        Self::Iam,
        Self::Ec2,
        Self::Login,
        Self::Arm,
        Self::OAuth,
        Self::ResourceManager,
        Self::Compute,
        Self::GoogleIam,
        Self::Usage,
    ];

    /// The id in `--endpoints`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Sts => "aws.sts",
            Self::Iam => "aws.iam",
            Self::Ec2 => "aws.ec2",
            Self::Login => "azure.login",
            Self::Arm => "azure.arm",
            Self::OAuth => "google.oauth",
            Self::ResourceManager => "google.crm",
            Self::Compute => "google.compute",
            Self::GoogleIam => "google.iam",
            Self::Usage => "google.serviceusage",
        }
    }

    fn by_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.id() == id)
    }

    /// Whose it is.
    pub fn vendor(self) -> Vendor {
        match self {
            Self::Sts | Self::Iam | Self::Ec2 => Vendor::Aws,
            Self::Login | Self::Arm => Vendor::Azure,
            Self::OAuth | Self::ResourceManager | Self::Compute | Self::GoogleIam | Self::Usage => Vendor::Google,
        }
    }

    /// True for a service whose clients take no address but https, also on loopback.
    pub fn wants_tls(self) -> bool {
        self.vendor() == Vendor::Azure
    }
}

/// Where a request goes.
pub(crate) struct Destination {
    pub service: Service,
    /// The path without the prefix.
    pub path: String,
    /// What it asks, in the vendor's words.
    pub label: String,
}

/// The destination of a request; nothing when no service here takes it.
pub(crate) fn destination(ask: &Ask, known: Option<&str>) -> Option<Destination> {
    let (service, path) = match prefixed(&ask.path) {
        Some((service, rest)) => (service, rest),
        None => {
            let service = known
                .and_then(Service::by_id)
                .or_else(|| by_host(&ask.host))
                .or_else(|| aws::service_of(ask))
                .or_else(|| google::service_of(&ask.path))
                .or_else(|| azure::service_of(&ask.path))?;
            (service, ask.path.clone())
        }
    };
    let label = match service.vendor() {
        Vendor::Aws => aws::label(service, ask),
        Vendor::Azure => azure::label(service, &ask.method, &path),
        Vendor::Google => google::label(service, &ask.method, &path),
    };
    Some(Destination { service, path, label })
}

fn prefixed(path: &str) -> Option<(Service, String)> {
    let rest = path.strip_prefix('/')?;
    let (first, rest) = rest.split_once('/').unwrap_or((rest, ""));
    Some((Service::by_id(first)?, format!("/{rest}")))
}

fn by_host(host: &str) -> Option<Service> {
    match host.split('.').next()? {
        "sts" if is_aws_host(host) => Some(Service::Sts),
        "iam" if is_aws_host(host) => Some(Service::Iam),
        "ec2" if is_aws_host(host) => Some(Service::Ec2),
        _ => match host {
            "oauth2.googleapis.com" | "accounts.google.com" | "www.googleapis.com" => Some(Service::OAuth),
            "cloudresourcemanager.googleapis.com" => Some(Service::ResourceManager),
            "compute.googleapis.com" => Some(Service::Compute),
            "iam.googleapis.com" => Some(Service::GoogleIam),
            "serviceusage.googleapis.com" => Some(Service::Usage),
            other if azure::LOGIN.contains(&other) || azure::LOGIN_ELSEWHERE.contains(&other) => Some(Service::Login),
            other if azure::ARM.contains(&other) || azure::ARM_ELSEWHERE.contains(&other) => Some(Service::Arm),
            _ => None,
        },
    }
}

fn is_aws_host(host: &str) -> bool {
    without_suffix(host).is_some()
}

/// True when the world has a host of this name: one of the services' names in a region that there is, or this
/// machine.
pub(crate) fn has_host(host: &str) -> bool {
    if matches!(host, "127.0.0.1" | "localhost" | "[::1]") {
        return true;
    }
    let aws = &COMMON.aws;
    match without_suffix(host) {
        Some("sts" | "iam") => true,
        Some(rest) => match rest.split_once('.') {
            Some(("sts" | "ec2", region)) => {
                let all = aws.regions.iter().chain(&aws.regions_not_enabled).chain(&aws.regions_elsewhere);
                all.into_iter().any(|r| r == region)
            }
            _ => false,
        },
        None => by_host(host).is_some(),
    }
}

/// The region in the name of a regional host.
pub(crate) fn region_of_host(host: &str) -> Option<&str> {
    without_suffix(host)?.split_once('.').map(|(_, region)| region)
}

/// What stands before the vendor's domain; China has its own.
fn without_suffix(host: &str) -> Option<&str> {
    host.strip_suffix(".amazonaws.com").or_else(|| host.strip_suffix(".amazonaws.com.cn"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for (host, there) in [
            ("sts.eu-central-1.amazonaws.com", true),
            ("ec2.eu-central-9.amazonaws.com", false),
            ("iam.amazonaws.com", true),
            ("s3.amazonaws.com", false),
            ("compute.googleapis.com", true),
            ("login.microsoftonline.com", true),
            ("management.usgovcloudapi.net", true),
            ("graph.microsoft.com", false),
            ("compute.example.com", false),
            ("evil.example", false),
            ("127.0.0.1", true),
        ] {
            assert_eq!(has_host(host), there, "{host}");
        }
        assert_eq!(region_of_host("ec2.eu-west-1.amazonaws.com"), Some("eu-west-1"));
        assert_eq!(region_of_host("iam.amazonaws.com"), None);
    }

    #[test]
    fn a_prefix_decides() {
        let ask = |path: &str| Ask { method: "GET".to_owned(), path: path.to_owned(), ..Ask::default() };
        let service = |path: &str| destination(&ask(path), None).map(|d| d.service);
        assert_eq!(service("/aws.iam"), Some(Service::Iam));
        assert_eq!(service("/google.crm/v1/projects/x"), Some(Service::ResourceManager));
        assert_eq!(service("/compute/v1/projects/x"), Some(Service::Compute));
        assert_eq!(service("/v1/projects/-/serviceAccounts/a:testIamPermissions"), Some(Service::GoogleIam));
        assert_eq!(service("/v1/projects/p/services:batchGet"), Some(Service::Usage));
        assert_eq!(service("/v3/projects/p:testIamPermissions"), Some(Service::ResourceManager));
        assert_eq!(service("/token"), Some(Service::OAuth));
        assert_eq!(service("/azure.arm/anything"), Some(Service::Arm));
        assert_eq!(service("/some-tenant/oauth2/v2.0/token"), Some(Service::Login));
        assert_eq!(service("/subscriptions/x"), Some(Service::Arm));
        assert_eq!(service("/nothing"), None);
    }
}
