"""The ways in which a holder may do what a question asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import msgspec

from rootward.engine.access.asking import Asking, Found, Keys, found
from rootward.engine.access.grounds import Statements
from rootward.engine.access.routes import Route, Routes
from rootward.engine.access.scene import held_by, unread_of
from rootward.iam_policy import Decision, Policy
from rootward.iam_policy.powers import Holder
from rootward.iam_policy.ternary import Maybe
from rootward.iam_policy.wildcard import glob
from rootward.model.access import EVERY_RESOURCE, Grounds, UnreadPolicy, Way

_OWN_NAME = re.compile(r"\$\{\s*aws:username\s*\}", re.IGNORECASE)

_NOT_READ = "rootward reads no policies of resources but roles"


class Ways:
    """Finds the ways of holders, and the statements that they rest on."""

    def __init__(self, asking: Asking, routes: Routes, about: tuple[str, ...] | None = None) -> None:
        """`about`: patterns of the ARNs that the action is about, where they are known."""
        self._asking = asking
        self._about = about
        self._routes = routes
        self._statements = Statements(asking)

    def answer(self, holder: Holder) -> Found:
        """What the holder's own policies say."""
        return found(holder, partial(self._decision, holder, ""))

    def by_itself(self, holder: Holder, answer: Found) -> Way:
        """The holder's own way. Its answer is not no."""
        return self._way(holder, answer)

    def through(self, holder: Holder, route: Route) -> Way:
        """The way through roles. The route's answer is not no, and includes that of the last role."""
        way = self._way(route.roles[-1], self._routes.with_mfa(holder, route))
        unread = self.unread(route.answer, holder, *route.roles) if isinstance(route.answer, Maybe) else ()
        through = tuple(role.arn for role in route.roles)
        return msgspec.structs.replace(way, through=through, unread=unread or way.unread)

    def on_some_resources(self, holder: Holder) -> tuple[Way, ...]:
        """A way for the resources of the holder's policies on which it may, though not on every one.

        Each is asked as the policy writes it: a `*` in it stands for all that the policy means by it. Those that are
        alike in all else share a way.
        """
        alike: dict[tuple[object, ...], Way] = {}
        for resource in dict.fromkeys(self._resources(holder)):
            answer = found(holder, partial(self._decision, holder, resource))
            if answer.answer is False:
                continue
            way = self._way(holder, answer, resource)
            rests_on = tuple((one.policy, one.group, one.number) for one in (*way.by, *way.unless))
            key = (way.answer, way.depends_on, way.with_mfa, way.unread, rests_on)
            before = alike.get(key, msgspec.structs.replace(way, resources=()))
            alike[key] = msgspec.structs.replace(before, resources=(*before.resources, resource))
        return tuple(sorted(alike.values(), key=lambda one: (one.answer != "yes", one.resources)))

    def statements(self, holder: Holder) -> tuple[Grounds, ...]:
        """The statements of the holder's policies, and of the resource's, that have a say."""
        return self._statements.about(holder)

    def _resources(self, holder: Holder) -> Iterator[str]:
        for held in held_by(holder):
            if held is holder.trust or held is holder.boundary or not isinstance(held.ready, Policy):
                continue
            for rule in held.ready.about(self._asking.question.action.lower()):
                if rule.statement.effect == "Allow":
                    for one in rule.statement.resources or ():
                        if one == EVERY_RESOURCE and self._asking.shapes:
                            yield from (shape.pattern for shape in self._asking.shapes)
                        elif self._fits(one):
                            yield self._named(holder, one)

    def _named(self, holder: Holder, resource: str) -> str:
        """The resource with the holder's name where it says so; by a function, lest a name be read as a pattern."""
        return _OWN_NAME.sub(lambda _: holder.name, resource) if holder.kind == "user" else resource

    def _fits(self, resource: str) -> bool:
        """Whether the action may be about it; what has wildcards or variables of its own may."""
        if not self._about or any(sign in resource for sign in ("*", "?", "${")):
            return True
        return any(glob(pattern, resource) for pattern in self._about)

    def _decision(self, holder: Holder, resource: str, keys: Keys) -> Decision:
        return self._asking.decision(holder, resource=resource, keys=keys)

    def _way(self, actor: Holder, answer: Found, resource: str = "") -> Way:
        statements = self._statements.about(actor, resource=resource)
        maybe = answer.answer if isinstance(answer.answer, Maybe) else None
        return Way(
            answer="yes" if maybe is None else "depends",
            depends_on=() if maybe is None else self._asking.scene.spelled(maybe.keys),
            with_mfa=answer.with_mfa,
            unread=() if maybe is None else self.unread(maybe, actor, resource=resource),
            by=tuple(one for one in statements if one.effect == "Allow"),
            unless=tuple(one for one in statements if one.effect == "Deny"),
        )

    def unread(self, maybe: Maybe, actor: Holder, *roles: Holder, resource: str = "") -> tuple[UnreadPolicy, ...]:
        """The policies that it depends on and that were not read: of the actor, the roles it assumes, the resource."""
        own = maybe.unread - {"resource"}
        found = [one for each in (actor, *roles) for one in unread_of(each, own)]
        if "resource" in maybe.unread:
            asked = resource or self._asking.question.resource
            of_role = self._asking.scene.powers.by_arn.get(asked)
            trusting = roles if of_role is None else (*roles, of_role)
            found.extend(one for each in trusting for one in unread_of(each, {"resource"}))
            if of_role is None and self._asking.resource_policies(asked):
                found.append(UnreadPolicy(layer="resource", policy=asked, why=_NOT_READ))
        return tuple(found)
