//! Lines of the attack catalogue that concern the way to a cloud, and that the table is complete.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use onboard_core::endpoints::Endpoints;
use onboard_core::guard::refusal;
use onboard_core::pipeline::{self, Subject, Unwatched};
use onboard_core::probe::EndingKind;
use onboard_core::report::Report;
use onboard_core::speech::{Language, Speech};
use onboard_core::transport::{Intent, Method, Request, Transport};
use onboard_democloud::{DemoCloud, stories};

use crate::blame::blames;
use crate::fault::{FAULTS, When};
use crate::line::{Line, Turn};
use crate::place::{self, Place, subject_of};
use crate::table::Table;

/// The list of the design, item by item, and the faults that are made of it.
const DESIGN: &[(&str, &[&str])] = &[
    ("DNS: none, failing, hanging", &["dns-none", "dns-failing", "dns-hanging"]),
    ("TCP: refused, silent", &["tcp-refused", "tcp-silent"]),
    ("TCP: reset on accept, in header, in body", &["tcp-reset-on-accept", "tcp-reset-in-header", "tcp-reset-in-body"]),
    ("TLS: self-signed, unknown CA", &["tls-self-signed", "tls-unknown-ca"]),
    ("TLS: expired, not yet valid, wrong host", &["tls-expired", "tls-not-yet-valid", "tls-wrong-host"]),
    ("TLS: TLS 1.1 only, stalled handshake, cut", &["tls-1.1-only", "tls-stalled-handshake", "tls-cut"]),
    ("proxy: refused, 407, 502", &["proxy-refused", "proxy-407", "proxy-502"]),
    ("proxy: silent after CONNECT", &["proxy-silent-after-connect"]),
    ("captive: 302 elsewhere, 200 HTML, 511", &["captive-302-elsewhere", "captive-200-html", "captive-511"]),
    ("HTTP: 429 with and without Retry-After", &["http-429-with-retry-after", "http-429-without-retry-after"]),
    ("HTTP: 500, 502, 503", &["http-500", "http-502", "http-503"]),
    ("HTTP: 401, 403 of someone else", &["http-401-of-someone-else", "http-403-of-someone-else"]),
    ("HTTP: empty 200, `{}`", &["http-empty-200", "http-empty-object"]),
    ("HTTP: wrong content type, redirect loop", &["http-wrong-content-type", "http-redirect-loop"]),
    ("HTTP: truncated, invalid UTF-8", &["http-truncated", "http-invalid-utf-8"]),
    ("slow: headers, body, thinking", &["slow-headers", "slow-body", "slow-thinking"]),
    ("size: 100 MiB, gzip bomb", &["size-100-mib", "size-gzip-bomb"]),
    ("clock: ±5 minutes", &["clock-5-minutes-ahead", "clock-5-minutes-behind"]),
    ("clock: ±24 hours", &["clock-24-hours-ahead", "clock-24-hours-behind"]),
];

#[test]
fn every_fault_of_the_design_is_made_and_expected() {
    let table = Table::read();
    let [named, times, providers] = table.names();
    let made: BTreeSet<&str> = FAULTS.iter().map(|fault| fault.name).collect();
    assert_eq!(made.len(), FAULTS.len(), "each has its own name");
    let known: BTreeSet<&str> = onboard_providers::all().iter().map(|p| p.id()).chain(["all"]).collect();
    for (item, names) in DESIGN {
        for name in names.iter().filter(|_| cfg!(target_os = "linux")) {
            assert!(made.contains(name), "{item}: {name}");
        }
    }
    let listed: Vec<&str> = DESIGN.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    assert_eq!(listed.len(), 45);
    for fault in FAULTS {
        for provider in onboard_providers::all() {
            for when in fault.times() {
                let expect = table.expect(fault.name, when, provider.id());
                let expect = expect.unwrap_or_else(|e| panic!("{}, {}: {e}", fault.name, when.words()));
                assert!(!matches!(expect.ending, EndingKind::Rejected | EndingKind::Defect), "{}", fault.name);
                assert!(expect.stages.is_empty() || expect.cause.is_some(), "{}: a stage has a cause", fault.name);
            }
        }
    }
    let stray = |names: BTreeSet<&str>, known: BTreeSet<&str>| -> Vec<String> {
        names.difference(&known).map(|name| (*name).to_owned()).collect()
    };
    let all: BTreeSet<&str> = made.union(&listed.into_iter().collect()).copied().collect();
    assert_eq!(stray(named, all), Vec::<String>::new(), "faults that the table names and nobody makes");
    assert_eq!(stray(times, When::ALL.map(When::words).into()), Vec::<String>::new(), "times");
    assert_eq!(stray(providers, known), Vec::<String>::new(), "providers");
    assert_eq!(table.causes().into_iter().flat_map(|cause| blames(Some(cause), "")).collect::<Vec<_>>(), [""; 0]);
}

