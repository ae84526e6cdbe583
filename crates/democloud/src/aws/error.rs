//! Faults and successes in the shapes of the services: EC2 has its own, STS and IAM share one.
//!
//! In: a code and a message, or the inside of a success. Out: the whole answer.

use super::xml::{nest, text, texts};
use crate::exchange::Answer;
use crate::route::Service;

/// Why a request is not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub status: u16,
    pub code: String,
    pub message: String,
}

impl Fault {
    pub fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self { status, code: code.to_owned(), message: message.into() }
    }
}

const PROLOGUE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

fn namespace(service: Service) -> &'static str {
    match service {
        Service::Sts => "https://sts.amazonaws.com/doc/2011-06-15/",
        Service::Iam => "https://iam.amazonaws.com/doc/2010-05-08/",
        _ => "http://ec2.amazonaws.com/doc/2016-11-15/",
    }
}

fn is_ec2(service: Service) -> bool {
    service == Service::Ec2
}

fn finish(service: Service, status: u16, body: &str, request_id: &str) -> Answer {
    let content_type = if is_ec2(service) { "text/xml;charset=UTF-8" } else { "text/xml" };
    Answer::new(status, content_type, format!("{PROLOGUE}{body}")).with("x-amzn-requestid", request_id)
}

/// A fault in the shape of the service.
pub(crate) fn answer(service: Service, fault: &Fault, request_id: &str) -> Answer {
    let parts = [("Code", fault.code.as_str()), ("Message", fault.message.as_str())];
    let body = if is_ec2(service) {
        let errors = nest("Errors", &nest("Error", &texts(&parts)));
        nest("Response", &(errors + &text("RequestID", request_id)))
    } else {
        let kind = if fault.status < 500 { "Sender" } else { "Receiver" };
        let error = nest("Error", &(text("Type", kind) + &texts(&parts)));
        let inside = error + &text("RequestId", request_id);
        format!("<ErrorResponse xmlns=\"{}\">{inside}</ErrorResponse>", namespace(service))
    };
    finish(service, fault.status, &body, request_id)
}

/// A success in the shape of the service.
pub(crate) fn success(service: Service, action: &str, inside: &str, request_id: &str) -> Answer {
    let inside = if is_ec2(service) {
        text("requestId", request_id) + inside
    } else {
        let metadata = nest("ResponseMetadata", &text("RequestId", request_id));
        nest(&format!("{action}Result"), inside) + &metadata
    };
    let body = format!("<{action}Response xmlns=\"{}\">{inside}</{action}Response>", namespace(service));
    finish(service, 200, &body, request_id)
}

/// The key is not known.
pub(crate) fn unknown_key(service: Service) -> Fault {
    match service {
        Service::Ec2 => auth_failure(),
        _ => Fault::new(403, "InvalidClientTokenId", "The security token included in the request is invalid."),
    }
}

/// The signature does not fit.
pub(crate) fn refused_signature(service: Service, message: &str) -> Fault {
    match service {
        Service::Ec2 => auth_failure(),
        _ => Fault::new(403, "SignatureDoesNotMatch", message),
    }
}

fn auth_failure() -> Fault {
    Fault::new(401, "AuthFailure", "AWS was not able to validate the provided access credentials")
}

/// The request is too old or too early.
pub(crate) fn wrong_time(service: Service, message: &str) -> Fault {
    match service {
        Service::Ec2 => Fault::new(400, "RequestExpired", "Request has expired."),
        _ => Fault::new(403, "SignatureDoesNotMatch", message),
    }
}

/// Too many requests.
pub(crate) fn throttled(service: Service) -> Fault {
    match service {
        Service::Ec2 => Fault::new(503, "RequestLimitExceeded", "Request limit exceeded."),
        _ => Fault::new(400, "Throttling", "Rate exceeded"),
    }
}

/// No such action.
pub(crate) fn unknown_action(service: Service, action: &str) -> Fault {
    let message = match service {
        Service::Ec2 => format!("The action {action} is not valid for this web service."),
        Service::Sts => format!("Could not find operation {action} for version 2011-06-15"),
        _ => format!("Could not find operation {action} for version 2010-05-08"),
    };
    Fault::new(400, "InvalidAction", message)
}
