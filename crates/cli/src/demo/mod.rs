//! `onboard demo`: the flow against the demo cloud, without an account and without a network.

mod run;
mod serve;

use onboard_core::report::ExitCode;
use onboard_core::speech::Language;
use onboard_democloud::{DemoCloud, Story, stories_for};
use serde_json::json;
use std::sync::Arc;

use crate::args::{DemoArgs, DemoCommand};
use crate::failure::Failure;
use crate::output;
use crate::words::unknown;

/// Stands over everything that a demo prints.
const MARK: &str = "DEMO: simulated cloud, no real account, nothing leaves this computer";

/// Runs the command.
///
/// # Errors
/// When a name is not known, or the port is taken.
pub fn run(args: &DemoArgs, language: Language) -> Result<ExitCode, Failure> {
    match &args.command {
        DemoCommand::List { json } => list(*json, language),
        DemoCommand::Run { scenario, provider } => run::run(scenario, provider.as_deref(), language),
        DemoCommand::Serve { scenario, port, latency, json } => {
            serve::run(&serve::Wanted { scenario, port: *port, latency: *latency, json: *json }, language)
        }
    }
}

fn list(json: bool, language: Language) -> Result<ExitCode, Failure> {
    let stories = told(language);
    if json {
        output::json(&json!({"version": 1, "scenarios": stories}))?;
        return Ok(ExitCode::Ok);
    }
    let width = stories.iter().map(|s| s.name.chars().count()).max().unwrap_or(0);
    let line = |s: &Story| {
        let providers = s.providers.join(", ");
        format!("{:<width$}  {} ({providers})\n{:<width$}  {}\n", s.name, s.title, "", s.shows)
    };
    output::text(&stories.iter().map(line).collect::<String>())?;
    Ok(ExitCode::Ok)
}

/// The stories of the providers that there are.
fn told(language: Language) -> Vec<Story> {
    stories_for(language, |provider| onboard_providers::by_id(provider).is_some())
}

/// The story of this name with its world.
fn world(scenario: &str, language: Language) -> Result<(Story, Arc<DemoCloud>), Failure> {
    let stories = told(language);
    let known: Vec<_> = stories.iter().map(|s| s.name.clone()).collect();
    let story = stories.into_iter().find(|s| s.name == scenario);
    match (story, DemoCloud::new(scenario)) {
        (Some(story), Some(cloud)) => Ok((story, cloud)),
        _ => Err(unknown("unknown-scenario", "scenario", scenario, &known)),
    }
}
