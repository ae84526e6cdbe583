//! Service Usage: which APIs are enabled.
//!
//! In: a call with `names`. Out: their states.

use serde_json::{Value, json};

use super::error::{Fault, invalid};
use super::permissions::holds;
use super::{Call, Result, is_enabled, is_own};
use crate::cloud::cut;
use crate::story::COMMON;

pub(crate) fn batch(call: &Call<'_>, project: &str) -> Result {
    if !is_own(project) || !holds(call.scene, "serviceusage.services.get") {
        let message = format!("Permission denied to get service [projects/{}/services]", cut(project));
        return Err(Fault::new(403, "PERMISSION_DENIED", &message));
    }
    let form = url::form_urlencoded::parse(call.ask.query.as_bytes());
    let names: Vec<String> = form.filter(|(name, _)| name == "names").map(|(_, value)| value.into_owned()).collect();
    if names.is_empty() || names.len() > 30 {
        return Err(invalid("The request needs between 1 and 30 names."));
    }
    let services = names.iter().map(|name| state(call, project, name)).collect::<std::result::Result<Vec<_>, _>>()?;
    Ok(json!({ "services": services }))
}

fn state(call: &Call<'_>, project: &str, name: &str) -> Result {
    let api = name
        .strip_prefix("projects/")
        .and_then(|rest| rest.split_once("/services/"))
        .filter(|(parent, api)| *parent == project && api.ends_with(".googleapis.com"))
        .map(|(_, api)| api)
        .ok_or_else(|| invalid(&format!("Invalid service name: {}", cut(name))))?;
    let state = if is_enabled(call.scene, api) { "ENABLED" } else { "DISABLED" };
    let number = &COMMON.google.number;
    Ok(json!({
        "name": format!("projects/{number}/services/{api}"),
        "config": Value::Object([("name".to_owned(), api.into())].into_iter().collect()),
        "state": state,
        "parent": format!("projects/{number}")
    }))
}
