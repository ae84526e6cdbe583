//! Fixes from reports made here.

use onboard_core::evidence::{Evidence, Method, Outcome};
use onboard_core::network::StageResult;
use onboard_core::probe::{EndingKind, Precondition, Principal};
use onboard_core::report::{Readiness, Summary, Tool};
use onboard_core::speech::Language;

use super::*;
use crate::azure::TEXTS;

const SUBSCRIPTION: &str = "5b5b5b5b-0000-4000-8000-00000000005b";
const CLIENT: &str = "cccccccc-0000-4000-8000-00000000000c";
const OBJECT: &str = "0b0b0b0b-0000-4000-8000-00000000000b";
const SCOPE: &str = "/subscriptions/5b5b5b5b-0000-4000-8000-00000000005b";

fn report(denied: &[&str], target: &[(&str, &str)], unmet: &[&str]) -> Report {
    let row = |r: &onboard_core::requirement::Requirement| Row {
        id: r.id.clone(),
        permission: r.permission.clone(),
        resource: r.resource.clone(),
        level: r.level,
        group: r.group.clone(),
        purpose: String::new(),
        verdict: if denied.contains(&r.id.as_str()) { Verdict::Denied } else { Verdict::Granted },
        method: Method::RoleLookup,
        reason: None,
        cause: None,
        disputed: false,
        evidence: Vec::new(),
    };
    let precondition = |id: &&str| Precondition {
        id: (*id).to_owned(),
        outcome: PreconditionOutcome::Unmet,
        detail: String::new(),
        fix: None,
    };
    let own = [("subscription_id", SUBSCRIPTION), ("object_id", OBJECT), ("client_id", CLIENT)];
    let principal =
        Principal { id: CLIENT.to_owned(), kind: "service-principal".to_owned(), account: Some("t".to_owned()) };
    Report {
        version: 1,
        tool: Tool::this(),
        demo: false,
        started: String::new(),
        duration_ms: 0,
        provider: "azure".to_owned(),
        variant: "client-secret".to_owned(),
        purposes: Vec::new(),
        options: Vec::new(),
        target: own.iter().chain(target).map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        principal: Some(principal),
        findings: Vec::new(),
        stages: Vec::new(),
        requirements: CATALOGUE.iter().map(row).collect(),
        preconditions: unmet.iter().map(precondition).collect(),
        excess: Vec::new(),
        summary: Summary::default(),
        readiness: Readiness::Blocked,
        ending: EndingKind::Complete,
        remediation: Vec::new(),
        calls: 0,
        asked: Vec::new(),
        credential: String::new(),
    }
}

fn fixes(report: &Report) -> Vec<Remediation> {
    remediate(report, &Speech::of(TEXTS.clone(), Language::En))
}

fn all_of(fixes: &[Remediation], format: Format) -> String {
    fixes.iter().filter(|f| f.format == format).map(|f| f.content.as_str()).collect()
}

#[test]
fn nothing_to_fix() {
    assert!(fixes(&report(&[], &[], &[])).is_empty());
    let mut nobody = report(&["images-write"], &[("client_id", "x")], &[]);
    nobody.principal = None;
    assert!(fixes(&nobody).is_empty());
}

#[test]
fn without_a_subscription_there_is_no_command() {
    for value in ["", "--debug", "x'; touch y"] {
        let fixes = fixes(&report(&["images-write"], &[("subscription_id", value)], &["provider-registered-compute"]));
        assert_eq!(fixes.iter().map(|f| f.format).collect::<Vec<_>>(), [Format::Console, Format::Note], "{value}");
        assert!(
            fixes.iter().all(|f| f.content.contains("Microsoft.Compute/images/write") && !f.content.contains("touch"))
        );
    }
}

#[test]
fn exactly_what_is_missing() {
    let fixes = fixes(&report(&["images-write", "disks-delete"], &[], &[]));
    let actions = ["Microsoft.Compute/disks/delete", "Microsoft.Compute/images/write"];
    let policy: serde_json::Value = serde_json::from_str(&all_of(&fixes, Format::Policy)).unwrap();
    assert_eq!(policy["Actions"], json!(actions));
    assert_eq!(policy["AssignableScopes"], json!([SCOPE]));
    for (format, parts) in [
        (
            Format::Cli,
            [
                "az role definition create --role-definition '{",
                "az role assignment create --assignee-object-id 0b0b0b0b",
                "--role Contributor --scope /subscriptions/5b",
            ],
        ),
        (
            Format::Powershell,
            [
                "New-AzRoleDefinition -Role $role",
                "New-AzRoleAssignment -ObjectId '0b0b0b0b",
                "-RoleDefinitionName 'Contributor' -Scope '/subscriptions/5b",
            ],
        ),
        (
            Format::Terraform,
            [
                "resource \"azurerm_role_definition\"",
                "principal_id   = \"0b0b0b0b",
                "role_definition_name = \"Contributor\"",
            ],
        ),
    ] {
        let content = all_of(&fixes, format);
        for part in parts {
            assert!(content.contains(part), "{part}\n{content}");
        }
        assert!(actions.iter().all(|a| content.contains(a)) && !content.contains("register"), "{content}");
    }
    for fix in &fixes {
        assert_eq!(fix.permissions, actions, "{}", fix.title);
        assert!(!fix.title.starts_with("azure-") && !fix.content.contains("azure-"), "{}", fix.content);
    }
    assert_eq!(fixes[0].format, Format::Policy, "the exact one comes first");
}

