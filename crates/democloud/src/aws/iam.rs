//! IAM: the policy simulator, and what the demo's user may read about itself.
//!
//! In: a call. Out: the inside of its result, or a fault. Deliberately absent: every call that changes something.

use super::error::{Fault, unknown_action};
use super::policy::{Context, Decision, decide, missing_keys};
use super::xml::{nest, text, texts};
use super::{Call, Result, USER_ID, user_arn};
use crate::cloud::cut;
use crate::route::Service;
use crate::story::COMMON;

/// The actions that the demo knows.
pub(crate) const ACTIONS: [&str; 4] = ["SimulatePrincipalPolicy", "GetUser", "GetRole", "GetInstanceProfile"];

pub(crate) fn answer(call: &Call<'_>) -> Result {
    match call.action.as_str() {
        "SimulatePrincipalPolicy" => simulate(call),
        "GetUser" => get_user(call),
        "GetRole" => get_nothing(call, "RoleName", "role"),
        "GetInstanceProfile" => get_nothing(call, "InstanceProfileName", "instance profile"),
        other if super::actions::changes(other) => {
            call.scene.record.mutation();
            permitted(call, "*")?;
            Err(Fault::new(400, "OperationNotPermitted", "The demo cloud changes nothing."))
        }
        other => Err(unknown_action(Service::Iam, other)),
    }
}

fn permitted(call: &Call<'_>, resource: &str) -> std::result::Result<(), Fault> {
    let action = format!("iam:{}", call.action);
    let decision = decide(call.scene.aws, &action, &Context::Request(&call.form));
    decision.sentence(&action, resource).map_or(Ok(()), |message| Err(Fault::new(403, "AccessDenied", message)))
}

fn required<'a>(call: &'a Call<'_>, name: &str) -> std::result::Result<&'a str, Fault> {
    call.form.get(name).ok_or_else(|| {
        let mut member = name.to_owned();
        member[..1].make_ascii_lowercase();
        invalid(&format!(
            "1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null"
        ))
    })
}

fn invalid(message: &str) -> Fault {
    Fault::new(400, "ValidationError", message)
}

fn no_such(what: &str, name: &str) -> Fault {
    Fault::new(404, "NoSuchEntity", format!("The {what} with name {} cannot be found.", cut(name)))
}

fn get_user(call: &Call<'_>) -> Result {
    let name = call.form.get("UserName").unwrap_or(&COMMON.aws.user);
    permitted(call, &format!("arn:aws:iam::{}:user/{}", COMMON.aws.account, cut(name)))?;
    if name != COMMON.aws.user {
        return Err(no_such("user", name));
    }
    let user = texts(&[
        ("Path", "/"),
        ("UserName", name),
        ("UserId", USER_ID),
        ("Arn", &user_arn()),
        ("CreateDate", "2026-01-05T08:00:00Z"),
    ]);
    Ok(nest("User", &user))
}

/// The demo's account has no roles and no instance profiles.
fn get_nothing(call: &Call<'_>, parameter: &str, what: &str) -> Result {
    let name = required(call, parameter)?;
    let resource = format!("arn:aws:iam::{}:{}/{}", COMMON.aws.account, what.replace(' ', "-"), cut(name));
    permitted(call, &resource)?;
    Err(if what == "role" { no_such("role", name) } else { no_such_profile(name) })
}

fn no_such_profile(name: &str) -> Fault {
    Fault::new(404, "NoSuchEntity", format!("Instance Profile {} cannot be found.", cut(name)))
}

/// The most pairs of action and resource that one simulation takes.
const MOST_QUESTIONS: usize = 20_000;

/// One question of a simulation.
struct Question<'a> {
    action: &'a str,
    resource: &'a str,
}

