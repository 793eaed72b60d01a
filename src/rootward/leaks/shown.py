"""What of a scanned line, a path or a name may be shown: all but what reads as drawn by chance. Pure.

The detector knows credentials of AWS. Beside one there may stand halves of it, another encoding of it, or somebody
else's token, and a report must carry none of them on. Ids of keys are no secret, and stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from rootward.leaks.detect.late import late
from rootward.model.secret_text import MASK, masked_but_key_ids

SHORTEST = 16
"""Shorter runs tell too little to be judged, and too little to be of use."""

_MASKED = re.compile(r"(…[A-Za-z0-9+/=_-]{0,4}(?![A-Za-z0-9+/=_-]))")
"""What the detector masked already: its last four characters are to stay."""
_KEY_ID = r"(?<![A-Za-z0-9])(?:A3T[A-Z0-9]|A(?:KI|SI|BI|CC|RO|ID|GP|IP|NP|NV|PK|SC)A)[A-Z0-9]{16,17}(?![A-Za-z0-9])"
"""Ids of keys, users and roles.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
"""
_KEPT = re.compile(rf"{_KEY_ID}|\[masked\]")

_OFTEN_SECRET = late(
    r"(?i)(?P<name>(?:(?<![a-z])pass|passphrase|pwd|api[-_]?key|auth[-_]?key|private[-_]?key|credentials?|token|secret)"
    r"(?:=|\\*[\"']\s{0,4}[:=]\s{0,4}|\s{1,4}=\s{1,4}))"
    r"(?P<open>\\*[\"']?)(?!\[masked\])(?P<value>[^\s\"'&,;<]{4,})",
)

_ESCAPED = (
    r"\\{1,4}u00(?P<u>[2-7][0-9A-Fa-f])|\\{1,4}x(?P<x>[2-7][0-9A-Fa-f])|&\#x(?P<hex>[2-7][0-9A-Fa-f]);"
    r"|&\#(?P<number>3[2-9]|[4-9][0-9]|1[01][0-9]|12[0-6]);|\\{1,4}(?P<octal>1[0-7]{2}|0[4-7][0-7])"
    r"|%(?P<url>[2-7][0-9A-Fa-f])|\\{1,4}(?P<slash>/)"
)
_ATOM = late(
    rf"(?P<join>(?<=[A-Za-z0-9+/=_;%-])\\*[\"'`]\s{{0,4}}[+.&]{{0,2}}\s{{0,4}}\\*[\"'`](?=[A-Za-z0-9+/=_%&\\-]))"
    rf"|{_ESCAPED}|(?P<plain>[A-Za-z0-9+/=_-]{{1,4096}}|%)"
)
"""Characters of a run, however they are written, or what joins two pieces of a string."""

_UUID = late(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_WORDS_BEFORE = late(r"(?:[a-z]{3,32}[/=])*")
"""The folders of a path, or a name before its value: what reads so in a secret is of no use by itself."""

_TOKEN = late(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SEGMENT = late(r"[A-Za-z0-9]+")
_COMMON = late(
    "a[bcdgilmnprst]|bl|c[aehkolt]|d[aei]|e[acdeflmnprstx]|f[io]|ge|h[aeio]|i[acdeglmnorst]|ke|l[aeilosuy]|m[aeimop]"
    "|n[acdegiost]|o[dlmnprtuw]|p[aelort]|r[aeimnorst]|s[eiopstu]|t[aehiorstuy]|u[elmnprst]|ve|va|yp"
)
"""Of the pairs of letters in identifiers these 130 make four in five; of letters drawn by chance one in five."""
_SHORTEST_WORD, _LONGEST_NUMBER, _LONGEST_BETWEEN = 3, 8, 4
_WORDS_OF_A_LINE, _WORDS_OF_A_NAME = 0.7, 0.5
"""So much of what can be read is made of words."""
_WORDS_OF_ALL_DRAWN = 0.35
"""A run with fewer is one secret, words in it and all; in one with more, words stand beside it."""
_SWITCHES = 5
"""In what is drawn from letters and digits one character in five, or more, follows one of the other sort."""
_LONG_LINE, _SHORTEST_CUT = 200, 6
"""The end of a line that was cut out of a longer one may be a piece of something long."""
_LONG_RUN = 32
_LONGEST_NAME = 8192


@lru_cache(maxsize=2048)
def shown_line(line: str) -> str:
    """The line, masked already where the detector saw something, without anything else that may be secret."""
    pieces = _MASKED.split(line)
    for place in range(0, len(pieces), 2):
        is_long = len(line) > _LONG_LINE
        judge = _Lines(cut_before=is_long and place == 0, cut_after=is_long and place == len(pieces) - 1)
        pieces[place] = _without_drawn(_without_named(pieces[place]), judge)
    return "".join(pieces)


@lru_cache(maxsize=8192)
def shown_name(name: str) -> str:
    """A path, an author or a branch without what may be secret. Hashes in hexadecimal, as git's, stay."""
    pieces = _MASKED.split(name)
    pieces[::2] = [_without_drawn(_without_told(piece), _Names()) for piece in pieces[::2]]
    return "".join(pieces)


