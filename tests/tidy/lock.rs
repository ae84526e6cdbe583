//! What is in the dependency tree, from `Cargo.lock`: also where cargo-deny is not installed.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::files::{none, root};

#[derive(Deserialize)]
struct Lock {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    source: Option<String>,
}

fn packages() -> BTreeMap<String, Vec<Package>> {
    let text = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let lock: Lock = toml::from_str(&text).unwrap();
    let mut found: BTreeMap<String, Vec<Package>> = BTreeMap::new();
    for package in lock.package {
        found.entry(package.name.clone()).or_default().push(package);
    }
    found
}

#[test]
fn one_of_each_network_stack() {
    let packages = packages();
    let several = ["rustls", "ring", "reqwest", "hyper", "h2", "tokio", "tauri", "wry"]
        .into_iter()
        .filter_map(|name| packages.get(name).map(|found| (name, found)))
        .filter(|(_, found)| found.len() != 1);
    let list = |found: &[Package]| found.iter().map(|p| p.version.as_str()).collect::<Vec<_>>().join(", ");
    none("there are several", several.map(|(name, found)| format!("{name}: {}", list(found))).collect());
    for name in ["rustls", "ring", "reqwest", "hyper"] {
        assert!(packages.contains_key(name), "{name} is not in the lock file, so this test looks at nothing");
    }
}

#[test]
fn banned_crates_are_absent() {
    let banned = [
        "aws-lc-rs",
        "aws-lc-sys",
        "aws-lc-fips-sys",
        "openssl",
        "openssl-sys",
        "native-tls",
        "boring",
        "aws-sdk-ec2",
        "aws-sdk-iam",
    ];
    let packages = packages();
    none(
        "a banned crate is in the tree",
        banned.iter().filter(|n| packages.contains_key(**n)).map(ToString::to_string).collect(),
    );
}

#[test]
fn everything_comes_from_one_registry() {
    let packages = packages();
    let others =
        packages.values().flatten().filter(|p| p.source.as_deref().is_some_and(|s| !s.starts_with("registry+")));
    none("a package is not from the registry", others.map(|p| format!("{}: {:?}", p.name, p.source)).collect());
}
