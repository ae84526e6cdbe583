//! The AWS part as a client sees it, signed by the vendor's own signing crate.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{Aws, NOW, code, element, run};
use onboard_core::transport::{Hop, Transport};
use onboard_democloud::{DemoCloud, stories};
use quick_xml::events::Event;
use time::Duration;

fn world(story: &str) -> std::sync::Arc<DemoCloud> {
    DemoCloud::with_clock(story, NOW).unwrap()
}

/// The forms of the thirty-three actions, as the design's data have them.
const DRY_RUNS: &[(&str, &[(&str, &str)])] = &[
    ("AttachVolume", &[("Device", "/dev/sdf"), ("InstanceId", I), ("VolumeId", V)]),
    ("AuthorizeSecurityGroupIngress", &[("GroupId", "sg-00000000000000000"), ("IpPermissions.1.IpProtocol", "tcp")]),
    ("CopyImage", &[("Name", "xoap-probe"), ("SourceImageId", A), ("SourceRegion", "eu-central-1")]),
    ("CreateImage", &[("InstanceId", I), ("Name", "xoap-probe")]),
    ("CreateKeyPair", &[("KeyName", "xoap-probe")]),
    ("CreateSecurityGroup", &[("GroupName", "xoap-probe"), ("GroupDescription", "probe")]),
    ("CreateSnapshot", &[("VolumeId", V)]),
    ("CreateTags", &[("ResourceId.1", A), ("Tag.1.Key", "xoap-probe"), ("Tag.1.Value", "1")]),
    ("CreateVolume", &[("AvailabilityZone", "eu-central-1a"), ("Size", "1")]),
    ("DeleteKeyPair", &[("KeyName", "xoap-probe")]),
    ("DeleteSecurityGroup", &[("GroupId", "sg-00000000000000000")]),
    ("DeleteSnapshot", &[("SnapshotId", S)]),
    ("DeleteVolume", &[("VolumeId", V)]),
    ("DeregisterImage", &[("ImageId", A)]),
    ("DescribeImageAttribute", &[("ImageId", A), ("Attribute", "launchPermission")]),
    ("DescribeImages", &[("Owner.1", "self"), ("MaxResults", "5")]),
    ("DescribeInstances", &[("MaxResults", "5")]),
    ("DescribeInstanceStatus", &[("MaxResults", "5")]),
    ("DescribeRegions", &[("AllRegions", "true")]),
    ("DescribeSecurityGroups", &[("MaxResults", "5")]),
    ("DescribeSnapshots", &[("Owner.1", "self"), ("MaxResults", "5")]),
    ("DescribeSubnets", &[("Filter.1.Name", "default-for-az"), ("Filter.1.Value.1", "true")]),
    ("DescribeTags", &[("MaxResults", "5")]),
    ("DescribeVolumes", &[("MaxResults", "5")]),
    ("DetachVolume", &[("VolumeId", V)]),
    ("GetPasswordData", &[("InstanceId", I)]),
    ("ModifyImageAttribute", &[("ImageId", A), ("Description.Value", "x")]),
    ("ModifyInstanceAttribute", &[("InstanceId", I), ("EnaSupport.Value", "true")]),
    ("ModifySnapshotAttribute", &[("SnapshotId", S), ("Attribute", "createVolumePermission")]),
    ("RegisterImage", &[("Name", "xoap-probe"), ("BlockDeviceMapping.1.Ebs.SnapshotId", S)]),
    ("RunInstances", &[("ImageId", A), ("MinCount", "1"), ("MaxCount", "1")]),
    ("StopInstances", &[("InstanceId.1", I)]),
    ("TerminateInstances", &[("InstanceId.1", I)]),
];

const I: &str = "i-00000000000000000";
const V: &str = "vol-00000000000000000";
const S: &str = "snap-00000000000000000";
const A: &str = "ami-00000000000000000";

fn dry<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    more.iter().copied().chain([("DryRun", "true")]).collect()
}

