//! Signing in: what is sent, what each refusal becomes, and what is no word of the service.

use super::*;
use crate::azure::CLIENT_CERTIFICATE;

const LABEL: &str = "oauth2.token";

/// A certificate with its key, made here.
fn certificate() -> String {
    use rand::SeedableRng as _;
    use rsa::pkcs8::EncodePrivateKey as _;
    let key = rsa::RsaPrivateKey::new(&mut rand_chacha::ChaCha20Rng::seed_from_u64(11), 2048).unwrap();
    let pem = key.to_pkcs8_pem(rsa::pkcs8::LineEnding::LF).unwrap().to_string();
    let pair = rcgen::KeyPair::from_pkcs8_pem_and_sign_algo(&pem, &rcgen::PKCS_RSA_SHA256).unwrap();
    let cert = rcgen::CertificateParams::new(vec!["test.example".to_owned()]).unwrap().self_signed(&pair).unwrap();
    format!("{pem}{}", cert.pem())
}

fn with_certificate() -> Run {
    let mut run = Run { variant: CLIENT_CERTIFICATE, ..Run::default() };
    run.fields.remove("client_secret");
    run.fields.set_secret("certificate", certificate(), "test");
    run
}

#[tokio::test]
async fn refusals() {
    for (code, error, cause, exit_code) in [
        (7_000_215, "invalid_client", "azure-wrong-secret", 3),
        (7_000_222, "invalid_client", "azure-secret-expired", 3),
        (700_016, "unauthorized_client", "azure-app-not-found", 3),
        (700_011, "unauthorized_client", "azure-app-not-found", 3),
        (70_001, "unauthorized_client", "azure-app-disabled", 3),
        (90_002, "invalid_request", "azure-tenant-not-found", 3),
        (7_000_112, "unauthorized_client", "azure-app-disabled", 3),
        (1_000_031, "invalid_request", "azure-app-disabled", 3),
        (53_003, "access_denied", "azure-conditional-access", 2),
        (530_032, "invalid_grant", "azure-conditional-access", 2),
        (700_027, "invalid_client", "azure-certificate-not-registered", 3),
        (50_012, "invalid_client", "azure-certificate-invalid", 3),
        (7_000_218, "invalid_client", "request-not-accepted", 2),
        (700_025, "invalid_client", "azure-public-client", 3),
        (500_011, "invalid_resource", "azure-wrong-cloud", 3),
        (900_382, "invalid_request", "azure-wrong-cloud", 3),
        (50_126, "invalid_grant", "unexpected-answer", 2),
        (50_196, "invalid_request", "azure-throttled", 2),
        (1, "invalid_client", "azure-sign-in-refused", 3),
    ] {
        let status = if error == "invalid_client" { 401 } else { 400 };
        let (report, world) = run(World::new().with(LABEL, [entra_error(status, code, error, "Raw words.")])).await;
        assert!(report.requirements.iter().all(|r| r.cause.as_deref() == Some(cause)), "{code}");
        assert_eq!(
            (stage(&report, StageName::Authentication), exit(&report)),
            ((StageOutcome::Failed, Some(cause)), exit_code),
            "{code}"
        );
        let said = detail(&report, StageName::Authentication);
        for part in [&format!("AADSTS{code}: Raw words."), "7e7e-trace", "c0c0-correlation"] {
            assert!(said.contains(part), "{code}: {said}");
        }
        assert!(!said.starts_with("azure-") && !said.starts_with("Microsoft says"), "{code} has no sentence");
        assert_eq!((world.calls(LABEL), report.calls), (1, 1), "{code}: a refusal is never repeated");
        assert!(report.principal.is_none());
        assert_eq!(stage(&report, StageName::Tcp).0, StageOutcome::Ok);
    }
}

