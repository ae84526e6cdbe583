//! Fixes from reports made here.

use onboard_core::evidence::Method;
use onboard_core::probe::{EndingKind, Precondition, Principal};
use onboard_core::report::{Readiness, Row, Summary, Tool};
use onboard_core::speech::Language;

use super::*;
use crate::google::tests::speech;

fn report(denied: &[&str], target: &[(&str, &str)], unmet: &[&str]) -> Report {
    let row = |r: &Requirement| Row {
        id: r.id.clone(),
        permission: r.permission.clone(),
        resource: r.resource.clone(),
        level: r.level,
        group: r.group.clone(),
        purpose: String::new(),
        verdict: if denied.contains(&r.id.as_str()) { Verdict::Denied } else { Verdict::Granted },
        method: Method::PermissionTest,
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
    Report {
        version: 1,
        tool: Tool::this(),
        demo: false,
        started: String::new(),
        duration_ms: 0,
        provider: "google".to_owned(),
        variant: "service-account-key".to_owned(),
        purposes: Vec::new(),
        options: Vec::new(),
        target: target.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        principal: Some(Principal {
            id: "builder@image-builds-1.iam.gserviceaccount.com".to_owned(),
            kind: "service-account".to_owned(),
            account: Some("image-builds-1".to_owned()),
        }),
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
    remediate(report, &speech(Language::En))
}

fn all_of(fixes: &[Remediation], format: Format) -> String {
    fixes.iter().filter(|f| f.format == format).map(|f| f.content.as_str()).collect()
}

#[test]
fn nothing_to_fix() {
    assert!(fixes(&report(&[], &[("project", "image-builds-1")], &[])).is_empty());
    let mut nobody = report(&["images-create"], &[("project", "image-builds-1")], &[]);
    nobody.principal = None;
    assert!(fixes(&nobody).is_empty());
}

#[test]
fn exactly_what_is_missing() {
    let report = report(&["images-create", "disks-delete"], &[("project", "image-builds-1")], &[]);
    let fixes = fixes(&report);
    let policy: serde_json::Value = serde_json::from_str(&all_of(&fixes, Format::Policy)).unwrap();
    assert_eq!(policy["includedPermissions"], json!(["compute.images.create", "compute.disks.delete"]));
    let cli = all_of(&fixes, Format::Cli);
    assert!(cli.contains("--add-permissions compute.images.create,compute.disks.delete --quiet"), "{cli}");
    assert!(cli.contains("--role projects/image-builds-1/roles/xoapImageBuilder --condition"), "{cli}");
    assert!(cli.contains("--role roles/compute.instanceAdmin.v1"), "{cli}");
    assert!(!cli.contains("serviceAccountUser") && !cli.contains("services enable"), "{cli}");
    for fix in &fixes {
        assert_eq!(fix.permissions, ["compute.images.create", "compute.disks.delete"], "{}", fix.title);
        assert!(!fix.title.starts_with("google-") && !fix.content.contains("google-"), "{}", fix.content.replace("google_", ""));
    }
}

#[test]
fn in_its_own_place() {
    let target = [
        ("project", "image-builds-1"),
        ("service_account_email", "run@image-builds-1.iam.gserviceaccount.com"),
        ("host_project", "network-host-1"),
        ("subnet", "builds"),
        ("zone", "europe-west3-a"),
    ];
    let denied = ["service-accounts-act-as", "shared-subnetworks-use"];
    let fixes = fixes(&report(&denied, &target, &["api-compute", "api-iam", "default-network"]));
    let cli = all_of(&fixes, Format::Cli);
    for line in [
        "gcloud iam service-accounts add-iam-policy-binding run@image-builds-1.iam.gserviceaccount.com --project image-builds-1 --member serviceAccount:builder@image-builds-1.iam.gserviceaccount.com --role roles/iam.serviceAccountUser",
        "gcloud compute networks subnets add-iam-policy-binding builds --region europe-west3 --project network-host-1 --member",
        "gcloud services enable compute.googleapis.com --project image-builds-1",
        "gcloud services enable iam.googleapis.com --project image-builds-1",
        "gcloud compute networks create default --project image-builds-1 --subnet-mode auto",
    ] {
        assert!(cli.contains(line), "{line}\n{cli}");
    }
    assert!(!cli.contains("roles create"), "nothing is missing on the project itself");
    let terraform = all_of(&fixes, Format::Terraform);
    assert!(terraform.contains("google_service_account_iam_member") && terraform.contains("google_compute_subnetwork_iam_member"));
    let note = all_of(&fixes, Format::Note);
    assert!(note.contains("compute.subnetworks.use") && note.contains("iam.serviceAccounts.actAs"), "{note}");
}

#[test]
fn act_as_without_a_known_account() {
    let fixes = fixes(&report(&["service-accounts-act-as"], &[("project", "image-builds-1")], &[]));
    let cli = all_of(&fixes, Format::Cli);
    assert!(cli.contains("--permissions iam.serviceAccounts.actAs"), "{cli}");
    assert!(cli.contains("--role roles/iam.serviceAccountUser"), "{cli}");
}

#[test]
fn names_are_quoted() {
    let evil = "p'; touch /tmp/x; $(id) `id` \"\n${x}";
    let fixes = fixes(&report(&["images-create"], &[("project", evil)], &["api-compute"]));
    let words = onboard_core::quote::sh(evil);
    let cli = all_of(&fixes, Format::Cli);
    assert!(cli.contains(&words) && !cli.replace(&words, "").contains("touch /tmp/x; $(id)\n"));
    assert!(all_of(&fixes, Format::Powershell).contains(&onboard_core::quote::powershell(evil)));
    assert!(all_of(&fixes, Format::Terraform).contains(&onboard_core::quote::hcl(evil)));
    // A name that would be read as an option is not used at all.
    let option = self::fixes(&report(&["images-create"], &[("project", "--impersonate-service-account=x")], &[]));
    assert!(option.iter().all(|f| !f.content.contains("impersonate")));
}

#[test]
fn scripts_are_read_by_a_real_shell() {
    let evil = "p'; touch x; $(id) \"`id`\"";
    let fixes = fixes(&report(&["images-create"], &[("project", evil)], &["api-compute"]));
    let script = format!("gcloud() {{ printf '%s\\n' \"$@\"; }}\n{}", all_of(&fixes, Format::Cli));
    let Ok(output) = std::process::Command::new("sh").arg("-c").arg(script).output() else { return };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.lines().filter(|line| *line == evil).count() >= 3, "{said}");
}
