//! Stages 4 to 6 in the window: one live check, watched over a channel, stopped by the person or by the clock.
//!
//! The run belongs to the session and not to the page: a reload of the web view neither stops nor repeats it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use onboard_core::pipeline::{self, Progress, Stop, Subject, Watch};
use onboard_core::probe::{EndingKind, PlannedCall};
use onboard_core::report::Report;
use onboard_core::transport::Transport;
use onboard_transport::Network;
use onboard_vault::saved::Checked;
use tokio::sync::Notify;

use crate::fault::fault;
use crate::keep;
use crate::shell::Shell;
use crate::view::{CommandError, SessionView};

/// The most that a whole check takes.
const WHOLE_CHECK: Duration = Duration::from_secs(30);

/// Passes progress on to the page. One that is gone is no reason to stop.
pub struct Told(pub tauri::ipc::Channel<Progress>);

impl Watch for Told {
    fn progress(&self, progress: Progress) {
        let _ = self.0.send(progress);
    }
}

/// The requests that a check would send now; none are sent.
///
/// # Errors
/// Without a provider or a purpose, and when the credential is not complete.
pub fn plan(shell: &Shell) -> Result<Vec<PlannedCall>, CommandError> {
    let session = shell.session();
    let subject = session.subject(&shell.launch.endpoints)?;
    has_purpose(&subject)?;
    pipeline::plan(&subject).ok_or_else(|| fault(session.language, "not-usable", &[]))
}

/// Runs a check to its report, which stays in the session. With `only`, checks these rows of the last report again.
///
/// # Errors
/// When there is nothing to check yet, or a check is running already. What happens on the way is in the report.
pub async fn check(
    shell: &Arc<Shell>,
    watch: Arc<dyn Watch>,
    only: Option<Vec<String>>,
) -> Result<SessionView, CommandError> {
    let run = Run::begin(shell, only)?;
    let report = pipeline::check(&run.subject, run.transport.clone(), watch, stopped(run.stop.clone())).await;
    // One that was cancelled says nothing about the connection.
    let checked = (report.ending != EndingKind::Cancelled)
        .then(|| Checked { at: report.started.clone(), readiness: report.readiness });
    let (view, saved) = run.end(report);
    if let (Some(id), Some(checked)) = (saved, checked) {
        keep::note(shell, id, checked).await;
    }
    Ok(view)
}

async fn stopped(stop: Arc<Notify>) -> Stop {
    tokio::select! {
        () = stop.notified() => Stop::Cancelled,
        () = tokio::time::sleep(WHOLE_CHECK) => Stop::Timeout,
    }
}

/// A check that has begun. When it is dropped without an end (its task died), the session is free for the next one.
struct Run<'a> {
    shell: &'a Shell,
    subject: Subject,
    transport: Arc<dyn Transport>,
    stop: Arc<Notify>,
    world: u64,
    revision: u64,
}

impl<'a> Run<'a> {
    fn begin(shell: &'a Shell, only: Option<Vec<String>>) -> Result<Self, CommandError> {
        let mut session = shell.session();
        let language = session.language;
        let mut subject = session.subject(&shell.launch.endpoints)?;
        has_purpose(&subject)?;
        let entry = session.work.entry().ok_or_else(|| fault(language, "no-provider", &[]))?;
        if !entry.usable {
            return Err(fault(language, "not-usable", &[]));
        }
        let revision = entry.revision();
        // Rows of an outdated report speak of another credential or purpose, so then everything is checked.
        if let (Some(ids), Some(report)) = (only, entry.valid_report()) {
            let ids: BTreeSet<String> = ids.into_iter().collect();
            if !report.requirements.iter().any(|row| ids.contains(&row.id)) {
                return Err(fault(language, "no-such-row", &[]));
            }
            subject.again = Some((ids, Box::new(report.clone())));
        }
        let transport = match session.demo_transport() {
            Some(demo) => demo,
            None => {
                let network = Network::new(&shell.launch.network)
                    .map_err(|error| fault(language, "network-settings", &[("detail", &error.to_string())]))?;
                Arc::new(network.only(pipeline::hosts(&subject)))
            }
        };
        let (stop, world) = session.begin()?;
        drop(session);
        Ok(Self { shell, subject, transport, stop, world, revision })
    }

    /// Keeps the report; gives what may be shown, and the saved connection that it is of.
    fn end(&self, report: Report) -> (SessionView, Option<String>) {
        let mut session = self.shell.session();
        let (demo, mut saved) = (session.is_demo(), None);
        if session.ended(self.world)
            && let Some(entry) = session.work.entry_of(self.subject.provider.id())
        {
            entry.keep(report, self.revision);
            saved = entry.saved_as(self.revision).filter(|_| !demo).map(str::to_owned);
        }
        (session.view(), saved)
    }
}

impl Drop for Run<'_> {
    fn drop(&mut self) {
        self.shell.session().ended(self.world);
    }
}

fn has_purpose(subject: &Subject) -> Result<(), CommandError> {
    if subject.choice.purposes.is_empty() {
        return Err(fault(subject.language, "no-purpose", &[]));
    }
    Ok(())
}
