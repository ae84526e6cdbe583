//! One simulated world: its story, its clock, its record, and the one function from request to answer.
//!
//! In: a request. Out: the answer of the service in this story, after a wait that looks real. Deliberately
//! absent: sockets; [`crate::serve`] has them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use onboard_core::transport::{Hop, Request, Response, Transport, TransportError};
use time::OffsetDateTime;

use crate::azure::AzureTrouble;
use crate::exchange::{Answer, Ask, http_date};
use crate::record::{Counts, Entry, Record};
use crate::route::{Destination, Service, Vendor, destination, has_host};
use crate::story::{AwsTrouble, GoogleTrouble, Plot, State};
use crate::{aws, azure, google};

/// A credential of the demo cloud. Works nowhere else.
#[derive(PartialEq, Eq)]
pub struct DemoKey {
    /// The name of the file as the provider's console would give it.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Settings that go with it, such as the region.
    pub settings: Vec<(String, String)>,
}

/// One simulated world.
pub struct DemoCloud {
    plot: &'static Plot,
    fixed: AtomicBool,
    clock: Clock,
    record: Record,
    pace: OnceLock<u64>,
}

enum Clock {
    /// The system's, and answers take their time.
    System,
    /// Stands still, and nothing waits.
    Still(OffsetDateTime),
}

/// What a service needs to know about the world to answer one request.
pub(crate) struct Scene<'a> {
    pub aws: &'a AwsTrouble,
    pub azure: &'a AzureTrouble,
    pub google: &'a GoogleTrouble,
    pub now: OffsetDateTime,
    /// The id of this request.
    pub request_id: String,
    /// What was asked.
    pub label: &'a str,
    /// How many requests of this label came before this one.
    pub earlier: u32,
    pub record: &'a Record,
}

impl DemoCloud {
    /// A world of this story; nothing when there is no such story.
    #[must_use]
    pub fn new(story: &str) -> Option<Arc<Self>> {
        Self::make(story, Clock::System)
    }

    /// The same with a clock that stands still and without any waiting, so that a test has the same answers
    /// each time. The times in the answers are those that the story would have taken.
    #[must_use]
    pub fn with_clock(story: &str, now: OffsetDateTime) -> Option<Arc<Self>> {
        Self::make(story, Clock::Still(now))
    }

    fn make(story: &str, clock: Clock) -> Option<Arc<Self>> {
        let plot = Plot::named(story)?;
        Some(Arc::new(Self {
            plot,
            fixed: AtomicBool::new(false),
            clock,
            record: Record::default(),
            pace: OnceLock::new(),
        }))
    }

    /// Lets every answer take this many milliseconds in place of what the story says: for measuring. Once set, it stays.
    pub fn answer_in(&self, milliseconds: u64) {
        let _ = self.pace.set(milliseconds);
    }

    /// The name of the story.
    #[must_use]
    pub fn story(&self) -> &str {
        &self.plot.name
    }

    /// The providers that the story is about.
    #[must_use]
    pub fn providers(&self) -> &[String] {
        &self.plot.providers
    }

    /// The credential that this story gives the person for a provider; nothing when the story is not about it.
    /// The first Google key of a process takes a moment, since it is computed.
    #[must_use]
    pub fn key(&self, provider: &str) -> Option<DemoKey> {
        if !self.plot.providers.iter().any(|p| p == provider) {
            return None;
        }
        match provider {
            "aws" => Some(aws::key(self.plot.aws(self.state()))),
            "azure" => Some(azure::key(self.plot.azure(self.state()))),
            "google" => google::key(self.plot.google(self.state())),
            _ => None,
        }
    }

    /// The same credential with a certificate in place of the secret, for a provider that has both ways; without what
    /// makes the secret of a story wrong.
    #[must_use]
    pub fn certificate(&self, provider: &str) -> Option<DemoKey> {
        let told = self.plot.providers.iter().any(|p| p == provider);
        (told && provider == "azure").then(|| azure::certificate(self.plot.azure(self.state()))).flatten()
    }

    /// Does in the demo cloud what the remediation says. True when something changed.
    pub fn fix(&self) -> bool {
        self.plot.fixed.is_some() && !self.fixed.swap(true, Ordering::Relaxed)
    }

