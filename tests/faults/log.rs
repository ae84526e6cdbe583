//! Searches what our own code logs, while it is logged, for the secrets of all cells. What the libraries log at their
//! most talkative is searched in the tests of the transport and in the recorded cases.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use onboard_tests::leaks::Needles;

static NEEDLES: OnceLock<Vec<Needles>> = OnceLock::new();
static FOUND: Mutex<Vec<String>> = Mutex::new(Vec::new());
static LINES: AtomicUsize = AtomicUsize::new(0);

/// Begins to search.
pub fn search(needles: Vec<Needles>) {
    let _ = NEEDLES.set(needles);
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter("warn,onboard_core=trace,onboard_providers=trace,onboard_transport=trace")
        .with_ansi(false)
        .with_writer(|| Search)
        .finish();
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// What was found.
pub fn found() -> Vec<String> {
    assert!(LINES.load(Ordering::Relaxed) > 100, "nothing was logged, so the search shows nothing");
    FOUND.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

struct Search;

impl Write for Search {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LINES.fetch_add(1, Ordering::Relaxed);
        let text = String::from_utf8_lossy(bytes);
        let found = NEEDLES.get().into_iter().flatten().filter_map(|needle| needle.found_in("the log", &text));
        FOUND.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
