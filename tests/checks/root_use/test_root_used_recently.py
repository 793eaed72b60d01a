from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from rootward.model.monitoring import RootActivity
from rootward.model.unknown import Unknown
from tests.checks.asking import only
from tests.checks.facts import (
    NA,
    NO_INFORMATION,
    NOT_SUPPORTED,
    NOW,
    account,
    ago,
    denied,
    key,
    report,
    root_row,
    user_row,
)

CHECK = "root-used-recently"


def verdict(*, activity=None, quiet=30, **cells):
    facts = {"credential_report": report(root_row(**cells))}
    if activity is not None:
        facts["root_activity"] = activity
    return only(CHECK, account(**facts), root_quiet_days=quiet)


def never(**cells):
    return verdict(**{"password_last_used": NO_INFORMATION, **cells})


def test_a_password_used_a_year_ago_is_a_pass():
    answer = verdict()

    assert answer.status == "pass"
    assert answer.message == "root was last used 365 days ago, on 2025-01-31 (its password)"


def test_a_password_used_this_month_is_a_fail():
    answer = verdict(password_last_used=ago(12))

    assert answer.status == "fail"
    assert answer.message == "root was used 12 days ago, on 2026-01-19 (its password)"


def test_a_key_used_today_fails_though_the_console_was_used_long_ago():
    answer = verdict(keys=(key(active=True, last_used=ago(0)), key()))

    assert answer.status == "fail"
    assert answer.message == "root was used less than a day ago, on 2026-01-31 (its access key 1)"


def test_the_newest_of_two_keys_is_named():
    answer = verdict(keys=(key(active=True, last_used=ago(200)), key(active=True, last_used=ago(3))))

    assert answer.status == "fail"
    assert "its access key 2" in answer.message


def test_an_inactive_key_that_was_used_counts():
    assert verdict(keys=(key(active=False, last_used=ago(5)), key())).status == "fail"


def test_exactly_at_the_limit_is_within_the_window():
    assert verdict(password_last_used=ago(30)).status == "fail"
    assert verdict(password_last_used=ago(30) - timedelta(seconds=1)).status == "pass"
    assert verdict(password_last_used=ago(30), quiet=7).status == "pass"


def test_no_password_and_no_information_are_no_use():
    assert verdict(password_last_used=NA, password_enabled=False).status == "pass"
    assert never().status == "pass"
    assert never().message == "the credential report shows no use of root"


def test_not_supported_says_nothing_and_is_unknown():
    answer = verdict(password_last_used=NOT_SUPPORTED)

    assert answer.status == "unknown"
    assert "password_last_used of root reads not_supported" in answer.unknowns[0].detail


def test_password_enabled_not_supported_does_not_hide_a_use():
    assert verdict(password_enabled=NOT_SUPPORTED, password_last_used=ago(2)).status == "fail"


def test_an_odd_cell_is_unknown_unless_another_proves_a_use():
    odd = Unknown("failed", None, "password_last_used reads 'yesterday'")

    assert verdict(password_last_used=odd).status == "unknown"
    assert verdict(password_last_used=odd, keys=(key(last_used=ago(1)), key())).status == "fail"


def test_a_report_without_a_row_for_root_is_unknown():
    answer = only(CHECK, account(credential_report=report(user_row("root", password_last_used=ago(1)))))

    assert answer.status == "unknown"
    assert "no row for root" in answer.unknowns[0].detail


def test_a_denied_report_is_unknown():
    answer = only(CHECK, account(credential_report=denied("iam:GetCredentialReport")))

    assert answer.status == "unknown"
    assert answer.unknowns[0].action == "iam:GetCredentialReport"


def test_a_young_account_is_not_judged_yet():
    assert verdict(created=ago(10), password_last_used=ago(1)).status == "not_applicable"
    assert verdict(created=ago(30), password_last_used=ago(1)).status == "fail"


def test_cloudtrail_shows_a_use_that_the_report_lost():
    activity = RootActivity(since=ago(40), newest=ago(4))
    answer = verdict(activity=activity)

    assert answer.status == "fail"
    assert answer.message.endswith("(CloudTrail)")


def of_log(**facts):
    """What a whole log tells, in which all that root did took root."""
    return RootActivity(**{"since": ago(40), "until": ago(0), "newest": ago(4), "all_required": True, **facts})


def spell(days, minutes=0):
    """One use, so many days and minutes before NOW."""
    at = ago(days) - timedelta(minutes=minutes)
    return ((at, at),)


def test_only_uses_that_root_is_needed_for_pass():
    assert verdict(activity=of_log(sign_ins=spell(4)), password_last_used=ago(4)).status == "pass"
    assert verdict(activity=of_log(since=ago(20), sign_ins=spell(4)), password_last_used=ago(4)).status == "fail"


