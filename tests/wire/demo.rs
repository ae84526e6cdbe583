//! Other people's clients against `onboard demo serve`: boto3, google-auth and google-api-python-client.
//!
//! A demo that only our own probe understands would prove nothing about either.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::peers::{Running, script, start_demo};

/// A served story and what it said about itself.
pub struct Demo {
    running: Running,
    pub said: Value,
}

impl Demo {
    pub fn serve(story: &str) -> Self {
        let (running, said) = start_demo(story);
        assert_eq!(said["scenario"], story, "{said}");
        Self { running, said }
    }

    pub fn path(&self, pointer: &str) -> &str {
        self.said.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer} in {}", self.said))
    }

    fn boto3(&self) -> Value {
        let actions = required().join(",");
        script("boto3_client.py", &[self.path("/credentials/aws"), self.path("/endpoints_file"), &actions])
    }

    fn google(&self) -> Value {
        script("google_client.py", &[self.path("/credentials/google"), self.path("/endpoints_file")])
    }
}

/// The published 33 actions.
fn required() -> Vec<String> {
    let list: Vec<String> = include_str!("published-actions.txt").lines().map(str::to_owned).collect();
    assert_eq!(list.len(), 33);
    list
}

/// The dry runs that did not end with `DryRunOperation`, by their code.
fn refused(result: &Value) -> BTreeMap<String, Vec<String>> {
    let mut codes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let answers = result["dry_runs"].as_object().unwrap();
    assert_eq!(answers.len(), 33);
    for (action, answer) in answers {
        // A dry run has no good answer: boto3 makes an error of each.
        let code = answer["code"].as_str().unwrap_or_else(|| panic!("{action}: {answer}"));
        assert!(answer["request_id"].as_str().is_some_and(|id| id.len() == 36), "{action}: {answer}");
        if code == "DryRunOperation" {
            assert_eq!(answer["status"], 412, "{action}");
        } else {
            codes.entry(code.to_owned()).or_default().push(action.clone());
        }
    }
    codes
}

fn denials(actions: &[&str]) -> BTreeMap<String, Vec<String>> {
    let actions = actions.iter().map(|action| (*action).to_owned()).collect();
    BTreeMap::from([("UnauthorizedOperation".to_owned(), actions)])
}

