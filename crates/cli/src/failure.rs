//! Why a command ended without doing what it is for: what was attempted, the reason, the next step.

use std::path::Path;

use onboard_core::finding::Finding;
use onboard_core::report::ExitCode;
use serde_json::json;

use crate::output;

/// A command that ended early.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: ExitCode,
    /// Kebab-case, stable.
    pub code: &'static str,
    /// What is the matter, and why.
    pub message: String,
    /// The next step; empty for none.
    pub tip: String,
    /// Findings that led to it.
    pub findings: Vec<Finding>,
}

impl Failure {
    /// Wrong usage.
    pub fn usage(code: &'static str, message: impl Into<String>, tip: impl Into<String>) -> Self {
        Self { exit: ExitCode::Usage, code, message: message.into(), tip: tip.into(), findings: Vec::new() }
    }

    /// An input that cannot be read.
    pub fn unreadable(code: &'static str, message: impl Into<String>, tip: impl Into<String>) -> Self {
        Self { exit: ExitCode::Unreadable, ..Self::usage(code, message, tip) }
    }

    /// An input that cannot be read, for which the findings speak.
    pub fn findings(input: &Path, findings: Vec<Finding>) -> Self {
        let error = findings.iter().max_by_key(|f| f.severity);
        let (message, tip) = error.map(|f| (f.message.clone(), f.tip.clone())).unwrap_or_default();
        let name = if input == Path::new("-") { "standard input".to_owned() } else { input.display().to_string() };
        Self { findings, ..Self::unreadable("input-unreadable", format!("{name}: {message}"), tip) }
    }

    /// Tells it on standard error; when a JSON document was asked for, also as one on standard output, so that
    /// a program never has to parse nothing.
    pub fn tell(&self, json: bool) {
        output::hint(&format!("onboard: {}", self.message));
        if !self.tip.is_empty() {
            output::hint(&self.tip);
        }
        if json {
            let document = json!({
                "version": 1,
                "error": {
                    "code": self.code, "exit": self.exit as u8, "message": self.message, "tip": self.tip,
                },
                "findings": self.findings,
            });
            // Standard output that is gone takes nothing, and standard error has it already.
            let _ = output::json(&document);
        }
    }
}
