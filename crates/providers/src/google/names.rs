//! Forms of Google's names: projects, service accounts, zones, regions.
//!
//! In: a name. Out: whether it can be one. Pure; nothing here knows whether a name exists.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The form of a project id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As Google makes them.
    Good,
    /// Not as Google makes them today; it may still be one.
    Odd,
    /// A project number.
    Number,
    /// Holds characters that no project id has.
    Impossible,
}

/// Judges a project id: 6 to 30 lower-case letters, digits and hyphens, begun by a letter, not ended by a hyphen; an
/// older one may have `domain.com:` before it.
/// Source: <https://cloud.google.com/resource-manager/docs/creating-managing-projects>.
pub(super) fn project_form(id: &str) -> Form {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
    let (domain, name) = id.rsplit_once(':').map_or((None, id), |(d, n)| (Some(d), n));
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let domain_good = domain.is_none_or(|d| d.contains('.') && d.chars().all(|c| inner(c) || c == '.'));
    match id {
        _ if !id.chars().all(allowed) => Form::Impossible,
        _ if id.chars().all(|c| c.is_ascii_digit()) => Form::Number,
        _ if domain_good
            && (6..=30).contains(&name.len())
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && !name.ends_with('-')
            && name.chars().all(inner) =>
        {
            Form::Good
        }
        _ => Form::Odd,
    }
}

/// What an e-mail address of a service account says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Account {
    /// Made by a person in this project, in the form that addresses have (`name.domain.com` for `domain.com:name`).
    User(String),
    /// Made by Google with a service: Compute Engine, App Engine.
    Default,
    /// Neither.
    Other,
}

/// The kind of a service account.
pub(super) fn account_kind(email: &str) -> Account {
    let Some((name, domain)) = email.rsplit_once('@') else { return Account::Other };
    if let Some(project) = domain.strip_suffix(".iam.gserviceaccount.com") {
        return Account::User(project.to_owned());
    }
    let compute = domain == "developer.gserviceaccount.com" && name.ends_with("-compute");
    if compute || domain == "appspot.gserviceaccount.com" { Account::Default } else { Account::Other }
}

/// A project id as it stands in addresses of its service accounts.
pub(super) fn email_project(id: &str) -> String {
    match id.rsplit_once(':') {
        Some((domain, name)) => format!("{name}.{domain}"),
        None => id.to_owned(),
    }
}

/// True when a text can be an e-mail address at all.
pub(super) fn is_email(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.+@:".contains(c);
    let parts = text.split_once('@').map(|(name, domain)| !name.is_empty() && domain.contains('.') && !domain.contains('@'));
    parts.unwrap_or(false) && text.chars().all(allowed)
}

/// True for `europe-west3`.
pub(super) fn is_region(text: &str) -> bool {
    let Some((area, place)) = text.rsplit_once('-') else { return false };
    let letters = place.trim_end_matches(|c: char| c.is_ascii_digit());
    area.starts_with(|c: char| c.is_ascii_lowercase())
        && area.chars().all(|c| c.is_ascii_lowercase() || c == '-')
        && !letters.is_empty()
        && letters.len() < place.len()
        && letters.chars().all(|c| c.is_ascii_lowercase())
}

/// True for `europe-west3-a`.
pub(super) fn is_zone(text: &str) -> bool {
    region_of_zone(text).is_some()
}

/// `europe-west3` of `europe-west3-a`.
pub(super) fn region_of_zone(zone: &str) -> Option<&str> {
    let (region, letter) = zone.rsplit_once('-')?;
    (is_region(region) && letter.len() == 1 && letter.starts_with(|c: char| c.is_ascii_lowercase())).then_some(region)
}

/// What may stand in one part of a path as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b':').remove(b'@');

/// A name as one part of a path, so that it cannot become another path.
pub(super) fn segment(name: &str) -> String {
    match name {
        // These mean another folder to whatever reads the path, percent-encoded too; no name is like that.
        "." | ".." => "_".to_owned(),
        _ => utf8_percent_encode(name, SEGMENT).to_string(),
    }
}

/// A subnet and its region, from `default`, `europe-west3/default` or a whole path of the vendor's.
pub(super) fn subnet_and_region(text: &str) -> (String, Option<String>) {
    let parts: Vec<&str> = text.trim().trim_matches('/').split('/').collect();
    match parts.as_slice() {
        [.., "regions", region, "subnetworks", subnet] => ((*subnet).to_owned(), Some((*region).to_owned())),
        [region, subnet] if is_region(region) => ((*subnet).to_owned(), Some((*region).to_owned())),
        _ => (text.trim().to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projects() {
        for (id, form) in [
            ("test-project-id", Form::Good),
            ("example.com:my-project", Form::Good),
            ("example_project", Form::Odd),
            ("My-Project", Form::Odd),
            ("short", Form::Odd),
            ("ends-with-", Form::Odd),
            ("123456789012", Form::Number),
            ("a/../b", Form::Impossible),
            ("<project>", Form::Impossible),
            ("project id", Form::Impossible),
        ] {
            assert_eq!(project_form(id), form, "{id}");
        }
    }

    #[test]
    fn accounts() {
        let user = |p: &str| Account::User(p.to_owned());
        assert_eq!(account_kind("a@my-project.iam.gserviceaccount.com"), user("my-project"));
        assert_eq!(account_kind("a@my.example.com.iam.gserviceaccount.com"), user("my.example.com"));
        assert_eq!(email_project("example.com:my"), "my.example.com");
        assert_eq!(account_kind("12-compute@developer.gserviceaccount.com"), Account::Default);
        assert_eq!(account_kind("my@appspot.gserviceaccount.com"), Account::Default);
        assert_eq!(account_kind("me@example.com"), Account::Other);
        assert!(is_email("a@b.c") && !is_email("a@b") && !is_email("a b@c.d") && !is_email("@b.c") && !is_email("a@b@c.d"));
    }

    #[test]
    fn places() {
        assert!(is_zone("europe-west3-a") && is_zone("northamerica-northeast1-b") && is_region("us-central1"));
        assert!(!is_zone("europe-west3") && !is_region("europe") && !is_region("europe-west3-a") && !is_zone("a/b-c1-d"));
        assert_eq!(region_of_zone("me-west1-c"), Some("me-west1"));
        let whole = "projects/h/regions/europe-west3/subnetworks/build";
        assert_eq!(subnet_and_region(whole), ("build".to_owned(), Some("europe-west3".to_owned())));
        assert_eq!(subnet_and_region("europe-west3/build"), ("build".to_owned(), Some("europe-west3".to_owned())));
        assert_eq!(subnet_and_region("build"), ("build".to_owned(), None));
    }

    #[test]
    fn segments_stay_one_part() {
        assert_eq!(segment("example.com:p"), "example.com:p");
        assert_eq!(segment("a/../b?c#d"), "a%2F..%2Fb%3Fc%23d");
        assert_eq!(segment(".."), "_");
    }
}
