//! A display to open windows on: the one that is there, or an own Xvfb on a free number.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// A display. An own one ends with it.
pub struct Display {
    pub name: String,
    server: Option<Child>,
}

impl Display {
    /// The display that `DISPLAY` names, else a new one.
    pub fn get() -> Self {
        if let Some(name) = std::env::var("DISPLAY").ok().filter(|v| !v.is_empty()) {
            return Self { name, server: None };
        }
        Self::own()
    }

    /// A new display, for what must be the only one on it.
    pub fn own() -> Self {
        let mut server = Command::new("Xvfb")
            // The server picks a free number itself and writes it down, so that two never fight over one.
            .args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb could not be started; install the package xvfb");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        let number = number.trim();
        assert!(!number.is_empty(), "Xvfb ended without a display");
        Self { name: format!(":{number}"), server: Some(server) }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}
