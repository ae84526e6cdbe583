//! What is recognised, in every form in which it is carried, and what is not.

use onboard_core::provider::Parsed;

use crate::azure::tests::{CLIENT, SECRET, SUBSCRIPTION, TENANT, codes, parsed};

const OTHER: &str = "0d9c8b7a-6f5e-4d3c-9b2a-1908f7e6d5c4";

/// Client, tenant, secret and subscription of a credential.
fn values(parsed: &Parsed) -> [String; 4] {
    let plain = |name: &str| parsed.fields.plain(name).unwrap_or_default().to_owned();
    let secret = parsed.fields.secret("client_secret").map(|s| s.expose("test").clone()).unwrap_or_default();
    [plain("client_id"), plain("tenant_id"), secret, plain("subscription_id")]
}

#[track_caller]
fn check(text: &str, kind: &str, subscription: &str, expect: &[&str]) {
    let all = parsed(text);
    assert_eq!(all.len(), 1, "{text}: {all:?}");
    assert_eq!((all[0].kind.as_str(), all[0].variant.as_deref()), (kind, Some("client-secret")), "{text}");
    assert_eq!(values(&all[0]), [CLIENT, TENANT, SECRET, subscription], "{text}");
    assert_eq!(codes(&all[0].findings), expect, "{text}");
    assert!(all[0].findings.iter().all(|f| f.message != f.code && !f.message.contains(SECRET)));
}

fn json() -> String {
    format!(r#"{{
  "appId": "{CLIENT}",
  "displayName": "xoap-image-principal",
  "password": "{SECRET}",
  "tenant": "{TENANT}"
}}"#)
}

fn auth(login: &str, arm: &str) -> String {
    format!(
        r#"{{"clientId": "{CLIENT}", "clientSecret": "{SECRET}", "subscriptionId": "{SUBSCRIPTION}", "tenantId": "{TENANT}",
  "activeDirectoryEndpointUrl": "{login}", "resourceManagerEndpointUrl": "{arm}",
  "activeDirectoryGraphResourceId": "https://graph.windows.net/", "sqlManagementEndpointUrl": "https://management.core.windows.net:8443/",
  "galleryEndpointUrl": "https://gallery.azure.com/", "managementEndpointUrl": "https://management.core.windows.net/"}}"#
    )
}

#[test]
fn create_for_rbac() {
    check(&json(), "create-for-rbac", "", &[]);
    assert_eq!(parsed(&json())[0].label.as_deref(), Some("xoap-image-principal"));
    let older = json().replace("\"password\"", "\"name\": \"http://xoap-image-principal\",\n  \"password\"");
    check(&older, "create-for-rbac", "", &[]);
    let oldest = older.replace("  \"displayName\": \"xoap-image-principal\",\n", "");
    check(&oldest, "create-for-rbac", "", &[]);
    assert_eq!(parsed(&oldest)[0].label.as_deref(), Some("xoap-image-principal"));
    check(&json().replace('\n', "\r\n"), "create-for-rbac", "", &[]);
    check(&json().replace(['\n', ' '], ""), "create-for-rbac", "", &[]);
    let typographic = json().replace('"', "\u{201d}");
    assert_eq!(values(&parsed(&typographic)[0]), [CLIENT, TENANT, SECRET, ""]);
    check(&format!("\u{1b}[37m{}\u{1b}[39;49;00m", json()), "create-for-rbac", "", &[]);
    check(&json().replace('"', "\\\""), "create-for-rbac", "", &["azure-json-unescaped"]);
    check(&json().replace("\"\n}", "\",\n}"), "create-for-rbac", "", &["azure-json-rejoined"]);
    check(&json().replace("EXAMPLE", "EXAM\nPLE"), "create-for-rbac", "", &["azure-json-rejoined"]);
    let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, json());
    check(&encoded, "create-for-rbac", "", &["azure-json-base64"]);
    let reset = format!(r#"{{"appId": "{CLIENT}", "password": "{SECRET}", "tenant": "{TENANT}"}}"#);
    check(&reset, "create-for-rbac", "", &[]);
}

#[test]
fn a_certificate_that_the_output_names() {
    let text = json().replace(&format!("\"{SECRET}\""), "null").replace("\"password\"", "\"fileWithCertAndPrivateKey\": \"/home/me/tmpq1.pem\", \"password\"");
    let all = parsed(&text);
    assert_eq!((all.len(), all[0].variant.as_deref()), (1, Some("client-certificate")));
    assert_eq!(all[0].fields.plain("certificate_file"), Some("/home/me/tmpq1.pem"));
    assert!(!all[0].fields.has("client_secret"));
}

