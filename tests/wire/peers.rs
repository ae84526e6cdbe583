//! The Python environment and the processes of the peers.
//!
//! In: `requirements.txt`. Out: an interpreter with these packages, servers on free ports that end with their test.
//! The environment is made once below the target folder, in the place where `cargo xtask test` makes it too.

use std::fs;
use std::io::{BufRead, BufReader, Read, Seek};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::Value;

/// This folder.
pub fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("wire")
}

/// The folder of the build: this program is `<profile>/deps/wire-…` in it.
fn profile() -> PathBuf {
    std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().to_owned()
}

/// The interpreter: the one of `ONBOARD_PYTHON`, else of an environment that is made when it is missing.
pub fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| match std::env::var_os("ONBOARD_PYTHON").filter(|path| !path.is_empty()) {
        Some(path) => PathBuf::from(path),
        None => environment().unwrap_or_else(|reason| panic!("{reason}")),
    })
}

fn environment() -> Result<PathBuf, String> {
    let text = |e: std::io::Error| e.to_string();
    let target = profile().parent().unwrap().to_owned();
    let wanted = fs::read_to_string(here().join("requirements.txt")).map_err(text)?;
    // Each test is a process of its own; the first one makes the environment, the others wait for it.
    let lock = fs::File::create(target.join("wire-python.lock")).map_err(text)?;
    lock.lock().map_err(text)?;
    let folder = target.join("wire-python");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let stamp = folder.join("installed.txt");
    if python.is_file() && fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(python);
    }
    let system = if cfg!(windows) { "python" } else { "python3" };
    let make = Command::new(system).args(["-m", "venv", "--clear"]).arg(&folder).output();
    finished(make, "The wire tests need Python 3 with its venv module (Debian: apt-get install python3-venv)")?;
    let install = Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", "requirements.txt"])
        .current_dir(here())
        .output();
    finished(install, "The packages of tests/wire/requirements.txt could not be installed; check the network")?;
    fs::write(&stamp, wanted).map_err(text)?;
    Ok(python)
}

fn finished(result: std::io::Result<std::process::Output>, next_step: &str) -> Result<(), String> {
    match result {
        Err(error) => Err(format!("{next_step}: {error}")),
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            Err(format!("{next_step}: {}\n{}", out.trim(), err.trim()))
        }
    }
}

/// Runs a script of this folder; it prints one JSON document. Ambient cloud settings are kept from it.
pub fn script(name: &str, arguments: &[&str]) -> Value {
    let output = clean(&mut Command::new(python())).arg(here().join(name)).args(arguments).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{name}: {}\n{out}\n{err}", output.status);
    serde_json::from_str(&out).unwrap_or_else(|e| panic!("{name}: {e}\n{out}\n{err}"))
}

fn clean(command: &mut Command) -> &mut Command {
    let foreign = ["AWS_", "GOOGLE_", "CLOUDSDK_", "MOTO_", "AZURE_", "ARM_", "MSAL_", "REQUESTS_"];
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if foreign.iter().any(|start| name.starts_with(start)) || name.to_ascii_uppercase().ends_with("_PROXY") {
            command.env_remove(name);
        }
    }
    command.env("AWS_EC2_METADATA_DISABLED", "true").env("AWS_CONFIG_FILE", "none").stdin(Stdio::null())
}

/// A process of ours. It is ended with its test, by its own id.
pub struct Running(Child);

impl Running {
    /// Asks it to end, as Ctrl-C does, so that it can put its things away; says whether it ended well. A process that
    /// does not listen within ten seconds is killed, and so is every one where nothing can be asked.
    pub fn interrupt(&mut self) -> bool {
        let asked = cfg!(unix)
            && matches!(self.0.try_wait(), Ok(None))
            && Command::new("kill").args(["-INT", &self.0.id().to_string()]).status().is_ok_and(|s| s.success());
        let started = Instant::now();
        while asked && started.elapsed() < Duration::from_secs(10) {
            if let Ok(Some(status)) = self.0.try_wait() {
                return status.success();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
        false
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.interrupt();
    }
}

/// Starts `moto_server` and waits until it listens. Returns its port.
pub fn start_moto() -> (Running, u16) {
    let mut log = tempfile::tempfile().unwrap();
    // Somebody else may take a free port before the server does; then it ends, and another port is tried.
    for _ in 0..5 {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = ["-m", "moto.server", "-H", "127.0.0.1", "-p"];
        let mut command = Command::new(python());
        clean(&mut command).args(server).arg(port.to_string());
        command.stdout(log.try_clone().unwrap()).stderr(log.try_clone().unwrap());
        let mut running = Running(command.spawn().unwrap());
        let started = Instant::now();
        while running.0.try_wait().unwrap().is_none() && started.elapsed() < Duration::from_secs(60) {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return (running, port);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    let mut said = String::new();
    log.rewind().and_then(|()| log.read_to_string(&mut said)).unwrap();
    panic!("moto_server did not start: {said}");
}

/// Starts `onboard demo serve` and returns what it says.
pub fn start_demo(story: &str) -> (Running, Value) {
    let arguments = ["demo", "serve", "--scenario", story, "--port", "0", "--json"];
    let mut child = Command::new(onboard())
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let running = Running(child);
    let (mut text, mut line) = (String::new(), String::new());
    while out.read_line(&mut line).unwrap() > 0 {
        text.push_str(&line);
        line.clear();
        if let Ok(said) = serde_json::from_str(&text) {
            // The pipe stays open, so that the server can go on writing to it.
            std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
            return (running, said);
        }
    }
    panic!("onboard demo serve said no JSON: {text}");
}

/// `onboard check` of a provider's key against a served demo: its exit code and its report.
pub fn check(said: &Value, provider: &str) -> (i32, Value) {
    let path = |pointer: &str| said.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer}"));
    let mut command = Command::new(onboard());
    command.args(["check", path(&format!("/credentials/{provider}")), "--json"]);
    command.args(["--endpoints", path("/endpoints_file"), "--ca-file", path("/ca_file")]);
    for (name, value) in said["settings"][provider].as_object().unwrap() {
        command.args(["--set", &format!("{name}={}", value.as_str().unwrap())]);
    }
    let output = clean(&mut command).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let report = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}\n{out}\n{err}"));
    (output.status.code().unwrap(), report)
}

/// The command line: `ONBOARD_BIN`, else the one in the folder that these tests were built into. It is not built from
/// here: a cargo inside a test chooses other features and compiles half of the tree again.
pub fn onboard() -> PathBuf {
    let beside = || profile().join(format!("onboard{}", std::env::consts::EXE_SUFFIX));
    let path = std::env::var_os("ONBOARD_BIN").map_or_else(beside, PathBuf::from);
    assert!(path.is_file(), "{} is not built; run: cargo build -p onboard-cli", path.display());
    path
}
