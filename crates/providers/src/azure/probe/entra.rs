//! What the token service says when it gives no token: its codes, told apart.
//!
//! In: an answer. Out: the cause, the sentence, and whether the credential was rejected. Pure. Microsoft may change its
//! codes and wants programs to act on `error`; so a code that is not known here is told by `error` and shown as it is.
//! <https://learn.microsoft.com/entra/identity-platform/reference-error-codes>

use onboard_core::probe::EndingKind;
use onboard_core::transport::Response;
use serde_json::{Map, Value};

use super::arm::object;

/// The longest description that is shown; trace and correlation id stand at its end.
pub(super) const LONGEST: usize = 1500;

/// What is told and how the check ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// The service did not accept the credential.
    Rejected,
    /// Neither yes nor no.
    Stopped,
    /// Neither yes nor no, and worth another try in a moment.
    Later,
    /// The time in the signed assertion.
    Clock,
}

impl Ends {
    /// How a run with it ends.
    pub(super) fn kind(self) -> EndingKind {
        match self {
            Self::Rejected => EndingKind::Rejected,
            Self::Stopped | Self::Later | Self::Clock => EndingKind::Stopped,
        }
    }
}

/// The parts of an error answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub codes: Vec<u64>,
    pub error: String,
    pub description: String,
    pub trace: String,
    pub correlation: String,
}

/// What is made of an answer without a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub ends: Ends,
    /// Kebab-case.
    pub cause: &'static str,
    /// The sentence that says it.
    pub sentence: &'static str,
    pub said: Said,
}

type Meaning = (Ends, &'static str, &'static str);

const fn rejected(cause: &'static str) -> Meaning {
    (Ends::Rejected, cause, cause)
}

const CONDITIONAL: Meaning = (Ends::Stopped, "azure-conditional-access", "azure-conditional-access");
const OUR_REQUEST: Meaning = (Ends::Stopped, "request-not-accepted", "azure-request-not-accepted");
const TRANSIENT: Meaning = (Ends::Later, "azure-transient", "azure-transient");
const THROTTLED: Meaning = (Ends::Stopped, "azure-throttled", "azure-throttled-sign-in");
const WRONG_SCOPE: Meaning = (Ends::Rejected, "azure-wrong-cloud", "azure-wrong-scope");

/// What a code means; nothing for one that is not known here.
fn meaning(code: u64, description: &str) -> Option<Meaning> {
    let says = |words: &str| description.to_ascii_lowercase().contains(words);
    Some(match code {
        7_000_215 => rejected("azure-wrong-secret"),
        7_000_222 => rejected("azure-secret-expired"),
        // The code is documented for a disabled application, and was that of an unknown one for many years.
        70_001 if says("not found") => rejected("azure-app-not-found"),
        700_016 | 700_011 | 7_000_229 => rejected("azure-app-not-found"),
        70_001 | 7_000_112 => rejected("azure-app-disabled"),
        1_000_031 => (Ends::Rejected, "azure-app-disabled", "azure-app-not-accessible"),
        90_002 | 50_059 | 90_019 | 50_128 | 900_023 => rejected("azure-tenant-not-found"),
        53_000..=53_004 | 530_031 | 530_032 | 530_034 | 530_035 | 50_005 | 50_131 | 500_021 | 500_022 => CONDITIONAL,
        700_027 if says("expired") => rejected("azure-certificate-invalid"),
        700_027 => rejected("azure-certificate-not-registered"),
        50_012 | 700_030 => rejected("azure-certificate-invalid"),
        700_024 => (Ends::Clock, "clock-skew", "azure-clock-refused"),
        7_000_218 | 900_144 | 90_014 => OUR_REQUEST,
        700_025 => rejected("azure-public-client"),
        500_011 | 50_001 | 70_011 => WRONG_SCOPE,
        90_038 | 900_382 | 900_432 => rejected("azure-wrong-cloud"),
        50_034 | 50_126 | 50_076 => (Ends::Stopped, "unexpected-answer", "azure-user-sign-in"),
        90_033 | 90_006 | 90_012 | 90_024 | 50_033 => TRANSIENT,
        90_055 | 50_196 => THROTTLED,
        _ => return None,
    })
}

