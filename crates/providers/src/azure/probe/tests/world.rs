//! A small world: what the services answer, by the label of the question.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use onboard_core::endpoints::Endpoints;
use onboard_core::field::Fields;
use onboard_core::network::{StageName, StageOutcome};
use onboard_core::pipeline::{self, Stop, Subject, Unwatched};
use onboard_core::probe::PreconditionOutcome;
use onboard_core::report::{FailOn, Report, Row};
use onboard_core::requirement::Choice;
use onboard_core::speech::Language;
use onboard_core::transport::{Request, Response, Transport, TransportError};
use onboard_core::verdict::Verdict;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;

use crate::azure::{CLIENT_SECRET, PROVIDER};

pub const TENANT: &str = "aaaaaaaa-0000-4000-8000-00000000000a";
pub const CLIENT: &str = "cccccccc-0000-4000-8000-00000000000c";
pub const OBJECT: &str = "0b0b0b0b-0000-4000-8000-00000000000b";
pub const SUBSCRIPTION: &str = "5b5b5b5b-0000-4000-8000-00000000005b";
pub const SECRET: &str = "EXA8Q~MPLE.secret-of-a-test_that.nobody~sees";
pub const NOW: OffsetDateTime = datetime!(2026-01-01 12:00 UTC);

pub type Answer = Result<(u16, String, Vec<(String, String)>), TransportError>;

pub fn json_answer(status: u16, body: Value) -> Answer {
    Ok((status, body.to_string(), vec![("content-type".to_owned(), "application/json; charset=utf-8".to_owned())]))
}

pub fn html(status: u16) -> Answer {
    Ok((status, "<!doctype html><p>sign in".to_owned(), vec![("content-type".to_owned(), "text/html".to_owned())]))
}

pub fn arm_error(status: u16, code: &str, message: &str) -> Answer {
    json_answer(status, json!({"error": {"code": code, "message": message}}))
}

pub fn forbidden(action: &str) -> Answer {
    let message = format!(
        "The client '{CLIENT}' with object id '{OBJECT}' does not have authorization to perform action '{action}' over scope '/subscriptions/{SUBSCRIPTION}' or the scope is invalid. If access was recently granted, please refresh your credentials."
    );
    arm_error(403, "AuthorizationFailed", &message)
}

pub fn entra_error(status: u16, code: u64, error: &str, words: &str) -> Answer {
    json_answer(
        status,
        json!({"error": error, "error_codes": [code], "timestamp": "2026-01-01 12:00:00Z",
        "error_description": format!("AADSTS{code}: {words} Trace ID: 7e7e-trace Correlation ID: c0c0-correlation"),
        "trace_id": "7e7e-trace", "correlation_id": "c0c0-correlation", "error_uri": "https://login.microsoftonline.com/error"}),
    )
}

/// A token as the service makes it.
pub fn token() -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims =
        json!({"aud": "https://management.azure.com", "oid": OBJECT, "appid": CLIENT, "tid": TENANT, "idtyp": "app"});
    format!("{}.{}.c2lnbmF0dXJlLW9mLWEtdGVzdA", part(json!({"alg": "RS256", "typ": "JWT"})), part(claims))
}

pub fn element(actions: &[&str], not_actions: &[&str]) -> Value {
    json!({"actions": actions, "notActions": not_actions, "dataActions": [], "notDataActions": []})
}

pub fn contributor() -> Value {
    element(
        &["*"],
        &[
            "Microsoft.Authorization/*/Delete",
            "Microsoft.Authorization/*/Write",
            "Microsoft.Authorization/elevateAccess/Action",
            "Microsoft.Blueprint/blueprintAssignments/write",
            "Microsoft.Blueprint/blueprintAssignments/delete",
            "Microsoft.Compute/galleries/share/action",
            "Microsoft.Purview/consents/write",
            "Microsoft.Purview/consents/delete",
            "Microsoft.Resources/deploymentStacks/manageDenySetting/action",
            "Microsoft.Subscription/cancel/action",
            "Microsoft.Subscription/enable/action",
        ],
    )
}

pub fn list(items: &[Value]) -> Answer {
    json_answer(200, json!({"value": items}))
}

