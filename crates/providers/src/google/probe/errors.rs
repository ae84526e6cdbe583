//! Google's error bodies: who says what, in which of the three forms.
//!
//! In: status and JSON. Out: what kind of fault it is, and its cause. Sources: `google.rpc.ErrorInfo`
//! (<https://cloud.google.com/apis/design/errors>), the older `errors[].reason`, and the OAuth 2 form.

use serde_json::{Map, Value};
use url::Url;

use super::api::FaultKind;

/// An error of one of Google's services.
#[derive(Debug, Clone, Default)]
pub(super) struct ApiError {
    pub status: u16,
    /// `PERMISSION_DENIED` and the like.
    pub name: Option<String>,
    /// `SERVICE_DISABLED`, or the older `accessNotConfigured`.
    pub reason: Option<String>,
    pub message: Option<String>,
    /// `service`, `consumer`, `activationUrl`, `permission`.
    pub metadata: Map<String, Value>,
}

/// A service that is not enabled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Disabled {
    /// `compute.googleapis.com`.
    pub service: String,
    /// The project in which it is not, as the service says: an id or a number.
    pub project: Option<String>,
    /// The page where it is enabled, when it is one of Google's console.
    pub page: Option<String>,
}

/// True for a status that says "later".
pub(super) fn is_busy(status: u16) -> bool {
    matches!(status, 429 | 500 | 502 | 503 | 504)
}

impl ApiError {
    /// Reads an error body; what is missing stays empty.
    pub(super) fn of(status: u16, body: &Map<String, Value>) -> Self {
        let error = body.get("error").and_then(Value::as_object);
        let text = |name: &str| error.and_then(|e| e.get(name)).and_then(Value::as_str).map(str::to_owned);
        let list = |name: &str| error.and_then(|e| e.get(name)).and_then(Value::as_array).cloned().unwrap_or_default();
        let info = list("details").into_iter().find(|d| {
            d.get("@type").and_then(Value::as_str).is_some_and(|t| t.ends_with("google.rpc.ErrorInfo"))
                || d.get("reason").is_some_and(Value::is_string)
        });
        let of_info = |name: &str| info.as_ref().and_then(|i| i.get(name)).cloned();
        let older = list("errors").first().and_then(|e| e.get("reason")).and_then(Value::as_str).map(str::to_owned);
        Self {
            status,
            name: text("status"),
            reason: of_info("reason").and_then(|r| r.as_str().map(str::to_owned)).or(older),
            message: text("message"),
            metadata: of_info("metadata").and_then(|m| m.as_object().cloned()).unwrap_or_default(),
        }
    }

    /// An error of which nothing but the status can be read.
    pub(super) fn bare(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// The code that is shown: the most telling one.
    pub(super) fn code(&self) -> Option<String> {
        self.reason.clone().or_else(|| self.name.clone())
    }

    fn says(&self, words: &str) -> bool {
        self.message.as_deref().is_some_and(|m| m.to_ascii_lowercase().contains(words))
    }

    /// Throttling that comes as a 403.
    pub(super) fn is_rate_limit(&self) -> bool {
        let reasons =
            ["rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED"];
        self.reason.as_deref().is_some_and(|r| reasons.contains(&r))
    }

    /// What kind of fault it is, and its cause.
    pub(super) fn judge(&self) -> (FaultKind, &'static str) {
        match self.status {
            429 => return (FaultKind::Other, "throttled"),
            _ if self.is_rate_limit() => return (FaultKind::Other, "throttled"),
            500.. => return (FaultKind::Other, "service-error"),
            _ => {}
        }
        if let Some(disabled) = self.disabled() {
            return (FaultKind::Disabled(disabled), "api-disabled");
        }
        match (self.reason.as_deref(), self.status) {
            (Some("BILLING_DISABLED"), _) => return (FaultKind::Other, "billing-disabled"),
            (Some("SECURITY_POLICY_VIOLATED" | "vpcServiceControls"), _) => return (FaultKind::Other, "vpc-service-controls"),
            (_, 403) if self.says("vpcservicecontrols") || self.says("prohibited by organization's policy") => {
                return (FaultKind::Other, "vpc-service-controls");
            }
            _ => {}
        }
        match self.status {
            400 => match self.invalid_name() {
                Some(name) => (FaultKind::InvalidName(name), "name-not-valid"),
                None => (FaultKind::Other, "unexpected-answer"),
            },
            401 => (FaultKind::Other, "token-not-accepted"),
            403 => match self.missing_permission() {
                Some(permission) => (FaultKind::Refused(permission), "permission-missing"),
                None => (FaultKind::Other, "access-refused"),
            },
            404 => (FaultKind::NotFound, "not-found"),
            _ => (FaultKind::Other, "unexpected-answer"),
        }
    }

    fn disabled(&self) -> Option<Disabled> {
        let named = |name: &str| self.metadata.get(name).and_then(Value::as_str);
        let new = self.reason.as_deref() == Some("SERVICE_DISABLED");
        if self.status != 403 || !(new || self.reason.as_deref() == Some("accessNotConfigured")) {
            return None;
        }
        let host = |text: &str| text.ends_with(".googleapis.com") && text.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c));
        let project = |text: &str| {
            let id = text.strip_prefix("projects/").unwrap_or(text);
            let good = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || "-.:".contains(c));
            good.then(|| id.to_owned())
        };
        Some(Disabled {
            service: named("service").filter(|s| host(s)).unwrap_or_default().to_owned(),
            project: named("consumer").and_then(project),
            page: named("activationUrl").filter(|u| is_console(u)).map(str::to_owned),
        })
    }

    /// `Permission X is not valid for this resource.`
    fn invalid_name(&self) -> Option<String> {
        let message = self.message.as_deref()?;
        let (before, _) = message.split_once(" is not valid for this resource")?;
        let (_, name) = before.rsplit_once("ermission ")?;
        Some(name.trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned())
    }

    /// `Required 'X' permission for 'Y'`, or the permission of an `IAM_PERMISSION_DENIED`.
    fn missing_permission(&self) -> Option<String> {
        if self.reason.as_deref() == Some("IAM_PERMISSION_DENIED")
            && let Some(name) = self.metadata.get("permission").and_then(Value::as_str)
        {
            return Some(name.to_owned());
        }
        let message = self.message.as_deref()?;
        let (_, rest) = message.split_once("equired '").or_else(|| message.split_once("equired \""))?;
        let (name, rest) = rest.split_once(['\'', '"'])?;
        rest.trim_start().starts_with("permission").then(|| name.to_owned())
    }
}

