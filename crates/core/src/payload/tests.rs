//! The forms that are read by people, and the demo mark in every form.

use super::*;

fn composition() -> Composition {
    let secret = |text: &str| SharedSecret::new(SecretString::new(text.to_owned()));
    let part = |name: &str| Part::Setting(name.to_owned());
    let named = |rows: Vec<(&str, Part)>| rows.into_iter().map(|(n, p)| (n.to_owned(), p)).collect::<Vec<_>>();
    let variables = named(vec![("USER", part("user")), ("KEY", Part::Secret("key".to_owned()))]);
    Composition {
        kind: ConnectionKind::CloudProvider,
        provider: "p".to_owned(),
        variant: "v".to_owned(),
        settings: [("user".to_owned(), "it's ${me}\u{1b}[31m".to_owned())].into_iter().collect(),
        secrets: [("key".to_owned(), secret("-----BEGIN\r\nEXAMPLE\n"))].into_iter().collect(),
        sheet: named(vec![
            ("Type", Part::Fixed("Cloud provider".to_owned())),
            ("Name", Part::Name),
            ("User", part("user")),
            ("Absent", part("nothing")),
            ("Key", Part::Secret("key".to_owned())),
            ("Tags", Part::Tags),
        ]),
        pkrvars: variables.clone(),
        env: variables.clone(),
        tfvars: variables,
    }
}

fn choices(secrets: SecretsAs) -> Choices {
    let tags = [("Team".to_owned(), "A, B".to_owned()), ("Env".to_owned(), "x".to_owned())].into_iter().collect();
    Choices { name: "prod".to_owned(), tags, secrets, ..Choices::default() }
}

fn text(secrets: SecretsAs, demo: bool, format: PayloadFormat) -> String {
    let payload = render(&composition(), &choices(secrets), None, demo, format);
    payload.map(|p| p.expose("compared in a test").clone()).unwrap()
}

const ALL: [PayloadFormat; 6] = [
    PayloadFormat::Json,
    PayloadFormat::Sheet,
    PayloadFormat::Pkrvars,
    PayloadFormat::Env,
    PayloadFormat::Powershell,
    PayloadFormat::Tfvars,
];

#[test]
fn the_sheet_by_hand() {
    let expect = "Type: Cloud provider\nName: prod\nUser: it's ${me}[31m\nKey:  -----BEGIN\n      EXAMPLE\n\
                  Tags: Team=A, B, Env=x\n";
    assert_eq!(text(SecretsAs::Inline, false, PayloadFormat::Sheet), expect);
    let redacted = text(SecretsAs::Redacted, false, PayloadFormat::Sheet);
    assert!(redacted.contains("\nKey:  (secret, not in this file)\n"), "{redacted}");
}

#[test]
fn every_form_by_hand() {
    for (format, expect) in [
        (PayloadFormat::Pkrvars, "USER = \"it's $${me}\\u001b[31m\"\n# KEY: secret, not in this file\n"),
        (PayloadFormat::Tfvars, "USER = \"it's $${me}\\u001b[31m\"\n# KEY: secret, not in this file\n"),
        (PayloadFormat::Env, "export USER='it'\\''s ${me}\u{1b}[31m'\n# KEY: secret, not in this file\n"),
        (PayloadFormat::Powershell, "$env:USER = 'it''s ${me}\u{1b}[31m'\n# KEY: secret, not in this file\n"),
    ] {
        assert_eq!(text(SecretsAs::Redacted, false, format), expect);
    }
}

#[test]
fn a_demo_is_marked_in_every_form_and_holds_no_secret() {
    for format in ALL {
        let refused = render(&composition(), &choices(SecretsAs::Inline), None, true, format);
        assert!(matches!(refused, Err(PayloadError::InlineInDemo)), "{format:?}");
        let text = text(SecretsAs::Redacted, true, format);
        let mark = if format == PayloadFormat::Json { "\"demo\": true" } else { "DEMO: " };
        assert!(text.contains(mark) && !text.contains("EXAMPLE"), "{format:?}: {text}");
    }
}

#[test]
fn a_script_that_is_not_ascii_is_marked_for_old_powershell() {
    let bytes = |format, text: &str| {
        let payload = SecretString::new(text.to_owned());
        file_bytes(format, &payload).expose("compared in a test").clone()
    };
    assert_eq!(bytes(PayloadFormat::Powershell, "'ü'"), "\u{feff}'ü'".as_bytes());
    assert_eq!(bytes(PayloadFormat::Powershell, "'u'"), b"'u'");
    assert_eq!(bytes(PayloadFormat::Env, "'ü'"), "'ü'".as_bytes());
}
