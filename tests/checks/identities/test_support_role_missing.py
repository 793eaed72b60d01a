from __future__ import annotations

from tests.checks.asking import only
from tests.checks.facts import account, denied, group, identities, role, user

CHECK = "support-role-missing"
SUPPORT = "arn:aws:iam::aws:policy/AWSSupportAccess"


def test_a_role_that_holds_the_policy_passes() -> None:
    verdict = only(CHECK, account(identities=identities(roles=(role("support", attached_policies=(SUPPORT,)),))))
    assert (verdict.status, verdict.message) == ("pass", "role support holds AWSSupportAccess")


def test_a_user_that_holds_the_policy_passes() -> None:
    verdict = only(CHECK, account(identities=identities(users=(user("mark", attached_policies=(SUPPORT,)),))))
    assert (verdict.status, verdict.message) == ("pass", "user mark holds AWSSupportAccess")


def test_a_group_with_a_member_passes() -> None:
    desk = group("desk", attached_policies=(SUPPORT,))
    verdict = only(CHECK, account(identities=identities(groups=(desk,), users=(user("mark", groups=("desk",)),))))
    assert (verdict.status, verdict.message) == ("pass", "group desk holds AWSSupportAccess")


def test_a_group_without_members_fails() -> None:
    desk = group("desk", attached_policies=(SUPPORT,))
    verdict = only(CHECK, account(identities=identities(groups=(desk,), users=(user("mark", groups=("other",)),))))
    assert verdict.status == "fail"
    assert verdict.message == "AWSSupportAccess is attached to the group desk only, which has no members"


def test_an_account_in_which_nobody_holds_it_fails() -> None:
    read = account(identities=identities(roles=(role("deploy", attached_policies=("arn:aws:iam::aws:policy/X",)),)))
    verdict = only(CHECK, read)
    assert (verdict.status, verdict.resource) == ("fail", read.resource)
    assert verdict.message == "no role, user or group holds AWSSupportAccess"


def test_a_policy_of_the_accounts_own_with_that_name_is_another() -> None:
    own = "arn:aws:iam::123456789012:policy/AWSSupportAccess"
    assert only(CHECK, account(identities=identities(roles=(role("support", attached_policies=(own,)),)))).status == (
        "fail"
    )


def test_each_partition_has_its_own_arn() -> None:
    china = role("support", attached_policies=("arn:aws-cn:iam::aws:policy/AWSSupportAccess",))
    assert only(CHECK, account(partition="aws-cn", identities=identities(roles=(china,)))).status == "pass"
    assert only(CHECK, account(identities=identities(roles=(china,)))).status == "fail"


def test_unread_identities_are_unknown() -> None:
    unread = denied("iam:GetAccountAuthorizationDetails")
    verdict = only(CHECK, account(identities=unread))
    assert (verdict.status, verdict.unknowns) == ("unknown", (unread,))
