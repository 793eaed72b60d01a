"""Choosing a resource's name: whoever makes something may give it whatever name the policies allow.

A shape is an ARN with the words {region}, {account}, {partition}, {new} and {any} in it, as the edge table has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise, starmap

import msgspec

from rootward.iam_policy.wildcard import Automaton, Token, Wildcard, glob

REGIONS = (
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1",
    "eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1",
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
    "cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1",
)  # fmt: skip
"""Regions that every account of their partition has.

https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
"""

OTHER_ACCOUNT = "999999999999"
"""In the place of an account that may be anybody's."""
_FREE = re.compile(r"(\{new\}|\{any\})")
_NEW, _ANY, _FRESH = "{new}", "{any}", "fresh-7q"
_SPARE = "7qxz0"
"""Characters for names that no pattern asks for."""
_MOST_STATES = 4_000
_ARN_ACCOUNT, _ARN_REGION = 4, 3


class SearchCutError(Exception):
    """A search for a name took too long: whether there is one is not known."""


class Wanted(msgspec.Struct, frozen=True):
    """What a chosen name must be of: of one pattern of each group, and of none of those that spoil it."""

    groups: tuple[tuple[Wildcard, ...], ...] = ()
    spoiling: tuple[Wildcard, ...] = ()


def is_free(text: str) -> bool:
    """Whether a shape leaves a choice."""
    return "{" in text


def in_place(shape: str, *, partition: str, account: str, region: str) -> str:
    """The shape with all filled in but the names."""
    return shape.replace("{partition}", partition).replace("{account}", account).replace("{region}", region)


def plain(shape: str) -> str:
    """The shape with names that nobody gave to anything."""
    parts = shape.split(":")
    if len(parts) > _ARN_ACCOUNT and parts[_ARN_ACCOUNT] == _ANY:
        parts[_ARN_ACCOUNT] = OTHER_ACCOUNT
    # AgentCore alone has a word that may be empty within a resource type.
    text = ":".join(parts).replace("code-interpreter{any}", "code-interpreter")
    return text.replace(_NEW, _FRESH).replace(_ANY, _FRESH)


def regions(patterns: Iterable[Wildcard], home: str, tested: Iterable[str] = ()) -> tuple[str, ...]:
    """The regions that it takes to tell the patterns apart: home, and one for each that is singled out.

    `tested`: the values that conditions compare a region with; one that none of them names is told apart as well.
    """
    found = [home]
    tests = tuple(tested)
    for named in (*map(_region_of, patterns), *tests):
        if named in ("", "*"):
            continue
        if "*" not in named and "?" not in named:
            found.append(named)
            continue
        found += [region for region in REGIONS if glob(named, region)][:1]
    if tests:
        others = (one for one in REGIONS if _partition(one) == _partition(home))
        found += [one for one in others if not any(glob(each, one) for each in tests)][:1]
    return tuple(dict.fromkeys(found))


def spelled(pattern: Iterable[Token]) -> str:
    """The pattern as it is written."""
    return "".join(token.character or {"one": "?", "run": "*"}[token.kind] for token in pattern)


def _region_of(pattern: Wildcard) -> str:
    parts = spelled(pattern.tokens).split(":")
    return parts[_ARN_REGION] if len(parts) > _ARN_REGION else ""


def _partition(region: str) -> tuple[bool, bool]:
    return region.startswith("cn-"), region.startswith("us-gov-")


def name(shape: str, wanted: Wanted) -> str | None:
    """The shortest text of the shape that is as wanted; None: there is none. Raises SearchCutError."""
    groups = [
        tuple(one for one in group if overlap(one, shape)) for group in wanted.groups if not any(map(takes_all, group))
    ]
    spoiling = tuple(one for one in wanted.spoiling if overlap(one, shape))
    if not all(groups) or any(map(takes_all, spoiling)):
        return None
    return _shortest(shape, groups, spoiling)


@lru_cache(maxsize=65_536)
def overlap(pattern: Wildcard, shape: str) -> bool:
    """Whether some text is of the pattern and of the shape, or may be."""
    try:
        return takes_all(pattern) or _shortest(shape, [(pattern,)], ()) is not None
    except SearchCutError:
        return True


