//! The two commands of the README and the developer verbs: `cargo xtask run`, `cargo xtask test`, ….
//!
//! In: a verb. Out: what it says in `help`, and a non-zero exit code when something failed. Plain standard library, so
//! that it compiles in seconds on a fresh machine. Deliberately absent: logic of the product.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a developer's tool talks to a terminal")]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod generated;
mod latency;
mod node;
mod packages;
mod parts;
mod python;
mod rust;
mod sh;
mod tally;
mod verbs;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <verb>

  run        install what is missing, build, and open the window (without a display: the same flow in the terminal)
  test       install what the tests need and run all of them; ends with the line `N passed, N failed`
  check      formatting, lints, interface checks, generated files
  dev        the window with hot reload
  bindings   write the generated files: TypeScript types, schemas, shell completions
  cases      the recorded worlds; with --bless, write their snapshots anew
  bench      33 permission checks at 80 ms latency, beside the same calls one after another by boto3
  package    a Debian package of the window, under target/release/bundle
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["run"] => verbs::run::run(),
        ["test"] => verbs::test::test(),
        ["check"] => verbs::check::check(),
        ["dev"] => verbs::dev::dev(),
        ["bindings"] => generated::write(),
        ["cases"] => verbs::cases::cases(false),
        ["cases", "--bless"] => verbs::cases::cases(true),
        ["bench"] => verbs::bench::bench(),
        ["package"] => verbs::package::package(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        other => {
            eprintln!("xtask knows no verb `{}`.\n\n{HELP}", other.join(" "));
            return ExitCode::from(64);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("xtask: {fault}");
            ExitCode::FAILURE
        }
    }
}
