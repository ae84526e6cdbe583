//! What an answer of AWS says: success, an error with its code, or nothing that AWS says.
//!
//! In: a response and the action that was asked for. Out: [`Said`]. Deliberately absent: any conclusion about a
//! permission; [`super::dryrun`] and [`super::reads`] draw those.

use onboard_core::network;
use onboard_core::transport::Response;

use super::xml::{self, Fault, Node};

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The action's own success document, with a 2xx status.
    Success(Node),
    /// It begins as a success document but cannot be read to its end, with a cause for that.
    BrokenSuccess(&'static str),
    /// An error document of the service, with a status of 400 or more.
    Error(ServiceError),
    /// Anything else, with a cause for it.
    Unclear(&'static str),
}

/// An error of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceError {
    /// Its code, verbatim.
    pub code: String,
    /// Its message, verbatim.
    pub message: String,
}

/// What kind of error a code is. Codes differ between EC2 and the other services; these are all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `DryRunOperation`: the request would have been carried out.
    WouldSucceed,
    /// The caller may not.
    Denied,
    /// Too many requests.
    Throttled,
    /// The key id is not known here.
    UnknownKey,
    /// The secret does not fit the key id, or the clock is off.
    BadSignature,
    /// The signature's time is not the service's: the clock is off.
    SignatureTime,
    /// The temporary credentials are over.
    Expired,
    /// EC2 does not accept the credentials, or the named resource is somebody else's.
    AuthFailure,
    /// The account may not use the service yet.
    AccountNotReady,
    /// The region is turned off.
    RegionDisabled,
    /// The signature did not arrive.
    SignatureLost,
    /// The service failed.
    ServiceFault,
    /// The named resource does not exist or does not fit; what the caller may do was not said.
    Resource,
    /// Another code.
    Other,
}

impl ServiceError {
    /// The kind of this error under a status.
    #[must_use]
    pub fn kind(&self, status: u16) -> Kind {
        match self.code.as_str() {
            "DryRunOperation" => Kind::WouldSucceed,
            "UnauthorizedOperation" | "AccessDenied" | "AccessDeniedException" | "Client.UnauthorizedOperation" => {
                Kind::Denied
            }
            "RequestLimitExceeded"
            | "Throttling"
            | "ThrottlingException"
            | "ThrottledException"
            | "RequestThrottled"
            | "RequestThrottledException"
            | "TooManyRequestsException"
            | "SlowDown"
            | "EC2ThrottledException"
            | "BandwidthLimitExceeded" => Kind::Throttled,
            "InvalidClientTokenId" | "UnrecognizedClientException" | "InvalidAccessKeyId" | "InvalidToken" => {
                Kind::UnknownKey
            }
            "SignatureDoesNotMatch" | "InvalidSignatureException" | "InvalidSignature" => Kind::BadSignature,
            "RequestExpired" | "RequestTimeTooSkewed" | "RequestInTheFuture" => Kind::SignatureTime,
            "ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired" => Kind::Expired,
            "AuthFailure" => Kind::AuthFailure,
            "OptInRequired" | "PendingVerification" | "Blocked" | "AccountProblem" | "NotSignedUp" => {
                Kind::AccountNotReady
            }
            "RegionDisabledException" => Kind::RegionDisabled,
            "MissingAuthenticationToken" | "MissingAuthenticationTokenException" | "IncompleteSignature"
            | "MissingSecurityHeader" => Kind::SignatureLost,
            _ if status == 429 => Kind::Throttled,
            _ if status >= 500 => Kind::ServiceFault,
            "InvalidAction" => Kind::Other,
            code if is_about_a_resource(code) => Kind::Resource,
            _ => Kind::Other,
        }
    }

    /// True when the message says that the signature's time is off, whatever the code.
    #[must_use]
    pub fn names_the_clock(&self) -> bool {
        let message = self.message.to_ascii_lowercase();
        ["signature expired", "not yet current", "request time too skewed", "is earlier than", "is now earlier"]
            .iter()
            .any(|words| message.contains(words))
    }
}

/// Codes that a dry run meets when its made-up or borrowed resources do not fit: EC2's order of looking a resource
/// up and of authorising is not documented, so nothing about the permission follows.
fn is_about_a_resource(code: &str) -> bool {
    let starts = ["Invalid", "Missing", "Incorrect", "Unsupported", "VolumeInUse", "VPCIdNotSpecified", "Unknown"];
    let ends = [".NotFound", ".Malformed", ".Duplicate", ".InUse", "LimitExceeded", ".Unavailable", "QuotaExceeded"];
    let exact = ["OperationNotPermitted", "DependencyViolation", "ResourceCountExceeded", "NoSuchEntity"];
    starts.iter().any(|s| code.starts_with(s)) || ends.iter().any(|s| code.ends_with(s)) || exact.contains(&code)
}

