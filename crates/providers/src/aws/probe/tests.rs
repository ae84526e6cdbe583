//! Whole checks against small worlds: a function from a request to an answer, behind our transport.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use onboard_core::endpoints::Endpoints;
use onboard_core::field::Fields;
use onboard_core::guard::refusal;
use onboard_core::payload::report_bytes;
use onboard_core::pipeline::{Subject, Unwatched, check, plan};
use onboard_core::probe::EndingKind;
use onboard_core::remediation::Format;
use onboard_core::report::{ExitCode, FailOn, Readiness, Report, Row};
use onboard_core::speech::Language;
use onboard_core::transport::{Hop, Request, Response, Transport, TransportError};
use onboard_core::verdict::Verdict;
use time::OffsetDateTime;
use time::macros::datetime;

use super::*;
use crate::aws::PROVIDER;

const ID: &str = "AKIAXYAFLIG2DFBKVWHJ";
const SECRET: &str = "abcdefghijABCDEFGHIJ0123456789+/abcdefgh";
const DATE: &str = "Thu, 01 Jan 2026 12:00:00 GMT";

type Said = Result<(u16, String), &'static str>;
type Rule = Box<dyn Fn(&Sent) -> Option<Said> + Send + Sync>;

/// A request as the worlds see it.
struct Sent {
    label: String,
    host: String,
    form: BTreeMap<String, String>,
    /// How many requests with this label came before.
    before: usize,
}

struct World {
    rule: Rule,
    date: &'static str,
    seen: Mutex<Vec<String>>,
    slept: Mutex<Duration>,
}

#[async_trait]
impl Transport for World {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let form = url::form_urlencoded::parse(&request.body).into_owned().collect();
        let host = url::Url::parse(&request.url).unwrap().host_str().unwrap().to_owned();
        let mut seen = self.seen.lock().unwrap();
        let before = seen.iter().filter(|l| **l == request.label).count();
        seen.push(request.label.clone());
        drop(seen);
        let sent = Sent { label: request.label.clone(), host, form, before };
        assert!(request.header("authorization").is_some_and(|a| a.contains("SignedHeaders=") && a.contains("host")));
        assert!(!String::from_utf8_lossy(&request.body).contains(SECRET));
        match (self.rule)(&sent).unwrap_or_else(|| everything(&sent)) {
            Ok((status, body)) => {
                let kind = if body.starts_with("<html") { "text/html" } else { "text/xml" };
                let headers = [("content-type", kind), ("date", self.date), ("x-amzn-requestid", "req-1")];
                let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
                Ok(Response { status, headers, body: body.into_bytes(), ..Response::default() })
            }
            Err(cause) => Err(TransportError::new(Hop::Tcp, cause, "")),
        }
    }

    fn now(&self) -> OffsetDateTime {
        datetime!(2026-01-01 12:00 UTC)
    }

    async fn sleep(&self, duration: Duration) {
        *self.slept.lock().unwrap() += duration;
    }
}

fn ec2_error(status: u16, code: &str, message: &str) -> Said {
    let body = format!("<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>r</RequestID></Response>");
    Ok((status, body))
}

fn query_error(status: u16, code: &str, message: &str) -> Said {
    let body = format!("<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>r</RequestId></ErrorResponse>");
    Ok((status, body))
}

fn denied(action: &str, why: &str) -> Said {
    let who = "arn:aws:iam::532587168180:user/build";
    let text = format!("You are not authorized to perform this operation. User: {who} is not authorized to perform: {action} on resource: arn:aws:ec2:::x {why}. Encoded authorization failure message: abc-_1");
    ec2_error(403, "UnauthorizedOperation", &text)
}

fn no_policy(action: &str) -> Said {
    denied(action, &format!("because no identity-based policy allows the {action} action"))
}

fn caller(arn: &str, user_id: &str) -> Said {
    Ok((200, format!("<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>{arn}</Arn><UserId>{user_id}</UserId><Account>532587168180</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>")))
}

fn ok(action: &str, inner: &str) -> Said {
    Ok((200, format!("<{action}Response><requestId>r</requestId>{inner}</{action}Response>")))
}

