//! Shared VPC: may the account use the subnet of the host project?
//!
//! In: host project, subnet and region of the settings. Out: evidence for the rows of the option `shared-vpc`.
//! A grant may stand on the subnet or on the whole host project, so the subnet is asked first. What the account
//! may do in its own project says nothing here.

use onboard_core::evidence::{Evidence, Method as Proof};

use super::api;
use super::permissions::{self, Said, Tested};
use super::Check;
use crate::google::Target;
use crate::google::services::{Call, Urls};

/// What came of asking.
pub(super) struct Shared {
    subnet: Option<Tested>,
    host: Option<Tested>,
}

/// Asks on the subnet, and on the host project where that did not grant everything.
pub(super) async fn test(check: &Check<'_>, ask_projects: bool) -> Shared {
    let requirements = check.requirements("subnet");
    let names: Vec<&str> = requirements.iter().map(|r| r.permission.as_str()).collect();
    let mut shared = Shared { subnet: None, host: None };
    let Some(host) = check.target.host_project.as_deref().filter(|_| !names.is_empty()) else { return shared };
    if let Some(call) = subnet_call(&check.target, &check.urls()) {
        shared.subnet = Some(permissions::test(&check.api, &call, &names).await);
    }
    let all = shared.subnet.as_ref().is_some_and(|t| names.iter().all(|n| t.granted.contains(*n)));
    if !all && ask_projects {
        shared.host = Some(permissions::test(&check.api, &check.urls().test_project(host), &names).await);
    }
    shared
}

fn subnet_call(target: &Target, urls: &Urls<'_>) -> Option<Call> {
    let (subnet, region) = target.subnet.as_ref()?;
    Some(urls.test_subnet(target.host_project.as_deref()?, region.as_deref()?, subnet))
}

/// The calls that [`test`] may send.
pub(super) fn plan(target: &Target, urls: &Urls<'_>) -> Vec<(Call, bool)> {
    let Some(host) = &target.host_project else { return Vec::new() };
    let subnet = subnet_call(target, urls);
    let conditional = subnet.is_some();
    subnet.map(|call| (call, false)).into_iter().chain([(urls.test_project(host), conditional)]).collect()
}

impl Shared {
    /// Tells the evidence.
    pub(super) fn tell(&self, check: &Check<'_>) {
        for requirement in check.requirements("subnet") {
            check.probe.evidence(&requirement.id, self.evidence(&requirement.permission, check));
        }
    }

    fn evidence(&self, permission: &str, check: &Check<'_>) -> Evidence {
        let said = |tested: &Option<Tested>| tested.as_ref().map(|t| t.of(permission).decided(""));
        let granted = |tested: &Option<Tested>| {
            tested.as_ref().is_some_and(|t| matches!(t.of(permission), Said::Granted(_)))
        };
        let Some(host) = check.target.host_project.as_deref() else {
            let reason = check.say("google-host-project-missing", &[]);
            return Evidence::failed(Proof::PermissionTest, "setting-missing", reason);
        };
        // A grant on the host project holds on its subnets; a grant on the subnet is enough by itself.
        for tested in [&self.subnet, &self.host] {
            if let (true, Some(evidence)) = (granted(tested), said(tested)) {
                return evidence;
            }
        }
        let subnet = check.target.subnet.as_ref().map(|(subnet, _)| subnet.as_str()).unwrap_or_default();
        let values = [("host", host), ("subnet", subnet)];
        match (self.subnet.as_ref().map(|t| t.of(permission)), self.host.as_ref().map(|t| t.of(permission))) {
            (Some(said @ Said::NotGranted(_)), _) => said.decided(&check.say("google-refused-on-subnet", &values)),
            (Some(Said::Nothing(fault)), _) => fault.evidence(Proof::PermissionTest),
            (None, Some(Said::NotGranted(meta))) => {
                let reason = check.say("google-subnet-not-tested", &values);
                api::with(Evidence::failed(Proof::PermissionTest, "project-level-only", reason), meta)
            }
            (None, Some(Said::Nothing(fault))) => fault.evidence(Proof::PermissionTest),
            _ => {
                let reason = check.say("google-subnet-not-tested", &values);
                Evidence::failed(Proof::PermissionTest, "not-tested", reason)
            }
        }
    }
}
