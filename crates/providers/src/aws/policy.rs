//! IAM policy documents: the smallest one that allows given permissions.
//!
//! In: permissions and the account they are for. Out: JSON. EC2's actions of the catalogue are allowed on `*`, as the
//! published list has them; roles, keys and profiles only where the account and the region are known.

use serde_json::{Value, json};

/// What a document is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Partition of ARNs.
    pub partition: String,
    /// The account, or `*`.
    pub account: String,
    /// The region, or `*`.
    pub region: String,
}

/// One permission and whether a build works without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The action.
    pub permission: String,
    /// Allowed in a statement of its own, which can be left out.
    pub optional: bool,
}

/// The document for these permissions, in their order, each once.
#[must_use]
pub fn document(wanted: &[Wanted], scope: &Scope) -> Value {
    let mut statements: Vec<Value> = Vec::new();
    for (sid, optional) in [("XoapConnection", false), ("XoapOptional", true)] {
        let on_all = |w: &&Wanted| w.optional == optional && narrowed(&w.permission, scope).is_none();
        let actions = distinct(wanted.iter().filter(on_all));
        if !actions.is_empty() {
            statements.push(json!({"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": "*"}));
        }
    }
    for kind in [Kind::Roles, Kind::Profiles, Kind::Keys, Kind::Grants] {
        let of_kind = |w: &&Wanted| narrowed(&w.permission, scope).is_some_and(|(k, _)| k == kind);
        let actions = distinct(wanted.iter().filter(of_kind));
        let resource = actions.first().and_then(|a| narrowed(a, scope)).map(|(_, resource)| resource);
        let Some(resource) = resource else { continue };
        let mut statement =
            json!({"Sid": kind.sid(), "Effect": "Allow", "Action": actions, "Resource": resource});
        if let (Some(condition), Some(object)) = (kind.condition(), statement.as_object_mut()) {
            object.insert("Condition".to_owned(), condition);
        }
        statements.push(statement);
    }
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// The same in several lines.
#[must_use]
pub fn pretty(document: &Value) -> String {
    serde_json::to_string_pretty(document).unwrap_or_default()
}

fn distinct<'a>(wanted: impl Iterator<Item = &'a Wanted>) -> Vec<&'a str> {
    let mut out: Vec<&str> = Vec::new();
    for one in wanted {
        if !out.contains(&one.permission.as_str()) {
            out.push(&one.permission);
        }
    }
    out
}

/// Permissions that are never given on everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Roles,
    Profiles,
    Keys,
    Grants,
}

impl Kind {
    fn sid(self) -> &'static str {
        match self {
            Self::Roles => "XoapPassRole",
            Self::Profiles => "XoapInstanceProfile",
            Self::Keys => "XoapKey",
            Self::Grants => "XoapKeyGrant",
        }
    }

    fn condition(self) -> Option<Value> {
        match self {
            Self::Roles => Some(json!({"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}})),
            Self::Grants => Some(json!({"Bool": {"kms:GrantIsForAWSResource": "true"}})),
            Self::Profiles | Self::Keys => None,
        }
    }
}

fn narrowed(permission: &str, scope: &Scope) -> Option<(Kind, String)> {
    let Scope { partition, account, region } = scope;
    match permission {
        "iam:PassRole" => Some((Kind::Roles, format!("arn:{partition}:iam::{account}:role/*"))),
        "iam:GetInstanceProfile" => Some((Kind::Profiles, format!("arn:{partition}:iam::{account}:instance-profile/*"))),
        "kms:CreateGrant" => Some((Kind::Grants, format!("arn:{partition}:kms:{region}:{account}:key/*"))),
        p if p.starts_with("kms:") => Some((Kind::Keys, format!("arn:{partition}:kms:{region}:{account}:key/*"))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_what_is_wanted() {
        let scope =
            Scope { partition: "aws".to_owned(), account: "123456789012".to_owned(), region: "eu-west-1".to_owned() };
        let want = |permission: &str, optional| Wanted { permission: permission.to_owned(), optional };
        let wanted = [
            want("ec2:RunInstances", false),
            want("ec2:DescribeVpcs", true),
            want("iam:PassRole", false),
            want("ec2:RunInstances", false),
        ];
        assert_eq!(
            document(&wanted, &scope),
            json!({"Version": "2012-10-17", "Statement": [
                {"Sid": "XoapConnection", "Effect": "Allow", "Action": ["ec2:RunInstances"], "Resource": "*"},
                {"Sid": "XoapOptional", "Effect": "Allow", "Action": ["ec2:DescribeVpcs"], "Resource": "*"},
                {"Sid": "XoapPassRole", "Effect": "Allow", "Action": ["iam:PassRole"],
                 "Resource": "arn:aws:iam::123456789012:role/*",
                 "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}},
            ]})
        );
    }
}