const SUBNET: &str = "<subnetSet><item><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId><availabilityZone>eu-central-1b</availabilityZone><defaultForAz>true</defaultForAz></item></subnetSet>";

/// An account where everything of EC2 is allowed and simulating is not.
fn everything(sent: &Sent) -> Said {
    let (service, action) = sent.label.split_once(':').unwrap();
    match (service, action) {
        ("sts", _) => caller("arn:aws:iam::532587168180:user/team/build", "AIDAEXAMPLE"),
        ("iam", _) => query_error(403, "AccessDenied", "no"),
        _ if sent.form.get("DryRun").is_some_and(|d| d == "true") => {
            ec2_error(412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.")
        }
        (_, "DescribeRegions") => ok(action, "<regionInfo><item><regionName>eu-central-1</regionName><optInStatus>opt-in-not-required</optInStatus></item></regionInfo>"),
        (_, "DescribeSubnets") => ok(action, SUBNET),
        (_, "DescribeImages") => ok(action, "<imagesSet><item><imageId>ami-1</imageId></item></imagesSet>"),
        (_, "DescribeSecurityGroups") => ok(action, "<securityGroupInfo><item><groupId>sg-0</groupId><vpcId>vpc-0</vpcId></item><item><groupId>sg-1</groupId><vpcId>vpc-1</vpcId></item></securityGroupInfo>"),
        _ => panic!("{action} without a dry run"),
    }
}

fn fields() -> Fields {
    let mut fields = Fields::default();
    fields.set("access_key_id", ID, "t");
    fields.set_secret("secret_access_key", SECRET.to_owned(), "t");
    fields.set("region", "eu-central-1", "t");
    fields
}

fn subject(fields: Fields, options: &[&str]) -> Subject {
    Subject {
        provider: &PROVIDER,
        variant: "access-key".to_owned(),
        fields,
        choice: Choice {
            purposes: vec!["image-management".to_owned()],
            options: options.iter().map(|o| (*o).to_owned()).collect(),
        },
        endpoints: Endpoints::default(),
        findings: Vec::new(),
        language: Language::En,
        again: None,
    }
}

async fn run_on(world: Arc<World>, subject: &Subject) -> Report {
    check(subject, world, Arc::new(Unwatched), pending()).await
}

fn world(date: &'static str, rule: impl Fn(&Sent) -> Option<Said> + Send + Sync + 'static) -> Arc<World> {
    Arc::new(World { rule: Box::new(rule), date, seen: Mutex::default(), slept: Mutex::default() })
}

async fn run(rule: impl Fn(&Sent) -> Option<Said> + Send + Sync + 'static) -> Report {
    run_on(world(DATE, rule), &subject(fields(), &[])).await
}

fn row<'a>(report: &'a Report, permission: &str) -> &'a Row {
    report.requirements.iter().find(|r| r.permission == permission).unwrap()
}

fn stage(report: &Report, stage: StageName) -> (StageOutcome, Option<&str>) {
    let found = report.stages.iter().find(|s| s.stage == stage).unwrap();
    (found.outcome, found.cause.as_deref())
}

use onboard_core::network::{StageName, StageOutcome};

fn exit(report: &Report) -> ExitCode {
    report.exit_code(FailOn::Error)
}

/// Nothing is granted and nothing denied.
fn open(report: &Report, ending: EndingKind, cause: &str) {
    assert_eq!(report.ending, ending);
    assert!(report.requirements.iter().all(|r| r.verdict == Verdict::Undetermined && r.cause.as_deref() == Some(cause)));
    assert!(report.requirements.iter().all(|r| r.reason.as_ref().is_some_and(|t| t.contains(' '))));
}

