"""Whether the owner of a key may send mail over SMTP, of which AWS records no use of the key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rootward.checks.access_keys.retirement import SMTP_USERS
from rootward.checks.access_keys.smtp import sends_mail
from rootward.model.account import Account
from rootward.model.key_pair import KeyOwner
from rootward.model.unknown import Unknown
from rootward.workflows.collect import collect_account

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession

_SECONDS = 60.0
"""So long the policies are read; an account of thousands of users takes some seconds."""


def may_mail(session: AwsSession, owner: KeyOwner, announce: Callable[[str], None]) -> bool:
    """Whether a policy lets the user send mail, as `checks.access_keys.smtp` judges it, or SES made the user for that.

    Where the policies cannot be read it is False, and `announce` is told so. Raises CredentialsError.
    """
    if owner.user.startswith(SMTP_USERS):
        return True
    sends = of_user(collect_account(session, ("identities",), deadline_seconds=_SECONDS), owner.user)
    if isinstance(sends, Unknown):
        announce(
            f"whether {owner.user} sends mail over SMTP is not known, and AWS records no use of a key there: "
            f"{sends.detail or sends.reason}"
        )
        return False
    return sends


def of_user(account: Account, user: str) -> bool | Unknown:
    """The same of an account that was read."""
    if user.startswith(SMTP_USERS):
        return True
    people = account.identities
    if isinstance(people, Unknown):
        return people
    arn = next((one.arn for one in people.users if one.name == user), "")
    return sends_mail(account, arn)
