//! One line a carrier: a text in, keys out.

use onboard_core::carrier::{Input, decode};
use onboard_core::field::FieldValue;
use onboard_core::provider::{Parsed, Provider as _};
use onboard_core::speech::{Language, Speech};
use proptest::prelude::*;

use crate::aws::PROVIDER;

const ID: &str = "AKIAXYAFLIG2DFBKVWHJ";
const TEMPORARY: &str = "ASIAY34FZKBOKMUTVV7A";
const SECRET: &str = "abcdefghijABCDEFGHIJ0123456789+/abcdefgh";

fn parsed(origin: &str, text: &str) -> Vec<Parsed> {
    let speech = Speech::of(PROVIDER.texts(), Language::En);
    let decoded = decode(&Input::new(origin, text.as_bytes().to_vec()), &speech);
    PROVIDER.parse(&decoded, &speech)
}

/// A key as one line: `kind label id secret token region`, with `-` for what is absent.
fn line(parsed: &Parsed) -> String {
    let value = |name: &str| match parsed.fields.get(name).map(|f| &f.value) {
        Some(FieldValue::Plain(text)) => text.clone(),
        Some(FieldValue::Secret(secret)) => match secret.expose("compared in a test").as_str() {
            SECRET => "SECRET".to_owned(),
            other => other.to_owned(),
        },
        None => "-".to_owned(),
    };
    let label = parsed.label.clone().unwrap_or_else(|| "-".to_owned());
    let [id, secret, token, region] =
        ["access_key_id", "secret_access_key", "session_token", "region"].map(value);
    format!("{} {label} {id} {secret} {token} {region}", parsed.kind)
}

fn check(text: &str, expect: &[&str]) {
    let text = text.replace("«id»", ID).replace("«tmp»", TEMPORARY).replace("«secret»", SECRET);
    let expect: Vec<String> = expect.iter().map(|l| l.replace("«id»", ID).replace("«tmp»", TEMPORARY).replace("«secret»", "SECRET")).collect();
    assert_eq!(parsed("f", &text).iter().map(line).collect::<Vec<_>>(), expect, "{text}");
}

#[test]
fn tables() {
    let one = &["console-csv - «id» «secret» - -"];
    check("Access key ID,Secret access key\r\n«id»,«secret»\r\n", one);
    check("\u{feff}Access key ID,Secret access key\n«id»,«secret»", one);
    check("\"Access key ID\";\"Secret access key\"\n\"«id»\";\"«secret»\"\n", one);
    check("User Name,Access Key Id,Secret Access Key\nann,«id»,«secret»\n", &["console-csv ann «id» «secret» - -"]);
    check(
        "User name,Password,Access key ID,Secret access key,Console login link\nann,\"p,w\",«id»,«secret»,https://1.signin\nbob,,«id»,«secret»,x\n",
        &["console-csv ann «id» «secret» - -", "console-csv bob «id» «secret» - -"],
    );
    check("Access key ID,Secret access key\n«id»,«secret»\n«id»,«secret»", &[
        "console-csv row 2 «id» «secret» - -",
        "console-csv row 3 «id» «secret» - -",
    ]);
    // In each other's column: put right, so that the secret is never shown as an id.
    check("Access key ID,Secret access key\n«secret»,«id»", one);
    check("AWSAccessKeyId=«id»\r\nAWSSecretKey=«secret»\r\n", &["rootkey-csv - «id» «secret» - -"]);
    check("Name,Value\na,b\n", &[]);
}

#[test]
fn tables_say_what_is_wrong() {
    let codes = |text: &str| -> Vec<String> {
        parsed("f", text).iter().flat_map(|p| p.findings.iter().map(|f| f.code.clone())).collect()
    };
    assert_eq!(codes("Access key ID,Secret access key\n"), ["aws-row-incomplete"]);
    assert_eq!(codes(&format!("Access key ID,Secret access key\n{ID},\n")), ["aws-row-incomplete"]);
    assert_eq!(codes(&format!("AWSAccessKeyId={ID}\nAWSSecretKey={SECRET}")), ["aws-root-key"]);
    assert_eq!(codes(&format!("Access key ID,Secret access key\n{SECRET},{ID}")), ["aws-fields-swapped-back"]);
}

