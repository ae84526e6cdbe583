//! A service principal on its way from a text to [`Parsed`].
//!
//! In: values with what they are and where they stood. Out: fields, the variant that they make, and what was put right
//! on the way. An address is never kept: it only chooses among the three clouds (I10).

use std::collections::BTreeSet;

use onboard_core::carrier::trimmed;
use onboard_core::field::{FieldValue, Fields};
use onboard_core::finding::{Finding, Severity};
use onboard_core::provider::Parsed;

use super::names::Role;
use super::{Origin, certificate};
use crate::azure::cloud::Cloud;
use crate::azure::credential::subscription;
use crate::azure::guid::{self, Id, Tenant};
use crate::azure::{CLIENT_CERTIFICATE, CLIENT_SECRET, secret};

/// A service principal on its way from a text to [`Parsed`].
pub(super) struct Found {
    /// The carrier.
    pub kind: &'static str,
    /// What tells it from others.
    pub label: Option<String>,
    /// Where it begins, in bytes.
    pub at: usize,
    /// Its line, from 1.
    pub line: u32,
    /// Its fields.
    pub fields: Fields,
    /// What was noticed.
    pub findings: Vec<Finding>,
    /// The clouds that its addresses belong to, and the addresses that belong to none.
    clouds: Vec<Cloud>,
    foreign: Vec<String>,
    /// It signs in without a key of its own.
    keyless: Option<&'static str>,
}

impl Found {
    pub(super) fn new(kind: &'static str, at: usize, line: u32) -> Self {
        Self {
            kind,
            label: None,
            at,
            line,
            fields: Fields::default(),
            findings: Vec::new(),
            clouds: Vec::new(),
            foreign: Vec::new(),
            keyless: None,
        }
    }

