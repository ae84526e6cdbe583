//! `~/.aws/credentials` and `~/.aws/config`: profiles, and which of them hold a key.
//!
//! In: text. Out: a [`Parsed`] for every profile that is meant to sign in. Only a static pair can become a connection;
//! the other kinds are named and explained. Nothing that a profile names is run, read or contacted.

use onboard_core::finding::Severity;
use onboard_core::provider::Parsed;

use super::ini::{self, Section};
use super::{Found, Origin, line_number};

const KIND: &str = "credentials-file";
const ID: &str = "aws_access_key_id";
const SECRET: &str = "aws_secret_access_key";
const WAYS_IN: &[&str] = &[
    ID,
    SECRET,
    "role_arn",
    "credential_process",
    "web_identity_token_file",
    "sso_session",
    "sso_start_url",
    "sso_account_id",
];

/// Reads profiles.
pub fn read(text: &str, from: &Origin<'_>) -> Vec<Parsed> {
    let profiles = profiles(text);
    profiles.iter().filter_map(|profile| one(profile, &profiles, from)).collect()
}

/// The profiles of a text: `[x]` and `[profile x]` of one name are one, and `[x]` wins, as the credentials file does.
fn profiles(text: &str) -> Vec<Section> {
    let mut profiles: Vec<Section> = Vec::new();
    let mut sections = ini::read(text);
    // Those with the prefix first, so that the ones without replace their values.
    sections.sort_by_key(|s| !s.name.starts_with("profile "));
    for mut section in sections {
        let name = section.name.strip_prefix("profile ").unwrap_or(&section.name);
        if section.name.starts_with("sso-session ") || section.name.starts_with("services ") {
            continue;
        }
        section.name = name.trim_matches(['"', '\'']).to_owned();
        match profiles.iter_mut().find(|p| p.name == section.name) {
            Some(profile) => {
                profile.properties.retain(|p| section.get(&p.name).is_none());
                profile.properties.extend(section.properties);
            }
            None => profiles.push(section),
        }
    }
    profiles.sort_by_key(|p| p.line);
    profiles
}

fn one(profile: &Section, all: &[Section], from: &Origin<'_>) -> Option<Parsed> {
    if !WAYS_IN.iter().any(|name| profile.get(name).is_some()) {
        return None;
    }
    let mut found = Found::new(KIND);
    found.label = Some(profile.name.clone()).filter(|n| !n.is_empty());
    for (field, names) in FIELDS {
        let Some(property) = names.iter().find_map(|name| profile.get(name)) else { continue };
        found.put(field, &property.value, from.in_profile(&profile.name, property.line));
        if let Some(earlier) = property.replaces {
            let values: &[(&str, &str)] = &[("name", &property.name), ("line", &earlier.to_string())];
            let finding = from.finding("aws-value-twice", Severity::Warning, Some(field), values);
            found.findings.push(finding.at(line_number(property.line), None));
        }
    }
    for name in ["endpoint_url", "ca_bundle"] {
        if let Some(property) = profile.get(name) {
            let finding = from.finding("aws-host-ignored", Severity::Warning, None, &[("name", name)]);
            found.findings.push(finding.at(line_number(property.line), None));
        }
    }
    if profile.get(ID).is_some() && profile.get(SECRET).is_some() {
        if let Some(role) = profile.get("role_arn") {
            let finding = from.finding("aws-profile-also-role", Severity::Warning, None, &[("role", &role.value)]);
            found.findings.push(finding.at(line_number(role.line), None));
        }
        return Some(found.usable(from));
    }
    let (code, line, values) = explained(profile, all);
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    found.findings.push(from.finding(code, Severity::Error, None, &values).at(line_number(line), None));
    Some(found.unusable())
}

const FIELDS: &[(&str, &[&str])] = &[
    ("access_key_id", &[ID]),
    ("secret_access_key", &[SECRET]),
    ("session_token", &["aws_session_token", "aws_security_token"]),
    ("region", &["region"]),
    ("expiration", &["x_security_token_expires", "aws_session_expiration", "aws_expiration", "expiration"]),
];

type Explanation = (&'static str, usize, Vec<(&'static str, String)>);

/// Why a profile cannot become a connection.
fn explained(profile: &Section, all: &[Section]) -> Explanation {
    let name = ("profile", profile.name.clone());
    if let Some(process) = profile.get("credential_process") {
        return ("aws-profile-process", process.line, vec![name]);
    }
    if let Some(file) = profile.get("web_identity_token_file") {
        return ("aws-profile-web-identity", file.line, vec![name]);
    }
    if let Some(role) = profile.get("role_arn") {
        let source = profile.get("source_profile").or(profile.get("credential_source"));
        let source = source.map_or_else(|| "?".to_owned(), |s| s.value.clone());
        let values = vec![name, ("role", role.value.clone()), ("source", source)];
        let code = if is_loop(profile, all) { "aws-profile-loop" } else { "aws-profile-role" };
        return (code, role.line, values);
    }
    if let Some(sso) = ["sso_session", "sso_start_url", "sso_account_id"].iter().find_map(|n| profile.get(n)) {
        return ("aws-profile-sso", sso.line, vec![name]);
    }
    ("aws-profile-incomplete", profile.line, vec![name])
}

/// True when the chain of source profiles comes back to one that was passed. A profile may name itself as the source
/// when it holds a key of its own.
fn is_loop(profile: &Section, all: &[Section]) -> bool {
    let mut seen = vec![profile.name.as_str()];
    let mut current = profile;
    while let Some(source) = current.get("source_profile") {
        if seen.contains(&source.value.as_str()) {
            return true;
        }
        seen.push(&source.value);
        match all.iter().find(|p| p.name == source.value) {
            Some(next) => current = next,
            None => return false,
        }
    }
    false
}
