//! The token endpoint of Entra ID, for applications.
//!
//! In: a form with a secret or a signed assertion. Out: a token, or the refusal in Entra's words. Deliberately absent:
//! every sign-in of a person.

use serde_json::json;

use super::refusal::{
    Refusal, blocked, expired_secret, missing, no_app, no_proof, no_tenant, no_tenant_named, wrong_secret,
};
use super::token::{LIFE, Proof, is_resource, issue};
use super::{assertion, discovery, key};
use crate::cloud::{Scene, cut};
use crate::exchange::{Answer, Ask, Form};
use crate::story::COMMON;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The answer of the token endpoint.
pub(crate) fn answer(scene: &Scene<'_>, ask: &Ask, base: &str, tenant: &str) -> Answer {
    let answer = match grant(scene, ask, base, tenant) {
        Ok(token) => Answer::json(
            200,
            &json!({"token_type": "Bearer", "expires_in": LIFE, "ext_expires_in": LIFE, "access_token": token}),
        ),
        Err(refusal) => refusal.into_answer(scene, ask),
    };
    answer.with("cache-control", "no-store, no-cache").with("x-ms-request-id", scene.request_id.clone())
}

fn grant(scene: &Scene<'_>, ask: &Ask, base: &str, tenant: &str) -> Result<String, Refusal> {
    // Only the body counts; a secret in the query would end in a log.
    let form = Ask { query: String::new(), ..ask.clone() }.form();
    let needed = |name: &'static str| form.get(name).ok_or_else(|| missing(name));
    let kind = needed("grant_type")?;
    if discovery::is_any(tenant) {
        return Err(no_tenant_named());
    }
    let id = discovery::tenant_id(ask, tenant).ok_or_else(|| no_tenant(tenant, "invalid_request"))?;
    if kind != "client_credentials" {
        let text = format!("The app requested an unsupported grant type '{}'.", cut(kind));
        return Err(Refusal::bad("unsupported_grant_type", 70_003, text));
    }
    let (client, scope) = (needed("client_id")?, needed("scope")?);
    let resource = resource(scope)?;
    let azure = &COMMON.azure;
    if id != azure.tenant {
        return Err(no_app(client, &azure.foreign_name));
    }
    if !client.eq_ignore_ascii_case(&azure.client) {
        return Err(no_app(client, &azure.tenant_name));
    }
    let proof = proven(scene, ask, base, &form)?;
    if !is_resource(resource) {
        let text = format!(
            "The resource principal named {} was not found in the tenant named {}. This can happen if the application \
             has not been installed by the administrator of the tenant or consented to by any user in the tenant. You \
             might have sent your authentication request to the wrong tenant.",
            cut(resource),
            azure.tenant_name
        );
        return Err(Refusal::bad("invalid_resource", 500_011, text));
    }
    if scene.azure.blocked {
        return Err(blocked());
    }
    let failed =
        || Refusal::bad("temporarily_unavailable", 90_033, "A transient error has occurred. Please try again.");
    issue(scene, resource, proof).ok_or_else(failed)
}

/// What a scope asks a token for: one resource, with `/.default` after it.
fn resource(scope: &str) -> Result<&str, Refusal> {
    match scope.trim().strip_suffix("/.default") {
        Some(resource) if !resource.is_empty() && !resource.contains(' ') => Ok(resource),
        _ => {
            let text = format!(
                "The provided value for scope {} is not valid. Client credential flows must have a scope value with \
                 /.default suffixed to the resource identifier (application ID URI).",
                cut(scope)
            );
            Err(Refusal::bad("invalid_scope", 1_002_012, text))
        }
    }
}

/// The client is the application: by its secret, or by an assertion that its certificate's key signed.
fn proven(scene: &Scene<'_>, ask: &Ask, base: &str, form: &Form) -> Result<Proof, Refusal> {
    if let Some(signed) = form.get("client_assertion") {
        if form.get("client_assertion_type") != Some(ASSERTION_TYPE) {
            return Err(missing("client_assertion_type"));
        }
        let ids = [COMMON.azure.tenant.as_str(), COMMON.azure.tenant_domain.as_str()];
        let here = format!("{}{}", ask.origin, ask.path);
        assertion::verify(scene, signed, &assertion::audiences(base, &here, &ids))?;
        return Ok(Proof::Certificate);
    }
    match form.get("client_secret") {
        Some(secret) if secret == key::current_secret() => Ok(Proof::Secret),
        Some(secret) if secret == key::expired_secret() => Err(expired_secret()),
        Some(_) => Err(wrong_secret()),
        None => Err(no_proof()),
    }
}
