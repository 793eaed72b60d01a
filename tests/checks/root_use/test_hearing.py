from __future__ import annotations

from rootward.checks.root_use.hearing import Hearing, any_of, dead_end, heard, unknown_whether
from rootward.model.unknown import Unknown

DENIED = Unknown("denied", "sns:ListSubscriptionsByTopic")


def test_one_route_that_reaches_somebody_is_enough():
    assert any_of((dead_end(3, "rule off"), unknown_whether(DENIED), heard("rule → topic"))).route == "rule → topic"


def test_without_one_what_is_unknown_stays_beside_the_dead_ends():
    together = any_of((dead_end(3, "rule off"), unknown_whether(DENIED)))

    assert together.route == ""
    assert together.unknowns == (DENIED,)
    assert [end.text for end in together.dead_ends] == ["rule off"]


def test_no_route_at_all_is_silence():
    assert any_of(()) == Hearing()


def test_a_doubt_takes_the_certainty_from_a_route_and_leaves_a_dead_end_dead():
    assert heard("rule → topic").unless(DENIED) == unknown_whether(DENIED)
    assert dead_end(3, "rule off").unless(DENIED) == dead_end(3, "rule off")
    assert heard("rule → topic").unless() == heard("rule → topic")