    /// The value of a field, also of a secret one.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        match &self.fields.get(name)?.value {
            FieldValue::Plain(value) => Some(value.clone()),
            FieldValue::Secret(secret) => Some(secret.expose("compared with a repetition").clone()),
        }
    }

    /// Takes a value; an empty one is none.
    pub(super) fn put(&mut self, role: Role, name: &str, value: &str, place: String, from: &Origin<'_>) {
        let value = trimmed(value);
        if value.is_empty() || value.eq_ignore_ascii_case("null") {
            return;
        }
        match role {
            Role::Label => self.label = Some(value.chars().take(120).collect()),
            Role::Federated if !value.eq_ignore_ascii_case("false") => self.keyless = Some("azure-federated"),
            Role::ManagedIdentity if !value.eq_ignore_ascii_case("false") => self.keyless = Some("azure-managed-identity"),
            Role::Federated | Role::ManagedIdentity => {}
            Role::Address => self.address(name, value),
            Role::Secret | Role::CertificatePassword => {
                self.fields.set_secret(role.field().unwrap_or_default(), value.to_owned(), place);
            }
            Role::Certificate => self.certificate(value, place),
            Role::Cloud => {
                // A bare `environment` may also be a stage, such as `production`.
                let clear = !name.eq_ignore_ascii_case("environment") && !name.eq_ignore_ascii_case("azure_environment");
                if let Some(cloud) = Cloud::named(value).map(Cloud::id).or(clear.then_some(value)) {
                    self.fields.set("cloud", cloud, place);
                }
            }
            Role::Client | Role::Tenant | Role::Subscription => self.id(role, value, place, from),
            Role::CertificateFile | Role::ResourceGroup | Role::Location => {
                self.fields.set(role.field().unwrap_or_default(), value, place);
            }
        }
    }

    /// Takes an identifier, in its usual form. What could be a secret that stands in its place is kept as one.
    fn id(&mut self, role: Role, value: &str, place: String, from: &Origin<'_>) {
        let Some(field) = role.field() else { return };
        let good = match role {
            Role::Tenant => Tenant::of(value).name(),
            Role::Subscription => subscription(value),
            _ => Id::of(value).guid(),
        };
        match good {
            Some(good) => {
                if good != value {
                    let values = [("label", from.label(field))];
                    let values = [("label", values[0].1.as_str())];
                    self.findings.push(from.finding("azure-guid-repaired", Severity::Info, Some(field), &values));
                }
                self.fields.set(field, good, place);
            }
            None if secret::may_be_one(value) => self.fields.set_secret(field, value.to_owned(), place),
            None => self.fields.set(field, value, place),
        }
    }

    fn address(&mut self, name: &str, value: &str) {
        let name = name.to_ascii_lowercase();
        // Only the addresses to which requests go; the others name services that nothing here asks, and the graph of one
        // cloud serves another.
        let manager = name == "resourcemanagerendpointurl";
        if !manager && !name.ends_with("authority_host") && name != "activedirectoryendpointurl" {
            return;
        }
        match Cloud::of_address(value) {
            Some(cloud) if manager => self.clouds.insert(0, cloud),
            Some(cloud) => self.clouds.push(cloud),
            None => self.foreign.push(value.chars().take(200).collect()),
        }
    }

    /// A certificate or its place: tools use one name for both.
    fn certificate(&mut self, value: &str, place: String) {
        if value.contains("-----BEGIN ") {
            self.fields.set_secret("certificate", format!("{value}\n"), place);
        } else if let Some(pem) = certificate::from_base64(value) {
            self.fields.set_secret("certificate", pem, place);
        } else if value.len() <= 1024 {
            self.fields.set("certificate_file", value, place);
        }
    }

    /// It signs in with a certificate that is not here.
    pub(super) fn wants_certificate(&self) -> bool {
        !self.fields.has("client_secret") && !self.fields.has("certificate") && self.fields.has("client_id")
    }

    /// At least one identifier looks like one of Azure's, so that it is no other service with the same names.
    pub(super) fn looks_like_one(&self) -> bool {
        ["client_id", "tenant_id", "subscription_id", "client_secret"].iter().any(|name| {
            self.text(name).is_some_and(|value| guid::resembles(&value))
        }) || self.fields.secret("client_secret").is_some_and(|s| secret::is_modern(s.expose("its shape is looked at")))
    }

    /// Puts a client id and a secret right that stand in each other's place.
    fn unswap(&mut self, from: &Origin<'_>) {
        let Some(other) = self.fields.secret("client_id").cloned() else { return };
        let Some(id) = self.text("client_secret").and_then(|text| Id::of(&text).guid()) else { return };
        let place = |name: &str| self.fields.get(name).map(|f| f.provenance.clone()).unwrap_or_default();
        let (id_place, secret_place) = (place("client_secret"), place("client_id"));
        self.fields.set("client_id", id, id_place);
        self.fields.set_secret("client_secret", other.expose("it moves to its own field").clone(), secret_place);
        self.findings.push(from.finding("azure-ids-swapped-back", Severity::Warning, Some("client_id"), &[]));
    }

    /// The cloud that the addresses name, and what is to be said of other addresses.
    fn placed(&mut self, from: &Origin<'_>) {
        let clouds: BTreeSet<&str> = self.clouds.iter().map(|c| c.id()).collect();
        if let (Some(cloud), false) = (self.clouds.first(), self.fields.has("cloud")) {
            self.fields.set("cloud", cloud.id(), from.speech.say("azure-provenance-addresses", &[("origin", from.name)]));
        }
        if clouds.len() > 1 {
            let names = clouds.into_iter().collect::<Vec<_>>().join(", ");
            self.findings.push(from.finding("azure-clouds-differ", Severity::Warning, Some("cloud"), &[("names", &names)]));
        }
        if !self.foreign.is_empty() {
            let addresses = self.foreign.join(", ");
            let values = [("addresses", addresses.as_str())];
            self.findings.push(from.finding("azure-other-cloud", Severity::Warning, Some("cloud"), &values));
        }
    }

    pub(super) fn finished(mut self, several: bool, from: &Origin<'_>) -> Parsed {
        self.unswap(from);
        self.placed(from);
        let (certificate, secret) = (self.fields.has("certificate"), self.fields.has("client_secret"));
        let by_certificate = !secret && (certificate || self.fields.has("certificate_file"));
        if let (Some(code), false) = (self.keyless, secret || by_certificate) {
            self.findings.push(from.finding(code, Severity::Error, None, &[]));
        }
        let usable = !self.fields.is_empty() && (self.keyless.is_none() || secret || by_certificate);
        let variant = if by_certificate { CLIENT_CERTIFICATE } else { CLIENT_SECRET };
        if !by_certificate {
            for name in ["certificate", "certificate_file", "certificate_password"] {
                self.fields.remove(name);
            }
        }
        let line = from.speech.say("azure-label-line", &[("line", &self.line.to_string())]);
        Parsed {
            kind: self.kind.to_owned(),
            variant: usable.then(|| variant.to_owned()),
            label: self.label.or_else(|| several.then_some(line)),
            fields: self.fields,
            findings: self.findings,
        }
    }
}
