//! What a refusal's message tells: which action, on what, and which policy said no.
//!
//! In: the vendor's message, or the fields of a simulation as [`simulated`] writes them. Out: [`Denial`].

use std::sync::LazyLock;

use onboard_core::speech::Speech;
use regex::Regex;

/// A refusal, as far as the message tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Denial {
    /// The action that was refused. It can differ from the one that was called.
    pub action: Option<String>,
    /// What it was refused on.
    pub resource: Option<String>,
    /// A `Deny` said so (`Some(true)`), or nothing allowed it (`Some(false)`).
    pub explicit: Option<bool>,
    /// Which kind of policy decided.
    pub policy: Policy,
}

/// Kinds of policies, by who can change them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Policy {
    /// The message does not say.
    #[default]
    Unknown,
    /// A policy of the user, its groups or the role.
    Identity,
    /// A service control policy of the organisation.
    ServiceControl,
    /// A resource control policy of the organisation.
    ResourceControl,
    /// The permissions boundary of the user or role.
    Boundary,
    /// The policy that was given when the session was made.
    Session,
    /// The policy of the resource.
    Resource,
    /// The policy of the VPC endpoint.
    Endpoint,
}

impl Policy {
    /// Its name in sentences.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Identity => "identity",
            Self::ServiceControl => "scp",
            Self::ResourceControl => "rcp",
            Self::Boundary => "boundary",
            Self::Session => "session",
            Self::Resource => "resource",
            Self::Endpoint => "endpoint",
        }
    }

    fn named(words: &str) -> Self {
        let words = words.to_ascii_lowercase();
        let is = |part: &str| words.contains(part);
        match () {
            () if is("service control") => Self::ServiceControl,
            () if is("resource control") => Self::ResourceControl,
            () if is("boundary") => Self::Boundary,
            () if is("session") => Self::Session,
            () if is("endpoint") => Self::Endpoint,
            () if is("resource-based") => Self::Resource,
            () if is("identity-based") => Self::Identity,
            () => Self::Unknown,
        }
    }
}

#[allow(clippy::unwrap_used, reason = "the patterns are constants, and the tests compile them")]
static WHO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)is not authorized to perform:? ([A-Za-z0-9-]+:[A-Za-z0-9*]+)(?: on resource: (\S+))?").unwrap()
});
#[allow(clippy::unwrap_used, reason = "as above")]
static IMPLICIT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)because no ([a-z -]+?) allows the").unwrap());
#[allow(clippy::unwrap_used, reason = "as above")]
static EXPLICIT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)with an explicit deny(?: in an? ([a-z -]+))?").unwrap());

impl Denial {
    /// Reads a message.
    #[must_use]
    pub fn read(message: &str) -> Self {
        if let Some(denial) = Self::of_simulation(message) {
            return denial;
        }
        let mut denial = Self::default();
        if let Some(found) = WHO.captures(message) {
            let text = |n: usize| found.get(n).map(|m| m.as_str().trim_end_matches(['.', ',']).to_owned());
            denial.action = text(1);
            denial.resource = text(2);
        }
        if let Some(found) = EXPLICIT.captures(message) {
            denial.explicit = Some(true);
            denial.policy = found.get(1).map(|m| Policy::named(m.as_str())).unwrap_or_default();
        } else if let Some(found) = IMPLICIT.captures(message) {
            denial.explicit = Some(false);
            denial.policy = Policy::named(&found[1]);
        }
        denial
    }

    fn of_simulation(message: &str) -> Option<Self> {
        let fields = message.strip_prefix(SIMULATED)?;
        let has = |field: &str| fields.split_whitespace().any(|f| f == field);
        let policy = match () {
            () if has("AllowedByOrganizations=false") => Policy::ServiceControl,
            () if has("AllowedByPermissionsBoundary=false") => Policy::Boundary,
            () => Policy::Identity,
        };
        Some(Self { action: None, resource: None, explicit: Some(has("EvalDecision=explicitDeny")), policy })
    }

    /// True when a policy that allows the action would change the answer.
    #[must_use]
    pub fn an_allow_helps(&self) -> bool {
        let explicit = self.explicit == Some(true);
        matches!(self.policy, Policy::Unknown | Policy::Identity) && !explicit
    }

