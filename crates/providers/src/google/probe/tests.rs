//! Whole checks against a small world: what the service answers, and what the report then says.

// An answer of a test is what the transport's trait gives back; its size does not matter here.
#![allow(clippy::result_large_err)]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use onboard_core::evidence::Method as Proof;
use onboard_core::network::{StageName, StageOutcome};
use onboard_core::pipeline::{self, Stop, Subject, Unwatched};
use onboard_core::probe::{EndingKind, PreconditionOutcome};
use onboard_core::report::{FailOn, Report, Row};
use onboard_core::requirement::Choice;
use onboard_core::speech::Language;
use onboard_core::transport::{Hop, Request, Response, Transport, TransportError};
use onboard_core::verdict::Verdict;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;

use super::*;
use crate::google::tests::{fields, keys};
use crate::google::{CATALOGUE, PROVIDER, VARIANT};

const TOKEN: &str = "ya29.a-token-of-a-test-which-nobody-may-see";
const NOW: OffsetDateTime = datetime!(2026-01-01 12:00 UTC);

type Answer = Result<(u16, String, Vec<(String, String)>), TransportError>;

fn json_answer(status: u16, body: Value) -> Answer {
    Ok((status, body.to_string(), vec![("content-type".to_owned(), "application/json; charset=UTF-8".to_owned())]))
}

fn html(status: u16) -> Answer {
    Ok((status, "<!doctype html><p>sign in".to_owned(), vec![("content-type".to_owned(), "text/html".to_owned())]))
}

/// Answers by label; the last one of a label is repeated. Granted permissions are answered from a list.
struct World {
    granted: Vec<String>,
    answers: Mutex<Vec<(String, VecDeque<Answer>)>>,
    sent: Mutex<Vec<(String, String, String)>>,
    slept: Mutex<Vec<Duration>>,
    now: OffsetDateTime,
}

impl World {
    /// A world in which everything of the catalogue is granted.
    fn new() -> Self {
        let world = Self {
            granted: CATALOGUE.iter().map(|r| r.permission.clone()).collect(),
            answers: Mutex::default(),
            sent: Mutex::default(),
            slept: Mutex::default(),
            now: NOW,
        };
        world
            .with("oauth2.token", [json_answer(200, json!({"access_token": TOKEN, "expires_in": 3599, "token_type": "Bearer"}))])
            .with("compute.projects.get", [json_answer(200, json!({"name": "image-builds-1", "defaultServiceAccount": "12-compute@developer.gserviceaccount.com"}))])
            .with("compute.networks.get", [json_answer(200, json!({"name": "default"}))])
            .with("serviceusage.services.batchGet", [json_answer(200, json!({"services": [
                {"name": "projects/12/services/compute.googleapis.com", "state": "ENABLED"},
                {"name": "projects/12/services/iam.googleapis.com", "state": "DISABLED"}]}))])
    }

    fn with(self, label: &str, answers: impl IntoIterator<Item = Answer>) -> Self {
        let mut all = self.answers.lock().unwrap();
        all.retain(|(l, _)| l != label);
        all.push((label.to_owned(), answers.into_iter().collect()));
        drop(all);
        self
    }

    fn without(mut self, permissions: &[&str]) -> Self {
        self.granted.retain(|p| !permissions.contains(&p.as_str()));
        self
    }

    fn calls(&self, label: &str) -> usize {
        self.sent.lock().unwrap().iter().filter(|(l, ..)| l == label).count()
    }
}

#[async_trait]
impl Transport for World {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let body = String::from_utf8(request.body.clone()).unwrap();
        self.sent.lock().unwrap().push((request.label.clone(), request.url.clone(), body.clone()));
        let scripted = {
            let mut all = self.answers.lock().unwrap();
            all.iter_mut().find(|(label, _)| *label == request.label).map(|(_, answers)| {
                if answers.len() > 1 { answers.pop_front().unwrap() } else { answers[0].clone() }
            })
        };
        let answer = scripted.unwrap_or_else(|| {
            let asked: Value = serde_json::from_str(&body).unwrap_or_default();
            let names = asked["permissions"].as_array().cloned().unwrap_or_default();
            let granted: Vec<_> =
                names.into_iter().filter(|n| self.granted.iter().any(|g| n.as_str() == Some(g))).collect();
            // As the service does it: no member for an empty list.
            json_answer(200, if granted.is_empty() { json!({}) } else { json!({"permissions": granted}) })
        });
        answer.map(|(status, body, headers)| Response { status, headers, body: body.into_bytes(), ms: 7, ..Response::default() })
    }

    fn now(&self) -> OffsetDateTime {
        self.now
    }

    async fn sleep(&self, duration: Duration) {
        self.slept.lock().unwrap().push(duration);
    }
}