#[test]
fn variables() {
    let one = &["environment - «id» «secret» - -"];
    check("export AWS_ACCESS_KEY_ID=«id»\nexport AWS_SECRET_ACCESS_KEY=«secret»\n", one);
    check("export AWS_ACCESS_KEY_ID=\"«id»\"\nexport AWS_SECRET_ACCESS_KEY='«secret»'", one);
    check("export AWS_ACCESS_KEY_ID=\u{201c}«id»\u{201d}\nexport AWS_SECRET_ACCESS_KEY=\u{201c}«secret»\u{201d}", one);
    check("ann@host:~$ export AWS_ACCESS_KEY_ID=«id» AWS_SECRET_ACCESS_KEY=«secret»; aws s3 ls", one);
    check("C:\\> set AWS_ACCESS_KEY_ID=«id»\r\nC:\\>SET AWS_SECRET_ACCESS_KEY=«secret»\r\n", one);
    check("set \"AWS_ACCESS_KEY_ID=«id»\"&&set \"AWS_SECRET_ACCESS_KEY=«secret»\"", one);
    check("setx AWS_ACCESS_KEY_ID «id»\nsetx AWS_SECRET_ACCESS_KEY «secret»", one);
    check("PS C:\\> $Env:AWS_ACCESS_KEY_ID=\"«id»\"\nPS C:\\> $env:aws_secret_access_key = '«secret»'", one);
    check("[Environment]::SetEnvironmentVariable('AWS_ACCESS_KEY_ID', '«id»')\n[Environment]::SetEnvironmentVariable('AWS_SECRET_ACCESS_KEY', '«secret»')", one);
    check("set -gx AWS_ACCESS_KEY_ID «id»\nset -gx AWS_SECRET_ACCESS_KEY «secret»", one);
    check("AWS_ACCESS_KEY_ID: «id»\nAWS_SECRET_ACCESS_KEY: «secret»", one);
    check("{\"AWS_ACCESS_KEY_ID\": \"«id»\", \"AWS_SECRET_ACCESS_KEY\": \"«secret»\"}", one);
    check(
        "export AWS_ACCESS_KEY_ID=«tmp»\nexport AWS_SECRET_ACCESS_KEY=«secret»\nexport AWS_SECURITY_TOKEN=tok/en==\nexport AWS_DEFAULT_REGION=eu-west-1",
        &["environment - «tmp» «secret» tok/en== eu-west-1"],
    );
    check(
        "export AWS_ACCESS_KEY_ID=«id»\nexport AWS_SECRET_ACCESS_KEY=«secret»\nexport AWS_ACCESS_KEY_ID=«tmp»\nexport AWS_SECRET_ACCESS_KEY=«secret»\nexport AWS_SESSION_TOKEN=t",
        &["environment from line 1 «id» «secret» - -", "environment from line 3 «tmp» «secret» t -"],
    );
    check("export PATH=/bin\nMY_AWS_ACCESS_KEY_ID_FILE=x", &[]);
}

#[test]
fn profiles() {
    check(
        "[default]\naws_access_key_id = «id»\naws_secret_access_key = «secret»\n\n[profile prod]\nregion=eu-west-1\naws_access_key_id=«tmp»\naws_secret_access_key=«secret» # old\naws_security_token=t\ns3 =\n  aws_access_key_id = x\n",
        &["credentials-file default «id» «secret» - -", "credentials-file prod «tmp» «secret» t eu-west-1"],
    );
    check(
        "[profile a]\nregion = us-east-2\n[a]\naws_access_key_id=«id»\naws_secret_access_key=«secret»",
        &["credentials-file a «id» «secret» - us-east-2"],
    );
    check("aws_access_key_id=«id»\naws_secret_access_key=«secret»", &["credentials-file - «id» «secret» - -"]);
    check(
        "[123456789012_Admin]\naws_access_key_id=«tmp»\naws_secret_access_key=«secret»\naws_session_token=t==",
        &["credentials-file 123456789012_Admin «tmp» «secret» t== -"],
    );
    check("[profile x]\nregion = eu-west-1\noutput = json", &[]);
    check("[section]\nkey = value", &[]);
}

