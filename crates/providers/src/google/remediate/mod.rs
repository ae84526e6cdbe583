//! Fixes for what a report says is denied or not enabled, ready to paste.
//!
//! In: a report, which may come from a file. Out: a custom role with exactly the missing permissions, the same
//! with the published roles, bindings on the one service account and the one subnet, enabling of services, and
//! words for an administrator. Permission names come from the catalogue and not from the report; every other
//! name is quoted for whatever reads it. Deliberately absent: running any of it.

mod script;
mod terraform;

use onboard_core::probe::PreconditionOutcome;
use onboard_core::remediation::{Format, Remediation};
use onboard_core::report::Report;
use onboard_core::requirement::Requirement;
use onboard_core::speech::Speech;
use onboard_core::verdict::Verdict;
use serde_json::json;

use self::script::{Command, Shell};
use super::names::subnet_and_region;
use super::CATALOGUE;

/// The id of the custom role.
pub(super) const ROLE: &str = "xoapImageBuilder";
const TITLE: &str = "XOAP image builder";
const ACT_AS_ROLE: &str = "roles/iam.serviceAccountUser";
const SUBNET_ROLE: &str = "roles/compute.networkUser";

/// What is to be fixed.
pub(super) struct Needs {
    pub project: String,
    /// `serviceAccount:name@project.iam.gserviceaccount.com`.
    pub member: String,
    /// Missing on the project.
    pub on_project: Vec<String>,
    /// Missing on the service account that machines run as, and that account.
    pub on_account: Option<(Vec<String>, String)>,
    /// Missing on the host project's subnet.
    pub on_subnet: Option<OnSubnet>,
    /// Services to enable, and the project in which.
    pub services: Vec<(String, String)>,
    /// A network to create.
    pub network: Option<String>,
}

/// A subnet of a host project; the whole host project, where the subnet is not known.
pub(super) struct OnSubnet {
    pub permissions: Vec<String>,
    pub host: String,
    /// Subnet and region.
    pub subnet: Option<(String, String)>,
}

impl Needs {
    fn of(report: &Report) -> Self {
        let denied = |place: &str| -> Vec<String> {
            let is_denied = |r: &&Requirement| {
                let on = r.probe.get("on").map_or("project", String::as_str);
                on == place
                    && report.requirements.iter().any(|row| row.id == r.id && row.verdict == Verdict::Denied)
            };
            CATALOGUE.iter().filter(is_denied).map(|r| r.permission.clone()).collect()
        };
        // A name that starts with a hyphen would be read as an option, quoted or not; no name of Google's does.
        let name_like = |v: &str| !v.trim().is_empty() && !v.starts_with('-');
        let setting = |name: &str| report.target.get(name).filter(|v| name_like(v)).cloned();
        let account = report.principal.as_ref().filter(|p| name_like(&p.id));
        let project =
            setting("project").or_else(|| account.and_then(|p| p.account.clone())).unwrap_or_default();
        let mut on_project = denied("project");
        let act_as = denied("service-account");
        let on_account = match setting("service_account_email") {
            Some(email) if !act_as.is_empty() => Some((act_as, email)),
            // Without a service account to name, the project is the place.
            _ => {
                on_project.extend(act_as);
                None
            }
        };
        let on_subnet = denied("subnet");
        let on_subnet = setting("host_project").filter(|_| !on_subnet.is_empty()).map(|host| {
            let subnet = setting("subnet").map(|text| subnet_and_region(&text)).and_then(|(subnet, region)| {
                let of_zone = || setting("zone").as_deref().and_then(super::names::region_of_zone).map(str::to_owned);
                Some((subnet, region.or_else(|| setting("region")).or_else(of_zone)?))
            });
            OnSubnet { permissions: on_subnet, host, subnet }
        });
        let unmet = |id: &str| report.preconditions.iter().any(|p| p.id == id && p.outcome == PreconditionOutcome::Unmet);
        let own = account.and_then(|p| p.account.clone()).unwrap_or_else(|| project.clone());
        let services = ["compute", "iam", "cloudresourcemanager", "iap", "oslogin", "storage"]
            .into_iter()
            .filter(|name| unmet(&format!("api-{name}")))
            // What machines are built with is enabled where they are built; the rest where the account lives.
            .map(|name| (format!("{name}.googleapis.com"), if name == "compute" { project.clone() } else { own.clone() }))
            .collect();
        let network = unmet("default-network").then(|| "default".to_owned());
        let network = network.or_else(|| setting("network").filter(|_| unmet("network")));
        let member = account.map(|p| format!("serviceAccount:{}", p.id)).unwrap_or_default();
        Self { project, member, on_project, on_account, on_subnet, services, network }
    }

    fn grants_nothing(&self) -> bool {
        self.on_project.is_empty() && self.on_account.is_none() && self.on_subnet.is_none()
    }

    fn permissions(&self) -> Vec<String> {
        let account = self.on_account.iter().flat_map(|(permissions, _)| permissions);
        let subnet = self.on_subnet.iter().flat_map(|s| &s.permissions);
        self.on_project.iter().chain(account).chain(subnet).cloned().collect()
    }
}

