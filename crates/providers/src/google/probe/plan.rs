//! The requests of a check, without sending any.

use onboard_core::endpoints::Endpoints;
use onboard_core::field::Fields;
use onboard_core::probe::PlannedCall;
use onboard_core::requirement::{Catalogue, Choice};

use super::{api, apis, place, shared};
use crate::google::key_file::other_universe;
use crate::google::services::{self, Call, Urls};
use crate::google::{GoogleCredential, Target};

/// The requests in their order; those that an earlier answer may call for are marked.
pub(super) fn plan(
    credential: &GoogleCredential,
    catalogue: &Catalogue,
    choice: &Choice,
    fields: &Fields,
    endpoints: &Endpoints,
) -> Vec<PlannedCall> {
    let target = Target::of(fields);
    let urls = Urls { endpoints };
    let universe = other_universe(credential.universe.as_deref());
    if universe.is_some() && !services::ALL.iter().all(|s| endpoints.overrides(s.id)) {
        return Vec::new();
    }
    let has = |at: &str| catalogue.iter().any(|r| place(r) == at);
    let mut calls: Vec<(Call, bool)> = vec![(urls.token(), false)];
    if has("project") || has("service-account") {
        calls.push((urls.test_project(&target.project), false));
    }
    calls.push((urls.test_project(&target.project), false));
    calls.push((urls.compute_project(&target.project), false));
    if let Some(network) = target.network(choice) {
        calls.push((urls.network(&target.project, network), false));
    }
    calls.push((urls.enabled(&target.project, &apis(choice)), false));
    if has("subnet") {
        calls.extend(shared::plan(&target, &urls));
    }
    calls.push((urls.read_project(&target.project), true));
    if has("service-account") {
        calls.push((urls.test_account(target.service_account.as_deref().unwrap_or("default")), true));
    }
    calls
        .into_iter()
        .map(|(call, conditional)| PlannedCall {
            label: call.label.to_owned(),
            service: call.service.id.to_owned(),
            host: api::host(&call.url),
            intent: call.intent,
            conditional,
        })
        .collect()
}
