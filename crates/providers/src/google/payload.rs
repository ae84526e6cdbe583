//! Stage 7: the connection, and the names that other tools have for its parts.
//!
//! In: the fields. Out: settings, the key file as the one secret, and the variables of Packer's `googlecompute`
//! builder, of `gcloud` and of Terraform's google provider. Deliberately absent: the private key by itself, which nothing takes.

use indexmap::IndexMap;
use onboard_core::field::Fields;
use onboard_core::payload::{Composition, Part};
use onboard_core::provider::ConnectionKind;
use onboard_core::secret::SecretString;

use super::Target;
use super::key_file::KeyFile;

/// The settings that are taken over when they have a value, in the order of the panel.
const SETTINGS: &[&str] = &[
    "project_id",
    "client_email",
    "private_key_id",
    "zone",
    "region",
    "network",
    "service_account_email",
    "host_project",
    "subnet",
];

/// What the connection consists of.
pub(super) fn compose(variant: &str, fields: &Fields) -> Composition {
    let mut settings = IndexMap::new();
    let target = Target::of(fields);
    if !target.project.is_empty() {
        settings.insert("project".to_owned(), target.project);
    }
    for name in SETTINGS {
        if let Some(value) = fields.plain(name) {
            settings.insert((*name).to_owned(), value.to_owned());
        }
    }
    let mut secrets = IndexMap::new();
    let document = fields.secret("credentials_json").cloned();
    // Without an imported document, it is put together from the fields.
    let document = document.or_else(|| KeyFile::of(fields).map(|f| SecretString::new(f.document()).into()));
    if let Some(document) = document {
        secrets.insert("credentials_json".to_owned(), document);
    }
    Composition {
        kind: ConnectionKind::CloudProvider,
        provider: "google".to_owned(),
        variant: variant.to_owned(),
        settings,
        secrets,
        sheet: sheet(),
        pkrvars: named(&[
            ("credentials_json", "credentials_json"),
            ("project_id", "project"),
            ("zone", "zone"),
            ("region", "region"),
            ("network", "network"),
            ("network_project_id", "host_project"),
            ("subnetwork", "subnet"),
            ("service_account_email", "service_account_email"),
        ]),
        env: named(&[
            ("GOOGLE_CREDENTIALS", "credentials_json"),
            ("GOOGLE_PROJECT", "project"),
            ("GOOGLE_REGION", "region"),
            ("GOOGLE_ZONE", "zone"),
            ("CLOUDSDK_CORE_PROJECT", "project"),
            ("CLOUDSDK_COMPUTE_REGION", "region"),
            ("CLOUDSDK_COMPUTE_ZONE", "zone"),
        ]),
        tfvars: named(&[
            ("credentials", "credentials_json"),
            ("project", "project"),
            ("region", "region"),
            ("zone", "zone"),
        ]),
    }
}

fn part(name: &str) -> Part {
    if name == "credentials_json" { Part::Secret(name.to_owned()) } else { Part::Setting(name.to_owned()) }
}

fn named(pairs: &[(&str, &str)]) -> Vec<(String, Part)> {
    pairs.iter().map(|(label, name)| ((*label).to_owned(), part(name))).collect()
}

/// The panel takes one file; what is below it in the sheet is for the person who fills in build definitions.
fn sheet() -> Vec<(String, Part)> {
    let mut rows = vec![
        ("Name".to_owned(), Part::Name),
        ("Description".to_owned(), Part::Description),
        ("Tags".to_owned(), Part::Tags),
        ("Provider".to_owned(), Part::Fixed("Google Cloud".to_owned())),
    ];
    rows.extend(named(&[
        ("Service account key file (JSON)", "credentials_json"),
        ("Service account", "client_email"),
        ("Key ID", "private_key_id"),
        ("Project", "project"),
        ("Zone", "zone"),
        ("Region", "region"),
        ("Network", "network"),
        ("Service account of build machines", "service_account_email"),
        ("Shared VPC host project", "host_project"),
        ("Shared VPC subnet", "subnet"),
    ]));
    rows
}
