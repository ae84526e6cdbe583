//! Forms of dry runs: the catalogue's template, filled with what the account has.
//!
//! In: a requirement's `probe` table. Out: parameters beside Action, Version and DryRun. `{name|fallback}` is replaced
//! by the value of that name, else by the fallback; without either the parameter is left out.

use onboard_core::requirement::Requirement;

use super::reads::Found;
use crate::aws::AccessKey;

/// What the placeholders stand for.
pub struct Values<'a> {
    /// What the account has.
    pub found: &'a Found,
    /// The key, for the region and for the names.
    pub key: &'a AccessKey,
    /// The account, when it is known.
    pub account: Option<&'a str>,
}

impl Values<'_> {
    fn of(&self, name: &str) -> Option<String> {
        match name {
            "subnet" => self.found.subnet.clone(),
            "vpc" => self.found.vpc.clone(),
            "group" => self.found.group.clone(),
            "image" => self.found.image.clone(),
            "zone" => Some(self.found.zone.clone().unwrap_or_else(|| format!("{}a", self.key.region.name()))),
            "region" => Some(self.key.region.name().to_owned()),
            "account" => self.account.map(str::to_owned),
            "name" => Some(probe_name(&self.key.id)),
            _ => None,
        }
    }
}

/// The name that probes carry. It comes from the key id and not from chance, so that the same check sends the same
/// requests.
#[must_use]
pub fn probe_name(key_id: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, key_id.as_bytes());
    format!("xoap-probe-{}", hex::encode(&digest.as_ref()[..4]))
}

/// Parameters of the first request.
#[must_use]
pub fn filled(requirement: &Requirement, values: &Values<'_>) -> Vec<(String, String)> {
    let sent = |key: &str| key != "at" && key != "scope" && !key.starts_with(AGAIN);
    let pairs = requirement.probe.iter().filter(|(key, _)| sent(key));
    pairs.filter_map(|(key, template)| Some((key.clone(), fill(template, values)?))).collect()
}

const AGAIN: &str = "again:";

/// Parameters of a second request, when the catalogue names other values and the account has them.
#[must_use]
pub fn second(requirement: &Requirement, values: &Values<'_>) -> Option<Vec<(String, String)>> {
    let mut form = filled(requirement, values);
    let mut changed = false;
    for (key, template) in &requirement.probe {
        let Some(key) = key.strip_prefix(AGAIN) else { continue };
        let value = fill(template, values)?;
        changed = true;
        match form.iter_mut().find(|(k, _)| k == key) {
            Some(pair) => pair.1 = value,
            None => form.push((key.to_owned(), value)),
        }
    }
    changed.then_some(form)
}

fn fill(template: &str, values: &Values<'_>) -> Option<String> {
    let Some(inner) = template.strip_prefix('{').and_then(|t| t.strip_suffix('}')) else {
        return Some(template.to_owned());
    };
    match inner.split_once('|') {
        Some((name, fallback)) => Some(values.of(name).unwrap_or_else(|| fallback.to_owned())),
        None => values.of(inner),
    }
}
