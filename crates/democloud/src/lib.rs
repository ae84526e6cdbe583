//! Simulators of the providers' control planes, for demo mode and for tests.
//!
//! In: a request, as HTTP or in process. Out: the answer of that service in a named story. Deliberately absent:
//! any way to reach a network. [`DemoCloud`] answers in process; [`serve`] puts the same on loopback.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod aws;
mod azure;
mod cloud;
mod exchange;
mod google;
mod pair;
mod pattern;
mod record;
mod route;
mod served;
mod story;
mod trust;

pub use cloud::{DemoCloud, DemoKey};
pub use record::{Counts, Entry};
pub use served::{Announcement, Served, serve};
pub use story::{Story, stories, stories_for};