#[tokio::test]
async fn the_ideal_key_is_ready_without_simulation() {
    let world = world(DATE, |_| None);
    let subject = subject(fields(), &[]);
    let report = run_on(world.clone(), &subject).await;
    assert_eq!((report.summary.required.granted, report.summary.optional.granted), (33, 2));
    assert_eq!((report.readiness, exit(&report)), (Readiness::Ready, ExitCode::Ok));
    assert_eq!(report.calls, 37);
    assert!(report.remediation.is_empty());
    assert_eq!(report.preconditions[0].id, "default-vpc");
    assert!(report.stages.iter().all(|s| s.outcome != StageOutcome::Failed));
    let planned: Vec<_> = plan(&subject).unwrap().into_iter().filter(|c| !c.conditional).map(|c| c.label).collect();
    let mut seen = world.seen.lock().unwrap().clone();
    let mut sorted = planned.clone();
    seen.sort();
    sorted.sort();
    assert_eq!(seen, sorted);
}

#[tokio::test]
async fn the_same_check_gives_the_same_bytes() {
    let rule = |sent: &Sent| (sent.label == "ec2:StopInstances").then(|| no_policy("ec2:StopInstances"));
    let bytes = |mut r: Report| {
        r.duration_ms = 0;
        report_bytes(&r)
    };
    assert_eq!(bytes(run(rule).await), bytes(run(rule).await));
}

#[tokio::test]
async fn denials_are_told_apart_and_fixed() {
    let report = run(|sent| match sent.label.as_str() {
        "ec2:StopInstances" => Some(no_policy("ec2:StopInstances")),
        "ec2:DescribeImages" => Some(no_policy("ec2:DescribeImages")),
        "ec2:CreateImage" => Some(ec2_error(403, "AccessDenied", "no")),
        "ec2:CopyImage" => Some(denied("ec2:CopyImage", "with an explicit deny in a service control policy")),
        "ec2:DeleteVolume" => Some(denied("ec2:DeleteVolume", "with an explicit deny in an identity-based policy")),
        _ => None,
    })
    .await;
    assert_eq!((report.summary.required.granted, report.summary.required.denied), (28, 5));
    assert_eq!((report.readiness, exit(&report)), (Readiness::Blocked, ExitCode::Denied));
    assert!(row(&report, "ec2:CopyImage").reason.as_ref().unwrap().contains("service control policy"));
    let of = |format| report.remediation.iter().find(|r| r.format == format).unwrap();
    let policy: serde_json::Value = serde_json::from_str(&of(Format::Policy).content).unwrap();
    assert_eq!(
        policy["Statement"][0]["Action"],
        serde_json::json!(["ec2:CreateImage", "ec2:DescribeImages", "ec2:StopInstances"])
    );
    assert!(of(Format::Cli).content.contains("put-user-policy"));
    assert!(of(Format::Cli).content.contains("--user-name build "));
    assert!(of(Format::Terraform).content.contains("aws_iam_user_policy"));
    let note = &of(Format::Note).content;
    assert!(note.contains("AWS Organizations") && note.contains("ec2:CopyImage") && note.contains("ec2:DeleteVolume"));
    for fix in &report.remediation {
        assert!(!fix.title.is_empty() && !fix.content.contains(SECRET), "{fix:?}");
    }
}

#[tokio::test]
async fn a_mutation_that_happened_stops_everything() {
    for body in ["<CreateVolumeResponse><volumeId>v</volumeId></CreateVolumeResponse>", "<CreateVolumeResponse><volume"] {
        let report = run(move |sent| (sent.label == "ec2:CreateVolume").then(|| Ok((200, body.to_owned())))).await;
        assert_eq!((report.ending, exit(&report)), (EndingKind::Defect, ExitCode::Defect));
        let row = row(&report, "ec2:CreateVolume");
        assert_eq!((row.verdict, row.cause.as_deref()), (Verdict::Undetermined, Some("dry-run-ignored")));
        assert!(report.calls < 25);
    }
}

#[tokio::test]
async fn a_read_that_ignores_the_flag_is_a_grant() {
    let report = run(|sent| {
        let dry = sent.form.contains_key("DryRun");
        (dry && sent.label == "ec2:DescribeVolumes").then(|| ok("DescribeVolumes", "<volumeSet/>"))
    })
    .await;
    assert_eq!(row(&report, "ec2:DescribeVolumes").method, How::ReadCall);
    assert_eq!(report.summary.required.granted, 33);
}

