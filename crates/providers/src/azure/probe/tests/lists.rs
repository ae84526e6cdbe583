//! Lists: pages, elements, deny assignments, and roles.

use super::*;

const PERMISSIONS: &str = "permissions.listForSubscription";

#[tokio::test]
async fn some_denied() {
    let reader = element(&["*/read"], &[]);
    let (report, _) = run(World::new().with(PERMISSIONS, [list(&[reader])])).await;
    for row in &report.requirements {
        let expected = if row.permission.ends_with("/read") { Verdict::Granted } else { Verdict::Denied };
        assert_eq!(row.verdict, expected, "{}", row.id);
    }
    assert_eq!(exit(&report), 1);
    assert!(!report.remediation.is_empty());
    let (report, _) = run(World::new().with(PERMISSIONS, [list(&[])])).await;
    all(&report, Verdict::Denied, None);
    assert!(row(&report, "images-write").reason.as_deref().unwrap().starts_with("No role is assigned"));
    assert!(report.findings.iter().all(|f| f.code != "azure-roles-suffice"), "no word of sufficient roles");
}

#[tokio::test]
async fn pages() {
    let page = |items: Value, next: &str| json_answer(200, json!({"value": items, "nextLink": next}));
    let base = format!(
        "https://management.azure.com/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01"
    );
    let two = [page(json!([element(&["*/read"], &[])]), &format!("{base}&$skiptoken=2")), list(&[contributor()])];
    let (report, world) = run(World::new().with(PERMISSIONS, two)).await;
    all(&report, Verdict::Granted, None);
    assert_eq!(world.calls(PERMISSIONS), 2);

    let reader = json!([element(&["*/read"], &[])]);
    for (answers, cause, calls) in [
        (vec![page(reader.clone(), "https://management.azure.com.evil.example/next")], "azure-list-incomplete", 1),
        (vec![page(reader.clone(), "http://management.azure.com/next")], "azure-list-incomplete", 1),
        (vec![page(reader.clone(), &base)], "azure-list-incomplete", 1),
        (
            vec![page(reader.clone(), &format!("{base}&a")), page(json!([]), &format!("{base}&b"))],
            "azure-list-incomplete",
            3,
        ),
        (vec![json_answer(200, json!({"value": reader, "nextLink": 7}))], "azure-list-incomplete", 1),
        (vec![page(reader.clone(), &format!("{base}&a")), html(200)], "captive-portal", 2),
        (vec![page(reader.clone(), &format!("{base}&a")), json_answer(200, json!({}))], "unexpected-answer", 2),
        (vec![page(reader.clone(), &format!("{base}&a")), forbidden("x")], "azure-no-role", 2),
    ] {
        let (report, world) = run(World::new().with(PERMISSIONS, answers)).await;
        assert_eq!(row(&report, "images-read").verdict, Verdict::Granted, "what was read counts");
        let write = row(&report, "images-write");
        assert_eq!((write.verdict, write.cause.as_deref()), (Verdict::Undetermined, Some(cause)));
        assert_eq!((world.calls(PERMISSIONS), exit(&report)), (calls, 2), "{cause}");
    }
}

#[tokio::test]
async fn pages_without_an_end() {
    let base = "https://management.azure.com/next?page=";
    let answers = (0..50).map(|n| json_answer(200, json!({"value": [], "nextLink": format!("{base}{n}")})));
    let (report, world) = run(World::new().with(PERMISSIONS, answers)).await;
    all(&report, Verdict::Undetermined, Some("azure-list-incomplete"));
    assert_eq!(world.calls(PERMISSIONS), 20);
}

#[tokio::test]
async fn odd_elements() {
    let odd = json!({"actions": ["*"]});
    let (report, _) = run(World::new().with(PERMISSIONS, [list(&[odd, element(&["*/read"], &[])])])).await;
    assert_eq!(row(&report, "images-read").verdict, Verdict::Granted);
    assert_eq!(row(&report, "images-write").cause.as_deref(), Some("unexpected-answer"));
    assert_eq!(exit(&report), 2);
    let operator = element(&["Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action"], &[]);
    let all_but = element(&["*"], &["Microsoft.ManagedIdentity/*"]);
    let world = Arc::new(World::new().with(PERMISSIONS, [list(&[operator, all_but])]));
    let report = Run::default().option("managed-identity").on(&world).await;
    let assign = row(&report, "managed-identities-assign");
    assert_eq!((assign.verdict, assign.cause.as_deref()), (Verdict::Undetermined, Some("azure-odd-pattern")));
}