#[derive(Default)]
struct Run {
    settings: Vec<(&'static str, &'static str)>,
    options: Vec<&'static str>,
    changes: Vec<(&'static str, Value)>,
    endpoints: Endpoints,
}

impl Run {
    fn set(mut self, name: &'static str, value: &'static str) -> Self {
        self.settings.push((name, value));
        self
    }

    fn option(mut self, name: &'static str) -> Self {
        self.options.push(name);
        self
    }

    async fn on(self, world: &Arc<World>) -> Report {
        let mut fields = fields(&keys::file_with(&self.changes));
        self.settings.iter().for_each(|(name, value)| fields.set(name, *value, "--set"));
        let options: Vec<String> = self.options.iter().map(|o| (*o).to_owned()).collect();
        let inspection = pipeline::inspect(&PROVIDER, VARIANT, &mut fields, &options, NOW, Language::En);
        let subject = Subject {
            provider: &PROVIDER,
            variant: VARIANT.to_owned(),
            fields,
            choice: Choice { purposes: vec!["image-management".to_owned()], options },
            endpoints: self.endpoints,
            findings: inspection.findings,
            language: Language::En,
            again: None,
        };
        let planned = pipeline::plan(&subject).unwrap();
        let never = std::future::pending::<Stop>();
        let report = pipeline::check(&subject, world.clone(), Arc::new(Unwatched), never).await;
        let sent = world.sent.lock().unwrap();
        for (label, url, body) in sent.iter() {
            assert!(planned.iter().any(|p| p.label == *label), "{label} was not in the plan");
            assert!(!url.contains(TOKEN) && !body.contains(TOKEN));
            assert!(!body.contains("resourcemanager.projects.list"));
        }
        let text = serde_json::to_string(&report).unwrap();
        assert!(!text.contains(TOKEN) && !text.contains("eyJ"), "a token in the report");
        report
    }
}

async fn run(world: World) -> (Report, Arc<World>) {
    let world = Arc::new(world);
    (Run::default().on(&world).await, world)
}

fn row<'a>(report: &'a Report, id: &str) -> &'a Row {
    report.requirements.iter().find(|r| r.id == id).unwrap_or_else(|| panic!("{id}"))
}

fn stage(report: &Report, name: StageName) -> (StageOutcome, Option<&str>) {
    let stage = report.stages.iter().find(|s| s.stage == name).unwrap();
    (stage.outcome, stage.cause.as_deref())
}

fn precondition(report: &Report, id: &str) -> (PreconditionOutcome, bool) {
    let found = report.preconditions.iter().find(|p| p.id == id).unwrap_or_else(|| panic!("{id}"));
    (found.outcome, found.fix.is_some())
}

fn all(report: &Report, verdict: Verdict, cause: Option<&str>) {
    for row in &report.requirements {
        assert_eq!((row.verdict, row.cause.as_deref()), (verdict, cause), "{}", row.id);
    }
}

fn exit(report: &Report) -> i32 {
    report.exit_code(FailOn::Error) as i32
}

