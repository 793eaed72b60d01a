"""The set, opened in DuckDB: to be read, and nothing else on this machine.

https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from msgspec.structs import replace

from rootward.errors import MissingExtraError, UsageError
from rootward.model.used_actions import UsedActions
from rootward.trail.actions.call import is_same
from rootward.trail.finding.sought import Sought
from rootward.trail.finding.sought import wanted as is_wanted
from rootward.trail.record import Record
from rootward.trail.sources.wanted import Wanted
from rootward.trail.store import queries
from rootward.trail.store.lines import NAME, PARTS, Line, damaged_of, lines_of, unended_of, unread_of
from rootward.trail.store.row import record_of
from rootward.trail.store.schema import COLUMNS, PARTITIONS, TABLE
from rootward.trail.store.used import Counted, Naming, on_what, used_of

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir

_AT_ONCE = 4096
_EXPLAIN = re.compile(r"\s*explain\s+(?:analyze\s+)?", re.IGNORECASE)
_TYPES = {"text": "VARCHAR", "json": "VARCHAR", "moment": "TIMESTAMPTZ", "truth": "BOOLEAN", "day": "DATE"}


class Answer(NamedTuple):
    """What a query gave."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class LogPart(NamedTuple):
    """What a log file tells of an account and a region."""

    name: str
    account: str
    """Or `unknown`; so is the region."""
    region: str
    rows: int
    first: datetime
    last: datetime


