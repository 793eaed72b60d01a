"""One change of one of the AWS command line's files, beside all the other programs that write them.

rootward's own runs wait for each other: a lock lies beside the file. The AWS CLI knows no lock, and writes in place: so
the file is compared with what was read right before it is replaced, and once more after, for a program that had it open
all the while. Where another wrote, the change is made anew on what that one wrote.

What is written is its owner's only, belongs to whom it belonged, and lies where a symbolic link pointed to.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from rootward.errors import AwsFileError, OutputError
from rootward.local.aws_files.document import Document, read_document
from rootward.local.bounded_read import read_bounded
from rootward.local.files import remove_leftovers, replace_file

MOST_BYTES = 1 << 24
"""A larger file is none of profiles: ten thousand of them make some three megabytes."""

_WAIT_SECONDS = 10.0
_ATTEMPTS = 8
_MOMENT_SECONDS = 0.1
_OWNER_ONLY = 0o600
_FOLDER_OWNER_ONLY = 0o700
_OTHERS = 0o077

_OPEN_FILES_STAY = os.name == "nt"
"""Windows does not replace a file that a program has open; most programs have it open for a moment only."""

_PERMISSION = "give yourself the right to write there" + (
    ", or end the program that has it open" if _OPEN_FILES_STAY else ""
)
_ADVICE = {
    errno.EACCES: _PERMISSION,
    errno.EPERM: _PERMISSION,
    errno.EROFS: "it lies on a disk that is read-only",
    errno.ENOSPC: "make room on that disk",
    errno.EDQUOT: "make room on that disk",
    errno.ENOENT: "make the folder first",
    errno.ELOOP: "look where its links lead",
    errno.ENOSYS: "it lies on a file system without locks",
    errno.ENOLCK: "it lies on a file system without locks",
}


class Changed(msgspec.Struct, frozen=True):
    """What a change came to."""

    path: Path
    """The file itself, which a link may lead to."""

    written: bool
    """False where the document after it was the one before."""

    mode_before: int | None
    """The permissions that the file had, where others had some as well; now it is its owner's only."""

    @property
    def note(self) -> str:
        """A line for who must know that the permissions are other ones now; empty where they are not."""
        if not self.written or self.mode_before is None:
            return ""
        return f"{self.path} was open to others (mode {self.mode_before:04o}); it is now yours only (0600)"


def opened(path: Path) -> Document:
    """The document at `path`; an empty one where there is no such file.

    Raises AwsFileError: it cannot be read, or botocore would refuse it.
    """
    try:
        data = _settled(path)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise AwsFileError(f"{path} cannot be read: {why}", advice="look at its permissions") from None
    return read_document(data or b"", str(path))


def change(path: Path, edit: Callable[[Document], Document]) -> Changed:
    """Write what `edit` makes of the document at `path`; the file, and its folder, are made where there is none.

    `edit` is given the document that lies there now (an empty one where there is no file), holds no other file's lock,
    and may be called again. What it raises leaves the file as it was.

    Raises OutputError, and leaves what was there: the file is read-only, cannot be written, belongs to somebody else,
    or another program holds it or goes on writing it. Raises AwsFileError for a file that botocore would refuse.
    """
    try:
        target = Path(os.path.realpath(path))
        _make_folder(target.parent)
        with _lock(target):
            remove_leftovers(target)
            return _change(target, str(path), edit)
    except (OSError, NotImplementedError) as error:
        why = getattr(error, "strerror", None) or str(error)
        advice = _ADVICE.get(getattr(error, "errno", None) or 0, "")
        raise OutputError(f"{path} cannot be written: {why}", advice=advice) from error
    except ValueError as error:  # a NUL in the name
        raise OutputError(f"{str(path)!r} cannot be written: {error}") from error


class _WrittenMeanwhileError(Exception):
    """Another program wrote the file after it was read."""


