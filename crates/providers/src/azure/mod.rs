#![doc = include_str!("README.md")]

mod certificate;
mod cloud;
mod container;
mod credential;
mod describe;
mod guid;
mod inspect;
mod key;
mod parse;
mod payload;
mod pem;
mod probe;
mod remediate;
mod secret;

use std::sync::{Arc, LazyLock};

use onboard_core::carrier::Decoded;
use onboard_core::field::Fields;
use onboard_core::guard::Rule;
use onboard_core::payload::Composition;
use onboard_core::provider::{Credential, Descriptor, Inspection, Parsed, Provider};
use onboard_core::remediation::Remediation;
use onboard_core::report::Report;
use onboard_core::requirement::Catalogue;
use onboard_core::speech::{Language, Speech, Texts};
use time::OffsetDateTime;

use self::credential::ServicePrincipal;

/// The provider.
pub static PROVIDER: Azure = Azure;

/// See the folder's README.
pub struct Azure;

/// Its id.
const ID: &str = "azure";
/// A service principal that signs in with a client secret.
const CLIENT_SECRET: &str = "client-secret";
/// A service principal that signs in with a certificate.
const CLIENT_CERTIFICATE: &str = "client-certificate";

static TEXTS: LazyLock<Arc<Texts>> = LazyLock::new(|| {
    Arc::new(Texts::new(
        concat!(include_str!("text/en.ftl"), "\n", include_str!("text/live.en.ftl")),
        concat!(include_str!("text/de.ftl"), "\n", include_str!("text/live.de.ftl")),
    ))
});
// A catalogue that does not load is empty, and an empty one fails the tests and is reported as undetermined.
static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::load(include_str!("requirements.toml")).unwrap_or_default());

impl Provider for Azure {
    fn id(&self) -> &'static str {
        ID
    }

    fn texts(&self) -> Arc<Texts> {
        TEXTS.clone()
    }

    fn descriptor(&self, language: Language) -> Descriptor {
        describe::descriptor(&Speech::of(TEXTS.clone(), language))
    }

    fn catalogue(&self) -> &'static Catalogue {
        &CATALOGUE
    }

    fn rules(&self) -> &'static [Rule] {
        probe::RULES
    }

    fn parse(&self, decoded: &Decoded, speech: &Speech) -> Vec<Parsed> {
        parse::parse(decoded, speech)
    }

    fn inspect(&self, variant: &str, fields: &Fields, now: OffsetDateTime, speech: &Speech) -> Inspection {
        inspect::inspect(variant, fields, now, speech)
    }

    fn credential(&self, variant: &str, fields: &Fields) -> Option<Box<dyn Credential>> {
        Some(Box::new(ServicePrincipal::of(variant, fields)?))
    }

    fn remediate(&self, report: &Report, speech: &Speech) -> Vec<Remediation> {
        remediate::remediate(report, speech)
    }

    fn compose(&self, variant: &str, fields: &Fields) -> Composition {
        payload::compose(variant, fields)
    }
}

#[cfg(test)]
mod tests;
