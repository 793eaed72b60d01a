"""The scenarios of the checks: for each check a file of changes to one quiet account, a table for each verdict.

`scenarios/checks/root-mfa-missing.toml` holds the tables `[fail]`, `[pass]`, … : `root-mfa-missing.fail` is the quiet
account of `scenarios/checks/_base.toml` with the changes of `[fail]`, in which that check's verdict is fail. In a table

- `title` says what is so;
- a field of a scenario takes the place of the quiet account's field, as a whole;
- `add` holds tables and lists that come beside the quiet account's;
- `without` names fields that are not there;
- `impossible` stands alone, and says why the check can never give that verdict.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from rootward.errors import InternalError, UsageError
from rootward.sandbox.scenario.draft import scenario_of

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from rootward.sandbox.scenario.tables import Scenario

VERDICTS = ("pass", "fail", "unknown", "not_applicable")

_BASE = "_base"

Table = dict[str, Any]


def checks() -> tuple[str, ...]:
    """The ids of the checks that have scenarios, sorted."""
    names = (entry.name.removesuffix(".toml") for entry in _folder().iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(name for name in names if name != _BASE))


def variants(check: str) -> dict[str, str]:
    """The verdicts that the check's file shows or calls impossible, with its reason or ""."""
    return {verdict: str(table.get("impossible", "")) for verdict, table in _read(check).items()}


def variant_titles() -> dict[str, str]:
    """The title of each scenario of a check by its name."""
    return {
        f"{check}.{verdict}": str(table["title"])
        for check in checks()
        for verdict, table in _read(check).items()
        if "title" in table
    }


def is_variant(name: str) -> bool:
    """Whether the name is formed as those of check scenarios: a check's id, a dot, a verdict."""
    check, dot, verdict = name.rpartition(".")
    return bool(dot) and verdict in VERDICTS and check in checks()


def load_variant(name: str) -> Scenario:
    """Read the scenario of that name, as `root-mfa-missing.fail`.

    Raises:
        UsageError: the check has no such scenario, and why.
        InternalError: its file has a mistake; the message says where.

    """
    check, _, verdict = name.rpartition(".")
    tables = _read(check)
    if verdict not in tables:
        message = f"there is no scenario '{name}'"
        raise UsageError(message, advice=f"{check} has: {', '.join(f'{check}.{one}' for one in tables)}")
    changes = tables[verdict]
    if "impossible" in changes:
        message = f"there can be no scenario '{name}': {changes['impossible']}"
        raise UsageError(message, advice=f"try {check}.unknown")
    return scenario_of(_changed(base(), changes, name), name)


def base() -> Table:
    """The quiet account, in which as much as possible passes, as TOML gives it."""
    return _read(_BASE)


def _changed(table: Table, changes: Table, name: str) -> Table:
    changed = table | {field: value for field, value in changes.items() if field not in {"add", "without"}}
    for field, more in changes.get("add", {}).items():
        held = changed.get(field, type(more)())
        if type(held) is not type(more) or not isinstance(more, list | dict):
            message = f"scenario '{name}': add.{field} is no list or table to come beside the quiet account's"
            raise InternalError(message)
        changed[field] = [*held, *more] if isinstance(more, list) else held | more
    for field in changes.get("without", ()):
        if field not in changed:
            message = f"scenario '{name}': without names '{field}', which the quiet account does not have"
            raise InternalError(message)
        del changed[field]
    return changed


def _read(check: str) -> Table:
    text = _folder().joinpath(f"{check}.toml").read_text("utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"the scenarios of {check} cannot be read: {error}"
        raise InternalError(message) from error


def _folder() -> Traversable:
    return files("rootward.sandbox").joinpath("scenarios", "checks")
