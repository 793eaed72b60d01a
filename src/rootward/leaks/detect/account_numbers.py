"""The numbers of accounts, where they are named so: no secret, and looked for only by those who want to.

- under a name: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html
- in ARNs: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
- in the addresses of registries, of the console's sign-in and of queues
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.leaks.detect.anchors import ACCOUNT, ACCOUNTS_HOST, ARN, OWNER, Near, Word, compiled
from rootward.leaks.detect.late import late
from rootward.leaks.detect.placeholders import is_documented_account
from rootward.leaks.detect.seen import Seen
from rootward.leaks.detect.text import Text

_WORD = late(rb"[a-z0-9]{1,40}")
_BETWEEN = frozenset(
    b"id ids number numbers no num nr s value is string str text default type name key"
    b" 22 3a 3d 20 2c 253d 253a u003d u0022 x22 x3d quot 61 34 n t 0a".split()
)
"""What may stand between the word and the number: more of the name, and what is left of escapes."""
_NUMBER = late(rb"[0-9]{12}|[0-9]{4}-[0-9]{4}-[0-9]{4}")
_LONGEST = 14
_ITS_NUMBER = late(rb"[0-9]{12}")
_PART = late(rb"[A-Za-z0-9_-]")
_BESIDE = late(rb"[A-Za-z0-9_]|[.-][0-9]")


def account_numbers(whole: Text) -> Iterator[Seen]:
    """Every number of an account under a name that says so, in an ARN or in an address."""
    for name in (ACCOUNT, OWNER):
        yield from _under(name, whole)
    for word in (ARN, ACCOUNTS_HOST):
        yield from _in(word, whole)


def _in(word: Word, whole: Text) -> Iterator[Seen]:
    text = whole.data
    place = compiled(word.pattern)
    for start in whole.positions(word):
        match = place.match(text, start)
        number = _ITS_NUMBER.search(match[0]) if match else None
        if match is None or number is None:
            continue
        first, last = start + number.start(), start + number.end()
        said = number[0].decode()
        is_part = word is not ARN and first > 0 and _PART.match(text, first - 1)
        if not (is_part or _BESIDE.match(text, last) or is_documented_account(said)):
            yield _account(said, first, last, "in an ARN" if word is ARN else "in an address of AWS's")


def _under(name: Near, whole: Text) -> Iterator[Seen]:
    text, lowered = whole.data, whole.lowered
    for end in whole.positions(name):
        number = _NUMBER.search(text, end, end + name.reach + _LONGEST)
        if number is None or _BESIDE.match(text, number.end()):
            continue
        if not _BETWEEN.issuperset(_WORD.findall(lowered, end, number.start())):
            continue
        said = number[0].decode().replace("-", "")
        if not is_documented_account(said):
            yield _account(said, number.start(), number.end(), "under the name of an account's number")


def _account(said: str, start: int, end: int, reason: str) -> Seen:
    return Seen(kind="account-id", start=start, end=end, text=said, confidence="medium", reason=reason, account=said)
