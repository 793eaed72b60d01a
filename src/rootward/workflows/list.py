"""List what IAM holds: one read, and what it says arranged."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Literal, assert_never

from rootward import __version__
from rootward.errors import IncompleteError, SnapshotError, UsageError
from rootward.model.account import Account
from rootward.model.identity import Identities, User
from rootward.model.unknown import Unknown
from rootward.reports.listing import listing
from rootward.reports.listing.listing import Listing
from rootward.workflows.source import Collecting, Progress, Source, obtain

Subject = Literal["users", "groups", "policies"]

FACTS = ("identities",)
"""GetAccountAuthorizationDetails holds all of it."""


def list_source(
    source: Source,
    subject: Subject,
    user: str | None,
    *,
    collecting: Collecting,
    progress: Progress,
    announce: Progress,
) -> Listing:
    """Obtain the facts and list. Raises what `obtain` and `list_account` raise."""
    return list_account(obtain(source, FACTS, collecting, progress, announce), subject, user)


def list_account(account: Account, subject: Subject, user: str | None = None) -> Listing:
    """What is there; with `user` (a name, or an ARN) what is that user's.

    Raises UsageError where there is no such user, SnapshotError where a file holds no identities, and IncompleteError
    where AWS did not give them.
    """
    found = _identities(account)
    about = None if user is None else _named(found, user)
    frame = listing.frame(account, __version__, about)
    match subject:
        case "users":
            return listing.users(found, frame, about)
        case "groups":
            return listing.groups(found, frame, about)
        case "policies":
            return listing.policies(found, frame) if about is None else listing.policies_of(found, frame, about)
        case _:
            assert_never(subject)


def _identities(account: Account) -> Identities:
    found = account.identities
    if not isinstance(found, Unknown):
        return found
    if found.reason == "not_collected":
        raise SnapshotError(
            "the facts hold no users, groups and policies",
            advice="collect them: rootward collect -o FILE, or aws iam get-account-authorization-details",
        )
    advice = "try again, or give it longer with --deadline"
    if found.reason == "denied" and found.action:
        advice = f"allow {found.action}: the one action that this needs"
    raise IncompleteError(f"users, groups and policies could not be read: {found.detail}", advice=advice)


def _named(found: Identities, user: str) -> User:
    for one in found.users:
        if user in {one.name, one.arn, f"user/{one.name}"}:
            return one
    names = {one.name.lower(): one.name for one in found.users}
    close = get_close_matches(user.rpartition("/")[2].lower(), names, n=3)
    near = ", ".join(names[name] for name in close)
    raise UsageError(
        f"the account has no user '{user}'", advice=f"near it: {near}" if near else "rootward list users shows them"
    )
