//! The token request, made and read by `azure_identity`, driven over our transport.
//!
//! In: a service principal. Out: what the library made of the answer, and the answer itself, because the library loses
//! what it cannot read: the status of a page that is no JSON, `Retry-After`, trace and correlation id. Deliberately
//! absent: the library's own network, retries, token cache and search for credentials.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use azure_core::cloud::CustomConfiguration;
use azure_core::credentials::{Secret, TokenCredential};
use azure_core::error::{Error, ErrorKind};
use azure_core::http::headers::Headers;
use azure_core::http::{
    AsyncRawResponse, Body, ClientMethodOptions, ClientOptions, HttpClient, RetryOptions, StatusCode,
    Transport as SdkTransport,
};
use azure_identity::{
    ClientAssertion, ClientAssertionCredential, ClientAssertionCredentialOptions, ClientSecretCredential,
    ClientSecretCredentialOptions,
};
use onboard_core::probe::Probe;
use onboard_core::secret::SecretString;
use onboard_core::transport::{Method, Request, Response, Transport, TransportError};
use ring::rand::{SecureRandom as _, SystemRandom};
use serde_json::Value;

use super::urls::{Call, Urls};
use crate::azure::credential::{Key, ServicePrincipal};

/// A token that lives longer than this (ten years) is none; the library would count beyond the calendar with it.
const LONGEST_LIFE: i64 = 10 * 366 * 24 * 60 * 60;

/// The outcome of one request.
pub(super) struct Asked {
    /// The answer, or why there is none; nothing when the request never reached the transport.
    pub answer: Option<Result<Response, TransportError>>,
    /// The token, when the library could read one.
    pub token: Option<SecretString>,
    /// The signed assertion, when one was sent: it is to be looked for in the service's words.
    pub assertion: Option<Arc<SecretString>>,
}

/// Asks once.
pub(super) async fn ask(principal: &ServicePrincipal, probe: &Probe, call: &Call) -> Asked {
    let bridge = Arc::new(Bridge { transport: probe.transport.clone(), call: call.clone(), answer: Mutex::default() });
    let options = client_options(principal, &bridge);
    let scope = [principal.cloud.scope()];
    let (tenant, client) = (principal.tenant.clone(), principal.client.clone());
    let mut assertion = None;
    let token = match &principal.key {
        Key::Secret(secret) => {
            let secret = Secret::new(secret.expose("sent to the service that signs in").clone());
            let options = ClientSecretCredentialOptions { client_options: options };
            match ClientSecretCredential::new(&tenant, client, secret, Some(options)) {
                Ok(credential) => credential.get_token(&scope, None).await.ok(),
                Err(_) => None,
            }
        }
        Key::Certificate(_) => {
            assertion = sign(principal, probe);
            let options = ClientAssertionCredentialOptions { client_options: options };
            match assertion.clone().map(|a| ClientAssertionCredential::new(tenant, client, Signed(a), Some(options))) {
                Some(Ok(credential)) => credential.get_token(&scope, None).await.ok(),
                _ => None,
            }
        }
    };
    let answer = bridge.answer.lock().unwrap_or_else(PoisonError::into_inner).take();
    Asked { answer, token: token.map(|t| SecretString::new(t.token.secret().to_owned())), assertion }
}

/// Everything of the library that would go its own way is switched off.
fn client_options(principal: &ServicePrincipal, bridge: &Arc<Bridge>) -> ClientOptions {
    let mut cloud = CustomConfiguration::default();
    // Named even for the public cloud: without it the library would read an environment variable.
    cloud.authority_host = principal.cloud.authority().to_owned();
    ClientOptions {
        transport: Some(SdkTransport::new(bridge.clone())),
        retry: RetryOptions::none(),
        cloud: Some(Arc::new(cloud.into())),
        ..ClientOptions::default()
    }
}

/// The assertion for the cloud's own address, whatever `--endpoints` says: that is whom it is meant for.
fn sign(principal: &ServicePrincipal, probe: &Probe) -> Option<Arc<SecretString>> {
    let Key::Certificate(certificate) = &principal.key else { return None };
    let endpoints = onboard_core::endpoints::Endpoints::default();
    let audience = Urls { endpoints: &endpoints, cloud: principal.cloud }.token(&principal.tenant).url;
    let mut id = [0_u8; 16];
    SystemRandom::new().fill(&mut id).ok()?;
    let assertion =
        certificate.assertion(&audience, &principal.client, probe.transport.now(), &hex::encode(id)).ok()?;
    Some(Arc::new(assertion))
}

/// An assertion that is already signed.
struct Signed(Arc<SecretString>);

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signed")
    }
}

#[async_trait]
impl ClientAssertion for Signed {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        Ok(self.0.expose("sent to the service that signs in").clone())
    }
}

/// The library's HTTP client, which is our transport.
struct Bridge {
    transport: Arc<dyn Transport>,
    call: Call,
    answer: Mutex<Option<Result<Response, TransportError>>>,
}

impl fmt::Debug for Bridge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bridge")
    }
}

#[async_trait]
impl HttpClient for Bridge {
    async fn execute_request(&self, request: &azure_core::http::Request) -> azure_core::Result<AsyncRawResponse> {
        let result = self.transport.send(ours(request, &self.call)).await;
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(result.clone());
        match result {
            Ok(response) => theirs(response),
            Err(error) => Err(Error::with_message(ErrorKind::Io, error.cause)),
        }
    }
}

/// The library's request, at the address of the call: the library knows https only, and no base URL with a path.
fn ours(request: &azure_core::http::Request, call: &Call) -> Request {
    // What the library says about this machine in `user-agent` is nobody's business.
    let headers = request.headers().iter().filter(|(name, _)| name.as_str() != "user-agent");
    let body = match request.body() {
        Body::Bytes(bytes) => bytes.to_vec(),
        // A token request is made of text; a stream is empty here and refused by the guard.
        Body::SeekableStream(_) => Vec::new(),
    };
    Request {
        method: if request.method() == azure_core::http::Method::Get { Method::Get } else { Method::Post },
        url: call.url.clone(),
        headers: headers.map(|(n, v)| (n.as_str().to_ascii_lowercase(), v.as_str().to_owned())).collect(),
        body,
        intent: call.intent,
        service: call.service,
        label: call.label.to_owned(),
    }
}

fn theirs(response: Response) -> azure_core::Result<AsyncRawResponse> {
    // QUIRK(azure, 2026-11): the library adds `expires_in` to the time of day without looking, and a number that leads
    // beyond the calendar ends the program.
    let life = serde_json::from_slice::<Value>(&response.body).ok();
    let life = life.as_ref().and_then(|body| body.get("expires_in")).and_then(Value::as_i64);
    if life.is_some_and(|seconds| !(0..=LONGEST_LIFE).contains(&seconds)) {
        return Err(Error::with_message(ErrorKind::DataConversion, "a token of no possible life"));
    }
    let mut headers = Headers::new();
    for (name, value) in response.headers {
        headers.insert(name.to_ascii_lowercase(), value);
    }
    Ok(AsyncRawResponse::from_bytes(StatusCode::from(response.status), headers, response.body))
}
