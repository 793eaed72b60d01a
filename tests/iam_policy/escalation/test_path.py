from __future__ import annotations

from rootward.iam_policy.escalation.doubt import NONE, Certainty, Doubt
from rootward.iam_policy.escalation.path import Path, Step
from tests.checks.facts import allow
from tests.iam_policy.escalation.acting import Scene, edge
from tests.iam_policy.escalation.people import admin, among, may

SCENE = Scene(among(admin("zoe"), may("ann", allow("s3:*")), may("ben", allow("s3:*"))))
ZOE, ANN, BEN = SCENE.holder("zoe"), SCENE.holder("ann"), SCENE.holder("ben")
FIRST, SECOND, THIRD = (Step(edge("iam-002"), by, to, ()) for by, to in ((ANN, BEN), (BEN, ANN), (ANN, ZOE)))


def test_a_path_ends_at_the_administrator_that_is_reached():
    assert Path(ANN, (FIRST, SECOND, THIRD), NONE).target is ZOE
    assert Path(ANN, (FIRST,), NONE).target is BEN


def test_the_path_of_an_administrator_ends_where_it_begins():
    assert Path(ZOE, (), NONE).target is ZOE


def test_a_path_is_as_sure_as_what_it_depends_on():
    doubt = Doubt(frozenset({"aws:sourceip"}), ("a tag is not known",), frozenset({"scp"}), cut=True)

    path = Path(ANN, (THIRD,), doubt)

    assert path.certainty is Certainty.UNREAD
    assert path.circumstances == frozenset({"aws:sourceip"})
    assert path.reasons == ("a tag is not known",)
    assert path.unread == frozenset({"scp"})
    assert path.is_cut
    assert Path(ANN, (THIRD,), NONE).certainty is Certainty.SURE
    assert not Path(ANN, (THIRD,), NONE).is_cut
