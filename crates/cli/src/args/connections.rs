//! The arguments of `connections`.

use clap::{Args, Subcommand};

const CODES: &str = "Exit codes:
  0   done
  64  wrong usage; also a name that no saved connection has, or that another one has already
  65  the list or what the key store holds cannot be read
  69  the key store of this computer is not there, is locked, or does not answer";

/// Arguments of `connections`.
#[derive(Debug, Args)]
#[command(after_help = CODES)]
pub struct ConnectionsArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: ConnectionsCommand,
}

/// The commands of `connections`.
#[derive(Debug, Subcommand)]
pub enum ConnectionsCommand {
    /// List the saved connections. The key store is not asked.
    List {
        /// Print one JSON document.
        #[arg(long)]
        json: bool,
    },
    /// Give a saved connection another name.
    Rename {
        #[command(flatten)]
        which: WhichArgs,
        /// Its new name.
        #[arg(value_name = "NEW")]
        new: String,
    },
    /// Forget a saved connection, and its secrets in the key store.
    Delete {
        #[command(flatten)]
        which: WhichArgs,
    },
}

/// Which saved connection.
#[derive(Debug, Args)]
pub struct WhichArgs {
    /// Its name or its id.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Of this provider, when several have the name.
    #[arg(long, value_name = "PROVIDER")]
    pub provider: Option<String>,
    /// Print one JSON document.
    #[arg(long)]
    pub json: bool,
}

impl ConnectionsArgs {
    /// True when standard output is one JSON document.
    pub fn json(&self) -> bool {
        match &self.command {
            ConnectionsCommand::List { json } => *json,
            ConnectionsCommand::Rename { which, .. } | ConnectionsCommand::Delete { which } => which.json,
        }
    }
}
