from __future__ import annotations

import pytest

from rootward.model.identity import Group, Role, User
from tests.checks.asking import only, verdicts
from tests.checks.facts import account, denied, group, identities, role, user

CHECK = "cloudshell-full-access"
SHELL = "arn:aws:iam::aws:policy/AWSCloudShellFullAccess"


@pytest.mark.parametrize(
    ("holder", "kind"),
    [
        (user("mark", attached_policies=(SHELL,)), "user"),
        (group("people", attached_policies=(SHELL,)), "group"),
        (role("ops", attached_policies=(SHELL,)), "role"),
    ],
)
def test_a_holder_fails(holder: User | Group | Role, kind: str) -> None:
    verdict = only(CHECK, account(identities=identities(**{f"{kind}s": (holder,)})))
    assert (verdict.status, verdict.resource, verdict.fix) == ("fail", holder.arn, None)
    assert verdict.message == f"{kind} {holder.name} holds AWSCloudShellFullAccess"


def test_each_holder_fails_by_itself() -> None:
    answers = verdicts(
        CHECK,
        account(
            identities=identities(
                users=(user("mark", attached_policies=(SHELL,)), user("ada")),
                roles=(role("ops", attached_policies=(SHELL,)),),
            )
        ),
    )
    assert [(answer.status, answer.resource.rsplit("/", 1)[-1]) for answer in answers] == [
        ("fail", "mark"),
        ("fail", "ops"),
    ]


def test_a_permission_sets_role_is_changed_in_identity_center() -> None:
    path = "/aws-reserved/sso.amazonaws.com/eu-west-1/"
    ops = role("AWSReservedSSO_Ops_0123456789abcdef", path=path, attached_policies=(SHELL,))
    verdict = only(CHECK, account(identities=identities(roles=(ops,))))
    assert (verdict.status, verdict.fix) == ("fail", "guided")
    assert verdict.message.endswith(
        "holds AWSCloudShellFullAccess (IAM Identity Center owns the role: change it there)"
    )


def test_attached_to_nobody_passes() -> None:
    ops = role("ops", attached_policies=("arn:aws:iam::aws:policy/ReadOnlyAccess",))
    read = account(identities=identities(roles=(ops,)))
    verdict = only(CHECK, read)
    assert (verdict.status, verdict.resource) == ("pass", read.resource)


def test_each_partition_has_its_own_arn() -> None:
    ops = role("ops", attached_policies=("arn:aws-us-gov:iam::aws:policy/AWSCloudShellFullAccess",))
    assert only(CHECK, account(partition="aws-us-gov", identities=identities(roles=(ops,)))).status == "fail"


def test_unread_identities_are_unknown() -> None:
    unread = denied("iam:GetAccountAuthorizationDetails")
    verdict = only(CHECK, account(identities=unread))
    assert (verdict.status, verdict.unknowns) == ("unknown", (unread,))
