//! Reports with names that a hostile server could send, read back: JUnit by an XML parser, CSV by a CSV parser, HTML by
//! what a browser would make of it. What was text stays text, and nothing is lost that a row needs.

use std::sync::Arc;

use onboard_core::pipeline::{self, Subject, Unwatched};
use onboard_core::render::{Colour, ReportForm, plain, render};
use onboard_core::report::Report;
use onboard_core::requirement::Choice;
use onboard_core::speech::{Language, Speech};
use onboard_democloud::DemoCloud;
use onboard_tests::subject::{Chosen, subject};
use quick_xml::events::Event;
use time::macros::datetime;

/// Names that mean something to a browser, to XML, to a terminal, to a spreadsheet.
const NAMES: &[&str] = &[
    "<script>alert(1)</script>",
    "]]><!--",
    "\u{202e}txt.exe\u{200f}",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\" onmouseover=\"x",
    "' onclick='x",
    "a,b;\"c\"\r\nd",
    "\u{1b}]0;title\u{7}",
    "&amp;&#60;&lt;",
    "</style></title><base href=//x>",
    "\u{fffe}\u{ffff}\u{0}",
    "{{7*7}} ${x} %{y}",
];

/// A report of the demo cloud, in which every name from outside is one of these.
fn hostile(place: usize) -> Report {
    let cloud = DemoCloud::new("missing-permissions").unwrap();
    let key = cloud.key("aws").unwrap();
    let chosen = Chosen {
        origin: &key.file_name,
        text: &String::from_utf8(key.bytes).unwrap(),
        label: None,
        with: &[],
        settings: &key.settings.into_iter().collect(),
        choice: Choice { purposes: vec!["image-management".to_owned()], options: Vec::new() },
        now: datetime!(2026-11-24 12:00 UTC),
    };
    let (subject, _): (Subject, _) = subject(onboard_providers::by_id("aws").unwrap(), chosen).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut report = runtime.block_on(pipeline::check(&subject, cloud, Arc::new(Unwatched), std::future::pending()));
    assert!(report.demo && report.requirements.len() > 20);
    let name = |i: usize| NAMES[(place + i) % NAMES.len()].to_owned();
    if let Some(principal) = &mut report.principal {
        principal.id = name(0);
    }
    report.target.values_mut().enumerate().for_each(|(i, v)| *v = name(i));
    for (i, row) in report.requirements.iter_mut().enumerate() {
        row.reason = Some(name(i));
        for evidence in &mut row.evidence {
            evidence.code = Some(name(i + 1));
            evidence.request_id = Some(name(i + 2));
        }
    }
    report.preconditions.iter_mut().enumerate().for_each(|(i, p)| p.detail = name(i));
    report.asked.iter_mut().enumerate().for_each(|(i, a)| a.host = name(i));
    report.remediation.iter_mut().enumerate().for_each(|(i, fix)| fix.title = name(i));
    report
}

fn text(report: &Report, form: ReportForm) -> String {
    let speech = Speech::of(onboard_providers::by_id("aws").unwrap().texts(), Language::En);
    String::from_utf8(render(report, form, &speech, Colour::Never)).unwrap()
}

