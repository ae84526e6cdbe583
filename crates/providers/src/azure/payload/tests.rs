//! The names of other tools, and that what is written is recognised again.

use onboard_core::payload::{Choices, PayloadFormat, SecretsAs, render};

use super::*;
use crate::azure::CLIENT_SECRET;
use crate::azure::tests::{CLIENT, SECRET, SUBSCRIPTION, TENANT, parsed};

fn fields() -> Fields {
    let mut fields = Fields::default();
    fields.set("subscription_id", format!("/subscriptions/{SUBSCRIPTION}"), "test");
    fields.set("tenant_id", TENANT.to_uppercase(), "test");
    fields.set("client_id", CLIENT, "test");
    fields.set_secret("client_secret", SECRET.to_owned(), "test");
    fields
}

fn rendered(variant: &str, fields: &Fields, format: PayloadFormat) -> String {
    let choices = Choices { name: "azure-prod".to_owned(), secrets: SecretsAs::Inline, ..Choices::default() };
    render(&compose(variant, fields), &choices, None, false, format).unwrap().expose("test").clone()
}

#[test]
fn what_is_written_is_recognised_again() {
    let mut national = fields();
    national.set("cloud", "AzureUSGovernment", "test");
    for fields in [fields(), national] {
        for format in [PayloadFormat::Env, PayloadFormat::Powershell, PayloadFormat::Tfvars, PayloadFormat::Pkrvars] {
            let text = rendered(CLIENT_SECRET, &fields, format);
            let all = parsed(&text);
            assert_eq!(all.len(), 1, "{text}");
            let plain = |name: &str| all[0].fields.plain(name).unwrap_or_default().to_owned();
            assert_eq!([plain("subscription_id"), plain("tenant_id"), plain("client_id")], [SUBSCRIPTION, TENANT, CLIENT]);
            assert_eq!(all[0].fields.secret("client_secret").unwrap().expose("test"), SECRET, "{text}");
            assert_eq!(Cloud::of(&all[0].fields), Cloud::of(&fields), "{text}");
            assert!(all[0].findings.is_empty(), "{:?}", all[0].findings);
        }
    }
}

#[test]
fn a_secret_of_any_signs_survives() {
    let odd = "EXAMPLE it's \"odd\" $HOME `x` \\ {a}; &|~";
    let mut fields = fields();
    fields.set_secret("client_secret", odd.to_owned(), "test");
    for format in [PayloadFormat::Env, PayloadFormat::Powershell, PayloadFormat::Tfvars, PayloadFormat::Pkrvars] {
        let text = rendered(CLIENT_SECRET, &fields, format);
        let all = parsed(&text);
        assert_eq!(all[0].fields.secret("client_secret").unwrap().expose("test"), odd, "{text}");
    }
}

#[test]
fn names_and_order() {
    let sheet = rendered(CLIENT_SECRET, &fields(), PayloadFormat::Sheet);
    let place = |label: &str| sheet.find(label).unwrap_or_else(|| panic!("{label} is not in {sheet}"));
    let order = ["Subscription ID", "Tenant ID", "Client ID", "Client Secret"].map(place);
    assert!(order.is_sorted(), "{sheet}");
    assert!(!sheet.contains("Certificate"));
    let mut fields = fields();
    fields.set("build_resource_group", format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/builds"), "test");
    fields.set("location", "West Europe", "test");
    let packer = rendered(CLIENT_SECRET, &fields, PayloadFormat::Pkrvars);
    assert!(packer.contains("cloud_environment_name = \"Public\"") && packer.contains("build_resource_group_name = \"builds\""));
    assert!(!packer.contains("location"), "the builder refuses both");
    let terraform = rendered(CLIENT_SECRET, &fields, PayloadFormat::Tfvars);
    assert!(terraform.contains("environment = \"public\""));
    fields.set("certificate_file", "/home/me/c.pem", "test");
    fields.set_secret("certificate", "-----BEGIN EXAMPLE-----".to_owned(), "test");
    let env = rendered(CLIENT_CERTIFICATE, &fields, PayloadFormat::Env);
    assert!(env.contains("AZURE_CLIENT_CERTIFICATE_PATH=/home/me/c.pem") && !env.contains("ARM_CLIENT_CERTIFICATE_PATH"));
    assert!(!env.contains(SECRET) && rendered(CLIENT_CERTIFICATE, &fields, PayloadFormat::Pkrvars).contains("client_cert_path"));
    fields.set("certificate_file", "/home/me/c.pfx", "test");
    assert!(rendered(CLIENT_CERTIFICATE, &fields, PayloadFormat::Env).contains("ARM_CLIENT_CERTIFICATE_PATH=/home/me/c.pfx"));
}
