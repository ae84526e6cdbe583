//! Fixes for what a report says is denied or unmet.
//!
//! In: a report, which may come from a file and is trusted in nothing. Out: the smallest policy, commands for two
//! shells, Terraform, console steps and a note to the administrator. Only what an `Allow` can change goes into the
//! policy; what an organisation, a boundary or an explicit denial forbids goes into the note, with who can change it.
//! Rows that could not be determined get a hint and no fix.

mod note;

use onboard_core::evidence::Outcome;
use onboard_core::probe::PreconditionOutcome;
use onboard_core::quote;
use onboard_core::remediation::{Format, Remediation};
use onboard_core::report::{Report, Row};
use onboard_core::requirement::Level;
use onboard_core::speech::Speech;
use onboard_core::verdict::Verdict;
use serde_json::Value;

use super::policy::{Scope, Wanted, document, pretty};
use super::probe::denial::Denial;

/// Makes the fixes.
#[must_use]
pub fn remediate(report: &Report, speech: &Speech) -> Vec<Remediation> {
    let case = Case::of(report);
    let mut fixes = Vec::new();
    if !case.grantable.is_empty() {
        policy(&case, speech, &mut fixes);
    }
    if case.vpc_unmet {
        vpc(&case, speech, &mut fixes);
    }
    if !case.denied.is_empty() || case.vpc_unmet {
        fixes.push(Remediation {
            permissions: case.permissions(&case.denied),
            format: Format::Note,
            title: speech.say("fix-note", &[]),
            content: note::write(&case, speech),
        });
    }
    fixes
}

/// What the fixes are made from.
struct Case<'a> {
    report: &'a Report,
    /// Every denied row.
    denied: Vec<&'a Row>,
    /// Those that an `Allow` changes.
    grantable: Vec<&'a Row>,
    /// The others, with what denies them.
    blocked: Vec<(&'a Row, Denial)>,
    vpc_unmet: bool,
    subject: Subject,
    scope: Scope,
}

/// Who gets a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Subject {
    User(String),
    Role(String),
    /// A role that IAM Identity Center owns: only its permission set can be changed.
    PermissionSet(String),
    /// Root, a federated session, or not known.
    Other,
}

impl<'a> Case<'a> {
    fn of(report: &'a Report) -> Self {
        let denied: Vec<&Row> = report.requirements.iter().filter(|r| r.verdict == Verdict::Denied).collect();
        let (mut grantable, mut blocked) = (Vec::new(), Vec::new());
        for row in &denied {
            let denial = denial(row);
            if denial.an_allow_helps() {
                grantable.push(*row);
            } else {
                blocked.push((*row, denial));
            }
        }
        let unmet = |id: &str| report.preconditions.iter().any(|p| p.id == id && p.outcome == PreconditionOutcome::Unmet);
        Self {
            report,
            denied,
            grantable,
            blocked,
            vpc_unmet: unmet("default-vpc"),
            subject: subject(report),
            scope: scope(report),
        }
    }

    fn permissions(&self, rows: &[&Row]) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for row in rows {
            if !out.contains(&row.permission) {
                out.push(row.permission.clone());
            }
        }
        out
    }

    fn document(&self) -> Value {
        let wanted: Vec<Wanted> = self
            .grantable
            .iter()
            .map(|r| Wanted { permission: r.permission.clone(), optional: r.level == Level::Optional })
            .collect();
        document(&wanted, &self.scope)
    }

    /// A name for the inline policy that changes with its content, so that a later fix replaces no earlier one.
    fn policy_name(&self) -> String {
        let text = self.document().to_string();
        let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
        format!("xoap-onboard-{}", hex::encode(&digest.as_ref()[..4]))
    }

    fn region(&self) -> &str {
        self.report.target.get("region").map_or(super::DEFAULT_REGION, String::as_str)
    }
}

/// Why a row is denied: from the deciding answer's own message.
fn denial(row: &Row) -> Denial {
    let refused = || row.evidence.iter().rev().filter(|e| e.outcome == Outcome::Refused);
    let deciding = refused().find(|e| e.method.is_live()).or_else(|| refused().next());
    deciding.and_then(|e| e.message.as_deref()).map(Denial::read).unwrap_or_default()
}

fn subject(report: &Report) -> Subject {
    let Some(principal) = &report.principal else { return Subject::Other };
    let resource = principal.id.splitn(6, ':').nth(5).unwrap_or_default();
    let mut parts = resource.split('/');
    match (principal.kind.as_str(), parts.next()) {
        ("user", Some("user")) => match parts.next_back() {
            Some(name) => Subject::User(name.to_owned()),
            None => Subject::Other,
        },
        ("assumed-role", Some("assumed-role")) => match parts.next() {
            Some(name) if name.starts_with("AWSReservedSSO_") => Subject::PermissionSet(permission_set(name)),
            Some(name) => Subject::Role(name.to_owned()),
            None => Subject::Other,
        },
        _ => Subject::Other,
    }
}