#[tokio::test]
async fn pages_in_between_say_nothing_about_the_key() {
    let html = || Ok((200, "<html>sign in</html>".to_owned()));
    let report = run(move |_| Some(html())).await;
    open(&report, EndingKind::Unreachable, "captive-portal");
    assert_eq!(exit(&report), ExitCode::NoAnswer);
    assert_eq!(stage(&report, StageName::Authentication).0, StageOutcome::Skipped);
    let report = run(move |sent| (sent.label == "ec2:StopInstances").then(html)).await;
    assert_eq!(row(&report, "ec2:StopInstances").cause.as_deref(), Some("captive-portal"));
    assert_eq!((report.summary.required.granted, exit(&report)), (32, ExitCode::Undetermined));
    let report = run(move |sent| sent.label.starts_with("ec2:").then(html)).await;
    open(&report, EndingKind::Unreachable, "captive-portal");
    let report = run(|sent| (sent.label == "sts:GetCallerIdentity").then(|| Ok((403, "Forbidden".to_owned())))).await;
    assert_eq!(stage(&report, StageName::Authentication), (StageOutcome::Failed, Some("unexpected-answer")));
}

#[tokio::test]
async fn sign_ins_that_fail() {
    for (status, code, message, stage_name, cause, ending, code_of_exit) in [
        (403, "InvalidClientTokenId", "m", StageName::Authentication, "unknown-key", EndingKind::Rejected, ExitCode::Rejected),
        (403, "SignatureDoesNotMatch", "m", StageName::Authentication, "wrong-secret", EndingKind::Rejected, ExitCode::Rejected),
        (403, "ExpiredToken", "m", StageName::Authentication, "expired-token", EndingKind::Rejected, ExitCode::Rejected),
        (400, "ExpiredTokenException", "m", StageName::Authentication, "expired-token", EndingKind::Rejected, ExitCode::Rejected),
        (403, "SignatureDoesNotMatch", "Signature expired: 1 is now earlier than 2", StageName::Clock, "clock-skew", EndingKind::Stopped, ExitCode::Undetermined),
        (403, "SignatureDoesNotMatch", "Signature not yet current: 1", StageName::Clock, "clock-skew", EndingKind::Stopped, ExitCode::Undetermined),
        (400, "Throttling", "m", StageName::Authentication, "throttled", EndingKind::Stopped, ExitCode::Undetermined),
        (503, "ServiceUnavailable", "m", StageName::Authentication, "service-error", EndingKind::Stopped, ExitCode::Undetermined),
        (403, "RegionDisabledException", "m", StageName::Context, "region-not-enabled", EndingKind::Stopped, ExitCode::Undetermined),
        (403, "MissingAuthenticationToken", "m", StageName::Authentication, "signature-lost", EndingKind::Stopped, ExitCode::Undetermined),
        (400, "NobodyKnows", "m", StageName::Authentication, "unexpected-answer", EndingKind::Stopped, ExitCode::Undetermined),
    ] {
        for shape in [query_error, moto_error] {
            let report = run(move |_| Some(shape(status, code, message))).await;
            open(&report, ending, cause);
            assert_eq!(stage(&report, stage_name), (StageOutcome::Failed, Some(cause)), "{code}");
            assert_eq!(exit(&report), code_of_exit, "{code}");
            assert!(report.remediation.is_empty());
        }
    }
}

fn moto_error(status: u16, code: &str, message: &str) -> Said {
    Ok((status, format!("<ErrorResponse><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>r</RequestID></ErrorResponse>")))
}

#[tokio::test]
async fn a_clock_that_is_off_is_no_wrong_secret() {
    let world = world("Thu, 01 Jan 2026 11:40:00 GMT", |_| Some(query_error(403, "SignatureDoesNotMatch", "m")));
    let report = run_on(world, &subject(fields(), &[])).await;
    open(&report, EndingKind::Stopped, "clock-skew");
    assert_eq!(stage(&report, StageName::Clock), (StageOutcome::Failed, Some("clock-skew")));
    assert_eq!(stage(&report, StageName::Authentication).0, StageOutcome::Skipped);
}