/// A page of Google's console; a link from anywhere else is not shown.
fn is_console(url: &str) -> bool {
    let consoles = ["console.developers.google.com", "console.cloud.google.com"];
    Url::parse(url).is_ok_and(|u| {
        u.scheme() == "https" && u.username().is_empty() && u.host_str().is_some_and(|h| consoles.contains(&h))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn judged(status: u16, body: Value) -> (FaultKind, &'static str) {
        ApiError::of(status, body.as_object().unwrap()).judge()
    }

    fn check(status: u16, body: Value, cause: &str) {
        assert_eq!(judged(status, body.clone()).1, cause, "{status} {body}");
    }

    #[test]
    fn causes() {
        check(429, json!({}), "throttled");
        check(403, json!({"error": {"errors": [{"reason": "rateLimitExceeded"}]}}), "throttled");
        check(503, json!({}), "service-error");
        check(401, json!({"error": {"status": "UNAUTHENTICATED"}}), "token-not-accepted");
        check(403, json!({"error": {"status": "PERMISSION_DENIED", "message": "The caller does not have permission"}}), "access-refused");
        check(403, json!({"error": {"details": [{"reason": "BILLING_DISABLED"}]}}), "billing-disabled");
        check(403, json!({"error": {"message": "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: x"}}), "vpc-service-controls");
        check(404, json!({"error": {"code": 404}}), "not-found");
        check(400, json!({"error": {"message": "bad"}}), "unexpected-answer");
        check(418, json!({}), "unexpected-answer");
    }

    #[test]
    fn names() {
        let body = json!({"error": {"message": "Permission compute.x.get is not valid for this resource."}});
        assert!(matches!(judged(400, body).0, FaultKind::InvalidName(n) if n == "compute.x.get"));
        let body = json!({"error": {"message": "Required 'compute.projects.get' permission for 'projects/p'"}});
        assert!(matches!(judged(403, body).0, FaultKind::Refused(n) if n == "compute.projects.get"));
        let body = json!({"error": {"details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "IAM_PERMISSION_DENIED", "metadata": {"permission": "serviceusage.services.get"}}]}});
        assert!(matches!(judged(403, body).0, FaultKind::Refused(n) if n == "serviceusage.services.get"));
    }

    #[test]
    fn disabled_services() {
        let page = "https://console.developers.google.com/apis/api/compute.googleapis.com/overview?project=12";
        let body = |page: &str| {
            json!({"error": {"code": 403, "details": [{"@type": "type.googleapis.com/google.rpc.Help", "links": []},
            {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED", "domain": "googleapis.com",
            "metadata": {"service": "compute.googleapis.com", "consumer": "projects/12", "activationUrl": page}}]}})
        };
        let disabled = |page: Option<&str>| Disabled {
            service: "compute.googleapis.com".to_owned(),
            project: Some("12".to_owned()),
            page: page.map(str::to_owned),
        };
        assert!(matches!(judged(403, body(page)).0, FaultKind::Disabled(d) if d == disabled(Some(page))));
        for evil in ["https://console.cloud.google.com.evil.example/", "https://console.cloud.google.com@evil.example/", "javascript:x"] {
            assert!(matches!(judged(403, body(evil)).0, FaultKind::Disabled(d) if d == disabled(None)), "{evil}");
        }
        let older = json!({"error": {"errors": [{"reason": "accessNotConfigured"}], "message": "x"}});
        assert!(matches!(judged(403, older).0, FaultKind::Disabled(_)));
    }
}
