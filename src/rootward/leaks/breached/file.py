"""A local list of breached passwords, as Have I Been Pwned gives it away: one SHA-1 a line, `HASH:COUNT`, sorted.

The list has tens of gigabytes. It is searched by halving, a few dozen short reads, and never loaded. Bare hashes
without a count are taken as well, in upper or lower case, with either line ending.
https://github.com/HaveIBeenPwned/PwnedPasswordsDownloader
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from rootward.errors import UsageError
from rootward.leaks.breached.fingerprint import fingerprint
from rootward.model.password import Sighting
from rootward.model.secret import Secret

_LINE = re.compile(rb"([0-9A-Fa-f]{40})(?::([0-9]{1,18}))?[ \t]*\r?")
_LONGEST_LINE = 128
_SMALL = 1 << 12
"""A stretch of so many bytes is read line by line."""

_SAMPLES = 32

_MARK = b"\xef\xbb\xbf"
_PACKED = {b"PK": "a ZIP archive", b"\x1f\x8b": "packed by gzip", b"7z": "a 7-Zip archive", b"\xfd7": "packed by xz"}
_NTLM = re.compile(rb"[0-9A-Fa-f]{32}(:[0-9]+)?\s*")

_ADVICE = "it must be a list of SHA-1 hashes in their own order, one a line: HASH:COUNT or HASH"


class BreachedFile:
    """The list, open. A context manager, so that what is wrong with a file is said before a password is asked for."""

    def __init__(self, path: Path) -> None:
        """Raises UsageError: no such file, none that can be searched, an empty one, another format, not sorted."""
        self._path = path
        try:
            if not stat.S_ISREG(
                path.stat().st_mode
            ):  # before it is opened: a pipe without a writer would be waited for
                raise UsageError(f"{path} is no file that can be searched", advice="write the list to a file")
            self._file: BinaryIO = path.open("rb", buffering=0)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise UsageError(f"{path} cannot be read: {reason}", advice="name a list of breached hashes") from None
        try:
            self._begin, self._end = self._bounds()
            self._require_order()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._file.close()

    def look_up(self, password: Secret) -> Sighting:
        """Whether the password's hash is in the list, and how often it was seen.

        Raises UsageError where the search meets a line that is no hash, or one out of order.
        """
        wanted = fingerprint(password).reveal().encode()
        low, high = self._begin, self._end
        least, most = b"", b"G"  # after every hexadecimal digit
        while high - low > _SMALL:
            line_at, line, next_at = self._line_behind((low + high) // 2, high)
            if line_at >= high:
                break
            found, times = self._parsed(line, line_at)
            if not least <= found <= most:
                raise self._unsorted(line_at)
            if found == wanted:
                return self._sighting(times)
            if found < wanted:
                low, least = next_at, found
            else:
                high, most = line_at, found
        for at, line in self._lines(low, high):
            found, times = self._parsed(line, at)
            if not least <= found <= most:
                raise self._unsorted(at)
            least = found
            if found == wanted:
                return self._sighting(times)
        return Sighting(source="file", name=str(self._path), state="not_found")

    def _sighting(self, times: int | None) -> Sighting:
        """A count of 0 stands in padded lists for a hash that was never seen."""
        return Sighting(
            source="file",
            name=str(self._path),
            state="not_found" if times == 0 else "found",
            times=times or None,
        )

    def _bounds(self) -> tuple[int, int]:
        """Where the first line begins and the last one ends, once both are hashes, and in order."""
        head = self._read(0, _LONGEST_LINE)
        begin = len(_MARK) if head.startswith(_MARK) else 0
        end = os.fstat(self._file.fileno()).st_size
        tail = self._read(max(begin, end - _LONGEST_LINE), _LONGEST_LINE)
        end -= len(tail) - len(tail.rstrip())
        if not head[begin:].strip():
            raise UsageError(f"{self._path} is empty: a look into it would say nothing", advice=_ADVICE)
        for start, what in _PACKED.items():
            if head.startswith(start):
                raise UsageError(f"{self._path} is {what}", advice="unpack it first")
        first, _ = self._parsed(head[begin:].split(b"\n", 1)[0], begin)
        last_line = tail.rstrip().rsplit(b"\n", 1)[-1]
        last, _ = self._parsed(last_line, end - len(last_line))
        if last < first:
            raise self._unsorted(end - len(last_line))
        return begin, end

    def _require_order(self) -> None:
        """A search sees few lines, and may miss that a list is out of order: so some all over it are compared first."""
        least = b""
        for number in range(_SAMPLES):
            at, line, _ = self._line_behind(self._begin + (self._end - self._begin) * number // _SAMPLES, self._end)
            if at >= self._end:
                return
            found, _ = self._parsed(line, at)
            if found < least:
                raise self._unsorted(at)
            least = found

    def _line_behind(self, at: int, high: int) -> tuple[int, bytes, int]:
        """The first line that begins behind `at`: where it begins, the line, where the next one begins."""
        block = self._read(at, 2 * _LONGEST_LINE)
        head, newline, rest = block.partition(b"\n")
        if not newline and at + len(block) < high:
            raise self._no_hash(at)
        line_at = at + len(head) + 1
        line = rest.split(b"\n", 1)[0]
        return line_at, line, line_at + len(line) + 1

    def _lines(self, low: int, high: int) -> Iterator[tuple[int, bytes]]:
        at = low
        for line in self._read(low, high - low).split(b"\n"):
            if at >= high:
                return
            yield at, line
            at += len(line) + 1

    def _read(self, at: int, size: int) -> bytes:
        found = b""
        try:
            self._file.seek(at)
            while len(found) < size and (more := self._file.read(size - len(found))):
                found += more
        except OSError as error:
            raise UsageError(f"{self._path} cannot be read: {error.strerror or type(error).__name__}") from None
        return found

    def _parsed(self, line: bytes, at: int) -> tuple[bytes, int | None]:
        found = _LINE.fullmatch(line)
        if found is None:
            raise self._no_hash(at, line)
        return found[1].upper(), None if found[2] is None else int(found[2])

    def _no_hash(self, at: int, line: bytes = b"") -> UsageError:
        what = "an NTLM hash" if _NTLM.fullmatch(line) else "no SHA-1 hash"
        return UsageError(f"{self._path}: the line at byte {at:,} is {what}", advice=_ADVICE)

    def _unsorted(self, at: int) -> UsageError:
        advice = "sort it (LC_ALL=C sort), or get the list that is ordered by hash"
        return UsageError(f"{self._path} is not sorted: the line at byte {at:,} is out of order", advice=advice)
