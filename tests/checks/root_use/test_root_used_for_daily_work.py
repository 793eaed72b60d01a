from __future__ import annotations

from datetime import timedelta

import pytest

from rootward.model.monitoring import NeedlessUse, RootActivity
from rootward.model.unknown import Unknown
from tests.checks.asking import only
from tests.checks.facts import NO_INFORMATION, NOW, account, ago, denied, key, report, root_row

CHECK = "root-used-for-daily-work"


def needless(days, **facts):
    standard = {
        "at": ago(days),
        "event_id": f"event-{days}",
        "name": "CreateBucket",
        "source": "s3.amazonaws.com",
        "permissions": ("s3:CreateBucket",),
    }
    return NeedlessUse(**{**standard, **facts})


def activity(*uses, **facts):
    standard = {
        "since": ago(40),
        "until": ago(0),
        "newest": uses[0].at if uses else None,
        "all_required": not uses,
        "needless": uses,
        "needless_count": len(uses),
    }
    return RootActivity(**{**standard, **facts})


def verdict(seen, *, quiet=30, **cells):
    row = root_row(**{"password_last_used": NO_INFORMATION, **cells})
    return only(CHECK, account(credential_report=report(row), root_activity=seen), root_quiet_days=quiet)


def test_a_call_that_a_role_could_have_made_fails_and_names_the_permission():
    answer = verdict(activity(needless(3)))

    assert answer.status == "fail"
    assert answer.message == (
        "root called s3 CreateBucket on 2026-01-28, for which s3:CreateBucket would have been enough"
    )
    assert [(one.source, one.fact, one.value) for one in answer.evidence] == [
        ("cloudtrail", "s3.amazonaws.com CreateBucket", "2026-01-28T12:00:00Z")
    ]


def test_the_newest_is_named_and_the_others_are_counted():
    uses = (needless(9), needless(2, name="RunInstances", permissions=()), needless(4, name="DeleteBucket"))

    assert verdict(activity(*uses)).message == (
        "root called s3 DeleteBucket on 2026-01-27, for which s3:CreateBucket would have been enough; "
        "2 more such events since 2026-01-01"
    )
    assert "; 1 more such event since" in verdict(activity(needless(2), needless(4))).message


def test_where_of_none_a_permission_is_known_the_newest_is_named_without():
    uses = (needless(9, permissions=()), needless(2, name="RunInstances", source="ec2.amazonaws.com", permissions=()))

    assert verdict(activity(*uses)).message == (
        "root called ec2 RunInstances on 2026-01-29, which an IAM identity could have done; "
        "1 more such event since 2026-01-01"
    )


def test_more_uses_than_are_kept_are_counted_all_the_same():
    answer = verdict(activity(*(needless(days) for days in range(1, 21)), needless_count=412))

    assert answer.message.endswith("; 411 more such events since 2025-12-22")
    assert len(answer.evidence) == 5


def test_what_was_before_the_window_is_past():
    assert verdict(activity(needless(35), since=ago(60))).status == "pass"
    assert verdict(activity(needless(35), since=ago(60)), quiet=40).status == "fail"
    assert verdict(activity(needless(30))).status == "fail"


def test_a_log_in_which_root_sleeps_is_a_pass():
    answer = verdict(activity())

    assert answer.status == "pass"
    assert answer.message == "CloudTrail shows no use of root since 2026-01-01"


def test_uses_that_took_root_are_a_pass():
    answer = verdict(activity(newest=ago(3), all_required=True))

    assert answer.status == "pass"
    assert "was for tasks that only root can do" in answer.message


def test_a_sign_in_that_shows_nothing_else_is_unknown():
    answer = verdict(activity(newest=ago(3), all_required=False))

    assert answer.status == "unknown"
    assert answer.unknowns[0].reason == "not_observable"


def test_without_a_log_it_is_unknown_and_the_way_to_know_is_named():
    answer = only(CHECK, account())

    assert answer.status == "unknown"
    assert answer.unknowns == (
        Unknown("not_collected", None, "no log was given, and `rootward audit --trail PATH` reads one"),
    )
    assert only(CHECK, account(root_activity=denied("s3:GetObject"))).unknowns[0].reason == "denied"


@pytest.mark.parametrize(
    ("lack", "told", "reason"),
    [
        ({"since": ago(20)}, "the log begins on 2026-01-11, and is asked from 2026-01-01 on", "not_collected"),
        ({"missing_days": 2}, "the log lacks 2 days", "not_collected"),
        ({"unread": 1}, "1 part of the log could not be read", "failed"),
        ({"until": None}, "nobody knows to when the log reaches", "not_collected"),
    ],
)
def test_a_log_that_lacks_something_proves_nothing(lack, told, reason):
    answer = verdict(activity(**lack))

    assert answer.status == "unknown"
    assert [(one.reason, one.detail) for one in answer.unknowns] == [(reason, told)]
    assert verdict(activity(needless(3), **lack)).status == "fail"


def test_an_old_log_is_enough_where_no_credential_was_used_since():
    assert verdict(activity(until=ago(20))).status == "pass"
    used = verdict(activity(until=ago(20)), password_last_used=ago(5))
    assert used.status == "unknown"
    assert used.unknowns[0].detail == "the log ends on 2026-01-11, and root was used on 2026-01-26"


def test_a_log_proves_nothing_where_the_report_is_not_known():
    unread = {"credential_report": denied("iam:GetCredentialReport")}

    for until in (ago(20), NOW - timedelta(hours=1)):
        answer = only(CHECK, account(**unread, root_activity=activity(until=until)))
        assert answer.status == "unknown"
        assert answer.unknowns[0].action == "iam:GetCredentialReport"
    assert only(CHECK, account(**unread, root_activity=activity(needless(3)))).status == "fail"


@pytest.mark.parametrize("found", [{}, {"newest": ago(3), "all_required": True}])
def test_a_log_that_the_report_contradicts_proves_nothing(found):
    used = {"keys": (key(active=True, last_used=ago(3)), key())}

    answer = verdict(activity(**found), **used)
    assert answer.status == "unknown"
    assert answer.unknowns == (
        Unknown("not_collected", None, "the log does not show the use of its access key 1 on 2026-01-28 at 12:00 UTC"),
    )
    assert verdict(activity(**found, key_uses=((ago(5), ago(2)),)), **used).status == "pass"
    assert verdict(activity(**found, sign_ins=((ago(3), ago(3)),)), **used).status == "unknown"


def test_a_log_without_the_region_of_sign_ins_proves_nothing():
    answer = verdict(activity(regions=("eu-west-1",)))

    assert answer.status == "unknown"
    assert answer.unknowns[0].detail == (
        "the log of eu-west-1 holds nothing of us-east-1, where IAM's events and root's sign-ins are recorded"
    )
    assert verdict(activity(regions=("eu-west-1", "us-east-1"))).status == "pass"
    row = report(root_row(password_last_used=NO_INFORMATION))
    in_gov = {"partition": "aws-us-gov", "credential_report": row}
    assert only(CHECK, account(**in_gov, root_activity=activity(regions=("us-gov-west-1",)))).status == "pass"
    assert only(CHECK, account(**in_gov, root_activity=activity(regions=("us-gov-east-1",)))).status == "unknown"


def test_a_young_account_is_asked_from_its_beginning():
    answer = verdict(activity(since=ago(10)), created=ago(9))

    assert answer.status == "pass"
    assert "since 2026-01-22" in answer.message


def test_china_has_no_root_credentials():
    assert only(CHECK, account(partition="aws-cn")).status == "not_applicable"
