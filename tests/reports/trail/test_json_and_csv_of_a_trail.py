"""A trail report for programs and for spreadsheets."""

from __future__ import annotations

import csv
import io
import json

import msgspec

from rootward.model.root_event import RootEvent, RootTimeline
from rootward.reports.trail import csv as csv_text
from rootward.reports.trail import json as json_text
from tests.reports.trail.timelines import by_key, event, timeline, woken


def test_json_is_the_timeline_itself():
    text = json_text.render(woken())

    assert msgspec.json.decode(text, type=RootTimeline, strict=True) == woken()
    assert list(json.loads(text)) == list(RootTimeline.__struct_fields__)
    assert json.loads(text)["schema"] == 1
    assert json.loads(text)["events"][0]["time"] == "2026-11-22T03:02:00Z"


def test_keys_of_an_event_come_in_the_order_of_the_contract():
    (one,) = json.loads(json_text.render(timeline(event())))["events"]

    assert list(one) == list(RootEvent.__struct_fields__)
    assert [one[key] for key in ("event_id", "actor", "verdict", "detections", "session")] == [
        "00000000-0000-4000-8000-000000000001", "root", "not_required", [], "session-1",
    ]  # fmt: skip


def rows(of):
    return list(csv.DictReader(io.StringIO(csv_text.render(of))))


def test_csv_has_a_row_for_each_event_in_the_same_order():
    found = rows(woken())

    assert [row["event_id"] for row in found] == [one.event_id for one in woken().events]
    assert tuple(found[0]) == csv_text.COLUMNS


def test_what_is_not_known_is_an_empty_cell():
    (row,) = rows(timeline(by_key(detections=("a", "b"), permissions=("s3:GetObject", "s3:ListBucket"))))

    assert (row["mfa"], row["changed"], row["task"], row["read_only"]) == ("", "", "", "true")
    assert (row["detections"], row["permissions"]) == ("a; b", "s3:GetObject; s3:ListBucket")
    assert row["time"] == "2026-11-20T09:04:00Z"


def test_no_event_is_a_header_alone():
    assert rows(timeline()) == []
    assert csv_text.render(timeline()).count("\n") == 1


def test_every_field_of_an_event_has_a_column():
    assert set(csv_text.COLUMNS) == set(RootEvent.__struct_fields__)
