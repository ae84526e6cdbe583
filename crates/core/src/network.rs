//! The diagnosis in stages: what an answer, or its absence, says about the way to the service.
//!
//! In: a response or a transport error of the first request. Out: stage results, sentences from the core's
//! texts. A failure here is never put down to the credential.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::speech::Speech;
use crate::transport::{Hop, Response, TransportError};

/// The stages in their order. Every report has all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum StageName {
    /// The service's name was resolved.
    Dns,
    /// A connection was made.
    Tcp,
    /// The proxy let us through, and what answered is the service and not a page in between.
    Proxy,
    /// The certificate was accepted.
    Tls,
    /// This machine's clock agrees with the service's.
    Clock,
    /// The credential was accepted.
    Authentication,
    /// Account, project, region and the like exist and may be used.
    Context,
}

impl StageName {
    /// All of them, in order.
    pub const ALL: [Self; 7] =
        [Self::Dns, Self::Tcp, Self::Proxy, Self::Tls, Self::Clock, Self::Authentication, Self::Context];
}

/// How a stage ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub enum StageOutcome {
    /// Passed.
    Ok,
    /// Stops the check.
    Failed,
    /// Not reached, or not on this way.
    Skipped,
    /// Passed, with something to look at.
    Warning,
}

/// One stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
pub struct StageResult {
    /// Which.
    pub stage: StageName,
    /// How it ended.
    pub outcome: StageOutcome,
    /// Kebab-case, for failed and warning.
    pub cause: Option<String>,
    /// In words: what happened and what to do.
    pub detail: Option<String>,
}

impl StageResult {
    /// A stage that passed.
    #[must_use]
    pub fn ok(stage: StageName, detail: Option<String>) -> Self {
        Self { stage, outcome: StageOutcome::Ok, cause: None, detail }
    }

    /// A stage that was not reached or is not on this way.
    #[must_use]
    pub fn skipped(stage: StageName) -> Self {
        Self { stage, outcome: StageOutcome::Skipped, cause: None, detail: None }
    }

    /// A stage that stops the check.
    #[must_use]
    pub fn failed(stage: StageName, cause: &str, detail: impl Into<String>) -> Self {
        Self { stage, outcome: StageOutcome::Failed, cause: Some(cause.to_owned()), detail: Some(detail.into()) }
    }

    /// A stage that passed with something to look at.
    #[must_use]
    pub fn warning(stage: StageName, cause: &str, detail: impl Into<String>) -> Self {
        Self { stage, outcome: StageOutcome::Warning, cause: Some(cause.to_owned()), detail: Some(detail.into()) }
    }
}

/// Clocks further apart than this make signatures invalid (five minutes at the strictest services).
pub const LARGEST_SKEW_SECONDS: i64 = 300;

/// The network stages that an answer proves: dns, tcp, proxy, tls. The clock is judged by [`clock`].
#[must_use]
pub fn reached(response: &Response, speech: &Speech) -> Vec<StageResult> {
    use StageName::{Dns, Proxy, Tcp, Tls};
    let path = &response.path;
    let either = |stage, passed: bool| if passed { StageResult::ok(stage, None) } else { StageResult::skipped(stage) };
    let proxy = match &path.proxy {
        Some(proxy) => StageResult::ok(Proxy, Some(speech.say("stage-through-proxy", &[("proxy", proxy)]))),
        None => StageResult::skipped(Proxy),
    };
    vec![either(Dns, path.resolved), StageResult::ok(Tcp, None), proxy, either(Tls, path.tls)]
}

/// The network stages of a request that got no answer: those before the failing one passed.
#[must_use]
pub fn unreached(error: &TransportError, host: &str, speech: &Speech) -> Vec<StageResult> {
    use StageName::{Dns, Proxy, Tcp, Tls};
    let failing = match error.hop {
        Hop::Dns => Dns,
        // A request that was sent and not answered failed on the connection.
        Hop::Tcp | Hop::Http => Tcp,
        Hop::Proxy => Proxy,
        Hop::Tls => Tls,
    };
    let detail = explain(error, host, speech);
    [Dns, Tcp, Proxy, Tls]
        .into_iter()
        .map(|stage| match stage.cmp(&failing) {
            std::cmp::Ordering::Equal => StageResult::failed(stage, error.cause, detail.clone()),
            std::cmp::Ordering::Less if stage != Proxy => StageResult::ok(stage, None),
            _ => StageResult::skipped(stage),
        })
        .collect()
}

/// A transport error in words: what failed, on which host, and what to do.
#[must_use]
pub fn explain(error: &TransportError, host: &str, speech: &Speech) -> String {
    let id = format!("network-{}", error.cause);
    let mut text = speech.say(&id, &[("host", host), ("detail", &error.detail)]);
    if let Some(certificate) = &error.certificate {
        text.push(' ');
        text.push_str(&speech.say(
            "network-certificate",
            &[
                ("subject", &certificate.subject),
                ("issuer", &certificate.issuer),
                ("until", &certificate.validity.1),
                ("sha256", &certificate.sha256),
            ],
        ));
    }
    text
}

