//! Reads of EC2: filters, ids, owners, pages, over what the demo's account has.
//!
//! In: a permitted call. Out: the inside of its response. A filter that the service does not know is refused, as
//! the service does.

use super::actions::Kind;
use super::error::{Fault, unknown_action};
use super::inventory::{Record, groups, images, subnets, vpcs};
use super::xml::{nest, text, texts};
use super::{Call, Result, ec2};
use crate::cloud::cut;
use crate::pattern::fits;
use crate::route::Service;
use crate::story::COMMON;

pub(crate) fn answer(call: &Call<'_>) -> Result {
    match call.action.as_str() {
        "DescribeRegions" => whole(call, "regionInfo", regions(call), "RegionName"),
        "DescribeAvailabilityZones" => whole(call, "availabilityZoneInfo", zones(call), "ZoneName"),
        "DescribeVpcs" => listed(call, "vpcSet", vpcs(call), Some(("VpcId", Kind::Vpc))),
        "DescribeSubnets" => listed(call, "subnetSet", subnets(call), Some(("SubnetId", Kind::Subnet))),
        "DescribeSecurityGroups" => listed(call, "securityGroupInfo", groups(call), Some(("GroupId", Kind::Group))),
        "DescribeImages" => listed(call, "imagesSet", owned(call, images(call)), Some(("ImageId", Kind::Image))),
        "DescribeInstances" => listed(call, "reservationSet", Vec::new(), Some(("InstanceId", Kind::Instance))),
        "DescribeInstanceStatus" => listed(call, "instanceStatusSet", Vec::new(), Some(("InstanceId", Kind::Instance))),
        "DescribeSnapshots" => listed(call, "snapshotSet", Vec::new(), Some(("SnapshotId", Kind::Snapshot))),
        "DescribeVolumes" => listed(call, "volumeSet", Vec::new(), Some(("VolumeId", Kind::Volume))),
        "DescribeTags" => listed(call, "tagSet", Vec::new(), None),
        "DescribeKeyPairs" => listed(call, "keySet", Vec::new(), None),
        "DescribeLaunchTemplates" => listed(call, "launchTemplates", Vec::new(), None),
        "DescribeSpotPriceHistory" => listed(call, "spotPriceHistorySet", Vec::new(), None),
        "DescribeInstanceTypeOfferings" => listed(call, "instanceTypeOfferingSet", offerings(call)?, None),
        "DescribeAccountAttributes" => account_attributes(call),
        // Its image is there, since ids are looked up before; it belongs to somebody else.
        "DescribeImageAttribute" => {
            let image = call.form.get("ImageId").unwrap_or_default();
            Err(Fault::new(403, "AuthFailure", format!("Not authorized for image:{}", cut(image))))
        }
        other => Err(unknown_action(Service::Ec2, other)),
    }
}

/// The records that fit filters and ids, all in one page.
fn whole(call: &Call<'_>, set: &str, records: Vec<Record>, names: &str) -> Result {
    let mut records = filtered(call, records)?;
    let wanted = call.form.list(names);
    if let Some(absent) = wanted.iter().find(|w| !records.iter().any(|r| first(r) == **w)) {
        let message = format!("Invalid value '{}' for {names}.", cut(absent));
        return Err(Fault::new(400, "InvalidParameterValue", message));
    }
    if !wanted.is_empty() {
        records.retain(|r| wanted.contains(&first(r)));
    }
    Ok(nest(set, &items(&records)))
}

/// The records that fit filters and ids, one page of them.
fn listed(call: &Call<'_>, set: &str, records: Vec<Record>, ids: Option<(&str, Kind)>) -> Result {
    let mut records = records;
    if let Some((name, kind)) = ids {
        let wanted = call.form.list(name);
        if let Some(absent) = wanted.iter().find(|w| !records.iter().any(|r| first(r) == **w)) {
            return Err(ec2::not_found(kind, absent));
        }
        if !wanted.is_empty() {
            records.retain(|r| wanted.contains(&first(r)));
        }
    }
    let records = filtered(call, records)?;
    let (start, end, next) = page(call, records.len())?;
    let next = next.map(|token| text("nextToken", &token)).unwrap_or_default();
    Ok(nest(set, &items(&records[start..end])) + &next)
}

fn first(record: &Record) -> &str {
    record.values.first().map_or("", |(_, id)| id.as_str())
}

fn items(records: &[Record]) -> String {
    records.iter().map(|r| nest("item", &r.xml)).collect()
}

fn filtered(call: &Call<'_>, records: Vec<Record>) -> std::result::Result<Vec<Record>, Fault> {
    let mut records = records;
    for n in 1..=200 {
        let Some(name) = call.form.get(&format!("Filter.{n}.Name")) else { break };
        let values = call.form.list(&format!("Filter.{n}.Value"));
        if let Some(record) = records.first() {
            // Tags can be asked for anywhere, and nothing here has one.
            let known = record.value(name).is_some() || name.starts_with("tag:") || name == "tag-key";
            if !known {
                let message = format!("The filter '{}' is invalid", cut(name));
                return Err(Fault::new(400, "InvalidParameterValue", message));
            }
        }
        records.retain(|r| r.value(name).is_some_and(|held| values.iter().any(|v| fits(v, held))));
    }
    Ok(records)
}