#[tokio::test]
async fn answers_that_are_none() {
    for (status, body, cause) in [
        (200, "", "unexpected-answer"),
        (200, "{}", "unexpected-answer"),
        (200, "<GetCallerIdentityResponse><GetCaller", "truncated-answer"),
        (403, "<ErrorResponse><Error><Code>Invalid", "truncated-answer"),
        (502, "bad gateway", "service-error"),
    ] {
        let report = run(move |_| Some(Ok((status, body.to_owned())))).await;
        open(&report, EndingKind::Stopped, cause);
        assert_eq!(exit(&report), ExitCode::Undetermined, "{body}");
    }
}

#[tokio::test]
async fn lost_answers() {
    let report = run(|_| Some(Err("connection-refused"))).await;
    open(&report, EndingKind::Unreachable, "connection-refused");
    let report = run(|sent| sent.label.starts_with("ec2:").then_some(Err("connect-timeout"))).await;
    open(&report, EndingKind::Unreachable, "connect-timeout");
    let report = run(|sent| (sent.label == "ec2:CreateImage").then_some(Err("answer-timeout"))).await;
    assert_eq!(row(&report, "ec2:CreateImage").cause.as_deref(), Some("answer-timeout"));
    // Never sent again: it might have arrived.
    assert_eq!((report.calls, report.summary.required.granted), (37, 32));
    // When nothing answers any more, the rest is not waited for.
    let report = run(|sent| sent.form.contains_key("DryRun").then_some(Err("answer-timeout"))).await;
    assert_eq!(report.summary.required.granted, 4);
    assert!(report.calls < 25, "{}", report.calls);
    assert!(report.requirements.iter().all(|r| r.verdict != Verdict::Denied));
}

#[tokio::test]
async fn throttling_is_waited_out_or_said() {
    let throttled = || ec2_error(503, "RequestLimitExceeded", "slow down");
    let report = run(move |sent| (sent.label == "ec2:StopInstances" && sent.before < 2).then(throttled)).await;
    assert_eq!((report.summary.required.granted, report.calls), (33, 39));
    let report = run(move |sent| (sent.label.starts_with("ec2:")).then(throttled)).await;
    assert_eq!(report.summary.required.undetermined, 33);
    assert!(report.requirements.iter().all(|r| r.cause.as_deref() == Some("throttled")));
    assert_eq!((exit(&report), report.calls), (ExitCode::Undetermined, 18));
    let world = world(DATE, move |sent| sent.form.contains_key("DryRun").then(throttled));
    let report = run_on(world.clone(), &subject(fields(), &[])).await;
    assert_eq!(report.summary.required.granted, 4);
    assert!(*world.slept.lock().unwrap() < Duration::from_secs(120));
    assert!(report.calls < 60, "{}", report.calls);
}

#[tokio::test]
async fn imdsv2_is_asked_for_when_the_organisation_demands_it() {
    let report = run(|sent| {
        let optional = sent.form.get("MetadataOptions.HttpTokens").is_some_and(|t| t == "optional");
        optional.then(|| denied("ec2:RunInstances", "with an explicit deny in a service control policy"))
    })
    .await;
    let row = row(&report, "ec2:RunInstances");
    assert_eq!((row.verdict, row.evidence.len()), (Verdict::Granted, 2));
    assert!(row.reason.as_ref().unwrap().contains("IMDSv2"));
}

#[tokio::test]
async fn a_launch_refused_for_its_tags_is_asked_without_them() {
    let report = run(|sent| match sent.label.as_str() {
        "ec2:CreateTags" => Some(no_policy("ec2:CreateTags")),
        "ec2:RunInstances" if sent.form.keys().any(|k| k.starts_with("TagSpec")) => Some(no_policy("ec2:CreateTags")),
        _ => None,
    })
    .await;
    assert_eq!(row(&report, "ec2:RunInstances").verdict, Verdict::Granted);
    assert_eq!(row(&report, "ec2:CreateTags").verdict, Verdict::Denied);
    // A refusal of something else that cannot be left out leaves the row open.
    let report = run(|sent| (sent.label == "ec2:CreateImage").then(|| no_policy("ec2:CreateSnapshot"))).await;
    assert_eq!(row(&report, "ec2:CreateImage").cause.as_deref(), Some("other-permission-missing"));
}

