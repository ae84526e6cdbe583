//! Our AWS probe against `moto_server` with its IAM enforcement on: what the table says must be what the policy says.

use std::collections::BTreeSet;
use std::future::pending;
use std::sync::Arc;

use onboard_core::endpoints::Endpoints;
use onboard_core::field::Fields;
use onboard_core::pipeline::{self, Stop, Subject, Unwatched};
use onboard_core::probe::EndingKind;
use onboard_core::report::{ExitCode, FailOn, Report};
use onboard_core::requirement::{Choice, Level};
use onboard_core::speech::Language;
use onboard_core::verdict::Verdict;
use onboard_transport::{Network, ProxyChoice, Settings};
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::moto::Moto;

/// What moto cannot answer for a user who is allowed, and the cause that we must name. Never granted or denied.
/// - `DescribeImageAttribute`: a KeyError on the made-up image, as a web page with status 500.
/// - `GetPasswordData`: looks for the instance and ignores the dry run.
const GAPS: [(&str, &str); 2] =
    [("ec2:DescribeImageAttribute", "answer-from-something-else"), ("ec2:GetPasswordData", "needs-real-resource")];

fn subject(base: &str, key_id: &str, secret: &str) -> Subject {
    let provider = onboard_providers::by_id("aws").unwrap();
    let mut fields = Fields::default();
    fields.set("access_key_id", key_id.to_owned(), "test".to_owned());
    fields.set_secret("secret_access_key", secret.to_owned(), "test".to_owned());
    fields.set("region", "eu-central-1".to_owned(), "test".to_owned());
    let choice = Choice { purposes: vec!["image-management".to_owned()], options: Vec::new() };
    let now = time::OffsetDateTime::now_utc();
    let language = Language::En;
    let inspection = pipeline::inspect(provider, "access-key", &mut fields, &choice.options, now, language);
    let services = ["aws.sts", "aws.iam", "aws.ec2"];
    let endpoints = Endpoints::from_pairs(services.map(|service| (service.to_owned(), base.to_owned()))).unwrap();
    let variant = "access-key".to_owned();
    Subject { provider, variant, fields, choice, endpoints, findings: inspection.findings, language, again: None }
}

async fn check(subject: &Subject) -> Report {
    let network = Network::new(&Settings { proxy: ProxyChoice::Direct, ..Settings::default() }).unwrap();
    let hosts: Vec<String> = pipeline::plan(subject).unwrap().into_iter().map(|call| call.host).collect();
    let report = pipeline::check(subject, Arc::new(network.only(hosts)), Arc::new(Unwatched), pending::<Stop>()).await;
    assert!(report.findings.iter().all(|f| f.severity != onboard_core::finding::Severity::Error), "{report:#?}");
    report
}

fn required(report: &Report) -> Vec<String> {
    let rows = report.requirements.iter().filter(|row| row.level == Level::Required);
    rows.map(|row| row.permission.clone()).collect()
}

/// Every row says what the policy says. Returns how many were granted.
fn agrees(report: &Report, policy: &BTreeSet<String>, name: &str) -> usize {
    assert_eq!(report.ending, EndingKind::Complete, "{name}: {:#?}", report.stages);
    assert!(report.principal.as_ref().is_some_and(|p| p.id == "arn:aws:iam::123456789012:user/wire"), "{name}");
    let mut wrong = Vec::new();
    for row in &report.requirements {
        let allowed = policy.contains(&row.permission);
        let fits = match row.verdict {
            Verdict::Granted => allowed,
            Verdict::Denied => !allowed,
            Verdict::Undetermined => {
                let cause = row.cause.as_deref().unwrap_or_default();
                allowed && GAPS.contains(&(row.permission.as_str(), cause))
            }
        };
        if !fits {
            let codes: Vec<_> = row.evidence.iter().map(|e| (e.method, e.status, e.code.clone())).collect();
            wrong.push(format!(
                "{} is {:?} ({:?}), in the policy: {allowed}; {codes:?}",
                row.permission, row.verdict, row.cause
            ));
        }
    }
    assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
    report.requirements.iter().filter(|row| row.verdict == Verdict::Granted).count()
}

#[tokio::test]
async fn random_policies() {
    let moto = Moto::start().await;
    let subject = subject(&moto.base, &moto.key_id, &moto.secret);
    moto.permit(&[]).await;
    let actions = required(&check(&subject).await);
    let published: BTreeSet<&str> = include_str!("published-actions.txt").lines().collect();
    assert_eq!(actions.iter().map(String::as_str).collect::<BTreeSet<_>>(), published);

    let mut random = ChaCha8Rng::seed_from_u64(33);
    let mut policies = vec![Vec::new(), actions.clone()];
    for _ in 0..8 {
        let count = random.gen_range(1..actions.len());
        policies.push(actions.choose_multiple(&mut random, count).cloned().collect());
    }
    for (number, policy) in policies.into_iter().enumerate() {
        moto.permit(&policy).await;
        let report = check(&subject).await;
        let policy: BTreeSet<String> = policy.into_iter().collect();
        let name = format!("policy {number} of {} actions", policy.len());
        let granted = agrees(&report, &policy, &name);
        let gaps = GAPS.iter().filter(|(action, _)| policy.contains(*action)).count();
        assert_eq!(granted, policy.len() - gaps, "{name}");
        let expected = match policy.len() {
            33 => ExitCode::Undetermined,
            _ => ExitCode::Denied,
        };
        assert_eq!(report.exit_code(FailOn::Error), expected, "{name}");
    }
}

#[tokio::test]
async fn keys_that_are_refused() {
    let moto = Moto::start().await;
    moto.permit(&["ec2:*".to_owned()]).await;
    let mut wrong = moto.secret.clone();
    let last = if wrong.pop() == Some('a') { 'b' } else { 'a' };
    wrong.push(last);
    let unknown = "AKIARZPUZDIKAAAAAAAA";
    for (key_id, secret, name) in [(moto.key_id.as_str(), wrong.as_str(), "wrong"), (unknown, &moto.secret, "unknown")]
    {
        let report = check(&subject(&moto.base, key_id, secret)).await;
        assert_eq!(report.exit_code(FailOn::Error), ExitCode::Rejected, "{name}: {:#?}", report.stages);
        assert!(report.requirements.iter().all(|row| row.verdict == Verdict::Undetermined), "{name}");
        let stage = report.failed_stage().unwrap();
        assert_eq!(stage.stage, onboard_core::network::StageName::Authentication, "{name}: {stage:?}");
        let text = serde_json::to_string(&report).unwrap();
        assert!(!text.contains(secret), "{name}");
    }
    let report = check(&subject(&moto.base, &moto.key_id, &moto.secret)).await;
    assert_ne!(report.exit_code(FailOn::Error), ExitCode::Rejected, "the right key is accepted");
}
