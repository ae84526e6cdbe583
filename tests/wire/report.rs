//! Reports read by other people's readers: JUnit by Python's XML parser, CSV by its csv module.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::peers::{onboard, script, start_demo};

#[test]
fn python_reads_junit_and_csv() {
    let (_running, said) = start_demo("missing-permissions");
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let endpoints = said["endpoints_file"].as_str().unwrap();
    let key = said["credentials"]["aws"].as_str().unwrap();
    for form in ["json", "junit", "csv"] {
        let words = ["check", key, "--endpoints", endpoints, "--format", form, "--out", &path(form)];
        let ran = Command::new(onboard()).args(words).stdin(Stdio::null()).output().unwrap();
        assert_eq!(ran.status.code(), Some(1), "{}", String::from_utf8_lossy(&ran.stderr));
    }
    let report: Value = serde_json::from_slice(&std::fs::read(path("json")).unwrap()).unwrap();
    let read = script("report_reader.py", &[&path("junit"), &path("csv")]);
    let rows = report["requirements"].as_array().unwrap();
    let ids: Vec<&Value> = rows.iter().map(|r| &r["id"]).collect();
    assert_eq!(read["ids"].as_array().unwrap().iter().collect::<Vec<_>>(), ids);
    let denied = rows.iter().filter(|r| r["verdict"] == "denied" && r["level"] != "optional").count();
    assert_eq!(read["failures"]["aws.permissions"], denied);
    assert_eq!(read["tests"]["aws.permissions"], rows.len());
    assert_eq!(read["counted"], read["tests"], "the suites count what they hold");
}