/// What `error` alone means, by OAuth 2 and OpenID Connect.
fn plain_meaning(error: &str) -> Meaning {
    match error {
        "invalid_client" | "unauthorized_client" | "invalid_grant" => rejected("azure-sign-in-refused"),
        "interaction_required" | "access_denied" => CONDITIONAL,
        "invalid_resource" | "invalid_scope" => WRONG_SCOPE,
        "invalid_tenant" => rejected("azure-tenant-not-found"),
        "invalid_request" | "unsupported_grant_type" => OUR_REQUEST,
        "temporarily_unavailable" | "server_error" => TRANSIENT,
        // Anything else may come from something in between; the key is not blamed for it.
        _ => (Ends::Stopped, "unexpected-answer", "azure-unexpected-answer"),
    }
}

impl Said {
    /// Reads an error body; nothing when it is none of the token service.
    fn read(body: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let codes = body.get("error_codes").and_then(Value::as_array);
        let mut codes: Vec<u64> = codes.into_iter().flatten().filter_map(Value::as_u64).collect();
        let description = text("error_description");
        if codes.is_empty() {
            codes.extend(code_in(&description));
        }
        let error = body.get("error")?.as_str()?.to_owned();
        Some(Self { codes, error, description, trace: text("trace_id"), correlation: text("correlation_id") })
    }
}

