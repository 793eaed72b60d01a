"""One thing goes wrong at a time: what is left of it, and how it goes on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from rootward.aws.executor import Unsure
from rootward.errors import CredentialsError, GuardRefusedError, IncompleteError, OutputError
from rootward.model.change import ApiCall
from rootward.model.rotation import Intent, State
from rootward.workflows.rotating import run as running
from rootward.workflows.rotating.beginning import SETTLE_SECONDS
from rootward.workflows.rotating.run import go_back, run
from tests.workflows.rotating.small_world import SmallKeys, SmallStore, World

OLD, NEW = "KEY1", "KEY2"


def forward(world: World):
    return run(world.process(), may_delete=False)


def back(world: World):
    return go_back(world.process())


@pytest.fixture
def world() -> World:
    return World()


def states(world: World) -> dict[str, str]:
    return {key_id: key.state for key_id, key in world.keys.items()}


def test_without_a_fault_it_is_observed(world):
    rested = forward(world)

    assert rested.rest.kind == "observing"
    assert states(world) == {OLD: "Inactive", NEW: "Active"}
    assert set(world.stash) == {OLD}
    told = [state for state in world.announced if " " not in state]
    assert told == ["stashed", "propagated", "stored", "verified", "old-inactive", "observing"]


def test_a_secret_that_cannot_be_kept_is_no_key(world):
    world.stash_fails = True

    rested = forward(world)

    assert rested.rotation.state is State.FAILED
    assert rested.turned.detail == "the disk is full"
    assert states(world) == {OLD: "Active"}


@pytest.fixture
def cut_off(world: World) -> World:
    """A process died when the secret was kept, and the journal did not say so yet."""
    world.lines.append(msgspec.json.encode(Intent(at=world.now, step="create", known=(OLD,))))
    pair = world.make_key()
    world.stash = {pair.key_id: pair.secret.reveal()}
    return world


def test_a_secret_that_was_kept_before_the_crash_is_gone_on_with(cut_off):
    rested = forward(cut_off)

    assert rested.rest.kind == "observing"
    assert states(cut_off) == {OLD: "Inactive", NEW: "Active"}
    assert rested.rotation.standing.discards == 0


def test_where_the_old_one_cannot_be_kept_beside_it_the_new_key_goes(cut_off):
    cut_off.stash_fails = True

    rested = forward(cut_off)

    assert rested.turned.why == "not-kept"
    assert states(cut_off) == {OLD: "Active"}
    assert cut_off.stash == {}


def test_a_creation_that_aws_refuses_changes_nothing(world):
    world.refused = {1}

    rested = forward(world)

    assert rested.rotation.state is State.FAILED
    assert rested.turned.detail == "AWS makes no key for ann: denied"
    assert states(world) == {OLD: "Active"}


def test_a_new_key_that_never_works_is_deleted(world, monkeypatch):
    use = World.use
    monkeypatch.setattr(World, "use", lambda self, pair: pair.key_id != NEW and use(self, pair))

    rested = forward(world)

    assert rested.rotation.state is State.FAILED
    assert rested.turned.why == "not-working"
    assert states(world) == {OLD: "Active"}


def test_one_failure_starts_the_row_anew(world, monkeypatch):
    """It works, then fails, then works; after the failure five in a row are needed again."""
    use = World.use
    tried: list[bool] = []

    def flapping(self, pair):
        works = use(self, pair)
        if pair.key_id == NEW and world.held.key_id == OLD:
            tried.append(len(tried) % 5 != 4 or len(tried) > 20)
            return tried[-1]
        return works

    monkeypatch.setattr(World, "use", flapping)

    assert forward(world).rest.kind == "observing"
    assert tried[-6:] == [False, *[True] * 5]
    assert tried.count(False) == 4


def test_a_deletion_that_is_refused_is_made_later(world):
    world.store_mode = "refuses"
    world.refused = {2}
    with pytest.raises(IncompleteError, match="KEY2 could not be deleted: denied"):
        forward(world)
    assert states(world) == {OLD: "Active", NEW: "Active"}
    world.refused = set()

    assert forward(world).rotation.state is State.FAILED
    assert states(world) == {OLD: "Active"}


@pytest.mark.parametrize("mode", ["unclear", "unclear-but-stored"])
def test_where_nobody_can_tell_whether_it_was_stored_both_keys_stay(mode):
    world = World(is_seen=False)
    world.store_mode = mode
    with pytest.raises(IncompleteError, match="whether \\[p\\] has KEY2 is not known") as caught:
        forward(world)
    assert "--rollback" in caught.value.advice
    assert states(world) == {OLD: "Active", NEW: "Active"}
    assert set(world.stash) == {OLD, NEW}
    world.store_mode = "works"

    assert forward(world).rest.kind == "unused"
    assert world.held.key_id == NEW
    assert states(world) == {OLD: "Active", NEW: "Active"}


def test_what_an_earlier_try_may_have_stored_is_not_deleted_when_a_later_one_fails():
    world = World(is_seen=False)
    world.store_mode = "unclear-but-stored"
    with pytest.raises(IncompleteError):
        forward(world)
    world.store_mode = "refuses"
    with pytest.raises(IncompleteError, match="could not be put back"):
        forward(world)

    assert world.held.key_id == NEW
    assert states(world) == {OLD: "Active", NEW: "Active"}


def test_where_it_can_be_seen_a_look_tells_whether_it_was_stored(world):
    world.store_mode = "unclear-but-stored"

    assert forward(world).rest.kind == "observing"


def test_a_store_that_breaks_is_looked_into(world, monkeypatch):
    def broken(*_: Any, **__: Any) -> Any:
        raise OutputError("the disk is full")

    monkeypatch.setattr(SmallStore, "put", broken)

    rested = forward(world)

    assert rested.rotation.state is State.FAILED
    assert rested.turned.why == "not-stored"
    assert states(world) == {OLD: "Active"}


def test_a_profile_that_does_not_work_with_the_new_key_goes_back(world, monkeypatch):
    """Something in the profile is wrong: an environment that wins, say."""
    tried_from = "tests.workflows.rotating.small_world.SmallKeys.tried_from"
    monkeypatch.setattr(tried_from, lambda self, _: self.tried(world.first))

    rested = forward(world)

    assert rested.turned.why == "not-working"
    assert "signs with KEY1" in rested.turned.detail
    assert world.held.key_id == OLD
    assert states(world) == {OLD: "Active", NEW: "Inactive"}


def test_a_place_that_cannot_be_put_back_keeps_the_new_key(world):
    forward(world)
    world.store_mode = "refuses"
    with pytest.raises(IncompleteError, match="both keys are active, and \\[p\\] could not be put back"):
        back(world)
    assert world.held.key_id == NEW
    assert states(world) == {OLD: "Active", NEW: "Active"}
    world.store_mode = "works"

    assert back(world).rotation.state is State.ROLLED_BACK
    assert world.held.key_id == OLD
    assert states(world) == {OLD: "Active", NEW: "Inactive"}


def test_an_old_key_that_does_not_come_to_work_is_not_put_back(world, monkeypatch):
    forward(world)
    use = World.use
    monkeypatch.setattr(World, "use", lambda self, pair: pair.key_id != OLD and use(self, pair))

    with pytest.raises(IncompleteError, match="KEY1 does not work \\(yet\\)"):
        back(world)

    assert world.held.key_id == NEW
    assert states(world)[NEW] == "Active"


def test_it_goes_back_by_itself_when_the_old_key_is_used_while_it_is_off(world):
    forward(world)
    world.now += timedelta(days=3)
    world.use(world.first)

    rested = forward(world)

    assert rested.turned.why == "in-use"
    assert world.held.key_id == OLD
    assert states(world) == {OLD: "Active", NEW: "Inactive"}


def test_what_was_asked_back_after_its_end_stays_as_it_is(world):
    forward(world)
    world.now = world.rotation.observed_until
    run(world.process(), may_delete=True)

    assert back(world).rotation.state is State.DELETED
    assert states(world) == {NEW: "Active"}


def test_with_only_the_old_key_at_hand_it_does_not_switch_itself_off():
    world = World(is_seen=False)
    forward(world)
    world.stash = {}
    world.now += timedelta(hours=1)
    world.use(world.held)

    with pytest.raises(GuardRefusedError, match="only the key KEY1 itself is at hand"):
        forward(world)
    assert states(world) == {OLD: "Active", NEW: "Active"}


def test_without_a_key_that_works_the_right_profile_is_asked_for(world):
    forward(world)
    world.keys[NEW].history.append((world.now, "gone"))
    world.settle()

    with pytest.raises(CredentialsError):
        forward(world)


def test_a_rotation_that_goes_round_in_circles_ends(world, monkeypatch):
    monkeypatch.setattr(running, "LONGEST_SECONDS", 0.0)

    with pytest.raises(IncompleteError, match="does not come to an end"):
        forward(world)


def test_of_two_profiles_that_share_the_key_neither_loses_it():
    """Somebody puts the old key back into one of them, and the rotation takes back the other as well."""
    world = World(has_batch=True, is_own=False)
    forward(world)
    assert world.batch == world.held
    world.set_state(OLD, "Active")
    world.settle()
    world.held = world.first

    rested = forward(world)

    assert rested.turned.why == "in-use"
    assert world.held == world.batch == world.first
    assert states(world) == {OLD: "Active", NEW: "Inactive"}


def test_an_old_key_that_another_profile_got_meanwhile_stays_until_it_has_the_new_one():
    world = World(has_batch=True, settle_seconds=1200)
    world.dies_in = None
    world.refused = {2}
    with pytest.raises(IncompleteError, match="KEY1 could not be switched off"):
        forward(world)
    world.refused, world.batch = set(), world.first

    assert forward(world).rest.kind == "held"
    assert states(world) == {OLD: "Active", NEW: "Active"}
    world.batch = world.held
    world.now += timedelta(hours=1)
    assert forward(world).rest.kind in {"observing", "used"}


@pytest.mark.parametrize("lag", [0, 60, 240])
@pytest.mark.parametrize("phase", range(0, 900, 45))
def test_a_key_that_is_used_all_the_time_is_not_switched_off_however_late_aws_tells(lag, phase):
    world = World(settle_seconds=SETTLE_SECONDS, use_lag=lag)
    world.use(world.first)
    world.now += timedelta(seconds=phase)

    def works() -> None:
        world.use(world.first)

    world.elsewhere = works

    assert forward(world).rest.kind == "used"
    assert states(world) == {OLD: "Active", NEW: "Active"}


def test_a_use_that_is_told_after_it_was_switched_off_takes_it_back():
    """One of the last minute: nothing before it says that somebody needs the key."""
    world = World(settle_seconds=SETTLE_SECONDS, use_lag=240, counts_refused=False)
    begun = world.now

    def once():
        if world.now - begun == timedelta(seconds=SETTLE_SECONDS - 60):
            world.use(world.first)

    world.elsewhere = once

    rested = forward(world)

    assert rested.turned.why == "in-use"
    assert world.held.key_id == OLD
    assert states(world)[OLD] == "Active"


def announce_creation(world: World) -> None:
    """A process was killed right after."""
    world.lines.append(msgspec.json.encode(Intent(at=world.now, step="create", known=(OLD,))))


def test_a_key_whose_secret_was_kept_is_not_forgotten_where_the_list_is_late():
    world = World(list_lag=20)
    announce_creation(world)
    pair = world.make_key()
    world.stash = {pair.key_id: pair.secret.reveal()}

    assert forward(world).rest.kind == "observing"
    assert world.held.key_id == NEW
    assert states(world) == {OLD: "Inactive", NEW: "Active"}


def test_a_key_that_came_of_a_slow_call_without_an_answer_does_not_stay(monkeypatch):
    """The answer was waited for for a minute; the list is behind as well."""
    world = World(list_lag=14)
    create = SmallKeys.create
    slow: list[bool] = []

    def slowly(self, owner):
        if slow:
            return create(self, owner)
        slow.append(True)
        world.now += timedelta(seconds=59)
        world.make_key()
        world.now += timedelta(seconds=1)
        return Unsure(ApiCall(operation="CreateAccessKey", parameters={"UserName": owner.user}), "no answer")

    monkeypatch.setattr(SmallKeys, "create", slowly)

    rested = forward(world)

    assert rested.rest.kind == "observing"
    assert rested.rotation.standing.discards == 1
    assert states(world) == {OLD: "Inactive", "KEY3": "Active"}


def test_a_limit_that_the_list_does_not_explain_names_what_comes_to_be_listed():
    """The key of an earlier creation, say, which brought no answer."""
    world = World(list_lag=40)
    world.now += timedelta(seconds=60)
    world.make_key()
    world.now += timedelta(seconds=10)

    rested = forward(world)

    assert rested.rest.kind == "held"
    assert "a key came meanwhile (KEY2)" in rested.rest.detail
    assert states(world) == {OLD: "Active", NEW: "Active"}


def test_a_limit_that_no_list_explains_leaves_all_as_it_is():
    world = World(list_lag=600)
    world.now += timedelta(minutes=20)
    world.make_key()

    with pytest.raises(IncompleteError, match="lists no other than KEY1"):
        forward(world)
    assert states(world) == {OLD: "Active", NEW: "Active"}


def test_somebody_elses_key_of_that_moment_is_not_deleted_when_it_turns_out_to_be_used():
    """Another machine stored it meanwhile, and AWS tells of its use late."""
    world = World(use_lag=240)
    announce_creation(world)
    theirs = world.make_key()
    world.now += timedelta(seconds=30)
    world.use(theirs)

    rested = forward(world)

    assert rested.rest.kind == "held"
    assert f"{NEW}, which came while a creation brought no answer, was used" in rested.rest.detail
    assert states(world) == {OLD: "Active", NEW: "Inactive"}


@pytest.mark.parametrize("go", [forward, back])
def test_with_both_keys_gone_it_comes_to_an_end(go):
    world = World(is_own=False)
    forward(world)
    for key_id in (OLD, NEW):
        world.delete(key_id)
    world.now += timedelta(days=20)

    rested = go(world)

    assert rested.rotation.state is State.GIVEN_UP
    assert world.stash == {}
