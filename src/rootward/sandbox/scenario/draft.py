"""A scenario as its file writes it: with crowds and families, which are drawn before the account is founded."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from rootward.errors import InternalError
from rootward.sandbox.scenario.contradiction import contradictions
from rootward.sandbox.scenario.crowd import Crowd, People, drawn
from rootward.sandbox.scenario.family import Family, members
from rootward.sandbox.scenario.table import Document
from rootward.sandbox.scenario.tables import Scenario


class Draft(Scenario, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scenario's file."""

    people: People = People()
    crowds: tuple[Crowd, ...] = ()
    families: tuple[Family, ...] = ()

    def crowds_documents(self) -> dict[str, Document]:
        """The policy documents of the crowds, by the place where they stand."""
        return {place: document for crowd in self.crowds for place, document in crowd.documents().items()}


def scenario_of(table: dict[str, Any], name: str) -> Scenario:
    """Make a scenario of a table as TOML gives it. Raises InternalError with the place of the first mistake."""
    try:
        draft = msgspec.convert(table, Draft)
    except msgspec.ValidationError as error:
        raise _mistake(name, f"cannot be read: {error}") from error
    # Once for the crowd, not once for each of its users.
    _look_through(draft.crowds_documents(), name)
    family = members(draft.families, draft.alias or draft.title)
    fields = {field: getattr(draft, field) for field in Scenario.__struct_fields__}
    fields["policies"] += family.policies
    fields["roles"] += family.roles
    fields["groups"] += family.groups
    _look_through(Scenario(**fields).documents(), name)
    try:
        fields["users"] += tuple(drawn(draft.crowds, draft.people, draft.alias or draft.title))
    except ValueError as error:
        raise _mistake(name, str(error)) from error
    scenario = Scenario(**fields)
    for problem in contradictions(scenario):
        raise _mistake(name, problem)
    return scenario


def _look_through(documents: dict[str, Document], name: str) -> None:
    for place, document in documents.items():
        try:
            json.loads(document)
        except ValueError as error:
            raise _mistake(name, f"the {place} is no JSON: {error}") from error


def _mistake(name: str, what: str) -> InternalError:
    return InternalError(f"scenario '{name}' {what}" if what.startswith("cannot") else f"scenario '{name}': {what}")