#[tokio::test]
async fn all_granted() {
    let (report, world) = run(World::new()).await;
    all(&report, Verdict::Granted, None);
    assert_eq!((report.ending, exit(&report), report.calls), (EndingKind::Complete, 0, 6));
    assert_eq!(stage(&report, StageName::Authentication).0, StageOutcome::Ok);
    assert_eq!(stage(&report, StageName::Context).0, StageOutcome::Ok);
    assert_eq!(report.principal.as_ref().unwrap().id, "builder@image-builds-1.iam.gserviceaccount.com");
    assert_eq!(report.target["project"], "image-builds-1");
    assert_eq!(precondition(&report, "default-network"), (PreconditionOutcome::Met, false));
    assert_eq!(precondition(&report, "api-compute"), (PreconditionOutcome::Met, false));
    assert_eq!(precondition(&report, "api-iam"), (PreconditionOutcome::Unmet, true));
    assert!(report.excess.is_empty());
    let sent = world.sent.lock().unwrap();
    assert!(sent[0].1 == "https://oauth2.googleapis.com/token" && sent[0].0 == "oauth2.token");
    assert_eq!(sent[1].1, "https://cloudresourcemanager.googleapis.com/v1/projects/image-builds-1:testIamPermissions");
}

#[tokio::test]
async fn some_denied() {
    let denied = ["compute.images.create", "compute.disks.delete"];
    let (report, _) = run(World::new().without(&denied)).await;
    for row in &report.requirements {
        let expected = if denied.contains(&row.permission.as_str()) { Verdict::Denied } else { Verdict::Granted };
        assert_eq!(row.verdict, expected, "{}", row.id);
    }
    assert_eq!(exit(&report), 1);
    assert!(!report.remediation.is_empty());
}

#[tokio::test]
async fn names_not_asked_for_and_other_lists_grant_nothing() {
    let label = "cloudresourcemanager.projects.testIamPermissions";
    let (report, _) = run(World::new().with(label, [json_answer(200, json!({"permissions": ["x.y.z", "compute.zones.get"]}))])).await;
    assert_eq!(row(&report, "zones-get").verdict, Verdict::Granted);
    assert_eq!(row(&report, "images-create").verdict, Verdict::Denied);
    for body in [json!({"permissions": "compute.zones.get"}), json!({"permissions": [1]}), json!({"permissions": null}), json!({"error": {}}), json!([])] {
        let (report, _) = run(World::new().with(label, [json_answer(200, body.clone())])).await;
        assert_eq!(row(&report, "zones-get").cause.as_deref(), Some("unexpected-answer"), "{body}");
        assert_eq!(row(&report, "zones-get").verdict, Verdict::Undetermined);
    }
}

#[tokio::test]
async fn answers_that_are_none() {
    let label = "cloudresourcemanager.projects.testIamPermissions";
    let json_type = vec![("content-type".to_owned(), "application/json".to_owned())];
    let text_type = vec![("content-type".to_owned(), "text/plain".to_owned())];
    for (answer, cause, code) in [
        (Ok((200, "{\"permissions\": [\"compute.zones".to_owned(), json_type.clone())), "truncated-answer", 2),
        (Ok((200, String::new(), json_type)), "unexpected-answer", 2),
        (Ok((200, "{\"permissions\": [\"compute.zones.get\"]}".to_owned(), text_type)), "unexpected-answer", 2),
        (Ok((200, "{}".to_owned(), Vec::new())), "unexpected-answer", 2),
        (Ok((204, String::new(), Vec::new())), "unexpected-answer", 2),
        (html(200), "captive-portal", 4),
        (html(403), "answer-from-something-else", 4),
        (Ok((302, String::new(), Vec::new())), "captive-portal", 4),
        (Err(TransportError::new(Hop::Http, "answer-timeout", "late")), "answer-timeout", 4),
        (json_answer(429, json!({})), "throttled", 2),
        (Ok((503, "busy".to_owned(), Vec::new())), "service-error", 2),
        (json_answer(401, json!({"error": {"message": format!("bad token {TOKEN}")}})), "token-not-accepted", 2),
    ] {
        let (report, world) = run(World::new().with(label, [answer])).await;
        let zones = row(&report, "zones-get");
        assert_eq!((zones.verdict, zones.cause.as_deref()), (Verdict::Undetermined, Some(cause)));
        assert!(!zones.reason.as_deref().unwrap().starts_with("google-"), "{cause} has no sentence");
        assert_eq!(exit(&report), code, "{cause}");
        // A read that answers decides its own row all the same.
        assert_eq!(row(&report, "projects-get").method, Proof::ReadCall);
        assert_eq!(row(&report, "projects-get").verdict, Verdict::Granted);
        let repeated = if matches!(cause, "throttled" | "service-error") { 4 } else { 1 };
        assert_eq!(world.calls(label), repeated, "{cause}");
    }
}

