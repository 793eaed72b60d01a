"""A vendor's request for temporary access is open or accepted.

## What it checks
Every IAM temporary-delegation request that AWS lists: whether it waits for an answer (`ASSIGNED`,
`PENDING_APPROVAL`, `UNASSIGNED`), was accepted (`ACCEPTED`), or its token was handed to the vendor (`FINALIZED`), from
which moment the access runs. Rejected and expired requests are no fault. AWS lists a request as expired seven days
after its last step, so a finalized one may be listed after its access has ended (twelve hours at most).

## Why it matters
By such a request the provider of a product gets permissions in the account without a role of the account's own, and
they may include creating roles that stay. One click approves it, and people are asked for it at the moment when they
want the product to work.

## How to fix it
Look at what it asks for: `aws iam get-delegation-request --delegation-request-id ID`. What nobody expects, reject:
`aws iam reject-delegation-request --delegation-request-id ID`. A token that was handed over cannot be taken back:
look in CloudTrail for what was done with it, and for roles that it made.

## How rootward fixes it
It does not: only you know whether the vendor is expected.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/temporary-delegation-building-integration.html>
  (states, how they follow each other, and how long the access lasts)
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListDelegationRequests.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DelegationRequest.html>
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.verdict import Verdict, fails, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential import DelegationRequest
from rootward.model.unknown import Unknown

OPEN = {
    "UNASSIGNED": "waits for somebody to take it up",
    "ASSIGNED": "waits for an answer",
    "PENDING_APPROVAL": "waits for an administrator's approval",
    "ACCEPTED": "was accepted",
    "FINALIZED": "was accepted, and its token was handed over",
}
CLOSED = {"REJECTED": "was rejected", "EXPIRED": "has expired"}


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict for each request."""
    requests = account.delegation_requests
    if isinstance(requests, Unknown):
        yield unknown(account.resource, requests)
        return
    if not requests:
        yield passes(account.resource, "there are no delegation requests")
    for request in requests:
        yield _judge_request(account, request)


def _judge_request(account: Account, request: DelegationRequest) -> Verdict:
    resource = request.arn or f"arn:{account.partition}:iam::{account.id}:delegation-request/{request.id}"
    what = f"delegation request {request.id}" + (f" of {request.requestor}" if request.requestor else "")
    evidence = read(account, "delegation-requests", "State", request.state)
    if request.state in CLOSED:
        return passes(resource, f"{what} {CLOSED[request.state]}", evidence)
    if request.state in OPEN:
        since = f" (made {request.created:%Y-%m-%d})" if request.created else ""
        return fails(resource, f"{what} {OPEN[request.state]}{since}", evidence)
    return unknown(resource, Unknown("failed", detail=f"{what} is in the state {request.state}, which is not known"))


CHECK = Check(
    id="delegation-request-open",
    practice="identities",
    severity="low",
    title="A vendor's request for temporary access is open or accepted",
    holds="no vendor's request for temporary access is open or accepted",
    why="a request that nobody expects is somebody else's key to the account, one click from turning",
    next_step="aws iam get-delegation-request --delegation-request-id {name}",
    facts=("delegation_requests",),
    no_controls="temporary delegation is younger than the benchmarks",
    judge=judge,
    fix="none",
)
