//! Stage 4: who the service principal is, and what its roles allow.
//!
//! In: the credential, the requirements, a transport. Out: stages, the principal, evidence, preconditions. Two steps:
//! sign in; then, side by side, read the subscription, the permissions on it (and on the resource group that builds stay
//! in), deny assignments, roles, and the state of each resource provider that builds use. Where no subscription is
//! given, the list of them stands between. Nothing is changed anywhere.

mod arm;
mod deny;
mod entra;
mod errors;
mod grants;
mod identity;
mod pages;
mod plan;
mod registered;
mod roles;
mod rows;
mod subscription;
mod tell;
mod token;
mod urls;

use futures_util::future::join_all;
use futures_util::join;
use onboard_core::probe::{Event, Halt, Principal, Probe};
use onboard_core::requirement::Choice;

use self::arm::{Arm, Fault, Good};
use self::pages::Listed;
use self::subscription::{Context, Found};
use self::token::Owner;
use self::urls::{Scope, Urls};
use super::credential::ServicePrincipal;

pub(super) use self::plan::plan;
pub(super) use self::registered::NAMESPACES;
pub(super) use self::rows::DENY_ASSIGNMENT;
pub(super) use self::urls::RULES;

/// Asks, and tells events.
pub(super) async fn probe(principal: &ServicePrincipal, probe: &Probe) -> Result<(), Halt> {
    let target = |name: &str, value: &str| probe.tell(Event::Target(name.to_owned(), value.to_owned()));
    // Known before anybody is asked, and needed to put right a sign-in that fails.
    target("tenant_id", &principal.tenant);
    target("client_id", &principal.client);
    let session = token::sign_in(principal, probe).await?;
    let owner = session.owner;
    probe.tell(Event::Principal(Principal {
        id: owner.client.clone().unwrap_or_else(|| principal.client.clone()),
        kind: "service-principal".to_owned(),
        account: Some(owner.tenant.clone().unwrap_or_else(|| principal.tenant.clone())),
    }));
    if let Some(object) = &owner.object {
        target("object_id", object);
    }
    let arm = Arm::new(probe, session.token);
    let urls = Urls { endpoints: &probe.endpoints, cloud: principal.cloud };
    let subscription = match &principal.subscription {
        Some(id) => id.clone(),
        None => match subscription::find(&arm, &urls).await {
            Found::One(id) => id,
            Found::End(halt) => return Err(halt),
            Found::None(evidence) => {
                probe.catalogue.iter().for_each(|r| probe.evidence(&r.id, evidence.clone()));
                return Ok(());
            }
        },
    };
    target("subscription_id", &subscription);
    let scope = Scope { subscription, group: principal.build_resource_group.clone() };
    Check { arm, urls, scope, owner }.run().await
}

fn builds_images(choice: &Choice) -> bool {
    choice.purposes.iter().any(|p| p == "image-management")
}

/// One run after the sign-in.
struct Check<'a> {
    arm: Arm<'a>,
    urls: Urls<'a>,
    scope: Scope,
    owner: Owner,
}

type List = Result<Listed, Box<Fault>>;

/// What the answers about roles are.
struct Answers {
    subscription: Result<Good, Box<Fault>>,
    /// The permissions on the whole subscription.
    whole: List,
    /// The permissions on the resource group that builds stay in.
    group: Option<List>,
    denials: List,
    /// The role assignments; nothing when the token does not name its owner.
    roles: Option<List>,
}

impl Check<'_> {
    fn probe(&self) -> &Probe {
        self.arm.probe
    }

    fn say(&self, id: &str, values: &[(&str, &str)]) -> String {
        self.probe().speech.say(id, values)
    }

    async fn run(&self) -> Result<(), Halt> {
        // Each part tells what it found as soon as it has it: a run that is stopped keeps that.
        let namespaces = registered::needed(&self.probe().choice);
        let providers = join_all(namespaces.into_iter().map(|(id, namespace)| self.look_at(id, namespace)));
        let (ended, _) = join!(self.judge(), providers);
        ended
    }

    /// One resource provider.
    async fn look_at(&self, id: &str, namespace: &str) {
        let answer = self.arm.get(&self.urls.provider(&self.scope, namespace)).await;
        let (subscription, speech) = (&self.scope.subscription, &self.probe().speech);
        let precondition = registered::precondition(id, namespace, subscription, &answer, speech);
        self.probe().tell(Event::Precondition(precondition));
    }

    /// The subscription and what may be done in it.
    async fn judge(&self) -> Result<(), Halt> {
        let answers = self.ask().await;
        let lists = [answers.group.as_ref(), Some(&answers.whole)];
        let lists: Vec<&List> = lists.into_iter().flatten().collect();
        let missing_group = answers.group.as_ref().and_then(|list| list.as_ref().err()).filter(|f| is_missing_group(f));
        let context = Context {
            scope: &self.scope,
            answer: &answers.subscription,
            missing_group: missing_group.map(AsRef::as_ref),
            has_role: lists.iter().any(|l| l.as_ref().is_ok_and(|listed| !listed.items.is_empty())),
            lists_read: lists.iter().any(|l| l.is_ok()),
        };
        subscription::tell(&self.arm, &context);
        self.tell(&answers);
        // The permissions are the heart of the check: when none of their lists got through, the run ends as unreachable.
        let faults: Option<Vec<&Fault>> = lists.iter().map(|l| l.as_ref().err().map(AsRef::as_ref)).collect();
        match faults.as_deref() {
            Some([fault, ..]) if faults.iter().flatten().all(|f| f.is_on_the_way()) => {
                Err(subscription::ended(fault, &self.urls.permissions(&self.scope), self.probe()))
            }
            _ => Ok(()),
        }
    }

    async fn ask(&self) -> Answers {
        let (arm, urls, scope) = (&self.arm, &self.urls, &self.scope);
        let group = async {
            match &scope.group {
                Some(_) => Some(pages::list(arm, &urls.permissions(scope)).await),
                None => None,
            }
        };
        let roles = async {
            match &self.owner.object {
                Some(own) => Some(pages::list(arm, &urls.role_assignments(scope, own)).await),
                None => None,
            }
        };
        let (one, permissions) = (urls.subscription(scope), urls.permissions(&scope.whole()));
        let denials = urls.deny_assignments(scope);
        let (subscription, whole, group, denials, roles) =
            join!(arm.get(&one), pages::list(arm, &permissions), group, pages::list(arm, &denials), roles);
        Answers { subscription, whole, group, denials, roles }
    }
}

fn is_missing_group(fault: &Fault) -> bool {
    fault.is_not_found() && fault.cause == "azure-resource-group-not-found"
}

#[cfg(test)]
mod tests;
