//! A recorded world: which answers come to which requests, as data, with a clock of its own.
//!
//! In: `world.toml` and the bodies that it names. Out: a [`Transport`] that answers by the first rule that fits, moves
//! its clock by what the answer took, and keeps what was asked. A request that no rule fits gets no answer and is kept
//! as [`Recorded::unmatched`], which fails the test.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use onboard_core::transport::{Hop, Path as Way, Request, Response, Transport, TransportError};
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// One rule: the requests it is for, and what comes back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The label of the request, such as `ec2:RunInstances`; a `*` at its end stands for any end.
    pub call: String,
    /// Only the request of this label that comes at this place, from 1.
    pub nth: Option<usize>,
    /// Only requests whose body holds this.
    pub holds: Option<String>,
    /// Only requests whose address holds this.
    pub at: Option<String>,
    /// HTTP status.
    #[serde(default = "ok")]
    pub status: u16,
    /// Headers; `content-type` is `text/xml` for a body that begins with `<`, else JSON, unless given here.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body, in place. `$ACTION` is the label without its service, `$ID` a number of the request,
    /// `$BODY` what was sent.
    pub body: Option<String>,
    /// The body, from a file of the case or of the folder `bodies` beside the cases.
    pub file: Option<String>,
    /// Bytes that are cut off at the end of the body.
    #[serde(default)]
    pub cut: usize,
    /// How long it took.
    #[serde(default = "usual")]
    pub ms: u64,
    /// Seconds by which the server's clock is ahead of this machine's, in the `Date` header.
    #[serde(default)]
    pub server_ahead: i64,
    /// Instead of an answer: where it failed.
    pub fault: Option<Fault>,
}

/// No answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Where on the way.
    pub hop: Hop,
    /// One of the causes of [`TransportError::CAUSES`].
    pub cause: String,
    /// The system's words.
    #[serde(default)]
    pub detail: String,
}

fn ok() -> u16 {
    200
}

fn usual() -> u64 {
    31
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorldFile {
    /// Another world whose rules come after those of this one: a path from the folder `bodies`.
    include: Option<String>,
    #[serde(default)]
    answer: Vec<Rule>,
}

/// The rules of a world with their bodies.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// The rules, the first that fits wins.
    pub rules: Vec<Rule>,
    /// How many of them are the case's own; the others were included.
    pub own: usize,
}

impl World {
    /// Reads a `world.toml` with all that it names.
    ///
    /// # Errors
    /// When a file is not there or is not the format.
    pub fn load(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
        let file: WorldFile = toml::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
        let folder = path.parent().unwrap_or(path);
        let mut rules = file.answer;
        for rule in &mut rules {
            if let Some(name) = &rule.file {
                let place = find(folder, name).ok_or_else(|| format!("{}: no body {name}", path.display()))?;
                rule.body = Some(std::fs::read_to_string(&place).map_err(|e| format!("{}: {e}", place.display()))?);
            }
            check(rule).map_err(|e| format!("{}: {e}", path.display()))?;
        }
        let own = rules.len();
        if let Some(name) = &file.include {
            let place = find(folder, name).ok_or_else(|| format!("{}: no world {name}", path.display()))?;
            rules.extend(Self::load(&place)?.rules);
        }
        Ok(Self { rules, own })
    }
}

fn check(rule: &Rule) -> Result<(), String> {
    match &rule.fault {
        Some(fault) if !TransportError::CAUSES.contains(&fault.cause.as_str()) => {
            Err(format!("{} is no cause of a transport error", fault.cause))
        }
        Some(_) if rule.body.is_some() => Err(format!("{}: a fault has no body", rule.call)),
        _ => Ok(()),
    }
}

/// A file of the case, or one that the cases of the provider share.
fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let shared = folder.parent().map(|p| p.join("bodies").join(name));
    [Some(folder.join(name)), shared, Some(folder.join("bodies").join(name))]
        .into_iter()
        .flatten()
        .find(|p| p.is_file())
}

/// What was asked and what came back.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The request.
    pub request: Request,
    /// The answer, or the cause for none.
    pub answer: Result<Response, &'static str>,
}

/// Changes an answer before it is given: the place of the request among all, the answer.
pub type Change = Box<dyn Fn(usize, Response) -> Response + Send + Sync>;

/// A recorded world that answers.
pub struct Recorded {
    world: World,
    change: Option<Change>,
    state: Mutex<State>,
}

struct State {
    now: OffsetDateTime,
    counts: BTreeMap<String, usize>,
    used: Vec<bool>,
    exchanges: Vec<Exchange>,
    unmatched: Vec<String>,
}

