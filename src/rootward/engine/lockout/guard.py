"""The guard: asked about a plan before its first step, and about each step before it is made."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from rootward.engine.lockout.caller import Caller
from rootward.engine.lockout.effect import made
from rootward.engine.lockout.keepers import Keeper, Keepers
from rootward.engine.lockout.own_credential import own_credential_lost
from rootward.engine.lockout.remaining import Remaining
from rootward.engine.lockout.ruling import Refusal, Ruling, Unproven
from rootward.engine.lockout.shut_out import people_shut_out
from rootward.engine.lockout.stage import Stage
from rootward.engine.lockout.telling import listed
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import Change

_KEPT = 16
"""So many accounts are remembered: a plan's first one is asked about again and again."""


class Guard:
    """Refuses what would lock somebody out. It reads facts, and makes no call.

    - After each step somebody but root can administer the account; while nobody can, nothing that restricts is made.
    - Two administrators with MFA remain, or the only one; or one with MFA whom the baseline names as `break_glass`.
    - The caller keeps the key that it signs with, an active key, and what may be done with it.
    - Nobody is bound to MFA who has no device and no way to register one.

    Root alone may take back the run that made the only administrators: then the account is what it was.
    """

    def __init__(
        self,
        baseline: Baseline,
        caller: Caller,
        proven: frozenset[str] = frozenset(),
        undoing: frozenset[str] = frozenset(),
    ) -> None:
        """`proven`: ARNs of users and roles of whom a live proof showed that service control policies let them act.

        Whoever assumes such a role is taken for proved by it. `undoing`: ARNs of what the run made that is taken back.
        """
        self._baseline = baseline
        self._caller = caller
        self._proven = proven
        self._undoing = undoing
        self._kept: deque[Keepers] = deque(maxlen=_KEPT)

    def of_plan(self, account: Account, stages: Sequence[Sequence[Change]]) -> Ruling:
        """What stands against the plan: each stage after the one before, the changes of one in whatever order."""
        unproven: Unproven | None = None
        for number, changes in enumerate(stages, start=1):
            ruling = self._of_stage(Stage(changes, account, f"stage {number}"))
            if isinstance(ruling, Refusal):
                return ruling
            unproven = unproven or ruling
            account = made(changes, account)
        return unproven

    def of_step(self, account: Account, change: Change) -> Ruling:
        """What stands against the one change. `account`: as it is before it."""
        return self.of_plan(account, ((change,),))

    def _of_stage(self, stage: Stage) -> Ruling:
        refusal = own_credential_lost(self._caller, stage) or people_shut_out(stage)
        if refusal is not None:
            return refusal
        leaving = self._undoing if self._caller.arn == stage.account.root_arn else frozenset()
        remaining = Remaining(self._keepers(stage.account), stage, leaving)
        ruling = self._of_administrators(remaining)
        if isinstance(ruling, Refusal) or remaining.keeps_with_mfa(self._baseline.break_glass):
            return ruling
        return remaining.with_mfa() or ruling

    def _of_administrators(self, remaining: Remaining) -> Ruling:
        if remaining.administrators(self._counts) is None:
            return None
        return remaining.administrators(_may_count) or _unproven(remaining.those_who_remain(_may_count))

    def _counts(self, keeper: Keeper) -> bool:
        """Whether it is proved that the keeper has the power."""
        return keeper.is_proved or (keeper.may_hang_on_scps and not self._proven.isdisjoint(keeper.chain))

    def _keepers(self, account: Account) -> Keepers:
        for kept in self._kept:
            if kept.account is account:
                return kept
        found = self._kept[-1].moved(account) if self._kept else Keepers.of(account)
        self._kept.append(found)
        return found


def _may_count(keeper: Keeper) -> bool:
    return keeper.may_hang_on_scps


def _unproven(keepers: tuple[Keeper, ...]) -> Unproven:
    who = listed([keeper.told for keeper in keepers])
    reason = f"whether {who} can administer the account depends on service control policies, which could not be read"
    return Unproven(reason, tuple(sorted({arn for keeper in keepers for arn in keeper.chain})))
