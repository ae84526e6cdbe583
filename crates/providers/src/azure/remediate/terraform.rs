//! The same roles for Terraform's `azurerm` provider.

use onboard_core::quote::hcl;

use super::script::DESCRIPTION;
use super::{CONTRIBUTOR, Needs};

/// The custom role and its assignment.
pub(super) fn custom_role(needs: &Needs) -> String {
    let actions: String = needs.actions.iter().map(|a| format!("      {},\n", hcl(a))).collect();
    let scope = hcl(&needs.scope);
    let role = format!(
        "resource \"azurerm_role_definition\" \"xoap_image_builder\" {{\n  name        = {}\n  scope       = {scope}\n  description = {}\n\n  permissions {{\n    actions = [\n{actions}    ]\n  }}\n\n  assignable_scopes = [{scope}]\n}}\n",
        hcl(&needs.role()),
        hcl(DESCRIPTION),
    );
    let by = "role_definition_id = azurerm_role_definition.xoap_image_builder.role_definition_resource_id";
    format!("{role}\n{}", assignment(needs, by))
}

/// The published role.
pub(super) fn contributor(needs: &Needs) -> String {
    assignment(needs, &format!("role_definition_name = {}", hcl(CONTRIBUTOR)))
}

fn assignment(needs: &Needs, role: &str) -> String {
    let (data, principal) = match &needs.object {
        Some(object) => (String::new(), hcl(object)),
        None => (
            format!("data \"azuread_service_principal\" \"xoap\" {{\n  client_id = {}\n}}\n\n", hcl(&needs.client)),
            "data.azuread_service_principal.xoap.object_id".to_owned(),
        ),
    };
    format!(
        "{data}resource \"azurerm_role_assignment\" \"xoap_image_builder\" {{\n  scope          = {}\n  principal_id   = {principal}\n  principal_type = \"ServicePrincipal\"\n  {role}\n}}\n",
        hcl(&needs.scope)
    )
}