#[test]
fn boto3_with_everything_granted() {
    let demo = Demo::serve("all-granted");
    let result = demo.boto3();
    assert_eq!(refused(&result), BTreeMap::new());
    let caller = &result["caller"]["answer"];
    let account = caller["Account"].as_str().unwrap();
    assert!(caller["Arn"].as_str().unwrap().starts_with(&format!("arn:aws:iam::{account}:user/")), "{caller}");
    assert!(caller["UserId"].as_str().unwrap().starts_with("AIDA"), "{caller}");

    assert_eq!(result["caller_wrong_secret"]["code"], "SignatureDoesNotMatch");
    assert_eq!(result["caller_wrong_secret"]["status"], 403);
    assert_eq!(result["regions_wrong_secret"]["code"], "AuthFailure");
    assert_eq!(result["regions_wrong_secret"]["status"], 401);

    let regions = result["regions"]["answer"]["Regions"].as_array().unwrap();
    assert!(regions.iter().any(|r| r["RegionName"] == "eu-central-1" && r["OptInStatus"] == "opt-in-not-required"));
    assert!(regions.iter().any(|r| r["OptInStatus"] == "not-opted-in"));
    let subnets = result["subnets"]["answer"]["Subnets"].as_array().unwrap();
    assert!(!subnets.is_empty() && subnets.iter().all(|s| s["DefaultForAz"] == true), "{subnets:?}");
    assert!(result["images"]["answer"]["Images"].is_array());
    let decided: Vec<_> = result["simulation"]["answer"]["EvaluationResults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["EvalActionName"].as_str().unwrap(), r["EvalDecision"].as_str().unwrap()))
        .collect();
    assert_eq!(decided, [("ec2:RunInstances", "allowed"), ("ec2:CreateVpc", "implicitDeny")]);
}

#[test]
fn boto3_with_missing_permissions() {
    let result = Demo::serve("missing-permissions").boto3();
    let missing = ["ec2:CopyImage", "ec2:CreateTags", "ec2:DeregisterImage", "ec2:GetPasswordData"];
    assert_eq!(refused(&result), denials(&missing));
    let message = result["dry_runs"]["ec2:CopyImage"]["message"].as_str().unwrap();
    assert!(message.contains("no identity-based policy allows the ec2:CopyImage action"), "{message}");
    assert_eq!(result["dry_runs"]["ec2:CopyImage"]["status"], 403);
}

#[test]
fn boto3_where_the_organisation_forbids() {
    let result = Demo::serve("scp-deny").boto3();
    let refused = refused(&result);
    let denied = &refused["UnauthorizedOperation"];
    assert!(denied.contains(&"ec2:CopyImage".to_owned()) && denied.contains(&"ec2:RunInstances".to_owned()));
    let message = |action: &str| result["dry_runs"][action]["message"].as_str().unwrap().to_owned();
    assert!(message("ec2:CopyImage").contains("with an explicit deny in a service control policy"));
    assert!(message("ec2:ModifySnapshotAttribute").contains("no permissions boundary allows"));
    assert_eq!(refused["InvalidInstanceID.NotFound"], ["ec2:GetPasswordData"]);
    assert_eq!(result["simulation"]["code"], "AccessDenied");
}

#[test]
fn boto3_without_a_default_network() {
    let result = Demo::serve("no-default-vpc").boto3();
    assert_eq!(result["subnets"]["answer"]["Subnets"], serde_json::json!([]));
    assert!(refused(&result).contains_key("VPCIdNotSpecified"));
}

#[test]
fn boto3_with_a_deleted_key() {
    let result = Demo::serve("deleted-key").boto3();
    assert_eq!(result["caller"]["code"], "InvalidClientTokenId");
    assert_eq!(result["caller"]["status"], 403);
    assert_eq!(refused(&result)["AuthFailure"].len(), 33);
}

#[test]
fn google_with_everything_granted() {
    let result = Demo::serve("all-granted").google();
    assert_eq!(result["valid"], true);
    let all =
        ["compute.images.create", "compute.instances.create", "compute.disks.create", "iam.serviceAccounts.actAs"];
    for call in ["project_permissions", "project_permissions_v3"] {
        assert_eq!(result[call]["answer"]["permissions"], serde_json::json!(all), "{call}");
    }
    assert_eq!(result["unknown_permission"]["status"], 400);
    assert_eq!(result["unknown_permission"]["state"], "INVALID_ARGUMENT");
    assert_eq!(result["compute_project"]["answer"]["name"], result["project"]);
    assert_eq!(result["default_network"]["answer"]["name"], "default");
    assert_eq!(result["no_network"]["status"], 404);
    assert!(matches!(result["no_project"]["status"].as_u64(), Some(403 | 404)), "{}", result["no_project"]);
    assert_eq!(
        result["account_permissions"]["answer"]["permissions"],
        serde_json::json!(["iam.serviceAccounts.actAs"])
    );
    assert_eq!(result["services"]["answer"]["services"][0]["state"], "ENABLED");
    assert_eq!(result["forged_token_status"], 401);
}

#[test]
fn google_with_missing_permissions() {
    let result = Demo::serve("missing-permissions").google();
    let left = serde_json::json!(["compute.instances.create", "compute.disks.create"]);
    assert_eq!(result["project_permissions"]["answer"]["permissions"], left);
    assert_eq!(result["account_permissions"]["answer"], serde_json::json!({}), "nothing granted is an empty object");
}

#[test]
fn google_with_a_deleted_key() {
    let result = Demo::serve("deleted-key").google();
    let refused = result["refused"].as_str().unwrap();
    assert!(refused.contains("invalid_grant"), "{refused}");
}

#[test]
fn google_with_disabled_services() {
    let result = Demo::serve("api-disabled").google();
    assert_eq!(result["valid"], true, "signing in needs no service of the project");
    for call in ["project_permissions", "compute_project", "default_network"] {
        assert_eq!(result[call]["status"], 403, "{call}: {}", result[call]);
    }
    assert_eq!(result["project_permissions"]["state"], "PERMISSION_DENIED");
    let reason = result["compute_project"]["reason"].as_str().unwrap();
    assert!(reason.contains("has not been used in project") || reason.contains("disabled"), "{reason}");
}

/// The keys and the folder of a served demo go away with it.
#[cfg(unix)]
#[test]
fn an_interrupted_demo_leaves_nothing() {
    let mut demo = Demo::serve("all-granted");
    let folder = Path::new(demo.path("/endpoints_file")).parent().unwrap().to_owned();
    assert!(folder.is_dir());
    assert!(demo.running.interrupt(), "it ends well");
    assert!(!folder.exists(), "{}", folder.display());
}
