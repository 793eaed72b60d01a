"""EventBridge's rules, in a list and alone."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

TOPIC = "arn:aws:sns:us-east-1:123456789012:told"


def test_who_made_a_rule_is_shown_of_one_rule_and_not_in_the_list(hardened, client):
    events = client(hardened, "events")
    assert events.describe_rule(Name="root-use")["CreatedBy"] == "123456789012"
    assert [rule["Name"] for rule in events.list_rules()["Rules"]] == ["root-use"]
    assert "CreatedBy" not in events.list_rules()["Rules"][0]


def test_a_rule_has_up_to_five_targets_and_one_that_is_there_counts_once(fresh, client):
    events = client(fresh, "events")
    events.put_rule(Name="root-use", EventPattern='{"source": ["aws.ec2"]}')
    five = [{"Id": str(number), "Arn": TOPIC} for number in range(5)]
    for _ in range(2):
        events.put_targets(Rule="root-use", Targets=five)
    with pytest.raises(ClientError, match="LimitExceededException"):
        events.put_targets(Rule="root-use", Targets=[{"Id": "5", "Arn": TOPIC}])
    assert len(events.list_targets_by_rule(Rule="root-use")["Targets"]) == 5
