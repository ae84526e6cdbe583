//! Lists in pages, with a link to the next one.
//!
//! In: the elements of a list. Out: one page of them. The pages are short, so that a client that forgets the link is
//! found out by a short list.

use serde_json::{Value, json};

use super::error::bad_skip_token;
use super::{Call, Result};

/// How many elements a page has.
const PAGE: usize = 1;

/// The page of a list that the request asks for.
pub(crate) fn page(call: &Call<'_>, elements: Vec<Value>) -> Result {
    let form = call.ask.form();
    let start = match form.get("$skiptoken") {
        Some(token) => token.parse().ok().filter(|n| *n < elements.len()).ok_or_else(bad_skip_token)?,
        None => 0,
    };
    let more = start + PAGE < elements.len();
    let value: Vec<Value> = elements.into_iter().skip(start).take(PAGE).collect();
    let mut page = json!({ "value": value });
    if more {
        page["nextLink"] = link(call, start + PAGE).into();
    }
    Ok(page)
}

/// The same question, for what comes after.
fn link(call: &Call<'_>, start: usize) -> String {
    let query = url::form_urlencoded::parse(call.ask.query.as_bytes()).filter(|(name, _)| name != "$skiptoken");
    let mut next = url::form_urlencoded::Serializer::new(String::new());
    next.extend_pairs(query).append_pair("$skiptoken", &start.to_string());
    format!("{}{}?{}", call.ask.origin, call.ask.path, next.finish())
}
