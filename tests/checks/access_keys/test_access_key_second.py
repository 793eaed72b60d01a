"""access-key-second: two active keys of one user, outside a rotation."""

from __future__ import annotations

import pytest

from rootward.model.change import AccessKeyChange
from rootward.model.unknown import Unknown
from tests.checks.asking import only, status, verdicts
from tests.checks.facts import (
    account,
    active_key,
    ago,
    allow,
    arn,
    denied,
    identities,
    inline,
    key,
    listed_key,
    policy,
    report,
    root_row,
    user,
    user_row,
)
from tests.checks.proposing import a_finding, applied, changes, guidance, proposal, refusal, undone

CHECK = "access-key-second"
NO_LIST = denied("iam:ListAccessKeys")
ODD = key(active=Unknown("failed", detail="odd"))


def of(first, second, **facts):
    return account(credential_report=report(root_row(), user_row("bot", keys=(first, second))), **facts)


def test_two_active_keys_fail():
    verdict = only(CHECK, of(active_key(400), active_key(100)))

    assert (verdict.status, verdict.resource) == ("fail", arn("user", "bot"))
    assert verdict.message == (
        "bot has two active access keys, the newer one 100 days old (created or last changed 2025-10-23)"
    )


@pytest.mark.parametrize("keys", [(key(), key()), (active_key(400), key()), (key(), active_key(400))])
def test_one_or_none_passes(keys):
    assert only(CHECK, of(*keys)).status == "pass"


@pytest.mark.parametrize(("age", "expected"), [(1, "pass"), (14, "pass"), (15, "fail")])
def test_a_rotation_of_up_to_a_fortnight_passes_whichever_slot_is_new(age, expected):
    assert status(CHECK, of(active_key(400), active_key(age))) == expected
    assert status(CHECK, of(active_key(age), active_key(400))) == expected


def test_a_rotation_says_so():
    assert only(CHECK, of(active_key(400), active_key(3))).message == (
        "bot is rotating: the newer of two active access keys was created or last changed 2026-01-28"
    )


def test_with_the_list_a_key_switched_on_again_is_no_rotation():
    old = (listed_key("bot", 400, id="a"), listed_key("bot", 300, id="b"))

    assert status(CHECK, of(active_key(400), active_key(2), access_keys=old)) == "fail"
    assert status(CHECK, of(active_key(400), active_key(2), access_keys=(old[0], listed_key("bot", 2)))) == "pass"


def test_a_key_switched_off_since_the_report_counts_no_more():
    now = (listed_key("bot", 400, id="a"), listed_key("bot", 300, id="b", status="Inactive"))
    verdict = only(CHECK, of(active_key(400), active_key(300), access_keys=now))

    assert (verdict.status, verdict.message) == ("pass", "bot has 1 active access key since the report was made")


def test_a_user_whom_the_list_leaves_out_is_judged_by_what_the_report_proves():
    assert status(CHECK, of(active_key(400), active_key(300), access_keys=())) == "fail"
    assert status(CHECK, of(active_key(400), active_key(3), access_keys=())) == "unknown"


def test_a_denied_list_leaves_old_pairs_failing_and_young_ones_unknown_once():
    rows = report(
        user_row("ann", keys=(active_key(400), active_key(300))),
        user_row("bob", keys=(active_key(400), active_key(3))),
        user_row("cat", keys=(active_key(2), active_key(3))),
    )
    answers = verdicts(CHECK, account(credential_report=rows, access_keys=NO_LIST))

    assert [(one.status, one.resource) for one in answers] == [
        ("fail", arn("user", "ann")),
        ("unknown", account().resource),
    ]


def test_root_s_two_keys_are_another_check_s_matter():
    assert only(CHECK, account(credential_report=report(root_row(keys=(active_key(9), active_key(9)))))).status == (
        "pass"
    )


def test_a_denied_report_is_one_unknown_of_the_account():
    no_report = denied("iam:GetCredentialReport")

    assert only(CHECK, account(credential_report=no_report)).unknowns == (no_report,)


@pytest.mark.parametrize(("other", "expected"), [(active_key(400), "unknown"), (key(), "pass"), (ODD, "unknown")])
def test_an_odd_cell_matters_only_beside_another_key(other, expected):
    assert only(CHECK, of(ODD, other)).status == expected


def test_two_keys_of_unclear_age_are_unknown_unless_one_is_a_rotation():
    unclear = active_key(1, last_rotated=Unknown("failed", detail="odd"))

    assert only(CHECK, of(unclear, active_key(400))).status == "unknown"
    assert only(CHECK, of(unclear, active_key(3))).status == "pass"


@pytest.mark.parametrize(
    ("ages", "expected"), [((700, 15), "fail"), ((700, 14), "pass"), ((700,), "pass"), ((), "unknown")]
)
def test_a_user_whom_the_report_does_not_show_is_judged_by_the_list(ages, expected):
    listed = tuple(listed_key("ann", age, id=str(age)) for age in ages)
    verdict = only(CHECK, account(identities=identities(users=(user("ann"),)), access_keys=listed))

    assert (verdict.status, verdict.resource) == (expected, arn("user", "ann"))


