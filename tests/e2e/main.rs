//! Journeys through the real window: the built program, WebKitGTK, a WebDriver, a display without a screen.
//!
//! In: `xoap-onboard` beside these tests in the target folder, built with the interface in it. Out: what a person
//! would see, step by step, and a screenshot of each under `<target>/screenshots/`. Deliberately absent: any way
//! into the program but its window, its arguments and the two answers for file dialogs.
//!
//! WebKitWebDriver exists on Linux only, so the journeys run there only.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod delivery;
mod dialog;
mod display;
mod driver;
mod journeys;
mod kept;
mod keyboard;
mod page;
mod screen;
mod trouble;
mod world;