/// Reads an answer to `action`.
#[must_use]
pub fn said(response: &Response, action: &str) -> Said {
    // A document of AWS's own counts whatever its content type says, except under a status that AWS never sends.
    // QUIRK(moto, 2026-11): refusals come as XML with the content type text/html.
    // https://github.com/getmoto/moto
    let page = network::impostor(response);
    let never = matches!(response.status, 300..=399 | 407 | 511);
    match (told(response, action), page) {
        (Said::Unclear(_), Some(cause)) => Said::Unclear(cause),
        (_, Some(cause)) if never => Said::Unclear(cause),
        (said, _) => said,
    }
}

/// True when what answered is not the service: a page in between, a proxy, a filter.
#[must_use]
pub fn from_something_else(response: &Response, action: &str) -> Option<&'static str> {
    match said(response, action) {
        Said::Unclear(cause) if network::impostor(response) == Some(cause) => Some(cause),
        _ => None,
    }
}

fn told(response: &Response, action: &str) -> Said {
    let success = format!("{action}Response");
    match response.status {
        200..=299 => match xml::read(&response.body) {
            Ok(node) if node.name == success => Said::Success(node),
            Ok(_) => Said::Unclear("unexpected-answer"),
            Err(fault) if xml::first_name(&response.body).as_deref() == Some(&success) => {
                Said::BrokenSuccess(broken(fault))
            }
            Err(fault) => Said::Unclear(broken(fault)),
        },
        400.. => match xml::read(&response.body) {
            Ok(node) => error_of(&node).map_or_else(|| Said::Unclear(silent(response)), Said::Error),
            Err(Fault::Truncated) => Said::Unclear("truncated-answer"),
            Err(Fault::Other) => Said::Unclear(silent(response)),
        },
        _ => Said::Unclear("unexpected-answer"),
    }
}

fn broken(fault: Fault) -> &'static str {
    match fault {
        Fault::Truncated => "truncated-answer",
        Fault::Other => "unexpected-answer",
    }
}

/// The cause for an error status without an error document.
fn silent(response: &Response) -> &'static str {
    let from_aws = ["x-amzn-requestid", "x-amz-request-id"].iter().any(|h| response.header(h).is_some());
    match response.status {
        429 => "throttled",
        500.. => "service-error",
        _ if from_aws => "unexpected-answer",
        _ => "answer-from-something-else",
    }
}

/// The error in a document: `<Response><Errors><Error>` (EC2), `<ErrorResponse><Error>` (STS, IAM), or
/// `<ErrorResponse><Errors><Error>`.
// QUIRK(moto, 2026-11): STS errors come wrapped in the third shape, which the AWS SDK does not read.
// https://github.com/getmoto/moto
fn error_of(root: &Node) -> Option<ServiceError> {
    let holder = match root.name.as_str() {
        "Response" => root.only("Errors")?,
        "ErrorResponse" => root.only("Errors").unwrap_or(root),
        _ => return None,
    };
    let error = holder.only("Error")?;
    let code = error.only("Code")?.text.trim();
    (!code.is_empty()).then(|| ServiceError {
        code: code.to_owned(),
        message: error.child("Message").map(|m| m.text.trim().to_owned()).unwrap_or_default(),
    })
}