#[test]
fn json_auth_and_its_cloud() {
    let cloud = |login: &str, arm: &str| {
        let all = parsed(&auth(login, arm));
        assert_eq!((all.len(), all[0].kind.as_str()), (1, "json-auth"));
        assert_eq!(values(&all[0]), [CLIENT, TENANT, SECRET, SUBSCRIPTION]);
        (all[0].fields.plain("cloud").unwrap_or_default().to_owned(), codes(&all[0].findings).join(" "))
    };
    let is = |name: &str, codes: &str| (name.to_owned(), codes.to_owned());
    assert_eq!(cloud("https://login.microsoftonline.com", "https://management.azure.com/"), is("AzureCloud", ""));
    let us = cloud("https://login.microsoftonline.us", "https://management.usgovcloudapi.net/");
    assert_eq!(us, is("AzureUSGovernment", ""));
    assert_eq!(cloud("https://login.chinacloudapi.cn", "https://management.chinacloudapi.cn"), is("AzureChinaCloud", ""));
    let differ = cloud("https://login.microsoftonline.com", "https://management.usgovcloudapi.net/");
    assert_eq!(differ, is("AzureUSGovernment", "azure-clouds-differ"));
    assert_eq!(cloud("https://login.attacker.example", "https://management.attacker.example/"), is("", "azure-other-cloud"));
    let all = parsed(&auth("https://login.attacker.example", "https://management.azure.com@attacker.example/"));
    assert!(all[0].findings[0].message.contains("attacker.example"));
    let by_certificate = auth("https://login.microsoftonline.com", "https://management.azure.com/")
        .replace("clientSecret", "clientCertificate")
        .replace(SECRET, "/home/me/tmpq1.pem");
    let all = parsed(&by_certificate);
    assert_eq!(all[0].variant.as_deref(), Some("client-certificate"));
    assert_eq!(all[0].fields.plain("certificate_file"), Some("/home/me/tmpq1.pem"));
}

#[test]
fn tables_and_yaml() {
    let table = format!(
        "AppId                                 DisplayName           Password                                  Tenant\n\
         ------------------------------------  --------------------  ----------------------------------------  ------------------------------------\n\
         {CLIENT}  xoap-image-principal  {SECRET}  {TENANT}\n"
    );
    check(&table, "cli-table", "", &[]);
    check(&format!("$ az ad sp create-for-rbac -o table\n{table}$"), "cli-table", "", &[]);
    check(&format!("AppId\tPassword\tTenant\n{CLIENT}\t{SECRET}\t{TENANT}"), "cli-table", "", &[]);
    check(&format!("{CLIENT}\txoap-image-principal\t{SECRET}\t{TENANT}\n"), "cli-tsv", "", &[]);
    let yaml = format!("appId: {CLIENT}\ndisplayName: xoap-image-principal\npassword: {SECRET}\ntenant: {TENANT}\n");
    check(&yaml, "cli-yaml", "", &[]);
    check(&yaml.replace(SECRET, &format!("'{SECRET}'")), "cli-yaml", "", &[]);
    let by_certificate = yaml.replace(SECRET, "null").replace("password", "fileWithCertAndPrivateKey: /home/me/a b.pem\npassword");
    let all = parsed(&by_certificate.replace("/home/me/a b.pem", "'/home/me/a b.pem'"));
    assert_eq!(all[0].variant.as_deref(), Some("client-certificate"));
    assert_eq!(all[0].fields.plain("certificate_file"), Some("/home/me/a b.pem"));
}

