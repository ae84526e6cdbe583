//! The Azure part as a client sees it, without any code of the simulator.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::{Azure, Certified, NOW, json_of, run};
use onboard_core::transport::{Intent, Method, Request, Transport};
use onboard_democloud::DemoCloud;
use serde_json::{Value, json};
use time::Duration;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const AUTH: &str = "/providers/Microsoft.Authorization";

fn world(story: &str) -> std::sync::Arc<DemoCloud> {
    DemoCloud::with_clock(story, NOW).unwrap()
}

/// The code of a refused sign-in, after looking at everything else that the refusal must have.
fn refused(answer: &(u16, Value), status: u16, error: &str) -> u64 {
    let (got, body) = answer;
    assert_eq!((*got, body["error"].as_str().unwrap()), (status, error), "{body}");
    let code = body["error_codes"][0].as_u64().unwrap();
    let text = body["error_description"].as_str().unwrap();
    let (trace, correlation) = (body["trace_id"].as_str().unwrap(), body["correlation_id"].as_str().unwrap());
    assert_eq!((trace.len(), correlation), (36, "11111111-2222-4333-8444-555555555555"));
    assert!(text.starts_with(&format!("AADSTS{code}: ")), "{text}");
    let end = format!(" Trace ID: {trace} Correlation ID: {correlation} Timestamp: 2026-01-01 12:00:00Z");
    assert!(text.ends_with(&end), "{text}");
    assert_eq!(body["timestamp"], "2026-01-01 12:00:00Z");
    assert_eq!(body["error_uri"], format!("https://login.microsoftonline.com/error?code={code}"));
    code
}

#[test]
fn a_secret_is_compared() {
    let cloud = world("all-granted");
    let azure = Azure::of(&cloud);
    let secret = azure.secret().to_owned();
    let code = |more: &[(&str, &str)], status, error| refused(&azure.sign_in(&cloud, more), status, error);
    let good = ("client_secret", secret.as_str());
    assert_eq!(azure.sign_in(&cloud, &[good]).0, 200);
    assert_eq!(code(&[("client_secret", "wrong")], 401, "invalid_client"), 7_000_215);
    assert_eq!(code(&[("client_secret", &secret[..39])], 401, "invalid_client"), 7_000_215);
    assert_eq!(code(&[], 401, "invalid_client"), 7_000_216);
    assert_eq!(code(&[good, ("client_id", azure.tenant())], 400, "unauthorized_client"), 700_016);
    assert_eq!(code(&[good, ("client_id", "")], 400, "invalid_request"), 900_144);
    assert_eq!(code(&[good, ("grant_type", "")], 400, "invalid_request"), 900_144);
    assert_eq!(code(&[good, ("grant_type", "password")], 400, "unsupported_grant_type"), 70_003);
    assert_eq!(code(&[good, ("scope", "")], 400, "invalid_request"), 900_144);
    assert_eq!(code(&[good, ("scope", "User.Read")], 400, "invalid_scope"), 1_002_012);
    let other = ("scope", "https://management.usgovcloudapi.net/.default");
    assert_eq!(code(&[good, other], 400, "invalid_resource"), 500_011);
    // A secret in the query counts for nothing.
    let url = format!("https://login.microsoftonline.com/{}/oauth2/v2.0/token?client_secret={secret}", azure.tenant());
    let answer = azure.post(&cloud, &url, azure.form(&[]));
    assert_eq!(refused(&answer, 401, "invalid_client"), 7_000_216);
}