def _without_told(text: str) -> str:
    """Without what its place tells to be a secret. Of a name of a megabyte that would take an hour."""
    return masked_but_key_ids(text) if len(text) <= _LONGEST_NAME else text


def _without_named(text: str) -> str:
    text = _without_told(text)
    return _OFTEN_SECRET.sub(lambda found: f"{found['name']}{found['open']}{MASK}", text)


class _Lines:
    """What is drawn on a line: its reader has the file, and misses little."""

    def __init__(self, *, cut_before: bool, cut_after: bool) -> None:
        self._before, self._after = cut_before, cut_after
        self.shortest = _SHORTEST_CUT if cut_before or cut_after else SHORTEST
        """It hides no shorter run."""

    def hides(self, run: str, *, first: bool, last: bool) -> bool:
        """Whether this run is not to be seen. `first`, `last`: whether it begins or ends the text."""
        if any(map(_spells_text, _SEGMENT.findall(run))):
            return True
        is_cut = (first and self._before) or (last and self._after)
        if len(run) < (_SHORTEST_CUT if is_cut else SHORTEST) or not _mixes(run):
            return False
        return _share_of_words(run) < _WORDS_OF_A_LINE or _switches(run) * _SWITCHES >= len(run)


class _Names:
    """What is drawn in a path or a name: it is to be found again by it."""

    shortest = SHORTEST

    def hides(self, run: str, *, first: bool, last: bool) -> bool:
        """Whether this run is not to be seen."""
        del first, last
        if any(map(_spells_text, _SEGMENT.findall(run))):
            return True
        run = _UUID.sub("", run)
        if len(run) < SHORTEST:
            return False
        cases = bool(re.search("[a-z]", run) and re.search("[A-Z]", run))
        mixes = cases and (len(run) >= _LONG_RUN or bool(re.search("[0-9+=]", run)))
        return mixes and _share_of_words(run) < _WORDS_OF_A_NAME


def _without_drawn(text: str, judge: _Lines | _Names) -> str:
    """The text with a mask for each run that the judge hides; ids and masks between stay as they are."""
    kept = [found.span() for found in _KEPT.finditer(text)]
    hidden: list[tuple[int, int]] = []
    at = 0
    for start, end in (*kept, (len(text), len(text))):
        hidden += _hidden(text, at, start, judge)
        at = end
    for start, end in reversed(hidden):
        text = text[:start] + MASK + text[end:]
    return text


def _hidden(text: str, start: int, end: int, judge: _Lines | _Names) -> Iterator[tuple[int, int]]:
    for run, spans in _runs(text, start, end, judge.shortest):
        for first, last in _stretches(run):
            begin, finish = spans[first][0], spans[last - 1][1]
            if judge.hides(run[first:last], first=begin == 0, last=finish == len(text)):
                begin += len(_WORDS_BEFORE.match(text, begin, finish)[0])  # type: ignore[index] # it may be empty
                yield begin, finish


