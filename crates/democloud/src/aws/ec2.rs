//! EC2: dry runs and reads. Nothing is ever made, changed or deleted.
//!
//! In: a call. Out: the inside of its response, or a fault. The order is: are the parameters complete, is it
//! permitted, would it work, was it a dry run. AWS does not document its own order; the stories show both ways
//! with `looks_up_first`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::actions::{Action, Kind, changes, find, is_plausible};
use super::error::{Fault, unknown_action};
use super::policy::{Context, Decision, decide};
use super::{Call, Result, USER_ID, describe, inventory, user_arn};
use crate::cloud::cut;
use crate::route::Service;
use crate::story::COMMON;

pub(crate) fn answer(call: &Call<'_>) -> Result {
    let dry_run = call.form.is_true("DryRun");
    if changes(&call.action) && !dry_run {
        call.scene.record.mutation();
    }
    let Some(action) = find(&call.action) else { return Err(stranger(call)) };
    complete(call, action)?;
    if call.scene.aws.looks_up_first.iter().any(|a| a == call.scene.label) {
        exists(call, action)?;
    }
    permitted(call, action.name, &resource(call, action))?;
    has_network(call)?;
    if dry_run {
        return Err(Fault::new(412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set."));
    }
    if changes(action.name) {
        let message = "The demo cloud changes nothing. Ask with DryRun=true.";
        return Err(Fault::new(400, "OperationNotPermitted", message));
    }
    exists(call, action)?;
    describe::answer(call)
}

/// An action that the demo does not know. The user's policy decides first, as it would for any action.
fn stranger(call: &Call<'_>) -> Fault {
    let denial = || permitted(call, &call.action, "").err();
    is_plausible(&call.action).then(denial).flatten().unwrap_or_else(|| unknown_action(Service::Ec2, &call.action))
}

/// Every needed parameter is there, and every id looks like one.
fn complete(call: &Call<'_>, action: &Action) -> std::result::Result<(), Fault> {
    for name in action.needs {
        if !has(call, name) {
            let shown = name.split('.').next().unwrap_or(name);
            let message = format!("The request must contain the parameter {shown}");
            return Err(Fault::new(400, "MissingParameter", message));
        }
    }
    for (name, kind) in action.ids {
        match call.form.get(name) {
            Some(id) if !kind.is_well_formed(id) => return Err(malformed(*kind, id)),
            _ => {}
        }
    }
    Ok(())
}

/// True when the parameter is there, or a structure that starts with it.
fn has(call: &Call<'_>, name: &str) -> bool {
    call.form.get(name).is_some() || call.form.starts(&format!("{name}."))
}

fn malformed(kind: Kind, id: &str) -> Fault {
    let id = cut(id);
    let code = match kind {
        Kind::Image => "InvalidAMIID.Malformed",
        Kind::Instance => "InvalidInstanceID.Malformed",
        Kind::Snapshot => "InvalidSnapshotID.Malformed",
        Kind::Group => "InvalidGroupId.Malformed",
        Kind::Subnet => "InvalidSubnetID.Malformed",
        Kind::Vpc => "InvalidVpcID.Malformed",
        Kind::Volume => {
            let message = format!("Value ({id}) for parameter volume is invalid. Expected: 'vol-...'.");
            return Fault::new(400, "InvalidParameterValue", message);
        }
    };
    Fault::new(400, code, format!("Invalid id: \"{id}\" (expecting \"{}...\")", kind.prefix()))
}

/// Every id is of something that is there.
fn exists(call: &Call<'_>, action: &Action) -> std::result::Result<(), Fault> {
    for (name, kind) in action.ids {
        match call.form.get(name) {
            Some(id) if !inventory::has(call, id) => return Err(not_found(*kind, id)),
            _ => {}
        }
    }
    Ok(())
}

pub(crate) fn not_found(kind: Kind, id: &str) -> Fault {
    let id = cut(id);
    let (code, message) = match kind {
        Kind::Image => ("InvalidAMIID.NotFound", format!("The image id '[{id}]' does not exist")),
        Kind::Instance => ("InvalidInstanceID.NotFound", format!("The instance ID '{id}' does not exist")),
        Kind::Volume => ("InvalidVolume.NotFound", format!("The volume '{id}' does not exist.")),
        Kind::Snapshot => ("InvalidSnapshot.NotFound", format!("The snapshot '{id}' does not exist.")),
        Kind::Group => ("InvalidGroup.NotFound", format!("The security group '{id}' does not exist")),
        Kind::Subnet => ("InvalidSubnetID.NotFound", format!("The subnet ID '{id}' does not exist")),
        Kind::Vpc => ("InvalidVpcID.NotFound", format!("The vpc ID '{id}' does not exist")),
    };
    Fault::new(400, code, message)
}

fn permitted(call: &Call<'_>, action: &str, resource: &str) -> std::result::Result<(), Fault> {
    let name = format!("ec2:{action}");
    let decision = decide(call.scene.aws, &name, &Context::Request(&call.form));
    let Some(sentence) = decision.sentence(&name, resource) else { return Ok(()) };
    let message = format!(
        "You are not authorized to perform this operation. {sentence}. Encoded authorization failure message: {}",
        encoded(decision, &name, resource)
    );
    Err(Fault::new(403, "UnauthorizedOperation", message))
}

/// The ARN in a denial: of the object that was named, else of any.
fn resource(call: &Call<'_>, action: &Action) -> String {
    if action.resource.is_empty() {
        return String::new();
    }
    let own = |kind: &Kind| kind.prefix() == prefix_of(action.resource);
    let id = action.ids.iter().find(|(_, kind)| own(kind)).and_then(|(name, _)| call.form.get(name));
    // Images and snapshots belong to a region and stand without an account in an ARN.
    let account = if matches!(action.resource, "image" | "snapshot") { "" } else { &COMMON.aws.account };
    format!("arn:aws:ec2:{}:{account}:{}/{}", call.region, action.resource, id.unwrap_or("*"))
}

fn prefix_of(resource: &str) -> &'static str {
    match resource {
        "image" => "ami-",
        "instance" => "i-",
        "volume" => "vol-",
        "snapshot" => "snap-",
        "security-group" => "sg-",
        _ => "",
    }
}

/// The blob at the end of a denial: what `sts:DecodeAuthorizationMessage` would tell, for who may call it.
fn encoded(decision: Decision<'_>, action: &str, resource: &str) -> String {
    let explicit = matches!(decision, Decision::Organization(_));
    let content = json!({
        "allowed": false,
        "explicitDeny": explicit,
        "matchedStatements": {"items": []},
        "context": {
            "principal": {"id": USER_ID, "arn": user_arn()},
            "action": action,
            "resource": resource,
            "conditions": {"items": []}
        }
    });
    URL_SAFE_NO_PAD.encode(content.to_string())
}

/// What is placed in no subnet goes to the default VPC, where there is one.
fn has_network(call: &Call<'_>) -> std::result::Result<(), Fault> {
    let placed = match call.action.as_str() {
        "RunInstances" => ["SubnetId", "NetworkInterface.1.SubnetId", "NetworkInterface.1.NetworkInterfaceId"]
            .iter()
            .any(|name| call.form.get(name).is_some()),
        "CreateSecurityGroup" => call.form.get("VpcId").is_some(),
        _ => true,
    };
    if placed || !call.scene.aws.no_default_vpc {
        return Ok(());
    }
    let message = match call.action.as_str() {
        "RunInstances" => "No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.",
        _ => "No default VPC for this user",
    };
    Err(Fault::new(400, "VPCIdNotSpecified", message))
}
