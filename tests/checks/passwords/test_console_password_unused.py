"""console-password-unused: console passwords that nobody uses, never-used ones included."""

from __future__ import annotations

import msgspec
import pytest

from rootward.checks.registry import BY_ID
from rootward.model.baseline import Baseline
from rootward.model.change import LoginProfileChange
from rootward.model.unknown import Unknown
from tests.checks.asking import only, status, verdicts
from tests.checks.facts import (
    NA,
    NO_INFORMATION,
    NOT_SUPPORTED,
    account,
    active_key,
    ago,
    arn,
    denied,
    key,
    listed_key,
    report,
    root_row,
    user_row,
)
from tests.checks.proposing import a_finding, applied, changes, proposal, refusal

CHECK = "console-password-unused"
ODD = Unknown("failed", detail="odd")


def console(name="mark", **cells):
    made = {"password_enabled": True, "password_last_used": ago(1), "password_last_changed": ago(300)}
    return user_row(name, **{**made, **cells})


def of(*rows):
    return account(credential_report=report(root_row(), *rows))


@pytest.mark.parametrize(("used", "expected"), [(0, "pass"), (45, "pass"), (46, "fail"), (700, "fail")])
def test_last_use_beyond_the_limit_fails(used, expected):
    assert status(CHECK, of(console(password_last_used=ago(used)))) == expected
    assert status(CHECK, of(console(password_last_used=ago(used))), unused_days=1000) == "pass"


def test_the_finding_names_the_user_and_the_day():
    verdict = only(CHECK, of(console(password_last_used=ago(100))))

    assert (verdict.status, verdict.resource) == ("fail", arn("user", "mark"))
    assert verdict.message == "the console password of mark was last used 100 days ago (2025-10-23)"


@pytest.mark.parametrize("word", [NO_INFORMATION, NA])
def test_a_password_never_used_counts_from_the_day_it_was_set(word):
    never = console(password_last_used=word, password_last_changed=ago(700))

    assert only(CHECK, of(never)).message == (
        "the console password of mark was never used in 700 days (set 2024-03-02)"
    )
    assert only(CHECK, of(never)).status == "fail"
    assert status(CHECK, of(console(password_last_used=word, password_last_changed=ago(45)))) == "pass"


@pytest.mark.parametrize("word", [NA, NOT_SUPPORTED])
def test_without_that_day_it_counts_from_the_user_s_creation(word):
    never = {"password_last_used": NO_INFORMATION, "password_last_changed": word}

    assert only(CHECK, of(console(created=ago(400), **never))).message.endswith("(user created 2024-12-27)")
    assert status(CHECK, of(console(created=ago(400), **never))) == "fail"
    assert status(CHECK, of(console(created=ago(5), **never))) == "pass"


def test_a_reset_is_not_a_use():
    assert status(CHECK, of(console(password_last_used=ago(60), password_last_changed=ago(1)))) == "fail"


def test_users_without_a_password_and_root_are_not_asked():
    facts = account(credential_report=report(root_row(password_last_used=ago(900)), user_row("bot")))

    assert only(CHECK, facts).status == "pass"
    assert only(CHECK, account()).status == "pass"


def test_break_glass_users_are_not_asked():
    facts = of(console("glass", password_last_used=NO_INFORMATION))

    assert only(CHECK, facts, break_glass=(arn("user", "glass"),)).status == "not_applicable"
    assert only(CHECK, facts).status == "fail"


def test_a_denied_report_is_one_unknown_of_the_account():
    no_report = denied("iam:GetCredentialReport")
    verdict = only(CHECK, account(credential_report=no_report))

    assert (verdict.status, verdict.resource, verdict.unknowns) == ("unknown", account().resource, (no_report,))


@pytest.mark.parametrize(
    "cells",
    [
        {"password_enabled": ODD},
        {"password_enabled": NOT_SUPPORTED},
        {"password_last_used": ODD},
        {"password_last_used": NOT_SUPPORTED},
        {"password_last_used": NO_INFORMATION, "password_last_changed": ODD},
        {"password_last_used": NO_INFORMATION, "password_last_changed": NA, "created": ODD},
    ],
)
def test_an_odd_cell_makes_its_user_unknown(cells):
    answers = verdicts(CHECK, of(console(**cells), console("ann")))

    assert [one.status for one in answers] == ["unknown", "pass"]