fn simulated(decision: &str, more: &str) -> Said {
    let all = crate::aws::catalogue().iter().map(|r| r.permission.clone());
    let members: String = all
        .chain(simulate::SENTINELS.iter().map(|s| (*s).to_owned()))
        .map(|a| format!("<member><EvalActionName>{a}</EvalActionName><EvalDecision>{decision}</EvalDecision>{more}</member>"))
        .collect();
    Ok((200, format!("<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults>{members}</EvaluationResults><IsTruncated>false</IsTruncated></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>")))
}

#[tokio::test]
async fn what_has_no_resource_is_decided_by_the_simulation() {
    let not_found = |sent: &Sent| {
        let is = ["ec2:StopInstances", "ec2:CreateTags"].contains(&sent.label.as_str()) && sent.before == 0;
        is.then(|| ec2_error(400, "InvalidInstanceID.NotFound", "The instance ID does not exist"))
    };
    let report = run(not_found).await;
    assert_eq!(row(&report, "ec2:StopInstances").cause.as_deref(), Some("needs-real-resource"));
    // The second request named the subnet that the account has.
    assert_eq!(row(&report, "ec2:CreateTags").verdict, Verdict::Granted);
    let report = run(move |sent| {
        not_found(sent).or_else(|| (sent.label == "iam:SimulatePrincipalPolicy").then(|| simulated("allowed", "")))
    })
    .await;
    let stop = row(&report, "ec2:StopInstances");
    assert_eq!((stop.verdict, stop.method), (Verdict::Granted, How::PolicySimulation));
    assert_eq!(report.excess.len(), simulate::SENTINELS.len());
    // A live answer beats a simulated denial, and the report shows both.
    let report = run(move |sent| {
        let organisation = "<OrganizationsDecisionDetail><AllowedByOrganizations>false</AllowedByOrganizations></OrganizationsDecisionDetail>";
        not_found(sent)
            .or_else(|| (sent.label == "iam:SimulatePrincipalPolicy").then(|| simulated("implicitDeny", organisation)))
    })
    .await;
    assert_eq!(row(&report, "ec2:StopInstances").verdict, Verdict::Denied);
    assert!(row(&report, "ec2:StopInstances").reason.as_ref().unwrap().contains("organisation"));
    let launch = row(&report, "ec2:RunInstances");
    assert_eq!((launch.verdict, launch.disputed), (Verdict::Granted, true));
}

#[tokio::test]
async fn a_role_with_a_path_is_found_by_its_name() {
    let mut fields = fields();
    fields.set("access_key_id", "ASIAY34FZKBOKMUTVV7A", "t");
    fields.set_secret("session_token", "token".to_owned(), "t");
    let world = world(DATE, |sent| match sent.label.as_str() {
        "sts:GetCallerIdentity" => Some(caller("arn:aws:sts::532587168180:assumed-role/AWSReservedSSO_Admin_01/ann", "AROAX:ann")),
        "iam:GetRole" => Some(Ok((200, "<GetRoleResponse><GetRoleResult><Role><Arn>arn:aws:iam::532587168180:role/aws-reserved/AWSReservedSSO_Admin_01</Arn></Role></GetRoleResult></GetRoleResponse>".to_owned()))),
        "iam:SimulatePrincipalPolicy" if sent.form["PolicySourceArn"].contains("aws-reserved") => {
            assert_eq!(sent.form["ContextEntries.member.1.ContextKeyValues.member.1"], "eu-central-1");
            Some(simulated("allowed", ""))
        }
        "iam:SimulatePrincipalPolicy" => Some(query_error(404, "NoSuchEntity", "no")),
        "ec2:StopInstances" => Some(no_policy("ec2:StopInstances")),
        _ => None,
    });
    let report = run_on(world, &subject(fields, &["encrypted-boot"])).await;
    assert_eq!(report.summary.conditional.granted, 6);
    let row = row(&report, "kms:CreateGrant");
    assert!(row.reason.as_ref().unwrap().contains("session"));
    // The role of a permission set cannot be changed in IAM.
    assert!(report.remediation.iter().all(|r| r.format != Format::Cli));
    let console = report.remediation.iter().find(|r| r.format == Format::Console).unwrap();
    assert!(console.content.contains("IAM Identity Center") && console.content.contains("set Admin"));
}