#[test]
fn variables_of_every_shell() {
    for (before, sign, quote, after) in [
        ("export ", "=", "", ""),
        ("export ", "=", "\"", ""),
        ("export ", "=", "'", ""),
        ("", "=", "", ""),
        ("set ", "=", "", ""),
        ("set \"", "=", "", "\""),
        ("setx ", " ", "\"", ""),
        ("setenv ", " ", "", ""),
        ("set -gx ", " ", "", ""),
        ("set -x ", " ", "'", ";"),
        ("$env:", " = ", "\"", ""),
        ("$Env:", "=", "'", ";"),
        ("[Environment]::SetEnvironmentVariable(\"", "\", ", "\"", ")"),
        ("  ", ": ", "\"", ""),
        ("me@host:~$ export ", "=", "", ""),
        ("PS C:\\> $env:", " = ", "\"", ""),
        ("-e ", "=", "", ""),
    ] {
        for prefix in ["ARM_", "AZURE_"] {
            let line = |name: &str, value: &str| format!("{before}{prefix}{name}{sign}{quote}{value}{quote}{after}\n");
            let text = [("CLIENT_ID", CLIENT), ("CLIENT_SECRET", SECRET), ("SUBSCRIPTION_ID", SUBSCRIPTION), ("TENANT_ID", TENANT)]
                .map(|(name, value)| line(name, value))
                .concat();
            check(&text, "environment", SUBSCRIPTION, &[]);
        }
    }
    let one_line = format!("export ARM_CLIENT_ID={CLIENT} ARM_CLIENT_SECRET={SECRET} ARM_TENANT_ID={TENANT} && terraform plan");
    check(&one_line, "environment", "", &[]);
    let both = format!("ARM_CLIENT_ID={CLIENT}\nAZURE_CLIENT_ID={CLIENT}\nARM_CLIENT_SECRET={SECRET}\nAZURE_CLIENT_SECRET={SECRET}\nARM_TENANT_ID={TENANT}\nAZURE_TENANT_ID={TENANT}\n# ARM_CLIENT_SECRET=old");
    check(&both, "environment", "", &[]);
    let cloud = format!("{both}\nARM_ENVIRONMENT=usgovernment\nAZURE_AUTHORITY_HOST=https://login.microsoftonline.us/");
    assert_eq!(parsed(&cloud)[0].fields.plain("cloud"), Some("AzureUSGovernment"));
}

#[test]
fn variable_files_and_notes() {
    let tfvars = format!("client_id       = \"{CLIENT}\"\nclient_secret   = \"{SECRET}\" # the value\ntenant_id = \"{TENANT}\"\nsubscription_id = \"{SUBSCRIPTION}\"\nenvironment = \"production\"\n");
    check(&tfvars, "variables", SUBSCRIPTION, &[]);
    let block = format!("provider \"azurerm\" {{\n  features {{}}\n  client_id = \"{CLIENT}\"\n  client_secret = \"{SECRET}\"\n  tenant_id = \"{TENANT}\"\n  environment = \"china\"\n}}\n");
    check(&block, "variables", "", &[]);
    assert_eq!(parsed(&block)[0].fields.plain("cloud"), Some("AzureChinaCloud"));
    check(&format!("{{\"client_id\": \"{CLIENT}\", \"client_secret\": \"{SECRET}\", \"tenant_id\": \"{TENANT}\"}}"), "variables", "", &[]);
    let notes = format!("Hello,\nTenant ID: {TENANT}\nClient ID: {CLIENT}\nClient Secret: {SECRET}\nSubscription ID: {SUBSCRIPTION}\n");
    check(&notes, "notes", SUBSCRIPTION, &[]);
    let portal = format!("Application (client) ID\n{CLIENT}\nObject ID\n{OTHER}\nDirectory (tenant) ID\n{TENANT}\nClient secret: {SECRET}\n");
    check(&portal, "notes", "", &[]);
    assert!(parsed("client_id = var.client_id\nclient_secret = var.client_secret\ntenant_id = var.tenant_id").is_empty());
}

#[test]
fn a_whole_screen() {
    let screen = |scopes: &str| {
        format!(
            "me@host:~$ az ad sp create-for-rbac \\\n    --name xoap-image-principal \\\n    --role Contributor \\\n    {scopes} \\\n    --years 1\n\
             Creating 'Contributor' role assignment under scope '/subscriptions/{SUBSCRIPTION}'\n\
             The output includes credentials that you must protect. Be sure that you do not include these credentials in your code. For more information, see https://aka.ms/azadsp-cli\n{}\nme@host:~$ ",
            json()
        )
    };
    let codes_of = ["azure-subscription-from-scopes", "azure-secret-years"];
    check(&screen(&format!("--scopes /subscriptions/{SUBSCRIPTION}")), "create-for-rbac", SUBSCRIPTION, &codes_of);
    check(&screen("--scopes $SCOPE"), "create-for-rbac", SUBSCRIPTION, &codes_of);
    let group = screen(&format!("--scopes \"/subscriptions/{SUBSCRIPTION}/resourceGroups/builds\""));
    assert_eq!(parsed(&group)[0].fields.plain("build_resource_group"), Some("builds"));
    let found = &parsed(&screen(&format!("--scopes /subscriptions/{SUBSCRIPTION}")))[0];
    assert_eq!(found.fields.get("subscription_id").unwrap().provenance, "test, scope of the command in line 4");
    assert_eq!(found.fields.get("client_id").unwrap().provenance, "test, member appId");
    let account = format!(
        "$ az account show\n{{\n  \"environmentName\": \"AzureCloud\",\n  \"id\": \"{SUBSCRIPTION}\",\n  \"isDefault\": true,\n  \"tenantId\": \"{TENANT}\"\n}}\n$ az ad sp create-for-rbac\n{}",
        json()
    );
    check(&account, "create-for-rbac", SUBSCRIPTION, &["azure-subscription-from-account"]);
    let elsewhere = account.replace(&format!("\"tenantId\": \"{TENANT}\""), &format!("\"tenantId\": \"{OTHER}\""));
    assert_eq!(values(&parsed(&elsewhere)[0])[3], "", "the account of another tenant says nothing");
}

