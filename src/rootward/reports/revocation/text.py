"""What a revoked key did, and what is left to do, on about one screen."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence

from rootward.model.change import InlinePolicyChange
from rootward.model.key_history import Aftermath, KeyEvent, KeyHistory, ReachableRole
from rootward.reports.aws_cli import continued
from rootward.reports.evidence import advised, minute, told
from rootward.reports.names import safe
from rootward.reports.plan.subject import subject
from rootward.reports.plan.words import several, steps_by_number
from rootward.reports.sheet import Sheet

_INDENT = 6
_MOST = 8
"""So many kinds of calls, addresses and roles are shown."""

_MOST_PLACES = 5

_MOST_MADE = 24
"""So many names of what it made."""

_NO_DATA = (
    "Calls of the last minutes may be missing yet. Reads and writes of data (objects of S3 and their like) are never "
    "among these: only a trail that logs them knows."
)

_STILL_ON = "THE KEY IS STILL ACTIVE: above it says why. Have somebody else revoke it, or switch it off by hand:"
_UNDO = (
    "Undo what it changed: users, keys, roles, policies, instances, in every region. What came of each call is in "
    "CloudTrail's event history, under the key's id."
)
_REPLACE = (
    "What worked with the key stands still. Give it a role, or another user with a key of its own; this user is as "
    "known to the thief as its key."
)


def render(aftermath: Aftermath, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """Plain text, or with ANSI colours."""
    sheet = Sheet(width, color=color, unicode=unicode)
    _did(sheet, aftermath)
    sheet.heading("What is left to do")
    for number, (text, command) in enumerate(_next(aftermath), start=1):
        sheet.add(text, lead=f" {number}. ", label="plain")
        for line in continued(command, sheet.width - _INDENT) if command else ():
            sheet.whole(line, indent=_INDENT)
    return sheet.text()


def _did(sheet: Sheet, aftermath: Aftermath) -> None:
    history = aftermath.history
    sheet.heading("What it did in the last 90 days, as CloudTrail tells")
    if history.events:
        newest, oldest = history.events[0], history.events[-1]
        more = "" if history.is_whole else ", and there are more"
        span = f"{several(len(history.events), 'call')}{more}, {minute(oldest.at)} to {minute(newest.at)}"
        sheet.add(span, lead="  ")
        made = [event for event in history.events if not event.error]
        _calls(sheet, "changed", [event for event in made if event.writes], "high")
        _named(sheet, [event.made for event in made if event.made])
        _calls(sheet, "read", [event for event in made if not event.writes], "plain")
        _calls(sheet, "refused", [event for event in history.events if event.error], "medium")
        _counted(sheet, "from", Counter(event.source for event in history.events))
        _sessions(sheet, history, aftermath.key_id)
    elif history.unread and not history.is_whole:
        sheet.add("Not known: CloudTrail could not be read.", lead="  ", style="medium")
    else:
        sheet.add(f"No call in {several(len(history.regions), 'region')}.", lead="  ")
    for why in history.unread[:3]:
        sheet.add(told(why), lead="  not read  ", style="medium")
    sheet.add(_NO_DATA, lead="  ", style="label")


def _calls(sheet: Sheet, what: str, events: Sequence[KeyEvent], style: str) -> None:
    _counted(sheet, what, Counter(f"{event.service}:{event.name}" for event in events), style)


def _named(sheet: Sheet, made: Sequence[str]) -> None:
    """`made      user eve, access key AKIA… of eve`: oldest first, key ids whole."""
    names = list(dict.fromkeys(map(advised, reversed(made))))
    if not names:
        return
    more = f", and {len(names) - _MOST_MADE:,} more" if len(names) > _MOST_MADE else ""
    sheet.add(f"{', '.join(names[:_MOST_MADE])}{more}", lead=f"  {'made':<8}  ", style="high")


def _counted(sheet: Sheet, what: str, counts: Counter[str], style: str = "plain") -> None:
    """`changed   ec2:RunInstances (40), iam:CreateUser (2)`."""
    if not counts:
        return
    shown = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    names = ", ".join(f"{told(name)} ({number:,})" for name, number in shown[:_MOST])
    more = f", and {len(shown) - _MOST:,} more" if len(shown) > _MOST else ""
    sheet.add(f"{names}{more}", lead=f"  {what:<8}  ", style=style)


def _sessions(sheet: Sheet, history: KeyHistory, key_id: str) -> None:
    if not history.sessions:
        return
    own = sum(event.key_id != key_id for event in history.events)
    kinds = Counter(one.kind for one in history.sessions)
    names = ", ".join(f"{name} ({number:,})" for name, number in kinds.most_common())
    sheet.add(f"{names}; by them {own:,} of these calls", lead=f"  {'sessions':<8}  ", style="high")


def _next(aftermath: Aftermath) -> Iterator[tuple[str, Sequence[str]]]:
    """Each step, and the pieces of a line to be copied, or none."""
    history = aftermath.history
    if not aftermath.is_off:
        yield _STILL_ON, _switched_off(aftermath)
    elif aftermath.is_late:
        yield (
            f"Sessions may have begun after {minute(aftermath.before)}, before the key was off: revoke it once more.",
            (f"rootward keys revoke {safe(aftermath.key_id)}",),
        )
    if aftermath.left:
        yield _of_left(aftermath)
    yield from _of_roles(aftermath)
    if any(event.writes and not event.error for event in history.events):
        yield _UNDO, ()
    if aftermath.other_keys:
        keys = ", ".join(map(safe, aftermath.other_keys))
        yield (f"{told(aftermath.user or 'root')} has another active key, {keys}: did it leak, too?", ())
    if aftermath.user is None:
        yield "Delete it once nobody misses it, change root's password, and look at root's MFA devices and e-mail.", ()
    else:
        yield _REPLACE, ()
    yield _of_places(aftermath)
    yield "If AWS opened a support case about it, answer there: limits are lifted only then.", ()
    yield _at_last(aftermath)


def _of_places(aftermath: Aftermath) -> tuple[str, Sequence[str]]:
    """Where it lay, as scans on this machine know; or how to find out."""
    if not aftermath.places:
        text = "Find where it lay, take it away there, and count all else that lay beside it as leaked:"
        return text, ("rootward scan --history",)
    count = len(aftermath.places) + aftermath.further_places - _MOST_PLACES
    places = ", ".join(map(told, aftermath.places[:_MOST_PLACES])) + (f", and {count:,} more" if count > 0 else "")
    return f"Take it away where scans found it, and count all else that lay beside it as leaked: {places}.", ()


def _switched_off(aftermath: Aftermath) -> Sequence[str]:
    whose = (f"--user-name {shlex.quote(safe(aftermath.user))}",) if aftermath.user is not None else ()
    return ("aws iam update-access-key", *whose, f"--access-key-id {safe(aftermath.key_id)}", "--status Inactive")


def _of_left(aftermath: Aftermath) -> tuple[str, Sequence[str]]:
    """What the run did not make, and what that means."""
    numbers = steps_by_number([step.number for step in aftermath.left])
    not_made = f"{numbers} {'is' if len(aftermath.left) == 1 else 'are'} not made"
    denials = [subject(step.change) for step in aftermath.left if isinstance(step.change, InlinePolicyChange)]
    if denials:
        text = (
            f"SESSIONS ARE NOT DENIED: {not_made} ({', '.join(denials)}), and sessions live on, for up to 36 hours. "
            "Once what stands against it is gone, or as somebody who may:"
        )
    else:
        subjects = ", ".join(subject(step.change) for step in aftermath.left)
        text = f"{not_made[0].upper()}{not_made[1:]} ({subjects}). Once what stands against it is gone:"
    again = f"rootward keys revoke {safe(aftermath.key_id)}"
    if aftermath.journal:
        again = f"rootward apply --resume {shlex.quote(safe(aftermath.journal))}"
    return text, (again,)


def _of_roles(aftermath: Aftermath) -> Iterator[tuple[str, Sequence[str]]]:
    roles = aftermath.assumed or aftermath.roles
    if not roles:
        return
    did = "assumed" if aftermath.assumed else "could have assumed"
    more = f", and {len(roles) - _MOST:,} more" if len(roles) > _MOST else ""
    names = ", ".join(f"{told(role.name)}{'' if role.sure else ' (perhaps)'}" for role in roles[:_MOST])
    text = (
        f"Its user {did} {'this role' if len(roles) == 1 else 'these roles'}: {names}{more}. Sessions of a role go on; "
        "to deny all of its older ones, of everybody:"
    )
    yield text, _again(aftermath, roles)


def _again(aftermath: Aftermath, roles: Sequence[ReachableRole]) -> Sequence[str]:
    named = (f"--role {safe(role.name)}" for role in roles[:_MOST])
    return (f"rootward keys revoke {safe(aftermath.key_id)}", *named)


def _at_last(aftermath: Aftermath) -> tuple[str, Sequence[str]]:
    delete = (f"rootward keys delete {safe(aftermath.key_id)} --force",)
    if aftermath.user is None:
        return "When all is over, delete it:", delete
    text = "When all is over, delete the key. Taking the run back (rootward undo) would switch it on again."
    return text, delete
