//! What every form of a report says, and what it must not let through.

use super::*;
use crate::evidence::{Method, Outcome};
use crate::network::{StageName, StageResult};
use crate::payload::{report_bytes, report_sha256};
use crate::probe::{Precondition, Principal};
use crate::remediation::{Format, Remediation};
use crate::report::{Asked, Tool, summarise};
use crate::speech::Language;
use crate::transport::Intent;

const NASTY: &str = "<img src=x onerror=alert(1)> | **b** `c` \u{1b}[31mred\u{202e} \"q\" & ]]> \u{7}";

fn row(id: &str, level: Level, verdict: Verdict, reason: Option<&str>) -> Row {
    let mut evidence = Evidence::new(Method::DryRun, Outcome::Refused);
    evidence.code = Some("=cmd|' /C calc'!A0".to_owned());
    evidence.status = Some(403);
    Row {
        id: id.to_owned(),
        permission: format!("svc:{id}"),
        resource: "*".to_owned(),
        level,
        group: "g".to_owned(),
        purpose: "To start.".to_owned(),
        verdict,
        method: Method::DryRun,
        reason: reason.map(str::to_owned),
        cause: None,
        disputed: false,
        evidence: vec![evidence],
    }
}

fn sample() -> Report {
    let rows = vec![
        row("one", Level::Required, Verdict::Granted, None),
        row("two", Level::Required, Verdict::Denied, Some(NASTY)),
        row("three", Level::Optional, Verdict::Denied, None),
        row("four", Level::Conditional, Verdict::Undetermined, Some("=1+1")),
    ];
    let mut report = Report {
        version: 1,
        tool: Tool::this(),
        demo: true,
        started: "2026-01-01T00:00:00Z".to_owned(),
        duration_ms: 12,
        provider: "p".to_owned(),
        variant: "v".to_owned(),
        purposes: vec!["image-management".to_owned()],
        options: Vec::new(),
        target: [("region".to_owned(), NASTY.to_owned())].into_iter().collect(),
        principal: Some(Principal { id: NASTY.to_owned(), kind: "user".to_owned(), account: Some("1".to_owned()) }),
        findings: vec![Speech::core(Language::En).finding("input-empty", Severity::Warning, None, &[])],
        stages: StageName::ALL.map(|s| StageResult::failed(s, "dns-failed", NASTY)).to_vec(),
        summary: summarise(&rows),
        requirements: rows,
        preconditions: vec![Precondition {
            id: "default-net".to_owned(),
            outcome: PreconditionOutcome::Unmet,
            detail: NASTY.to_owned(),
            fix: Some("Make one.".to_owned()),
        }],
        excess: Vec::new(),
        readiness: Readiness::Undetermined,
        ending: EndingKind::Complete,
        remediation: vec![Remediation {
            permissions: vec!["svc:two".to_owned()],
            format: Format::Cli,
            title: NASTY.to_owned(),
            content: "echo ```\n</pre><script>alert(1)</script>\n".to_owned(),
        }],
        calls: 4,
        asked: vec![Asked {
            label: NASTY.to_owned(),
            service: "p.login".to_owned(),
            host: "login.example.com".to_owned(),
            intent: Intent::Login,
            count: 4,
        }],
        credential: String::new(),
    };
    report.readiness = report.judge_readiness();
    report
}

fn rendered(form: ReportForm, language: Language) -> String {
    String::from_utf8(render(&sample(), form, &Speech::core(language), Colour::Never)).unwrap()
}

#[test]
fn every_form_marks_the_demo_and_shows_the_denial() {
    for language in [Language::En, Language::De] {
        for form in [ReportForm::Text, ReportForm::Markdown, ReportForm::Html, ReportForm::Junit] {
            let text = rendered(form, language);
            assert!(text.contains("DEMO"), "{form:?}");
            assert!(text.contains("svc:two"), "{form:?}");
            // Classes of the page are named like its sections; a sentence that is missing shows as its id.
            let shown = text.replace("<table class=\"report-", "").replace("\n.report-", "");
            assert!(!shown.contains("report-"), "a sentence is missing in {form:?} {language:?}: {text}");
        }
    }
    assert!(rendered(ReportForm::Csv, Language::En).contains("svc:two"));
}

#[test]
fn nothing_from_outside_steers_the_reader() {
    for form in [ReportForm::Text, ReportForm::Markdown, ReportForm::Html, ReportForm::Junit, ReportForm::Csv] {
        let text = rendered(form, Language::En);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}') && !text.contains('\u{7}'), "{form:?}");
    }
    for form in [ReportForm::Html, ReportForm::Junit] {
        let text = rendered(form, Language::En);
        assert!(!text.contains("<img") && !text.contains("<script"), "{form:?}");
    }
    let markdown = rendered(ReportForm::Markdown, Language::En);
    assert!(!markdown.contains("<img") && markdown.contains(r"\| \*\*b\*\* \`c\`"));
    assert!(markdown.contains("\n````sh\necho ```\n"), "the fence is longer than the run inside");
}

#[test]
fn the_page_is_alone_and_names_the_report() {
    for language in [Language::En, Language::De] {
        let html = rendered(ReportForm::Html, language);
        for outside in
            ["<script", "src=\"", "href=", "url(", "@import", "http://", "https://", "<link", "<iframe", "<img"]
        {
            assert!(!html.contains(outside), "{outside}");
        }
        assert!(html.contains("default-src 'none'") && html.contains("@page"));
        assert!(html.contains(&format!("<code>{}</code>", report_sha256(&sample()))));
        let digest = ring::digest::digest(&ring::digest::SHA256, &report_bytes(&sample()));
        assert_eq!(report_sha256(&sample()), hex::encode(digest));
        assert!(html.contains("login.example.com") && html.contains("=cmd|"));
    }
}

#[test]
fn csv_has_no_formula_and_even_rows() {
    let csv = rendered(ReportForm::Csv, Language::En);
    assert_eq!(csv.matches("\r\n").count(), 5);
    assert!(csv.contains("\"'=cmd|' /C calc'!A0\""));
    assert!(csv.contains("\"'=1+1\""));
}

#[test]
fn junit_counts_what_it_shows() {
    let xml = rendered(ReportForm::Junit, Language::En);
    assert!(xml.contains(r#"name="p.permissions" tests="4" failures="1" errors="1" skipped="1""#), "{xml}");
    assert_eq!(xml.matches("<failure").count(), 1 + 7);
}

#[test]
fn the_headline_names_the_reason() {
    let speech = Speech::core(Language::En);
    let mut report = sample();
    assert_eq!(report.readiness, Readiness::Blocked);
    assert!(headline(&report, &speech).contains("1 permission"), "{}", headline(&report, &speech));
    report.requirements.iter_mut().for_each(|r| r.verdict = Verdict::Undetermined);
    report.summary = summarise(&report.requirements);
    report.ending = EndingKind::Unreachable;
    report.readiness = report.judge_readiness();
    assert!(headline(&report, &speech).contains("could not be reached"));
}

#[test]
fn colours_only_when_asked() {
    let coloured = render(&sample(), ReportForm::Text, &Speech::core(Language::En), Colour::Ansi);
    assert!(String::from_utf8(coloured).unwrap().contains("\u{1b}[31m"));
}
