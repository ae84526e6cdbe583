//! Runs the program and holds every run to two laws: no panic, and no secret of the inputs in any output.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, fs, thread};

use base64::Engine as _;
use onboard_democloud::DemoCloud;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use tempfile::TempDir;

/// The built program: `ONBOARD_BIN`, else `onboard` in the target folder that this test was built into.
pub fn program() -> PathBuf {
    let path = env::var_os("ONBOARD_BIN").map(PathBuf::from).unwrap_or_else(|| {
        let here = env::current_exe().expect("the path of this test");
        let folder = here.parent().and_then(Path::parent).expect("the target folder");
        folder.join(format!("onboard{}", env::consts::EXE_SUFFIX))
    });
    assert!(path.is_file(), "{} is not built; run: cargo build -p onboard-cli", path.display());
    path
}

/// What a run left.
pub struct Ran {
    /// The exit code; -1 when a signal ended it.
    pub code: i32,
    /// Standard output.
    pub out: Vec<u8>,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Standard output as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.out.clone()).expect("UTF-8 on standard output")
    }

    /// Standard output as one JSON document; fails when there is anything else.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.out).unwrap_or_else(|e| panic!("{e}: {}\n{}", self.text(), self.err))
    }

    /// Fails unless the exit code is this one.
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "out: {}\nerr: {}", String::from_utf8_lossy(&self.out), self.err);
        self
    }
}

/// A run that is being prepared.
pub struct Run {
    command: Command,
    input: Vec<u8>,
    secrets: Vec<String>,
}

/// Prepares a run. Nothing of this test's environment reaches the program.
pub fn onboard<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Run {
    let mut command = Command::new(program());
    command.args(arguments).env_clear();
    for kept in ["PATH", "SystemRoot", "TMPDIR", "TEMP", "TMP"] {
        if let Some(value) = env::var_os(kept) {
            command.env(kept, value);
        }
    }
    Run { command, input: Vec::new(), secrets: Vec::new() }
}

impl Run {
    /// Gives standard input.
    pub fn input(mut self, bytes: &[u8]) -> Self {
        self.input = bytes.to_vec();
        self
    }

    /// Sets a variable of its environment.
    pub fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Secrets that no output may hold in any form.
    pub fn hides(mut self, secrets: &[String]) -> Self {
        self.secrets = secrets.to_vec();
        self
    }

    /// Starts it with pipes.
    pub fn start(mut self) -> Child {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        self.command.spawn().expect("the program starts")
    }

    /// Runs it to its end.
    pub fn run(mut self) -> Ran {
        let secrets = std::mem::take(&mut self.secrets);
        let input = std::mem::take(&mut self.input);
        let mut child = self.start();
        let mut pipe = child.stdin.take().expect("standard input");
        // A program that does not read leaves a broken pipe here.
        let writer = thread::spawn(move || drop(pipe.write_all(&input)));
        let output = child.wait_with_output().expect("its end");
        writer.join().expect("the writer");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!err.contains("panicked") && output.status.code() != Some(70), "a defect: {err}");
        let ran = Ran { code: output.status.code().unwrap_or(-1), out: output.stdout, err };
        hidden(&String::from_utf8_lossy(&ran.out), &secrets);
        hidden(&ran.err, &secrets);
        ran
    }
}

/// Fails when a text holds a secret as it is, in base64, percent-encoded or JSON-escaped.
pub fn hidden(text: &str, secrets: &[String]) {
    for secret in secrets {
        for form in forms(secret) {
            assert!(!text.contains(&form), "a secret is in the output: {}…", &form[..form.len().min(6)]);
        }
    }
}

fn forms(secret: &str) -> Vec<String> {
    let json = Value::from(secret).to_string();
    let mut forms = vec![
        secret.to_owned(),
        json.trim_matches('"').to_owned(),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
    ];
    // Base64 of text that holds the secret depends on where it begins: three ways, their inner parts.
    for lead in 0..3 {
        let text = format!("{}{secret}", "x".repeat(lead));
        let encoded = base64::engine::general_purpose::STANDARD_NO_PAD.encode(text);
        forms.push(encoded[if lead == 0 { 0 } else { 4 }..encoded.len() - 4].to_owned());
    }
    forms.retain(|f| f.len() >= 16);
    forms
}

/// A folder of its own, and a demo key in it.
pub struct Key {
    /// Removed at the end.
    pub folder: TempDir,
    /// The key file.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The secrets in it.
    pub secrets: Vec<String>,
}