def _shortest(shape: str, groups: Sequence[Sequence[Wildcard]], spoiling: Sequence[Wildcard]) -> str | None:
    whole = any(is_free(segment) for segment in shape.split(":")[: _ARN_ACCOUNT + 1])
    letters = dict.fromkeys(_SPARE)
    for group in groups:
        for pattern in group:
            letters.update(dict.fromkeys(_letters(pattern, whole=whole)))
    automata = [[one.automaton for one in group] for group in groups]
    return _Search(_elements(shape), automata, [one.automaton for one in spoiling], "".join(letters)).shortest()


def takes_all(pattern: Wildcard) -> bool:
    """Whether the pattern is a plain `*`."""
    return len(pattern.tokens) == 1 and pattern.tokens[0].kind == "run"


@lru_cache(maxsize=16_384)
def _letters(pattern: Wildcard, *, whole: bool) -> str:
    """The characters that a name may need for the pattern's sake: those of an ARN's last segment, or of the whole."""
    characters = [token.character for token in pattern.tokens]
    colons = [place for place, character in enumerate(characters) if character == ":"]
    return "".join(characters[colons[_ARN_ACCOUNT] :] if len(colons) > _ARN_ACCOUNT and not whole else characters)


_State = tuple[int, tuple[int, ...]]


class _Search:
    """Looks for the shortest text, all patterns being followed side by side."""

    def __init__(
        self,
        elements: tuple[str, ...],
        groups: Sequence[Sequence[Automaton]],
        spoiling: Sequence[Automaton],
        letters: str,
    ) -> None:
        self._elements, self._letters = elements, letters
        self._automata = [one for group in (*groups, spoiling) for one in group]
        starts = tuple(accumulate(map(len, groups), initial=0))
        self._groups, self._spoiling = tuple(starmap(slice, pairwise(starts))), slice(starts[-1], None)
        """Where each group's automata stand, and those that spoil."""

    def shortest(self) -> str | None:
        first: _State = (0, tuple(one.start for one in self._automata))
        before: dict[_State, tuple[_State, str] | None] = {first: None}
        waiting = [first]
        for state in waiting:
            at, reached = state
            if at == len(self._elements) and self._accepts(reached):
                return _spelled(before, state)
            if len(before) > _MOST_STATES:
                raise SearchCutError
            for text, place in self._next(at):
                following = reached
                if text:
                    following = tuple(
                        one.after(states, text) for one, states in zip(self._automata, reached, strict=True)
                    )
                then = (place, following)
                if then not in before and self._is_alive(following):
                    before[then] = (state, text)
                    waiting.append(then)
        return None

    def _next(self, at: int) -> Iterator[tuple[str, int]]:
        """The texts that may follow, each with the place that it leads to; an empty one leads on by itself."""
        if at == len(self._elements):
            return
        element = self._elements[at]
        if not element.startswith("{"):
            yield element, at + 1
            return
        if element != "{one}":
            yield "", at + 1
        for letter in self._letters:
            if element == "{all}" or letter not in "/:":
                yield letter, at + (element == "{one}")

    def _is_alive(self, reached: tuple[int, ...]) -> bool:
        """Whether each group has a pattern that may still be met."""
        return all(any(reached[group]) for group in self._groups)

    def _accepts(self, reached: tuple[int, ...]) -> bool:
        met = [one.ends(states) for one, states in zip(self._automata, reached, strict=True)]
        return all(any(met[group]) for group in self._groups) and not any(met[self._spoiling])


@lru_cache(maxsize=1_024)
def _elements(shape: str) -> tuple[str, ...]:
    """Literal texts, and the words that stand for names. A new name has one character at least."""
    found: list[str] = []
    for part in _FREE.split(shape):
        if part == _NEW:
            found += ("{one}", "{run}")
        elif part == _ANY:
            found.append("{all}")
        elif part:
            found.append(part)
    return tuple(found)


def _spelled(before: dict[_State, tuple[_State, str] | None], state: _State) -> str:
    texts: list[str] = []
    while (link := before[state]) is not None:
        state, text = link
        texts.append(text)
    return "".join(reversed(texts))
