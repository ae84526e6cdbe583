//! `onboard`: the headless face of the pipeline.
//!
//! In: arguments, files, standard input. Out: documents on standard output or in files, hints on standard error,
//! an exit code of the contract. Deliberately absent: secrets in arguments, anything that a provider knows.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod args;
mod check;
mod connections;
mod credential;
mod demo;
mod failure;
mod harden;
mod input;
mod inspect;
mod live;
mod output;
mod parts;
mod payload;
mod progress;
#[cfg(test)]
mod reference;
mod remediate;
mod schema;
mod seal;
mod words;

use std::process;

use clap::Parser;
use clap::error::ErrorKind;
use onboard_core::report::ExitCode;

use crate::args::{Arguments, Command};

fn main() -> process::ExitCode {
    harden::process();
    let code = match Arguments::try_parse() {
        Ok(arguments) => run(arguments),
        Err(error) => explain(&error),
    };
    process::ExitCode::from(code as u8)
}

fn run(arguments: Arguments) -> ExitCode {
    let language = arguments.language.into();
    let json = arguments.command.wants_json();
    let result = match arguments.command {
        Command::Inspect(args) => inspect::run(&args, language),
        Command::Check(args) => check::run(&args, language),
        Command::Payload(args) => payload::run(&args, language),
        Command::Connections(args) => connections::run(&args),
        Command::Remediate(args) => remediate::run(&args, language),
        Command::Demo(args) => demo::run(&args, language),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => schema::completions(&args),
    };
    result.unwrap_or_else(|failure| {
        failure.tell(json);
        failure.exit
    })
}

/// Help and version go to standard output and are no error; wrong usage is 64, whatever clap would say.
fn explain(error: &clap::Error) -> ExitCode {
    // A closed pipe is no news to anybody.
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitCode::Ok,
        _ => ExitCode::Usage,
    }
}
