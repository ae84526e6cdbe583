//! Holds the committed reference (`docs/schema`, `docs/completions`, `docs/cli.md`) to what the program prints.
//! With `ONBOARD_WRITE_REFERENCE=1` the files are written instead.

use std::path::{Path, PathBuf};
use std::{env, fs};

use clap::{Command, CommandFactory};
use clap_complete::Shell;

use crate::args::{Arguments, Document};
use crate::schema::{completion, schema};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

fn check(name: &str, expect: &[u8]) {
    let path = docs().join(name);
    if env::var_os("ONBOARD_WRITE_REFERENCE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, expect).unwrap();
        return;
    }
    let found = fs::read(&path).unwrap_or_default();
    let same = String::from_utf8_lossy(&found).replace("\r\n", "\n") == String::from_utf8_lossy(expect);
    assert!(same, "docs/{name} is not what the program says; run: ONBOARD_WRITE_REFERENCE=1 cargo test -p onboard-cli");
}

#[test]
fn schemas() {
    for (name, document) in
        [("report", Document::Report), ("payload", Document::Payload), ("endpoints", Document::Endpoints)]
    {
        let text = format!("{}\n", serde_json::to_string_pretty(&schema(document)).unwrap());
        check(&format!("schema/{name}.json"), text.as_bytes());
    }
}

#[test]
fn completions() {
    for (name, shell) in [
        ("onboard.bash", Shell::Bash),
        ("_onboard", Shell::Zsh),
        ("onboard.fish", Shell::Fish),
        ("_onboard.ps1", Shell::PowerShell),
    ] {
        check(&format!("completions/{name}"), &completion(shell));
    }
}

#[test]
fn command_line() {
    let mut command = Arguments::command();
    command.build();
    let mut text = String::from("# The command line\n\nMade from `onboard --help`; do not edit.\n");
    describe(&mut command, "", &mut text);
    check("cli.md", text.as_bytes());
}

/// A section a command, with its help as it is printed in 100 columns.
fn describe(command: &mut Command, before: &str, text: &mut String) {
    let name = format!("{before}{}", command.get_name());
    let mut help = command.clone().term_width(100);
    let help = help.render_long_help().to_string();
    let help: Vec<_> = help.lines().map(str::trim_end).collect();
    text.push_str(&format!("\n## {name}\n\n```text\n{}\n```\n", help.join("\n").trim_end()));
    for sub in command.get_subcommands_mut().filter(|s| s.get_name() != "help") {
        describe(sub, &format!("{name} "), text);
    }
}

#[test]
fn arguments_are_sound() {
    Arguments::command().debug_assert();
}