#[test]
fn several_credentials() {
    let second = json().replace(CLIENT, OTHER).replace("xoap-image-principal", "second");
    let all = parsed(&format!("--scopes /subscriptions/{SUBSCRIPTION}\n{}\n--scopes /subscriptions/{TENANT}\n{second}\n{}", json(), json()));
    let of: Vec<_> = all.iter().map(|p| (p.label.clone().unwrap(), values(p)[3].clone())).collect();
    assert_eq!(of, [("xoap-image-principal".to_owned(), SUBSCRIPTION.to_owned()), ("second".to_owned(), TENANT.to_owned())]);
    let lines = |client: &str| format!("ARM_TENANT_ID={TENANT}\nARM_CLIENT_ID={client}\nARM_CLIENT_SECRET={SECRET}\n");
    let all = parsed(&format!("{}\n{}", lines(CLIENT), lines(OTHER)));
    assert_eq!(all.iter().map(|p| values(p)[0].clone()).collect::<Vec<_>>(), [CLIENT, OTHER]);
    assert!(all.iter().all(|p| values(p)[1] == TENANT && p.label.is_some()));
    let yaml = format!("- appId: {CLIENT}\n  password: {SECRET}\n  tenant: {TENANT}\n- appId: {OTHER}\n  password: {SECRET}\n  tenant: {TENANT}\n");
    assert_eq!(parsed(&yaml).len(), 2);
    let array = format!("[{}, {second}]", json());
    assert_eq!(parsed(&array).len(), 2);
}

#[test]
fn forms_of_identifiers_and_swaps() {
    let upper = json().replace(CLIENT, &format!("{{{}}}", CLIENT.to_uppercase()));
    check(&upper, "create-for-rbac", "", &["azure-guid-repaired"]);
    let swapped = json().replace(CLIENT, "#").replace(SECRET, CLIENT).replace('#', SECRET);
    check(&swapped, "create-for-rbac", "", &["azure-ids-swapped-back"]);
    let odd = parsed(&json().replace(CLIENT, SECRET));
    assert!(odd[0].fields.plain("client_id").is_none() && odd[0].fields.secret("client_id").is_some(), "it is not shown");
    let placeholder = json().replace(CLIENT, "[ClientId (Guid)]").replace(TENANT, "[TenantId (Guid)]");
    assert_eq!(parsed(&placeholder)[0].fields.plain("client_id"), Some("[ClientId (Guid)]"));
    let twice = format!("ARM_CLIENT_SECRET=older-EXAMPLE-secret\nARM_CLIENT_SECRET={SECRET}\nARM_CLIENT_ID={CLIENT}\nARM_TENANT_ID={TENANT}");
    check(&twice, "environment", "", &["azure-value-twice"]);
}

#[test]
fn what_breaks_off() {
    let cut = json().trim_end_matches("\n}").to_owned();
    check(&cut, "create-for-rbac", "", &["azure-json-cut"]);
    check(&json().replacen(",\n", "\n", 1), "create-for-rbac", "", &["azure-json-broken"]);
    let early = parsed(&json()[..60]);
    assert!(early.is_empty(), "nothing in it is a credential");
    let all = parsed(&json()[..json().find("Ex_8").unwrap()]);
    assert!(all.iter().all(|p| p.findings.iter().any(|f| f.code == "azure-json-cut")));
}

