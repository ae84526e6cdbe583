"""The 33 calls of the published list as dry runs by boto3, one after another, as a script would make them.

Arguments: a console CSV with the key, an endpoints file. Prints how many calls were answered with DryRunOperation.
"""

import csv
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

INSTANCE, VOLUME, SNAPSHOT = "i-00000000000000000", "vol-00000000000000000", "snap-00000000000000000"
IMAGE, GROUP, NAME = "ami-00000000000000000", "sg-00000000000000000", "xoap-probe-bench"

CALLS = [
    ("attach_volume", {"Device": "/dev/sdf", "InstanceId": INSTANCE, "VolumeId": VOLUME}),
    ("authorize_security_group_ingress", {"GroupId": GROUP, "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "192.0.2.1/32"}),
    ("copy_image", {"Name": NAME, "SourceImageId": IMAGE, "SourceRegion": "eu-central-1"}),
    ("create_image", {"InstanceId": INSTANCE, "Name": NAME}),
    ("create_key_pair", {"KeyName": NAME}),
    ("create_security_group", {"GroupName": NAME, "Description": "permission probe (dry run)"}),
    ("create_snapshot", {"VolumeId": VOLUME}),
    ("create_tags", {"Resources": [IMAGE], "Tags": [{"Key": "xoap-probe", "Value": "1"}]}),
    ("create_volume", {"AvailabilityZone": "eu-central-1a", "Size": 1, "VolumeType": "gp3"}),
    ("delete_key_pair", {"KeyName": NAME}),
    ("delete_security_group", {"GroupId": GROUP}),
    ("delete_snapshot", {"SnapshotId": SNAPSHOT}),
    ("delete_volume", {"VolumeId": VOLUME}),
    ("deregister_image", {"ImageId": IMAGE}),
    ("describe_image_attribute", {"ImageId": IMAGE, "Attribute": "launchPermission"}),
    ("describe_images", {"Owners": ["self"], "MaxResults": 5}),
    ("describe_instances", {"MaxResults": 5}),
    ("describe_instance_status", {"MaxResults": 5}),
    ("describe_regions", {"AllRegions": True}),
    ("describe_security_groups", {"MaxResults": 5}),
    ("describe_snapshots", {"OwnerIds": ["self"], "MaxResults": 5}),
    ("describe_subnets", {"Filters": [{"Name": "default-for-az", "Values": ["true"]}]}),
    ("describe_tags", {"MaxResults": 5}),
    ("describe_volumes", {"MaxResults": 5}),
    ("detach_volume", {"VolumeId": VOLUME}),
    ("get_password_data", {"InstanceId": INSTANCE}),
    ("modify_image_attribute", {"ImageId": IMAGE, "Description": {"Value": "x"}}),
    ("modify_instance_attribute", {"InstanceId": INSTANCE, "EnaSupport": {"Value": True}}),
    ("modify_snapshot_attribute", {"SnapshotId": SNAPSHOT, "Attribute": "createVolumePermission", "OperationType": "add", "UserIds": ["123456789012"]}),
    ("register_image", {"Name": NAME, "RootDeviceName": "/dev/xvda", "VirtualizationType": "hvm", "Architecture": "x86_64", "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": SNAPSHOT}}]}),
    ("run_instances", {"ImageId": IMAGE, "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1}),
    ("stop_instances", {"InstanceIds": [INSTANCE]}),
    ("terminate_instances", {"InstanceIds": [INSTANCE]}),
]


def key(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    values = {name.strip().lower(): value.strip() for name, value in row.items()}
    return values["access key id"], values["secret access key"]


def main():
    identity, secret = key(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as file:
        endpoints = json.load(file)
    session = boto3.Session(identity, secret, region_name="eu-central-1")
    # A refused dry run is an answer, not a fault to try again.
    once = Config(retries={"total_max_attempts": 1})
    session.client("sts", endpoint_url=endpoints["aws.sts"], config=once).get_caller_identity()
    ec2 = session.client("ec2", endpoint_url=endpoints["aws.ec2"], config=once)
    allowed = 0
    for name, arguments in CALLS:
        try:
            getattr(ec2, name)(DryRun=True, **arguments)
        except ClientError as error:
            allowed += error.response["Error"]["Code"] == "DryRunOperation"
    print(f"{allowed} of {len(CALLS)} calls allowed by dry run")


main()
