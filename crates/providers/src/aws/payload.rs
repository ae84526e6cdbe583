//! Stage 7: the connection, and the names that other tools have for its parts.
//!
//! In: fields. Out: a [`Composition`]. The order of the sheet is that of the product's connection panel as far as it
//! is public; variable names are those of Packer's amazon builder, of the AWS command line and of Terraform's aws provider.

use indexmap::IndexMap;
use onboard_core::field::Fields;
use onboard_core::payload::{Composition, Part};
use onboard_core::provider::ConnectionKind;

use super::{DEFAULT_REGION, secret_of, token_of};

/// Composes the connection.
#[must_use]
pub fn compose(variant: &str, fields: &Fields) -> Composition {
    let mut settings = IndexMap::new();
    if let Some(id) = fields.plain("access_key_id") {
        settings.insert("access_key_id".to_owned(), id.trim().to_owned());
    }
    let region = fields.plain("region").unwrap_or(DEFAULT_REGION).trim();
    settings.insert("region".to_owned(), region.to_owned());
    let mut secrets = IndexMap::new();
    if let Some(secret) = secret_of(fields) {
        secrets.insert("secret_access_key".to_owned(), secret);
    }
    if let Some(token) = token_of(fields) {
        secrets.insert("session_token".to_owned(), token);
    }
    let fixed = |text: &str| Part::Fixed(text.to_owned());
    let setting = |name: &str| Part::Setting(name.to_owned());
    let secret = |name: &str| Part::Secret(name.to_owned());
    let named = |pairs: Vec<(&str, Part)>| pairs.into_iter().map(|(n, p)| (n.to_owned(), p)).collect();
    Composition {
        kind: ConnectionKind::CloudProvider,
        provider: "aws".to_owned(),
        variant: variant.to_owned(),
        settings,
        secrets,
        sheet: named(vec![
            ("Connection type", fixed("Cloud provider")),
            ("Provider", fixed("AWS")),
            ("Variant", fixed("Access Key")),
            ("Name", Part::Name),
            ("Access key ID", setting("access_key_id")),
            ("Secret access key", secret("secret_access_key")),
            ("Session token", secret("session_token")),
            ("Region", setting("region")),
            ("Description", Part::Description),
            ("Tags", Part::Tags),
        ]),
        pkrvars: named(vec![
            ("access_key", setting("access_key_id")),
            ("secret_key", secret("secret_access_key")),
            ("token", secret("session_token")),
            ("region", setting("region")),
        ]),
        env: named(vec![
            ("AWS_ACCESS_KEY_ID", setting("access_key_id")),
            ("AWS_SECRET_ACCESS_KEY", secret("secret_access_key")),
            ("AWS_SESSION_TOKEN", secret("session_token")),
            ("AWS_DEFAULT_REGION", setting("region")),
            ("AWS_REGION", setting("region")),
        ]),
        tfvars: named(vec![
            ("access_key", setting("access_key_id")),
            ("secret_key", secret("secret_access_key")),
            ("token", secret("session_token")),
            ("region", setting("region")),
        ]),
    }
}
