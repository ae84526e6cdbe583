"""azure-identity, azure-mgmt-authorization and azure-mgmt-resource against a served demo cloud.

Arguments: what `onboard demo serve --json` printed, as a file. Prints one JSON object. Everything goes to localhost: the
authority is the demo's, and the clients' own list of clouds, which lies elsewhere, is switched off.
"""

import base64
import json
import sys
from urllib.parse import urlsplit

import jwt
import requests
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.core.credentials import AccessToken
from azure.identity import CertificateCredential, ClientSecretCredential
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient
from azure.mgmt.resource.subscriptions import SubscriptionClient

ARM = "https://management.azure.com/"
SCOPE = ARM + ".default"


def outcome(call):
    """The answer, or the error as the client reads it."""
    try:
        return {"answer": call()}
    except ClientAuthenticationError as error:
        return {"kind": type(error).__name__, "message": error.message, "code": error.error and error.error.code}
    except HttpResponseError as error:
        return {"kind": type(error).__name__, "status": error.status_code, "code": error.error and error.error.code,
                "message": error.error and error.error.message}


def claims(token):
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


class Fixed:
    """A token that somebody made up."""

    def get_token(self, *scopes, **options):
        return AccessToken("made.up.token", 4102444800)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        said = json.load(file)
    with open(said["credentials"]["azure"], encoding="utf-8") as file:
        key = json.load(file)
    subscription = said["settings"]["azure"]["subscription_id"]
    ca = said["ca_file"]
    port = urlsplit(said["endpoints"]["azure.login"]).port
    host = f"https://localhost:{port}"
    options = {"authority": host, "disable_instance_discovery": True, "connection_verify": ca, "retry_total": 2}

    def by_secret(secret=key["password"], tenant=key["tenant"], client=key["appId"]):
        return ClientSecretCredential(tenant, client, secret, **options)

    def by_certificate(path=said["certificates"]["azure"], **more):
        return CertificateCredential(key["tenant"], key["appId"], path, **options, **more)

    result = {"subscription": subscription, "tenant": key["tenant"], "client": key["appId"]}
    result["by_secret"] = outcome(lambda: claims(by_secret().get_token(SCOPE).token))
    result["wrong_secret"] = outcome(lambda: claims(by_secret("EXAMPLE8Q~wrong").get_token(SCOPE).token))
    result["wrong_client"] = outcome(lambda: claims(by_secret(client=subscription).get_token(SCOPE).token))
    result["wrong_tenant"] = outcome(lambda: claims(by_secret(tenant=subscription).get_token(SCOPE).token))
    result["by_certificate"] = outcome(lambda: claims(by_certificate().get_token(SCOPE).token))
    chain = outcome(lambda: claims(by_certificate(send_certificate_chain=True).get_token(SCOPE).token))
    result["by_certificate_chain"] = chain
    if len(sys.argv) > 2:
        stranger = outcome(lambda: claims(by_certificate(sys.argv[2]).get_token(SCOPE).token))
        result["by_unregistered_certificate"] = stranger
    result["discovery"] = discovery(host, key, ca)
    if "answer" in result["by_secret"]:
        base = said["endpoints"]["azure.arm"]
        more = {"base_url": base, "credential_scopes": [SCOPE], "connection_verify": ca, "retry_total": 2}
        result["verified"] = verified(by_secret().get_token(SCOPE).token, host, key, ca)
        result.update(arm(by_secret(), subscription, more, claims(by_secret().get_token(SCOPE).token)["oid"]))
        made_up = SubscriptionClient(Fixed(), **more)
        result["made_up_token"] = outcome(lambda: made_up.subscriptions.get(subscription).as_dict())
    print(json.dumps(result, default=str))


def discovery(host, key, ca):
    """What a client with its list of clouds asks first: whether this host is one, and where its endpoints are."""
    named = f"{host}/{key['tenant']}/oauth2/v2.0/authorize"
    query = {"api-version": "1.1", "authorization_endpoint": named}
    instance = requests.get(f"{host}/common/discovery/instance", params=query, verify=ca, timeout=20).json()
    openid = requests.get(instance["tenant_discovery_endpoint"], verify=ca, timeout=20).json()
    return {"token_endpoint": openid["token_endpoint"], "expected": f"{host}/{key['tenant']}/oauth2/v2.0/token"}


def verified(token, host, key, ca):
    """The signature of a token, by the published key."""
    keys = requests.get(f"{host}/{key['tenant']}/discovery/v2.0/keys", verify=ca, timeout=20).json()
    public = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(token)["kid"]]
    return jwt.decode(token, public.key, algorithms=["RS256"], audience="https://management.azure.com")["tid"]


def arm(credential, subscription, more, oid):
    subscriptions = SubscriptionClient(credential, **more).subscriptions
    resources = ResourceManagementClient(credential, subscription, **more)
    rights = AuthorizationManagementClient(credential, subscription, **more)
    scope = f"/subscriptions/{subscription}"
    nobody = "99999999-9999-4999-8999-999999999999"

    def every(call):
        return outcome(lambda: [element.as_dict() for element in call()])

    # The client knows the list for a group only; for the subscription the same is asked by hand.
    token = credential.get_token(SCOPE).token
    address = f"{more['base_url']}{scope}/providers/Microsoft.Authorization/permissions"

    def for_subscription():
        found, url, query = [], address, {"api-version": "2022-04-01"}
        while url:
            head = {"Authorization": f"Bearer {token}"}
            answer = requests.get(url, params=query, headers=head, verify=more["connection_verify"], timeout=20)
            if answer.status_code != 200:
                return {"status": answer.status_code, "code": answer.json()["error"]["code"]}
            found += answer.json()["value"]
            url, query = answer.json().get("nextLink"), None
        return {"answer": found}

    assigned = f"atScope() and assignedTo('{oid}')"
    return {
        "subscription_get": outcome(lambda: subscriptions.get(subscription).as_dict()),
        "subscription_unknown": outcome(lambda: subscriptions.get(nobody).as_dict()),
        "subscriptions": every(subscriptions.list),
        "permissions": for_subscription(),
        "permissions_of_group": every(lambda: rights.permissions.list_for_resource_group("xoap-builds")),
        "permissions_of_no_group": every(lambda: rights.permissions.list_for_resource_group("nowhere")),
        "role_assignments": every(lambda: rights.role_assignments.list_for_scope(scope, filter=assigned)),
        "all_role_assignments": every(lambda: rights.role_assignments.list_for_subscription()),
        "role_definitions": every(lambda: rights.role_definitions.list(scope)),
        "deny_assignments": every(lambda: rights.deny_assignments.list()),
        "provider": outcome(lambda: resources.providers.get("Microsoft.Compute").as_dict()),
        "no_provider": outcome(lambda: resources.providers.get("Microsoft.Nothing").as_dict()),
        "providers": every(resources.providers.list),
        "register": outcome(lambda: resources.providers.register("Microsoft.Compute").as_dict()),
    }


main()
