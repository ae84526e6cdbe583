//! The arguments. Their help is the reference; `docs/cli.md` and the completions are made from it.

mod connections;
mod names;
mod payload;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use onboard_core::render::ReportForm;

pub use connections::{ConnectionsArgs, ConnectionsCommand, WhichArgs};
pub use names::{
    Document, FailOnName, FixFormatName, LanguageName, OpenSecretsName, PayloadFormatName, ReportFormName, SecretsName,
};
pub use payload::{OpenArgs, PayloadArgs, PayloadCommand};

const EXIT_CODES: &str = "Exit codes:
  0   everything required is granted, or nothing wrong was found
  1   something required is denied, or a finding is an error
  2   nothing is denied, but something required is undetermined
  3   the service rejected the credential
  4   no answer from the service (network, TLS, proxy, time-out)
  64  wrong usage
  65  the input cannot be read as any credential
  69  the key store of this computer is not there, is locked, or does not answer
  70  a defect of this program";

/// Check cloud credentials and their permissions before anything depends on them.
///
/// A secret never comes in an argument: a credential is a file, - for standard input, or a profile name.
#[derive(Debug, Parser)]
#[command(name = "onboard", version, after_help = EXIT_CODES, max_term_width = 110)]
pub struct Arguments {
    /// Language of findings, reasons and reports.
    #[arg(long, global = true, value_enum, default_value_t = LanguageName::En, value_name = "LANGUAGE")]
    pub language: LanguageName,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Recognise, parse and check credentials offline. No network call is possible here.
    Inspect(InspectArgs),
    /// Check a credential live: identity, every permission, preconditions; ends in a report.
    Check(Box<CheckArgs>),
    /// Compose the connection payload of a credential, sealed or not; open a sealed one.
    Payload(Box<PayloadArgs>),
    /// List, rename and delete the connections that are kept on this computer.
    Connections(ConnectionsArgs),
    /// Print the smallest fix for what a report says is denied. Works from the file alone.
    Remediate(RemediateArgs),
    /// Show the whole flow against a simulated cloud; no account and no network needed.
    Demo(DemoArgs),
    /// Print the JSON Schema (draft 2020-12) of a document.
    Schema(SchemaArgs),
    /// Print the completions for a shell.
    Completions(CompletionsArgs),
}

impl Command {
    /// True when standard output is one JSON document.
    pub fn wants_json(&self) -> bool {
        match self {
            Self::Inspect(a) => a.json,
            Self::Check(a) => a.form() == ReportForm::Json,
            Self::Connections(a) => a.json(),
            Self::Remediate(a) => a.json,
            Self::Demo(a) => match &a.command {
                DemoCommand::List { json } | DemoCommand::Serve { json, .. } => *json,
                DemoCommand::Run { .. } => false,
            },
            Self::Payload(_) | Self::Schema(_) | Self::Completions(_) => false,
        }
    }
}

/// Arguments of `inspect`.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// Key files; - is standard input, a folder is walked (symbolic links are not followed).
    #[arg(value_name = "FILE|FOLDER|-", required = true)]
    pub inputs: Vec<PathBuf>,
    /// Recognise only this provider's credentials.
    #[arg(long, value_name = "PROVIDER")]
    pub provider: Option<String>,
    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub parts: PartArgs,
    /// What makes the exit code 1.
    #[arg(long, value_enum, default_value_t = FailOnName::Error, value_name = "WHAT")]
    pub fail_on: FailOnName,
}

/// The rest of a credential whose parts lie in several files.
#[derive(Debug, Args)]
pub struct PartArgs {
    /// Another file with a part of the credential, such as its certificate; may be given several times. It fills in what
    /// is missing and replaces what it holds. A path inside a credential file is never followed.
    #[arg(long, value_name = "FILE")]
    pub with: Vec<PathBuf>,
    /// A secret field from a file of its own, such as certificate_password=pass.txt, without the line end at its end; may
    /// be given several times.
    #[arg(long, value_name = "NAME=FILE")]
    pub secret_file: Vec<String>,
}

