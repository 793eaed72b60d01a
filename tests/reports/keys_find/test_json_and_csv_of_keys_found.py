"""The JSON and CSV of keys found: their keys and columns stand."""

from __future__ import annotations

import csv
import io
import json

from rootward.reports.keys_find import csv as csv_text
from rootward.reports.keys_find import json as json_text
from tests.reports.keys_find.found import ALONE_ID, ROOT_ID, USER_ID, everything, found, key, place

KEYS = ["schema", "rootward", "taken_at", "looked_in", "keys", "ids_alone", "unread", "unchanged"]


def test_a_key_in_json():
    report = json.loads(json_text.render(everything()))

    assert list(report) == KEYS
    assert (report["schema"], report["taken_at"]) == (1, "2026-01-31T12:00:00Z")
    assert report["unread"] == ["/home/anna/.env: the link leads out of the folder"]
    assert [one["key_id"] for one in report["ids_alone"]] == [ALONE_ID]
    assert report["keys"][0] == {
        "key_id": ROOT_ID,
        "account": "111122223333",
        "temporary": False,
        "places": [
            {
                "kind": "downloaded",
                "path": "/home/anna/Downloads/rootkey.csv",
                "line": 1,
                "profile": None,
                "secret": True,
                "readable_by": "owner",
                "mode": "0600",
                "mode_was": None,
            }
        ],
        "proof": {
            "state": "alive",
            "arn": "arn:aws:iam::111122223333:root",
            "account": "111122223333",
            "root": True,
            "detail": "",
        },
    }


def test_a_place_in_csv():
    rows = list(csv.DictReader(io.StringIO(csv_text.render(everything()))))

    assert [row["key_id"] for row in rows].count(USER_ID) == 4
    assert rows[2] == {
        "taken_at": "2026-01-31T12:00:00Z",
        "key_id": USER_ID,
        "account": "111122223333",
        "temporary": "false",
        "kind": "shell-history",
        "path": "/home/anna/.bash_history",
        "line": "2",
        "profile": "",
        "secret": "true",
        "readable_by": "others",
        "mode": "0644",
        "mode_was": "",
        "state": "alive",
        "arn": "arn:aws:iam::444455556666:user/anna",
        "root": "false",
        "detail": "",
    }


def test_names_of_somebody_elses_choice_stay_text():
    hostile = found(key(USER_ID, place(path="/x/\udcff\u202e", profile="=1+1")))

    (row,) = csv.DictReader(io.StringIO(csv_text.render(hostile)))
    assert row["profile"].startswith("'=")
    assert "\u202e" not in row["path"]
    text = json_text.render(hostile)
    assert "\u202e" not in text
    assert json.loads(text)["keys"][0]["places"][0]["path"] == "/x/\\udcff\u202e"
