//! The providers. Each is one folder with the same files: `mod.rs` (descriptor and trait), `parse.rs`,
//! `inspect.rs`, `probe.rs`, `remediate.rs`, `payload.rs`, `requirements.toml`, `text/`, `icon.svg`, `README.md`.
//!
//! In: text, fields, a transport. Out: what the core's traits ask for. Adding a provider is its folder and one
//! name in the list below; nothing else in Rust or in the interface names it.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

use onboard_core::pipeline::ProviderRef;

macro_rules! providers {
    ($($name:ident),* $(,)?) => {
        $(pub mod $name;)*

        /// Every provider, in the order in which the interface offers them.
        #[must_use]
        pub fn all() -> &'static [ProviderRef] {
            static ALL: &[ProviderRef] = &[$(&$name::PROVIDER),*];
            ALL
        }
    };
}

providers! { aws, azure, google }

/// The provider with this id.
#[must_use]
pub fn by_id(id: &str) -> Option<ProviderRef> {
    all().iter().copied().find(|p| p.id() == id)
}
