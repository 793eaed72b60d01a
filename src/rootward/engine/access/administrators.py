"""Who is an administrator, by what, and who could become one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from rootward.engine.access.asking import Asking
from rootward.engine.access.outsiders import outsiders
from rootward.engine.access.routes import Route, Routes
from rootward.engine.access.scene import Scene, is_service_linked, named, unread_of
from rootward.engine.access.ways import Ways
from rootward.iam_policy import Policies, Policy
from rootward.iam_policy.administration import administration
from rootward.iam_policy.administrators import Administrator as Proof
from rootward.iam_policy.escalation.doubt import Certainty
from rootward.iam_policy.escalation.path import Path
from rootward.iam_policy.escalation.path import Step as GraphStep
from rootward.iam_policy.policies import Ready
from rootward.iam_policy.powers import Holder
from rootward.iam_policy.ternary import Maybe
from rootward.model.access import (
    Administrator,
    Administrators,
    HeldPolicy,
    Permission,
    Question,
    Step,
    UnreadPolicy,
    Way,
    WouldBe,
)

_CERTAINTIES: dict[Certainty, Literal["sure", "possible", "unread"]] = {
    Certainty.SURE: "sure",
    Certainty.POSSIBLE: "possible",
    Certainty.UNREAD: "unread",
}


def who_administers(scene: Scene, *, version: str) -> Administrators:
    """Every administrator, and everybody who could become one; before service control policies."""
    proofs = scene.authority.before_scps.administrator_by_arn
    finder = _Finder(scene)
    listed = tuple(proofs[one.arn] for one in scene.holders if one.arn in proofs and not _is_idle(one, proofs[one.arn]))
    others = (one for one in scene.holders if one.arn not in proofs)
    paths = (scene.authority.escalation.of(one) for one in others)
    rising = tuple(_would_be(scene, path) for path in paths if path is not None and not _leads_nowhere(path))
    return Administrators(
        rootward=version,
        taken_at=scene.account.taken_at,
        account=scene.asked,
        before_scps=scene.scps is not None,
        administrators=tuple(finder.administrator(one) for one in listed),
        would_be=tuple(one for one in rising if one.certainty == "sure"),
        possible=tuple(one for one in rising if one.certainty != "sure"),
        outsiders=tuple(outsiders(scene, listed)),
    )


def _leads_nowhere(path: Path) -> bool:
    """Whether nobody can go it: it has no steps, or the role of one of AWS's services would have to assume another."""
    return not path.steps or (is_service_linked(path.holder) and path.steps[0].edge.id.startswith("sts-"))


def _is_idle(holder: Holder, proof: Proof) -> bool:
    """Whether it is the role of one of AWS's services, which assumes no other: it acts for its service alone."""
    return bool(proof.through) and is_service_linked(holder)


class _Finder:
    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        # One act of an administrator stands for all where it is asked whether MFA makes the difference.
        resource = f"arn:{scene.account.partition}:iam::{scene.account.id}:role/*"
        self._asking = Asking(scene, Question(action="iam:PutRolePolicy", resource=resource))
        self._routes = Routes(scene)
        self._ways = Ways(self._asking, self._routes)
        self._makes: dict[tuple[int, int], bool] = {}

    def administrator(self, proof: Proof) -> Administrator:
        holder = proof.holder
        actor = proof.through[-1] if proof.through else holder
        return Administrator(
            principal=holder.arn,
            kind=holder.kind,
            name=holder.name,
            power=self._power(actor),
            way=self._way(proof),
            policies=self._policies(actor),
        )

    def _power(self, actor: Holder) -> Literal["everything", "iam"]:
        return "iam" if self._scene.powers.administration(actor).everything is False else "everything"

    def _way(self, proof: Proof) -> Way:
        answer = proof.answer
        with_mfa = False
        if isinstance(answer, Maybe) and proof.through:
            with_mfa = self._routes.with_mfa(proof.holder, Route(proof.through, answer)).with_mfa
        elif isinstance(answer, Maybe):
            with_mfa = self._ways.answer(proof.holder).with_mfa
        return Way(
            answer="yes" if answer is True else "depends",
            through=tuple(role.arn for role in proof.through),
            depends_on=self._scene.spelled(answer.keys) if isinstance(answer, Maybe) else (),
            with_mfa=with_mfa,
            unread=self._ways.unread(answer, proof.holder, *proof.through) if isinstance(answer, Maybe) else (),
        )

    def _policies(self, actor: Holder) -> tuple[HeldPolicy, ...]:
        """The actor's policies that make an administrator, each alone."""
        return tuple(
            named(held, actor)
            for held in sorted(actor.held, key=lambda one: (one.group or "", one.name))
            if self._alone(held.ready, actor)
        )

    def _alone(self, ready: Ready, actor: Holder) -> bool:
        """Whether the policy alone makes one. Asked once of all holders of whose calls the same is known."""
        key = (id(ready), id(actor.known))
        found = self._makes.get(key)
        if found is None:
            made = isinstance(ready, Policy) and administration(Policies((ready,)), actor.arn, actor.known).control
            found = self._makes[key] = made is not False
        return found


def _would_be(scene: Scene, path: Path) -> WouldBe:
    return WouldBe(
        principal=path.holder.arn,
        kind=path.holder.kind,
        name=path.holder.name,
        certainty=_CERTAINTIES[path.certainty],
        depends_on=scene.spelled(path.circumstances),
        reasons=path.reasons,
        unread=tuple(_unread(path)),
        steps=tuple(_step(one) for one in path.steps),
    )


def _unread(path: Path) -> Iterator[UnreadPolicy]:
    actors = {one.arn: one for step in path.steps for one in (step.by, step.to, step.helper) if one is not None}
    for actor in actors.values():
        yield from unread_of(actor, path.unread)


def _step(step: GraphStep) -> Step:
    return Step(
        path=step.edge.id,
        why=step.edge.why,
        principal=step.by.arn,
        target=step.to.arn,
        helper=None if step.helper is None else step.helper.arn,
        group=step.group,
        policy=step.policy,
        permissions=tuple(
            Permission(
                principal=one.holder.arn,
                action=one.need.action,
                resource=one.resource,
                policy=one.policy,
                group=one.group,
                number=one.statement,
            )
            for one in step.grants
        ),
    )
