//! One signed query request: from a form to an answer.
//!
//! In: a service, an action and its form. Out: the answer, and the words for evidence. The time of the signature is
//! the transport's. Deliberately absent: retries, except of [`Caller::patiently`] for a service that says "too fast".

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningParams, SigningSettings, sign};
use aws_sigv4::sign::v4;
use onboard_core::endpoints::Endpoints;
use onboard_core::evidence::{Evidence, Method as How, Outcome};
use onboard_core::transport::{Hop, Intent, Method, Request, Response, Transport, TransportError};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::errors::{Said, request_id, said};
use crate::aws::AccessKey;
use crate::aws::region::{Region, Service};

/// A request that is to be signed.
#[derive(Debug, Clone)]
pub struct Query {
    /// Where it goes.
    pub service: Service,
    /// Where the service is asked.
    pub region: Region,
    /// The action.
    pub action: String,
    /// What it is for.
    pub intent: Intent,
    /// Parameters beside `Action` and `Version`.
    pub form: Vec<(String, String)>,
}

impl Query {
    /// A request that only reads from EC2.
    #[must_use]
    pub fn read(region: &Region, action: &str, form: Vec<(String, String)>) -> Self {
        Self { service: Service::Ec2, region: region.clone(), action: action.to_owned(), intent: Intent::Read, form }
    }

    /// A dry run on EC2. `DryRun=true` is put in here and nowhere else.
    #[must_use]
    pub fn dry_run(region: &Region, action: &str, mut form: Vec<(String, String)>) -> Self {
        form.retain(|(key, _)| key != "DryRun");
        form.push(("DryRun".to_owned(), "true".to_owned()));
        Self { service: Service::Ec2, region: region.clone(), action: action.to_owned(), intent: Intent::DryRun, form }
    }

    /// What it does in the vendor's words, such as `ec2:RunInstances`.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}:{}", self.service.name(), self.action)
    }

    /// What was sent, for evidence.
    #[must_use]
    pub fn words(&self) -> String {
        let dry = if self.intent == Intent::DryRun { " (dry run)" } else { "" };
        format!("POST {} {}{dry}", self.service.name(), self.action)
    }

    /// The body as it is sent. Encoded as the AWS tools do it, because some servers check the signature against a
    /// body that they have put together again: `*` becomes `%2A`, `~` stays, a space becomes `+`.
    #[must_use]
    pub fn body(&self) -> String {
        let fixed = [("Action", self.action.as_str()), ("Version", self.service.version())];
        let pairs = fixed.into_iter().chain(self.form.iter().map(|(k, v)| (k.as_str(), v.as_str())));
        pairs.map(|(key, value)| format!("{}={}", encoded(key), encoded(value))).collect::<Vec<_>>().join("&")
    }
}

fn encoded(text: &str) -> String {
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(text, KEPT).to_string().replace("%20", "+")
}

/// An answer, read.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The answer itself.
    pub response: Response,
    /// What it says.
    pub said: Said,
}

impl Answer {
    /// True when the service wants fewer requests.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        match &self.said {
            Said::Error(error) => error.kind(self.response.status) == super::errors::Kind::Throttled,
            Said::Unclear(cause) => *cause == "throttled",
            _ => false,
        }
    }

    /// Evidence with all that this answer tells about itself.
    #[must_use]
    pub fn evidence(&self, method: How, outcome: Outcome, query: &Query) -> Evidence {
        let mut evidence = Evidence::new(method, outcome);
        evidence.request = Some(query.words());
        evidence.status = Some(self.response.status);
        evidence.ms = Some(self.response.ms);
        evidence.request_id = request_id(&self.response);
        if let Said::Error(error) = &self.said {
            evidence.code = Some(error.code.clone());
            evidence.message = Some(error.message.clone()).filter(|m| !m.is_empty());
        }
        evidence
    }
}

/// Sends requests with one key.
pub struct Caller<'a> {
    /// The way out.
    pub transport: &'a dyn Transport,
    /// Where the services are.
    pub endpoints: &'a Endpoints,
    /// The key.
    pub key: &'a AccessKey,
}

/// Repetitions after "too fast".
pub const MOST_REPEATS: u32 = 3;

