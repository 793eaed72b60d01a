"""Secure: a person is led through the five practices, in order, from a new account to one in which root sleeps.

Nothing here is done that `bootstrap`, `apply` and their guided steps do not do: each practice is planned, asked for,
applied and proved in rounds, and what only a person can do is explained, waited for and looked at. The account itself
is what is remembered: whoever leaves and comes back is asked nothing that is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from rootward.checks.power import proven_authority
from rootward.checks.registry import BY_ID, CHECKS
from rootward.engine.lockout import Caller, holder_of
from rootward.errors import CredentialsError, GuardRefusedError, IncompleteError, RootwardError
from rootward.model.account import Account
from rootward.model.audit import Audit
from rootward.model.blueprint import Blueprint
from rootward.model.change import Change
from rootward.model.finding import PRACTICES
from rootward.model.finding import Practice as Five
from rootward.model.journal import Journal
from rootward.model.plan import Gap, GuidedStep, Plan, Withheld
from rootward.model.secured import Chapter, Secured
from rootward.model.unknown import Unknown
from rootward.model.user_arn import user_in
from rootward.workflows.apply import Approval, apply_here, refuse_endpoint, take_up
from rootward.workflows.audit import audit_account, facts_of
from rootward.workflows.guide import Looked, look_again
from rootward.workflows.plan import Planning
from rootward.workflows.rounds import Host, Rounds
from rootward.workflows.running.facts import collected
from rootward.workflows.running.journals import journals_here, kept, to_take_up
from rootward.workflows.running.run import Ran, Setting
from rootward.workflows.source import Live, Practice, Progress, opened
from rootward.workflows.who_can import who_administers_account

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession, Identity

Turn = Literal["look", "later", "enroll"]
"""What somebody says at a step for people: it is done, look; leave it; register an authenticator app here and now."""

_DEVICE_GAP = "user-mfa-missing"
_MOST_NAMES = 5


class Companion(Protocol):
    """Whoever goes the way with a person. Each question ends the way by KeyboardInterrupt, as Ctrl-C does."""

    def takes_root_key(self, identity: Identity) -> bool:
        """Warn that this is root by an access key, and ask whether to go on with it all the same."""
        ...

    def sets_out(self, identity: Identity, before: Audit) -> None:
        """Say who goes, and from where."""
        ...

    def resumes(self, journal: Journal) -> Approval | None:
        """Show what an earlier run did not come to, and ask whether to take it up. None: it stays as it is."""
        ...

    def not_resumed(self, error: RootwardError) -> None:
        """Say why it cannot be taken up."""
        ...

    def opens(self, chapter: Chapter) -> None:
        """Say which practice comes, and what of it holds already."""
        ...

    def consents(self, plan: Plan) -> Approval | None:
        """Show the plan, and ask. None: leave it for later."""
        ...

    def made(self, ran: Ran) -> None:
        """Say what was done and proved."""
        ...

    def turn(self, step: GuidedStep, *, may_enroll: bool) -> Turn:
        """Ask what has become of it. The first time in a row `step` is shown before."""
        ...

    def enroll(self, session: AwsSession, user: str) -> None:
        """Register an authenticator app for the user."""
        ...

    def still_open(self, step: GuidedStep, looked: Looked) -> None:
        """Say that it is not done, by what was just read."""
        ...

    def closed(self, step: GuidedStep) -> None:
        """Say that its check passes now."""
        ...


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody came to, the runs on the way, and the error that it ended with, if it did."""

    secured: Secured
    runs: tuple[Ran, ...] = ()
    error: RootwardError | None = None

    @property
    def is_open(self) -> bool:
        """Whether a gap that a run was to close was open after it, and is by what was read last."""
        after = self.secured.after
        failing = {(one.check, one.resource) for one in (after.findings if after else ()) if one.status == "fail"}
        proofs = (proof for ran in self.runs for proof in ran.applied.proofs if proof.status == "open")
        return any((proof.gap.check, proof.gap.resource) in failing for proof in proofs)


