"""A rule: what it is called, how grave it is, which records it needs, and which of these it chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import msgspec

from rootward.model.root_event import Severity
from rootward.trail.classify.changed import changed
from rootward.trail.classify.detections.need import Need
from rootward.trail.record import Record

Choice = Callable[[Sequence[Record]], Iterable[Record]]
"""Of the records that a rule needs, in the order of time, those that show it."""

Alike = Literal["principal", "name", "address", "account"]
"""What the events of one detection have in common besides the account: who acted (of a session the role), the user's
name that was tried, the address that they came from, or nothing."""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of thing to look at."""

    id: str
    """`root-sign-in-without-mfa`."""
    severity: Severity
    by_root: Severity | None = None
    """Where root itself did it; None: no other."""
    refused: Severity | None = None
    """Where it was only tried, and denied for want of a permission; None: what was denied does not count."""
    title: str
    fires: str
    """One sentence: what fires it."""
    source: str
    """The page that the event or the threshold is from."""
    needs: tuple[Need, ...]
    chooses: Choice
    did: str
    """What the one who acted did, after its name: `signed in to the console`."""
    on: Callable[[Record], str | None] = changed
    """What it was done to or with: `user alice`; None or empty: it is not told."""
    alike: Alike = "principal"