#[test]
fn profiles_that_hold_no_key_are_explained_and_nothing_is_run() {
    let codes = |text: &str| -> Vec<String> {
        let found = parsed("config", text);
        assert!(found.iter().all(|p| p.variant.is_none()), "{text}");
        found.iter().flat_map(|p| p.findings.iter().map(|f| f.code.clone())).collect()
    };
    assert_eq!(codes("[profile a]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = b"), ["aws-profile-role"]);
    assert_eq!(
        codes("[profile a]\nrole_arn=r\nsource_profile=b\n[profile b]\nrole_arn=r\nsource_profile=a"),
        ["aws-profile-loop", "aws-profile-loop"]
    );
    assert_eq!(codes("[profile a]\nsso_session = s\nsso_account_id = 1\n[sso-session s]\nsso_region = x"), ["aws-profile-sso"]);
    assert_eq!(codes("[profile a]\ncredential_process = rm -rf /"), ["aws-profile-process"]);
    assert_eq!(codes("[profile a]\nrole_arn=r\nweb_identity_token_file = /etc/passwd"), ["aws-profile-web-identity"]);
    assert_eq!(codes("[a]\naws_access_key_id = x"), ["aws-profile-incomplete"]);
}

#[test]
fn profiles_keep_places_and_warn() {
    let text = format!("[prod]\naws_access_key_id = {ID}\naws_secret_access_key = x\naws_secret_access_key = {SECRET}\nendpoint_url = https://evil.example\n");
    let found = &parsed("credentials", &text)[0];
    assert_eq!(found.fields.get("access_key_id").unwrap().provenance, "credentials, profile prod, line 2");
    let codes: Vec<&str> = found.findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["aws-value-twice", "aws-host-ignored"]);
    assert_eq!(found.findings[0].line, Some(4));
}

#[test]
fn documents() {
    check(
        "{\"Credentials\": {\"AccessKeyId\": \"«tmp»\", \"SecretAccessKey\": \"«secret»\", \"SessionToken\": \"t\", \"Expiration\": \"2026-01-01T00:00:00Z\"}, \"AssumedRoleUser\": {}}",
        &["assume-role-json - «tmp» «secret» t -"],
    );
    check(
        "{\"Version\": 1, \"AccessKeyId\": \"«id»\", \"SecretAccessKey\": \"«secret»\"}",
        &["assume-role-json - «id» «secret» - -"],
    );
    check(
        "$ aws iam create-access-key --user-name ann\n{\"AccessKey\": {\"UserName\": \"ann\", \"AccessKeyId\": \"«id»\", \"SecretAccessKey\": \"«secret»\"}}\n$ ",
        &["access-key-json ann «id» «secret» - -"],
    );
    check(
        "{\"roleCredentials\": {\"accessKeyId\": \"«tmp»\", \"secretAccessKey\": \"«secret»\", \"sessionToken\": \"t\", \"expiration\": 1700000000000}}",
        &["assume-role-json - «tmp» «secret» t -"],
    );
    check("{\"type\": \"service_account\"}", &[]);
    check("[1, 2", &[]);
}

#[test]
fn provenance_names_the_place() {
    let found = &parsed("accessKeys.csv", &format!("Access key ID,Secret access key\n{ID},{SECRET}"))[0];
    assert_eq!(found.fields.get("secret_access_key").unwrap().provenance, "accessKeys.csv, column 2");
}

proptest! {
    #[test]
    fn no_text_fails(text in "\\PC{0,200}", lines in proptest::collection::vec(PIECES, 0..12)) {
        let _ = parsed("f", &text);
        let _ = parsed("f", &lines.join(""));
    }
}

/// Pieces that lead deep into each reader.
const PIECES: &str = "(\\[|\\]|profile |aws_access_key_id|aws_secret_access_key|=| |#|\n|\"|'|\\{|\\}|,|;|AWS_ACCESS_KEY_ID|Access key ID|AccessKeyId|SecretAccessKey|:|ä|\t|role_arn|source_profile)";
