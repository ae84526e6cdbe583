//! `onboard remediate`: from the file alone, exactly what is denied.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::harness::{onboard, serve};

#[test]
fn the_fix_names_what_is_denied() {
    let cloud = serve("missing-permissions");
    let folder = tempfile::tempdir().unwrap();
    for provider in ["aws", "google"] {
        let path = folder.path().join(format!("{provider}.json"));
        cloud.check(provider, &["--json", "--out", path.to_str().unwrap()]).run().exits(1);
        let report: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let denied: BTreeSet<_> = report["requirements"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|r| r["verdict"] == "denied")
            .map(|r| r["permission"].as_str().unwrap().to_owned())
            .collect();
        let path = path.to_str().unwrap();
        let document = onboard(["remediate", path, "--json"]).run().exits(0).json();
        assert_eq!(document["remediation"], report["remediation"]);
        let fixes = document["remediation"].as_array().unwrap();
        let named: BTreeSet<_> =
            fixes.iter().flat_map(|f| f["for"].as_array().unwrap()).map(|p| p.as_str().unwrap().to_owned()).collect();
        assert_eq!(named, denied);
        for format in ["policy", "cli", "note"] {
            let text = onboard(["remediate", path, "--format", format]).run().exits(0).text();
            assert!(denied.iter().any(|p| text.contains(p)), "{provider} {format}: {text}");
        }
        let all = onboard(["remediate", path]).run().exits(0).text();
        assert!(denied.iter().all(|p| all.contains(p)));
        let out = folder.path().join(format!("{provider}-fixes"));
        onboard(["remediate", path, "--out", out.to_str().unwrap()]).run().exits(0);
        assert_eq!(fs::read_dir(&out).unwrap().count(), fixes.len());
    }
}

#[test]
fn the_policy_is_a_policy() {
    let cloud = serve("missing-permissions");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let path = path.to_str().unwrap();
    cloud.check("aws", &["--json", "--out", path]).run().exits(1);
    let policy = onboard(["remediate", path, "--format", "policy"]).run().exits(0).json();
    assert_eq!(policy["Version"], "2012-10-17");
    assert!(!policy["Statement"].as_array().unwrap().is_empty());
}

#[test]
fn nothing_denied_is_no_error() {
    let cloud = serve("all-granted");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let path = path.to_str().unwrap();
    cloud.check("aws", &["--json", "--out", path]).run().exits(0);
    let ran = onboard(["remediate", path, "--format", "policy"]).run().exits(0);
    assert!(ran.out.is_empty() && ran.err.contains("Nothing is denied"), "{}{}", ran.text(), ran.err);
}

#[test]
fn what_is_no_report_is_65() {
    for input in ["", "{", "[]", "{}", "hello", r#"{"version": 1, "provider": "aws"}"#] {
        onboard(["remediate", "-"]).input(input.as_bytes()).run().exits(65);
    }
    let cloud = serve("all-granted");
    let report = cloud.check("aws", &["--json"]).run().exits(0).text();
    for (from, to) in [("\"provider\": \"aws\"", "\"provider\": \"nobody\""), ("\"version\": 1,", "\"version\": 9,")] {
        onboard(["remediate", "-"]).input(report.replacen(from, to, 1).as_bytes()).run().exits(65);
    }
}
