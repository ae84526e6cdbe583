//! Resource Manager: which permissions on a project, and what the project is.
//!
//! In: a call. Out: JSON, in version 1 or 3.

use serde_json::json;

use super::error::caller_has_no_permission;
use super::permissions::{asked, granted, holds};
use super::routes::Version;
use super::{Call, Result, is_own};
use crate::story::COMMON;

/// What the service account has on the host project of a shared network.
const ON_HOST: [&str; 2] = ["compute.subnetworks.use", "compute.subnetworks.useExternalIp"];

/// Needs no permission itself. Of a project that is not there, or is somebody else's, nothing is granted.
pub(crate) fn test(call: &Call<'_>, project: &str) -> Result {
    let names = asked(call.ask, |_| true)?;
    let has = |name: &String| match project {
        own if is_own(own) => holds(call.scene, name),
        host if host == COMMON.google.host_project => ON_HOST.contains(&name.as_str()) && holds(call.scene, name),
        _ => false,
    };
    Ok(granted(names.into_iter().filter(has)))
}

pub(crate) fn get(call: &Call<'_>, project: &str, version: Version) -> Result {
    if !is_own(project) || !holds(call.scene, "resourcemanager.projects.get") {
        return Err(caller_has_no_permission());
    }
    let google = &COMMON.google;
    Ok(match version {
        Version::One => json!({
            "projectNumber": google.number,
            "projectId": google.project,
            "lifecycleState": "ACTIVE",
            "name": "XOAP demo",
            "createTime": "2026-01-05T08:00:00.000Z"
        }),
        Version::Three => json!({
            "name": format!("projects/{}", google.number),
            "projectId": google.project,
            "state": "ACTIVE",
            "displayName": "XOAP demo",
            "createTime": "2026-01-05T08:00:00.000Z"
        }),
    })
}
