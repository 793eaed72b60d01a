"""Ways from a holder to the roles that it may assume, one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from rootward.engine.access.asking import Found, Keys, found
from rootward.engine.access.scene import Scene, is_service_linked
from rootward.iam_policy import Decision, Partial, Request, decide
from rootward.iam_policy.assumption import ASSUME, Step
from rootward.iam_policy.circumstances import CIRCUMSTANCES
from rootward.iam_policy.known import NO_MFA
from rootward.iam_policy.powers import Holder
from rootward.iam_policy.ternary import Maybe, Ternary, all_of


class Route(NamedTuple):
    """Roles assumed one after the other, and whether that can be done."""

    roles: tuple[Holder, ...]
    answer: Ternary


class Routes:
    """Which roles may be reached, and how.

    Service-linked roles reach none: they act for their service alone.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
    """

    def __init__(self, scene: Scene, context: Keys | None = None) -> None:
        """`context`: what a question says of the request; what of it says who asks, from where and when, counts."""
        self._scene = scene
        given = {key.lower(): value for key, value in (context or {}).items()}
        self._given = {key: value for key, value in given.items() if _is_of(key, CIRCUMSTANCES)}

    def out_of(self, holder: Holder) -> Iterator[Route]:
        """A route to every role that may be reached: the surest, of those the shortest; the sure ones first."""
        sure = self._out_of(holder, sure=True)
        yield from sure.values()
        yield from (route for arn, route in self._out_of(holder, sure=False).items() if arn not in sure)

    def into(self, able: Mapping[str, Ternary]) -> dict[str, Route]:
        """For each holder that may get to one of these roles, by its ARN: the surest route, of those the shortest.

        `able`: what the roles' own policies answer, by their ARNs. The route's answer includes it.
        """
        ends = {arn: answer for arn, answer in able.items() if answer is not False}
        sure = {arn: answer for arn, answer in ends.items() if answer is True}
        return {**self._into(ends, sure=False), **self._into(sure, sure=True)}

    def with_mfa(self, holder: Holder, route: Route) -> Found:
        """The route's answer, and whether the first step of it takes MFA."""
        first = route.roles[0]
        if holder.kind != "user" or not isinstance(route.answer, Maybe) or first.trust is None:
            return Found(route.answer)
        policies = holder.policies.of_resource((first.trust.ready,))

        def assume(keys: Keys) -> Decision:
            context = Partial({**holder.known, **self._given, **keys})
            return decide(Request(action=ASSUME, resource=first.arn, principal=holder.arn, context=context), policies)

        return Found(route.answer, found(holder, assume).with_mfa)

    def _out_of(self, holder: Holder, *, sure: bool) -> dict[str, Route]:
        reached: dict[str, Route] = {}
        waiting = deque([(holder, Route((), answer=True))])
        while waiting:
            at, so_far = waiting.popleft()
            for step in self._steps(at):
                if step.role is holder or step.role.arn in reached or (sure and step.answer is not True):
                    continue
                route = Route((*so_far.roles, step.role), all_of((so_far.answer, step.answer)))
                reached[step.role.arn] = route
                waiting.append((step.role, route))
        return reached

    def _into(self, ends: Mapping[str, Ternary], *, sure: bool) -> dict[str, Route]:
        coming = self._coming()
        onward = {
            role.arn: Route((role,), ends[role.arn])
            for role in self._scene.holders
            if role.kind == "role" and role.arn in ends
        }
        waiting = deque(onward)
        reached: dict[str, Route] = {}
        while waiting:
            next_role = waiting.popleft()
            rest = onward[next_role]
            for holder, answer in coming.get(next_role, ()):
                if holder.arn in reached or holder.arn in {role.arn for role in rest.roles}:
                    continue
                if sure and answer is not True:
                    continue
                reached[holder.arn] = route = Route(rest.roles, all_of((answer, rest.answer)))
                if holder.kind == "role" and holder.arn not in onward:
                    onward[holder.arn] = Route((holder, *rest.roles), route.answer)
                    waiting.append(holder.arn)
        return reached

    def _coming(self) -> dict[str, list[tuple[Holder, Ternary]]]:
        coming: dict[str, list[tuple[Holder, Ternary]]] = {}
        for holder in self._scene.holders:
            for step in self._steps(holder):
                coming.setdefault(step.role.arn, []).append((holder, step.answer))
        return coming

    def _steps(self, holder: Holder) -> Iterator[Step]:
        """The roles that the holder may assume, under what the question says of the request."""
        if is_service_linked(holder):
            return
        # Whatever MFA somebody used, the session of a role carries none.
        own = {key: value for key, value in self._given.items() if holder.kind == "user" or key not in NO_MFA}
        for step in self._scene.assumption.roles_of(holder):
            if not isinstance(step.answer, Maybe) or not own.keys() & step.answer.keys:
                yield step
                continue
            told = msgspec.structs.replace(holder, known={**holder.known, **own})
            answer = self._scene.assumption.answer(told, step.role)
            if answer is not False:
                yield Step(step.role, answer)


def _is_of(key: str, families: Iterable[str]) -> bool:
    """Whether it is one of the keys, or of a family of them, as `aws:principaltag/`."""
    return any(key.startswith(one) if one.endswith("/") else key == one for one in families)
