"""Choosing a resource's name: whoever makes something may give it whatever name the policies allow.

A shape is an ARN with the words {region}, {account}, {partition}, {new} and {any} in it, as the edge table has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from rootward.iam_policy.wildcard import Automaton, Wildcard

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


def regions(patterns: Iterable[Wildcard], home: str) -> tuple[str, ...]:
    """The regions that it takes to tell the patterns apart: home, and one for each that is singled out."""
    found = {home: None}
    for pattern in patterns:
        text = "".join(token.character or {"one": "?", "run": "*"}.get(token.kind, "") for token in pattern.tokens)
        parts = text.split(":")
        named = parts[_ARN_REGION] if len(parts) > _ARN_REGION else "*"
        if named in ("", "*"):
            continue
        if "*" not in named and "?" not in named:
            found[named] = None
            continue
        shape = re.compile(re.escape(named).replace(r"\*", ".*").replace(r"\?", "."))
        found.update(dict.fromkeys([region for region in REGIONS if shape.fullmatch(region)][:1]))
    return tuple(found)


def name(shape: str, wanted: Wanted) -> str | None:
    """The shortest text of the shape that is as wanted; None: there is none, or none was found in the time allowed."""
    elements = tuple(_elements(shape))
    groups = tuple(tuple(one.automaton for one in group) for group in wanted.groups)
    spoiling = tuple(one.automaton for one in wanted.spoiling)
    letters = _letters(wanted)
    automata = [one for group in groups for one in group] + list(spoiling)
    first = (0, tuple(one.start for one in automata))
    before: dict[tuple[int, tuple[int, ...]], tuple[tuple[int, tuple[int, ...]], str] | None] = {first: None}
    waiting = [first]
    for state in waiting:
        at, reached = state
        if at == len(elements) and _accepted(groups, spoiling, reached):
            return _spelled(before, state)
        if len(before) > _MOST_STATES:
            return None
        for character, after in _next(elements, at, letters):
            following = tuple(
                one.after(states, character) if character and states else states
                for one, states in zip(automata, reached, strict=True)
            )
            then = (after, following)
            if then not in before and _alive(groups, following):
                before[then] = (state, character)
                waiting.append(then)
    return None


def _elements(shape: str) -> Iterator[str]:
    """Single characters, and the words that stand for names. A new name has one character at least."""
    for part in _FREE.split(shape):
        if part == _NEW:
            yield from ("{one}", "{run}")
        elif part == _ANY:
            yield "{all}"
        else:
            yield from part


def _next(elements: Sequence[str], at: int, letters: str) -> Iterator[tuple[str, int]]:
    """The characters that may follow, each with the place that it leads to; an empty one leads on by itself."""
    if at == len(elements):
        return
    element = elements[at]
    if len(element) == 1:
        yield element, at + 1
        return
    if element != "{one}":
        yield "", at + 1
    for letter in letters:
        if element == "{all}" or letter not in "/:":
            yield letter, at + (element == "{one}")


def _letters(wanted: Wanted) -> str:
    found = dict.fromkeys(_SPARE)
    for group in wanted.groups:
        for pattern in group:
            found.update(dict.fromkeys(token.character for token in pattern.tokens if token.character))
    return "".join(found)


def _alive(groups: Sequence[Sequence[Automaton]], reached: tuple[int, ...]) -> bool:
    """Whether each group has a pattern that may still be met."""
    place = 0
    for group in groups:
        if not any(reached[place : place + len(group)]):
            return False
        place += len(group)
    return True


def _accepted(groups: Sequence[Sequence[Automaton]], spoiling: Sequence[Automaton], reached: tuple[int, ...]) -> bool:
    place = 0
    for group in groups:
        if not any(one.ends(states) for one, states in zip(group, reached[place:], strict=False)):
            return False
        place += len(group)
    return not any(one.ends(states) for one, states in zip(spoiling, reached[place:], strict=True))


def _spelled(
    before: dict[tuple[int, tuple[int, ...]], tuple[tuple[int, tuple[int, ...]], str] | None],
    state: tuple[int, tuple[int, ...]],
) -> str:
    characters: list[str] = []
    while (link := before[state]) is not None:
        state, character = link
        characters.append(character)
    return "".join(reversed(characters))
