//! The session: everything a person has done since they opened the window.
//!
//! The web view holds its id only and asks for [`Session::view`], which holds no secret. Lives in memory.

use std::sync::Arc;

use onboard_core::carrier::Input;
use onboard_core::endpoints::Endpoints;
use onboard_core::pipeline::Subject;
use onboard_core::speech::Language;
use onboard_core::transport::Transport;
use onboard_democloud::{DemoCloud, DemoKey};
use onboard_vault::saved::{Connection, Secrets};
use time::OffsetDateTime;
use tokio::sync::Notify;

use crate::entry::Moment;
use crate::fault::{fault, speech};
use crate::view::{CommandError, DemoView, Details, SessionView};
use crate::work::Work;

/// The most that name, description and tags may have together.
const LONGEST_DETAILS: usize = 64 * 1024;

/// A demo that is running: its world, and the real work that waits meanwhile.
struct Demo {
    story: String,
    cloud: Arc<DemoCloud>,
    fixed: bool,
    aside: Work,
}

/// A check that is running.
struct Running {
    stop: Arc<Notify>,
    world: u64,
}

/// See the module.
#[derive(Default)]
pub struct Session {
    /// The language of every sentence.
    pub language: Language,
    /// What the person did, in the demo or in earnest.
    pub work: Work,
    id: u32,
    demo: Option<Demo>,
    running: Option<Running>,
    /// Changes when all of the work is exchanged: a check that was begun before then has no place for its report.
    world: u64,
}

impl Session {
    /// The moment to look at something: the demo has a clock of its own.
    pub fn moment(&self) -> Moment {
        let now = self.demo.as_ref().map_or_else(OffsetDateTime::now_utc, |demo| demo.cloud.now());
        Moment { now, language: self.language }
    }

    /// Speaks another language from now on.
    pub fn speak(&mut self, language: Language) {
        if self.language != language {
            self.language = language;
            let moment = self.moment();
            self.work.look(moment);
        }
    }

    /// Begins anew: nothing of the old session is left, and a check that is running ends.
    pub fn reset(&mut self) {
        self.cancel();
        self.demo = None;
        self.work = Work::default();
        self.world += 1;
        self.id = self.id.wrapping_add(1);
    }

    /// Starts a demo story with a provider. The real work waits until [`Self::end_demo`].
    ///
    /// # Errors
    /// When there is no such story for this provider. Nothing has changed then.
    pub fn start_demo(&mut self, story: &str, provider: &str) -> Result<(), CommandError> {
        let unknown = || fault(self.language, "no-such-story", &[("name", story)]);
        let cloud = DemoCloud::new(story).ok_or_else(unknown)?;
        let key = cloud.key(provider).ok_or_else(unknown)?;
        let moment = Moment { now: cloud.now(), language: self.language };
        let mut work = Work::default();
        work.choose_provider(provider, None, moment)?;
        take_key(&mut work, key, moment)?;
        self.cancel();
        self.world += 1;
        let current = std::mem::replace(&mut self.work, work);
        let aside = self.demo.take().map_or(current, |demo| demo.aside);
        self.demo = Some(Demo { story: story.to_owned(), cloud, fixed: false, aside });
        Ok(())
    }

    /// Does in the demo cloud what the remediation says.
    ///
    /// # Errors
    /// When no demo is running, or its story has nothing to fix.
    pub fn fix_demo(&mut self) -> Result<(), CommandError> {
        let moment = self.moment();
        let demo = self.demo.as_mut().ok_or_else(|| fault(self.language, "no-demo", &[]))?;
        let provider = self.work.entry().map(|entry| entry.provider.id()).unwrap_or_default();
        let before = demo.cloud.key(provider);
        if !demo.fixed && !demo.cloud.fix() {
            return Err(fault(self.language, "not-fixable", &[]));
        }
        demo.fixed = true;
        // The fix of some stories is another key, or a setting that goes with it.
        if let Some(key) = demo.cloud.key(provider).filter(|key| before.as_ref() != Some(key)) {
            let step = self.work.step;
            take_key(&mut self.work, key, moment)?;
            self.work.step = step;
        }
        Ok(())
    }

    /// Ends the demo; the real work is there again as it was left.
    pub fn end_demo(&mut self) {
        if let Some(demo) = self.demo.take() {
            self.cancel();
            self.world += 1;
            self.work = demo.aside;
        }
    }

    /// The demo's way out, when a demo is running. There is no other one then.
    pub fn demo_transport(&self) -> Option<Arc<dyn Transport>> {
        self.demo.as_ref().map(|demo| demo.cloud.clone() as Arc<dyn Transport>)
    }

