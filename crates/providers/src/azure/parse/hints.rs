//! From the screen to the credential: the subscription that a command names, when the credential names none.
//!
//! In: what stands on the screen. Out: fields with their provenance, and findings that say where they come from.

use std::collections::BTreeSet;

use onboard_core::finding::Severity;

use super::found::Found;
use super::screen::{Account, Scope};
use super::Origin;
use crate::azure::guid;

/// What a screen tells beside the credential.
pub(super) struct Hints {
    /// Scopes that commands were given.
    pub scopes: Vec<Scope>,
    /// Accounts that the command line printed.
    pub accounts: Vec<Account>,
    /// For how long the secret was asked for.
    pub years: Option<u32>,
}

impl Hints {
    /// Fills in what a service principal lacks, and says so.
    pub(super) fn give(&self, found: &mut Found, from: &Origin<'_>) {
        if !found.fields.has("subscription_id") {
            self.subscription(found, from);
        }
        let printed = found.kind == "create-for-rbac" || found.kind.starts_with("cli-") || found.kind == "json-auth";
        if let (Some(years), true, true) = (self.years, printed, found.fields.has("client_secret")) {
            let finding =
                from.finding("azure-secret-years", Severity::Info, Some("client_secret"), &[("count", &years.to_string())]);
            found.findings.push(finding);
        }
    }

    /// The command that made the credential stands above it; without one, the account that the command line is in.
    fn subscription(&self, found: &mut Found, from: &Origin<'_>) {
        match self.scopes.iter().rfind(|s| s.at < found.at).or_else(|| self.scopes.first()) {
            Some(scope) => scoped(scope, found, from),
            None => self.of_account(found, from),
        }
    }

    fn of_account(&self, found: &mut Found, from: &Origin<'_>) {
        let tenant = found.text("tenant_id").unwrap_or_default();
        let of_tenant: Vec<&Account> =
            self.accounts.iter().filter(|a| a.tenant == tenant || guid::canonical(&tenant).is_none()).collect();
        let one = of_tenant.iter().map(|a| &a.subscription).collect::<BTreeSet<_>>().len() == 1;
        let chosen = of_tenant.iter().find(|a| a.default).or_else(|| of_tenant.first().filter(|_| one));
        if let Some(account) = chosen {
            let place = from.of_command("azure-provenance-account", account.line);
            found.fields.set("subscription_id", account.subscription.clone(), place.clone());
            let values = [("value", account.subscription.as_str())];
            let finding = from.finding("azure-subscription-from-account", Severity::Info, Some("subscription_id"), &values);
            found.findings.push(finding.at(account.line, None));
            if let (Some(cloud), false) = (account.cloud, found.fields.has("cloud")) {
                found.fields.set("cloud", cloud.id(), place);
            }
        }
    }
}

fn scoped(scope: &Scope, found: &mut Found, from: &Origin<'_>) {
    let place = from.of_command("azure-provenance-scopes", scope.line);
    found.fields.set("subscription_id", scope.subscription.clone(), place.clone());
    let values = [("value", scope.subscription.as_str())];
    let code = if scope.several { "azure-subscription-several" } else { "azure-subscription-from-scopes" };
    let severity = if scope.several { Severity::Warning } else { Severity::Info };
    found.findings.push(from.finding(code, severity, Some("subscription_id"), &values).at(scope.line, None));
    if let (Some(group), false) = (&scope.group, found.fields.has("build_resource_group")) {
        found.fields.set("build_resource_group", group.clone(), place);
        let values = [("value", group.as_str())];
        let finding = from.finding("azure-group-from-scopes", Severity::Info, Some("build_resource_group"), &values);
        found.findings.push(finding.at(scope.line, None));
    }
}
