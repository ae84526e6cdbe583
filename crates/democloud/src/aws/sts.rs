//! STS: who am I. Roles and session tokens are refused, since the demo's user has no right to them.
//!
//! In: a call. Out: the inside of its result, or a fault.

use super::error::{Fault, unknown_action};
use super::policy::{Context, decide};
use super::xml::texts;
use super::{Call, Result, USER_ID, user_arn};
use crate::route::Service;
use crate::story::COMMON;

/// The actions that the demo knows.
pub(crate) const ACTIONS: [&str; 6] = [
    "GetCallerIdentity",
    "AssumeRole",
    "GetSessionToken",
    "GetFederationToken",
    "DecodeAuthorizationMessage",
    "GetAccessKeyInfo",
];

pub(crate) fn answer(call: &Call<'_>) -> Result {
    match call.action.as_str() {
        // Needs no permission, and no policy can deny it.
        "GetCallerIdentity" => {
            Ok(texts(&[("Arn", &user_arn()), ("UserId", USER_ID), ("Account", &COMMON.aws.account)]))
        }
        "AssumeRole" => {
            required(call, "RoleSessionName", "roleSessionName")?;
            let role = required(call, "RoleArn", "roleArn")?;
            Err(denied(call, &role))
        }
        "GetFederationToken" => {
            required(call, "Name", "name")?;
            Err(denied(call, &format!("arn:aws:sts::{}:federated-user/*", COMMON.aws.account)))
        }
        "DecodeAuthorizationMessage" => {
            required(call, "EncodedMessage", "encodedMessage")?;
            Err(denied(call, ""))
        }
        "GetAccessKeyInfo" => {
            required(call, "AccessKeyId", "accessKeyId")?;
            Err(denied(call, ""))
        }
        "GetSessionToken" => Err(denied(call, "")),
        other => Err(unknown_action(Service::Sts, other)),
    }
}

fn required(call: &Call<'_>, name: &str, member: &str) -> std::result::Result<String, Fault> {
    call.form.get(name).map(str::to_owned).ok_or_else(|| {
        let message = format!(
            "1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null"
        );
        Fault::new(400, "ValidationError", message)
    })
}

/// A denial. None of these actions is in the policy of the demo's user.
fn denied(call: &Call<'_>, resource: &str) -> Fault {
    let action = format!("sts:{}", call.action);
    let decision = decide(call.scene.aws, &action, &Context::Request(&call.form));
    let message =
        decision.sentence(&action, resource).unwrap_or_else(|| "The demo cloud gives no sessions.".to_owned());
    Fault::new(403, "AccessDenied", message)
}
