//! Signature Version 4, verified as the service would.
//!
//! In: a request as it was sent. Out: the region of its scope, or the fault. The signature is computed again from
//! the request and compared; nothing is taken on trust. Deliberately absent: presigned URLs, which no client of
//! these services uses.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use ring::{digest, hmac};
use time::macros::format_description;
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

use super::error::{Fault, refused_signature, unknown_key, wrong_time};
use super::key::{SECRET, known_key_id};
use crate::cloud::{Scene, cut};
use crate::exchange::Ask;
use crate::route::Service;

/// What an accepted signature says.
pub(crate) struct Signed {
    pub region: String,
}

/// The parts of an `Authorization` header.
struct Authorization<'a> {
    key_id: &'a str,
    /// Date, region, service, `aws4_request`.
    scope: [&'a str; 4],
    signed_headers: Vec<&'a str>,
    signature: &'a str,
}

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// How far a clock may be off.
const WINDOW: Duration = Duration::minutes(5);

/// Characters that a canonical URI writes as they are.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Accepts the signature of a request or says why not.
pub(crate) fn verify(scene: &Scene<'_>, ask: &Ask, service: Service) -> Result<Signed, Fault> {
    let header = ask
        .header("authorization")
        .ok_or_else(|| Fault::new(403, "MissingAuthenticationToken", "Request is missing Authentication Token"))?;
    let parts = parse(header).ok_or_else(|| incomplete("Authorization header is not of the AWS4-HMAC-SHA256 form."))?;
    let stamp = ask.header("x-amz-date").ok_or_else(|| {
        incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    })?;
    let at = moment(stamp).ok_or_else(|| incomplete("Date must be in ISO-8601 'basic format'. See ISO-8601."))?;
    if !parts.signed_headers.contains(&"host") {
        return Err(refused_signature(
            service,
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
        ));
    }
    let deleted_or_never_there = parts.key_id != known_key_id() || scene.aws.key_deleted;
    if deleted_or_never_there || ask.header("x-amz-security-token").is_some() {
        return Err(unknown_key(service));
    }
    scoped(&parts, stamp, service)?;
    in_time(at, scene.now, service)?;
    let expected = signature(ask, &parts, stamp, SECRET);
    let given = hex::decode(parts.signature).unwrap_or_default();
    if given != expected {
        return Err(refused_signature(service, WRONG_SECRET));
    }
    Ok(Signed { region: parts.scope[1].to_owned() })
}

const WRONG_SECRET: &str = "The request signature we calculated does not match the signature you provided. Check your \
                            AWS Secret Access Key and signing method. Consult the service documentation for details.";

fn incomplete(message: &str) -> Fault {
    Fault::new(400, "IncompleteSignature", message)
}

fn parse(header: &str) -> Option<Authorization<'_>> {
    let rest = header.strip_prefix(ALGORITHM)?.strip_prefix(' ')?;
    let part = |name: &str| rest.split(',').find_map(|p| p.trim().strip_prefix(name)?.strip_prefix('='));
    let mut credential = part("Credential")?.split('/');
    let key_id = credential.next()?;
    let scope: Vec<&str> = credential.collect();
    Some(Authorization {
        key_id,
        scope: scope.try_into().ok()?,
        signed_headers: part("SignedHeaders")?.split(';').collect(),
        signature: part("Signature")?,
    })
}

/// The service in the scope of an `Authorization` header.
pub(crate) fn service_of_scope(header: &str) -> Option<&str> {
    parse(header).map(|parts| parts.scope[2])
}

fn moment(stamp: &str) -> Option<OffsetDateTime> {
    let form = format_description!("[year][month][day]T[hour][minute][second]Z");
    PrimitiveDateTime::parse(stamp, &form).ok().map(PrimitiveDateTime::assume_utc)
}

fn scoped(parts: &Authorization<'_>, stamp: &str, service: Service) -> Result<(), Fault> {
    let [date, _, name, end] = parts.scope;
    let expected = service.id().trim_start_matches("aws.");
    if name != expected {
        let message = format!("Credential should be scoped to correct service: '{expected}'. ");
        return Err(refused_signature(service, &message));
    }
    if end != "aws4_request" {
        return Err(refused_signature(service, "Credential should be scoped with a valid terminator: 'aws4_request'."));
    }
    if !stamp.starts_with(date) {
        let message = format!(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}'.",
            cut(date)
        );
        return Err(refused_signature(service, &message));
    }
    Ok(())
}

