"""Which organisation an account is in."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from rootward.sandbox.organizations.backend import PracticeOrganizations


def organization_of(account_id: str) -> PracticeOrganizations | None:
    """The organisation that an account manages or is a member of; None: it is in none. The state must be in place."""
    from moto.organizations.models import organizations_backends

    management, partition = organizations_backends.master_accounts.get(account_id, (account_id, "aws"))
    if management not in organizations_backends:
        return None
    backend = cast("PracticeOrganizations", organizations_backends[management][partition])
    return backend if backend.org is not None else None
