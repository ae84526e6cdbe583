//! The Google part as a client sees it, signed by another library than the one that made the key.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{Google, NOW, ask};
use onboard_democloud::DemoCloud;
use serde_json::{Value, json};
use time::Duration;

fn world(story: &str) -> std::sync::Arc<DemoCloud> {
    DemoCloud::with_clock(story, NOW).unwrap()
}

const TEST: &str = "https://cloudresourcemanager.googleapis.com/v1/projects/xoap-demo-example:testIamPermissions";
const PROJECT: &str = "https://compute.googleapis.com/compute/v1/projects/xoap-demo-example";

/// The permissions that a build needs, and the optional ones.
const NEEDED: &str = "compute.zones.get compute.machineTypes.get compute.projects.get compute.images.get \
    compute.images.create compute.images.delete compute.images.useReadOnly compute.images.setLabels \
    compute.disks.create compute.disks.delete compute.disks.useReadOnly compute.instances.create \
    compute.instances.delete compute.instances.get compute.instances.getSerialPortOutput compute.instances.setMetadata \
    compute.instances.setServiceAccount compute.instances.setLabels compute.instances.setTags compute.networks.use \
    compute.networks.useExternalIp compute.subnetworks.use compute.subnetworks.useExternalIp \
    compute.globalOperations.get compute.zoneOperations.get iam.serviceAccounts.actAs compute.networks.get \
    serviceusage.services.get iap.tunnelInstances.accessViaIAP storage.buckets.get storage.buckets.create \
    storage.objects.create storage.objects.get storage.objects.delete compute.images.getFromFamily \
    compute.regionOperations.get compute.addresses.get compute.addresses.use compute.instances.osAdminLogin \
    compute.disks.setIamPolicy compute.machineImages.createTagBinding storage.buckets.setIpFilter \
    storage.anywhereCaches.create";

fn needed() -> Vec<&'static str> {
    NEEDED.split_whitespace().collect()
}

