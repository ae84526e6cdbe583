//! Stage 4: who the key is, and what it may do.
//!
//! In: the key, the requirements, a transport. Out: stages, the principal, evidence, preconditions. Six or seven
//! requests in the usual case: sign in; ask for all permissions at once; then, side by side, ask for the
//! permissions that tell roles apart, read the project, its network and its services; then ask on the
//! service account, where the project alone does not decide. Nothing is changed anywhere.

mod api;
mod errors;
mod permissions;
mod plan;
mod project;
mod shared;
mod tell;
mod token;

use async_trait::async_trait;
use futures_util::join;
use onboard_core::endpoints::Endpoints;
use onboard_core::evidence::{Evidence, Method as Proof};
use onboard_core::field::Fields;
use onboard_core::network::{self, StageName, StageResult};
use onboard_core::probe::{EndingKind, Event, Halt, PlannedCall, Principal, Probe};
use onboard_core::provider::Credential;
use onboard_core::requirement::{Catalogue, Choice, Requirement};

use self::api::{Api, Fault, FaultKind, Good};
use self::permissions::{Said, Tested};
use self::project::{Alive, ComputeProject};
use super::key_file::other_universe;
use super::names::{Account, account_kind, email_project};
use super::services::{self, Urls};
use super::{GoogleCredential, Target};

/// Granted by the published role for builds and not by the basic role Editor: tells the two apart.
const ROLE_MARKERS: &[&str] = &["compute.disks.setIamPolicy", "compute.machineImages.createTagBinding"];
/// The same for the role of the option `export`.
const STORAGE_MARKERS: &[&str] = &["storage.buckets.setIpFilter", "storage.anywhereCaches.create"];
/// What no build needs and what makes a stolen key worse, with the sentence that says why.
const EXCESS_MARKERS: &[(&str, &str)] = &[
    ("resourcemanager.projects.setIamPolicy", "google-excess-set-policy"),
    ("resourcemanager.projects.delete", "google-excess-delete-project"),
    ("iam.serviceAccountKeys.create", "google-excess-create-keys"),
];

#[async_trait]
impl Credential for GoogleCredential {
    fn plan(
        &self,
        catalogue: &Catalogue,
        choice: &Choice,
        fields: &Fields,
        endpoints: &Endpoints,
    ) -> Vec<PlannedCall> {
        plan::plan(self, catalogue, choice, fields, endpoints)
    }

    async fn probe(&self, probe: &Probe) -> Result<(), Halt> {
        let target = Target::of(&probe.fields);
        probe.tell(Event::Target("project".to_owned(), target.project.clone()));
        if let Some(halt) = self.foreign_universe(probe) {
            return Err(halt);
        }
        let token = token::sign_in(self, probe).await?;
        let account = match account_kind(&self.email) {
            Account::User(project) => Some(project),
            _ => self.project_id.clone(),
        };
        probe.tell(Event::Principal(Principal {
            id: self.email.clone(),
            kind: "service-account".to_owned(),
            account,
        }));
        Check { credential: self, probe, api: Api::new(probe, token), target }.run().await
    }
}

impl GoogleCredential {
    /// A key of another universe is sent nowhere unless a person says where each service is: its own file does not
    /// choose hosts (I10), and Google's would call a good key unknown.
    fn foreign_universe(&self, probe: &Probe) -> Option<Halt> {
        let universe = other_universe(self.universe.as_deref())?;
        if services::ALL.iter().all(|s| probe.endpoints.overrides(s.id)) {
            return None;
        }
        let reason = probe.speech.say("google-universe-not-contacted", &[("universe", universe)]);
        probe.stages([StageResult::failed(StageName::Context, "other-universe", reason.clone())]);
        Some(Halt { kind: EndingKind::Stopped, cause: "other-universe".to_owned(), reason })
    }
}

/// Where a requirement is tested: `project`, `service-account` or `subnet`.
fn place(requirement: &Requirement) -> &str {
    requirement.probe.get("on").map_or("project", String::as_str)
}

fn markers(choice: &Choice) -> Vec<&'static str> {
    let export = choice.options.iter().any(|o| o == "export");
    let storage = if export { STORAGE_MARKERS } else { &[] };
    let excess = EXCESS_MARKERS.iter().map(|(name, _)| name);
    ROLE_MARKERS.iter().chain(storage).chain(excess).copied().collect()
}

/// The services that must be enabled, by short name.
fn apis(choice: &Choice) -> Vec<&'static str> {
    let chosen = |option: &str| choice.options.iter().any(|o| o == option);
    let optional = [("iap", "iap"), ("os-login", "oslogin"), ("export", "storage")];
    let needed = optional.into_iter().filter(|(option, _)| chosen(option)).map(|(_, api)| api);
    ["compute", "iam", "cloudresourcemanager"].into_iter().chain(needed).collect()
}