    /// What a check or a payload is made of. The demo never gets to see the endpoints of the real services.
    ///
    /// # Errors
    /// When no provider is chosen.
    pub fn subject(&self, endpoints: &Endpoints) -> Result<Subject, CommandError> {
        let entry = self.work.entry().ok_or_else(|| fault(self.language, "no-provider", &[]))?;
        let endpoints = if self.demo.is_some() { Endpoints::default() } else { endpoints.clone() };
        Ok(entry.subject(endpoints, self.language))
    }

    /// Takes a saved connection over. A check that is running is one of something else, so it ends.
    ///
    /// # Errors
    /// When its provider or its kind of credential is not here. Nothing has changed then.
    pub fn take_saved(&mut self, connection: &Connection, secrets: &Secrets) -> Result<(), CommandError> {
        let moment = self.moment();
        self.work.take_saved(connection, secrets, moment)?;
        self.cancel();
        self.world += 1;
        Ok(())
    }

    /// Changes when the work is exchanged.
    pub fn world(&self) -> u64 {
        self.world
    }

    /// True while a demo is running.
    pub fn is_demo(&self) -> bool {
        self.demo.is_some()
    }

    /// Keeps name, description and tags.
    ///
    /// # Errors
    /// When they are longer than any connection's.
    pub fn describe(&mut self, details: Details) -> Result<(), CommandError> {
        let tags: usize = details.tags.iter().map(|(k, v)| k.len() + v.len()).sum();
        if details.name.len() + details.description.len() + tags > LONGEST_DETAILS {
            return Err(fault(self.language, "details-too-long", &[]));
        }
        self.work.details = details;
        Ok(())
    }

    /// Marks a check as running; gives what stops it and the world it belongs to.
    ///
    /// # Errors
    /// When one is running already.
    pub fn begin(&mut self) -> Result<(Arc<Notify>, u64), CommandError> {
        // One that was begun before the work was exchanged is stopped already and no longer counts.
        if self.is_running() {
            return Err(fault(self.language, "already-running", &[]));
        }
        let stop = Arc::new(Notify::new());
        self.running = Some(Running { stop: stop.clone(), world: self.world });
        Ok((stop, self.world))
    }

    fn is_running(&self) -> bool {
        self.running.as_ref().is_some_and(|r| r.world == self.world)
    }

    /// Marks the check of this world as ended. True when its report still has a place.
    pub fn ended(&mut self, world: u64) -> bool {
        if self.running.as_ref().is_some_and(|r| r.world == world) {
            self.running = None;
        }
        self.world == world
    }

    /// Stops the check that is running, if one is.
    pub fn cancel(&mut self) {
        if let Some(running) = &self.running {
            running.stop.notify_one();
        }
    }

    /// Everything that may be shown.
    pub fn view(&self) -> SessionView {
        let entry = self.work.entry();
        SessionView {
            id: self.id,
            step: self.work.step,
            demo: self.demo.as_ref().map(|d| DemoView { story: d.story.clone(), fixed: d.fixed }),
            provider: entry.map(|e| e.provider.id().to_owned()),
            variant: entry.map(|e| e.variant.clone()),
            choice: self.work.choice().clone(),
            import: self.work.import_view(),
            fields: entry.map(|e| e.fields.view()).unwrap_or_default(),
            findings: entry.map(|e| e.findings.clone()).unwrap_or_default(),
            facts: entry.map(|e| e.facts.clone()).unwrap_or_default(),
            usable: entry.is_some_and(|e| e.usable),
            running: self.is_running(),
            report: entry.and_then(|e| e.report.clone()),
            outdated: entry.is_some_and(|e| e.outdated()),
            details: self.work.details.clone(),
            saved: entry.and_then(|e| e.saved()).map(str::to_owned),
        }
    }
}

/// Takes a key of the demo in, as a file of the person's own would be. A story may be about a key in which something is
/// found wrong before anything is sent; one that is not even read is a defect.
fn take_key(work: &mut Work, key: DemoKey, moment: Moment) -> Result<(), CommandError> {
    work.import(&Input::new(key.file_name, key.bytes), moment);
    let origin = speech(moment.language).say("provenance-demo", &[]);
    let entry = work.entry_mut(moment)?;
    if entry.fields.iter().next().is_none() {
        return Err(fault(moment.language, "demo-key", &[]));
    }
    for (name, value) in &key.settings {
        entry.fields.set(name, value.clone(), origin.clone());
    }
    entry.look(moment);
    Ok(())
}
