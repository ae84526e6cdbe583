//! Whole checks against a small world: what the services answer, and what the report then says.

// An answer of a test is what the transport's trait gives back; its size does not matter here.
#![allow(clippy::result_large_err)]

mod lists;
mod sign_in;
mod world;

use std::sync::Arc;

use onboard_core::endpoints::Endpoints;
use onboard_core::evidence::Method as Proof;
use onboard_core::network::{StageName, StageOutcome};
use onboard_core::probe::{EndingKind, PreconditionOutcome};
use onboard_core::report::Readiness;
use onboard_core::transport::{Hop, TransportError};
use onboard_core::verdict::Verdict;
use serde_json::{Value, json};

use self::world::*;

#[tokio::test]
async fn all_granted() {
    let (report, world) = run(World::new()).await;
    all(&report, Verdict::Granted, None);
    assert_eq!((report.ending, exit(&report), report.calls), (EndingKind::Complete, 0, 7));
    assert_eq!(report.readiness, Readiness::Ready);
    assert_eq!(report.requirements.len(), 35);
    assert!(report.requirements.iter().all(|r| r.verdict == Verdict::Granted && r.reason.is_none()));
    assert_eq!(row(&report, "images-write").method, Proof::RoleLookup);
    assert_eq!(row(&report, "deny-assignments-read").method, Proof::ReadCall);
    assert_eq!(stage(&report, StageName::Authentication), (StageOutcome::Ok, None));
    assert_eq!(stage(&report, StageName::Context), (StageOutcome::Ok, None));
    let principal = report.principal.as_ref().unwrap();
    assert_eq!((principal.id.as_str(), principal.account.as_deref()), (CLIENT, Some(TENANT)));
    assert_eq!(
        (report.target["subscription_id"].as_str(), report.target["object_id"].as_str()),
        (SUBSCRIPTION, OBJECT)
    );
    for id in ["subscription-enabled", "provider-registered-compute", "provider-registered-network"] {
        assert_eq!(precondition(&report, id), (PreconditionOutcome::Met, false), "{id}");
    }
    assert_eq!(report.preconditions.len(), 3);
    assert!(report.excess.is_empty() && report.remediation.is_empty());
    assert_eq!(report.findings[0].code, "azure-role-contributor");
    let sent = world.sent.lock().unwrap();
    assert_eq!(sent[0].url, format!("https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"));
    let form: Vec<(String, String)> = url::form_urlencoded::parse(sent[0].body.as_bytes()).into_owned().collect();
    for (name, value) in [
        ("client_id", CLIENT),
        ("client_secret", SECRET),
        ("grant_type", "client_credentials"),
        ("scope", "https://management.azure.com/.default"),
    ] {
        assert!(form.iter().any(|(n, v)| n == name && v == value), "{name}");
    }
    assert_eq!(
        sent[1].url,
        format!("https://management.azure.com/subscriptions/{SUBSCRIPTION}?api-version=2022-12-01")
    );
    assert!(sent.iter().any(|s| s.url.ends_with(&format!("$filter=atScope()+and+assignedTo('{OBJECT}')"))));
}

#[tokio::test]
async fn options_bring_in_their_rows() {
    let world = Arc::new(World::new());
    let report = Run::default().option("windows").option("vhd-output").on(&world).await;
    assert_eq!((exit(&report), report.calls, report.requirements.len()), (0, 9, 45));
    assert_eq!(precondition(&report, "provider-registered-keyvault"), (PreconditionOutcome::Met, false));
    assert_eq!(precondition(&report, "provider-registered-storage"), (PreconditionOutcome::Met, false));
    assert_eq!(row(&report, "key-vaults-deploy").verdict, Verdict::Granted);
}

#[tokio::test]
async fn scripts_ask_for_little() {
    let world = Arc::new(World::new().with("permissions.listForSubscription", [list(&[element(&["*/read"], &[])])]));
    let run = Run { purpose: "scripted-actions", ..Run::default() };
    let report = run.on(&world).await;
    assert_eq!((report.requirements.len(), exit(&report), report.preconditions.len()), (1, 0, 1));
    assert_eq!(world.calls("providers.get"), 0);
}

