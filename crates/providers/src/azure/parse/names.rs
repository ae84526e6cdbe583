//! The names under which Azure's own and other people's tools keep the parts of a service principal.
//!
//! In: a name as it stands in a file. Out: which part it is, and whose name that is. Capitals, underscores, blanks and
//! hyphens do not matter for the part.

/// A part of a service principal, or something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    Client,
    Secret,
    Tenant,
    Subscription,
    /// Where a certificate lies.
    CertificateFile,
    /// A certificate itself, or where it lies: tools use the name for both.
    Certificate,
    CertificatePassword,
    /// The name of a cloud.
    Cloud,
    /// An address of a cloud's service.
    Address,
    ResourceGroup,
    Location,
    /// What tells it from others.
    Label,
    /// A sign-in without a secret: with another service's token.
    Federated,
    /// A sign-in without a secret: as the machine itself.
    ManagedIdentity,
}

impl Role {
    /// The field that it fills, where it is one.
    pub(super) fn field(self) -> Option<&'static str> {
        Some(match self {
            Self::Client => "client_id",
            Self::Secret => "client_secret",
            Self::Tenant => "tenant_id",
            Self::Subscription => "subscription_id",
            Self::CertificateFile => "certificate_file",
            Self::Certificate => "certificate",
            Self::CertificatePassword => "certificate_password",
            Self::Cloud => "cloud",
            Self::ResourceGroup => "build_resource_group",
            Self::Location => "location",
            Self::Address | Self::Label | Self::Federated | Self::ManagedIdentity => return None,
        })
    }
}

/// Whose name it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// Of the command line `az`: `appId`, `password`, `tenant`.
    Cli,
    /// Environment variables: `ARM_…`, `AZURE_…`, and those of Terraform and Packer.
    Environment,
    /// In one word with capitals inside: `clientId`.
    Camel,
    /// Words with blanks, as the portal and people write them: `Client ID`.
    Words,
    /// Any other: `client_id`.
    Plain,
}

/// Beginnings of environment variables that say nothing of the part.
const PREFIXES: &[&str] = &["TF_VAR_", "PKR_VAR_", "ARM_", "AZURERM_", "AZURE_", "AAD_"];

/// Names by their letters and digits in lower case.
const NAMES: &[(&str, Role)] = &[
    ("clientid", Role::Client),
    ("applicationid", Role::Client),
    ("applicationclientid", Role::Client),
    ("appid", Role::Client),
    ("serviceprincipalid", Role::Client),
    ("clientsecret", Role::Secret),
    ("clientsecretvalue", Role::Secret),
    ("serviceprincipalkey", Role::Secret),
    ("tenantid", Role::Tenant),
    ("directoryid", Role::Tenant),
    ("directorytenantid", Role::Tenant),
    ("subscriptionid", Role::Subscription),
    ("filewithcertandprivatekey", Role::CertificateFile),
    ("clientcertificatepath", Role::CertificateFile),
    ("clientcertpath", Role::CertificateFile),
    ("certificatepath", Role::CertificateFile),
    ("clientcertificate", Role::Certificate),
    ("clientcertificatepassword", Role::CertificatePassword),
    ("clientcertpassword", Role::CertificatePassword),
    ("certificatepassword", Role::CertificatePassword),
    ("cloudenvironmentname", Role::Cloud),
    ("activedirectoryendpointurl", Role::Address),
    ("resourcemanagerendpointurl", Role::Address),
    ("activedirectorygraphresourceid", Role::Address),
    ("sqlmanagementendpointurl", Role::Address),
    ("galleryendpointurl", Role::Address),
    ("managementendpointurl", Role::Address),
    ("authorityhost", Role::Address),
    ("buildresourcegroupname", Role::ResourceGroup),
    ("federatedtokenfile", Role::Federated),
    ("useoidc", Role::Federated),
    ("oidctoken", Role::Federated),
    ("oidctokenfilepath", Role::Federated),
    ("usemsi", Role::ManagedIdentity),
];

/// Names that are too common to mean something by themselves: only beside others of a service principal.
const COMMON: &[(&str, Role)] = &[
    ("password", Role::Secret),
    ("tenant", Role::Tenant),
    ("displayname", Role::Label),
    ("environment", Role::Cloud),
    ("location", Role::Location),
];

/// What a name means; nothing for a name that has no meaning here.
pub(super) fn role(name: &str) -> Option<(Role, Family)> {
    let (bare, environment) = without_prefix(name);
    let letters: String = bare.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let find = |list: &[(&str, Role)]| list.iter().find(|(n, _)| *n == letters).map(|(_, role)| *role);
    if environment {
        let role = find(NAMES).or_else(|| find(COMMON))?;
        // `AZURE_PASSWORD` is the password of a person, `AZURE_TENANT` of no tool.
        let own = !matches!(letters.as_str(), "password" | "tenant" | "displayname");
        return own.then_some((role, Family::Environment));
    }
    let family = match letters.as_str() {
        "appid" | "password" | "tenant" | "filewithcertandprivatekey" | "displayname" => Family::Cli,
        _ if name.contains(' ') => Family::Words,
        _ if name.contains(['_', '-']) => Family::Plain,
        _ => Family::Camel,
    };
    find(NAMES).or_else(|| find(COMMON)).map(|role| (role, family))
}

fn without_prefix(name: &str) -> (&str, bool) {
    let mut bare = name;
    let mut any = false;
    while let Some(rest) =
        PREFIXES.iter().find_map(|p| bare.get(..p.len()).filter(|b| b.eq_ignore_ascii_case(p)).map(|_| &bare[p.len()..]))
    {
        (bare, any) = (rest, true);
    }
    (bare, any)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (name, role_of, family) in [
            ("appId", Role::Client, Family::Cli),
            ("AppId", Role::Client, Family::Cli),
            ("password", Role::Secret, Family::Cli),
            ("fileWithCertAndPrivateKey", Role::CertificateFile, Family::Cli),
            ("clientSecret", Role::Secret, Family::Camel),
            ("client_secret", Role::Secret, Family::Plain),
            ("ARM_CLIENT_SECRET", Role::Secret, Family::Environment),
            ("arm_client_id", Role::Client, Family::Environment),
            ("TF_VAR_ARM_TENANT_ID", Role::Tenant, Family::Environment),
            ("PKR_VAR_client_id", Role::Client, Family::Environment),
            ("AZURE_AUTHORITY_HOST", Role::Address, Family::Environment),
            ("ARM_ENVIRONMENT", Role::Cloud, Family::Environment),
            ("Application (client) ID", Role::Client, Family::Words),
            ("Directory (tenant) ID", Role::Tenant, Family::Words),
            ("Subscription ID", Role::Subscription, Family::Words),
        ] {
            assert_eq!(role(name), Some((role_of, family)), "{name}");
        }
        for name in ["AZURE_PASSWORD", "AZURE_TENANT", "client_secret_file", "client", "id", "", "ARM_", "é_ARM_"] {
            assert_eq!(role(name), None, "{name}");
        }
    }
}
