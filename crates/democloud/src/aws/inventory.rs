//! What there is in the demo's account: a default VPC with its subnets and group, and public images.
//!
//! In: a region and the state of the story. Out: records with the values that filters look at and the XML that a
//! client reads. Deliberately absent: instances, volumes and snapshots; the account has none.

use super::Call;
use super::xml::{nest, text, texts};
use crate::cloud::digest;
use crate::story::COMMON;

/// One object.
pub(crate) struct Record {
    /// Values by the name of the filter that looks at them.
    pub values: Vec<(&'static str, String)>,
    /// The inside of its `item` element.
    pub xml: String,
}

impl Record {
    /// The values under a filter's name; nothing when there is no such filter.
    pub fn value(&self, filter: &str) -> Option<&str> {
        self.values.iter().find(|(name, _)| *name == filter).map(|(_, v)| v.as_str())
    }
}

/// An id in the form of EC2, the same in every run.
fn id(prefix: &str, region: &str, what: &str) -> String {
    format!("{prefix}{}", &hex::encode(digest(&[prefix, region, what]))[..17])
}

fn default_vpc(call: &Call<'_>) -> Option<String> {
    (!call.scene.aws.no_default_vpc).then(|| id("vpc-", &call.region, "default"))
}

/// True when an object with this id is there.
pub(crate) fn has(call: &Call<'_>, wanted: &str) -> bool {
    [vpcs(call), subnets(call), groups(call), images(call)]
        .iter()
        .flatten()
        .any(|record| record.values.first().is_some_and(|(_, id)| id == wanted))
}

pub(crate) fn vpcs(call: &Call<'_>) -> Vec<Record> {
    let one = |vpc: String| {
        let values = vec![
            ("vpc-id", vpc.clone()),
            ("is-default", "true".to_owned()),
            ("isDefault", "true".to_owned()),
            ("state", "available".to_owned()),
            ("cidr", "172.31.0.0/16".to_owned()),
            ("owner-id", COMMON.aws.account.clone()),
        ];
        let xml = texts(&[
            ("vpcId", &vpc),
            ("ownerId", &COMMON.aws.account),
            ("state", "available"),
            ("cidrBlock", "172.31.0.0/16"),
            ("dhcpOptionsId", &id("dopt-", &call.region, "default")),
            ("instanceTenancy", "default"),
            ("isDefault", "true"),
        ]);
        Record { values, xml }
    };
    default_vpc(call).map(one).into_iter().collect()
}

pub(crate) fn subnets(call: &Call<'_>) -> Vec<Record> {
    let Some(vpc) = default_vpc(call) else { return Vec::new() };
    let one = |(letter, third): (&str, u8)| {
        let (zone, cidr) = (format!("{}{letter}", call.region), format!("172.31.{third}.0/20"));
        let subnet = id("subnet-", &call.region, letter);
        let arn = format!("arn:aws:ec2:{}:{}:subnet/{subnet}", call.region, COMMON.aws.account);
        let xml = texts(&[
            ("subnetId", &subnet),
            ("subnetArn", &arn),
            ("state", "available"),
            ("ownerId", &COMMON.aws.account),
            ("vpcId", &vpc),
            ("cidrBlock", &cidr),
            ("availableIpAddressCount", "4091"),
            ("availabilityZone", &zone),
            ("defaultForAz", "true"),
            ("mapPublicIpOnLaunch", "true"),
            ("assignIpv6AddressOnCreation", "false"),
        ]);
        let values = vec![
            ("subnet-id", subnet),
            ("vpc-id", vpc.clone()),
            ("default-for-az", "true".to_owned()),
            ("defaultForAz", "true".to_owned()),
            ("state", "available".to_owned()),
            ("availability-zone", zone.clone()),
            ("availabilityZone", zone),
            ("map-public-ip-on-launch", "true".to_owned()),
        ];
        Record { values, xml }
    };
    [("a", 0), ("b", 16), ("c", 32)].into_iter().map(one).collect()
}

pub(crate) fn groups(call: &Call<'_>) -> Vec<Record> {
    let one = |vpc: String| {
        let group = id("sg-", &call.region, "default");
        let all = text("ipProtocol", "-1");
        let from_itself =
            nest("groups", &nest("item", &texts(&[("userId", &COMMON.aws.account), ("groupId", &group)])));
        let anywhere = nest("ipRanges", &nest("item", &text("cidrIp", "0.0.0.0/0")));
        let xml = texts(&[
            ("ownerId", &COMMON.aws.account),
            ("groupId", &group),
            ("groupName", "default"),
            ("groupDescription", "default VPC security group"),
            ("vpcId", &vpc),
        ]) + &nest("ipPermissions", &nest("item", &(all.clone() + &from_itself)))
            + &nest("ipPermissionsEgress", &nest("item", &(all + &anywhere)));
        let values = vec![
            ("group-id", group),
            ("group-name", "default".to_owned()),
            ("vpc-id", vpc),
            ("owner-id", COMMON.aws.account.clone()),
            ("description", "default VPC security group".to_owned()),
        ];
        Record { values, xml }
    };
    default_vpc(call).map(one).into_iter().collect()
}

/// Public images of the vendor: name, platform, root device.
const IMAGES: [(&str, &str, &str); 4] = [
    ("al2023-ami-2023.9.20260901.0-kernel-6.1-x86_64", "Linux/UNIX", "/dev/xvda"),
    ("amzn2-ami-hvm-2.0.20260901.0-x86_64-gp2", "Linux/UNIX", "/dev/xvda"),
    ("Windows_Server-2022-English-Full-Base-2026.09.10", "Windows", "/dev/sda1"),
    ("Windows_Server-2025-English-Full-Base-2026.09.10", "Windows", "/dev/sda1"),
];

/// The account that owns them.
const AMAZON: &str = "137112412989";

pub(crate) fn images(call: &Call<'_>) -> Vec<Record> {
    let one = |(name, platform, root): (&str, &str, &str)| {
        let image = id("ami-", &call.region, name);
        let windows = platform == "Windows";
        let mut xml = texts(&[
            ("imageId", &image),
            ("imageLocation", &format!("amazon/{name}")),
            ("imageState", "available"),
            ("imageOwnerId", AMAZON),
            ("creationDate", "2026-09-10T04:00:00.000Z"),
            ("isPublic", "true"),
            ("architecture", "x86_64"),
            ("imageType", "machine"),
            ("imageOwnerAlias", "amazon"),
            ("name", name),
            ("rootDeviceType", "ebs"),
            ("rootDeviceName", root),
            ("virtualizationType", "hvm"),
            ("hypervisor", "xen"),
            ("platformDetails", platform),
        ]);
        if windows {
            xml += &text("platform", "windows");
        }
        let values = vec![
            ("image-id", image),
            ("name", name.to_owned()),
            ("owner-alias", "amazon".to_owned()),
            ("owner-id", AMAZON.to_owned()),
            ("state", "available".to_owned()),
            ("is-public", "true".to_owned()),
            ("architecture", "x86_64".to_owned()),
            ("image-type", "machine".to_owned()),
            ("root-device-type", "ebs".to_owned()),
            ("virtualization-type", "hvm".to_owned()),
            ("hypervisor", "xen".to_owned()),
            ("platform", if windows { "windows" } else { "" }.to_owned()),
            ("platform-details", platform.to_owned()),
        ];
        Record { values, xml }
    };
    IMAGES.into_iter().map(one).collect()
}
