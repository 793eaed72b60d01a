"""Write what a scan finds today to a baseline, so that later ones tell only what is new."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from rootward.errors import ConfigurationError, GitError, UsageError
from rootward.leaks.allow.baseline import MOST_BYTES, NAME, Known, known_of, parse_baseline, render_baseline
from rootward.leaks.git.command import Git
from rootward.leaks.git.repository import open_repository
from rootward.local.bounded_read import read_bounded
from rootward.local.files import write_owner_only
from rootward.model.scan import Unread
from rootward.workflows.scan import scan
from rootward.workflows.scanning.order import Files, History, Order

_ATTRIBUTES = ".gitattributes"
_PLAIN = re.compile(r"[\w.-]+", re.ASCII)
_UNION = "merge=union"

Progress = Callable[[str], None]


class BaselineWritten(msgspec.Struct, frozen=True, kw_only=True):
    """What was written where."""

    path: Path
    known: int
    """Secrets that it lists."""
    added: int
    gone: int
    """Secrets that an earlier one listed, and that were not found now; once pruned, those that were taken out."""
    pruned: bool = False
    """Whether those were taken out: not where something could not be read, for it may hold them."""
    unlisted: int
    """Findings without a fingerprint, which no baseline can hold."""
    unread: tuple[Unread, ...]
    interrupted: bool = False
    """Then nothing was written."""
    attributes: Path | None = None
    """The `.gitattributes` that got a line, so that git merges baselines by itself."""
    asks_for: str = ""
    """The line that it should have, where it was left to the user."""


def write_baseline(
    order: Order, path: Path | None, *, pruned: bool = False, progress: Progress, announce: Progress
) -> BaselineWritten:
    """Scan, and add what was found to `path`; None: to its usual place, at the root of the repository or here.

    What other rules allow is not added. What is listed stays, for another part of the repository may hold it, unless it
    is to be `pruned`: then the history and the files of the work tree are scanned, and what could not be found there
    stays all the same. Raises as `scan` does, UsageError where only a part is to be pruned by, ConfigurationError where
    an earlier one cannot be read, and OutputError.
    """
    path = path or _usual_place()
    before = _before(path)
    if pruned:
        order = _whole(order)
    # The empty one takes the place of that which would be read unasked.
    scanned = scan(msgspec.structs.replace(order, baseline=Path(os.devnull)), progress=progress, announce=announce)
    found = known_of(scanned.scan.findings)
    fingerprints = {known.fingerprint for known in found}
    earlier = {known.fingerprint for known in before}
    whole = pruned and not scanned.scan.unread
    kept = tuple(one for one in before if not whole or one.fingerprint in fingerprints or not _is_sought(one, order))
    remaining = fingerprints | {known.fingerprint for known in kept}
    written = BaselineWritten(
        path=path,
        known=len(remaining),
        added=len(fingerprints - earlier),
        gone=len(earlier - (remaining if whole else fingerprints)),
        pruned=whole,
        unlisted=sum(leak.fingerprint is None for leak in scanned.scan.findings),
        unread=scanned.scan.unread,
        interrupted=scanned.interrupted,
    )
    if scanned.interrupted:
        return written
    mode = _mode(path)
    write_owner_only(path, render_baseline((*kept, *found)))
    _share(path, mode)
    attributes, asks_for = _unite(path)
    return msgspec.structs.replace(written, attributes=attributes, asks_for=asks_for)


def _whole(order: Order) -> Order:
    """The order of all that a baseline may have been written from: a history, and the files of its work tree.

    Raises UsageError where it is of a part, which says nothing of what the rest holds.
    """
    if order.sources != (History("."),):
        raise UsageError(
            "--prune takes out what is found nowhere, and a part does not tell: it is for the whole repository",
            advice="rootward scan baseline --history --prune, without paths",
        )
    tree = open_repository(".").work_tree
    return order if tree is None else msgspec.structs.replace(order, sources=(*order.sources, Files(paths=(tree,))))


def _is_sought(known: Known, order: Order) -> bool:
    """Whether it would be found if it were there.

    Account numbers are where they are asked for; the patterns of git-secrets' configuration are of one machine.
    """
    return known.kind != "pattern" and (known.kind != "account-id" or order.account_numbers)


def _usual_place() -> Path:
    try:
        root = open_repository(".").work_tree
    except (GitError, UsageError):
        root = None
    return Path(root or ".") / NAME


def _before(path: Path) -> tuple[Known, ...]:
    if not path.is_file():
        return ()
    try:
        return parse_baseline(read_bounded(path, MOST_BYTES, wait_seconds=0), str(path))
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror or error}") from None


def _mode(path: Path) -> int:
    """That of the file that is there, or else of any new one: it holds no secret, and is to be committed and shared."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        mask = os.umask(0o077)
        os.umask(mask)
        return 0o666 & ~mask


def _share(path: Path, mode: int) -> None:
    if os.name != "nt" and path.is_file():
        with suppress(OSError):  # it is there, for its owner alone
            path.chmod(mode)


def _unite(path: Path) -> tuple[Path | None, str]:
    """Have git merge the file by taking the lines of both sides: https://git-scm.com/docs/gitattributes.

    The `.gitattributes` that got a line for it; or the line, where that is not plain to write.
    """
    folder = path.parent
    git = Git(folder=str(folder))
    line = f"/{path.name} {_UNION}"
    try:
        if not path.is_file() or git.ask("rev-parse", "--is-inside-work-tree").strip() != b"true":
            return None, ""
        if git.ask("check-attr", "-z", "merge", "--", path.name).split(b"\0")[2:3] == [b"union"]:
            return None, ""
    except (GitError, UsageError):
        return None, ""
    attributes = folder / _ATTRIBUTES
    if not _PLAIN.fullmatch(path.name) or attributes.is_symlink():
        return None, line
    try:
        text = attributes.read_bytes() if attributes.exists() else b""
        with attributes.open("ab") as file:
            file.write((b"" if not text or text.endswith(b"\n") else b"\n") + f"{line}\n".encode())
    except OSError:
        return None, line
    return attributes, ""
