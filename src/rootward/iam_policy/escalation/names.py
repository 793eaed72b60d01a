"""Names for what is made on the way, such that all that is done with it is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rootward.iam_policy.condition import hold
from rootward.iam_policy.context import Given
from rootward.iam_policy.escalation.actor import Actor
from rootward.iam_policy.escalation.choice import SearchCutError, Wanted, is_free, name, plain, takes_all
from rootward.iam_policy.escalation.doubt import NONE, Certainty, Doubt, joined
from rootward.iam_policy.escalation.edge import Need
from rootward.iam_policy.escalation.inquiry import Answer, Inquiry, allowing, denying, patterns_of
from rootward.iam_policy.policies import Ready
from rootward.iam_policy.policy import Policy, Unread
from rootward.iam_policy.ternary import Maybe
from rootward.iam_policy.wildcard import Wildcard, arn_wildcard, tokens

_EVERYTHING = arn_wildcard(tokens("*"))
_ARN_ACCOUNT = 4
_OF_AWS = tuple(arn_wildcard(tokens(f"arn:*:iam::*:role/{path}/*")) for path in ("aws-service-role", "aws-reserved"))
"""Names that nobody but AWS gives to anything."""
_SEARCH_CUT = Doubt(cut=True)


class Asked(NamedTuple):
    """Something that is to be done with the resource."""

    need: Need
    actor: Actor
    context: dict[str, Given | None]
    trust: Policy | None = None
    """Where it is to be assumed: its trust policy."""


class Named(NamedTuple):
    """The name, and the answer to each that was asked; none, where the search for a name was cut short."""

    name: str
    answers: tuple[Answer, ...]
    doubt: Doubt = NONE
    """Beyond that of the answers."""


class Names:
    """Finds names."""

    def __init__(self, inquiry: Inquiry) -> None:
        self._inquiry = inquiry
        self._found: dict[object, Named | None] = {}

    def name(self, shape: str, asked: Sequence[Asked], others: dict[str, str]) -> Named | None:
        """A name of the shape. `others`: the names that were chosen so far, by their shapes."""
        settled = [_settled(one, others) for one in asked]
        found = self._kept(shape, settled)
        loose = frozenset(key for one in asked for key, value in one.context.items() if _is_loose(value))
        if found is not None or not loose:
            return found
        # The name that another resource was given does not do here; another one may.
        without = [one._replace(context={k: v for k, v in one.context.items() if k not in loose}) for one in settled]
        found = self._kept(shape, without)
        if found is None:
            return None
        reason = f"{asked[0].need.action} depends on {', '.join(sorted(loose)).lower()}"
        return found._replace(doubt=Doubt(reasons=(reason,)))

    def _kept(self, shape: str, asked: Sequence[Asked]) -> Named | None:
        key = (shape, tuple((one.need.action, one.actor.key, tuple(one.context.items())) for one in asked))
        if key not in self._found:
            self._found[key] = self._best(shape, asked)
        return self._found[key]

    def _best(self, shape: str, asked: Sequence[Asked]) -> Named | None:
        best: Named | None = None
        surest: Certainty | None = None
        is_cut = False
        for text in self._candidates(shape, asked):
            if text is None:
                is_cut = True
                continue
            answers = self._answers(text, asked, foreign=shape.split(":")[_ARN_ACCOUNT : _ARN_ACCOUNT + 1] == ["{any}"])
            if answers is None:
                continue
            certainty = joined(answer.doubt for answer in answers).certainty
            if surest is None or certainty < surest:
                best, surest = Named(text, answers), certainty
            if certainty == Certainty.SURE:
                break
        return Named(plain(shape), (), _SEARCH_CUT) if best is None and is_cut else best

    def _candidates(self, shape: str, asked: Sequence[Asked]) -> Iterator[str | None]:
        """Names that may do; None: the search for one was cut short."""
        yield plain(shape)
        for strict in (True, False):
            try:
                found = name(shape, self._wanted(asked, strict=strict))
            except SearchCutError:
                yield None
                continue
            if found is not None:
                yield found

    def _answers(self, text: str, asked: Sequence[Asked], *, foreign: bool) -> tuple[Answer, ...] | None:
        """The answers; None if one is no. `foreign`: the resource's account is free to choose as well."""
        answers: list[Answer] = []
        for one in asked:
            context = one.context
            if foreign:
                context = {**context, "aws:resourceaccount": text.split(":")[_ARN_ACCOUNT]}
            answer = (
                self._inquiry.ask(one.actor, one.need.action, text, context, makes=makes(one.need))
                if one.trust is None
                else self._inquiry.assume(one.actor, text, one.trust)
            )
            if answer is None:
                return None
            answers.append(answer)
        return tuple(answers)

    def _wanted(self, asked: Sequence[Asked], *, strict: bool) -> Wanted:
        """The patterns that a name must be of. `strict`: none that a denial with conditions may strike, either."""
        groups: list[tuple[Wildcard, ...]] = []
        spoiling: list[Wildcard] = [*_OF_AWS]
        for one in asked:
            keys = self._inquiry.keys(one.actor, one.need.action, one.context)
            action = one.need.action.lower()
            for place, layer in enumerate(_layers(one.actor)):
                group: list[Wildcard] = []
                for rule in allowing(layer, action):
                    if hold(rule.conditions, keys) is False:
                        continue
                    spared = rule.statement.not_resources is not None
                    group += (_EVERYTHING,) if spared else patterns_of(rule, keys)
                    spoiling += patterns_of(rule, keys) if spared else ()
                if one.trust is None or place:  # the trust policy makes up for the identity's own
                    groups.append(tuple(group))
                for rule in denying(layer, action):
                    holds = hold(rule.conditions, keys)
                    if holds is False or (isinstance(holds, Maybe) and not strict):
                        continue
                    if rule.statement.not_resources is None:
                        spoiling += patterns_of(rule, keys)
                    else:
                        groups.append(tuple(patterns_of(rule, keys)))
        return Wanted(tuple(dict.fromkeys(groups)), tuple(each for each in spoiling if strict or not takes_all(each)))


def makes(need: Need) -> bool:
    """Whether the action makes the resource, so that what it is like is the caller's choice."""
    return "{new}" in need.on or (need.on == "*" and need.action.partition(":")[2].startswith("Create"))


def _settled(one: Asked, others: dict[str, str]) -> Asked:
    """What is asked, with a name in the place of each other resource."""
    context = {
        key: others.get(str(value)) or plain(str(value)) if _is_loose(value) else value
        for key, value in one.context.items()
    }
    return one._replace(context=context)


def _is_loose(value: Given | None) -> bool:
    return isinstance(value, str) and is_free(value)


def _layers(actor: Actor) -> Iterator[tuple[Ready, ...]]:
    yield actor.policies.identity
    if actor.policies.boundary:
        yield actor.policies.boundary
    if not isinstance(actor.policies.scps, Unread):
        yield from actor.policies.scps
