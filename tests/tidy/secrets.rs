//! No credential that looks live is in the repository.
//!
//! Test credentials say what they are: they hold the word EXAMPLE, DEMO or TEST, or are made when a test runs.

use std::sync::LazyLock;

use regex::Regex;

use crate::files::{all, none};

/// Key ids that others have published, as vectors for the account inside them, and one of a test server.
const PUBLISHED: &[&str] = &[
    "ASIAY34FZKBOKMUTVV7A",
    "ASIAQNZGKIQY56JQ7WML",
    "ASIAR2TG44V5PDTTBZRR",
    "AKIASP2TPHJSQH3FJRUX",
    "AKIAXYAFLIG2DFBKVWHJ",
    "AKIARZPUZDIKAAAAAAAA",
];

/// Patterns of credentials, and what each is.
const PATTERNS: &[(&str, &str)] = &[
    (r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b", "an AWS key id"),
    (r#"(?i)secret_?access_?key["']?\s*[=:,]\s*["']?([A-Za-z0-9/+]{40})\b"#, "an AWS secret"),
    (r"-----BEGIN (?:RSA |EC )?PRIVATE KEY-----(?:\\n|\s)+[A-Za-z0-9+/=]{40}", "a private key"),
    (r"\bya29\.[A-Za-z0-9_-]{20,}", "a Google access token"),
    (r"\bAIza[A-Za-z0-9_-]{35}\b", "a Google API key"),
    (r"\bgh[pousr]_[A-Za-z0-9]{36}\b", "a GitHub token"),
    (r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}", "a signed token"),
];

static COMPILED: LazyLock<Vec<(Regex, &str)>> =
    LazyLock::new(|| PATTERNS.iter().map(|(pattern, what)| (Regex::new(pattern).unwrap(), *what)).collect());

fn looks_live(text: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for (pattern, what) in COMPILED.iter() {
        for matched in pattern.find_iter(text) {
            let matched = matched.as_str();
            let says_so =
                ["EXAMPLE", "DEMO", "XOAPDEM", "TEST"].iter().any(|word| matched.to_ascii_uppercase().contains(word));
            if !says_so && !PUBLISHED.contains(&matched) {
                found.push((*what, matched.chars().take(24).collect()));
            }
        }
    }
    found
}

#[test]
fn nothing_looks_like_a_live_credential() {
    let mut places = Vec::new();
    // This file holds the patterns themselves.
    for file in all().iter().filter(|f| f.path != "tests/tidy/secrets.rs") {
        places.extend(looks_live(file.text()).iter().map(|(what, text)| format!("{}: {what}: {text}…", file.path)));
    }
    none("something looks like a live credential", places);
}

#[test]
fn the_search_finds_what_it_is_for() {
    for text in [
        "AKIAZZZZYYYYXXXXWWWW",
        "aws_secret_access_key = abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7",
        r"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7",
        "ya29.a0AfH6SMBx0123456789abcdef",
    ] {
        assert_eq!(looks_live(text).len(), 1, "{text}");
    }
    for text in ["AKIAIOSFODNN7EXAMPLE", "ASIAY34FZKBOKMUTVV7A", "-----BEGIN PRIVATE KEY-----", "•••• 40 characters"]
    {
        assert!(looks_live(text).is_empty(), "{text}");
    }
}
