"""All records of logs, each decoded as a type that the caller chooses, in worker processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeVar

from rootward.model.scan import Unread
from rootward.processes.crew import Crew, Lost, noted
from rootward.processes.memory import keep_freed_memory
from rootward.trail.finding.contents import Contents, as_utf8, contents, most_nameless, said, within
from rootward.trail.finding.cutting import SEVERAL, cutter
from rootward.trail.finding.inflate import Inflating
from rootward.trail.finding.pausing import paused
from rootward.trail.finding.portions import ENDED, Portion, portioned
from rootward.trail.finding.steps import Steps
from rootward.trail.finding.typed import Kind, Typed
from rootward.trail.finding.windows import pieces
from rootward.trail.log import Log

Answer = TypeVar("Answer")


class Batch(NamedTuple, Generic[Kind]):
    """Some records of a log, which is given in several batches if it is long. They are best let go before the next."""

    log: Log
    records: list[Kind]


class _Before(NamedTuple):
    """What was read of a log before a text."""

    records: int = 0
    strange: int = 0
    """Parts that are no records and were not told of yet."""


_NOTHING = _Before()


class Gathered(NamedTuple, Generic[Answer]):
    """What came of a portion of the logs."""

    answer: Answer | None
    """What `gather` gave; None: the process that was to give it ended."""
    logs: Portion
    records: int = 0
    bytes: int = 0
    """Inflated."""
    unread: tuple[Unread, ...] = ()


Gather = Callable[[Iterator[Batch[Kind]]], Answer]


def every(
    logs: Iterable[Log],
    kind: type[Kind],
    gathering: Callable[[], Gather[Kind, Answer]],
    *,
    workers: int | None = None,
) -> Iterator[Gathered[Answer]]:
    """Each portion's answer, in an order that depends on the logs alone.

    `kind`: a struct of some of a record's members, by their names there (`eventName` is one of them), each with a
    default, and None among what it may be. A record that does not fit is given with the members that do.
    `gathering` is called once in each process that takes part: it gives `gather`, which is told all records of some
    logs and gives an answer. The answer can be pickled; `gathering` is found by its name in a worker, so that it stands
    at the top of a module (a `functools.partial` of such a function will do).
    An event that was delivered twice is there twice. Raises InternalError where `gather` raises in a worker.
    """
    begun = portioned(logs, workers)
    asked: list[Portion] = []
    setting = (kind, gathering)
    with Crew() as crew:
        work = crew.begin(_gatherer, setting, begun.others)
        answers = work.answers(noted(begun.portions, asked), _gatherer(setting))
        for number, answer in enumerate(answers):
            if isinstance(answer, Lost):
                yield Gathered(None, asked[number], unread=tuple(_lost(asked[number])))
            else:
                yield Gathered(answer[0], asked[number], *answer[1:])
            asked[number] = ()


def _lost(portion: Portion) -> Iterator[Unread]:
    return (Unread(path=log.name, reason=ENDED) for log in portion)


def _gatherer(
    setting: tuple[type[Any], Callable[[], Gather[Any, Any]]],
) -> Callable[[Portion], tuple[Any, int, int, tuple[Unread, ...]]]:
    keep_freed_memory()
    kind, gathering = setting
    return partial(_gathered, Typed(kind), gathering())


def _gathered(
    typed: Typed[Any], gather: Gather[Any, Any], portion: Portion
) -> tuple[Any, int, int, tuple[Unread, ...]]:
    reading = _Reading(typed)
    with paused():
        answer = gather(chain.from_iterable(map(reading.batches, portion)))
    return answer, reading.records, reading.bytes, tuple(reading.unread)


class _Reading(Generic[Kind]):
    """The records of some logs, and how much was read."""

    def __init__(self, typed: Typed[Kind]) -> None:
        self._typed = typed
        self.records = 0
        self.bytes = 0
        self.unread: list[Unread] = []

    def batches(self, log: Log) -> Iterator[Batch[Kind]]:
        """A log's records. Whatever happens to it, those that were read before are given."""
        reasons: list[str] = []
        try:
            with Inflating(log) as inflating:
                try:
                    yield from self._batches(log, inflating, reasons)
                finally:
                    self.bytes += inflating.total
                if inflating.reason is not None:
                    reasons.append(inflating.reason)
        except OSError as error:
            reasons.append(error.strerror or "it cannot be read")
        self.unread += (Unread(path=log.name, reason=reason) for reason in dict.fromkeys(reasons))

    def _batches(self, log: Log, inflating: Inflating, reasons: list[str]) -> Iterator[Batch[Kind]]:
        steps, before = Steps(inflating), _NOTHING
        while (text := steps.step()) is not None:
            elements = self._typed.listed(text)
            if elements is None:
                break
            elements, strange = self._whole(text, elements, is_lines=False)
            before = _Before(before.records + len(elements), before.strange + strange)
            self.records += len(elements)
            yield Batch(log, elements)
            del elements, text  # what is decoded next lies where these did, and so in the cache
            steps.taken()
        for piece in pieces(steps.rest):
            if piece.reason is not None:
                reasons.append(piece.reason)
                break
            records = self._records(as_utf8(piece.text), before, reasons)
            before = _Before(before.records + len(records))
            self.records += len(records)
            yield Batch(log, records)

    def _records(self, text: bytes, before: _Before, reasons: list[str]) -> list[Kind]:
        decoded = self._typed.decode(text)
        if decoded is not None:
            records, strange = self._whole(text, decoded.elements, is_lines=decoded.is_lines)
            reasons += said(before.strange + strange, before.records + len(records))
            return records
        parts = SEVERAL.split(text)
        if len(parts) > 1:
            first = self._records(parts[0], before, reasons)
            return [*first, *(record for part in parts[1:] for record in self._records(part, _NOTHING, reasons))]
        found = contents(text, goes_on=before.records > 0)
        reasons += said(before.strange + found.strange, before.records + len(found.records), found.reason)
        return [self._typed.one(raw) for raw in found.records]

    def _whole(self, text: bytes, elements: list[Kind], *, is_lines: bool) -> tuple[list[Kind], int]:
        """With the records that stand in elements that are none; and how many parts of these are no records."""
        numbers = self._typed.strange(elements)
        if not numbers:
            return elements, 0
        cut = cutter(text, is_lines=is_lines)
        most = most_nameless(text)
        held = {index: within(cut.whole(index)) for index in numbers[:most]}
        held.update(dict.fromkeys(numbers[most:], Contents([], 1)))
        records = [
            record
            for index, element in enumerate(elements)
            for record in (map(self._typed.one, held[index].records) if index in held else (element,))
        ]
        return records, sum(one.strange for one in held.values())
