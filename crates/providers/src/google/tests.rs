//! The catalogue, the sentences, the form, and the oracle.

use std::collections::BTreeSet;

use onboard_core::field::Fields;
use onboard_core::payload::{Choices, PayloadFormat, SecretsAs};
use onboard_core::requirement::Level;
use rsa::pkcs1::EncodeRsaPrivateKey as _;
use rsa::pkcs8::{EncodePrivateKey as _, LineEnding};

use super::*;

/// Keys for tests: made here, from a seed, and of no service.
pub(super) mod keys {
    use std::sync::LazyLock;

    use rand::SeedableRng as _;

    use super::*;

    pub fn rsa(bits: usize, seed: u64) -> rsa::RsaPrivateKey {
        rsa::RsaPrivateKey::new(&mut rand_chacha::ChaCha20Rng::seed_from_u64(seed), bits).unwrap()
    }

    pub static KEY: LazyLock<rsa::RsaPrivateKey> = LazyLock::new(|| rsa(2048, 7));

    pub fn pkcs8() -> String {
        KEY.to_pkcs8_pem(LineEnding::LF).unwrap().to_string()
    }

    pub fn pkcs1() -> String {
        KEY.to_pkcs1_pem(LineEnding::LF).unwrap().to_string()
    }

    /// A whole key file, as the console writes it.
    pub fn file() -> serde_json::Map<String, serde_json::Value> {
        let value = serde_json::json!({
            "type": "service_account",
            "project_id": "image-builds-1",
            "private_key_id": "0123456789abcdef0123456789abcdef01234567",
            "private_key": pkcs8(),
            "client_email": "builder@image-builds-1.iam.gserviceaccount.com",
            "client_id": "100000000000000000001",
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": "https://oauth2.googleapis.com/token",
            "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
            "client_x509_cert_url": "https://www.googleapis.com/robot/v1/metadata/x509/builder%40image-builds-1.iam.gserviceaccount.com",
            "universe_domain": "googleapis.com"
        });
        value.as_object().unwrap().clone()
    }

    /// The key file with some members changed; `null` takes one out.
    pub fn file_with(changes: &[(&str, serde_json::Value)]) -> String {
        let mut file = file();
        for (name, value) in changes {
            if value.is_null() {
                file.shift_remove(*name);
            } else {
                file.insert((*name).to_owned(), value.clone());
            }
        }
        serde_json::to_string_pretty(&file).unwrap()
    }
}

pub(super) fn speech(language: Language) -> Speech {
    Speech::of(TEXTS.clone(), language)
}

/// What parse makes of a text.
pub(super) fn parsed(text: &str) -> Vec<Parsed> {
    let speech = speech(Language::En);
    let input = onboard_core::carrier::Input::new("key.json", text.as_bytes().to_vec());
    PROVIDER.parse(&onboard_core::carrier::decode(&input, &speech), &speech)
}

/// The fields of a text that holds one key.
pub(super) fn fields(text: &str) -> Fields {
    let mut parsed = parsed(text);
    assert_eq!(parsed.len(), 1);
    parsed.remove(0).fields
}

#[test]
fn the_catalogue_is_that_of_the_facts() {
    let catalogue = Catalogue::load(include_str!("requirements.toml")).unwrap();
    let of = |level| catalogue.iter().filter(|r| r.level == level).count();
    assert_eq!((of(Level::Required), of(Level::Optional), of(Level::Conditional)), (26, 6, 9));
    let required: Vec<_> = catalogue.iter().filter(|r| r.level == Level::Required).map(|r| &r.permission).collect();
    assert_eq!(required.first().unwrap().as_str(), "compute.zones.get");
    assert_eq!(required.last().unwrap().as_str(), "iam.serviceAccounts.actAs");
    assert!(catalogue.by_permission("resourcemanager.projects.list").is_none());
    let descriptor = PROVIDER.descriptor(Language::En);
    let known = |list: &[onboard_core::provider::Choosable], id: &String| list.iter().any(|c| c.id == *id);
    for requirement in catalogue.iter() {
        assert!(known(&descriptor.groups, &requirement.group), "{}", requirement.group);
        assert!(requirement.purposes.iter().all(|p| known(&descriptor.purposes, p)));
        assert!(requirement.options.iter().all(|o| known(&descriptor.options, o)));
    }
    assert!(catalogue.len() <= 100, "one call takes no more");
}