/// Compares the `Date` header with this machine's clock. Positive: this machine is ahead. In seconds.
#[must_use]
pub fn skew(response: &Response, now: OffsetDateTime) -> Option<i64> {
    let date = response.header("date")?.trim();
    // HTTP dates end in "GMT", which RFC 2822 readers know as an obsolete zone.
    let server = OffsetDateTime::parse(&date.replace("GMT", "+0000"), &Rfc2822).ok()?;
    Some((now - server).whole_seconds())
}

/// The clock stage from the `Date` header of an answer: ok, or a warning with the difference. It is the
/// provider that turns it into a failure, when the service refused the request for it.
#[must_use]
pub fn clock(response: &Response, now: OffsetDateTime, speech: &Speech) -> StageResult {
    match skew(response, now) {
        None => StageResult::skipped(StageName::Clock),
        Some(seconds) if seconds.abs() < LARGEST_SKEW_SECONDS => StageResult::ok(StageName::Clock, None),
        Some(seconds) => StageResult::warning(StageName::Clock, "clock-skew", skew_sentence(seconds, speech)),
    }
}

/// The sentence for a clock that is off: by how much, in which direction, what to do.
#[must_use]
pub fn skew_sentence(seconds: i64, speech: &Speech) -> String {
    let minutes = (seconds.abs() + 30) / 60;
    let id = if seconds > 0 { "clock-ahead" } else { "clock-behind" };
    speech.say(id, &[("count", &minutes.to_string())])
}

/// Says why an answer cannot be the service's: a web page, a redirect, a network sign-in. Nothing for any
/// other answer, good or bad.
#[must_use]
pub fn impostor(response: &Response) -> Option<&'static str> {
    let html = response.header("content-type").is_some_and(|t| t.to_ascii_lowercase().contains("text/html"))
        || starts_like_html(&response.body);
    match response.status {
        511 => Some("captive-portal"),
        407 => Some("proxy-authentication-required"),
        300..=399 => Some("captive-portal"),
        200..=299 if html => Some("captive-portal"),
        400.. if html => Some("answer-from-something-else"),
        _ => None,
    }
}

fn starts_like_html(body: &[u8]) -> bool {
    let start: String = String::from_utf8_lossy(&body[..body.len().min(200)])
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// The stage results for an answer that is not the service's: the way as far as it went, then the page in between.
#[must_use]
pub fn intercepted(response: &Response, cause: &str, host: &str, speech: &Speech) -> Vec<StageResult> {
    let mut stages = reached(response, speech);
    let status = response.status.to_string();
    let detail = speech.say(&format!("network-{cause}"), &[("host", host), ("status", &status)]);
    if let Some(stage) = stages.iter_mut().find(|s| s.stage == StageName::Proxy) {
        *stage = StageResult::failed(StageName::Proxy, cause, detail);
    }
    stages
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn answer(status: u16, content_type: &str, body: &str) -> Response {
        Response {
            status,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: body.as_bytes().to_vec(),
            ..Response::default()
        }
    }

    #[test]
    fn impostors() {
        assert_eq!(impostor(&answer(200, "text/html", "hello")), Some("captive-portal"));
        assert_eq!(impostor(&answer(200, "text/xml", " \n<!DOCTYPE HTML><p>")), Some("captive-portal"));
        assert_eq!(impostor(&answer(302, "", "")), Some("captive-portal"));
        assert_eq!(impostor(&answer(511, "", "")), Some("captive-portal"));
        assert_eq!(impostor(&answer(403, "text/html; charset=utf-8", "")), Some("answer-from-something-else"));
        assert_eq!(impostor(&answer(200, "text/xml", "<GetCallerIdentityResponse>")), None);
        assert_eq!(impostor(&answer(403, "application/json", "{}")), None);
        assert_eq!(impostor(&answer(503, "text/plain", "busy")), None);
    }

    #[test]
    fn clocks() {
        let mut response = answer(200, "", "");
        let now = datetime!(2026-01-01 12:00 UTC);
        assert_eq!(skew(&response, now), None);
        response.headers.push(("date".to_owned(), "Thu, 01 Jan 2026 11:50:00 GMT".to_owned()));
        assert_eq!(skew(&response, now), Some(600));
        let stage = clock(&response, now, &Speech::core(crate::speech::Language::En));
        assert_eq!(stage.cause.as_deref(), Some("clock-skew"));
        assert!(stage.detail.unwrap().contains("10 minutes"));
    }

    #[test]
    fn every_cause_has_its_sentence() {
        for language in [crate::speech::Language::En, crate::speech::Language::De] {
            let speech = Speech::core(language);
            let more = ["captive-portal", "answer-from-something-else"];
            for cause in TransportError::CAUSES.iter().chain(&more) {
                let id = format!("network-{cause}");
                assert!(speech.maybe(&id, &[("host", "h"), ("detail", "d"), ("status", "1")]).is_some(), "{id}");
            }
        }
        assert!(crate::speech::Texts::faults(include_str!("text/en.ftl")).is_empty());
        assert!(crate::speech::Texts::faults(include_str!("text/de.ftl")).is_empty());
    }
}
