//! The rules of the house, as tests: what a reviewer should not have to look for.
//!
//! In: the files of the repository. Out: every place where a rule is broken, not only the first. Deliberately absent:
//! what rustfmt, clippy, eslint and prettier say already.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod catalogues;
mod files;
mod house;
mod lock;
mod secrets;
mod sentences;
