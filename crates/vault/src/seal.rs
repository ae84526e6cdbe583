//! Sealing: a document as an armored age file, for recipients or behind a passphrase, and back.
//!
//! In: bytes and a [`Lock`]; a file and a [`Key`]. Out: text that is no secret; a secret. Nothing is executed and no
//! file is read: recipients and identities that would need a plugin, an agent or an SSH key are refused with the
//! reason. The work that a file can ask for, its size and the size of what is inside are bounded. The format is
//! `age-encryption.org/v1` (<https://age-encryption.org/v1>), so `age` and `rage` read and write the same files.

mod error;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::iter;

use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::{DecryptError, Decryptor, Encryptor, Identity, Recipient, scrypt, secrecy, tag, tagpq, x25519};
use onboard_core::secret::{Secret, SecretBytes, SecretString};
use zeroize::Zeroizing;

pub use error::SealError;

/// Who can open the file. A passphrase is always alone: the format has no file for both.
#[derive(Debug)]
pub enum Lock {
    /// The holders of the private keys to these public ones, `age1…`.
    Recipients(Vec<String>),
    /// Whoever knows it.
    Passphrase(SecretString),
}

/// What a file is opened with.
#[derive(Debug)]
pub enum Key {
    /// The text of an identity file as `age-keygen` writes it: one `AGE-SECRET-KEY-1…` a line.
    Identities(SecretString),
    /// The passphrase.
    Passphrase(SecretString),
}

/// How a file is locked, which can be read without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockKind {
    /// For recipients.
    Recipients,
    /// Behind a passphrase.
    Passphrase,
}

/// A sealed file is at most this large, and so is what is inside.
pub const LARGEST_SEALED: usize = 4 * 1024 * 1024;
/// A passphrase for a new file has at least this many characters. Who has the file can try for ever.
pub const SHORTEST_PASSPHRASE: usize = 12;
/// And at least this many different ones.
pub(crate) const FEWEST_DIFFERENT: usize = 5;
/// scrypt's N is two to this power: 256 MiB of memory and about a second, the value of the `age` tool.
const WORK: u8 = 18;
/// A file that asks for more work than this (2 GiB) is not opened; `rage` on a fast machine asks for up to 2^20.
pub(crate) const MOST_WORK: u8 = 21;
/// At most this many recipients or identities.
pub(crate) const MOST_KEYS: usize = 64;

/// Seals a document. The text is ASCII and ends in a line end; it tells nothing of its content but the length.
///
/// # Errors
/// When a recipient cannot be used, the passphrase is weak, or the document is too large.
pub fn seal(document: &[u8], lock: &Lock) -> Result<String, SealError> {
    if document.len() > LARGEST_SEALED / 2 {
        return Err(SealError::TooLarge);
    }
    let encryptor = match lock {
        Lock::Recipients(names) => {
            let recipients = recipients(names)?;
            Encryptor::with_recipients(recipients.iter().map(|r| r.as_ref() as &dyn Recipient))
        }
        Lock::Passphrase(passphrase) => {
            strong(passphrase)?;
            let mut recipient = scrypt::Recipient::new(handed_over(passphrase));
            recipient.set_work_factor(WORK);
            Encryptor::with_recipients(iter::once(&recipient as &dyn Recipient))
        }
    };
    let encryptor = encryptor.map_err(|error| match error {
        age::EncryptError::MissingRecipients => SealError::NoLock,
        age::EncryptError::IncompatibleRecipients { .. } => SealError::MixedRecipients,
        other => SealError::Library(other.to_string()),
    })?;
    armored(encryptor, document).map_err(|e| SealError::Library(e.to_string()))
}

fn armored(encryptor: Encryptor, document: &[u8]) -> std::io::Result<String> {
    let armor = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor)?;
    let mut writer = encryptor.wrap_output(armor)?;
    writer.write_all(document)?;
    let bytes = writer.finish()?.finish()?;
    String::from_utf8(bytes).map_err(std::io::Error::other)
}

