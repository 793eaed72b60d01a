from __future__ import annotations

import msgspec
import pytest
from hypothesis import given

from rootward.model.journal import Entry, Intent, Opened, Result, RetiredKey, RetiredOfRoot, history_of
from tests.checks.facts import NOW, arn
from tests.model.change import kinds
from tests.model.plans import after, closed, every_journal, intent, journal, opened, plan, result, switched_off

FIRST, SECOND = plan(switched_off("key-1"), switched_off("key-2")).steps


@pytest.mark.parametrize(
    ("entries", "standing"),
    [
        ((), "open"),
        ((intent(1),), "unsure"),
        ((intent(1), result(1)), "done"),
        ((intent(1), result(1, "failed")), "open"),
        ((intent(1), result(1, "unsure")), "unsure"),
        ((intent(1), result(1), closed()), "done"),
        ((intent(1), closed("interrupted")), "unsure"),
        ((intent(1), closed("interrupted"), result(1)), "done"),
        ((intent(1), result(1, "failed"), intent(1)), "unsure"),
        ((intent(1), result(1, "failed"), intent(1), result(1)), "done"),
        ((intent(2), result(2)), "open"),
        ((intent(1), intent(2), result(2)), "unsure"),
    ],
)
def test_a_step_stands_where_its_last_entry_left_it(entries, standing):
    assert journal(*entries).standing(FIRST) == standing


@pytest.mark.parametrize(
    ("entries", "own"),
    [
        ((), False),
        ((intent(1),), True),
        ((intent(1), result(1)), True),
        ((intent(1), result(1, "unsure")), True),
        ((intent(1), result(1, "failed")), False),
        ((result(1),), False),
        ((intent(1), closed("interrupted"), result(1)), True),
        ((intent(1), result(1, "unsure"), closed("stopped"), result(1)), True),
        ((intent(1), result(1, "failed"), closed("stopped"), result(1)), False),
        ((intent(1), result(1, "failed"), closed("stopped"), intent(1), result(1)), True),
        ((intent(2), result(2), result(1)), False),
    ],
)
def test_a_step_is_the_runs_own_where_it_was_meant_before_it_was_done(entries, own):
    made = journal(*entries)

    assert made.is_own(FIRST) is own
    assert made.has_changes is (own or made.is_own(SECOND))


@given(every_journal())
def test_what_is_a_runs_own_is_done_or_may_be(made):
    for step in made.steps:
        if made.is_own(step):
            assert made.standing(step) != "open"


def test_a_run_that_found_all_of_it_done_is_complete_and_changed_nothing():
    found = journal(result(1), result(2), closed())

    assert found.is_complete
    assert not found.has_changes


@given(every_journal())
def test_no_step_is_done_without_a_result_that_says_so(made):
    for step in made.steps:
        if made.standing(step) == "done":
            own = [one for one in made.entries if isinstance(one, Intent | Result) and one.step == step.number]
            assert isinstance(own[-1], Result)
            assert own[-1].outcome == "done"
        else:
            assert made.done_at(step) is None


@given(every_journal())
def test_an_intent_with_nothing_after_it_is_never_taken_as_not_begun(made):
    for step in made.steps:
        begun = msgspec.structs.replace(made, entries=(*made.entries, intent(step.number)))

        assert begun.standing(step) == "unsure"
        assert begun.has_changes
        assert not begun.is_complete


@given(every_journal())
def test_complete_is_when_every_step_of_the_run_is_done(made):
    standings = {made.standing(step) for step in made.steps}

    assert made.is_complete == (standings <= {"done"})
    if standings <= {"open"}:
        assert not made.has_changes


@pytest.mark.parametrize(
    ("entries", "finished"),
    [
        ((result(1), result(2), closed()), True),
        ((result(1), result(2)), False),
        ((result(1), result(2), closed("interrupted")), False),
        ((result(1), result(2), closed("interrupted"), closed()), True),
        ((result(1), closed()), False),
    ],
    ids=["proved", "killed while it proved", "interrupted while it proved", "proved by the next", "a step is left"],
)
def test_a_run_is_finished_once_all_is_made_and_it_came_to_its_own_end(entries, finished):
    assert journal(*entries).is_finished is finished


@given(every_journal())
def test_an_entry_is_the_same_after_a_way_through_json(made):
    assert msgspec.json.decode(msgspec.json.encode(made.opened), type=Opened) == made.opened
    for entry in made.entries:
        assert msgspec.json.decode(msgspec.json.encode(entry), type=Entry) == entry


def test_a_step_that_was_left_out_is_no_part_of_the_run():
    made = journal(intent(1), result(1), of=opened(left_out=(2,)))

    assert made.steps == (FIRST,)
    assert made.is_complete