#[tokio::test]
async fn what_is_worth_another_try() {
    for (answer, cause) in [
        (entra_error(503, 90_033, "temporarily_unavailable", "Transient."), "azure-transient"),
        (entra_error(400, 90_006, "server_error", "External."), "azure-transient"),
        (json_answer(429, json!({})), "throttled"),
        (Ok((502, "bad gateway".to_owned(), Vec::new())), "service-error"),
    ] {
        let (report, world) = run(World::new().with(LABEL, [answer.clone()])).await;
        assert_eq!(
            (stage(&report, StageName::Authentication).1, exit(&report), report.ending),
            (Some(cause), 2, EndingKind::Stopped)
        );
        assert_eq!((world.calls(LABEL), world.slept.lock().unwrap().len()), (4, 3), "{cause}");
        let good = json_answer(200, json!({"access_token": token(), "expires_in": 60}));
        let (report, world) = run(World::new().with(LABEL, [answer, good])).await;
        assert_eq!((world.calls(LABEL), exit(&report)), (2, 0), "{cause}");
    }
}

#[tokio::test]
async fn what_is_no_word_of_the_service() {
    let with = |name: &str, value: Value| {
        let mut body = json!({"access_token": token(), "expires_in": 3599, "token_type": "Bearer"});
        body[name] = value;
        json_answer(200, body)
    };
    let json_type = vec![("content-type".to_owned(), "application/json".to_owned())];
    for (answer, cause, code, network) in [
        (html(200), "captive-portal", 4, StageName::Proxy),
        (html(403), "answer-from-something-else", 4, StageName::Proxy),
        (Ok((302, String::new(), Vec::new())), "captive-portal", 4, StageName::Proxy),
        (Ok((511, String::new(), Vec::new())), "captive-portal", 4, StageName::Proxy),
        (Err(TransportError::new(Hop::Dns, "dns-not-found", "x")), "dns-not-found", 4, StageName::Dns),
        (Err(TransportError::new(Hop::Tls, "tls-expired", "x")), "tls-expired", 4, StageName::Tls),
        (Err(TransportError::new(Hop::Http, "answer-cut", "x")), "answer-cut", 4, StageName::Tcp),
        (json_answer(401, json!({})), "unexpected-answer", 2, StageName::Authentication),
        (json_answer(403, json!({"error": "Forbidden"})), "unexpected-answer", 2, StageName::Authentication),
        (json_answer(200, json!({})), "unexpected-answer", 2, StageName::Authentication),
        (Ok((200, String::new(), json_type.clone())), "unexpected-answer", 2, StageName::Authentication),
        (Ok((200, "{\"access_token\": \"ab".to_owned(), json_type)), "truncated-answer", 2, StageName::Authentication),
        (with("access_token", json!("")), "unexpected-answer", 2, StageName::Authentication),
        (with("access_token", json!("a\nb")), "unexpected-answer", 2, StageName::Authentication),
        (with("access_token", json!(7)), "unexpected-answer", 2, StageName::Authentication),
        (with("expires_in", json!(i64::MAX)), "unexpected-answer", 2, StageName::Authentication),
        (with("expires_in", json!(i64::MIN)), "unexpected-answer", 2, StageName::Authentication),
        (with("expires_in", json!(1e30)), "unexpected-answer", 2, StageName::Authentication),
    ] {
        let (report, world) = run(World::new().with(LABEL, [answer])).await;
        assert!(
            report.requirements.iter().all(|r| r.verdict == Verdict::Undetermined && r.cause.as_deref() == Some(cause)),
            "{cause}"
        );
        assert_eq!((stage(&report, network), exit(&report)), ((StageOutcome::Failed, Some(cause)), code));
        assert_eq!(world.calls(LABEL), 1, "{cause}");
    }
}

#[tokio::test]
async fn secrets_in_the_words_of_a_server() {
    let words = format!("client_secret={SECRET} {}", SECRET.replace('~', "%7E"));
    let (report, _) = run(World::new().with(LABEL, [entra_error(401, 7_000_215, "invalid_client", &words)])).await;
    assert!(detail(&report, StageName::Authentication).contains("[redacted]"));
    assert!(!serde_json::to_string(&report).unwrap().contains("secret-of-a-test"));
}

