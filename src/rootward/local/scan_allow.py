"""`[scan.allow]` of rootward.toml: what `rootward scan` passes over.

    [scan.allow]
    paths = ["tests/fixtures/**"]
    fingerprints = ["0123456789abcdef0123456789abcdef"]
    accounts = ["123456789012"]

Of a file that the user did not name, and that does not lie in their own folder, it counts as said by whoever wrote what
is scanned.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from rootward.errors import ConfigurationError
from rootward.local.configuration_places import places, read_table, user_configuration_folder

_KEYS = ("paths", "fingerprints", "accounts")


class AllowTable(msgspec.Struct, frozen=True, kw_only=True):
    """What one file says."""

    shown: str
    trusted: bool
    paths: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


class AllowTables(msgspec.Struct, frozen=True, kw_only=True):
    """Those of all files, and what of files that are not the user's own could not be used."""

    tables: tuple[AllowTable, ...] = ()
    left_out: tuple[str, ...] = ()


def load_scan_allow(config: Path | None, root: Path, *, user_folder: Path | None = None) -> AllowTables:
    """The tables of the user's own file, or of that of `--config`; and of the files at the root of what is scanned.

    Raises ConfigurationError where the user's own is wrong. A stranger's does not keep a scan from being made.
    """
    tables = []
    left_out = []
    for place in places(config, root, user_folder or user_configuration_folder()):
        try:
            table = _allow_table(read_table(place), place.shown, trusted=place.trusted)
        except ConfigurationError as error:
            if place.trusted:
                raise
            left_out.append(f"{error}; its rules are left out")
            continue
        if table is not None:
            tables.append(table)
    return AllowTables(tables=tuple(tables), left_out=tuple(left_out))


def _allow_table(document: dict[str, object], name: str, *, trusted: bool) -> AllowTable | None:
    scan = document.get("scan", {})
    allow = _table(scan, name, "scan", ("allow",)).get("allow", {})
    lists = _table(allow, name, "scan.allow", _KEYS)
    if not lists:
        return None
    values = {key: _texts(value, f"{name}: {key} in [scan.allow]") for key, value in lists.items()}
    return AllowTable(shown=name, trusted=trusted, **values)


def _table(value: object, name: str, key: str, known: tuple[str, ...]) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ConfigurationError(f"{name}: {key} must be a table, [{key}]")
    if value.keys() - set(known):
        # What is quick is loaded always, and what looks for similar words is not.
        from rootward.local.known_key import know

        know(value, known, name, f" in [{key}]")
    return value


def _texts(value: object, where: str) -> tuple[str, ...]:
    if not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
        raise ConfigurationError(f"{where} must be a list of texts")
    return tuple(value)
