"""Scan for leaked credentials: one source after another, and what was found until the end; then ask whose they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from rootward import __version__
from rootward.errors import GitError, RootwardError
from rootward.model.scan import Scan, Unread
from rootward.workflows.scanning.gathering import Gathering
from rootward.workflows.scanning.looking import CUT, CUT_IN, look_through, must_be_there
from rootward.workflows.scanning.order import History, Order, Source, told

if TYPE_CHECKING:
    from rootward.model.joined_scan import JoinedScan
    from rootward.workflows.scanning.verifying import Pairs
    from rootward.workflows.source import Collecting
    from rootward.workflows.source import Source as FactsSource

Progress = Callable[[str], None]


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asked about the keys that were found."""

    account: FactsSource | None = None
    """The account that may be theirs; None: it is not asked."""
    collecting: Collecting | None = None
    verify: bool = False
    """Whether each key itself asks AWS who it is."""
    region: str | None = None
    """Whose partition `verify` asks; None: the configuration's."""


class Scanned(msgspec.Struct, frozen=True, kw_only=True):
    """What a scan came to."""

    scan: Scan
    interrupted: bool = False
    """Whether it was cut short: what was found until then is there, and what was not scanned is among the unread."""
    joined: JoinedScan | None = None
    """The same scan, joined with the account that was asked."""
    unasked: tuple[str, ...] = ()
    """What was to be asked about the keys and could not be, or was denied."""
    failure: RootwardError | None = None
    """Why nobody could be asked at all. What was found stands."""


def scan(
    order: Order,
    asking: Asking | None = None,
    *,
    progress: Progress,
    announce: Progress,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Scanned:
    """Look through every source, and ask about the keys. `announce` is told of rules that could not be used.

    A repository that git does not read is among the unread. Nobody is asked after an interruption. Raises UsageError
    for a path or a range that is not there, ConfigurationError where the user's own rules are wrong. What `join` raises
    is the answer's `failure`.
    """
    pairs = _pairs(asking)
    taken_at = now().replace(microsecond=0)
    gathering = Gathering(pairs)
    interrupted = _looked_through(order, gathering, progress=progress, announce=announce)
    looked_in = tuple(path for source in order.sources for path in told(source))
    found = gathering.scan(rootward=__version__, taken_at=taken_at, looked_in=looked_in)
    scanned = Scanned(scan=found, interrupted=interrupted)
    if asking is None or scanned.interrupted:
        return scanned
    try:
        return _asked(scanned, order, asking, pairs, progress=progress, announce=announce)
    except RootwardError as error:
        return msgspec.structs.replace(scanned, failure=error)
    except KeyboardInterrupt:
        return msgspec.structs.replace(scanned, interrupted=True)


def _looked_through(order: Order, gathering: Gathering, *, progress: Progress, announce: Progress) -> bool:
    """Look through every source. Whether that was interrupted: then what was not scanned is among the unread."""
    waiting = list(order.sources)
    if len(waiting) > 1:  # the second is not to fail when the first is done
        for source in waiting:
            must_be_there(source)
    before = 0
    try:
        while waiting:
            before = gathering.missed
            try:
                look_through(waiting[0], order, gathering, progress=progress, announce=announce)
            except GitError as error:
                gathering.miss([_refused(waiting[0], error)])
                if error.advice:
                    announce(error.advice)
            del waiting[0]
    except KeyboardInterrupt:
        if gathering.missed == before:  # it had not come so far as to say what it lacks
            gathering.miss(Unread(path=path, reason=CUT_IN) for path in told(waiting[0]))
        gathering.miss(Unread(path=path, reason=CUT) for source in waiting[1:] for path in told(source))
    return bool(waiting)


def _refused(source: Source, error: GitError) -> Unread:
    name = told(source)[0]
    path = source.path if isinstance(source, History) else name
    return Unread(path=name, reason=str(error).removeprefix(f"{path}: "))


def _pairs(asking: Asking | None) -> Pairs | None:
    """Where keys are gathered with their secrets; None: nobody wants them."""
    if asking is None or not asking.verify:
        return None
    from rootward.workflows.scanning.verifying import Pairs

    return Pairs()


def _asked(
    scanned: Scanned, order: Order, asking: Asking, pairs: Pairs | None, *, progress: Progress, announce: Progress
) -> Scanned:
    """The account first: of its own keys `verify` may try those, too, whose ids do not tell theirs."""
    found, joined = scanned.scan, None
    unasked: tuple[str, ...] = ()
    if asking.account is not None:
        from rootward.workflows.scanning.joining import join, root_of
        from rootward.workflows.source import Collecting

        joined = join(
            found,
            asking.account,
            root=root_of(order.sources),
            collecting=asking.collecting or Collecting(),
            progress=progress,
            announce=announce,
        )
        found = joined.scan
        told_already = {f"{one.path}: {one.reason}" for one in found.unread}
        unasked = tuple(line for line in joined.unread if line not in told_already)
    if pairs is not None:
        from rootward.workflows.scanning.verifying import verify, with_proofs

        own = () if joined is None else tuple(key.key_id for key in joined.own)
        verified = verify(pairs, own=own, region=asking.region, announce=announce)
        found = msgspec.structs.replace(found, findings=with_proofs(found.findings, verified.proofs))
        unasked = (*unasked, *verified.unasked)
    joined = None if joined is None else msgspec.structs.replace(joined, scan=found)
    return Scanned(scan=found, joined=joined, unasked=unasked)
