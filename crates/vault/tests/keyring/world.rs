//! A bus and a keyring of the test's own. Whatever was started is ended by its id when the world goes away.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use libtest_mimic::Failed;

/// Names what this program is to do when it is started again by a scenario.
pub const ACTION: &str = "ONBOARD_KEYRING_ACTION";
const PASSWORD: &str = "a password of the test, EXAMPLE";
/// No step of a scenario takes longer, also on a machine that does other things.
const LIMIT: Duration = Duration::from_secs(60);

/// A process that ends with its holder.
struct Held(Child);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub struct World {
    // Dropped in this order: the keyring before its bus, the folder last.
    keyring: Option<Held>,
    bus: Option<Held>,
    address: Option<String>,
    home: tempfile::TempDir,
}

/// A bus that starts nothing by itself: a keyring that the system would start is none of this test's.
const CONFIGURATION: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=PLACE</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

fn missing(program: &str, error: &std::io::Error) -> Failed {
    format!("{program} could not be started: {error}. Install gnome-keyring and dbus; cargo xtask test does").into()
}

impl World {
    /// A home, and no bus.
    pub fn bare() -> Result<Self, Failed> {
        let home = tempfile::tempdir()?;
        Ok(Self { keyring: None, bus: None, address: None, home })
    }

    /// A home and a bus.
    pub fn with_bus() -> Result<Self, Failed> {
        let mut world = Self::bare()?;
        let place = world.home.path().join("bus");
        let file = world.home.path().join("bus.conf");
        fs::write(&file, CONFIGURATION.replace("PLACE", &place.display().to_string()))?;
        let address = format!("unix:path={}", place.display());
        let mut command = world.command("dbus-daemon");
        command.arg("--nofork").arg("--config-file").arg(&file);
        world.bus = Some(Held(command.spawn().map_err(|e| missing("dbus-daemon", &e))?));
        world.address = Some(address);
        until("the bus", || place.exists())?;
        Ok(world)
    }

    /// A home, a bus, and a keyring that is unlocked.
    pub fn with_keyring() -> Result<Self, Failed> {
        let mut world = Self::with_bus()?;
        world.start_keyring(true)?;
        Ok(world)
    }

    /// The home of this world, for the tests of the command line that share it.
    #[allow(dead_code)]
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Names this world only: nothing of the person's own session.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        let home = self.home.path();
        let mut all = vec![
            ("PATH", std::env::var_os("PATH").unwrap_or_default()),
            ("HOME", home.into()),
            ("XDG_RUNTIME_DIR", home.into()),
            ("XDG_DATA_HOME", home.join("share").into()),
        ];
        all.extend(self.address.as_ref().map(|address| ("DBUS_SESSION_BUS_ADDRESS", address.into())));
        all
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(self.environment());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Starts the keyring, and waits until it is on the bus.
    pub fn start_keyring(&mut self, unlocked: bool) -> Result<(), Failed> {
        let mut command = self.command("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]).arg("--control-directory").arg(self.home.path());
        if unlocked {
            command.arg("--unlock").stdin(Stdio::piped());
        }
        let mut child = command.spawn().map_err(|e| missing("gnome-keyring-daemon", &e))?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(PASSWORD.as_bytes())?;
        }
        self.keyring = Some(Held(child));
        until("the keyring", || self.has_owner())
    }

    pub fn stop_keyring(&mut self) {
        self.keyring = None;
        let _ = until("the bus to notice", || !self.has_owner());
    }

    fn has_owner(&self) -> bool {
        let mut ask = self.command("dbus-send");
        ask.args(["--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"]);
        ask.args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]).stdout(Stdio::piped());
        ask.output().is_ok_and(|answer| String::from_utf8_lossy(&answer.stdout).contains("true"))
    }

    /// Does something in a process of this world; gives its last line.
    pub fn act(&self, action: &str) -> Result<String, Failed> {
        let mut lasting = self.lasting(action)?;
        let line = lasting.line()?;
        Ok(line)
    }

    /// The same for an action that goes on after its first line.
    pub fn lasting(&self, action: &str) -> Result<Lasting, Failed> {
        let mut command = self.command(std::env::current_exe()?);
        command.env(ACTION, action).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn()?;
        let out = BufReader::new(child.stdout.take().ok_or("no output")?);
        Ok(Lasting { child: Held(child), out: Some(out) })
    }
}

/// A process in a world.
pub struct Lasting {
    child: Held,
    out: Option<BufReader<ChildStdout>>,
}

impl Lasting {
    /// Its next line.
    pub fn line(&mut self) -> Result<String, Failed> {
        let mut out = self.out.take().ok_or("it is read already")?;
        let (give, take) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            let read = out.read_line(&mut line);
            let _ = give.send((read.map(|_| line), out));
        });
        let (line, out) = take.recv_timeout(LIMIT).map_err(|_| "no answer in time")?;
        self.out = Some(out);
        let line = line?;
        if line.is_empty() { Err("it ended without an answer".into()) } else { Ok(line.trim_end().to_owned()) }
    }

    pub fn go_on(&mut self) -> Result<(), Failed> {
        let stdin = self.child.0.stdin.as_mut().ok_or("it reads nothing")?;
        Ok(stdin.write_all(b"\n")?)
    }
}

fn until(what: &str, done: impl Fn() -> bool) -> Result<(), Failed> {
    let begun = Instant::now();
    while !done() {
        if begun.elapsed() > LIMIT {
            return Err(format!("waited too long for {what}").into());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