class Set:
    """A set that is open, to be left by `with`. Raises MissingExtraError, and UsageError where there is none."""

    def __init__(self, folder: Path, *, threads: int | None = None, without: tuple[str, ...] = ()) -> None:
        """`without`: files of it that are not to be read."""
        self._folder = folder
        self.lines = _lines(folder)
        """Of its index."""
        self.missing = tuple(name for line in self.lines for name in damaged_of(folder, line))
        """Files of the set, seen from its folder, that are gone or were cut: no answer counts what they held."""
        self.unreadable = without
        """Files that are there and cannot be read: no answer counts what they hold either."""
        self.unended = unended_of(self.lines)
        """Ingests that did not come to their ends: what they did not read is not in the set."""
        self.unread = unread_of(self.lines)
        """What ingests could not read: names and reasons."""
        self._threads = threads
        self._scanning: duckdb.DuckDBPyConnection | None = None
        try:
            self._connection = self._opened()
        except MissingExtraError:
            raise
        except UsageError:
            damaged = self.damaged()
            if not damaged:
                raise
            self.unreadable += damaged
            self._connection = self._opened()

    @property
    def _is_whole(self) -> bool:
        return not self.missing and not self.unreadable

    def _parts(self) -> list[str]:
        left_out = {*self.missing, *self.unreadable}
        return [name for line in self.lines for name in line.files if name not in left_out]

    def _opened(self) -> duckdb.DuckDBPyConnection:
        return _opened(self._folder, self._threads, self._parts(), is_whole=self._is_whole)

    def damaged(self) -> tuple[str, ...]:
        """Files that are read and cannot be, of which nobody knew. It reads all of them. Raises UsageError."""
        return tuple(name for name in self._parts() if not self._can_be_read(self._folder / name))

    def _can_be_read(self, path: Path) -> bool:
        import duckdb

        place = path.parent.resolve() / path.name
        # Each by a connection of its own: what DuckDB fails at may leave one of no use.
        with duckdb.connect(":memory:") as connection:
            self._scanning = connection
            try:
                connection.execute(f"SELECT {_each_value()} FROM {_parquet(place)}")  # noqa: S608 - a file of the set
                connection.fetchall()
            except duckdb.InterruptException as error:
                raise UsageError(_line(error)) from None
            except (duckdb.Error, UnicodeDecodeError):  # the words of an error may show what is no text
                return False
            finally:
                self._scanning = None
        return True

    def _leave_out_damaged(self) -> bool:
        """Whether there is any that nobody knew of: it is asked no more. Raises UsageError."""
        damaged = self.damaged()
        if damaged:
            self.unreadable += damaged
            before, self._connection = self._connection, self._opened()
            before.close()
        return bool(damaged)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def interrupt(self) -> None:
        """End the query that another thread asks just now: its `ask` raises UsageError."""
        import duckdb

        for connection in (self._connection, self._scanning):
            with contextlib.suppress(duckdb.ConnectionException):  # it was closed just now
                if connection is not None:
                    connection.interrupt()

    def ask(self, query: str) -> Answer:
        """The answer to one SELECT, or what DuckDB has like it. Raises UsageError with what is wrong with it.

        Of many files DuckDB reads all or nothing: where it fails, those that are damaged are found and left out, of
        which `unreadable` tells then, and it is asked again.
        """
        import duckdb

        wrong = (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException, duckdb.InterruptException)
        try:
            self._refuse_writing(query)
            return self._found(query)
        except (duckdb.Error, ValueError, OverflowError) as error:
            is_of_query = not isinstance(error, (duckdb.Error, UnicodeDecodeError)) or isinstance(error, wrong)
            if is_of_query or not self._leave_out_damaged():
                raise UsageError(_line(error)) from None
        try:
            return self._found(query)
        except (duckdb.Error, ValueError, OverflowError) as error:
            raise UsageError(_line(error)) from None

    def _found(self, query: str) -> Answer:
        found = self._connection.execute(query)
        return Answer(tuple(name for name, *_ in found.description or ()), found.fetchall())

    def logs(self) -> list[LogPart]:
        """The logs that rows of the set are of, in the order of their names. Raises UsageError."""
        import duckdb

        try:
            return sorted(LogPart(*row) for row in self._answer(queries.logs()))
        except (duckdb.Error, UnicodeDecodeError) as error:
            raise UsageError(_line(error)) from None

    def records(self, sought: Sought, wanted: Wanted, logs: Collection[str] | None = None) -> Iterator[Record]:
        """The records that are sought, each once, as they would be found in the logs, but for their secrets.

        In the order of time, then of event ids. `logs`: the names of those that are asked for; None: all. Of `wanted`
        the time is heeded; accounts and regions are for whoever judges them. Raises UsageError.
        """
        import duckdb

        try:
            rows = self._of_logs(logs)
            if sought is Sought.ROOT:
                question = queries.timeline(rows, since=wanted.since, until=wanted.until)
            else:
                names = tuple(sorted(sought.names))
                question = queries.named(names, sought.errors, rows, since=wanted.since, until=wanted.until)
            for record in map(record_of, self._answer(question)):
                if is_wanted(record, sought):
                    yield record
        except (duckdb.Error, UnicodeDecodeError) as error:
            raise UsageError(_line(error)) from None

    def used(
        self, wanted: Wanted, logs: Collection[str] | None = None, *, about: str | None = None
    ) -> UsedActions | None:
        """Which actions each principal used; None: there is no event.

        `about`: the principal of whom it is told on what, by `is_same`. Raises UsageError.
        """
        import duckdb

        try:
            rows = queries.asked_for(
                self._of_logs(logs),
                accounts=tuple(sorted(wanted.accounts)),
                regions=tuple(sorted(wanted.regions)),
                since=wanted.since,
                until=wanted.until,
            )
            used = used_of([Counted(*row) for row in self._answer(queries.counted(rows))])
            if used is None or about is None:
                return used
            return replace(
                used,
                principals=tuple(
                    on_what(one, map(Naming._make, self._answer(queries.named_by(one.principal, one.kind, rows))))
                    if is_same(one.principal, about)
                    else one
                    for one in used.principals
                ),
            )
        except (duckdb.Error, UnicodeDecodeError) as error:
            raise UsageError(_line(error)) from None

    def _answer(self, question: ir.Table) -> Iterator[tuple[Any, ...]]:
        found = self._connection.execute(queries.sql(question))
        while some := found.fetchmany(_AT_ONCE):
            yield from some

    def _of_logs(self, names: Collection[str] | None) -> ir.Table:
        """The rows of the logs of these names; None: of all."""
        if names is None:
            return queries.trail()
        asked = f"CREATE OR REPLACE TEMP TABLE {queries.ASKED} AS SELECT unnest(?::VARCHAR[]) AS log"
        self._connection.execute(asked, [list(names)])
        return queries.of_logs()

    def _refuse_writing(self, query: str) -> None:
        """What DuckDB itself would let a query write lies in the folder of the set: COPY, EXPORT and the like."""
        import duckdb

        query.encode()  # a lone surrogate is none of a query's
        statements = self._connection.extract_statements(query)
        if len(statements) != 1:
            raise UsageError("one query at a time" if statements else "there is no query")
        explained = _EXPLAIN.match(query)
        if statements[0].type is duckdb.StatementType.EXPLAIN and explained is not None:
            self._refuse_writing(query[explained.end() :])
        elif statements[0].type is not duckdb.StatementType.SELECT:
            raise UsageError(
                "the set is only read: a query begins with SELECT, WITH, FROM, DESCRIBE or EXPLAIN",
                advice="'rootward trail ingest' adds to it",
            )


