//! `onboard payload`: where secrets go, and what is attached.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::harness::{hidden, key, onboard, secrets, serve, valid};

fn sha256(bytes: &[u8]) -> String {
    ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().iter().fold(String::new(), |mut hex, b| {
        let _ = write!(hex, "{b:02x}");
        hex
    })
}

#[test]
fn secrets_are_left_out_unless_asked_for() {
    for provider in ["aws", "google"] {
        let key = key(provider);
        for format in ["json", "sheet", "pkrvars", "env"] {
            let path = key.path.to_str().unwrap();
            let arguments = ["payload", path, "--name", "prod", "--tag", "Team=Ärzte", "--format", format];
            let ran = onboard(arguments).hides(&key.secrets).run().exits(0);
            assert!(!ran.out.is_empty());
            if format == "json" {
                let payload = ran.json();
                valid("payload", &payload);
                assert_eq!(payload["tags"]["Team"], "Ärzte");
                assert!(payload["verified"].is_null());
                for secret in payload["secrets"].as_object().unwrap().values() {
                    assert_eq!(secret["redacted"], true);
                }
            }
        }
    }
}

#[test]
fn clear_text_goes_to_a_private_file_only() {
    for provider in ["aws", "google"] {
        let key = key(provider);
        let path = key.path.to_str().unwrap();
        for arguments in [
            &["payload", path, "--name", "x", "--secrets", "inline"][..],
            &["payload", path, "--name", "x", "--secrets", "inline", "--out", "-"],
            &["payload", path, "--name", " "],
        ] {
            let ran = onboard(arguments).hides(&key.secrets).run().exits(64);
            assert!(ran.out.is_empty(), "{arguments:?}");
        }
        let out = key.folder.path().join("payload.json");
        fs::write(&out, "old").unwrap();
        let arguments = ["payload", path, "--name", "x", "--secrets", "inline", "--out", out.to_str().unwrap()];
        let ran = onboard(arguments).hides(&key.secrets).run().exits(0);
        assert!(ran.out.is_empty());
        let payload: Value = serde_json::from_slice(&fs::read(&out).unwrap()).unwrap();
        valid("payload", &payload);
        let inside = payload["secrets"].as_object().unwrap().values().map(|s| s["value"].as_str().unwrap().to_owned());
        let inside = inside.collect::<Vec<_>>().join("\n");
        assert!(inside.contains(&key.secrets[0]), "the secret is not in the file");
        private(&out);
    }
}

fn private(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    #[cfg(not(unix))]
    let _ = path;
}

#[cfg(unix)]
#[test]
fn a_shell_reads_the_exports_back() {
    let key = key("aws");
    let out = key.folder.path().join("it's.env");
    let arguments = ["payload", key.path.to_str().unwrap(), "--name", "$(id)`id`'\"", "--format", "env"];
    onboard(arguments.into_iter().chain(["--secrets", "inline", "--out", out.to_str().unwrap()])).run().exits(0);
    private(&out);
    let shell = std::process::Command::new("sh")
        .args(["-c", ". \"$1\" && env", "sh"])
        .arg(&out)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .output()
        .unwrap();
    let env = String::from_utf8(shell.stdout).unwrap();
    assert!(shell.status.success() && env.contains(&format!("={}", key.secrets[0])));
}

#[test]
fn a_report_is_attached_by_its_bytes() {
    let cloud = serve("all-granted");
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    for provider in ["aws", "google"] {
        cloud.check(provider, &["--json", "--out", report.to_str().unwrap()]).run().exits(0);
        let key = cloud.key(provider);
        let with = |report: &Path| {
            let words = ["payload", key.to_str().unwrap(), "--name", "prod", "--report", report.to_str().unwrap()];
            onboard(words)
        };
        let payload = with(&report).hides(&secrets(&fs::read(&key).unwrap())).run().exits(0).json();
        valid("payload", &payload);
        assert_eq!(payload["verified"]["readiness"], "ready");
        assert_eq!(payload["verified"]["report_sha256"], sha256(&fs::read(&report).unwrap()));
        // One word changed afterwards is noticed.
        let edited = folder.path().join("edited.json");
        let text = fs::read_to_string(&report).unwrap();
        fs::write(&edited, text.replacen("\"verdict\": \"granted\"", "\"verdict\": \"denied\"", 1)).unwrap();
        let ran = with(&edited).run().exits(64);
        assert!(ran.out.is_empty() && ran.err.contains("changed"), "{}", ran.err);
    }
    // A report of one credential says nothing of another.
    let key = cloud.key("aws");
    let arguments = ["payload", key.to_str().unwrap(), "--name", "x", "--report", report.to_str().unwrap()];
    let ran = onboard(arguments).run().exits(64);
    assert!(ran.out.is_empty() && ran.err.contains("another credential"), "{}", ran.err);
}

#[test]
fn a_report_is_for_its_target() {
    let cloud = serve("all-granted");
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let out = report.to_str().unwrap();
    cloud.check("aws", &["--json", "--set", "region=eu-west-1", "--out", out]).run().exits(0);
    let key = cloud.key("aws");
    let arguments = ["payload", key.to_str().unwrap(), "--name", "x", "--report", out];
    let payload = onboard(arguments).run().exits(0).json();
    assert_eq!(payload["settings"]["region"], "eu-west-1", "the payload is for what was checked");
    let ran = onboard(arguments.into_iter().chain(["--set", "region=us-east-1"])).run().exits(64);
    assert!(ran.err.contains("region=eu-west-1"), "{}", ran.err);
}

#[test]
fn a_check_before_decides() {
    for (story, code, readiness) in
        [("all-granted", 0, Some("ready")), ("missing-permissions", 1, None), ("deleted-key", 3, None)]
    {
        let cloud = serve(story);
        let (key, endpoints) = (cloud.key("aws"), cloud.endpoints());
        let arguments = ["payload", key.to_str().unwrap(), "--name", "x", "--check", "--endpoints"];
        let ran = onboard(arguments.into_iter().chain([endpoints.to_str().unwrap()])).run().exits(code);
        match readiness {
            Some(readiness) => assert_eq!(ran.json()["verified"]["readiness"], readiness),
            None => assert!(ran.out.is_empty(), "{story}: {}", ran.text()),
        }
        hidden(&ran.err, &secrets(&fs::read(&key).unwrap()));
    }
}
