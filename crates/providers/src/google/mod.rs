//! The provider's descriptor and its place in the pipeline.

use std::sync::{Arc, LazyLock};

use async_trait::async_trait;
use onboard_core::carrier::Decoded;
use onboard_core::field::Fields;
use onboard_core::guard::Rule;
use onboard_core::payload::Composition;
use onboard_core::provider::{ConnectionKind, Credential, Descriptor, Inspection, Parsed, Provider};
use onboard_core::remediation::Remediation;
use onboard_core::report::Report;
use onboard_core::requirement::Catalogue;
use onboard_core::speech::{Language, Speech, Texts};
use time::OffsetDateTime;

/// The provider.
pub static PROVIDER: Google = Google;

/// See the folder's README.
pub struct Google;

static TEXTS: LazyLock<Arc<Texts>> = LazyLock::new(|| Arc::new(Texts::new("", "")));
static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::default);

#[async_trait]
impl Provider for Google {
    fn id(&self) -> &'static str {
        "google"
    }

    fn texts(&self) -> Arc<Texts> {
        TEXTS.clone()
    }

    fn descriptor(&self, _language: Language) -> Descriptor {
        Descriptor {
            id: "google".to_owned(),
            name: "Google".to_owned(),
            kind: ConnectionKind::CloudProvider,
            icon: String::new(),
            accepts: String::new(),
            variants: Vec::new(),
            purposes: Vec::new(),
            options: Vec::new(),
            guide: Vec::new(),
            groups: Vec::new(),
            services: Vec::new(),
        }
    }

    fn catalogue(&self) -> &'static Catalogue {
        &CATALOGUE
    }

    fn rules(&self) -> &'static [Rule] {
        &[]
    }

    fn parse(&self, _decoded: &Decoded, _speech: &Speech) -> Vec<Parsed> {
        Vec::new()
    }

    fn inspect(&self, _variant: &str, _fields: &Fields, _now: OffsetDateTime, _speech: &Speech) -> Inspection {
        Inspection::default()
    }

    fn credential(&self, _variant: &str, _fields: &Fields) -> Option<Box<dyn Credential>> {
        None
    }

    fn remediate(&self, _report: &Report, _speech: &Speech) -> Vec<Remediation> {
        Vec::new()
    }

    fn compose(&self, variant: &str, _fields: &Fields) -> Composition {
        Composition {
            kind: ConnectionKind::CloudProvider,
            provider: "google".to_owned(),
            variant: variant.to_owned(),
            settings: Default::default(),
            secrets: Default::default(),
            sheet: Vec::new(),
            pkrvars: Vec::new(),
            env: Vec::new(),
        }
    }
}
