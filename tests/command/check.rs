//! `onboard check`: exit codes, the purity of standard output, forms, limits.

use std::fs;
use std::io::{ErrorKind, Read};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{closed_port, endpoints_to, key, onboard, serve, valid};

#[test]
fn exit_codes_of_the_stories() {
    for (story, provider, code, readiness, ending) in [
        ("all-granted", "aws", 0, "ready", "complete"),
        ("all-granted", "google", 0, "ready", "complete"),
        ("missing-permissions", "aws", 1, "blocked", "complete"),
        ("missing-permissions", "google", 1, "blocked", "complete"),
        ("scp-deny", "aws", 1, "blocked", "complete"),
        ("deleted-key", "aws", 3, "blocked", "rejected"),
        ("deleted-key", "google", 3, "blocked", "rejected"),
        ("captive-portal", "aws", 4, "undetermined", "unreachable"),
        ("captive-portal", "google", 4, "undetermined", "unreachable"),
        ("api-disabled", "google", 2, "undetermined", "complete"),
    ] {
        let cloud = serve(story);
        let report = cloud.check(provider, &["--json"]).run().exits(code).json();
        assert_eq!(report["readiness"], readiness, "{story} {provider}");
        assert_eq!(report["ending"], ending, "{story} {provider}");
        valid("report", &report);
    }
}

#[test]
fn a_closed_port_is_no_answer() {
    for provider in ["aws", "google"] {
        let key = key(provider);
        let endpoints = endpoints_to(&format!("http://127.0.0.1:{}", closed_port()), key.folder.path());
        let arguments = ["check", key.path.to_str().unwrap(), "--endpoints", endpoints.to_str().unwrap(), "--json"];
        let report = onboard(arguments).hides(&key.secrets).run().exits(4).json();
        valid("report", &report);
        assert_eq!(report["ending"], "unreachable");
        let failed: Vec<_> = report["stages"].as_array().unwrap().iter().filter(|s| s["outcome"] == "failed").collect();
        assert_eq!(failed.len(), 1);
        assert_eq!((&failed[0]["stage"], &failed[0]["cause"]), (&"tcp".into(), &"connection-refused".into()));
        for row in report["requirements"].as_array().unwrap() {
            assert_eq!(row["verdict"], "undetermined");
        }
    }
}

#[test]
fn standard_output_is_the_report_and_nothing_else() {
    let cloud = serve("all-granted");
    let ran = cloud.check("aws", &["--json"]).run().exits(0);
    let report = ran.json();
    assert_eq!(ran.text(), format!("{}\n", serde_json::to_string_pretty(&report).unwrap()));
    let path = tempfile::tempdir().unwrap();
    let file = path.path().join("report.json");
    let to_file = cloud.check("aws", &["--format", "json", "--out", file.to_str().unwrap()]).run().exits(0);
    assert!(to_file.out.is_empty());
    let saved: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    assert_eq!(without_clock(&saved), without_clock(&report), "same inputs, same server, same bytes");
    assert_eq!(fs::read_dir(path.path()).unwrap().count(), 1, "nothing is left beside it");
}

/// The report without what the clock and the service's own ids make different.
fn without_clock(report: &Value) -> Value {
    let mut report = report.clone();
    report["started"] = Value::Null;
    report["duration_ms"] = Value::Null;
    for row in report["requirements"].as_array_mut().unwrap() {
        for evidence in row["evidence"].as_array_mut().unwrap() {
            evidence["ms"] = Value::Null;
            evidence["request_id"] = Value::Null;
        }
    }
    report
}

#[test]
fn every_form_of_the_report() {
    let cloud = serve("missing-permissions");
    for (form, start) in [
        ("text", "Blocked: "),
        ("markdown", "# "),
        ("html", "<!doctype html>"),
        ("junit", "<?xml"),
        ("csv", "id,permission,"),
    ] {
        let ran = cloud.check("aws", &["--format", form]).run().exits(1);
        let text = ran.text();
        assert!(text.starts_with(start), "{form}: {text}");
        assert!(text.contains("ec2:") && !text.contains('\u{1b}'), "{form}");
        assert!(ran.err.is_empty(), "{form}: {}", ran.err);
    }
    let german = cloud.check("aws", &["--language", "de"]).run().exits(1).text();
    assert!(german.starts_with("Blockiert: "), "{german}");
}