/// `AWSReservedSSO_Admin_0123456789abcdef` belongs to the permission set `Admin`.
fn permission_set(role: &str) -> String {
    let name = role.trim_start_matches("AWSReservedSSO_");
    name.rsplit_once('_').map_or(name, |(set, _)| set).to_owned()
}

fn scope(report: &Report) -> Scope {
    let digits = |a: &&String| a.len() == 12 && a.chars().all(|c| c.is_ascii_digit());
    let account = report.principal.as_ref().and_then(|p| p.account.as_ref()).filter(digits);
    let region = report.target.get("region").and_then(|r| super::Region::named(r));
    Scope {
        partition: region.as_ref().map_or("aws", |r| r.partition.id).to_owned(),
        account: account.cloned().unwrap_or_else(|| "*".to_owned()),
        region: region.map_or_else(|| "*".to_owned(), |r| r.name().to_owned()),
    }
}

fn policy(case: &Case<'_>, speech: &Speech, fixes: &mut Vec<Remediation>) {
    let document = case.document();
    let permissions = case.permissions(&case.grantable);
    let count = permissions.len().to_string();
    let mut add = |format, title: &str, content: String| {
        let title = speech.say(title, &[("count", &count)]);
        fixes.push(Remediation { permissions: permissions.clone(), format, title, content });
    };
    add(Format::Policy, "fix-policy", format!("{}\n", pretty(&document)));
    let name = case.policy_name();
    let warning = speech.say("fix-run-as-administrator", &[("account", &one_line(&case.scope.account))]);
    if let Some((verb, option, holder)) = match &case.subject {
        Subject::User(user) => Some(("put-user-policy", "--user-name", user)),
        Subject::Role(role) => Some(("put-role-policy", "--role-name", role)),
        Subject::PermissionSet(_) | Subject::Other => None,
    } {
        let compact = document.to_string();
        let sh = format!(
            "# {warning}\naws iam {verb} \\\n  {option} {} \\\n  --policy-name {name} \\\n  --policy-document {}\n",
            quote::sh(holder),
            quote::sh(&compact)
        );
        add(Format::Cli, "fix-cli", sh);
        // The document goes through a file: Windows PowerShell takes the quotation marks out of arguments.
        let powershell = format!(
            "# {warning}\n$policy = {}\n$file = New-TemporaryFile\nSet-Content -LiteralPath $file -Value $policy -Encoding ascii\naws iam {verb} {option} {} --policy-name {name} --policy-document \"file://$file\"\nRemove-Item -LiteralPath $file\n",
            quote::powershell(&compact),
            quote::powershell(holder)
        );
        add(Format::Powershell, "fix-powershell", powershell);
        let (resource, argument) =
            if verb == "put-user-policy" { ("aws_iam_user_policy", "user") } else { ("aws_iam_role_policy", "role") };
        let terraform = format!(
            "resource \"{resource}\" \"xoap_onboard\" {{\n  name   = {}\n  {argument}   = {}\n  policy = {}\n}}\n",
            quote::hcl(&name),
            quote::hcl(holder),
            quote::hcl(&compact)
        );
        add(Format::Terraform, "fix-terraform", terraform);
    }
    let (steps, holder) = match &case.subject {
        Subject::User(user) => ("fix-console-user", user.as_str()),
        Subject::Role(role) => ("fix-console-role", role.as_str()),
        Subject::PermissionSet(set) => ("fix-console-permission-set", set.as_str()),
        Subject::Other => ("fix-console-other", ""),
    };
    let steps = speech.say(steps, &[("holder", &one_line(holder)), ("policy", &name)]);
    add(Format::Console, "fix-console", format!("{steps}\n"));
}

fn vpc(case: &Case<'_>, speech: &Speech, fixes: &mut Vec<Remediation>) {
    let warning = speech.say("fix-vpc-alternative", &[]);
    for (format, region) in
        [(Format::Cli, quote::sh(case.region())), (Format::Powershell, quote::powershell(case.region()))]
    {
        fixes.push(Remediation {
            permissions: Vec::new(),
            format,
            title: speech.say("fix-vpc", &[]),
            content: format!("# {warning}\naws ec2 create-default-vpc --region {region}\n"),
        });
    }
}

/// A text for a comment or a sentence: a report from a file must not be able to begin a new line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
