//! `onboard inspect`: carriers, folders, things that are no files.

use std::fs;
use std::time::{Duration, Instant};

use crate::harness::{key, onboard};

fn utf16(text: &str) -> Vec<u8> {
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

#[test]
fn every_carrier_gives_the_same_credential() {
    let key = key("aws");
    let text = String::from_utf8(key.bytes.clone()).unwrap();
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let plain = onboard(["inspect", "-", "--json"]).input(text.as_bytes()).hides(&key.secrets).run().exits(0).json();
    let plain = &plain["inputs"][0];
    assert_eq!((&plain["provider"], &plain["usable"]), (&"aws".into(), &true.into()));
    for bytes in [
        format!("\u{feff}{text}").into_bytes(),
        text.replace('\n', "\r\n").into_bytes(),
        utf16(&text),
        utf16(&text.replace('\n', "\r\n")),
    ] {
        let ran = onboard(["inspect", "-", "--json"]).input(&bytes).hides(&key.secrets).run().exits(0).json();
        let found = &ran["inputs"][0];
        assert_eq!(found["facts"], plain["facts"]);
        assert_eq!(found["fields"], plain["fields"]);
    }
}

#[test]
fn the_document_has_the_form_of_the_contract() {
    for (provider, facts) in [
        ("aws", &["account_id"][..]),
        ("google", &["project_id", "client_email", "key_bits", "key_parses", "jwt_sha256"]),
    ] {
        let key = key(provider);
        let run = onboard(["inspect", key.path.to_str().unwrap(), "--json"]).hides(&key.secrets);
        let document = run.run().exits(0).json();
        assert_eq!(document["version"], 1);
        let input = document["inputs"][0].as_object().unwrap();
        for name in ["path", "provider", "variant", "kind", "label", "fields", "findings", "facts", "usable"] {
            assert!(input.contains_key(name), "{name}");
        }
        for fact in facts {
            assert!(!input["facts"][fact].is_null(), "{provider} {fact}: {:?}", input["facts"]);
        }
        for (name, field) in input["fields"].as_object().unwrap() {
            let secret = field["secret"].as_bool().unwrap();
            assert_eq!(field.get("masked").is_some(), secret, "{name}");
            assert_eq!(field.get("value").is_some(), !secret, "{name}");
            assert!(!field["provenance"].as_str().unwrap().is_empty(), "{name}");
        }
        let text = onboard(["inspect", key.path.to_str().unwrap()]).hides(&key.secrets).run().exits(0).text();
        assert!(text.contains(provider) && !text.contains('\u{1b}'));
    }
}

#[test]
fn nothing_is_65_and_an_error_is_1() {
    for input in [&b""[..], b"hello\n", b"\x89PNG\xff\xfe\0", b"{}", b"{\"type\":", &[b'['; 200_000]] {
        let ran = onboard(["inspect", "-", "--json"]).input(input).run().exits(65);
        assert!(ran.json()["inputs"][0]["provider"].is_null());
        onboard(["check", "-", "--json"]).input(input).run().exits(65);
    }
    let key = key("aws");
    let text = String::from_utf8(key.bytes.clone()).unwrap();
    let broken = text.replace(&key.secrets[0], "tooshort");
    let ran = onboard(["inspect", "-", "--json"]).input(broken.as_bytes()).run().exits(1).json();
    assert_eq!(ran["inputs"][0]["usable"], false);
}

#[test]
fn folders_are_walked_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let (aws, google) = (key("aws"), key("google"));
    let deep = folder.path().join("b/c");
    fs::create_dir_all(&deep).unwrap();
    fs::write(folder.path().join("z.csv"), &aws.bytes).unwrap();
    fs::write(deep.join("key.json"), &google.bytes).unwrap();
    fs::write(folder.path().join("notes.txt"), "no key in here").unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/", folder.path().join("loop")).unwrap();
        let fifo = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    }
    let started = Instant::now();
    let run = onboard(["inspect", folder.path().to_str().unwrap(), "--json"]);
    let document = run.hides(&aws.secrets).run().exits(0).json();
    assert!(started.elapsed() < Duration::from_secs(10));
    let inputs = document["inputs"].as_array().unwrap();
    let found: Vec<_> = inputs.iter().filter_map(|i| i["provider"].as_str()).collect();
    assert_eq!(found, ["google", "aws"]);
    let paths: Vec<_> = inputs.iter().map(|i| i["path"].as_str().unwrap().to_owned()).collect();
    assert!(paths.is_sorted() && paths.iter().all(|p| p.starts_with(folder.path().to_str().unwrap())));
    fs::remove_file(folder.path().join("z.csv")).unwrap();
    fs::remove_file(deep.join("key.json")).unwrap();
    onboard(["inspect", folder.path().to_str().unwrap()]).run().exits(65);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let fifo = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let large = folder.path().join("large");
    fs::File::create(&large).unwrap().set_len(20 * 1024 * 1024 * 1024).unwrap();
    for (path, code) in [
        (fifo.to_str().unwrap(), "input-special"),
        ("/dev/zero", "input-special"),
        (large.to_str().unwrap(), "input-too-large"),
        ("/nowhere", "input-unreadable"),
    ] {
        let started = Instant::now();
        let document = onboard(["inspect", path, "--json"]).run().exits(65).json();
        assert_eq!(document["inputs"][0]["findings"][0]["code"], code);
        onboard(["check", path]).run().exits(65);
        assert!(started.elapsed() < Duration::from_secs(10), "{path}");
    }
    let ran = onboard(["check", folder.path().to_str().unwrap()]).run().exits(65);
    assert!(ran.err.contains("onboard inspect"), "{}", ran.err);
}
