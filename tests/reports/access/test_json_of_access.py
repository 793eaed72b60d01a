"""The JSON of answers: its keys stand, names are as AWS gave them, and nothing in it is a secret or obeyed."""

from __future__ import annotations

import json

from rootward.engine.access.administrators import who_administers
from rootward.engine.access.can import can
from rootward.engine.access.principals import principal
from rootward.engine.access.who_can import who_can
from rootward.model.access import Question
from rootward.reports.access.json import render
from tests.checks.facts import account, allow, identities, inline, policy, user
from tests.engine.access.office import office, scene

GET = Question(action="s3:GetObject")


def test_who_can():
    report = json.loads(render(who_can(scene(office()), GET, version="0.1.0")))

    assert list(report) == [
        "schema", "rootward", "taken_at", "account", "question", "about", "before_scps", "principals",
        "on_some_resources", "warnings",
    ]  # fmt: skip
    assert (report["schema"], report["rootward"], report["taken_at"]) == (1, "0.1.0", "2026-01-31T12:00:00Z")
    assert report["account"] == {"id": "123456789012", "alias": "acme", "partition": "aws"}
    assert report["question"] == {"action": "s3:GetObject", "resource": "*", "context": {}, "complete": False}
    assert report["principals"][1] == {
        "principal": "arn:aws:iam::123456789012:user/cat",
        "kind": "user",
        "name": "cat",
        "ways": [
            {
                "answer": "depends",
                "through": [],
                "depends_on": ["aws:MultiFactorAuthPresent"],
                "with_mfa": True,
                "unread": [],
                "resources": [],
                "by": [
                    {
                        "policy": "storage",
                        "layer": "identity",
                        "group": None,
                        "inline_of": "user cat",
                        "number": 1,
                        "sid": "WithMFA",
                        "effect": "Allow",
                        "applies": "depends",
                        "depends_on": ["aws:MultiFactorAuthPresent"],
                        "statement": {
                            "Sid": "WithMFA",
                            "Effect": "Allow",
                            "Action": "s3:*",
                            "Resource": "*",
                            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
                        },
                    }
                ],
                "unless": [],
            }
        ],
    }


def test_can():
    there = scene(office())
    report = json.loads(render(can(there, principal(there, "eve"), GET, version="0.1.0")))

    assert list(report) == [
        "schema", "rootward", "taken_at", "account", "principal", "kind", "name", "question", "about", "verdict",
        "explicit", "layer", "depends_on", "with_mfa", "before_scps", "allowed_by", "denied_by", "unread", "held",
        "boundary", "on_some_resources", "by_assuming", "let_in_by", "warnings",
    ]  # fmt: skip
    assert (report["verdict"], report["layer"]) == ("depends", "identity")
    assert report["unread"] == [
        {
            "layer": "identity",
            "policy": "arn:aws:iam::aws:policy/job-function/Payroll",
            "group": None,
            "why": "AWS denied it",
        }
    ]


def test_administrators():
    report = json.loads(render(who_administers(scene(office()), version="0.1.0")))

    assert list(report) == [
        "schema", "rootward", "taken_at", "account", "before_scps", "administrators", "would_be", "possible",
        "outsiders",
        "warnings",
    ]  # fmt: skip
    assert list(report["administrators"][0]) == ["principal", "kind", "name", "power", "way", "policies"]


def test_without_unicode_only_ascii_is_written_and_says_the_same():
    people = account(identities=identities(users=(user("Zoë-山", inline_policies=(inline("p", policy(allow("*"))),)),)))
    answer = who_can(scene(people), GET, version="0")

    assert render(answer, unicode=False).isascii()
    assert json.loads(render(answer, unicode=False)) == json.loads(render(answer))
    assert json.loads(render(answer))["principals"][0]["name"] == "Zoë-山"