def test_a_log_that_the_report_contradicts_excuses_nothing():
    asleep = of_log(newest=None)
    answer = verdict(activity=asleep, keys=(key(active=True, last_used=ago(3)), key()))

    assert answer.status == "fail"
    assert answer.message == (
        "root was used 3 days ago, on 2026-01-28 (its access key 1); "
        "the log does not show the use of its access key 1 on 2026-01-28 at 12:00 UTC"
    )
    in_europe = replace(asleep, regions=("eu-west-1",))
    answer = verdict(activity=in_europe, password_last_used=ago(3))
    assert answer.status == "fail"
    assert answer.message.endswith(
        "the log of eu-west-1 does not show the use of its password on 2026-01-28 at 12:00 UTC"
    )
    many = replace(asleep, regions=("a", "b", "c", "d"))
    assert "; the log of 4 regions does not show" in verdict(activity=many, password_last_used=ago(3)).message
    assert verdict(activity=asleep).status == "pass"


def test_one_use_that_the_log_shows_does_not_excuse_another():
    used = {"password_last_used": ago(2), "keys": (key(), key(active=True, last_used=ago(9)))}
    answer = verdict(activity=of_log(sign_ins=spell(2)), **used)

    assert answer.status == "fail"
    assert answer.message == (
        "root was used 2 days ago, on 2026-01-29 (its password); "
        "the log does not show the use of its access key 2 on 2026-01-22 at 12:00 UTC"
    )
    assert verdict(activity=of_log(sign_ins=spell(2), key_uses=spell(9)), **used).status == "pass"


def test_a_sign_in_shows_no_use_of_a_key_and_a_call_none_of_the_password():
    by_key = {"keys": (key(active=True, last_used=ago(3)), key())}

    assert verdict(activity=of_log(sign_ins=spell(3)), **by_key).status == "fail"
    assert verdict(activity=of_log(key_uses=spell(3)), password_last_used=ago(3)).status == "fail"


def test_the_report_tells_the_first_of_uses_within_minutes():
    by_key = {"keys": (key(active=True, last_used=ago(3)), key())}
    for minutes, near in ((-15, "pass"), (15, "pass"), (-16, "fail"), (16, "fail")):
        assert verdict(activity=of_log(key_uses=spell(3, minutes)), **by_key).status == near
    for minutes, near in ((-5, "pass"), (5, "pass"), (-6, "fail"), (6, "fail")):
        assert verdict(activity=of_log(sign_ins=spell(3, minutes)), password_last_used=ago(3)).status == near


def test_what_was_used_before_the_window_need_not_be_shown():
    assert verdict(activity=of_log(), password_last_used=ago(31)).status == "pass"


def test_a_use_at_the_end_of_the_log_is_shown_though_the_report_has_it_later():
    at_its_end = of_log(until=ago(4) - timedelta(minutes=1), sign_ins=spell(4, 1))

    assert verdict(activity=at_its_end, password_last_used=ago(4)).status == "pass"


def test_a_log_excuses_nothing_where_the_report_is_not_known():
    for report_of in (denied("iam:GetCredentialReport"), report(user_row("anna"))):
        assert only(CHECK, account(credential_report=report_of, root_activity=of_log())).status == "unknown"
    odd = Unknown("failed", None, "password_last_used reads 'yesterday'")
    assert verdict(activity=of_log(), password_last_used=odd).status == "unknown"
    assert verdict(activity=of_log(), password_last_used=NOT_SUPPORTED).status == "pass"


def test_that_no_log_was_given_is_normal_and_that_one_was_denied_is_not():
    assert verdict(activity=Unknown("not_collected")).status == "pass"
    assert verdict(activity=denied("cloudtrail:LookupEvents")).status == "unknown"


def test_china_has_no_root_credentials():
    assert only(CHECK, account(partition="aws-cn")).status == "not_applicable"


def test_govcloud_keys_are_judged():
    keys = (key(active=True, last_used=ago(2)), key())
    row = root_row(password_enabled=False, password_last_used=NA, keys=keys)

    assert only(CHECK, account(partition="aws-us-gov", credential_report=report(row))).status == "fail"


def test_a_use_after_the_snapshot_by_a_clock_ahead_is_a_use():
    assert verdict(password_last_used=NOW + timedelta(minutes=5)).status == "fail"


def test_a_log_that_does_not_tell_of_all_excuses_no_use():
    whole = of_log(sign_ins=spell(4))

    for lack, told in (
        ({"unread": 1}, "1 part of the log could not be read"),
        ({"missing_days": 1}, "the log lacks 1 day"),
        ({"until": ago(5), "newest": ago(9), "sign_ins": ()}, "the log ends on 2026-01-26, and root was used on"),
    ):
        answer = verdict(activity=replace(whole, **lack), password_last_used=ago(4))
        assert answer.status == "fail"
        assert f"; {told}" in answer.message
    answer = verdict(activity=whole, password_last_used=ago(4))
    assert answer.status == "pass"
    assert answer.message == "every use of root since 2025-12-22 was for a task that only root can do"
