//! What Google's services said, read by a decoder of its own.

use onboard_core::evidence::Method;
use onboard_core::transport::Response;
use onboard_tests::recorded::Exchange;
use serde_json::{Map, Value};

use crate::Said;

/// Reads all exchanges of a run.
pub fn decode(exchanges: &[Exchange]) -> Said {
    let mut said = Said::default();
    for exchange in exchanges {
        let Ok(answer) = &exchange.answer else { continue };
        match exchange.request.label.as_str() {
            "cloudresourcemanager.projects.testIamPermissions" => {
                let host = exchange.request.url.contains("network-host-1");
                tested(exchange, answer, if host { "elsewhere" } else { "home" }, &mut said);
            }
            "compute.subnetworks.testIamPermissions" => tested(exchange, answer, "elsewhere", &mut said),
            "iam.serviceAccounts.testIamPermissions" => tested(exchange, answer, "home", &mut said),
            "compute.projects.get" => {
                read("compute.projects.get", answer, |b| b.get("name").is_some_and(Value::is_string), &mut said)
            }
            "compute.networks.get" => {
                read("compute.networks.get", answer, |b| b.get("name").is_some_and(Value::is_string), &mut said)
            }
            "serviceusage.services.batchGet" => {
                read("serviceusage.services.get", answer, |b| b.get("services").is_none_or(Value::is_array), &mut said);
            }
            _ => {}
        }
    }
    said
}

/// The JSON object of an answer that a service of Google could have given.
fn object(answer: &Response) -> Option<Map<String, Value>> {
    let kind = answer.headers.iter().find(|(name, _)| name == "content-type").map(|(_, v)| v.to_lowercase());
    if kind.is_some_and(|k| !k.contains("json")) {
        return None;
    }
    match serde_json::from_slice(&answer.body) {
        Ok(Value::Object(map)) => Some(map),
        _ => None,
    }
}

fn tested(exchange: &Exchange, answer: &Response, place: &'static str, said: &mut Said) {
    let asked: Value = serde_json::from_slice(&exchange.request.body).unwrap();
    let asked: Vec<&str> = asked["permissions"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let Some(body) = object(answer).filter(|_| answer.status == 200) else { return };
    let list = match body.get("permissions") {
        None if body.contains_key("error") => return,
        None => Vec::new(),
        Some(Value::Array(list)) if list.iter().all(Value::is_string) => {
            list.iter().filter_map(Value::as_str).collect()
        }
        Some(_) => return,
    };
    for permission in asked {
        let claim = (Method::PermissionTest, permission.to_owned(), place);
        if list.contains(&permission) {
            said.granted.insert(claim);
        } else {
            said.denied.insert(claim);
        }
    }
}

fn read(permission: &str, answer: &Response, is_it: fn(&Map<String, Value>) -> bool, said: &mut Said) {
    let Some(body) = object(answer) else { return };
    let claim = (Method::ReadCall, permission.to_owned(), "home");
    if answer.status == 200 && is_it(&body) {
        said.granted.insert(claim);
    } else if answer.status == 403 {
        said.denied.insert(claim);
    }
}
