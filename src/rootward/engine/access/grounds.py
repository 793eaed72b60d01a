"""Which statements have a say in an answer: each is asked alone, the others out of its way."""

from __future__ import annotations

from collections.abc import Iterator

from rootward.engine.access.asking import Asking, Keys
from rootward.engine.access.scene import held_by, inline_of
from rootward.iam_policy import Document, Policies, Policy, Principal, Statement, Verdict, decide
from rootward.iam_policy.powers import Held, Holder
from rootward.model.access import Grounds, Layer

_ALL = Statement(number=0, effect="Allow", actions=("*",), resources=("*",))
_ANYTHING = Policy(Document(version="2012-10-17", statements=(_ALL,)))


class Statements:
    """Finds the statements that allow a question's action, or deny it."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._alone: dict[tuple[int, int], Policy] = {}
        # It lets the account's identities in by their own policies, and nobody by itself.
        us = (Principal("AWS", asking.scene.account.id),)
        self._delegation = Statement(number=0, effect="Allow", actions=("*",), principals=us)
        self._delegating = Policy(Document(version="2012-10-17", statements=(self._delegation,)))

    def about(self, holder: Holder, *, resource: str = "", keys: Keys | None = None) -> tuple[Grounds, ...]:
        """The statements that apply, or may: those that surely do first, else as the policies come.

        Of a question about every resource: those that do on all of a kind, single exceptions aside.
        """
        listed = list(self._about(holder, resource, keys))
        return tuple(sorted(listed, key=lambda one: one.applies != "yes"))

    def _about(self, holder: Holder, resource: str, keys: Keys | None) -> Iterator[Grounds]:
        for held in held_by(holder):
            if held is not holder.trust:
                layer: Layer = "boundary" if held is holder.boundary else "identity"
                yield from self._of(holder, held, layer, resource, keys)
        asked = resource or self._asking.question.resource
        role = self._asking.scene.powers.by_arn.get(asked)
        if role is not None and role.trust is not None and role.trust.ready in self._asking.resource_policies(asked):
            yield from self._of(holder, Held(role.arn, role.trust.ready), "resource", resource, keys)

    def _of(self, holder: Holder, held: Held, layer: Layer, resource: str, keys: Keys | None) -> Iterator[Grounds]:
        if not isinstance(held.ready, Policy):
            return
        asked = (resource,) if resource else tuple(one.fresh for one in self._asking.shapes) or ("",)
        requests = tuple(self._asking.request(holder, resource=one, keys=keys) for one in asked)
        for rule in held.ready.about(self._asking.question.action.lower()):
            statement = rule.statement
            policies = self._policies(holder, self._by_itself(held.ready, statement, layer), layer)
            wanted = Verdict.ALLOW if statement.effect == "Allow" else Verdict.DENY
            decisions = [decide(one, policies) for one in requests]
            telling = [one for verdict in (wanted, Verdict.DEPENDS) for one in decisions if one.verdict is verdict]
            for decision in telling[:1]:
                yield Grounds(
                    policy=held.name,
                    layer=layer,
                    group=held.group,
                    inline_of=inline_of(held, holder) if layer == "identity" else None,
                    number=statement.number,
                    sid=statement.sid,
                    effect=statement.effect,
                    applies="yes" if decision.verdict is wanted else "depends",
                    depends_on=self._asking.scene.spelled(decision.depends_on),
                    statement=written(statement),
                )

    def _policies(self, holder: Holder, alone: Policy, layer: Layer) -> Policies:
        """The statement in its layer; in every other layer what allows all."""
        boundary = _ANYTHING if holder.boundary is not None else None
        made = Policies(
            (alone if layer == "identity" else _ANYTHING,), boundary=alone if layer == "boundary" else boundary
        )
        return made.of_resource((alone if layer == "resource" else self._delegating,))

    def _by_itself(self, of: Policy, statement: Statement, layer: Layer) -> Policy:
        """The statement as a policy; with one that denies, what it denies is allowed else."""
        key = (id(of), statement.number)
        found = self._alone.get(key)
        if found is None:
            beside = self._delegation if layer == "resource" else _ALL
            listed = (statement,) if statement.effect == "Allow" else (beside, statement)
            found = self._alone[key] = Policy(Document(version=of.document.version, statements=listed))
        return found


def written(statement: Statement) -> dict[str, object]:
    """A statement as its document has it, up to the order of elements and lists of one."""
    found: dict[str, object] = {}
    if statement.sid is not None:
        found["Sid"] = statement.sid
    found["Effect"] = statement.effect
    for element, principals in (("Principal", statement.principals), ("NotPrincipal", statement.not_principals)):
        if principals is not None:
            found[element] = _principals(principals)
    for element, values in (
        ("Action", statement.actions),
        ("NotAction", statement.not_actions),
        ("Resource", statement.resources),
        ("NotResource", statement.not_resources),
    ):
        if values is not None:
            found[element] = _one_or_many(values)
    if statement.conditions:
        found["Condition"] = {
            operator: {key: _one_or_many(values) for key, values in tests.items()}
            for operator, tests in statement.conditions.items()
        }
    return found


def _principals(principals: tuple[Principal, ...]) -> object:
    if any(one.kind == "*" for one in principals):
        return "*"
    kinds: dict[str, tuple[str, ...]] = {}
    for one in principals:
        kinds[one.kind] = (*kinds.get(one.kind, ()), one.id)
    return {kind: _one_or_many(ids) for kind, ids in kinds.items()}


def _one_or_many(values: tuple[str, ...]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)
