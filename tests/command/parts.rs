//! A credential in several files: `--with` and `--secret-file`.

use std::fs;
use std::path::Path;

use crate::harness::{key, onboard};

const SECRET: &str = "Zq3mTnUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const OTHER: &str = "bPxRfiCYEXAMPLEKEYwJalrXUtnFEMI/K7MDENGa";

fn file(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_part_fills_in_and_replaces_and_says_where_it_comes_from() {
    let folder = tempfile::tempdir().unwrap();
    let first = file(
        folder.path(),
        "first.env",
        &format!("export AWS_ACCESS_KEY_ID=AKIATESTTESTEXAMPLE2\nexport AWS_SECRET_ACCESS_KEY={SECRET}\n"),
    );
    let second = file(
        folder.path(),
        "second.env",
        &format!(
            "export AWS_ACCESS_KEY_ID=AKIATESTTESTEXAMPLE3\nexport AWS_SECRET_ACCESS_KEY={OTHER}\nexport AWS_REGION=eu-west-3\n"
        ),
    );
    let secrets = [SECRET.to_owned(), OTHER.to_owned()];
    let words = ["inspect", &first, "--with", &second, "--json"];
    let fields = onboard(words).hides(&secrets).run().exits(0).json()["inputs"][0]["fields"].clone();
    assert_eq!(fields["access_key_id"]["value"], "AKIATESTTESTEXAMPLE3");
    for name in ["access_key_id", "secret_access_key", "region"] {
        let provenance = fields[name]["provenance"].as_str().unwrap();
        assert!(provenance.contains("second.env"), "{name}: {provenance}");
    }
    // A secret field alone, without the line end at its end.
    let secret = file(folder.path(), "secret.txt", &format!("{OTHER}\r\n"));
    let named = format!("secret_access_key={secret}");
    let words = ["inspect", &first, "--secret-file", &named, "--json"];
    let fields = onboard(words).hides(&secrets).run().exits(0).json()["inputs"][0]["fields"].clone();
    assert_eq!(fields["access_key_id"]["value"], "AKIATESTTESTEXAMPLE2");
    assert!(fields["secret_access_key"]["provenance"].as_str().unwrap().contains("secret.txt"));
    let out = folder.path().join("out.env");
    let words = ["payload", &first, "--secret-file", &named, "--name", "x", "--format", "env", "--secrets", "inline"];
    onboard(words.into_iter().chain(["--out", out.to_str().unwrap()])).hides(&secrets).run().exits(0);
    let env = fs::read_to_string(&out).unwrap();
    assert!(env.contains(OTHER) && !env.contains(SECRET), "the file of the secret counts");
    // `check` takes the same words.
    let calls =
        onboard(["check", &first, "--with", &second, "--calls", "--json"]).hides(&secrets).run().exits(0).json();
    assert!(calls.to_string().contains("eu-west-3"), "{calls}");
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let aws = key("aws");
    let google = key("google");
    let path = aws.path.to_str().unwrap();
    let secrets: Vec<String> = aws.secrets.iter().chain(&google.secrets).cloned().collect();
    let folder = aws.folder.path();
    let both = format!(
        "[a]\naws_access_key_id = AKIATESTTESTEXAMPLE2\naws_secret_access_key = {SECRET}\n[b]\n\
         aws_access_key_id = AKIATESTTESTEXAMPLE3\naws_secret_access_key = {OTHER}\n"
    );
    let both = file(folder, "credentials", &both);
    let google = google.path.to_str().unwrap();
    for (words, code, word) in [
        (&["--with", google][..], 65, "google"),
        (&["--with", "/nowhere"], 65, "/nowhere"),
        (&["--with", &both], 64, "several"),
        (&["--secret-file", "access_key_id=x"], 64, "secret_access_key"),
        (&["--secret-file", "no-such=x"], 64, "secret_access_key"),
        (&["--secret-file", SECRET], 64, "NAME=FILE"),
        (&["--secret-file", "secret_access_key=/nowhere/EXAMPLE"], 65, "secret_access_key"),
        (&["--with", "-", "--secret-file", "secret_access_key=-"], 64, "twice"),
    ] {
        for command in ["inspect", "check"] {
            let secrets: Vec<String> = secrets.iter().cloned().chain([SECRET.to_owned()]).collect();
            let ran =
                onboard([command, path].into_iter().chain(words.iter().copied())).hides(&secrets).run().exits(code);
            assert!(ran.err.contains(word), "{command} {words:?}: {}", ran.err);
            assert!(ran.out.is_empty(), "{command} {words:?}");
        }
    }
    for inputs in [&["inspect", path, path, "--with", path][..], &["inspect", folder.to_str().unwrap(), "--with", path]]
    {
        onboard(inputs).run().exits(64);
    }
}