#[test]
fn the_list_of_calls_makes_none() {
    for provider in ["aws", "google"] {
        let key = key(provider);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let endpoints = endpoints_to(&format!("http://{}", listener.local_addr().unwrap()), key.folder.path());
        let arguments = ["check", key.path.to_str().unwrap(), "--endpoints", endpoints.to_str().unwrap(), "--calls"];
        let text = onboard(arguments).hides(&key.secrets).run().exits(0).text();
        assert!(text.contains("127.0.0.1"), "{text}");
        let document = onboard(arguments.into_iter().chain(["--json"])).run().exits(0).json();
        let calls = document["calls"].as_array().unwrap();
        assert!(calls.len() >= 3, "{calls:?}");
        for call in calls {
            let intent = call["intent"].as_str().unwrap();
            assert!(["read", "dry-run", "permission-test", "login"].contains(&intent), "{intent}");
            assert!(!call["label"].as_str().unwrap().is_empty());
        }
        assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "something was sent");
    }
}

#[test]
fn an_unusable_credential_is_not_sent() {
    let key = key("aws");
    let broken = String::from_utf8(key.bytes.clone()).unwrap().replace(&key.secrets[0], "tooshort");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let endpoints = endpoints_to(&format!("http://{}", listener.local_addr().unwrap()), key.folder.path());
    let arguments = ["check", "-", "--endpoints", endpoints.to_str().unwrap(), "--json"];
    let report = onboard(arguments).input(broken.as_bytes()).run().exits(1).json();
    assert_eq!((&report["ending"], &report["calls"]), (&"unusable".into(), &0.into()));
    valid("report", &report);
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "something was sent");
}

#[test]
fn several_profiles_are_a_choice() {
    let key = key("aws");
    let text = String::from_utf8(key.bytes.clone()).unwrap();
    let id = text.lines().nth(1).unwrap().split(',').find(|c| c.contains("AKIA")).unwrap().trim_matches('"').to_owned();
    let profile =
        |name: &str| format!("[{name}]\naws_access_key_id = {id}\naws_secret_access_key = {}\n", key.secrets[0]);
    let both = format!("{}{}", profile("build"), profile("spare"));
    let ran = onboard(["check", "-", "--calls"]).input(both.as_bytes()).hides(&key.secrets).run().exits(64);
    assert!(ran.err.contains("build") && ran.err.contains("spare") && ran.err.contains("--profile"), "{}", ran.err);
    onboard(["check", "-", "--calls", "--profile", "spare"]).input(both.as_bytes()).run().exits(0);
    // The only usable one among others is meant.
    let one = format!("{}[other]\ncredential_process = /bin/false\n", profile("build"));
    onboard(["check", "-", "--calls"]).input(one.as_bytes()).run().exits(0);
    // A profile alone is looked for where the vendor's own tools keep it.
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join(".aws")).unwrap();
    fs::write(home.path().join(".aws/credentials"), &both).unwrap();
    let alone = |name: &str| onboard(["check", "--calls", "--profile", name]).env("HOME", home.path());
    alone("build").run().exits(0);
    let ran = alone("absent").run().exits(65);
    assert!(ran.err.contains(".aws"), "{}", ran.err);
}

#[test]
fn silence_ends_in_time() {
    let key = key("aws");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoints = endpoints_to(&format!("http://{}", listener.local_addr().unwrap()), key.folder.path());
    let arguments =
        ["check", key.path.to_str().unwrap(), "--endpoints", endpoints.to_str().unwrap(), "--json", "--timeout", "2"];
    let started = Instant::now();
    let report = onboard(arguments).run().exits(4).json();
    assert!(started.elapsed() < Duration::from_secs(8));
    assert_eq!(report["ending"], "timeout");
    valid("report", &report);
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_the_partial_report() {
    let key = key("aws");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoints = endpoints_to(&format!("http://{}", listener.local_addr().unwrap()), key.folder.path());
    let arguments = ["check", key.path.to_str().unwrap(), "--endpoints", endpoints.to_str().unwrap(), "--json"];
    let mut child = onboard(arguments).start();
    // It has begun when it connects.
    let connection = listener.accept().unwrap();
    let started = Instant::now();
    crate::harness::signal(&child, "INT");
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    let code = child.wait().unwrap().code();
    assert!(started.elapsed() < Duration::from_secs(2));
    drop(connection);
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&report["ending"], code), (&"cancelled".into(), Some(2)));
}

#[test]
fn a_closed_pipe_is_no_defect() {
    let cloud = serve("all-granted");
    for form in ["text", "json"] {
        let mut child = cloud.check("aws", &["--format", form]).start();
        drop(child.stdout.take());
        drop(child.stdin.take());
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{err}");
        assert!(err.is_empty(), "{err}");
    }
}

#[cfg(unix)]
#[test]
fn a_device_is_not_replaced_by_a_report() {
    let cloud = serve("all-granted");
    let ran = cloud.check("aws", &["--out", "/dev/null"]).run().exits(64);
    assert!(ran.err.contains("/dev/null"), "{}", ran.err);
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}