/// Without faults, all is granted; else nothing that is lost could be seen.
#[tokio::test(flavor = "multi_thread")]
async fn without_faults_all_is_granted() {
    for place in place::all().await {
        let (clean, id) = (place.clean(), place.provider.id());
        let needed = [clean.report.summary.required, clean.report.summary.conditional];
        assert!(needed.iter().all(|tally| tally.denied + tally.undetermined == 0), "{id}: {:?}", clean.report.summary);
        assert_eq!(clean.report.exit_code(onboard_core::report::FailOn::Error) as u8, 0, "{id}");
        assert!(clean.sent.len() >= 4 && clean.sent.iter().all(|sent| sent.result.is_ok()), "{id}");
        let heard = |row: &onboard_core::report::Row| row.evidence.iter().all(|e| e.ms.is_some());
        assert!(clean.report.requirements.iter().all(heard), "{id}: evidence says which answer it rests on");
        let whole = onboard_core::payload::report_bytes(&clean.report);
        assert_eq!(blames(None, &String::from_utf8_lossy(&whole)), [""; 0], "{id}");
    }
}

async fn check(cloud: &Arc<DemoCloud>, subject: &Subject) -> (Report, Vec<Request>) {
    // The demo cloud in process, with the line before it that remembers what is sent.
    let transport = Arc::new(Remembering { cloud: cloud.clone(), sent: std::sync::Mutex::default() });
    let report = pipeline::check(subject, transport.clone(), Arc::new(Unwatched), std::future::pending()).await;
    let sent = transport.sent.lock().unwrap().clone();
    (report, sent)
}

struct Remembering {
    cloud: Arc<DemoCloud>,
    sent: std::sync::Mutex<Vec<Request>>,
}

#[async_trait::async_trait]
impl Transport for Remembering {
    async fn send(
        &self,
        request: Request,
    ) -> Result<onboard_core::transport::Response, onboard_core::transport::TransportError> {
        self.sent.lock().unwrap().push(request.clone());
        self.cloud.send(request).await
    }

    fn now(&self) -> time::OffsetDateTime {
        self.cloud.now()
    }

    async fn sleep(&self, duration: std::time::Duration) {
        self.cloud.sleep(duration).await;
    }
}

/// Line 25: a key that is refused is not tried again where it was refused, so that no account is locked. The same
/// keys show that blame is found where it is due.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_key_is_tried_once_and_blamed() {
    let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unseen = Vec::new();
    for story in stories(Language::En) {
        for &provider in onboard_providers::all() {
            for language in [Language::En, Language::De] {
                let cloud = DemoCloud::with_clock(&story.name, time::OffsetDateTime::now_utc()).unwrap();
                let Some(key) = cloud.key(provider.id()) else { continue };
                let subject = Subject { language, ..subject_of(provider, &key) };
                let (report, sent) = check(&cloud, &subject).await;
                if report.ending != EndingKind::Rejected {
                    continue;
                }
                *refused.entry(provider.id()).or_default() += 1;
                let name = format!("{} in {}", provider.id(), story.name);
                let logins: Vec<&str> =
                    sent.iter().filter(|r| r.intent == Intent::Login).map(|r| r.url.as_str()).collect();
                let places: BTreeSet<&&str> = logins.iter().collect();
                assert_eq!(places.len(), logins.len(), "{name}: {logins:?}");
                let stage = report.failed_stage().unwrap_or_else(|| panic!("{name}: no stage failed"));
                let found = blames(stage.cause.as_deref(), stage.detail.as_deref().unwrap());
                if found.len() != 2 {
                    unseen.push(format!("{name}: {:?} {:?}: {found:?}", stage.cause, stage.detail));
                }
            }
        }
    }
    assert_eq!(unseen, Vec::<String>::new(), "cause and sentence blame the key");
    for Place { provider, .. } in place::all().await {
        assert!(refused.get(provider.id()).is_some_and(|&n| n >= 2), "no story refuses a key of {}", provider.id());
    }
}

