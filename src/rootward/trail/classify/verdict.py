"""Whether an event took root, and what would have been enough.

In this order:

1. A call inside an AssumeRoot session is required where its task policy is for it: it is the organisation's way of
   doing with root what takes root. A call by a service is nobody's decision: unknown.
2. An event that shows a task of the table gets the task's verdict; in a member account what the organisation has
   instead counts.
3. A sign-in, and a read that the console makes by itself, is judged by what the rest of its session did: the worst of
   it. So is a read by the console of a service in which a task was done in that session, since its page had to be
   opened. Nobody signs in for the sign-in's sake, and a sign-in that led to required work alone was required. Where
   nothing else is recorded, it cannot be told: some tasks leave no event.
4. Everything else is not_required: AWS's list of tasks is closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from rootward.iam_policy import actions
from rootward.model.root_event import Actor, Verdict
from rootward.trail.classify.actor import account_of
from rootward.trail.classify.context import Administrator, Context, Standing
from rootward.trail.classify.sessions import Sitting, is_by_console
from rootward.trail.classify.tasks import Task
from rootward.trail.record import Record

WORST_FIRST: tuple[Verdict, ...] = ("not_required", "unknown", "conditional", "required_here", "required")

ACTIVE = timedelta(days=30)
"""An administrator who was at work within it before the event could have been asked."""


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What an event is judged to be."""

    verdict: Verdict
    task: str | None = None
    why: str
    permissions: tuple[str, ...] = ()


def worst(verdicts: Iterable[Verdict]) -> Verdict | None:
    """The first of WORST_FIRST that is among them; None of none."""
    return min(verdicts, key=WORST_FIRST.index, default=None)


def judgements(sitting: Sitting, context: Context, standing: Standing) -> tuple[Judgement, ...]:
    """One for each of the session's records, in their order."""
    if sitting.actor == "central":
        return tuple(_central(record, sitting, context) for record in sitting.records)
    own = [_own(record, context, standing) for record in sitting.records]
    work = _work_by_source(sitting.records, own)
    leads = worst(each.verdict for each in own if each is not None and each.verdict)
    return tuple(
        _told(record, _accompanying(record, each, work, leads, context))
        for record, each in zip(sitting.records, own, strict=True)
    )


def alone(record: Record, actor: Actor, context: Context, standing: Standing) -> Judgement:
    """Of a record that is in no session."""
    if actor == "service":
        by = record.identity.invoked_by or "an AWS service"
        return Judgement(verdict="unknown", why=f"{by} acted for root: no person used root here")
    if context.tasks.is_sign_in(record):
        return _told(record, Judgement(verdict="unknown", why="it began no session: what it was for cannot be told"))
    own = _own(record, context, standing)
    return _told(record, own if own is not None else _no_work())


def permissions_of(record: Record) -> tuple[str, ...]:
    """The IAM actions that would have been enough for the event."""
    prefix = record.source.partition(".")[0]
    found = actions.find(f"{prefix}:{record.name}")
    return (str(found) if found is not None else f"{prefix}:{record.name}",)


def _central(record: Record, sitting: Sitting, context: Context) -> Judgement:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html"""
    call = f"{record.source.partition('.')[0]}:{record.name}"
    arn = sitting.task_policy
    if arn is None:
        known = any(call in calls for calls in context.tasks.task_policies.values())
        verdict: Verdict = "required" if known else "unknown"
        why = "it was done through AssumeRoot, whose own call was not read"
    else:
        name = arn.rpartition("/")[2]
        known = call in context.tasks.task_policies.get(name, ())
        verdict = "required" if known else "unknown"
        why = f"it was done through AssumeRoot for the task {name}"
        why += "" if known else ", which is not for it"
    return _told(record, Judgement(verdict=verdict, why=why))


def _own(record: Record, context: Context, standing: Standing) -> Judgement | None:
    """By the record alone; None: by its session."""
    if context.tasks.is_sign_in(record) or context.tasks.is_console_read(record):
        return None
    task = context.tasks.task_of(record)
    if task is None:
        return Judgement(
            verdict="not_required", why="it is none of the tasks that take root", permissions=permissions_of(record)
        )
    return _by_task(record, task, context, standing)


def _by_task(record: Record, task: Task, context: Context, standing: Standing) -> Judgement:
    instead = task.instead or (permissions_of(record) if task.verdict in ("not_required", "conditional") else ())
    if standing == "member" and task.in_a_member is not None:
        return Judgement(
            verdict="not_required", task=task.id, why=task.in_a_member.why, permissions=task.in_a_member.instead
        )
    judged = Judgement(verdict=task.verdict, task=task.id, why=task.why, permissions=instead)
    if task.in_a_member is not None and standing == "unknown":
        judged = replace(
            judged,
            why=f"{task.why}; whether the account is a member of an organisation is not known, where "
            f"{task.in_a_member.why}",
        )
    if task.verdict == "conditional":
        return _by_circumstances(record, task, judged, context)
    return judged


def _by_circumstances(record: Record, task: Task, judged: Judgement, context: Context) -> Judgement:
    return replace(judged, why=f"{judged.why}; it was needed if {task.justified_by}")


def _accompanying(
    record: Record, own: Judgement | None, work: Mapping[str, Verdict], leads: Verdict | None, context: Context
) -> Judgement:
    if own is None:
        if leads is None:
            return _no_work()
        return Judgement(verdict=leads, why=f"it belongs to a session whose other events were {_words(leads)} at worst")
    if own.verdict == "not_required" and record.read_only is True and is_by_console(record) and record.source in work:
        verdict = work[record.source]
        return Judgement(
            verdict=verdict, why=f"the console read it on the page of a task that was {_words(verdict)} in this session"
        )
    return own


def _work_by_source(records: Sequence[Record], own: Sequence[Judgement | None]) -> dict[str, Verdict]:
    """The sources in which tasks were done, each with its worst verdict."""
    found: dict[str, Verdict] = {}
    for record, each in zip(records, own, strict=True):
        if each is not None and each.task is not None and each.verdict != "not_required":
            found[record.source] = worst((each.verdict, found.get(record.source, each.verdict))) or each.verdict
    return found


def _no_work() -> Judgement:
    return Judgement(
        verdict="unknown",
        why="its session shows nothing else: what it was for cannot be told, and some tasks of root leave no event",
    )


def _told(record: Record, judged: Judgement) -> Judgement:
    """The same, saying that it failed."""
    if not record.failed:
        return judged
    return replace(judged, why=f"{judged.why}; it failed ({record.error or record.error_message or 'no reason told'})")


def _words(verdict: Verdict) -> str:
    return verdict.replace("_", " ")
