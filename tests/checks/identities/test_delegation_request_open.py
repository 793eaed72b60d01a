from __future__ import annotations

from typing import Any

import pytest

from rootward.model.credential import DelegationRequest
from tests.checks.asking import only, verdicts
from tests.checks.facts import account, ago, denied

CHECK = "delegation-request-open"


def request(state: str, **fields: Any) -> DelegationRequest:
    return DelegationRequest(**{"id": "dr-1", "state": state, "requestor": "Acme Backup", "created": ago(3), **fields})


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("UNASSIGNED", "waits for somebody to take it up"),
        ("ASSIGNED", "waits for an answer"),
        ("PENDING_APPROVAL", "waits for an administrator's approval"),
        ("ACCEPTED", "was accepted"),
        ("FINALIZED", "was accepted, and its token was handed over"),
    ],
)
def test_an_open_or_accepted_request_fails(state: str, said: str) -> None:
    verdict = only(CHECK, account(delegation_requests=(request(state),)))
    assert (verdict.status, verdict.resource) == ("fail", "arn:aws:iam::123456789012:delegation-request/dr-1")
    assert verdict.message == f"delegation request dr-1 of Acme Backup {said} (made 2026-01-28)"


def test_a_request_of_which_little_is_known_fails_all_the_same() -> None:
    verdict = only(CHECK, account(delegation_requests=(request("ASSIGNED", requestor="", created=None, arn="arn:x"),)))
    assert (verdict.status, verdict.resource) == ("fail", "arn:x")
    assert verdict.message == "delegation request dr-1 waits for an answer"


@pytest.mark.parametrize("state", ["REJECTED", "EXPIRED"])
def test_a_request_that_is_over_passes(state: str) -> None:
    assert only(CHECK, account(delegation_requests=(request(state),))).status == "pass"


def test_a_state_that_aws_added_since_is_unknown() -> None:
    answers = verdicts(CHECK, account(delegation_requests=(request("SUSPENDED"), request("EXPIRED", id="dr-2"))))
    assert [answer.status for answer in answers] == ["unknown", "pass"]
    assert answers[0].unknowns[0].detail == (
        "delegation request dr-1 of Acme Backup is in the state SUSPENDED, which is not known"
    )


def test_an_account_without_requests_passes() -> None:
    assert only(CHECK, account()).message == "there are no delegation requests"


def test_an_unread_list_is_unknown() -> None:
    unread = denied("iam:ListDelegationRequests")
    verdict = only(CHECK, account(delegation_requests=unread))
    assert (verdict.status, verdict.unknowns) == ("unknown", (unread,))
