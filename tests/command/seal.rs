//! Sealed payloads: what goes in comes out for who has the key, and for nobody else; what is printed has no secret.

use std::fs;
use std::path::{Path, PathBuf};

use age::secrecy::ExposeSecret;
use serde_json::Value;

use crate::harness::{Key, key, onboard, serve, valid};

const PHRASE: &str = "correct horse EXAMPLE battery";

/// A key pair: the recipient, and a file with the private key.
fn pair(folder: &Path, name: &str) -> (String, PathBuf) {
    let identity = age::x25519::Identity::generate();
    let path = folder.join(name);
    fs::write(&path, format!("# made by a test\n{}\n", identity.to_string().expose_secret())).unwrap();
    (identity.to_public().to_string(), path)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Composes a sealed payload with its secrets and gives the file.
fn sealed(key: &Key, lock: &[&str]) -> PathBuf {
    let out = key.folder.path().join("payload.json.age");
    let first = ["payload", text(&key.path), "--name", "prod", "--secrets", "inline", "--out", text(&out)];
    let ran = onboard(first.into_iter().chain(lock.iter().copied())).hides(&key.secrets).run().exits(0);
    assert!(ran.out.is_empty());
    let file = fs::read_to_string(&out).unwrap();
    assert!(file.starts_with("-----BEGIN AGE ENCRYPTED FILE-----"), "{file}");
    crate::harness::hidden(&file, &key.secrets);
    out
}

fn mode(path: &Path) -> u32 {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        0o600
    }
}

#[test]
fn recipients_open_it_and_nothing_secret_is_printed() {
    for provider in ["aws", "google"] {
        let key = key(provider);
        let folder = key.folder.path();
        let ((alice, alice_key), (bob, bob_key), (_, other)) =
            (pair(folder, "alice"), pair(folder, "bob"), pair(folder, "other"));
        let file = sealed(&key, &["--seal-to", &alice, "--seal-to", &bob]);
        for identity in [&alice_key, &bob_key] {
            let open = ["payload", "open", text(&file), "--identity", text(identity)];
            let payload = onboard(open).hides(&key.secrets).run().exits(0).json();
            valid("payload", &payload);
            assert!(payload["secrets"].as_object().unwrap().values().all(|s| s["redacted"] == true));
            assert!(!payload["secrets"].as_object().unwrap().is_empty());
        }
        let wrong = ["payload", "open", text(&file), "--identity", text(&other)];
        let ran = onboard(wrong).run().exits(1);
        assert!(ran.out.is_empty() && ran.err.contains("other recipients"), "{}", ran.err);
        // In clear text it goes to a file of the owner only.
        let clear = folder.join("clear.json");
        let open = ["payload", "open", text(&file), "--identity", text(&bob_key), "--secrets", "inline"];
        onboard(open).run().exits(64);
        onboard(open.into_iter().chain(["--out", "-"])).run().exits(64);
        let ran = onboard(open.into_iter().chain(["--out", text(&clear)])).hides(&key.secrets).run().exits(0);
        assert!(ran.out.is_empty());
        assert_eq!(mode(&clear), 0o600);
        let payload: Value = serde_json::from_slice(&fs::read(&clear).unwrap()).unwrap();
        valid("payload", &payload);
        let inside = payload["secrets"]
            .as_object()
            .unwrap()
            .values()
            .any(|s| s["value"].as_str().unwrap().contains(&key.secrets[0]));
        assert!(inside, "the secret is not in the opened file");
        // It comes from standard input too.
        let open = ["payload", "open", "-", "--identity", text(&alice_key)];
        onboard(open).input(&fs::read(&file).unwrap()).hides(&key.secrets).run().exits(0);
    }
}

