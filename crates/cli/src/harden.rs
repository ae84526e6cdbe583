//! The process before it reads anything: no core dump, no other process looking in, no panic text.

use std::panic;
use std::process;

use onboard_core::report::ExitCode;

use crate::output;

/// Hardens this process. What the system refuses is left as it is: a credential check is still worth more than
/// none, and nothing secret is written by us either way.
pub fn process() {
    panic::set_hook(Box::new(|info| {
        // The payload of a panic can hold input, so only its place is told.
        let place = info.location().map(|l| format!(" at {}:{}", l.file(), l.line())).unwrap_or_default();
        output::hint(&format!("onboard: a defect of this program{place}. Please report this line."));
        process::exit(i32::from(ExitCode::Defect as u8));
    }));
    no_dumps();
}

#[cfg(unix)]
fn no_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

#[cfg(not(unix))]
fn no_dumps() {}
