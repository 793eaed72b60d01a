"""Patterns with the wildcards `*` (any run of characters) and `?` (any one), and what they match.

In an ARN a wildcard stays within its segment, the part between two of the first five colons; only a `*` that ends its
segment reaches over colons.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html

A pattern is matched by an automaton of as many states as it has characters, all kept in one integer: the work is the
product of the two lengths at the worst, whatever a policy's author wrote.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

SEGMENTS = 6
"""An ARN's segments. The last one, the resource, may hold colons of its own."""


class Token(NamedTuple):
    """One character of a pattern, or a wildcard. `colons`: whether a wildcard takes in a colon."""

    kind: Literal["character", "one", "run"]
    character: str = ""
    colons: bool = True


ONE, RUN = Token("one"), Token("run")


def tokens(pattern: str) -> tuple[Token, ...]:
    """The pattern's tokens; wildcards take in any character."""
    return tuple(ONE if each == "?" else RUN if each == "*" else Token("character", each) for each in pattern)


def literal(text: str) -> tuple[Token, ...]:
    """Tokens that take in just this text."""
    return tuple(Token("character", each) for each in text)


def is_incomplete(pattern: tuple[Token, ...]) -> bool:
    """Whether an ARN's pattern has fewer than its six segments, and no run that could stand for several."""
    colon = Token("character", ":")
    if pattern[:4] != literal("arn:") or pattern.count(colon) >= SEGMENTS - 1:
        return False
    return not any(token.kind == "run" and following == colon for token, following in pairwise(pattern))


def completed(pattern: tuple[Token, ...]) -> tuple[Token, ...]:
    """An ARN's pattern with a run for each segment that it lacks: `arn:aws:sqs` is `arn:aws:sqs:*:*:*`.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html#arns-paths-wildcards
    """
    if not is_incomplete(pattern):
        return pattern
    return pattern + tokens(":*") * (SEGMENTS - 1 - pattern.count(Token("character", ":")))


def within_segments(pattern: Iterable[Token]) -> tuple[Token, ...]:
    """The tokens of an ARN's pattern, its wildcards held to their segments."""
    listed = tuple(pattern)
    held: list[Token] = []
    colons = 0
    for place, token in enumerate(listed):
        if token.kind == "character":
            colons += token.character == ":"
            held.append(token)
            continue
        following = listed[place + 1] if place + 1 < len(listed) else None
        ends = following is None or (following.kind == "character" and following.character == ":")
        free = colons >= SEGMENTS - 1 or (token.kind == "run" and ends)
        held.append(token._replace(colons=free))
    return tuple(held)


class Automaton:
    """A pattern as states, all kept in one integer: bit n stands for having taken in all before token n."""

    __slots__ = ("_colon_runs", "_end", "_masks", "_ones", "_runs", "start")

    def __init__(self, pattern: tuple[Token, ...]) -> None:
        masks: dict[str, int] = {}
        ones = runs = colon_ones = colon_runs = 0
        for place, token in enumerate(pattern):
            bit = 1 << place
            if token.kind == "character":
                masks[token.character] = masks.get(token.character, 0) | bit
            elif token.kind == "one":
                ones, colon_ones = ones | bit, colon_ones | (bit if token.colons else 0)
            else:
                runs, colon_runs = runs | bit, colon_runs | (bit if token.colons else 0)
        self._masks = {character: mask | ones for character, mask in masks.items()}
        self._masks[":"] = masks.get(":", 0) | colon_ones
        self._ones, self._runs, self._colon_runs = ones, runs, colon_runs
        self._end = 1 << len(pattern)
        self.start = self._skipped(1)
        """The states before the first character."""

    def after(self, states: int, text: str) -> int:
        """The states after the text; 0: nothing that begins so is of the pattern."""
        for character in text:
            stay = self._colon_runs if character == ":" else self._runs
            states = self._skipped((states & self._masks.get(character, self._ones)) << 1 | states & stay)
            if not states:
                break
        return states

    def ends(self, states: int) -> bool:
        """Whether what led here is of the pattern."""
        return bool(states & self._end)

    def takes_any_rest(self, states: int) -> bool:
        """Whether whatever follows, what led here is of the pattern: a run of any characters stands at its end."""
        return bool(states & (self._end >> 1) & self._colon_runs)

    def _skipped(self, states: int) -> int:
        """A run may be empty: whoever stands before one stands behind it as well."""
        while (more := states | (states & self._runs) << 1) != states:
            states = more
        return states


class Wildcard:
    """A pattern made ready to match texts."""

    __slots__ = ("_automaton", "_prefix", "_text", "tokens")

    def __init__(self, pattern: tuple[Token, ...]) -> None:
        self.tokens = pattern
        self._automaton: Automaton | None = None
        plain = "".join(token.character for token in pattern if token.kind == "character")
        self._text = plain if len(plain) == len(pattern) else None
        self._prefix = plain if len(plain) == len(pattern) - 1 and pattern[-1] == RUN else None

    @property
    def automaton(self) -> Automaton:
        """The pattern as states."""
        if self._automaton is None:
            self._automaton = Automaton(self.tokens)
        return self._automaton

    def matches(self, text: str) -> bool:
        """Whether the pattern takes in the whole text. Case counts."""
        if self._text is not None:
            return text == self._text
        if self._prefix is not None:
            return text.startswith(self._prefix)
        automaton = self.automaton
        return automaton.ends(automaton.after(automaton.start, text))


@lru_cache(maxsize=65_536)
def wildcard(pattern: str) -> Wildcard:
    """A pattern whose wildcards take in any character, as those of actions and of `StringLike`."""
    return Wildcard(tokens(pattern))


@lru_cache(maxsize=65_536)
def arn_wildcard(pattern: tuple[Token, ...]) -> Wildcard:
    """A pattern of a `Resource` element."""
    return Wildcard(within_segments(completed(pattern)))


def glob(pattern: str, text: str) -> bool:
    """Whether the whole text is of the pattern, `*` being any run of characters and `?` any one. Case counts."""
    return wildcard(pattern).matches(text)


def matches_action(pattern: str, action: str) -> bool:
    """Whether an action pattern takes in an action. Case does not count.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
    """
    return wildcard(pattern.lower()).matches(action.lower())
