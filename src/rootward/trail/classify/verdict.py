"""Whether an event took root, and what would have been enough.

In this order:

1. A call inside an AssumeRoot session is required where its task policy is for it: it is the organisation's way of
   doing with root what takes root. A call by a service is nobody's decision: unknown.
2. An event that shows a task of the table gets the task's verdict; in a member account what the organisation has
   instead counts. A step of a task (the virtual device of root's MFA) is judged as the task is, in its session.
3. A read that the console makes on the page of a task that was done in the same session is judged as that task, since
   the page had to be opened: a read of the same service, or of one that this part of the console reads from too.
4. A sign-in, a read that the console's home page makes by itself, and a sign-out are judged by the rest of the
   session, the worst of it: nobody signs in for the sign-in's sake, and a sign-in that led to required work alone was
   required. Where the session shows nothing else it cannot be told, since some tasks leave no event: unknown.
5. Everything else is not_required. AWS's list of tasks names each but "some billing tasks": those are a row, unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

import msgspec
from msgspec.structs import replace

from rootward.model.root_event import Actor, Verdict
from rootward.model.root_task import task_of
from rootward.trail.actions.table import Unmapped, iam_actions
from rootward.trail.classify.actor import account_of, through
from rootward.trail.classify.context import Administrator, Context, Standing
from rootward.trail.classify.root_task import is_for
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


def was_needed(verdict: Verdict, standing: Standing) -> bool:
    """Whether root had to do it here; of required_here only where the account is known not to be a member."""
    return verdict == "required" or (verdict == "required_here" and standing in ("standalone", "management"))


def judgements(sitting: Sitting, context: Context, standing: Standing) -> tuple[Judgement, ...]:
    """One for each of the session's records, in their order."""
    if sitting.actor == "central":
        return tuple(_told(record, _central(record, sitting)) for record in sitting.records)
    own = _steps(context, [_own(record, context, standing) for record in sitting.records])
    own = _pages(context, sitting.records, own)
    leads = worst(each.verdict for each in own if each is not None)
    return tuple(
        _told(record, _noted(record, _belonging(leads, context) if each is None else each, sitting))
        for record, each in zip(sitting.records, own, strict=True)
    )


def alone(record: Record, actor: Actor, context: Context, standing: Standing) -> Judgement:
    """Of a record that is in no session: a service's, or a sign-in that failed."""
    if actor == "service":
        by = record.identity.invoked_by or "an AWS service"
        return _told(record, Judgement(verdict="unknown", why=f"{by} acted for root: no person used root here"))
    own = _own(record, context, standing)
    if own is None:
        own = Judgement(verdict="unknown", why="it began no session, so what it was for cannot be told")
    return _told(record, _noted(record, own))


def permissions_of(record: Record) -> tuple[str, ...]:
    """The IAM actions that would have been enough; none where no policy allows it, or nobody knows which they are."""
    found = iam_actions(record.source, record.name, record.request)
    return () if isinstance(found, Unmapped) else found


def _central(record: Record, sitting: Sitting) -> Judgement:
    """What may be done under a task policy: the calls that it is for."""
    arn = sitting.task_policy
    if arn is None:
        known = is_for(record, None)
        why = "it was done through AssumeRoot, whose own call was not read"
    else:
        task = task_of(arn)
        known = task is not None and is_for(record, task)
        why = f"it was done through AssumeRoot for the task {task or arn}" + ("" if known else ", which is not for it")
    return Judgement(verdict="required" if known else "unknown", why=why)


def _own(record: Record, context: Context, standing: Standing) -> Judgement | None:
    """By the record alone; None: by its session."""
    if context.tasks.is_sign_in(record):
        return None
    if context.tasks.is_console_read(record) and record.read_only is not False and is_by_console(record):
        return None
    task = context.tasks.task_of(record)
    if task is None:
        return _plain(record)
    return _by_task(record, task, context, standing)


def _plain(record: Record) -> Judgement:
    """Of an event that shows no task."""
    why = "it is none of the tasks that take root"
    permissions = iam_actions(record.source, record.name, record.request)
    if isinstance(permissions, Unmapped):
        why = f"{why}, though which permission would have been enough is not known: {permissions.reason}"
        return Judgement(verdict="not_required", why=why)
    return Judgement(verdict="not_required", why=why, permissions=permissions)


