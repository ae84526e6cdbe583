//! Sentences: complete in both languages, unique, and there for every code that Rust names.

use std::collections::{BTreeMap, BTreeSet};

use onboard_core::speech::Texts;
use regex::Regex;

use crate::files::{File, all, none};

/// Ids of a Fluent text, with their attributes as `id.attribute`, and the variables that each uses.
fn ids(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let message = Regex::new(r"^([a-z][a-z0-9-]*) =").unwrap();
    let attribute = Regex::new(r"^\s+\.([a-z][a-z0-9-]*) =").unwrap();
    let variable = Regex::new(r"\{\s*\$([a-z0-9_-]+)").unwrap();
    let (mut found, mut id, mut name) = (BTreeMap::<String, BTreeSet<String>>::new(), String::new(), String::new());
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        if let Some(m) = message.captures(line) {
            id = m[1].to_owned();
            name.clone_from(&id);
            assert!(!found.contains_key(&id), "{id} stands twice");
        } else if let Some(a) = attribute.captures(line) {
            name = format!("{id}.{}", &a[1]);
        }
        if !name.is_empty() {
            let variables = found.entry(name.clone()).or_default();
            variables.extend(variable.captures_iter(line).map(|v| v[1].to_owned()));
        }
    }
    found
}

/// The pairs of texts: folder, English, German.
fn texts(files: &[File]) -> Vec<(String, &File, &File)> {
    let in_rust = |f: &&File| f.ends("en.ftl") && f.path.contains("/text/");
    let pair = |en: &'_ File| {
        let folder = en.path.trim_end_matches("en.ftl").to_owned();
        let de = format!("{folder}de.ftl");
        (folder, de)
    };
    let mut pairs = Vec::new();
    for en in files.iter().filter(in_rust) {
        let (folder, de) = pair(en);
        let de = files.iter().find(|f| f.path == de).unwrap_or_else(|| panic!("{folder} has no German text"));
        pairs.push((folder, en, de));
    }
    assert!(pairs.len() >= 3, "the core and each provider have texts; found {}", pairs.len());
    pairs
}

#[test]
fn both_languages_say_the_same() {
    let files = all();
    let mut wrong = Vec::new();
    for (folder, en, de) in texts(&files) {
        for file in [en, de] {
            wrong.extend(Texts::faults(file.text()).into_iter().map(|fault| format!("{}: {fault}", file.path)));
        }
        let (a, b) = (ids(en.text()), ids(de.text()));
        wrong.extend(a.keys().filter(|id| !b.contains_key(*id)).map(|id| format!("{folder}: {id} is not in German")));
        wrong.extend(b.keys().filter(|id| !a.contains_key(*id)).map(|id| format!("{folder}: {id} is not in English")));
        for (id, variables) in &a {
            if b.get(id).is_some_and(|other| other != variables) {
                wrong.push(format!("{folder}: {id} uses other values in German: {variables:?} {:?}", b[id]));
            }
        }
    }
    none("the languages differ", wrong);
}

#[test]
fn a_provider_does_not_shadow_the_core() {
    let files = all();
    let texts = texts(&files);
    let core =
        texts.iter().find(|(folder, ..)| folder.starts_with("crates/core/")).map(|(_, en, _)| ids(en.text())).unwrap();
    let mut wrong = Vec::new();
    for (folder, en, _) in texts.iter().filter(|(folder, ..)| folder.starts_with("crates/providers/")) {
        wrong.extend(ids(en.text()).keys().filter(|id| core.contains_key(*id)).map(|id| format!("{folder}: {id}")));
    }
    none("a sentence has the id of one of the core", wrong);
}

/// Codes of findings that Rust names in clear, with their severity.
fn findings(files: &[File]) -> Vec<(String, String, String)> {
    let call = Regex::new(r#"(?:finding|note)\(\s*"([^"]+)",\s*Severity::(\w+)"#).unwrap();
    let mut found = Vec::new();
    let product = |f: &&File| f.ends(".rs") && f.path.starts_with("crates/");
    for file in files.iter().filter(product) {
        found.extend(call.captures_iter(file.code()).map(|m| (file.path.clone(), m[1].to_owned(), m[2].to_owned())));
    }
    assert!(found.len() > 20, "only {} findings were found in the source", found.len());
    found
}

#[test]
fn every_finding_has_its_sentence_and_its_remedy() {
    let files = all();
    let known: BTreeMap<_, _> = texts(&files).iter().flat_map(|(_, en, _)| ids(en.text())).collect();
    let code = Regex::new(r"^[a-z][a-z0-9]*(-[a-z0-9]+)+$").unwrap();
    let mut wrong = Vec::new();
    for (path, id, severity) in findings(&files) {
        if !code.is_match(&id) {
            wrong.push(format!("{path}: {id} is not kebab-case"));
        }
        if !known.contains_key(&id) {
            wrong.push(format!("{path}: {id} has no sentence"));
        }
        if severity != "Info" && !known.contains_key(&format!("{id}.tip")) {
            wrong.push(format!("{path}: {id} is a {severity} without a tip: what is to be done?"));
        }
    }
    none("a finding is incomplete", wrong);
}