#[test]
fn tenants() {
    let cloud = world("all-granted");
    let azure = Azure::of(&cloud);
    let form = azure.form(&[("client_secret", azure.secret())]);
    let ask = |host: &str, tenant: &str| {
        azure.post(&cloud, &format!("https://{host}/{tenant}/oauth2/v2.0/token"), form.clone())
    };
    let host = "login.microsoftonline.com";
    assert_eq!(ask(host, "xoapdemo.onmicrosoft.com").0, 200);
    for (host, tenant, error, expected) in [
        (host, "99999999-9999-4999-8999-999999999999", "invalid_request", 90_002),
        (host, "nobody.onmicrosoft.com", "invalid_request", 90_002),
        (host, "nobody", "invalid_request", 900_023),
        (host, "common", "invalid_request", 50_059),
        (host, "de30f0e1-97e4-4e05-8263-0a5de30c1d05", "unauthorized_client", 700_016),
        ("login.microsoftonline.us", azure.tenant(), "invalid_request", 90_002),
        ("login.chinacloudapi.cn", azure.tenant(), "invalid_request", 90_002),
    ] {
        assert_eq!(refused(&ask(host, tenant), 400, error), expected, "{host} {tenant}");
    }
}

#[test]
fn an_assertion_is_verified() {
    let cloud = world("all-granted");
    let (azure, certified) = (Azure::of(&cloud), Certified::of(&cloud));
    let now = NOW.unix_timestamp();
    let endpoint = format!("https://login.microsoftonline.com/{}/oauth2/v2.0/token", azure.tenant());
    let header = json!({"alg": "RS256", "typ": "JWT", "x5t": URL_SAFE_NO_PAD.encode(&certified.sha1)});
    let claims = json!({
        "aud": endpoint, "iss": azure.client(), "sub": azure.client(), "jti": "1", "nbf": now, "exp": now + 600
    });
    let send = |assertion: &str| {
        azure.sign_in(&cloud, &[("client_assertion_type", ASSERTION_TYPE), ("client_assertion", assertion)])
    };
    let (status, body) = send(&certified.sign(&header, &claims));
    assert_eq!(status, 200, "{body}");
    assert_eq!(claims_of(body["access_token"].as_str().unwrap())["appidacr"], "2");
    let modern = json!({"alg": "PS256", "typ": "JWT", "x5t#S256": URL_SAFE_NO_PAD.encode(&certified.sha256)});
    assert_eq!(send(&certified.sign(&modern, &claims)).0, 200);

    let mut fractions = claims.clone();
    (fractions["nbf"], fractions["exp"]) = (json!(1_767_268_800.25), json!(1_767_269_400.75));
    assert_eq!(send(&certified.sign(&modern, &fractions)).0, 200, "some libraries send fractions of seconds");

    let changed = |change: &dyn Fn(&mut Value, &mut Value)| {
        let (mut header, mut claims) = (header.clone(), claims.clone());
        change(&mut header, &mut claims);
        refused(&send(&certified.sign(&header, &claims)), 401, "invalid_client")
    };
    assert_eq!(changed(&|h, _| h["x5t"] = URL_SAFE_NO_PAD.encode([7; 20]).into()), 700_027);
    assert_eq!(changed(&|h, _| h["x5t"] = Value::Null), 700_027);
    assert_eq!(changed(&|h, _| h["alg"] = "none".into()), 50_027);
    assert_eq!(changed(&|_, c| c["aud"] = "https://evil.example/token".into()), 700_023);
    assert_eq!(changed(&|_, c| c["iss"] = azure.tenant().into()), 700_021);
    assert_eq!(changed(&|_, c| c["sub"] = Value::Null), 700_021);
    assert_eq!(changed(&|_, c| c["exp"] = (now - 301).into()), 700_024);
    assert_eq!(changed(&|_, c| c["exp"] = Value::Null), 700_024);
    assert_eq!(changed(&|_, c| c["exp"] = i64::MIN.into()), 700_024);
    assert_eq!(changed(&|_, c| c["nbf"] = (now + 301).into()), 700_024);
    let other = Certified::from_pem(&unregistered());
    let forged = refused(&send(&other.sign(&header, &claims)), 401, "invalid_client");
    assert_eq!(forged, 700_027, "the right thumbprint does not replace the right key");
    for bad in ["a", "a.b.c", "....", "e30.e30.AAAA"] {
        assert_eq!(refused(&send(bad), 401, "invalid_client"), 50_027, "{bad}");
    }
    let untyped = azure.sign_in(&cloud, &[("client_assertion", &certified.sign(&header, &claims))]);
    assert_eq!(refused(&untyped, 400, "invalid_request"), 900_144);
}

