//! Counts of passed and failed tests, read from what the runners print.
//!
//! In: the whole output of one runner. Out: its counts. A runner that ended badly without a failed test (it did not
//! compile, it was killed) counts as one failure, so that a failure is never lost.

/// Passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed, ran out of time, or could not be started.
    pub failed: u64,
}

impl Tally {
    /// The counts in a runner's output.
    #[must_use]
    pub fn of(output: &str, success: bool) -> Self {
        let text = plain(output);
        let lines = || text.lines().map(str::trim);
        let summary = |line: &str| Some(line.strip_prefix("Summary [")?.split_once(" run: ")?.1.to_owned());
        let mut tally = Self::default();
        if let Some(rest) = lines().rev().find_map(summary) {
            // What a failed test printed stands above it and may hold lines of the other kinds.
            tally.add(&rest, ',', &["failed", "timed", "exec"]);
        } else {
            for line in lines() {
                if let Some(rest) = line.strip_prefix("test result: ") {
                    tally.add(rest, ';', &["failed"]);
                } else if let Some(rest) = line.strip_prefix("Tests ") {
                    tally.add(rest, '|', &["failed"]);
                }
            }
        }
        if !success && tally.failed == 0 {
            tally.failed = 1;
        }
        tally
    }

    /// Adds another.
    pub fn plus(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Adds the numbers of a list such as `1 failed, 3 passed (1 slow)`.
    fn add(&mut self, list: &str, separator: char, bad: &[&str]) {
        for item in list.split(separator) {
            let words: Vec<&str> = item.split_whitespace().filter(|w| *w != "ok." && *w != "FAILED.").collect();
            let [number, word, ..] = words.as_slice() else { continue };
            let Ok(number) = number.parse::<u64>() else { continue };
            match *word {
                "passed" => self.passed += number,
                word if bad.contains(&word) => self.failed += number,
                _ => {}
            }
        }
    }
}

/// Text without the escapes that colour it.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            for c in chars.by_ref() {
                if c.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(output: &str, success: bool, passed: u64, failed: u64) {
        assert_eq!(Tally::of(output, success), Tally { passed, failed }, "{output}");
    }

    #[test]
    fn runners() {
        check("     Summary [   0.012s] 5 tests run: 5 passed, 0 skipped", true, 5, 0);
        check("     Summary [   1.5s] 1 test run: 1 passed (1 slow), 3 skipped", true, 1, 0);
        check("  Summary [ 9s] 9/12 tests run: 5 passed, 2 failed, 1 timed out, 1 exec failed, 0 skipped", false, 5, 4);
        check("\u{1b}[32;1m     Summary\u{1b}[0m [   0.0s] 2 tests run: 2 passed, 0 skipped", true, 2, 0);
        check(
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\ntest result: ok. 2 passed; 0 failed;",
            true,
            5,
            0,
        );
        check("test result: FAILED. 3 passed; 2 failed; 0 ignored", false, 3, 2);
        check("      Tests  3 passed (3)\n Test Files  1 passed (1)", true, 3, 0);
        check("      Tests  1 failed | 2 passed (3)", false, 2, 1);
    }

    #[test]
    fn a_failure_is_never_lost() {
        check("error: could not compile", false, 0, 1);
        check("test result: ok. 3 passed; 0 failed", false, 3, 1);
    }
}
