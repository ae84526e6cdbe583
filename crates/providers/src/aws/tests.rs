//! What holds for the folder as a whole: catalogue, sentences, descriptor, payload.

use onboard_core::requirement::{Choice, Level};

use super::*;

/// XOAP's published list, from its prerequisites page.
const PUBLISHED: &str = "AttachVolume AuthorizeSecurityGroupIngress CopyImage CreateImage CreateKeyPair \
    CreateSecurityGroup CreateSnapshot CreateTags CreateVolume DeleteKeyPair DeleteSecurityGroup DeleteSnapshot \
    DeleteVolume DeregisterImage DescribeImageAttribute DescribeImages DescribeInstances DescribeInstanceStatus \
    DescribeRegions DescribeSecurityGroups DescribeSnapshots DescribeSubnets DescribeTags DescribeVolumes DetachVolume \
    GetPasswordData ModifyImageAttribute ModifyInstanceAttribute ModifySnapshotAttribute RegisterImage RunInstances \
    StopInstances TerminateInstances";

fn chosen(purposes: &[&str], options: &[&str]) -> Catalogue {
    let owned = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
    catalogue().chosen(&Choice { purposes: owned(purposes), options: owned(options) })
}

#[test]
fn the_required_rows_are_the_published_list() {
    let image = chosen(&["image-management"], &[]);
    let required: Vec<&str> =
        image.iter().filter(|r| r.level == Level::Required).map(|r| r.permission.as_str()).collect();
    let published: Vec<String> = PUBLISHED.split_whitespace().map(|a| format!("ec2:{a}")).collect();
    assert_eq!(required, published);
    assert!(image.iter().all(|r| r.level != Level::Conditional));
    let scripts: Vec<_> = chosen(&["scripted-actions"], &[]).iter().map(|r| r.permission.clone()).collect();
    assert_eq!(scripts, ["sts:GetCallerIdentity"]);
}

#[test]
fn every_option_brings_rows() {
    let speech = Speech::of(PROVIDER.texts(), Language::En);
    let plain = chosen(&["image-management"], &[]).len();
    for option in PROVIDER.descriptor(speech.language()).options {
        assert!(chosen(&["image-management"], &[&option.id]).len() > plain, "{}", option.id);
    }
}

#[test]
fn every_sentence_is_there_in_both_languages() {
    let (en, de) = (include_str!("text/en.ftl"), include_str!("text/de.ftl"));
    assert_eq!(Texts::faults(en), Vec::<String>::new());
    assert_eq!(Texts::faults(de), Vec::<String>::new());
    let ids = |text: &str| -> Vec<String> {
        let id = |line: &str| line.split_once(" =").map(|(id, _)| id.to_owned());
        let starts = |l: &&str| l.starts_with(|c: char| c.is_ascii_lowercase()) || l.trim_start().starts_with('.');
        text.lines().filter(starts).filter_map(id).collect()
    };
    assert_eq!(ids(en), ids(de));
    let known = ids(en);
    for code in inspect::CODES {
        assert!(known.contains(&(*code).to_owned()), "{code}");
    }
    for cause in probe::outcome::CAUSES {
        assert!(known.contains(&format!("failed-{cause}")), "{cause}");
    }
    for id in SAID {
        assert!(known.contains(&(*id).to_owned()), "{id}");
    }
}

/// Sentences whose ids are put together or chosen in code.
const SAID: &[&str] = &[
    "sign-in-unknown-key",
    "sign-in-wrong-secret",
    "sign-in-expired-token",
    "sign-in-credentials-not-accepted",
    "sign-in-account-not-ready",
    "sign-in-region-not-enabled",
    "sign-in-region-disabled",
    "sign-in-throttled",
    "sign-in-service-error",
    "sign-in-signature-lost",
    "sign-in-unexpected-answer",
    "sign-in-truncated-answer",
    "context-region-not-enabled",
    "context-account-not-ready",
    "simulation-root",
    "simulation-federated",
    "simulation-nobody",
    "simulation-unreached",
    "simulation-refused",
    "simulation-error",
    "simulation-unreadable",
    "simulated-role",
    "simulated-any-resource",
    "failed-simulation-decision",
    "denied-plainly",
    "denied-explicitly",
    "denied-explicitly-in",
    "denied-implicitly",
    "vpc-met",
    "vpc-unmet",
    "vpc-unknown",
];

/// Every sentence that the sources say by name is in the texts: a literal that follows `say(`, `attribute(`,
/// `finding(` or that a table hands on.
#[test]
fn no_source_says_a_sentence_that_is_not_there() {
    let known = include_str!("text/en.ftl");
    for source in [
        include_str!("descriptor.rs"),
        include_str!("inspect.rs"),
        include_str!("parse.rs"),
        include_str!("parse/exports.rs"),
        include_str!("parse/json.rs"),
        include_str!("parse/profiles.rs"),
        include_str!("parse/table.rs"),
        include_str!("probe/dryrun.rs"),
        include_str!("probe/identity.rs"),
        include_str!("probe/outcome.rs"),
        include_str!("probe/reads.rs"),
        include_str!("probe/simulate.rs"),
        include_str!("remediate.rs"),
        include_str!("remediate/note.rs"),
    ] {
        for part in ["say(\"", "finding(\"", "note(\"", "step(\"", "add(Format::Console, \""] {
            for rest in source.split(part).skip(1) {
                let id = rest.split('"').next().unwrap();
                assert!(known.lines().any(|l| l.starts_with(&format!("{id} ="))), "{id}");
            }
        }
    }
}

#[test]
fn the_descriptor_is_complete_in_both_languages() {
    for language in [Language::En, Language::De] {
        let d = PROVIDER.descriptor(language);
        let filled = |text: &str| !text.is_empty() && !text.starts_with("field-") && !text.starts_with("guide-");
        assert!(d.variants[0].fields.iter().all(|f| filled(&f.label) && filled(&f.hint)));
        assert!(d.guide.iter().all(|g| filled(&g.title) && filled(&g.text)));
        assert!(d.purposes.iter().chain(&d.options).all(|c| filled(&c.label) && filled(&c.detail)));
        assert!(d.icon.contains("currentColor") && !d.icon.contains("<script"));
        let groups: Vec<_> = d.groups.iter().map(|g| g.id.clone()).collect();
        assert!(catalogue().iter().all(|r| groups.contains(&r.group)));
        let policy: serde_json::Value = serde_json::from_str(&d.guide[1].command).unwrap();
        assert_eq!(policy["Statement"][0]["Action"].as_array().unwrap().len(), 33);
    }
}

#[test]
fn a_long_term_key_is_composed_without_a_token() {
    let mut fields = Fields::default();
    fields.set("access_key_id", "AKIAXYAFLIG2DFBKVWHJ", "t");
    fields.set_secret("secret_access_key", "abcdefghijABCDEFGHIJ0123456789%2B%2Fabcdefgh".to_owned(), "t");
    fields.set_secret("session_token", "token".to_owned(), "t");
    let composition = PROVIDER.compose(ACCESS_KEY, &fields);
    assert_eq!(composition.secrets.keys().collect::<Vec<_>>(), ["secret_access_key"]);
    let secret = composition.secrets["secret_access_key"].expose("compared in a test");
    assert_eq!(secret, "abcdefghijABCDEFGHIJ0123456789+/abcdefgh");
    assert_eq!(composition.settings["region"], "eu-central-1");
    fields.set("access_key_id", "ASIAY34FZKBOKMUTVV7A", "t");
    assert_eq!(PROVIDER.compose(ACCESS_KEY, &fields).secrets.len(), 2);
}
