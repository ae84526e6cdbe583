//! Stage 7: the connection, and the names that other tools have for its parts.
//!
//! In: the fields. Out: settings in the order of the connection panel, and the variables of Packer's `azure-arm`
//! builder, of Azure's libraries (`AZURE_…`), of Terraform's azurerm provider (`ARM_…` and arguments). A tool that takes
//! a certificate takes the path of a file; the path is given where it is known, and the certificate itself is the
//! connection's. Deliberately absent: a path that nobody named.

use indexmap::IndexMap;
use onboard_core::field::Fields;
use onboard_core::payload::{Composition, Part};
use onboard_core::provider::ConnectionKind;

use super::cloud::Cloud;
use super::credential::{resource_group, subscription};
use super::guid::{Id, Tenant};
use super::{CLIENT_CERTIFICATE, ID};

/// What the connection consists of.
pub(super) fn compose(variant: &str, fields: &Fields) -> Composition {
    let by_certificate = variant == CLIENT_CERTIFICATE;
    let settings = settings(by_certificate, fields);
    let mut secrets = IndexMap::new();
    let names: &[&str] = if by_certificate { &["certificate", "certificate_password"] } else { &["client_secret"] };
    for name in names {
        if let Some(secret) = fields.secret(name) {
            secrets.insert((*name).to_owned(), secret.clone());
        }
    }
    let cloud = Cloud::of(fields).unwrap_or_default();
    let pfx = settings.get("certificate_file").is_some_and(|path| is_pfx(path));
    Composition {
        kind: ConnectionKind::CloudProvider,
        provider: ID.to_owned(),
        variant: variant.to_owned(),
        sheet: sheet(by_certificate),
        pkrvars: pkrvars(cloud, settings.contains_key("build_resource_group")),
        env: env(cloud, pfx),
        tfvars: tfvars(cloud, pfx),
        settings,
        secrets,
    }
}

/// The settings that have a value, identifiers in their usual form.
fn settings(by_certificate: bool, fields: &Fields) -> IndexMap<String, String> {
    let plain = |name: &str| fields.plain(name).map(|v| v.trim().to_owned());
    let in_form = |name: &str, form: &dyn Fn(&str) -> Option<String>| plain(name).map(|v| form(&v).unwrap_or(v));
    let file = plain("certificate_file").filter(|_| by_certificate);
    let location = plain("location").map(|l| l.to_ascii_lowercase().replace(' ', ""));
    [
        ("subscription_id", in_form("subscription_id", &subscription)),
        ("tenant_id", in_form("tenant_id", &|v| Tenant::of(v).name())),
        ("client_id", in_form("client_id", &|v| Id::of(v).guid())),
        ("cloud", in_form("cloud", &|v| Cloud::named(v).map(|c| c.id().to_owned())).or(Some(Cloud::Public.id().to_owned()))),
        ("build_resource_group", in_form("build_resource_group", &resource_group)),
        ("location", location),
        ("certificate_file", file),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name.to_owned(), value?)))
    .collect()
}

/// Terraform takes a PKCS#12 file and no PEM.
fn is_pfx(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    path.ends_with(".pfx") || path.ends_with(".p12")
}

fn setting(label: &str, name: &str) -> (String, Part) {
    (label.to_owned(), Part::Setting(name.to_owned()))
}

fn secret(label: &str, name: &str) -> (String, Part) {
    (label.to_owned(), Part::Secret(name.to_owned()))
}

fn fixed(label: &str, text: &str) -> (String, Part) {
    (label.to_owned(), Part::Fixed(text.to_owned()))
}

fn sheet(by_certificate: bool) -> Vec<(String, Part)> {
    let mut rows = vec![
        fixed("Connection type", "Cloud provider"),
        fixed("Provider", "Microsoft Azure"),
        fixed("Variant", if by_certificate { "Service Principal with certificate" } else { "Service Principal" }),
        ("Name".to_owned(), Part::Name),
        setting("Subscription ID", "subscription_id"),
        setting("Tenant ID", "tenant_id"),
        setting("Client ID", "client_id"),
        secret("Client Secret", "client_secret"),
        secret("Certificate", "certificate"),
        secret("Certificate password", "certificate_password"),
        ("Description".to_owned(), Part::Description),
        ("Tags".to_owned(), Part::Tags),
    ];
    rows.extend([
        setting("Cloud", "cloud"),
        setting("Resource group for builds", "build_resource_group"),
        setting("Location", "location"),
    ]);
    rows
}

fn pkrvars(cloud: Cloud, in_a_group: bool) -> Vec<(String, Part)> {
    let mut out = vec![
        setting("subscription_id", "subscription_id"),
        setting("tenant_id", "tenant_id"),
        setting("client_id", "client_id"),
        secret("client_secret", "client_secret"),
        setting("client_cert_path", "certificate_file"),
        fixed("cloud_environment_name", cloud.packer()),
        setting("build_resource_group_name", "build_resource_group"),
    ];
    // QUIRK(azure, 2026-11): the builder refuses a location beside a resource group, whose location it takes.
    // https://developer.hashicorp.com/packer/integrations/hashicorp/azure/latest/components/builder/arm
    if !in_a_group {
        out.push(setting("location", "location"));
    }
    out
}

fn env(cloud: Cloud, pfx: bool) -> Vec<(String, Part)> {
    let mut out = vec![
        setting("AZURE_SUBSCRIPTION_ID", "subscription_id"),
        setting("AZURE_TENANT_ID", "tenant_id"),
        setting("AZURE_CLIENT_ID", "client_id"),
        secret("AZURE_CLIENT_SECRET", "client_secret"),
        setting("AZURE_CLIENT_CERTIFICATE_PATH", "certificate_file"),
        secret("AZURE_CLIENT_CERTIFICATE_PASSWORD", "certificate_password"),
        fixed("AZURE_AUTHORITY_HOST", cloud.authority()),
        setting("ARM_SUBSCRIPTION_ID", "subscription_id"),
        setting("ARM_TENANT_ID", "tenant_id"),
        setting("ARM_CLIENT_ID", "client_id"),
        secret("ARM_CLIENT_SECRET", "client_secret"),
    ];
    if pfx {
        out.push(setting("ARM_CLIENT_CERTIFICATE_PATH", "certificate_file"));
        out.push(secret("ARM_CLIENT_CERTIFICATE_PASSWORD", "certificate_password"));
    }
    out.push(fixed("ARM_ENVIRONMENT", cloud.terraform()));
    out
}

fn tfvars(cloud: Cloud, pfx: bool) -> Vec<(String, Part)> {
    let mut out = vec![
        setting("subscription_id", "subscription_id"),
        setting("tenant_id", "tenant_id"),
        setting("client_id", "client_id"),
        secret("client_secret", "client_secret"),
    ];
    if pfx {
        out.push(setting("client_certificate_path", "certificate_file"));
        out.push(secret("client_certificate_password", "certificate_password"));
    }
    out.push(fixed("environment", cloud.terraform()));
    out
}

#[cfg(test)]
mod tests;