#[tokio::test]
async fn without_simulation_its_rows_stay_open() {
    let report = run_on(world(DATE, |_| None), &subject(fields(), &["instance-profile", "session-manager"])).await;
    assert_eq!(report.summary.conditional.undetermined, 4);
    assert_eq!(row(&report, "iam:PassRole").cause.as_deref(), Some("simulation-unavailable"));
    assert_eq!((report.summary.required.granted, exit(&report)), (33, ExitCode::Undetermined));
}

#[tokio::test]
async fn a_region_that_is_off_is_no_wrong_key() {
    let unknown = || query_error(403, "InvalidClientTokenId", "The security token included in the request is invalid");
    let report = run(move |sent| (sent.host == "sts.eu-central-1.amazonaws.com").then(unknown)).await;
    open(&report, EndingKind::Stopped, "region-not-enabled");
    assert_eq!(stage(&report, StageName::Authentication).0, StageOutcome::Ok);
    assert_eq!(report.calls, 2);
    // With an address of its own the service is asked once.
    let mut subject = subject(fields(), &[]);
    subject.endpoints =
        Endpoints::from_pairs([("aws.sts".to_owned(), "http://127.0.0.1:5000".to_owned())]).unwrap();
    let report = run_on(world(DATE, move |_| Some(unknown())), &subject).await;
    open(&report, EndingKind::Rejected, "unknown-key");
    assert_eq!(report.calls, 1);
    let report = run(|sent| sent.label.starts_with("ec2:").then(|| ec2_error(401, "AuthFailure", "no"))).await;
    open(&report, EndingKind::Stopped, "region-not-enabled");
    let report = run(|sent| {
        let regions = "<regionInfo><item><regionName>eu-central-1</regionName><optInStatus>not-opted-in</optInStatus></item></regionInfo>";
        (sent.label == "ec2:DescribeRegions").then(|| ok("DescribeRegions", regions))
    })
    .await;
    assert_eq!((report.ending, stage(&report, StageName::Context)), (EndingKind::Stopped, (StageOutcome::Failed, Some("region-not-enabled"))));
}

#[tokio::test]
async fn a_missing_default_vpc_is_said_and_fixed() {
    let report = run(|sent| {
        let filtered = sent.label == "ec2:DescribeSubnets" && sent.form.contains_key("Filter.1.Name");
        filtered.then(|| ok("DescribeSubnets", "<subnetSet/>"))
    })
    .await;
    assert_eq!((report.readiness, report.summary.required.granted), (Readiness::ReadyWithGaps, 33));
    assert!(report.preconditions[0].fix.as_ref().unwrap().contains("create-default-vpc --region eu-central-1"));
    assert!(report.remediation.iter().any(|r| r.format == Format::Cli && r.content.contains("create-default-vpc")));
}

#[tokio::test]
async fn other_regions_are_asked_there() {
    let mut fields = fields();
    fields.set("copy_regions", "eu-west-1, us-east-1", "t");
    let report = run_on(
        world(DATE, |sent| {
            let there = sent.host == "ec2.us-east-1.amazonaws.com" && sent.label == "ec2:CopyImage";
            there.then(|| no_policy("ec2:CopyImage"))
        }),
        &subject(fields.clone(), &["copy-to-regions"]),
    )
    .await;
    assert_eq!((report.summary.conditional.denied, report.summary.conditional.granted), (1, 2));
    assert_eq!(row(&report, "ec2:CopyImage").verdict, Verdict::Granted);
    let lost = world(DATE, |sent| (sent.host == "ec2.us-east-1.amazonaws.com").then_some(Err("answer-timeout")));
    let report = run_on(lost, &subject(fields, &["copy-to-regions"])).await;
    assert_eq!(report.summary.conditional.undetermined, 3);
    let report = run_on(world(DATE, |_| None), &subject(self::fields(), &["copy-to-regions"])).await;
    assert!(report.requirements.iter().any(|r| r.cause.as_deref() == Some("no-target-region")));
}