pub fn assigned(role: &str, condition: Value) -> Value {
    let definition = format!("/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}");
    json!({"properties": {"roleDefinitionId": definition, "principalId": OBJECT, "condition": condition}})
}

pub const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";

pub fn subscription(id: &str, name: &str, state: &str) -> Value {
    json!({"id": format!("/subscriptions/{id}"), "subscriptionId": id, "tenantId": TENANT, "displayName": name,
        "state": state, "authorizationSource": "RoleBased"})
}

/// One request that was sent.
#[derive(Debug, Clone)]
pub struct Sent {
    pub label: String,
    pub url: String,
    pub body: String,
    pub token: Option<String>,
}

/// Answers by label; the last one of a label is repeated.
pub struct World {
    answers: Mutex<Vec<(String, VecDeque<Answer>)>>,
    pub sent: Mutex<Vec<Sent>>,
    pub slept: Mutex<Vec<Duration>>,
    pub now: OffsetDateTime,
}

impl World {
    /// A world in which Contributor is assigned on the subscription.
    pub fn new() -> Self {
        let world = Self { answers: Mutex::default(), sent: Mutex::default(), slept: Mutex::default(), now: NOW };
        world
            .with("oauth2.token", [json_answer(200, json!({"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": token()}))])
            .with("subscriptions.get", [json_answer(200, subscription(SUBSCRIPTION, "Builds", "Enabled"))])
            .with("permissions.listForSubscription", [list(&[contributor()])])
            .with("denyAssignments.list", [list(&[])])
            .with("roleAssignments.list", [list(&[assigned(CONTRIBUTOR, Value::Null)])])
    }

    pub fn with(self, label: &str, answers: impl IntoIterator<Item = Answer>) -> Self {
        let mut all = self.answers.lock().unwrap();
        all.retain(|(l, _)| l != label);
        all.push((label.to_owned(), answers.into_iter().collect()));
        drop(all);
        self
    }

    pub fn calls(&self, label: &str) -> usize {
        self.sent.lock().unwrap().iter().filter(|s| s.label == label).count()
    }

    fn answer(&self, request: &Request) -> Answer {
        let mut all = self.answers.lock().unwrap();
        if let Some((_, answers)) = all.iter_mut().find(|(label, _)| *label == request.label) {
            return if answers.len() > 1 { answers.pop_front().unwrap() } else { answers[0].clone() };
        }
        assert_eq!(request.label, "providers.get", "nothing is written down for it");
        let namespace = request.url.split("/providers/").nth(1).unwrap().split('?').next().unwrap();
        json_answer(200, json!({"namespace": namespace, "registrationState": "Registered"}))
    }
}

#[async_trait]
impl Transport for World {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.sent.lock().unwrap().push(Sent {
            label: request.label.clone(),
            url: request.url.clone(),
            body: String::from_utf8(request.body.clone()).unwrap(),
            token: request.header("authorization").map(str::to_owned),
        });
        self.answer(&request).map(|(status, body, headers)| Response {
            status,
            headers,
            body: body.into_bytes(),
            ms: 7,
            ..Response::default()
        })
    }

    fn now(&self) -> OffsetDateTime {
        self.now
    }

    async fn sleep(&self, duration: Duration) {
        self.slept.lock().unwrap().push(duration);
    }
}

/// One check, to be changed before it runs.
pub struct Run {
    pub fields: Fields,
    pub variant: &'static str,
    pub options: Vec<&'static str>,
    pub purpose: &'static str,
    pub endpoints: Endpoints,
}

impl Default for Run {
    fn default() -> Self {
        let mut fields = Fields::default();
        fields.set("subscription_id", SUBSCRIPTION, "test");
        fields.set("tenant_id", TENANT, "test");
        fields.set("client_id", CLIENT, "test");
        fields.set_secret("client_secret", SECRET.to_owned(), "test");
        let (options, endpoints) = (Vec::new(), Endpoints::default());
        Self { fields, variant: CLIENT_SECRET, options, purpose: "image-management", endpoints }
    }
}

