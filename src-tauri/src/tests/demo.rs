//! The check and the demo: rows, recheck, cancel, reload, and no network in a demo.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Desk, providers};
use crate::launch::Launch;

/// Settings with which no network client can be made: whoever tries fails.
fn no_network() -> Launch {
    let mut launch = Launch::default();
    launch.network.ca_pem = Some(b"not a certificate".to_vec());
    launch
}

#[test]
fn the_network_of_these_tests_cannot_be_used() {
    let desk = Desk::with(no_network());
    let key = onboard_democloud::DemoCloud::new("all-granted").unwrap().key(providers()[0].0).unwrap();
    desk.import(&key.file_name, &key.bytes);
    assert_eq!(desk.code("check", json!({"channel": "__CHANNEL__:1", "only": null})), "network-settings");
    assert_eq!(desk.ok("session", json!({}))["running"], false);
}

#[test]
fn a_demo_goes_from_missing_to_granted_without_a_network() {
    for (provider, _) in providers() {
        let desk = Desk::with(no_network());
        let view = desk.ok("demo_start", json!({"story": "missing-permissions", "provider": provider}));
        assert_eq!(view["demo"], json!({"story": "missing-permissions", "fixed": false}));
        assert_eq!(view["usable"], true, "{view}");
        assert!(!desk.ok("plan", json!({})).as_array().unwrap().is_empty());
        let report = desk.check(None)["report"].clone();
        assert_eq!(report["demo"], true);
        assert_eq!(report["readiness"], "blocked");
        let denied: Vec<&str> = rows(&report, "denied");
        assert!(!denied.is_empty());
        assert!(!report["remediation"].as_array().unwrap().is_empty());
        assert_eq!(desk.ok("demo_fix", json!({}))["demo"]["fixed"], true);
        let again = desk.check(Some(&denied))["report"].clone();
        assert_eq!(rows(&again, "denied"), Vec::<&str>::new());
        assert_eq!(again["readiness"], "ready", "{again}");
        assert_eq!(rows(&again, "granted").len(), again["requirements"].as_array().unwrap().len());
    }
}

fn rows<'a>(report: &'a Value, verdict: &str) -> Vec<&'a str> {
    let rows = report["requirements"].as_array().unwrap();
    rows.iter().filter(|r| r["verdict"] == verdict).map(|r| r["id"].as_str().unwrap()).collect()
}

#[test]
fn the_demo_leaves_the_real_work_alone() {
    let desk = Desk::new();
    desk.ok("choose_provider", json!({"provider": providers()[0].0}));
    desk.ok("set_details", json!({"details": {"name": "real", "description": "", "tags": {}}}));
    let real = desk.ok("set_step", json!({"step": "check"}));
    assert_eq!(
        desk.code("demo_start", json!({"story": "no such story", "provider": providers()[0].0})),
        "no-such-story"
    );
    assert_eq!(desk.code("demo_start", json!({"story": "all-granted", "provider": "nobody"})), "no-such-story");
    assert_eq!(desk.ok("session", json!({})), real);
    for (provider, story) in providers() {
        let view = desk.ok("demo_start", json!({"story": story, "provider": provider}));
        assert_eq!(view["details"]["name"], "");
        assert_eq!(desk.code("demo_fix", json!({})), "not-fixable");
    }
    assert_eq!(desk.ok("demo_end", json!({})), real);
    assert_eq!(desk.code("demo_fix", json!({})), "no-demo");
}

#[test]
fn demo_payloads_are_marked_and_hold_no_secret() {
    let (provider, story) = providers()[0];
    let desk = Desk::new();
    desk.ok("demo_start", json!({"story": story, "provider": provider}));
    desk.check(None);
    let request = |secrets: &str| json!({"request": {"details": {"name": "n", "description": "", "tags": {}}, "format": "json", "secrets": secrets}});
    let preview: Value =
        serde_json::from_str(desk.ok("payload_preview", request("redacted")).as_str().unwrap()).unwrap();
    assert_eq!(preview["demo"], true);
    assert_eq!(preview["verified"]["readiness"], "ready");
    assert_eq!(desk.code("payload_preview", request("inline")), "payload");
    *desk.person.saves_in.lock().unwrap() = Some(desk.folder.path().to_owned());
    assert_eq!(desk.code("payload_save", request("inline")), "payload");
    for format in ["json", "text", "markdown", "html", "junit", "csv"] {
        let receipt = desk.ok("report_save", json!({"format": format}));
        let bytes = std::fs::read(receipt["path"].as_str().unwrap()).unwrap();
        assert_eq!(u64::try_from(bytes.len()).unwrap(), receipt["bytes"].as_u64().unwrap());
        assert!(!bytes.is_empty());
    }
}

#[test]
fn a_cancelled_check_ends_at_once_with_what_it_has() {
    let desk = Desk::new();
    desk.ok("demo_start", json!({"story": "slow-network", "provider": providers()[0].0}));
    std::thread::scope(|scope| {
        let page = (*desk).clone();
        let run = scope.spawn(move || page.check(None));
        let begun = Instant::now();
        while desk.ok("session", json!({}))["running"] != true {
            assert!(begun.elapsed() < Duration::from_secs(10), "the check never ran");
            std::thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(desk.code("check", json!({"channel": "__CHANNEL__:2", "only": null})), "already-running");
        let cancelled = Instant::now();
        desk.ok("cancel", json!({}));
        while desk.ok("session", json!({}))["running"] == true {
            assert!(cancelled.elapsed() < Duration::from_millis(200), "cancelling took too long");
            std::thread::sleep(Duration::from_millis(5));
        }
        let view = run.join().unwrap();
        assert_eq!(view["report"]["ending"], "cancelled");
        assert_eq!(rows(&view["report"], "denied"), Vec::<&str>::new());
    });
    desk.ok("cancel", json!({}));
}

#[test]
fn a_change_outdates_the_report_and_a_recheck_then_asks_everything() {
    let (provider, story) = providers()[0];
    let desk = Desk::new();
    desk.ok("demo_start", json!({"story": story, "provider": provider}));
    let first = desk.check(None);
    assert_eq!(first["outdated"], false);
    assert_eq!(desk.code("check", json!({"channel": "__CHANNEL__:1", "only": ["no such row"]})), "no-such-row");
    let setting = first["report"]["target"].as_object().unwrap().keys().next().unwrap().clone();
    let value = first["fields"][&setting]["value"].as_str().unwrap().to_owned();
    let same = desk.ok("set_field", json!({"name": setting, "value": value}));
    assert_eq!(same["outdated"], false, "typing the same again is no change");
    let changed = desk.ok("set_field", json!({"name": setting, "value": "elsewhere-1"}));
    assert_eq!(changed["outdated"], true);
    assert_eq!(desk.code("report_save", json!({"format": "json"})), "report-outdated");
    desk.ok("set_field", json!({"name": setting, "value": value}));
    let id = first["report"]["requirements"][0]["id"].as_str().unwrap();
    let again = desk.check(Some(&[id]));
    assert_eq!(again["outdated"], false);
    assert_eq!(again["report"]["calls"], first["report"]["calls"], "an outdated report is not built upon");
}