/// Fails on XML that is not well-formed.
fn well_formed(text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap_or_else(|e| panic!("{e}: {text}")) {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{text}");
}

#[test]
fn who_am_i() {
    let cloud = world("all-granted");
    let answer = Aws::of(&cloud).call(&cloud, "aws.sts", "GetCallerIdentity", &[]);
    assert_eq!(answer.status, 200);
    assert_eq!(element(&answer.text(), "Account"), Some("123456789012"));
    assert_eq!(answer.header("date"), Some("Thu, 01 Jan 2026 12:00:00 GMT"));
    assert_eq!(answer.header("x-amzn-requestid"), element(&answer.text(), "RequestId"));
    assert_eq!(answer.header("content-type"), Some("text/xml"));
    assert_eq!(cloud.counts().logins, 1);
}

#[test]
fn signatures_are_verified() {
    let cloud = world("all-granted");
    let wrong = |change: fn(&mut Aws)| {
        let mut client = Aws::of(&cloud);
        change(&mut client);
        let sts = client.call(&cloud, "aws.sts", "GetCallerIdentity", &[]);
        let ec2 = client.call(&cloud, "aws.ec2", "DescribeRegions", &[]);
        let message = element(&sts.text(), "Message").unwrap_or_default().to_owned();
        (code(&sts), code(&ec2), message)
    };
    let is = |status: u16, code: &str| (status, code.to_owned());
    let (sts, ec2, message) = wrong(|c| c.secret.replace_range(..1, "x"));
    assert_eq!((sts, ec2), (is(403, "SignatureDoesNotMatch"), is(401, "AuthFailure")));
    assert!(message.starts_with("The request signature we calculated does not match"), "{message}");
    let (sts, ec2, _) = wrong(|c| c.id = "AKIAQQQQQQQQQEXAMPLE".to_owned());
    assert_eq!((sts, ec2), (is(403, "InvalidClientTokenId"), is(401, "AuthFailure")));
    let (sts, ec2, message) = wrong(|c| c.at = NOW - Duration::minutes(6));
    assert_eq!((sts, ec2), (is(403, "SignatureDoesNotMatch"), is(400, "RequestExpired")));
    assert_eq!(
        message,
        "Signature expired: 20260101T115400Z is now earlier than 20260101T115500Z (20260101T120000Z - 5 min.)"
    );
    let (sts, _, message) = wrong(|c| c.at = NOW + Duration::minutes(6));
    assert_eq!(sts, is(403, "SignatureDoesNotMatch"));
    assert!(message.starts_with("Signature not yet current: "), "{message}");
    let (sts, ec2, _) = wrong(|c| c.token = Some("token".to_owned()));
    assert_eq!((sts, ec2), (is(403, "InvalidClientTokenId"), is(401, "AuthFailure")));
    let (sts, ec2, _) = wrong(|c| c.region = "af-south-1");
    assert_eq!((sts, ec2), (is(403, "InvalidClientTokenId"), is(401, "AuthFailure")));
    let (sts, ec2, _) = wrong(|c| c.at = NOW - Duration::minutes(4));
    assert_eq!((sts, ec2), (is(200, "-"), is(200, "-")));
}

#[test]
fn a_changed_request_does_not_fit_its_signature() {
    let cloud = world("all-granted");
    let client = Aws::of(&cloud);
    let url = "https://ec2.eu-central-1.amazonaws.com/";
    let form = [("Action", "DescribeRegions"), ("Version", "2016-11-15")];
    for change in 0..4 {
        let mut request = client.request("aws.ec2", url, &form);
        match change {
            0 => {}
            1 => request.body.extend_from_slice(b"&AllRegions=true"),
            2 => request.url.push_str("?AllRegions=true"),
            _ => request.headers.retain(|(name, _)| name != "authorization"),
        }
        let (status, _) = code(&run(cloud.send(request)).unwrap());
        assert_eq!(status, [200, 401, 401, 403][change]);
    }
}

#[test]
fn dry_runs_of_every_action() {
    let cloud = world("all-granted");
    let client = Aws::of(&cloud);
    assert_eq!(DRY_RUNS.len(), 33);
    for (action, form) in DRY_RUNS {
        let answer = client.call(&cloud, "aws.ec2", action, &dry(form));
        assert_eq!(code(&answer), (412, "DryRunOperation".to_owned()), "{action}");
        well_formed(&answer.text());
        assert!(element(&answer.text(), "RequestID").is_some(), "{action}");
    }
    assert_eq!(cloud.counts().mutations, 0);
    for (action, form) in DRY_RUNS.iter().filter(|(a, _)| !a.starts_with("Describe") && *a != "GetPasswordData") {
        let answer = client.call(&cloud, "aws.ec2", action, form);
        assert_eq!(code(&answer), (400, "OperationNotPermitted".to_owned()), "{action}");
    }
    assert_eq!(cloud.counts().mutations, 22);
}

#[test]
fn reads_are_well_formed() {
    let cloud = world("all-granted");
    let client = Aws::of(&cloud);
    let more = ["DescribeVpcs", "DescribeAccountAttributes", "DescribeInstanceTypeOfferings"];
    let reads = DRY_RUNS.iter().map(|(a, f)| (*a, f.to_vec())).filter(|(a, _)| a.starts_with("Describe"));
    for (action, form) in reads.chain(more.map(|a| (a, Vec::new()))) {
        let answer = client.call(&cloud, "aws.ec2", action, &form);
        well_formed(&answer.text());
        if action == "DescribeImageAttribute" {
            assert_eq!(code(&answer), (400, "InvalidAMIID.NotFound".to_owned()));
            continue;
        }
        assert_eq!(answer.status, 200, "{action}");
        assert!(element(&answer.text(), "requestId").is_some_and(|id| id.len() == 36), "{action}");
    }
    let subnets = client.call(&cloud, "aws.ec2", "DescribeSubnets", DRY_RUNS[21].1).text();
    assert_eq!(subnets.matches("<defaultForAz>true</defaultForAz>").count(), 3);
    let regions = client.call(&cloud, "aws.ec2", "DescribeRegions", &[("AllRegions", "true")]).text();
    assert!(regions.contains("<optInStatus>not-opted-in</optInStatus>"));
}

#[test]
fn denials_tell_their_source_and_the_fix_lifts_them() {
    let cloud = world("missing-permissions");
    let client = Aws::of(&cloud);
    let copy = || client.call(&cloud, "aws.ec2", "CopyImage", &dry(DRY_RUNS[2].1));
    let denied = copy();
    assert_eq!(code(&denied), (403, "UnauthorizedOperation".to_owned()));
    let message = denied.text();
    assert!(message.contains(
        "User: arn:aws:iam::123456789012:user/xoap-image-management is not authorized to perform: ec2:CopyImage on \
         resource: arn:aws:ec2:eu-central-1::image/ami-00000000000000000 because no identity-based policy allows the \
         ec2:CopyImage action. Encoded authorization failure message: "
    ));
    assert!(cloud.fix() && !cloud.fix());
    assert_eq!(code(&copy()), (412, "DryRunOperation".to_owned()));
    for (action, form) in DRY_RUNS {
        assert_eq!(client.call(&cloud, "aws.ec2", action, &dry(form)).status, 412, "{action}");
    }
}

#[test]
fn the_organisation_and_the_boundary() {
    let cloud = world("scp-deny");
    let client = Aws::of(&cloud);
    let answer = |index: usize, more: &[(&str, &str)]| {
        let (action, form) = DRY_RUNS[index];
        let form: Vec<_> = form.iter().chain(more).copied().collect();
        client.call(&cloud, "aws.ec2", action, &dry(&form))
    };
    let copy = answer(2, &[]).text();
    assert!(copy.contains("with an explicit deny in a service control policy: arn:aws:organizations::"), "{copy}");
    assert!(
        answer(28, &[])
            .text()
            .contains("because no permissions boundary allows the ec2:ModifySnapshotAttribute action")
    );
    assert_eq!(code(&answer(30, &[])).1, "UnauthorizedOperation");
    assert_eq!(code(&answer(30, &[("MetadataOptions.HttpTokens", "required")])).1, "DryRunOperation");
    assert_eq!(code(&answer(25, &[])).1, "InvalidInstanceID.NotFound");
    let simulation = simulate(&cloud, &client, &["ec2:CopyImage"], &[]);
    assert_eq!(code(&simulation), (403, "AccessDenied".to_owned()));
    assert!(!cloud.fix());
}

#[test]
fn no_default_vpc() {
    let cloud = world("no-default-vpc");
    let client = Aws::of(&cloud);
    let subnets = || client.call(&cloud, "aws.ec2", "DescribeSubnets", DRY_RUNS[21].1).text();
    let launch = || code(&client.call(&cloud, "aws.ec2", "RunInstances", &dry(DRY_RUNS[30].1))).1;
    assert!(subnets().contains("<subnetSet/>"));
    assert_eq!(launch(), "VPCIdNotSpecified");
    assert!(cloud.fix());
    assert!(subnets().contains("<subnetId>"));
    assert_eq!(launch(), "DryRunOperation");
}

fn simulate(
    cloud: &DemoCloud,
    client: &Aws,
    actions: &[&str],
    more: &[(&str, &str)],
) -> onboard_core::transport::Response {
    let names: Vec<String> = (1..=actions.len()).map(|n| format!("ActionNames.member.{n}")).collect();
    let mut form = vec![("PolicySourceArn", "arn:aws:iam::123456789012:user/xoap-image-management")];
    form.extend(names.iter().map(String::as_str).zip(actions.iter().copied()));
    form.extend_from_slice(more);
    let client =
        Aws { id: client.id.clone(), secret: client.secret.clone(), token: None, region: "us-east-1", at: NOW };
    client.call(cloud, "aws.iam", "SimulatePrincipalPolicy", &form)
}

#[test]
fn simulation_in_pages() {
    let cloud = world("missing-permissions");
    let client = Aws::of(&cloud);
    let actions = ["ec2:RunInstances", "ec2:CopyImage", "iam:CreateUser"];
    let all = simulate(&cloud, &client, &actions, &[]).text();
    well_formed(&all);
    assert_eq!(all.matches("<EvalDecision>implicitDeny</EvalDecision>").count(), 2);
    assert_eq!(all.matches("<EvalDecision>allowed</EvalDecision>").count(), 1);
    assert!(all.contains("<IsTruncated>false</IsTruncated>"));
    let first = simulate(&cloud, &client, &actions, &[("MaxItems", "2")]).text();
    assert!(first.contains("<IsTruncated>true</IsTruncated>") && !first.contains("iam:CreateUser"));
    let marker = element(&first, "Marker").unwrap().to_owned();
    let second = simulate(&cloud, &client, &actions, &[("MaxItems", "2"), ("Marker", &marker)]).text();
    assert!(second.contains("iam:CreateUser") && !second.contains("ec2:CopyImage"));
    for more in [("MaxItems", "0"), ("Marker", "x"), ("PolicySourceArn", "")] {
        assert_eq!(
            simulate(&cloud, &client, &actions, &[more]).status,
            if more.0 == "PolicySourceArn" { 200 } else { 400 }
        );
    }
    assert_eq!(code(&simulate(&cloud, &client, &["nonsense"], &[])).1, "InvalidInput");
}

#[test]
fn throttling_ends() {
    let cloud = world("throttled");
    let client = Aws::of(&cloud);
    let launch = || code(&client.call(&cloud, "aws.ec2", "RunInstances", &dry(DRY_RUNS[30].1)));
    assert_eq!(launch(), (503, "RequestLimitExceeded".to_owned()));
    assert_eq!(launch(), (503, "RequestLimitExceeded".to_owned()));
    assert_eq!(launch(), (412, "DryRunOperation".to_owned()));
    assert_eq!(code(&simulate(&cloud, &client, &["ec2:CopyImage"], &[])), (400, "Throttling".to_owned()));
    assert_eq!(simulate(&cloud, &client, &["ec2:CopyImage"], &[]).status, 200);
}

#[test]
fn the_deleted_key_and_the_page() {
    let cloud = world("deleted-key");
    let client = Aws::of(&cloud);
    assert_eq!(code(&client.call(&cloud, "aws.sts", "GetCallerIdentity", &[])).1, "InvalidClientTokenId");
    let cloud = world("captive-portal");
    let answer = Aws::of(&cloud).call(&cloud, "aws.sts", "GetCallerIdentity", &[]);
    assert_eq!(onboard_core::network::impostor(&answer), Some("captive-portal"));
}

#[test]
fn bad_requests_are_answered() {
    let cloud = world("all-granted");
    let client = Aws::of(&cloud);
    let check = |service: &'static str, action: &str, more: &[(&str, &str)], expected: &str| {
        let answer = client.call(&cloud, service, action, more);
        well_formed(&answer.text());
        assert_eq!(code(&answer).1, expected, "{action} {more:?}");
    };
    check("aws.ec2", "Nonsense", &[], "InvalidAction");
    check("aws.ec2", "CreateVpc", &[("CidrBlock", "10.0.0.0/16")], "UnauthorizedOperation");
    check("aws.ec2", "<script>", &[], "InvalidAction");
    check("aws.ec2", "RunInstances", &[("Action", "DescribeRegions")], "InvalidAction");
    check("aws.ec2", "CopyImage", &[("DryRun", "true")], "MissingParameter");
    check("aws.ec2", "CreateImage", &[("InstanceId", "nope"), ("Name", "abc")], "InvalidInstanceID.Malformed");
    check(
        "aws.ec2",
        "DescribeSubnets",
        &[("Filter.1.Name", "<&\u{1}"), ("Filter.1.Value.1", "x")],
        "InvalidParameterValue",
    );
    check("aws.ec2", "DescribeImages", &[("MaxResults", "99999999999999999999")], "InvalidParameterValue");
    check("aws.sts", "AssumeRole", &[("RoleArn", "r"), ("RoleSessionName", "s")], "AccessDenied");
    check("aws.sts", "AssumeRole", &[], "ValidationError");
    check("aws.sts", "Nonsense", &[], "InvalidAction");
    let big = "x".repeat(1024 * 1024);
    check("aws.ec2", "DescribeRegions", &[("RegionName.1", &big)], "RequestEntityTooLarge");
}

