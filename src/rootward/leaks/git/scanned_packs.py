"""What is known of packs that were searched before: which of their objects hold something, and never what.

A pack is known again by its path, size, times and checksum, and its index by its size and times; what is known of it
holds for the rules and the code that it was searched with. The checksum alone would not do: whoever makes a pack can
write any.
"""

from __future__ import annotations

import os
import re
from hashlib import blake2b
from pathlib import Path

import msgspec

from rootward.leaks.answers import code_state
from rootward.leaks.cached import read_own, write_own
from rootward.leaks.rules import Rules

_MOST_BYTES = 16 << 20
_MOST_PACKS = 4096
_CHECKSUM = 32
_NAME = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a pack."""

    holding: tuple[str, ...]
    """The objects that hold something."""
    blobs: int
    commits: int
    tags: int
    bytes: int

    def fits(self, oid_bytes: int) -> bool:
        """Whether its names are of that length."""
        return all(len(oid) == 2 * oid_bytes for oid in self.holding)


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    pack: str
    record: Record
    checksum: str
    """Of both: a file that was damaged, or edited by hand, is not believed."""

    @property
    def is_whole(self) -> bool:
        record = self.record
        return (
            self.checksum == _checksum(self.pack, record)
            and min(record.blobs, record.commits, record.tags, record.bytes) >= 0
            and len(record.holding) <= record.blobs + record.commits + record.tags
            and all(_NAME.fullmatch(oid) for oid in record.holding)
        )


class ScannedPacks:
    """The packs that were searched with some rules."""

    def __init__(self, folder: str, rules: Rules) -> None:
        """`folder` is rootward's cache folder."""
        self._folder = Path(folder, "packs")
        self._version = code_state() + msgspec.json.encode(rules).decode()

    def recall(self, path: str) -> Record | None:
        """What is known of a pack; None: nothing."""
        try:
            pack = self._pack(path)
        except OSError:
            return None
        content = read_own(self._file(path), _MOST_BYTES)
        try:
            kept = None if content is None else msgspec.json.decode(content, type=_Kept)
        except (msgspec.DecodeError, msgspec.ValidationError):
            return None
        return kept.record if kept is not None and kept.pack == pack and kept.is_whole else None

    def keep(self, path: str, record: Record) -> None:
        """A pack was searched, all of it. Where that cannot be kept, it is searched again."""
        try:
            pack = self._pack(path)
        except OSError:
            return
        kept = _Kept(pack=pack, record=record, checksum=_checksum(pack, record))
        write_own(self._file(path), msgspec.json.encode(kept), keep=_MOST_PACKS)

    def _file(self, path: str) -> str:
        return str(self._folder / _digest(os.path.realpath(path) + "\n" + self._version))

    def _pack(self, path: str) -> str:
        """Raises OSError."""
        with Path(path).open("rb") as file:
            status = os.fstat(file.fileno())
            file.seek(max(0, status.st_size - _CHECKSUM))
            checksum = file.read(_CHECKSUM)
        index = Path(path).with_suffix(".idx").stat()
        facts = [(one.st_size, one.st_mtime_ns, one.st_ctime_ns, one.st_ino) for one in (status, index)]
        return _digest(repr((facts, checksum)))


def _checksum(pack: str, record: Record) -> str:
    return _digest(pack + msgspec.json.encode(record).decode())


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=20).hexdigest()
