"""An account, made ready to be asked who may do what."""

from __future__ import annotations

from rootward.checks.power import proven_authority
from rootward.engine.access.scene import Scene
from rootward.errors import IncompleteError, SnapshotError
from rootward.model.account import Account
from rootward.model.unknown import Unknown

FACTS = ("identities", "organization")
"""What answers rest on: identities, and whether service control policies may bind the account."""


def scene(account: Account) -> Scene:
    """The account's identities and their powers.

    Raises SnapshotError where a file holds no identities, and IncompleteError where AWS did not give them.
    """
    authority = proven_authority(account)
    if not isinstance(authority, Unknown):
        return Scene(account, authority)
    if authority.reason == "not_collected":
        raise SnapshotError(
            "the facts hold no users, groups, roles and policies",
            advice="collect them: rootward collect -o FILE, or aws iam get-account-authorization-details",
        )
    raise IncompleteError(f"users, roles and policies could not be read: {authority.detail}", advice=_advice(authority))


def _advice(missing: Unknown) -> str:
    if missing.action is None:
        return ""
    if missing.reason == "failed":
        return "try again, or give it longer with --deadline"
    return f"allow {missing.action}: rootward permissions shows the policy"
