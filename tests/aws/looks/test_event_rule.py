from __future__ import annotations

import msgspec
import pytest

from rootward.aws.looks import look
from rootward.model.change import Partway, RuleSettings
from rootward.model.monitoring import RuleTarget
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import js
from tests.aws.looks.asked import client, rules_in
from tests.aws.practice import reading_of
from tests.model.change import kinds
from tests.model.change.kinds import BUS_TARGET, EU, PATTERN, SETTINGS, TARGET, US

NAME = "rootward-root-used"
BOTH = msgspec.structs.replace(SETTINGS, targets=(TARGET, BUS_TARGET))


@pytest.mark.parametrize("change", [kinds.rule(None, BOTH), kinds.rule(BOTH, None)], ids=["made", "taken away"])
def test_a_rule_with_fewer_of_its_targets_was_left_partway(practice, change):
    rules_in(practice)

    with reading_of(practice) as reading:
        assert look(reading, change) == Partway()
        client(practice, "events").remove_targets(Rule=NAME, Ids=["topic"])
        assert look(reading, change) == Partway()


def test_a_rule_that_catches_something_else_is_seen_as_it_is(practice):
    rules_in(practice)
    client(practice, "events").put_rule(Name=NAME, EventPattern='{"source": ["aws.iam"]}', State="DISABLED")

    with reading_of(practice) as reading:
        assert look(reading, kinds.rule()) == RuleSettings(
            pattern='{"source": ["aws.iam"]}', state="DISABLED", targets=(TARGET,)
        )


def test_one_of_a_name_is_another_in_another_region(practice):
    rules_in(practice)

    with reading_of(practice) as reading:
        assert look(reading, kinds.rule(region=US)) is None


def test_targets_on_the_second_page_and_the_roles_that_send_to_them_are_seen(aws):
    aws.answers["DescribeRule"] = js({"Name": NAME, "EventPattern": PATTERN, "State": "ENABLED"})
    first, second = ({"Id": one.id, "Arn": one.arn, "RoleArn": one.role} for one in (BUS_TARGET, TARGET))
    del second["RoleArn"]
    aws.answers["ListTargetsByRule"] = lambda parameters, _: (
        js({"Targets": [second]}) if "NextToken" in parameters else js({"Targets": [first], "NextToken": "more"})
    )

    with aws.reading() as reading:
        assert look(reading, kinds.rule()) == RuleSettings(
            pattern=PATTERN, state="ENABLED", targets=(RuleTarget(**msgspec.to_builtins(BUS_TARGET)), TARGET)
        )
    assert {region for operation, _, region, _ in aws.requests if operation != "GetCallerIdentity"} == {EU}


def test_where_targets_may_not_be_listed_it_is_not_known(practice):
    rules_in(practice)
    with reading_of(practice) as reading:
        practice.deny("events:ListTargetsByRule")
        seen = look(reading, kinds.rule())

    assert isinstance(seen, Unknown)
    assert (seen.reason, seen.action) == ("denied", "events:ListTargetsByRule")
