"""A trail as a candidate for the one that records all: what it lacks, leaves out, and what of it was not read."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from rootward.checks.root_use.recipient import named
from rootward.model.monitoring import EventSelector, Trail
from rootward.model.unknown import Unknown


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A trail, judged."""

    trail: Trail
    settings: tuple[str, ...]
    """What its settings lack, each in words that follow its name: one call mends it, and takes nothing from anybody."""
    recording: tuple[str, ...]
    """The same of what it was told to record, and of where it delivers to."""
    leaves_out: tuple[str, ...] = ()
    """Event sources, as `kms.amazonaws.com`."""
    doubts: tuple[Unknown, ...]

    @property
    def lacks(self) -> tuple[str, ...]:
        """All that CIS asks for and that it lacks."""
        return (*self.settings, *self.recording)

    @property
    def faults(self) -> tuple[str, ...]:
        """All that it lacks, and what it leaves out."""
        if not self.leaves_out:
            return self.lacks
        return (*self.lacks, f"leaves out the management events of {', '.join(self.leaves_out)}")


def rank(one: Candidate) -> tuple[int, int, int, str]:
    """What fulfils most comes first; what is not known counts less than what is known to be amiss."""
    return (len(one.lacks), len(one.leaves_out), len(one.doubts), one.trail.arn)


def candidate(trail: Trail) -> Candidate:
    """The trail, judged."""
    doubts: list[Unknown] = []
    if isinstance(trail.logging, Unknown):
        doubts.append(named(trail.logging, f"whether trail {trail.name} is logging"))
    settings, recording = tuple(_settings(trail)), list[str]()
    leaves_out: tuple[str, ...] = ()
    if isinstance(trail.selectors, Unknown):
        doubts.append(named(trail.selectors, f"the event selectors of trail {trail.name}"))
    else:
        recording.extend(_unrecorded(trail.selectors))
        leaves_out = () if recording else _left_out(trail.selectors)
    if trail.latest_delivery_error:
        recording.append(f"could not deliver its last log file ({trail.latest_delivery_error})")
    return Candidate(
        trail=trail, settings=settings, recording=tuple(recording), leaves_out=leaves_out, doubts=tuple(doubts)
    )


def _settings(trail: Trail) -> Iterator[str]:
    if not trail.multi_region:
        yield f"covers {trail.home_region} only"
    if trail.logging is False:
        yield "is not logging"
    if not trail.validates_files:
        yield "does not validate its log files"


def _unrecorded(selectors: tuple[EventSelector, ...]) -> Iterator[str]:
    reads, writes = _whole(selectors, "ReadOnly"), _whole(selectors, "WriteOnly")
    if reads and writes:
        return
    if not any(one.management_events for one in selectors):
        yield "records no management events"
    elif reads:
        yield "records only management events that read"
    elif writes:
        yield "records only management events that change something"
    else:
        yield "records a narrow choice of management events only"


def _whole(selectors: tuple[EventSelector, ...], kind: str) -> list[EventSelector]:
    return [one for one in selectors if one.management_events and not one.narrowed and one.read_write in {"All", kind}]


def _left_out(selectors: tuple[EventSelector, ...]) -> tuple[str, ...]:
    """The sources that every selector of a kind leaves out."""
    return tuple(
        sorted(
            {
                source
                for kind in ("ReadOnly", "WriteOnly")
                for source in set.intersection(*(set(one.excluded_sources) for one in _whole(selectors, kind)))
            }
        )
    )