fn builds_images(choice: &Choice) -> bool {
    choice.purposes.iter().any(|p| p == "image-management")
}

fn is_not_found<T>(answer: &Result<T, Box<Fault>>) -> bool {
    answer.as_ref().is_err_and(|fault| matches!(fault.kind, FaultKind::NotFound))
}

/// One run after the sign-in.
struct Check<'a> {
    credential: &'a GoogleCredential,
    probe: &'a Probe,
    api: Api<'a>,
    target: Target,
}

/// What the reads of a run say.
struct Facts {
    project: Result<Good, Box<Fault>>,
    network: Option<Result<Good, Box<Fault>>>,
    services: Result<Good, Box<Fault>>,
}

impl Check<'_> {
    fn urls(&self) -> Urls<'_> {
        Urls { endpoints: &self.probe.endpoints }
    }

    fn say(&self, id: &str, values: &[(&str, &str)]) -> String {
        self.probe.speech.say(id, values)
    }

    /// The requirements that are tested at this place.
    fn requirements(&self, at: &str) -> Vec<&Requirement> {
        self.probe.catalogue.iter().filter(|r| place(r) == at).collect()
    }

    async fn run(&self) -> Result<(), Halt> {
        let tested = self.test_permissions().await;
        // A project that is proved to exist makes "nothing is granted" a plain answer, which is told at once.
        let known = self.owns_project() || tested.as_ref().is_some_and(|t| !t.granted.is_empty());
        if known {
            self.tell_tested(tested.as_ref(), true);
        }
        let crm = tested.as_ref().map(|t| &t.answer);
        let ask_more = crm.is_none_or(|answer| answer.is_ok());
        let (marked, facts, subnet) =
            join!(self.test_markers(ask_more), self.read_facts(), shared::test(self, ask_more));
        let compute = facts.project.as_ref().ok().and_then(|good| ComputeProject::read(&good.body));
        let known = known || compute.is_some() || self.project_answers(tested.as_ref()).await;
        if !(self.owns_project() || tested.as_ref().is_some_and(|t| !t.granted.is_empty())) {
            self.tell_tested(tested.as_ref(), known);
        }
        self.tell_context(tested.as_ref(), &facts, known);
        self.tell_markers(tested.as_ref(), marked.as_ref());
        self.tell_reads(&facts, compute.as_ref(), known);
        let account = self.test_account(tested.as_ref(), compute.as_ref(), known).await;
        subnet.tell(self);
        self.tell_services(&facts, crm, &account);
        tested.map_or(Ok(()), |t| self.ending(&t))
    }

    /// The account that signed in lives in the project itself, so the project exists.
    fn owns_project(&self) -> bool {
        account_kind(&self.credential.email) == Account::User(email_project(&self.target.project))
    }

    async fn test_permissions(&self) -> Option<Tested> {
        let mut names: Vec<&str> = self.requirements("project").iter().map(|r| r.permission.as_str()).collect();
        names.extend(self.requirements("service-account").iter().map(|r| r.permission.as_str()));
        if names.is_empty() {
            return None;
        }
        Some(permissions::test(&self.api, &self.urls().test_project(&self.target.project), &names).await)
    }

    async fn test_markers(&self, ask: bool) -> Option<Tested> {
        if !ask {
            return None;
        }
        let call = self.urls().test_project(&self.target.project);
        Some(permissions::test(&self.api, &call, &markers(&self.probe.choice)).await)
    }

    async fn read_facts(&self) -> Facts {
        let (urls, project) = (self.urls(), &self.target.project);
        let (compute, services) = (urls.compute_project(project), urls.enabled(project, &apis(&self.probe.choice)));
        let network = self.target.network(&self.probe.choice).map(|network| urls.network(project, network));
        let network = async {
            match &network {
                Some(call) => Some(self.api.get(call).await),
                None => None,
            }
        };
        let (project, network, services) = join!(self.api.get(&compute), network, self.api.get(&services));
        Facts { project, network, services }
    }

    /// Asks the project service itself, where nothing else told whether the project exists.
    async fn project_answers(&self, tested: Option<&Tested>) -> bool {
        if !tested.is_some_and(Tested::is_empty_answer) {
            return false;
        }
        let answer = self.api.get(&self.urls().read_project(&self.target.project)).await;
        answer.is_ok_and(|good| good.body.get("projectId").is_some_and(serde_json::Value::is_string))
    }

    fn tell_tested(&self, tested: Option<&Tested>, known: bool) {
        let Some(tested) = tested else { return };
        let refusal = self.say("google-refused", &[("project", &self.target.project)]);
        for requirement in self.requirements("project") {
            let said = tested.of(&requirement.permission);
            let evidence = match self.ambiguous(tested, known) {
                Some(evidence) if !matches!(&said, Said::Nothing(fault) if matches!(fault.kind, FaultKind::InvalidName(_))) => evidence,
                _ => said.decided(&refusal),
            };
            self.probe.evidence(&requirement.id, evidence);
        }
    }

    /// Evidence that decides nothing, when the answer may mean "no permissions" as well as "no such project".
    fn ambiguous(&self, tested: &Tested, known: bool) -> Option<Evidence> {
        let unclear = match &tested.answer {
            Ok(_) => tested.granted.is_empty(),
            Err(fault) => matches!(fault.kind, FaultKind::NotFound) || fault.cause == "access-refused",
        };
        if known || !unclear {
            return None;
        }
        let reason = self.say("google-project-unknown", &[("project", &self.target.project)]);
        let mut evidence = Evidence::failed(Proof::PermissionTest, "project-unknown", reason);
        let meta = match &tested.answer {
            Ok(meta) => meta,
            Err(fault) => {
                evidence.code.clone_from(&fault.code);
                evidence.message.clone_from(&fault.message);
                &fault.meta
            }
        };
        Some(api::with(evidence, meta))
    }

    /// `actAs`: the project first, then the one service account that machines run as.
    async fn test_account(&self, tested: Option<&Tested>, compute: Option<&ComputeProject>, known: bool) -> Alive {
        let requirements = self.requirements("service-account");
        let Some(requirement) = requirements.first() else { return Alive::Unknown };
        let found = compute.and_then(|c| c.default_account.clone());
        let account = self.target.service_account.clone().or(found);
        if let Some(account) = &account {
            self.probe.tell(Event::Target("service_account_email".to_owned(), account.clone()));
        }
        let elsewhere = account.as_deref().is_some_and(|a| self.lives_elsewhere(a));
        let said = tested.map(|t| t.of(&requirement.permission));
        match said {
            Some(said @ Said::Granted(_)) if !elsewhere => {
                self.probe.evidence(&requirement.id, said.decided(""));
                return Alive::Unknown;
            }
            Some(Said::NotGranted(meta) | Said::Granted(meta)) => {
                let unclear = tested.and_then(|t| self.ambiguous(t, known));
                let reason = self.say("google-project-level-only", &[("project", &self.target.project)]);
                let open = || api::with(Evidence::failed(Proof::PermissionTest, "project-level-only", reason), meta);
                self.probe.evidence(&requirement.id, unclear.unwrap_or_else(open));
            }
            // The account is asked when the project says no; an account's no alone would hide a project's yes.
            Some(Said::Nothing(fault)) => {
                self.probe.evidence(&requirement.id, fault.evidence(Proof::PermissionTest));
                return Alive::Unknown;
            }
            None => {}
        }
        let Some(account) = account else { return Alive::Unknown };
        let on_account =
            permissions::test(&self.api, &self.urls().test_account(&account), &[requirement.permission.as_str()]).await;
        let refusal = self.say("google-refused-on-account", &[("account", &account)]);
        let mut evidence = on_account.of(&requirement.permission).decided(&refusal);
        if is_not_found(&on_account.answer) {
            evidence.cause = Some("service-account-unknown".to_owned());
            evidence.reason = Some(self.say("google-service-account-unknown", &[("account", &account)]));
        }
        self.probe.evidence(&requirement.id, evidence);
        Alive::of(&on_account.answer)
    }

    /// The account is one of another project, where permissions on this one say nothing.
    fn lives_elsewhere(&self, account: &str) -> bool {
        matches!(account_kind(account), Account::User(project) if project != email_project(&self.target.project))
    }

    /// The permission test is the heart of the check: without an answer to it, the run ends as unreachable.
    fn ending(&self, tested: &Tested) -> Result<(), Halt> {
        let Err(fault) = &tested.answer else { return Ok(()) };
        let call = self.urls().test_project(&self.target.project);
        let host = api::host(&call.url);
        match &fault.kind {
            FaultKind::Network(error) => Err(token::unreachable(error, &call, self.probe)),
            FaultKind::Impostor(response) => {
                self.probe.stages(network::intercepted(response, &fault.cause, &host, &self.probe.speech));
                let (cause, reason) = (fault.cause.clone(), fault.reason.clone());
                Err(Halt { kind: EndingKind::Unreachable, cause, reason })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
