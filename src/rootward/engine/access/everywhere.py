"""Whether policies allow an action on every resource that it is about: between their statements, however written.

Exceptions for single resources are overlooked, as they are for administrators.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rootward.engine.access.shapes import Shape
from rootward.iam_policy import Decision, Policies, Policy, Request, Verdict
from rootward.iam_policy.caller import caller
from rootward.iam_policy.condition import hold
from rootward.iam_policy.context import Keys
from rootward.iam_policy.policies import Ready
from rootward.iam_policy.policy import Rule, Unread
from rootward.iam_policy.ternary import Layer, Maybe, Ternary, all_of, any_of, negation
from rootward.iam_policy.wildcard import Wildcard, arn_wildcard, tokens

Listed = tuple[Ready, ...]


def decide_everywhere(request: Request, policies: Policies, shapes: tuple[Shape, ...]) -> Decision:
    """The decision on every resource of the shapes. The request's own resource does not count; `shapes` is not empty.

    Of a user or role and its own policies: no resource's policy and no control policy is asked.
    """
    who = caller(str(request.principal))
    asked = _Asked(request.action.lower(), Keys(request.context, {**who.keys, "aws:resourceaccount": who.account}))
    layers = tuple(_layers(policies))
    denied = [any_of(asked.denies(listed, layer, shape) for layer, listed in layers) for shape in shapes]
    if all(answer is True for answer in denied):
        layer = next(layer for layer, listed in layers if asked.denies(listed, layer, shapes[0]) is True)
        return Decision(verdict=Verdict.DENY, layer=layer, explicit=True)
    allowed = {layer: all_of(asked.allows(listed, layer, shape) for shape in shapes) for layer, listed in layers}
    for layer, answer in allowed.items():
        if answer is False:
            return Decision(verdict=Verdict.DENY, layer=layer)
    together = all_of((*allowed.values(), *(negation(answer) for answer in denied)))
    if together is False:
        return Decision(verdict=Verdict.DENY, layer="identity")
    if together is True:
        return Decision(verdict=Verdict.ALLOW, layer="identity")
    layer = next((layer for layer, answer in allowed.items() if answer is not True), "identity")
    return Decision(verdict=Verdict.DEPENDS, depends_on=together.keys, unread=together.unread, layer=layer)


def _layers(policies: Policies) -> Iterator[tuple[Layer, Listed]]:
    yield "identity", policies.identity
    if policies.boundary:
        yield "boundary", policies.boundary


class _Asked:
    """An action under the condition keys of its request."""

    def __init__(self, action: str, keys: Keys) -> None:
        self._action = action
        self._keys = keys

    def denies(self, listed: Listed, layer: Layer, shape: Shape) -> Ternary:
        """Whether a layer's policies deny it on all of the shape."""
        answers = [rule.applies(shape.fresh, self._keys) for rule in self._rules(listed, "Deny")]
        return any_of((*answers, *_unread(listed, layer)))

    def allows(self, listed: Listed, layer: Layer, shape: Shape) -> Ternary:
        """Whether a layer's policies allow it on all of the shape, between their statements."""
        sure: list[Wildcard] = []
        unsure: list[Wildcard] = []
        maybe = Maybe()
        for rule in self._rules(listed, "Allow"):
            holds = hold(rule.conditions, self._keys)
            if holds is False:
                continue
            if isinstance(holds, Maybe):
                patterns = tuple(self._patterns(rule, shape))
                maybe |= holds if patterns else Maybe()
                unsure.extend(patterns)
            else:
                sure.extend(self._patterns(rule, shape))
        if shape.is_covered_by(sure):
            return True
        if unsure and shape.is_covered_by((*sure, *unsure)):
            return maybe
        return any_of(_unread(listed, layer))

    def _rules(self, listed: Listed, effect: str) -> Iterator[Rule]:
        for each in listed:
            if isinstance(each, Policy):
                yield from (rule for rule in each.about(self._action) if rule.statement.effect == effect)

    def _patterns(self, rule: Rule, shape: Shape) -> Iterator[Wildcard]:
        """What the statement's resources take in. NotResource takes in everything, if it spares nothing fresh."""
        if rule.statement.not_resources is not None:
            if rule.applies(shape.fresh, self._keys) is not False:
                yield arn_wildcard(tokens("*"))
            return
        for place in rule.places:
            filled = place.pattern or place.template.filled(self._keys)
            if isinstance(filled, Wildcard):
                yield filled
            elif filled is not None and not isinstance(filled, Maybe):
                yield arn_wildcard(filled)


def _unread(listed: Iterable[Ready], layer: Layer) -> Iterator[Ternary]:
    yield from (Maybe(unread=frozenset({layer})) for each in listed if isinstance(each, Unread))
