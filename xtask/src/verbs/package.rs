//! `cargo xtask package`: an optimised build of the window as a package of this system.

use crate::sh::{Done, target};
use crate::{node, packages};

/// Debian package on Linux, disk image on macOS, installer on Windows. Nothing is signed.
pub fn package() -> Done {
    packages::install(packages::BUILD)?;
    node::install()?;
    let kind = match std::env::consts::OS {
        "macos" => "dmg",
        "windows" => "nsis",
        _ => "deb",
    };
    node::tool("tauri", ["build", "--bundles", kind]).run()?;
    println!("The package is under {}. It is not signed.", target().join("release/bundle").display());
    Ok(())
}