#[test]
fn scripted_actions_need_little_by_themselves() {
    let choice = Choice { purposes: vec!["scripted-actions".to_owned()], options: Vec::new() };
    let chosen = CATALOGUE.chosen(&choice);
    let permissions: Vec<_> = chosen.iter().map(|r| r.permission.as_str()).collect();
    assert_eq!(permissions, ["compute.projects.get", "serviceusage.services.get"]);
}

fn ids(ftl: &str) -> BTreeSet<String> {
    let mut message = String::new();
    let mut out = BTreeSet::new();
    for line in ftl.lines().filter(|l| !l.starts_with('#')) {
        let Some((name, _)) = line.split_once(" =") else { continue };
        match name.strip_prefix("    .") {
            Some(attribute) => assert!(out.insert(format!("{message}.{attribute}")), "{line}"),
            None => {
                message = name.to_owned();
                assert!(out.insert(name.to_owned()), "{line} stands twice");
            }
        }
    }
    out
}

#[test]
fn both_languages_have_the_same_sentences() {
    let (en, de) = (include_str!("text/en.ftl"), include_str!("text/de.ftl"));
    assert_eq!(Texts::faults(en), Vec::<String>::new());
    assert_eq!(Texts::faults(de), Vec::<String>::new());
    assert_eq!(ids(en), ids(de));
    let placeables = |ftl: &str| {
        let found = regex::Regex::new(r"(?m)^([a-z][\w-]*) = (.*)$").unwrap();
        let values = regex::Regex::new(r"\{ \$(\w+) \}").unwrap();
        let of = |text: &str| values.captures_iter(text).map(|v| v[1].to_owned()).collect::<BTreeSet<_>>();
        found.captures_iter(ftl).map(|c| (c[1].to_owned(), of(&c[2]))).collect::<Vec<_>>()
    };
    assert_eq!(placeables(en), placeables(de));
}

