//! A run of several parts: all of them run, whatever failed before, and the end says what happened.

use std::time::{Duration, Instant};

use crate::sh::{Done, Fault, Sh};
use crate::tally::Tally;

/// The parts that ran so far.
#[derive(Default)]
pub struct Parts(Vec<Part>);

struct Part {
    name: String,
    took: Duration,
    ok: bool,
    tally: Tally,
}

impl Parts {
    /// A part that is one step, such as a lint. It counts no tests; when it fails, it counts as one failure.
    pub fn step(&mut self, name: &str, step: impl FnOnce() -> Done) -> bool {
        headline(name);
        let started = Instant::now();
        let result = step();
        if let Err(fault) = &result {
            eprintln!("{name}: {fault}");
        }
        let tally = Tally { passed: 0, failed: u64::from(result.is_err()) };
        self.0.push(Part { name: name.to_owned(), took: started.elapsed(), ok: result.is_ok(), tally });
        result.is_ok()
    }

    /// A part that is a test runner, whose counts are read from what it prints.
    pub fn runner(&mut self, name: &str, runner: Sh) -> bool {
        headline(name);
        let started = Instant::now();
        let (ok, output) = runner.tee().unwrap_or_else(|fault| {
            eprintln!("{name}: {fault}");
            (false, String::new())
        });
        let tally = Tally::of(&output, ok);
        let ok = ok && tally.failed == 0;
        self.0.push(Part { name: name.to_owned(), took: started.elapsed(), ok, tally });
        ok
    }

    /// Prints the table and the last line; a failure when anything failed.
    pub fn end(self) -> Done {
        println!("\n{:<44} {:>8} {:>7} {:>7}", "part", "seconds", "passed", "failed");
        let mut total = Tally::default();
        for part in &self.0 {
            let mark = if part.ok { " " } else { "  << failed" };
            let (seconds, tally) = (part.took.as_secs_f64(), part.tally);
            println!("{:<44} {seconds:>8.1} {:>7} {:>7}{mark}", part.name, tally.passed, tally.failed);
            total.plus(tally);
        }
        println!("\n{} passed, {} failed", total.passed, total.failed);
        if self.0.iter().all(|p| p.ok) {
            return Ok(());
        }
        // The plain count is the last line on standard output; this goes to standard error.
        let failed: Vec<&str> = self.0.iter().filter(|p| !p.ok).map(|p| p.name.as_str()).collect();
        Err(Fault(format!("failed: {}", failed.join(", "))))
    }
}

fn headline(name: &str) {
    println!("\n== {name}");
}
