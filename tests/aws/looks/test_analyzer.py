"""An analyzer that AWS is still making is waited for."""

from __future__ import annotations

import pytest

from rootward.aws.looks import look
from rootward.model.change import AnalyzerChange, Other
from rootward.sandbox.services.access_analyzer import access_analyzer_backends
from tests.aws.practice import reading_of, session_of
from tests.checks.facts import ACCOUNT

CHANGE = AnalyzerChange(
    name="external",
    arn=f"arn:aws:access-analyzer:us-east-1:{ACCOUNT}:analyzer/external",
    region="us-east-1",
    before=False,
    after=True,
)


@pytest.mark.parametrize(
    ("status", "seen"), [("CREATING", Other()), ("ACTIVE", True), ("DISABLED", True), ("FAILED", True)]
)
def test_it_is_there_once_it_is_made(practice, status, seen):
    client = session_of(practice).client("accessanalyzer", "us-east-1")
    for one in client.list_analyzers()["analyzers"]:
        client.delete_analyzer(analyzerName=one["name"])
    client.create_analyzer(analyzerName="external", type="ACCOUNT")
    with practice._application.backends.in_place():
        access_analyzer_backends[ACCOUNT]["us-east-1"].analyzers["external"].status = status

    with reading_of(practice) as reading:
        assert look(reading, CHANGE) == seen
