//! A world in `moto_server`: one user with one key, whose policy can be changed, behind IAM enforcement.

use onboard_core::transport::{Intent, Method, Request, Response, Transport};
use onboard_transport::{Network, ProxyChoice, Settings};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use crate::peers::{Running, start_moto};

/// The server and the user's key.
pub struct Moto {
    _server: Running,
    network: Network,
    pub base: String,
    pub key_id: String,
    pub secret: String,
}

const USER: &str = "wire";

impl Moto {
    pub async fn start() -> Self {
        let (server, port) = tokio::task::spawn_blocking(start_moto).await.unwrap();
        let network = Network::new(&Settings { proxy: ProxyChoice::Direct, ..Settings::default() }).unwrap();
        let base = format!("http://127.0.0.1:{port}");
        let mut moto = Self { _server: server, network, base, key_id: String::new(), secret: String::new() };
        moto.iam("CreateUser", &[]).await;
        let key = moto.iam("CreateAccessKey", &[]).await.text();
        moto.key_id = between(&key, "AccessKeyId");
        moto.secret = between(&key, "SecretAccessKey");
        moto
    }

    /// Gives the user exactly these actions, and enforces it.
    pub async fn permit(&self, actions: &[String]) {
        self.enforce_after(1_000_000).await;
        self.iam("DeleteUserPolicy", &[("PolicyName", "wire")]).await;
        if !actions.is_empty() {
            let statement = json!({"Effect": "Allow", "Action": actions, "Resource": "*"});
            let policy = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
            let answer = self.iam("PutUserPolicy", &[("PolicyName", "wire"), ("PolicyDocument", &policy)]).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
        self.enforce_after(0).await;
    }

    /// The number of calls that go unchecked before enforcement begins.
    async fn enforce_after(&self, calls: u32) {
        let answer = self.post("/moto-api/reset-auth", calls.to_string(), "text/plain", "").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    async fn iam(&self, action: &str, more: &[(&str, &str)]) -> Response {
        let mut form = format!("Action={action}&Version=2010-05-08&UserName={USER}");
        for (name, value) in more {
            form.push_str(&format!("&{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
        }
        // Without enforcement only the scope of a signature is read, to tell the service.
        let scope =
            "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0";
        self.post("/", form, "application/x-www-form-urlencoded", scope).await
    }

    async fn post(&self, path: &str, body: String, kind: &str, authorization: &str) -> Response {
        let mut headers = vec![("content-type".to_owned(), kind.to_owned())];
        if !authorization.is_empty() {
            headers.push(("authorization".to_owned(), authorization.to_owned()));
        }
        let request = Request {
            method: Method::Post,
            url: format!("{}{path}", self.base),
            headers,
            body: body.into_bytes(),
            intent: Intent::Read,
            service: "aws.iam",
            label: "moto".to_owned(),
        };
        self.network.send(request).await.unwrap()
    }
}

fn between(xml: &str, tag: &str) -> String {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    let start = xml.find(&open).unwrap_or_else(|| panic!("{tag} in {xml}")) + open.len();
    xml[start..start + xml[start..].find(&close).unwrap()].to_owned()
}
