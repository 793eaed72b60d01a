"""rootward's own audit, where policies are enforced."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.aws.session import open_session
from rootward.checks.registry import CHECKS
from rootward.model.account import FACTS
from rootward.model.unknown import Unknown
from rootward.workflows.audit import facts_of
from rootward.workflows.collect import collect_account
from rootward.workflows.permissions import actions_for
from tests.sandbox.authorization.conftest import Account, allow

ACTIONS = actions_for(CHECKS)


@pytest.fixture(autouse=True)
def every_new_session_is_watched() -> None:
    """None is: rootward's own sessions know less of AWS's models than the answers hold."""


def unread(enforced: Account, caller: Any) -> dict[str, str | None]:
    """The facts of an audit that could not be read by the caller, and the action that was missing."""
    key = caller("iam")._request_signer._credentials.get_frozen_credentials()
    session = open_session(
        profile=None,
        region=enforced.sandbox.region,
        role_arn=None,
        endpoint_url=enforced.sandbox.endpoint_url,
        credentials=(key.access_key, key.secret_key, key.token or ""),
    )
    read = collect_account(session, facts_of(CHECKS), sleep=lambda _: None)
    facts = {fact: getattr(read, fact) for fact in FACTS}
    return {
        fact: value.action for fact, value in facts.items() if isinstance(value, Unknown) and value.reason == "denied"
    }


def test_an_audit_needs_the_policy_that_rootward_prints_and_no_more(enforced):
    auditor = enforced.user("auditor", allow(*ACTIONS))
    assert unread(enforced, auditor) == {}


@pytest.mark.parametrize(
    "missing",
    [
        "iam:GetAccountAuthorizationDetails",
        "iam:GetCredentialReport",
        "iam:ListVirtualMFADevices",
        "cloudtrail:DescribeTrails",
        "account:GetAlternateContact",
        "organizations:DescribeOrganization",
    ],
)
def test_without_one_of_its_actions_something_is_unknown(enforced, missing):
    auditor = enforced.user("auditor", allow(*(action for action in ACTIONS if action != missing)))
    assert missing in unread(enforced, auditor).values()
