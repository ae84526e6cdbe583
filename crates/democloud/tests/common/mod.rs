//! What the tests of the demo cloud share: signing clients of both vendors, written apart from the simulators.
#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::panic)]

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use onboard_core::transport::{Intent, Method, Request, Response, Transport};
use onboard_democloud::DemoCloud;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;

pub const NOW: OffsetDateTime = datetime!(2026-01-01 12:00 UTC);

pub fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Key id and secret out of the console's CSV.
pub fn pair(cloud: &DemoCloud) -> (String, String) {
    let text = String::from_utf8(cloud.key("aws").unwrap().bytes).unwrap();
    let (id, secret) = text.lines().nth(1).unwrap().split_once(',').unwrap();
    (id.to_owned(), secret.to_owned())
}

pub struct Aws {
    pub id: String,
    pub secret: String,
    pub token: Option<String>,
    pub region: &'static str,
    pub at: OffsetDateTime,
}

impl Aws {
    pub fn of(cloud: &DemoCloud) -> Self {
        let (id, secret) = pair(cloud);
        Self { id, secret, token: None, region: "eu-central-1", at: NOW }
    }

    /// A request signed by the vendor's own crate.
    pub fn request(&self, service: &'static str, url: &str, form: &[(&str, &str)]) -> Request {
        let body = form.iter().fold(String::new(), |mut text, (name, value)| {
            if !text.is_empty() {
                text.push('&');
            }
            text.extend(url::form_urlencoded::byte_serialize(name.as_bytes()));
            text.push('=');
            text.extend(url::form_urlencoded::byte_serialize(value.as_bytes()));
            text
        });
        let content_type = "application/x-www-form-urlencoded; charset=utf-8";
        let identity = Credentials::new(&self.id, &self.secret, self.token.clone(), None, "test").into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name(service.trim_start_matches("aws."))
            .time(SystemTime::from(self.at))
            .settings(SigningSettings::default())
            .build()
            .unwrap()
            .into();
        let signable = SignableRequest::new(
            "POST",
            url,
            [("content-type", content_type)].into_iter(),
            SignableBody::Bytes(body.as_bytes()),
        )
        .unwrap();
        let (instructions, _) = sign(signable, &parameters).unwrap().into_parts();
        let (signed, _) = instructions.into_parts();
        let mut headers = vec![("content-type".to_owned(), content_type.to_owned())];
        headers.extend(signed.iter().map(|h| (h.name().to_owned(), h.value().to_owned())));
        let label = form.iter().find(|(n, _)| *n == "Action").map_or("", |(_, v)| *v).to_owned();
        Request {
            method: Method::Post,
            url: url.to_owned(),
            headers,
            body: body.into_bytes(),
            intent: Intent::Read,
            service,
            label,
        }
    }

    /// One call to the service's own host.
    pub fn call(&self, cloud: &DemoCloud, service: &'static str, action: &str, more: &[(&str, &str)]) -> Response {
        let (version, host) = match service {
            "aws.sts" => ("2011-06-15", format!("sts.{}.amazonaws.com", self.region)),
            "aws.iam" => ("2010-05-08", "iam.amazonaws.com".to_owned()),
            _ => ("2016-11-15", format!("ec2.{}.amazonaws.com", self.region)),
        };
        let mut form = vec![("Action", action), ("Version", version)];
        form.extend_from_slice(more);
        run(cloud.send(self.request(service, &format!("https://{host}/"), &form))).unwrap()
    }
}

/// The text of the first element of this name.
pub fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let start = xml.find(&format!("<{name}>"))? + name.len() + 2;
    let length = xml[start..].find(&format!("</{name}>"))?;
    Some(&xml[start..start + length])
}

pub fn code(response: &Response) -> (u16, String) {
    (response.status, element(&response.text(), "Code").unwrap_or("-").to_owned())
}

pub struct Google {
    pub file: Value,
}

impl Google {
    pub fn of(cloud: &DemoCloud) -> Self {
        Self { file: serde_json::from_slice(&cloud.key("google").unwrap().bytes).unwrap() }
    }

