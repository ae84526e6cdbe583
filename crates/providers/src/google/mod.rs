#![doc = include_str!("README.md")]

mod describe;
mod inspect;
mod key;
mod key_file;
mod names;
mod parse;
mod payload;
mod pem;
mod probe;
mod remediate;
mod services;

use std::sync::{Arc, LazyLock};

use onboard_core::carrier::Decoded;
use onboard_core::field::Fields;
use onboard_core::guard::Rule;
use onboard_core::payload::Composition;
use onboard_core::provider::{Credential, Descriptor, Inspection, Parsed, Provider};
use onboard_core::remediation::Remediation;
use onboard_core::report::Report;
use onboard_core::requirement::{Catalogue, Choice};
use onboard_core::speech::{Language, Speech, Texts};
use time::OffsetDateTime;

use self::key::{AUDIENCE, SigningKey};
use self::key_file::{KeyFile, other_universe};

/// The provider.
pub static PROVIDER: Google = Google;

/// See the folder's README.
pub struct Google;

/// The one kind of credential that a connection is made of.
const VARIANT: &str = "service-account-key";

static TEXTS: LazyLock<Arc<Texts>> =
    LazyLock::new(|| Arc::new(Texts::new(include_str!("text/en.ftl"), include_str!("text/de.ftl"))));
// A catalogue that does not load is empty, and an empty one fails the tests and is reported as undetermined.
static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::load(include_str!("requirements.toml")).unwrap_or_default());

impl Provider for Google {
    fn id(&self) -> &'static str {
        "google"
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
        services::RULES
    }

    fn parse(&self, decoded: &Decoded, speech: &Speech) -> Vec<Parsed> {
        parse::parse(decoded, speech)
    }

    fn inspect(&self, _variant: &str, fields: &Fields, _now: OffsetDateTime, speech: &Speech) -> Inspection {
        // A key file says nothing about time: keys of service accounts have no date in them.
        inspect::inspect(fields, speech)
    }

    fn credential(&self, variant: &str, fields: &Fields) -> Option<Box<dyn Credential>> {
        if variant != VARIANT || Target::of(fields).project.is_empty() {
            return None;
        }
        Some(Box::new(GoogleCredential::of(fields)?))
    }

    fn remediate(&self, report: &Report, speech: &Speech) -> Vec<Remediation> {
        remediate::remediate(report, speech)
    }

    fn compose(&self, variant: &str, fields: &Fields) -> Composition {
        payload::compose(variant, fields)
    }
}

/// A service-account key that can sign.
struct GoogleCredential {
    key: SigningKey,
    email: String,
    key_id: Option<String>,
    project_id: Option<String>,
    universe: Option<String>,
}

impl GoogleCredential {
    fn of(fields: &Fields) -> Option<Self> {
        let file = KeyFile::of(fields)?;
        let text = |name: &str| file.text(name).map(|t| t.trim().to_owned());
        Some(Self {
            key: SigningKey::read(file.text("private_key")?).ok()?,
            email: text("client_email")?,
            key_id: text("private_key_id"),
            project_id: text("project_id"),
            universe: text("universe_domain"),
        })
    }

    /// Who the assertion is for: always the same, but in another universe. The `token_uri` of the file has no say.
    fn audience(&self) -> String {
        match other_universe(self.universe.as_deref()) {
            Some(universe) => format!("https://oauth2.{universe}/token"),
            None => AUDIENCE.to_owned(),
        }
    }
}

/// What the connection is to work on.
struct Target {
    /// The project in which images are built; empty when neither a setting nor the key names one.
    project: String,
    host_project: Option<String>,
    /// The subnet and its region, where that is known.
    subnet: Option<(String, Option<String>)>,
    network: String,
    service_account: Option<String>,
}

impl Target {
    fn of(fields: &Fields) -> Self {
        let text = |name: &str| fields.plain(name).map(|t| t.trim().to_owned());
        let id = |name: &str| text(name).map(|t| t.strip_prefix("projects/").unwrap_or(&t).to_owned());
        let region = text("region")
            .or_else(|| text("zone").as_deref().and_then(names::region_of_zone).map(str::to_owned));
        let subnet = text("subnet").map(|subnet| {
            let (name, own) = names::subnet_and_region(&subnet);
            (name, own.or(region))
        });
        Self {
            project: id("project").or_else(|| id("project_id")).unwrap_or_default(),
            host_project: id("host_project"),
            subnet,
            network: text("network").unwrap_or_else(|| "default".to_owned()),
            service_account: text("service_account_email"),
        }
    }

    /// The network of the project that a build uses; nothing when it uses one of a host project, or builds nothing.
    fn network(&self, choice: &Choice) -> Option<&str> {
        let shared = self.host_project.is_some() && choice.options.iter().any(|o| o == "shared-vpc");
        let builds = choice.purposes.iter().any(|p| p == "image-management");
        (builds && !shared).then_some(self.network.as_str())
    }
}

#[cfg(test)]
mod tests;
