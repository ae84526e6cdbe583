//! The resource manager's error bodies: what kind of fault it is, and its cause.
//!
//! In: status and JSON. Out: kind and cause. Pure. The form is `{"error": {"code", "message"}}`.
//! <https://learn.microsoft.com/rest/api/azure/#async-operations-throttling-and-paging>

use serde_json::{Map, Value};

use crate::azure::guid;

/// The kinds of fault that are acted upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// The service says that the caller may not ask this, in these words of its own.
    Refused(Refused),
    /// The subscription belongs to another tenant: its id, where the service names it.
    OtherTenant(Option<String>),
    /// The subscription or the resource group is not there, or not for this caller to see.
    NotFound,
    /// Anything else.
    Other,
}

/// What an `AuthorizationFailed` names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Refused {
    pub action: Option<String>,
    pub scope: Option<String>,
}

/// An error of the resource manager.
#[derive(Debug, Clone, Default)]
pub(super) struct ArmError {
    pub status: u16,
    pub code: Option<String>,
    pub message: Option<String>,
    /// The answer asks for another sign-in, as continuous access evaluation does.
    pub challenged: bool,
}

/// True for a status that says "later".
pub(super) fn is_busy(status: u16) -> bool {
    matches!(status, 429 | 500 | 502 | 503 | 504)
}

impl ArmError {
    /// Reads an error body; what is missing stays empty.
    pub(super) fn of(status: u16, body: &Map<String, Value>) -> Self {
        let error = body.get("error").and_then(Value::as_object);
        let text = |name: &str| error.and_then(|e| e.get(name)).and_then(Value::as_str).map(str::to_owned);
        Self { status, code: text("code"), message: text("message"), challenged: false }
    }

    /// An error of which nothing but the status can be read.
    pub(super) fn bare(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// What kind of fault it is, and its cause.
    pub(super) fn judge(&self) -> (Kind, &'static str) {
        let message = self.message.as_deref().unwrap_or_default();
        match (self.status, self.code.as_deref()) {
            (429, _) => (Kind::Other, "throttled"),
            (500.., _) => (Kind::Other, "service-error"),
            (401, Some("InvalidAuthenticationTokenTenant")) => {
                (Kind::OtherTenant(right_tenant(message)), "azure-tenant-mismatch")
            }
            (401, _) if self.challenged => (Kind::Other, "azure-conditional-access"),
            (401, _) => (Kind::Other, "token-not-accepted"),
            (403, Some("AuthorizationFailed")) => (Kind::Refused(refused(message)), "azure-no-role"),
            (403, _) => (Kind::Other, "access-refused"),
            (404, Some("SubscriptionNotFound")) | (400, Some("InvalidSubscriptionId")) => {
                (Kind::NotFound, "azure-subscription-not-found")
            }
            (404, Some("ResourceGroupNotFound")) => (Kind::NotFound, "azure-resource-group-not-found"),
            (404, _) => (Kind::Other, "not-found"),
            _ => (Kind::Other, "unexpected-answer"),
        }
    }
}

/// The tenant that a subscription belongs to, out of `… It must match the tenant 'https://sts.windows.net/<id>/'
/// associated with this subscription.`
fn right_tenant(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("must match the tenant")?;
    // The sentence may name more than one, divided by commas; any of them will do.
    guid::first_in(rest)
}

/// Action and scope out of `… does not have authorization to perform action 'A' over scope 'S' or the scope is
/// invalid. …`
fn refused(message: &str) -> Refused {
    let quoted = |after: &str| {
        let (_, rest) = message.split_once(after)?;
        let (text, _) = rest.split_once('\'')?;
        (!text.is_empty()).then(|| text.to_owned())
    };
    Refused { action: quoted("action '"), scope: quoted("scope '") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const RIGHT: &str = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

    fn judged(status: u16, body: Value) -> (Kind, &'static str) {
        ArmError::of(status, body.as_object().unwrap()).judge()
    }

    #[test]
    fn causes() {
        let error = |code: &str| json!({"error": {"code": code, "message": "m"}});
        for (status, body, cause) in [
            (429, json!({}), "throttled"),
            (503, error("ServerBusy"), "service-error"),
            (401, error("ExpiredAuthenticationToken"), "token-not-accepted"),
            (401, error("InvalidAuthenticationToken"), "token-not-accepted"),
            (403, error("AuthorizationFailed"), "azure-no-role"),
            (403, error("RequestDisallowedByPolicy"), "access-refused"),
            (403, json!({"message": "AuthorizationFailed"}), "access-refused"),
            (404, error("SubscriptionNotFound"), "azure-subscription-not-found"),
            (400, error("InvalidSubscriptionId"), "azure-subscription-not-found"),
            (404, error("ResourceGroupNotFound"), "azure-resource-group-not-found"),
            (404, json!({}), "not-found"),
            (200, json!({}), "unexpected-answer"),
            (418, error("AuthorizationFailed"), "unexpected-answer"),
        ] {
            assert_eq!(judged(status, body.clone()).1, cause, "{status} {body}");
        }
    }

    #[test]
    fn the_right_tenant() {
        let body = |message: &str| json!({"error": {"code": "InvalidAuthenticationTokenTenant", "message": message}});
        let said = format!(
            "The access token is from the wrong issuer 'https://sts.windows.net/aaaaaaaa-0000-4000-8000-000000000000/'. It must match the tenant 'https://sts.windows.net/{RIGHT}/' associated with this subscription. Please use the authority (URL) 'https://login.windows.net/{RIGHT}' to get the token."
        );
        assert_eq!(judged(401, body(&said)), (Kind::OtherTenant(Some(RIGHT.to_owned())), "azure-tenant-mismatch"));
        assert_eq!(judged(401, body("something else")).0, Kind::OtherTenant(None));
    }

    #[test]
    fn what_is_refused() {
        let message = "The client 'c' with object id 'o' does not have authorization to perform action 'Microsoft.Authorization/permissions/read' over scope '/subscriptions/s' or the scope is invalid. If access was recently granted, please refresh your credentials.";
        let (kind, _) = judged(403, json!({"error": {"code": "AuthorizationFailed", "message": message}}));
        let expected = Refused {
            action: Some("Microsoft.Authorization/permissions/read".to_owned()),
            scope: Some("/subscriptions/s".to_owned()),
        };
        assert_eq!(kind, Kind::Refused(expected));
        assert_eq!(refused("nothing"), Refused::default());
    }
}
