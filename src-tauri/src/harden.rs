//! What the process does for itself before it holds a secret.
//!
//! In: nothing. Out: no core dumps, panics without their message, and on Linux a renderer that works on every
//! graphics driver. Each of these is best effort: a system that refuses one still gets the window.

/// Starts this program again, in the same process, with WebKitGTK's DMA-BUF renderer switched off.
///
/// QUIRK(webkitgtk 2.42 and later, 2026-11): with some drivers the renderer shows an empty window. The switch is
/// an environment variable that must be there before the first thread; changing one's own environment is unsafe
/// in Rust 2024, a new start is not. Under WebDriver the switch would make screenshots hang, so it stays off.
pub fn relaunch_for_renderer() {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::process::CommandExt as _;
        const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
        if std::env::var_os(SWITCH).is_some() || under_automation() {
            return;
        }
        if let Ok(program) = std::env::current_exe() {
            let mut arguments = std::env::args_os();
            let name = arguments.next().unwrap_or_else(|| program.clone().into());
            // Returns only when it failed; then the window opens with the renderer as it is.
            let _ = std::process::Command::new(program).arg0(name).args(arguments).env(SWITCH, "1").exec();
        }
    }
}

/// True when a WebDriver steers the window.
#[must_use]
pub fn under_automation() -> bool {
    std::env::var("TAURI_WEBVIEW_AUTOMATION").is_ok_and(|v| v == "true")
}

/// A crash writes no memory to disk, and no other program of the same user may read this one's memory.
pub fn forbid_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// A panic says where it happened and nothing else: its message could hold what was being handled.
pub fn keep_panics_quiet() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        let line = format_args!("xoap-onboard: a defect of this program at {place}; please report this line\n");
        let _ = std::io::Write::write_fmt(&mut std::io::stderr(), line);
    }));
}
