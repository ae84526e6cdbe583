"""Which built-in roles grant which of the operations, computed beside the program and in another way than it does.

In: the role definitions (a list of {id, roleName, permissions}) and the operations. Out: two files beside this one,
`built-in-roles.tsv` (every role: id, name, how many of the forty, one bit an operation) and `extract.json` (the whole
definitions of the roles that are worth evaluating again). With `--check` nothing is written, and the exit code says
whether both files are what they should be.

The rule, as Microsoft states it: an operation is allowed when some permission of a role matches it by `actions` and not
by that permission's own `notActions`. `*` stands for any characters, `/` among them; letters' case does not count.
https://learn.microsoft.com/azure/role-based-access-control/role-definitions

Source of the definitions: iann0036/iam-dataset (MIT), as of 2026-08-22, 928 roles.
"""

import functools
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent

ALWAYS = """
Microsoft.Resources/subscriptions/resourceGroups/{read,write,delete}
Microsoft.Resources/deployments/{read,write,delete,validate/action,operations/read,operationstatuses/read}
Microsoft.Compute/virtualMachines/{read,write,delete,deallocate/action,generalize/action}
Microsoft.Compute/disks/{read,write,delete}
Microsoft.Compute/images/{read,write,delete}
Microsoft.Compute/locations/publishers/artifacttypes/offers/skus/versions/{read}
Microsoft.Network/virtualNetworks/{read,write,delete,subnets/join/action}
Microsoft.Network/publicIPAddresses/{read,write,delete,join/action}
Microsoft.Network/networkInterfaces/{read,write,delete,join/action}
"""
WINDOWS = """
Microsoft.KeyVault/vaults/{read,write,delete,deploy/action,secrets/read,secrets/write}
"""
OPTIONS = """
Microsoft.Compute/galleries/images/{read,versions/read,versions/write,versions/delete}
Microsoft.Compute/snapshots/{read,write,delete}
Microsoft.Network/networkSecurityGroups/{read,write,delete,join/action}
Microsoft.Compute/disks/{beginGetAccess/action,endGetAccess/action}
Microsoft.Storage/storageAccounts/{read,listKeys/action}
Microsoft.ManagedIdentity/userAssignedIdentities/{assign/action}
Microsoft.Compute/virtualMachines/extensions/{write}
"""
ITSELF = """
Microsoft.Authorization/{roleAssignments/read,denyAssignments/read}
"""


def operations(text):
    for line in text.split():
        stem, ends = line.rstrip("}").split("{")
        yield from (stem + end for end in ends.split(","))


# The forty come first: what every build needs, Windows, and reading role assignments.
FORTY = [*operations(ALWAYS), *operations(WINDOWS), "Microsoft.Authorization/roleAssignments/read"]
ALL = FORTY + [name for name in [*operations(OPTIONS), *operations(ITSELF)] if name not in FORTY]


@functools.cache
def pattern(text):
    pieces = (re.escape(piece) for piece in text.split("*"))
    return re.compile("(?s:" + ".*".join(pieces) + r")\Z", re.IGNORECASE)


def matches(patterns, operation):
    return any(pattern(text).match(operation) for text in patterns)


def allows(role, operation):
    return any(
        matches(permission["actions"], operation) and not matches(permission["notActions"], operation)
        for permission in role["permissions"]
    )


def bits(role):
    return "".join("1" if allows(role, operation) else "0" for operation in ALL)


def packed(text):
    """One bit an operation, the first operation first, padded at the end, as hex."""
    padded = text.ljust(-(-len(text) // 4) * 4, "0")
    return f"{int(padded, 2):0{len(padded) // 4}x}"


def worth_it(role):
    """Roles that take something back, have several permissions or reach far, and the one that is written oddly."""
    permissions = role["permissions"]
    taken = any(permission["notActions"] for permission in permissions)
    found = bits(role)
    far = found[: len(FORTY)].count("1") >= 12
    odd = role["roleName"] == "Managed Identity Operator"
    return "1" in found and (taken or len(permissions) > 1 or far or odd)


def table(roles):
    lines = [
        "# Built-in roles and what they grant. Made by derive.py, which says from what.",
        f"# {len(roles)} roles as of 2026-08-22 (iann0036/iam-dataset, MIT); {len(FORTY)} operations count, then come the others:",
        *(f"# {number}\t{name}" for number, name in enumerate(ALL)),
    ]
    for role in sorted(roles, key=lambda role: role["id"]):
        found = bits(role)
        lines.append("\t".join([role["id"], role["roleName"], str(found[: len(FORTY)].count("1")), packed(found)]))
    return "\n".join(lines) + "\n"


def extract(roles):
    kept = []
    for role in sorted(filter(worth_it, roles), key=lambda role: role["id"]):
        permissions = [{key: p[key] for key in ("actions", "notActions")} for p in role["permissions"]]
        kept.append(json.dumps({"id": role["id"], "roleName": role["roleName"], "permissions": permissions}))
    return "[\n" + ",\n".join(kept) + "\n]\n"


def main(arguments):
    check = "--check" in arguments
    source = next(argument for argument in arguments if argument != "--check")
    roles = json.loads(pathlib.Path(source).read_text("utf-8"))
    wrong = 0
    for name, text in (("built-in-roles.tsv", table(roles)), ("extract.json", extract(roles))):
        path = HERE / name
        if not check:
            path.write_text(text, "utf-8", newline="\n")
        elif not path.exists() or path.read_text("utf-8") != text:
            wrong += 1
            print(f"{name} is not what derive.py makes of {source}")
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