# --- how it is fixed

BOT = arn("user", "bot")
LISTED = (listed_key("bot", 400, id="key-1"), listed_key("bot", 100, id="key-2"))


def house(first, second, *, name="bot", listed=LISTED, **facts):
    rows = report(root_row(), user_row(name, keys=(first, second)))
    people = identities(users=(user(name),))
    return account(**{"credential_report": rows, "identities": people, "access_keys": listed, **facts})


def off(key_id, used):
    last_used = None if used is None else ago(used)
    return AccessKeyChange(
        user="bot", user_arn=BOT, key_id=key_id, before="Active", after="Inactive", last_used=last_used
    )


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (active_key(400, used=31), active_key(100, used=30), off("key-1", 31)),
        (active_key(400, used=1), active_key(100, used=40), off("key-2", 40)),
        (active_key(400), active_key(100, used=1), off("key-1", None)),
        (active_key(400, used=1), active_key(100), off("key-2", None)),
    ],
)
def test_of_two_keys_the_one_that_is_not_in_use_is_switched_off_where_the_other_is(first, second, expected):
    facts = house(first, second)
    made = proposal(CHECK, facts)

    assert made.batches == ((expected,),)
    assert made.restricts
    assert status(CHECK, applied(made, facts)) == "pass"
    assert undone(made, applied(made, facts)) == facts


def test_the_plan_says_which_use_of_both_it_rests_on():
    facts = house(active_key(400, used=40), active_key(100, used=1))

    assert proposal(CHECK, facts).why.startswith(
        "access key 1 of bot was last used 2025-12-22, and the other key is in use (was last used 2026-01-30); ask "
    )


def test_a_key_of_a_pipeline_that_ran_within_the_recent_days_stays_though_the_other_ran_later():
    facts = house(active_key(400, used=29), active_key(100, used=0))

    assert guidance(CHECK, facts).instruction == (
        "both access keys of bot were used within 30 days: its owner moves what uses the one to the other, then "
        "switches it off"
    )
    assert changes(proposal(CHECK, facts, recent_days=28)) == (off("key-1", 29),)


@pytest.mark.parametrize("first", [active_key(400), active_key(400, used=31)])
def test_where_neither_is_in_use_only_the_owner_knows_which_may_go(first):
    assert guidance(CHECK, house(first, active_key(100, used=40))).instruction == (
        "neither access key of bot was used within 30 days: its owner says which one may go, and switches it off"
    )


def test_a_key_of_whose_use_the_report_does_not_tell_may_be_in_use():
    odd = Unknown("failed", detail="odd")
    refused = refusal(CHECK, house(active_key(400, last_used=odd), active_key(100, used=1)))

    assert (refused.reason, refused.lacks_facts) == ("odd", True)


def test_which_key_it_is_must_be_certain():
    facts = house(
        active_key(50, used=40),
        active_key(60, used=1),
        listed=(listed_key("bot", 400, id="a"), listed_key("bot", 300, id="b")),
    )

    assert refusal(CHECK, facts).lacks_facts


def test_a_rotation_that_is_under_way_is_spared():
    young = listed_key("bot", 14, id="key-2")
    facts = house(active_key(400, used=1), active_key(14), listed=(LISTED[0], young))

    assert status(CHECK, facts) == "pass"


def test_the_keys_of_who_sends_mail_or_is_kept_for_emergencies_stay():
    two = (active_key(400, used=40), active_key(100, used=1))
    mailer = house(*two, name="ses-smtp-user.1", listed=())
    sends = identities(users=(user("bot", inline_policies=(inline("mail", policy(allow("ses:SendRawEmail"))),)),))

    assert "sends mail over SMTP" in refusal(CHECK, mailer).reason
    assert "lets bot send mail" in refusal(CHECK, house(*two, identities=sends)).reason
    assert refusal(CHECK, house(*two), break_glass=(BOT,)).reason == "bot is kept for emergencies (break_glass)"


def test_where_one_is_off_by_now_nothing_is_left_to_do():
    facts = house(
        active_key(400, used=40),
        active_key(100, used=1),
        listed=(listed_key("bot", 400, id="key-1", status="Inactive"), LISTED[1]),
    )

    assert refusal(CHECK, facts, finding=a_finding(CHECK, BOT)).reason == "bot has no two active access keys any more"


def test_of_a_user_whom_the_report_does_not_show_nothing_is_switched_off():
    facts = account(credential_report=report(root_row()))

    assert refusal(CHECK, facts, finding=a_finding(CHECK, BOT)).lacks_facts


def test_a_slot_that_may_hold_no_active_key_is_not_decided():
    facts = house(active_key(400, used=40), ODD, listed=())

    assert refusal(CHECK, facts, finding=a_finding(CHECK, BOT)).reason == "odd"
