//! The form, the guide and the choices, as data for any interface.
use onboard_core::provider::{ConnectionKind, Descriptor};
use onboard_core::speech::Speech;
pub(super) fn descriptor(_: &Speech) -> Descriptor { Descriptor { id: String::new(), name: String::new(), kind: ConnectionKind::CloudProvider, icon: String::new(), accepts: String::new(), variants: vec![], purposes: vec![], options: vec![], guide: vec![], groups: vec![], services: vec![] } }
