#![doc = include_str!("README.md")]

mod descriptor;
pub mod inspect;
mod parse;
mod payload;
mod policy;
pub mod probe;
pub mod region;
mod remediate;

use std::sync::{Arc, LazyLock};

use onboard_core::carrier::Decoded;
use onboard_core::field::Fields;
use onboard_core::guard::Rule;
use onboard_core::payload::Composition;
use onboard_core::provider::{Credential, Descriptor, Inspection, Parsed, Provider};
use onboard_core::remediation::Remediation;
use onboard_core::report::Report;
use onboard_core::requirement::Catalogue;
use onboard_core::secret::{SecretString, SharedSecret};
use onboard_core::speech::{Language, Speech, Texts};
use time::OffsetDateTime;

use self::region::Region;

/// The provider.
pub static PROVIDER: Aws = Aws;

/// Id of the only variant.
pub const ACCESS_KEY: &str = "access-key";

/// See the folder's README.
pub struct Aws;

/// A key as it signs: the id, the secret, the session token of a temporary one, and the region to ask in.
pub struct AccessKey {
    /// The access key id.
    pub id: String,
    /// The secret access key.
    pub secret: SharedSecret,
    /// The session token; only for temporary keys.
    pub token: Option<SharedSecret>,
    /// The region.
    pub region: Region,
}

static TEXTS: LazyLock<Arc<Texts>> =
    LazyLock::new(|| Arc::new(Texts::new(include_str!("text/en.ftl"), include_str!("text/de.ftl"))));

#[allow(clippy::panic, reason = "the catalogue is part of the program, and a test loads it")]
static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| match Catalogue::load(include_str!("requirements.toml")) {
    Ok(catalogue) => catalogue,
    Err(error) => panic!("requirements.toml of aws: {error}"),
});

/// Every requirement.
pub(crate) fn catalogue() -> &'static Catalogue {
    &CATALOGUE
}

impl Provider for Aws {
    fn id(&self) -> &'static str {
        "aws"
    }

    fn texts(&self) -> Arc<Texts> {
        TEXTS.clone()
    }

    fn descriptor(&self, language: Language) -> Descriptor {
        descriptor::describe(&Speech::of(self.texts(), language))
    }

    fn catalogue(&self) -> &'static Catalogue {
        catalogue()
    }

    fn rules(&self) -> &'static [Rule] {
        probe::RULES
    }

    fn usual_files(&self) -> &'static [&'static str] {
        &[".aws/credentials", ".aws/config"]
    }

    fn parse(&self, decoded: &Decoded, speech: &Speech) -> Vec<Parsed> {
        parse::parse(decoded, speech)
    }

    fn inspect(&self, _variant: &str, fields: &Fields, now: OffsetDateTime, speech: &Speech) -> Inspection {
        inspect::inspect(fields, now, speech)
    }

    fn credential(&self, variant: &str, fields: &Fields) -> Option<Box<dyn Credential>> {
        let key = (variant == ACCESS_KEY).then(|| access_key(fields))??;
        Some(Box::new(key))
    }

    fn remediate(&self, report: &Report, speech: &Speech) -> Vec<Remediation> {
        remediate::remediate(report, speech)
    }

    fn compose(&self, variant: &str, fields: &Fields) -> Composition {
        payload::compose(variant, fields)
    }
}

/// The region that stands in the fields, or the default.
const DEFAULT_REGION: &str = "eu-central-1";

fn access_key(fields: &Fields) -> Option<AccessKey> {
    Some(AccessKey {
        id: fields.plain("access_key_id")?.trim().to_owned(),
        secret: secret_of(fields)?,
        token: token_of(fields),
        region: Region::named(fields.plain("region").unwrap_or(DEFAULT_REGION).trim())?,
    })
}

/// The secret as it signs: one that was copied out of a URL is decoded, which a finding says.
fn secret_of(fields: &Fields) -> Option<SharedSecret> {
    let secret = fields.secret("secret_access_key")?;
    match inspect::url_decoded(secret.expose("looked at for percent signs of a URL")) {
        Some(decoded) => Some(SharedSecret::new(SecretString::new(decoded))),
        None => Some(secret.clone()),
    }
}

/// The token of a temporary key. A long-term key has none; one that came along is left out, which a finding says.
fn token_of(fields: &Fields) -> Option<SharedSecret> {
    let long_term = fields.plain("access_key_id").is_some_and(|id| id.trim().starts_with("AKIA"));
    if long_term { None } else { fields.secret("session_token").cloned() }
}

/// The other regions that images are copied to: names apart by commas or spaces; what is no region is left out here
/// and named by the offline checks.
fn copy_regions(fields: &Fields) -> Vec<Region> {
    let mut regions: Vec<Region> = Vec::new();
    for region in region_names(fields).filter_map(Region::named) {
        if !regions.contains(&region) {
            regions.push(region);
        }
    }
    regions
}

fn region_names(fields: &Fields) -> impl Iterator<Item = &str> {
    let text = fields.plain("copy_regions").unwrap_or_default();
    text.split([',', ';', ' ', '\t', '\n']).filter(|n| !n.is_empty())
}

#[cfg(test)]
mod tests;