#[tokio::test]
async fn throttled_once() {
    let label = "cloudresourcemanager.projects.testIamPermissions";
    let mut busy = json_answer(429, json!({}));
    busy.as_mut().unwrap().2.push(("retry-after".to_owned(), "2".to_owned()));
    let granted = json!({"permissions": CATALOGUE.iter().map(|r| r.permission.as_str()).collect::<Vec<_>>()});
    let (report, world) = run(World::new().with(label, [busy, json_answer(200, granted)])).await;
    all(&report, Verdict::Granted, None);
    assert_eq!(*world.slept.lock().unwrap(), [Duration::from_secs(2)]);
}

#[tokio::test]
async fn invalid_names_are_left_out() {
    let label = "cloudresourcemanager.projects.testIamPermissions";
    let invalid = |name: &str| json_answer(400, json!({"error": {"code": 400, "status": "INVALID_ARGUMENT", "message": format!("Permission {name} is not valid for this resource.")}}));
    let granted = json_answer(200, json!({"permissions": ["compute.zones.get"]}));
    let (report, _) = run(World::new().with(label, [invalid("compute.addresses.use"), invalid("compute.images.get"), granted])).await;
    assert_eq!(row(&report, "addresses-use").cause.as_deref(), Some("name-not-valid"));
    assert_eq!(row(&report, "images-get").cause.as_deref(), Some("name-not-valid"));
    assert_eq!(row(&report, "zones-get").verdict, Verdict::Granted);
    assert_eq!(row(&report, "images-create").verdict, Verdict::Denied);
    // A name that was never asked for ends the rounds; no end of invalid names does too.
    let (report, world) = run(World::new().with(label, [invalid("a.b.c")])).await;
    assert_eq!(world.calls(label), 1);
    assert_eq!(row(&report, "zones-get").verdict, Verdict::Undetermined);
    let names: Vec<_> = CATALOGUE.iter().take(10).map(|r| invalid(&r.permission)).collect();
    let (report, world) = run(World::new().with(label, names)).await;
    assert_eq!(world.calls(label), 6);
    assert_eq!(row(&report, "instances-create").cause.as_deref(), Some("name-not-valid"));
}

fn disabled(service: &str) -> Answer {
    json_answer(403, json!({"error": {"code": 403, "status": "PERMISSION_DENIED", "details": [{
        "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED", "domain": "googleapis.com",
        "metadata": {"service": service, "consumer": "projects/12",
        "activationUrl": format!("https://console.developers.google.com/apis/api/{service}/overview?project=12")}}]}}))
}

#[tokio::test]
async fn disabled_services() {
    let label = "cloudresourcemanager.projects.testIamPermissions";
    let (report, _) = run(World::new().with(label, [disabled("cloudresourcemanager.googleapis.com")])).await;
    assert_eq!(row(&report, "zones-get").cause.as_deref(), Some("api-disabled"));
    assert_eq!(row(&report, "zones-get").verdict, Verdict::Undetermined);
    assert_eq!(precondition(&report, "api-cloudresourcemanager"), (PreconditionOutcome::Unmet, true));
    let fix = report.preconditions.iter().find(|p| p.id == "api-cloudresourcemanager").unwrap().fix.clone().unwrap();
    assert!(fix.contains("console.developers.google.com") && fix.contains("--project 12"), "{fix}");
    assert_eq!((report.ending, exit(&report)), (EndingKind::Complete, 2));
    let compute = disabled("compute.googleapis.com");
    let (report, _) = run(World::new().with("compute.projects.get", [compute.clone()]).with("compute.networks.get", [compute])).await;
    assert_eq!(precondition(&report, "api-compute"), (PreconditionOutcome::Unmet, true));
    assert_eq!(precondition(&report, "default-network").0, PreconditionOutcome::Undetermined);
    assert_eq!(row(&report, "projects-get").verdict, Verdict::Granted, "the permission test said so");
}

const ACCOUNT: &str = "iam.serviceAccounts.testIamPermissions";
const ACT_AS: &str = "iam.serviceAccounts.actAs";

