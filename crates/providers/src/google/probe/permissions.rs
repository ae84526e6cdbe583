//! Asking which permissions an account has: `testIamPermissions` on a project, a service account, a subnet.
//!
//! In: permission names. Out: those that the service says are granted, those that it cannot be asked for, or
//! the fault. A name in the answer that was not asked for is ignored.

use std::collections::BTreeSet;

use onboard_core::evidence::Method as Proof;
use serde_json::{Value, json};

use super::api::{Api, Fault, FaultKind, Good, Meta};
use crate::google::services::Call;

/// How many names the service may call invalid before the rest is given up.
const ROUNDS: usize = 5;

/// What came of asking.
pub(super) struct Tested {
    /// Granted, of those that were asked for.
    pub granted: BTreeSet<String>,
    /// Names that the service cannot be asked for here, with what it said.
    pub dropped: Vec<(String, Box<Fault>)>,
    /// How the answer came, or why there is none.
    pub answer: Result<Meta, Box<Fault>>,
}

impl Tested {
    /// What the answer says about one name.
    pub(super) fn of(&self, name: &str) -> Said<'_> {
        if let Some((_, fault)) = self.dropped.iter().find(|(dropped, _)| dropped == name) {
            return Said::Nothing(fault);
        }
        match &self.answer {
            Ok(meta) if self.granted.contains(name) => Said::Granted(meta),
            Ok(meta) => Said::NotGranted(meta),
            Err(fault) => Said::Nothing(fault),
        }
    }

    /// True when there was an answer and it grants nothing.
    pub(super) fn is_empty_answer(&self) -> bool {
        self.answer.is_ok() && self.granted.is_empty()
    }
}

/// What an answer says about one name.
pub(super) enum Said<'a> {
    Granted(&'a Meta),
    NotGranted(&'a Meta),
    Nothing(&'a Fault),
}

impl Said<'_> {
    /// Evidence, where `NotGranted` is a refusal.
    pub(super) fn decided(&self, refusal: &str) -> onboard_core::evidence::Evidence {
        match self {
            Self::Granted(meta) => super::api::decided(Proof::PermissionTest, true, meta),
            Self::NotGranted(meta) => {
                let mut evidence = super::api::decided(Proof::PermissionTest, false, meta);
                evidence.reason = Some(refusal.to_owned());
                evidence
            }
            Self::Nothing(fault) => fault.evidence(Proof::PermissionTest),
        }
    }
}

/// Asks for these names in one call; a name that the service calls invalid is left out and the rest asked again.
pub(super) async fn test(api: &Api<'_>, call: &Call, names: &[&str]) -> Tested {
    let mut names: Vec<&str> = names.to_vec();
    let mut dropped = Vec::new();
    loop {
        let result = match api.post(call, &json!({"permissions": names})).await {
            Ok(good) => read(&good, &names).map(|granted| (granted, good.meta)).ok_or_else(|| unexpected(api, call)),
            Err(fault) => Err(fault),
        };
        let fault = match result {
            Ok((granted, meta)) => return Tested { granted, dropped, answer: Ok(meta) },
            Err(fault) => fault,
        };
        let invalid = match &fault.kind {
            FaultKind::InvalidName(name) => names.iter().position(|n| n == name),
            _ => None,
        };
        match invalid {
            Some(place) if dropped.len() < ROUNDS && names.len() > 1 => {
                dropped.push((names.remove(place).to_owned(), fault));
            }
            _ => return Tested { granted: BTreeSet::new(), dropped, answer: Err(fault) },
        }
    }
}

/// The granted names of an answer, of those asked for. Nothing when the answer is not one to this question: an
/// absent list means "none", but only in an answer that is declared as JSON.
fn read(good: &Good, names: &[&str]) -> Option<BTreeSet<String>> {
    let list = match good.body.get("permissions") {
        None if good.declared && !good.body.contains_key("error") => return Some(BTreeSet::new()),
        None => return None,
        Some(value) => value.as_array()?,
    };
    let granted: Option<Vec<&str>> = list.iter().map(Value::as_str).collect();
    Some(granted?.into_iter().filter(|name| names.contains(name)).map(str::to_owned).collect())
}

fn unexpected(api: &Api<'_>, call: &Call) -> Box<Fault> {
    let host = super::api::host(&call.url);
    let reason = api.probe.speech.say("google-unexpected-answer", &[("host", &host), ("status", "200")]);
    Box::new(Fault {
        kind: FaultKind::Other,
        cause: "unexpected-answer".to_owned(),
        reason,
        code: None,
        message: None,
        meta: Meta { status: Some(200), ..Meta::default() },
    })
}
