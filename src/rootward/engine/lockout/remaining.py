"""Who remains: an administrator after every step, and two with MFA where there were two."""

from __future__ import annotations

from functools import cached_property

from rootward.engine.lockout.keepers import Keeper, Keepers
from rootward.engine.lockout.orders import FEW, Counts, Orders, Step, stands
from rootward.engine.lockout.restriction import restricts
from rootward.engine.lockout.ruling import Refusal
from rootward.engine.lockout.stage import Stage
from rootward.engine.lockout.telling import listed, told
from rootward.model.change import Change

_TWO = 2

_MAKE_ONE = "make an administrator first: rootward explain admin-identity-missing"
_ANOTHER = "give somebody else administrator access and a way in first"
_ANOTHER_WITH_MFA = "register MFA for another administrator first, or name one who has it and stays as break_glass"
_FEWER = "apply fewer changes at once"

Leaving = frozenset[str]
"""ARNs of whom root may let go: a run made them, and it is taken back. Nobody else is among them."""


class Remaining:
    """Who remains in whatever order the changes of a stage are made."""

    def __init__(self, keepers: Keepers, stage: Stage, leaving: Leaving = frozenset()) -> None:
        self._before = keepers
        self._stage = stage
        self._leaving = leaving

    @cached_property
    def _orders(self) -> Orders:
        return Orders(self._before, self._stage)

    @property
    def _is_small(self) -> bool:
        return len(self._stage.changes) <= FEW

    def administrators(self, counts: Counts) -> Refusal | None:
        """What would leave nobody that counts; or restricts somebody while there is nobody.

        Where those who go are all among the leaving ones, the account becomes what it was: root's alone.
        """
        had = [keeper for keeper in self._before if counts(keeper)]
        if self._untouched(had):
            return None
        if self._is_small:
            refusals = (_without_anybody(step, counts, self._leaving) for step in self._orders.steps())
            return next((refusal for refusal in refusals if refusal), None)
        if any(stands(keeper, self._stage, counts) for keeper in had) or self._only_leaving(self._touched):
            return None
        if had:
            return self._in_some_order("nobody but root might be able to administer the account", had)
        restricting = (change for change in self._stage.changes if restricts(change, self._stage.account))
        return next((_nobody_yet(self._before, change) for change in restricting), None)

    def with_mfa(self) -> Refusal | None:
        """What would leave fewer than two administrators with MFA where there were two, or none where there was one."""
        had = [keeper for keeper in self._before if _has_mfa(keeper)]
        if len(self._untouched(had)) >= _TWO or self._only_leaving(had):
            return None
        if self._is_small:
            refusals = (_without_mfa(step) for step in self._orders.steps())
            return next((refusal for refusal in refusals if refusal), None)
        remaining = [keeper for keeper in had if stands(keeper, self._stage, _has_mfa)]
        if len(remaining) >= min(_TWO, len(had)):
            return None
        return self._in_some_order("fewer than two administrators with MFA might be left", had)

    def keeps_with_mfa(self, arns: tuple[str, ...]) -> bool:
        """Whether one of these is an administrator with MFA, and stays one whatever is made of the stage."""
        had = (keeper for keeper in self._before if keeper.arn in arns and _has_mfa(keeper))
        return any(stands(keeper, self._stage, _has_mfa) for keeper in had)

    def those_who_remain(self, counts: Counts) -> tuple[Keeper, ...]:
        """Those that count from before the stage to its end, in whatever order; if there are none, those of its end."""
        had = (keeper for keeper in self._before if counts(keeper))
        standing = tuple(keeper for keeper in had if stands(keeper, self._stage, counts))
        return standing or tuple(keeper for keeper in self._orders.end if counts(keeper))

    @property
    def _touched(self) -> list[Keeper]:
        return [keeper for keeper in self._before if self._stage.about(keeper.arn, keeper.through)]

    def _only_leaving(self, keepers: list[Keeper]) -> bool:
        """Whether nobody but the leaving ones is among them."""
        return bool(self._leaving) and all(keeper.arn in self._leaving for keeper in keepers)

    def _untouched(self, keepers: list[Keeper]) -> list[Keeper]:
        return [keeper for keeper in keepers if not self._stage.about(keeper.arn, keeper.through)]

    def _in_some_order(self, what: str, had: list[Keeper]) -> Refusal:
        count = len(self._stage.changes)
        names = listed([keeper.told for keeper in had])
        reason = (
            f"{self._stage.name} is made in no certain order, and amid its {count} steps {what}: they touch {names}"
        )
        return Refusal(reason, _FEWER)


def _has_mfa(keeper: Keeper) -> bool:
    return keeper.has_mfa and keeper.may_hang_on_scps


def _without_anybody(step: Step, counts: Counts, leaving: Leaving) -> Refusal | None:
    if any(counts(keeper) for keeper in step.after) or _only_lets_go(step, counts, leaving):
        return None
    had = [keeper.told for keeper in step.before if counts(keeper)]
    if had:
        last = "is the last administrator" if len(had) == 1 else "are the last administrators"
        reason = f"after {_told(step)} nobody but root could administer the account: {listed(had)} {last}"
        return Refusal(reason, _ANOTHER, step.change)
    return _nobody_yet(step.before, step.change) if restricts(step.change, step.before.account) else None


def _only_lets_go(step: Step, counts: Counts, leaving: Leaving) -> bool:
    """Whether nobody is lost but the leaving ones, those of whom it is not proved that they count included."""
    kept = {keeper.arn for keeper in step.after}
    lost = (keeper for keeper in step.before if counts(keeper) or keeper.arn not in kept)
    return bool(leaving) and all(keeper.arn in leaving for keeper in lost)


def _nobody_yet(keepers: Keepers, change: Change) -> Refusal:
    who = "nobody but root can administer the account yet"
    if keepers.why_unknown:
        who = f"nobody but root is proved to administer the account ({keepers.why_unknown.detail})"
    return Refusal(f"{who}, and {told(change)} restricts somebody", _MAKE_ONE, change)


def _without_mfa(step: Step) -> Refusal | None:
    had = [keeper for keeper in step.before if _has_mfa(keeper)]
    left = [keeper for keeper in step.after if _has_mfa(keeper)]
    if len(left) >= min(_TWO, len(had)):
        return None
    kept = {keeper.arn for keeper in left}
    lost = listed([keeper.told for keeper in had if keeper.arn not in kept])
    who = f"only {left[0].told} would be left as an administrator" if left else "no administrator would be left"
    return Refusal(f"after {_told(step)} {who} with MFA: it takes {lost}", _ANOTHER_WITH_MFA, step.change)


def _told(step: Step) -> str:
    return listed([told(change) for change in (step.change, *step.earlier)])
