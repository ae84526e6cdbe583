//! What the window is started with.
//!
//! In: arguments. Out: endpoints and network settings. Deliberately absent: a credential, which never comes in an
//! argument.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Parser;
use onboard_core::endpoints::Endpoints;
use onboard_core::error::EndpointsError;
use onboard_transport::{ProxyChoice, Settings};
use thiserror::Error;

/// Takes cloud keys from import to a verified connection.
#[derive(Debug, Parser)]
#[command(name = "xoap-onboard", version)]
struct Arguments {
    /// JSON that maps services to base URLs, for test servers and private clouds.
    #[arg(long, value_name = "FILE")]
    endpoints: Option<PathBuf>,
    /// More trusted certificate issuers, PEM.
    #[arg(long, value_name = "PEM")]
    ca_file: Option<PathBuf>,
    /// The proxy, such as http://proxy.example.com:3128.
    #[arg(long, value_name = "URL")]
    proxy: Option<String>,
}

/// Where the services are and how to reach them.
#[derive(Debug, Clone, Default)]
pub struct Launch {
    /// Base URLs by service.
    pub endpoints: Endpoints,
    /// How to reach them.
    pub network: Settings,
}

/// Why the arguments were refused.
#[derive(Debug, Error)]
pub enum LaunchError {
    /// The help, the version or the usage was shown; the program ends with this code.
    #[error("")]
    Shown {
        /// 0 for help and version, 64 for wrong usage.
        code: u8,
    },
    /// A file cannot be read.
    #[error("{path} cannot be read: {source}. Check the path")]
    File {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The endpoints file is no such thing.
    #[error("{path}: {source}")]
    Endpoints {
        /// The file.
        path: String,
        /// Why.
        source: EndpointsError,
    },
}

impl Launch {
    /// From the program's arguments, its own name first.
    ///
    /// # Errors
    /// When an argument is unknown, or a file it names cannot be read.
    pub fn from_arguments(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, LaunchError> {
        let arguments = Arguments::try_parse_from(arguments).map_err(|error| {
            let _ = error.print();
            LaunchError::Shown { code: if error.use_stderr() { crate::USAGE } else { 0 } }
        })?;
        let mut launch = Self::default();
        if let Some(path) = arguments.endpoints {
            launch.endpoints = endpoints(&path)?;
        }
        if let Some(path) = arguments.ca_file {
            launch.network.ca_pem = Some(read(&path)?);
        }
        if let Some(proxy) = arguments.proxy {
            launch.network.proxy = ProxyChoice::Explicit(proxy);
        }
        Ok(launch)
    }
}

fn endpoints(path: &Path) -> Result<Endpoints, LaunchError> {
    let text = String::from_utf8_lossy(&read(path)?).into_owned();
    let fault = |source| LaunchError::Endpoints { path: path.display().to_string(), source };
    Endpoints::from_json(&text).map_err(fault)
}

fn read(path: &Path) -> Result<Vec<u8>, LaunchError> {
    std::fs::read(path).map_err(|source| LaunchError::File { path: path.display().to_string(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn launch(arguments: &[&str]) -> Result<Launch, LaunchError> {
        let all = std::iter::once("xoap-onboard").chain(arguments.iter().copied());
        Launch::from_arguments(all.map(OsString::from))
    }

    #[test]
    fn nothing_given_means_defaults() {
        let launch = launch(&[]).unwrap();
        assert_eq!(launch.endpoints.services().count(), 0);
        assert!(launch.network.ca_pem.is_none());
    }

    #[test]
    fn endpoints_come_from_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("endpoints.json");
        std::fs::write(&path, r#"{"one": "http://127.0.0.1:5000"}"#).unwrap();
        let found = launch(&["--endpoints", path.to_str().unwrap()]).unwrap();
        assert_eq!(found.endpoints.base("one", ""), "http://127.0.0.1:5000");
        std::fs::write(&path, r#"{"one": "http://example.com"}"#).unwrap();
        let refused = launch(&["--endpoints", path.to_str().unwrap()]);
        assert!(matches!(refused, Err(LaunchError::Endpoints { .. })));
    }

    #[test]
    fn wrong_arguments_end_the_start() {
        assert!(matches!(launch(&["--endpoints", "/nowhere/at/all"]), Err(LaunchError::File { .. })));
        assert!(matches!(launch(&["--unknown"]), Err(LaunchError::Shown { code: 64 })));
    }
}
