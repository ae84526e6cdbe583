//! What the tests of this folder share, and tests of the provider as a whole.

use onboard_core::carrier::{Input, decode};

use super::*;

/// Identifiers and a secret that nobody has.
pub(super) const CLIENT: &str = "5e0fa6b7-2c8d-49e1-b3f4-a5c6d7e8f901";
pub(super) const TENANT: &str = "72f9a3c1-4b1d-4e5f-8a6b-0c1d2e3f4a5b";
pub(super) const SUBSCRIPTION: &str = "3f8b2d14-6a7c-4e90-9b1f-d2c3e4f5a601";
pub(super) const SECRET: &str = "Ex_8Q~EXAMPLE-not-a-live.secret_01234567";

pub(super) fn speech() -> Speech {
    Speech::of(PROVIDER.texts(), Language::En)
}

/// What a text is parsed to.
pub(super) fn parsed(text: &str) -> Vec<Parsed> {
    let decoded = decode(&Input::new("test", text.as_bytes().to_vec()), &speech());
    PROVIDER.parse(&decoded, &speech())
}

/// The codes of some findings.
pub(super) fn codes(findings: &[onboard_core::finding::Finding]) -> Vec<&str> {
    findings.iter().map(|f| f.code.as_str()).collect()
}

#[test]
fn both_languages_describe_the_same_form() {
    let (en, de) = (PROVIDER.descriptor(Language::En), PROVIDER.descriptor(Language::De));
    let names = |d: &Descriptor| -> Vec<String> {
        d.variants.iter().flat_map(|v| v.fields.iter().map(|f| format!("{}.{}", v.id, f.name))).collect()
    };
    assert_eq!(names(&en), names(&de));
    let first = &en.variants[0].fields;
    assert_eq!(
        first.iter().take(4).map(|f| f.name.as_str()).collect::<Vec<_>>(),
        ["subscription_id", "tenant_id", "client_id", "client_secret"],
        "the panel's order"
    );
    for descriptor in [&en, &de] {
        let text = serde_json::to_string(descriptor).unwrap();
        assert!(!text.contains("\"azure-field") && !text.contains("\"azure-guide"), "a sentence is missing: {text}");
        assert!(descriptor.guide.iter().any(|s| {
            s.command.starts_with("az ad sp create-for-rbac --name xoap-image-principal --role Contributor --scopes /subscriptions/{subscription_id} --years 1")
        }));
        let groups: Vec<&str> = descriptor.groups.iter().map(|g| g.id.as_str()).collect();
        for requirement in PROVIDER.catalogue().iter() {
            assert!(groups.contains(&requirement.group.as_str()), "{} is in no group", requirement.id);
        }
        assert!(descriptor.groups.iter().all(|g| !g.label.starts_with("azure-") && !g.detail.is_empty()));
    }
}