def secure(
    source: Live | Practice,
    blueprint: Blueprint,
    *,
    planning: Planning,
    host: Host,
    companion: Companion,
    setting: Setting,
    announce: Progress,
    foreign_endpoint: bool = False,
) -> Way | None:
    """Go through the five practices with somebody. None: root's access key was not to be used.

    An error on the way is part of the answer, for what was done before it stands.

    Raises, before anything is changed: GuardRefusedError: the caller is neither root nor an administrator, or the
    endpoint is foreign. IncompleteError: who administers the account could not be read. CredentialsError.
    """
    with opened(source, setting.progress, announce) as session, kept(source, setting.state_folder) as folder:
        setting = msgspec.structs.replace(setting, state_folder=folder, reads=_untold)
        planning = msgspec.structs.replace(planning, blueprint=blueprint, state_folder=folder)
        refuse_endpoint(session, allowed=foreign_endpoint)
        identity = session.identity
        if identity.is_root and identity.has_long_lived_key and not companion.takes_root_key(identity):
            return None
        return _Walk(session, planning, host, companion, setting).gone()


def refuse_powerless(account: Account, identity: Identity) -> None:
    """Raise GuardRefusedError for a caller who is neither root nor an administrator, with who is one.

    Raises IncompleteError where that could not be read: by somebody who is one it can.
    """
    power = proven_authority(account)
    if isinstance(power, Unknown):
        raise IncompleteError(
            f"who administers the account could not be read: {power.detail or power.reason}",
            advice="come as root (aws login) or as an administrator: both may read it",
        )
    if identity.is_root:
        return
    caller = holder_of(Caller(identity.arn, None), account)
    administrators = who_administers_account(account).administrators
    own = next((one for one in administrators if one.principal == caller), None)
    if own is not None and not own.way.through:
        return
    names = [f"{one.kind} {one.name}" for one in administrators if not one.way.through]
    root = ("root (aws login)",) if identity.partition == "aws" else ()  # elsewhere root has no console to sign in to
    advice = f"who could: {', '.join((*root, *names[:_MOST_NAMES])) or 'nobody that can be seen'}"
    if own is not None:
        advice = f"you may as the role that you can assume: --role-arn {own.way.through[0]}"
    raise GuardRefusedError(
        f"{identity.arn} does not administer the account, and this path is an administrator's or root's", advice=advice
    )


