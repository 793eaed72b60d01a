"""Who may become an administrator from outside the account: whom the trust policies of such roles let in.

Strangers are asked about: a user whom nobody singled out, who has every permission in an account of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rootward.engine.access.asking import answer_of
from rootward.engine.access.scene import Scene, is_service_linked
from rootward.iam_policy import Partial, Policies, Policy, Request, decide
from rootward.iam_policy.administrators import Administrator
from rootward.iam_policy.assumption import ASSUME
from rootward.iam_policy.caller import caller
from rootward.iam_policy.circumstances import DIRECT_CALL
from rootward.iam_policy.powers import Holder
from rootward.iam_policy.ternary import Maybe, Ternary, all_of
from rootward.model.access import Outsider

ANYBODY = "*"

_TIME = ("aws:currenttime", "aws:epochtime")
_ANOTHER_ACCOUNT = "314159265358"
_ALL = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


def outsiders(scene: Scene, administrators: Iterable[Administrator]) -> Iterator[Outsider]:
    """Whom each of the administrators that are roles lets in from outside, before service control policies."""
    for one in administrators:
        trust = one.holder.trust
        if trust is not None and isinstance(trust.ready, Policy) and not is_service_linked(one.holder):
            yield from _of(scene, one, trust.ready)


def _of(scene: Scene, administrator: Administrator, trust: Policy) -> Iterator[Outsider]:
    role = administrator.holder
    for who in _named(scene, trust):
        answer = all_of((_lets_in(scene, role, trust, who), administrator.answer))
        if answer is False:
            continue
        maybe = answer if isinstance(answer, Maybe) else Maybe()
        yield Outsider(
            role=role.arn,
            who=who,
            answer="yes" if answer is True else "depends",
            depends_on=scene.spelled(maybe.keys),
        )
        if who == ANYBODY and answer is True:
            return


def _named(scene: Scene, trust: Policy) -> Iterator[str]:
    """Outsiders whom the trust policy may let in: anybody first, then accounts and identities of them by name."""
    found: dict[str, None] = {}
    for rule in trust.about(ASSUME.lower()):
        if rule.statement.effect != "Allow":
            continue
        for principal in rule.statement.principals or ():
            who = caller(principal)
            if principal.kind == "AWS" and principal.id.isdigit() and principal.id != scene.account.id:
                found[principal.id] = None
            elif who.account not in {None, scene.account.id}:
                found[str(who.account) if who.kind == "root" else who.id] = None
    yield ANYBODY
    yield from sorted(found)


def _lets_in(scene: Scene, role: Holder, trust: Policy, who: str) -> Ternary:
    partition = scene.account.partition
    arn = who if who.startswith("arn:") else f"arn:{partition}:iam::{_account(who)}:user/fresh-5f1d0c2e"
    policies = Policies((_ALL,)).of_resource((trust,))
    known = {**DIRECT_CALL, **{key: role.known[key] for key in _TIME}}
    request = Request(action=ASSUME, resource=role.arn, principal=arn, context=Partial(known))
    return answer_of(decide(request, policies))


def _account(who: str) -> str:
    return _ANOTHER_ACCOUNT if who == ANYBODY else who