#[tokio::test]
async fn other_clouds_and_other_places() {
    for (cloud, login, arm) in [
        ("AzureUSGovernment", "login.microsoftonline.us", "management.usgovcloudapi.net"),
        ("AzureChinaCloud", "login.chinacloudapi.cn", "management.chinacloudapi.cn"),
    ] {
        let world = Arc::new(World::new());
        let report = Run::default().set("cloud", cloud).on(&world).await;
        assert_eq!(exit(&report), 0);
        let sent = world.sent.lock().unwrap();
        assert!(
            sent[0].url.starts_with(&format!("https://{login}/"))
                && sent[1].url.starts_with(&format!("https://{arm}/"))
        );
        assert!(sent[0].body.contains(&format!("scope=https%3A%2F%2F{arm}%2F.default")));
    }
    let pairs = [("azure.login", "http://127.0.0.1:5001/entra"), ("azure.arm", "http://127.0.0.1:5002")];
    let endpoints = Endpoints::from_pairs(pairs.map(|(a, b)| (a.to_owned(), b.to_owned()))).unwrap();
    let world = Arc::new(World::new());
    let report = Run { endpoints, ..Run::default() }.on(&world).await;
    assert_eq!(exit(&report), 0);
    let sent = world.sent.lock().unwrap();
    assert_eq!(sent[0].url, format!("http://127.0.0.1:5001/entra/{TENANT}/oauth2/v2.0/token"));
    assert!(sent[1..].iter().all(|s| s.url.starts_with("http://127.0.0.1:5002/subscriptions/")));
}

#[tokio::test]
async fn states_of_a_subscription() {
    use PreconditionOutcome::{Met, Undetermined, Unmet};
    for (state, outcome, context, code) in [
        ("Enabled", Met, (StageOutcome::Ok, None), 0),
        ("Warned", Undetermined, (StageOutcome::Warning, Some("azure-subscription-past-due")), 0),
        ("PastDue", Undetermined, (StageOutcome::Warning, Some("azure-subscription-past-due")), 0),
        ("Disabled", Unmet, (StageOutcome::Failed, Some("azure-subscription-disabled")), 1),
        ("Deleted", Unmet, (StageOutcome::Failed, Some("azure-subscription-disabled")), 1),
        ("Odd", Undetermined, (StageOutcome::Warning, Some("azure-subscription-state")), 0),
    ] {
        let answer = json_answer(200, subscription(SUBSCRIPTION, "Builds", state));
        let (report, _) = run(World::new().with("subscriptions.get", [answer])).await;
        assert_eq!(precondition(&report, "subscription-enabled").0, outcome, "{state}");
        assert_eq!((stage(&report, StageName::Context), exit(&report)), (context, code), "{state}");
        assert_eq!(report.readiness == Readiness::Blocked, code == 1, "{state}");
    }
}

#[tokio::test]
async fn subscriptions_that_are_not_to_be_had() {
    let right = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    let other = format!(
        "The access token is from the wrong issuer 'https://sts.windows.net/{TENANT}/'. It must match the tenant 'https://sts.windows.net/{right}/' associated with this subscription."
    );
    let everywhere = |answer: Answer| {
        [
            "subscriptions.get",
            "permissions.listForSubscription",
            "denyAssignments.list",
            "roleAssignments.list",
            "providers.get",
        ]
        .into_iter()
        .fold(World::new(), |world, label| world.with(label, [answer.clone()]))
    };
    let (report, _) = run(everywhere(arm_error(401, "InvalidAuthenticationTokenTenant", &other))).await;
    all(&report, Verdict::Undetermined, Some("azure-tenant-mismatch"));
    assert_eq!((stage(&report, StageName::Context).1, exit(&report)), (Some("azure-tenant-mismatch"), 1));
    let finding = report.findings.iter().find(|f| f.code == "azure-tenant-mismatch").unwrap();
    assert!(finding.message.contains(right) && finding.field.as_deref() == Some("tenant_id"));

    let (report, _) =
        run(everywhere(arm_error(404, "SubscriptionNotFound", "The subscription 'x' could not be found."))).await;
    all(&report, Verdict::Undetermined, Some("azure-subscription-not-found"));
    assert_eq!((stage(&report, StageName::Context).1, exit(&report)), (Some("azure-subscription-not-found"), 2));
    // The service may say "not found" of the subscription and give an empty list of permissions.
    let empty = World::new()
        .with("subscriptions.get", [arm_error(404, "SubscriptionNotFound", "m")])
        .with("permissions.listForSubscription", [list(&[])]);
    let (report, _) = run(empty).await;
    all(&report, Verdict::Undetermined, Some("azure-subscription-not-found"));

    let (report, _) = run(everywhere(forbidden("Microsoft.Resources/subscriptions/read"))).await;
    all(&report, Verdict::Denied, None);
    assert_eq!((stage(&report, StageName::Context).1, exit(&report)), (Some("azure-no-role"), 1));
    let evidence = &row(&report, "images-write").evidence[0];
    assert_eq!((evidence.code.as_deref(), evidence.status), (Some("AuthorizationFailed"), Some(403)));
    assert!(row(&report, "images-write").reason.as_deref().unwrap().contains("build resource group"));

    let (report, _) = run(everywhere(arm_error(401, "ExpiredAuthenticationToken", "expired"))).await;
    all(&report, Verdict::Undetermined, Some("token-not-accepted"));
    assert_eq!(exit(&report), 2);
    let (report, _) = run(everywhere(json_answer(403, json!({"message": "Forbidden"})))).await;
    all(&report, Verdict::Undetermined, Some("answer-from-something-else"));
    assert_eq!((report.ending, exit(&report)), (EndingKind::Unreachable, 4));
    let (report, _) = run(everywhere(json_answer(403, json!({})))).await;
    all(&report, Verdict::Undetermined, Some("access-refused"));
}

