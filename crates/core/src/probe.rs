//! What a probe is given and what it tells.
//!
//! A probe runs a provider's requests and reports what it saw as [`Event`]s, each as soon as it is known. It
//! concludes nothing about requirements, and a failure is an event like any other. [`Halt`] ends the run early.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::endpoints::Endpoints;
use crate::evidence::Evidence;
use crate::field::Fields;
use crate::finding::Finding;
use crate::network::StageResult;
use crate::requirement::{Catalogue, Choice};
use crate::speech::Speech;
use crate::transport::{Intent, Transport};

/// Everything that a probe may use.
pub struct Probe {
    /// The only way out. Guarded.
    pub transport: Arc<dyn Transport>,
    /// Where the services are.
    pub endpoints: Endpoints,
    /// The requirements to test; for a recheck, only those.
    pub catalogue: Catalogue,
    /// What the connection is for.
    pub choice: Choice,
    /// Credential and target settings.
    pub fields: Fields,
    /// Sentences.
    pub speech: Speech,
    /// Where events go.
    pub sink: Arc<dyn Sink>,
}

impl Probe {
    /// Tells one event.
    pub fn tell(&self, event: Event) {
        self.sink.event(event);
    }

    /// Tells evidence for a requirement.
    pub fn evidence(&self, requirement: &str, evidence: Evidence) {
        self.tell(Event::Evidence { requirement: requirement.to_owned(), evidence });
    }

    /// Tells several stage results.
    pub fn stages(&self, stages: impl IntoIterator<Item = StageResult>) {
        for stage in stages {
            self.tell(Event::Stage(stage));
        }
    }
}

/// Takes events. Called from the task of the probe, never from two at once for one requirement.
pub trait Sink: Send + Sync {
    /// One event.
    fn event(&self, event: Event);
}

/// Something that a probe saw.
#[derive(Debug, Clone)]
pub enum Event {
    /// A stage ended. A later result for the same stage replaces an earlier one.
    Stage(StageResult),
    /// Who the credential is.
    Principal(Principal),
    /// An answer about a requirement.
    Evidence {
        /// The requirement's id.
        requirement: String,
        /// The answer.
        evidence: Evidence,
    },
    /// A precondition that is no permission. A later one of the same id replaces an earlier one.
    Precondition(Precondition),
    /// Something held beyond need.
    Excess(Excess),
    /// Something to know that came up on the way, such as a root key.
    Finding(Finding),
    /// A non-secret setting that was found out, such as the region or the account, for `target`.
    Target(String, String),
}

/// Who a credential is, as the service says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Principal {
    /// The vendor's id of it: an ARN, an e-mail address.
    pub id: String,
    /// What it is: `user`, `assumed-role`, `root`, `service-account`.
    pub kind: String,
    /// The account, project or tenant it belongs to.
    pub account: Option<String>,
}

/// Whether a precondition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum PreconditionOutcome {
    /// It holds.
    Met,
    /// It does not.
    Unmet,
    /// Could not be found out.
    Undetermined,
}

/// Something beside permissions that a build needs, such as a default VPC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Precondition {
    /// Kebab-case id.
    pub id: String,
    /// Whether it holds.
    pub outcome: PreconditionOutcome,
    /// What was found.
    pub detail: String,
    /// What to do, when it does not hold.
    pub fix: Option<String>,
}

/// Something that the credential holds beyond need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Excess {
    /// The vendor's string.
    pub permission: String,
    /// How it is known and why it matters.
    pub why: String,
}

/// Why a probe ended before it had asked everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Halt {
    /// What kind of end it is.
    pub kind: EndingKind,
    /// Kebab-case; stands as the cause of every row without evidence.
    pub cause: String,
    /// In words; stands as the reason of every row without evidence.
    pub reason: String,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum EndingKind {
    /// Everything was asked.
    #[default]
    Complete,
    /// The person stopped it.
    Cancelled,
    /// The time was over.
    Timeout,
    /// The service could not be reached, or something else answered in its place.
    Unreachable,
    /// The service was reached and did not accept the credential.
    Rejected,
    /// The service was reached and the check could not go on for another reason: throttled, clock, outage.
    Stopped,
    /// The offline checks found that the credential cannot be used; nothing was sent.
    Unusable,
    /// A defect of ours or a server that ignores a dry run; nothing more was sent.
    Defect,
}

/// A request that a check would send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct PlannedCall {
    /// What it does, in the vendor's words.
    pub label: String,
    /// Service id, as the descriptor names it.
    pub service: String,
    /// The host it goes to.
    pub host: String,
    /// What it is for.
    #[schemars(with = "String")]
    pub intent: Intent,
    /// True when it is sent only if an earlier answer calls for it.
    pub conditional: bool,
}
