"""Which of the table's needs policies may meet at all: most identities' meet hardly any.

It is asked of each policy once, whoever holds it, and overlooks what it takes several statements to say: denials,
boundaries, the choice of one name for several needs.
"""

from __future__ import annotations

from rootward.iam_policy.circumstances import DIRECT_CALL
from rootward.iam_policy.condition import hold
from rootward.iam_policy.context import Given, Keys, Partial
from rootward.iam_policy.escalation.choice import in_place, is_free, overlap
from rootward.iam_policy.escalation.edge import Edge, Need, edges
from rootward.iam_policy.escalation.inquiry import ASSUME
from rootward.iam_policy.policies import Policies, Ready
from rootward.iam_policy.policy import Policy, Rule
from rootward.iam_policy.wildcard import arn_wildcard, matches_action

_ASSUME = ASSUME.lower()
_SHAPES = {
    f"{whose}-{word}": f"arn:{{partition}}:iam::{{account}}:{kind}/{{any}}"
    for whose in ("self", "target", "helper")
    for word, kind in (
        ("user", "user"), ("role", "role"), ("group", "group"), ("policy", "policy"), ("boundary", "policy"),
    )
}  # fmt: skip


class Repertoire:
    """What policies have to do with the table."""

    def __init__(self, partition: str, account: str) -> None:
        self._partition, self._account = partition, account
        self._edges = tuple((edge, _of_the_caller(edge)) for edge in edges() if edge.id != "sts-001")
        self._by_action: dict[str, list[Need]] = {}
        for edge, needed in self._edges:
            for need in (*needed, *edge.any_of, *edge.raises_by):
                self._by_action.setdefault(need.action.lower(), []).append(need)
        self._wanted = tuple((edge, *_ids(edge, needed)) for edge, needed in self._edges)
        self._all = frozenset(id(need) for listed in self._by_action.values() for need in listed)
        self._by_service: dict[str, list[str]] = {}
        for action in self._by_action:
            self._by_service.setdefault(action.partition(":")[0], []).append(action)
        self._of_set: dict[int, tuple[Policies, tuple[Edge, ...]]] = {}
        self._hinders: dict[int, tuple[Policy, bool]] = {}
        self._of_policy: dict[int, tuple[Policy, frozenset[int]]] = {}

    def edges(self, policies: Policies) -> tuple[Edge, ...]:
        """The edges whose needs may be met one by one, in the order of the table."""
        found = self._of_set.get(id(policies))
        if found is None:
            found = self._of_set[id(policies)] = (policies, self._edges_of(policies))
        return found[1]

    def _edges_of(self, policies: Policies) -> tuple[Edge, ...]:
        allowed = self.meets(policies.identity)
        if policies.boundary:
            allowed &= self.meets(policies.boundary)
        return tuple(
            edge
            for edge, needed, lots in self._wanted
            if needed <= allowed and not any(lot.isdisjoint(allowed) for lot in lots)
        )

    def meets(self, listed: tuple[Ready, ...]) -> frozenset[int]:
        """The needs, by their identity, that one of the policies may meet: one unread, all of them."""
        found: frozenset[int] = frozenset()
        for each in listed:
            if not isinstance(each, Policy):
                return self._all
            found |= self._of(each)
        return found

    def hinders(self, ready: Ready) -> bool:
        """Whether the policy denies something that the table needs, or may."""
        if not isinstance(ready, Policy):
            return True
        found = self._hinders.get(id(ready))
        if found is None:
            denies = any(
                rule.statement.effect == "Deny" and (self._actions(rule) or rule.statement.takes(_ASSUME))
                for rule in ready.rules
            )
            found = self._hinders[id(ready)] = (ready, denies)
        return found[1]

    def _of(self, policy: Policy) -> frozenset[int]:
        if id(policy) not in self._of_policy:
            met: set[int] = set()
            for rule in policy.rules:
                if rule.statement.effect == "Allow":
                    for action in self._actions(rule):
                        met.update(id(need) for need in self._by_action[action] if self._meets(rule, need))
            self._of_policy[id(policy)] = (policy, frozenset(met))
        return self._of_policy[id(policy)][1]

    def _actions(self, rule: Rule) -> set[str]:
        """The table's actions that a statement is about."""
        statement = rule.statement
        if statement.actions is None:
            return {action for action in self._by_action if statement.takes(action)}
        found: set[str] = set()
        for pattern in statement.actions:
            service = pattern.lower().partition(":")[0]
            whole = "*" in service or "?" in service
            candidates = self._by_action if whole else self._by_service.get(service, ())
            found.update(action for action in candidates if matches_action(pattern, action))
        return found

    def _meets(self, rule: Rule, need: Need) -> bool:
        """Whether a statement may allow what is needed on some resource of the right shape."""
        given: dict[str, Given | None] = {**DIRECT_CALL}
        given |= {key: value for key, value in need.context.items() if not is_free(value)}
        keys = Keys(Partial(given), {})
        if rule.conditions and hold(rule.conditions, keys) is False:
            return False
        if rule.statement.not_resources is not None:
            return True
        shape = self._shape(need.on)
        return any(overlap(place.pattern or arn_wildcard(place.template.widest()), shape) for place in rule.places)

    def _shape(self, on: str) -> str:
        return in_place(_SHAPES.get(on, on), partition=self._partition, account=self._account, region="{any}")


def _ids(edge: Edge, needed: tuple[Need, ...]) -> tuple[frozenset[int], tuple[frozenset[int], ...]]:
    """The needs by their identity: all of these, and one of each of those."""
    lots = (lot for lot in (edge.any_of, edge.raises_by) if lot)
    return frozenset(map(id, needed)), tuple(frozenset(map(id, lot)) for lot in lots)


def _of_the_caller(edge: Edge) -> tuple[Need, ...]:
    """What whoever goes the edge must be allowed by its own policies.

    Not sts:AssumeRole: a trust policy that names the caller is enough.
    """
    return tuple(need for need in edge.needs if need.by == "caller" and need.unless is None and need.action != ASSUME)