/// A certificate that nobody registered.
fn unregistered() -> String {
    use rsa::pkcs8::{EncodePrivateKey, LineEnding};
    let key = rsa::RsaPrivateKey::new(&mut rand::rngs::OsRng, 2048).unwrap();
    let pem = key.to_pkcs8_pem(LineEnding::LF).unwrap();
    let pair = rcgen::KeyPair::from_pkcs8_pem_and_sign_algo(&pem, &rcgen::PKCS_RSA_SHA256).unwrap();
    let certificate = rcgen::CertificateParams::new(Vec::new()).unwrap().self_signed(&pair).unwrap();
    format!("{}{}", pem.as_str(), certificate.pem())
}

fn claims_of(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

#[test]
fn a_token_tells_who_it_is_and_ends() {
    let cloud = world("all-granted");
    let azure = Azure::of(&cloud);
    let token = azure.token(&cloud);
    let claims = claims_of(&token);
    assert_eq!(claims["tid"], azure.tenant());
    assert_eq!(claims["appid"], azure.client());
    assert_eq!((&claims["idtyp"], &claims["appidacr"]), (&"app".into(), &"1".into()));
    assert_ne!(claims["oid"], claims["appid"]);
    let get = |cloud: &DemoCloud, token: &str| {
        let (status, body) = azure.get(cloud, token, "?api-version=2022-12-01");
        (status, body["error"]["code"].as_str().unwrap_or("-").to_owned())
    };
    assert_eq!(get(&cloud, &token), (200, "-".to_owned()));
    let refused = |code: &str| (401, code.to_owned());
    for bad in ["nonsense", "a.b.c", &format!("{token}x"), &token[..token.len() - 9]] {
        assert_eq!(get(&cloud, bad), refused("InvalidAuthenticationToken"), "{bad}");
    }
    // Other claims under the same signature.
    let (head, rest) = token.split_once('.').unwrap();
    let longer = json!({"aud": claims["aud"], "tid": claims["tid"], "exp": i64::MAX}).to_string();
    let forged = format!("{head}.{}.{}", URL_SAFE_NO_PAD.encode(longer), rest.split_once('.').unwrap().1);
    assert_eq!(get(&cloud, &forged), refused("InvalidAuthenticationToken"));
    let later = DemoCloud::with_clock("all-granted", NOW + Duration::hours(2)).unwrap();
    assert_eq!(get(&later, &token), refused("ExpiredAuthenticationToken"));
    let (_, body) = azure.get(&later, &token, "?api-version=2022-12-01");
    let text = body["error"]["message"].as_str().unwrap();
    assert!(text.contains("'1/1/2026 12:59:59 PM' is earlier than current UTC time '1/1/2026 2:00:00 PM'"), "{text}");
    let scope = ("scope", "https://graph.microsoft.com/.default");
    let (_, body) = azure.sign_in(&cloud, &[("client_secret", azure.secret()), scope]);
    let graph = body["access_token"].as_str().unwrap();
    assert_eq!(get(&cloud, graph), refused("InvalidAuthenticationTokenAudience"));
    let elsewhere =
        format!("https://management.usgovcloudapi.net/subscriptions/{}?api-version=2022-12-01", azure.subscription);
    assert_eq!(azure.get(&cloud, &token, &elsewhere).0, 401);
    assert!(azure.asked(&cloud, "x", "?api-version=2022-12-01").header("www-authenticate").is_some());
}

#[test]
fn the_version_is_asked_for_first() {
    let cloud = world("all-granted");
    let azure = Azure::of(&cloud);
    let code = |url: &str| {
        let (status, body) = azure.get(&cloud, "no token", url);
        (status, body["error"]["code"].as_str().unwrap().to_owned())
    };
    for url in ["", "?api-version=", &format!("{AUTH}/permissions")] {
        assert_eq!(code(url), (400, "MissingApiVersionParameter".to_owned()), "{url}");
    }
    assert_eq!(code("?api-version=latest").1, "InvalidApiVersionParameter");
    assert_eq!(code("?api-version=2022-04-01-preview").1, "InvalidAuthenticationToken");
}

#[test]
fn subscriptions() {
    let cloud = world("all-granted");
    let azure = Azure::of(&cloud);
    let token = azure.token(&cloud);
    let (_, own) = azure.get(&cloud, &token, "?api-version=2022-12-01");
    assert_eq!(own["subscriptionId"], azure.subscription.as_str());
    assert_eq!((&own["state"], &own["tenantId"]), (&"Enabled".into(), &azure.tenant().into()));
    let (_, list) = azure.get(&cloud, &token, "https://management.azure.com/subscriptions?api-version=2022-12-01");
    assert_eq!((&list["value"], &list["count"]["value"]), (&json!([own]), &1.into()));
    let get = |id: &str| {
        let url = format!("https://management.azure.com/subscriptions/{id}?api-version=2022-12-01");
        let (status, body) = azure.get(&cloud, &token, &url);
        (status, body["error"]["code"].as_str().unwrap().to_owned())
    };
    assert_eq!(get("99999999-9999-4999-8999-999999999999"), (404, "SubscriptionNotFound".to_owned()));

    let cloud = world("wrong-subscription");
    let azure = Azure::of(&cloud);
    let (status, body) = azure.get(&cloud, &azure.token(&cloud), "?api-version=2022-12-01");
    assert_eq!((status, &body["error"]["code"]), (401, &"InvalidAuthenticationTokenTenant".into()));
    let text = body["error"]["message"].as_str().unwrap();
    assert!(text.contains("must match the tenant 'https://sts.windows.net/de30f0e1-97e4-4e05-8263-0a5de30c1d05/'"));
    assert!(cloud.fix());
    assert_ne!(Azure::of(&cloud).subscription, azure.subscription);
}

/// What the permissions list of a story comes to, by the rules of Microsoft's own description.
fn allowed(elements: &[Value], operation: &str) -> bool {
    let fits = |patterns: &Value| {
        patterns.as_array().unwrap().iter().filter_map(Value::as_str).any(|pattern| {
            let parts: Vec<String> = pattern.to_lowercase().split('*').map(str::to_owned).collect();
            matches_parts(&operation.to_lowercase(), &parts)
        })
    };
    elements.iter().any(|e| fits(&e["actions"]) && !fits(&e["notActions"]))
}

/// True when a text is these parts with anything between them.
fn matches_parts(text: &str, parts: &[String]) -> bool {
    match parts {
        [] => text.is_empty(),
        [only] => text == only,
        [first, rest @ ..] => text.strip_prefix(first.as_str()).is_some_and(|after| {
            (0..=after.len()).filter(|n| after.is_char_boundary(*n)).any(|n| matches_parts(&after[n..], rest))
        }),
    }
}

#[test]
fn permissions_in_pages_before_and_after_the_fix() {
    let cloud = world("all-granted");
    let azure = Azure::of(&cloud);
    let token = azure.token(&cloud);
    let list = format!("{AUTH}/permissions?api-version=2022-04-01");
    let (_, page) = azure.get(&cloud, &token, &list);
    assert_eq!(page["value"].as_array().unwrap().len(), 1);
    assert!(page["nextLink"].as_str().unwrap().starts_with("https://management.azure.com/subscriptions/"));
    let all = azure.all(&cloud, &token, &list);
    assert_eq!(all.len(), 2, "Contributor here, Reader inherited");
    assert!(allowed(&all, "Microsoft.Compute/images/write"));
    assert!(!allowed(&all, "Microsoft.Authorization/roleAssignments/write"));
    assert_eq!(azure.get(&cloud, &token, &format!("{list}&$skiptoken=9")).0, 400);
    let group = |name: &str| format!("/resourcegroups/{name}{AUTH}/permissions?api-version=2022-04-01");
    assert_eq!(azure.all(&cloud, &token, &group("XOAP-builds")), all);
    let (status, body) = azure.get(&cloud, &token, &group("nowhere"));
    assert_eq!((status, &body["error"]["code"]), (404, &"ResourceGroupNotFound".into()));

    let cloud = world("missing-permissions");
    let token = azure.token(&cloud);
    let lacking = ["Microsoft.Compute/images/write", "Microsoft.Resources/deployments/validate/action"];
    let before = azure.all(&cloud, &token, &list);
    assert!(lacking.iter().all(|operation| !allowed(&before, operation)));
    assert!(allowed(&before, "Microsoft.Compute/images/delete"));
    assert!(cloud.fix());
    let after = azure.all(&cloud, &token, &list);
    assert!(lacking.iter().all(|operation| allowed(&after, operation)));
}

#[test]
fn assignments_and_definitions() {
    let cloud = world("all-granted");
    let azure = Azure::of(&cloud);
    let token = azure.token(&cloud);
    let oid = claims_of(&token)["oid"].as_str().unwrap().to_owned();
    let assignments = |filter: &str| {
        azure.all(&cloud, &token, &format!("{AUTH}/roleAssignments?api-version=2022-04-01&$filter={filter}"))
    };
    let own = assignments(&format!("atScope()+and+assignedTo('{oid}')"));
    assert_eq!(own.len(), 2);
    assert!(own.iter().all(|a| a["properties"]["principalId"] == oid.as_str()));
    let role = own[0]["properties"]["roleDefinitionId"].as_str().unwrap();
    assert!(role.ends_with("/b24988ac-6180-42a0-ab88-20f7382dd24c"), "{role}");
    let (_, definition) =
        azure.get(&cloud, &token, &format!("https://management.azure.com{role}?api-version=2022-04-01"));
    assert_eq!(definition["properties"]["roleName"], "Contributor");
    assert_eq!(
        assignments(&format!("assignedTo('{}')", azure.client())),
        [] as [Value; 0],
        "an application's id is none"
    );
    assert_eq!(assignments("atScope()").len(), 3, "somebody else owns the subscription");
    let strange = format!("{AUTH}/roleAssignments?api-version=2022-04-01&$filter=startswith(x)");
    assert_eq!(azure.get(&cloud, &token, &strange).1["error"]["code"], "UnsupportedQuery");

    let definitions = format!("{AUTH}/roleDefinitions?api-version=2022-04-01");
    assert_eq!(azure.all(&cloud, &token, &definitions).len(), 5);
    let custom = azure.all(&cloud, &token, &format!("{definitions}&$filter=type+eq+'CustomRole'"));
    assert_eq!(custom[0]["properties"]["roleName"], "XOAP Image Management");
    assert_eq!(azure.get(&cloud, &token, &format!("{AUTH}/roleDefinitions/x?api-version=2022-04-01")).0, 404);

    let denials = format!("{AUTH}/denyAssignments?api-version=2022-04-01");
    let all = azure.all(&cloud, &token, &denials);
    assert_eq!(all.len(), 2, "without a filter also those below");
    let at_scope = azure.all(&cloud, &token, &format!("{denials}&$filter=atScope()"));
    assert_eq!(at_scope.len(), 1);
    assert_eq!(at_scope[0]["properties"]["excludePrincipals"][0]["id"], oid.as_str());
    assert!(azure.all(&cloud, &token, &format!("{denials}&$filter=atScope()+and+assignedTo('{oid}')")).is_empty());
}

#[test]
fn providers_until_the_fix() {
    let cloud = world("provider-not-registered");
    let azure = Azure::of(&cloud);
    let token = azure.token(&cloud);
    let state = |name: &str| {
        let (_, body) = azure.get(&cloud, &token, &format!("/providers/{name}?api-version=2021-04-01"));
        body["registrationState"].as_str().unwrap_or("-").to_owned()
    };
    assert_eq!(state("Microsoft.Compute"), "NotRegistered");
    assert_eq!(state("microsoft.keyvault"), "Registered");
    assert_eq!(azure.all(&cloud, &token, "/providers?api-version=2021-04-01").len(), 8);
    let (status, body) = azure.get(&cloud, &token, "/providers/Microsoft.Nothing?api-version=2021-04-01");
    assert_eq!((status, &body["error"]["code"]), (404, &"InvalidResourceNamespace".into()));
    assert!(cloud.fix());
    assert_eq!(state("Microsoft.Compute"), "Registered");
}

#[test]
fn secrets_of_the_stories() {
    for (story, status, error, code) in [
        ("expired-secret", 401, "invalid_client", 7_000_222),
        ("secret-id-instead-of-value", 401, "invalid_client", 7_000_215),
        ("conditional-access", 400, "invalid_grant", 53_003),
    ] {
        let cloud = world(story);
        let azure = Azure::of(&cloud);
        let answer = azure.sign_in(&cloud, &[("client_secret", azure.secret())]);
        assert_eq!(refused(&answer, status, error), code, "{story}");
        assert_eq!(cloud.fix(), code != 53_003);
        if code != 53_003 {
            Azure::of(&cloud).token(&cloud);
        }
    }
    let cloud = world("throttled");
    let azure = Azure::of(&cloud);
    let token = azure.token(&cloud);
    let answer = azure.asked(&cloud, &token, "?api-version=2022-12-01");
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("1")));
    assert_eq!(azure.get(&cloud, &token, "?api-version=2022-12-01").0, 200);
}

