//! Errors as Resource Manager writes them.
//!
//! In: a code and a message. Out: the whole answer. Deliberately absent: the errors of the sign-in, which have a form
//! of their own and are in `refusal.rs`.

use serde_json::json;
use time::OffsetDateTime;

use super::routes::Scope;
use crate::cloud::cut;
use crate::exchange::Answer;
use crate::story::COMMON;

/// Why a request is not answered.
#[derive(Debug)]
pub(crate) struct Fault {
    status: u16,
    code: &'static str,
    message: String,
    /// What `WWW-Authenticate` says, where it is a matter of the token.
    challenge: Option<String>,
}

impl Fault {
    /// An error with its status.
    pub fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), challenge: None }
    }

    fn challenged(mut self, tenant: &str, description: &str) -> Self {
        self.challenge = Some(format!(
            "Bearer authorization_uri=\"https://login.windows.net/{tenant}\", error=\"invalid_token\", \
             error_description=\"{description}\""
        ));
        self
    }

    pub fn into_answer(self) -> Answer {
        let body = json!({"error": {"code": self.code, "message": self.message}});
        let answer = Answer::json(self.status, &body).with("x-ms-failure-cause", "gateway");
        match self.challenge {
            Some(challenge) => answer.with("www-authenticate", challenge),
            None => answer,
        }
    }
}

pub(crate) fn no_such_path(path: &str) -> Fault {
    Fault::new(404, "InvalidResourceType", format!("The resource type could not be found at '{}'.", cut(path)))
}

pub(crate) fn method_not_allowed(method: &str) -> Fault {
    let message = format!("The requested resource does not support http method '{}'.", cut(method));
    Fault::new(405, "MethodNotAllowed", message)
}

pub(crate) fn internal() -> Fault {
    Fault::new(500, "InternalServerError", "Encountered internal server error.")
}

pub(crate) fn too_large() -> Fault {
    Fault::new(413, "RequestContentTooLarge", "The request content is larger than this service takes.")
}

pub(crate) fn no_api_version() -> Fault {
    let message = "The api-version query parameter (?api-version=) is required for all requests.";
    Fault::new(400, "MissingApiVersionParameter", message)
}

pub(crate) fn bad_api_version(version: &str) -> Fault {
    let message = format!(
        "The api-version '{}' is invalid. The supported versions are '2022-12-01,2022-04-01,2021-04-01,2020-01-01'.",
        cut(version)
    );
    Fault::new(400, "InvalidApiVersionParameter", message)
}

pub(crate) fn no_token() -> Fault {
    Fault::new(401, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.")
        .challenged("common", "The authentication failed because of missing 'Authorization' header.")
}

pub(crate) fn bad_token() -> Fault {
    Fault::new(401, "InvalidAuthenticationToken", "The access token is invalid.")
        .challenged("common", "The access token is invalid.")
}

/// The token was good until `end`.
pub(crate) fn expired_token(end: OffsetDateTime, now: OffsetDateTime) -> Fault {
    let message = format!(
        "The access token expiry UTC time '{}' is earlier than current UTC time '{}'.",
        american(end),
        american(now)
    );
    Fault::new(401, "ExpiredAuthenticationToken", message).challenged("common", "The access token has expired.")
}

/// The token is for something else.
pub(crate) fn wrong_audience(audience: &str, right: &[&str]) -> Fault {
    let message = format!(
        "The access token has been obtained for wrong audience or resource '{}'. It should exactly match with one of \
         the allowed audiences '{}'.",
        cut(audience),
        right.join("','")
    );
    let description = "The access token has been obtained from wrong audience or resource.";
    Fault::new(401, "InvalidAuthenticationTokenAudience", message).challenged("common", description)
}

/// The subscription belongs to the second tenant and the token is of the first.
pub(crate) fn wrong_tenant(token: &str, right: &str) -> Fault {
    let message = format!(
        "The access token is from the wrong issuer 'https://sts.windows.net/{token}/'. It must match the tenant \
         'https://sts.windows.net/{right}/' associated with this subscription. Please use the authority (URL) \
         'https://login.windows.net/{right}' to get the token. Note, if the subscription is transferred to another \
         tenant there is no impact to the services, but information about new tenant could take time to propagate (up \
         to an hour). If you just transferred your subscription and see this error message, please try back later."
    );
    let description = "The access token is from the wrong issuer. It must match the tenant associated with this \
                       subscription. Please use correct authority to get the token.";
    Fault::new(401, "InvalidAuthenticationTokenTenant", message).challenged(right, description)
}

pub(crate) fn no_subscription(id: &str) -> Fault {
    Fault::new(404, "SubscriptionNotFound", format!("The subscription '{}' could not be found.", cut(id)))
}

pub(crate) fn no_group(name: &str) -> Fault {
    Fault::new(404, "ResourceGroupNotFound", format!("Resource group '{}' could not be found.", cut(name)))
}

/// No role of the caller permits this here.
pub(crate) fn forbidden(action: &str, scope: &Scope) -> Fault {
    let azure = &COMMON.azure;
    let message = format!(
        "The client '{}' with object id '{}' does not have authorization to perform action '{action}' over scope '{}' \
         or the scope is invalid. If access was recently granted, please refresh your credentials.",
        azure.client,
        azure.object,
        scope.path()
    );
    Fault::new(403, "AuthorizationFailed", message)
}

pub(crate) fn bad_filter(filter: &str) -> Fault {
    Fault::new(400, "UnsupportedQuery", format!("The filter '{}' is not supported.", cut(filter)))
}

pub(crate) fn bad_skip_token() -> Fault {
    Fault::new(400, "InvalidSkipToken", "The provided skip token is not valid.")
}

/// Too many requests; asks for a second of patience.
pub(crate) fn throttled(label: &str) -> Answer {
    let message = format!(
        "Number of requests for subscription '{}' and operation '{label}' exceeded the backend storage limit. Please \
         try again after '1' seconds.",
        COMMON.azure.subscription
    );
    Fault::new(429, "SubscriptionRequestsThrottled", message).into_answer().with("retry-after", "1")
}

/// A moment as these messages write it: `5/18/2016 7:15:55 PM`.
fn american(at: OffsetDateTime) -> String {
    let form = time::macros::format_description!(
        "[month padding:none]/[day padding:none]/[year] [hour repr:12 padding:none]:[minute]:[second] [period]"
    );
    at.to_offset(time::UtcOffset::UTC).format(&form).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn moments() {
        assert_eq!(american(datetime!(2016-05-18 19:15:55 UTC)), "5/18/2016 7:15:55 PM");
        assert_eq!(american(datetime!(2026-11-01 00:05:09 UTC)), "11/1/2026 12:05:09 AM");
    }
}
