//! The window's entry: harden the process, read the arguments, make sure there is a display, open the window.
//!
//! Deliberately absent: anything a person sees. That is `ui/`; what it may ask for is in [`commands`].

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod app;
mod clipboard;
mod commands;
mod deliver;
mod display;
mod entry;
mod fault;
mod harden;
mod keep;
mod launch;
mod links;
mod picker;
mod read;
mod run;
mod session;
mod sheet;
mod shell;
#[cfg(test)]
mod tests;
mod view;
mod work;
mod write;

use std::process::ExitCode;

/// Wrong usage, as on the command line.
const USAGE: u8 = 64;
/// There is no display to open a window on.
const NO_DISPLAY: u8 = 69;
/// A defect of ours.
const DEFECT: u8 = 70;

fn main() -> ExitCode {
    harden::relaunch_for_renderer();
    harden::forbid_core_dumps();
    harden::keep_panics_quiet();
    let launch = match launch::Launch::from_arguments(std::env::args_os()) {
        Ok(launch) => launch,
        Err(launch::LaunchError::Shown { code }) => return ExitCode::from(code),
        Err(error) => return fail(USAGE, &error.to_string()),
    };
    if let Err(error) = display::present() {
        return fail(NO_DISPLAY, &error.to_string());
    }
    match app::run(launch) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(DEFECT, &format!("the window could not be opened: {error}")),
    }
}

fn fail(code: u8, message: &str) -> ExitCode {
    // Standard error may be closed, as it is for a program started from a desktop; then nobody is there to read it.
    let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("xoap-onboard: {message}\n"));
    ExitCode::from(code)
}