/// Which credential, and what the connection is for.
#[derive(Debug, Args)]
pub struct SourceArgs {
    /// A key file, or - for standard input. May be left out with --profile: then the vendor's usual files in the
    /// home folder are read.
    #[arg(value_name = "FILE|-")]
    pub input: Option<PathBuf>,
    /// Take a saved connection, by its name or id, instead of a file. Its secrets come from the key store.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["input", "profile", "variant", "with", "secret_file"])]
    pub saved: Option<String>,
    /// Recognise only this provider's credentials.
    #[arg(long, value_name = "PROVIDER")]
    pub provider: Option<String>,
    /// Take only a credential of this kind.
    #[arg(long, value_name = "VARIANT")]
    pub variant: Option<String>,
    /// Which of several credentials in the input: a profile or user name.
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// What the connection is for; may be given several times. Default: image-management.
    #[arg(long, value_name = "PURPOSE")]
    pub purpose: Vec<String>,
    /// An option that needs more permissions; may be given several times.
    #[arg(long, value_name = "OPTION")]
    pub option: Vec<String>,
    /// A non-secret setting, such as region=eu-central-1; may be given several times.
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    #[command(flatten)]
    pub parts: PartArgs,
}

/// How to reach the services.
#[derive(Debug, Args)]
pub struct LiveArgs {
    /// A JSON file of base URLs by service, for test servers and private clouds.
    #[arg(long, value_name = "FILE")]
    pub endpoints: Option<PathBuf>,
    /// More trusted issuers, PEM.
    #[arg(long, value_name = "PEM")]
    pub ca_file: Option<PathBuf>,
    /// SHA-256 of the certificate to accept, hex, with or without colons.
    #[arg(long, value_name = "SHA256")]
    pub pin: Option<String>,
    /// The proxy, such as http://host:port.
    #[arg(long, value_name = "URL")]
    pub proxy: Option<String>,
    /// Time for the whole check, in seconds. Default: 30.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: Option<u64>,
    /// What makes the exit code differ from 0.
    #[arg(long, value_enum, default_value_t = FailOnName::Error, value_name = "WHAT")]
    pub fail_on: FailOnName,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    #[command(flatten)]
    pub live: LiveArgs,
    /// Form of the report. Default: text.
    #[arg(long, value_enum, value_name = "FORMAT", conflicts_with = "json")]
    pub format: Option<ReportFormName>,
    /// Short for --format json.
    #[arg(long)]
    pub json: bool,
    /// Write the report to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Print the requests that would be sent, with their intent, and send none.
    #[arg(long)]
    pub calls: bool,
}

impl CheckArgs {
    /// The form of the report.
    pub fn form(&self) -> ReportForm {
        match self.format {
            _ if self.json => ReportForm::Json,
            Some(name) => name.into(),
            None => ReportForm::Text,
        }
    }
}

/// Arguments of `remediate`.
#[derive(Debug, Args)]
pub struct RemediateArgs {
    /// A report, as check --json prints it; - is standard input.
    #[arg(value_name = "REPORT.json|-")]
    pub report: PathBuf,
    /// Only this form. Default: all.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<FixFormatName>,
    /// Write one file a fix into this folder instead of standard output.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Print the fixes as one JSON document.
    #[arg(long, conflicts_with = "out")]
    pub json: bool,
}

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: DemoCommand,
}

/// The commands of `demo`.
#[derive(Debug, Subcommand)]
pub enum DemoCommand {
    /// List the scenarios.
    List {
        /// Print one JSON document.
        #[arg(long)]
        json: bool,
    },
    /// Run the whole flow in the terminal against the demo cloud inside this process.
    Run {
        /// Which scenario.
        #[arg(long, value_name = "NAME", default_value = "missing-permissions")]
        scenario: String,
        /// Which provider. Default: the first that the scenario has.
        #[arg(long, value_name = "PROVIDER")]
        provider: Option<String>,
    },
    /// Serve the demo cloud on loopback until stopped, for other programs.
    Serve {
        /// Which scenario.
        #[arg(long, value_name = "NAME", default_value = "all-granted")]
        scenario: String,
        /// The port; 0 takes a free one.
        #[arg(long, value_name = "N", default_value_t = 0)]
        port: u16,
        /// How long each answer takes; without it, as long as the scenario says.
        #[arg(long, value_name = "MILLISECONDS")]
        latency: Option<u64>,
        /// Print the line of JSON and no hints.
        #[arg(long)]
        json: bool,
    },
}

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Of which document.
    #[arg(value_enum)]
    pub document: Document,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// For which shell.
    #[arg(value_enum)]
    pub shell: Shell,
}