#[test]
fn each_role_has_its_own_name() {
    let name = |denied: &[&str], target: &[(&str, &str)]| {
        let speech = Speech::of(TEXTS.clone(), Language::En);
        Needs::of(&report(denied, target, &[]), &speech).role()
    };
    let first = name(&["images-write"], &[]);
    assert_eq!(first, name(&["images-write"], &[]));
    assert_ne!(first, name(&["images-read"], &[]));
    assert_ne!(first, name(&["images-write"], &[("build_resource_group", "b")]));
}

#[test]
fn in_its_own_place() {
    let mut in_group =
        report(&["images-write"], &[("build_resource_group", "Builds")], &["provider-registered-keyvault"]);
    in_group.target.shift_remove("object_id");
    let fixes = fixes(&in_group);
    let cli = all_of(&fixes, Format::Cli);
    let assign = format!(
        "az role assignment create --assignee {CLIENT} --role Contributor --scope {SCOPE}/resourceGroups/Builds"
    );
    for line in [assign, format!("az provider register --namespace Microsoft.KeyVault --subscription {SUBSCRIPTION}")] {
        assert!(cli.lines().any(|l| l == line), "{line}\n{cli}");
    }
    assert!(all_of(&fixes, Format::Terraform).contains("data.azuread_service_principal.xoap.object_id"));
    let powershell = all_of(&fixes, Format::Powershell);
    assert!(powershell.contains("Register-AzResourceProvider -ProviderNamespace 'Microsoft.KeyVault'"));
    assert!(powershell.contains(&format!("-ApplicationId '{CLIENT}'")));
    assert!(all_of(&fixes, Format::Console).contains("Microsoft.KeyVault"));
    assert!(all_of(&fixes, Format::Note).contains("Microsoft.Compute/images/write"));
}

#[test]
fn no_role_helps_against_a_deny_assignment() {
    let mut report = report(&["images-write"], &[], &[]);
    let row = report.requirements.iter_mut().find(|r| r.id == "images-write").unwrap();
    let mut evidence = Evidence::new(Method::RoleLookup, Outcome::Refused);
    evidence.cause = Some(DENY_ASSIGNMENT.to_owned());
    row.evidence.push(evidence);
    let fixes = fixes(&report);
    assert_eq!(fixes.iter().map(|f| f.format).collect::<Vec<_>>(), [Format::Console, Format::Note]);
    assert!(fixes.iter().all(|f| f.permissions.is_empty() && f.content.contains("Microsoft.Compute/images/write")));
}

#[test]
fn a_new_secret_and_a_known_certificate() {
    for (cause, part) in [
        ("azure-secret-expired", "credential reset --id cccccccc-0000-4000-8000-00000000000c --append --display-name"),
        ("azure-wrong-secret", "--append --display-name 'XOAP connection' --years 1"),
        ("azure-certificate-not-registered", "--append --cert @certificate.pem"),
    ] {
        let mut report = report(&[], &[], &[]);
        report.principal = None;
        report.stages.push(StageResult::failed(StageName::Authentication, cause, "x"));
        let fixes = fixes(&report);
        let cli = all_of(&fixes, Format::Cli);
        assert!(cli.contains(part) && cli.contains("create-for-rbac"), "{cli}");
        assert!(all_of(&fixes, Format::Powershell).contains("New-AzADAppCredential -ApplicationId 'cccccccc"));
        assert_eq!(all_of(&fixes, Format::Console).lines().count(), 1);
    }
    for cause in ["azure-conditional-access", "azure-tenant-not-found", "azure-app-not-found"] {
        let mut report = report(&[], &[], &[]);
        report.stages.push(StageResult::failed(StageName::Authentication, cause, "x"));
        assert!(fixes(&report).is_empty(), "{cause}");
    }
}

#[test]
fn names_are_quoted() {
    let evil = "p'; touch x; $(id) `id` \"${x}";
    let fixes = fixes(&report(&["images-write"], &[("build_resource_group", evil)], &[]));
    let scope = format!("{SCOPE}/resourceGroups/{evil}");
    assert!(all_of(&fixes, Format::Cli).contains(&onboard_core::quote::sh(&scope)));
    assert!(all_of(&fixes, Format::Powershell).contains(&onboard_core::quote::powershell(&scope)));
    assert!(all_of(&fixes, Format::Terraform).contains(&onboard_core::quote::hcl(&scope)));
    let script = format!("az() {{ printf '%s\\n' \"$@\"; }}\n{}", all_of(&fixes, Format::Cli));
    let Ok(output) = std::process::Command::new("sh").arg("-c").arg(script).output() else { return };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.lines().filter(|line| *line == scope).count() >= 2, "{said}");
}
