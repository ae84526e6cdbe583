//! The three clouds of Azure and where each of them is.
//!
//! In: the field `cloud`, or the addresses of a credential file. Out: one of three clouds, whose hosts stand here
//! and nowhere else. Deliberately absent: a host from outside; a file's address only chooses among the three (I10).

use onboard_core::field::Fields;
use url::Url;

/// A cloud of Azure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Cloud {
    /// The public one.
    #[default]
    Public,
    /// Azure Government, for authorities of the United States.
    UsGovernment,
    /// Azure in China, operated by 21Vianet.
    China,
}

impl Cloud {
    /// All of them, the usual one first.
    pub(super) const ALL: [Self; 3] = [Self::Public, Self::UsGovernment, Self::China];

    /// The name that `az cloud set` takes, and the value of the field `cloud`.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Public => "AzureCloud",
            Self::UsGovernment => "AzureUSGovernment",
            Self::China => "AzureChinaCloud",
        }
    }

    /// The token service, without a slash at the end.
    pub(super) fn authority(self) -> &'static str {
        match self {
            Self::Public => "https://login.microsoftonline.com",
            Self::UsGovernment => "https://login.microsoftonline.us",
            Self::China => "https://login.chinacloudapi.cn",
        }
    }

    /// The resource manager, without a slash at the end.
    pub(super) fn arm(self) -> &'static str {
        match self {
            Self::Public => "https://management.azure.com",
            Self::UsGovernment => "https://management.usgovcloudapi.net",
            Self::China => "https://management.chinacloudapi.cn",
        }
    }

    /// The scope of a token for the resource manager.
    pub(super) fn scope(self) -> &'static str {
        match self {
            Self::Public => "https://management.azure.com/.default",
            Self::UsGovernment => "https://management.usgovcloudapi.net/.default",
            Self::China => "https://management.chinacloudapi.cn/.default",
        }
    }

    /// The name in Packer's `cloud_environment_name`.
    pub(super) fn packer(self) -> &'static str {
        match self {
            Self::Public => "Public",
            Self::UsGovernment => "USGovernment",
            Self::China => "China",
        }
    }

    /// The name in the `environment` of Terraform's azurerm provider.
    pub(super) fn terraform(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::UsGovernment => "usgovernment",
            Self::China => "china",
        }
    }

    /// The cloud by any of the names that Azure's tools have for it.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        match name.as_str() {
            "azurecloud" | "azurepubliccloud" | "azurepublic" | "public" | "azure" => Some(Self::Public),
            "azureusgovernment" | "azureusgovernmentcloud" | "usgovernment" | "usgovernmentcloud" | "azuregovernment"
            | "usgov" => Some(Self::UsGovernment),
            "azurechinacloud" | "azurechina" | "chinacloud" | "china" => Some(Self::China),
            _ => None,
        }
    }

    /// The cloud of the field `cloud`: the public one when it is empty, nothing when it names none of the three.
    pub(super) fn of(fields: &Fields) -> Option<Self> {
        fields.plain("cloud").map_or(Some(Self::Public), Self::named)
    }

    /// The cloud that an address of a credential file belongs to; nothing for any other address.
    pub(super) fn of_address(address: &str) -> Option<Self> {
        let url = Url::parse(address.trim()).ok()?;
        let plain = url.username().is_empty() && url.password().is_none() && url.port().is_none();
        if url.scheme() != "https" || !plain {
            return None;
        }
        match url.host_str()?.to_ascii_lowercase().as_str() {
            "login.microsoftonline.com" | "login.windows.net" | "management.azure.com" | "management.core.windows.net" => {
                Some(Self::Public)
            }
            "login.microsoftonline.us"
            | "login-us.microsoftonline.com"
            | "management.usgovcloudapi.net"
            | "management.core.usgovcloudapi.net" => Some(Self::UsGovernment),
            "login.chinacloudapi.cn"
            | "login.partner.microsoftonline.cn"
            | "management.chinacloudapi.cn"
            | "management.core.chinacloudapi.cn" => Some(Self::China),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cloud_is_found_by_its_own_names_and_addresses() {
        for cloud in Cloud::ALL {
            for name in [cloud.id(), cloud.packer(), cloud.terraform()] {
                assert_eq!(Cloud::named(name), Some(cloud), "{name}");
            }
            for address in [cloud.authority(), cloud.arm(), cloud.scope()] {
                assert_eq!(Cloud::of_address(address), Some(cloud), "{address}");
            }
            assert_eq!(cloud.scope(), format!("{}/.default", cloud.arm()));
        }
    }

    #[test]
    fn other_names_and_addresses_are_none() {
        for name in ["AzureGermanCloud", "AzureStack", "", "AzureCloud2"] {
            assert_eq!(Cloud::named(name), None, "{name}");
        }
        for address in [
            "https://management.azure.com.evil.example/",
            "https://management.azure.com@evil.example/",
            "https://evil.example/management.azure.com",
            "http://management.azure.com/",
            "https://management.azure.com:8443/",
            "https://user@management.azure.com/",
            "management.azure.com",
            "",
        ] {
            assert_eq!(Cloud::of_address(address), None, "{address}");
        }
    }

    #[test]
    fn without_a_field_it_is_the_public_one() {
        let mut fields = Fields::default();
        assert_eq!(Cloud::of(&fields), Some(Cloud::Public));
        fields.set("cloud", "AzureChinaCloud", "test");
        assert_eq!(Cloud::of(&fields), Some(Cloud::China));
        fields.set("cloud", "https://evil.example", "test");
        assert_eq!(Cloud::of(&fields), None);
    }
}
