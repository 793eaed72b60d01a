"""Whether characters look drawn by lot, as AWS draws a secret key: 40 of the 64 characters of base64."""

from __future__ import annotations

import re
from itertools import pairwise

from rootward.leaks.detect.late import late
from rootward.leaks.detect.placeholders import is_placeholder

SECRET_LENGTH = 40
"""https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKey.html says no number; every one is."""

_HEXADECIMAL = late(r"[0-9a-f]{40}|[0-9A-F]{40}")
_DIGIT = late("[0-9]")
_KINDS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=.", "A" * 26 + "a" * 26 + "0" * 10 + "+" * 6
)
_NO_DIGITS = str.maketrans("", "", "0123456789")
_CHANGES = 14
"""Of 39 places between two characters, those where upper case, lower case, digit and sign change: by lot 25, and fewer
than this once in ten thousand. A name or a path of words has about two a word."""
_FEWEST_CHANGES = 8
_MANY_CHANGES = 20
"""One in a thousand has no digit, and names and paths have none."""
_WORDS = late("[a-z]{3,40}")
_MOST_IN_WORDS = 21
"""Lower-case letters in threes and more: by lot about six, and in one of some thousands as many as these."""
_DIFFERENT = 10
_LONG_WORDS = late("[A-Z]?[a-z]{3,64}")
_WORDS_SPOKEN = late("[A-Z]?(?=[a-z]{0,3}[aeiouy])[a-z]{3,64}|(?=[A-Z]{0,3}[AEIOUY])[A-Z]{4,64}")
_OF_A_NAME = late(
    "[Aa]ccess|[Ss]ecret|[Tt]oken|[Aa]ccount|[Bb]ucket|[Ss]ession|[Cc]lient|[Cc]onfig|[Dd]efault|[Pp]rovider|[Rr]equest"
    "|[Rr]espon|[Rr]esource|[Mm]anage|[Ff]actory|[Bb]uilder|[Hh]andler|[Pp]olicy|[Oo]bject|[Ss]ervice|[Cc]redential"
    "|[Pp]assword|[Ss]tring|[Cc]reate|[Uu]pdate|[Dd]elete|[Rr]egion|[Vv]alue|[Ss]hould|[Ww]ithout"
)
_OF_A_PATH = late("(?:[A-Z]?[a-z]{2,64}+|[A-Z]{2,64}+){1,6}+[0-9]{0,2}|[a-z0-9]{1,3}")
_HALF_OF_WORDS, _NEARLY_ALL_OF_WORDS = 0.5, 0.75
_FEW_DIGITS = 4
_SEGMENTS = 3
_CHANGES_OF_WORDS = 0.45
"""Names and paths, digits left out: shares of the characters in words, and of the places where the kind changes. By
lot one of a hundred thousand has one of those words, and one of some thousands is as wordy without."""
_CHANGES_OF_LONG, _CHANGES_OF_SHORT = 0.45, 0.4
_LONG = 100
"""The same of a long text: by lot .64, over three hundred characters never fewer than .53; symbols have .30."""
_LONGEST_PERIOD = 64


def is_secret(text: str) -> bool:
    """Whether it may be a secret key that a name says it is: no hexadecimal, no word, no placeholder."""
    return (
        len(text) == SECRET_LENGTH
        and _HEXADECIMAL.fullmatch(text) is None
        and len(set(text)) >= _DIFFERENT
        and _changes(text) >= (_FEWEST_CHANGES if _DIGIT.search(text) else _MANY_CHANGES)
        and not is_placeholder(text)
        and not is_wordy(text)
    )


def is_drawn(text: str) -> bool:
    """Whether it looks like a secret key by itself, where no name says that it is one."""
    return is_secret(text) and has_kinds(text) and _changes(text) >= _CHANGES and _in_words(text) <= _MOST_IN_WORDS


def is_wordy(text: str) -> bool:
    """Whether it is a name of several words, or a path: a digit or two in it say nothing."""
    letters = text.translate(_NO_DIGITS)
    if not letters.isupper() and not letters.islower():
        if _OF_A_NAME.search(text) and _share(_LONG_WORDS, text) >= _HALF_OF_WORDS:
            return True
        if (
            len(text) - len(letters) <= _FEW_DIGITS
            and _share(_WORDS_SPOKEN, letters) >= _NEARLY_ALL_OF_WORDS
            and _changes(letters) <= _CHANGES_OF_WORDS * len(letters)
        ):
            return True
    segments = text.strip("/").split("/")
    return len(segments) >= _SEGMENTS and all(map(_OF_A_PATH.fullmatch, segments))


def _share(pattern: re.Pattern[str], text: str) -> float:
    return sum(map(len, pattern.findall(text))) / max(1, len(text))


def is_drawn_long(text: str) -> bool:
    """Whether a text of any length looks drawn by lot: no words, no characters counted up, nothing over and over."""
    least = _CHANGES_OF_LONG if len(text) >= _LONG else _CHANGES_OF_SHORT
    if _changes(text) < least * (len(text) - 1) or is_repeated(text):
        return False
    return sum(ord(following) - ord(one) == 1 for one, following in pairwise(text)) < len(text) / 4


def is_repeated(text: str) -> bool:
    """Whether it is the same few characters over and over."""
    return any(text[period:] == text[:-period] for period in range(1, min(_LONGEST_PERIOD, len(text) // 2) + 1))


def has_kinds(text: str) -> bool:
    """Whether upper case, lower case and digits are in it."""
    return set("Aa0") <= set(text.translate(_KINDS))


def _changes(text: str) -> int:
    kinds = text.translate(_KINDS)
    return sum(one != other for one, other in pairwise(kinds))


def _in_words(text: str) -> int:
    return sum(map(len, _WORDS.findall(text)))
