"""The tasks that need root, and how an event shows each: `tasks.json`, typed.

A row's event is recognised by its source, its name and conditions on its members. A condition names a member by its
path in the record (services differ in the case of its letters, so case does not count) and the values that it may have:
null stands for "not there", `{account}` for the number of the account whose root it is. A row without events is a task
that no event is known to show.

The list is AWS's own: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html#root-user-tasks
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from rootward.model.root_event import Verdict
from rootward.trail.classify.actor import account_of
from rootward.trail.record import Record

OWN_ACCOUNT = "{account}"

Confidence = Literal["confirmed", "documented", "guess"]
"""Of how an event shows the task: seen in a real or published record; AWS's documentation names it; neither."""

Page = Annotated[str, Meta(pattern=r"\Ahttps://[a-z.]*aws\.amazon\.com/\S+\Z")]
Source = Annotated[str, Meta(pattern=r"\A[a-z0-9.-]+\.amazon(?:aws)?\.com\Z")]
Permission = Annotated[str, Meta(pattern=r"\A[a-z0-9-]+:[A-Z][A-Za-z0-9]+\Z")]


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On one member of a record: it is one of the values, or it is none of them."""

    member: Annotated[str, Meta(pattern=r"\A(?:requestParameters|responseElements|additionalEventData)(?:\.\w+)+\Z")]
    is_: tuple[str | None, ...] | None = msgspec.field(default=None, name="is")
    is_not: tuple[str | None, ...] | None = None
    there: bool | None = None
    """Whether it stands there at all, empty or not."""

    def holds(self, record: Record) -> bool:
        """Whether the record is so."""
        found = _member(record, self.member)
        value = None if found is None or found == "" else found if isinstance(found, str) else str(found)
        if value is not None and value == account_of(record):
            value = OWN_ACCOUNT
        return (
            (self.is_ is None or value in self.is_)
            and (self.is_not is None or value not in self.is_not)
            and (self.there is None or (found is not None) is self.there)
        )


class Shown(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Events of a service by their names, where all conditions hold."""

    source: Source
    names: tuple[str, ...]
    """`*`: whatever its name."""
    when: tuple[Condition, ...] = ()

    def fits(self, record: Record) -> bool:
        """Whether the record is such an event."""
        return self.bears(record.source, record.name) and all(condition.holds(record) for condition in self.when)

    def bears(self, source: str, name: str) -> bool:
        """Whether an event of that source and name may be one."""
        return source.removesuffix(".cn") == self.source and (name in self.names or "*" in self.names)


class PageOfConsole(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sources that one part of the console reads from: that of IAM, that of the account and its bills."""

    sources: tuple[Source, ...]
    confidence: Confidence


class Habit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Reads that the console makes of its own accord, for its frame and its home page."""

    shown_by: tuple[Shown, ...]
    sources: Annotated[tuple[Page, ...], Meta(min_length=1)]
    confidence: Confidence


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
    unless_active: bool = False
    """Whether it did not take root where another administrator was at work shortly before."""
    instead: tuple[Permission, ...] = ()
    """What would have been enough where it did not take root; without one the event's own action."""
    in_a_member: InAMember | None = None
    goes_with: tuple[str, ...] = ()
    """Tasks that it is a step of: in a session that shows one of them it is judged as that one is."""
    sources: Annotated[tuple[Page, ...], Meta(min_length=1)]
    confidence: Confidence


class TaskTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    version: int
    checked: Annotated[str, Meta(pattern=r"\A\d{4}-\d\d-\d\d\Z")]
    """The day on which AWS's list was last compared."""
    tasks: tuple[Task, ...]
    sign_in: tuple[Shown, ...]
    """Events of signing in, staying in and leaving, where they show no task: they are judged by what was done in
    between."""
    console_reads: tuple[Habit, ...]
    pages: tuple[PageOfConsole, ...]

    def task_of(self, record: Record) -> Task | None:
        """The first row that the record shows."""
        return next((task for task in self.tasks if any(shown.fits(record) for shown in task.shown_by)), None)

    def is_sign_in(self, record: Record) -> bool:
        """Whether it is of signing in, staying in or leaving, and no task."""
        return any(shown.fits(record) for shown in self.sign_in) and self.task_of(record) is None

    def is_console_read(self, record: Record) -> bool:
        """Whether the console makes it by itself."""
        return any(shown.fits(record) for habit in self.console_reads for shown in habit.shown_by)

    def beside(self, source: str) -> frozenset[str]:
        """The sources that the console reads from on a page on which it reads from this one, itself among them."""
        return frozenset((source, *(each for page in self.pages if source in page.sources for each in page.sources)))

    def may_follow(self, source: str, name: str) -> bool:
        """Whether events of that name may be judged by their session alone."""
        habits = (shown for habit in self.console_reads for shown in habit.shown_by)
        return any(shown.bears(source, name) for shown in (*self.sign_in, *habits))


@cache
def task_table() -> TaskTable:
    """The table that comes with rootward."""
    return msgspec.json.decode((files("rootward.trail.classify") / "tasks.json").read_bytes(), type=TaskTable)


def _member(record: Record, path: str) -> object:
    """What stands there; None where nothing does, or null."""
    part, *rest = path.split(".")
    roots = {"requestParameters": record.request, "responseElements": record.response}
    value: Any = roots.get(part, record.extra)
    for step in rest:
        if not isinstance(value, Mapping):
            return None
        folded = step.lower()
        value = next((each for name, each in value.items() if isinstance(name, str) and name.lower() == folded), None)
    return value
