"""An analyzer that AWS is still making is waited for."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.aws.looks import look
from rootward.model.change import AnalyzerChange, Other
from rootward.sandbox.services.access_analyzer import access_analyzer_backends
from tests.aws.looks.asked import client
from tests.aws.practice import reading_of, session_of
from tests.checks.facts import ACCOUNT
from tests.model.change import kinds
from tests.model.change.kinds import US

CHANGE = AnalyzerChange(
    name="external",
    arn=f"arn:aws:access-analyzer:us-east-1:{ACCOUNT}:analyzer/external",
    region="us-east-1",
    before=False,
    after=True,
)


@pytest.mark.parametrize(
    ("status", "made", "taken_away"),
    [
        ("CREATING", Other(), Other()),
        ("ACTIVE", True, True),
        ("DISABLED", Other(), True),
        ("FAILED", Other(), True),
    ],
)
def test_it_is_there_once_it_is_made_and_at_work(practice, status, made, taken_away):
    session: Any = session_of(practice)
    regional = session.client("accessanalyzer", "us-east-1")
    for one in regional.list_analyzers()["analyzers"]:
        regional.delete_analyzer(analyzerName=one["name"])
    regional.create_analyzer(analyzerName="external", type="ACCOUNT")
    with practice._application.backends.in_place():
        access_analyzer_backends[ACCOUNT]["us-east-1"].analyzers["external"].status = status

    with reading_of(practice) as reading:
        assert look(reading, CHANGE) == made
        assert look(reading, CHANGE.inverse()) == taken_away


def test_an_analyzer_is_one_of_its_own_region(practice):
    client(practice, "accessanalyzer").create_analyzer(analyzerName="rootward", type="ACCOUNT")

    with reading_of(practice) as reading:
        assert look(reading, kinds.analyzer()) is True
        assert look(reading, kinds.analyzer(region=US)) is False


def test_one_of_the_name_that_asks_something_else_is_another(practice):
    unused = {"unusedAccess": {"unusedAccessAge": 90}}
    client(practice, "accessanalyzer").create_analyzer(
        analyzerName="rootward", type="ACCOUNT_UNUSED_ACCESS", configuration=unused
    )

    with reading_of(practice) as reading:
        assert look(reading, kinds.analyzer()) == Other()
