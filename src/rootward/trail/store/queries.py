"""The questions, each written once: ibis expressions over the set, for DuckDB, Spark, Athena and Trino alike.

They take nothing from the engine but what all of them have: filters, counts, windows, and text cut at a space.
https://ibis-project.org/reference/expression-generic
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from rootward.trail.store.schema import NAMES, PARTITIONS, SAME, TABLE, ibis_schema

if TYPE_CHECKING:
    import ibis.expr.types as ir

Dialect = Literal["duckdb", "pyspark", "athena", "trino"]
DIALECTS: tuple[Dialect, ...] = ("duckdb", "pyspark", "athena", "trino")

ASKED = "asked"
"""The table of the names of logs that are asked for."""
_TELLING = (
    *("event_id", "event_time", "recipient_account", "event_region", "source", "name", "error", "mfa"),
    *("identity_type", "identity_arn", "principal_id", "invoked_by", "access_key_id"),
)
"""What tells events apart where they are only counted: narrow columns of `SAME`."""
_ORDER = ("event_time", "event_id", "log", "source", "name", "identity_type", "identity_arn", "principal_id")
"""Two events may have one id: see `schema.SAME`."""


def trail() -> ir.Table:
    """The set as it lies there. Raises ImportError where ibis is missing."""
    import ibis

    return ibis.table(ibis_schema(), name=TABLE)


def distinct(rows: ir.Table) -> ir.Table:
    """Each event once: of its deliveries, which are alike in all but that, by the first log by name."""
    places = tuple(column.name for column in PARTITIONS)  # other columns tell them; engines pass files over by them
    return rows.group_by(*SAME, *places).aggregate(log=rows.log.min()).select(*NAMES, *places)


def _columns(rows: ir.Table, *names: str) -> ir.Table:
    """Each event once, with these columns alone, so that the wide ones are not read."""
    return rows.select(*dict.fromkeys((*_TELLING, *names))).distinct()


def events(rows: ir.Table | None = None) -> ir.Table:
    """All events."""
    return distinct(trail() if rows is None else rows)


def logs(rows: ir.Table | None = None) -> ir.Table:
    """The log files that are in the set, what they tell of, and from when to when: what was read twice counts once."""
    found = _columns(trail() if rows is None else rows, "log", "account", "region")
    return found.group_by("log", "account", "region").aggregate(
        rows=found.count(), first=found.event_time.min(), last=found.event_time.max()
    )


def of_logs(rows: ir.Table | None = None) -> ir.Table:
    """What stands in those log files that a table `asked` names."""
    import ibis

    rows = trail() if rows is None else rows
    return rows.semi_join(ibis.table({"log": "!string"}, name=ASKED), "log")


def timeline(rows: ir.Table | None = None, *, since: datetime | None = None, until: datetime | None = None) -> ir.Table:
    """All that the root timeline is made of, in the order of time: the columns of `schema.COLUMNS`."""
    rows = trail() if rows is None else rows
    # Deliveries of one event are alike in what is asked here: fewer are to be told apart afterwards.
    found = distinct(within(rows.filter(rows.for_root), since=since, until=until))
    return found.select(*NAMES).order_by([found[name].asc() for name in _ORDER])


def named(
    names: tuple[str, ...],
    errors: tuple[str, ...],
    rows: ir.Table | None = None,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> ir.Table:
    """The same, with the events of some names, and those whose error codes begin so."""
    rows = trail() if rows is None else rows
    sought = rows.for_root | rows.name.isin(names)
    for error in errors:
        sought |= rows.error.startswith(error)
    found = distinct(within(rows.filter(sought), since=since, until=until))
    return found.select(*NAMES).order_by([found[name].asc() for name in _ORDER])


def within(rows: ir.Table, *, since: datetime | None = None, until: datetime | None = None) -> ir.Table:
    """From a moment on, and up to before another; both by the day first, which leaves out whole files."""
    import ibis

    if since is not None:
        rows = rows.filter(
            rows.day >= ibis.date(since.astimezone(UTC).date().isoformat()), rows.event_time >= _literal(since)
        )
    if until is not None:
        rows = rows.filter(
            rows.day <= ibis.date(until.astimezone(UTC).date().isoformat()), rows.event_time < _literal(until)
        )
    return rows


def root_events(rows: ir.Table | None = None) -> ir.Table:
    """What root did itself, in AssumeRoot sessions, or by a service."""
    rows = trail() if rows is None else rows
    return distinct(rows.filter(rows.actor != ""))


def used_actions(rows: ir.Table | None = None) -> ir.Table:
    """Which IAM actions each principal used, and which were refused to it; calls that several need count for each."""
    rows = trail() if rows is None else rows
    calls = _columns(
        rows.filter(rows.outcome != "", rows.actions != ""),
        *("principal", "principal_kind", "outcome", "event_time", "actions"),
    )
    calls = calls.select("principal", "principal_kind", "outcome", "event_time", action=calls.actions.split(" "))
    each = calls.unnest("action")
    return each.group_by("principal", "principal_kind", "outcome", "action").aggregate(
        count=each.count(), first=each.event_time.min(), last=each.event_time.max()
    )


def counted(rows: ir.Table | None = None) -> ir.Table:
    """All events, those that are alike together: the columns of `used.Counted`."""
    alike = ("principal", "principal_kind", "source", "name", "outcome", "actions", "unmapped", "data_event")
    calls = _columns(trail() if rows is None else rows, *alike, "event_time")
    return calls.group_by(*alike).aggregate(
        count=calls.count(), first=calls.event_time.min(), last=calls.event_time.max()
    )


def named_by(principal: str, kind: str, rows: ir.Table | None = None) -> ir.Table:
    """What stands in the calls that a principal was allowed: the columns of `used.Naming`."""
    rows = trail() if rows is None else rows
    allowed = rows.filter(rows.principal == principal, rows.principal_kind == kind, rows.outcome == "used")
    naming = ("actions", "event_region", "request", "resources")
    return _columns(allowed.filter(allowed.actions != ""), *naming).select(*naming)


def asked_for(
    rows: ir.Table | None = None,
    *,
    accounts: tuple[str, ...] = (),
    regions: tuple[str, ...] = (),
    since: datetime | None = None,
    until: datetime | None = None,
) -> ir.Table:
    """The events of some accounts, in some regions, of a time; none: of all."""
    found = within(trail() if rows is None else rows, since=since, until=until)
    if accounts:
        found = found.filter(found.recipient_account.isin(accounts))
    if regions:
        found = found.filter(found.event_region.isin(regions))
    return found


def days(rows: ir.Table | None = None) -> ir.Table:
    """How much happened on each day, by account and region."""
    place = tuple(column.name for column in PARTITIONS)
    found = _columns(trail() if rows is None else rows, *place, "event_time", "actor", "error")
    return found.group_by(*place).aggregate(
        events=found.count(),
        root=(found.actor == "root").cast("int64").sum(),
        errors=(found.error != "").cast("int64").sum(),
        first=found.event_time.min(),
        last=found.event_time.max(),
    )


def counts(rows: ir.Table | None = None) -> ir.Table:
    """How often each call was made, and how often it failed."""
    found = _columns(trail() if rows is None else rows, "source", "name", "error")
    return found.group_by("source", "name").aggregate(
        events=found.count(), errors=(found.error != "").cast("int64").sum()
    )


def sql(question: ir.Table, dialect: Dialect = "duckdb") -> str:
    """The question as an engine takes it, of a table or view named `trail`."""
    import ibis

    return str(ibis.to_sql(question, dialect=dialect, pretty=False))


def _literal(moment: datetime) -> ir.TimestampScalar:
    import ibis

    return ibis.literal(moment.astimezone(UTC), type="timestamp('UTC')")
