//! `onboard demo serve`: the demo cloud on loopback, for other programs, until it is stopped.
//!
//! Out: one line of JSON that says where it listens and which keys it takes. The keys work nowhere else; they
//! lie in a folder of the owner only, which goes away at the end.

use std::fs;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use onboard_core::report::ExitCode;
use onboard_core::speech::Language;
use onboard_democloud::{DemoCloud, Story, serve};
use serde::Serialize;

use super::{MARK, world};
use crate::failure::Failure;
use crate::live;
use crate::output::{self, Readers};

/// The line.
#[derive(Serialize)]
struct Line {
    endpoints: IndexMap<String, String>,
    credentials: IndexMap<String, PathBuf>,
    scenario: String,
    ca_file: Option<PathBuf>,
    /// The endpoints as a file, ready for `--endpoints`.
    endpoints_file: PathBuf,
    /// Settings that go with the credentials.
    settings: IndexMap<String, IndexMap<String, String>>,
    demo: bool,
}

/// Runs the command.
///
/// # Errors
/// When the scenario is not known or the port is taken.
pub fn run(scenario: &str, port: u16, json: bool, language: Language) -> Result<ExitCode, Failure> {
    let (story, cloud) = world(scenario, language)?;
    let folder = tempfile::Builder::new()
        .prefix("onboard-demo-")
        .tempdir()
        .map_err(|e| Failure::usage("output-failed", format!("no temporary folder: {e}"), "Check the space there."))?;
    live::run(|| async {
        let served = serve(cloud.clone(), port).await.map_err(|e| {
            Failure::usage(
                "port-taken",
                format!("the port {port} cannot be used: {e}"),
                "Take another, or 0 for a free one.",
            )
        })?;
        let line = describe(&story, &cloud, served.endpoints.iter().cloned().collect(), folder.path())?;
        // One line, so that a program can read it and go on.
        output::text(&format!("{}\n", serde_json::to_string(&line).unwrap_or_default()))?;
        if !json {
            output::hint(&format!("{MARK}\nListening on {}. Stop with Ctrl-C.", served.address));
        }
        live::interrupted().await;
        Ok(ExitCode::Ok)
    })?
}

fn describe(
    story: &Story,
    cloud: &DemoCloud,
    endpoints: IndexMap<String, String>,
    folder: &Path,
) -> Result<Line, Failure> {
    let (mut credentials, mut settings) = (IndexMap::new(), IndexMap::new());
    for provider in &story.providers {
        let Some(key) = cloud.key(provider) else { continue };
        let place = folder.join(provider);
        fs::create_dir_all(&place).map_err(|e| {
            Failure::usage(
                "output-failed",
                format!("{} cannot be made: {e}", place.display()),
                "Check the space there.",
            )
        })?;
        let path = place.join(&key.file_name);
        output::file(&key.bytes, &path, Readers::Owner)?;
        credentials.insert(provider.clone(), path);
        settings.insert(provider.clone(), key.settings.into_iter().collect());
    }
    let endpoints_file = folder.join("endpoints.json");
    let text = serde_json::to_string_pretty(&endpoints).unwrap_or_default();
    output::file(text.as_bytes(), &endpoints_file, Readers::Owner)?;
    Ok(Line {
        endpoints,
        credentials,
        scenario: story.name.clone(),
        ca_file: None,
        endpoints_file,
        settings,
        demo: true,
    })
}
