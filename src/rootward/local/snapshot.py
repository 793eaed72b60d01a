"""The snapshot: an account's facts in one JSON file, for `--from`.

It is a map of where an account can be attacked, so only its owner can read it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from rootward.errors import SnapshotError
from rootward.local.damage import odd_dates
from rootward.local.files import write_owner_only
from rootward.local.input_file import read_input
from rootward.model.account import SNAPSHOT_SCHEMA, Account

_COLLECT_AGAIN = "collect it again: rootward collect -o account.json"

_WORKSPACES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "WORKSPACE", "BUILD_SOURCESDIRECTORY", "CIRCLE_WORKING_DIRECTORY")
"""Where GitHub, GitLab, Jenkins, Azure Pipelines and CircleCI check out what they build."""


_ACCOUNT_NUMBER = re.compile(r"[0-9]{12}")

_YEARS = range(2010, 3000)
"""In which a snapshot can have been taken: IAM began in 2010. At the ends of all years no age can be reckoned."""


class _Head(msgspec.Struct):
    """What tells a snapshot from any other JSON."""

    schema: int
    taken_at: object
    id: str


def write_snapshot(account: Account, path: Path) -> None:
    """Write the snapshot, atomically, for its owner only. Raises OutputError."""
    write_owner_only(path, msgspec.json.format(msgspec.json.encode(account), indent=1) + b"\n")


def read_snapshot(path: Path) -> Account:
    """Read a snapshot. Raises SnapshotError: not there, no snapshot, damaged, or of another schema."""
    data = read_input(path)
    try:
        head = msgspec.json.decode(data, type=_Head)
    except msgspec.ValidationError:
        raise SnapshotError(f"{path} is JSON, but no snapshot of an account", advice=_COLLECT_AGAIN) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SnapshotError(f"{path} is not valid JSON: {error}", advice=_COLLECT_AGAIN) from None
    if head.schema != SNAPSHOT_SCHEMA:
        raise SnapshotError(
            f"{path} is a snapshot of schema {head.schema}; this rootward understands schema {SNAPSHOT_SCHEMA}",
            advice=_COLLECT_AGAIN
            if head.schema < SNAPSHOT_SCHEMA
            else "judge it with the newer rootward that wrote it",
        )
    try:
        account = msgspec.json.decode(data, type=Account)
    except (msgspec.ValidationError, RecursionError) as error:
        raise SnapshotError(f"{path} is a damaged snapshot: {error}", advice=_COLLECT_AGAIN) from None
    for damage in _damage(account):
        raise SnapshotError(f"{path} is a damaged snapshot: {damage}", advice=_COLLECT_AGAIN)
    return account


def _damage(account: Account) -> Iterator[str]:
    """What the types of the fields let through."""
    if not _ACCOUNT_NUMBER.fullmatch(account.id):
        yield f"an account number of twelve digits is expected - at `$.id`, not {account.id[:40]!r}"
    yield from odd_dates(account, "$")
    if account.taken_at.year not in _YEARS:
        yield f"the year {account.taken_at.year} - at `$.taken_at`"


def workspace_warning(path: Path, environment: Mapping[str, str] = os.environ) -> str:
    """A warning for a snapshot that a CI job would leave among its build's files; empty where there is none."""
    in_ci = environment.get("CI", "").lower() not in {"", "0", "false"}
    folders = [environment.get(name) for name in _WORKSPACES] + ([os.curdir] if in_ci else [])
    try:
        target = Path(os.path.realpath(path)).parent
        within = any(folder and target.is_relative_to(os.path.realpath(folder)) for folder in folders)
    except FileNotFoundError:  # the working directory is deleted: nobody downloads from there
        return ""
    return _warning(path) if within else ""


def _warning(path: Path) -> str:
    return (
        f"{path} lies in a CI workspace, whose files others may download: it shows where the account can be "
        "attacked; use --redact, or delete it when the job ends"
    )
