//! GetCallerIdentity through the AWS SDK, driven over our transport.
//!
//! In: a key and a region. Out: what the SDK made of the answer, and the answer itself, because the SDK loses what it
//! cannot read. Deliberately absent: the SDK's own network, clock, retries, caches and credential search.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use aws_sdk_sts::Client;
use aws_sdk_sts::config::retry::RetryConfig;
use aws_sdk_sts::config::timeout::TimeoutConfig;
use aws_sdk_sts::config::{
    BehaviorVersion, Config, IdentityCache, Region as SdkRegion, SharedCredentialsProvider,
    StalledStreamProtectionConfig,
};
use aws_smithy_async::time::TimeSource;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use onboard_core::endpoints::Endpoints;
use onboard_core::transport::{Intent, Method, Request, Response, Transport, TransportError};

use crate::aws::AccessKey;
use crate::aws::region::{Region, Service};

/// Who the caller is, as STS says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Twelve digits.
    pub account: String,
    /// The principal's ARN.
    pub arn: String,
    /// Its unique id.
    pub user_id: String,
}

/// The outcome of one call.
pub struct Asked {
    /// The answer, or why there is none; nothing when the request never reached the transport.
    pub answer: Option<Result<Response, TransportError>>,
    /// The identity, when the SDK could read one.
    pub identity: Option<Identity>,
}

/// Asks once.
pub async fn caller_identity(
    transport: &Arc<dyn Transport>,
    endpoints: &Endpoints,
    key: &AccessKey,
    region: &Region,
) -> Asked {
    let (default, _) = region.endpoint(Service::Sts);
    let bridge = Bridge { transport: transport.clone(), answer: Arc::default() };
    let answer = bridge.answer.clone();
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(SdkRegion::new(region.name().to_owned()))
        .endpoint_url(endpoints.base(Service::Sts.id(), &default))
        .credentials_provider(SharedCredentialsProvider::new(key.credentials()))
        .identity_cache(IdentityCache::no_cache())
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::disabled())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .disable_clock_skew_correction(true)
        .time_source(Clock(transport.clone()))
        .http_client(bridge)
        .build();
    let output = Client::from_conf(config).get_caller_identity().send().await;
    let identity = output.ok().and_then(|o| {
        let filled = |text: Option<&str>| text.filter(|t| !t.is_empty()).map(str::to_owned);
        Some(Identity { account: filled(o.account())?, arn: filled(o.arn())?, user_id: filled(o.user_id())? })
    });
    let answer = answer.lock().unwrap_or_else(PoisonError::into_inner).take();
    Asked { answer, identity }
}

/// The SDK's HTTP client, which is our transport.
#[derive(Clone)]
struct Bridge {
    transport: Arc<dyn Transport>,
    answer: Arc<Mutex<Option<Result<Response, TransportError>>>>,
}

impl fmt::Debug for Bridge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bridge")
    }
}

impl HttpClient for Bridge {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Bridge {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Self { transport, answer } = self.clone();
        let request = ours(&request);
        HttpConnectorFuture::new(async move {
            let result = transport.send(request).await;
            *answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(result.clone());
            match result {
                Ok(response) => theirs(response),
                Err(error) => Err(ConnectorError::io(error.cause.into())),
            }
        })
    }
}

fn ours(request: &HttpRequest) -> Request {
    Request {
        method: if request.method() == "GET" { Method::Get } else { Method::Post },
        url: request.uri().to_owned(),
        headers: request.headers().iter().map(|(n, v)| (n.to_ascii_lowercase(), v.to_owned())).collect(),
        body: request.body().bytes().unwrap_or_default().to_vec(),
        intent: Intent::Login,
        service: Service::Sts.id(),
        label: "sts:GetCallerIdentity".to_owned(),
    }
}

fn theirs(response: Response) -> Result<HttpResponse, ConnectorError> {
    let mut builder = http::Response::builder().status(response.status);
    for (name, value) in &response.headers {
        // A header that HTTP does not allow is of no use to the SDK.
        if let (Ok(name), Ok(value)) =
            (http::HeaderName::try_from(name.as_str()), http::HeaderValue::try_from(value.as_str()))
        {
            builder = builder.header(name, value);
        }
    }
    let answer = builder.body(SdkBody::from(response.body)).map_err(|e| ConnectorError::user(e.into()))?;
    HttpResponse::try_from(answer).map_err(|e| ConnectorError::user(e.into()))
}

/// The transport's clock for the SDK's signature.
struct Clock(Arc<dyn Transport>);

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

impl TimeSource for Clock {
    fn now(&self) -> SystemTime {
        SystemTime::from(self.0.now())
    }
}