#[test]
fn a_passphrase_opens_it_and_one_line_end_does_not_matter() {
    let key = key("aws");
    let folder = key.folder.path();
    let file = |name: &str, content: &str| {
        let path = folder.join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let lock = file("phrase", &format!("{PHRASE}\n"));
    let payload = sealed(&key, &["--passphrase-file", text(&lock)]);
    for (name, content, code) in [
        ("bare", PHRASE.to_owned(), 0),
        ("windows", format!("\u{feff}{PHRASE}\r\n"), 0),
        ("two-ends", format!("{PHRASE}\n\n"), 1),
        ("other", "another EXAMPLE passphrase".to_owned(), 1),
    ] {
        let phrase = file(name, &content);
        let open = ["payload", "open", text(&payload), "--passphrase-file", text(&phrase)];
        let secrets = [PHRASE.to_owned(), key.secrets[0].clone()];
        let ran = onboard(open).hides(&secrets).run().exits(code);
        assert_eq!(ran.out.is_empty(), code != 0, "{name}");
    }
    let phrase = ["payload", "open", text(&payload)];
    let ran = onboard(phrase).run().exits(64);
    assert!(ran.err.contains("--passphrase-file"), "{}", ran.err);
    let (_, identity) = pair(folder, "identity");
    let ran = onboard(phrase.into_iter().chain(["--identity", text(&identity)])).run().exits(64);
    assert!(ran.err.contains("--passphrase-file"), "{}", ran.err);
}

#[test]
fn locks_that_cannot_be_used_are_refused_before_anything_is_done() {
    let key = key("aws");
    let folder = key.folder.path();
    let (alice, identity) = pair(folder, "alice");
    let private = fs::read_to_string(&identity).unwrap().lines().nth(1).unwrap().to_owned();
    let weak = folder.join("weak");
    fs::write(&weak, "short\n").unwrap();
    let good = folder.join("good");
    fs::write(&good, PHRASE).unwrap();
    let out = folder.join("payload.age");
    for (lock, word) in [
        (&["--seal-to", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEXAMPLE"][..], "SSH key"),
        (
            &["--seal-to", "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t"],
            "age-plugin-yubikey",
        ),
        (&["--seal-to", "age1pq1qqqq"], "age1pq"),
        (&["--seal-to", "somebody@example.com"], "age1"),
        (&["--seal-to", &private], "private key"),
        (&["--seal-to", ""], "nobody could open"),
        (&["--passphrase-file", text(&weak)], "too weak"),
        (&["--passphrase-file", "/nowhere"], "cannot be read"),
        (&["--passphrase-file", text(&good), "--seal-to", &alice], "cannot be used with"),
        (&["--seal-to", &alice, "--format", "env"], "always the JSON"),
        (&["--seal-to", &alice, "--format", "sheet"], "always the JSON"),
    ] {
        let first = ["payload", text(&key.path), "--name", "x", "--secrets", "inline", "--out", text(&out)];
        let run = onboard(first.into_iter().chain(lock.iter().copied()));
        let ran = run.hides(&[private.clone(), key.secrets[0].clone()]).run().exits(64);
        assert!(ran.err.contains(word), "{lock:?}: {}", ran.err);
        assert!(ran.out.is_empty() && !out.exists(), "{lock:?}");
    }
    let twice = ["payload", "-", "--name", "x", "--passphrase-file", "-"];
    let ran = onboard(twice).input(PHRASE.as_bytes()).run().exits(64);
    assert!(ran.err.contains("twice"), "{}", ran.err);
}

#[test]
fn a_seal_changes_no_rule_about_secrets() {
    let cloud = serve("all-granted");
    let folder = tempfile::tempdir().unwrap();
    let (alice, identity) = pair(folder.path(), "alice");
    let report = folder.path().join("report.json");
    cloud.check("aws", &["--json", "--out", text(&report)]).run().exits(0);
    let mut document: Value = serde_json::from_slice(&fs::read(&report).unwrap()).unwrap();
    document["demo"] = true.into();
    let demo = folder.path().join("demo.json");
    fs::write(&demo, document.to_string()).unwrap();
    let (credential, out) = (cloud.key("aws"), folder.path().join("payload.age"));
    let compose = ["payload", text(&credential), "--name", "x", "--seal-to", &alice, "--out", text(&out)];
    let with_demo = compose.into_iter().chain(["--report", text(&demo)]);
    // A demo holds no secrets in clear text, sealed or not.
    let ran = onboard(with_demo.clone().chain(["--secrets", "inline"])).run().exits(64);
    assert!(ran.err.contains("demo") && !out.exists(), "{}", ran.err);
    let ran = onboard(with_demo).run().exits(0);
    assert!(ran.err.contains("holds no secrets"), "{}", ran.err);
    let payload = onboard(["payload", "open", text(&out), "--identity", text(&identity)]).run().exits(0).json();
    assert_eq!(payload["demo"], true);
    valid("payload", &payload);
    // Without --out: what is sealed may be printed, but clear text needs a file to be asked for.
    let bare = ["payload", text(&credential), "--name", "x", "--seal-to", &alice];
    assert!(onboard(bare).run().exits(0).text().starts_with("-----BEGIN AGE"));
    onboard(bare.into_iter().chain(["--secrets", "inline"])).run().exits(64);
}

#[test]
fn what_is_no_sealed_payload_is_65() {
    let folder = tempfile::tempdir().unwrap();
    let (alice, identity) = pair(folder.path(), "alice");
    let recipient: age::x25519::Recipient = alice.parse().unwrap();
    let file = folder.path().join("file.age");
    let secret = "Zm9vYmFyYmF6cXV4/EXAMPLE/Zm9vYmFyYmF6cXV4";
    let payload = serde_json::json!({
        "version": 1, "demo": false, "name": "x", "description": "", "tags": {}, "type": "cloud-provider",
        "provider": "aws", "variant": "access-key", "settings": {},
        "secrets": {"secret_access_key": {"value": secret}}, "verified": null,
    });
    let changed = |change: fn(&mut Value)| {
        let mut document = payload.clone();
        change(&mut document);
        document.to_string()
    };
    let open = |content: &[u8], code| {
        fs::write(&file, content).unwrap();
        let open = ["payload", "open", text(&file), "--identity", text(&identity)];
        onboard(open).hides(&[secret.to_owned()]).run().exits(code)
    };
    let seal = |document: &str| age::encrypt_and_armor(&recipient, document.as_bytes()).unwrap();
    open(seal(&payload.to_string()).as_bytes(), 0);
    open(&age::encrypt(&recipient, payload.to_string().as_bytes()).unwrap(), 0);
    for document in [
        secret.to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        changed(|d| d["version"] = 2.into()),
        changed(|d| d["surplus"] = d["secrets"]["secret_access_key"]["value"].clone()),
        changed(|d| d["secrets"]["secret_access_key"] = d["secrets"]["secret_access_key"]["value"].clone()),
        changed(|d| d["secrets"]["secret_access_key"]["redacted"] = true.into()),
        changed(|d| d["secrets"]["other"] = serde_json::json!({"redacted": false})),
    ] {
        let ran = open(seal(&document).as_bytes(), 65);
        assert!(ran.out.is_empty() && ran.err.contains("no payload"), "{document}: {}", ran.err);
    }
    let whole = seal(&payload.to_string());
    for content in [&b""[..], payload.to_string().as_bytes(), &whole.as_bytes()[..200], &[b'x'; 5 << 20]] {
        let ran = open(content, 65);
        assert!(ran.out.is_empty() && !ran.err.is_empty());
    }
    onboard(["payload", "open", "/nowhere", "--identity", text(&identity)]).run().exits(65);
    for unusable in ["# nothing\n", "AGE-PLUGIN-YUBIKEY-1XXX\n", &alice] {
        fs::write(&identity, unusable).unwrap();
        open(whole.as_bytes(), 64);
    }
}
