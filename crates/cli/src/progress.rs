//! Progress for a person: a bar on standard error, only when that is a terminal.

use std::env;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use onboard_core::pipeline::{Progress, Unwatched, Watch};
use onboard_core::render::plain;
use std::io::IsTerminal;

/// A bar; nothing when nobody would see it.
pub fn bar() -> Arc<dyn Watch> {
    if !std::io::stderr().is_terminal() || env::var_os("TERM").is_some_and(|v| v == "dumb") {
        return Arc::new(Unwatched);
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {bar:30} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    Arc::new(Bar(bar))
}

struct Bar(ProgressBar);

impl Watch for Bar {
    fn progress(&self, progress: Progress) {
        match progress {
            Progress::Row { row, done, total } => {
                self.0.set_length(total.into());
                self.0.set_position(done.into());
                self.0.set_message(plain(&row.permission));
            }
            Progress::Principal { principal } => self.0.set_message(plain(&principal.id)),
            Progress::Stage { .. } | Progress::Precondition { .. } => {}
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
