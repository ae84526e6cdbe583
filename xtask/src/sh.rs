//! Running other programs: shown before they start, in the project's root unless said otherwise.
//!
//! In: a program and its arguments, never a shell line. Out: success, or a [`Fault`] that names the program.

use std::fmt;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// Why a verb ended early: what was attempted and what to do.
#[derive(Debug)]
pub struct Fault(pub String);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// What a verb gives back.
pub type Done = Result<(), Fault>;

/// The project's root.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Where cargo puts what it builds.
#[must_use]
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// A program to run.
pub struct Sh {
    command: Command,
    shown: String,
}

/// A program with its arguments.
pub fn sh<'a>(program: &str, arguments: impl IntoIterator<Item = &'a str>) -> Sh {
    let arguments: Vec<&str> = arguments.into_iter().collect();
    let mut command = Command::new(program);
    command.args(&arguments).current_dir(root());
    // `cargo run` tells this program about its own package. Handed on, that would make build scripts that look at such
    // variables run again, and with them half of the tree be compiled again.
    let own = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE", "OUT_DIR"];
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| own.iter().any(|start| name.starts_with(start))) {
            command.env_remove(&name);
        }
    }
    Sh { command, shown: format!("{program} {}", arguments.join(" ")) }
}

/// The cargo that runs this program.
pub fn cargo<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Sh {
    sh(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()), arguments)
}

impl Sh {
    /// In another folder.
    #[must_use]
    pub fn inside(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// With a variable of the environment.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it with this terminal.
    pub fn run(mut self) -> Done {
        println!("$ {}", self.shown);
        let status = self.command.status().map_err(|e| Fault(format!("{} did not start: {e}", self.shown)))?;
        if status.success() { Ok(()) } else { Err(Fault(format!("{} ended with {status}", self.shown))) }
    }

    /// Runs it silently and gives its standard output, or nothing when it failed.
    #[must_use]
    pub fn read(mut self) -> Option<String> {
        let output = self.command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Runs it, passes its output on as it comes, and gives all of it with whether it succeeded.
    pub fn tee(mut self) -> Result<(bool, String), Fault> {
        println!("$ {}", self.shown);
        self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().map_err(|e| Fault(format!("{} did not start: {e}", self.shown)))?;
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let reading = thread::spawn(move || err.map(|e| copy(e, std::io::stderr())).unwrap_or_default());
        let mut text = out.map(|o| copy(o, std::io::stdout())).unwrap_or_default();
        let status = child.wait()?;
        text.extend(reading.join().unwrap_or_default());
        Ok((status.success(), String::from_utf8_lossy(&text).into_owned()))
    }

    /// Starts it with its standard output in a pipe, for a program that is stopped later.
    pub fn start(mut self) -> Result<std::process::Child, Fault> {
        println!("$ {} &", self.shown);
        self.command.stdin(Stdio::null()).stdout(Stdio::piped());
        self.command.spawn().map_err(|e| Fault(format!("{} did not start: {e}", self.shown)))
    }
}

fn copy(mut from: impl Read, mut to: impl Write) -> Vec<u8> {
    let mut all = Vec::new();
    let mut piece = [0_u8; 8192];
    while let Ok(n) = from.read(&mut piece) {
        if n == 0 {
            break;
        }
        all.extend_from_slice(&piece[..n]);
        // A closed terminal is no reason to stop a test run.
        let _ = to.write_all(&piece[..n]).and_then(|()| to.flush());
    }
    all
}

/// True when a program of this name is on the path.
#[must_use]
pub fn on_path(program: &str) -> bool {
    let ends: &[&str] = if cfg!(windows) { &["", ".exe", ".cmd"] } else { &[""] };
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|dir| ends.iter().any(|end| dir.join(format!("{program}{end}")).is_file()))
    })
}
