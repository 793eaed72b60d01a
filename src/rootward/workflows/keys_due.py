"""Keys of the whole account that are old enough to be rotated: which can be rotated here, and which by their owners."""

from __future__ import annotations

from rootward.engine.keys_due import keys_due as judged
from rootward.model.keys_due import KeysDue
from rootward.workflows.keys_list import Asked, list_with_account
from rootward.workflows.rotating.mailing import of_user
from rootward.workflows.source import Collecting, Live, Progress


def keys_due(
    source: Live,
    *,
    older_than_days: int,
    recent_days: int,
    collecting: Collecting,
    progress: Progress,
    announce: Progress,
    user: str | None = None,
) -> KeysDue:
    """Of everybody, or of `user`. Nothing is changed. Raises as `keys_list.list_keys`."""
    asked = Asked(user=user, older_than_days=older_than_days)
    listing, account = list_with_account(source, asked, collecting=collecting, progress=progress, announce=announce)
    mails = {key.user: of_user(account, key.user) for key in listing.keys if not key.root}
    return judged(listing, older_than_days=older_than_days, recent_days=recent_days, signer=source.profile, mails=mails)
