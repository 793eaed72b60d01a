"""The journals of the rotations of this machine: one file a rotation, JSON lines, its owner's only, never a secret.

What a method of the writer has written is on disk when it returns. A torn last line was never said to be there, and is
left out. Whatever else is wrong with a journal is an error: it may hide a rotation that was cut off.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import msgspec

from rootward.errors import JournalError
from rootward.local.bounded_read import read_bounded
from rootward.local.damage import odd_dates, told
from rootward.local.files import flush_folder
from rootward.local.lines_file import ENDING, LinesFile, line_of, plain
from rootward.local.state_folder import account_name, own_folder, state_folder, unusable
from rootward.model.rotation import ROTATION_SCHEMA, Done, Entry, Failed, Opened, Rotation, Turned

FOLDER = "rotations"

_MOST_BYTES = 1 << 24

_Line = TypeVar("_Line", bound=Opened | Entry)

_ENTRIES: msgspec.json.Decoder[Entry] = msgspec.json.Decoder(Entry)


class _NeverBegunError(JournalError):
    """Its first line is not whole: the rotation was cut off before anything was done."""


def rotation_folder(account_id: str, folder: Path | None = None) -> Path:
    """Where the account's rotations are, whether there are any or not."""
    return state_folder(folder) / FOLDER / account_name(account_id)


def rotations_of(account_id: str, folder: Path | None = None) -> tuple[Rotation, ...]:
    """All rotations of the account, oldest first. Raises JournalError where one cannot be read."""
    found = []
    for path in _files(rotation_folder(account_id, folder)):
        with suppress(_NeverBegunError):
            found.append(read_rotation(path))
    return tuple(sorted(found, key=lambda one: (one.opened.at, len(one.id), one.id)))


def read_rotation(path: Path) -> Rotation:
    """The rotation in that file. Raises JournalError, which names the file and the line."""
    return _whole_lines(path)[0]


class RotationWriter:
    """A rotation to add to. Only the run that holds the account's lock may have one."""

    def __init__(self, file: LinesFile, rotation: Rotation) -> None:
        self._file = file
        self.rotation = rotation
        """What is on disk."""

    @classmethod
    def create(cls, opened: Opened, folder: Path | None = None) -> Self:
        """A new rotation, its first line on disk. Raises JournalError: nothing can be begun, and no file is left."""
        place = rotation_folder(opened.owner.account, folder)
        try:
            own_folder(FOLDER, opened.owner.account, folder=folder)
            file = LinesFile.new(place, f"{opened.at:%Y%m%dT%H%M%SZ}-{opened.owner.user[:64]}")
        except OSError as error:
            raise unusable(f"no journal can be written in {place}", error) from error
        writer = cls(file, Rotation(id=file.path.name.removesuffix(ENDING), opened=opened))
        try:
            writer._append(opened)
        except BaseException:
            file.remove()
            raise
        flush_folder(place)
        return writer

    @classmethod
    def reopen(cls, rotation: Rotation, folder: Path | None = None) -> Self:
        """A rotation of this machine, to go on with; a torn last line is cut off. Raises JournalError."""
        path = rotation_folder(rotation.owner.account, folder) / f"{rotation.id}{ENDING}"
        found, size = _whole_lines(path)
        if found != rotation:
            raise JournalError(
                f"the journal {path} was changed since it was read", advice="another run went on with it: look again"
            )
        try:
            return cls(LinesFile.existing(path, size), found)
        except OSError as error:
            raise unusable(f"the journal {path} cannot be written", error) from error

    def add(self, entry: Entry) -> None:
        """Write the entry. Raises JournalError, and has left the file as it was: what it announces must not be done."""
        if isinstance(entry, Done | Failed | Turned):
            entry = msgspec.structs.replace(entry, detail=plain(entry.detail))
        self._append(entry)
        self.rotation = msgspec.structs.replace(self.rotation, entries=(*self.rotation.entries, entry))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _append(self, line: Opened | Entry) -> None:
        try:
            self._file.add(line_of(line))
        except OSError as error:
            raise unusable(f"the journal {self._file.path} cannot be written", error) from error


def _files(place: Path) -> list[Path]:
    try:
        return [path for path in place.iterdir() if path.suffix == ENDING]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise unusable(f"the rotations in {place} cannot be read", error) from error


def _whole_lines(path: Path) -> tuple[Rotation, int]:
    """The rotation in that file, and how many of the file's bytes are whole lines."""
    try:
        data = read_bounded(path, _MOST_BYTES, wait_seconds=0)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise JournalError(f"{path} cannot be read: {reason}", advice="look at its name and permissions") from None
    if len(data) > _MOST_BYTES:
        raise JournalError(f"{path} is larger than {_MOST_BYTES >> 20} MB: it is no rotation's journal")
    *lines, torn = data.split(b"\n")
    if not lines:
        raise _NeverBegunError(
            f"{path} ends within its first line: the rotation was cut off before it began", advice="delete the file"
        )
    opened = _decoded(path, 1, lines[0], msgspec.json.Decoder(Opened))
    if opened.schema != ROTATION_SCHEMA:
        raise JournalError(f"{path} is of another version", advice="use the rootward that wrote it")
    entries = tuple(_decoded(path, place, line, _ENTRIES) for place, line in enumerate(lines[1:], start=2))
    return Rotation(id=path.name.removesuffix(ENDING), opened=opened, entries=entries), len(data) - len(torn)


def _decoded(path: Path, place: int, line: bytes, decoder: msgspec.json.Decoder[_Line]) -> _Line:
    try:
        decoded = decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise _damaged(path, place, told(error)) from None
    for damage in odd_dates(decoded, "$"):
        raise _damaged(path, place, damage)
    return decoded


def _damaged(path: Path, place: int, why: str) -> JournalError:
    return JournalError(
        f"{path}, line {place}, is damaged: {why}",
        advice="mend or move away that file; look at the user's keys first: it may be a rotation under way",
    )