fn in_time(at: OffsetDateTime, now: OffsetDateTime, service: Service) -> Result<(), Fault> {
    let (earliest, latest) = (now - WINDOW, now + WINDOW);
    if at < earliest {
        let message = format!(
            "Signature expired: {} is now earlier than {} ({} - 5 min.)",
            basic(at),
            basic(earliest),
            basic(now)
        );
        return Err(wrong_time(service, &message));
    }
    if at > latest {
        let message = format!(
            "Signature not yet current: {} is still later than {} ({} + 5 min.)",
            basic(at),
            basic(latest),
            basic(now)
        );
        return Err(wrong_time(service, &message));
    }
    Ok(())
}

fn basic(at: OffsetDateTime) -> String {
    let form = format_description!("[year][month][day]T[hour][minute][second]Z");
    at.to_offset(time::UtcOffset::UTC).format(&form).unwrap_or_default()
}

/// The signature that the holder of the secret makes for this request.
fn signature(ask: &Ask, parts: &Authorization<'_>, stamp: &str, secret: &str) -> Vec<u8> {
    let scope = parts.scope.join("/");
    let request = sha256_hex(canonical_request(ask, &parts.signed_headers).as_bytes());
    let text = format!("{ALGORITHM}\n{stamp}\n{scope}\n{request}");
    let start = format!("AWS4{secret}").into_bytes();
    let key = parts.scope.iter().fold(start, |key, part| hmac_sha256(&key, part.as_bytes()));
    hmac_sha256(&key, text.as_bytes())
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
fn canonical_request(ask: &Ask, signed_headers: &[&str]) -> String {
    let header = |name: &&str| {
        let values: Vec<String> = ask
            .headers
            .iter()
            .filter(|(n, _)| n == name)
            .map(|(_, v)| v.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        format!("{name}:{}\n", values.join(","))
    };
    let headers: String = signed_headers.iter().map(header).collect();
    format!(
        "{}\n{}\n{}\n{headers}\n{}\n{}",
        ask.method,
        canonical_path(&ask.path),
        canonical_query(&ask.query),
        signed_headers.join(";"),
        // Always from the body itself, so that a changed body never fits, whatever a header claims.
        sha256_hex(&ask.body),
    )
}

/// Dot segments and doubled slashes removed, then every segment encoded once more.
fn canonical_path(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            other => segments.push(other),
        }
    }
    let encoded: Vec<String> = segments.iter().map(|s| utf8_percent_encode(s, UNRESERVED).to_string()).collect();
    let end = if path.ends_with('/') && !encoded.is_empty() { "/" } else { "" };
    format!("/{}{end}", encoded.join("/"))
}

fn canonical_query(query: &str) -> String {
    let encode = |text: &str| {
        let plain: Vec<u8> = percent_decode_str(text).collect();
        percent_encoding::percent_encode(&plain, UNRESERVED).to_string()
    };
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (encode(name), encode(value)))
        .collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes))
}

fn hmac_sha256(key: &[u8], text: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_forms() {
        assert_eq!(canonical_path("/"), "/");
        assert_eq!(canonical_path("/aws.sts/"), "/aws.sts/");
        assert_eq!(canonical_path("/a//b/./c/../d%20e"), "/a/b/d%2520e");
        assert_eq!(canonical_query("b=2&a=x%20y&a=%7e&c"), "a=x%20y&a=~&b=2&c=");
    }

    /// The example `get-vanilla` of the signing test suite.
    #[test]
    fn the_published_example() {
        let header = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
                      SignedHeaders=host;x-amz-date, \
                      Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
        let ask = Ask {
            method: "GET".to_owned(),
            path: "/".to_owned(),
            headers: vec![
                ("host".to_owned(), "example.amazonaws.com".to_owned()),
                ("x-amz-date".to_owned(), "20150830T123600Z".to_owned()),
            ],
            ..Ask::default()
        };
        let parts = parse(header).unwrap();
        let made = signature(&ask, &parts, "20150830T123600Z", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        assert_eq!(hex::encode(made), parts.signature);
    }
}
