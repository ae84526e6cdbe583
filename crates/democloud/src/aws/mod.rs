//! The AWS part: STS, IAM and EC2 in their query protocol, with real signatures and the policies of a story.
//!
//! In: a signed form. Out: the XML that the service would send. Deliberately absent: anything that is created.

mod actions;
mod describe;
mod ec2;
pub(crate) mod error;
mod iam;
mod inventory;
mod key;
mod policy;
mod signature;
mod sts;
mod xml;

use crate::cloud::Scene;
use crate::exchange::{Answer, Ask, Extent, Form};
use crate::route::{Service, region_of_host};
use crate::story::COMMON;
use error::Fault;
pub(crate) use key::key;
use signature::Signed;

/// Who asks, where, and what: a request whose signature was accepted.
pub(crate) struct Call<'a> {
    pub scene: &'a Scene<'a>,
    pub action: String,
    pub form: Form,
    pub region: String,
}

/// What a service answers: the inside of its response element, or a fault.
pub(crate) type Result = std::result::Result<String, Fault>;

/// The answer to a request.
pub(crate) fn answer(scene: &Scene<'_>, ask: &Ask, service: Service) -> Answer {
    match call(scene, ask, service) {
        Ok((call, body)) => error::success(service, &call.action, &body, &scene.request_id),
        Err(fault) => error::answer(service, &fault, &scene.request_id),
    }
}

fn call<'a>(scene: &'a Scene<'a>, ask: &Ask, service: Service) -> std::result::Result<(Call<'a>, String), Fault> {
    if !matches!(ask.method.as_str(), "POST" | "GET") {
        return Err(Fault::new(405, "UnsupportedHttpVerb", "The service takes POST and GET."));
    }
    if ask.extent == Extent::Cut {
        return Err(Fault::new(413, "RequestEntityTooLarge", "The request is larger than this service takes."));
    }
    let form = ask.form();
    let signed = signature::verify(scene, ask, service)?;
    let region = region(&signed, ask, service)?;
    throttle(scene, service)?;
    let action = action(&form).ok_or_else(|| error::unknown_action(service, ""))?;
    let call = Call { scene, action, form, region };
    let body = match service {
        Service::Sts => sts::answer(&call),
        Service::Iam => iam::answer(&call),
        _ => ec2::answer(&call),
    }?;
    Ok((call, body))
}

/// The region that was asked, when the account may use it there.
fn region(signed: &Signed, ask: &Ask, service: Service) -> std::result::Result<String, Fault> {
    let global = service == Service::Iam;
    let expected = region_of_host(&ask.host).unwrap_or(if global { "us-east-1" } else { &signed.region });
    if signed.region != expected && region_of_host(&ask.host).is_some() {
        let message = format!("Credential should be scoped to a valid region, not '{}'. ", signed.region);
        return Err(error::refused_signature(service, &message));
    }
    let aws = &COMMON.aws;
    // QUIRK(aws, 2026-11): a region that was not enabled answers as if the key did not exist.
    // https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
    if !global && !aws.regions.contains(&signed.region) {
        return Err(error::unknown_key(service));
    }
    Ok(signed.region.clone())
}

fn throttle(scene: &Scene<'_>, service: Service) -> std::result::Result<(), Fault> {
    match scene.aws.throttled.get(scene.label) {
        Some(first) if scene.earlier < *first => Err(error::throttled(service)),
        _ => Ok(()),
    }
}

/// The action of a form: one word, not longer than a name.
fn action(form: &Form) -> Option<String> {
    match form.all("Action") {
        [one] if is_name(one) => Some(one.clone()),
        _ => None,
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// What a request asks, such as `ec2:RunInstances`; unknown actions have one label, so that a client cannot make
/// up any number of them.
pub(crate) fn label(service: Service, ask: &Ask) -> String {
    let short = match service {
        Service::Sts => "sts",
        Service::Iam => "iam",
        _ => "ec2",
    };
    let known = |name: &String| match service {
        Service::Sts => sts::ACTIONS.contains(&name.as_str()),
        Service::Iam => iam::ACTIONS.contains(&name.as_str()),
        _ => actions::find(name).is_some(),
    };
    let name = action(&ask.form()).filter(known);
    format!("{short}:{}", name.as_deref().unwrap_or("unknown"))
}

/// The service of a request that came without prefix and without the service's host: the version of the form
/// tells, or the scope of the signature.
pub(crate) fn service_of(ask: &Ask) -> Option<Service> {
    let form = ask.form();
    match form.get("Version") {
        Some("2011-06-15") => return Some(Service::Sts),
        Some("2010-05-08") => return Some(Service::Iam),
        Some("2016-11-15") => return Some(Service::Ec2),
        _ => {}
    }
    let scope = ask.header("authorization").and_then(signature::service_of_scope)?;
    match scope {
        "sts" => Some(Service::Sts),
        "iam" => Some(Service::Iam),
        "ec2" => Some(Service::Ec2),
        _ => None,
    }
}

/// The ARN of the demo's user.
pub(crate) fn user_arn() -> String {
    format!("arn:aws:iam::{}:user/{}", COMMON.aws.account, COMMON.aws.user)
}

/// The unique id of the demo's user.
pub(crate) const USER_ID: &str = "AIDAXOAPDEMOEXAMPLEID";