#[test]
fn the_way_to_the_endpoints() {
    let cloud = world("all-granted");
    let azure = Azure::of(&cloud);
    let get = |url: &str| azure.get(&cloud, "", url);
    let base = "https://login.microsoftonline.com";
    let named = format!("{base}/{}/oauth2/v2.0/authorize", azure.tenant());
    let (status, body) =
        login(&cloud, &format!("{base}/common/discovery/instance?api-version=1.1&authorization_endpoint={named}"));
    assert_eq!(status, 200, "{body}");
    let (status, body) = login(&cloud, body["tenant_discovery_endpoint"].as_str().unwrap());
    assert_eq!(
        (status, &body["token_endpoint"]),
        (200, &format!("{base}/{}/oauth2/v2.0/token", azure.tenant()).into())
    );
    let (_, keys) = login(&cloud, body["jwks_uri"].as_str().unwrap());
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1);
    let (status, body) = login(&cloud, &format!("{base}/nobody.example/v2.0/.well-known/openid-configuration"));
    assert_eq!((status, &body["error"], &body["error_codes"][0]), (400, &"invalid_tenant".into(), &90_002.into()));
    let evil =
        format!("{base}/common/discovery/instance?api-version=1.1&authorization_endpoint=https://evil.example/x/");
    assert_eq!(login(&cloud, &evil).1["error"], "invalid_instance");
    assert_eq!(get("/strange?api-version=2022-12-01").0, 404);
}

fn login(cloud: &DemoCloud, url: &str) -> (u16, Value) {
    let request = Request {
        method: Method::Get,
        url: url.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
        intent: Intent::Read,
        service: "azure.login",
        label: "test".to_owned(),
    };
    json_of(&run(cloud.send(request)).unwrap())
}

#[test]
fn what_would_change_something_is_refused_and_counted() {
    let cloud = world("all-granted");
    let azure = Azure::of(&cloud);
    let url = format!(
        "https://management.azure.com/subscriptions/{}/providers/Microsoft.Compute/register?api-version=2021-04-01",
        azure.subscription
    );
    let request = Request {
        method: Method::Post,
        url,
        headers: vec![("authorization".to_owned(), format!("Bearer {}", azure.token(&cloud)))],
        body: Vec::new(),
        intent: Intent::Read,
        service: "azure.arm",
        label: "test".to_owned(),
    };
    assert!(run(cloud.send(request)).unwrap().status >= 400);
    assert_eq!((cloud.counts().mutations, cloud.counts().logins), (1, 1));
}