#[tokio::test]
async fn certificates_sign() {
    let world = Arc::new(World::new());
    let report = with_certificate().on(&world).await;
    assert_eq!(exit(&report), 0);
    let body = world.sent.lock().unwrap()[0].body.clone();
    let form: Vec<(String, String)> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let of = |name: &str| form.iter().find(|(n, _)| n == name).unwrap().1.clone();
    assert_eq!(of("client_assertion_type"), "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    assert!(!form.iter().any(|(n, _)| n == "client_secret"));
    let assertion = of("client_assertion");
    let decode = |part: usize| {
        use base64::Engine as _;
        let bytes =
            base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(assertion.split('.').nth(part).unwrap()).unwrap();
        serde_json::from_slice::<Value>(&bytes).unwrap()
    };
    assert_eq!(decode(0)["alg"], "RS256");
    assert_eq!(decode(1)["aud"], format!("https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"));
    assert_eq!((decode(1)["iss"].as_str(), decode(1)["nbf"].as_i64()), (Some(CLIENT), Some(NOW.unix_timestamp())));
    let text = serde_json::to_string(&report).unwrap();
    assert!(!text.contains(&assertion));
}

#[tokio::test]
async fn a_clock_that_is_off() {
    let mut answer =
        entra_error(401, 700_024, "invalid_client", "Client assertion is not within its valid time range.");
    answer.as_mut().unwrap().2.push(("date".to_owned(), "Thu, 01 Jan 2026 10:00:00 GMT".to_owned()));
    let world = Arc::new(World::new().with(LABEL, [answer]));
    let report = with_certificate().on(&world).await;
    assert_eq!((stage(&report, StageName::Clock), exit(&report)), ((StageOutcome::Failed, Some("clock-skew")), 2));
    assert!(detail(&report, StageName::Clock).contains("120 minutes"));
    assert_eq!((stage(&report, StageName::Authentication).0, world.calls(LABEL)), (StageOutcome::Skipped, 1));
    // With a secret the clock plays no part in the sign-in; it is told all the same.
    let mut good = json_answer(200, json!({"access_token": token(), "expires_in": 60}));
    good.as_mut().unwrap().2.push(("date".to_owned(), "Thu, 01 Jan 2026 10:00:00 GMT".to_owned()));
    let (report, _) = run(World::new().with(LABEL, [good])).await;
    assert_eq!((stage(&report, StageName::Clock), exit(&report)), ((StageOutcome::Warning, Some("clock-skew")), 0));
}

#[tokio::test]
async fn certificate_refusals_offer_its_upload() {
    let refusal = entra_error(401, 700_027, "invalid_client", "The key was not found.");
    let world = Arc::new(World::new().with(LABEL, [refusal]));
    let report = with_certificate().on(&world).await;
    assert!(report.remediation.iter().any(|r| r.content.contains("--append --cert")));
    let expired = entra_error(401, 7_000_222, "invalid_client", "Expired.");
    let (report, _) = run(World::new().with(LABEL, [expired])).await;
    let cli = report.remediation.iter().find(|r| r.format == onboard_core::remediation::Format::Cli).unwrap();
    assert!(cli.content.contains(&format!("az ad app credential reset --id {CLIENT} --append")), "{}", cli.content);
    assert!(cli.content.contains("create-for-rbac"));
}

#[test]
fn plans() {
    let labels = |run: &Run| {
        let planned = onboard_core::pipeline::plan(&run.subject()).unwrap();
        planned
            .iter()
            .map(|p| format!("{}{}", p.label, if p.conditional { "?" } else { "" }))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        labels(&Run::default()),
        "oauth2.token subscriptions.get permissions.listForSubscription denyAssignments.list roleAssignments.list? providers.get providers.get"
    );
    let run = Run::default().without_subscription().set("build_resource_group", "b").option("windows");
    assert_eq!(
        labels(&run),
        "oauth2.token subscriptions.list subscriptions.get? permissions.listForSubscription? permissions.listForResourceGroup? denyAssignments.list? roleAssignments.list? providers.get? providers.get? providers.get?"
    );
}
