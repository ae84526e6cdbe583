//! Evidence: one answer to one question about one requirement.
//!
//! In: what a probe saw. Out: nothing is concluded here; [`crate::verdict`] does that. An outcome is `Allowed`
//! or `Refused` only when the parsed answer to that very request says so; everything else is `Failed` with its
//! cause.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a requirement was tested, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Method {
    /// The real request, with the order to change nothing.
    DryRun,
    /// The service was asked which permissions the caller has.
    PermissionTest,
    /// The service was asked which privileges the caller has on an object.
    PrivilegeCheck,
    /// A real request that only reads.
    ReadCall,
    /// The policies were evaluated by the vendor's simulator.
    PolicySimulation,
    /// Roles were read and evaluated.
    RoleLookup,
    /// Not tested.
    None,
}

impl Method {
    /// True when the answer is the enforcing service's own, not a computation beside it.
    #[must_use]
    pub fn is_live(self) -> bool {
        matches!(self, Self::DryRun | Self::PermissionTest | Self::PrivilegeCheck | Self::ReadCall)
    }
}

/// What the answer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum Outcome {
    /// The server said yes.
    Allowed,
    /// The server said no.
    Refused,
    /// Neither; the cause says why.
    Failed,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct Evidence {
    /// How it was asked.
    pub method: Method,
    /// What came back.
    pub outcome: Outcome,
    /// The vendor's code, verbatim, such as `DryRunOperation`.
    pub code: Option<String>,
    /// For `Failed`: why, kebab-case, such as `needs-real-resource` or `throttled`.
    #[serde(default)]
    pub cause: Option<String>,
    /// One sentence: why it was refused, or what failed.
    #[serde(default)]
    pub reason: Option<String>,
    /// The vendor's own message, without secrets.
    #[serde(default)]
    pub message: Option<String>,
    /// What was sent, in the vendor's words, such as `POST ec2 RunInstances (dry run)`.
    #[serde(default)]
    pub request: Option<String>,
    /// The vendor's id of the request, for a support case.
    pub request_id: Option<String>,
    /// HTTP status.
    pub status: Option<u16>,
    /// Milliseconds to the answer.
    pub ms: Option<u64>,
}

impl Evidence {
    /// Evidence with nothing but method and outcome.
    #[must_use]
    pub fn new(method: Method, outcome: Outcome) -> Self {
        Self {
            method,
            outcome,
            code: None,
            cause: None,
            reason: None,
            message: None,
            request: None,
            request_id: None,
            status: None,
            ms: None,
        }
    }

    /// A failure with its cause and its sentence.
    #[must_use]
    pub fn failed(method: Method, cause: &str, reason: impl Into<String>) -> Self {
        let mut evidence = Self::new(method, Outcome::Failed);
        evidence.cause = Some(cause.to_owned());
        evidence.reason = Some(reason.into());
        evidence
    }
}