/// Element names with their attributes, in order; fails on what is not well formed.
fn elements(xml: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut found = Vec::new();
    let mut depth = 0_i32;
    loop {
        match reader.read_event().unwrap_or_else(|e| panic!("{e}\n{xml}")) {
            Event::Start(e) => {
                depth += 1;
                found.push(element(&e));
            }
            Event::Empty(e) => found.push(element(&e)),
            Event::End(_) => depth -= 1,
            Event::CData(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_) => panic!("not ours:\n{xml}"),
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    found
}

fn element(e: &quick_xml::events::BytesStart<'_>) -> (String, Vec<(String, String)>) {
    let attribute = |a: quick_xml::events::attributes::Attribute<'_>| {
        let value = quick_xml::escape::unescape(&a.value).unwrap().into_owned();
        (a.key.as_ref().to_owned(), value)
    };
    let name = e.name().as_ref().to_owned();
    (name, e.attributes().map(|a| attribute(a.unwrap())).collect())
}

#[test]
fn junit_is_well_formed_and_complete() {
    for place in 0..NAMES.len() {
        let report = hostile(place);
        let found = elements(&text(&report, ReportForm::Junit));
        let known = ["testsuites", "testsuite", "testcase", "failure", "error", "skipped"];
        assert!(found.iter().all(|(name, _)| known.contains(&name.as_str())), "{found:?}");
        let value = |(_, all): &(String, Vec<(String, String)>), key: &str| {
            all.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone()).unwrap_or_default()
        };
        let names: Vec<_> = found.iter().filter(|(name, _)| name == "testcase").map(|e| value(e, "name")).collect();
        for row in &report.requirements {
            assert!(names.contains(&format!("{} ({})", row.permission, row.id)), "{}", row.id);
        }
        assert!(value(&found[0], "name").contains("DEMO"));
        // A message comes back as it was, but for what XML and terminals cannot carry.
        let denied = report.requirements.iter().find(|r| r.verdict == onboard_core::verdict::Verdict::Denied).unwrap();
        let expect = plain(denied.reason.as_deref().unwrap()).replace(['\u{fffe}', '\u{ffff}'], "");
        let told: Vec<_> = found.iter().filter(|(name, _)| name == "failure").map(|e| value(e, "message")).collect();
        assert!(told.contains(&expect), "{expect:?} is not in {told:?}");
    }
}

#[test]
fn csv_comes_back_cell_by_cell() {
    for place in 0..NAMES.len() {
        let report = hostile(place);
        let csv = text(&report, ReportForm::Csv);
        let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(csv.as_bytes());
        let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), report.requirements.len());
        let cell = |row: &csv::StringRecord, name: &str| row[head.iter().position(|h| h == name).unwrap()].to_owned();
        for (row, requirement) in rows.iter().zip(&report.requirements) {
            assert_eq!(cell(row, "id"), requirement.id);
            assert_eq!(cell(row, "permission"), requirement.permission);
            let reason = plain(requirement.reason.as_deref().unwrap());
            let found = cell(row, "reason");
            assert_eq!(found.strip_prefix('\'').filter(|f| *f == reason).unwrap_or(&found), reason);
            for value in row {
                assert!(!value.trim_start().starts_with(['=', '+', '-', '@']), "a formula: {value}");
            }
        }
    }
}

#[test]
fn the_page_has_only_our_own_elements() {
    let known = [
        "html", "head", "meta", "title", "style", "body", "main", "p", "strong", "h1", "h2", "h3", "table", "thead",
        "tbody", "tr", "th", "td", "span", "code", "br", "pre",
    ];
    for place in 0..NAMES.len() {
        let html = text(&hostile(place), ReportForm::Html);
        let mut rest = html.as_str();
        while let Some(start) = rest.find('<') {
            let tag = &rest[start + 1..start + rest[start..].find('>').unwrap()];
            let name = tag.trim_start_matches(['/', '!']).split([' ', '\n']).next().unwrap();
            assert!(known.contains(&name) || name == "doctype", "<{tag}>");
            let attributes = ["class=", "scope=", "lang=", "charset=", "http-equiv=", "content=", "name="];
            for word in tag.split(' ').skip(1).filter(|w| w.contains('=') && !tag.starts_with("meta")) {
                assert!(attributes.iter().any(|a| word.starts_with(a)), "<{tag}>");
            }
            rest = &rest[start + 1..];
        }
        for unseen in ['\u{202e}', '\u{200f}', '\u{1b}', '\u{7}', '\0'] {
            assert!(!html.contains(unseen));
        }
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    }
}

#[test]
fn every_form_is_marked_as_a_demo() {
    let report = hostile(0);
    for form in [ReportForm::Text, ReportForm::Markdown, ReportForm::Html, ReportForm::Junit] {
        assert!(text(&report, form).contains("DEMO"), "{form:?}");
    }
    assert!(text(&report, ReportForm::Json).contains("\"demo\": true"));
    assert!(text(&report, ReportForm::Csv).lines().skip(1).all(|l| l.ends_with(",true")));
}
