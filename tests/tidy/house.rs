//! Layout, lengths, words, names.

use regex::Regex;

use crate::files::{File, all, none};

/// Providers that there are or will be: their names stand in their folders only.
const PROVIDERS: &[&str] = &["aws", "azure", "google", "gcp", "vsphere", "nutanix", "xenserver"];

#[test]
fn a_provider_is_named_in_its_own_folder_only() {
    let mut places = Vec::new();
    let elsewhere = Regex::new("(?i)democloud|tests?/|text/|prerequisites|README|bindings|fixtures").unwrap();
    for name in PROVIDERS {
        let word = Regex::new(&format!(r"(?i)\b{name}\b")).unwrap();
        let own = Regex::new(&format!(r"(?i)/{name}(/|\.|_)")).unwrap();
        let product = |f: &&File| {
            (f.ends(".rs") && (f.path.starts_with("crates/") || f.path.starts_with("src-tauri/")))
                || f.path.starts_with("ui/src/")
        };
        for file in all().iter().filter(product).filter(|f| !own.is_match(&f.path) && !elsewhere.is_match(&f.path)) {
            let lines = file.text().lines().enumerate();
            // The one list in which a provider is entered.
            let list = |line: &str| file.path == "crates/providers/src/lib.rs" && line.starts_with("providers! {");
            let named = lines.filter(|(_, line)| word.is_match(line) && !list(line));
            places.extend(named.map(|(n, line)| format!("{}:{}: {}", file.path, n + 1, line.trim())));
        }
    }
    none("a provider is named outside its own folder", places);
}

#[test]
fn every_provider_has_the_same_files() {
    let files = all();
    let mut places = Vec::new();
    for provider in onboard_providers::all() {
        let top = format!("crates/providers/src/{}", provider.id());
        let has = |name: &str| files.iter().any(|f| f.path == format!("{top}/{name}"));
        for module in ["parse", "inspect", "probe", "remediate", "payload"] {
            if !has(&format!("{module}.rs")) && !has(&format!("{module}/mod.rs")) {
                places.push(format!("{top} has no {module}"));
            }
        }
        for name in ["mod.rs", "requirements.toml", "text/en.ftl", "text/de.ftl", "README.md", "icon.svg"] {
            if !has(name) {
                places.push(format!("{top} has no {name}"));
            }
        }
    }
    none("a provider's folder is not like the others", places);
}

#[test]
fn every_rust_file_says_what_it_is() {
    let silent = |f: &File| !f.text().starts_with("//!") && !f.text().starts_with("#![doc = include_str!");
    let places = all().iter().filter(|f| f.ends(".rs") && silent(f)).map(|f| f.path.clone()).collect();
    none("a Rust file does not open with //!", places);
}

/// Files that are longer than the rest because they are one thing, with the reason.
const LONG: &[(&str, usize, &str)] =
    &[("crates/core/src/pipeline.rs", 560, "the whole flow in one file is what makes it readable as a flow")];

#[test]
fn files_have_a_readable_length() {
    let mut places = Vec::new();
    for file in all() {
        let exempt = ["bindings/", "/generated/", "tests/cases/", "docs/", "ui/mock/", "/tests.rs", "/tests/"]
            .iter()
            .any(|p| file.path.contains(p));
        let usual = match &file {
            _ if exempt => continue,
            f if f.ends(".rs") => 400,
            f if f.ends(".svelte") => 300,
            f if f.ends(".ts") => 400,
            _ => continue,
        };
        let most = LONG.iter().find(|(path, ..)| *path == file.path).map_or(usual, |(_, most, _)| *most);
        // The look of a component stands in it; it is not what makes it hard to read.
        let code = file.code().split("<style").next().unwrap_or_default();
        let lines = code.lines().count();
        if lines > most {
            places.push(format!("{}: {lines} lines, {most} at most", file.path));
        }
    }
    none("a file is too long: split it, or say in LONG why it is one thing", places);
}

#[test]
fn nothing_is_left_unfinished() {
    // Put together here, so that this file does not hold the words that it looks for.
    let words = [
        [r"to", r"do!\("],
        [r"unimpl", r"emented!\("],
        [r"d", r"bg!\("],
        [r"FIX", r"ME\b"],
        [r"\bX", r"XX\b"],
        [r"\bfor n", r"ow\b"],
        [r"\bnot (yet )?impl", r"emented"],
        [r"\bst", r"ub(bed)?\b"],
        [r"lorem", r" ipsum"],
    ];
    let words = Regex::new(&format!("(?i){}", words.map(|halves| halves.concat()).join("|"))).unwrap();
    let ends = [".rs", ".ts", ".svelte", ".ftl", ".md", ".toml", ".css", ".html"];
    let mut places = Vec::new();
    for file in all().iter().filter(|f| ends.iter().any(|e| f.ends(e)) && !f.path.starts_with("tests/cases/")) {
        for (n, line) in file.text().lines().enumerate().filter(|(_, line)| words.is_match(line)) {
            places.push(format!("{}:{}: {}", file.path, n + 1, line.trim()));
        }
    }
    none("something looks unfinished", places);
}

const ROOT: &[&str] = &[
    ".editorconfig",
    ".gitignore",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "clippy.toml",
    "deny.toml",
    "rust-toolchain.toml",
    "rustfmt.toml",
];

#[test]
fn the_root_holds_nothing_else() {
    let files = all();
    let strange = files.iter().filter(|f| !f.path.contains('/') && !ROOT.contains(&f.path.as_str()));
    // A worktree of git has a file in place of the folder.
    none("a file does not belong at the root", strange.map(|f| f.path.clone()).filter(|p| p != ".git").collect());
    let missing = ROOT.iter().filter(|name| !files.iter().any(|f| f.path == **name));
    none("a file of the root is missing", missing.map(ToString::to_string).collect());
    let folders = [".cargo", ".ci", ".config", "crates", "docs", "icons", "src-tauri", "tests", "ui", "xtask"];
    let strange = files.iter().filter_map(|f| f.path.split_once('/')).map(|(top, _)| top.to_owned());
    let mut strange: Vec<String> = strange.filter(|top| !folders.contains(&top.as_str())).collect();
    strange.dedup();
    none("a folder does not belong at the root", strange);
}

#[test]
fn each_exposed_secret_has_its_reason() {
    let call = Regex::new(r#"\.expose\(\s*("(?:[^"\\]|\\.)*")?"#).unwrap();
    let mut places = Vec::new();
    for file in all().iter().filter(|f| f.ends(".rs") && !f.ends("/tests.rs") && !f.path.starts_with("tests/")) {
        for found in call.captures_iter(file.code()) {
            let reason = found.get(1).map_or("", |m| m.as_str());
            if reason.split_whitespace().count() < 2 {
                places.push(format!("{}: {}", file.path, &found[0]));
            }
        }
    }
    none("a secret is exposed without a reason in words", places);
}

#[test]
fn links_between_documents_lead_somewhere() {
    let link = Regex::new(r"\]\(([^)#\s]+)(#[^)]*)?\)").unwrap();
    let mut places = Vec::new();
    for file in all().iter().filter(|f| f.ends(".md") && !f.path.contains("tests/cases/")) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for found in link.captures_iter(file.text()) {
            let target = &found[1];
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            if !crate::files::root().join(folder).join(target).exists() {
                places.push(format!("{}: {target}", file.path));
            }
        }
    }
    none("a link leads nowhere", places);
}
