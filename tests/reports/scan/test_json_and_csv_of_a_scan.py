"""The JSON and CSV of a scan: their keys and columns stand."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from rootward.reports.scan import csv as csv_text
from rootward.reports.scan import json as json_text
from tests.reports.scan.scanned import ACCOUNT, BLOB, COMMIT, FINGERPRINT, KEY_ID, brought, everything, leak, scan


def test_a_finding_in_json():
    report = json.loads(json_text.render(everything()))

    assert list(report) == [
        "schema",
        "rootward",
        "taken_at",
        "looked_in",
        "looked",
        "findings",
        "allowed",
        "unread",
    ]
    assert (report["schema"], report["taken_at"]) == (1, "2026-01-31T12:00:00Z")
    assert report["looked"] == {"files": 1, "blobs": 120_331, "commits": 34_012, "bytes": 2_345_678_901}
    assert report["allowed"][1] == {
        "rule": "baseline",
        "source": "leaks.json",
        "from_repository": False,
        "count": 12,
    }
    assert report["unread"][0] == {"path": "secret.7z", "reason": "7z is not read"}
    assert report["findings"][0] == {
        "kind": "access-key-id",
        "path": "app/.env",
        "line": 3,
        "column": 19,
        "confidence": "high",
        "reason": "beside the secret key that it needs",
        "masked": "…SSSS",
        "fingerprint": FINGERPRINT,
        "key_id": KEY_ID,
        "account": ACCOUNT,
        "encoding": [],
        "shown": f"AWS_ACCESS_KEY_ID={KEY_ID}",
        "commit": COMMIT,
        "author": "Anna Ramírez <anna@example.com>",
        "date": "2024-03-01T09:30:00Z",
        "in_head": False,
        "branches": ["main", "release/1", "release/2", "release/3"],
        "branch_count": 41,
        "blob": BLOB,
        "owner": {
            "account": ACCOUNT,
            "user": "anna",
            "arn": f"arn:aws:iam::{ACCOUNT}:user/anna",
            "root": False,
            "status": "Active",
            "last_use": {"at": "2026-01-30T00:00:00Z", "service": "s3", "region": "eu-west-1"},
            "administrator": True,
        },
        "proof": None,
    }


def test_a_finding_in_csv():
    rows = list(csv.DictReader(io.StringIO(csv_text.render(everything()))))

    assert len(rows) == 6
    assert rows[1] == {
        "taken_at": "2026-01-31T12:00:00Z",
        "kind": "secret-access-key",
        "path": "app/.env",
        "line": "4",
        "column": "23",
        "confidence": "high",
        "reason": "beside its id",
        "masked": "…4f2A",
        "fingerprint": FINGERPRINT[::-1],
        "key_id": KEY_ID,
        "account": ACCOUNT,
        "encoding": "",
        "shown": "AWS_SECRET_ACCESS_KEY=…4f2A",
        "commit": COMMIT,
        "author": "Anna Ramírez <anna@example.com>",
        "date": "2024-03-01T09:30:00Z",
        "in_head": "true",
        "branches": "main; release/1; release/2; release/3",
        "blob": BLOB,
        "owner": "anna",
        "owner_arn": f"arn:aws:iam::{ACCOUNT}:user/anna",
        "root": "false",
        "status": "Active",
        "administrator": "true",
        "proof": "alive",
    }
    assert (rows[2]["encoding"], rows[2]["in_head"], rows[2]["administrator"]) == ("base64; escaped", "", "")


def test_names_of_somebody_elses_choice_stay_text():
    hostile = scan(brought(leak(path="/x/\udcff\u202e", shown="=1+1"), branches=("\udcff",)))

    (row,) = csv.DictReader(io.StringIO(csv_text.render(hostile)))
    assert row["shown"].startswith("'=")
    assert "\u202e" not in row["path"]
    text = json_text.render(hostile)
    assert "\u202e" not in text
    assert json.loads(text)["findings"][0]["path"] == "/x/\\udcff\u202e"
    assert json.loads(text)["findings"][0]["branches"] == ["\\udcff"]


def test_the_page_shows_the_keys_that_there_are():
    page = (Path(__file__).parents[3] / "docs" / "scan.md").read_text("utf-8")
    shown = json.loads(page.partition("```json\n")[2].partition("```")[0])
    report = json.loads(json_text.render(everything()))

    assert list(shown) == list(report)
    for name in ("findings", "allowed", "unread"):
        assert list(shown[name][0]) == list(report[name][0])
    assert list(shown["looked"]) == list(report["looked"])