/// The part of a list that `MaxResults` and `NextToken` ask for.
fn page(call: &Call<'_>, count: usize) -> std::result::Result<(usize, usize, Option<String>), Fault> {
    let most = match call.form.get("MaxResults").map(str::parse::<usize>) {
        None => count.max(1),
        Some(Ok(n @ 5..=1000)) => n,
        Some(_) => {
            let given = cut(call.form.get("MaxResults").unwrap_or_default());
            let message =
                format!("Value ( {given} ) for parameter maxResults is invalid. Expecting a value from 5 to 1000.");
            return Err(Fault::new(400, "InvalidParameterValue", message));
        }
    };
    let start = match call.form.get("NextToken").map(|t| t.strip_prefix("page-").and_then(|n| n.parse().ok())) {
        None => 0,
        Some(Some(n)) if n <= count => n,
        Some(_) => return Err(Fault::new(400, "InvalidNextToken", "The token is not valid.")),
    };
    let end = count.min(start + most);
    Ok((start, end, (end < count).then(|| format!("page-{end}"))))
}

/// Only the images of the owners that were asked for; without any, all that may be seen.
fn owned(call: &Call<'_>, records: Vec<Record>) -> Vec<Record> {
    let owners = call.form.list("Owner");
    let by = |r: &Record, owner: &str| {
        let own = owner == "self" || owner == COMMON.aws.account;
        !own && (r.value("owner-alias") == Some(owner) || r.value("owner-id") == Some(owner))
    };
    records.into_iter().filter(|r| owners.is_empty() || owners.iter().any(|o| by(r, o))).collect()
}

fn regions(call: &Call<'_>) -> Vec<Record> {
    let aws = &COMMON.aws;
    let open = aws.regions.iter().map(|r| (r, "opt-in-not-required"));
    let closed = aws.regions_not_enabled.iter().map(|r| (r, "not-opted-in"));
    let all = call.form.is_true("AllRegions");
    let mut found: Vec<_> = open.chain(closed.filter(|_| all)).collect();
    found.sort();
    let one = |(name, status): (&String, &str)| {
        let endpoint = format!("ec2.{name}.amazonaws.com");
        let xml = texts(&[("regionName", name), ("regionEndpoint", &endpoint), ("optInStatus", status)]);
        let values = vec![("region-name", name.clone()), ("endpoint", endpoint), ("opt-in-status", status.to_owned())];
        Record { values, xml }
    };
    found.into_iter().map(one).collect()
}

fn zones(call: &Call<'_>) -> Vec<Record> {
    let one = |letter: &str| {
        let zone = format!("{}{letter}", call.region);
        let xml = texts(&[
            ("zoneName", &zone),
            ("zoneState", "available"),
            ("regionName", &call.region),
            ("groupName", &call.region),
            ("optInStatus", "opt-in-not-required"),
            ("zoneType", "availability-zone"),
        ]);
        let values = vec![
            ("zone-name", zone),
            ("region-name", call.region.clone()),
            ("state", "available".to_owned()),
            ("zone-type", "availability-zone".to_owned()),
        ];
        Record { values, xml }
    };
    ["a", "b", "c"].into_iter().map(one).collect()
}

fn offerings(call: &Call<'_>) -> std::result::Result<Vec<Record>, Fault> {
    let kind = call.form.get("LocationType").unwrap_or("region");
    let places: Vec<String> = match kind {
        "region" => vec![call.region.clone()],
        "availability-zone" => ["a", "b", "c"].iter().map(|letter| format!("{}{letter}", call.region)).collect(),
        other => {
            let message = format!("Invalid value '{}' for locationType.", cut(other));
            return Err(Fault::new(400, "InvalidParameterValue", message));
        }
    };
    let one = |size: &str, place: &String| {
        let xml = texts(&[("instanceType", size), ("locationType", kind), ("location", place)]);
        Record { values: vec![("instance-type", size.to_owned()), ("location", place.clone())], xml }
    };
    Ok(["t3.micro", "t3.medium", "m5.large"].iter().flat_map(|s| places.iter().map(move |p| one(s, p))).collect())
}

fn account_attributes(call: &Call<'_>) -> Result {
    let vpc = vpcs(call).first().map_or_else(|| "none".to_owned(), |r| first(r).to_owned());
    let held = [("supported-platforms", "VPC"), ("default-vpc", &vpc), ("max-instances", "20")];
    let wanted = call.form.list("AttributeName");
    if let Some(unknown) = wanted.iter().find(|w| !held.iter().any(|(name, _)| name == *w)) {
        let message = format!("Value ({}) for parameter attributeName is invalid.", cut(unknown));
        return Err(Fault::new(400, "InvalidParameterValue", message));
    }
    let one = |(name, value): &(&str, &str)| {
        let values = nest("attributeValueSet", &nest("item", &text("attributeValue", value)));
        nest("item", &(text("attributeName", name) + &values))
    };
    let chosen = held.iter().filter(|(name, _)| wanted.is_empty() || wanted.contains(name));
    Ok(nest("accountAttributeSet", &chosen.map(one).collect::<String>()))
}
