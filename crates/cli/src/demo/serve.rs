//! `onboard demo serve`: the demo cloud on loopback, for other programs, until it is stopped.
//!
//! Out: one line of JSON that says where it listens, which keys it takes and which certificate to trust. The keys work
//! nowhere else; they lie in a folder of the owner only, which goes away at the end, and so does the certificate.

use std::io;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use onboard_core::report::ExitCode;
use onboard_core::speech::Language;
use onboard_democloud::{Announcement, Served, serve};
use serde::Serialize;
use tempfile::TempDir;

use super::{MARK, world};
use crate::failure::Failure;
use crate::live;
use crate::output::{self, Readers};

/// The line.
#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    announcement: Announcement,
    /// The endpoints as a file, ready for `--endpoints`.
    endpoints_file: PathBuf,
    /// Settings that go with the credentials.
    settings: IndexMap<String, IndexMap<String, String>>,
    demo: bool,
}

/// What is to be served, and how.
pub struct Wanted<'a> {
    /// The scenario.
    pub scenario: &'a str,
    /// The port; 0 for a free one.
    pub port: u16,
    /// Milliseconds for each answer, in place of the scenario's.
    pub latency: Option<u64>,
    /// No hints.
    pub json: bool,
}

/// Runs the command.
///
/// # Errors
/// When the scenario is not known or the port is taken.
pub fn run(wanted: &Wanted<'_>, language: Language) -> Result<ExitCode, Failure> {
    let (_, cloud) = world(wanted.scenario, language)?;
    if let Some(milliseconds) = wanted.latency {
        cloud.answer_in(milliseconds);
    }
    let port = wanted.port;
    let folder = private_folder().map_err(|e| no_space(&e))?;
    live::run(|| async {
        let taken = |e| {
            let message = format!("the port {port} cannot be used: {e}");
            Failure::usage("port-taken", message, "Take another, or 0 for a free one.")
        };
        // Listening for the end comes first: who is told where to connect may also stop it.
        let mut interrupted = std::pin::pin!(live::interrupted());
        let served = tokio::select! {
            served = serve(cloud, port) => served.map_err(taken)?,
            () = &mut interrupted => return Ok(ExitCode::Ok),
        };
        let line = describe(&served, folder.path())?;
        // One line, so that a program can read it and go on.
        output::text(&format!("{}\n", serde_json::to_string(&line).unwrap_or_default()))?;
        if !wanted.json {
            let (plain, secure) = (served.address, served.secure_address);
            output::hint(&format!("{MARK}\nListening on {plain}, and by TLS on {secure}. Stop with Ctrl-C."));
        }
        interrupted.await;
        Ok(ExitCode::Ok)
    })?
}

/// A temporary folder of the owner only. Goes away when it is dropped.
fn private_folder() -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("onboard-demo-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o700));
    }
    builder.tempdir()
}

fn describe(served: &Served, folder: &Path) -> Result<Line, Failure> {
    let announcement = served.write_credentials(folder).map_err(|e| no_space(&e))?;
    let endpoints_file = folder.join("endpoints.json");
    let text = serde_json::to_string_pretty(&announcement.endpoints).unwrap_or_default();
    output::file(text.as_bytes(), &endpoints_file, Readers::Owner)?;
    let cloud = served.cloud();
    let settings = cloud
        .providers()
        .iter()
        .filter_map(|provider| Some((provider.clone(), cloud.key(provider)?.settings.into_iter().collect())))
        .collect();
    Ok(Line { announcement, endpoints_file, settings, demo: true })
}

fn no_space(error: &io::Error) -> Failure {
    let message = format!("the demo keys cannot be written to the temporary folder: {error}");
    Failure::usage("output-failed", message, "Check the space and the rights there.")
}
