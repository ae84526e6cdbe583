//! What the tests share: recorded worlds as a transport, keys that are made for a test, the search for leaked secrets.
//!
//! In: data of a case folder. Out: a [`recorded::Recorded`] world and what was asked of it. Deliberately absent: a
//! network, and any code of a provider.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod keys;
pub mod leaks;
pub mod recorded;
pub mod subject;
