//! Stage 4: sign in, read, simulate, dry-run.
//!
//! In: a key and what is to be tested. Out: events. One sign-in; then the simulation and four real reads at the same
//! time; then the dry runs. A simulated answer is told only once EC2 has accepted the credential in the region, so
//! that nothing looks granted where nothing can be built.

pub mod call;
pub mod denial;
pub mod dryrun;
pub mod errors;
pub mod form;
pub mod identity;
pub mod outcome;
pub mod reads;
pub mod simulate;
pub mod sts;
pub mod xml;

use async_trait::async_trait;
use futures_util::join;
use onboard_core::endpoints::Endpoints;
use onboard_core::evidence::Method as How;
use onboard_core::field::Fields;
use onboard_core::guard::{Demand, Rule};
use onboard_core::probe::{Event, Halt, PlannedCall, Probe};
use onboard_core::provider::Credential;
use onboard_core::requirement::{Catalogue, Choice, Requirement};
use onboard_core::transport::{Intent, Method};

use self::call::Caller;
use self::form::Values;
use self::reads::Found;
use crate::aws::region::{Region, Service};
use crate::aws::{AccessKey, copy_regions};

const fn post(service: &'static str, intent: Intent, form: &'static [Demand]) -> Rule {
    Rule { service, intent, method: Method::Post, path_end: "", form }
}

/// The requests that change nothing.
pub const RULES: &[Rule] = &[
    post("aws.sts", Intent::Login, &[Demand::Is("Action", "GetCallerIdentity")]),
    post("aws.iam", Intent::PermissionTest, &[Demand::Is("Action", "SimulatePrincipalPolicy")]),
    post("aws.iam", Intent::Read, &[Demand::Is("Action", "GetRole")]),
    post("aws.ec2", Intent::Read, &[Demand::StartsWith("Action", &["Describe"])]),
    post("aws.ec2", Intent::DryRun, &[Demand::Is("DryRun", "true")]),
];

fn is_read(requirement: &Requirement) -> bool {
    requirement.methods.first() == Some(&How::ReadCall) && requirement.permission.starts_with("ec2:")
}

fn needs_ec2(catalogue: &Catalogue) -> bool {
    catalogue.iter().any(|r| is_read(r) || dryrun::is_dry_run(r))
}

fn needs_simulation(catalogue: &Catalogue) -> bool {
    catalogue.iter().any(|r| r.methods.contains(&How::PolicySimulation))
}

#[async_trait]
impl Credential for AccessKey {
    fn plan(
        &self,
        catalogue: &Catalogue,
        _choice: &Choice,
        fields: &Fields,
        endpoints: &Endpoints,
    ) -> Vec<PlannedCall> {
        let mut plan = Plan { endpoints, calls: Vec::new() };
        plan.add(Service::Sts, &self.region, "GetCallerIdentity", Intent::Login, false);
        let home = self.region.home();
        if home != self.region && !endpoints.overrides(Service::Sts.id()) {
            plan.add(Service::Sts, &home, "GetCallerIdentity", Intent::Login, true);
        }
        if needs_simulation(catalogue) {
            plan.add(Service::Iam, &self.region, "SimulatePrincipalPolicy", Intent::PermissionTest, false);
            if self.token.is_some() {
                plan.add(Service::Iam, &self.region, "GetRole", Intent::Read, true);
            }
        }
        if needs_ec2(catalogue) {
            for action in reads::READS {
                plan.add(Service::Ec2, &self.region, action, Intent::Read, false);
            }
            plan.add(Service::Ec2, &self.region, "DescribeSubnets", Intent::Read, true);
        }
        let values = Values { found: &Found::default(), key: self, account: None };
        for task in dryrun::tasks(catalogue, &self.region, &copy_regions(fields), &values) {
            plan.add(Service::Ec2, &task.query.region, &task.query.action, Intent::DryRun, false);
        }
        plan.calls
    }

    async fn probe(&self, probe: &Probe) -> Result<(), Halt> {
        let (who, account) = identity::sign_in(probe, self).await?;
        let caller = Caller { transport: probe.transport.as_ref(), endpoints: &probe.endpoints, key: self };
        let ec2 = async {
            if needs_ec2(&probe.catalogue) { reads::read_all(probe, &caller).await } else { Ok(Found::default()) }
        };
        let (found, simulation) = join!(ec2, simulate::simulate(probe, &caller, &who));
        let found = found?;
        for (requirement, evidence) in simulation.evidence {
            probe.evidence(&requirement, evidence);
        }
        for excess in simulation.excess {
            probe.tell(Event::Excess(excess));
        }
        let values = Values { found: &found, key: self, account: account.as_deref() };
        dryrun::run(probe, &caller, &copy_regions(&probe.fields), &values).await
    }
}

struct Plan<'a> {
    endpoints: &'a Endpoints,
    calls: Vec<PlannedCall>,
}

impl Plan<'_> {
    fn add(&mut self, service: Service, region: &Region, action: &str, intent: Intent, conditional: bool) {
        let base = self.endpoints.base(service.id(), &region.endpoint(service).0);
        let host = url::Url::parse(&base).ok().and_then(|u| u.host_str().map(str::to_owned)).unwrap_or(base);
        let label = format!("{}:{action}", service.name());
        self.calls.push(PlannedCall { label, service: service.id().to_owned(), host, intent, conditional });
    }
}

#[cfg(test)]
mod tests;