def test_a_laxer_baseline_leaves_the_controls_unmet():
    met = {
        days: {limit.control for limit in BY_ID[CHECK].limits if limit.strict_enough(Baseline(unused_days=days))}
        for days in (45, 46, 90, 91)
    }

    assert met == {45: {"1.12", "1.11", "2.11", "IAM.22", "IAM.8"}, 46: {"IAM.8"}, 90: {"IAM.8"}, 91: set()}


# --- how it is fixed

TAKEN = LoginProfileChange(
    user="mark", user_arn=arn("user", "mark"), before=True, after=False, chosen_by="owner", last_used=ago(100)
)


def test_the_password_is_taken_for_good_with_the_last_use_that_this_rests_on():
    facts = of(console(password_last_used=ago(100)))
    made = proposal(CHECK, facts)

    assert made.batches == ((TAKEN,),)
    assert made.restricts
    assert (TAKEN.risk, TAKEN.inverse()) == ("irreversible", None)
    assert status(CHECK, applied(made, facts)) == "pass"


@pytest.mark.parametrize("word", [NO_INFORMATION, NA])
def test_a_password_that_was_never_used_rests_on_no_use_at_all(word):
    made = proposal(CHECK, of(console(password_last_used=word, password_last_changed=ago(700))))

    assert changes(made) == (msgspec.structs.replace(TAKEN, last_used=None),)


@pytest.mark.parametrize(
    ("keys", "listed", "told"),
    [
        (
            (key(), key()),
            (),
            "mark has no active access key either: ask first, for without the password mark can do nothing",
        ),
        ((active_key(5), key()), (), "mark can sign in no more, and keeps what this plan leaves of its access keys"),
        (
            (active_key(5), key()),
            (listed_key("mark", 5, status="Inactive"),),
            "mark has no active access key either: ask first, for without the password mark can do nothing",
        ),
        (
            (key(active=ODD), key()),
            (),
            "mark can sign in no more, and whether an access key is left is not known",
        ),
    ],
)
def test_the_plan_says_what_is_left_to_the_user(keys, listed, told):
    facts = account(
        credential_report=report(root_row(), console(password_last_used=ago(100), keys=keys)), access_keys=listed
    )

    assert proposal(CHECK, facts).why == (
        f"the console password of mark was last used 100 days ago (2025-10-23); {told}"
    )


@pytest.mark.parametrize(
    ("cells", "told", "lacks_facts"),
    [
        ({"password_last_used": ago(1)}, "was last used 1 days ago", False),
        ({"password_enabled": False}, "mark has no console password", False),
        ({"password_enabled": ODD}, "odd", True),
        ({"password_enabled": NOT_SUPPORTED}, "password_enabled of mark reads not_supported", True),
        ({"password_last_used": NOT_SUPPORTED}, "password_last_used of mark reads not_supported", True),
    ],
)
def test_a_password_of_which_it_is_not_certain_that_nobody_uses_it_stays(cells, told, lacks_facts):
    refused = refusal(CHECK, of(console(**cells)), finding=a_finding(CHECK, arn("user", "mark")))

    assert told in refused.reason
    assert refused.lacks_facts is lacks_facts


def test_the_password_of_a_break_glass_user_stays():
    facts, finding = of(console(password_last_used=ago(100))), a_finding(CHECK, arn("user", "mark"))

    refused = refusal(CHECK, facts, finding=finding, break_glass=(arn("user", "mark"),))
    assert refused.reason == "mark is kept for emergencies (break_glass)"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (report(root_row()), "the credential report does not show"),
        (denied("iam:GetCredentialReport"), "access denied"),
    ],
)
def test_of_a_user_whom_the_report_does_not_show_nothing_is_taken(rows, told):
    refused = refusal(CHECK, account(credential_report=rows), finding=a_finding(CHECK, arn("user", "mark")))

    assert refused.lacks_facts
    assert refused.reason.startswith(told)
