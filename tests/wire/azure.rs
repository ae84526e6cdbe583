//! azure-identity and the clients of Resource Manager against `onboard demo serve`, by TLS; and `onboard check` against
//! the same server.

use std::path::PathBuf;

use rsa::pkcs8::{EncodePrivateKey, LineEnding};
use serde_json::{Value, json};

use crate::demo::Demo;
use crate::peers::{check, script};

const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";

/// What the Python clients see of a story.
fn clients(demo: &Demo, more: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let said = folder.path().join("said.json");
    std::fs::write(&said, demo.said.to_string()).unwrap();
    let mut arguments = vec![said.to_str().unwrap()];
    arguments.extend(more);
    script("azure_client.py", &arguments)
}

/// A certificate with its key that no application has.
fn stranger(folder: &tempfile::TempDir) -> PathBuf {
    let key = rsa::RsaPrivateKey::new(&mut rand::rngs::OsRng, 2048).unwrap();
    let pem = key.to_pkcs8_pem(LineEnding::LF).unwrap();
    let pair = rcgen::KeyPair::from_pkcs8_pem_and_sign_algo(&pem, &rcgen::PKCS_RSA_SHA256).unwrap();
    let certificate = rcgen::CertificateParams::new(Vec::new()).unwrap().self_signed(&pair).unwrap();
    let path = folder.path().join("stranger.pem");
    std::fs::write(&path, format!("{}{}", pem.as_str(), certificate.pem())).unwrap();
    path
}

fn list<'a>(result: &'a Value, call: &str) -> &'a Vec<Value> {
    result[call]["answer"].as_array().unwrap_or_else(|| panic!("{call}: {}", result[call]))
}

#[test]
fn signing_in_with_secret_and_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::serve("all-granted");
    let result = clients(&demo, &[stranger(&folder).to_str().unwrap()]);
    for (call, method) in [("by_secret", "1"), ("by_certificate", "2"), ("by_certificate_chain", "2")] {
        let claims = &result[call]["answer"];
        assert_eq!(claims["tid"], result["tenant"], "{call}: {}", result[call]);
        assert_eq!(claims["appid"], result["client"], "{call}");
        assert_eq!((&claims["idtyp"], &claims["appidacr"]), (&"app".into(), &method.into()), "{call}");
    }
    assert_eq!(result["verified"], result["tenant"], "the published key proves the token");
    for (call, code) in [
        ("wrong_secret", "AADSTS7000215: Invalid client secret provided."),
        ("wrong_client", "AADSTS700016: Application with identifier"),
        ("by_unregistered_certificate", "AADSTS700027: The certificate with identifier"),
    ] {
        assert_eq!(result[call]["kind"], "ClientAuthenticationError", "{call}: {}", result[call]);
        assert!(result[call]["message"].as_str().unwrap().contains(code), "{call}: {}", result[call]);
    }
    // The library asks for the tenant's endpoints first and words it itself when there are none.
    assert!(result["wrong_tenant"]["message"].is_string(), "{}", result["wrong_tenant"]);
    assert_eq!(result["discovery"]["token_endpoint"], result["discovery"]["expected"]);
}

#[test]
fn resource_manager_with_everything_granted() {
    let result = clients(&Demo::serve("all-granted"), &[]);
    let subscription = &result["subscription_get"]["answer"];
    assert_eq!(subscription["subscriptionId"], result["subscription"], "{subscription}");
    assert_eq!(subscription["state"], "Enabled");
    assert_eq!(list(&result, "subscriptions").len(), 1);
    assert_eq!(result["subscription_unknown"]["code"], "SubscriptionNotFound");
    assert_eq!(result["made_up_token"]["code"], "InvalidAuthenticationToken");

    // Two roles, each on a page of its own.
    let permissions = list(&result, "permissions");
    assert_eq!((permissions.len(), &permissions[0]["actions"]), (2, &json!(["*"])));
    assert_eq!(permissions[1]["actions"], json!(["*/read"]));
    assert_eq!(list(&result, "permissions_of_group").len(), 2);
    assert_eq!(result["permissions_of_no_group"]["code"], "ResourceGroupNotFound");
    let assigned = list(&result, "role_assignments");
    assert_eq!(assigned.len(), 2);
    assert!(assigned[0]["role_definition_id"].as_str().unwrap().ends_with(CONTRIBUTOR), "{}", assigned[0]);
    assert_eq!(list(&result, "all_role_assignments").len(), 3);
    let names: Vec<&str> = list(&result, "role_definitions").iter().filter_map(|d| d["role_name"].as_str()).collect();
    assert!(names.contains(&"Contributor") && names.contains(&"XOAP Image Management"), "{names:?}");
    let denied = list(&result, "deny_assignments");
    assert_eq!(denied.len(), 2);
    assert!(denied.iter().all(|d| d["principals"][0]["type"] == "SystemDefined"), "{denied:?}");

    assert_eq!(result["provider"]["answer"]["registrationState"], "Registered");
    assert_eq!(result["no_provider"]["code"], "InvalidResourceNamespace");
    assert_eq!(list(&result, "providers").len(), 8);
    assert_eq!(result["register"]["status"], 404, "nothing can be changed: {}", result["register"]);
}

#[test]
fn resource_manager_with_missing_permissions() {
    let result = clients(&Demo::serve("missing-permissions"), &[]);
    let actions = list(&result, "permissions")[0]["actions"].as_array().unwrap();
    assert!(actions.contains(&"Microsoft.Compute/images/read".into()));
    assert!(!actions.contains(&"Microsoft.Compute/images/write".into()));
}

#[test]
fn what_the_clients_are_told_in_the_other_stories() {
    for (story, pointer, expected) in [
        ("expired-secret", "/by_secret/message", "AADSTS7000222: The provided client secret keys"),
        ("secret-id-instead-of-value", "/by_secret/message", "not the client secret ID"),
        ("conditional-access", "/by_secret/message", "AADSTS53003: Access has been blocked by Conditional Access"),
        (
            "wrong-subscription",
            "/subscription_get/message",
            "It must match the tenant 'https://sts.windows.net/de30f0e1-",
        ),
        ("provider-not-registered", "/provider/answer/registrationState", "NotRegistered"),
    ] {
        let result = clients(&Demo::serve(story), &[]);
        let told = result.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{story}: {result}"));
        assert!(told.contains(expected), "{story}: {told}");
    }
}

#[test]
fn the_command_line_against_the_same_server() {
    for (story, code, readiness) in [
        ("all-granted", 0, "ready"),
        ("missing-permissions", 1, "blocked"),
        ("expired-secret", 3, "blocked"),
        ("secret-id-instead-of-value", 1, "blocked"),
        ("wrong-subscription", 1, "blocked"),
        ("provider-not-registered", 0, "ready-with-gaps"),
        ("conditional-access", 2, "undetermined"),
        ("throttled", 0, "ready"),
        ("captive-portal", 4, "undetermined"),
    ] {
        let demo = Demo::serve(story);
        let (got, report) = check(&demo.said, "azure");
        assert_eq!((got, &report["readiness"]), (code, &readiness.into()), "{story}: {report:#}");
    }
}
