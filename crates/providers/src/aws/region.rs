//! Regions, partitions and host names.
//!
//! In: the name of a region. Out: its partition and the hosts of STS, IAM and EC2. Deliberately absent: any host
//! that comes from a credential file.

use std::sync::LazyLock;

use regex::Regex;

/// A separate AWS cloud. A key works in one of them only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partition {
    /// The second part of its ARNs.
    pub id: &'static str,
    /// How the names of its regions begin.
    starts: &'static str,
    /// End of its host names.
    suffix: &'static str,
    /// The region that is always enabled, where a key can be asked for when another region does not know it.
    pub home: &'static str,
    /// Host of IAM, and the region that its requests are signed for.
    iam: (&'static str, &'static str),
}

// Host names and home regions as in botocore's partitions.json and endpoints.json, 2026-11.
const PARTITIONS: &[Partition] = &[
    Partition {
        id: "aws-cn",
        starts: "cn-",
        suffix: "amazonaws.com.cn",
        home: "cn-north-1",
        iam: ("iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
    },
    Partition {
        id: "aws-us-gov",
        starts: "us-gov-",
        suffix: "amazonaws.com",
        home: "us-gov-west-1",
        iam: ("iam.us-gov.amazonaws.com", "us-gov-west-1"),
    },
    Partition {
        id: "aws-eusc",
        starts: "eusc-",
        suffix: "amazonaws.eu",
        home: "eusc-de-east-1",
        iam: ("iam.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
    },
    Partition {
        id: "aws-iso-b",
        starts: "us-isob-",
        suffix: "sc2s.sgov.gov",
        home: "us-isob-east-1",
        iam: ("iam.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"),
    },
    Partition {
        id: "aws-iso-e",
        starts: "eu-isoe-",
        suffix: "cloud.adc-e.uk",
        home: "eu-isoe-west-1",
        iam: ("iam.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1"),
    },
    Partition {
        id: "aws-iso-f",
        starts: "us-isof-",
        suffix: "csp.hci.ic.gov",
        home: "us-isof-south-1",
        iam: ("iam.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1"),
    },
    Partition {
        id: "aws-iso",
        starts: "us-iso-",
        suffix: "c2s.ic.gov",
        home: "us-iso-east-1",
        iam: ("iam.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
    },
    Partition {
        id: "aws",
        starts: "",
        suffix: "amazonaws.com",
        home: "us-east-1",
        iam: ("iam.amazonaws.com", "us-east-1"),
    },
];

/// Regions of the partition `aws`, for suggestions and for noticing a slip of the pen.
pub const KNOWN: &[&str] = &[
    "eu-central-1",
    "eu-central-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "ca-central-1",
    "ca-west-1",
    "mx-central-1",
    "sa-east-1",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-east-1",
    "ap-east-2",
    "me-south-1",
    "me-central-1",
    "il-central-1",
    "af-south-1",
];

#[allow(clippy::unwrap_used, reason = "the pattern is a constant, and a test compiles it")]
static SHAPE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[a-z]{2,6}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}$").unwrap());

/// A region whose name has the shape of one, so that it may become part of a host name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    name: String,
    /// Its partition.
    pub partition: &'static Partition,
}

impl Region {
    /// The region of this name; nothing when no region could be called so.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        if !SHAPE.is_match(name) {
            return None;
        }
        let partition = PARTITIONS.iter().find(|p| name.starts_with(p.starts))?;
        Some(Self { name: name.to_owned(), partition })
    }

    /// The region of its partition that is always enabled.
    #[must_use]
    pub fn home(&self) -> Self {
        Self { name: self.partition.home.to_owned(), partition: self.partition }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// False for a name that is well formed and belongs to `aws` but is not on the list of its regions.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.partition.id != "aws" || KNOWN.contains(&self.name.as_str())
    }

    /// Base URL and signing region of a service.
    #[must_use]
    pub fn endpoint(&self, service: Service) -> (String, String) {
        match service {
            Service::Iam => (format!("https://{}", self.partition.iam.0), self.partition.iam.1.to_owned()),
            Service::Sts | Service::Ec2 => {
                (format!("https://{}.{}.{}", service.name(), self.name, self.partition.suffix), self.name.clone())
            }
        }
    }
}

/// The services that are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Identity.
    Sts,
    /// The policy simulator.
    Iam,
    /// Everything else.
    Ec2,
}

impl Service {
    /// Its id in an endpoints file.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Sts => "aws.sts",
            Self::Iam => "aws.iam",
            Self::Ec2 => "aws.ec2",
        }
    }

    /// Its name in host names, signatures and permissions.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sts => "sts",
            Self::Iam => "iam",
            Self::Ec2 => "ec2",
        }
    }

    /// The version of its query interface.
    #[must_use]
    pub fn version(self) -> &'static str {
        match self {
            Self::Sts => "2011-06-15",
            Self::Iam => "2010-05-08",
            Self::Ec2 => "2016-11-15",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, partition: &str, ec2: &str, iam: (&str, &str)) {
        let region = Region::named(name).unwrap();
        assert_eq!(region.partition.id, partition, "{name}");
        assert_eq!(region.endpoint(Service::Ec2).0, format!("https://{ec2}"), "{name}");
        assert_eq!(region.endpoint(Service::Iam), (format!("https://{}", iam.0), iam.1.to_owned()), "{name}");
    }

    #[test]
    fn partitions() {
        let iam = ("iam.amazonaws.com", "us-east-1");
        check("eu-central-1", "aws", "ec2.eu-central-1.amazonaws.com", iam);
        check("us-east-1", "aws", "ec2.us-east-1.amazonaws.com", iam);
        let gov = ("iam.us-gov.amazonaws.com", "us-gov-west-1");
        check("us-gov-east-1", "aws-us-gov", "ec2.us-gov-east-1.amazonaws.com", gov);
        let cn = ("iam.cn-north-1.amazonaws.com.cn", "cn-north-1");
        check("cn-northwest-1", "aws-cn", "ec2.cn-northwest-1.amazonaws.com.cn", cn);
        let eusc = ("iam.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1");
        check("eusc-de-east-1", "aws-eusc", "ec2.eusc-de-east-1.amazonaws.eu", eusc);
        let iso = ("iam.us-iso-east-1.c2s.ic.gov", "us-iso-east-1");
        check("us-iso-west-1", "aws-iso", "ec2.us-iso-west-1.c2s.ic.gov", iso);
        let isob = ("iam.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1");
        check("us-isob-east-1", "aws-iso-b", "ec2.us-isob-east-1.sc2s.sgov.gov", isob);
    }

    #[test]
    fn a_name_that_is_no_region_never_becomes_a_host() {
        for name in ["", "eu-central-1.evil.com/", "evil.com#", "eu_central_1", "EU-CENTRAL-1", "eu-central-1a", "-1"] {
            assert_eq!(Region::named(name), None, "{name}");
        }
    }

    #[test]
    fn slips_of_the_pen() {
        assert!(Region::named("eu-central-1").unwrap().is_known());
        assert!(!Region::named("eu-centrl-1").unwrap().is_known());
        assert!(Region::named("cn-north-1").unwrap().is_known());
    }
}
