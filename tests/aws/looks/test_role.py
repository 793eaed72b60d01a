from __future__ import annotations

import json

import msgspec
import pytest

from rootward.aws.looks import look
from rootward.model.change import Other
from tests.aws.practice import iam_of, reading_of
from tests.checks.facts import trust
from tests.model.change import kinds
from tests.model.change.kinds import TRUST

ODD = trust({"AWS": "123456789012"}, Condition={"StringEquals": {"sts:ExternalId": "50%25 a+b"}})
"""A trust that percent-encoding would garble if it were decoded twice, or as a form is."""


@pytest.mark.parametrize("document", [TRUST, ODD], ids=["plain", "odd"])
def test_a_trust_says_the_same_however_it_is_written(practice, document):
    laid_out = json.dumps(json.loads(document), indent=2, sort_keys=True)
    iam_of(practice).create_role(RoleName="new", AssumeRolePolicyDocument=laid_out)
    change = msgspec.structs.replace(kinds.role("new"), trust_policy=document)

    with reading_of(practice) as reading:
        assert look(reading, change) is True
        assert look(reading, change.inverse()) is True


def test_a_role_of_the_name_that_lets_in_somebody_else_is_another(practice):
    iam_of(practice).create_role(RoleName="new", AssumeRolePolicyDocument=ODD)

    with reading_of(practice) as reading:
        assert look(reading, kinds.role("new")) == Other()
        assert look(reading, kinds.role("new", after=False)) == Other()
