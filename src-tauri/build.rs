//! Lists this program's commands, so that the window's capability has to name each one that it may call.

/// Every command, by its name in `src/commands`.
const COMMANDS: &[&str] = &[
    "boot",
    "session",
    "reset",
    "set_step",
    "choose_provider",
    "set_choice",
    "import_file",
    "import_paste",
    "take_candidate",
    "set_field",
    "clear_field",
    "plan",
    "check",
    "cancel",
    "demo_start",
    "demo_fix",
    "demo_end",
    "set_details",
    "payload_preview",
    "payload_save",
    "report_save",
    "copy",
    "copy_secret",
    "sheet",
    "payload_seal",
    "saved_list",
    "saved_keep",
    "saved_open",
    "saved_rename",
    "saved_delete",
    "open_link",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}
