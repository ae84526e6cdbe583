//! The read-only guard: a request goes out only when a rule of its provider says that it changes nothing.
//!
//! In: a request and the rules. Out: the reason for a refusal, or nothing. The rules are data of the provider;
//! a request that no rule names is refused, so that forgetting one fails closed.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use time::OffsetDateTime;

use crate::report::Asked;
use crate::transport::{Hop, Intent, Method, Request, Response, Transport, TransportError};

/// One shape of request that changes nothing.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The service it goes to.
    pub service: &'static str,
    /// Its intent.
    pub intent: Intent,
    /// Its verb.
    pub method: Method,
    /// What its path must end with; empty for any.
    pub path_end: &'static str,
    /// What its form body must hold.
    pub form: &'static [Demand],
}

/// What a form body must hold.
#[derive(Debug, Clone, Copy)]
pub enum Demand {
    /// The key is there once and has this value.
    Is(&'static str, &'static str),
    /// The key is there once and its value starts with one of these.
    StartsWith(&'static str, &'static [&'static str]),
}

/// Says why a request may not be sent, or nothing when it may.
#[must_use]
pub fn refusal(rules: &[Rule], request: &Request) -> Option<String> {
    if rules.iter().any(|rule| fits(rule, request)) {
        return None;
    }
    Some(format!("{} is not declared as a request that changes nothing ({:?})", request.label, request.intent))
}

fn fits(rule: &Rule, request: &Request) -> bool {
    let path = url::Url::parse(&request.url).map(|u| u.path().to_owned()).unwrap_or_default();
    rule.service == request.service
        && rule.intent == request.intent
        && rule.method == request.method
        && path.ends_with(rule.path_end)
        && (rule.method != Method::Get || request.body.is_empty())
        && (rule.form.is_empty() || meets(rule.form, &request.body))
}

fn meets(demands: &[Demand], body: &[u8]) -> bool {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(body).into_owned().collect();
    let only = |key: &str| {
        let mut found = pairs.iter().filter(|(k, _)| k == key);
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Some(value.as_str()),
            _ => None,
        }
    };
    demands.iter().all(|demand| match demand {
        Demand::Is(key, value) => only(key) == Some(value),
        Demand::StartsWith(key, starts) => only(key).is_some_and(|v| starts.iter().any(|s| v.starts_with(s))),
    })
}

/// A transport behind the guard, which also keeps account of what was sent.
pub struct Guarded {
    inner: Arc<dyn Transport>,
    rules: &'static [Rule],
    asked: Mutex<Vec<Asked>>,
}

impl Guarded {
    /// Puts the guard before a transport.
    #[must_use]
    pub fn new(inner: Arc<dyn Transport>, rules: &'static [Rule]) -> Self {
        Self { inner, rules, asked: Mutex::new(Vec::new()) }
    }

    /// How many requests were sent.
    #[must_use]
    pub fn calls(&self) -> u32 {
        self.asked().iter().map(|a| a.count).sum()
    }

    /// What was sent: sign-in first, then by intent, service and label. The order in time differs from run to run.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone();
        asked.sort_by(|a, b| {
            let key = |x: &Asked| (x.intent != Intent::Login, x.intent as u8);
            key(a).cmp(&key(b)).then_with(|| (&a.service, &a.label, &a.host).cmp(&(&b.service, &b.label, &b.host)))
        });
        asked
    }

    fn keep(&self, request: &Request) {
        let url = url::Url::parse(&request.url).ok();
        let host = url.as_ref().and_then(url::Url::host_str).unwrap_or_default();
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |a: &&mut Asked| {
            a.service == request.service && a.label == request.label && a.host == host && a.intent == request.intent
        };
        match asked.iter_mut().find(same) {
            Some(known) => known.count += 1,
            None => asked.push(Asked {
                label: request.label.clone(),
                service: request.service.to_owned(),
                host: host.to_owned(),
                intent: request.intent,
                count: 1,
            }),
        }
    }
}

#[async_trait]
impl Transport for Guarded {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        if let Some(reason) = refusal(self.rules, &request) {
            return Err(TransportError::new(Hop::Http, "request-refused-by-guard", reason));
        }
        self.keep(&request);
        self.inner.send(request).await
    }

    fn now(&self) -> OffsetDateTime {
        self.inner.now()
    }

    async fn sleep(&self, duration: Duration) {
        self.inner.sleep(duration).await;
    }

    fn is_demo(&self) -> bool {
        self.inner.is_demo()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &[Rule] = &[
        Rule {
            service: "s",
            intent: Intent::DryRun,
            method: Method::Post,
            path_end: "",
            form: &[Demand::Is("DryRun", "true")],
        },
        Rule {
            service: "s",
            intent: Intent::Read,
            method: Method::Post,
            path_end: "",
            form: &[Demand::StartsWith("Action", &["Describe"])],
        },
        Rule { service: "s", intent: Intent::Read, method: Method::Get, path_end: "", form: &[] },
        Rule {
            service: "s",
            intent: Intent::PermissionTest,
            method: Method::Post,
            path_end: ":testIamPermissions",
            form: &[],
        },
    ];

    fn check(intent: Intent, method: Method, url: &str, body: &str, allowed: bool) {
        let request = Request {
            method,
            url: url.to_owned(),
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
            intent,
            service: "s",
            label: "x".to_owned(),
        };
        assert_eq!(refusal(RULES, &request).is_none(), allowed, "{intent:?} {url} {body}");
    }

    #[test]
    fn only_declared_shapes_pass() {
        let url = "https://s.example/";
        check(Intent::DryRun, Method::Post, url, "Action=RunInstances&DryRun=true", true);
        check(Intent::DryRun, Method::Post, url, "Action=RunInstances", false);
        check(Intent::DryRun, Method::Post, url, "Action=RunInstances&DryRun=false", false);
        check(Intent::DryRun, Method::Post, url, "Action=RunInstances&DryRun=true&DryRun=false", false);
        check(Intent::DryRun, Method::Post, url, "Name=%26DryRun%3Dtrue", false);
        check(Intent::Read, Method::Post, url, "Action=DescribeImages", true);
        check(Intent::Read, Method::Post, url, "Action=RunInstances&DryRun=true", false);
        check(Intent::Read, Method::Post, url, "Action=DescribeImages&Action=RunInstances", false);
        check(Intent::Read, Method::Get, url, "", true);
        check(Intent::Read, Method::Get, url, "Action=RunInstances", false);
        check(Intent::PermissionTest, Method::Post, "https://s.example/v1/p:testIamPermissions", "{}", true);
        check(
            Intent::PermissionTest,
            Method::Post,
            "https://s.example/v1/p:setIamPolicy?x=:testIamPermissions",
            "{}",
            false,
        );
        check(Intent::Login, Method::Post, url, "", false);
    }
}
