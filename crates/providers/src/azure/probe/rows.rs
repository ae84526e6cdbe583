//! One row at a time: from the lists that were read to the evidence for one permission.
//!
//! In: permissions, deny assignments, roles, and the faults of those that were not read. Out: evidence. Pure. "Granted"
//! needs an element that grants it and nothing that may take it away; "denied" needs every list that could grant it,
//! read to its end and understood, or the service's own refusal (I1).

use onboard_core::evidence::{Evidence, Method as Proof, Outcome};
use onboard_core::requirement::Requirement;
use onboard_core::speech::Speech;

use super::arm::{self, Fault, Meta};
use super::deny::{Denial, Denials};
use super::grants::{Grant, Permissions};
use super::pages::Listed;
use super::roles::Roles;
use super::urls::Scope;

/// The cause of a refusal that comes from a deny assignment.
pub(crate) const DENY_ASSIGNMENT: &str = "azure-deny-assignment";

/// One list of permissions, and the place that it is of.
pub(super) struct Source<'a> {
    pub scope: Scope,
    pub list: &'a Result<Listed, Box<Fault>>,
    pub permissions: Permissions,
}

impl<'a> Source<'a> {
    pub(super) fn new(scope: Scope, list: &'a Result<Listed, Box<Fault>>) -> Self {
        let permissions = list.as_ref().map(|l| Permissions::read(&l.items)).unwrap_or_default();
        Self { scope, list, permissions }
    }

    /// The answer that grants an operation.
    fn grants(&self, operation: &str) -> Option<&Meta> {
        let listed = self.list.as_ref().ok()?;
        (self.permissions.of(operation) == Grant::Granted).then_some(&listed.meta)
    }
}

/// Everything that rows are judged by.
pub(super) struct Ledger<'a> {
    /// Where builds work.
    pub scope: &'a Scope,
    /// The lists of permissions; that of the resource group comes first, where there is one.
    pub sources: Vec<Source<'a>>,
    pub denials: Denials,
    /// Why deny assignments are not all known.
    pub unread_denials: Option<&'a Fault>,
    pub roles: Roles,
    /// The object id of the service principal.
    pub own: Option<&'a str>,
    /// The service does not find the subscription.
    pub missing: Option<&'a Fault>,
    pub speech: &'a Speech,
}

impl Ledger<'_> {
    fn say(&self, id: &str, values: &[(&str, &str)]) -> String {
        self.speech.say(id, values)
    }

    /// The evidence for one permission.
    pub(super) fn evidence(&self, requirement: &Requirement) -> Evidence {
        let operation = requirement.permission.as_str();
        let granting = self.sources.iter().find_map(|s| s.grants(operation).map(|meta| (s, meta)));
        match granting {
            Some((source, meta)) => arm::with(self.granted(requirement, source), meta),
            None => self.not_granted(operation),
        }
    }

    /// Granted by a role: unless something takes it away, or may.
    fn granted(&self, requirement: &Requirement, source: &Source<'_>) -> Evidence {
        let at_subscription = requirement.probe.get("on").is_some_and(|on| on == "subscription");
        // What is not done on the subscription itself is done in a resource group, the temporary one if no other.
        let place = match (at_subscription, &self.scope.group) {
            (true, _) => source.scope.path(),
            (false, Some(_)) => self.scope.path(),
            (false, None) => format!("{}/resourceGroups/*", self.scope.path()),
        };
        let failed = |cause: &str, id: &str, name: &str| {
            Evidence::failed(Proof::RoleLookup, cause, self.say(id, &[("name", name)]))
        };
        match self.denials.of(&requirement.permission, self.own, &place) {
            Denial::Denied(name) => {
                let mut evidence = Evidence::new(Proof::RoleLookup, Outcome::Refused);
                // No role helps against it, so the fixes leave such a row alone.
                evidence.cause = Some(DENY_ASSIGNMENT.to_owned());
                evidence.reason = Some(self.say("azure-deny-assignment", &[("name", &name)]));
                return evidence;
            }
            Denial::Unclear(name) => {
                return failed("azure-deny-assignment-unclear", "azure-deny-assignment-unclear", &name);
            }
            Denial::None => {}
        }
        if self.roles.leaves_doubt() {
            return failed("azure-role-condition", "azure-role-condition", "");
        }
        let mut evidence = Evidence::new(Proof::RoleLookup, Outcome::Allowed);
        let mut notes = Vec::new();
        if at_subscription && source.scope.group.is_some() {
            notes.push(self.say("azure-granted-in-group", &[]));
        }
        if let Some(fault) = self.unread_denials {
            notes.push(self.say("azure-deny-unread", &[("why", &fault.reason)]));
        }
        evidence.reason = (!notes.is_empty()).then(|| notes.join(" "));
        evidence
    }

    /// No element grants it: is that a no, or is something not known?
    fn not_granted(&self, operation: &str) -> Evidence {
        if let Some(evidence) = self.sources.iter().find_map(|s| self.unknown(s, operation)) {
            return evidence;
        }
        let empty = self.sources.iter().all(|s| s.list.is_err() || s.permissions.is_empty());
        if let Some(fault) = self.missing.filter(|_| empty) {
            return fault.evidence(Proof::RoleLookup);
        }
        let source = self.sources.iter().find(|s| s.list.is_ok()).or(self.sources.first());
        let place = self.scope.path();
        let id = match (empty, self.scope.group.is_some()) {
            (true, false) => "azure-no-role-assigned",
            (true, true) => "azure-no-role-assigned-in-group",
            (false, _) => "azure-not-granted",
        };
        let mut evidence = Evidence::new(Proof::RoleLookup, Outcome::Refused);
        evidence.reason = Some(self.say(id, &[("scope", &place)]));
        match source.map(|s| s.list) {
            Some(Ok(listed)) => arm::with(evidence, &listed.meta),
            Some(Err(fault)) => {
                evidence.code.clone_from(&fault.code);
                evidence.message.clone_from(&fault.message);
                arm::with(evidence, &fault.meta)
            }
            None => evidence,
        }
    }

    /// Why one list leaves open whether it grants an operation; nothing when it says no.
    fn unknown(&self, source: &Source<'_>, operation: &str) -> Option<Evidence> {
        let listed = match source.list {
            Ok(listed) => listed,
            // "May not ask" is what a caller without any role there gets.
            Err(fault) if fault.is_refusal() => return None,
            Err(fault) => return Some(fault.evidence(Proof::RoleLookup)),
        };
        if let Some(fault) = &listed.cut {
            return Some(fault.evidence(Proof::RoleLookup));
        }
        let (cause, id) = match source.permissions.of(operation) {
            Grant::Unclear => ("unexpected-answer", "azure-odd-element"),
            Grant::OddPattern => ("azure-odd-pattern", "azure-odd-pattern"),
            Grant::Granted | Grant::NotGranted => return None,
        };
        Some(arm::with(Evidence::failed(Proof::RoleLookup, cause, self.say(id, &[])), &listed.meta))
    }
}
