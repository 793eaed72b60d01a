"""Whether gaps are closed, by facts that were read anew."""

from __future__ import annotations

from rootward.checks.registry import BY_ID
from rootward.checks.verdict import fails, not_applicable, passes, unknown
from rootward.engine.proving import proofs
from rootward.model.applied import Proof
from rootward.model.baseline import Baseline
from rootward.model.plan import Gap
from tests.checks.facts import (
    ACCOUNT,
    account,
    active_key,
    arn,
    denied,
    identities,
    key,
    listed_key,
    managed,
    password_policy,
    policy,
    report,
    root_row,
    user,
    user_row,
)
from tests.engine.planning.proposals import check

THE_ACCOUNT = f"AWS::::Account:{ACCOUNT}"
SHORT = Gap("password-too-short", THE_ACCOUNT)
UNREAD = denied("iam:ListUsers")
GAP = Gap("a", "r1")


def proved(*checks, gaps=(GAP,), facts=None, **thresholds):
    return proofs(facts or account(), gaps, checks, Baseline(**thresholds))


def only(*verdicts, resource="r1"):
    (proof,) = proved(check("a", *verdicts), gaps=[Gap("a", resource)])
    return proof.status, proof.detail


# --- a check of the account


def test_a_gap_is_closed_once_its_check_passes_and_the_check_says_why():
    assert proved(BY_ID["password-too-short"], gaps=[SHORT]) == (
        Proof(
            gap=SHORT,
            status="closed",
            detail="the password policy asks for at least 14 characters, the baseline for 14",
        ),
    )


def test_a_gap_is_open_while_its_check_fails():
    weak = account(password_policy=password_policy(minimum_length=8))

    assert proved(BY_ID["password-too-short"], gaps=[SHORT], facts=weak) == (
        Proof(
            gap=SHORT, status="open", detail="the password policy asks for at least 8 characters, the baseline for 14"
        ),
    )
    assert proved(BY_ID["password-too-short"], gaps=[SHORT], facts=weak, min_length=8)[0].status == "closed"


def test_a_gap_is_unknown_where_its_fact_was_not_read():
    dark = account(password_policy=denied("iam:GetAccountPasswordPolicy"))

    assert proved(BY_ID["password-too-short"], gaps=[SHORT], facts=dark) == (
        Proof(gap=SHORT, status="unknown", detail="cannot tell: AWS denied the read: access denied"),
    )


# --- a check of each resource


def test_the_gap_is_that_of_its_own_resource():
    assert only("r2", passes("r1", "r1 is well")) == ("closed", "r1 is well")
    assert only("r1", passes("r2")) == ("open", "r1 is wrong")
    assert only(unknown("r2", UNREAD), passes("r1", "r1 is well")) == ("closed", "r1 is well")
    assert only(unknown("r1", UNREAD), passes("r2")) == ("unknown", "cannot tell: AWS denied the read: access denied")


def test_passes_are_not_gathered_so_that_each_resource_has_its_own():
    assert only(passes("r1", "r1 is well"), passes("r2", "r2 is well")) == ("closed", "r1 is well")


def test_a_gap_with_something_failing_is_open_whatever_else_passes_or_is_not_known():
    assert only(passes("r1"), unknown("r1", UNREAD), "r1") == ("open", "r1 is wrong")
    assert only(unknown(THE_ACCOUNT, UNREAD), "r1") == ("open", "r1 is wrong")


def test_a_gap_with_something_not_known_is_not_closed():
    assert only(passes("r1"), unknown("r1", UNREAD))[0] == "unknown"


def test_where_the_account_as_a_whole_is_not_known_no_gap_is_closed():
    (status, detail) = only(unknown(THE_ACCOUNT, UNREAD))
    assert (status, detail) == ("unknown", "cannot tell: AWS denied the read: access denied")
    assert only(passes("r1"), unknown(THE_ACCOUNT, UNREAD))[0] == "unknown"


def test_a_failure_of_the_account_is_not_one_of_the_resource():
    assert only(fails(THE_ACCOUNT, "something else"), passes("r1", "r1 is well")) == ("closed", "r1 is well")


def test_what_does_not_apply_any_more_is_closed():
    assert only(not_applicable("r1", "r1 has no password any more")) == ("closed", "r1 has no password any more")


def test_a_user_that_is_gone_has_no_gap_any_more():
    assert only(passes("r2"), resource="r1") == ("closed", "")
    assert only("r2", resource="r1") == ("closed", "")


def test_a_detached_policy_and_a_user_that_is_gone_are_both_proved():
    ann, bob, gone = arn("user", "ann"), arn("user", "bob"), arn("user", "gone")
    facts = account(
        identities=identities(
            users=(user("ann"), user("bob", attached_policies=(arn("policy", "read"),))),
            policies=(managed("read", policy()),),
        )
    )
    gaps = [Gap("policy-attached-to-user", one) for one in (bob, gone, ann)]

    found = proved(BY_ID["policy-attached-to-user"], gaps=gaps, facts=facts)

    assert [(one.gap.resource, one.status) for one in found] == [(bob, "open"), (gone, "closed"), (ann, "closed")]


# --- several


def test_each_gap_is_said_once_and_in_order():
    checks = (check("a", "r1", passes("r2")), check("b", "r2", passes("r1")))
    gaps = [Gap("b", "r2"), Gap("a", "r2"), Gap("b", "r2"), Gap("a", "r1"), Gap("b", "r1")]

    found = proved(*checks, gaps=gaps)

    assert [(one.gap, one.status) for one in found] == [
        (Gap("b", "r2"), "open"),
        (Gap("a", "r2"), "closed"),
        (Gap("a", "r1"), "open"),
        (Gap("b", "r1"), "closed"),
    ]


def test_a_check_that_there_is_no_more_tells_nothing():
    gone = Gap("check-of-old", "r1")

    assert proved(check("a", passes("r1")), gaps=[gone]) == (
        Proof(gap=gone, status="unknown", detail="this version has no such check"),
    )


def test_no_check_is_asked_that_has_no_gap():
    def judge(_account, _baseline):
        raise AssertionError

    assert proved(check("a", passes("r1")), check("b", judge=judge))[0].status == "closed"
    assert proved(check("b", judge=judge), gaps=()) == ()


def test_checks_and_gaps_may_come_from_iterators():
    """Or else a check that was never asked would stand for one that found nothing."""
    (proof,) = proofs(account(), iter([Gap("a", "r1")]), iter([check("a", "r1")]), Baseline())

    assert proof.status == "open"


def test_a_live_list_of_keys_beats_the_report():
    """The report is up to four hours old, and would still call the key active."""
    ann = arn("user", "ann")
    row = user_row("ann", keys=(active_key(400, 300), key()))
    there = account(credential_report=report(root_row(), row), access_keys=(listed_key("ann", 400),))
    off = account(credential_report=report(root_row(), row), access_keys=(listed_key("ann", 400, status="Inactive"),))
    gaps = [Gap("access-key-unused", ann)]

    assert proved(BY_ID["access-key-unused"], gaps=gaps, facts=there)[0].status == "open"
    assert proved(BY_ID["access-key-unused"], gaps=gaps, facts=off)[0].status == "closed"