/// Opens a sealed file, armored or not.
///
/// # Errors
/// When it is no sealed file, is damaged, or the key is not the one.
pub fn open(file: impl AsRef<[u8]>, key: &Key) -> Result<SecretBytes, SealError> {
    let decryptor = decryptor(file.as_ref())?;
    let identities: Vec<Box<dyn Identity>> = match (key, decryptor.is_scrypt()) {
        (Key::Identities(_), true) => return Err(SealError::NeedsPassphrase),
        (Key::Passphrase(_), false) => return Err(SealError::NeedsIdentity),
        (Key::Identities(text), false) => identities(text)?,
        (Key::Passphrase(passphrase), true) => {
            let mut identity = scrypt::Identity::new(handed_over(passphrase));
            identity.set_max_work_factor(MOST_WORK);
            vec![Box::new(identity)]
        }
    };
    let by_passphrase = matches!(key, Key::Passphrase(_));
    let reader = decryptor.decrypt(identities.iter().map(AsRef::as_ref)).map_err(|error| match error {
        DecryptError::NoMatchingKeys => SealError::WrongKey,
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed if by_passphrase => {
            SealError::WrongPassphrase
        }
        DecryptError::ExcessiveWork { required, .. } => SealError::TooMuchWork(required),
        _ => SealError::NotSealed("its head is damaged".to_owned()),
    })?;
    // Room for all of it from the start, so that no half-filled copy is left behind in memory.
    let mut content = Zeroizing::new(Vec::with_capacity(file.as_ref().len()));
    let read = reader.take(LARGEST_SEALED as u64 + 1).read_to_end(&mut content);
    read.map_err(|_| SealError::NotSealed("its content is damaged or cut off".to_owned()))?;
    if content.len() > LARGEST_SEALED {
        return Err(SealError::TooLarge);
    }
    Ok(Secret::new(std::mem::take(&mut *content)))
}

/// How a file is locked.
///
/// # Errors
/// When it is no sealed file.
pub fn kind(file: impl AsRef<[u8]>) -> Result<LockKind, SealError> {
    let passphrase = decryptor(file.as_ref())?.is_scrypt();
    Ok(if passphrase { LockKind::Passphrase } else { LockKind::Recipients })
}

/// Says whether a new file could be sealed this way, without sealing one.
///
/// # Errors
/// See [`seal`].
pub fn check(lock: &Lock) -> Result<(), SealError> {
    match lock {
        Lock::Recipients(names) => recipients(names).map(|_| ()),
        Lock::Passphrase(passphrase) => strong(passphrase),
    }
}

fn decryptor(file: &[u8]) -> Result<Decryptor<impl std::io::BufRead>, SealError> {
    if file.len() > LARGEST_SEALED {
        return Err(SealError::TooLarge);
    }
    let body = armor(file);
    Decryptor::new_buffered(ArmoredReader::new(body)).map_err(|_| {
        let reason = match body {
            [] => "it is empty",
            _ if body.starts_with(ARMOR) || body.starts_with(b"age-encryption.org/v1\n") => {
                "its head is damaged or cut off"
            }
            _ if body.starts_with(b"age-encryption.org/") => "it is of another version of the format",
            _ => "it does not begin like an age file",
        };
        SealError::NotSealed(reason.to_owned())
    })
}

const ARMOR: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";

/// An armored file that came by mail or clipboard, without the blank lines and the BOM that were put around it.
fn armor(file: &[u8]) -> &[u8] {
    let inner = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file).trim_ascii();
    if inner.starts_with(ARMOR) { inner } else { file }
}

/// The library wipes its copy of a passphrase as well.
fn handed_over(passphrase: &SecretString) -> secrecy::SecretString {
    secrecy::SecretString::from(passphrase.expose("the key is derived from it").clone())
}

fn strong(passphrase: &SecretString) -> Result<(), SealError> {
    let text = passphrase.expose("its length and its characters are looked at");
    if text.chars().any(char::is_control) {
        return Err(SealError::UntypablePassphrase);
    }
    let different: BTreeSet<char> = text.chars().collect();
    let long = text.trim().chars().count() >= SHORTEST_PASSPHRASE;
    if long && different.len() >= FEWEST_DIFFERENT { Ok(()) } else { Err(SealError::WeakPassphrase) }
}

