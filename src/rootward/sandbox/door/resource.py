"""The resources that a call is about: policies are asked about each, and a denial names the one that decides.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
Known are the resources of the services that the practice account extends. Of any other service it is `*`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rootward.sandbox.door.iam_resource import EVERYTHING, Resource, iam_resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rootward.sandbox.door.call import Call
    from rootward.sandbox.door.parameters import Parameters
    from rootward.sandbox.door.principal import Principal

__all__ = ["EVERYTHING", "Resource", "resources_of"]


def resources_of(call: Call, asked: Parameters, principal: Principal) -> tuple[Resource, ...]:
    """The resources, at least one: `*` for a call about the whole account. The state must be in place."""
    if call.service == "iam":
        return (iam_resource(call.operation, asked, principal),)
    find = _SERVICES.get(call.service)
    found = find(call, asked, principal.account_id) if find is not None else ()
    return tuple(Resource(arn) for arn in found) or (EVERYTHING,)


def _sts(call: Call, asked: Parameters, account: str) -> Iterable[str]:
    if call.operation == "GetFederationToken":
        yield f"arn:aws:sts::{account}:federated-user/{asked.get('Name', '')}"
    elif call.operation == "AssumeRoot":
        target = str(asked.get("TargetPrincipal", ""))
        yield target if target.startswith("arn:") else f"arn:aws:iam::{target}:root"
    elif "RoleArn" in asked:
        yield str(asked["RoleArn"])


def _organizations(_call: Call, asked: Parameters, account: str) -> Iterable[str]:
    """Accounts, units, roots and policies by their ids: all that the call names."""
    from rootward.sandbox.organizations.membership import organization_of

    organization = organization_of(account)
    if organization is None:
        return
    named = ("AccountId", "PolicyId", "TargetId", "ParentId", "SourceParentId", "DestinationParentId", "ChildId")
    for parameter in (*named, "OrganizationalUnitId", "RootId", "ResourceId"):
        identifier = str(asked.get(parameter, ""))
        found: Any = identifier and (
            organization.account(identifier)
            or organization.place(identifier)
            or next((policy for policy in organization.policies if policy.id == identifier), None)
        )
        if found:
            yield str(found.arn)


def _cloudtrail(call: Call, asked: Parameters, account: str) -> Iterable[str]:
    if "EventDataStore" in asked:
        yield str(asked["EventDataStore"])
        return
    if call.operation in ("ListTags", "AddTags", "RemoveTags"):
        yield from (str(arn) for arn in (*asked.get("ResourceIdList", ()), asked.get("ResourceId")) if arn)
        return
    name = asked.get("TrailName", asked.get("Name"))
    if name and call.operation in _OF_A_TRAIL:
        yield _arn("cloudtrail", call, account, f"trail/{name}", str(name))


_OF_A_TRAIL = (
    "CreateTrail", "DeleteTrail", "GetEventSelectors", "GetInsightSelectors", "GetTrail", "GetTrailStatus",
    "PutEventSelectors", "PutInsightSelectors", "StartLogging", "StopLogging", "UpdateTrail",
)  # fmt: skip


def _sns(call: Call, asked: Parameters, account: str) -> Iterable[str]:
    if call.operation == "CreateTopic":
        yield _arn("sns", call, account, str(asked.get("Name", "")))
        return
    for parameter in ("TopicArn", "TargetArn", "ResourceArn"):
        if parameter in asked:
            yield str(asked[parameter])
            return
    if "SubscriptionArn" in asked:
        yield str(asked["SubscriptionArn"]).rpartition(":")[0]


def _sqs(call: Call, asked: Parameters, account: str) -> Iterable[str]:
    if "QueueUrl" in asked:
        owner, _, name = str(asked["QueueUrl"]).rstrip("/").rpartition("/")
        yield f"arn:aws:sqs:{call.region}:{owner.rpartition('/')[2]}:{name}"
    elif "QueueName" in asked:
        owner = str(asked.get("QueueOwnerAWSAccountId", account))
        yield f"arn:aws:sqs:{call.region}:{owner}:{asked['QueueName']}"


def _events(call: Call, asked: Parameters, account: str) -> Iterable[str]:
    if "ResourceARN" in asked:
        yield str(asked["ResourceARN"])
    elif call.operation == "PutEvents":
        buses = {str(entry.get("EventBusName") or "default") for entry in asked.get("Entries", ())}
        yield from (_arn("events", call, account, f"event-bus/{bus}", bus) for bus in sorted(buses))
    elif call.operation in ("CreateEventBus", "DeleteEventBus", "DescribeEventBus", "UpdateEventBus"):
        name = str(asked.get("Name", "default"))
        yield _arn("events", call, account, f"event-bus/{name}", name)
    elif call.operation in _OF_A_RULE:
        bus = str(asked.get("EventBusName", "default")).rpartition("/")[2]
        rule = asked.get("Rule", asked.get("Name", ""))
        yield _arn("events", call, account, f"rule/{rule}" if bus == "default" else f"rule/{bus}/{rule}")


_OF_A_RULE = (
    "DeleteRule", "DescribeRule", "DisableRule", "EnableRule", "ListTargetsByRule", "PutRule", "PutTargets",
    "RemoveTargets",
)  # fmt: skip


def _logs(call: Call, asked: Parameters, account: str) -> Iterable[str]:
    """A log group's ARN ends in `:*`, or in the stream, but for tagging.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
    """
    if "resourceArn" in asked:
        yield str(asked["resourceArn"])
        return
    group = str(asked.get("logGroupIdentifier", asked.get("logGroupName", "")))
    if not group and call.operation not in ("DescribeMetricFilters", "DescribeLogStreams"):
        return
    arn = _arn("logs", call, account, f"log-group:{group}", group).removesuffix(":*")
    yield (
        arn
        if call.operation.endswith("LogGroup") and "ag" in call.operation
        else (f"{arn}:log-stream:{asked.get('logStreamName', '')}")
    )


def _cloudwatch(call: Call, asked: Parameters, account: str) -> Iterable[str]:
    if "ResourceARN" in asked:
        yield str(asked["ResourceARN"])
    elif call.operation in _OF_ALARMS:
        names = asked.get("AlarmNames") or ([asked["AlarmName"]] if "AlarmName" in asked else ["*"])
        yield from (_arn("cloudwatch", call, account, f"alarm:{name}") for name in names)


_OF_ALARMS = (
    "DeleteAlarms", "DescribeAlarmHistory", "DescribeAlarms", "DisableAlarmActions", "EnableAlarmActions",
    "PutCompositeAlarm", "PutMetricAlarm", "SetAlarmState",
)  # fmt: skip


def _account(_call: Call, asked: Parameters, account: str) -> Iterable[str]:
    from rootward.sandbox.organizations.membership import organization_of

    other = asked.get("AccountId", account)
    organization = organization_of(account) if other != account else None
    if organization is None:
        yield f"arn:aws:account::{other}:account"
    else:
        yield f"arn:aws:account::{organization.account_id}:account/{organization.organization.id}/{other}"


def _access_analyzer(call: Call, asked: Parameters, account: str) -> Iterable[str]:
    if "resourceArn" in asked:
        yield str(asked["resourceArn"])
        return
    name = asked.get("analyzerArn", asked.get("analyzerName"))
    if name:
        arn = _arn("access-analyzer", call, account, f"analyzer/{name}", str(name))
        is_of_a_rule = call.operation.endswith("ArchiveRule") and call.operation != "ApplyArchiveRule"
        yield f"{arn}/archive-rule/{asked.get('ruleName', '')}" if is_of_a_rule else arn


def _s3(call: Call, asked: Parameters, _account: str) -> Iterable[str]:
    if call.operation == "DeleteObjects":
        objects = asked.get("Delete", {}).get("Objects", ())
        yield from (f"arn:aws:s3:::{asked.get('Bucket')}/{one.get('Key')}" for one in objects)
    elif "Bucket" in asked:
        yield f"arn:aws:s3:::{asked['Bucket']}" + (f"/{asked['Key']}" if "Key" in asked else "")


def _kms(call: Call, asked: Parameters, account: str) -> Iterable[str]:
    """A key by its id, its ARN or an alias."""
    from moto.kms.models import kms_backends

    name = str(asked.get("KeyId", asked.get("TargetKeyId", "")))
    if not name:
        return
    if account in kms_backends and call.region in kms_backends[account]:
        name = str(kms_backends[account][call.region].any_id_to_key_id(name) or name)
    yield _arn("kms", call, account, f"key/{name}", name)


def _arn(service: str, call: Call, account: str, resource: str, name: str = "") -> str:
    """The ARN of something in the call's region; `name`: as it was given, which may be an ARN already."""
    return name if name.startswith("arn:") else f"arn:aws:{service}:{call.region}:{account}:{resource}"


_SERVICES: dict[str, Callable[[Call, Parameters, str], Iterable[str]]] = {
    "accessanalyzer": _access_analyzer,
    "account": _account,
    "cloudtrail": _cloudtrail,
    "cloudwatch": _cloudwatch,
    "events": _events,
    "kms": _kms,
    "logs": _logs,
    "organizations": _organizations,
    "s3": _s3,
    "sns": _sns,
    "sqs": _sqs,
    "sts": _sts,
}
