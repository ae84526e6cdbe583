//! Wrong usage: exit code 64, and a sentence with the names that exist.

use std::fs;

use crate::harness::{key, onboard};

#[test]
fn help_and_version_are_no_error() {
    for arguments in [&["--help"][..], &["--version"], &["check", "--help"], &["help", "inspect"]] {
        let ran = onboard(arguments).run().exits(0);
        assert!(!ran.out.is_empty() && ran.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn wrong_usage_is_64() {
    for arguments in [
        &[][..],
        &["frobnicate"],
        &["inspect"],
        &["check"],
        &["check", "-", "--frobnicate"],
        &["check", "-", "--format", "yaml"],
        &["check", "-", "--timeout", "0"],
        &["check", "-", "--fail-on", "everything"],
        &["payload", "-"],
        &["remediate"],
        &["demo"],
        &["demo", "run", "--scenario", "none-such"],
        &["demo", "serve", "--scenario", "none-such"],
        &["demo", "serve", "--port", "70000"],
        &["schema", "nothing"],
        &["completions", "nothing"],
        // What later versions bring does not exist yet.
        &["network"],
        &["node"],
        &["package", "x.zip"],
        &["script", "x"],
        &["payload", "open"],
        &["payload", "--name", "x", "open", "y"],
        &["payload", "open", "x", "--identity", "y", "--passphrase-file", "z"],
        &["payload", "-", "--name", "x", "--seal-to", "age1"],
    ] {
        let ran = onboard(arguments).run().exits(64);
        assert!(ran.out.is_empty(), "{arguments:?} printed {}", ran.text());
        assert!(!ran.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn unknown_words_are_answered_with_the_known_ones() {
    let key = key("aws");
    let path = key.path.to_str().unwrap();
    for (more, known) in [
        (["--provider", "nobody"], "aws"),
        (["--variant", "nothing"], "access-key"),
        (["--purpose", "world-peace"], "image-management"),
        (["--option", "cheese"], "encrypted-boot"),
        (["--set", "colour=red"], "region"),
        (["--set", "region"], "key=value"),
        (["--profile", "nobody"], "There is"),
        (["--pin", "abcd"], "64 hex digits"),
        (["--ca-file", "/nowhere.pem"], "PEM"),
        (["--proxy", "not a url"], "proxy"),
    ] {
        let ran = onboard(["check", path].into_iter().chain(more)).hides(&key.secrets).run().exits(64);
        assert!(ran.err.contains(known), "{more:?}: {}", ran.err);
        assert!(ran.out.is_empty(), "{more:?}");
    }
}

#[test]
fn a_secret_in_an_argument_is_refused_and_not_repeated() {
    let key = key("aws");
    let secret = "Zm9vYmFyYmF6cXV4/Zm9vYmFyYmF6cXV4Zm9vYmF";
    for set in [format!("secret_access_key={secret}"), format!("={secret}"), secret.to_owned()] {
        let run = onboard(["check", key.path.to_str().unwrap(), "--set", &set]).hides(&[secret.to_owned()]);
        run.run().exits(64);
    }
    let ran = onboard(["check", key.path.to_str().unwrap(), "--set", "access_key_id=x"]).run().exits(64);
    assert!(ran.err.contains("region"), "{}", ran.err);
}

#[test]
fn endpoints_files_are_checked() {
    let key = key("aws");
    let file = key.folder.path().join("endpoints.json");
    for (content, word) in [
        ("[]", "JSON object"),
        ("{", "JSON object"),
        (r#"{"aws.cheese": "https://example.com"}"#, "aws.cheese"),
        (r#"{"aws.sts": "http://example.com"}"#, "https"),
        (r#"{"aws.sts": "https://user:pass@example.com"}"#, "user name"),
        (r#"{"aws.sts": "file:///etc/passwd"}"#, "URL"),
    ] {
        fs::write(&file, content).unwrap();
        let arguments = ["check", key.path.to_str().unwrap(), "--endpoints", file.to_str().unwrap()];
        let ran = onboard(arguments).run().exits(64);
        assert!(ran.err.contains(word), "{content}: {}", ran.err);
    }
}

#[test]
fn json_that_was_asked_for_comes_also_for_an_error() {
    let ran = onboard(["check", "/nowhere/at/all", "--json"]).run().exits(65);
    let error = &ran.json()["error"];
    assert_eq!(error["exit"], 65);
    assert!(error["message"].as_str().unwrap().contains("/nowhere/at/all"));
}
