//! Whether a window can be opened at all.

use thiserror::Error;

/// Why no window can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DisplayError {
    /// No display is named.
    #[error(
        "there is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set). \
         Start it on a desktop, or use the command line: onboard demo run, onboard check FILE"
    )]
    Absent,
    /// A display is named, and does not answer.
    #[error(
        "the display that DISPLAY or WAYLAND_DISPLAY names does not answer, so no window can be opened. \
         Check its value, or use the command line: onboard demo run, onboard check FILE"
    )]
    Silent,
}

/// Says why no window can be opened, or nothing.
///
/// # Errors
/// On Linux without a display that answers. The other systems always have one for a program that was started there.
pub fn present() -> Result<(), DisplayError> {
    #[cfg(target_os = "linux")]
    {
        let named = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
        if !named("DISPLAY") && !named("WAYLAND_DISPLAY") {
            return Err(DisplayError::Absent);
        }
        // The window's own start would end in a panic; asked here first, it is an answer.
        gtk::init().map_err(|_| DisplayError::Silent)?;
    }
    Ok(())
}
