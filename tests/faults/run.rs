//! One check with one fault.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use onboard_core::pipeline::{self, Progress, Stop, Subject, Watch};
use onboard_core::report::{Report, Row};
use onboard_core::speech::Language;
use onboard_core::transport::{Hop, Intent, Request, Transport};
use onboard_democloud::{Counts, DemoCloud};
use onboard_tests::leaks::Needles;
use onboard_transport::{Network, ProxyChoice, Settings};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::fault::{Act, Fault, Proxy, When};
use crate::line::{Line, Signpost, Strike, Turn, refusing_port};
use crate::place::{PROXY_PASSWORD, Place, STORY};
use crate::town::{Notes, Town};

/// The time that the command line gives a check.
pub const LIMIT: Duration = Duration::from_secs(30);

/// A request and what came of it.
#[derive(Clone)]
pub struct Sent {
    pub request: Request,
    pub struck: bool,
    /// The status, or where and why there is none; nothing at all when the check ended before that.
    pub result: Result<u16, Option<(Hop, &'static str)>>,
}

/// All that came of a check.
pub struct Run {
    pub subject: Subject,
    pub report: Report,
    /// Rows as the interface was told of them, while it went on.
    pub told: Vec<Row>,
    pub sent: Vec<Sent>,
    pub notes: Notes,
    pub counts: Counts,
    pub flooded: usize,
    pub longest_pause: Duration,
    pub took: Duration,
}

impl Run {
    /// How often somebody tried to sign in.
    pub fn logins(&self) -> usize {
        self.sent.iter().filter(|sent| sent.request.intent == Intent::Login).count()
    }

    /// Tokens and assertions that were sent.
    pub fn tokens(&self) -> Vec<Needles> {
        let mut tokens = std::collections::BTreeSet::new();
        for sent in &self.sent {
            let bearer = sent.request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
            tokens.extend(bearer.map(str::to_owned));
            let form = url::form_urlencoded::parse(&sent.request.body).into_owned();
            tokens.extend(form.filter(|(name, _)| name.ends_with("assertion")).map(|(_, value)| value));
        }
        tokens.iter().map(|token| Needles::of("a token", token)).collect()
    }
}

/// Runs it.
pub async fn run(place: &'static Place, fault: Option<&Fault>, when: When, language: Language) -> Run {
    let strike = fault.map(|fault| {
        let (at, lasts) = when.place(&place.clean().sent);
        Strike { act: fault.act, at, lasts }
    });
    let turn = Arc::new(Turn::new(strike));
    let cloud = DemoCloud::new(STORY).unwrap();
    cloud.answer_in(0);
    let proxied = fault.is_some_and(|fault| matches!(fault.act, Act::Proxy(_)));
    let town = Arc::new(Town::new(turn.clone(), cloud.clone(), &place.identities, proxied));
    let (port, _running) = town.open().await;
    let (usual, struck) = networks(place, fault, &turn, port);
    let line = Arc::new(Line::new(turn, usual, struck));
    let subject = Subject { language, ..place.subject.clone() };
    let told = Arc::new(Told::default());
    let transport: Arc<dyn Transport> = line.clone();
    let started = Instant::now();
    let stop = async {
        tokio::time::sleep(LIMIT).await;
        Stop::Timeout
    };
    let report = pipeline::check(&subject, transport, told.clone(), stop).await;
    Run {
        report,
        told: told.0.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        sent: line.sent(),
        notes: town.notes(),
        counts: cloud.counts(),
        flooded: town.flooded(),
        longest_pause: line.longest_pause(),
        took: started.elapsed(),
        subject,
    }
}

/// The network for requests that nothing happens to, and the one for those that are struck: short limits where what
/// is tested is that they end.
fn networks(place: &Place, fault: Option<&Fault>, turn: &Arc<Turn>, port: u16) -> (Network, Network) {
    let proxy = |port: u16| match fault.map(|fault| fault.act) {
        Some(Act::Proxy(_)) => {
            let password = utf8_percent_encode(PROXY_PASSWORD, NON_ALPHANUMERIC);
            ProxyChoice::Explicit(format!("http://user:{password}@127.0.0.1:{port}"))
        }
        _ => ProxyChoice::Direct,
    };
    let usual = Settings {
        connect: Duration::from_secs(20),
        request: Duration::from_secs(25),
        proxy: proxy(port),
        ..Settings::default()
    };
    let refusing = fault.is_some_and(|fault| fault.act == Act::Proxy(Proxy::Refusing));
    let proxy = proxy(if refusing { refusing_port() } else { port });
    let struck = match fault {
        Some(fault) if fault.waits_for_connection() => {
            Settings { connect: Duration::from_secs(2), request: Duration::from_secs(6), proxy, ..usual.clone() }
        }
        Some(fault) if fault.waits_for_answer() => Settings { request: Duration::from_secs(4), proxy, ..usual.clone() },
        _ => Settings { proxy, ..usual.clone() },
    };
    let hosts = pipeline::hosts(&place.subject);
    let network = |settings: &Settings| {
        let names = Arc::new(Signpost { turn: turn.clone(), port });
        Network::with(settings, &place.trust, names).unwrap().only(&hosts)
    };
    (network(&usual), network(&struck))
}

/// Keeps the rows that the interface is told of.
#[derive(Default)]
struct Told(Mutex<Vec<Row>>);

impl Watch for Told {
    fn progress(&self, progress: Progress) {
        if let Progress::Row { row, .. } = progress {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(row);
        }
    }
}