impl Recorded {
    /// A world whose clock begins at `now`.
    #[must_use]
    pub fn new(world: World, now: OffsetDateTime) -> Self {
        let state = State {
            now,
            counts: BTreeMap::new(),
            used: vec![false; world.rules.len()],
            exchanges: Vec::new(),
            unmatched: Vec::new(),
        };
        Self { world, change: None, state: Mutex::new(state) }
    }

    /// The same with answers changed on their way.
    #[must_use]
    pub fn changed(mut self, change: Change) -> Self {
        self.change = Some(change);
        self
    }

    /// Everything that was asked, in order.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.state().exchanges.clone()
    }

    /// Labels of requests that no rule fits.
    #[must_use]
    pub fn unmatched(&self) -> Vec<String> {
        self.state().unmatched.clone()
    }

    /// Rules of the case itself that fitted no request: they show nothing.
    #[must_use]
    pub fn unused(&self) -> Vec<String> {
        let state = self.state();
        let own = self.world.rules.iter().zip(&state.used).take(self.world.own);
        own.filter(|(_, used)| !**used).map(|(rule, _)| rule.call.clone()).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: &Request) -> Result<Response, TransportError> {
        let mut state = self.state();
        let count = state.counts.entry(request.label.clone()).or_default();
        *count += 1;
        let (count, number) = (*count, state.exchanges.len());
        let Some(place) = self.world.rules.iter().position(|rule| fits(rule, request, count)) else {
            state.unmatched.push(format!("{} (number {count})", request.label));
            return Err(TransportError::new(Hop::Http, "answer-cut", "no rule of the recorded world fits"));
        };
        state.used[place] = true;
        let rule = &self.world.rules[place];
        state.now += Duration::from_millis(rule.ms);
        match &rule.fault {
            Some(fault) => {
                let cause = TransportError::CAUSES.iter().find(|c| **c == fault.cause).copied().unwrap_or("answer-cut");
                Err(TransportError::new(fault.hop, cause, fault.detail.clone()))
            }
            None => {
                let answer = response(rule, request, number, state.now);
                Ok(self.change.as_ref().map_or_else(|| answer.clone(), |change| change(number, answer.clone())))
            }
        }
    }
}

fn fits(rule: &Rule, request: &Request, count: usize) -> bool {
    let label = match rule.call.strip_suffix('*') {
        Some(start) => request.label.starts_with(start),
        None => request.label == rule.call,
    };
    label
        && rule.nth.is_none_or(|nth| nth == count)
        && rule.at.as_ref().is_none_or(|part| request.url.contains(part.as_str()))
        && rule.holds.as_ref().is_none_or(|part| String::from_utf8_lossy(&request.body).contains(part.as_str()))
}

fn response(rule: &Rule, request: &Request, number: usize, now: OffsetDateTime) -> Response {
    let action = request.label.rsplit(':').next().unwrap_or_default();
    let id = format!("00000000-0000-4000-8000-{number:012}");
    let body = rule.body.clone().unwrap_or_default().replace("$ACTION", action).replace("$ID", &id);
    let mut body = body.replace("$BODY", &String::from_utf8_lossy(&request.body)).into_bytes();
    body.truncate(body.len().saturating_sub(rule.cut));
    let mut headers: Vec<(String, String)> =
        rule.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect();
    let mut usual = |name: &str, value: String| {
        if !headers.iter().any(|(n, _)| n == name) {
            headers.push((name.to_owned(), value));
        }
    };
    let kind = if body.first() == Some(&b'<') { "text/xml;charset=UTF-8" } else { "application/json; charset=UTF-8" };
    usual("content-type", kind.to_owned());
    let date = now + Duration::from_secs(rule.server_ahead.max(0).unsigned_abs())
        - Duration::from_secs(rule.server_ahead.min(0).unsigned_abs());
    usual("date", date.format(&Rfc2822).unwrap_or_default().replace("+0000", "GMT"));
    let tls = request.url.starts_with("https:");
    Response { status: rule.status, headers, body, ms: rule.ms, path: Way { resolved: true, proxy: None, tls } }
}

#[async_trait]
impl Transport for Recorded {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let answer = self.answer(&request);
        let kept = answer.clone().map_err(|e| e.cause);
        self.state().exchanges.push(Exchange { request, answer: kept });
        answer
    }

    fn now(&self) -> OffsetDateTime {
        self.state().now
    }

    async fn sleep(&self, duration: Duration) {
        self.state().now += duration;
    }
}