#[tokio::test]
async fn root_is_warned_about() {
    let report = run(|sent| {
        (sent.label == "sts:GetCallerIdentity").then(|| caller("arn:aws:iam::532587168180:root", "532587168180"))
    })
    .await;
    assert_eq!(report.principal.as_ref().unwrap().kind, "root");
    assert_eq!(report.excess[0].permission, "*");
    assert_eq!(report.findings[0].code, "aws-root-user");
}

#[tokio::test]
async fn scripted_actions_alone_prove_the_identity() {
    let mut subject = subject(fields(), &[]);
    subject.choice.purposes = vec!["scripted-actions".to_owned()];
    let report = run_on(world(DATE, |_| None), &subject).await;
    assert_eq!((report.calls, report.readiness, exit(&report)), (1, Readiness::Ready, ExitCode::Ok));
}

#[test]
fn every_request_passes_the_guard_and_every_dry_run_says_so() {
    let key = crate::aws::access_key(&fields()).unwrap();
    let (found, targets) = (Found::default(), [Region::named("eu-west-1").unwrap()]);
    let values = Values { found: &found, key: &key, account: None };
    let tasks = dryrun::tasks(crate::aws::catalogue(), &key.region, &targets, &values);
    assert_eq!(tasks.len(), 29 + 2 + 3 + 4);
    let request = |query: &call::Query| Request {
        method: Method::Post,
        url: "https://ec2.eu-central-1.amazonaws.com/".to_owned(),
        headers: Vec::new(),
        body: query.body().into_bytes(),
        intent: query.intent,
        service: query.service.id(),
        label: query.label(),
    };
    for task in tasks {
        let body = task.query.body();
        assert!(body.split('&').filter(|p| *p == "DryRun=true").count() == 1, "{body}");
        assert!(!body.contains('{') && !body.contains("%7B"), "{body}");
        assert_eq!(refusal(RULES, &request(&task.query)), None);
        let mut bare = task.query.clone();
        bare.form.retain(|(k, _)| k != "DryRun");
        assert!(refusal(RULES, &request(&bare)).is_some());
        // As a read, only what reads passes.
        bare.intent = Intent::Read;
        assert_eq!(refusal(RULES, &request(&bare)).is_none(), bare.action.starts_with("Describe"));
    }
}

#[test]
fn forms_are_those_of_the_facts() {
    let key = crate::aws::access_key(&fields()).unwrap();
    let found = Found {
        subnet: Some("subnet-1".to_owned()),
        vpc: Some("vpc-1".to_owned()),
        zone: Some("eu-central-1b".to_owned()),
        group: Some("sg-1".to_owned()),
        image: Some("ami-1".to_owned()),
        throttled: false,
    };
    let values = Values { found: &found, key: &key, account: Some("532587168180") };
    let body = |permission: &str| {
        let requirement = crate::aws::catalogue().by_permission(permission).unwrap();
        let pairs = form::filled(requirement, &values);
        pairs.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join("&")
    };
    let name = form::probe_name(ID);
    assert_eq!(name, form::probe_name(ID));
    assert_eq!(body("ec2:CreateSecurityGroup"), format!("GroupDescription=XOAP permission probe (dry run)&GroupName={name}&VpcId=vpc-1"));
    assert_eq!(body("ec2:CopyImage"), format!("Name={name}&SourceImageId=ami-1&SourceRegion=eu-central-1"));
    assert_eq!(body("ec2:CreateVolume"), "AvailabilityZone=eu-central-1b&Size=1&VolumeType=gp3");
    assert_eq!(body("ec2:TerminateInstances"), "InstanceId.1=i-00000000000000000");
    assert!(body("ec2:RunInstances").starts_with("ImageId=ami-1&InstanceType=t3.micro&MaxCount=1&MetadataOptions.HttpTokens=optional&MinCount=1&SubnetId=subnet-1&"));
    assert!(body("ec2:ModifySnapshotAttribute").ends_with("UserId.1=532587168180"));
}
