"""An audit as JSON: the contract, schema 1. Its keys and their order do not change within a schema number."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from rootward.model.audit import AUDIT_SCHEMA, Audit, AuditedAccount, Summary
from rootward.model.finding import Evidence, Finding
from rootward.model.secret_text import masked
from rootward.reports.json_text import escaped
from rootward.reports.names import without_surrogates

SCHEMA_ID = "https://json-schema.org/draft/2020-12/schema"

_MOMENT = {"format": "date-time", "pattern": "Z$"}
_NARROWER: dict[str, dict[str, Any]] = {
    "schema": {"const": AUDIT_SCHEMA},
    "taken_at": _MOMENT,
    "at": _MOMENT,
    "score": {"minimum": 0, "maximum": 100},
}
"""What the types do not say, by key."""


class AuditReport(msgspec.Struct, frozen=True, kw_only=True):
    """The report of `rootward audit --format json`. `taken_at` and every `at` are UTC and end in `Z`."""

    schema: int
    rootward: str
    taken_at: datetime
    account: AuditedAccount
    summary: Summary
    findings: tuple[Finding, ...]


def render(
    audit: Audit,
    *,
    width: int = 80,
    color: bool = False,
    verbose: bool = False,
    quiet: bool = False,
    unicode: bool = True,
) -> str:
    r"""JSON, indented by two, one finding after another in the audit's own order.

    A decoded name is the name that AWS gave. The text itself holds controls, bidirectional marks and separators as
    `\uXXXX` only, so that a terminal that shows it obeys none of them; without `unicode` that goes for all beyond
    ASCII. A lone surrogate, which no JSON text may hold, becomes a visible `\ud800`. `width`, `color`, `verbose` and
    `quiet` change nothing.
    """
    del width, color, verbose, quiet
    report = AuditReport(
        schema=audit.schema,
        rootward=audit.rootward,
        taken_at=audit.taken_at.astimezone(UTC),
        account=_account(audit.account),
        summary=audit.summary,
        findings=tuple(_finding(finding) for finding in audit.findings),
    )
    encoded = msgspec.json.encode(report, order="deterministic")
    return escaped(msgspec.json.format(encoded, indent=2).decode() + "\n", unicode=unicode)


def schema() -> str:
    """The JSON Schema of the report, generated from its types. Every key is always there."""
    generated: dict[str, Any] = msgspec.json.schema(AuditReport)
    for definition in generated["$defs"].values():
        properties = definition["properties"]
        for name, property_ in properties.items():
            property_.pop("default", None)
            property_.update(_NARROWER.get(name, {}))
        definition["required"] = list(properties)
    document = {"$schema": SCHEMA_ID, "title": f"rootward audit, schema {AUDIT_SCHEMA}", **generated}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _account(account: AuditedAccount) -> AuditedAccount:
    alias = None if account.alias is None else without_surrogates(account.alias)
    told = {name: without_surrogates(getattr(account, name)) for name in ("id", "partition", "caller")}
    return msgspec.structs.replace(account, alias=alias, **told)


def _finding(finding: Finding) -> Finding:
    return msgspec.structs.replace(
        finding,
        resource=without_surrogates(finding.resource),
        message=_told(finding.message),
        evidence=tuple(_evidence(one) for one in finding.evidence),
    )


def _evidence(evidence: Evidence) -> Evidence:
    value = _told(evidence.value) if isinstance(evidence.value, str) else evidence.value
    return Evidence(_told(evidence.source), evidence.at.astimezone(UTC), _told(evidence.fact), value)


def _told(text: str) -> str:
    return without_surrogates(masked(text))
