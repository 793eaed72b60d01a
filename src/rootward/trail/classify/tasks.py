"""The tasks that need root, and how an event shows each: `tasks.json`, typed.

A row's event is recognised by its source, its name and conditions on its members. A condition names a member by its
path in the record and the values that it may have; null stands for "not there".

The list is AWS's own: https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-tasks.html
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from rootward.model.root_event import Verdict
from rootward.trail.record import Record

Confidence = Literal["confirmed", "documented", "guess"]
"""Of how an event shows the task: seen in a real or published record; AWS's documentation names it; neither."""

Page = Annotated[str, Meta(pattern=r"\Ahttps://[a-z.]*aws\.amazon\.com/\S+\Z")]
Permission = Annotated[str, Meta(pattern=r"\A[a-z0-9-]+:[A-Z][A-Za-z0-9]+\Z")]


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On one member of a record: it is one of the values, or it is none of them."""

    member: Annotated[str, Meta(pattern=r"\A(?:requestParameters|responseElements|additionalEventData)(?:\.\w+)+\Z")]
    is_: tuple[str | None, ...] | None = msgspec.field(default=None, name="is")
    is_not: tuple[str | None, ...] | None = None

    def holds(self, record: Record) -> bool:
        """Whether the record is so."""
        value = _member(record, self.member)
        return (self.is_ is None or value in self.is_) and (self.is_not is None or value not in self.is_not)


class Shown(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Events of a service by their names, where all conditions hold."""

    source: Annotated[str, Meta(pattern=r"\A[a-z0-9.-]+\.amazonaws\.com\Z")]
    names: tuple[str, ...]
    when: tuple[Condition, ...] = ()

    def fits(self, record: Record) -> bool:
        """Whether the record is such an event."""
        return (
            record.source == self.source
            and record.name in self.names
            and all(condition.holds(record) for condition in self.when)
        )


class InAMember(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a member account of an organisation has instead of root."""

    why: str
    instead: tuple[Permission, ...]


class Task(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One task, and what an event that shows it is judged to be."""

    id: Annotated[str, Meta(pattern=r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z")]
    title: str
    shown_by: tuple[Shown, ...]
    verdict: Verdict
    why: str
    """A clause without a full stop: it goes on where the call failed."""
    justified_by: str | None = None
    """Of a conditional task: the circumstances under which it took root."""
    instead: tuple[Permission, ...] = ()
    """What would have been enough where it did not take root; without one the event's own action."""
    in_a_member: InAMember | None = None
    sources: Annotated[tuple[Page, ...], Meta(min_length=1)]
    confidence: Confidence


class TaskTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    version: int
    checked: Annotated[str, Meta(pattern=r"\A\d{4}-\d\d-\d\d\Z")]
    """The day on which AWS's list was last compared."""
    tasks: tuple[Task, ...]
    sign_in: tuple[Shown, ...]
    """Events of signing in, staying in and leaving: they are judged by what was done in between."""
    console_reads: tuple[Shown, ...]
    """Reads that the console's home page and frame make of their own accord."""
    task_policies: Mapping[str, tuple[str, ...]]
    """Of each task policy of AssumeRoot the calls that it is for: `iam:DeleteAccessKey`."""

    def task_of(self, record: Record) -> Task | None:
        """The first row that the record shows."""
        return next((task for task in self.tasks if any(shown.fits(record) for shown in task.shown_by)), None)

    def is_sign_in(self, record: Record) -> bool:
        """Whether it is of signing in, staying in or leaving."""
        return any(shown.fits(record) for shown in self.sign_in)

    def is_console_read(self, record: Record) -> bool:
        """Whether the console makes it by itself."""
        return any(shown.fits(record) for shown in self.console_reads)


@cache
def task_table() -> TaskTable:
    """The table that comes with rootward."""
    return msgspec.json.decode((files("rootward.trail.classify") / "tasks.json").read_bytes(), type=TaskTable)


def _member(record: Record, path: str) -> str | None:
    """What stands there, as text; None where nothing does, or null, or the empty string."""
    part, *rest = path.split(".")
    roots = {"requestParameters": record.request, "responseElements": record.response}
    value: Any = roots.get(part, record.extra)
    for step in rest:
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else str(value)
