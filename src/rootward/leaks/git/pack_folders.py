"""What lies in the folders of packs, and what of it nobody could read: git passes over that, and says nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

from rootward.leaks.cached import without_waiting
from rootward.leaks.git.loose import entries

NO_INDEX = "it has no index, so that git knows nothing of it: git index-pack makes one"
NO_PACK = "the pack that it is the index of is not there"


def pack_files(folders: Iterable[str], miss: Callable[[str, str], None]) -> Iterator[tuple[str, int]]:
    """The packs in some object folders, with their sizes.

    `miss` is told the path and the reason of what is no file, or cannot be read.
    """
    for folder in folders:
        for entry in entries(str(Path(folder, "pack")), miss):
            if entry.name.endswith(".pack"):
                try:
                    status = entry.stat()
                except OSError as error:
                    if os.path.lexists(entry.path):
                        miss(entry.path, error.strerror or "it cannot be read")
                    continue
                if S_ISREG(status.st_mode):
                    yield os.fspath(entry.path), status.st_size
                else:
                    miss(entry.path, "it is no file")


def indexes_of_no_pack(folders: Iterable[str]) -> Iterator[str]:
    """The indexes beside which there is no pack."""
    for folder in folders:
        for entry in entries(str(Path(folder, "pack")), lambda _path, _reason: None):
            index = Path(entry.path)
            if index.suffix == ".idx" and os.path.lexists(index) and not os.path.lexists(index.with_suffix(".pack")):
                yield entry.path


def miss_unreadable(folders: Iterable[str], miss: Callable[[str, str], None]) -> None:
    """Tell `miss` of all packs and indexes that cannot be opened, or lack each other."""
    for path, _ in pack_files(folders, miss):
        for file in (path, str(Path(path).with_suffix(".idx"))):
            try:
                with open(file, "rb", opener=without_waiting) as opened:
                    if not opened.read(1):
                        miss(path, "it is empty" if file == path else "its index is empty")
            except FileNotFoundError:
                if os.path.lexists(path):
                    miss(path, NO_INDEX)
            except OSError as error:
                miss(path, error.strerror or "it cannot be read")
    for path in indexes_of_no_pack(folders):
        miss(path, NO_PACK)


def size_of_indexes(folders: Iterable[str]) -> int:
    """Bytes of all indexes of packs."""
    size = 0
    for folder in folders:
        for entry in entries(str(Path(folder, "pack")), lambda _path, _reason: None):
            with suppress(OSError):
                size += entry.stat().st_size if entry.name.endswith(".idx") else 0
    return size