    pub fn claims(&self, at: OffsetDateTime) -> Value {
        json!({
            "iss": self.file["client_email"],
            "scope": "https://www.googleapis.com/auth/cloud-platform",
            "aud": "https://oauth2.googleapis.com/token",
            "iat": at.unix_timestamp(),
            "exp": at.unix_timestamp() + 3600,
        })
    }

    /// An assertion over these claims, signed with the key of the file.
    pub fn assertion(&self, claims: &Value) -> String {
        let pem = self.file["private_key"].as_str().unwrap();
        let der: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let der = base64::engine::general_purpose::STANDARD.decode(der).unwrap();
        let key = ring::signature::RsaKeyPair::from_pkcs8(&der).unwrap();
        let header = json!({"alg": "RS256", "typ": "JWT", "kid": self.file["private_key_id"]});
        let text = format!("{}.{}", encode(&header), encode(claims));
        let mut signature = vec![0; key.public().modulus_len()];
        let random = ring::rand::SystemRandom::new();
        key.sign(&ring::signature::RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature).unwrap();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    pub fn exchange(&self, cloud: &DemoCloud, assertion: &str) -> (u16, Value) {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
            .append_pair("assertion", assertion)
            .finish();
        let request = Request {
            method: Method::Post,
            url: "https://oauth2.googleapis.com/token".to_owned(),
            headers: Vec::new(),
            body: body.into_bytes(),
            intent: Intent::Login,
            service: "google.oauth",
            label: "oauth2.token".to_owned(),
        };
        json_of(&run(cloud.send(request)).unwrap())
    }

    pub fn token(&self, cloud: &DemoCloud) -> String {
        let (status, body) = self.exchange(cloud, &self.assertion(&self.claims(NOW)));
        assert_eq!(status, 200, "{body}");
        body["access_token"].as_str().unwrap().to_owned()
    }
}

/// The service principal of the demo.
pub struct Azure {
    pub file: Value,
    pub subscription: String,
}

impl Azure {
    pub fn of(cloud: &DemoCloud) -> Self {
        let key = cloud.key("azure").unwrap();
        let (name, subscription) = key.settings[0].clone();
        assert_eq!(name, "subscription_id");
        Self { file: serde_json::from_slice(&key.bytes).unwrap(), subscription }
    }

    pub fn tenant(&self) -> &str {
        self.file["tenant"].as_str().unwrap()
    }

    pub fn client(&self) -> &str {
        self.file["appId"].as_str().unwrap()
    }

    pub fn secret(&self) -> &str {
        self.file["password"].as_str().unwrap()
    }

    /// The form of a token request; what is named again here replaces what is usual.
    pub fn form(&self, more: &[(&str, &str)]) -> String {
        let usual = [
            ("grant_type", "client_credentials"),
            ("client_id", self.client()),
            ("scope", "https://management.azure.com/.default"),
        ];
        let kept = usual.into_iter().filter(|(name, _)| more.iter().all(|(n, _)| n != name));
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).extend_pairs(more).finish()
    }

    pub fn post(&self, cloud: &DemoCloud, url: &str, form: String) -> (u16, Value) {
        let request = Request {
            method: Method::Post,
            url: url.to_owned(),
            headers: vec![("client-request-id".to_owned(), "11111111-2222-4333-8444-555555555555".to_owned())],
            body: form.into_bytes(),
            intent: Intent::Login,
            service: "azure.login",
            label: "oauth2.token".to_owned(),
        };
        json_of(&run(cloud.send(request)).unwrap())
    }

    pub fn sign_in(&self, cloud: &DemoCloud, more: &[(&str, &str)]) -> (u16, Value) {
        let url = format!("https://login.microsoftonline.com/{}/oauth2/v2.0/token", self.tenant());
        self.post(cloud, &url, self.form(more))
    }

    pub fn token(&self, cloud: &DemoCloud) -> String {
        let (status, body) = self.sign_in(cloud, &[("client_secret", self.secret())]);
        assert_eq!(status, 200, "{body}");
        body["access_token"].as_str().unwrap().to_owned()
    }

