//! Stage 7: the connection, and the names that other tools have for its parts.
use onboard_core::{field::Fields, payload::Composition, provider::ConnectionKind};
pub(super) fn compose(v: &str, _: &Fields) -> Composition { Composition { kind: ConnectionKind::CloudProvider, provider: super::ID.into(), variant: v.into(), settings: Default::default(), secrets: Default::default(), sheet: vec![], pkrvars: vec![], env: vec![], tfvars: vec![] } }