/// Every text in quotation marks in the code that is an id of a sentence must have its sentence.
#[test]
fn every_id_in_the_code_has_its_sentence() {
    let sources = [
        include_str!("describe.rs"),
        include_str!("inspect.rs"),
        include_str!("key.rs"),
        include_str!("parse/mod.rs"),
        include_str!("parse/find.rs"),
        include_str!("parse/kinds.rs"),
        include_str!("probe/mod.rs"),
        include_str!("probe/api.rs"),
        include_str!("probe/permissions.rs"),
        include_str!("probe/project.rs"),
        include_str!("probe/shared.rs"),
        include_str!("probe/tell.rs"),
        include_str!("probe/token.rs"),
        include_str!("remediate/mod.rs"),
    ];
    let known = ids(include_str!("text/en.ftl"));
    let literal = regex::Regex::new(r#""(google-[a-z0-9-]+[a-z0-9])""#).unwrap();
    let mut count = 0;
    for source in sources {
        for found in literal.captures_iter(source) {
            // `google-type-service-account` is no refusal and is never told.
            if &found[1] != "google-type-service-account" {
                assert!(known.contains(&found[1]), "{} has no sentence", &found[1]);
                count += 1;
            }
        }
    }
    assert!(count > 80, "the search finds nothing any more: {count}");
    // Causes that are put behind `google-` when they are told.
    for cause in [
        "throttled", "service-error", "unexpected-answer", "truncated-answer", "token-not-accepted", "access-refused",
        "permission-missing", "not-found", "name-not-valid", "api-disabled", "billing-disabled",
        "vpc-service-controls", "signature-refused", "account-not-found", "account-disabled", "client-gone",
        "grant-refused", "delegation-needed", "request-not-accepted",
    ] {
        assert!(known.contains(&format!("google-{cause}")), "{cause}");
    }
}

#[test]
fn the_form_says_everything() {
    for language in [Language::En, Language::De] {
        let descriptor = PROVIDER.descriptor(language);
        let variant = descriptor.variant(VARIANT).unwrap();
        for field in &variant.fields {
            assert!(!field.label.starts_with("google-") && !field.hint.is_empty(), "{}", field.name);
        }
        let chosen = descriptor.purposes.iter().chain(&descriptor.options).chain(&descriptor.groups);
        for choice in chosen {
            assert!(!choice.label.starts_with("google-") && !choice.detail.is_empty(), "{}", choice.id);
        }
        for step in &descriptor.guide {
            assert!(!step.title.starts_with("google-") && !step.text.is_empty(), "{}", step.title);
            assert!(step.link.is_empty() || step.link.starts_with("https://"));
        }
        assert!(descriptor.icon.starts_with("<svg") && descriptor.icon.contains("currentColor"));
        assert!(!descriptor.accepts.starts_with("google-"));
    }
}

fn written(fields: &Fields, format: PayloadFormat, secrets: SecretsAs) -> String {
    let choices = Choices { name: "images".to_owned(), secrets, ..Choices::default() };
    let composition = PROVIDER.compose(VARIANT, fields);
    let text = onboard_core::payload::render(&composition, &choices, None, false, format).unwrap();
    text.expose("test").clone()
}

#[test]
fn payloads() {
    let mut fields = fields(&keys::file_with(&[]));
    fields.set("zone", "europe-west3-a", "test");
    fields.set("project", "other-project", "test");
    let json: serde_json::Value =
        serde_json::from_str(&written(&fields, PayloadFormat::Json, SecretsAs::Redacted)).unwrap();
    assert_eq!(json["settings"]["project"], "other-project");
    assert_eq!(json["settings"]["project_id"], "image-builds-1");
    assert_eq!(json["secrets"]["credentials_json"]["redacted"], true);
    let json: serde_json::Value =
        serde_json::from_str(&written(&fields, PayloadFormat::Json, SecretsAs::Inline)).unwrap();
    let inner: serde_json::Value =
        serde_json::from_str(json["secrets"]["credentials_json"]["value"].as_str().unwrap()).unwrap();
    assert_eq!(inner, serde_json::Value::Object(keys::file()), "what is delivered is what was imported");
    let pkrvars = written(&fields, PayloadFormat::Pkrvars, SecretsAs::Redacted);
    assert!(pkrvars.contains("project_id = \"other-project\"\nzone = \"europe-west3-a\""), "{pkrvars}");
    assert!(pkrvars.contains("# credentials_json: secret"), "{pkrvars}");
    let env = written(&fields, PayloadFormat::Env, SecretsAs::Inline);
    assert!(env.contains("export GOOGLE_CREDENTIALS='{") && env.contains("CLOUDSDK_CORE_PROJECT=other-project"));
    let sheet = written(&fields, PayloadFormat::Sheet, SecretsAs::Redacted);
    assert!(sheet.contains("Service account key file (JSON)"), "{sheet}");
    for format in [PayloadFormat::Json, PayloadFormat::Sheet, PayloadFormat::Pkrvars, PayloadFormat::Env] {
        let text = written(&fields, format, SecretsAs::Redacted);
        assert!(keys::pkcs8().lines().filter(|l| l.len() > 30).all(|l| !text.contains(l)));
    }
}

/// The official crate as an oracle: it takes what we take (but for PKCS#1, of which a finding tells), and what it
/// signs, our reading of the key verifies.
#[tokio::test]
async fn the_official_crate_agrees() {
    use google_cloud_auth::credentials::service_account::{AccessSpecifier, Builder};
    let _ = rustls::crypto::ring::default_provider().install_default();
    let escaped = keys::pkcs8().replace('\n', "\\n");
    let one_line = keys::pkcs8().replace('\n', " ");
    let longer = keys::rsa(3072, 11).to_pkcs8_pem(LineEnding::LF).unwrap().to_string();
    for pem in [keys::pkcs8(), escaped, one_line, longer] {
        let fields = fields(&keys::file_with(&[("private_key", pem.into())]));
        let document = KeyFile::of(&fields).unwrap().document();
        let credentials = Builder::new(serde_json::from_str(&document).unwrap())
            .with_access_specifier(AccessSpecifier::from_scopes([key::SCOPE]))
            .build_access_token_credentials()
            .unwrap();
        let token = credentials.access_token().await.unwrap().token;
        let ours = GoogleCredential::of(&fields).unwrap();
        assert!(ours.key.verifies(&onboard_core::secret::SecretString::new(token)));
    }
}
