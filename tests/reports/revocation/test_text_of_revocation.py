"""What a revoked key did, and what is left to do, for somebody in the middle of an incident."""

from __future__ import annotations

import pytest

from rootward.model.key_history import Aftermath, BegunSession, KeyEvent, KeyHistory, ReachableRole
from rootward.reports.revocation.text import render
from tests.checks.facts import NOW, ago, arn
from tests.reports.plan.plans import attachment, inline, step

KEY, OTHER, SESSION = "AKIA" + "A" * 16, "AKIA" + "B" * 16, "ASIA" + "C" * 16
JENKINS = ReachableRole(name="jenkins", arn=arn("role", "jenkins"), sure=True)
SAFE = ReachableRole(name="safe", arn=arn("role", "safe"), sure=False)


def event(name="ListUsers", **more):
    made = {"at": ago(1), "region": "us-east-1", "service": "iam", "name": name, "writes": False, "error": ""}
    return KeyEvent(**{**made, "source": "203.0.113.9", "agent": "aws-cli", "key_id": KEY, **more})


def history(*events, **more):
    return KeyHistory(
        **{"events": events, "sessions": (), "regions": ("us-east-1",), "is_whole": True, "unread": (), **more}
    )


def aftermath(told=None, **more):
    made = {
        "key_id": KEY,
        "user": "ann",
        "before": NOW,
        "is_off": True,
        "is_late": False,
        "roles": (),
        "other_keys": (),
    }
    return Aftermath(**{**made, "history": told or history(), "journal": "20260131T120000Z-0", **more})


def shown(told=None, **more):
    return " ".join(render(aftermath(told, **more)).split())


def test_what_it_changed_what_it_read_and_what_was_refused_are_told_apart():
    text = shown(
        history(
            event("CreateUser", writes=True),
            event("RunInstances", service="ec2", writes=True),
            event("RunInstances", service="ec2", writes=True),
            event(),
            event("DeleteTrail", service="cloudtrail", writes=True, error="AccessDenied"),
        )
    )

    assert "changed ec2:RunInstances (2), iam:CreateUser (1)" in text
    assert "read iam:ListUsers (1)" in text
    assert "refused cloudtrail:DeleteTrail (1)" in text
    assert "from 203.0.113.9 (5)" in text
    assert "Undo what it changed" in text


def test_a_key_that_changed_nothing_leaves_nothing_to_undo():
    text = shown(history(event(), event("CreateUser", writes=True, error="AccessDenied")))

    assert "Undo what it changed" not in text


def test_the_sessions_it_began_are_counted_with_what_they_did():
    begun = BegunSession(kind="AssumeRole", at=ago(1), key_id=SESSION, role_arn=JENKINS.arn)

    text = shown(history(event(), event(key_id=SESSION), sessions=(begun,)), roles=(JENKINS, SAFE))

    assert "AssumeRole (1); by them 1 of these calls" in text
    assert "Its user assumed this role: jenkins." in text
    assert f"rootward keys revoke {KEY} --role jenkins" in text
    assert "safe" not in text.partition("What is left")[2].partition("Sessions of a role")[0]


def test_roles_that_nobody_saw_it_assume_are_named_as_possible():
    assert "could have assumed these roles: jenkins, safe (perhaps)." in shown(roles=(JENKINS, SAFE))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (history(), "No call in 1 region."),
        (history(unread=("eu-west-1: denied",), is_whole=False), "Not known: CloudTrail could not be read."),
        (history(event(), is_whole=False), "1 call, and there are more,"),
    ],
)
def test_not_knowing_is_not_nothing(told, said):
    assert said in shown(told)


def test_another_active_key_of_the_user_is_a_question():
    assert OTHER in shown(other_keys=(OTHER,))


def test_who_was_late_revokes_once_more():
    assert "revoke it once more" in shown(is_late=True)
    assert "revoke it once more" not in shown()


def test_a_key_that_is_still_active_is_the_first_thing_to_do():
    line = f"aws iam update-access-key --user-name ann \\ --access-key-id {KEY} --status Inactive"

    assert "1. THE KEY IS STILL ACTIVE" in shown(is_off=False)
    assert line in shown(is_off=False)
    assert "STILL ACTIVE" not in shown()
    assert "update-access-key --access-key-id" in shown(is_off=False, user=None)


def test_no_line_is_wider_than_the_terminal():
    user, roles = (
        "a-name-that-is-longer-than-most-names",
        tuple(ReachableRole(name=f"role-number-{letter}", arn=arn("role", letter), sure=True) for letter in "abcdef"),
    )

    text = render(aftermath(is_off=False, user=user, roles=roles))

    assert max(map(len, text.splitlines())) <= 80
    assert "      aws iam update-access-key \\\n" in text


def test_what_it_made_is_named_with_the_ids_of_keys_whole():
    text = shown(
        history(
            event("CreateAccessKey", writes=True, made=f"access key {OTHER} of eve"),
            event("CreateUser", writes=True, made="user eve"),
            event("CreateUser", writes=True, made="user mallory", error="AccessDenied"),
        )
    )

    assert f"made user eve, access key {OTHER} of eve" in text
    assert "mallory" not in text


def test_sessions_that_are_not_denied_are_left_to_do_with_the_way_on():
    text = shown(left=(step(2, 1, inline("user", "ann", None, "{}", "Denial")),))

    assert "1. SESSIONS ARE NOT DENIED: step 2 is not made" in text
    assert "rootward apply --resume 20260131T120000Z-0" in text


def test_so_is_a_quarantine_that_is_not_made():
    text = shown(left=(step(3, 1, attachment("user", "ann")),))

    assert "1. Step 3 is not made" in text
    assert "NOT DENIED" not in text


def test_of_roots_key_nothing_is_said_of_a_quarantine():
    text = shown(user=None)

    assert "What worked with the key" not in text
    assert "change root's password" in text


def test_what_the_thief_wrote_stays_text():
    text = render(
        Aftermath(
            key_id=KEY,
            user="ann",
            is_off=True,
            before=NOW,
            is_late=False,
            history=history(event("Evil\x1b[2J", source="a\nb")),
            roles=(),
            other_keys=(),
            journal=None,
        )
    )

    assert "\x1b" not in text
    assert "a\\nb" in text


def test_the_places_that_scans_remember_are_named_and_else_how_to_find_them():
    found = shown(places=tuple(f"{name}.env:3 in /srv/shop" for name in "abcdefg"), further_places=9)

    assert "Take it away where scans found it" in found
    assert "a.env:3 in /srv/shop" in found
    assert ", and 11 more." in found
    assert "rootward scan --history" in shown()
