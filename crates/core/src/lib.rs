//! The domain of XOAP Onboard.
//!
//! In: bytes that a person imported, answers that a [`transport::Transport`] brought, the time as an
//! argument. Out: findings, verdicts, a report, a payload. Deliberately absent: network, file system,
//! clock, environment, threads, an async runtime. `clippy.toml` bans the calls that would bring them in.
//!
//! The flow is [`pipeline`]; its eight stages are import, parse, inspect, probe, judge, report, compose,
//! deliver. Whatever is said about one provider lives in that provider's own folder, never here.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod carrier;
mod collect;
pub mod endpoints;
pub mod error;
pub mod evidence;
pub mod field;
pub mod finding;
pub mod guard;
pub mod network;
pub mod payload;
pub mod pipeline;
pub mod probe;
pub mod provider;
pub mod quote;
pub mod remediation;
pub mod render;
pub mod report;
pub mod requirement;
pub mod secret;
pub mod speech;
pub mod transport;
pub mod verdict;
