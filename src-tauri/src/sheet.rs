//! The fill-in sheet: what goes into which field of the connection panel, in its order.
//!
//! In: the session. Out: rows with masks where secrets are; one secret, for the clipboard and never for the page.

use onboard_core::field::mask;
use onboard_core::payload::{Composition, Part};
use onboard_core::secret::SharedSecret;

use crate::fault::fault;
use crate::session::Session;
use crate::view::{CommandError, Details, SheetRow};

/// What a row holds.
enum Content {
    Plain(String),
    Secret(SharedSecret),
}

/// Every row that has something to fill in.
///
/// # Errors
/// When no provider is chosen.
pub fn rows(session: &Session) -> Result<Vec<SheetRow>, CommandError> {
    let composition = composition(session).ok_or_else(|| fault(session.language, "no-provider", &[]))?;
    let row = |(place, (label, part)): (usize, &(String, Part))| {
        let (value, masked) = match content(part, &composition, &session.work.details)? {
            Content::Plain(text) => (Some(text), None),
            Content::Secret(secret) => (None, Some(mask(&secret))),
        };
        Some(SheetRow {
            index: u32::try_from(place).ok()?,
            label: label.clone(),
            secret: masked.is_some(),
            value,
            masked,
        })
    };
    Ok(composition.sheet.iter().enumerate().filter_map(row).collect())
}

/// The text of a row that is no secret and not empty.
pub fn plain(session: &Session, index: u32) -> Option<String> {
    match at(session, index)? {
        Content::Plain(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// The secret of a row that is one.
pub fn secret(session: &Session, index: u32) -> Option<SharedSecret> {
    match at(session, index)? {
        Content::Secret(secret) => Some(secret),
        Content::Plain(_) => None,
    }
}

fn at(session: &Session, index: u32) -> Option<Content> {
    let composition = composition(session)?;
    let (_, part) = composition.sheet.get(usize::try_from(index).ok()?)?;
    content(part, &composition, &session.work.details)
}

fn composition(session: &Session) -> Option<Composition> {
    let entry = session.work.entry()?;
    Some(entry.provider.compose(&entry.variant, &entry.fields))
}

fn content(part: &Part, composition: &Composition, details: &Details) -> Option<Content> {
    let text = match part {
        Part::Name => details.name.clone(),
        Part::Description => details.description.clone(),
        Part::Tags => details.tags.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join(", "),
        Part::Fixed(text) => text.clone(),
        Part::Setting(name) => composition.settings.get(name)?.clone(),
        Part::Secret(name) => return composition.secrets.get(name).cloned().map(Content::Secret),
    };
    Some(Content::Plain(text))
}
