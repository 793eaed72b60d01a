"""Whether one principal may do something, and why."""

from __future__ import annotations

from collections.abc import Iterator

from rootward.engine.access.asking import Asking
from rootward.engine.access.grounds import Statements
from rootward.engine.access.question import checked
from rootward.engine.access.routes import Route, Routes
from rootward.engine.access.scene import Scene, policies_of
from rootward.engine.access.ways import Ways
from rootward.iam_policy import Decision, Verdict
from rootward.iam_policy.assumption import ASSUME
from rootward.iam_policy.powers import Holder
from rootward.iam_policy.ternary import Maybe, all_of
from rootward.model.access import EVERY_RESOURCE, Can, Grounds, Question, UnreadPolicy, Way


def can(scene: Scene, holder: Holder, question: Question, *, version: str) -> Can:
    """The verdict for the holder by itself, the statements behind it, and the roles by which it may all the same.

    Raises UsageError.
    """
    look = checked(scene, question)
    question = look.question
    routes = Routes(scene, question.context)
    asking = Asking(scene, question, look.about)
    ways = Ways(asking, routes, look.about)
    decision = asking.decision(holder)
    answer = ways.answer(holder)
    statements = ways.statements(holder)
    allowed = decision.verdict is Verdict.ALLOW
    denied = decision.verdict is Verdict.DENY
    by_assuming = () if allowed else tuple(_by_assuming(ways, routes, holder))
    scps = None if denied or asking.is_free(holder) else scene.scps_of(holder)
    return Can(
        rootward=version,
        taken_at=scene.account.taken_at,
        account=scene.asked,
        principal=holder.arn,
        kind=holder.kind,
        name=holder.name,
        question=question,
        about=look.about,
        verdict="deny" if denied else "allow" if allowed and scps is None else "depends",
        explicit=decision.explicit,
        layer="scp" if allowed and scps is not None else decision.layer,
        depends_on=scene.spelled(decision.depends_on),
        with_mfa=answer.with_mfa,
        before_scps=allowed and scps is not None,
        allowed_by=tuple(one for one in statements if one.effect == "Allow"),
        denied_by=tuple(one for one in statements if one.effect == "Deny"),
        unread=tuple(_unread(ways, decision, holder, scps)),
        held=policies_of(holder),
        boundary=None if holder.boundary is None else holder.boundary.name,
        on_some_resources=ways.on_some_resources(holder) if denied and question.resource == EVERY_RESOURCE else (),
        by_assuming=by_assuming,
        let_in_by=tuple(_let_in_by(scene, question, holder, by_assuming)),
        warnings=look.warnings,
    )


def _unread(ways: Ways, decision: Decision, holder: Holder, scps: UnreadPolicy | None) -> Iterator[UnreadPolicy]:
    yield from ways.unread(Maybe(unread=decision.unread), holder)
    if scps is not None:
        yield scps


def _by_assuming(ways: Ways, routes: Routes, holder: Holder) -> Iterator[Way]:
    """The roles by which the holder may, the sure ones first."""
    found: list[Way] = []
    for route in routes.out_of(holder):
        together = all_of((route.answer, ways.answer(route.roles[-1]).answer))
        if together is not False:
            found.append(ways.through(holder, Route(route.roles, together)))
    yield from sorted(found, key=lambda one: (one.answer != "yes", bool(one.unread), len(one.through)))


def _let_in_by(scene: Scene, question: Question, holder: Holder, ways: tuple[Way, ...]) -> Iterator[Grounds]:
    steps: dict[str, Holder] = {}
    for way in ways:
        actor = holder
        for arn in way.through:
            steps.setdefault(arn, actor)
            actor = scene.powers.by_arn[arn]
    for arn, actor in steps.items():
        asking = Asking(scene, Question(action=ASSUME, resource=arn, context=question.context))
        found = Statements(asking).about(actor)
        yield from (one for one in found if one.layer == "resource" and one.effect == "Allow")
