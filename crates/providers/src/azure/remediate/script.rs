//! Commands of the Azure CLI for a POSIX shell, and of the Az module for PowerShell.
//!
//! In: what is missing. Out: commands whose every value is quoted for the shell that reads it.

use onboard_core::quote::{powershell as ps, sh};
use onboard_core::remediation::Format;
use onboard_core::speech::Speech;

use super::{CONTRIBUTOR, Needs, Renewal, role_document};

/// What the custom role says of itself.
pub(super) const DESCRIPTION: &str = "What image builds need and a check found missing.";
/// The name under which a new secret is listed.
const SECRET_NAME: &str = "XOAP connection";

/// The shell that reads a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shell {
    /// bash, zsh, sh, with the Azure CLI.
    Posix,
    /// PowerShell 5 and 7, with the Az module.
    Powershell,
}

impl Shell {
    /// Both.
    pub(super) const ALL: [Self; 2] = [Self::Posix, Self::Powershell];

    pub(super) fn format(self) -> Format {
        match self {
            Self::Posix => Format::Cli,
            Self::Powershell => Format::Powershell,
        }
    }
}

/// Makes the custom role, unless it is there already, and assigns it.
pub(super) fn custom_role(needs: &Needs, shell: Shell, speech: &Speech) -> String {
    let (role, scope) = (needs.role(), needs.scope.as_str());
    let wait = comment(&speech.say("azure-script-wait", &[]));
    match shell {
        Shell::Posix => {
            let document = sh(role_document(needs).trim_end());
            let (role, scope) = (sh(&role), sh(scope));
            format!(
                "if [ -z \"$(az role definition list --custom-role-only true --name {role} --scope {scope} --query '[].name' --output tsv)\" ]; then\n  az role definition create --role-definition {document}\nfi\n{wait}az role assignment create {} --role {role} --scope {scope}\n",
                assignee(needs),
            )
        }
        Shell::Powershell => {
            let actions: Vec<String> = needs.actions.iter().map(|a| ps(a)).collect();
            let (role, scope) = (ps(&role), ps(scope));
            let subscription = ps(&needs.subscription);
            [
                format!("Set-AzContext -Subscription {subscription}"),
                format!("$role = Get-AzRoleDefinition -Name {role} -Scope {scope} -ErrorAction SilentlyContinue"),
                "if (-not $role) {".to_owned(),
                "  $role = [Microsoft.Azure.Commands.Resources.Models.Authorization.PSRoleDefinition]::new()"
                    .to_owned(),
                format!("  $role.Name = {role}"),
                format!("  $role.Description = {}", ps(DESCRIPTION)),
                "  $role.IsCustom = $true".to_owned(),
                format!("  $role.Actions = @(\n    {}\n  )", actions.join(",\n    ")),
                format!("  $role.AssignableScopes = @({scope})"),
                "  $role = New-AzRoleDefinition -Role $role".to_owned(),
                "}".to_owned(),
                format!(
                    "{wait}New-AzRoleAssignment {} -RoleDefinitionId $role.Id -Scope {scope}\n",
                    assignee_ps(needs)
                ),
            ]
            .join("\n")
        }
    }
}

/// Assigns the published role.
pub(super) fn contributor(needs: &Needs, shell: Shell) -> String {
    match shell {
        Shell::Posix => {
            format!("az role assignment create {} --role {CONTRIBUTOR} --scope {}\n", assignee(needs), sh(&needs.scope))
        }
        Shell::Powershell => format!(
            "Set-AzContext -Subscription {}\nNew-AzRoleAssignment {} -RoleDefinitionName {} -Scope {}\n",
            ps(&needs.subscription),
            assignee_ps(needs),
            ps(CONTRIBUTOR),
            ps(&needs.scope),
        ),
    }
}

/// Whom a role is given. The object id needs no look-up in the directory, for which many lack the right.
fn assignee(needs: &Needs) -> String {
    match &needs.object {
        Some(object) => format!("--assignee-object-id {} --assignee-principal-type ServicePrincipal", sh(object)),
        None => format!("--assignee {}", sh(&needs.client)),
    }
}

fn assignee_ps(needs: &Needs) -> String {
    match &needs.object {
        Some(object) => format!("-ObjectId {}", ps(object)),
        None => format!("-ApplicationId {}", ps(&needs.client)),
    }
}

/// Registers resource providers.
pub(super) fn register(needs: &Needs, shell: Shell) -> String {
    let subscription = needs.subscription.as_str();
    let lines = needs.namespaces.iter().map(|namespace| match shell {
        Shell::Posix => {
            format!("az provider register --namespace {} --subscription {}\n", sh(namespace), sh(subscription))
        }
        Shell::Powershell => format!("Register-AzResourceProvider -ProviderNamespace {}\n", ps(namespace)),
    });
    let context = match shell {
        Shell::Posix => String::new(),
        Shell::Powershell => format!("Set-AzContext -Subscription {}\n", ps(subscription)),
    };
    context + &lines.collect::<String>()
}

/// Adds a secret, or makes the certificate known; what is there already stays.
pub(super) fn renew(needs: &Needs, renewal: Renewal, shell: Shell, speech: &Speech) -> String {
    let client = needs.client.as_str();
    let command = match (renewal, shell) {
        (Renewal::Secret, Shell::Posix) => format!(
            "az ad app credential reset --id {} --append --display-name {} --years 1\n",
            sh(client),
            sh(SECRET_NAME)
        ),
        (Renewal::Secret, Shell::Powershell) => {
            format!("New-AzADAppCredential -ApplicationId {} -EndDate (Get-Date).AddYears(1)\n", ps(client))
        }
        (Renewal::Certificate, Shell::Posix) => {
            format!("az ad app credential reset --id {} --append --cert @certificate.pem\n", sh(client))
        }
        (Renewal::Certificate, Shell::Powershell) => format!(
            "$certificate = [Convert]::ToBase64String([IO.File]::ReadAllBytes((Resolve-Path 'certificate.cer')))\nNew-AzADAppCredential -ApplicationId {} -CertValue $certificate\n",
            ps(client)
        ),
    };
    let mut out = comment(&speech.say("azure-script-append", &[]));
    if renewal == Renewal::Certificate {
        out.push_str(&comment(&speech.say("azure-script-public-part", &[])));
    }
    out + &command
}

/// One line of comment, for both shells.
fn comment(text: &str) -> String {
    format!("# {}\n", text.replace(['\n', '\r'], " "))
}
