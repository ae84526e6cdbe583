//! Wire tests: our probes against other people's servers, other people's clients against our demo cloud.
//!
//! In: `moto_server`, boto3, google-auth, google-api-python-client, azure-identity with the clients of Resource Manager, and
//! pyrage, installed into an environment of their own; Debian's `age`.
//! Out: agreement, row by row. Deliberately absent: any real cloud; everything happens on loopback.

#![allow(clippy::unwrap_used, clippy::panic)]

mod age;
mod aws;
mod azure;
mod demo;
mod moto;
mod peers;
mod report;