def _opened(folder: Path, threads: int | None, parts: Collection[str], *, is_whole: bool) -> duckdb.DuckDBPyConnection:
    try:
        import duckdb
        import ibis  # noqa: F401 - the views are written in it
    except ImportError:
        raise MissingExtraError("trail") from None
    folder = folder.resolve()
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_unsigned_extensions": False,
            "temp_directory": "",
            "preserve_insertion_order": False,
            **({} if threads is None else {"threads": threads}),
        },
    )
    try:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET python_enable_replacements = false")
        rows = _files(folder, None if is_whole else parts) if parts else _nothing()
        connection.execute(f"CREATE VIEW {TABLE} AS {rows}")
        for view, question in _views().items():
            connection.execute(f"CREATE VIEW {view} AS {question}")
        # The pattern that the view names is held against these as it is written.
        allowed = ", ".join(_quoted(place) for place in dict.fromkeys((str(folder), _unglobbed(folder))))
        connection.execute(f"SET allowed_directories = [{allowed}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except (duckdb.Error, UnicodeDecodeError) as error:
        connection.close()
        raise UsageError(f"{folder}: {_line(error)}") from None
    except BaseException:
        connection.close()
        raise
    return connection


@cache
def _views() -> dict[str, str]:
    """`trail`, beside them, is the set as it lies there: an event that was delivered twice is there twice."""
    questions = {
        "events": queries.events,
        "root_events": queries.root_events,
        "used_actions": queries.used_actions,
        "days": queries.days,
        "calls": queries.counts,
    }
    return {view: queries.sql(question()) for view, question in questions.items()}


def _lines(folder: Path) -> tuple[Line, ...]:
    try:
        return tuple(lines_of(folder))
    except FileNotFoundError:
        raise UsageError(
            f"{folder} holds no set", advice="'rootward trail ingest PATH --into FOLDER' makes one of logs"
        ) from None
    except OSError as error:
        raise UsageError(f"{folder / NAME} cannot be read: {error.strerror or error}") from None


@cache
def _each_value() -> str:
    """Of all columns, as the other files have them. A hash needs it; a count is content with what a file says of it."""
    return ", ".join(f'bit_xor(hash(CAST("{column.name}" AS {_TYPES[column.kind]})))' for column in COLUMNS)


def _parquet(path: Path) -> str:
    return f"read_parquet({_quoted(f'{_unglobbed(path.parent)}/{path.name}')})"


def _files(folder: Path, parts: Collection[str] | None) -> str:
    """`parts`: these alone; None: all that lie there, which is a shorter question."""
    types = ", ".join(f"{_quoted(column.name)}: {_TYPES[column.kind]}" for column in PARTITIONS)
    names = ", ".join(f'"{column.name}"' for column in (*COLUMNS, *PARTITIONS))
    top = _unglobbed(folder)
    places = ", ".join(_quoted(f"{top}/{part}") for part in ((PARTS,) if parts is None else parts))
    return f"SELECT {names} FROM read_parquet([{places}], hive_partitioning = true, hive_types = {{{types}}})"  # noqa: S608 - names of this module's own


def _unglobbed(folder: Path) -> str:
    """As a pattern that fits that folder alone."""
    return re.sub(r"([*?\[\]{}])", r"[\1]", folder.as_posix())


def _nothing() -> str:
    columns = ", ".join(f'CAST(NULL AS {_TYPES[column.kind]}) AS "{column.name}"' for column in (*COLUMNS, *PARTITIONS))
    return f"SELECT {columns} WHERE false"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _line(error: Exception) -> str:
    """What DuckDB says, without the picture of the query that it draws below."""
    return str(error).split("\n\n", 1)[0].split("\nLINE ", 1)[0].replace("\n", " ").strip()
