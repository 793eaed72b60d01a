"""A scan as SARIF 2.1.0. The whole report of `everything()` was held against the published schema as well."""

from __future__ import annotations

import json

import pytest

from rootward.reports.scan.sarif import render, uri
from tests.reports.scan.scanned import BLOB, COMMIT, FINGERPRINT, KEY_ID, brought, everything, leak, scan


def run_of(scan):
    document = json.loads(render(scan))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    return run


def test_a_finding_is_a_result_of_its_kinds_rule():
    run = run_of(everything())
    result = run["results"][0]

    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "leaked-access-key-id"
    assert result["level"] == "error"
    assert result["message"]["text"] == (
        f"access key id {KEY_ID}, account 111122223333: beside the secret key that it needs"
    )
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "app/.env"},
                "region": {"startLine": 3, "startColumn": 19},
            }
        }
    ]
    assert result["partialFingerprints"] == {"rootwardCredential/v1": FINGERPRINT}
    assert result["properties"]["commit"] == COMMIT


def test_the_surer_the_graver():
    levels = {one["properties"]["confidence"]: one["level"] for one in run_of(everything())["results"]}

    assert levels == {"high": "error", "medium": "warning", "low": "note"}


def test_a_password_has_no_fingerprint_there_either():
    (password,) = [one for one in run_of(everything())["results"] if one["ruleId"] == "leaked-console-password"]

    assert "partialFingerprints" not in password


def test_every_rule_that_was_met_is_there_once_and_no_other():
    run = run_of(everything())

    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert ids == sorted({one["ruleId"] for one in run["results"]})
    assert {rule["properties"]["security-severity"] for rule in run["tool"]["driver"]["rules"]} == {"7.0", "9.5"}


def test_what_was_not_read_is_no_success():
    (invocation,) = run_of(everything())["invocations"]

    assert not invocation["executionSuccessful"]
    assert invocation["toolExecutionNotifications"][0] == {
        "level": "error",
        "message": {"text": "not scanned: secret.7z: 7z is not read"},
    }
    assert run_of(scan())["invocations"][0]["executionSuccessful"]
    assert run_of(scan())["results"] == []


@pytest.mark.parametrize(
    ("path", "reference"),
    [
        ("app/.env", "app/.env"),
        ("/srv/a b.txt", "file:///srv/a%20b.txt"),
        ("//server/x", "file:///server/x"),
        ("C:\\x\\y.txt", "file:///C%3A/x/y.txt"),
        ("a:b", "a%3Ab"),
        ("a.zip!/b", "a.zip%21/b"),
        ("100%", "100%25"),
        ("ü", "%C3%BC"),
        ("\udcff", "%FF"),
        ("\ud800", "%5Cud800"),
        ("caf\\xe9.env", "caf%E9.env"),
        ("a\\x41", "a%5Cx41"),
        ("a\nb?c#d", "a%0Ab%3Fc%23d"),
        ("-", "-"),
    ],
)
def test_a_path_is_a_reference_whatever_it_holds(path, reference):
    assert uri(path) == reference


def test_a_name_of_somebody_elses_choice_stays_text():
    (result,) = run_of(scan(leak(path="\x1b[31m", reason="\u202e")))["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "%1B%5B31m"
    assert r"\u202e" in result["message"]["text"]


@pytest.mark.parametrize(
    ("of", "name"),
    [
        (brought(leak(path="commit message"), blob=COMMIT), f"commit message of commit {COMMIT}"),
        (brought(leak(path="message of tag v1"), commit=None), "message of tag v1"),
        (brought(leak(path=f"blob {BLOB}"), commit=None), f"blob {BLOB}"),
        (leak(path="commit message"), "commit message"),
    ],
)
def test_a_message_and_an_object_are_no_files(of, name):
    (result,) = run_of(scan(of))["results"]

    assert result["locations"] == [{"logicalLocations": [{"fullyQualifiedName": name}]}]


def test_a_staged_file_is_one_though_no_commit_has_it():
    (result,) = run_of(scan(brought(leak(path="app/my blob.env"), commit=None)))["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "app/my%20blob.env"}