fn simulate(call: &Call<'_>) -> Result {
    let source = required(call, "PolicySourceArn")?;
    let actions = call.form.list("ActionNames.member");
    if actions.is_empty() {
        return Err(invalid(
            "1 validation error detected: Value '[]' at 'actionNames' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ));
    }
    permitted(call, source)?;
    if source != user_arn() {
        return Err(stranger(source));
    }
    if let Some(bad) = actions.iter().find(|a| !is_action(a)) {
        return Err(Fault::new(400, "InvalidInput", format!("Invalid Action Name: {}", cut(bad))));
    }
    let told = context(call)?;
    let mut resources = call.form.list("ResourceArns.member");
    if resources.is_empty() {
        resources.push("*");
    }
    // Each list may be long; their product must not be.
    if actions.len().saturating_mul(resources.len()) > MOST_QUESTIONS {
        return Err(invalid("The request asks about too many combinations of actions and resources."));
    }
    let questions: Vec<Question<'_>> =
        actions.iter().flat_map(|action| resources.iter().map(move |resource| Question { action, resource })).collect();
    page(call, &questions, &told)
}

fn stranger(source: &str) -> Fault {
    let name = source.rsplit('/').next().unwrap_or_default();
    match source.split(':').nth(5).map(|r| r.split('/').next().unwrap_or_default()) {
        Some("user") => no_such("user", name),
        Some("role") => no_such("role", name),
        Some("group") => no_such("group", name),
        _ => Fault::new(400, "InvalidInput", format!("Invalid Entity Arn: {}", cut(source))),
    }
}

fn is_action(name: &str) -> bool {
    (3..=128).contains(&name.len())
        && name.split_once(':').is_some_and(|(service, action)| {
            !service.is_empty()
                && service.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                && !action.is_empty()
                && action.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'*')
        })
}

/// The condition keys of the question, with their values.
fn context(call: &Call<'_>) -> std::result::Result<Vec<(String, Vec<String>)>, Fault> {
    let mut told = Vec::new();
    for n in 1.. {
        let entry = format!("ContextEntries.member.{n}");
        let Some(key) = call.form.get(&format!("{entry}.ContextKeyName")) else { break };
        if call.form.get(&format!("{entry}.ContextKeyType")).is_none() {
            return Err(invalid("The context entry has no ContextKeyType."));
        }
        let values = call.form.list(&format!("{entry}.ContextKeyValues.member"));
        told.push((key.to_owned(), values.into_iter().map(str::to_owned).collect()));
    }
    Ok(told)
}

/// The page of results that `MaxItems` and `Marker` ask for.
fn page(call: &Call<'_>, questions: &[Question<'_>], told: &[(String, Vec<String>)]) -> Result {
    let most: usize = match call.form.get("MaxItems").map(str::parse) {
        None => 100,
        Some(Ok(n @ 1..=1000)) => n,
        Some(_) => {
            return Err(invalid(
                "Value at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 1000",
            ));
        }
    };
    let start: usize = match call.form.get("Marker").map(str::parse) {
        None => 0,
        Some(Ok(n)) if n < questions.len() => n,
        Some(_) => return Err(invalid("Invalid Marker.")),
    };
    let end = questions.len().min(start + most);
    let results: String = questions[start..end].iter().map(|q| nest("member", &result(call, q, told))).collect();
    let more = end < questions.len();
    let mut inside = nest("EvaluationResults", &results) + &text("IsTruncated", if more { "true" } else { "false" });
    if more {
        inside += &text("Marker", &end.to_string());
    }
    Ok(inside)
}

fn result(call: &Call<'_>, question: &Question<'_>, told: &[(String, Vec<String>)]) -> String {
    let trouble = call.scene.aws;
    let decision = decide(trouble, question.action, &Context::Simulated(told));
    let (word, by_organization, by_boundary) = match decision {
        Decision::Allowed => ("allowed", true, true),
        Decision::Organization(_) => ("explicitDeny", false, true),
        Decision::Boundary => ("implicitDeny", true, false),
        Decision::NoPolicy => ("implicitDeny", true, true),
    };
    let matched = if decision == Decision::Allowed { nest("member", &statement()) } else { String::new() };
    let missing: String = missing_keys(trouble, question.action, told).iter().map(|k| text("member", k)).collect();
    let mut out =
        texts(&[("EvalActionName", question.action), ("EvalResourceName", question.resource), ("EvalDecision", word)]);
    out += &nest("MatchedStatements", &matched);
    out += &nest("MissingContextValues", &missing);
    out += &nest("OrganizationsDecisionDetail", &text("AllowedByOrganizations", truth(by_organization)));
    // Only an account with a boundary has this element.
    if !trouble.boundary_denied.is_empty() {
        out += &nest("PermissionsBoundaryDecisionDetail", &text("AllowedByPermissionsBoundary", truth(by_boundary)));
    }
    out
}

fn truth(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

fn statement() -> String {
    let position = |name: &str, line: &str, column: &str| nest(name, &texts(&[("Line", line), ("Column", column)]));
    texts(&[("SourcePolicyId", &COMMON.aws.policy), ("SourcePolicyType", "IAM Policy")])
        + &position("StartPosition", "3", "17")
        + &position("EndPosition", "12", "6")
}
