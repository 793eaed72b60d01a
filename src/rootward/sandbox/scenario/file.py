"""The scenarios that come with rootward: TOML files in `scenarios/`, read and looked through before they are used."""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec

from rootward.errors import InternalError, UsageError
from rootward.sandbox.scenario.tables import Scenario

DEFAULT = "startup"


def scenarios() -> tuple[str, ...]:
    """The names of the scenarios, the default one first."""
    names = (entry.name.removesuffix(".toml") for entry in _folder().iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(names, key=lambda name: (name != DEFAULT, name)))


def load(name: str) -> Scenario:
    """Read the scenario of that name.

    Raises:
        UsageError: there is no such scenario.
        InternalError: the scenario's file has a mistake; the message says where.

    """
    if name not in scenarios():
        known = ", ".join(scenarios())
        message = f"there is no scenario '{name}'"
        raise UsageError(message, advice=f"the scenarios are: {known}")
    return decode(_folder().joinpath(f"{name}.toml").read_bytes(), name)


def decode(text: bytes, name: str) -> Scenario:
    """Make a scenario of TOML text. Raises InternalError with the place of the first mistake."""
    try:
        scenario = msgspec.toml.decode(text, type=Scenario)
    except msgspec.MsgspecError as error:
        message = f"scenario '{name}' cannot be read: {error}"
        raise InternalError(message) from error
    for place, document in scenario.documents().items():
        try:
            json.loads(document)
        except ValueError as error:
            message = f"scenario '{name}': the {place} is no JSON: {error}"
            raise InternalError(message) from error
    return scenario


def _folder() -> Traversable:
    return files("rootward.sandbox").joinpath("scenarios")
