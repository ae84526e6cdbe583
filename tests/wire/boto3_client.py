"""boto3 against a served demo cloud: identity, reads, dry runs of the given actions, a wrong secret.

Arguments: the console's CSV, the endpoints file, the actions (`ec2:RunInstances,...`). Prints one JSON object. What
each action needs is taken from botocore's own model, so that nothing here repeats our request bodies.
"""

import csv
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

SAMPLES = {
    "InstanceId": "i-0123456789abcdef0",
    "InstanceIds": ["i-0123456789abcdef0"],
    "VolumeId": "vol-0123456789abcdef0",
    "SnapshotId": "snap-0123456789abcdef0",
    "ImageId": "ami-0123456789abcdef0",
    "SourceImageId": "ami-0123456789abcdef0",
    "SourceRegion": "eu-central-1",
    "Device": "/dev/sdf",
    "Resources": ["i-0123456789abcdef0"],
    "Attribute": "description",
}
# What the model does not call required and the service asks for all the same.
MORE = {
    "AuthorizeSecurityGroupIngress": {"GroupId": "sg-0123456789abcdef0", "IpProtocol": "tcp", "FromPort": 5986, "ToPort": 5986, "CidrIp": "192.0.2.1/32"},
    "CreateVolume": {"AvailabilityZone": "eu-central-1a", "Size": 1},
    "DeleteKeyPair": {"KeyName": "wire-test"},
    "DeleteSecurityGroup": {"GroupId": "sg-0123456789abcdef0"},
    "ModifyImageAttribute": {"Description": {"Value": "wire"}},
    "ModifyInstanceAttribute": {"EnaSupport": {"Value": True}},
    "ModifySnapshotAttribute": {"Attribute": "createVolumePermission", "OperationType": "add", "UserIds": ["123456789012"]},
    "RegisterImage": {"RootDeviceName": "/dev/xvda", "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": "snap-0123456789abcdef0"}}]},
    "RunInstances": {"ImageId": "ami-0123456789abcdef0", "InstanceType": "t3.micro"},
}


def key(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    values = {name.strip().lower(): value.strip() for name, value in row.items()}
    return values["access key id"], values["secret access key"]


def sample(name, shape):
    if name in SAMPLES:
        return SAMPLES[name]
    if shape.type_name == "structure":
        wanted = shape.required_members or list(shape.members)
        return {member: sample(member, shape.members[member]) for member in wanted}
    if shape.type_name == "list":
        return [sample(name, shape.member)]
    return {"integer": 1, "boolean": True}.get(shape.type_name, "wire-test")


def dry_run(client, action):
    operation = action.split(":")[1]
    shape = client.meta.service_model.operation_model(operation).input_shape
    arguments = {name: sample(name, shape.members[name]) for name in shape.required_members}
    arguments.update(MORE.get(operation, {}))
    arguments["DryRun"] = True
    methods = {api: method for method, api in client.meta.method_to_api_mapping.items()}
    return outcome(lambda: getattr(client, methods[operation])(**arguments))


def outcome(call):
    """The answer, or the error as boto3 reads it."""
    try:
        answer = call()
    except ClientError as error:
        response = error.response
        return {
            "code": response["Error"]["Code"],
            "message": response["Error"]["Message"],
            "status": response["ResponseMetadata"]["HTTPStatusCode"],
            "request_id": response["ResponseMetadata"].get("RequestId"),
        }
    answer.pop("ResponseMetadata")
    return {"answer": json.loads(json.dumps(answer, default=str))}


def main():
    identity, secret = key(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as file:
        endpoints = json.load(file)
    actions = [action for action in sys.argv[3].split(",") if action]
    once = Config(retries={"total_max_attempts": 1})

    def client(service, with_secret=secret):
        session = boto3.Session(identity, with_secret, region_name="eu-central-1")
        return session.client(service, endpoint_url=endpoints["aws." + service], config=once)

    caller = outcome(client("sts").get_caller_identity)
    ec2 = client("ec2")
    default = [{"Name": "default-for-az", "Values": ["true"]}]
    result = {
        "caller": caller,
        "caller_wrong_secret": outcome(client("sts", secret[::-1]).get_caller_identity),
        "regions_wrong_secret": outcome(client("ec2", secret[::-1]).describe_regions),
        "regions": outcome(lambda: ec2.describe_regions(AllRegions=True)),
        "subnets": outcome(lambda: ec2.describe_subnets(Filters=default)),
        "images": outcome(lambda: ec2.describe_images(Owners=["self"])),
        "dry_runs": {action: dry_run(ec2, action) for action in actions},
    }
    if "answer" in caller:
        simulate = client("iam").simulate_principal_policy
        arguments = {"PolicySourceArn": caller["answer"]["Arn"], "ActionNames": ["ec2:RunInstances", "ec2:CreateVpc"]}
        result["simulation"] = outcome(lambda: simulate(**arguments))
    print(json.dumps(result))


main()
