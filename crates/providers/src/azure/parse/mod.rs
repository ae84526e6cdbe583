//! Stage 2: an imported text to service principals.
use onboard_core::{carrier::Decoded, provider::Parsed, speech::Speech};
pub(super) fn parse(_: &Decoded, _: &Speech) -> Vec<Parsed> { vec![] }
