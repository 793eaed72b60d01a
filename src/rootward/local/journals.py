"""The journals of an account on this machine, read: one file a run, JSON lines.

A run that is killed leaves a whole file, or one whose last line is torn: that line was never said to be on disk, so
nothing rests on it, and it is left out. Whatever else is wrong with a journal is an error: it may hide a run that was
cut off.
"""

from __future__ import annotations

import json
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

import msgspec

from rootward.errors import GuardRefusedError, JournalError
from rootward.local.bounded_read import read_bounded
from rootward.local.damage import odd_dates, told
from rootward.local.lines_file import ENDING
from rootward.local.state_folder import account_name, state_folder, unusable
from rootward.model.journal import JOURNAL_SCHEMA, Closed, Entry, Journal, Opened

FOLDER = "journals"

MOST_BYTES = 1 << 28
"""A larger file is no journal: a plan of ten thousand steps makes some megabytes."""


_Said = TypeVar("_Said", bound=Opened | Entry)


_ENTRIES: msgspec.json.Decoder[Entry] = msgspec.json.Decoder(Entry)


class _NeverBegunError(JournalError):
    """Its first line is not whole: the run was cut off before its first step could be announced."""


class _Head(msgspec.Struct):
    """What tells a journal from any other JSON lines."""

    schema: int
    type: str


def journal_folder(account_id: str, folder: Path | None = None) -> Path:
    """Where the account's journals are, whether there are any or not."""
    return state_folder(folder) / FOLDER / account_name(account_id)


def journals_of(account_id: str, folder: Path | None = None) -> tuple[Journal, ...]:
    """All journals of the account, oldest first.

    Raises JournalError where one cannot be read. A run that was cut off before its first line was whole changed
    nothing, and has no journal.
    """
    found = []
    for path in _files(journal_folder(account_id, folder)):
        try:
            found.append(_read_of(account_id, path))
        except _NeverBegunError:
            continue
    return tuple(sorted(found, key=lambda journal: (journal.opened.at, len(journal.id), journal.id)))


def find_journal(account_id: str, name_or_path: str, folder: Path | None = None) -> Journal:
    """The account's journal of that name (its id, or its file's name), or the one in that file.

    Raises JournalError, and GuardRefusedError for the journal of another account.
    """
    place = journal_folder(account_id, folder)
    name = name_or_path.removesuffix(ENDING)
    names = sorted(path.stem for path in _files(place))
    if name in names:
        return _read_of(account_id, place / f"{name}{ENDING}")
    if Path(name_or_path).is_file():
        return _read_of(account_id, Path(name_or_path))
    if not names:
        raise JournalError(
            f"there is no journal {name_or_path!r} of account {account_id}",
            advice=f"no run on this machine has changed that account yet: {place} holds none",
        )
    close = get_close_matches(name, names, n=1)
    raise JournalError(
        f"there is no journal {name_or_path!r} of account {account_id}",
        advice=f"did you mean {close[0]}?" if close else f"the newest is {names[-1]}, of {len(names)} in {place}",
    )


def read_journal(path: Path) -> Journal:
    """The journal in that file. Raises JournalError, which names the file, the line, and what to do."""
    return read_whole_lines(path)[0]


def read_whole_lines(path: Path) -> tuple[Journal, int]:
    """The journal in that file, and how many of the file's bytes are whole lines: a torn one follows them."""
    data = _bytes_of(path)
    *lines, torn = data.split(b"\n")
    end = len(data) - len(torn)
    if not lines:
        raise _NeverBegunError(
            f"the journal {path} ends within its first line: the run was cut off before its first step",
            advice="that run changed nothing: delete the file",
        )
    if len(lines) > 1 and not _is_json(lines[-1]):
        end -= len(lines.pop()) + 1
    opened = _opened(path, lines[0])
    journal = Journal(id=path.name.removesuffix(ENDING), opened=opened)
    numbers = {step.number for step in journal.plan.steps}
    entries = tuple(_entry(path, place, line, numbers) for place, line in enumerate(lines[1:], start=2))
    return msgspec.structs.replace(journal, entries=entries), end


def _read_of(account_id: str, path: Path) -> Journal:
    journal = read_journal(path)
    if journal.plan.account.id != account_id:
        raise GuardRefusedError(
            f"{path} is the journal of a run on account {journal.plan.account.id[:40]}, not {account_id}",
            advice="use the credentials of that account, or name another journal",
        )
    return journal


def _files(place: Path) -> list[Path]:
    try:
        return [path for path in place.iterdir() if path.suffix == ENDING]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise unusable(f"the journals in {place} cannot be read", error) from error


def _bytes_of(path: Path) -> bytes:
    try:
        data = read_bounded(path, MOST_BYTES, wait_seconds=0)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise JournalError(
            f"the journal {path} cannot be read: {reason}", advice="look at its name and permissions"
        ) from None
    if len(data) > MOST_BYTES:
        raise JournalError(f"{path} is larger than {MOST_BYTES >> 20:,} MB: it is no journal")
    return data


def _is_json(line: bytes) -> bool:
    """Whether a line is JSON, however odd: what a power cut leaves of one, zeros in it or none of its end, is not."""
    try:
        json.loads(line)
    except RecursionError:
        return True
    except ValueError:
        return False
    return True


def _opened(path: Path, line: bytes) -> Opened:
    try:
        head = msgspec.json.decode(line, type=_Head)
        if head.type == "opened" and head.schema != JOURNAL_SCHEMA:
            raise _other_schema(path, head.schema)
        opened = msgspec.json.decode(line, type=Opened)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _broken(path, 1, told(error)) from None
    return _with_sound_dates(path, 1, opened)


def _entry(path: Path, place: int, line: bytes, numbers: set[int]) -> Entry:
    try:
        entry = _ENTRIES.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _broken(path, place, told(error)) from None
    if not isinstance(entry, Closed) and entry.step not in numbers:
        raise _broken(path, place, f"step {entry.step} is no part of the run")
    return _with_sound_dates(path, place, entry)


def _with_sound_dates(path: Path, place: int, entry: _Said) -> _Said:
    for damage in odd_dates(entry, "$"):
        raise _broken(path, place, damage)
    return entry


def _other_schema(path: Path, schema: int) -> JournalError:
    return JournalError(
        f"{path} is a journal of schema {schema}; this rootward understands schema {JOURNAL_SCHEMA}",
        advice="use the newer rootward that wrote it" if schema > JOURNAL_SCHEMA else _LOOK,
    )


def _broken(path: Path, place: int, damage: str) -> JournalError:
    return JournalError(f"line {place} of the journal {path} cannot be read: {damage}", advice=_LOOK)


_LOOK = (
    "it may hide a run that was cut off: if a newer rootward wrote it, use that one; "
    "else look at what it says was begun, then move it out of its folder"
)