#[tokio::test]
async fn act_as_on_the_account() {
    let missing = || World::new().without(&[ACT_AS]);
    let yes = json_answer(200, json!({"permissions": [ACT_AS]}));
    let (report, world) = run(missing().with(ACCOUNT, [yes.clone()])).await;
    let act_as = row(&report, "service-accounts-act-as");
    assert_eq!((act_as.verdict, act_as.evidence.len()), (Verdict::Granted, 2));
    assert_eq!(act_as.evidence[0].cause.as_deref(), Some("project-level-only"));
    assert!(world.sent.lock().unwrap().iter().any(|(_, url, _)| url
        == "https://iam.googleapis.com/v1/projects/-/serviceAccounts/12-compute@developer.gserviceaccount.com:testIamPermissions"));
    let (report, _) = run(missing().with(ACCOUNT, [json_answer(200, json!({}))])).await;
    assert_eq!(row(&report, "service-accounts-act-as").verdict, Verdict::Denied);
    let (report, _) = run(missing().with(ACCOUNT, [disabled("iam.googleapis.com")])).await;
    assert_eq!(row(&report, "service-accounts-act-as").cause.as_deref(), Some("api-disabled"));
    assert_eq!(precondition(&report, "api-iam"), (PreconditionOutcome::Unmet, true));
    let (report, _) = run(missing().with(ACCOUNT, [json_answer(404, json!({"error": {"code": 404}}))])).await;
    assert_eq!(row(&report, "service-accounts-act-as").cause.as_deref(), Some("service-account-unknown"));
    let (report, _) = run(missing().with("compute.projects.get", [json_answer(200, json!({"name": "p"}))])).await;
    assert_eq!(row(&report, "service-accounts-act-as").cause.as_deref(), Some("project-level-only"));
    // An account of another project: what is granted on this one says nothing.
    let world = Arc::new(World::new().with(ACCOUNT, [json_answer(200, json!({}))]));
    let report = Run::default().set("service_account_email", "run@elsewhere-1.iam.gserviceaccount.com").on(&world).await;
    assert_eq!(row(&report, "service-accounts-act-as").verdict, Verdict::Denied);
    let world = Arc::new(missing().with(ACCOUNT, [yes]));
    let report = Run::default().set("service_account_email", "run@image-builds-1.iam.gserviceaccount.com").on(&world).await;
    assert_eq!(row(&report, "service-accounts-act-as").verdict, Verdict::Granted);
}

#[tokio::test]
async fn an_empty_answer_in_a_project_that_may_not_exist() {
    let nothing = || World { granted: Vec::new(), ..World::new() };
    let refused = || json_answer(403, json!({"error": {"code": 403, "message": "The caller does not have permission"}}));
    // The account lives in the project, so the project exists: a plain no.
    let (report, _) = run(nothing().with("compute.projects.get", [refused()])).await;
    assert_eq!((row(&report, "zones-get").verdict, exit(&report)), (Verdict::Denied, 1));
    // Another project, and nothing shows that it exists.
    let unknown = || {
        nothing()
            .with("compute.projects.get", [refused()])
            .with("compute.networks.get", [refused()])
            .with("cloudresourcemanager.projects.get", [refused()])
    };
    let world = Arc::new(unknown());
    let report = Run::default().set("project", "other-project").on(&world).await;
    assert_eq!((row(&report, "zones-get").verdict, row(&report, "zones-get").cause.as_deref()), (Verdict::Undetermined, Some("project-unknown")));
    assert_eq!(stage(&report, StageName::Context), (StageOutcome::Warning, Some("project-unknown")));
    assert_eq!(exit(&report), 2);
    // Another project that another answer is about.
    let world = Arc::new(unknown().with("cloudresourcemanager.projects.get", [json_answer(200, json!({"projectId": "other-project"}))]));
    let report = Run::default().set("project", "other-project").on(&world).await;
    assert_eq!(row(&report, "zones-get").verdict, Verdict::Denied);
    let gone = json_answer(404, json!({"error": {"code": 404, "message": "not found"}}));
    let world = Arc::new(unknown().with("compute.projects.get", [gone.clone()]).with("compute.networks.get", [gone]));
    let report = Run::default().set("project", "other-project").on(&world).await;
    assert_eq!(stage(&report, StageName::Context), (StageOutcome::Failed, Some("project-not-found")));
    assert_eq!(precondition(&report, "default-network").0, PreconditionOutcome::Undetermined);
    assert_eq!(row(&report, "zones-get").cause.as_deref(), Some("project-unknown"));
}

