"""Access keys of an account as JSON, schema 1."""

from __future__ import annotations

import msgspec

from rootward.model.key_list import KeyList, ListedKey
from rootward.reports.evidence import told
from rootward.reports.json_text import escaped
from rootward.reports.names import without_surrogates


def render(listing: KeyList, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """JSON, indented by two; names as `reports.json` writes them. `width` and `color` change nothing."""
    del width, color
    account = msgspec.structs.replace(listing.account, alias=_or_none(listing.account.alias))
    told_of = msgspec.structs.replace(
        listing,
        account=account,
        user=_or_none(listing.user),
        keys=tuple(_key(one) for one in listing.keys),
        unread=tuple(told(line) for line in listing.unread),
    )
    return escaped(msgspec.json.format(msgspec.json.encode(told_of), indent=2).decode() + "\n", unicode=unicode)


def _key(one: ListedKey) -> ListedKey:
    places = None if one.places is None else tuple(told(place) for place in one.places)
    return msgspec.structs.replace(one, user=without_surrogates(one.user), arn=_or_none(one.arn), places=places)


def _or_none(text: str | None) -> str | None:
    return None if text is None else without_surrogates(text)
