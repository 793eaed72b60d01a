"""Every access key in some folders and files, in this process's environment, and where each stands."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from rootward.errors import UsageError
from rootward.local.aws_files.paths import CONFIG_VARIABLE, CREDENTIALS_VARIABLE, config_file, credentials_file
from rootward.local.key_places.kinds import BY_NAME, Kind, kind_of, kind_of_named
from rootward.local.key_places.pairs import StandingKey, keys_in
from rootward.local.key_places.permissions import mode_of, readable_by
from rootward.local.key_places.reading import read_text
from rootward.local.key_places.walking import FoundFile, NotFollowed, behind, files_in
from rootward.model.key_place import KeyPlace, PlaceKind

ENVIRONMENT = "environment"

_VARIABLES: tuple[tuple[str, PlaceKind], ...] = (
    ("BOTO_CONFIG", "boto"),
    ("HISTFILE", "shell-history"),
    ("KUBECONFIG", "kubernetes"),
)
"""Variables that name a file, or several, of a kind, beside those of the AWS CLI's own two."""

_OF_THE_SYSTEM: tuple[tuple[str, PlaceKind], ...] = (("/etc/boto.cfg", "boto"), ("/etc/passwd-s3fs", "s3-tool"))


class Places(msgspec.Struct, frozen=True):
    """Where to look."""

    folders: tuple[Path, ...] = ()
    files: tuple[tuple[Path, Kind], ...] = ()
    """Files that were named, by somebody or by a variable: a link of theirs is followed."""
    environment: bool = False

    @property
    def told(self) -> tuple[str, ...]:
        """In words."""
        there = (*self.folders, *(path for path, _ in self.files))
        return (*(ENVIRONMENT for _ in range(self.environment)), *map(str, there))


class Standing(msgspec.Struct, frozen=True):
    """A key in a place. Its secret stays here: no report knows it."""

    key: StandingKey
    place: KeyPlace


class Found(msgspec.Struct, frozen=True):
    """What a search came to."""

    standing: tuple[Standing, ...]
    unread: tuple[str, ...]


def usual_places() -> Places:
    """The home folder, the files that variables name and the system's own, and the environment.

    Raises UsageError where there is no home folder, or a variable of the AWS CLI's is set and empty.
    """
    home = _home()
    named: list[tuple[Path, PlaceKind]] = []
    if CREDENTIALS_VARIABLE in os.environ:
        named.append((credentials_file(), "aws-credentials"))
    if CONFIG_VARIABLE in os.environ:
        named.append((config_file(), "aws-config"))
    for variable, kind in _VARIABLES:
        paths = filter(None, os.environ.get(variable, "").split(os.pathsep if kind == "kubernetes" else "\0"))
        named += ((Path(path).expanduser(), kind) for path in paths)
    named += ((Path(path), kind) for path, kind in _OF_THE_SYSTEM)
    files = tuple((Path(os.path.abspath(path)), BY_NAME[kind]) for path, kind in named)  # noqa: PTH100 - no link resolved
    return Places(folders=(home,), files=tuple(one for one in files if one[0].exists()), environment=True)


def own_files() -> tuple[FoundFile, ...]:
    """The AWS command line's own two files, whether they are there or not; one where both are the same.

    Raises UsageError where a variable of theirs is set and empty.
    """
    both: tuple[tuple[Path, PlaceKind], ...] = (
        (credentials_file(), "aws-credentials"),
        (config_file(), "aws-config"),
    )
    by_path = {Path(os.path.realpath(path)): BY_NAME[kind] for path, kind in reversed(both)}
    return tuple(FoundFile(path, kind) for path, kind in reversed(by_path.items()))


def named_places(paths: tuple[Path, ...]) -> Places:
    """These folders and files alone. Raises UsageError for one that is not there."""
    folders: list[Path] = []
    files: list[tuple[Path, Kind]] = []
    for path in paths:
        whole = Path(os.path.abspath(path))  # noqa: PTH100 - no link resolved
        if whole.is_dir():
            folders.append(whole)
        elif whole.exists():
            files.append((whole, kind_of_named(whole)))
        else:
            raise UsageError(f"there is no {path}", advice="name folders and files that are there")
    return Places(folders=tuple(folders), files=tuple(files))


def search(places: Places, *, progress: Callable[[str], None]) -> Found:
    """Every key there, file by file; each file once. What cannot be read is told, and the rest stands."""
    standing: list[Standing] = list(_in_environment(os.environ)) if places.environment else []
    unread: dict[str, None] = {}
    seen: set[Path] = set()
    for one in _everything(places, progress):
        if isinstance(one, NotFollowed):
            unread[f"{one.path}: {one.why}"] = None
        elif one.path not in seen:
            seen.add(one.path)
            try:
                standing += keys_of_file(one)
            except FileNotFoundError:
                continue  # gone since the folder was listed
            except OSError as error:
                unread[f"{one.path}: {error.strerror or error}"] = None
    return Found(tuple(standing), tuple(unread))


def keys_of_file(file: FoundFile) -> Iterator[Standing]:
    """The keys of one file. Raises OSError."""
    read = read_text(file.path)
    if read is None or not read.text:
        return
    text = file.kind.clear(read.text.replace("\\/", "/"))  # so some programs write a slash into JSON
    for key in keys_in(text, file.kind.parts(text)):
        yield Standing(
            key,
            KeyPlace(
                kind=file.kind.name,
                path=str(file.path),
                line=key.line,
                profile=key.part,
                secret=key.secret is not None,
                readable_by=readable_by(file.path, read.found),
                mode=mode_of(read.found),
            ),
        )


def _everything(places: Places, progress: Callable[[str], None]) -> Iterator[FoundFile | NotFollowed]:
    for path, kind in places.files:
        yield FoundFile(Path(os.path.realpath(path)), kind)
    for folder in places.folders:
        progress(f"looking through {folder}")
        # The AWS CLI's own files by whatever their names behind a linked folder: ~/.aws may lead to dotfiles/aws.
        root = Path(os.path.realpath(folder))
        for path in (folder / ".aws" / name for name in ("config", "credentials")):
            linked = kind_of(path)
            if linked is not None and path.parent.is_symlink() and os.path.lexists(path):
                yield from behind(path, linked, root)
        yield from files_in(folder)


def _in_environment(variables: Mapping[str, str]) -> Iterator[Standing]:
    ordered = sorted(variables.items())
    text = "\n".join(f"{name}={' '.join(value.splitlines())}" for name, value in ordered)
    for key in keys_in(text):
        place = KeyPlace(
            kind="environment",
            path=ordered[key.line - 1][0],
            line=None,
            profile=None,
            secret=key.secret is not None,
            readable_by="owner",
            mode=None,
        )
        yield Standing(key, place)


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:
        raise UsageError("there is no home folder", advice="name the folders to look through") from None