fn token_error(status: u16, error: &str, description: &str, date: Option<&str>) -> Answer {
    let mut answer = json_answer(status, json!({"error": error, "error_description": description}));
    if let Some(date) = date {
        answer.as_mut().unwrap().2.push(("date".to_owned(), date.to_owned()));
    }
    answer
}

#[tokio::test]
async fn sign_in_refused() {
    for (error, description, cause, ending, code) in [
        ("invalid_grant", "Invalid JWT Signature.", "signature-refused", EndingKind::Rejected, 3),
        ("invalid_grant", "Invalid grant: account not found", "account-not-found", EndingKind::Rejected, 3),
        ("invalid_grant", "Robot is disabled.", "account-disabled", EndingKind::Rejected, 3),
        ("invalid_grant", "something new", "grant-refused", EndingKind::Rejected, 3),
        ("invalid_client", "The OAuth client was not found.", "client-gone", EndingKind::Rejected, 3),
        ("deleted_client", "", "client-gone", EndingKind::Rejected, 3),
        ("disabled_client", "", "client-gone", EndingKind::Rejected, 3),
        ("unauthorized_client", "", "delegation-needed", EndingKind::Rejected, 3),
        ("invalid_scope", "", "request-not-accepted", EndingKind::Stopped, 2),
        ("blocked by policy", "", "unexpected-answer", EndingKind::Stopped, 2),
    ] {
        let (report, world) = run(World::new().with("oauth2.token", [token_error(400, error, description, None)])).await;
        assert_eq!((report.ending, exit(&report)), (ending, code), "{description}");
        assert_eq!(stage(&report, StageName::Authentication), (StageOutcome::Failed, Some(cause)));
        all(&report, Verdict::Undetermined, Some(cause));
        assert_eq!(world.calls("oauth2.token"), 1, "a refusal is never repeated");
        let detail = report.failed_stage().unwrap().detail.clone().unwrap();
        assert!(!detail.starts_with("google-"), "{detail}");
        assert!(cause != "grant-refused" || detail.contains("something new"));
    }
}

#[tokio::test]
async fn sign_in_without_an_answer() {
    let json_type = vec![("content-type".to_owned(), "application/json".to_owned())];
    for (answer, cause, ending, code) in [
        (Err(TransportError::new(Hop::Dns, "dns-not-found", "x")), "dns-not-found", EndingKind::Unreachable, 4),
        (Err(TransportError::new(Hop::Tls, "tls-unknown-issuer", "x")), "tls-unknown-issuer", EndingKind::Unreachable, 4),
        (html(200), "captive-portal", EndingKind::Unreachable, 4),
        (Ok((511, String::new(), Vec::new())), "captive-portal", EndingKind::Unreachable, 4),
        (html(403), "answer-from-something-else", EndingKind::Unreachable, 4),
        (json_answer(429, json!({})), "throttled", EndingKind::Stopped, 2),
        (json_answer(500, json!({})), "service-error", EndingKind::Stopped, 2),
        (Ok((200, "{\"access_token\": \"ya".to_owned(), json_type.clone())), "truncated-answer", EndingKind::Stopped, 2),
        (json_answer(200, json!({})), "unexpected-answer", EndingKind::Stopped, 2),
        (json_answer(200, json!({"access_token": "a\r\nb: c"})), "unexpected-answer", EndingKind::Stopped, 2),
        (json_answer(200, json!({"access_token": 5})), "unexpected-answer", EndingKind::Stopped, 2),
        (json_answer(403, json!({"error": {"code": 403}})), "unexpected-answer", EndingKind::Stopped, 2),
        (Ok((400, String::new(), json_type)), "unexpected-answer", EndingKind::Stopped, 2),
    ] {
        let (report, _) = run(World::new().with("oauth2.token", [answer])).await;
        assert_eq!((report.ending, exit(&report)), (ending, code), "{cause}");
        all(&report, Verdict::Undetermined, Some(cause));
        assert!(report.failed_stage().unwrap().cause.as_deref() == Some(cause));
        assert!(report.principal.is_none());
    }
}

