"""Who of an account may do something."""

from __future__ import annotations

from collections.abc import Iterable

from rootward.engine.access.asking import Asking
from rootward.engine.access.question import checked
from rootward.engine.access.routes import Routes
from rootward.engine.access.scene import Scene
from rootward.engine.access.ways import Ways
from rootward.iam_policy.powers import Holder
from rootward.iam_policy.ternary import Maybe, Ternary
from rootward.model.access import EVERY_RESOURCE, Access, Question, Way, WhoCan


def who_can(scene: Scene, question: Question, *, version: str) -> WhoCan:
    """Every user and role that may, by itself or by roles that it may assume; before service control policies.

    Raises UsageError.
    """
    look = checked(scene, question)
    question = look.question
    routes = Routes(scene, question.context)
    ways = Ways(Asking(scene, question, look.about), routes, look.about)
    own = {holder.arn: ways.answer(holder) for holder in scene.holders}
    through = routes.into({arn: each.answer for arn, each in own.items()})
    listed: list[Access] = []
    some: list[Access] = []
    for holder in scene.holders:
        mine = own[holder.arn]
        found: list[Way] = []
        if mine.answer is not False:
            found.append(ways.by_itself(holder, mine))
        route = through.get(holder.arn)
        if route is not None and _doubt(route.answer) < _doubt(mine.answer):
            found.append(ways.through(holder, route))
        if found:
            listed.append(_access(holder, found))
        elif question.resource == EVERY_RESOURCE and (on_some := ways.on_some_resources(holder)):
            some.append(_access(holder, on_some))
    return WhoCan(
        rootward=version,
        taken_at=scene.account.taken_at,
        account=scene.asked,
        question=question,
        about=look.about,
        before_scps=scene.scps is not None,
        principals=tuple(listed),
        on_some_resources=tuple(some),
        warnings=look.warnings,
    )


def _doubt(answer: Ternary) -> int:
    """How far an answer is from a plain yes."""
    if isinstance(answer, Maybe):
        return 2 if answer.unread else 1
    return 0 if answer else 3


def _access(holder: Holder, ways: Iterable[Way]) -> Access:
    surest = sorted(ways, key=lambda one: (one.answer != "yes", bool(one.unread)))
    return Access(principal=holder.arn, kind=holder.kind, name=holder.name, ways=tuple(surest))
