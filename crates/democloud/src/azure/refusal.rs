//! Refusals of the sign-in, as Entra ID writes them.
//!
//! In: an error, a code, a text. Out: the whole answer, with trace id, correlation id and time in the body and in the
//! text, the way people find them in their logs.

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::format_description;

use super::is_guid;
use crate::cloud::{Scene, cut, digest};
use crate::exchange::{Answer, Ask};
use crate::story::COMMON;

/// Why there is no token.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: u16,
    error: &'static str,
    code: u32,
    text: String,
    more: Vec<(&'static str, Value)>,
}

impl Refusal {
    /// A request that cannot be served: 400.
    pub fn bad(error: &'static str, code: u32, text: impl Into<String>) -> Self {
        Self { status: 400, error, code, text: text.into(), more: Vec::new() }
    }

    /// A client that did not prove who it is: 401.
    pub fn client(code: u32, text: impl Into<String>) -> Self {
        Self { status: 401, ..Self::bad("invalid_client", code, text) }
    }

    /// The same with one more member in the body.
    fn with(mut self, name: &'static str, value: Value) -> Self {
        self.more.push((name, value));
        self
    }

    /// The same with another status.
    fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub fn into_answer(self, scene: &Scene<'_>, ask: &Ask) -> Answer {
        let (trace, correlation) = (&scene.request_id, correlation_id(scene, ask));
        let timestamp = timestamp(scene.now);
        let description = format!(
            "AADSTS{}: {} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {timestamp}",
            self.code, self.text
        );
        let mut body = json!({
            "error": self.error,
            "error_description": description,
            "error_codes": [self.code],
            "timestamp": timestamp,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": format!("https://login.microsoftonline.com/error?code={}", self.code)
        });
        for (name, value) in self.more {
            body[name] = value;
        }
        let answer = Answer::json(self.status, &body);
        if self.status == 429 { answer.with("retry-after", "1") } else { answer }
    }
}

/// The client's own id of the request, when it sent one.
pub(crate) fn correlation_id(scene: &Scene<'_>, ask: &Ask) -> String {
    let sent = ask.header("client-request-id").filter(|id| is_guid(id)).map(str::to_ascii_lowercase);
    sent.unwrap_or_else(|| {
        let hex = hex::encode(digest(&["correlation", &scene.request_id]));
        format!("{}-{}-4{}-9{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
    })
}

fn timestamp(at: OffsetDateTime) -> String {
    let form = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]Z");
    at.to_offset(time::UtcOffset::UTC).format(&form).unwrap_or_default()
}

/// A tenant that is not there. Discovery says so in a word of its own.
pub(crate) fn no_tenant(tenant: &str, error: &'static str) -> Refusal {
    let tenant = cut(tenant);
    if !is_guid(&tenant) && !tenant.contains('.') {
        let text =
            format!("Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain.");
        return Refusal::bad(error, 900_023, text);
    }
    let text = format!(
        "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct \
         cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for \
         the tenant."
    );
    Refusal::bad(error, 90_002, text)
}

pub(crate) fn no_tenant_named() -> Refusal {
    let text = "No tenant-identifying information found in either the request or implied by any provided credentials.";
    Refusal::bad("invalid_request", 50_059, text)
}

pub(crate) fn missing(parameter: &str) -> Refusal {
    let text = format!("The request body must contain the following parameter: '{parameter}'.");
    Refusal::bad("invalid_request", 900_144, text)
}

pub(crate) fn no_app(client: &str, directory: &str) -> Refusal {
    let text = format!(
        "Application with identifier '{}' was not found in the directory '{directory}'. This can happen if the \
         application has not been installed by the administrator of the tenant or consented to by any user in the \
         tenant. You may have sent your authentication request to the wrong tenant.",
        cut(client)
    );
    Refusal::bad("unauthorized_client", 700_016, text)
}

pub(crate) fn no_proof() -> Refusal {
    let text = "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.";
    Refusal::client(7_000_216, text)
}

pub(crate) fn wrong_secret() -> Refusal {
    let text = format!(
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the \
         client secret ID, for a secret added to app '{}'.",
        COMMON.azure.client
    );
    Refusal::client(7_000_215, text)
}

pub(crate) fn expired_secret() -> Refusal {
    let text = format!(
        "The provided client secret keys for app '{}' are expired. Visit the Azure portal to create new keys for your \
         app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: \
         https://aka.ms/certCreds.",
        COMMON.azure.client
    );
    Refusal::client(7_000_222, text)
}

/// The access policy of the tenant does not let this computer in.
pub(crate) fn blocked() -> Refusal {
    let text =
        "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.";
    let claims =
        json!({"access_token": {"capolids": {"essential": true, "values": ["de30ca90-71c1-4e08-a596-0a5de30c1d08"]}}});
    Refusal::bad("invalid_grant", 53_003, text)
        .with("suberror", "message_only".into())
        .with("claims", claims.to_string().into())
}

/// Too many sign-ins.
pub(crate) fn throttled() -> Refusal {
    let text = "The tenant is throttled due to the incoming requests. Please try again later.";
    Refusal::bad("temporarily_unavailable", 90_055, text).status(429)
}
