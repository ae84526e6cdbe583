//! The token endpoint, and the tokens that it gives.
//!
//! In: a signed assertion, or a request with a token. Out: a token, the refusal in Google's words, or whether the
//! token is good. Signature, issuer, audience and times are all checked. Tokens carry their own proof, so that
//! nothing has to be kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::{Fault, scope_insufficient, unauthenticated};
use super::key::{TOKEN_URI, client_email, known_key_id, public_der};
use crate::cloud::{Scene, cut};
use crate::exchange::{Answer, Ask};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// The longest life of an assertion, in seconds.
const LONGEST: i64 = 3600;

/// How far a clock may be off, in seconds.
const TOLERANCE: i64 = 300;

/// Scopes that let a token be used for the services here.
const SUFFICIENT: [&str; 3] = [
    "https://www.googleapis.com/auth/cloud-platform",
    "https://www.googleapis.com/auth/compute",
    "https://www.googleapis.com/auth/cloud-platform.read-only",
];

/// A refusal of the token endpoint.
struct Refusal {
    status: u16,
    error: &'static str,
    description: String,
}

fn refusal(error: &'static str, description: impl Into<String>) -> Refusal {
    Refusal { status: 400, error, description: description.into() }
}

/// The answer of the token endpoint.
pub(crate) fn answer(scene: &Scene<'_>, ask: &Ask) -> Answer {
    let answer = match grant(scene, ask) {
        Ok(scope) => {
            let expires = scene.now.unix_timestamp() + LONGEST;
            let body =
                json!({"access_token": token(&scope, expires), "expires_in": LONGEST - 1, "token_type": "Bearer"});
            Answer::json(200, &body)
        }
        Err(refusal) => {
            let body = json!({"error": refusal.error, "error_description": refusal.description});
            Answer::json(refusal.status, &body)
        }
    };
    answer.with("cache-control", "no-cache, no-store, max-age=0, must-revalidate")
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
}

/// The scope that is granted to a request.
fn grant(scene: &Scene<'_>, ask: &Ask) -> Result<String, Refusal> {
    let form = ask.form();
    match form.get("grant_type") {
        Some(GRANT) => {}
        None => return Err(refusal("invalid_request", "Required parameter is missing: grant_type")),
        Some(other) => return Err(refusal("unsupported_grant_type", format!("Invalid grant_type: {}", cut(other)))),
    }
    let assertion =
        form.get("assertion").ok_or_else(|| refusal("invalid_request", "Required parameter is missing: assertion"))?;
    let claims = verified(scene, assertion)?;
    let number = |name: &str| claims[name].as_i64();
    audience(&claims["aud"], ask)?;
    in_time(scene, number("iat"), number("exp"))?;
    let scope = claims["scope"].as_str().unwrap_or_default().trim();
    let is_scope = |s: &str| s.starts_with("https://www.googleapis.com/auth/") || matches!(s, "openid" | "email");
    if scope.is_empty() || !scope.split(' ').all(is_scope) {
        return Err(refusal("invalid_scope", "Invalid OAuth scope or ID token audience provided."));
    }
    Ok(scope.to_owned())
}

/// The claims of an assertion whose issuer is known and whose signature is good.
fn verified(scene: &Scene<'_>, assertion: &str) -> Result<Value, Refusal> {
    let unreadable = || refusal("invalid_grant", "Invalid JWT");
    let mut parts = assertion.split('.');
    let (Some(header), Some(claims), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(unreadable());
    };
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| unreadable());
    let head: Header = serde_json::from_slice(&decode(header)?).map_err(|_| unreadable())?;
    let body: Value = serde_json::from_slice(&decode(claims)?).map_err(|_| unreadable())?;
    if head.alg != "RS256" {
        return Err(refusal("invalid_grant", "Invalid JWT: The algorithm must be RS256."));
    }
    if body["iss"].as_str() != Some(&client_email()) {
        return Err(refusal("invalid_grant", "Invalid grant: account not found"));
    }
    let known = !scene.google.key_deleted && head.kid.is_none_or(|kid| kid == known_key_id());
    let signed = &assertion[..header.len() + 1 + claims.len()];
    let public = public_der().ok_or_else(unreadable)?;
    let good = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public)
        .verify(signed.as_bytes(), &decode(signature)?)
        .is_ok();
    if known && good { Ok(body) } else { Err(refusal("invalid_grant", "Invalid JWT Signature.")) }
}

/// The assertion is for this endpoint, by its public name or by the address that was asked.
fn audience(aud: &Value, ask: &Ask) -> Result<(), Refusal> {
    let here = format!("{}{}", ask.origin, ask.path);
    let right =
        [TOKEN_URI, "https://www.googleapis.com/oauth2/v4/token", "https://accounts.google.com/o/oauth2/token", &here];
    if aud.as_str().is_some_and(|aud| right.contains(&aud)) {
        return Ok(());
    }
    Err(refusal("invalid_grant", format!("Invalid JWT: Failed audience check. The right audience is {TOKEN_URI}")))
}

fn in_time(scene: &Scene<'_>, iat: Option<i64>, exp: Option<i64>) -> Result<(), Refusal> {
    let now = scene.now.unix_timestamp();
    let good = match (iat, exp) {
        (Some(iat), Some(exp)) => {
            // Subtracting could overflow for times that a client makes up.
            exp > iat
                && exp.saturating_sub(iat) <= LONGEST
                && iat <= now + TOLERANCE
                && exp.saturating_add(TOLERANCE) > now
                && iat >= now - LONGEST - TOLERANCE
        }
        _ => false,
    };
    if good {
        return Ok(());
    }
    let text = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat \
                and exp values in the JWT claim.";
    Err(refusal("invalid_grant", text))
}

/// A token: its scope and its end, with a proof that it was made here.
fn token(scope: &str, expires: i64) -> String {
    let content = URL_SAFE_NO_PAD.encode(format!("{expires} {scope}"));
    let proof = URL_SAFE_NO_PAD.encode(hmac::sign(&proof_key(), content.as_bytes()));
    format!("ya29.EXAMPLE.{content}.{proof}")
}

fn proof_key() -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, b"tokens of the demo cloud")
}

/// Accepts the token of a request or says why not.
pub(crate) fn authorized(scene: &Scene<'_>, ask: &Ask) -> Result<(), Fault> {
    let refused = || unauthenticated(scene.label);
    let header = ask.header("authorization").ok_or_else(refused)?;
    let token = header.strip_prefix("Bearer ").or_else(|| header.strip_prefix("bearer ")).ok_or_else(refused)?;
    let (content, proof) =
        token.trim().strip_prefix("ya29.EXAMPLE.").and_then(|rest| rest.split_once('.')).ok_or_else(refused)?;
    let proof = URL_SAFE_NO_PAD.decode(proof).map_err(|_| refused())?;
    hmac::verify(&proof_key(), content.as_bytes(), &proof).map_err(|_| refused())?;
    let plain = URL_SAFE_NO_PAD.decode(content).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let plain = plain.ok_or_else(refused)?;
    let (expires, scope) = plain.split_once(' ').ok_or_else(refused)?;
    // A key that was deleted does not take its tokens with it; they end on their own.
    if expires.parse::<i64>().is_ok_and(|end| end <= scene.now.unix_timestamp()) {
        return Err(refused());
    }
    if scope.split(' ').any(|s| SUFFICIENT.contains(&s)) { Ok(()) } else { Err(scope_insufficient(scene.label)) }
}
