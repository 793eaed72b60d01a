"""What ends the power of a leaked key beside switching it off, and which roles its user could have assumed."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from rootward.engine.revoking import Quarantine, denied_before, of_role, of_user, quarantined_by, reachable_roles
from rootward.iam_policy import Partial, Policies, Request, Verdict, decide, policy
from rootward.model.change import AttachmentChange, IdentityRef, InlinePolicyChange
from tests.checks.facts import account, allow, arn, denied, identities, inline, role, trust, user
from tests.checks.facts import policy as document

MOMENT = datetime(2026, 1, 31, 12, 10, tzinfo=UTC)
V3 = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"
QUARANTINE = Quarantine(arn=V3, document="{}")


def changes(proposals):
    return [change for one in proposals for batch in one.batches for change in batch]


@pytest.mark.parametrize(
    ("issued", "verdict"),
    [("2026-01-31T12:09:59Z", Verdict.DENY), ("2026-01-31T12:10:00Z", Verdict.ALLOW), (None, Verdict.ALLOW)],
)
def test_older_sessions_are_denied_and_neither_newer_ones_nor_long_lived_keys(issued, verdict):
    held = Policies((policy(document(allow("*"))), policy(denied_before(MOMENT))))
    request = Request(
        action="s3:GetObject",
        resource="arn:aws:s3:::notes/a",
        principal=arn("user", "ann"),
        context=Partial({"aws:TokenIssueTime": issued}),
    )

    assert decide(request, held).verdict is verdict


def test_a_user_loses_its_sessions_and_is_quarantined():
    first, second = changes(of_user(user("ann"), MOMENT, QUARANTINE))

    ref = IdentityRef("user", "ann", arn("user", "ann"))
    assert first == InlinePolicyChange(
        holder=ref, name="RootwardRevokeOlderSessions", before=None, after=denied_before(MOMENT)
    )
    assert second == AttachmentChange(holder=ref, policy_arn=V3, before=False, after=True, document="{}")


@pytest.mark.parametrize("version", ["V3", "V4", "V10"])
def test_whom_aws_has_quarantined_as_well_is_not_quarantined_twice(version):
    held = f"arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantine{version}"
    ann = user("ann", attached_policies=(held, "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantine"))

    assert quarantined_by(ann) == held
    assert [change.target[0] for change in changes(of_user(ann, MOMENT, QUARANTINE))] == ["inline-policy"]


@pytest.mark.parametrize("version", ["", "V2"])
def test_an_older_quarantine_stays_and_the_newest_comes_beside_it(version):
    held = f"arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantine{version}"
    ann = user("ann", attached_policies=(held,))

    assert quarantined_by(ann) == held
    _, added = changes(of_user(ann, MOMENT, QUARANTINE))
    assert (added.policy_arn, added.after) == (V3, True)


@pytest.mark.parametrize("resource", ["policy/AWSCompromisedKeyQuarantineV4", "policy/AWSCompromisedKeyQuarantineOurs"])
def test_a_policy_of_the_account_s_own_is_no_quarantine_whatever_its_name(resource):
    ann = user("ann", attached_policies=(f"arn:aws:iam::123456789012:{resource}",))

    assert quarantined_by(ann) is None
    assert [change.target[0] for change in changes(of_user(ann, MOMENT, QUARANTINE))] == ["inline-policy", "attachment"]


def test_without_aws_policy_the_sessions_are_denied_all_the_same():
    assert [change.target[0] for change in changes(of_user(user("ann"), MOMENT, None))] == ["inline-policy"]


def test_a_second_time_the_moment_moves_on_and_what_was_is_kept_for_the_way_back():
    old = document({"Effect": "Deny", "Action": "*", "Resource": "*"})
    held = user("ann", inline_policies=(inline("RootwardRevokeOlderSessions", old),))

    (change,) = changes(of_user(held, MOMENT, None))

    assert (change.before, change.inverse().after) == (old, old)


def test_a_role_gets_the_policy_of_the_console_by_its_name():
    (change,) = changes([of_role(role("ci"), MOMENT)])

    assert (change.holder.kind, change.name) == ("role", "AWSRevokeOlderSessions")
    assert json.loads(change.after)["Statement"][0]["Effect"] == "Deny"


def test_the_roles_of_which_it_is_sure_come_first():
    me = {"AWS": arn("user", "ann")}
    roles = (
        role("by-mfa", trust_policy=trust(me, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})),
        role("open", trust_policy=trust(me)),
        role("others", trust_policy=trust({"AWS": arn("user", "bob")})),
    )
    of = account(identities=identities(users=(user("ann"), user("bob")), roles=roles))

    found = reachable_roles(of, arn("user", "ann"))

    assert [(one.name, one.sure) for one in found] == [("open", True), ("by-mfa", False)]


def test_where_policies_were_not_read_no_role_is_named():
    of = account(identities=denied("iam:GetAccountAuthorizationDetails"))

    assert reachable_roles(of, arn("user", "ann")) == ()
