"""Whether an expression stands anywhere in a line, in time that grows with the line and with nothing else.

The states of a non-deterministic automaton are followed all at once, and each set of them that comes up is kept with
where each byte leads from it (https://swtch.com/~rsc/regexp/regexp1.html).
"""

from __future__ import annotations

from rootward.leaks.ere.error import PatternError
from rootward.leaks.ere.expression import WORD, At, Either, Expression, OneOf, Place, Repeat, Sequence

MOST_STEPS = 1_000
"""Of an automaton. Bounds are written out: `(a{1,100}){1,100}` has 10,000."""

MOST_WORK = 1_000_000
"""Steps that are followed one by one in all lines together. What is known already costs none of it: an ordinary
expression needs some thousands, however many lines there are, and one that is made to be costly no more than a second.
"""

_MOST_HELD = 8_192
"""Steps and ways from set to set that are kept; then all are forgotten, so that memory has a bound as well."""

_FOUND = -1
_END = 256
_MATCH = 0
"""The number of the step that says that all was matched."""

_Kind = int
_AT_START, _AFTER_WORD, _AFTER_OTHER = 0, 1, 2


class Automaton:
    """An expression, made ready to be looked for."""

    def __init__(self, expression: Expression) -> None:
        """Raises PatternError where it is too large."""
        if _size(expression) > MOST_STEPS:
            raise PatternError("too large: its repeats come to more than it may")
        self._masks: dict[int, tuple[int, int]] = {}
        """Of a step that takes a byte: which, and the step that follows."""
        self._places: dict[int, tuple[Place, int]] = {}
        self._forks: dict[int, tuple[int, ...]] = {}
        self._made = 0
        self._left = MOST_WORK
        self._first = self._build(expression, _MATCH)
        self._forget()

    def is_in(self, line: bytes) -> bool:
        """Whether the line, without its end, holds it. Raises PatternError where it took too much to say so."""
        tables, here = self._tables, self._begin
        for byte in line:
            there = tables[here].get(byte)
            if there is None:
                there = self._step(here, byte)
                tables = self._tables
            if there == _FOUND:
                return True
            here = there
        there = tables[here].get(_END)
        return (self._step(here, _END) if there is None else there) == _FOUND

    def _forget(self) -> None:
        self._tables: list[dict[int, int]] = []
        self._sets: list[tuple[frozenset[int], _Kind]] = []
        self._numbers: dict[tuple[frozenset[int], _Kind], int] = {}
        self._held = 0
        self._begin = self._number(frozenset((self._first,)), _AT_START)

    def _number(self, steps: frozenset[int], kind: _Kind) -> int:
        key = (steps, kind)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._sets)
            self._sets.append(key)
            self._tables.append({})
            self._held += len(steps)
        return number

    def _step(self, here: int, byte: int) -> int:
        steps, kind = self._sets[here]
        reached = self._reached(steps, kind, byte)
        self._held += 1
        if _MATCH in reached:
            there = _FOUND
        elif byte == _END:
            there = here
        else:
            after = {self._masks[one][1] for one in reached if one in self._masks and self._masks[one][0] >> byte & 1}
            after.add(self._first)  # it may begin anywhere
            if self._held > _MOST_HELD:
                self._forget()
                return self._number(frozenset(after), _kind(byte))
            there = self._number(frozenset(after), _kind(byte))
        self._tables[here][byte] = there
        return there

    def _reached(self, steps: frozenset[int], kind: _Kind, byte: int) -> set[int]:
        """The steps that can be come to without taking a byte, between the one before and this one."""
        reached: set[int] = set()
        waiting = list(steps)
        while waiting:
            one = waiting.pop()
            if one in reached:
                continue
            reached.add(one)
            if one in self._forks:
                waiting.extend(self._forks[one])
            elif one in self._places:
                place, then = self._places[one]
                if _holds(place, kind, byte):
                    waiting.append(then)
        self._left -= len(reached)
        if self._left < 0:
            raise PatternError("it takes too long")
        return reached

    def _new(self) -> int:
        self._made += 1
        return self._made

    def _build(self, expression: Expression, then: int) -> int:
        """The first step of what matches the expression and goes on with `then`."""
        if isinstance(expression, Sequence):
            for part in reversed(expression.parts):
                then = self._build(part, then)
            return then
        if isinstance(expression, Repeat):
            return self._build_repeat(expression, then)
        step = self._new()
        if isinstance(expression, OneOf):
            self._masks[step] = (expression.mask, then)
        elif isinstance(expression, At):
            self._places[step] = (expression.place, then)
        else:
            self._forks[step] = tuple(self._build(choice, then) for choice in expression.choices)
        return step

    def _build_repeat(self, repeat: Repeat, then: int) -> int:
        if repeat.most is None:
            again = self._new()
            self._forks[again] = (then,)
            self._forks[again] = (self._build(repeat.body, again), then)
            then = again
        else:
            end = then
            for _ in range(repeat.most - repeat.least):
                maybe = self._new()
                self._forks[maybe] = (self._build(repeat.body, then), end)
                then = maybe
        for _ in range(repeat.least):
            then = self._build(repeat.body, then)
        return then


def _size(expression: Expression) -> int:
    if isinstance(expression, Sequence):
        return sum(map(_size, expression.parts))
    if isinstance(expression, Either):
        return 1 + sum(map(_size, expression.choices))
    if isinstance(expression, Repeat):
        return 1 + (_size(expression.body) + 1) * (expression.least + 1 if expression.most is None else expression.most)
    return 1


def _kind(byte: int) -> _Kind:
    return _AFTER_WORD if WORD >> byte & 1 else _AFTER_OTHER


def _holds(place: Place, kind: _Kind, byte: int) -> bool:
    before = kind == _AFTER_WORD
    after = byte != _END and bool(WORD >> byte & 1)
    match place:
        case "line start":
            return kind == _AT_START
        case "line end":
            return byte == _END
        case "boundary":
            return before != after
        case "no boundary":
            return before == after
        case "word start":
            return after and not before
        case "word end":
            return before and not after
