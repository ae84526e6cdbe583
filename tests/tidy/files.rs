//! The files of the repository, without what is built or installed.

use std::path::{Path, PathBuf};

/// One file: its path from the root with `/`, and its text; no text for what is not UTF-8.
pub struct File {
    /// Path from the root.
    pub path: String,
    /// Content.
    pub text: Option<String>,
}

impl File {
    /// Its text; empty for what is none.
    pub fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// True for a file of this ending.
    pub fn ends(&self, end: &str) -> bool {
        self.path.ends_with(end)
    }

    /// The text before the tests inside the file.
    pub fn code(&self) -> &str {
        let text = self.text();
        text.find("\n#[cfg(test)]\nmod ").map_or(text, |end| &text[..end])
    }
}

const BUILT: &[&str] = &["target", "node_modules", "dist", ".git", ".svelte-kit", "gen", "__pycache__"];

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Every file, in order.
pub fn all() -> Vec<File> {
    let root = root();
    let mut found = Vec::new();
    let mut left = vec![root.clone()];
    while let Some(folder) = left.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if path.is_dir() {
                if !BUILT.contains(&name.as_str()) {
                    left.push(path);
                }
                continue;
            }
            let place = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            let text = std::fs::read(&path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            found.push(File { path: place, text });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.iter().any(|f| f.path == "Cargo.toml"), "the repository was not found");
    found
}

/// Fails with all places.
pub fn none(rule: &str, places: Vec<String>) {
    assert!(places.is_empty(), "{rule}:\n{}", places.join("\n"));
}