def _change(target: Path, shown: str, edit: Callable[[Document], Document]) -> Changed:
    overwritten: bytes | None = None
    first_mode: int | None = None
    for attempt in range(_ATTEMPTS):
        if attempt:
            time.sleep(_MOMENT_SECONDS)
        with _standing(target, shown) as there:
            if attempt == 0:
                first_mode = there.mode
            after = edit(read_document(there.data or b"" if overwritten is None else overwritten, shown)).data
            mode = first_mode if first_mode is not None and first_mode & _OTHERS else None
            if after == there.data or (there.data is None and not after):
                return Changed(target, written=overwritten is not None, mode_before=mode)
            try:
                replace_file(target, after, owner=there.owner, last_look=there.refuse_if_other)
            except _WrittenMeanwhileError:
                continue
            except PermissionError:
                if not _OPEN_FILES_STAY or attempt == _ATTEMPTS - 1:
                    raise
                continue
            overwritten = there.written_since()
            if overwritten is None:
                return Changed(target, written=True, mode_before=mode)
    raise OutputError(
        f"{shown} cannot be written: another program goes on writing it", advice="end that program, and try again"
    )


class _Standing:
    """The file as it stands: what was read, and the open file, which stays the same one when its name is given away."""

    def __init__(self, target: Path, handle: int | None) -> None:
        self._target = target
        self._handle = handle
        self.data: bytes | None = None
        self.mode: int | None = None
        self.owner: tuple[int, int] | None = None

    def refuse_if_other(self) -> None:
        """Raises _WrittenMeanwhileError where the name leads to other bytes than those that were read."""
        if _bytes(self._target) != self.data:
            raise _WrittenMeanwhileError

    def written_since(self) -> bytes | None:
        """What a program wrote that had opened the file before it was replaced; None where none did."""
        if self._handle is None:
            return None
        os.lseek(self._handle, 0, os.SEEK_SET)
        now = _all(self._handle)
        return None if now == self.data else now


@contextmanager
def _standing(target: Path, shown: str) -> Iterator[_Standing]:
    try:
        found = target.stat()
    except FileNotFoundError:
        yield _Standing(target, None)
        return
    if not stat.S_ISREG(found.st_mode):
        raise OutputError(f"{shown} cannot be written: it is no file")
    if not found.st_mode & stat.S_IWUSR:
        raise OutputError(f"{shown} is read-only", advice=f"make it writable first: chmod u+w {shown}")
    handle = None if _OPEN_FILES_STAY else os.open(target, os.O_RDONLY)
    try:
        there = _Standing(target, handle)
        there.data = _settled(target)
        if os.name != "nt":
            there.mode = stat.S_IMODE(found.st_mode)
            there.owner = _owner(found)
        yield there
    finally:
        if handle is not None:
            os.close(handle)


def _owner(found: os.stat_result) -> tuple[int, int] | None:
    """To whom the new file must be given; None where it is that of who runs this, and its group not theirs to give."""
    ours = found.st_uid == os.geteuid() and found.st_gid not in {os.getegid(), *os.getgroups()}
    return None if ours else (found.st_uid, found.st_gid)


def _settled(target: Path) -> bytes | None:
    """The file's bytes. One that is empty may be one that a program is about to write: it is looked at again."""
    found = _bytes(target)
    if found == b"":
        time.sleep(_MOMENT_SECONDS)
        return _bytes(target)
    return found


def _bytes(path: Path) -> bytes | None:
    """The file's bytes; None where there is no such file. Raises OSError."""
    try:
        found = read_bounded(path, MOST_BYTES, wait_seconds=0)
    except FileNotFoundError:
        return None
    return _bounded(found)


def _all(handle: int) -> bytes:
    parts = []
    while part := os.read(handle, MOST_BYTES):
        parts.append(part)
    return _bounded(b"".join(parts))


def _bounded(data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise OSError(errno.EFBIG, f"it is larger than {MOST_BYTES >> 20} MB, which no file of profiles is")
    return data


def _make_folder(folder: Path) -> None:
    """`~/.aws` on a machine where nothing of AWS was used before. Not the folders above it."""
    try:
        folder.mkdir(_FOLDER_OWNER_ONLY)
    except FileExistsError:
        return
    folder.chmod(_FOLDER_OWNER_ONLY)  # whatever the umask


@contextmanager
def _lock(target: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    # The softer lock that some file systems would get outlives a crash.
    lock = FileLock(target.with_name(f".{target.name}.rootward-lock"), mode=_OWNER_ONLY, fallback_to_soft=False)
    try:
        lock.acquire(timeout=_WAIT_SECONDS)
    except Timeout:
        raise OutputError(
            f"{target} cannot be written: another rootward is writing it", advice="wait for it, and try again"
        ) from None
    try:
        yield
    finally:
        lock.release()