    /// One sentence for the row.
    #[must_use]
    pub fn sentence(&self, speech: &Speech) -> String {
        let id = match (self.explicit, self.policy) {
            (None, _) => "denied-plainly",
            (Some(true), Policy::Unknown) => "denied-explicitly",
            (Some(true), _) => "denied-explicitly-in",
            (Some(false), _) => "denied-implicitly",
        };
        speech.say(id, &[("policy", self.policy.id())])
    }
}

const SIMULATED: &str = "SimulatePrincipalPolicy: ";

/// The decisive fields of a simulation as one line, which [`Denial::read`] reads back from a report.
#[must_use]
pub fn simulated(decision: &str, organisations: Option<bool>, boundary: Option<bool>) -> String {
    let mut line = format!("{SIMULATED}EvalDecision={decision}");
    for (name, value) in [("AllowedByOrganizations", organisations), ("AllowedByPermissionsBoundary", boundary)] {
        if let Some(value) = value {
            line.push_str(&format!(" {name}={value}"));
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(message: &str, action: Option<&str>, resource: Option<&str>, explicit: Option<bool>, policy: Policy) {
        let denial = Denial::read(message);
        let expect = Denial {
            action: action.map(str::to_owned),
            resource: resource.map(str::to_owned),
            explicit,
            policy,
        };
        assert_eq!(denial, expect, "{message}");
    }

    #[test]
    fn messages() {
        let run = Some("ec2:RunInstances");
        check(
            "You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/x is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:eu-central-1:123456789012:instance/* with an explicit deny in a service control policy. Encoded authorization failure message: g4oZ-x_1",
            run,
            Some("arn:aws:ec2:eu-central-1:123456789012:instance/*"),
            Some(true),
            Policy::ServiceControl,
        );
        check(
            "User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:::x with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/service_control_policy/p-1",
            run,
            Some("arn:aws:ec2:::x"),
            Some(true),
            Policy::ServiceControl,
        );
        check(
            "You are not authorized to perform this operation. User: arn:aws:iam::1:user/x is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:::image/a because no identity-based policy allows the ec2:RunInstances action. Encoded authorization failure message: x",
            run,
            Some("arn:aws:ec2:::image/a"),
            Some(false),
            Policy::Identity,
        );
        check(
            "User: u is not authorized to perform: iam:PassRole on resource: arn:aws:iam::1:role/r because no permissions boundary allows the iam:PassRole action",
            Some("iam:PassRole"),
            Some("arn:aws:iam::1:role/r"),
            Some(false),
            Policy::Boundary,
        );
        check(
            "User: u is not authorized to perform: ec2:RunInstances with an explicit deny in an identity-based policy",
            run,
            None,
            Some(true),
            Policy::Identity,
        );
        check(
            "User: u is not authorized to perform: ec2:RunInstances because no session policy allows the ec2:RunInstances action",
            run,
            None,
            Some(false),
            Policy::Session,
        );
        check(
            "User: arn:aws:iam::1:user/u is not authorized to perform: ec2:RunInstances with an explicit deny",
            run,
            None,
            Some(true),
            Policy::Unknown,
        );
        check("You are not authorized to perform this operation. Encoded authorization failure message: abc", None, None, None, Policy::Unknown);
        check("User: arn:aws:iam::1:user/u is not authorized to perform: ec2:RunInstances.", run, None, None, Policy::Unknown);
        check("", None, None, None, Policy::Unknown);
    }

    #[test]
    fn simulations() {
        check(&simulated("implicitDeny", Some(false), None), None, None, Some(false), Policy::ServiceControl);
        check(&simulated("implicitDeny", Some(true), Some(false)), None, None, Some(false), Policy::Boundary);
        check(&simulated("explicitDeny", None, None), None, None, Some(true), Policy::Identity);
        assert!(Denial::read(&simulated("implicitDeny", Some(true), None)).an_allow_helps());
        assert!(!Denial::read(&simulated("explicitDeny", None, None)).an_allow_helps());
    }
}
