//! Errors as Google's services write them: the common form, Compute's older one, and the disabled service.
//!
//! In: a status and a message. Out: the whole answer.

use serde_json::{Value, json};

use crate::cloud::cut;
use crate::exchange::Answer;
use crate::route::Service;
use crate::story::COMMON;

/// Why a request is not answered.
#[derive(Debug)]
pub(crate) struct Fault {
    status: u16,
    error: Value,
    /// A header that goes with it.
    header: Option<(&'static str, &'static str)>,
}

impl Fault {
    /// In the common form; `status` is Google's name for the HTTP status.
    pub fn new(code: u16, status: &str, message: &str) -> Self {
        Self { status: code, error: json!({"code": code, "message": message, "status": status}), header: None }
    }

    /// In Compute's form.
    pub fn compute(code: u16, reason: &str, message: &str) -> Self {
        let errors = json!([{"message": message, "domain": "global", "reason": reason}]);
        Self { status: code, error: json!({"code": code, "message": message, "errors": errors}), header: None }
    }

    fn detailed(mut self, details: Value) -> Self {
        self.error["details"] = details;
        self
    }

    fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.header = Some((name, value));
        self
    }

    pub fn into_answer(self) -> Answer {
        let answer = Answer::json(self.status, &json!({"error": self.error}));
        match self.header {
            Some((name, value)) => answer.with(name, value),
            None => answer,
        }
    }
}

/// An error in the common form as a whole answer.
pub(crate) fn answer(code: u16, status: &str, message: &str) -> Answer {
    Fault::new(code, status, message).into_answer()
}

/// Nothing is there.
pub(crate) fn not_found(message: &str) -> Answer {
    answer(404, "NOT_FOUND", message)
}

pub(crate) fn no_such_path(path: &str) -> Fault {
    Fault::new(404, "NOT_FOUND", &format!("No method of this service is at {}.", cut(path)))
}

pub(crate) fn method_not_allowed(method: &str) -> Fault {
    Fault::new(405, "UNIMPLEMENTED", &format!("The verb {} is not for this path.", cut(method)))
}

pub(crate) fn internal() -> Fault {
    Fault::new(500, "INTERNAL", "Internal error encountered.")
}

pub(crate) fn invalid(message: &str) -> Fault {
    Fault::new(400, "INVALID_ARGUMENT", message)
}

pub(crate) fn caller_has_no_permission() -> Fault {
    Fault::new(403, "PERMISSION_DENIED", "The caller does not have permission")
}

/// Too many requests.
pub(crate) fn throttled(label: &str) -> Answer {
    let message = format!("Quota exceeded for quota metric 'Requests' and limit 'Requests per minute' of {label}.");
    let details = json!([{
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
        "metadata": {"consumer": format!("projects/{}", COMMON.google.number)}
    }]);
    Fault::new(429, "RESOURCE_EXHAUSTED", &message).detailed(details).into_answer()
}

/// There is no token, or it is not one of ours.
pub(crate) fn unauthenticated(method: &str) -> Fault {
    let message = "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other \
                   valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.";
    let details = json!([{
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_TYPE_UNSUPPORTED",
        "metadata": {"method": method}
    }]);
    Fault::new(401, "UNAUTHENTICATED", message)
        .detailed(details)
        .header("www-authenticate", "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"")
}

/// The token was made for less.
pub(crate) fn scope_insufficient(method: &str) -> Fault {
    let details = json!([{
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"method": method}
    }]);
    Fault::new(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.").detailed(details)
}

/// The API is not enabled in the project.
pub(crate) fn service_disabled(service: Service, api: &str) -> Fault {
    let number = &COMMON.google.number;
    let url = format!("https://console.developers.google.com/apis/api/{api}/overview?project={number}");
    let title = title(api);
    let message = format!(
        "{title} has not been used in project {number} before or it is disabled. Enable it by visiting {url} then retry. \
         If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry."
    );
    let details = json!([
        {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "SERVICE_DISABLED",
            "domain": "googleapis.com",
            "metadata": {
                "service": api,
                "serviceTitle": title,
                "consumer": format!("projects/{number}"),
                "containerInfo": number,
                "activationUrl": url
            }
        },
        {
            "@type": "type.googleapis.com/google.rpc.Help",
            "links": [{"description": "Google developers console API activation", "url": url}]
        }
    ]);
    let mut fault = Fault::new(403, "PERMISSION_DENIED", &message).detailed(details);
    if service == Service::Compute {
        fault.error["errors"] = json!([{"message": message, "domain": "usageLimits", "reason": "accessNotConfigured", "extendedHelp": url}]);
    }
    fault
}

fn title(api: &str) -> &str {
    match api {
        "compute.googleapis.com" => "Compute Engine API",
        "cloudresourcemanager.googleapis.com" => "Cloud Resource Manager API",
        "iam.googleapis.com" => "Identity and Access Management (IAM) API",
        "serviceusage.googleapis.com" => "Service Usage API",
        other => other,
    }
}