/// The number of `AADSTS7000215: …`.
fn code_in(description: &str) -> Option<u64> {
    let (_, rest) = description.split_once("AADSTS")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Judges an answer that brought no token.
pub(super) fn judge(response: &Response) -> Refusal {
    let status = response.status;
    let body = object(response);
    let said = body.as_ref().ok().and_then(Said::read).unwrap_or_default();
    let known = said.codes.iter().find_map(|code| meaning(*code, &said.description));
    let busy = |meaning: Meaning| matches!(meaning.0, Ends::Later | Ends::Stopped);
    let (ends, cause, sentence) = match (status, known) {
        // A service that is out of order says nothing about a key, whatever its answer holds.
        (429, known) => known.filter(|m| busy(*m)).unwrap_or((Ends::Later, "throttled", "azure-throttled")),
        (500.., known) => known.filter(|m| busy(*m)).unwrap_or((Ends::Later, "service-error", "azure-service-error")),
        (400..=499, Some(meaning)) => meaning,
        (400..=499, None) if body.is_ok() => plain_meaning(&said.error),
        _ => match body {
            Err("truncated-answer") => (Ends::Stopped, "truncated-answer", "azure-truncated-answer"),
            _ => (Ends::Stopped, "unexpected-answer", "azure-unexpected-answer"),
        },
    };
    Refusal { ends, cause, sentence, said }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(status: u16, body: &str) -> Response {
        let headers = vec![("content-type".to_owned(), "application/json; charset=utf-8".to_owned())];
        Response { status, headers, body: body.as_bytes().to_vec(), ..Response::default() }
    }

    fn check(status: u16, body: Value, cause: &str, ends: Ends) {
        let refusal = judge(&answer(status, &body.to_string()));
        assert_eq!((refusal.cause, refusal.ends), (cause, ends), "{status} {body}");
    }

    #[test]
    fn codes() {
        use Ends::{Clock, Later, Rejected, Stopped};
        for (code, cause, ends) in [
            (7_000_215, "azure-wrong-secret", Rejected),
            (7_000_222, "azure-secret-expired", Rejected),
            (700_016, "azure-app-not-found", Rejected),
            (700_011, "azure-app-not-found", Rejected),
            (70_001, "azure-app-disabled", Rejected),
            (90_002, "azure-tenant-not-found", Rejected),
            (50_059, "azure-tenant-not-found", Rejected),
            (90_019, "azure-tenant-not-found", Rejected),
            (50_128, "azure-tenant-not-found", Rejected),
            (7_000_112, "azure-app-disabled", Rejected),
            (1_000_031, "azure-app-disabled", Rejected),
            (53_003, "azure-conditional-access", Stopped),
            (530_032, "azure-conditional-access", Stopped),
            (53_000, "azure-conditional-access", Stopped),
            (53_001, "azure-conditional-access", Stopped),
            (53_002, "azure-conditional-access", Stopped),
            (700_027, "azure-certificate-not-registered", Rejected),
            (50_012, "azure-certificate-invalid", Rejected),
            (700_030, "azure-certificate-invalid", Rejected),
            (700_024, "clock-skew", Clock),
            (7_000_218, "request-not-accepted", Stopped),
            (900_144, "request-not-accepted", Stopped),
            (90_014, "request-not-accepted", Stopped),
            (700_025, "azure-public-client", Rejected),
            (500_011, "azure-wrong-cloud", Rejected),
            (50_001, "azure-wrong-cloud", Rejected),
            (70_011, "azure-wrong-cloud", Rejected),
            (90_038, "azure-wrong-cloud", Rejected),
            (900_382, "azure-wrong-cloud", Rejected),
            (900_432, "azure-wrong-cloud", Rejected),
            (50_034, "unexpected-answer", Stopped),
            (90_033, "azure-transient", Later),
            (90_006, "azure-transient", Later),
            (90_012, "azure-transient", Later),
            (90_024, "azure-transient", Later),
            (50_033, "azure-transient", Later),
            (90_055, "azure-throttled", Stopped),
            (50_196, "azure-throttled", Stopped),
        ] {
            let body =
                json!({"error": "invalid_client", "error_description": "AADSTS1: x", "error_codes": [code, 7_000_222]});
            check(400, body.clone(), cause, ends);
            let word = if ends == Rejected || ends == Clock { ("service-error", Later) } else { (cause, ends) };
            check(503, body, word.0, word.1);
        }
    }

    #[test]
    fn without_a_code_that_is_known() {
        for (error, cause, ends) in [
            ("invalid_client", "azure-sign-in-refused", Ends::Rejected),
            ("unauthorized_client", "azure-sign-in-refused", Ends::Rejected),
            ("interaction_required", "azure-conditional-access", Ends::Stopped),
            ("invalid_scope", "azure-wrong-cloud", Ends::Rejected),
            ("temporarily_unavailable", "azure-transient", Ends::Later),
            ("invalid_request", "request-not-accepted", Ends::Stopped),
            ("Forbidden", "unexpected-answer", Ends::Stopped),
        ] {
            check(401, json!({"error": error, "error_codes": [1]}), cause, ends);
            check(401, json!({"error": error}), cause, ends);
        }
        check(
            401,
            json!({"error": "invalid_client", "error_description": "AADSTS7000222: x"}),
            "azure-secret-expired",
            Ends::Rejected,
        );
        let older = json!({"error": "unauthorized_client", "error_codes": [70001], "error_description": "AADSTS70001: Application with identifier 'x' was not found"});
        check(400, older, "azure-app-not-found", Ends::Rejected);
    }

    #[test]
    fn what_is_no_word_of_the_service() {
        check(401, json!({}), "unexpected-answer", Ends::Stopped);
        check(403, json!({"message": "no"}), "unexpected-answer", Ends::Stopped);
        check(403, json!({"error": {"code": "invalid_client"}}), "unexpected-answer", Ends::Stopped);
        check(200, json!({"error": "invalid_client", "error_codes": [7_000_215]}), "unexpected-answer", Ends::Stopped);
        check(429, json!({}), "throttled", Ends::Later);
        check(429, json!({"error": "invalid_client", "error_codes": [7_000_215]}), "throttled", Ends::Later);
        check(502, json!({}), "service-error", Ends::Later);
        assert_eq!(judge(&answer(400, "{\"error\": \"inv")).cause, "truncated-answer");
        assert_eq!(judge(&answer(400, "[]")).cause, "unexpected-answer");
    }
}