/// The fixes, the most exact first.
pub(super) fn remediate(report: &Report, speech: &Speech) -> Vec<Remediation> {
    let needs = Needs::of(report);
    let mut out = Vec::new();
    if !needs.member.is_empty() && !needs.grants_nothing() {
        grants(&needs, speech, &mut out);
    }
    let enabling = script::enabling(&needs);
    if !enabling.is_empty() {
        commands("google-fix-enable", &[], &enabling, speech, &mut out);
    }
    if !out.is_empty() {
        out.push(console(&needs, speech));
        out.push(note(&needs, speech));
    }
    out
}

fn grants(needs: &Needs, speech: &Speech, out: &mut Vec<Remediation>) {
    if !needs.on_project.is_empty() {
        out.push(Remediation {
            permissions: needs.on_project.clone(),
            format: Format::Policy,
            title: speech.say("google-fix-policy", &[("role", ROLE)]),
            content: role_document(needs),
        });
        for shell in [Shell::Posix, Shell::Powershell] {
            out.push(Remediation {
                permissions: needs.on_project.clone(),
                format: shell.format(),
                title: speech.say("google-fix-custom-role", &[("role", ROLE)]),
                content: script::custom_role(needs, shell),
            });
        }
    }
    if let Some((permissions, account)) = &needs.on_account {
        let command = script::bind_account(account, needs);
        commands("google-fix-account", permissions, &[command], speech, out);
    }
    if let Some(subnet) = &needs.on_subnet {
        let command = script::bind_subnet(subnet, needs);
        commands("google-fix-subnet", &subnet.permissions, &[command], speech, out);
    }
    let (covered, roles) = script::published_roles(needs);
    if !roles.is_empty() {
        commands("google-fix-published", &covered, &roles, speech, out);
    }
    out.push(Remediation {
        permissions: needs.permissions(),
        format: Format::Terraform,
        title: speech.say("google-fix-terraform", &[]),
        content: terraform::render(needs),
    });
}

/// The same commands for both shells.
fn commands(title: &str, permissions: &[String], commands: &[Command], speech: &Speech, out: &mut Vec<Remediation>) {
    for shell in [Shell::Posix, Shell::Powershell] {
        out.push(Remediation {
            permissions: permissions.to_vec(),
            format: shell.format(),
            title: speech.say(title, &[]),
            content: commands.iter().map(|c| c.render(shell) + "\n").collect(),
        });
    }
}

/// For `gcloud iam roles create xoapImageBuilder --project … --file role.json`.
fn role_document(needs: &Needs) -> String {
    let document = json!({
        "title": TITLE,
        "description": "What image builds need and a check found missing.",
        "stage": "GA",
        "includedPermissions": needs.on_project,
    });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn console(needs: &Needs, speech: &Speech) -> Remediation {
    let mut steps: Vec<String> = Vec::new();
    let account = needs.member.trim_start_matches("serviceAccount:");
    let mut step = |id: &str, values: &[(&str, &str)]| steps.push(speech.say(id, values));
    for (service, project) in &needs.services {
        step("google-step-enable", &[("service", service), ("project", project)]);
    }
    if let Some(network) = &needs.network {
        step("google-step-network", &[("network", network), ("project", &needs.project)]);
    }
    if !needs.on_project.is_empty() {
        let list = needs.on_project.join(", ");
        step("google-step-role", &[("project", &needs.project), ("permissions", &list)]);
        step("google-step-grant", &[("project", &needs.project), ("account", account)]);
    }
    if let Some((_, target)) = &needs.on_account {
        step("google-step-account", &[("target", target), ("account", account)]);
    }
    if let Some(subnet) = &needs.on_subnet {
        let name = subnet.subnet.as_ref().map_or("", |(subnet, _)| subnet.as_str());
        step("google-step-subnet", &[("host", &subnet.host), ("subnet", name), ("account", account)]);
    }
    let content = steps.iter().enumerate().map(|(n, step)| format!("{}. {step}\n", n + 1)).collect();
    Remediation {
        permissions: needs.permissions(),
        format: Format::Console,
        title: speech.say("google-fix-console", &[]),
        content,
    }
}

fn note(needs: &Needs, speech: &Speech) -> Remediation {
    let account = needs.member.trim_start_matches("serviceAccount:");
    let mut content = speech.say("google-note-start", &[("project", &needs.project), ("account", account)]);
    let mut part = |id: &str, values: &[(&str, &str)], items: &[String]| {
        content.push_str(&format!("\n\n{}\n", speech.say(id, values)));
        content.extend(items.iter().map(|item| format!("- {item}\n")));
        content.truncate(content.trim_end().len());
    };
    if !needs.on_project.is_empty() {
        part("google-note-project", &[("project", &needs.project)], &needs.on_project);
    }
    if let Some((permissions, target)) = &needs.on_account {
        part("google-note-account", &[("target", target)], permissions);
    }
    if let Some(subnet) = &needs.on_subnet {
        part("google-note-subnet", &[("host", &subnet.host)], &subnet.permissions);
    }
    let mut rest: Vec<String> = needs.services.iter().map(|(service, project)| format!("{service} ({project})")).collect();
    if !rest.is_empty() {
        part("google-note-services", &[], &rest);
    }
    rest = needs.network.iter().cloned().collect();
    if !rest.is_empty() {
        part("google-note-network", &[("project", &needs.project)], &rest);
    }
    content.push_str(&format!("\n\n{}\n", speech.say("google-note-end", &[])));
    Remediation {
        permissions: needs.permissions(),
        format: Format::Note,
        title: speech.say("google-fix-note", &[]),
        content,
    }
}

#[cfg(test)]
mod tests;
