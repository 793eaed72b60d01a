from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from rootward.model.scan import Unread
from rootward.model.used_actions import Proposal, ProposedAction, UnmappedCall, UsedAction
from rootward.reports.trail_policy import json as as_json
from rootward.reports.trail_policy.text import render, summary

AT = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
ANN = "arn:aws:iam::123456789012:user/ann"
DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::acme/a"]}],
}


def allowed(action: str, level: str = "Read", **facts: Any) -> ProposedAction:
    standard = {"count": 2, "last": AT, "access_level": level, "resources": ("*",)}
    return ProposedAction(action=action, **{**standard, **facts})


def used(action: str) -> UsedAction:
    return UsedAction(action=action, count=1, first=AT, last=AT)


def proposal(*actions: ProposedAction, **facts: Any) -> Proposal:
    standard = {"principal": ANN, "kind": "user", "since": AT, "until": AT.replace(day=27), "documents": (DOCUMENT,)}
    return Proposal(actions=actions or (allowed("s3:GetObject"),), **{**standard, **facts})


def told(*actions: ProposedAction, **facts: Any) -> str:
    return " ".join(render(proposal(*actions, **facts)).split())


def test_a_document_can_be_copied_out_of_the_text():
    text = render(proposal())

    assert json.loads(text[text.index("{") : text.rindex("}") + 1]) == DOCUMENT


def test_the_head_says_whose_it_is_and_of_which_time():
    assert told().startswith(
        f"Principal {ANN} The log 2026-11-01 09:30 to 2026-11-27 09:30 UTC Used 1 action of 1 service Policy"
    )


def test_several_documents_are_numbered_and_it_is_said_why():
    text = told(documents=(DOCUMENT, DOCUMENT))

    assert "too long for AWS (6,144 characters): attach all 2." in text
    assert "Policy 1 of 2" in text
    assert "Policy 2 of 2" in text


def test_nothing_used_is_said():
    text = render(Proposal(principal=ANN, kind="user", since=AT, until=AT, documents=(), actions=()))

    assert "It used nothing that a policy would have to allow." in text
    assert "{" not in text


def test_actions_that_change_permissions_are_marked():
    text = told(allowed("iam:AttachRolePolicy", "Permissions management, Write"), allowed("iam:GetRole"))

    assert "Changes who may do what: 1" in text
    assert "iam:AttachRolePolicy (2 times, last 2026-11-01 09:30 UTC)" in text
    assert "Changes who may do what" not in told(allowed("iam:GetRole"))


def test_what_could_be_narrower_is_named():
    text = told(allowed("s3:GetObject", narrow=True), allowed("s3:ListAllMyBuckets"))

    assert "Could be allowed on less than everything: 1 " in text
    assert "s3:GetObject AWS lets a policy name resources" in text
    assert "Could be allowed" not in told(allowed("s3:ListAllMyBuckets"))


def test_what_is_not_in_it_is_told_with_the_reason():
    strange = UnmappedCall(source="s3.amazonaws.com", name="Do", count=1, reason="AWS's reference has no action s3:Do")
    text = told(denied=(used("iam:CreateUser"),), undecided=(used("ec2:DescribeVpcs"),), unmapped=(strange,))

    assert "Refused, and not in the policy for that: 1" in text
    assert "iam:CreateUser (1 time, last 2026-11-01 09:30 UTC)" in text
    assert "Throttled or not signed, so neither allowed nor refused: 1" in text
    assert "Do of s3.amazonaws.com (1 time): AWS's reference has no action s3:Do" in text


def test_what_the_log_cannot_tell_is_said():
    assert "It holds no data events of lambda, s3:" in told(without_data_events=("lambda", "s3"))
    assert "It holds no data events" not in told()
    assert "CloudTrail does not record that a role was passed" in told()
    assert "How often is counted by deliveries" in told()


def test_many_are_not_all_listed():
    text = told(denied=tuple(used(f"iam:Do{number:02}") for number in range(40)))

    assert "iam:Do29" in text
    assert "iam:Do30" not in text
    assert "and 10 more: --format json has all" in text


def test_what_was_not_read_is_listed():
    assert "Not read: 1" in told(unread=(Unread(path="a.json.gz", reason="it is empty"),))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("root", "Root needs no policy."),
        ("service", "needs no policy of yours"),
        ("other", "neither a user nor a role"),
    ],
)
def test_who_is_neither_a_user_nor_a_role_gets_a_word(kind, words):
    assert words in told(kind=kind)
    assert words not in told()


@pytest.mark.parametrize("hostile", ["a\x1b[31mb", "a\nb", "a\N{RIGHT-TO-LEFT OVERRIDE}b", "[bold]a[/bold]", "\ud800"])
def test_names_stay_text(hostile):
    document = {"Version": "2012-10-17", "Statement": [{"Resource": hostile}]}
    strange = UnmappedCall(source=hostile, name=hostile, count=1, reason=hostile)
    given = proposal(principal=hostile, documents=(document,), unmapped=(strange,))

    for text in (render(given, width=200), as_json.render(given), summary(given)):
        assert "\x1b" not in text
        assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in text
        text.encode()
    assert "[bold]" in render(proposal(principal="[bold]a[/bold]"))


def test_json_has_every_field():
    found = json.loads(as_json.render(proposal(allowed("s3:GetObject"), rootward="0.1.0")))

    assert found["schema"] == 1
    assert found["documents"] == [DOCUMENT]
    assert found["actions"][0] == {
        "action": "s3:GetObject",
        "count": 2,
        "last": "2026-11-01T09:30:00Z",
        "access_level": "Read",
        "resources": ["*"],
        "narrow": False,
    }


def test_the_closing_line():
    assert summary(proposal()) == f"1 policy document for 1 action of 1 service by {ANN}"
