//! The form, the guide and the choices, as data for any interface.

use onboard_core::provider::{
    Choosable, ConnectionKind, Descriptor, FieldSpec, GuideStep, InputKind, VariantSpec,
};
use onboard_core::speech::Speech;

use super::{VARIANT, services};

const PURPOSES: &[&str] = &["image-management", "scripted-actions"];
const OPTIONS: &[&str] = &["iap", "shared-vpc", "os-login", "export"];
/// The groups of the permission table, in the order of showing.
pub(super) const GROUPS: &[&str] = &[
    "google-group-instances",
    "google-group-disks",
    "google-group-images",
    "google-group-network",
    "google-group-operations",
    "google-group-service-account",
    "google-group-storage",
    "google-group-access",
];

/// Fields of the key file, shown and not typed: name, needed.
const KEY_FIELDS: &[(&str, bool)] = &[
    ("project_id", false),
    ("client_email", true),
    ("private_key_id", false),
    ("client_id", false),
    ("token_uri", false),
    ("universe_domain", false),
];

/// Settings: name, example, the option that shows it (empty for always), suggestions.
const SETTINGS: &[(&str, &str, &str, &[&str])] = &[
    ("project", "image-builds-1", "", &[]),
    ("zone", "europe-west3-a", "", &["europe-west3-a", "europe-west1-b", "europe-west4-a", "us-central1-a", "us-east1-b"]),
    ("region", "europe-west3", "", &["europe-west3", "europe-west1", "europe-west4", "us-central1", "us-east1"]),
    ("network", "default", "", &["default"]),
    ("service_account_email", "builder@image-builds-1.iam.gserviceaccount.com", "", &[]),
    ("host_project", "network-host-1", "shared-vpc", &[]),
    ("subnet", "builds", "shared-vpc", &[]),
];

/// Guide steps: id, command, link.
const GUIDE: &[(&str, &str, &str)] = &[
    ("google-guide-apis", "gcloud services enable compute.googleapis.com iam.googleapis.com cloudresourcemanager.googleapis.com --project {project}", "https://console.cloud.google.com/apis/library"),
    ("google-guide-account", "gcloud iam service-accounts create xoap-image-builder --project {project} --display-name \"XOAP image builder\"", "https://console.cloud.google.com/iam-admin/serviceaccounts"),
    ("google-guide-roles", "gcloud projects add-iam-policy-binding {project} --member serviceAccount:xoap-image-builder@{project}.iam.gserviceaccount.com --role roles/compute.instanceAdmin.v1 --condition None\ngcloud projects add-iam-policy-binding {project} --member serviceAccount:xoap-image-builder@{project}.iam.gserviceaccount.com --role roles/iam.serviceAccountUser --condition None", "https://console.cloud.google.com/iam-admin/iam"),
    ("google-guide-more-roles", "", "https://cloud.google.com/iam/docs/understanding-roles"),
    ("google-guide-key", "gcloud iam service-accounts keys create xoap-image-builder.json --iam-account xoap-image-builder@{project}.iam.gserviceaccount.com", "https://console.cloud.google.com/iam-admin/serviceaccounts"),
    ("google-guide-policy", "", "https://cloud.google.com/resource-manager/docs/secure-by-default-organizations"),
    ("google-guide-import", "", ""),
];

/// The descriptor in the language of the speech.
pub(super) fn descriptor(speech: &Speech) -> Descriptor {
    let say = |id: &str| speech.say(id, &[]);
    let choosable = |prefix: &str, ids: &[&str]| {
        ids.iter()
            .map(|id| {
                let sentence = format!("{prefix}{id}");
                let detail = speech.attribute(&sentence, "detail", &[]).unwrap_or_default();
                Choosable { id: (*id).to_owned(), label: say(&sentence), detail }
            })
            .collect()
    };
    Descriptor {
        id: "google".to_owned(),
        name: "Google Cloud".to_owned(),
        kind: ConnectionKind::CloudProvider,
        icon: include_str!("icon.svg").to_owned(),
        accepts: say("google-accepts"),
        variants: vec![VariantSpec { id: VARIANT.to_owned(), label: say("google-variant"), fields: fields(speech) }],
        purposes: choosable("google-purpose-", PURPOSES),
        options: choosable("google-option-", OPTIONS),
        guide: GUIDE.iter().map(|step| guide_step(*step, speech)).collect(),
        groups: choosable("", GROUPS),
        services: services::ALL.iter().map(|s| s.id.to_owned()).collect(),
    }
}

fn guide_step((id, command, link): (&str, &str, &str), speech: &Speech) -> GuideStep {
    GuideStep {
        title: speech.say(id, &[]),
        text: speech.attribute(id, "text", &[]).unwrap_or_default(),
        command: command.to_owned(),
        link: link.to_owned(),
    }
}

fn fields(speech: &Speech) -> Vec<FieldSpec> {
    let secret = |name: &str| FieldSpec { required: true, ..field(name, speech) };
    let mut out = vec![secret("credentials_json")];
    out.extend(KEY_FIELDS.iter().map(|(name, required)| FieldSpec { required: *required, ..field(name, speech) }));
    out.push(secret("private_key"));
    out.extend(SETTINGS.iter().map(|(name, example, option, suggestions)| FieldSpec {
        example: (*example).to_owned(),
        input: InputKind::Text,
        setting: true,
        suggestions: suggestions.iter().map(|s| (*s).to_owned()).collect(),
        options: if option.is_empty() { Vec::new() } else { vec![(*option).to_owned()] },
        ..field(name, speech)
    }));
    out
}

/// A field that comes by import.
fn field(name: &str, speech: &Speech) -> FieldSpec {
    let id = format!("google-field-{name}");
    FieldSpec {
        name: name.to_owned(),
        label: speech.say(&id, &[]),
        hint: speech.attribute(&id, "hint", &[]).unwrap_or_default(),
        example: String::new(),
        input: InputKind::Import,
        required: false,
        setting: false,
        default: String::new(),
        suggestions: Vec::new(),
        options: Vec::new(),
    }
}