    /// A request to Resource Manager; the whole URL, or the part after the subscription.
    pub fn get(&self, cloud: &DemoCloud, token: &str, url: &str) -> (u16, Value) {
        json_of(&self.asked(cloud, token, url))
    }

    pub fn asked(&self, cloud: &DemoCloud, token: &str, url: &str) -> Response {
        let base = format!("https://management.azure.com/subscriptions/{}", self.subscription);
        let request = Request {
            method: Method::Get,
            url: if url.starts_with("https:") { url.to_owned() } else { format!("{base}{url}") },
            headers: vec![("authorization".to_owned(), format!("Bearer {token}"))],
            body: Vec::new(),
            intent: Intent::Read,
            service: "azure.arm",
            label: "test".to_owned(),
        };
        run(cloud.send(request)).unwrap()
    }

    /// All pages of a list.
    pub fn all(&self, cloud: &DemoCloud, token: &str, url: &str) -> Vec<Value> {
        let (mut found, mut next) = (Vec::new(), Some(url.to_owned()));
        while let Some(url) = next {
            let (status, page) = self.get(cloud, token, &url);
            assert_eq!(status, 200, "{page}");
            found.extend(page["value"].as_array().unwrap().iter().cloned());
            next = page["nextLink"].as_str().map(str::to_owned);
        }
        found
    }
}

/// A certificate of the demo with its key, and what one signs with it.
pub struct Certified {
    key: ring::signature::RsaKeyPair,
    pub sha1: Vec<u8>,
    pub sha256: Vec<u8>,
}

impl Certified {
    pub fn of(cloud: &DemoCloud) -> Self {
        Self::from_pem(std::str::from_utf8(&cloud.certificate("azure").unwrap().bytes).unwrap())
    }

    pub fn from_pem(pem: &str) -> Self {
        let block = |name: &str| {
            let (start, end) = (format!("-----BEGIN {name}-----"), format!("-----END {name}-----"));
            let inner = pem.split(&start).nth(1).unwrap().split(&end).next().unwrap().replace(['\r', '\n'], "");
            base64::engine::general_purpose::STANDARD.decode(inner).unwrap()
        };
        let certificate = block("CERTIFICATE");
        let hash = |algorithm| ring::digest::digest(algorithm, &certificate).as_ref().to_vec();
        Self {
            key: ring::signature::RsaKeyPair::from_pkcs8(&block("PRIVATE KEY")).unwrap(),
            sha1: hash(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY),
            sha256: hash(&ring::digest::SHA256),
        }
    }

    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let text = format!("{}.{}", encode(header), encode(claims));
        let how: &dyn ring::signature::RsaEncoding = match header["alg"].as_str() {
            Some("PS256") => &ring::signature::RSA_PSS_SHA256,
            _ => &ring::signature::RSA_PKCS1_SHA256,
        };
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key.sign(how, &ring::rand::SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn encode(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

pub fn json_of(response: &Response) -> (u16, Value) {
    (response.status, serde_json::from_slice(&response.body).unwrap())
}

/// A call with a token; with a body it is a POST.
pub fn ask(cloud: &DemoCloud, token: &str, url: &str, body: Option<&Value>) -> (u16, Value) {
    let service = match url::Url::parse(url).unwrap().host_str().unwrap() {
        "cloudresourcemanager.googleapis.com" => "google.crm",
        "compute.googleapis.com" => "google.compute",
        "iam.googleapis.com" => "google.iam",
        _ => "google.serviceusage",
    };
    let request = Request {
        method: if body.is_some() { Method::Post } else { Method::Get },
        url: url.to_owned(),
        headers: vec![("authorization".to_owned(), format!("Bearer {token}"))],
        body: body.map(|b| b.to_string().into_bytes()).unwrap_or_default(),
        intent: Intent::PermissionTest,
        service,
        label: "test".to_owned(),
    };
    json_of(&run(cloud.send(request)).unwrap())
}