/// The demo key of a provider.
pub fn key(provider: &str) -> Key {
    let cloud = DemoCloud::new("all-granted").expect("the story");
    let key = cloud.key(provider).expect("the key");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(&key.file_name);
    fs::write(&path, &key.bytes).expect("the key file");
    let secrets = secrets(&key.bytes);
    Key { folder, path, bytes: key.bytes, secrets }
}

/// The secrets of a key file: the password or the PEM lines of a JSON key, or the last column of a CSV.
pub fn secrets(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(json) = serde_json::from_str::<Value>(&text) {
        if let Some(password) = json["password"].as_str() {
            return vec![password.to_owned()];
        }
        let pem = json["private_key"].as_str().expect("a private key").to_owned();
        let mut all: Vec<String> =
            pem.lines().filter(|l| l.len() >= 40 && !l.contains(' ')).map(str::to_owned).collect();
        all.push(pem);
        return all;
    }
    let row = text.lines().nth(1).expect("a row");
    vec![row.rsplit(',').next().expect("a column").trim().trim_matches('"').to_owned()]
}

/// A served demo cloud. Stopped at the end.
pub struct Cloud {
    child: Child,
    /// The line that it printed.
    pub line: Value,
    folder: TempDir,
}

/// Serves a story.
pub fn serve(story: &str) -> Cloud {
    let mut child = onboard(["demo", "serve", "--scenario", story, "--json"]).start();
    let mut line = String::new();
    let mut reader = BufReader::new(child.stdout.as_mut().expect("standard output"));
    reader.read_line(&mut line).expect("a line");
    if line.is_empty() {
        let mut err = String::new();
        drop(child.stderr.take().map(|mut e| e.read_to_string(&mut err)));
        panic!("demo serve ended: {err}");
    }
    let line = serde_json::from_str(&line).expect("one line of JSON");
    Cloud { child, line, folder: tempfile::tempdir().expect("a folder") }
}

impl Cloud {
    /// An endpoints file for it.
    pub fn endpoints(&self) -> PathBuf {
        let path = self.folder.path().join("endpoints.json");
        fs::write(&path, self.line["endpoints"].to_string()).expect("the endpoints file");
        path
    }

    /// The key file of a provider.
    pub fn key(&self, provider: &str) -> PathBuf {
        PathBuf::from(self.line["credentials"][provider].as_str().expect("a credential"))
    }

    /// `check` of a provider's key against it, with more arguments.
    pub fn check(&self, provider: &str, more: &[&str]) -> Run {
        let (key, endpoints) = (self.key(provider), self.endpoints());
        let secrets = secrets(&fs::read(&key).expect("the key file"));
        let ca = self.line["ca_file"].as_str().expect("a certificate to trust");
        let first = ["check".into(), key.into_os_string(), "--endpoints".into(), endpoints.into_os_string()];
        let first = first.into_iter().chain(["--ca-file".into(), ca.into()]);
        onboard(first.chain(more.iter().map(Into::into))).hides(&secrets)
    }

    /// Asks it to end, as a supervisor does, and waits.
    #[cfg(unix)]
    pub fn terminate(&mut self) -> Option<i32> {
        signal(&self.child, "TERM");
        self.child.wait().expect("its end").code()
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        #[cfg(unix)]
        signal(&self.child, "TERM");
        #[cfg(not(unix))]
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Sends a signal to a child of this test.
#[cfg(unix)]
pub fn signal(child: &Child, name: &str) {
    drop(Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status());
}

/// A port on loopback where nothing listens.
pub fn closed_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its address").port()
}

/// An endpoints file that sends every service to one base URL.
pub fn endpoints_to(base: &str, folder: &Path) -> PathBuf {
    let schema = onboard(["schema", "endpoints"]).run().exits(0).json();
    let services = schema["properties"].as_object().expect("services").keys();
    let map: serde_json::Map<String, Value> = services.map(|s| (s.clone(), Value::from(base))).collect();
    assert!(!map.is_empty());
    let path = folder.join("everywhere.json");
    fs::write(&path, Value::Object(map).to_string()).expect("the endpoints file");
    path
}

/// Holds a document to the schema that the program prints.
pub fn valid(document: &str, instance: &Value) {
    let schema = onboard(["schema", document]).run().exits(0).json();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> = validator.iter_errors(instance).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}