const TIME: &str = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.";

#[tokio::test]
async fn wrong_clock() {
    let date = "Thu, 01 Jan 2026 09:00:00 GMT";
    let refused = token_error(400, "invalid_grant", TIME, Some(date));
    let (report, world) = run(World::new().with("oauth2.token", [refused.clone()])).await;
    assert_eq!((report.ending, exit(&report)), (EndingKind::Stopped, 2));
    assert_eq!(stage(&report, StageName::Clock), (StageOutcome::Failed, Some("clock-skew")));
    assert_eq!(stage(&report, StageName::Authentication).0, StageOutcome::Skipped);
    assert_eq!(world.calls("oauth2.token"), 2);
    let mut good = json_answer(200, json!({"access_token": TOKEN}));
    good.as_mut().unwrap().2.push(("date".to_owned(), date.to_owned()));
    let (report, world) = run(World::new().with("oauth2.token", [refused, good])).await;
    all(&report, Verdict::Granted, None);
    assert_eq!(stage(&report, StageName::Clock), (StageOutcome::Warning, Some("clock-skew")));
    let sent = world.sent.lock().unwrap().clone();
    let issued = |n: usize| {
        use base64::Engine as _;
        let form: Vec<(String, String)> = url::form_urlencoded::parse(sent[n].2.as_bytes()).into_owned().collect();
        let jwt = &form.iter().find(|(k, _)| k == "assertion").unwrap().1;
        let claims = jwt.split('.').nth(1).unwrap();
        let claims: Value =
            serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
        assert_eq!(claims["aud"], "https://oauth2.googleapis.com/token");
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3600);
        claims["iat"].as_i64().unwrap()
    };
    assert_eq!(issued(0), NOW.unix_timestamp());
    assert_eq!(issued(0) - issued(1), 3 * 3600);
    let (report, world) = run(World::new().with("oauth2.token", [token_error(400, "invalid_grant", TIME, None)])).await;
    assert_eq!(stage(&report, StageName::Clock), (StageOutcome::Failed, Some("clock-skew")));
    assert_eq!(world.calls("oauth2.token"), 1);
}

#[tokio::test]
async fn the_file_chooses_no_host() {
    let world = Arc::new(World::new());
    let mut run = Run::default();
    run.changes.push(("token_uri", json!("https://evil.example/token")));
    let report = run.on(&world).await;
    all(&report, Verdict::Granted, None);
    assert!(world.sent.lock().unwrap().iter().all(|(_, url, _)| !url.contains("evil")));
    assert!(report.findings.iter().any(|f| f.code == "google-token-uri-foreign" && f.message.contains("evil.example")));
    let fields = fields(&keys::file_with(&[("universe_domain", json!("evil.example"))]));
    let credential = onboard_core::provider::Provider::credential(&PROVIDER, VARIANT, &fields).unwrap();
    assert!(credential.plan(&CATALOGUE, &Choice::default(), &fields, &Endpoints::default()).is_empty());
}

#[tokio::test]
async fn another_universe_is_contacted_at_given_addresses_only() {
    let subject = |endpoints| Run { changes: vec![("universe_domain", json!("universe.foo"))], endpoints, ..Run::default() };
    let world = Arc::new(World::new());
    let report = subject(Endpoints::default()).on(&world).await;
    assert!(world.sent.lock().unwrap().is_empty());
    assert_eq!((report.ending, exit(&report)), (EndingKind::Stopped, 2));
    all(&report, Verdict::Undetermined, Some("other-universe"));
    let pairs = services::ALL.iter().map(|s| (s.id.to_owned(), format!("https://{}.universe.foo", s.id)));
    let report = subject(Endpoints::from_pairs(pairs).unwrap()).on(&world).await;
    all(&report, Verdict::Granted, None);
    assert!(world.sent.lock().unwrap().iter().all(|(_, url, _)| url.contains(".universe.foo/")));
}

const SUBNET: &str = "compute.subnetworks.testIamPermissions";