#[tokio::test]
async fn without_a_subscription() {
    let go = |answer: Answer| async move {
        let world = Arc::new(World::new().with("subscriptions.list", [answer]));
        (Run::default().without_subscription().on(&world).await, world)
    };
    let (report, _) = go(list(&[subscription(SUBSCRIPTION, "Builds", "Enabled")])).await;
    all(&report, Verdict::Granted, None);
    assert_eq!((report.target["subscription_id"].as_str(), report.calls, exit(&report)), (SUBSCRIPTION, 8, 0));

    let (report, world) = go(list(&[])).await;
    assert!(report.requirements.iter().all(|r| r.verdict == Verdict::Denied));
    assert_eq!((stage(&report, StageName::Context).1, exit(&report)), (Some("azure-no-role"), 1));
    assert_eq!(world.calls("subscriptions.get"), 0);

    let several: Vec<Value> = (0..14)
        .map(|n| subscription(&format!("5b5b5b5b-0000-4000-8000-0000000000{n:02}"), &format!("<b>Sub {n}"), "Enabled"))
        .collect();
    let (report, _) = go(list(&several)).await;
    all(&report, Verdict::Undetermined, Some("azure-subscription-ambiguous"));
    assert_eq!((report.ending, exit(&report)), (EndingKind::Stopped, 2));
    let finding = report.findings.iter().find(|f| f.code == "azure-subscription-ambiguous").unwrap();
    assert!(finding.message.contains("Sub 9") && !finding.message.contains("Sub 10") && finding.message.contains("14"));
    assert_eq!(finding.field.as_deref(), Some("subscription_id"));

    for (answer, cause, code) in [
        (html(200), "captive-portal", 4),
        (json_answer(200, json!({})), "unexpected-answer", 2),
        (list(&[json!({"displayName": "x"})]), "unexpected-answer", 2),
        (json_answer(200, json!({"value": [], "nextLink": "https://evil.example/"})), "azure-list-incomplete", 2),
        (Err(TransportError::new(Hop::Http, "answer-timeout", "late")), "answer-timeout", 4),
    ] {
        let (report, _) = go(answer).await;
        assert!(report.requirements.iter().all(|r| r.cause.as_deref() == Some(cause)), "{cause}");
        assert_eq!(exit(&report), code, "{cause}");
    }
}

#[tokio::test]
async fn resource_groups() {
    let group = "permissions.listForResourceGroup";
    let in_group = |world: World| async move {
        let world = Arc::new(world);
        (Run::default().set("build_resource_group", "Builds").on(&world).await, world)
    };
    for nothing in [list(&[]), forbidden("Microsoft.Authorization/permissions/read")] {
        let world =
            World::new().with("permissions.listForSubscription", [nothing]).with(group, [list(&[contributor()])]);
        let (report, world) =
            in_group(world.with("subscriptions.get", [forbidden("Microsoft.Resources/subscriptions/read")])).await;
        all(&report, Verdict::Granted, None);
        assert_eq!((report.requirements.len(), exit(&report)), (33, 0), "no resource group of its own is made");
        assert!(row(&report, "marketplace-image-versions-read").reason.is_some());
        assert_eq!(stage(&report, StageName::Context), (StageOutcome::Warning, Some("azure-no-role")));
        let sent = world.sent.lock().unwrap();
        assert!(sent.iter().any(|s| s.url.contains(&format!(
            "/subscriptions/{SUBSCRIPTION}/resourcegroups/Builds/providers/Microsoft.Authorization/permissions?"
        ))));
        assert!(
            sent.iter()
                .any(|s| s.url.contains("/resourceGroups/Builds/providers/Microsoft.Authorization/denyAssignments?"))
        );
    }
    // A role on the subscription holds in its groups.
    let (report, _) = in_group(World::new().with(group, [list(&[])])).await;
    all(&report, Verdict::Granted, None);
    let none = World::new().with("permissions.listForSubscription", [list(&[])]).with(group, [list(&[])]);
    let (report, _) = in_group(none).await;
    all(&report, Verdict::Denied, None);
    // One list that is not known leaves open what the other does not grant.
    let open = World::new()
        .with("permissions.listForSubscription", [json_answer(503, json!({}))])
        .with(group, [list(&[element(&["*/read"], &[])])]);
    let (report, _) = in_group(open).await;
    assert_eq!(row(&report, "images-read").verdict, Verdict::Granted);
    assert_eq!(row(&report, "images-write").cause.as_deref(), Some("service-error"));

    let missing = arm_error(404, "ResourceGroupNotFound", "Resource group 'Builds' could not be found.");
    let world = World::new().with("permissions.listForSubscription", [list(&[])]).with(group, [missing]);
    let (report, _) = in_group(world).await;
    all(&report, Verdict::Undetermined, Some("azure-resource-group-not-found"));
    assert_eq!((stage(&report, StageName::Context).1, exit(&report)), (Some("azure-resource-group-not-found"), 1));
}

