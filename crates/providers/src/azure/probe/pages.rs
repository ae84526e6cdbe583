//! A list in pages: the link to the next page is followed to the same place only, so often and no more.
//!
//! In: a call that answers with `value` and perhaps `nextLink`. Out: the items, and why there may be more of them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::arm::{Arm, Fault, FaultKind, Good, Meta};
use super::errors::Kind;
use super::urls::{Call, same_place};

/// How many pages are read. A caller has few roles; a list that goes on is not one to wait for.
const MOST_PAGES: usize = 20;
/// How many items are taken.
const MOST_ITEMS: usize = 10_000;

/// What was read of a list.
pub(super) struct Listed {
    pub items: Vec<Value>,
    /// How the first page came.
    pub meta: Meta,
    /// Why there may be more items than these.
    pub cut: Option<Box<Fault>>,
}

/// Reads a list.
///
/// # Errors
/// When there is not even a first page.
pub(super) async fn list(arm: &Arm<'_>, call: &Call) -> Result<Listed, Box<Fault>> {
    let (meta, mut items, mut next) = page(arm, call, arm.get(call).await?)?;
    let mut seen = BTreeSet::from([call.url.clone()]);
    let mut cut = None;
    while let Some(link) = next.take() {
        if !same_place(&call.url, &link)
            || !seen.insert(link.clone())
            || seen.len() > MOST_PAGES
            || items.len() > MOST_ITEMS
        {
            cut = Some(incomplete(arm, call, &meta));
            break;
        }
        let call = call.at(&link);
        match arm.get(&call).await.and_then(|good| page(arm, &call, good)) {
            Ok((_, more, link)) => {
                items.extend(more);
                next = link;
            }
            Err(fault) => cut = Some(fault),
        }
    }
    Ok(Listed { items, meta, cut })
}

type Page = (Meta, Vec<Value>, Option<String>);

fn page(arm: &Arm<'_>, call: &Call, mut good: Good) -> Result<Page, Box<Fault>> {
    let Some(Value::Array(items)) = good.body.remove("value") else { return Err(arm.unexpected(call, good.meta)) };
    let next = match good.body.remove("nextLink") {
        None | Some(Value::Null) => None,
        Some(Value::String(link)) if link.is_empty() => None,
        Some(Value::String(link)) => Some(link),
        // A link that is none: there is more, and no way to it.
        Some(other) => Some(other.to_string()),
    };
    Ok((good.meta, items, next))
}

fn incomplete(arm: &Arm<'_>, call: &Call, meta: &Meta) -> Box<Fault> {
    Box::new(Fault {
        kind: FaultKind::Service(Kind::Other),
        cause: "azure-list-incomplete".to_owned(),
        reason: arm.probe.speech.say("azure-list-incomplete", &[("host", &call.host())]),
        code: None,
        message: None,
        meta: meta.clone(),
    })
}
