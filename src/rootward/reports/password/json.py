"""What a password is worth as JSON, schema 1."""

from __future__ import annotations

import msgspec

from rootward import __version__
from rootward.model.password import PasswordVerdict, Sighting
from rootward.reports.evidence import told
from rootward.reports.json_text import escaped
from rootward.reports.names import without_surrogates

SCHEMA = 1


def render(verdict: PasswordVerdict, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """JSON, indented by two; names as `reports.json` writes them. `width` and `color` change nothing."""
    del width, color
    shown = msgspec.structs.replace(verdict, sightings=tuple(map(_shown, verdict.sightings)))
    report = {"schema": SCHEMA, "rootward": __version__, **msgspec.to_builtins(shown)}
    return escaped(msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n", unicode=unicode)


def _shown(one: Sighting) -> Sighting:
    return msgspec.structs.replace(one, name=without_surrogates(one.name), reason=told(one.reason))
