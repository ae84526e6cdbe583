//! The command line from outside: the built `onboard` is run, its exit code, standard output, standard error and
//! files are looked at. Deliberately absent: any call into the program; only the demo keys come from the library.

#![allow(clippy::unwrap_used, clippy::panic)]

mod check;
mod demo;
mod harness;
mod inspect;
mod parts;
mod payload;
mod remediate;
#[cfg(target_os = "linux")]
mod saved;
mod seal;
mod usage;
