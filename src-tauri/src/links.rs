//! Opening a page in the system's browser. Which page is decided here, by its place in a guide; never by the page.

use std::process::{Command, Stdio};

/// The system's browser.
pub trait Browser: Send + Sync {
    /// Opens an address.
    ///
    /// # Errors
    /// When the browser could not be started.
    fn open(&self, address: &str) -> std::io::Result<()>;
}

/// The one that the system starts for an address. No shell takes part.
pub struct System;

impl Browser for System {
    fn open(&self, address: &str) -> std::io::Result<()> {
        let mut command = opener();
        command.arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        // Waited for beside, so that no dead process is left; how the browser fares is its own affair.
        std::thread::spawn(move || child.wait());
        Ok(())
    }
}

#[cfg(target_os = "macos")]
fn opener() -> Command {
    Command::new("/usr/bin/open")
}

#[cfg(windows)]
fn opener() -> Command {
    let mut command = Command::new("rundll32.exe");
    command.arg("url.dll,FileProtocolHandler");
    command
}

#[cfg(not(any(target_os = "macos", windows)))]
fn opener() -> Command {
    Command::new("xdg-open")
}

/// True for an address that may be opened: https with a host, and nothing that a command line could take for an option.
#[must_use]
pub fn may_open(address: &str) -> bool {
    address
        .strip_prefix("https://")
        .is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(|c: char| c.is_whitespace()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_pages_are_opened() {
        assert!(may_open("https://example.com/a?b=c"));
        for refused in
            ["", "http://example.com", "file:///etc/passwd", "javascript:1", "--help", "https://", "https:///a"]
        {
            assert!(!may_open(refused), "{refused}");
        }
    }
}