def test_a_run_of_nothing_is_complete_and_changed_nothing():
    assert journal(of=opened(plan())).is_complete
    assert not journal(of=opened(plan())).has_changes


def test_a_step_was_done_when_it_was_last_found_done():
    made = journal(intent(1), result(1, "unsure", after(1)), result(1, "done", after(2)))

    assert made.done_at(FIRST) == after(2)
    assert made.done_at(SECOND) is None


def ran(*changes, at=NOW, outcome="done"):
    made = plan(*changes)
    entries = [one for step in made.steps for one in (intent(step.number, at), result(step.number, outcome, at))]
    return journal(*entries, of=opened(made, at=at))


def retired(key_id, at=NOW, **fields):
    return RetiredKey(
        **{"user": "ann", "user_arn": arn("user", "ann"), "key_id": key_id, "last_used": None, "at": at, **fields}
    )


def test_history_holds_the_keys_that_were_switched_off_with_what_that_rested_on():
    made = ran(switched_off("key-1", last_used=after(-9)), switched_off("key-2", "bob"), at=after(5))

    assert history_of((made,)).retired_keys == (
        retired("key-1", after(5), last_used=after(-9)),
        retired("key-2", after(5), user="bob", user_arn=arn("user", "bob")),
    )


@pytest.mark.parametrize("outcome", ["failed", "unsure"])
def test_a_key_that_may_not_be_off_is_not_retired(outcome):
    assert history_of((ran(switched_off("key-1"), outcome=outcome),)).retired_keys == ()


@pytest.mark.parametrize("since", [{"before": "Inactive", "after": "Active"}, {"before": "Inactive", "after": None}])
def test_a_key_that_was_switched_on_or_deleted_since_is_not_retired(since):
    off, later = ran(switched_off("key-1")), ran(switched_off("key-1", **since), at=after(9))

    assert history_of((off, later)).retired_keys == ()
    assert history_of((later, off)).retired_keys == (retired("key-1"),)


def found(*changes, at=NOW):
    """A run that found all of it done by somebody else."""
    made = plan(*changes)
    return journal(*(result(step.number, "done", at) for step in made.steps), of=opened(made, at=at))


def test_a_key_that_somebody_else_switched_off_is_not_retired():
    assert history_of((found(switched_off("key-1")),)).retired_keys == ()


def test_a_key_that_a_later_run_found_off_is_retired_since_it_was_switched_off():
    again = found(switched_off("key-1"), at=after(9))

    assert history_of((ran(switched_off("key-1")), again)).retired_keys == (retired("key-1"),)


@pytest.mark.parametrize("state", ["Active", None])
def test_a_key_that_was_found_on_again_or_gone_is_not_retired(state):
    since = found(switched_off("key-1", before="Inactive", after=state), at=after(9))

    assert history_of((ran(switched_off("key-1")), since)).retired_keys == ()


def test_a_key_that_was_to_be_switched_on_again_and_was_not_stays_retired():
    on = ran(switched_off("key-1", before="Inactive", after="Active"), at=after(9), outcome="failed")

    assert history_of((ran(switched_off("key-1")), on)).retired_keys == (retired("key-1"),)


def test_a_key_that_was_switched_off_twice_is_retired_since_the_second_time():
    assert history_of((ran(switched_off("key-1")), ran(switched_off("key-1"), at=after(9)))).retired_keys == (
        retired("key-1", after(9)),
    )


def test_without_journals_there_is_no_history():
    assert history_of(()).retired_keys == ()


# ---- root's own keys and certificates


def of_root_off(*, since=NOW, **fields):
    return ran(kinds.of_root(**fields), at=since)


def test_what_was_switched_off_of_root_s_is_kept_by_itself():
    key, certificate = of_root_off(id="key-1"), of_root_off(kind="signing-certificate", id="c-1", since=after(5))

    history = history_of((key, certificate, ran(switched_off("key-1"))))

    assert history.retired_of_root == (RetiredOfRoot(id="key-1", at=NOW), RetiredOfRoot(id="c-1", at=after(5)))
    assert history.retired_keys == (retired("key-1"),)


@pytest.mark.parametrize("since", ["Active", None])
def test_what_was_switched_on_or_deleted_of_root_s_since_is_not_retired(since):
    off, later = of_root_off(id="key-1"), ran(kinds.of_root(id="key-1", after=since), at=after(9))

    assert history_of((off, later)).retired_of_root == ()
    assert history_of((later, off)).retired_of_root == (RetiredOfRoot(id="key-1", at=NOW),)


def test_what_somebody_else_switched_off_of_root_s_is_not_retired():
    assert history_of((found(kinds.of_root(id="key-1")),)).retired_of_root == ()
