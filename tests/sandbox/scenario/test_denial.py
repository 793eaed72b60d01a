"""What a scenario denies is denied from the first call on."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from rootward.sandbox import serve
from rootward.sandbox.faults import Deny
from rootward.sandbox.scenario.denial import denials
from rootward.sandbox.scenario.file import load


def test_the_summary_is_denied_and_the_rest_is_not(client):
    with serve("root-mfa-missing.unknown") as sandbox:
        iam = client(sandbox, "iam")
        with pytest.raises(ClientError) as denied:
            iam.get_account_summary()
        assert iam.list_users()["Users"]

    assert denied.value.response["Error"]["Code"] == "AccessDenied"


def test_a_scenario_that_denies_nothing_has_no_denial():
    assert denials(load("startup")) == ()


def test_actions_and_regions_are_denied_by_their_own_kind_of_policy():
    import msgspec

    scenario = msgspec.structs.replace(load("startup"), denied=("iam:Get*",), denied_regions=("eu-west-1",))

    assert denials(scenario) == (
        Deny(actions=("iam:Get*",)),
        Deny(by="service-control-policy", regions=("eu-west-1",)),
    )