#[test]
fn a_region_that_is_not_there_has_no_name() {
    let cloud = world("all-granted");
    let mut client = Aws::of(&cloud);
    client.region = "eu-central-9";
    let url = "https://ec2.eu-central-9.amazonaws.com/";
    let request = client.request("aws.ec2", url, &[("Action", "DescribeRegions"), ("Version", "2016-11-15")]);
    let error = run(cloud.send(request)).unwrap_err();
    assert_eq!((error.hop, error.cause), (Hop::Dns, "dns-not-found"));
}

#[test]
fn the_same_run_has_the_same_bytes() {
    for story in stories(onboard_core::speech::Language::En) {
        if !story.providers.contains(&"aws".to_owned()) {
            continue;
        }
        let tell = || {
            let cloud = world(&story.name);
            let client = Aws::of(&cloud);
            let (action, form) = DRY_RUNS[30];
            let answer = client.call(&cloud, "aws.ec2", action, &dry(form));
            (answer.status, answer.headers.clone(), answer.body.clone(), answer.ms)
        };
        assert!(tell() == tell(), "{}", story.name);
    }
}

#[test]
fn a_simulation_does_not_grow_without_end() {
    let cloud = world("all-granted");
    let client = Aws::of(&cloud);
    let names: Vec<String> = (1..=200).map(|n| format!("ResourceArns.member.{n}")).collect();
    let resources: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "*")).collect();
    assert_eq!(simulate(&cloud, &client, &["ec2:CopyImage"; 101], &resources).status, 400);
    assert_eq!(simulate(&cloud, &client, &["ec2:CopyImage"; 50], &resources).status, 200);
}
