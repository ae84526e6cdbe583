//! The form, the guide and the choices, as data in one language.
//!
//! In: sentences. Out: a [`Descriptor`]. Commands are built here and not translated.

use onboard_core::provider::{
    Choosable, ConnectionKind, Descriptor, FieldSpec, GuideStep, InputKind, VariantSpec,
};
use onboard_core::requirement::Choice;
use onboard_core::speech::Speech;

use super::policy::{Scope, Wanted, document, pretty};
use super::region::KNOWN;
use super::{ACCESS_KEY, DEFAULT_REGION, catalogue};

const GROUPS: &[&str] = &[
    "group-instances",
    "group-images",
    "group-snapshots-volumes",
    "group-network",
    "group-keys",
    "group-lookup",
];
const OPTIONS: &[&str] = &["encrypted-boot", "copy-to-regions", "instance-profile", "spot", "session-manager"];

/// Describes the provider.
#[must_use]
pub fn describe(speech: &Speech) -> Descriptor {
    let choosable = |id: &str, sentence: &str| Choosable {
        id: id.to_owned(),
        label: speech.say(sentence, &[]),
        detail: speech.attribute(sentence, "detail", &[]).unwrap_or_default(),
    };
    let all = |prefix: &str, ids: &[&str]| ids.iter().map(|id| choosable(id, &format!("{prefix}{id}"))).collect();
    Descriptor {
        id: "aws".to_owned(),
        name: "AWS".to_owned(),
        kind: ConnectionKind::CloudProvider,
        icon: include_str!("icon.svg").trim().to_owned(),
        accepts: speech.say("accepts", &[]),
        variants: vec![VariantSpec {
            id: ACCESS_KEY.to_owned(),
            label: speech.say("variant-access-key", &[]),
            fields: fields(speech),
        }],
        purposes: all("purpose-", &["image-management", "scripted-actions"]),
        options: all("option-", OPTIONS),
        guide: guide(speech),
        groups: all("", GROUPS),
        services: ["aws.sts", "aws.iam", "aws.ec2"].map(str::to_owned).to_vec(),
    }
}

fn fields(speech: &Speech) -> Vec<FieldSpec> {
    let field = |name: &str, input, required, setting, example: &str| {
        let sentence = format!("field-{}", name.replace('_', "-"));
        FieldSpec {
            name: name.to_owned(),
            label: speech.say(&sentence, &[]),
            hint: speech.attribute(&sentence, "hint", &[]).unwrap_or_default(),
            example: example.to_owned(),
            input,
            required,
            setting,
            default: String::new(),
            suggestions: Vec::new(),
            options: Vec::new(),
        }
    };
    let regions: Vec<String> = KNOWN.iter().map(|r| (*r).to_owned()).collect();
    vec![
        field("access_key_id", InputKind::Text, true, false, "AKIAIOSFODNN7EXAMPLE"),
        field("secret_access_key", InputKind::Secret, true, false, ""),
        field("session_token", InputKind::Secret, false, false, ""),
        FieldSpec {
            default: DEFAULT_REGION.to_owned(),
            suggestions: regions,
            ..field("region", InputKind::Text, true, true, DEFAULT_REGION)
        },
        FieldSpec {
            options: vec!["copy-to-regions".to_owned()],
            ..field("copy_regions", InputKind::Text, false, true, "eu-west-1, us-east-1")
        },
    ]
}

const USER: &str = "xoap-image-management";

fn guide(speech: &Speech) -> Vec<GuideStep> {
    let policy = published_policy();
    let step = |id: &str, command: String, link: &str| GuideStep {
        title: speech.say(id, &[]),
        text: speech.attribute(id, "text", &[]).unwrap_or_default(),
        command,
        link: link.to_owned(),
    };
    let docs = "https://docs.aws.amazon.com/IAM/latest/UserGuide";
    vec![
        step("guide-user", format!("aws iam create-user --user-name {USER}"), &format!("{docs}/id_users_create.html")),
        step("guide-policy", pretty(&policy), &format!("{docs}/access_policies_create-console.html")),
        step(
            "guide-attach",
            format!("aws iam put-user-policy --user-name {USER} --policy-name {USER} --policy-document '{policy}'"),
            "https://developer.hashicorp.com/packer/integrations/hashicorp/amazon",
        ),
        step(
            "guide-key",
            format!("aws iam create-access-key --user-name {USER}"),
            &format!("{docs}/id_credentials_access-keys.html"),
        ),
        step(
            "guide-vpc",
            "aws ec2 describe-subnets --filters Name=default-for-az,Values=true --region {region}".to_owned(),
            "https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html",
        ),
        step("guide-import", String::new(), ""),
    ]
}

/// The policy with the published permissions, from the catalogue.
fn published_policy() -> serde_json::Value {
    let choice = Choice { purposes: vec!["image-management".to_owned()], options: Vec::new() };
    let required = |r: &&onboard_core::requirement::Requirement| {
        r.level == onboard_core::requirement::Level::Required
    };
    let wanted: Vec<Wanted> = catalogue()
        .chosen(&choice)
        .iter()
        .filter(required)
        .map(|r| Wanted { permission: r.permission.clone(), optional: false })
        .collect();
    let any = || "*".to_owned();
    document(&wanted, &Scope { partition: "aws".to_owned(), account: any(), region: any() })
}
