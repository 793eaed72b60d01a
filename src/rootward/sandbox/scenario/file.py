"""The scenarios that come with rootward: TOML files in `scenarios/`, read and looked through before they are used."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

from rootward.errors import InternalError, UsageError
from rootward.sandbox.scenario.draft import scenario_of
from rootward.sandbox.scenario.variant import is_variant, load_variant

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from rootward.sandbox.scenario.tables import Scenario

DEFAULT = "startup"


def scenarios() -> tuple[str, ...]:
    """The names of the main scenarios, the default one first. Those of the checks come beside them."""
    names = (entry.name.removesuffix(".toml") for entry in _folder().iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(names, key=lambda name: (name != DEFAULT, name)))


def load(name: str) -> Scenario:
    """Read the scenario of that name: a main one, or a check's as `root-mfa-missing.fail`.

    Raises:
        UsageError: there is no such scenario.
        InternalError: the scenario's file has a mistake; the message says where.

    """
    if is_variant(name):
        return load_variant(name)
    if name not in scenarios():
        known = ", ".join(scenarios())
        message = f"there is no scenario '{name}'"
        advice = f"the scenarios are: {known}; and for each check as root-mfa-missing.fail, .pass, .unknown"
        raise UsageError(message, advice=advice)
    return decode(_folder().joinpath(f"{name}.toml").read_bytes(), name)


def titles() -> dict[str, str]:
    """The title of each main scenario by its name, the default one first."""
    found = {}
    for name in scenarios():
        table = tomllib.loads(_folder().joinpath(f"{name}.toml").read_text("utf-8"))
        found[name] = str(table["title"])
    return found


def decode(text: bytes, name: str) -> Scenario:
    """Make a scenario of TOML text. Raises InternalError with the place of the first mistake."""
    try:
        table = tomllib.loads(text.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"scenario '{name}' cannot be read: {error}"
        raise InternalError(message) from error
    return scenario_of(table, name)


def _folder() -> Traversable:
    return files("rootward.sandbox").joinpath("scenarios")
