//! Access tokens: signed by the demo's own key, and read again by Resource Manager.
//!
//! In: what was granted, or a request with a token. Out: a token, or whose it is. Tokens carry their own proof, so that
//! nothing has to be kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::error::{bad_token, expired_token, internal, no_token, wrong_audience};
use super::{Result, discovery, key};
use crate::cloud::{Scene, digest};
use crate::exchange::Ask;
use crate::story::COMMON;

/// How long a token is good, in seconds.
pub(crate) const LIFE: i64 = 3599;

/// What Resource Manager takes tokens for.
const ARM: [&str; 4] = [
    "https://management.core.windows.net/",
    "https://management.core.windows.net",
    "https://management.azure.com/",
    "https://management.azure.com",
];

/// How a client proved who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    Secret,
    Certificate,
}

/// Everything that a token can be asked for here.
pub(crate) fn is_resource(resource: &str) -> bool {
    ARM.contains(&resource) || matches!(resource, "https://graph.microsoft.com" | "https://vault.azure.net")
}

/// A token for a resource; nothing when it could not be signed, which a test holds never happens.
pub(crate) fn issue(scene: &Scene<'_>, resource: &str, proof: Proof) -> Option<String> {
    let azure = &COMMON.azure;
    let now = scene.now.unix_timestamp();
    let issuer = format!("https://sts.windows.net/{}/", azure.tenant);
    let kid = discovery::key_id()?;
    let header = json!({"typ": "JWT", "alg": "RS256", "x5t": kid, "kid": kid});
    let claims = json!({
        "aud": resource,
        "iss": issuer,
        "iat": now,
        "nbf": now,
        "exp": now + LIFE,
        "appid": azure.client,
        "appidacr": if proof == Proof::Certificate { "2" } else { "1" },
        "idp": issuer,
        "idtyp": "app",
        "oid": azure.object,
        "sub": azure.object,
        "tid": azure.tenant,
        "uti": URL_SAFE_NO_PAD.encode(&digest(&["uti", &scene.request_id])[..16]),
        "ver": "1.0"
    });
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", encode(&header), encode(&claims));
    let signature = key::issuer()?.sign(signed.as_bytes())?;
    Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// Accepts the token of a request and tells its tenant, or says why not.
pub(crate) fn authorized(scene: &Scene<'_>, ask: &Ask) -> Result<String> {
    let header = ask.header("authorization").ok_or_else(no_token)?;
    let (scheme, token) = header.split_once(' ').ok_or_else(bad_token)?;
    // Another cloud does not know the issuer of this one.
    if !scheme.eq_ignore_ascii_case("bearer") || super::is_elsewhere(&ask.host) {
        return Err(bad_token());
    }
    let claims = verified(token.trim())?;
    let end =
        claims["exp"].as_i64().and_then(|end| OffsetDateTime::from_unix_timestamp(end).ok()).ok_or_else(bad_token)?;
    if end <= scene.now {
        return Err(expired_token(end, scene.now));
    }
    let audience = claims["aud"].as_str().unwrap_or_default();
    if !ARM.contains(&audience) {
        return Err(wrong_audience(audience, &ARM));
    }
    claims["tid"].as_str().map(str::to_owned).ok_or_else(bad_token)
}

/// The claims of a token that was signed here.
fn verified(token: &str) -> Result {
    let mut parts = token.split('.');
    let (Some(header), Some(claims), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(bad_token());
    };
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| bad_token());
    let signed = &token[..header.len() + 1 + claims.len()];
    let public = &key::issuer().ok_or_else(internal)?.public_der;
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public)
        .verify(signed.as_bytes(), &decode(signature)?)
        .map_err(|_| bad_token())?;
    serde_json::from_slice(&decode(claims)?).map_err(|_| bad_token())
}
