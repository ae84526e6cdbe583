//! Sealed payloads between us and others: Debian's `age` (the Go implementation) and pyrage (the Rust one, from Python).
//!
//! In: the built command line, keys of `age-keygen`. Out: what we seal, they open, byte for byte; what they seal, we open.
//! Passphrases go between us and pyrage: `age` asks for one on a terminal only.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::peers::{onboard, script};

const PHRASE: &str = "correct horse EXAMPLE battery";
const KEYS: &str =
    "User name,Access key ID,Secret access key\nbuild,AKIATESTTESTEXAMPLE2,Zq3mTnUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n";

struct World {
    folder: tempfile::TempDir,
    recipient: String,
}

impl World {
    /// A credential, a passphrase and a key pair of `age-keygen`.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("accessKeys.csv"), KEYS).unwrap();
        fs::write(folder.path().join("phrase"), format!("{PHRASE}\n")).unwrap();
        let identity = folder.path().join("identity");
        let made = tool("age-keygen", &["-o", identity.to_str().unwrap()]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let text = fs::read_to_string(&identity).unwrap();
        let recipient = text.lines().find_map(|l| l.strip_prefix("# public key: ")).unwrap().to_owned();
        Self { folder, recipient }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// A payload of ours with its secrets, sealed; and the same in clear text.
    fn sealed(&self, lock: &[&str]) -> (PathBuf, Value) {
        let (credential, sealed, clear) =
            (self.text("accessKeys.csv"), self.text("sealed.age"), self.text("clear.json"));
        let words = ["payload", &credential, "--name", "prod", "--secrets", "inline"];
        run(words.iter().chain(lock).chain(&["--out", &sealed]), 0);
        run(words.iter().chain(&["--out", &clear]), 0);
        (self.path("sealed.age"), serde_json::from_slice(&fs::read(clear).unwrap()).unwrap())
    }

    /// Opens a file of theirs with ours and compares.
    fn opened(&self, file: &str, key: &[&str], expect: &Value) {
        let (file, out) = (self.text(file), self.text("opened.json"));
        let words = ["payload", "open", &file, "--secrets", "inline", "--out", &out];
        run(words.iter().chain(key), 0);
        let found: Value = serde_json::from_slice(&fs::read(&out).unwrap()).unwrap();
        assert_eq!(found, *expect);
        fs::remove_file(out).unwrap();
    }
}

fn run<'a>(words: impl Iterator<Item = &'a &'a str>, code: i32) {
    let output = Command::new(onboard()).args(words).stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
}

fn tool(name: &str, arguments: &[&str]) -> std::process::Output {
    let started = Command::new(name).args(arguments).stdin(Stdio::null()).output();
    started.unwrap_or_else(|e| panic!("{name} does not start ({e}); Debian: apt-get install age"))
}

#[test]
fn age_opens_what_we_seal_and_we_what_age_seals() {
    let world = World::new();
    let (sealed, clear) = world.sealed(&["--seal-to", &world.recipient]);
    let (identity, sealed) = (world.text("identity"), sealed.to_str().unwrap().to_owned());
    let opened = tool("age", &["--decrypt", "-i", &identity, &sealed]);
    assert!(opened.status.success(), "{}", String::from_utf8_lossy(&opened.stderr));
    assert_eq!(serde_json::from_slice::<Value>(&opened.stdout).unwrap(), clear);
    for armor in [&["--armor"][..], &[]] {
        let (clear_file, theirs) = (world.text("clear.json"), world.text("theirs.age"));
        let seal = tool("age", &[&["-r", &world.recipient, "-o", &theirs], armor, &[&clear_file]].concat());
        assert!(seal.status.success(), "{}", String::from_utf8_lossy(&seal.stderr));
        world.opened("theirs.age", &["--identity", &identity], &clear);
    }
}

#[test]
fn pyrage_opens_what_we_seal_and_we_what_pyrage_seals() {
    let world = World::new();
    let (identity, phrase) = (world.text("identity"), world.text("phrase"));
    for (lock, key) in [
        (&["--seal-to", &world.recipient][..], ["--identity", &identity]),
        (&["--passphrase-file", &phrase], ["--passphrase-file", &phrase]),
    ] {
        let (sealed, clear) = world.sealed(lock);
        let theirs = world.text("theirs.age");
        let kind = if lock.len() == 2 && lock[0] == "--seal-to" { "recipient" } else { "passphrase" };
        let said = script(
            "age_client.py",
            &[kind, sealed.to_str().unwrap(), &identity, &phrase, &world.text("clear.json"), &theirs],
        );
        assert_eq!(serde_json::from_str::<Value>(said["opened"].as_str().unwrap()).unwrap(), clear, "{kind}");
        world.opened("theirs.age", &key, &clear);
        // Neither opens it with another key.
        assert_eq!(said["refused"], true, "{kind}");
    }
    assert!(Path::new(&identity).is_file());
}
