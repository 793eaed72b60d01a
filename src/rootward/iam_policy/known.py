"""What is known of every call that an identity makes by itself: when and from which organisation, with which tags.

Keys of the request that nobody can know beforehand, as its address, are not among them.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from collections.abc import Mapping

from rootward.iam_policy.circumstances import DIRECT_CALL
from rootward.iam_policy.context import Given
from rootward.model.account import Account
from rootward.model.identity import Role, User
from rootward.model.unknown import Unknown

TAG = "aws:principaltag/"

HOME = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
"""The region in which IAM answers, by partition: https://docs.aws.amazon.com/general/latest/gr/iam-service.html"""

NO_MFA: dict[str, Given | None] = {"aws:multifactorauthpresent": "false", "aws:multifactorauthage": None}
"""Of the sessions of roles, whatever their makers signed in with.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
"""


_OF_AN_ORGANIZATION = (
    "aws:principalorgid",
    "aws:principalorgmasteraccountid",
    "aws:principalorgpaths",
    "aws:resourceorgid",
    "aws:resourceorgpaths",
)
"""Keys that an account outside any organisation lacks."""


class Known:
    """What is known of the calls of one account's identities."""

    def __init__(self, account: Account, tested: frozenset[str]) -> None:
        """`tested`: the condition keys that policies of the account test or bring in, in small letters."""
        self._tags = sorted(key for key in tested if key.startswith(TAG))
        self._of_all = {**DIRECT_CALL, **_time(account), **_organization(account)}
        self._shared: dict[tuple[object, ...], Mapping[str, Given | None]] = {}

    def of(self, identity: User | Role) -> Mapping[str, Given | None]:
        """Condition keys, in small letters, and their values; None: known to be absent. Equal ones are one object.

        A user has the tags that the account lists. The session of a role may have others than the role.
        https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
        """
        if isinstance(identity, Role):
            own: dict[str, Given | None] = NO_MFA
        else:
            tags = {f"{TAG}{name.lower()}": value for name, value in identity.tags.items()}
            own = {key: tags.get(key) for key in self._tags}
        key = (isinstance(identity, Role), *own.items())
        if key not in self._shared:
            self._shared[key] = {**self._of_all, **own}
        return self._shared[key]


def _time(account: Account) -> dict[str, Given | None]:
    return {
        "aws:currenttime": account.taken_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "aws:epochtime": str(int(account.taken_at.timestamp())),
    }


def _organization(account: Account) -> dict[str, Given | None]:
    """The organisation of the caller, and of the resources of its account."""
    own = account.organization
    if isinstance(own, Unknown):
        return {}
    if own is None:
        return dict.fromkeys(_OF_AN_ORGANIZATION)
    return {
        "aws:principalorgid": own.id,
        "aws:resourceorgid": own.id,
        "aws:principalorgmasteraccountid": own.management_account,
    }
