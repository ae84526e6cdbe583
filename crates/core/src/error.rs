//! Errors of the core: what was attempted and what to do about it.
//!
//! A failed probe is evidence, not an error; what is here is wrong use.

use thiserror::Error;

/// Why an `--endpoints` document was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EndpointsError {
    /// Not JSON, or not an object of texts.
    #[error("the endpoints file is not a JSON object of service names and URLs: {0}")]
    Format(String),
    /// A URL that cannot be read.
    #[error("the endpoint of {service} is not a URL: {url}")]
    Url {
        /// The service.
        service: String,
        /// What was given.
        url: String,
    },
    /// Plain http to a host that is not this machine.
    #[error(
        "the endpoint of {service} uses plain http to {host}; http is accepted for loopback addresses only, use https"
    )]
    PlainHttp {
        /// The service.
        service: String,
        /// The host.
        host: String,
    },
    /// A user name or a password inside a URL.
    #[error("the endpoint of {service} has a user name or a password inside; leave it out")]
    UserInfo {
        /// The service.
        service: String,
    },
    /// A service that no provider knows.
    #[error("the endpoints file names the service {0}, which is not known")]
    Service(String),
}

/// Why a payload was not rendered.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PayloadError {
    /// Secrets in clear text, in a demo.
    #[error("a payload made in demo mode cannot hold secrets in clear text; choose redacted")]
    InlineInDemo,
    /// No name.
    #[error("the connection has no name; give it one, such as \"production images\"")]
    NoName,
    /// A reference to a store without a place in it.
    #[error("the payload refers to stored secrets, but they are not stored anywhere yet")]
    NoReference,
}