#[tokio::test]
async fn shared_vpc() {
    let shared = || Run::default().option("shared-vpc").set("host_project", "network-host-1");
    let both = json!({"permissions": ["compute.subnetworks.use", "compute.subnetworks.useExternalIp"]});
    let world = Arc::new(World::new().with(SUBNET, [json_answer(200, both)]));
    let report = shared().set("subnet", "builds").set("zone", "europe-west3-a").on(&world).await;
    assert_eq!(row(&report, "shared-subnetworks-use").verdict, Verdict::Granted);
    assert!(world.sent.lock().unwrap().iter().any(|(_, url, _)| url.ends_with(
        "/compute/v1/projects/network-host-1/regions/europe-west3/subnetworks/builds/testIamPermissions"
    )));
    assert_eq!(world.calls("compute.networks.get"), 0, "the network is the host's");
    // Not on the subnet, but on the host project.
    let world = Arc::new(World::new().with(SUBNET, [json_answer(200, json!({}))]));
    let report = shared().set("subnet", "europe-west3/builds").on(&world).await;
    assert_eq!(row(&report, "shared-subnetworks-use").verdict, Verdict::Granted);
    // Neither; and where the subnet is not known, a grant on it stays possible.
    let nowhere = ["compute.subnetworks.use"];
    let world = Arc::new(World::new().without(&nowhere).with(SUBNET, [json_answer(200, json!({}))]));
    let report = shared().set("subnet", "europe-west3/builds").on(&world).await;
    assert_eq!(row(&report, "shared-subnetworks-use").verdict, Verdict::Denied);
    assert_eq!(row(&report, "shared-subnetworks-use-external-ip").verdict, Verdict::Granted);
    let world = Arc::new(World::new().without(&nowhere));
    let report = shared().on(&world).await;
    assert_eq!(row(&report, "shared-subnetworks-use").cause.as_deref(), Some("project-level-only"));
    let report = Run::default().option("shared-vpc").on(&Arc::new(World::new())).await;
    assert_eq!(row(&report, "shared-subnetworks-use").cause.as_deref(), Some("setting-missing"));
    assert_eq!(exit(&report), 2);
    let report = Run::default().set("host_project", "network-host-1").on(&Arc::new(World::new())).await;
    assert!(report.findings.iter().any(|f| f.code == "google-shared-vpc-off"));
}

#[tokio::test]
async fn what_comes_up_on_the_way() {
    let no_network = json_answer(404, json!({"error": {"code": 404, "message": "The resource 'projects/image-builds-1/global/networks/default' was not found"}}));
    let metadata = json!({"name": "image-builds-1", "commonInstanceMetadata": {"items": [{"key": "enable-oslogin", "value": "TRUE"}]}});
    let mut world = World::new().with("compute.networks.get", [no_network]).with("compute.projects.get", [json_answer(200, metadata)]);
    world.granted.extend(ROLE_MARKERS.iter().chain(STORAGE_MARKERS).map(|m| (*m).to_owned()));
    world.granted.extend(EXCESS_MARKERS.iter().map(|(m, _)| (*m).to_owned()));
    let (report, _) = run(world).await;
    assert_eq!(precondition(&report, "default-network"), (PreconditionOutcome::Unmet, true));
    let codes: Vec<_> = report.findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["google-role-fits", "google-os-login-on"]);
    let excess: Vec<_> = report.excess.iter().map(|e| e.permission.as_str()).collect();
    assert_eq!(excess, ["resourcemanager.projects.setIamPolicy", "resourcemanager.projects.delete", "iam.serviceAccountKeys.create"]);
    let refused = json_answer(403, json!({"error": {"code": 403, "message": "Required 'compute.projects.get' permission for 'projects/image-builds-1'"}}));
    let (report, _) = run(World::new().with("compute.projects.get", [refused])).await;
    assert_eq!((row(&report, "projects-get").verdict, row(&report, "projects-get").method), (Verdict::Denied, Proof::ReadCall));
}

#[tokio::test]
async fn two_runs_give_the_same_report() {
    let (a, _) = run(World::new()).await;
    let (b, _) = run(World::new()).await;
    assert_eq!(a, b);
}
