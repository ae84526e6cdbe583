//! What the answers say beside the permissions: the project, its network, its services, roles that are too wide.

use onboard_core::evidence::{Evidence, Method as Proof};
use onboard_core::finding::Severity;
use onboard_core::network::{StageName, StageResult};
use onboard_core::probe::{Event, Excess, Precondition, PreconditionOutcome};

use super::api::{self, Fault, FaultKind, Good};
use super::permissions::Tested;
use super::project::{self, Alive, ComputeProject};
use super::{Check, EXCESS_MARKERS, Facts, ROLE_MARKERS, apis, builds_images, is_not_found};

impl Check<'_> {
    pub(super) fn tell_context(&self, tested: Option<&Tested>, facts: &Facts, known: bool) {
        let values = [("project", self.target.project.as_str())];
        let gone = is_not_found(&facts.project) || tested.is_some_and(|t| is_not_found(&t.answer));
        let unreachable = tested.is_some_and(|t| {
            t.answer.as_ref().is_err_and(|f| matches!(f.kind, FaultKind::Network(_) | FaultKind::Impostor(_)))
        });
        let stage = if known {
            StageResult::ok(StageName::Context, Some(self.say("google-context-ok", &values)))
        } else if gone {
            StageResult::failed(StageName::Context, "project-not-found", self.say("google-project-not-found", &values))
        } else if unreachable {
            StageResult::skipped(StageName::Context)
        } else {
            StageResult::warning(StageName::Context, "project-unknown", self.say("google-project-unknown", &values))
        };
        self.probe.stages([stage]);
    }

    pub(super) fn tell_markers(&self, tested: Option<&Tested>, marked: Option<&Tested>) {
        let Some(marked) = marked else { return };
        for (name, sentence) in EXCESS_MARKERS {
            if marked.granted.contains(*name) {
                let why = self.say(sentence, &[("project", &self.target.project)]);
                self.probe.tell(Event::Excess(Excess { permission: (*name).to_owned(), why }));
            }
        }
        let role = ROLE_MARKERS.iter().all(|name| marked.granted.contains(*name));
        let compute = self.requirements("project");
        let mut needed = compute.iter().filter(|r| r.permission.starts_with("compute.") && r.options.is_empty());
        let all = tested.is_some_and(|t| needed.all(|r| t.granted.contains(&r.permission)));
        if role && all && builds_images(&self.probe.choice) {
            let finding = self.probe.speech.finding("google-role-fits", Severity::Info, None, &[]);
            self.probe.tell(Event::Finding(finding));
        }
    }

    /// What the reads say about the permissions that they need, and about the project.
    pub(super) fn tell_reads(&self, facts: &Facts, compute: Option<&ComputeProject>, known: bool) {
        let named = |good: &Good| good.body.get("name").is_some_and(serde_json::Value::is_string);
        self.tell_read("compute.projects.get", &facts.project, compute.is_some());
        if let Some(answer) = &facts.network {
            self.tell_read("compute.networks.get", answer, answer.as_ref().is_ok_and(named));
            let name = self.target.network(&self.probe.choice).unwrap_or_default();
            let precondition = project::network(name, &self.target.project, known, answer, &self.probe.speech);
            self.probe.tell(Event::Precondition(precondition));
        }
        let listed = facts.services.as_ref().is_ok_and(|good| project::enabled(good).is_some());
        self.tell_read("serviceusage.services.get", &facts.services, listed);
        let os_login = compute.is_some_and(|c| c.os_login);
        if os_login && builds_images(&self.probe.choice) && !self.chosen("os-login") {
            let values = [("project", self.target.project.as_str())];
            let finding = self.probe.speech.finding("google-os-login-on", Severity::Warning, None, &values);
            self.probe.tell(Event::Finding(finding));
        }
        if self.target.host_project.is_some() && !self.chosen("shared-vpc") && builds_images(&self.probe.choice) {
            let finding = self.probe.speech.finding("google-shared-vpc-off", Severity::Info, Some("host_project"), &[]);
            self.probe.tell(Event::Finding(finding));
        }
    }

    fn chosen(&self, option: &str) -> bool {
        self.probe.choice.options.iter().any(|o| o == option)
    }

    /// Evidence from a read for the permission that it needs. A 404 says neither yes nor no.
    fn tell_read(&self, permission: &str, answer: &Result<Good, Box<Fault>>, expected: bool) {
        let requirement = self.probe.catalogue.iter().find(|r| r.permission == permission);
        let Some(requirement) = requirement else { return };
        let evidence = match answer {
            Ok(good) if expected => api::decided(Proof::ReadCall, true, &good.meta),
            Ok(good) => {
                let values = [("host", good.meta.request.as_str()), ("status", "200")];
                let reason = self.say("google-unexpected-answer", &values);
                api::with(Evidence::failed(Proof::ReadCall, "unexpected-answer", reason), &good.meta)
            }
            Err(fault) => match &fault.kind {
                FaultKind::NotFound => return,
                FaultKind::Refused(name) if name == permission => {
                    let mut evidence = api::decided(Proof::ReadCall, false, &fault.meta);
                    evidence.code.clone_from(&fault.code);
                    evidence.message.clone_from(&fault.message);
                    evidence.reason = Some(self.say("google-refused", &[("project", &self.target.project)]));
                    evidence
                }
                _ => fault.evidence(Proof::ReadCall),
            },
        };
        self.probe.evidence(&requirement.id, evidence);
    }

    pub(super) fn tell_services(&self, facts: &Facts, crm: Option<&Result<api::Meta, Box<Fault>>>, account: &Alive) {
        let states = facts.services.as_ref().ok().and_then(project::enabled).unwrap_or_default();
        for name in apis(&self.probe.choice) {
            let alive = match name {
                "compute" => Alive::of(&facts.project),
                "cloudresourcemanager" => crm.map(Alive::of).unwrap_or_default(),
                "iam" => account.clone(),
                _ => Alive::Unknown,
            };
            let state = states.get(name).map(String::as_str);
            let precondition = project::api(name, &self.target.project, &alive, state, &self.probe.speech);
            self.probe.tell(Event::Precondition(precondition));
        }
        let faults = [crm.and_then(|c| c.as_ref().err()), facts.project.as_ref().err()];
        if let Some(fault) = faults.into_iter().flatten().find(|f| f.cause == "billing-disabled") {
            let fix = self.say("google-billing-fix", &[("project", &self.target.project)]);
            self.probe.tell(Event::Precondition(Precondition {
                id: "billing".to_owned(),
                outcome: PreconditionOutcome::Unmet,
                detail: fault.reason.clone(),
                fix: Some(fix),
            }));
        }
    }
}