def _by_task(record: Record, task: Task, context: Context, standing: Standing) -> Judgement:
    if task.in_a_member is not None and standing == "member":
        member = task.in_a_member
        return Judgement(verdict="not_required", task=task.id, why=member.why, permissions=member.instead)
    enough = task.instead or (permissions_of(record) if task.verdict in ("not_required", "conditional") else ())
    why = task.why
    if task.justified_by is not None:
        if task.unless_active and (administrator := _active(record, context)) is not None:
            why = f"{why}, and {administrator.arn} was at work within {ACTIVE.days} days before"
            return Judgement(verdict="not_required", task=task.id, why=why, permissions=enough)
        why = f"{why}: root was needed only if {task.justified_by}"
    if task.in_a_member is not None and standing == "unknown":
        why = f"{why}; whether the account is a member of an organisation is not known, and {task.in_a_member.why}"
    return Judgement(verdict=task.verdict, task=task.id, why=why, permissions=enough)


def _active(record: Record, context: Context) -> Administrator | None:
    """An administrator who was at work before, and is not the one whose permissions the event is about."""
    about = {value for name in ("userName", "roleName") if isinstance(value := record.request.get(name), str)}
    if not about:
        return None  # a group's or a policy's change may be about any of them
    for administrator in context.administrators.get(account_of(record), ()):
        is_another = administrator.arn.rpartition("/")[2] not in about
        if is_another and any(record.time - ACTIVE <= seen <= record.time for seen in administrator.seen):
            return administrator
    return None


def _steps(context: Context, own: Sequence[Judgement | None]) -> list[Judgement | None]:
    """Steps of a task that the session shows, judged as that task is."""
    shown = {each.task: each for each in own if each is not None}
    whole = {task.id: task.goes_with for task in context.tasks.tasks if task.goes_with}
    found: list[Judgement | None] = []
    for each in own:
        steps = whole.get(each.task or "", ()) if each is not None else ()
        task = next((shown[name] for name in steps if name in shown), None)
        if each is None or task is None:
            found.append(each)
        else:
            found.append(replace(task, task=each.task, why=f"it is a step of a task of this session: {task.why}"))
    return found


def _pages(context: Context, records: Sequence[Record], own: Sequence[Judgement | None]) -> list[Judgement | None]:
    """Reads of the console on the page of a task, judged as the worst of the page's tasks is."""
    work = _work_by_source(records, own)
    found: list[Judgement | None] = []
    for record, each in zip(records, own, strict=True):
        is_read = each is not None and each.verdict == "not_required" and record.read_only is True
        sources = context.tasks.beside(record.source) if work and is_read and is_by_console(record) else ()
        verdict = worst(work[source] for source in sources if source in work)
        if verdict is None:
            found.append(each)
        else:
            why = f"the console read it on the page of a task that was {words(verdict)} in this session"
            found.append(Judgement(verdict=verdict, why=why))
    return found


def _work_by_source(records: Sequence[Record], own: Sequence[Judgement | None]) -> Mapping[str, Verdict]:
    """The sources in which tasks were done, each with its worst verdict."""
    found: dict[str, Verdict] = {}
    for record, each in zip(records, own, strict=True):
        if each is not None and each.task is not None and each.verdict != "not_required":
            known = found.get(record.source, each.verdict)
            found[record.source] = min(known, each.verdict, key=WORST_FIRST.index)
    return found


def _belonging(leads: Verdict | None, context: Context) -> Judgement:
    """Of a sign-in and its like: by the worst of the session's work."""
    if leads is not None:
        return Judgement(verdict=leads, why=f"the worst of what its session did was {words(leads)}")
    silent = ", ".join(task.title for task in context.tasks.tasks if not task.shown_by)
    return Judgement(
        verdict="unknown",
        why=f"its session shows no work, so what it was for cannot be told; these tasks leave no event: {silent}",
    )


def _noted(record: Record, judged: Judgement, sitting: Sitting | None = None) -> Judgement:
    """The same, saying through which service root acted, and of a sign-in that its session disputes its MFA."""
    why = judged.why
    if service := through(record):
        why = f"{why}; root acted through {service}"
    if sitting is not None and record.name == "ConsoleLogin" and sitting.mfa_is_disputed:
        why = f"{why}; its sign-in and its calls do not agree on MFA, so the session counts as one without"
    return judged if why is judged.why else replace(judged, why=why)


def _told(record: Record, judged: Judgement) -> Judgement:
    """The same, saying that it failed."""
    if not record.failed:
        return judged
    return replace(judged, why=f"{judged.why}; it failed ({record.error or record.error_message or 'no reason told'})")


def words(verdict: Verdict) -> str:
    """`not required`."""
    return verdict.replace("_", " ")
