//! The requests of a check, without sending any.

use onboard_core::endpoints::Endpoints;
use onboard_core::field::Fields;
use onboard_core::probe::PlannedCall;
use onboard_core::requirement::{Catalogue, Choice};

use super::registered;
use super::urls::{Call, Scope, Urls};
use crate::azure::credential::ServicePrincipal;

/// The requests in their order; those that an earlier answer must call for are marked.
pub(crate) fn plan(
    principal: &ServicePrincipal,
    _: &Catalogue,
    choice: &Choice,
    _: &Fields,
    endpoints: &Endpoints,
) -> Vec<PlannedCall> {
    let urls = Urls { endpoints, cloud: principal.cloud };
    let group = principal.build_resource_group.clone();
    let scope = Scope { subscription: principal.subscription.clone().unwrap_or_default(), group };
    // Without a subscription, the rest is asked only when exactly one is found.
    let open = principal.subscription.is_none();
    let mut calls: Vec<(Call, bool)> = vec![(urls.token(&principal.tenant), false)];
    if open {
        calls.push((urls.subscriptions(), false));
    }
    calls.push((urls.subscription(&scope), open));
    calls.push((urls.permissions(&scope.whole()), open));
    if scope.group.is_some() {
        calls.push((urls.permissions(&scope), open));
    }
    calls.push((urls.deny_assignments(&scope), open));
    // Asked only when the token names its owner.
    calls.push((urls.role_assignments(&scope, ""), true));
    calls.extend(registered::needed(choice).into_iter().map(|(_, namespace)| (urls.provider(&scope, namespace), open)));
    let planned = |(call, conditional): (Call, bool)| PlannedCall {
        label: call.label.to_owned(),
        service: call.service.to_owned(),
        host: call.host(),
        intent: call.intent,
        conditional,
    };
    calls.into_iter().map(planned).collect()
}
