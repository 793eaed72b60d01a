"""Revoke a key that has leaked: off at once, its sessions denied, its user quarantined; then what it did is looked up.

It is a plan like any other: shown, approved, journalled, taken back by `rootward undo`. A use of the key since the plan
stops nothing: somebody is using it, and that is why.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from rootward import __version__
from rootward.engine.key_orders import KeyOrder, OrderedKey, proposal
from rootward.engine.lockout import Caller, holder_of
from rootward.engine.planning import plan_of
from rootward.engine.revoking import MARGIN, of_role, of_user, quarantined_by, reachable_roles
from rootward.errors import GuardRefusedError, IncompleteError, JournalError, RootwardError
from rootward.model.account import Account
from rootward.model.change import AccessKeyChange, InlinePolicyChange, RootCredentialChange
from rootward.model.identity import Role, User
from rootward.model.key_history import Aftermath, KeyHistory
from rootward.model.plan import Plan, Step
from rootward.model.unknown import Unknown
from rootward.workflows.apply import Approval, Ask, apply_here, refuse_endpoint
from rootward.workflows.key_state import FoundKey, find_key, refuse_no_key, with_found
from rootward.workflows.leaked_keys import leaks_of
from rootward.workflows.no_such import no_such
from rootward.workflows.plan import Planning, read_session
from rootward.workflows.running.journals import kept
from rootward.workflows.running.run import Ran, Setting
from rootward.workflows.source import Live, Practice, Progress, opened

if TYPE_CHECKING:
    from datetime import datetime

    from rootward.aws.session import AwsSession
    from rootward.checks.remedy import Proposal

HISTORY_SECONDS = 30.0
"""So long CloudTrail is asked, at most."""

_COMMIT = 12
"""So many digits of a commit's name are told."""

_UNASKED = KeyHistory(events=(), sessions=(), regions=(), is_whole=False, unread=("interrupted",))
_AS_ANOTHER = "sign in as another administrator, and revoke it as that"


