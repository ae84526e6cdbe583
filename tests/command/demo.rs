//! `onboard demo`: every story from start to end, and the served cloud.

use std::fs;
use std::path::PathBuf;

use crate::harness::{onboard, serve};

fn stories() -> Vec<(String, String, bool)> {
    let document = onboard(["demo", "list", "--json"]).run().exits(0).json();
    let mut all = Vec::new();
    for story in document["scenarios"].as_array().unwrap() {
        for provider in story["providers"].as_array().unwrap() {
            let fixable = story["fixable"].as_bool().unwrap();
            all.push((story["name"].as_str().unwrap().to_owned(), provider.as_str().unwrap().to_owned(), fixable));
        }
    }
    all
}

#[test]
fn every_story_runs_as_told() {
    let stories = stories();
    for name in [
        "all-granted",
        "missing-permissions",
        "scp-deny",
        "no-default-vpc",
        "deleted-key",
        "api-disabled",
        "expired-secret",
        "secret-id-instead-of-value",
        "wrong-subscription",
        "provider-not-registered",
        "conditional-access",
        "slow-network",
        "throttled",
        "captive-portal",
    ] {
        assert!(stories.iter().any(|(story, ..)| story == name), "{name} is not told");
    }
    for (story, provider, fixable) in stories {
        let ran = onboard(["demo", "run", "--scenario", &story, "--provider", &provider]).run();
        let text = ran.text();
        assert_eq!(ran.code, 0, "{story} {provider}: {text}\n{}", ran.err);
        assert!(text.starts_with("DEMO") && text.trim_end().ends_with("computer"), "{story} {provider}");
        assert!(!text.contains("\"demo\": false"), "{story} {provider}");
        assert_eq!(text.contains("Checked again"), fixable, "{story} {provider}: {text}");
        for step in ["1 Provider", "2 Credentials", "3 Check", "4 Permissions", "5 Finish"] {
            assert!(text.contains(step), "{story} {provider} {step}");
        }
    }
}

#[test]
fn without_a_name_the_demo_goes_from_missing_to_payload() {
    let text = onboard(["demo", "run"]).run().exits(0).text();
    assert!(text.contains("Blocked: ") && text.contains("Checked again") && text.contains("\"demo\": true"), "{text}");
}

#[cfg(unix)]
#[test]
fn the_served_cloud_cleans_up() {
    use std::os::unix::fs::PermissionsExt;
    let mut cloud = serve("all-granted");
    assert_eq!(cloud.line["scenario"], "all-granted");
    assert!(cloud.line.as_object().unwrap().contains_key("ca_file"));
    let mut folders = Vec::new();
    for (provider, path) in cloud.line["credentials"].as_object().unwrap() {
        let path = PathBuf::from(path.as_str().unwrap());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{provider}");
        folders.push(path.parent().unwrap().parent().unwrap().to_owned());
    }
    assert!(!folders.is_empty());
    assert_eq!(fs::metadata(&folders[0]).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(cloud.terminate(), Some(0));
    assert!(folders.iter().all(|f| !f.exists()), "{folders:?}");
}

#[test]
fn a_taken_port_is_said() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let ran = onboard(["demo", "serve", "--port", &port, "--json"]).run().exits(64);
    assert!(ran.err.contains(&port), "{}", ran.err);
}