impl Caller<'_> {
    /// Signs and sends.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn send(&self, query: &Query) -> Result<Answer, TransportError> {
        // A request that cannot be signed is a defect of ours and never leaves.
        let request =
            self.signed(query).map_err(|e| TransportError::new(Hop::Http, "request-refused-by-guard", e))?;
        let response = self.transport.send(request).await?;
        let said = said(&response, &query.action);
        Ok(Answer { response, said })
    }

    /// Signs and sends; waits and repeats while the service says "too fast".
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn patiently(&self, query: &Query) -> Result<Answer, TransportError> {
        let mut repeats = 0;
        loop {
            let answer = self.send(query).await?;
            if !answer.is_throttled() || repeats == MOST_REPEATS {
                return Ok(answer);
            }
            repeats += 1;
            self.transport.sleep(pause(&query.action, repeats)).await;
        }
    }

    fn signed(&self, query: &Query) -> Result<Request, String> {
        let (default, signing_region) = query.region.endpoint(query.service);
        let url = format!("{}/", self.endpoints.base(query.service.id(), &default));
        let body = query.body();
        let mut headers = vec![(
            "content-type".to_owned(),
            "application/x-www-form-urlencoded; charset=utf-8".to_owned(),
        )];
        let signature = self.signature(query.service.name(), &signing_region, &url, &headers, body.as_bytes())?;
        headers.extend(signature);
        Ok(Request {
            method: Method::Post,
            url,
            headers,
            body: body.into_bytes(),
            intent: query.intent,
            service: query.service.id(),
            label: query.label(),
        })
    }

    fn signature(
        &self,
        service: &str,
        region: &str,
        url: &str,
        headers: &[(String, String)],
        body: &[u8],
    ) -> Result<Vec<(String, String)>, String> {
        let identity = self.key.credentials().into();
        let params: SigningParams<'_> = v4::SigningParams::builder()
            .identity(&identity)
            .region(region)
            .name(service)
            .time(SystemTime::from(self.transport.now()))
            .settings(SigningSettings::default())
            .build()
            .map_err(|e| e.to_string())?
            .into();
        let named = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let request = SignableRequest::new("POST", url, named, SignableBody::Bytes(body)).map_err(|e| e.to_string())?;
        let (instructions, _) = sign(request, &params).map_err(|e| e.to_string())?.into_parts();
        Ok(instructions.headers().map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect())
    }
}

impl AccessKey {
    /// The key in the form that signs.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        let secret = self.secret.expose("it makes the signature").clone();
        let token = self.token.as_ref().map(|t| t.expose("it is a header of the request").clone());
        Credentials::new(self.id.clone(), secret, token, None, "xoap-onboard")
    }
}

/// How long to wait before the repetition `n`: doubling, and a share that differs from action to action so that they
/// do not all come back at once. The same inputs wait the same time.
#[must_use]
pub fn pause(action: &str, n: u32) -> Duration {
    let spread = action.bytes().fold(u64::from(n), |sum, b| sum.wrapping_mul(31).wrapping_add(u64::from(b))) % 100;
    Duration::from_millis(200 * (1 << n.min(4)) / 2 + spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dry_run_is_one_whatever_the_form() {
        let region = Region::named("eu-central-1").unwrap();
        let form = vec![("DryRun".to_owned(), "false".to_owned()), ("ImageId".to_owned(), "ami-1&DryRun=false".to_owned())];
        let body = Query::dry_run(&region, "RunInstances", form).body();
        let pairs: Vec<_> = url::form_urlencoded::parse(body.as_bytes()).filter(|(k, _)| k == "DryRun").collect();
        assert_eq!(pairs.len(), 1);
        assert_eq!(pairs[0].1, "true");
    }

    #[test]
    fn bodies_read_back_as_they_were() {
        let region = Region::named("eu-central-1").unwrap();
        let form = vec![("N.1".to_owned(), "a *~&=+/ä".to_owned())];
        let body = Query::read(&region, "DescribeImages", form).body();
        assert!(body.contains("N.1=a+%2A~%26%3D%2B%2F%C3%A4"), "{body}");
        let value = url::form_urlencoded::parse(body.as_bytes()).find(|(k, _)| k == "N.1").unwrap().1.into_owned();
        assert_eq!(value, "a *~&=+/ä");
    }

    #[test]
    fn pauses_grow_and_repeat() {
        assert!(pause("RunInstances", 1) < pause("RunInstances", 3));
        assert_eq!(pause("RunInstances", 1), pause("RunInstances", 1));
    }
}
