//! The EC2 actions that the demo knows: what they need, what they work on, and which of them change something.
//!
//! In: an action's name. Out: its record. The parameters are those of the API model that a request cannot do
//! without.

/// An action.
pub(crate) struct Action {
    pub name: &'static str,
    /// Parameters without which the request is refused; a list's first element stands for the list.
    pub needs: &'static [&'static str],
    /// Parameters that hold an id, and what it is an id of.
    pub ids: &'static [(&'static str, Kind)],
    /// The resource type in a denial; empty for an action on no resource.
    pub resource: &'static str,
}

/// What an id stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Image,
    Instance,
    Volume,
    Snapshot,
    Group,
    Subnet,
    Vpc,
}

const fn action(
    name: &'static str,
    needs: &'static [&'static str],
    ids: &'static [(&'static str, Kind)],
    resource: &'static str,
) -> Action {
    Action { name, needs, ids, resource }
}

const fn describe(name: &'static str) -> Action {
    action(name, &[], &[], "")
}

use Kind::{Group, Image, Instance, Snapshot, Subnet, Volume, Vpc};

const ACTIONS: &[Action] = &[
    action(
        "AttachVolume",
        &["Device", "InstanceId", "VolumeId"],
        &[("InstanceId", Instance), ("VolumeId", Volume)],
        "volume",
    ),
    action("AuthorizeSecurityGroupIngress", &[], &[("GroupId", Group)], "security-group"),
    action("CopyImage", &["Name", "SourceImageId", "SourceRegion"], &[("SourceImageId", Image)], "image"),
    action(
        "CreateFleet",
        &["LaunchTemplateConfigs.1", "TargetCapacitySpecification.TotalTargetCapacity"],
        &[],
        "fleet",
    ),
    action("CreateImage", &["InstanceId", "Name"], &[("InstanceId", Instance)], "image"),
    action("CreateKeyPair", &["KeyName"], &[], "key-pair"),
    action("CreateLaunchTemplate", &["LaunchTemplateName"], &[], "launch-template"),
    action("CreateSecurityGroup", &["GroupName", "GroupDescription"], &[("VpcId", Vpc)], "security-group"),
    action("CreateSnapshot", &["VolumeId"], &[("VolumeId", Volume)], "snapshot"),
    action("CreateTags", &["ResourceId.1", "Tag.1.Key"], &[], "image"),
    action("CreateVolume", &["AvailabilityZone"], &[], "volume"),
    action("DeleteKeyPair", &[], &[], "key-pair"),
    action("DeleteLaunchTemplate", &[], &[], "launch-template"),
    action("DeleteSecurityGroup", &[], &[("GroupId", Group)], "security-group"),
    action("DeleteSnapshot", &["SnapshotId"], &[("SnapshotId", Snapshot)], "snapshot"),
    action("DeleteTags", &["ResourceId.1"], &[], "image"),
    action("DeleteVolume", &["VolumeId"], &[("VolumeId", Volume)], "volume"),
    action("DeregisterImage", &["ImageId"], &[("ImageId", Image)], "image"),
    describe("DescribeAccountAttributes"),
    describe("DescribeAvailabilityZones"),
    action("DescribeImageAttribute", &["ImageId", "Attribute"], &[("ImageId", Image)], "image"),
    describe("DescribeImages"),
    describe("DescribeInstanceStatus"),
    describe("DescribeInstanceTypeOfferings"),
    describe("DescribeInstances"),
    describe("DescribeKeyPairs"),
    describe("DescribeLaunchTemplates"),
    describe("DescribeRegions"),
    describe("DescribeSecurityGroups"),
    describe("DescribeSnapshots"),
    describe("DescribeSpotPriceHistory"),
    describe("DescribeSubnets"),
    describe("DescribeTags"),
    describe("DescribeVolumes"),
    describe("DescribeVpcs"),
    action("DetachVolume", &["VolumeId"], &[("VolumeId", Volume)], "volume"),
    action("EnableFastLaunch", &["ImageId"], &[("ImageId", Image)], "image"),
    action("EnableImageDeprecation", &["ImageId", "DeprecateAt"], &[("ImageId", Image)], "image"),
    action("GetPasswordData", &["InstanceId"], &[("InstanceId", Instance)], "instance"),
    action("ModifyImageAttribute", &["ImageId"], &[("ImageId", Image)], "image"),
    action("ModifyInstanceAttribute", &["InstanceId"], &[("InstanceId", Instance)], "instance"),
    action("ModifySnapshotAttribute", &["SnapshotId"], &[("SnapshotId", Snapshot)], "snapshot"),
    action("RegisterImage", &["Name"], &[("BlockDeviceMapping.1.Ebs.SnapshotId", Snapshot)], "image"),
    action(
        "RunInstances",
        &["ImageId", "MinCount", "MaxCount"],
        &[("ImageId", Image), ("SubnetId", Subnet), ("SecurityGroupId.1", Group)],
        "instance",
    ),
    action("StartInstances", &["InstanceId.1"], &[("InstanceId.1", Instance)], "instance"),
    action("StopInstances", &["InstanceId.1"], &[("InstanceId.1", Instance)], "instance"),
    action("TerminateInstances", &["InstanceId.1"], &[("InstanceId.1", Instance)], "instance"),
];

/// The record of an action.
pub(crate) fn find(name: &str) -> Option<&'static Action> {
    ACTIONS.iter().find(|a| a.name == name)
}

/// True for an action that changes something, by its verb: everything but reading.
pub(crate) fn changes(name: &str) -> bool {
    !["Describe", "Get", "List", "Search", "Simulate"].iter().any(|verb| name.starts_with(verb)) && !name.is_empty()
}

/// Verbs that names of EC2 actions start with.
const VERBS: [&str; 38] = [
    "Accept",
    "Allocate",
    "Assign",
    "Associate",
    "Attach",
    "Authorize",
    "Cancel",
    "Copy",
    "Create",
    "Delete",
    "Deregister",
    "Describe",
    "Detach",
    "Disable",
    "Disassociate",
    "Enable",
    "Export",
    "Get",
    "Import",
    "List",
    "Modify",
    "Monitor",
    "Purchase",
    "Reboot",
    "Register",
    "Reject",
    "Release",
    "Replace",
    "Request",
    "Reset",
    "Restore",
    "Revoke",
    "Run",
    "Search",
    "Send",
    "Start",
    "Stop",
    "Terminate",
];

/// True for a name that could be one of the hundreds of actions that the demo does not know.
pub(crate) fn is_plausible(name: &str) -> bool {
    VERBS.iter().any(|verb| name.len() > verb.len() && name.starts_with(verb))
}

impl Kind {
    /// What ids of this kind start with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Image => "ami-",
            Self::Instance => "i-",
            Self::Volume => "vol-",
            Self::Snapshot => "snap-",
            Self::Group => "sg-",
            Self::Subnet => "subnet-",
            Self::Vpc => "vpc-",
        }
    }

    /// True for the form of an id of this kind, there or not.
    pub fn is_well_formed(self, id: &str) -> bool {
        id.strip_prefix(self.prefix()).is_some_and(|rest| {
            matches!(rest.len(), 8 | 17) && rest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        })
    }
}
