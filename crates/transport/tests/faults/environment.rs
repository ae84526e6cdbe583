//! The environment: its proxy counts, its cloud variables do not. Each case runs in a process of its own, because
//! a process may not change its environment safely.

use std::io::Write;
use std::process::{Command, Stdio};

use onboard_core::transport::{Hop, Transport};
use onboard_transport::{ProxyChoice, Settings};

use crate::certificates::authority;
use crate::servers::{answering, answering_tls, ok, tunnel};
use crate::{brief, get, network};

const CHILD: &str = "environment::in_a_process_of_its_own";

/// Runs the child with these variables; it prints its result.
async fn child(url: &str, ca: &str, variables: &[(&str, String)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", CHILD, "--ignored", "--nocapture"]).stdin(Stdio::null());
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_ascii_lowercase());
    }
    command.env("ONBOARD_TEST_URL", url).env("ONBOARD_TEST_CA", ca);
    command.envs(variables.iter().map(|(name, value)| (*name, value.as_str())));
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let found = text.split_once("RESULT ").unwrap_or_else(|| panic!("{text}")).1;
    found.lines().next().unwrap().to_owned()
}

#[tokio::test]
#[ignore = "the other tests of this file start it"]
async fn in_a_process_of_its_own() {
    let Ok(url) = std::env::var("ONBOARD_TEST_URL") else { return };
    let ca_pem = Some(std::env::var("ONBOARD_TEST_CA").unwrap().into_bytes()).filter(|pem| !pem.is_empty());
    let settings = Settings { proxy: ProxyChoice::System, ca_pem, ..brief() };
    let result = match network(&settings).send(get(&url)).await {
        Ok(answer) => format!("{} {} via {:?}", answer.status, answer.text(), answer.path.proxy),
        Err(error) => format!("{:?} {}", error.hop, error.cause),
    };
    // The parent reads it.
    writeln!(std::io::stdout(), "\nRESULT {result}").unwrap();
}

#[tokio::test]
async fn its_proxy_is_used_but_not_for_this_machine() {
    let authority = authority();
    let service = answering_tls(authority.issue("service.invalid").acceptor(), ok("hello")).await;
    let (tell, mut heads) = tokio::sync::mpsc::unbounded_channel();
    let proxy = tunnel(service.port, tell).await;
    let ca = String::from_utf8(authority.pem.clone()).unwrap();
    let address = format!("http://user:hunter2@127.0.0.1:{}", proxy.port);
    let variables = [("HTTPS_PROXY", address.clone()), ("HTTP_PROXY", address)];

    let result = child("https://service.invalid/", &ca, &variables).await;
    assert_eq!(result, format!("200 hello via Some(\"http://127.0.0.1:{}\")", proxy.port));
    assert!(heads.recv().await.unwrap().contains("Basic"), "the password goes to the proxy");

    let here = answering(ok("direct")).await;
    assert_eq!(child(&here.http(), "", &variables).await, "200 direct via None");

    let mut exempt = variables.to_vec();
    exempt.push(("NO_PROXY", "service.invalid".to_owned()));
    let result = child("https://service.invalid/", &ca, &exempt).await;
    assert!(result.starts_with(&format!("{:?} dns-", Hop::Dns)), "{result}");
}

#[tokio::test]
async fn a_socks_proxy_is_named() {
    let variables = [("ALL_PROXY", "socks5://127.0.0.1:9".to_owned())];
    assert_eq!(child("https://service.invalid/", "", &variables).await, "Proxy proxy-unreachable");
}

#[tokio::test]
async fn cloud_variables_play_no_part() {
    let here = answering(ok("direct")).await;
    let nowhere = "http://127.0.0.1:1".to_owned();
    let names = ["AWS_ENDPOINT_URL", "AWS_CA_BUNDLE", "GOOGLE_CLOUD_UNIVERSE_DOMAIN", "AZURE_AUTHORITY_HOST"];
    let variables: Vec<_> = names.iter().map(|name| (*name, nowhere.clone())).collect();
    assert_eq!(child(&here.http(), "", &variables).await, "200 direct via None");
}