class _Walk:
    """One person on the way."""

    def __init__(
        self, session: AwsSession, planning: Planning, host: Host, companion: Companion, setting: Setting
    ) -> None:
        self._session = session
        self._planning = planning
        self._host = host
        self._companion = companion
        self._setting = setting
        self._runs: list[Ran] = []
        self._guided: dict[Gap, GuidedStep] = {}
        self._withheld: dict[Gap, Withheld] = {}
        self._is_changed = False

    def gone(self) -> Way:
        """The whole way, or as far as somebody goes."""
        self._setting.progress("looking at the account")
        account = self._read()
        refuse_powerless(account, self._session.identity)
        before = audit_account(account, self._planning.baseline)
        error: RootwardError | None = None
        is_through = False
        try:
            self._companion.sets_out(self._session.identity, before)
            is_through = self._takes_up() and all(self._goes_through(practice) for practice in PRACTICES)
        except KeyboardInterrupt:
            pass  # the account is looked at once more: another Ctrl-C skips that
        except RootwardError as failure:
            error = failure
        secured = Secured(
            before=before,
            after=self._after(before),
            journals=tuple(ran.applied.journal for ran in self._runs if ran.applied.journal),
            guided=tuple(self._guided.values()),
            withheld=tuple(self._withheld.values()),
            is_through=is_through,
            is_cut_off=bool(self._runs) and _is_cut_off(self._runs[-1]),
            is_root=self._session.identity.is_root,
        )
        return Way(secured=secured, runs=tuple(self._runs), error=error)

    def _takes_up(self) -> bool:
        """Offer to take up the earlier runs that did not come to their end. False: one again did not."""
        journals = journals_here(self._session, self._setting.state_folder)
        return all(self._took_up(one, journals) for one in to_take_up(journals, self._setting.pace.now()))

    def _took_up(self, journal: Journal, journals: tuple[Journal, ...]) -> bool:
        def ask(_plan: Plan) -> Approval | None:
            return self._companion.resumes(journal)

        told = self._setting.progress
        try:
            ran = take_up(self._session, journal, journals, ask=ask, setting=self._setting, announce=told)
        except CredentialsError:
            raise
        except RootwardError as error:  # nothing was changed: what is open is planned anew
            self._companion.not_resumed(error)
            return True
        return ran is None or self._is_well(ran)

    def _is_well(self, ran: Ran) -> bool:
        """Keep what the run did, and say it: whether it came to its end."""
        self._is_changed = True
        self._runs.append(ran)
        self._companion.made(ran)
        return ran.error is None and ran.applied.ending == "complete"

    def _goes_through(self, practice: Five) -> bool:
        """One chapter, in rounds. False: a run did not come to its end, so that the way ends there."""
        checks = tuple(check for check in CHECKS if check.practice == practice)
        blueprint = self._planning.blueprint if practice == "identities" else None
        planning = msgspec.structs.replace(self._planning, checks=checks, blueprint=blueprint)
        rounds = Rounds(self._session, planning, self._host, self._setting.progress, reads=_untold)
        self._companion.opens(
            Chapter(practice=practice, audit=audit_account(rounds.account, planning.baseline, checks=checks))
        )
        asked: list[Change] = []
        left: set[Gap] = set()
        while True:
            plan = rounds.plan()
            self._remember(practice, plan)
            is_new = not all(step.change in asked for step in plan.steps)
            asked += [step.change for step in plan.steps]
            ran = self._applied(plan) if is_new else None
            if ran is not None and not self._is_well(ran):
                return False
            if ran is None and not self._is_one_done(plan, left):
                return True
            self._setting.progress("looking at the account")
            rounds.read_anew()

    def _applied(self, plan: Plan) -> Ran | None:
        """The run of the plan; None where it was left for later."""
        return apply_here(self._session, plan, ask=self._companion.consents, guide=None, setting=self._setting)

    def _is_one_done(self, plan: Plan, left: set[Gap]) -> bool:
        """Lead through the steps for people until one is done: it may have done others, or made more possible.

        What is to come after changes that were left for later is left with them.
        """
        waiting = {gap for step in plan.steps for gap in step.closes}
        for step in plan.guided:
            if step.gap in left or step.gap in waiting:
                continue
            if self._is_done(step, plan):
                return True
            left.add(step.gap)
        return False

    def _is_done(self, step: GuidedStep, plan: Plan) -> bool:
        """Ask, and look, until its check passes, or somebody leaves it for later."""
        user = user_in(step.gap.resource)
        while True:
            turn = self._companion.turn(step, may_enroll=user is not None and step.gap.check == _DEVICE_GAP)
            if turn == "later":
                return False
            self._is_changed = True  # by what somebody did meanwhile, be the step done or not
            if turn == "enroll" and user is not None:
                self._companion.enroll(self._session, user)
            looked = look_again(self._session, step, plan.baseline, self._setting)
            if looked.proof.status == "closed":
                self._companion.closed(step)
                return True
            self._companion.still_open(step, looked)

    def _remember(self, practice: Five, plan: Plan) -> None:
        """What this plan leaves to people and holds back, in place of what the one before it did."""
        for known in (self._guided, self._withheld):
            for gap in [gap for gap in known if BY_ID[gap.check].practice == practice]:
                del known[gap]
        self._guided.update({step.gap: step for step in plan.guided})
        self._withheld.update({one.gap: one for one in plan.withheld if one.gap.check})

    def _after(self, before: Audit) -> Audit | None:
        """The account as it is now, judged; None where it cannot be read any more."""
        if not self._is_changed:
            return before
        try:
            self._setting.progress("looking at the whole account once more")
            return audit_account(self._read(), self._planning.baseline)
        except (KeyboardInterrupt, RootwardError):
            return None

    def _read(self) -> Account:
        return collected(self._session, facts_of(CHECKS), _untold, self._setting.collect_seconds)


def _is_cut_off(ran: Ran) -> bool:
    """Whether it changed something, or may have, and did not come to its end."""
    is_begun = any(one.end in {"done", "found", "unsure"} for one in ran.applied.outcomes)
    return is_begun and ran.applied.ending != "complete"


def _untold(_line: str) -> None:
    """Progress of single facts: the way is long enough without it."""