#[test]
fn sign_ins_without_a_key() {
    let all = parsed(&format!("ARM_CLIENT_ID={CLIENT}\nARM_TENANT_ID={TENANT}\nARM_USE_OIDC=true\n"));
    assert_eq!((codes(&all[0].findings), all[0].variant.as_deref()), (vec!["azure-federated"], None));
    let all = parsed(&format!("ARM_CLIENT_ID={CLIENT}\nARM_TENANT_ID={TENANT}\nARM_USE_MSI=true\n"));
    assert_eq!(codes(&all[0].findings), ["azure-managed-identity"]);
    let all = parsed(&format!("AZURE_CLIENT_ID={CLIENT}\nAZURE_TENANT_ID={TENANT}\n"));
    assert_eq!((codes(&all[0].findings), all[0].variant.as_deref()), (vec![], Some("client-secret")));
}

#[test]
fn what_only_looks_like_it() {
    let rsa = "-----BEGIN RSA PRIVATE KEY-----\nTUlJRQ==\n-----END RSA PRIVATE KEY-----\n";
    for text in [
        r#"{"tenant": "acme", "name": "x"}"#.to_owned(),
        r#"{"clientId": "my-app", "clientSecret": "s3cret-of-an-app", "tenantId": "acme"}"#.to_owned(),
        r#"{"type": "authorized_user", "client_id": "1-x.apps.googleusercontent.com", "client_secret": "GOCSPX-EXAMPLE", "refresh_token": "r"}"#.to_owned(),
        format!(r#"{{"type": "service_account", "client_id": "1", "private_key": "{}"}}"#, rsa.replace('\n', "\\n")),
        format!(r#"{{"id": "{SUBSCRIPTION}", "tenantId": "{TENANT}", "isDefault": true}}"#),
        format!(r#"{{"appId": "{CLIENT}", "displayName": "a", "passwordCredentials": [], "tenant": "{TENANT}"}}"#),
        "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x".to_owned(),
        "username: me\npassword: hunter2hunter2hunter2\ntenant: acme".to_owned(),
        "Set ARM_CLIENT_ID, ARM_CLIENT_SECRET and ARM_TENANT_ID before you start.".to_owned(),
        "client_id = 12\nclient_secret = 34".to_owned(),
        rsa.to_owned(),
        String::new(),
    ] {
        assert!(parsed(&text).is_empty(), "{text}: {:?}", parsed(&text));
    }
}

#[test]
fn hostile_text_takes_no_time() {
    let started = std::time::Instant::now();
    for text in [
        "{\"a\":".repeat(100_000),
        "{\"a\":1}".repeat(100_000),
        "{\\\"".repeat(100_000),
        "{\"appId\":\"password tenant".repeat(20_000),
        "ARM_CLIENT_ID=\"".repeat(20_000),
        format!("ARM_CLIENT_ID={CLIENT} ARM_CLIENT_SECRET={SECRET}\n").repeat(3_000),
        "-----BEGIN CERTIFICATE-----".repeat(10_000),
        "--scopes /subscriptions/".repeat(20_000),
        format!("AppId  Password  Tenant\n{CLIENT}  {SECRET}  {TENANT}\n").repeat(3_000),
        json().repeat(2_000),
    ] {
        let _ = parsed(&text);
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

proptest::proptest! {
    #[test]
    fn parsing_is_total(text in "\\PC{0,300}") {
        let _ = parsed(&text);
        let _ = parsed(&format!("{{\"appId\": \"{CLIENT}\", \"tenant\": {text}"));
        let _ = parsed(&format!("export ARM_CLIENT_ID={CLIENT}\nARM_CLIENT_SECRET='{text}\nARM_TENANT_ID={text}"));
        let _ = parsed(&format!("--scopes {text} -----BEGIN PRIVATE KEY-----{text}-----END PRIVATE KEY-----"));
    }

    #[test]
    fn no_change_of_a_sample_shows_the_secret(at in 0_usize..200, cut in 0_usize..6, insert in "[\\PC\n]{0,4}") {
        let sample = json();
        let at = at.min(sample.len());
        let end = (at + cut).min(sample.len());
        let text = format!("{}{insert}{}", &sample[..at], &sample[end..]);
        for one in parsed(&text) {
            let shown = format!("{:?}{:?}{:?}", one.fields, one.findings, one.label);
            proptest::prop_assert!(!shown.contains("EXAMPLE-not-a-live"), "{}", shown);
        }
    }
}
