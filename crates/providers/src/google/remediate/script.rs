//! `gcloud` commands for two shells.
//!
//! In: what is missing. Out: commands whose every argument is quoted for the shell that reads it.

use onboard_core::quote;
use onboard_core::remediation::Format;

use super::{ACT_AS_ROLE, Needs, OnSubnet, ROLE, SUBNET_ROLE, TITLE};

/// The shell that reads a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shell {
    /// bash, zsh, sh.
    Posix,
    /// PowerShell 5 and 7.
    Powershell,
}

impl Shell {
    pub(super) fn format(self) -> Format {
        match self {
            Self::Posix => Format::Cli,
            Self::Powershell => Format::Powershell,
        }
    }
}

/// The arguments of one `gcloud` command.
pub(super) struct Command(Vec<String>);

impl Command {
    fn new(words: &[&str]) -> Self {
        Self(words.iter().map(|w| (*w).to_owned()).collect())
    }

    /// One line for a shell. Options stand bare: they are ours, and PowerShell would take a quoted one for a text.
    pub(super) fn render(&self, shell: Shell) -> String {
        let word = |w: &String| match shell {
            _ if is_option_or_verb(w) => w.clone(),
            Shell::Posix => quote::sh(w),
            Shell::Powershell => quote::powershell(w),
        };
        let words: Vec<String> = self.0.iter().map(word).collect();
        format!("gcloud {}", words.join(" "))
    }
}

/// Words of the commands below; anything else came from outside and is quoted.
fn is_option_or_verb(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "projects", "add-iam-policy-binding", "iam", "roles", "describe", "create", "update", "service-accounts",
        "compute", "networks", "subnets", "services", "enable", "auto", "--project", "--member", "--role",
        "--condition", "--region", "--title", "--stage", "--permissions", "--add-permissions", "--quiet", "--subnet-mode",
    ];
    WORDS.contains(&word)
}

/// Makes or extends the custom role, and grants it.
pub(super) fn custom_role(needs: &Needs, shell: Shell) -> String {
    let permissions = needs.on_project.join(",");
    let line = |words: &[&str]| Command::new(words).render(shell);
    let project = needs.project.as_str();
    let look = line(&["iam", "roles", "describe", ROLE, "--project", project]);
    let update =
        line(&["iam", "roles", "update", ROLE, "--project", project, "--add-permissions", &permissions, "--quiet"]);
    let create = line(&[
        "iam", "roles", "create", ROLE, "--project", project, "--title", TITLE, "--stage", "GA", "--permissions",
        &permissions, "--quiet",
    ]);
    let role = format!("projects/{project}/roles/{ROLE}");
    let bind = bind_project(project, &needs.member, &role).render(shell);
    match shell {
        Shell::Posix => format!("if {look} >/dev/null 2>&1; then\n  {update}\nelse\n  {create}\nfi\n{bind}\n"),
        Shell::Powershell => {
            format!("{look} *> $null\nif ($LASTEXITCODE -eq 0) {{\n  {update}\n}} else {{\n  {create}\n}}\n{bind}\n")
        }
    }
}

fn bind_project(project: &str, member: &str, role: &str) -> Command {
    // `--condition None` keeps gcloud from asking where a policy has conditional bindings.
    Command::new(&["projects", "add-iam-policy-binding", project, "--member", member, "--role", role, "--condition", "None"])
}

/// Lets the key's account attach the one service account to machines.
pub(super) fn bind_account(account: &str, needs: &Needs) -> Command {
    Command::new(&[
        "iam", "service-accounts", "add-iam-policy-binding", account, "--project", &account_project(account, needs),
        "--member", &needs.member, "--role", ACT_AS_ROLE, "--condition", "None",
    ])
}

/// The project in which a service account lives.
pub(super) fn account_project(account: &str, needs: &Needs) -> String {
    use crate::google::names::{Account, account_kind, email_project};
    match account_kind(account) {
        Account::User(project) if project != email_project(&needs.project) => project,
        _ => needs.project.clone(),
    }
}

/// Lets the key's account use the subnet, or all subnets of the host project.
pub(super) fn bind_subnet(on: &OnSubnet, needs: &Needs) -> Command {
    match &on.subnet {
        Some((subnet, region)) => Command::new(&[
            "compute", "networks", "subnets", "add-iam-policy-binding", subnet, "--region", region, "--project",
            &on.host, "--member", &needs.member, "--role", SUBNET_ROLE, "--condition", "None",
        ]),
        None => bind_project(&on.host, &needs.member, SUBNET_ROLE),
    }
}

/// The published roles that hold what is missing on the project, and the permissions that they cover.
pub(super) fn published_roles(needs: &Needs) -> (Vec<String>, Vec<Command>) {
    let role = |permission: &str| match permission {
        "compute.instances.osAdminLogin" => Some("roles/compute.osAdminLogin"),
        "iam.serviceAccounts.actAs" => Some(ACT_AS_ROLE),
        "iap.tunnelInstances.accessViaIAP" => Some("roles/iap.tunnelResourceAccessor"),
        "serviceusage.services.get" => Some("roles/compute.instanceAdmin.v1"),
        p if p.starts_with("compute.") => Some("roles/compute.instanceAdmin.v1"),
        p if p.starts_with("storage.") => Some("roles/storage.admin"),
        _ => None,
    };
    let covered: Vec<String> = needs.on_project.iter().filter(|p| role(p).is_some()).cloned().collect();
    let mut roles: Vec<&str> = Vec::new();
    for role in covered.iter().filter_map(|p| role(p)) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let commands = roles.iter().map(|role| bind_project(&needs.project, &needs.member, role)).collect();
    (covered, commands)
}

/// Enables services and creates the network that is missing.
pub(super) fn enabling(needs: &Needs) -> Vec<Command> {
    let mut out: Vec<Command> = needs
        .services
        .iter()
        .map(|(service, project)| Command::new(&["services", "enable", service, "--project", project]))
        .collect();
    if let Some(network) = &needs.network {
        let project = needs.project.as_str();
        out.push(Command::new(&[
            "compute", "networks", "create", network, "--project", project, "--subnet-mode", "auto",
        ]));
    }
    out
}
