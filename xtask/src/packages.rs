//! System packages: installs what is missing where there is apt-get, and says what is needed elsewhere.

use crate::sh::{Done, Fault, on_path, sh};

/// What the build needs on Debian and Ubuntu.
pub const BUILD: &[&str] = &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev"];

/// What the tests need besides: a display without a screen, a driver for the window, keys and the mouse, Python, a key
/// store on a bus of its own, a second shell, and a second program for sealed files.
pub const TEST: &[&str] = &[
    "age",
    "bash",
    "dash",
    "dbus",
    "gnome-keyring",
    "python3",
    "python3-venv",
    "webkit2gtk-driver",
    "xauth",
    "xdotool",
    "xvfb",
];

/// Installs those of the packages that are missing. Elsewhere than on Debian and its kin: says what is needed.
pub fn install(packages: &[&str]) -> Done {
    if cfg!(target_os = "macos") {
        println!("macOS: the build needs the Xcode command line tools (xcode-select --install). Going on.");
        return Ok(());
    }
    if cfg!(windows) {
        println!("Windows: the build needs the C++ build tools of Visual Studio and the WebView2 runtime. Going on.");
        return Ok(());
    }
    if !on_path("apt-get") || !on_path("dpkg-query") {
        println!("There is no apt-get here. These are needed, by their names on Debian: {}.", packages.join(" "));
        println!("Install them by your system's means if they are missing. Going on.");
        return Ok(());
    }
    let missing = missing(packages);
    if missing.is_empty() {
        return Ok(());
    }
    println!("Installing what is missing: {}", missing.join(" "));
    if apt(&["update"]).is_err() {
        println!("apt-get update failed; trying with the package lists that are there.");
    }
    let mut arguments = vec!["install", "-y", "--no-install-recommends"];
    arguments.extend(&missing);
    apt(&arguments)
        .map_err(|fault| Fault(format!("{fault}\nInstall these yourself, then start again: {}", missing.join(" "))))
}

fn missing<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    let installed = |package: &str| {
        sh("dpkg-query", ["-W", "-f=${db:Status-Status}", package]).read().is_some_and(|s| s.trim() == "installed")
    };
    packages.iter().copied().filter(|p| !installed(p)).collect()
}

fn apt(arguments: &[&str]) -> Done {
    let root = sh("id", ["-u"]).read().is_some_and(|id| id.trim() == "0");
    // The question that a package may ask while it is configured would wait for ever without a terminal.
    let quiet = ["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"];
    let line: Vec<&str> = quiet.iter().chain(arguments).copied().collect();
    match (root, on_path("sudo")) {
        (true, _) => sh("env", line).run(),
        (false, true) => sh("sudo", ["env"].into_iter().chain(line)).run(),
        (false, false) => Err(Fault("installing packages needs root, and there is no sudo".to_owned())),
    }
}
