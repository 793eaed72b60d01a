"""A house with a member of everything that a list can show, in no order."""

from __future__ import annotations

from typing import Any

from rootward.model.account import Account
from rootward.model.identity import Identities
from tests.checks.facts import account, allow, arn, group, identities, inline, managed, policy, role, user

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
FENCE = arn("policy", "fences/fence")
DOCUMENT = policy(allow("s3:GetObject"))


def people() -> Identities:
    return identities(
        users=(
            user("zoe"),
            user(
                "mark",
                arn=arn("user", "staff/mark"),
                path="/staff/",
                groups=("readers", "Admins"),
                attached_policies=(READ_ONLY, arn("policy", "billing")),
                inline_policies=(inline("two", DOCUMENT), inline("one", DOCUMENT)),
                boundary=FENCE,
            ),
            user("Ann", groups=("Admins",)),
        ),
        groups=(
            group("readers", attached_policies=(READ_ONLY,)),
            group("empty", path="/teams/"),
            group("Admins", attached_policies=(ADMINISTRATOR,), inline_policies=(inline("deny", DOCUMENT),)),
        ),
        roles=(role("web", attached_policies=(READ_ONLY,), boundary=FENCE),),
        policies=(
            managed("ReadOnlyAccess", DOCUMENT, arn=READ_ONLY, attachment_count=3),
            managed("fence", DOCUMENT, arn=FENCE, path="/fences/", attachment_count=0),
            managed("billing", DOCUMENT),
            managed("AdministratorAccess", DOCUMENT, arn=ADMINISTRATOR),
            managed("unused", DOCUMENT, attachment_count=0),
        ),
    )


def house(**facts: Any) -> Account:
    """The account, of which nothing but identities was read."""
    return account(**{"identities": people(), **facts})
