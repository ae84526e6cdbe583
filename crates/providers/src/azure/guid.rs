//! Identifiers: GUIDs in every form in which people copy them, and tenants, which may be domains.
//!
//! In: text. Out: the canonical form, `8-4-4-4-12` in lower case, or what is wrong with the text.

/// What a text is that should be an identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Id {
    /// A GUID as it should be.
    Good(String),
    /// A GUID in another form (capitals, braces, `urn:uuid:`, no hyphens), put right.
    Repaired(String),
    /// A stand-in of a manual, such as `xxxxxxxx-xxxx-…`, `<tenant-id>` or the GUID of zeros.
    Placeholder,
    /// No GUID.
    Malformed,
}

impl Id {
    /// Looks at a text.
    pub(super) fn of(text: &str) -> Self {
        let text = text.trim();
        if is_placeholder(text) {
            return Self::Placeholder;
        }
        match canonical(text) {
            Some(guid) if guid == text => Self::Good(guid),
            Some(guid) => Self::Repaired(guid),
            None => Self::Malformed,
        }
    }

    /// The canonical form, where there is one.
    pub(super) fn guid(self) -> Option<String> {
        match self {
            Self::Good(guid) | Self::Repaired(guid) => Some(guid),
            Self::Placeholder | Self::Malformed => None,
        }
    }
}

/// The canonical form of a GUID in any usual form; also of one that is a placeholder.
pub(super) fn canonical(text: &str) -> Option<String> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let inner = lower.strip_prefix("urn:uuid:").unwrap_or(&lower);
    let inner = [('{', '}'), ('(', ')'), ('[', ']')]
        .iter()
        .find_map(|(open, close)| inner.strip_prefix(*open)?.strip_suffix(*close))
        .unwrap_or(inner)
        .trim();
    let hex: String = match inner.len() {
        36 => {
            let parts: Vec<&str> = inner.split('-').collect();
            let right = parts.iter().map(|p| p.len()).eq([8, 4, 4, 4, 12]);
            right.then(|| parts.concat())?
        }
        32 => inner.to_owned(),
        _ => return None,
    };
    if hex.len() != 32 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    Some([&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-"))
}

/// A GUID inside a longer text, such as a path of the resource manager.
pub(super) fn first_in(text: &str) -> Option<String> {
    let word = |c: char| c.is_ascii_hexdigit() || c == '-';
    text.split(|c: char| !word(c)).filter(|w| w.len() == 36).find_map(canonical)
}

/// True for a GUID, what was meant to be one, and what manuals write in its place.
pub(super) fn resembles(text: &str) -> bool {
    let text = text.trim();
    let sign = |c: char| c.is_ascii_hexdigit() || "-{}".contains(c);
    let near = (28..=44).contains(&text.chars().count())
        && text.contains('-')
        && text.chars().filter(|c| !sign(*c)).count() <= 2;
    canonical(text).is_some() || near || (is_placeholder(text) && !text.starts_with(['$', '{', '%']))
}

/// True for what manuals write in the place of a value.
pub(super) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let marked = [('<', '>'), ('[', ']')].iter().any(|(a, b)| text.starts_with(*a) && text.ends_with(*b))
        && canonical(text).is_none();
    // One character all through: `xxxxxxxx-xxxx-…`, `00000000-0000-…`; and shells' and templates' variables.
    let mut signs = text.chars().filter(|c| !"-{}()".contains(*c)).map(|c| c.to_ascii_lowercase());
    let first = signs.next();
    let uniform = text.chars().count() >= 8 && first.is_some_and(|f| "x0*.#?_".contains(f) && signs.all(|c| c == f));
    let counted = canonical(text).is_some_and(|g| g == "12345678-1234-1234-1234-123456789012" || g == "12345678-1234-1234-1234-123456789abc");
    let variable = ["${", "{{", "$(", "%("].iter().any(|v| text.starts_with(v)) || (text.starts_with('$') && !text.contains('~'));
    let lower = text.to_ascii_lowercase();
    let worded = ["your-", "your_", "yourtenant", "my-tenant"].iter().any(|w| lower.starts_with(w));
    marked || uniform || counted || variable || worded
}

/// What a text is that should be a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tenant {
    /// A GUID.
    Id(Id),
    /// A domain of the tenant.
    Domain(String),
    /// `common`, `organizations`, `consumers`: no tenant, but the sign-in of persons.
    Shared,
    /// Neither.
    Malformed,
}

