//! `cargo xtask dev`: the window on Vite's development server, with hot reload.

use crate::sh::Done;
use crate::{node, packages};

/// Installs what is missing and hands over to the Tauri command line.
pub fn dev() -> Done {
    packages::install(packages::BUILD)?;
    node::install()?;
    node::tool("tauri", ["dev"]).run()
}
