"""The packs of a repository, each read once: its index, and where its entries lie."""

from __future__ import annotations

from functools import partial

from rootward.leaks.git.pack import Entries, parse_entries
from rootward.leaks.git.pack_file import mapped, read_index_file, released
from rootward.leaks.git.pack_index import PackIndex, parse_index


class PackShelf:
    """What was read of packs, by their paths: a pack is never written to, and bears the name of what it holds."""

    def __init__(self) -> None:
        self._indexes: dict[str, PackIndex] = {}
        self._entries: dict[str, Entries] = {}

    def index(self, path: str, oid_bytes: int) -> PackIndex:
        """Raises OSError, DamagedPackError."""
        index = self._indexes.get(path)
        if index is None:
            index = self._indexes[path] = parse_index(read_index_file(path), oid_bytes)
        return index

    def entries(self, path: str, index: PackIndex) -> Entries:
        """Raises OSError where the pack cannot be opened, DamagedPackError where it is none."""
        entries = self._entries.get(path)
        if entries is None:
            pack = mapped(path)
            entries = self._entries[path] = parse_entries(memoryview(pack), index, partial(released, pack))
        return entries
