//! Where a client finds the endpoints: the OpenID document of a tenant, its keys, and the list of clouds.
//!
//! In: a tenant. Out: JSON with addresses on the host that was asked, so that a client stays there.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use url::Url;

use super::refusal::{Refusal, no_tenant};
use super::{is_elsewhere, key};
use crate::cloud::{Scene, digest};
use crate::exchange::{Answer, Ask};
use crate::story::COMMON;

/// The id of the key that signs tokens.
pub(crate) fn key_id() -> Option<String> {
    let public = hex::encode(&key::issuer()?.public_der);
    Some(URL_SAFE_NO_PAD.encode(&digest(&["key id", &public])[..20]))
}

/// The id of a tenant that is named by id or domain; nothing when there is no such tenant on this host.
pub(crate) fn tenant_id(ask: &Ask, name: &str) -> Option<&'static str> {
    let azure = &COMMON.azure;
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    if is_elsewhere(&ask.host) {
        None
    } else if is(&azure.tenant) || is(&azure.tenant_domain) {
        Some(&azure.tenant)
    } else if is(&azure.foreign_tenant) {
        Some(&azure.foreign_tenant)
    } else {
        None
    }
}

/// True for a name that stands for any tenant.
pub(crate) fn is_any(name: &str) -> bool {
    matches!(name, "common" | "organizations" | "consumers")
}

/// The OpenID document.
pub(crate) fn openid(scene: &Scene<'_>, ask: &Ask, base: &str, tenant: &str) -> Answer {
    let (id, issuer) = match tenant_id(ask, tenant) {
        Some(id) => (id, id),
        None if is_any(tenant) => (tenant, "{tenantid}"),
        None => return no_tenant(tenant, "invalid_tenant").into_answer(scene, ask),
    };
    let body = json!({
        "token_endpoint": format!("{base}/{id}/oauth2/v2.0/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "jwks_uri": format!("{base}/{id}/discovery/v2.0/keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": format!("https://login.microsoftonline.com/{issuer}/v2.0"),
        "authorization_endpoint": format!("{base}/{id}/oauth2/v2.0/authorize"),
        "device_authorization_endpoint": format!("{base}/{id}/oauth2/v2.0/devicecode"),
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "tid", "ver"],
        "tenant_region_scope": "EU",
        "cloud_instance_name": "microsoftonline.com",
        "cloud_graph_host_name": "graph.windows.net",
        "msgraph_host": "graph.microsoft.com",
        "rbac_url": "https://pas.windows.net"
    });
    Answer::json(200, &body)
}

/// The public half of the key that signs tokens.
pub(crate) fn keys(scene: &Scene<'_>, ask: &Ask, tenant: &str) -> Answer {
    if tenant_id(ask, tenant).is_none() && !is_any(tenant) {
        return no_tenant(tenant, "invalid_tenant").into_answer(scene, ask);
    }
    let keys: Vec<_> = key::issuer()
        .into_iter()
        .map(|pair| {
            let (modulus, exponent) = &pair.public_parts;
            let (id, encode) = (key_id(), |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes));
            json!({"kty": "RSA", "use": "sig", "kid": id, "x5t": id, "n": encode(modulus), "e": encode(exponent)})
        })
        .collect();
    Answer::json(200, &json!({ "keys": keys }))
}

/// The clouds that a client may trust: the host that it asked about, when that is this one.
pub(crate) fn instance(scene: &Scene<'_>, ask: &Ask, base: &str) -> Answer {
    let form = ask.form();
    let named = form.get("authorization_endpoint").and_then(|url| Url::parse(url).ok());
    let here = Url::parse(&ask.origin).ok();
    let tenant = named.as_ref().filter(|url| here.as_ref().is_some_and(|here| here.origin() == url.origin()));
    let tenant = tenant.and_then(|url| {
        let path = url.as_str().strip_prefix(base)?;
        path.trim_start_matches('/').split('/').next().filter(|name| !name.is_empty()).map(str::to_owned)
    });
    let Some(tenant) = tenant else {
        return Refusal::bad("invalid_instance", 50_049, "Unknown or invalid instance.").into_answer(scene, ask);
    };
    let host = ask.origin.split("://").nth(1).unwrap_or_default();
    let body = json!({
        "tenant_discovery_endpoint": format!("{base}/{tenant}/v2.0/.well-known/openid-configuration"),
        "api-version": "1.1",
        "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}]
    });
    Answer::json(200, &body)
}
