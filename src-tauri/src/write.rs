//! Stage 8: a file that is either the old one or the whole new one, and private when secrets are inside.

use std::io::Write as _;
use std::path::Path;

/// Who may read a written file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner only: mode 0600 where there are modes.
    Owner,
    /// Whom the system's defaults allow.
    Usual,
}

/// Writes a file beside its place and moves it there once it is whole. Blocks.
///
/// # Errors
/// When the folder cannot be written, or the place is a folder. The old file is untouched then.
pub fn atomically(path: &Path, bytes: &[u8], readers: Readers) -> std::io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".xoap-onboard-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = if readers == Readers::Owner { 0o600 } else { 0o666 };
        // The system takes its mask off; without this a temporary file would stay private for ever.
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = readers;
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn secret_files_are_private_also_over_an_open_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        atomically(&path, b"one", Readers::Usual).unwrap();
        #[cfg(unix)]
        assert_ne!(mode(&path) & 0o040, 0, "the usual mask lets the group read");
        atomically(&path, b"two", Readers::Owner).unwrap();
        #[cfg(unix)]
        assert_eq!(mode(&path), 0o600);
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else stays behind");
    }

    #[test]
    fn a_refused_place_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("taken");
        std::fs::create_dir_all(place.join("full")).unwrap();
        assert!(atomically(&place, b"x", Readers::Owner).is_err());
        assert!(atomically(&folder.path().join("absent/a.json"), b"x", Readers::Owner).is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
