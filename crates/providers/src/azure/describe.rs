//! The form, the guide and the choices, as data for any interface.

use onboard_core::provider::{
    Choosable, ConnectionKind, Descriptor, FieldSpec, GuideStep, InputKind, VariantSpec,
};
use onboard_core::speech::Speech;

use super::cloud::Cloud;
use super::{CLIENT_CERTIFICATE, CLIENT_SECRET, ID};

const PURPOSES: &[&str] = &["image-management", "scripted-actions"];
const OPTIONS: &[&str] = &[
    "windows",
    "shared-image-gallery",
    "snapshots",
    "allowed-inbound-ip",
    "vhd-output",
    "managed-identity",
    "vm-extension",
];
/// The groups of the permission table, in the order of showing.
pub(super) const GROUPS: &[&str] = &[
    "azure-group-resources",
    "azure-group-machines",
    "azure-group-disks",
    "azure-group-images",
    "azure-group-network",
    "azure-group-vault",
    "azure-group-storage",
    "azure-group-identity",
    "azure-group-access",
];

const EXAMPLE_ID: &str = "00000000-0000-0000-0000-000000000000";
/// Locations to offer; any other is accepted too.
const LOCATIONS: &[&str] = &["westeurope", "northeurope", "germanywestcentral", "eastus", "westus2", "uksouth"];

/// The command of the published prerequisites, and what belongs around it: id, command, link.
const GUIDE: &[(&str, &str, &str)] = &[
    (
        "azure-guide-sign-in",
        "az login\naz account show --query \"{subscription: id, tenant: tenantId, cloud: environmentName}\"",
        "https://learn.microsoft.com/en-us/cli/azure/authenticate-azure-cli",
    ),
    (
        "azure-guide-create",
        "az ad sp create-for-rbac --name xoap-image-principal --role Contributor --scopes /subscriptions/{subscription_id} --years 1",
        "https://learn.microsoft.com/en-us/cli/azure/azure-cli-sp-tutorial-1",
    ),
    (
        "azure-guide-providers",
        "az provider register --namespace Microsoft.Compute --subscription {subscription_id}\naz provider register --namespace Microsoft.Network --subscription {subscription_id}\naz provider register --namespace Microsoft.Storage --subscription {subscription_id}\naz provider register --namespace Microsoft.KeyVault --subscription {subscription_id}",
        "https://learn.microsoft.com/en-us/azure/azure-resource-manager/management/resource-providers-and-types",
    ),
    ("azure-guide-import", "", ""),
    (
        "azure-guide-portal",
        "",
        "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade",
    ),
    (
        "azure-guide-renew",
        "az ad app credential reset --id {client_id} --append --years 1",
        "https://learn.microsoft.com/en-us/cli/azure/azure-cli-sp-tutorial-7",
    ),
    (
        "azure-guide-certificate",
        "az ad sp create-for-rbac --name xoap-image-principal --role Contributor --scopes /subscriptions/{subscription_id} --create-cert",
        "https://learn.microsoft.com/en-us/cli/azure/azure-cli-sp-tutorial-3",
    ),
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
    let variant = |id: &str, own: Vec<FieldSpec>| VariantSpec {
        id: id.to_owned(),
        label: say(&format!("azure-variant-{id}")),
        fields: form(own, speech),
    };
    let file = FieldSpec { setting: true, example: "/home/me/tmpabcd1234.pem".to_owned(), ..field("certificate_file", InputKind::Text, speech) };
    Descriptor {
        id: ID.to_owned(),
        name: "Microsoft Azure".to_owned(),
        kind: ConnectionKind::CloudProvider,
        icon: include_str!("icon.svg").trim().to_owned(),
        accepts: say("azure-accepts"),
        variants: vec![
            variant(CLIENT_SECRET, vec![needed("client_secret", InputKind::Secret, speech)]),
            variant(
                CLIENT_CERTIFICATE,
                vec![
                    needed("certificate", InputKind::SecretLines, speech),
                    field("certificate_password", InputKind::Secret, speech),
                    file,
                ],
            ),
        ],
        purposes: choosable("azure-purpose-", PURPOSES),
        options: choosable("azure-option-", OPTIONS),
        guide: GUIDE.iter().map(|step| guide_step(*step, speech)).collect(),
        groups: choosable("", GROUPS),
        services: vec!["azure.login".to_owned(), "azure.arm".to_owned()],
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

/// The form of a variant: the panel's order, then what is not on the panel.
fn form(own: Vec<FieldSpec>, speech: &Speech) -> Vec<FieldSpec> {
    let id = |name: &str| FieldSpec { example: EXAMPLE_ID.to_owned(), ..field(name, InputKind::Text, speech) };
    let mut out = vec![
        FieldSpec { setting: true, ..id("subscription_id") },
        FieldSpec { required: true, ..id("tenant_id") },
        FieldSpec { required: true, ..id("client_id") },
    ];
    out.extend(own);
    let setting = |name: &str| FieldSpec { setting: true, ..field(name, InputKind::Text, speech) };
    out.push(FieldSpec {
        default: Cloud::Public.id().to_owned(),
        suggestions: Cloud::ALL.iter().map(|c| c.id().to_owned()).collect(),
        example: Cloud::Public.id().to_owned(),
        ..setting("cloud")
    });
    out.push(FieldSpec { example: "image-builds".to_owned(), ..setting("build_resource_group") });
    out.push(FieldSpec {
        suggestions: LOCATIONS.iter().map(|l| (*l).to_owned()).collect(),
        example: LOCATIONS[0].to_owned(),
        ..setting("location")
    });
    out
}

fn needed(name: &str, input: InputKind, speech: &Speech) -> FieldSpec {
    FieldSpec { required: true, ..field(name, input, speech) }
}

fn field(name: &str, input: InputKind, speech: &Speech) -> FieldSpec {
    let id = format!("azure-field-{name}");
    FieldSpec {
        name: name.to_owned(),
        label: speech.say(&id, &[]),
        hint: speech.attribute(&id, "hint", &[]).unwrap_or_default(),
        example: String::new(),
        input,
        required: false,
        setting: false,
        default: String::new(),
        suggestions: Vec::new(),
        options: Vec::new(),
    }
}