/// Line 24: what a check sends passes the guard, and the same without what makes it harmless does not.
#[tokio::test(flavor = "multi_thread")]
async fn what_would_create_something_is_not_sent() {
    for Place { provider, subject, .. } in place::all().await {
        let cloud = DemoCloud::with_clock(place::STORY, time::OffsetDateTime::now_utc()).unwrap();
        let (_, sent) = check(&cloud, subject).await;
        let refused = |request: &Request| refusal(provider.rules(), request).is_some();
        for request in &sent {
            assert!(!refused(request), "{request:?}");
            for intent in [Intent::Read, Intent::DryRun, Intent::PermissionTest, Intent::Login] {
                let other = Request { intent, ..request.clone() };
                // To describe something changes nothing either, told so or not.
                let reads = intent == Intent::Read && request.label.contains("Describe");
                assert!(intent == request.intent || reads || refused(&other), "{request:?} as {intent:?}");
            }
            if request.method == Method::Get {
                assert!(refused(&Request { method: Method::Post, ..request.clone() }), "{request:?} as POST");
                assert!(refused(&Request { body: b"{}".to_vec(), ..request.clone() }), "{request:?} with a body");
            } else if request.body.starts_with(b"{") {
                let url = format!("{}x", request.url);
                assert!(refused(&Request { url, ..request.clone() }), "{request:?} to another path");
            } else {
                without_its_fields(request, &refused);
            }
            assert!(
                refused(&Request { service: "other.service", ..request.clone() }),
                "{request:?} to another service"
            );
        }
        assert_eq!(cloud.counts().mutations, 0, "{}", provider.id());
    }
}

/// A form says what it is for: without that field, with another value, or with the field twice, it is refused.
fn without_its_fields(request: &Request, refused: &dyn Fn(&Request) -> bool) {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(&request.body).into_owned().collect();
    let form = |pairs: &[(String, String)]| {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        Request { body: body.into_bytes(), ..request.clone() }
    };
    let needed: Vec<usize> = (0..pairs.len())
        .filter(|&n| {
            let mut without = pairs.clone();
            without.remove(n);
            refused(&form(&without))
        })
        .collect();
    assert!(!needed.is_empty(), "{request:?} passes whatever it asks");
    for n in needed {
        let mut other = pairs.clone();
        other[n].1 = "false".to_owned();
        assert!(refused(&form(&other)), "{request:?} with {}=false", pairs[n].0);
        let mut twice = pairs.clone();
        twice.push((pairs[n].0.clone(), "false".to_owned()));
        assert!(refused(&form(&twice)), "{request:?} with {} twice", pairs[n].0);
    }
}

/// Line 5, as far as it concerns a cloud: an address for a service is https, or this machine; never a file, never with
/// a user name, never a name that only looks like one of this machine.
#[test]
fn addresses_that_are_not_taken() {
    for provider in onboard_providers::all() {
        for service in provider.descriptor(Language::En).services {
            for address in [
                "file:///etc/passwd",
                "https://user@example.com",
                "https://user:secret@example.com",
                "http://169.254.169.254/latest/meta-data",
                "http://[fe80::1]/",
                "http://10.0.0.1:8080",
                // A Cyrillic letter in a name like this machine's; a name that begins like its address.
                "http://l\u{43e}calhost:8080",
                "http://127.0.0.1.example.com",
                "http://localhost@example.com",
                "ftp://127.0.0.1",
                "javascript:alert(1)",
                "127.0.0.1:8080",
                "https://",
                "",
            ] {
                let endpoints = Endpoints::from_pairs([(service.clone(), address.to_owned())]);
                assert!(endpoints.is_err(), "{service} at {address}");
            }
        }
    }
}

/// Line 5: a homoglyph of a vendor's host is another host, and the network that is kept to the plan does not go there.
#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_only_looks_like_the_vendors() {
    for place in place::all().await {
        let first = &place.clean().sent[0].request;
        let host = url::Url::parse(&first.url).unwrap().host_str().unwrap().to_owned();
        let lookalike = host.replacen('o', "\u{43e}", 1).replacen('a', "\u{430}", 1);
        assert_ne!(host, lookalike);
        let settings = onboard_transport::Settings::default();
        let network = onboard_transport::Network::new(&settings).unwrap().only(pipeline::hosts(&place.subject));
        let line = Line::new(Arc::new(Turn::new(None)), network.clone(), network);
        for other in [lookalike, format!("{host}.example.com"), format!("{host}@example.com")] {
            let request = Request { url: first.url.replacen(&host, &other, 1), ..first.clone() };
            let error = line.send(request).await.unwrap_err();
            assert_eq!(error.cause, "request-refused-by-guard", "{other}");
        }
    }
}

/// Every cause that the table expects has its sentence in both languages, and none of them blames the key.
#[test]
fn no_sentence_of_a_fault_blames_the_key() {
    for provider in onboard_providers::all() {
        for language in [Language::En, Language::De] {
            let speech = Speech::of(provider.texts(), language);
            for cause in Table::read().causes() {
                let values = [("host", "h"), ("detail", "d"), ("status", "1"), ("code", "none"), ("message", "")];
                for id in ["network-", "failed-", "sign-in-"].map(|start| format!("{start}{cause}")) {
                    let sentence = speech.maybe(&id, &values).unwrap_or_default();
                    assert_eq!(blames(None, &sentence), [""; 0], "{id}");
                }
            }
        }
    }
}
