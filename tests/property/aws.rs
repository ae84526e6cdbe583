//! What AWS said, read by a decoder of its own: a stack of names over quick-xml's events, no tree, no code of the product.

use std::collections::{BTreeMap, BTreeSet};

use onboard_core::evidence::Method;
use onboard_core::transport::Response;
use onboard_tests::recorded::Exchange;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::Said;

const REFUSALS: &[&str] =
    &["UnauthorizedOperation", "AccessDenied", "AccessDeniedException", "Client.UnauthorizedOperation"];

/// Reads all exchanges of a run.
pub fn decode(exchanges: &[Exchange]) -> Said {
    let mut said = Said::default();
    for exchange in exchanges {
        let Ok(answer) = &exchange.answer else { continue };
        let Some(paths) = paths(answer) else { continue };
        let form: BTreeMap<String, String> = url::form_urlencoded::parse(&exchange.request.body).into_owned().collect();
        let action = form.get("Action").cloned().unwrap_or_default();
        let dry = form.get("DryRun").map(String::as_str) == Some("true");
        match exchange.request.service {
            "aws.ec2" => ec2(&action, dry, answer.status, &paths, &mut said),
            "aws.iam" if action == "SimulatePrincipalPolicy" => simulated(answer.status, &paths, &mut said),
            _ => {}
        }
    }
    said
}

fn ec2(action: &str, dry: bool, status: u16, paths: &[(String, String)], said: &mut Said) {
    let permission = format!("ec2:{action}");
    let root = paths.first().map(|(path, _)| path.as_str()).unwrap_or_default();
    let reads = action.starts_with("Describe") || action.starts_with("Get");
    if (200..300).contains(&status) {
        if reads && root == format!("/{action}Response") {
            said.granted.insert((Method::ReadCall, permission, "home"));
        }
        return;
    }
    let codes: Vec<&str> = paths
        .iter()
        .filter(|(path, _)| {
            ["/Response/Errors/Error/Code", "/ErrorResponse/Error/Code", "/ErrorResponse/Errors/Error/Code"]
                .contains(&path.as_str())
        })
        .map(|(_, text)| text.trim())
        .collect();
    if !(400..500).contains(&status) || codes.len() != 1 {
        return;
    }
    let method = if dry { Method::DryRun } else { Method::ReadCall };
    if codes[0] == "DryRunOperation" && dry {
        said.granted.insert((method, permission, "home"));
    } else if REFUSALS.contains(&codes[0]) {
        said.denied.insert((method, permission, "home"));
    }
}

/// The members of a simulation, each as a map of its direct children; names that come several times grant only when all
/// of them do.
fn simulated(status: u16, paths: &[(String, String)], said: &mut Said) {
    const MEMBER: &str = "/SimulatePrincipalPolicyResponse/SimulatePrincipalPolicyResult/EvaluationResults/member";
    if !(200..300).contains(&status) {
        return;
    }
    let mut members: Vec<BTreeMap<String, Vec<String>>> = Vec::new();
    for (path, text) in paths {
        if path == MEMBER {
            members.push(BTreeMap::new());
        } else if let (Some(rest), Some(last)) = (path.strip_prefix(&format!("{MEMBER}/")), members.last_mut()) {
            last.entry(rest.to_owned()).or_default().push(text.trim().to_owned());
        }
    }
    let mut by_action: BTreeMap<String, Vec<(String, bool)>> = BTreeMap::new();
    for member in members {
        let first = |name: &str| member.get(name).and_then(|v| v.first()).cloned();
        let (Some(action), Some(decision)) = (first("EvalActionName"), first("EvalDecision")) else { continue };
        let missing = member.contains_key("MissingContextValues/member");
        by_action.entry(action.to_lowercase()).or_default().push((decision, missing));
    }
    let names: BTreeSet<String> =
        onboard_providers::by_id("aws").unwrap().catalogue().iter().map(|r| r.permission.clone()).collect();
    for permission in names {
        let Some(results) = by_action.get(&permission.to_lowercase()) else { continue };
        let all = |f: fn(&str) -> bool| results.iter().all(|(decision, missing)| f(decision) && !missing);
        if all(|d| d == "allowed") {
            said.granted.insert((Method::PolicySimulation, permission.clone(), "home"));
        }
        if all(|d| d == "implicitDeny" || d == "explicitDeny") {
            said.denied.insert((Method::PolicySimulation, permission, "home"));
        }
    }
}

/// Every element of a well-formed document in order, as its path of names and the text directly inside it. Nothing when
/// the bytes are no such document. What the content type says does not matter: test servers call their XML text/html.
fn paths(answer: &Response) -> Option<Vec<(String, String)>> {
    let text = std::str::from_utf8(&answer.body).ok()?;
    if text.contains("<!DOCTYPE") {
        return None;
    }
    let mut reader = Reader::from_str(text);
    let (mut open, mut found) = (Vec::<usize>::new(), Vec::<(String, String)>::new());
    loop {
        let (name, empty) = match reader.read_event().ok()? {
            Event::Start(start) => (start.local_name().as_ref().to_owned(), false),
            Event::Empty(start) => (start.local_name().as_ref().to_owned(), true),
            Event::End(_) => {
                open.pop()?;
                continue;
            }
            Event::Text(text) => {
                if let Some(place) = open.last() {
                    found[*place].1.push_str(&text.xml10_content());
                }
                continue;
            }
            Event::CData(text) => {
                if let Some(place) = open.last() {
                    found[*place].1.push_str(&text.xml10_content());
                }
                continue;
            }
            Event::GeneralRef(reference) => {
                if let Some(place) = open.last() {
                    let c = reference.resolve_char_ref().ok()?.map(String::from);
                    let named = quick_xml::escape::resolve_predefined_entity(&reference).map(str::to_owned);
                    found[*place].1.push_str(&c.or(named)?);
                }
                continue;
            }
            Event::Eof => return open.is_empty().then_some(found),
            _ => continue,
        };
        let parent = open.last().map(|place| found[*place].0.clone()).unwrap_or_default();
        found.push((format!("{parent}/{name}"), String::new()));
        if !empty {
            open.push(found.len() - 1);
        }
    }
}
