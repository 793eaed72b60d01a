"""Objects that lie each in a file of its own.

A file is zlib data: the kind, the size in decimal, a zero byte, the content. https://git-scm.com/docs/gitrepository-layout
"""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from collections.abc import Callable, Iterator
from stat import S_ISREG

import msgspec

from rootward.leaks.git.bounds import LARGEST

_FOLDER = re.compile(r"[0-9a-f]{2}\Z")
_HEADER = re.compile(rb"(blob|commit|tag|tree) (0|[1-9][0-9]{0,18})\0")
_HEADER_MOST = 32
_BEGINNING = 4096
_SHA1 = 40

NOT_ITS_NAME = "it is not what its name says: what it holds was changed"


class Loose(msgspec.Struct, frozen=True):
    """An object that was read from its file."""

    kind: str
    data: bytes

    def is_named(self, oid: str) -> bool:
        """Whether that is its name: git makes it of what the object holds."""
        header = f"{self.kind} {len(self.data)}\0".encode()
        name = hashlib.sha1(header, usedforsecurity=False) if len(oid) == _SHA1 else hashlib.sha256(header)
        name.update(self.data)
        return name.hexdigest() == oid


def loose_files(folder: str, oid_bytes: int, miss: Callable[[str, str], None]) -> Iterator[tuple[str, str]]:
    """The names of the loose objects in an object folder, with their files' paths.

    `miss` is told the path and the reason of a folder that cannot be read, and of what is no file in a file's place:
    nobody may wait for a FIFO.
    """
    name = re.compile(rf"[0-9a-f]{{{2 * oid_bytes - 2}}}\Z")
    for first in entries(folder, miss):
        if _FOLDER.match(first.name):
            for rest in entries(first.path, miss):
                if not name.match(rest.name):
                    continue
                if _is_file(rest):
                    yield first.name + rest.name, rest.path
                elif os.path.lexists(rest.path):
                    miss(rest.path, "it is no file")


def entries(folder: str, miss: Callable[[str, str], None]) -> list[os.DirEntry[str]]:
    """What is in a folder, by name; where it cannot be read `miss` is told. Nothing where there is none."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except FileNotFoundError:
        return []
    except OSError as error:
        miss(folder, error.strerror or "it cannot be read")
        return []


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link to where one may not go
        return False


def read_loose(path: str) -> Loose | None:
    """The object in a file; None where it is too large to be read here, or is no object. See `parse_loose` on trees.

    Raises OSError where the file cannot be read, FileNotFoundError where it has gone.
    """
    # Without waiting: a hostile repository may hold a FIFO of that name.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not S_ISREG(status.st_mode):
            return None
        if status.st_size > LARGEST:
            begin = parse_loose(file.read(_BEGINNING))
            return begin if begin is not None and begin.kind == "tree" else None
        return parse_loose(file.read(LARGEST))


def parse_loose(file: bytes) -> Loose | None:
    """The object that a file's bytes hold; None where it is too large, or they hold none.

    What says that it is a tree, and does not read as one, is an empty tree here, which bears another name: git believes
    such a file, and nobody would look into it.
    """
    stream = zlib.decompressobj()
    otherwise: Loose | None = None
    try:
        begin = stream.decompress(file, _HEADER_MOST)
        header = _HEADER.match(begin)
        if header is None:
            return None
        kind, size = header[1].decode(), int(header[2])
        otherwise = Loose(kind, b"") if kind == "tree" else None
        if size > LARGEST:
            return otherwise
        data = begin[header.end() :]
        missing = size + 1 - len(data)
        if not stream.eof and missing > 0:
            data += stream.decompress(stream.unconsumed_tail, missing)
    except zlib.error:
        return otherwise
    return Loose(kind, data) if len(data) == size and stream.eof and not stream.unused_data else otherwise
