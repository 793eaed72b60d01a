"""EventBridge: rules and their targets."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

PATTERN = json.dumps({"detail": {"userIdentity": {"type": ["Root"]}}})


def walk(sandbox: Any, client: Any) -> None:
    events = client(sandbox, "events")
    topic = client(sandbox, "sns").create_topic(Name="told")["TopicArn"]
    events.put_rule(Name="root-use", EventPattern=PATTERN, State="ENABLED")
    events.put_targets(Rule="root-use", Targets=[{"Id": "told", "Arn": topic}])

    assert [rule["Name"] for rule in events.list_rules(NamePrefix="root")["Rules"]] == ["root-use"]
    assert events.describe_rule(Name="root-use")["EventPattern"] == PATTERN
    assert [target["Arn"] for target in events.list_targets_by_rule(Rule="root-use")["Targets"]] == [topic]
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        events.list_targets_by_rule(Rule="missing")

    five = [{"Id": str(number), "Arn": topic} for number in range(5)]
    with pytest.raises(ClientError, match="LimitExceededException"):
        events.put_targets(Rule="root-use", Targets=five)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        events.put_targets(Rule="missing", Targets=five)

    events.disable_rule(Name="root-use")
    events.enable_rule(Name="root-use")
    events.remove_targets(Rule="root-use", Ids=["told"])
    events.delete_rule(Name="root-use")
    assert events.list_rules()["Rules"] == []
