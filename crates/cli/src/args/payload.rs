//! The arguments of `payload` and `payload open`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{LiveArgs, OpenSecretsName, PayloadFormatName, SecretsName, SourceArgs};

const OPENING: &str = "Exit codes:
  0   the payload was opened and fits its schema
  1   the key or the passphrase does not open it
  64  wrong usage; also a key file that holds no key, or the wrong kind of key for this file
  65  the file is not sealed, is damaged, or what is inside is no payload";

/// Arguments of `payload`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct PayloadArgs {
    /// What to do instead of composing one.
    #[command(subcommand)]
    pub command: Option<PayloadCommand>,
    #[command(flatten)]
    pub source: SourceArgs,
    /// Name of the connection.
    #[arg(long, value_name = "NAME", required = true)]
    pub name: Option<String>,
    /// Its description.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub description: String,
    /// A tag of it; may be given several times.
    #[arg(long, value_name = "KEY=VALUE")]
    pub tag: Vec<String>,
    /// Form of the payload. A sealed one is always json.
    #[arg(long, value_enum, default_value_t = PayloadFormatName::Json, value_name = "FORMAT")]
    pub format: PayloadFormatName,
    /// What happens to secrets. inline needs --out and writes a file that only you can read; with a seal, only who can
    /// open it reads them.
    #[arg(long, value_enum, default_value_t = SecretsName::Redacted, value_name = "HOW")]
    pub secrets: SecretsName,
    /// Seal the payload (age, armored) for this recipient, age1…; may be given several times.
    #[arg(long, value_name = "RECIPIENT", conflicts_with = "passphrase_file")]
    pub seal_to: Vec<String>,
    /// Seal the payload (age, armored) with the passphrase in this file, without the line end at its end.
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Attach what this report of an earlier check says; it must be of the same credential and target.
    #[arg(long, value_name = "REPORT.json", conflicts_with = "check")]
    pub report: Option<PathBuf>,
    /// Check live first and attach the outcome. Nothing is written when the check ends with 1, 3 or 4.
    #[arg(long)]
    pub check: bool,
    #[command(flatten)]
    pub live: LiveArgs,
    /// Write the payload to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// The commands of `payload`.
#[derive(Debug, Subcommand)]
pub enum PayloadCommand {
    /// Open a sealed payload and check it against the schema. Secrets in it are not printed.
    Open(OpenArgs),
}

/// Arguments of `payload open`.
#[derive(Debug, Args)]
#[command(after_help = OPENING)]
pub struct OpenArgs {
    /// The sealed payload; - is standard input.
    #[arg(value_name = "FILE|-")]
    pub file: PathBuf,
    /// The private key that opens it: a file of age-keygen.
    #[arg(long, value_name = "KEYFILE", conflicts_with = "passphrase_file")]
    pub identity: Option<PathBuf>,
    /// The file with its passphrase, without the line end at its end.
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// What happens to the secrets in it. inline needs --out and writes a file that only you can read.
    #[arg(long, value_enum, default_value_t = OpenSecretsName::Redacted, value_name = "HOW")]
    pub secrets: OpenSecretsName,
    /// Write the payload to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}
