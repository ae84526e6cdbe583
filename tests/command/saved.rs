//! Kept connections: `--secrets reference`, `--saved` and `connections`, over a key store on a bus of the test's own.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::harness::{Key, Run, key, onboard, serve, valid};

#[path = "../../crates/vault/tests/keyring/world.rs"]
#[allow(dead_code)]
mod world;

use world::World;

/// A run in a world: its key store, and its folder for the list.
fn run(world: &World, arguments: &[&str], key: &Key) -> Run {
    let run = onboard(arguments).hides(&key.secrets);
    world.environment().into_iter().fold(run, |run, (name, value): (&str, OsString)| run.env(name, value))
}

fn list(world: &World, key: &Key) -> Value {
    run(world, &["connections", "list", "--json"], key).run().exits(0).json()
}

fn data(world: &World) -> PathBuf {
    world.home().join("share/xoap-onboard")
}

fn keep<'a>(key: &'a Key, provider: &'a str) -> [&'a str; 8] {
    ["payload", key.path.to_str().unwrap(), "--provider", provider, "--name", "prod", "--secrets", "reference"]
}

#[test]
fn without_a_key_store_nothing_is_kept_and_nothing_written() {
    let key = key("aws");
    let mut locked = World::with_bus().unwrap();
    locked.start_keyring(false).unwrap();
    for (world, code) in [
        (World::bare().unwrap(), "keychain-unavailable"),
        (World::with_bus().unwrap(), "keychain-unavailable"),
        (locked, "keychain-locked"),
    ] {
        let out = world.home().join("payload.json");
        let arguments = keep(&key, "aws");
        let arguments: Vec<&str> = arguments.into_iter().chain(["--out", out.to_str().unwrap()]).collect();
        let ran = run(&world, &arguments, &key).run().exits(69);
        assert!(ran.out.is_empty() && !out.exists(), "{code}: something was written");
        assert!(ran.err.lines().count() >= 2, "no next step: {}", ran.err);
        assert_eq!(list(&world, &key)["connections"], json!([]), "{code}");
    }
}

#[test]
fn a_kept_connection_is_listed_checked_renamed_and_deleted() {
    let world = World::with_keyring().unwrap();
    let cloud = serve("all-granted");
    let endpoints = cloud.endpoints();
    for provider in ["aws", "google"] {
        let key = key(provider);
        let made = run(&world, &keep(&key, provider), &key).run().exits(0).json();
        valid("payload", &made);
        let row = list(&world, &key)["connections"][0].clone();
        assert_eq!((&row["name"], &row["provider"], &row["checked"]), (&json!("prod"), &json!(provider), &Value::Null));
        for (name, slot) in made["secrets"].as_object().unwrap() {
            assert_eq!(slot["reference"], json!(format!("{}#{name}", row["reference"].as_str().unwrap())));
        }
        let text = fs::read_to_string(data(&world).join("connections.json")).unwrap();
        super::harness::hidden(&text, &key.secrets);
        let served = fs::read(cloud.key(provider)).unwrap();
        // The key of the served story is another one where it is made anew; that one is kept in the first one's place.
        fs::write(&key.path, served).unwrap();
        let again = run(&world, &keep(&key, provider), &key).run().exits(0).json();
        assert_eq!(made["secrets"], again["secrets"], "what refers to it stays true");
        let check = ["check", "--saved", "prod", "--endpoints", endpoints.to_str().unwrap(), "--json"];
        let report = run(&world, &check, &key).run().exits(0).json();
        assert_eq!(report["readiness"], "ready");
        let row = list(&world, &key)["connections"][0].clone();
        assert_eq!(row["checked"], json!({"at": report["started"], "readiness": "ready"}));
        let (from_file, from_store) = (world.home().join("a.json"), world.home().join("b.json"));
        let inline = |source: &[&str], out: &PathBuf| {
            let rest = ["--name", "x", "--secrets", "inline", "--out", out.to_str().unwrap()];
            let arguments: Vec<&str> = ["payload"].into_iter().chain(source.iter().copied()).chain(rest).collect();
            run(&world, &arguments, &key).run().exits(0);
            serde_json::from_slice::<Value>(&fs::read(out).unwrap()).unwrap()
        };
        let file = inline(&[key.path.to_str().unwrap()], &from_file);
        assert_eq!(file["secrets"], inline(&["--saved", "prod"], &from_store)["secrets"], "{provider}");
        run(&world, &["connections", "rename", "prod", "better"], &key).run().exits(0);
        run(&world, &["check", "--saved", "prod"], &key).run().exits(64);
        let gone = run(&world, &["connections", "delete", "better", "--json"], &key).run().exits(0).json();
        assert_eq!(gone["connection"]["name"], "better");
        assert_eq!(list(&world, &key)["connections"], json!([]));
    }
}

#[test]
fn a_saved_connection_stands_alone() {
    let key = key("aws");
    let world = World::bare().unwrap();
    let path = key.path.to_str().unwrap();
    for arguments in [
        &["check", "--saved", "prod", path][..],
        &["check", "--saved", "prod", "--profile", "x"],
        &["check", "--saved", "nobody"],
        &["connections", "rename", "nobody", "x"],
        &["connections", "delete", "nobody"],
        &["connections"],
    ] {
        run(&world, arguments, &key).run().exits(64);
    }
    fs::create_dir_all(data(&world)).unwrap();
    let newer = r#"{"version": 2, "connections": []}"#;
    fs::write(data(&world).join("connections.json"), newer).unwrap();
    run(&world, &["connections", "list"], &key).run().exits(65);
    assert_eq!(fs::read_to_string(data(&world).join("connections.json")).unwrap(), newer);
    fs::write(data(&world).join("connections.json"), "{").unwrap();
    let ran = run(&world, &["connections", "list", "--json"], &key).run().exits(0);
    assert!(ran.json()["put_aside"].is_string() && ran.err.contains("put aside"), "{}", ran.err);
}