/// The vendor's id of a request, from wherever it stands.
#[must_use]
pub fn request_id(response: &Response) -> Option<String> {
    let root = xml::read(&response.body).ok();
    let inside = root.as_ref().and_then(|root| {
        ["RequestID", "RequestId", "requestId"]
            .iter()
            .find_map(|name| root.text_at(&[name]))
            .or_else(|| root.text_at(&["ResponseMetadata", "RequestId"]))
            .map(str::to_owned)
    });
    inside.or_else(|| response.header("x-amzn-requestid").map(str::to_owned)).filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Response {
        Response { status, body: body.as_bytes().to_vec(), ..Response::default() }
    }

    fn check(status: u16, body: &str, code: &str, kind: Kind) {
        let Said::Error(error) = said(&answer(status, body), "X") else { panic!("{body}") };
        assert_eq!((error.code.as_str(), error.kind(status)), (code, kind), "{body}");
    }

    #[test]
    fn three_shapes_of_error() {
        let ec2 = "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>No</Message></Error></Errors><RequestID>r</RequestID></Response>";
        check(403, ec2, "UnauthorizedOperation", Kind::Denied);
        let sts = "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>m</Message></Error><RequestId>r</RequestId></ErrorResponse>";
        check(403, sts, "InvalidClientTokenId", Kind::UnknownKey);
        let moto = "<ErrorResponse><Errors><Error><Code>SignatureDoesNotMatch</Code><Message>m</Message></Error></Errors><RequestID>r</RequestID></ErrorResponse>";
        check(403, moto, "SignatureDoesNotMatch", Kind::BadSignature);
        assert_eq!(request_id(&answer(403, sts)).as_deref(), Some("r"));
        assert_eq!(request_id(&answer(403, moto)).as_deref(), Some("r"));
    }

    #[test]
    fn kinds() {
        for (code, status, kind) in [
            ("DryRunOperation", 412, Kind::WouldSucceed),
            ("AccessDenied", 403, Kind::Denied),
            ("RequestLimitExceeded", 503, Kind::Throttled),
            ("Throttling", 400, Kind::Throttled),
            ("Whatever", 429, Kind::Throttled),
            ("ExpiredToken", 403, Kind::Expired),
            ("RequestExpired", 400, Kind::SignatureTime),
            ("AuthFailure", 401, Kind::AuthFailure),
            ("OptInRequired", 401, Kind::AccountNotReady),
            ("InvalidInstanceID.NotFound", 400, Kind::Resource),
            ("InvalidAMIID.Malformed", 400, Kind::Resource),
            ("InvalidParameterValue", 400, Kind::Resource),
            ("MissingParameter", 400, Kind::Resource),
            ("MissingInput", 400, Kind::Resource),
            ("IncorrectState", 400, Kind::Resource),
            ("VolumeInUse", 400, Kind::Resource),
            ("InvalidKeyPair.Duplicate", 400, Kind::Resource),
            ("VolumeLimitExceeded", 400, Kind::Resource),
            ("Unsupported", 400, Kind::Resource),
            ("VPCIdNotSpecified", 400, Kind::Resource),
            ("InternalError", 500, Kind::ServiceFault),
            ("MissingAuthenticationToken", 403, Kind::SignatureLost),
            ("NobodyKnows", 400, Kind::Other),
        ] {
            let error = ServiceError { code: code.to_owned(), message: String::new() };
            assert_eq!(error.kind(status), kind, "{code}");
        }
    }

    #[test]
    fn a_document_of_aws_counts_whatever_its_content_type() {
        let mut response = answer(403, "<ErrorResponse><Errors><Error><Code>AccessDenied</Code></Error></Errors></ErrorResponse>");
        response.headers.push(("content-type".to_owned(), "text/html; charset=utf-8".to_owned()));
        assert!(matches!(said(&response, "X"), Said::Error(_)));
        assert_eq!(from_something_else(&response, "X"), None);
        for status in [302, 407, 511] {
            response.status = status;
            assert!(matches!(said(&response, "X"), Said::Unclear(_)), "{status}");
        }
        response.status = 403;
        response.body = b"<p>blocked</p>".to_vec();
        assert_eq!(from_something_else(&response, "X"), Some("answer-from-something-else"));
    }

    #[test]
    fn everything_else_is_unclear() {
        let unclear = |status, body: &str, cause| {
            assert_eq!(said(&answer(status, body), "X"), Said::Unclear(cause), "{status} {body}");
        };
        unclear(200, "<html>sign in</html>", "captive-portal");
        unclear(200, "", "unexpected-answer");
        unclear(200, "{}", "unexpected-answer");
        unclear(200, "<YResponse/>", "unexpected-answer");
        unclear(200, "<Response><Errors><Error><Code>DryRunOperation</Code></Error></Errors></Response>", "unexpected-answer");
        unclear(403, "Forbidden", "answer-from-something-else");
        unclear(502, "bad gateway", "service-error");
        unclear(503, "", "service-error");
        unclear(429, "", "throttled");
        unclear(412, "<Response><Errors><Error><Code>DryRunOp", "truncated-answer");
        unclear(412, "<Response><Errors><Error><Code>A</Code></Error><Error><Code>B</Code></Error></Errors></Response>", "answer-from-something-else");
        unclear(302, "", "captive-portal");
        assert_eq!(said(&answer(200, "<XResponse><a>"), "X"), Said::BrokenSuccess("truncated-answer"));
        let mut spoilt = answer(200, "<XResponse><a>?</a></XResponse>");
        spoilt.body[14] = 0xff;
        assert_eq!(said(&spoilt, "X"), Said::BrokenSuccess("unexpected-answer"));
        assert!(matches!(said(&answer(200, "<XResponse/>"), "X"), Said::Success(_)));
    }
}