impl Tenant {
    /// Looks at a text.
    pub(super) fn of(text: &str) -> Self {
        let text = text.trim();
        match Id::of(text) {
            Id::Malformed => {}
            id => return Self::Id(id),
        }
        let lower = text.to_ascii_lowercase();
        if ["common", "organizations", "consumers"].contains(&lower.as_str()) {
            return Self::Shared;
        }
        let label = |l: &str| {
            !l.is_empty()
                && l.len() <= 63
                && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !l.starts_with('-')
                && !l.ends_with('-')
        };
        let labels: Vec<&str> = lower.split('.').collect();
        let letters = labels.last().is_some_and(|l| l.bytes().any(|b| b.is_ascii_alphabetic()));
        if labels.len() >= 2 && lower.len() <= 253 && letters && labels.iter().all(|l| label(l)) {
            return Self::Domain(lower);
        }
        Self::Malformed
    }

    /// How the token service is asked for it.
    pub(super) fn name(self) -> Option<String> {
        match self {
            Self::Id(id) => id.guid(),
            Self::Domain(domain) => Some(domain),
            Self::Shared | Self::Malformed => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUID: &str = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

    #[test]
    fn forms() {
        assert_eq!(Id::of(GUID), Id::Good(GUID.to_owned()));
        for text in [
            "3F2504E0-4F89-41D3-9A0C-0305E82C3301",
            "{3f2504e0-4f89-41d3-9a0c-0305e82c3301}",
            "(3f2504e0-4f89-41d3-9a0c-0305e82c3301)",
            "urn:uuid:3f2504e0-4f89-41d3-9a0c-0305e82c3301",
            "URN:UUID:3F2504E0-4F89-41D3-9A0C-0305E82C3301",
            "3f2504e04f8941d39a0c0305e82c3301",
        ] {
            assert_eq!(Id::of(text), Id::Repaired(GUID.to_owned()), "{text}");
        }
        for text in [
            "3f2504e0-4f89-41d3-9a0c-0305e82c330",
            "3f2504e0-4f89-41d3-9a0c-0305e82c33011",
            "3f2504e0-4f89-41d3-9a0c-0305e82c330g",
            "3f2504e04-f89-41d3-9a0c-0305e82c3301",
            "-3f2504e04f8941d39a0c0305e82c330-----",
            "contoso.onmicrosoft.com",
            "ééééééééééééééééé",
            "",
        ] {
            assert_eq!(Id::of(text), Id::Malformed, "{text}");
        }
        for text in [
            "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
            "XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX",
            "00000000-0000-0000-0000-000000000000",
            "<tenant-id>",
            "[ClientId (Guid)]",
            "${AZURE_CLIENT_ID}",
            "$ARM_TENANT_ID",
            "{{user `client_id`}}",
            "your-client-id",
        ] {
            assert_eq!(Id::of(text), Id::Placeholder, "{text}");
        }
    }

    #[test]
    fn tenants() {
        assert_eq!(Tenant::of("Contoso.OnMicrosoft.com"), Tenant::Domain("contoso.onmicrosoft.com".to_owned()));
        assert_eq!(Tenant::of("example.org").name().as_deref(), Some("example.org"));
        assert_eq!(Tenant::of(GUID).name().as_deref(), Some(GUID));
        assert_eq!(Tenant::of("common"), Tenant::Shared);
        for text in ["contoso", "a@b.example", "https://contoso.com", "1.2.3.4", ".com", "a..b", "a/../b.example"] {
            assert_eq!(Tenant::of(text), Tenant::Malformed, "{text}");
        }
    }

    #[test]
    fn what_was_meant_to_be_one() {
        for text in [GUID, "3f2504e0-4f89-41d3-9a0c-0305e82c330", "3f2504e0-4f89-41d3-9a0c-O3O5e82c3301", "<tenant-id>"] {
            assert!(resembles(text), "{text}");
        }
        for text in ["acme", "wx1234567890abcdef", "contoso.onmicrosoft.com", "${TENANT}", ""] {
            assert!(!resembles(text), "{text}");
        }
    }

    #[test]
    fn inside_other_text() {
        assert_eq!(first_in(&format!("/subscriptions/{GUID}/resourceGroups/a")).as_deref(), Some(GUID));
        assert_eq!(first_in("/subscriptions/abc"), None);
    }
}