def _runs(text: str, start: int, end: int, shortest: int) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Each run of at least so many characters as it reads, and where each of its characters stands."""
    read: list[str] = []
    spans: list[tuple[int, int]] = []
    at = start
    for atom in _ATOM.finditer(text, start, end):
        if atom.start() != at:
            if len(spans) >= shortest:
                yield "".join(read), spans
            read, spans = [], []
        at = atom.end()
        if plain := atom["plain"]:
            read.append(plain)
            spans += [(place, place + 1) for place in range(atom.start(), at)]
        elif atom["join"] is None:
            read.append(_character(atom))
            spans.append(atom.span())
    if len(spans) >= shortest:
        yield "".join(read), spans


def _character(atom: re.Match[str]) -> str:
    if atom["slash"]:
        return "/"
    if atom["number"]:
        return chr(int(atom["number"]))
    if atom["octal"]:
        return chr(int(atom["octal"], 8))
    return chr(int(atom["u"] or atom["x"] or atom["hex"] or atom["url"], 16))


def _stretches(run: str) -> Iterator[tuple[int, int]]:
    """The parts of a run that are no words: those at its ends, and longer ones within it, are left out."""
    if _share_of_words(run) < _WORDS_OF_ALL_DRAWN:
        yield 0, len(run)
        return
    first = last = None
    for segment in _SEGMENT.finditer(run):
        if not _is_plain(segment[0]):
            first, last = segment.start() if first is None else first, segment.end()
        elif first is not None and last is not None and len(segment[0]) > _LONGEST_BETWEEN:
            yield _widened(run, first, last)
            first = last = None
    if first is not None and last is not None:
        yield _widened(run, first, last)


def _widened(run: str, first: int, last: int) -> tuple[int, int]:
    """With the signs of base64 at both its ends."""
    while first and run[first - 1] in "+/" and (first == 1 or not run[first - 2].isalnum()):
        first -= 1
    while last < len(run) and run[last] in "+/=":
        last += 1
    return first, last


def _is_plain(segment: str) -> bool:
    """Whether these letters and digits are words, or a number as people write them."""
    if segment.isdigit():
        return len(segment) <= _LONGEST_NUMBER
    tokens = _TOKEN.findall(segment)
    return all(len(token) > (_SHORTEST_WORD if len(tokens) > 1 else 0) and _is_word(token) for token in tokens)


def _is_word(token: str) -> bool:
    if len(token) < _SHORTEST_WORD or token.isdigit():
        return False
    letters = token.lower()
    common = sum(_COMMON.fullmatch(letters, at, at + 2) is not None for at in range(len(letters) - 1))
    return 2 * common >= len(letters) - 1


def _share_of_words(run: str) -> float:
    """How much of its letters and digits stands in words."""
    tokens = _TOKEN.findall(run)
    read = sum(map(len, tokens))
    return sum(len(token) for token in tokens if _is_word(token)) / read if read else 1.0


def _mixes(run: str) -> bool:
    """Whether it holds letters of both cases, or letters and digits."""
    lower, upper, digit = (bool(re.search(kind, run)) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    return lower + upper + digit > 1


def _switches(run: str) -> int:
    """How often a letter stands beside a digit."""
    return sum(one.isalnum() and other.isalnum() and one.isdigit() != other.isdigit() for one, other in pairwise(run))


def _spells_text(run: str) -> bool:
    """Whether it is text in hexadecimal: of a hash hardly a byte in three is a printable one."""
    if len(run) < SHORTEST or len(run) % 2 or not re.fullmatch(r"[0-9A-Fa-f]+", run):
        return False
    if len(run) < _LONG_RUN and run.isdigit():
        return False
    return all(" " <= chr(byte) <= "~" for byte in bytes.fromhex(run))