impl Run {
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.fields.set(name, value, "--set");
        self
    }

    pub fn option(mut self, name: &'static str) -> Self {
        self.options.push(name);
        self
    }

    pub fn without_subscription(mut self) -> Self {
        self.fields.remove("subscription_id");
        self
    }

    pub fn subject(&self) -> Subject {
        Subject {
            provider: &PROVIDER,
            variant: self.variant.to_owned(),
            fields: self.fields.clone(),
            choice: Choice {
                purposes: vec![self.purpose.to_owned()],
                options: self.options.iter().map(|o| (*o).to_owned()).collect(),
            },
            endpoints: self.endpoints.clone(),
            findings: Vec::new(),
            language: Language::En,
            again: None,
        }
    }

    /// Runs, and holds what every run must hold: the plan, one sign-in, the token's way, no secret in the report.
    pub async fn on(self, world: &Arc<World>) -> Report {
        let subject = self.subject();
        let planned = pipeline::plan(&subject).unwrap();
        let report =
            pipeline::check(&subject, world.clone(), Arc::new(Unwatched), std::future::pending::<Stop>()).await;
        let host = |url: &str| url::Url::parse(url).unwrap().host_str().unwrap().to_owned();
        for sent in world.sent.lock().unwrap().iter() {
            let known = planned.iter().any(|p| p.label == sent.label && p.host == host(&sent.url));
            assert!(known, "{} to {} was not in the plan", sent.label, sent.url);
            let (sign_in, bearer) = (sent.label == "oauth2.token", format!("Bearer {}", token()));
            assert_eq!(sent.token.is_some(), !sign_in);
            assert!(sent.token.iter().all(|t| *t == bearer));
            assert!(sent.body.is_empty() != sign_in && !sent.url.contains(SECRET) && !sent.url.contains("eyJ"));
        }
        let text = serde_json::to_string(&report).unwrap();
        assert!(!text.contains(SECRET) && !text.contains("eyJ") && !text.contains("c2lnbmF0dXJl"), "a secret: {text}");
        for gap in text.split('"').filter(|t| t.starts_with("azure-") && t.contains('-')) {
            let known = gap.starts_with("azure-group-") || report_holds_code(&report, gap);
            assert!(known, "{gap} has no sentence");
        }
        report
    }
}

/// Ids may stand as codes and causes; anywhere else they are sentences that are missing.
fn report_holds_code(report: &Report, text: &str) -> bool {
    let causes = report
        .requirements
        .iter()
        .flat_map(|r| r.cause.iter().chain(r.evidence.iter().filter_map(|e| e.cause.as_ref())));
    let stages = report.stages.iter().filter_map(|s| s.cause.as_ref());
    causes.chain(stages).any(|c| c == text) || report.findings.iter().any(|f| f.code == text)
}

pub async fn run(world: World) -> (Report, Arc<World>) {
    let world = Arc::new(world);
    (Run::default().on(&world).await, world)
}

pub fn row<'a>(report: &'a Report, id: &str) -> &'a Row {
    report.requirements.iter().find(|r| r.id == id).unwrap_or_else(|| panic!("{id}"))
}

pub fn stage(report: &Report, name: StageName) -> (StageOutcome, Option<&str>) {
    let stage = report.stages.iter().find(|s| s.stage == name).unwrap();
    (stage.outcome, stage.cause.as_deref())
}

pub fn detail(report: &Report, name: StageName) -> &str {
    report.stages.iter().find(|s| s.stage == name).unwrap().detail.as_deref().unwrap_or_default()
}

pub fn precondition(report: &Report, id: &str) -> (PreconditionOutcome, bool) {
    let found = report.preconditions.iter().find(|p| p.id == id).unwrap_or_else(|| panic!("{id}"));
    (found.outcome, found.fix.is_some())
}

/// Every row but those that a read of its own decides has this verdict and cause.
pub fn all(report: &Report, verdict: Verdict, cause: Option<&str>) {
    assert!(!report.requirements.is_empty());
    for row in report.requirements.iter().filter(|r| !r.permission.contains("Assignments/read")) {
        assert_eq!((row.verdict, row.cause.as_deref()), (verdict, cause), "{}", row.id);
    }
}

pub fn exit(report: &Report) -> i32 {
    report.exit_code(FailOn::Error) as i32
}
