"""google-auth and google-api-python-client against a served demo cloud.

Arguments: the service account key file, the endpoints file. Prints one JSON object. The key file names Google's token
endpoint; the clients are pointed at the demo's here, as an operator of a private cloud would.
"""

import json
import sys

from google.auth.exceptions import RefreshError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2 import service_account
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

SCOPES = ["https://www.googleapis.com/auth/cloud-platform"]
ASKED = ["compute.images.create", "compute.instances.create", "compute.disks.create", "iam.serviceAccounts.actAs"]


def outcome(call):
    """The answer, or the error as the client reads it."""
    try:
        return {"answer": call().execute()}
    except HttpError as error:
        content = json.loads(error.content)["error"]
        return {"status": error.status_code, "reason": error.reason, "state": content.get("status")}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        info = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        endpoints = json.load(file)
    info["token_uri"] = endpoints["google.oauth"] + "/token"
    credentials = service_account.Credentials.from_service_account_info(info, scopes=SCOPES)
    try:
        credentials.refresh(Request())
    except RefreshError as error:
        print(json.dumps({"refused": str(error)}))
        return

    def api(name, version, service, path=""):
        options = {"api_endpoint": f"{endpoints[service]}/{path}"}
        return build(name, version, credentials=credentials, client_options=options, static_discovery=True)

    project = info["project_id"]
    body = {"permissions": ASKED}
    result = {"valid": credentials.valid, "project": project}
    crm = api("cloudresourcemanager", "v1", "google.crm").projects()
    result["project_permissions"] = outcome(lambda: crm.testIamPermissions(resource=project, body=body))
    crm = api("cloudresourcemanager", "v3", "google.crm").projects()
    name = f"projects/{project}"
    result["project_permissions_v3"] = outcome(lambda: crm.testIamPermissions(resource=name, body=body))
    bad = {"permissions": ["compute.nothing.atAll"]}
    result["unknown_permission"] = outcome(lambda: crm.testIamPermissions(resource=name, body=bad))
    compute = api("compute", "v1", "google.compute", "compute/v1/")
    result["compute_project"] = outcome(lambda: compute.projects().get(project=project))
    result["default_network"] = outcome(lambda: compute.networks().get(project=project, network="default"))
    result["no_network"] = outcome(lambda: compute.networks().get(project=project, network="nowhere"))
    result["no_project"] = outcome(lambda: compute.projects().get(project="nobody-knows-this-one"))
    accounts = api("iam", "v1", "google.iam").projects().serviceAccounts()
    resource = f"{name}/serviceAccounts/{info['client_email']}"
    act_as = {"permissions": ["iam.serviceAccounts.actAs"]}
    result["account_permissions"] = outcome(lambda: accounts.testIamPermissions(resource=resource, body=act_as))
    services = api("serviceusage", "v1", "google.serviceusage").services()
    names = [f"{name}/services/compute.googleapis.com"]
    result["services"] = outcome(lambda: services.batchGet(parent=name, names=names))
    forged = AuthorizedSession(service_account.Credentials.from_service_account_info(info, scopes=SCOPES))
    forged.credentials.token = "ya29.forged"
    forged.credentials.refresh = lambda request: None
    address = f"{endpoints['google.crm']}/v1/projects/{project}:testIamPermissions"
    result["forged_token_status"] = forged.post(address, json=body).status_code
    print(json.dumps(result))


main()
