"""What holds of every draft, whatever is proposed."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from rootward.checks.remedy import Proposal
from rootward.engine.planning.draft import Asked, ContradictionError, Drafted, drafted, in_stages
from rootward.model.change import Change
from rootward.model.plan import Gap
from tests.model.change.changes import changes

gaps = st.builds(Gap, st.sampled_from(("a", "b")), st.sampled_from(("r1", "r2")))
batches = st.lists(changes(), max_size=3).map(tuple)


def several_asked(most_batches: int) -> st.SearchStrategy[list[Asked]]:
    """Proposals of so many batches at most, that may contradict each other and themselves."""
    proposals = st.builds(
        Proposal,
        batches=st.lists(batches, min_size=1, max_size=most_batches).map(tuple),
        restricts=st.booleans(),
        why=st.sampled_from(("", "for safety", "for order")),
    )
    return st.lists(st.builds(Asked, gaps, proposals), max_size=5)


@st.composite
def fitting(draw: st.DrawFn, most_batches: int = 3) -> list[Asked]:
    """Proposals that fit together."""
    taken: list[Asked] = []
    for asked in draw(several_asked(most_batches)):
        try:
            drafted([*taken, asked])
        except ContradictionError:
            continue
        taken.append(asked)
    return taken


def all_changes(asked: Asked) -> list[Change]:
    return [change for batch in asked.proposal.batches for change in batch]


@given(fitting())
def test_each_batch_comes_after_those_before_it_but_for_what_is_in_both(several):
    stages = {one.change.target: one.stage for one in drafted(several)}

    for asked in several:
        for earlier, later in combinations(asked.proposal.batches, 2):
            targets = {change.target for change in later}
            for first in {change.target for change in earlier} - targets:
                assert all(stages[first] < stages[target] for target in targets)


@given(fitting())
def test_each_thing_is_changed_once_and_nothing_is_that_nobody_asked_for(several):
    targets = [one.change.target for one in drafted(several)]

    assert len(targets) == len(set(targets))
    assert set(targets) == {change.target for asked in several for change in all_changes(asked)}


@given(fitting())
def test_stages_are_numbered_without_a_gap(several):
    made = drafted(several)
    numbers = [one.stage for one in made]

    assert numbers == sorted(numbers)
    assert sorted(set(numbers)) == list(range(1, len(in_stages(made)) + 1))
    assert [change for stage in in_stages(made) for change in stage] == [one.change for one in made]


@given(fitting(most_batches=1))
def test_what_gives_comes_before_what_restricts_and_that_before_what_is_for_good(several):
    giving = {change.target for asked in several if not asked.proposal.restricts for change in all_changes(asked)}

    def rank(one: Drafted) -> int:
        if one.change.risk == "irreversible":
            return 2
        return 0 if one.change.target in giving else 1

    made = drafted(several)
    assert [rank(one) for one in made] == sorted(rank(one) for one in made)
    assert all((one.stage < other.stage) == (rank(one) < rank(other)) for one in made for other in made)


@given(fitting(), st.data())
def test_neither_the_order_of_proposals_nor_that_within_a_batch_decides_what_is_made_in_which_stage(several, data):
    shuffled = [
        Asked(
            asked.gap,
            Proposal(
                batches=tuple(tuple(data.draw(st.permutations(batch))) for batch in asked.proposal.batches),
                restricts=asked.proposal.restricts,
                why=asked.proposal.why,
            ),
        )
        for asked in data.draw(st.permutations(several))
    ]

    def told(several: list[Asked]) -> set[object]:
        made = drafted(several)
        return {(one.change, one.stage, frozenset(one.closes), frozenset(one.why.split("; "))) for one in made}

    assert told(shuffled) == told(several)


@given(fitting())
def test_a_change_says_every_gap_that_waits_for_it_and_why(several):
    for one in drafted(several):
        asking = [asked for asked in several if one.change.target in {each.target for each in all_changes(asked)}]

        assert one.closes == tuple(dict.fromkeys(asked.gap for asked in asking))
        assert one.why == "; ".join(dict.fromkeys(asked.proposal.why for asked in asking if asked.proposal.why))


@given(several_asked(3))
def test_whether_proposals_fit_together_does_not_depend_on_their_order(several):
    def fit(several: list[Asked]) -> bool:
        try:
            drafted(several)
        except ContradictionError:
            return False
        return True

    assert fit(several) == fit(several[::-1])
