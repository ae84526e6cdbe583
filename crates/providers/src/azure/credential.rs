//! A service principal: who signs in, where, with what, and what the connection is to work on.
//!
//! In: the fields of one of the two variants. Out: the typed credential that probes. Nothing of it is printed.

use std::fmt;

use async_trait::async_trait;
use onboard_core::endpoints::Endpoints;
use onboard_core::field::Fields;
use onboard_core::probe::{Halt, PlannedCall, Probe};
use onboard_core::provider::Credential;
use onboard_core::requirement::{Catalogue, Choice};
use onboard_core::secret::SharedSecret;

use super::certificate::Certificate;
use super::cloud::Cloud;
use super::guid::{self, Id, Tenant};
use super::{CLIENT_CERTIFICATE, CLIENT_SECRET, probe};

/// What a service principal signs in with.
#[derive(Debug)]
pub(super) enum Key {
    /// A client secret, its value.
    Secret(SharedSecret),
    /// A certificate with its private key.
    Certificate(Box<Certificate>),
}

/// A service principal.
pub(super) struct ServicePrincipal {
    /// The tenant: a GUID in lower case, or a domain.
    pub tenant: String,
    /// The application (client) id, a GUID in lower case.
    pub client: String,
    /// What it signs in with.
    pub key: Key,
    /// Where.
    pub cloud: Cloud,
    /// The subscription, a GUID in lower case; nothing when it is to be looked up.
    pub subscription: Option<String>,
    /// The resource group in which builds run, when they do not make one of their own.
    pub build_resource_group: Option<String>,
}

impl ServicePrincipal {
    /// From the fields; nothing when one that is needed is absent or cannot be read.
    pub(super) fn of(variant: &str, fields: &Fields) -> Option<Self> {
        let key = match variant {
            CLIENT_SECRET => Key::Secret(fields.secret("client_secret")?.clone()),
            CLIENT_CERTIFICATE => {
                let password = fields.secret("certificate_password").map(AsRef::as_ref);
                Key::Certificate(Box::new(Certificate::read(fields.secret("certificate")?, password).ok()?))
            }
            _ => return None,
        };
        let subscription = match fields.plain("subscription_id") {
            Some(text) => Some(subscription(text)?),
            None => None,
        };
        Some(Self {
            tenant: Tenant::of(fields.plain("tenant_id")?).name()?,
            client: Id::of(fields.plain("client_id")?).guid()?,
            key,
            cloud: Cloud::of(fields)?,
            subscription,
            build_resource_group: fields.plain("build_resource_group").and_then(resource_group),
        })
    }
}

/// The id of a subscription, also out of a path `/subscriptions/…`.
pub(super) fn subscription(text: &str) -> Option<String> {
    let text = text.trim();
    let path = text.trim_start_matches('/').to_ascii_lowercase();
    if path.starts_with("subscriptions/") {
        return guid::first_in(text);
    }
    Id::of(text).guid()
}

/// The name of a resource group, also out of a path `/subscriptions/…/resourceGroups/…`.
pub(super) fn resource_group(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('/');
    let name = text.rsplit('/').next().unwrap_or_default().trim();
    (!name.is_empty()).then(|| name.to_owned())
}

impl fmt::Debug for ServicePrincipal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServicePrincipal({} in {}, {:?})", self.client, self.tenant, self.key)
    }
}

#[async_trait]
impl Credential for ServicePrincipal {
    fn plan(
        &self,
        catalogue: &Catalogue,
        choice: &Choice,
        fields: &Fields,
        endpoints: &Endpoints,
    ) -> Vec<PlannedCall> {
        probe::plan(self, catalogue, choice, fields, endpoints)
    }

    async fn probe(&self, probe: &Probe) -> Result<(), Halt> {
        probe::probe(self, probe).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

    #[test]
    fn a_secret_and_its_ids() {
        let mut fields = Fields::default();
        fields.set("tenant_id", "Contoso.onmicrosoft.com", "test");
        fields.set("client_id", format!("{{{}}}", ID.to_uppercase()), "test");
        assert!(ServicePrincipal::of(CLIENT_SECRET, &fields).is_none(), "no secret");
        fields.set_secret("client_secret", "EXAMPLE-secret-value".to_owned(), "test");
        let principal = ServicePrincipal::of(CLIENT_SECRET, &fields).unwrap();
        assert_eq!((principal.tenant.as_str(), principal.client.as_str()), ("contoso.onmicrosoft.com", ID));
        assert_eq!((principal.cloud, &principal.subscription), (Cloud::Public, &None));
        assert!(!format!("{principal:?}").contains("EXAMPLE"));
        assert!(ServicePrincipal::of(CLIENT_CERTIFICATE, &fields).is_none());
        assert!(ServicePrincipal::of("other", &fields).is_none());
        for (name, value) in [("subscription_id", "abc"), ("cloud", "AzureGermanCloud"), ("client_id", "me")] {
            let mut fields = fields.clone();
            fields.set(name, value, "test");
            assert!(ServicePrincipal::of(CLIENT_SECRET, &fields).is_none(), "{name}");
        }
    }

    #[test]
    fn names_out_of_paths() {
        let path = format!("/subscriptions/{ID}/resourceGroups/builds");
        assert_eq!(subscription(&path).as_deref(), Some(ID));
        assert_eq!(subscription(ID).as_deref(), Some(ID));
        assert_eq!(subscription("/subscriptions/none"), None);
        assert_eq!(resource_group(&path).as_deref(), Some("builds"));
        assert_eq!(resource_group("builds").as_deref(), Some("builds"));
    }
}
