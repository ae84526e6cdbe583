//! Client assertions: a certificate's key signs who the client is, for whom, and until when.
//!
//! In: a signed assertion and the audiences that are right. Out: whether it proves the application. Certificate,
//! signature, audience, identity and times are all checked.

use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm};
use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;
use time::macros::format_description;

use super::key::{Registered, VALID_FROM, VALID_UNTIL, registered};
use super::refusal::Refusal;
use crate::cloud::Scene;
use crate::story::COMMON;

/// How far a clock may be off, in seconds.
const TOLERANCE: i64 = 300;

/// The header, as far as it is read.
#[derive(Deserialize)]
struct Header {
    alg: String,
    x5t: Option<String>,
    #[serde(rename = "x5t#S256")]
    x5t_s256: Option<String>,
    kid: Option<String>,
}

/// The right audiences: the tenant's token endpoint and issuer, by its public name and by the address that was asked.
pub(crate) fn audiences(base: &str, here: &str, tenants: &[&str]) -> Vec<String> {
    let mut right = vec![here.to_owned()];
    for base in [base, "https://login.microsoftonline.com"] {
        for tenant in tenants {
            right.extend(["oauth2/v2.0/token", "oauth2/token", "v2.0"].map(|end| format!("{base}/{tenant}/{end}")));
        }
    }
    right
}

/// Accepts an assertion or says why not.
pub(crate) fn verify(scene: &Scene<'_>, assertion: &str, audiences: &[String]) -> Result<(), Refusal> {
    let unreadable = || Refusal::client(50_027, "JWT token is invalid or malformed.");
    let mut parts = assertion.split('.');
    let (Some(header), Some(claims), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(unreadable());
    };
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| unreadable());
    let head: Header = serde_json::from_slice(&decode(header)?).map_err(|_| unreadable())?;
    let body: Value = serde_json::from_slice(&decode(claims)?).map_err(|_| unreadable())?;
    let algorithm: &dyn VerificationAlgorithm = match head.alg.as_str() {
        "RS256" => &RSA_PKCS1_2048_8192_SHA256,
        "PS256" => &RSA_PSS_2048_8192_SHA256,
        _ => return Err(unreadable()),
    };
    let known = registered().ok_or_else(unreadable)?;
    is_registered(&head, known)?;
    let signed = &assertion[..header.len() + 1 + claims.len()];
    UnparsedPublicKey::new(algorithm, &known.pair.public_der)
        .verify(signed.as_bytes(), &decode(signature)?)
        .map_err(|_| badly_signed(known))?;
    identity(&body)?;
    if !body["aud"].as_str().is_some_and(|aud| audiences.iter().any(|right| right.eq_ignore_ascii_case(aud))) {
        let text = "Client assertion audience claim does not match Realm issuer. Review the documentation at \
                    https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials.";
        return Err(Refusal::client(700_023, text));
    }
    in_time(scene, moment_in(&body["nbf"]), moment_in(&body["exp"]))
}

/// The header names the certificate that is registered on the application.
fn is_registered(head: &Header, known: &Registered) -> Result<(), Refusal> {
    // Some libraries pad what they should not.
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok();
    let sha1 = head.x5t.as_deref().and_then(decode);
    let sha256 = head.x5t_s256.as_deref().and_then(decode);
    let by_kid = head.kid.as_ref().is_some_and(|kid| kid.eq_ignore_ascii_case(&hex::encode(&known.sha1)));
    let named = sha1.is_some() || sha256.is_some();
    let fits = sha1.as_ref().is_none_or(|t| *t == known.sha1) && sha256.as_ref().is_none_or(|t| *t == known.sha256);
    if (named && fits) || (!named && by_kid) {
        return Ok(());
    }
    let thumbprint = sha1.or(sha256).map(|t| format!(", Thumbprint of key used by client: '{}'", hex::encode_upper(t)));
    let text = format!(
        "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - \
         The key was not found.{}, Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see \
         configured keys for app Id '{}'.]",
        thumbprint.unwrap_or_default(),
        COMMON.azure.client
    );
    Err(Refusal::client(700_027, text))
}

fn badly_signed(known: &Registered) -> Refusal {
    let text = format!(
        "Client assertion failed signature validation. [Reason - Key was found, but use of the key to verify the \
         signature failed., Thumbprint of key used by client: '{}', Found key 'Start={}, End={}'.]",
        hex::encode_upper(&known.sha1),
        moment(VALID_FROM),
        moment(VALID_UNTIL)
    );
    Refusal::client(700_027, text)
}

/// Issuer and subject are the application itself.
fn identity(claims: &Value) -> Result<(), Refusal> {
    let is_client = |name: &str| claims[name].as_str().is_some_and(|id| id.eq_ignore_ascii_case(&COMMON.azure.client));
    if is_client("iss") && is_client("sub") {
        return Ok(());
    }
    let text = "Client assertion application identifier doesn't match 'client_id' parameter.";
    Err(Refusal::client(700_021, text))
}

/// A moment in a claim: seconds, whole or not, as the format has it.
fn moment_in(claim: &Value) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "fractions of a second do not matter")]
    claim.as_i64().or_else(|| claim.as_f64().map(|seconds| seconds as i64))
}

fn in_time(scene: &Scene<'_>, begin: Option<i64>, end: Option<i64>) -> Result<(), Refusal> {
    let now = scene.now.unix_timestamp();
    let begun = begin.is_none_or(|begin| begin.saturating_sub(TOLERANCE) <= now);
    if begun && end.is_some_and(|end| end.saturating_add(TOLERANCE) > now) {
        return Ok(());
    }
    let told = |at: Option<i64>| at.and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok()).map(iso);
    let text = format!(
        "Client assertion is not within its valid time range. Current time: {}, assertion valid from {}, expiry time of \
         assertion {}.",
        iso(scene.now),
        told(begin).unwrap_or_else(|| "unknown".to_owned()),
        told(end).unwrap_or_else(|| "unknown".to_owned())
    );
    Err(Refusal::client(700_024, text))
}

fn iso(at: OffsetDateTime) -> String {
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].0000000Z");
    at.to_offset(time::UtcOffset::UTC).format(&form).unwrap_or_default()
}

fn moment(at: OffsetDateTime) -> String {
    let form = format_description!("[month]/[day]/[year] [hour]:[minute]:[second]");
    at.to_offset(time::UtcOffset::UTC).format(&form).unwrap_or_default()
}
