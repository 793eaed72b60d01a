"""Services that document `aws:SourceArn` or `aws:SourceAccount` in the trust policy of the roles they assume.

A service on this list can be told to use a role on behalf of one's own resources alone; a service that is not on it
may never send the keys, and a condition would lock it out. Each entry cites the page whose trust policy shows them.
A service that documents them for one of its uses only (CloudFormation for StackSets, CloudTrail for Lake) is left out.
https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
"""

from __future__ import annotations

import re

DOCUMENTED: dict[str, str] = {
    "access-grants.s3": "AmazonS3/latest/userguide/access-grants-location-register.html",
    "aiops": "AmazonCloudWatch/latest/monitoring/Investigations-GetStarted-Group.html",
    "amplify": "amplify/latest/userguide/cross-service-confused-deputy-prevention.html",
    "appstream": "appstream2/latest/developerguide/example-confused-deputy.html",
    "appsync": "appsync/latest/devguide/attaching-a-data-source.html",
    "athena": "athena/latest/ug/notebooks-spark-troubleshooting-workgroups.html",
    "bedrock": "bedrock/latest/userguide/agents-permissions.html",
    "bedrock-mantle": "bedrock/latest/userguide/bedrock-managed-agents-openai-security.html",
    "cloudformation.sync.codeconnections": "AWSCloudFormation/latest/UserGuide/git-sync-prereq.html",
    "cloudfront": "AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html",
    "codebuild": "codebuild/latest/userguide/cross-service-confused-deputy-prevention.html",
    "comprehend": "comprehend/latest/dg/cross-service-confused-deputy-prevention.html",
    "datasync": "datasync/latest/userguide/cross-service-confused-deputy-prevention.html",
    "directoryservice.rds": "AmazonRDS/latest/UserGuide/oracle-kerberos-setting-up.html",
    "ecs-tasks": "AmazonECS/latest/developerguide/task-iam-roles.html",
    "hooks.cloudformation": "AWSCloudFormation/latest/UserGuide/registry-public.html",
    "iot": "iot/latest/developerguide/cross-service-confused-deputy-prevention.html",
    "logs": "AmazonCloudWatch/latest/logs/subscriptions-confused-deputy.html",
    "monitoring.rds": "AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html",
    "personalize": "personalize/latest/dg/cross-service-confused-deputy-prevention.html",
    "qbusiness": "amazonq/latest/qbusiness-ug/cde-iam-roles.html",
    "rds": "AmazonRDS/latest/UserGuide/cross-service-confused-deputy-prevention.html",
    "rekognition": "rekognition/latest/dg/cross-service-confused-deputy-prevention.html",
    "resources.cloudformation": "AWSCloudFormation/latest/UserGuide/cross-service-confused-deputy-prevention.html",
    "sagemaker": "sagemaker/latest/dg/security-confused-deputy-prevention.html",
    "scheduler": "scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html",
    "spotfleet": "AWSEC2/latest/UserGuide/spot-fleet-prerequisites.html",
    "ssm": "systems-manager/latest/userguide/cross-service-confused-deputy-prevention.html",
    "ssm-incidents": "IAM/latest/UserGuide/confused-deputy.html",
    "states": "step-functions/latest/dg/procedure-create-iam-role.html",
    "vpc-flow-logs": "vpc/latest/userguide/flow-logs-cwl.html",
}
"""Service principals without `.amazonaws.com`, and the page below https://docs.aws.amazon.com/ ."""

_PRINCIPAL = re.compile(
    r"(?P<name>[a-z0-9-]+(?:\.[a-z0-9-]+)*?)(?:\.[a-z]{2}(?:-[a-z]+)+-\d+)?\.amazonaws\.com(?:\.cn)?"
)


def service_name(principal: str) -> str | None:
    """The service of a principal, as `logs` of `logs.eu-south-1.amazonaws.com`; None for what names no service."""
    found = _PRINCIPAL.fullmatch(principal.lower())
    return found["name"] if found else None


def documents_source(principal: str) -> bool:
    """Whether the service documents that it sends the keys when it assumes a role."""
    return service_name(principal) in DOCUMENTED
