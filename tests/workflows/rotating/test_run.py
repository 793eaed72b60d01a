"""A run of a rotation: what it keeps no longer than it must, what it does without, and what it does not begin."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.errors import JournalError, UsageError
from rootward.model.key_pair import KeyPair
from rootward.model.rotation import Closed, Entry, State, Turned
from rootward.model.secret import Secret
from rootward.workflows.rotating.run import go_back, run
from tests.workflows.rotating.small_world import Killed, SmallJournal, SmallStore, World

OLD, NEW = "KEY1", "KEY2"


def forward(world: World) -> Any:
    return run(world.process(), may_delete=False)


def states(world: World) -> dict[str, str]:
    return {key_id: key.state for key_id, key in world.keys.items()}


def killed_after(kind: type[Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    add = SmallJournal.add

    def dying(journal: SmallJournal, entry: Entry) -> None:
        add(journal, entry)
        if isinstance(entry, kind):
            raise Killed

    monkeypatch.setattr(SmallJournal, "add", dying)


def test_a_run_that_is_killed_at_its_end_leaves_no_secret(monkeypatch):
    world = World()
    world.store_mode = "refuses"

    with monkeypatch.context() as dying:
        killed_after(Closed, dying)
        with pytest.raises(Killed):
            forward(world)

    assert world.rotation.state is State.FAILED
    assert world.stash == {}


def test_what_cannot_be_stored_from_here_is_not_begun_and_goes_back_without_it():
    world = World(is_seen=False)

    def refuse() -> None:
        raise UsageError("the journal does not keep the program")

    world.ready = refuse
    with pytest.raises(UsageError):
        forward(world)
    assert not world.rotation.standing.may_be_stored

    rested = go_back(world.process())
    assert rested.rotation.state is State.ROLLED_BACK
    assert rested.rotation.is_over
    assert states(world) == {OLD: "Active"}


def test_what_may_be_stored_does_not_go_back_without_the_program_and_says_nothing_false_of_it():
    world = World(is_seen=False)
    forward(world)

    def refuse() -> None:
        raise UsageError("the journal does not keep the program")

    world.ready = refuse
    with pytest.raises(UsageError):
        go_back(world.process())
    assert "put-back" not in world.rotation.standing.begun
    assert states(world) == {OLD: "Active", NEW: "Active"}


def test_a_damaged_stash_is_done_without_once_the_new_key_is_stored():
    world = World()
    forward(world)
    world.stash_is_damaged = True

    assert forward(world).rest.kind == "observing"
    assert any("put aside" in line for line in world.announced)


def test_a_damaged_stash_leads_back_where_the_new_key_is_not_stored_yet():
    world = World()

    def refuse() -> None:
        raise UsageError("not now")

    world.ready = refuse
    with pytest.raises(UsageError):
        forward(world)
    world.stash_is_damaged = True

    with pytest.raises(JournalError):
        forward(world)
    assert states(world) == {OLD: "Active", NEW: "Active"}
    assert not any(isinstance(entry, Turned) for entry in world.rotation.entries)

    assert go_back(world.process()).rotation.is_over
    assert states(world) == {OLD: "Active"}


def test_what_a_cut_off_storing_left_in_the_place_is_cleared_before_the_key_goes(monkeypatch):
    world = World()

    def cut_off(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(SmallStore, "put", cut_off)
        with pytest.raises(Killed):
            forward(world)
    asked: list[tuple[str, str, set[str]]] = []
    put = SmallStore.put

    def told(store, pair, *, instead_of):
        asked.append((pair.key_id, instead_of, set(world.keys)))
        return put(store, pair, instead_of=instead_of)

    monkeypatch.setattr(SmallStore, "put", told)
    assert go_back(world.process()).rotation.is_over
    assert asked == [(OLD, NEW, {OLD, NEW})]


def test_where_the_old_secret_is_nowhere_the_key_goes_all_the_same(monkeypatch):
    world = World(is_own=False)

    def cut_off(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(SmallStore, "put", cut_off)
        with pytest.raises(Killed):
            forward(world)
    world.held = KeyPair("KEY9", Secret("another's"))
    world.stash_is_damaged = True

    assert go_back(world.process()).rotation.is_over
    assert (states(world), world.held.key_id) == ({OLD: "Active"}, "KEY9")