    /// What was asked, in the order of the answers; the last ten thousand.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.record.entries()
    }

    /// How often what was asked.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.record.counts()
    }

    fn state(&self) -> State {
        if self.fixed.load(Ordering::Relaxed) { State::Fixed } else { State::Told }
    }

    /// The answer and how long it takes. `known` is the service where the client says it.
    pub(crate) fn answer(&self, ask: &Ask, known: Option<&str>) -> (Answer, Duration) {
        let place = destination(ask, known);
        let label = place.as_ref().map_or("unknown", |p| p.label.as_str());
        let earlier = self.record.arrival(label);
        let state = self.state();
        let scene = Scene {
            aws: self.plot.aws(state),
            azure: self.plot.azure(state),
            google: self.plot.google(state),
            now: self.now(),
            request_id: request_id(&self.plot.name, label, earlier),
            label,
            earlier,
            record: &self.record,
        };
        let answer = self.page().unwrap_or_else(|| dispatch(&scene, ask, place.as_ref()));
        let service = place.as_ref().map_or("", |p| p.service.id()).to_owned();
        self.record.answered(Entry { service, label: label.to_owned(), status: answer.status });
        let answer = answer.with("date", http_date(scene.now));
        (answer, Duration::from_millis(self.latency(label, earlier)))
    }

    /// The page that stands in the way, in a story that has one.
    fn page(&self) -> Option<Answer> {
        let page = self.plot.page.as_ref()?;
        Some(Answer::new(page.status, "text/html; charset=utf-8", include_str!("stories/page.html")))
    }

    /// How long an answer takes: the same for the same question, so that a run can be told again.
    fn latency(&self, label: &str, earlier: u32) -> u64 {
        if let Some(pace) = self.pace.get() {
            return *pace;
        }
        let latency = self.plot.latency;
        let span = latency.most_ms.saturating_sub(latency.least_ms) + 1;
        let digest = digest(&[&self.plot.name, label, &earlier.to_string()]);
        latency.least_ms + u64::from(u16::from_be_bytes([digest[0], digest[1]])) % span
    }
}

fn dispatch(scene: &Scene<'_>, ask: &Ask, place: Option<&Destination>) -> Answer {
    match place.map(|place| (place, place.service.vendor())) {
        Some((place, Vendor::Aws)) => aws::answer(scene, ask, place.service),
        Some((place, Vendor::Azure)) => azure::answer(scene, ask, place),
        Some((place, Vendor::Google)) => google::answer(scene, ask, place),
        None => google::error::not_found(&format!("No service of the demo cloud is at {}.", cut(&ask.path))),
    }
}

/// The start of a text that came from outside, for a message.
pub(crate) fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(120).collect()
}

pub(crate) fn digest(parts: &[&str]) -> Vec<u8> {
    ring::digest::digest(&ring::digest::SHA256, parts.join("\n").as_bytes()).as_ref().to_vec()
}

/// A request id in the form of the vendors, the same for the same question.
fn request_id(story: &str, label: &str, earlier: u32) -> String {
    let hex = hex::encode(digest(&["request", story, label, &earlier.to_string()]));
    format!("{}-{}-4{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
}

#[async_trait]
impl Transport for DemoCloud {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let not_found = || TransportError::new(Hop::Dns, "dns-not-found", "the demo cloud has no such host");
        let ask = Ask::from_request(&request).ok_or_else(not_found)?;
        if !has_host(&ask.host) {
            return Err(not_found());
        }
        let (answer, wait) = self.answer(&ask, Some(request.service));
        self.sleep(wait).await;
        Ok(answer.into_response(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)))
    }

    fn now(&self) -> OffsetDateTime {
        match self.clock {
            Clock::System => OffsetDateTime::now_utc(),
            Clock::Still(now) => now,
        }
    }

    async fn sleep(&self, duration: Duration) {
        match self.clock {
            Clock::System => tokio::time::sleep(duration).await,
            // Lets others run, as a wait would.
            Clock::Still(_) => tokio::task::yield_now().await,
        }
    }

    fn is_demo(&self) -> bool {
        true
    }
}

/// The services, for the endpoints of a served world.
pub(crate) fn services() -> impl Iterator<Item = Service> {
    Service::ALL.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_take_what_was_set() {
        let cloud = DemoCloud::with_clock("all-granted", OffsetDateTime::UNIX_EPOCH).unwrap();
        assert!(cloud.latency("x", 0) > 0);
        cloud.answer_in(0);
        assert_eq!(cloud.latency("x", 0), 0);
    }
}