#[tokio::test]
async fn resource_providers() {
    use PreconditionOutcome::{Met, Undetermined, Unmet};
    let state = |state: &str| json_answer(200, json!({"namespace": "Microsoft.Compute", "registrationState": state}));
    for (answer, outcome) in [
        (state("Registered"), Met),
        (state("NotRegistered"), Unmet),
        (state("Unregistered"), Unmet),
        (state("Registering"), Undetermined),
        (state("Odd"), Undetermined),
        (json_answer(200, json!({"namespace": "Microsoft.Other", "registrationState": "Registered"})), Undetermined),
        (json_answer(200, json!({})), Undetermined),
        (forbidden("Microsoft.Resources/subscriptions/providers/read"), Undetermined),
        (html(200), Undetermined),
    ] {
        let (report, _) = run(World::new().with("providers.get", [answer])).await;
        assert_eq!(precondition(&report, "provider-registered-compute"), (outcome, outcome == Unmet));
        assert_eq!(exit(&report), 0);
        if outcome == Unmet {
            assert_eq!(report.readiness, Readiness::ReadyWithGaps);
            let fix = report
                .preconditions
                .iter()
                .find(|p| p.id == "provider-registered-compute")
                .unwrap()
                .fix
                .clone()
                .unwrap();
            assert!(
                fix.contains(&format!(
                    "az provider register --namespace Microsoft.Compute --subscription {SUBSCRIPTION}"
                )),
                "{fix}"
            );
            assert!(report.remediation.iter().any(|r| r.content.contains("Register-AzResourceProvider")));
        }
    }
}

#[tokio::test]
async fn the_permissions_get_no_answer() {
    let label = "permissions.listForSubscription";
    let json_type = vec![("content-type".to_owned(), "application/json".to_owned())];
    for (answer, cause, code) in [
        (Ok((200, "{\"value\": [{\"actions\": [\"*\"".to_owned(), json_type.clone())), "truncated-answer", 2),
        (Ok((200, String::new(), json_type)), "unexpected-answer", 2),
        (
            Ok((200, "{\"value\": []}".to_owned(), vec![("content-type".to_owned(), "text/plain".to_owned())])),
            "unexpected-answer",
            2,
        ),
        (json_answer(200, json!({})), "unexpected-answer", 2),
        (json_answer(200, json!({"value": {}})), "unexpected-answer", 2),
        (Ok((204, String::new(), Vec::new())), "unexpected-answer", 2),
        (html(200), "captive-portal", 4),
        (html(403), "answer-from-something-else", 4),
        (Ok((302, String::new(), Vec::new())), "captive-portal", 4),
        (Err(TransportError::new(Hop::Tls, "tls-unknown-issuer", "x")), "tls-unknown-issuer", 4),
        (json_answer(429, json!({})), "throttled", 2),
        (Ok((502, "bad gateway".to_owned(), Vec::new())), "service-error", 2),
        (arm_error(401, "InvalidAuthenticationToken", &format!("bad token {}", token())), "token-not-accepted", 2),
    ] {
        let (report, world) = run(World::new().with(label, [answer])).await;
        all(&report, Verdict::Undetermined, Some(cause));
        assert_eq!(exit(&report), code, "{cause}");
        let repeated = if matches!(cause, "throttled" | "service-error") { 4 } else { 1 };
        assert_eq!(world.calls(label), repeated, "{cause}");
        assert_eq!(world.calls("oauth2.token"), 1);
    }
}

#[tokio::test]
async fn throttled_once() {
    let mut busy = json_answer(429, json!({}));
    busy.as_mut().unwrap().2.push(("retry-after".to_owned(), "3".to_owned()));
    let world = World::new().with("permissions.listForSubscription", [busy, list(&[contributor()])]);
    let (report, world) = run(world).await;
    all(&report, Verdict::Granted, None);
    assert_eq!(*world.slept.lock().unwrap(), [std::time::Duration::from_secs(3)]);
}
