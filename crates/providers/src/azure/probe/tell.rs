//! What the answers of a run say: the rows, the reads themselves, too much, roles by name.

use onboard_core::evidence::{Evidence, Method as Proof, Outcome};
use onboard_core::finding::Severity;
use onboard_core::probe::{Event, Excess};
use onboard_core::requirement::Level;

use super::arm::{self, Fault};
use super::deny::Denials;
use super::grants::{GIVE_ROLES, Grant};
use super::pages::Listed;
use super::roles::{CONTRIBUTOR, Roles};
use super::rows::{Ledger, Source};
use super::{Answers, Check, List, builds_images};

/// Single operations that no build needs and that make a stolen credential worse, with the sentence that says why.
const TOO_MUCH: &[(&str, &str)] = &[
    (GIVE_ROLES, "azure-excess-give-roles"),
    ("Microsoft.Authorization/elevateAccess/Action", "azure-excess-elevate"),
];

impl Check<'_> {
    pub(super) fn tell(&self, answers: &Answers) {
        let ledger = self.ledger(answers);
        let mut all = true;
        for requirement in self.probe().catalogue.iter() {
            let mut evidence = ledger.evidence(requirement);
            evidence.reason = evidence.reason.map(|r| self.arm.redacted(&r));
            all &= requirement.level == Level::Optional || evidence.outcome == Outcome::Allowed;
            self.probe().evidence(&requirement.id, evidence);
        }
        self.tell_read("Microsoft.Authorization/denyAssignments/read", Some(&answers.denials));
        self.tell_read("Microsoft.Authorization/roleAssignments/read", answers.roles.as_ref());
        self.tell_excess(&ledger);
        self.tell_roles(&ledger.roles, all);
    }

    fn ledger<'a>(&'a self, answers: &'a Answers) -> Ledger<'a> {
        let group = answers.group.as_ref().map(|list| Source::new(self.scope.clone(), list));
        let items = |list: &'a List| list.as_ref().map(|l| l.items.as_slice()).unwrap_or_default();
        Ledger {
            scope: &self.scope,
            sources: group.into_iter().chain([Source::new(self.scope.whole(), &answers.whole)]).collect(),
            denials: Denials::read(items(&answers.denials)),
            unread_denials: why_unread(&answers.denials),
            roles: answers.roles.as_ref().map(|list| Roles::read(items(list))).unwrap_or_default(),
            own: self.owner.object.as_deref(),
            missing: answers.subscription.as_ref().err().map(AsRef::as_ref).filter(|f| f.is_not_found()),
            speech: &self.probe().speech,
        }
    }

    /// Evidence from a read for the permission that it needs itself.
    fn tell_read(&self, permission: &str, list: Option<&List>) {
        let requirement = self.probe().catalogue.iter().find(|r| r.permission == permission);
        let (Some(requirement), Some(list)) = (requirement, list) else { return };
        let evidence = match list {
            Ok(listed) => arm::decided(Proof::ReadCall, true, &listed.meta),
            Err(fault) if fault.is_refusal() => {
                let mut evidence: Evidence = arm::decided(Proof::ReadCall, false, &fault.meta);
                evidence.code.clone_from(&fault.code);
                evidence.message.clone_from(&fault.message);
                evidence.reason = Some(fault.reason.clone());
                evidence
            }
            Err(fault) => fault.evidence(Proof::ReadCall),
        };
        self.probe().evidence(&requirement.id, evidence);
    }

    fn tell_excess(&self, ledger: &Ledger<'_>) {
        let path = self.scope.path();
        let excess = |permission: &str, sentence: &str| {
            let why = self.say(sentence, &[("scope", &path)]);
            self.probe().tell(Event::Excess(Excess { permission: permission.to_owned(), why }));
        };
        for (name, sentence) in ledger.roles.too_much() {
            excess(name, sentence);
        }
        if ledger.sources.iter().any(|s| s.permissions.holds_everything()) {
            excess("*", "azure-excess-everything");
        }
        for (operation, sentence) in TOO_MUCH {
            if ledger.sources.iter().any(|s| s.permissions.of(operation) == Grant::Granted) {
                excess(operation, sentence);
            }
        }
    }

    /// The roles by name; once everything that builds need is granted, how they compare with the published role.
    fn tell_roles(&self, roles: &Roles, all: bool) {
        if roles.names.is_empty() {
            return;
        }
        let speech = &self.probe().speech;
        let list = self.arm.redacted(&roles.names.join(", "));
        let values = [("roles", list.as_str())];
        let finding = if !all || !builds_images(&self.probe().choice) {
            speech.finding("azure-roles-held", Severity::Info, None, &values)
        } else if roles.names.iter().any(|name| name == CONTRIBUTOR) {
            speech.finding("azure-role-contributor", Severity::Info, None, &values)
        } else {
            speech.finding("azure-roles-suffice", Severity::Info, None, &values)
        };
        self.probe().tell(Event::Finding(finding));
    }
}

/// Why a list may be without something.
fn why_unread(list: &List) -> Option<&Fault> {
    match list {
        Ok(Listed { cut, .. }) => cut.as_deref(),
        Err(fault) => Some(fault),
    }
}
