//! Why something was not sealed or not opened: a stable code and a sentence with the next step. No part of a secret.

use thiserror::Error;

use super::{FEWEST_DIFFERENT, LARGEST_SEALED, MOST_KEYS, MOST_WORK, SHORTEST_PASSPHRASE};

/// Why something was not sealed or not opened. No message holds a part of a secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SealError {
    /// Neither a recipient nor a passphrase.
    #[error("nobody could open the file: name a recipient or give a passphrase")]
    NoLock,
    /// An SSH public key.
    #[error(
        "the recipient {0} is an SSH key, and those are not taken: a key for signing in is not meant for sealing. Make a key \
         of its own with age-keygen, and give its public part, age1…"
    )]
    SshRecipient(String),
    /// A recipient of a plugin.
    #[error(
        "the recipient {recipient} needs the plugin age-plugin-{plugin}, and no other program is run here. Give a \
         recipient that age-keygen makes, age1…"
    )]
    PluginRecipient {
        /// The recipient, shortened.
        recipient: String,
        /// The plugin.
        plugin: String,
    },
    /// A kind of recipient that the library does not know.
    #[error(
        "the recipient {0} is of a kind that cannot be sealed for yet (age1pq…). Give one that age-keygen makes without \
         -pq, age1…"
    )]
    UnknownRecipient(String),
    /// Not a recipient.
    #[error(
        "the recipient {recipient} cannot be read: {reason}. A recipient begins with age1, as age-keygen prints it"
    )]
    Recipient {
        /// The recipient, shortened.
        recipient: String,
        /// Why.
        reason: String,
    },
    /// A private key in the place of a public one.
    #[error(
        "a private key (AGE-SECRET-KEY-…) was given as a recipient. It is not secret any more where it was typed: make \
         another with age-keygen, and give its public part, age1…"
    )]
    PrivateRecipient,
    /// Recipients that exclude each other.
    #[error("recipients that withstand a quantum computer (age1tagpq…) cannot share a file with those that do not")]
    MixedRecipients,
    /// Too many.
    #[error("there are more than {MOST_KEYS} recipients or identities")]
    TooMany,
    /// An empty or weak passphrase.
    #[error(
        "the passphrase is too weak: it needs at least {SHORTEST_PASSPHRASE} characters, at least {FEWEST_DIFFERENT} of them \
         different. Several words that do not belong together are good"
    )]
    WeakPassphrase,
    /// A passphrase that no prompt takes.
    #[error("the passphrase has several lines or control characters, so nobody could type it to open the file")]
    UntypablePassphrase,
    /// Too large.
    #[error("the document is larger than {} MiB, which no payload is", LARGEST_SEALED / 1024 / 1024)]
    TooLarge,
    /// Not an age file, or a damaged one.
    #[error("this is no sealed file: {0}")]
    NotSealed(String),
    /// Opened by another kind of key.
    #[error("the file is sealed with a passphrase, not for a key")]
    NeedsPassphrase,
    /// Opened by another kind of key.
    #[error("the file is sealed for a recipient, not with a passphrase; its private key opens it")]
    NeedsIdentity,
    /// The key of somebody else.
    #[error("none of the keys given opens this file: it was sealed for other recipients")]
    WrongKey,
    /// Another passphrase.
    #[error("the passphrase does not open this file")]
    WrongPassphrase,
    /// Would take too long.
    #[error(
        "the file asks for more work than is done here (2^{0}, at most 2^{MOST_WORK}): it would take very long and \
         gigabytes of memory"
    )]
    TooMuchWork(u8),
    /// An identity file without an identity.
    #[error("the key file holds no private key: no line begins with AGE-SECRET-KEY-1")]
    NoIdentity,
    /// An identity that cannot be used.
    #[error("the key file cannot be used: line {line} {reason}")]
    Identity {
        /// The line, from 1.
        line: usize,
        /// Why, as the rest of a sentence.
        reason: &'static str,
    },
    /// The library failed in a way that should not happen.
    #[error("the document could not be sealed: {0}")]
    Library(String),
}

impl SealError {
    /// Kebab-case, stable; what an interface acts on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoLock => "seal-no-lock",
            Self::SshRecipient(_) => "seal-recipient-ssh",
            Self::PluginRecipient { .. } => "seal-recipient-plugin",
            Self::UnknownRecipient(_) => "seal-recipient-kind",
            Self::Recipient { .. } => "seal-recipient-invalid",
            Self::PrivateRecipient => "seal-recipient-private",
            Self::MixedRecipients => "seal-recipients-mixed",
            Self::TooMany => "seal-too-many",
            Self::WeakPassphrase => "seal-passphrase-weak",
            Self::UntypablePassphrase => "seal-passphrase-untypable",
            Self::TooLarge => "seal-too-large",
            Self::NotSealed(_) => "seal-not-sealed",
            Self::NeedsPassphrase => "seal-needs-passphrase",
            Self::NeedsIdentity => "seal-needs-identity",
            Self::WrongKey => "seal-wrong-key",
            Self::WrongPassphrase => "seal-wrong-passphrase",
            Self::TooMuchWork(_) => "seal-too-much-work",
            Self::NoIdentity => "seal-no-identity",
            Self::Identity { .. } => "seal-identity-invalid",
            Self::Library(_) => "seal-failed",
        }
    }
}
