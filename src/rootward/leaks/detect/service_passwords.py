"""Passwords in the files that AWS's own console gives for a user, and those of Git credentials wherever they stand.

- console: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_create.html (download .csv)
- CodeCommit and Keyspaces, whose user names end with `-at-` and the account's number:
  https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_ssh-keys.html
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

from rootward.leaks.detect.anchors import CSV, SERVICE_USER
from rootward.leaks.detect.late import late
from rootward.leaks.detect.lots import has_kinds
from rootward.leaks.detect.placeholders import is_documented_account, is_placeholder, says_placeholder
from rootward.leaks.detect.seen import Seen
from rootward.leaks.detect.text import Text
from rootward.leaks.detect.values import FILLING, SIGN, begin, unescaped

_TITLES = 256
"""Bytes before the title of the password within which the line of the titles begins."""
_HEAD = 768
"""Bytes that this line has at most."""
_FILE = 64 << 10
"""Bytes of a table that are read."""
_CELL = late(rb"\"((?:[^\"\r\n]|\"\"){0,512}+)\"|([^\",\r\n]{0,512}+)")
_PASSWORD = late(rb"(?:[A-Za-z0-9/+]|%s){40,80}+(?:%s){0,2}" % (SIGN, FILLING))
_OF_SERVICE = ["username", "password"]
_OF_CONSOLE = frozenset(
    {"consolesign-inurl", "consolesigninurl", "consoleloginlink", "directsigninlink", "accesskeyid"}
)
"""Titles of AWS's own, of today and of before."""
_USER_END = len("-at-") + 12
_REACH = 200
_END = late(rb"\n")
_IN_STRING = late(rb"\"[Uu]ser ?[Nn]ame,[Pp]assword[^\"\r\n]{0,512}\\n")
"""A table as a text in JSON: its lines end with the escape of an end."""
_MEMBER = late(rb"\"[ \t]{0,4}:[ \t]{0,4}\\{0,4}\"\Z")
_ESCAPED_END = late(rb"\\{1,4}(?:r\\{1,4})?n|[\"\r\n]")
_ESCAPE = late(r"\\{1,4}([/\"])")
_USER_OF_SERVICE = late(r"-at-([0-9]{12})\Z")
_SIGN_IN = late(r"https://([0-9]{12})\.signin\.")
_SHORTEST_OF_SERVICE = 40
_NAME = 16
"""Bytes before a password that its name stands in."""
_KEYLIKE = late(rb"[A-Za-z0-9/+]")


def service_passwords(whole: Text) -> Iterator[Seen]:
    """Every password in a table of the console's, and beside the user name of a service's credential."""
    done = 0
    for at in whole.positions(CSV):
        if at >= done:
            done = yield from _table(whole.data, at)
    for at in whole.positions(SERVICE_USER):
        yield from _beside(whole.data, at)


def may_hold_passwords(whole: Text) -> bool:
    """Whether a table of the console's begins in it, or a password stands beside a service's user: no further."""
    text = whole.data
    return any(_titles(text, *_head(text, at)[:2]) for at in whole.positions(CSV)) or any(
        next(_beside(text, at), None) is not None for at in whole.positions(SERVICE_USER)
    )


def _head(text: bytes, at: int) -> tuple[int, int, re.Pattern[bytes]]:
    """Where the line begins and ends that may name the columns of a table, and what ends a line of it."""
    in_json = _IN_STRING.match(text, at - 1) and _MEMBER.search(text, max(0, at - 16), at)
    ends = _ESCAPED_END if in_json else _END
    start = at
    if ends is _END:
        start = text.rfind(b"\n", max(0, at - _TITLES), at) + 1 or max(0, at - _TITLES)
    return start, _line(text, start, min(len(text), start + _HEAD), ends)[0], ends


def _titles(text: bytes, start: int, end: int) -> list[str]:
    """The columns' titles, where that line is of a table with passwords as AWS gives it; else none."""
    titles = [said.strip().lower().replace(" ", "") for _start, _end, said in _cells(text, start, end)]
    is_own = "password" in titles and titles[0].endswith("username") and _is_own(titles)
    return titles if is_own else []


def _table(text: bytes, at: int) -> Generator[Seen, None, int]:
    """The passwords of a table whose first line names its columns, and where the table ends."""
    start, end, ends = _head(text, at)
    titles = _titles(text, start, end)
    if not titles:
        return end
    last = min(len(text), start + _FILE)
    end, following = _line(text, start, last, ends)
    column = titles.index("password")
    while end < last:
        start = following
        end, following = _line(text, start, last, ends)
        cells = list(_cells(text, start, end))
        if len(cells) != len(titles) or not cells[0][2]:
            break
        first, behind, said = cells[column]
        if ends is _ESCAPED_END:
            said = _ESCAPE.sub(r"\1", said)
        if said and said[0] not in "<${[" and said.lower() != "password" and not says_placeholder(said):
            service = _USER_OF_SERVICE.search(cells[0][2])
            if service is None and len(titles) == len(_OF_SERVICE):
                continue
            if service and (is_documented_account(service[1]) or len(said) < _SHORTEST_OF_SERVICE):
                continue
            yield Seen(
                kind="codecommit-password" if service else "console-password",
                start=first,
                end=behind,
                text=said,
                confidence="high",
                reason="in a table as AWS's console gives it for download",
                account=service[1] if service else _account(cells[-1][2]),
            )
    return start


def _line(text: bytes, start: int, last: int, ends: re.Pattern[bytes]) -> tuple[int, int]:
    """Where the line ends that begins there, and where the next begins."""
    match = ends.search(text, start, last)
    return match.span() if match else (last, last)


def _is_own(titles: list[str]) -> bool:
    """Whether the columns are those of one of AWS's files, and not of anybody's list of users."""
    return titles == _OF_SERVICE or bool(_OF_CONSOLE & set(titles))


def _account(address: str) -> str | None:
    match = _SIGN_IN.match(address)
    return match[1] if match else None


def _cells(text: bytes, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The cells of a line, each with where its text begins and ends."""
    at = start
    while at <= end:
        match = _CELL.match(text, at, end)
        if match is None:
            return
        group = 1 if match[1] is not None else 2
        said = match[group].replace(b'""', b'"').decode("utf-8", "surrogateescape")
        yield match.start(group), match.end(group), said
        at = match.end()
        if text[at : at + 1] == b"\r":
            at += 1
        if at < end and text[at : at + 1] != b",":
            return
        at += 1


def _named_before(text: bytes, at: int) -> Iterator[re.Match[bytes]]:
    """What may be a password before the user's name, under its own."""
    for match in _PASSWORD.finditer(text, max(0, at - _REACH), at):
        if b"password" in text[max(0, match.start() - _NAME) : match.start()].lower():
            yield match


def _beside(text: bytes, at: int) -> Iterator[Seen]:
    """The password after the user name of a service's credential."""
    behind = at + _USER_END
    if _KEYLIKE.match(text, behind) or is_documented_account(text[at + len("-at-") : behind].decode()):
        return
    for match in (*_PASSWORD.finditer(text, behind, behind + _REACH), *_named_before(text, at)):
        start, end = begin(text, match.start()), match.end()
        if _KEYLIKE.match(text, match.start() - 1) or _KEYLIKE.match(text, end):
            continue
        said, encoding = unescaped(text[start:end])
        if has_kinds(said) and not is_placeholder(said):
            yield Seen(
                kind="codecommit-password",
                start=start,
                end=end,
                text=said,
                confidence="high",
                reason="beside the user name of a service's credential",
                account=text[at + len("-at-") : behind].decode(),
                encoding=encoding,
            )
            return
