//! Every form of a payload and of a report, proved by its reader: an HCL parser, bash and dash, a grammar of PowerShell, the schema.
//!
//! In: the compositions of every provider and variant, filled with values that are made to break quoting. Out: each
//! reader gives back exactly the values that went in. NUL is the one exception, and is left out by design.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod readers;
mod reports;

use std::collections::BTreeMap;

use onboard_core::field::Fields;
use onboard_core::payload::{Choices, Composition, Part, PayloadFormat, SecretsAs, file_bytes, render};
use onboard_core::provider::InputKind;
use onboard_core::speech::Language;
use proptest::prelude::*;

/// What a reader found: name and value.
pub type Found = BTreeMap<String, String>;

/// Texts that mean something to one of the readers, and ordinary ones between them.
const PIECES: &[&str] = &[
    "\"",
    "'",
    ",",
    "$",
    "${",
    "$${",
    "%{",
    "%%{",
    "%",
    "}",
    "`",
    "\n",
    "\r",
    "\r\n",
    "\\",
    "\\n",
    "\\\"",
    "\u{2018}",
    "\u{2019}",
    "\u{201a}",
    "\u{201b}",
    "\u{201c}",
    "\u{201d}",
    " ",
    "  ",
    "\t",
    "#",
    "!",
    "~",
    "*",
    "?",
    "=",
    "-",
    "--",
    "@",
    "&",
    "|",
    ";",
    "<",
    ">",
    "(",
    ")",
    "[",
    "]",
    "{",
    "$(id)",
    "`id`",
    "$HOME",
    "%PATH%",
    "'@",
    "@'",
    "EOT",
    "<<EOT",
    "\u{1}",
    "\u{7f}",
    "\u{1b}[31m",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "\u{81}",
    "\u{88}",
    "ä",
    "ß",
    "中",
    "🔑",
    "e\u{301}",
    "\u{200f}",
    "word",
    "EXAMPLE",
    "0",
    "true",
    "null",
    "\\u0041",
    "\\$",
    "/*",
    "//",
    "export ",
    "$env:",
];

fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..12).prop_map(|pieces| pieces.concat());
    prop_oneof![4 => pieces, 1 => "\\PC{0,24}", 1 => any::<String>().prop_map(|s| s.replace('\0', ""))]
}

/// Every variant of every provider, with each field set to the next of these values.
fn compositions(values: &[String]) -> Vec<Composition> {
    let mut out = Vec::new();
    for provider in onboard_providers::all() {
        for variant in &provider.descriptor(Language::En).variants {
            let mut fields = Fields::default();
            for (field, value) in variant.fields.iter().zip(values.iter().cycle()) {
                match field.input {
                    InputKind::Secret | InputKind::SecretLines => fields.set_secret(&field.name, value.clone(), "test"),
                    _ => fields.set(&field.name, value.clone(), "test"),
                }
            }
            out.push(provider.compose(&variant.id, &fields));
        }
    }
    assert!(out.len() >= 2, "no compositions");
    out
}

/// What the reader must find: each variable whose part has a value.
fn expected(composition: &Composition, names: &[(String, Part)]) -> Found {
    let value = |part: &Part| match part {
        Part::Setting(name) => composition.settings.get(name).cloned(),
        Part::Secret(name) => composition.secrets.get(name).map(|s| s.expose("compared in a test").clone()),
        Part::Fixed(text) => Some(text.clone()),
        other => panic!("{other:?} is no value of a variable"),
    };
    names.iter().filter_map(|(name, part)| Some((name.clone(), value(part)?))).collect()
}

fn text(composition: &Composition, format: PayloadFormat) -> String {
    let choices = Choices { name: "x".to_owned(), secrets: SecretsAs::Inline, ..Choices::default() };
    let payload = render(composition, &choices, None, false, format).unwrap();
    let bytes = file_bytes(format, &payload);
    String::from_utf8(bytes.expose("read back in a test").clone()).unwrap()
}

fn hcl(values: &[String]) {
    for composition in compositions(values) {
        for (format, names) in
            [(PayloadFormat::Pkrvars, &composition.pkrvars), (PayloadFormat::Tfvars, &composition.tfvars)]
        {
            let text = text(&composition, format);
            let found = readers::hcl(&text);
            assert_eq!(found, expected(&composition, names), "{format:?}\n{text}");
        }
    }
}

#[cfg(unix)]
fn shells(values: &[String]) {
    for composition in compositions(values) {
        let text = text(&composition, PayloadFormat::Env);
        let expect = expected(&composition, &composition.env);
        for shell in ["bash", "dash"] {
            assert_eq!(readers::shell(shell, &text, expect.keys()), expect, "{shell}\n{text}");
        }
    }
}

fn powershell(values: &[String]) {
    for composition in compositions(values) {
        let text = text(&composition, PayloadFormat::Powershell);
        assert_eq!(readers::powershell(&text), expected(&composition, &composition.env), "{text}");
    }
}

fn json(values: &[String]) {
    for composition in compositions(values) {
        let document: serde_json::Value = serde_json::from_str(&text(&composition, PayloadFormat::Json)).unwrap();
        for (name, value) in &composition.settings {
            assert_eq!(document["settings"][name], *value);
        }
        for (name, secret) in &composition.secrets {
            assert_eq!(document["secrets"][name]["value"], *secret.expose("compared in a test"));
        }
    }
}

/// Each piece alone, doubled, between letters and at both ends, so that no piece is left to chance.
fn each_piece() -> Vec<Vec<String>> {
    let forms = |p: &&str| {
        vec![
            (*p).to_owned(),
            format!("{p}{p}"),
            format!("a{p}b"),
            format!("{p}end"),
            format!("start{p}"),
            format!(" {p} "),
        ]
    };
    let mut all: Vec<String> = PIECES.iter().flat_map(forms).collect();
    all.extend(PIECES.iter().flat_map(|p| PIECES.iter().map(move |q| format!("x{p}{q}y"))).step_by(7));
    all.chunks(8).map(<[String]>::to_vec).collect()
}

#[test]
fn every_piece_survives_every_reader() {
    for values in each_piece() {
        hcl(&values);
        powershell(&values);
        json(&values);
    }
}

#[cfg(unix)]
#[test]
fn every_piece_survives_the_shells() {
    for values in each_piece() {
        shells(&values);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn packer_and_terraform_read_it_back(values in prop::collection::vec(hostile(), 5..9)) {
        hcl(&values);
    }

    #[test]
    fn powershell_reads_it_back(values in prop::collection::vec(hostile(), 5..9)) {
        powershell(&values);
    }

    #[test]
    fn json_reads_it_back(values in prop::collection::vec(hostile(), 5..9)) {
        json(&values);
    }
}

#[cfg(unix)]
proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bash_and_dash_read_it_back(values in prop::collection::vec(hostile(), 5..9)) {
        shells(&values);
    }
}

#[test]
fn nul_is_left_out() {
    let values = vec!["be\0fore".to_owned()];
    for composition in compositions(&values) {
        for format in [PayloadFormat::Pkrvars, PayloadFormat::Env, PayloadFormat::Powershell, PayloadFormat::Tfvars] {
            let text = text(&composition, format);
            assert!(!text.contains('\0') && text.contains("before"), "{format:?}\n{text}");
        }
    }
}
