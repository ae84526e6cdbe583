//! The kinds of Google credential files, told by their members.

use serde_json::{Map, Value};

/// What a JSON object is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A service-account key.
    ServiceAccount,
    /// The sign-in of a person with `gcloud`.
    AuthorizedUser,
    /// Workload identity federation: names a file, a URL or a program to run.
    ExternalAccount,
    /// Workforce identity federation.
    ExternalAccountAuthorizedUser,
    /// A credential that acts as a service account.
    Impersonated,
    /// Google Distributed Cloud, air-gapped.
    Gdch,
    /// The identity of an application that signs people in.
    OauthClient,
    /// A PKCS#12 container.
    P12,
    /// A `type` that Google does not document.
    Other(String),
}

impl Kind {
    /// The kind of an object; nothing when it is none of Google's.
    pub(super) fn of(members: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        let has = |name: &str| members.contains_key(name);
        match text("type") {
            Some("service_account") => return Some(Self::ServiceAccount),
            Some("authorized_user") => return Some(Self::AuthorizedUser),
            Some("external_account") => return Some(Self::ExternalAccount),
            Some("external_account_authorized_user") => return Some(Self::ExternalAccountAuthorizedUser),
            Some("impersonated_service_account") => return Some(Self::Impersonated),
            Some("gdch_service_account") => return Some(Self::Gdch),
            _ => {}
        }
        let client = |name: &str| {
            members.get(name).and_then(Value::as_object).is_some_and(|m| {
                m.contains_key("client_id") && ["client_secret", "auth_uri", "token_uri"].iter().any(|n| m.contains_key(*n))
            })
        };
        if client("web") || client("installed") {
            return Some(Self::OauthClient);
        }
        if text("privateKeyType") == Some("TYPE_PKCS12_FILE") {
            return Some(Self::P12);
        }
        let googles = has("private_key") && (has("client_email") || has("private_key_id"))
            || text("client_email").is_some_and(|e| e.ends_with(".gserviceaccount.com"));
        match members.get("type") {
            _ if !googles => None,
            None | Some(Value::Null) => Some(Self::ServiceAccount),
            Some(Value::String(other)) if other.trim().is_empty() => Some(Self::ServiceAccount),
            Some(Value::String(other)) => Some(Self::Other(other.chars().take(60).collect())),
            Some(_) => Some(Self::Other("not a text".to_owned())),
        }
    }

    /// True for the one kind that a connection can be made of.
    pub(super) fn usable(&self) -> bool {
        *self == Self::ServiceAccount
    }

    /// The name of the carrier.
    pub(super) fn name(&self) -> String {
        match self {
            Self::ServiceAccount => super::VARIANT,
            Self::AuthorizedUser => "authorized-user",
            Self::ExternalAccount => "external-account",
            Self::ExternalAccountAuthorizedUser => "external-account-authorized-user",
            Self::Impersonated => "impersonated-service-account",
            Self::Gdch => "gdch-service-account",
            Self::OauthClient => "oauth-client",
            Self::P12 => "p12",
            Self::Other(_) => "unknown-type",
        }
        .to_owned()
    }

    /// The code of the finding that refuses it.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::ServiceAccount => "google-type-service-account",
            Self::AuthorizedUser => "google-type-authorized-user",
            Self::ExternalAccount => "google-type-external-account",
            Self::ExternalAccountAuthorizedUser => "google-type-external-account-authorized-user",
            Self::Impersonated => "google-type-impersonated",
            Self::Gdch => "google-type-gdch",
            Self::OauthClient => "google-type-oauth-client",
            Self::P12 => "google-type-p12",
            Self::Other(_) => "google-type-unknown",
        }
    }

    /// The `type` as the file has it, for the sentence about an unknown one.
    pub(super) fn value(&self) -> String {
        match self {
            Self::Other(value) => value.clone(),
            kind => kind.name(),
        }
    }
}