fn denial(changes: Value) -> Value {
    let mut properties = json!({
        "denyAssignmentName": "Locked images", "scope": format!("/subscriptions/{SUBSCRIPTION}"), "doNotApplyToChildScopes": false,
        "permissions": [element(&["Microsoft.Compute/images/*"], &["*/read"])],
        "principals": [{"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"}], "excludePrincipals": [],
    });
    for (name, value) in changes.as_object().unwrap() {
        properties[name] = value.clone();
    }
    json!({"properties": properties})
}

#[tokio::test]
async fn deny_assignments() {
    let label = "denyAssignments.list";
    let (report, _) = run(World::new().with(label, [list(&[denial(json!({}))])])).await;
    assert_eq!(row(&report, "images-write").verdict, Verdict::Denied);
    assert!(row(&report, "images-write").reason.as_deref().unwrap().contains("Locked images"));
    assert_eq!(row(&report, "images-read").verdict, Verdict::Granted);
    assert_eq!((row(&report, "disks-write").verdict, exit(&report)), (Verdict::Granted, 1));
    assert!(report.remediation.iter().all(|r| r.permissions.is_empty()), "no role helps");
    assert!(report.remediation.iter().any(|r| r.content.contains("Microsoft.Compute/images/write")));

    let group = json!({"principals": [{"id": "22222222-2222-4222-8222-222222222222", "type": "Group"}]});
    let (report, _) = run(World::new().with(label, [list(&[denial(group)])])).await;
    assert_eq!(row(&report, "images-write").cause.as_deref(), Some("azure-deny-assignment-unclear"));
    assert_eq!(exit(&report), 2);
    let excluded = json!({"excludePrincipals": [{"id": OBJECT, "type": "ServicePrincipal"}]});
    let (report, _) = run(World::new().with(label, [list(&[denial(excluded)])])).await;
    all(&report, Verdict::Granted, None);

    let (report, _) = run(World::new().with(label, [forbidden("Microsoft.Authorization/denyAssignments/read")])).await;
    all(&report, Verdict::Granted, None);
    assert!(row(&report, "images-write").reason.as_deref().unwrap().starts_with("Deny assignments could not be read"));
    let read = row(&report, "deny-assignments-read");
    assert_eq!((read.verdict, read.method, read.disputed), (Verdict::Denied, Proof::ReadCall, true));
    assert_eq!(exit(&report), 0);
    let (report, _) = run(World::new().with(label, [html(200)])).await;
    assert_eq!(row(&report, "images-write").verdict, Verdict::Granted);
    assert!(row(&report, "images-write").reason.is_some());
}

#[tokio::test]
async fn roles() {
    let label = "roleAssignments.list";
    let custom = "00000000-0000-4000-8000-000000000001";
    let (report, _) = run(World::new().with(label, [list(&[assigned(custom, Value::Null)])])).await;
    assert_eq!(report.findings[0].code, "azure-roles-suffice");
    let condition = json!("@Resource[x] StringEquals 'y'");
    let (report, _) = run(World::new().with(label, [list(&[assigned(custom, condition.clone())])])).await;
    all(&report, Verdict::Undetermined, Some("azure-role-condition"));
    let both = list(&[assigned(custom, condition), assigned(CONTRIBUTOR, Value::Null)]);
    let (report, _) = run(World::new().with(label, [both])).await;
    all(&report, Verdict::Granted, None);
    let (report, _) = run(World::new().with(label, [forbidden("Microsoft.Authorization/roleAssignments/read")])).await;
    all(&report, Verdict::Granted, None);
    assert!(report.findings.is_empty());

    let owner = list(&[assigned("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", Value::Null)]);
    let world = World::new().with(label, [owner]).with(PERMISSIONS, [list(&[element(&["*"], &[])])]);
    let (report, _) = run(world).await;
    let excess: Vec<&str> = report.excess.iter().map(|e| e.permission.as_str()).collect();
    assert_eq!(
        excess,
        ["Owner", "*", "Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/elevateAccess/Action"]
    );
    assert_eq!(exit(&report), 0);
    let administrator = element(&["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"], &[]);
    let world = World::new().with(PERMISSIONS, [list(&[contributor(), administrator])]);
    let (report, _) = run(world).await;
    assert_eq!(report.excess.len(), 2);
}

#[tokio::test]
async fn a_token_that_names_nobody() {
    let answer = json_answer(200, json!({"access_token": "opaque", "expires_in": 60, "token_type": "Bearer"}));
    let world = Arc::new(World::new().with("oauth2.token", [answer]));
    let subject = Run::default().subject();
    let never = std::future::pending::<onboard_core::pipeline::Stop>();
    let report =
        onboard_core::pipeline::check(&subject, world.clone(), Arc::new(onboard_core::pipeline::Unwatched), never)
            .await;
    all(&report, Verdict::Granted, None);
    assert_eq!((world.calls("roleAssignments.list"), report.calls), (0, 6));
    assert_eq!(report.principal.as_ref().unwrap().id, CLIENT);
}