class Revoking(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be revoked."""

    key_id: str
    roles: tuple[str, ...] = ()
    """Names or ARNs of roles of which all sessions are denied, too."""


class Revoked(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    ran: Ran | None
    """None: there was nothing left to change."""
    aftermath: Aftermath
    is_interrupted: bool = False
    """Whether somebody would not wait for what CloudTrail says."""


def _untold(_ran: Ran) -> None:
    """Nobody is told before the end."""


def revoke(
    source: Live | Practice,
    revoking: Revoking,
    *,
    planning: Planning,
    ask: Ask,
    setting: Setting,
    announce: Progress,
    made: Callable[[Ran], None] = _untold,
    foreign_endpoint: bool = False,
) -> Revoked | None:
    """Plan, ask, apply, and look up what the key did. None: not approved.

    `made` is told what the run did, before CloudTrail is asked, which may take half a minute. Ctrl-C from there on
    leaves the history, and nothing else.

    Raises what `key_state.change_key` raises, UsageError for a role that is not there, and GuardRefusedError where the
    caller acts by that very role.
    """
    refuse_no_key(revoking.key_id)
    with opened(source, setting.progress, announce) as session, kept(source, setting.state_folder) as folder:
        setting = msgspec.structs.replace(setting, state_folder=folder)
        refuse_endpoint(session, allowed=foreign_endpoint)
        found = find_key(session, revoking.key_id, setting)
        planning = msgspec.structs.replace(planning, state_folder=folder, checks=())
        answers: list[bool] = []
        with _with_a_way_out(found):
            account, _history = read_session(session, planning, setting.progress)
            scene = _Scene(session, with_found(account, found), found, planning, announce)
            plan = scene.plan(_roles(scene.account, revoking.roles, scene.caller))
            ran = apply_here(session, plan, ask=_remembering(ask, answers), guide=None, setting=setting)
        if not all(answers):
            return None
        ended_at, is_interrupted = setting.pace.now(), ran is not None and ran.applied.ending == "interrupted"
        history = _UNASKED
        try:
            if ran is not None:
                made(ran)
            if not is_interrupted:
                history = _history_of(session, revoking.key_id, setting)
        except KeyboardInterrupt:
            is_interrupted = True
        aftermath = scene.aftermath(plan, ran, history, ended_at)
        return Revoked(ran=ran, aftermath=aftermath, is_interrupted=is_interrupted)


@contextmanager
def _with_a_way_out(found: FoundKey) -> Iterator[None]:
    """Errors within say how to switch the key off by hand: nothing was changed, and it is active still."""
    try:
        yield
    except (GuardRefusedError, IncompleteError, JournalError) as error:
        whose = f" --user-name {shlex.quote(found.owner)}" if found.owner is not None else ""
        line = f"aws iam update-access-key{whose} --access-key-id {found.id} --status Inactive"
        if "iam:UpdateAccessKey" in str(error):
            way = f"somebody who may has to switch the key off at once: {line}"
        elif isinstance(error, GuardRefusedError):
            way = f"the key alone goes with fewer permissions: rootward keys deactivate {found.id} --force, or {line}"
        else:
            way = f"the key is switched off without that by: {line}"
        raise type(error)(str(error), advice="; ".join(filter(None, (error.advice, way)))) from error


class _Scene:
    """The account at the moment of revoking."""

    def __init__(
        self, session: AwsSession, account: Account, found: FoundKey, planning: Planning, announce: Progress
    ) -> None:
        self.account = account
        self.caller = Caller(account.caller, session.identity.key_id)
        self.key = found.ordered(account)
        self._found = found
        self._session = session
        self._planning = planning
        self._announce = announce
        self._before = account.taken_at + MARGIN

    def plan(self, roles: tuple[Role, ...]) -> Plan:
        proposals = (*self._of_key(), *self._of_user(), *(of_role(role, self._before) for role in roles))
        baseline = self._planning.baseline
        return plan_of(self.account, proposals, baseline, caller=self.caller, version=__version__)

    def _of_key(self) -> Iterator[Proposal]:
        order = KeyOrder(key_id=self.key.id, after="Inactive", force=True)
        proposed = proposal(order, self.key, self.account, self._planning.baseline)
        if proposed is None:
            self._announce(f"{self.key.told} is off already")
        else:
            yield proposed

    def _of_user(self) -> Iterator[Proposal]:
        """What is done about its user, unless that is who acts: the quarantine would take the means to go on.

        Sessions of root's live for an hour at most.
        https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
        """
        from rootward.aws.quarantine import read_quarantine

        user = _user(self.account, self.key)
        if user is None:
            self._announce("sessions that root's key began cannot be denied, by no policy: they end within the hour")
            return
        if holder_of(self.caller, self.account) == user.arn:
            self._announce(f"you act as {user.name} yourself: its sessions are left, and no quarantine; {_AS_ANOTHER}")
            return
        if held := quarantined_by(user):
            self._announce(f"{user.name} is quarantined already, by {held.rpartition('/')[2]}")
        read = read_quarantine(self._session)
        if isinstance(read, Unknown):
            none = "no newer quarantine" if held else "no quarantine"
            self._announce(f"{none}: AWS's policy for that could not be read ({read.detail})")
        yield from of_user(user, self._before, None if isinstance(read, Unknown) else read)

    def aftermath(self, plan: Plan, ran: Ran | None, history: KeyHistory, now: datetime) -> Aftermath:
        denied = {
            step.change.resource
            for step in plan.steps
            if isinstance(step.change, InlinePolicyChange) and step.change.holder.kind == "role"
        }
        places, further = self._places()
        user = _user(self.account, self.key)
        roles = () if user is None else reachable_roles(self.account, user.arn)
        return Aftermath(
            key_id=self.key.id,
            user=self.key.owner,
            is_off=self.key.state == "Inactive" or _is_off(ran),
            before=self._before,
            is_late=ran is not None and now > self._before,
            history=history,
            roles=tuple(role for role in roles if role.arn not in denied),
            other_keys=tuple(key.id for key in self._found.keys if key.is_active and key.id != self.key.id),
            journal=ran.applied.journal or None if ran is not None else None,
            left=_left(ran),
            places=places,
            further_places=further,
        )

    def _places(self) -> tuple[tuple[str, ...], int]:
        """Where scans on this machine found it. What cannot be read is as if nobody had looked."""
        leaks = leaks_of(self.account, self._planning.state_folder)
        known = () if isinstance(leaks, Unknown) else leaks
        one = next((leak for leak in known if leak.id == self.key.id), None)
        if one is None:
            return (), 0
        shown: dict[str, None] = {}
        for place in one.places:
            commit = f" (commit {place.commit[:_COMMIT]})" if place.commit else ""
            shown[f"{place.path}:{place.line}{commit} in {place.root}"] = None
        return tuple(shown), one.further_places


_KEYS = (AccessKeyChange, RootCredentialChange)


def _left(ran: Ran | None) -> tuple[Step, ...]:
    """Steps that the run left, the key's own aside."""
    if ran is None:
        return ()
    made = {one.number for one in ran.applied.outcomes if one.end in {"done", "found"}}
    steps = ran.applied.plan.steps
    return tuple(step for step in steps if step.number not in made and not isinstance(step.change, _KEYS))


def _is_off(ran: Ran | None) -> bool:
    """Whether the run switched the key off."""
    if ran is None:
        return False
    numbers = {step.number for step in ran.applied.plan.steps if isinstance(step.change, _KEYS)}
    return any(one.number in numbers and one.end in {"done", "found"} for one in ran.applied.outcomes)


def _user(account: Account, key: OrderedKey) -> User | None:
    """The key's user; None: it is root's."""
    users = () if isinstance(account.identities, Unknown) else account.identities.users
    return next((one for one in users if key.owner is not None and one.arn == key.arn), None)


def _roles(account: Account, names: tuple[str, ...], caller: Caller) -> tuple[Role, ...]:
    known = () if isinstance(account.identities, Unknown) else account.identities.roles
    found = []
    for name in dict.fromkeys(names):
        role = next((one for one in known if name in {one.name, one.arn}), None)
        if role is None:
            raise no_such("role", name, (one.name for one in known))
        if holder_of(caller, account) == role.arn:
            raise GuardRefusedError(f"you act by a session of the role {role.name} yourself", advice=_AS_ANOTHER)
        found.append(role)
    return tuple(found)


def _remembering(ask: Ask, answers: list[bool]) -> Ask:
    """The same question, of which it is remembered whether the answer was yes."""

    def asked(plan: Plan) -> Approval | None:
        approval = ask(plan)
        answers.append(approval is not None)
        return approval

    return asked


def _history_of(session: AwsSession, key_id: str, setting: Setting) -> KeyHistory:
    """What the key did; where it cannot be asked for, why: what was revoked is revoked."""
    from rootward.aws.key_history import read_history

    try:
        return read_history(session, key_id, deadline_seconds=HISTORY_SECONDS, progress=setting.progress)
    except RootwardError as error:
        return KeyHistory(events=(), sessions=(), regions=(), is_whole=False, unread=(str(error),))
