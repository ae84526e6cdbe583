//! The words that an argument can have.

use clap::ValueEnum;
use onboard_core::payload::{PayloadFormat, SecretsAs};
use onboard_core::remediation::Format;
use onboard_core::render::ReportForm;
use onboard_core::report::FailOn;
use onboard_core::speech::Language;

/// A document with a schema.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Document {
    /// What check --json prints.
    Report,
    /// What payload prints.
    Payload,
    /// What --endpoints takes.
    Endpoints,
}

/// Gives a type of the core its words on the command line.
macro_rules! words {
    ($(#[$about:meta])* $name:ident => $target:ident { $($(#[$help:meta])* $variant:ident => $value:ident),* $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
        pub enum $name { $($(#[$help])* $variant),* }

        impl From<$name> for $target {
            fn from(name: $name) -> Self {
                match name { $($name::$variant => Self::$value),* }
            }
        }
    };
}

words! {
    /// A language.
    LanguageName => Language {
        /// English
        En => En,
        /// German
        De => De,
    }
}
words! {
    /// What moves the exit code.
    FailOnName => FailOn {
        /// Denied, undetermined, or an error finding
        Error => Error,
        /// Also a warning finding
        Warning => Warning,
        /// Also an optional permission that is undetermined
        Undetermined => Undetermined,
    }
}
words! {
    /// Form of a report.
    ReportFormName => ReportForm {
        /// For people
        Text => Text,
        /// The document of the schema
        Json => Json,
        /// For a ticket
        Markdown => Markdown,
        /// One page
        Html => Html,
        /// Test results
        Junit => Junit,
        /// One row a permission
        Csv => Csv,
    }
}
words! {
    /// Form of a payload.
    PayloadFormatName => PayloadFormat {
        /// The document of the schema
        Json => Json,
        /// Values in the order of the connection panel
        Sheet => Sheet,
        /// A Packer variable file
        Pkrvars => Pkrvars,
        /// Exports for a POSIX shell
        Env => Env,
        /// The same variables for PowerShell
        Powershell => Powershell,
        /// A Terraform variable file
        Tfvars => Tfvars,
    }
}
words! {
    /// What happens to secrets.
    SecretsName => SecretsAs {
        /// Left out
        Redacted => Redacted,
        /// Named by their place in a store
        Reference => Reference,
        /// In clear text, to a file that only you can read
        Inline => Inline,
    }
}
/// What happens to secrets when a sealed payload is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OpenSecretsName {
    /// Left out
    Redacted,
    /// In clear text, to a file that only you can read
    Inline,
}

words! {
    /// Form of a fix.
    FixFormatName => Format {
        /// The vendor's policy or role document
        Policy => Policy,
        /// Commands for a POSIX shell
        Cli => Cli,
        /// Commands for PowerShell
        Powershell => Powershell,
        /// Terraform
        Terraform => Terraform,
        /// Steps in the vendor's console
        Console => Console,
        /// A message to the administrator
        Note => Note,
    }
}
