"""The JSON contract, schema 1."""

from __future__ import annotations

import json

import msgspec
import pytest
from jsonschema import Draft202012Validator

from rootward.reports.json import render, schema
from tests.reports.audits import BLIND, CLEAN, ROOT_MFA, TROUBLED, audit, finding, user

VALIDATOR = Draft202012Validator(json.loads(schema()))


def test_keys_and_their_order_are_the_contract():
    document = json.loads(render(audit(ROOT_MFA, state="exposed")))

    assert list(document) == ["schema", "rootward", "taken_at", "account", "summary", "findings"]
    assert list(document["account"]) == ["id", "alias", "partition", "caller", "root_state"]
    assert list(document["summary"]) == ["score", "fail", "pass", "unknown", "not_applicable", "accepted"]
    (only,) = document["findings"]
    assert only == {
        "check": "root-mfa-missing",
        "practice": "mfa",
        "severity": "critical",
        "status": "fail",
        "resource": "arn:aws:iam::123456789012:root",
        "message": "root has a password and no MFA device",
        "evidence": [
            {"source": "account-summary", "at": "2026-01-31T12:00:00Z", "fact": "AccountMFAEnabled", "value": False},
            {
                "source": "account-summary",
                "at": "2026-01-31T12:00:00Z",
                "fact": "AccountPasswordPresent",
                "value": True,
            },
        ],
        "controls": {"cis-3.0": ["1.5"], "cis-7.0": ["2.5"], "security-hub": ["IAM.9"]},
        "unknown_because": None,
        "missing_permissions": [],
        "fix": "guided",
    }
    assert list(only) == [
        *("check", "practice", "severity", "status", "resource", "message", "evidence"),
        *("controls", "unknown_because", "missing_permissions", "fix"),
    ]
    assert list(only["evidence"][0]) == ["source", "at", "fact", "value"]


def test_the_head_says_who_when_and_by_what():
    document = json.loads(render(TROUBLED))

    assert (document["schema"], document["rootward"], document["taken_at"]) == (1, "0.1.0", "2026-01-31T12:00:00Z")
    assert document["account"]["root_state"] == "exposed"
    assert document["summary"] == {
        "score": 37,
        "fail": 2,
        "pass": 1,
        "unknown": 2,
        "not_applicable": 1,
        "accepted": 1,
    }


@pytest.mark.parametrize("audited", [TROUBLED, CLEAN, BLIND], ids=["troubled", "clean", "blind"])
def test_every_report_keeps_to_the_schema(audited):
    VALIDATOR.validate(json.loads(render(audited)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), 2),
        (("taken_at",), "2026-01-31T12:00:00+01:00"),
        (("summary", "score"), 101),
        (("account", "root_state"), "fine"),
        (("findings", 0, "status"), "skipped"),
        (("findings", 0, "severity"), "urgent"),
        (("findings", 0, "evidence"), [{"source": "x"}]),
    ],
)
def test_the_schema_refuses_what_the_contract_does_not_know(path, value):
    document = json.loads(render(TROUBLED))
    *parents, last = path
    target = document
    for step in parents:
        target = target[step]
    target[last] = value

    assert not VALIDATOR.is_valid(document)


@pytest.mark.parametrize("key", ["check", "evidence", "controls", "unknown_because", "missing_permissions", "fix"])
def test_the_schema_asks_for_every_key_of_a_finding(key):
    document = json.loads(render(TROUBLED))
    del document["findings"][0][key]

    assert not VALIDATOR.is_valid(document)


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(json.loads(schema()))


def test_a_decoded_name_is_the_name_itself_and_its_bytes_are_harmless():
    name = "a\x1b[2J\x7f\x9b\u202e\u2028\n<b>\U000e0041é"
    text = render(audit(finding("user-mfa-missing", "mfa", "high", "fail", user(name), "wrong")))

    assert json.loads(text)["findings"][0]["resource"] == user(name)
    assert msgspec.json.decode(text.encode())["findings"][0]["resource"] == user(name)
    assert r"a\u001b[2J\u007f\u009b\u202e\u2028\n<b>\udb40\udc41é" in text


def test_a_lone_surrogate_becomes_visible_for_no_json_may_hold_one():
    text = render(audit(finding("user-mfa-missing", "mfa", "high", "fail", user("half\ud800"), "wrong")))

    assert msgspec.json.decode(text.encode())["findings"][0]["resource"] == user(r"half\ud800")


def test_without_unicode_the_text_is_ascii_and_says_the_same():
    audited = audit(finding("user-mfa-missing", "mfa", "high", "fail", user("Zoë-山-🚀"), "wrong"))

    assert render(audited, unicode=False).isascii()
    assert json.loads(render(audited, unicode=False)) == json.loads(render(audited))
