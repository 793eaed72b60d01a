"""Texts that stand where a credential will, and were never one: documentation's examples, fillings, references.

AWS's own examples hold the word EXAMPLE:
https://docs.aws.amazon.com/IAM/latest/UserGuide/security-creds-programmatic-access.html
"""

from __future__ import annotations

from rootward.leaks.detect.late import late

_WORDS = (
    "example|sample|placeholder|changeme|change_me|replace|dummy|fake|test|mock|redacted|notreal|notareal|fakekey|notakey|yourkey|yoursecret"
    "|yourtoken|youraccess|youraws|insert|hidden|invalid|removed|secretkeyhere|keyhere|goeshere"
)
_WORD = late(rf"{_WORDS}|{_WORDS.upper()}|Example|Sample|Placeholder|YourSecret|YourAccess|YourToken|YourAws")
"""In one case: a word in mixed case may stand in what was drawn by lot, as likely as any other four letters do."""
_LONG_WORD = late(r"(?i)notareal|fakekey|example|sample|placeholder|changeme|replaceme|redacted|dummy")
_FILLING = late(r"(.)\1{5}|(?:xxxx|XXXX|0000|\*\*\*\*)")
_COUNTING = late("(?i)0123456|1234567|2345678|abcdefg|bcdefgh|9876543|8765432|zyxwvut|qwertyu|asdfghj")
_FEW = 3
_SHORT = 4
"""Letters of a word that stands by chance in one id of some thousands."""
_ACCOUNTS = frozenset(
    {
        "123456789012",
        "111122223333",
        "444455556666",
        "777788889999",
        "012345678901",
        "012345678910",
        "123456781234",
        "098765432109",
        "987654321098",
        "999988887777",
        "210987654321",
        "123412341234",
        "111111222222",
        "123456789111",
        "123456789222",
        "223456789012",
        "123123123123",
        "000011112222",
        "987654321012",
    }
)
"""AWS's documentation's, and counted ones: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html"""


def is_placeholder(text: str) -> bool:
    """Whether a secret was never one: a word that says so, a filling, characters counted up, hardly any of them."""
    return (
        _WORD.search(text) is not None
        or _LONG_WORD.search(text) is not None
        or _FILLING.search(text) is not None
        or _COUNTING.search(text) is not None
        or has_few(text)
    )


def says_placeholder(text: str) -> bool:
    """Whether a word in a long text says that it is none.

    A word of four letters, or a filling in the middle of a token, says nothing: so many characters may hold any.
    """
    return _LONG_WORD.search(text) is not None or has_few(text) or text[0] * 8 == text[:8]


def is_placeholder_id(body: str) -> bool:
    """Whether what follows a prefix is no id's: its alphabet counted up may be one's, as far as anybody can tell."""
    words = _WORD.findall(body)
    short = len(words) == 1 and len(words[0]) <= _SHORT and not (body.startswith(words[0]) or body.endswith(words[0]))
    return body.isdigit() or has_few(body) or (bool(words) and not short) or "XXXX" in body or "0000" in body


def has_few(text: str) -> bool:
    """Whether hardly any different characters are in it."""
    return len(set(text)) <= _FEW


def is_documented_account(number: str) -> bool:
    """Whether the number is one that AWS's documentation has for any account, or one digit twelve times."""
    return number in _ACCOUNTS or len(set(number)) == 1
