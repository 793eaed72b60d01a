"""How far logs were validated stands in the report itself, in each of its formats."""

from __future__ import annotations

import json

import pytest

from rootward.model.root_event import Validated
from rootward.reports.trail import json as json_text
from rootward.reports.trail import picture, text
from tests.reports.trail.timelines import event, timeline

UNSIGNED = Validated(
    log_files=5,
    digests=4,
    signatures="not verified: no public keys were given",
    not_validated=("1 digest file, after which none came that holds its hash",),
)
FILES = "4 digest files and 5 log files are as CloudTrail delivered them; signatures not verified: no public keys"
REST = "not validated: 1 digest file, after which none came that holds its hash"


@pytest.mark.parametrize("events", [(), (event(),)], ids=["asleep", "awake"])
@pytest.mark.parametrize("render", [text.render, picture.render], ids=["text", "html"])
def test_people_are_told_of_it_before_all_else(render, events):
    said = " ".join(render(timeline(*events, validated=UNSIGNED), width=200).split())

    assert FILES in said
    assert REST in said


def test_in_text_it_stands_above_what_was_found():
    lines = text.render(timeline(event(), validated=UNSIGNED), width=200).splitlines()

    assert [line.startswith(f"Validated {FILES}") for line in lines[:5]].count(True) == 1


def test_programs_find_it_after_what_was_there_before():
    document = json.loads(json_text.render(timeline(validated=UNSIGNED)))

    assert list(document).index("validated") > list(document).index("unread")
    assert document["validated"] == {
        "log_files": 5,
        "digests": 4,
        "signatures": "not verified: no public keys were given",
        "not_validated": ["1 digest file, after which none came that holds its hash"],
    }


@pytest.mark.parametrize("render", [text.render, picture.render], ids=["text", "html"])
def test_where_nobody_asked_nothing_is_claimed(render):
    assert "as CloudTrail delivered them" not in render(timeline(), width=200)
    assert json.loads(json_text.render(timeline()))["validated"] is None
