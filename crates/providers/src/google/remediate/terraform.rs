//! The same grants for Terraform's `google` provider.

use onboard_core::quote::hcl;

use super::{ACT_AS_ROLE, Needs, ROLE, SUBNET_ROLE, TITLE, script};

/// Resources for everything that is missing.
pub(super) fn render(needs: &Needs) -> String {
    let mut blocks = Vec::new();
    let (project, member) = (hcl(&needs.project), hcl(&needs.member));
    if !needs.on_project.is_empty() {
        let permissions: String = needs.on_project.iter().map(|p| format!("    {},\n", hcl(p))).collect();
        blocks.push(format!(
            "resource \"google_project_iam_custom_role\" \"xoap_image_builder\" {{\n  project     = {project}\n  role_id     = {}\n  title       = {}\n  permissions = [\n{permissions}  ]\n}}\n",
            hcl(ROLE),
            hcl(TITLE),
        ));
        blocks.push(format!(
            "resource \"google_project_iam_member\" \"xoap_image_builder\" {{\n  project = {project}\n  role    = google_project_iam_custom_role.xoap_image_builder.id\n  member  = {member}\n}}\n"
        ));
    }
    if let Some((_, account)) = &needs.on_account {
        let id = format!("projects/{}/serviceAccounts/{account}", script::account_project(account, needs));
        blocks.push(format!(
            "resource \"google_service_account_iam_member\" \"xoap_act_as\" {{\n  service_account_id = {}\n  role               = {}\n  member             = {member}\n}}\n",
            hcl(&id),
            hcl(ACT_AS_ROLE),
        ));
    }
    if let Some(on) = &needs.on_subnet {
        let (host, role) = (hcl(&on.host), hcl(SUBNET_ROLE));
        blocks.push(match &on.subnet {
            Some((subnet, region)) => format!(
                "resource \"google_compute_subnetwork_iam_member\" \"xoap_network_user\" {{\n  project    = {host}\n  region     = {}\n  subnetwork = {}\n  role       = {role}\n  member     = {member}\n}}\n",
                hcl(region),
                hcl(subnet),
            ),
            None => format!(
                "resource \"google_project_iam_member\" \"xoap_network_user\" {{\n  project = {host}\n  role    = {role}\n  member  = {member}\n}}\n"
            ),
        });
    }
    blocks.join("\n")
}