fn recipients(names: &[String]) -> Result<Vec<Box<dyn Recipient>>, SealError> {
    let mut seen = BTreeSet::new();
    let names: Vec<&str> =
        names.iter().map(|n| n.trim()).filter(|n| !n.is_empty() && seen.insert(n.to_ascii_lowercase())).collect();
    match names.len() {
        0 => Err(SealError::NoLock),
        n if n > MOST_KEYS => Err(SealError::TooMany),
        _ => names.into_iter().map(recipient).collect(),
    }
}

fn recipient(name: &str) -> Result<Box<dyn Recipient>, SealError> {
    let lower = name.to_ascii_lowercase();
    if lower.contains("age-secret-key-") || lower.contains("age-plugin-") || lower.contains("private key") {
        return Err(SealError::PrivateRecipient);
    }
    let shown = shortened(name);
    if ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"].iter().any(|start| lower.starts_with(start)) {
        return Err(SealError::SshRecipient(shown));
    }
    let unreadable = |reason: &str| SealError::Recipient { recipient: shown.clone(), reason: reason.to_owned() };
    // The last 1 of a Bech32 text ends its kind: `age`, `age1tag`, `age1<plugin>`.
    match lower.rsplit_once('1').map(|(kind, _)| kind) {
        Some("age") => Ok(Box::new(name.parse::<x25519::Recipient>().map_err(unreadable)?)),
        Some("age1tag") => Ok(Box::new(name.parse::<tag::Recipient>().map_err(unreadable)?)),
        Some("age1tagpq") => Ok(Box::new(name.parse::<tagpq::Recipient>().map_err(unreadable)?)),
        Some("age1pq") => Err(SealError::UnknownRecipient(shown)),
        Some(kind) if kind.starts_with("age1") => {
            Err(SealError::PluginRecipient { recipient: shown, plugin: kind["age1".len()..].to_owned() })
        }
        _ => Err(unreadable("it is not of that form")),
    }
}

/// Enough of a public key to find it, and no control characters.
fn shortened(name: &str) -> String {
    const SHOWN: usize = 24;
    let clean: String = name.chars().filter(|c| !c.is_control()).collect();
    let start: String = clean.chars().take(SHOWN).collect();
    if start.len() < clean.len() { format!("{start}…") } else { start }
}

fn identities(text: &SecretString) -> Result<Vec<Box<dyn Identity>>, SealError> {
    let text = text.expose("the keys in it open the file");
    let mut found: Vec<Box<dyn Identity>> = Vec::new();
    for (place, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let refused = |reason| SealError::Identity { line: place + 1, reason };
        let identity = line.parse::<x25519::Identity>().map_err(|_| refused(unusable_identity(line)))?;
        found.push(Box::new(identity));
        if found.len() > MOST_KEYS {
            return Err(SealError::TooMany);
        }
    }
    if found.is_empty() { Err(SealError::NoIdentity) } else { Ok(found) }
}

fn unusable_identity(line: &str) -> &'static str {
    let upper = line.to_ascii_uppercase();
    if upper.starts_with("AGE-PLUGIN-") {
        "needs a plugin, and no other program is run here. Open the file with age"
    } else if upper.starts_with("AGE-SECRET-KEY-PQ-") {
        "is a key of a kind that cannot be used yet (age-keygen -pq). Open the file with age"
    } else if upper.starts_with("AGE-SECRET-KEY-") {
        "is a private key that was changed or cut off"
    } else if upper.starts_with("AGE1") {
        "is a public key. The file is opened with the private one, AGE-SECRET-KEY-1…"
    } else if upper.contains("PRIVATE KEY-----") {
        "begins an SSH or PEM key, and those are not taken. Open the file with age"
    } else if upper.contains("BEGIN AGE ENCRYPTED FILE") {
        "begins a sealed file. A key file with a passphrase of its own is opened with age -d first"
    } else {
        "is no private key (AGE-SECRET-KEY-1…)"
    }
}

#[cfg(test)]
mod tests;
