//! What is the same in all cells of a provider: its key of the demo story, its certificates, a check without faults.

use std::sync::OnceLock;

use onboard_core::field::FieldValue;
use onboard_core::pipeline::{ProviderRef, Subject, hosts};
use onboard_core::requirement::Choice;
use onboard_core::speech::Language;
use onboard_democloud::{DemoCloud, DemoKey};
use onboard_tests::leaks::Needles;
use onboard_tests::subject::{Chosen, subject};
use onboard_transport::{Settings, Trust};
use time::OffsetDateTime;
use tokio_rustls::TlsAcceptor;

use crate::certificates::{authority, self_signed};
use crate::fault::When;
use crate::line::silent_port;
use crate::run::{Run, run};

/// The story in which all is granted.
pub const STORY: &str = "all-granted";

/// In the proxy's address, and nowhere else.
pub const PROXY_PASSWORD: &str = "pr0xy+EXAMPLE/password";

/// A provider and what its cells share.
pub struct Place {
    pub provider: ProviderRef,
    pub subject: Subject,
    pub identities: Identities,
    /// The issuer of its certificates.
    pub trust: Trust,
    /// Secrets that may come out nowhere.
    pub secrets: Vec<Needles>,
    clean: OnceLock<Run>,
}

/// Servers by their certificates.
pub struct Identities {
    pub good: TlsAcceptor,
    pub self_signed: TlsAcceptor,
    pub unknown: TlsAcceptor,
    pub expired: TlsAcceptor,
    pub early: TlsAcceptor,
    pub elsewhere: TlsAcceptor,
}

impl Place {
    /// The check without faults.
    pub fn clean(&self) -> &Run {
        self.clean.get().expect("it is made first")
    }
}

/// Every provider that is compiled in and told of in the demo story, with its check without faults.
pub async fn all() -> &'static [Place] {
    static ALL: tokio::sync::OnceCell<Vec<Place>> = tokio::sync::OnceCell::const_new();
    let make = || async {
        let cloud = DemoCloud::new(STORY).unwrap();
        let told = onboard_providers::all().iter().filter_map(|&p| Some(make(p, cloud.key(p.id())?)));
        told.collect::<Vec<Place>>()
    };
    let places = ALL.get_or_init(make).await;
    if cfg!(target_os = "linux") {
        // Before anybody waits for it with a time limit.
        silent_port().await;
    }
    assert!(places.len() >= 2, "the demo story is about more than one provider");
    for place in places {
        if place.clean.get().is_none() {
            let clean = run(place, None, When::First, Language::En).await;
            let _ = place.clean.set(clean);
        }
    }
    places
}

/// The subject of a key of the demo cloud, as a person who imports it and chooses nothing has it.
pub fn subject_of(provider: ProviderRef, key: &DemoKey) -> Subject {
    let text = String::from_utf8(key.bytes.clone()).unwrap();
    let purpose = provider.descriptor(Language::En).purposes[0].id.clone();
    let chosen = Chosen {
        origin: &key.file_name,
        text: &text,
        with: &[],
        label: None,
        settings: &key.settings.iter().cloned().collect(),
        choice: Choice { purposes: vec![purpose], options: Vec::new() },
        now: OffsetDateTime::now_utc(),
    };
    subject(provider, chosen).unwrap().0
}

fn make(provider: ProviderRef, key: DemoKey) -> Place {
    let subject = subject_of(provider, &key);
    let names = hosts(&subject);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let ours = authority();
    let identities = Identities {
        good: ours.issue_for(&names, 2020, 2090).acceptor(),
        self_signed: self_signed(names[0], false).acceptor(),
        unknown: authority().issue_for(&names, 2020, 2090).acceptor(),
        expired: ours.issue_for(&names, 2019, 2020).acceptor(),
        early: ours.issue_for(&names, 2080, 2090).acceptor(),
        elsewhere: ours.issue_for(&["other.example.com"], 2020, 2090).acceptor(),
    };
    let mut secrets = vec![Needles::of("the proxy's password", PROXY_PASSWORD)];
    secrets.extend(subject.fields.iter().filter_map(|(name, field)| match &field.value {
        FieldValue::Secret(secret) => Some(Needles::of(name, secret.expose("searched for in what comes out"))),
        FieldValue::Plain(_) => None,
    }));
    assert!(secrets.len() > 1, "{} has a secret", provider.id());
    let trust = Trust::new(&Settings { ca_pem: Some(ours.pem), ..Settings::default() }).unwrap();
    Place { provider, subject, identities, trust, secrets, clean: OnceLock::new() }
}
