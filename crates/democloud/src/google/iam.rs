//! IAM: which permissions on a service account.
//!
//! In: a call. Out: the granted ones. `-` stands for the project of the account.

use super::error::Fault;
use super::permissions::{asked, granted, holds};
use super::{Call, Result, is_own, key};
use crate::cloud::cut;
use crate::story::COMMON;

/// The service accounts of the project: the one of the key, and the one that machines have by default.
fn is_there(email: &str) -> bool {
    email == key::client_email() || email == default_account()
}

/// The service account that machines have by default.
pub(crate) fn default_account() -> String {
    format!("{}-compute@developer.gserviceaccount.com", COMMON.google.number)
}

pub(crate) fn test(call: &Call<'_>, project: &str, email: &str) -> Result {
    let names = asked(call.ask, |name| name.starts_with("iam.serviceAccounts."))?;
    if (project != "-" && !is_own(project)) || !is_there(email) {
        let message = format!("Unknown service account: {}", cut(email));
        return Err(Fault::new(404, "NOT_FOUND", &message));
    }
    Ok(granted(names.into_iter().filter(|name| holds(call.scene, name))))
}
