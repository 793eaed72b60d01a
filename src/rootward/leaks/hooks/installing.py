"""Put the hooks into a folder, and take them away again. What was there is renamed, and so comes back as it was."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from rootward.errors import GuardRefusedError, OutputError
from rootward.leaks.hooks.script import HOOKS, KEPT, HookName, render, whose

_MOST_BYTES = 1 << 20
_RUNNABLE = 0o755
_LEGACY = ".legacy"
"""What the tool pre-commit calls a hook that it found in its place."""


class HookDone(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one hook."""

    name: HookName
    kept: bool = False
    """One that was there stands beside it; or, when it was taken away: has come back."""
    done: bool = True
    """Whether anything was written or taken away."""
    runs_git_secrets: bool = False
    """Whether the one that was there is git-secrets' own."""
    left: str = ""
    """Why something was left as it is, as a clause."""


def install(folder: Path, python: str) -> tuple[HookDone, ...]:
    """Put the three hooks into `folder`; one that is there already is made up to date.

    Raises GuardRefusedError, before anything is changed, where something stands in the way; OutputError.
    """
    try:
        for name in HOOKS:
            _refuse(folder, name)
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(_install(folder, name, render(name, python)) for name in HOOKS)
    except OSError as error:
        raise _unwritten(folder, error) from error


def uninstall(folder: Path) -> tuple[HookDone, ...]:
    """Take the hooks away, and give the hooks that were there their names back. Raises OutputError."""
    try:
        return tuple(_uninstall(folder, name) for name in HOOKS)
    except OSError as error:
        raise _unwritten(folder, error) from error


def _refuse(folder: Path, name: HookName) -> None:
    hook, kept = folder / name, folder / f"{name}{KEPT}"
    if not os.path.lexists(hook):
        if os.path.lexists(kept):
            raise GuardRefusedError(
                f"{kept} is there, and no {name}", advice="'rootward scan uninstall-hooks' gives it its name back"
            )
        return
    owner = whose(_read(hook))
    if owner == "changed":
        raise GuardRefusedError(
            f"{hook} is rootward's, and was changed by hand",
            advice="put what you added into a hook of its own, and delete this one",
        )
    if owner == "other" and os.path.lexists(kept):
        raise GuardRefusedError(
            f"{hook} is not rootward's, and {kept.name} is there already",
            advice="another program took its place: decide which of the two is to run, and delete the other",
        )


def _install(folder: Path, name: HookName, script: bytes) -> HookDone:
    hook, kept = folder / name, folder / f"{name}{KEPT}"
    there = os.path.lexists(hook)
    before = _read(hook) if there else b""
    if there and whose(before) == "own":
        has_kept = os.path.lexists(kept)
        if before != script:
            _replace(hook, script)
        return HookDone(name=name, kept=has_kept, done=before != script, runs_git_secrets=_is_git_secrets(kept))
    if there:
        hook.rename(kept)
    try:
        _replace(hook, script)
    except BaseException:
        if there:
            kept.rename(hook)
        raise
    return HookDone(name=name, kept=there, runs_git_secrets=there and _is_git_secrets(kept))


def _uninstall(folder: Path, name: HookName) -> HookDone:
    hook, kept = folder / name, folder / f"{name}{KEPT}"
    has_kept = os.path.lexists(kept)
    owner = whose(_read(hook)) if os.path.lexists(hook) else None
    if owner == "changed":
        return HookDone(name=name, done=False, left=f"{hook} was changed by hand, and was left")
    if owner == "other":
        return HookDone(name=name, done=False, left="; ".join(_elsewhere(folder, name, has_kept=has_kept)))
    if has_kept:
        kept.replace(hook)
    elif owner == "own":
        hook.unlink()
    return HookDone(name=name, kept=has_kept, done=has_kept or owner == "own")


def _elsewhere(folder: Path, name: HookName, *, has_kept: bool) -> Iterator[str]:
    """What is left where another program's hook stands in the place of rootward's."""
    legacy = folder / f"{name}{_LEGACY}"
    if whose(_read(legacy)) != "other":
        yield f"{folder / name} is another program's, which runs rootward's as {legacy.name}: delete that"
    if has_kept:
        yield f"{folder / name} is another program's; what was there before rootward is {name}{KEPT}"


def _read(path: Path) -> bytes:
    """The file's bytes, so far as it takes to know it; empty where it is none."""
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        return file.read(_MOST_BYTES)


def _is_git_secrets(path: Path) -> bool:
    return b"git secrets --" in _read(path)


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(_RUNNABLE)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _unwritten(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{error.filename or folder} cannot be written: {error.strerror or error}",
        advice="look at the permissions of that folder",
    )