fn granted(answer: &(u16, Value)) -> Vec<&str> {
    assert_eq!(answer.0, 200, "{}", answer.1);
    answer.1["permissions"].as_array().map(|a| a.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

#[test]
fn the_exchange_verifies_everything() {
    let cloud = world("all-granted");
    let google = Google::of(&cloud);
    let check = |change: &dyn Fn(&mut Value), expected: &str| {
        let mut claims = google.claims(NOW);
        change(&mut claims);
        let (status, body) = google.exchange(&cloud, &google.assertion(&claims));
        let text = body["error_description"].as_str().unwrap_or("-");
        assert!(text.starts_with(expected), "{body} instead of {expected}");
        assert_eq!(status, if expected == "-" { 200 } else { 400 });
    };
    let now = NOW.unix_timestamp();
    check(&|_| {}, "-");
    check(&|c| c["iss"] = "somebody@else.iam.gserviceaccount.com".into(), "Invalid grant: account not found");
    check(&|c| c["aud"] = "https://evil.example/token".into(), "Invalid JWT: Failed audience check.");
    let times = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.";
    check(&|c| c["exp"] = (now + 3601).into(), times);
    check(&|c| (c["iat"], c["exp"]) = ((now + 86_400).into(), (now + 90_000).into()), times);
    check(&|c| (c["iat"], c["exp"]) = ((now - 86_400).into(), (now - 82_800).into()), times);
    check(&|c| (c["iat"], c["exp"]) = (i64::MIN.into(), i64::MAX.into()), times);
    check(&|c| c["iat"] = "soon".into(), times);
    check(&|c| (c["iat"], c["exp"]) = ((now + 200).into(), (now + 3800).into()), "-");
    check(&|c| c["scope"] = "".into(), "Invalid OAuth scope");

    let good = google.assertion(&google.claims(NOW));
    let (head, _) = good.rsplit_once('.').unwrap();
    for bad in ["", "a.b", "a.b.c", "....", &format!("{head}.AAAA")] {
        let (status, body) = google.exchange(&cloud, bad);
        assert_eq!(status, 400, "{body}");
    }
    let (_, body) = google.exchange(&cloud, &format!("{head}.AAAA"));
    assert_eq!(body["error_description"], "Invalid JWT Signature.");
}

#[test]
fn a_token_is_needed_and_ends() {
    let cloud = world("all-granted");
    let google = Google::of(&cloud);
    let token = google.token(&cloud);
    assert_eq!(ask(&cloud, &token, PROJECT, None).0, 200);
    assert_eq!(ask(&cloud, "nonsense", PROJECT, None).0, 401);
    assert_eq!(ask(&cloud, &format!("{token}x"), PROJECT, None).0, 401);
    let later = DemoCloud::with_clock("all-granted", NOW + Duration::hours(2)).unwrap();
    assert_eq!(ask(&later, &token, PROJECT, None).0, 401);
    let mut claims = google.claims(NOW);
    claims["scope"] = "https://www.googleapis.com/auth/userinfo.email".into();
    let (_, body) = google.exchange(&cloud, &google.assertion(&claims));
    let (status, body) = ask(&cloud, body["access_token"].as_str().unwrap(), PROJECT, None);
    assert_eq!((status, &body["error"]["details"][0]["reason"]), (403, &"ACCESS_TOKEN_SCOPE_INSUFFICIENT".into()));
}

#[test]
fn permissions_before_and_after_the_fix() {
    let cloud = world("missing-permissions");
    let token = Google::of(&cloud).token(&cloud);
    let test = |names: &[&str]| ask(&cloud, &token, TEST, Some(&json!({ "permissions": names })));
    let before = test(&needed());
    let lacking: Vec<&str> = needed().into_iter().filter(|n| !granted(&before).contains(n)).collect();
    assert_eq!(
        lacking,
        [
            "compute.images.create",
            "compute.images.setLabels",
            "compute.instances.setServiceAccount",
            "iam.serviceAccounts.actAs"
        ]
    );
    let act_as = "https://iam.googleapis.com/v1/projects/-/serviceAccounts/\
                  424242424242-compute@developer.gserviceaccount.com:testIamPermissions";
    let body = json!({"permissions": ["iam.serviceAccounts.actAs"]});
    assert_eq!(ask(&cloud, &token, act_as, Some(&body)), (200, json!({})));
    assert!(cloud.fix());
    assert_eq!(granted(&test(&needed())).len(), needed().len());
    assert_eq!(granted(&ask(&cloud, &token, act_as, Some(&body))), ["iam.serviceAccounts.actAs"]);

    assert_eq!(granted(&test(&["compute.firewalls.delete"])), [] as [&str; 0]);
    for name in ["resourcemanager.projects.list", "compute.nothing.at"] {
        let (status, body) = test(&["compute.images.get", name]);
        assert_eq!(status, 400);
        assert_eq!(body["error"]["message"], format!("Permission {name} is not valid for this resource."));
    }
    assert_eq!(test(&["compute.images.get"; 101]).0, 400);
}

#[test]
fn projects_and_networks() {
    let cloud = world("all-granted");
    let token = Google::of(&cloud).token(&cloud);
    let get = |url: &str| ask(&cloud, &token, url, None);
    let (status, project) = get(&format!("{PROJECT}?fields=name,defaultServiceAccount,commonInstanceMetadata(items)"));
    assert_eq!(status, 200);
    assert_eq!(project.as_object().unwrap().len(), 3);
    assert_eq!(get(&format!("{PROJECT}/global/networks/default")).0, 200);
    let (status, body) = get(&format!("{PROJECT}/global/networks/other"));
    assert_eq!((status, &body["error"]["errors"][0]["reason"]), (404, &"notFound".into()));
    assert_eq!(get("https://compute.googleapis.com/compute/v1/projects/somebody-elses").0, 403);
    for version in ["v1", "v3"] {
        let base = format!("https://cloudresourcemanager.googleapis.com/{version}/projects");
        assert_eq!(get(&format!("{base}/xoap-demo-example")).1["projectId"], "xoap-demo-example");
        assert_eq!(get(&format!("{base}/somebody-elses")).0, 403);
        let body = json!({"permissions": ["compute.images.get"]});
        let other = ask(&cloud, &token, &format!("{base}/somebody-elses:testIamPermissions"), Some(&body));
        assert_eq!(other, (200, json!({})));
    }
    let subnet = "https://compute.googleapis.com/compute/v1/projects/xoap-demo-host-example/regions/europe-west3/\
                  subnetworks/demo-subnet/testIamPermissions";
    let body = json!({"permissions": ["compute.subnetworks.use", "compute.subnetworks.setIamPolicy"]});
    assert_eq!(granted(&ask(&cloud, &token, subnet, Some(&body))), ["compute.subnetworks.use"]);
}

#[test]
fn disabled_apis_until_the_fix() {
    let cloud = world("api-disabled");
    let token = Google::of(&cloud).token(&cloud);
    let states = || {
        let url = "https://serviceusage.googleapis.com/v1/projects/xoap-demo-example/services:batchGet\
                   ?names=projects/xoap-demo-example/services/compute.googleapis.com\
                   &names=projects/xoap-demo-example/services/iam.googleapis.com";
        let (_, body) = ask(&cloud, &token, url, None);
        [0, 1].map(|n| body["services"][n]["state"].as_str().unwrap().to_owned())
    };
    let (status, body) = ask(&cloud, &token, PROJECT, None);
    assert_eq!(status, 403);
    let detail = &body["error"]["details"][0];
    assert_eq!(detail["reason"], "SERVICE_DISABLED");
    assert_eq!(detail["metadata"]["service"], "compute.googleapis.com");
    assert_eq!(states(), ["DISABLED", "ENABLED"]);
    assert!(cloud.fix());
    assert_eq!(ask(&cloud, &token, PROJECT, None).0, 200);
    assert_eq!(states(), ["ENABLED", "ENABLED"]);
}

#[test]
fn the_deleted_key_throttling_and_the_page() {
    let cloud = world("deleted-key");
    let google = Google::of(&cloud);
    let (status, body) = google.exchange(&cloud, &google.assertion(&google.claims(NOW)));
    assert_eq!((status, &body["error_description"]), (400, &"Invalid JWT Signature.".into()));

    let cloud = world("throttled");
    let token = Google::of(&cloud).token(&cloud);
    assert_eq!(ask(&cloud, &token, PROJECT, None).0, 429);
    assert_eq!(ask(&cloud, &token, PROJECT, None).0, 200);
}

#[test]
fn what_would_change_something_is_refused_and_counted() {
    let cloud = world("all-granted");
    let token = Google::of(&cloud).token(&cloud);
    let url = "https://cloudresourcemanager.googleapis.com/v1/projects/xoap-demo-example:setIamPolicy";
    assert!(ask(&cloud, &token, url, Some(&json!({"policy": {}}))).0 >= 400);
    assert!(ask(&cloud, &token, &format!("{PROJECT}/zones/europe-west3-a/instances"), Some(&json!({}))).0 >= 400);
    assert_eq!(cloud.counts().mutations, 2);
    assert_eq!(cloud.counts().logins, 1);
}
