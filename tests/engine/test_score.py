"""The score is passed / (passed + failed) by weight, rounded down."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rootward.engine.score import by_practice, outcomes, summarize
from rootward.model.audit import CheckOutcome
from rootward.model.finding import PRACTICES, SEVERITIES, STATUSES, Finding


def outcome(status, severity="high", check="c", practice="mfa"):
    return CheckOutcome(check=check, practice=practice, severity=severity, status=status)


def finding(status, severity="high", check="root-mfa-missing"):
    return Finding(check=check, practice="mfa", severity=severity, status=status, resource="r", message="m")


def test_a_critical_failure_weighs_ten_times_a_low_pass():
    assert summarize([outcome("fail", "critical"), outcome("pass", "low")]).score == 9


def test_the_score_is_rounded_down():
    assert summarize([outcome("pass"), outcome("pass"), outcome("fail")]).score == 66


def test_unknown_and_not_applicable_stand_beside_the_score():
    counted = summarize([outcome("pass", "low"), outcome("unknown", "critical"), outcome("not_applicable", "critical")])

    assert counted.score == 100
    assert (counted.unknown, counted.not_applicable) == (1, 1)


def test_an_accepted_risk_counts_as_failed_in_the_score_and_as_accepted_in_the_counts():
    counted = summarize([outcome("accepted"), outcome("pass")])

    assert (counted.score, counted.fail, counted.accepted) == (50, 0, 1)


def test_nothing_decided_gives_no_score():
    assert summarize([outcome("unknown")]).score is None


def test_a_check_counts_once_by_its_worst_finding_and_its_worst_failing_severity():
    (only,) = outcomes([finding("pass"), finding("fail", "low"), finding("fail", "critical"), finding("unknown")])

    assert (only.status, only.severity) == ("fail", "critical")


def test_unknown_is_worse_than_accepted_and_accepted_than_pass():
    assert outcomes([finding("accepted"), finding("unknown")])[0].status == "unknown"
    assert outcomes([finding("pass"), finding("accepted")])[0].status == "accepted"


def test_practices_that_were_not_asked_have_no_score():
    assert [one.practice for one in by_practice([outcome("pass", practice="passwords")])] == ["passwords"]


@given(
    st.lists(
        st.builds(outcome, st.sampled_from(STATUSES), st.sampled_from(SEVERITIES), practice=st.sampled_from(PRACTICES))
    )
)
def test_every_check_is_counted_once_and_the_score_stays_between_0_and_100(checks):
    counted = summarize(checks)

    numbers = (counted.fail, counted.passed, counted.unknown, counted.not_applicable, counted.accepted)
    assert sum(numbers) == len(checks)
    assert counted.score is None or 0 <= counted.score <= 100
