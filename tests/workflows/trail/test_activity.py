"""What an audit takes of a log, from the files to the verdicts of the two checks."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from rootward.errors import UsageError
from rootward.model.baseline import Baseline
from rootward.model.monitoring import RootActivity
from rootward.model.redaction import redact
from rootward.model.unknown import Unknown
from rootward.trail.finding.find import find
from rootward.workflows.trail.activity import with_trail
from tests.checks.asking import only
from tests.checks.facts import ACCOUNT, NOW, ago, key, report, root_row
from tests.cli.trail.trails import by_user, delivered, needless, required, signed_in
from tests.trail.classify.events import by_key, in_console
from tests.workflows.trail.logs import before, facts, month, of_account


def looked(*sources, heard=None, quiet=30, **given):
    said = [] if heard is None else heard
    baseline = Baseline(root_quiet_days=quiet)
    return with_trail(facts(**given), [str(one) for one in sources], baseline, progress=print, announce=said.append)


def test_a_month_in_which_root_slept(tmp_path):
    account = looked(month(tmp_path))
    activity = account.root_activity

    assert isinstance(activity, RootActivity)
    assert (activity.newest, activity.needless, activity.unread, activity.missing_days) == (None, (), 0, 0)
    assert activity.since < ago(30)
    assert only("root-used-for-daily-work", account).status == "pass"


def test_daily_work_is_named_with_its_permission(tmp_path):
    account = looked(month(tmp_path, (3.5, of_account(needless()))))

    (use,) = account.root_activity.needless
    assert (use.name, use.permissions) == ("CreateBucket", ("s3:CreateBucket",))
    answer = only("root-used-for-daily-work", account)
    assert answer.status == "fail"
    assert "for which s3:CreateBucket would have been enough" in answer.message


def test_a_use_that_took_root_is_excused(tmp_path):
    used = {"credential_report": report(root_row(password_last_used=ago(3.6)))}
    assert only("root-used-recently", facts(**used)).status == "fail"

    sign_in, work = of_account(signed_in()), of_account(required(userIdentity=in_console(begun=before(3.6))))
    account = looked(month(tmp_path, (3.6, sign_in), (3.599, work)), **used)
    answer = only("root-used-recently", account)
    assert answer.status == "pass"
    assert "was for a task that only root can do" in answer.message
    assert only("root-used-for-daily-work", account).status == "pass"


def key_used(**members):
    """Root deletes a key with an access key."""
    return of_account(required(userIdentity=by_key(), **members))


def test_a_log_that_does_not_show_what_the_report_tells_excuses_nothing(tmp_path):
    used = {"credential_report": report(root_row(keys=(key(active=True, last_used=ago(3)), key())))}

    account = looked(month(tmp_path / "asleep"), **used)
    answer = only("root-used-recently", account)
    assert (answer.status, only("root-used-for-daily-work", account).status) == ("fail", "unknown")
    assert answer.message.endswith(
        "the log of us-east-1 does not show the use of its access key 1 on 2026-01-28 at 12:00 UTC"
    )

    account = looked(month(tmp_path / "awake", (3.001, key_used())), **used)
    assert only("root-used-recently", account).status == "pass"
    assert only("root-used-for-daily-work", account).status == "pass"


def test_the_log_of_another_region_proves_nothing(tmp_path):
    for region in ("eu-west-1", "us-east-1"):
        for day in range(33):
            busy = by_user(day, eventTime=before(day + 0.01), recipientAccountId=ACCOUNT)
            delivered(tmp_path / region, before(day)[:10], busy, region=region, account=ACCOUNT)

    account = looked(tmp_path / "eu-west-1")
    assert account.root_activity.regions == ("eu-west-1",)
    assert only("root-used-for-daily-work", account).status == "unknown"
    assert only("root-used-for-daily-work", looked(tmp_path / "us-east-1")).status == "pass"


def test_uses_close_together_are_kept_as_one(tmp_path):
    times = [3 + minutes / 1440 for minutes in (0, 4, 8, 20)]
    records = [(days, key_used(eventID=f"key-{number}")) for number, days in enumerate(times)]
    activity = looked(month(tmp_path, *records)).root_activity

    assert activity.key_uses == (
        (ago(3) - timedelta(minutes=20), ago(3) - timedelta(minutes=20)),
        (ago(3) - timedelta(minutes=8), ago(3)),
    )
    assert activity.sign_ins == ()


def test_what_was_before_the_window_does_not_count(tmp_path):
    folder = month(tmp_path, (31.5, of_account(needless())))

    assert looked(folder).root_activity.newest is None
    assert looked(folder, quiet=32).root_activity.needless_count == 1


def test_another_account_s_root_does_not_count(tmp_path):
    account = looked(month(tmp_path, (3.5, of_account(needless(), "999988887777"))))

    assert account.root_activity.newest is None


def test_missing_days_are_counted_and_prove_nothing(tmp_path):
    account = looked(month(tmp_path, without=(4, 5)))

    assert account.root_activity.missing_days == 2
    assert only("root-used-for-daily-work", account).status == "unknown"


def test_what_is_not_read_is_told_and_makes_the_answer_unknown(tmp_path):
    heard: list[str] = []
    (month(tmp_path) / "bad.json").write_bytes(b"{")
    account = looked(tmp_path, heard=heard)

    assert account.root_activity.unread == 1
    assert len(heard) == 1
    assert heard[0].startswith("incomplete: ")
    answer = only("root-used-for-daily-work", account)
    assert (answer.status, answer.unknowns[0].reason) == ("unknown", "failed")


def test_a_log_of_nothing_is_unknown(tmp_path):
    (tmp_path / "notes.txt").write_text("nothing")
    activity = looked(tmp_path).root_activity

    assert isinstance(activity, Unknown)
    assert activity.reason == "failed"
    assert only("root-used-recently", looked(tmp_path)).status == "unknown"


def test_a_log_that_tells_of_no_day_is_not_one(tmp_path):
    (tmp_path / "log.json").write_bytes(b'{"Records": []}')
    activity = looked(tmp_path).root_activity

    assert activity == Unknown("not_collected", None, "the log that was given holds no event of these days")
    assert only("root-used-recently", looked(tmp_path)).status == "pass"


def test_many_that_were_not_read_are_counted(tmp_path):
    for number in range(9):
        (tmp_path / f"{number}.json").write_bytes(b"{")
    heard: list[str] = []
    looked(tmp_path, heard=heard)

    assert len(heard) == 6
    assert heard[-1] == "incomplete: and 4 more"


def test_an_interruption_ends_the_audit(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "rootward.workflows.trail.searching.find",
        lambda *given, **named: msgspec.structs.replace(find(*given, **named), interrupted=True),
    )

    with pytest.raises(KeyboardInterrupt):
        looked(month(tmp_path))


def test_a_log_that_is_not_there_is_a_mistake(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        looked(tmp_path / "nowhere")


def test_redacted_facts_judge_alike_and_name_nobody(tmp_path):
    account = looked(month(tmp_path, (3.5, of_account(needless()))))
    redacted = redact(account)

    assert isinstance(redacted.root_activity, RootActivity)
    assert redacted.root_activity.needless[0].event_id != account.root_activity.needless[0].event_id
    assert only("root-used-for-daily-work", redacted).message == only("root-used-for-daily-work", account).message


def test_times_are_those_of_the_facts_and_not_of_the_clock():
    assert before(0) == f"{NOW:%Y-%m-%dT%H:%M:%SZ}"
