"""Whatever happens to a rotation, wherever it dies: the profile works, no secret is lost, nothing goes too early."""

from __future__ import annotations

from contextlib import nullcontext, suppress
from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rootward.engine.rotation.times import SETTLED
from rootward.errors import RootwardError
from rootward.model.key_pair import KeyPair
from rootward.model.rotation import State, StepName
from rootward.model.secret import Secret
from rootward.workflows.rotating.run import go_back, run
from tests.workflows.rotating.small_world import ANN, OBSERVE_DAYS, Key, Killed, World

DEATHS = st.none() | st.integers(0, 160)
FEW = st.sets(st.integers(1, 12), max_size=2)
"""Numbers of calls."""


class Rotations(RuleBasedStateMachine):
    """One rotation, driven by processes that may die anywhere, with programs at work under the profile."""

    world: World

    @initialize(
        is_seen=st.booleans(),
        is_own=st.booleans(),
        counts_refused=st.booleans(),
        settle=st.sampled_from([0, 0, 1200]),
        list_lag=st.sampled_from([0, 0, 20]),
        has_batch=st.booleans(),
    )
    def begin(self, *, is_seen: bool, has_batch: bool, settle: int, **of_aws: Any) -> None:
        self.world = World(is_seen=is_seen, has_batch=is_seen and has_batch, settle_seconds=settle, **of_aws)
        self.world.laws = self.the_profile_works
        self.world.on_delete = self.nothing_goes_too_early
        self.world.on_switch_off = self.nothing_in_use_is_switched_off
        self.used_by_others: dict[str, datetime] = {}
        self.is_meddled_with = False
        self.foreign: set[str] = set()
        self.has_old_secret = is_seen or self.world.is_own

    # the laws

    def the_profile_works(self) -> None:
        """At every moment, at every server: not one failed call."""
        profiles = (self.world.held, self.world.batch or self.world.held)
        assert self.is_meddled_with or all(self.world.works_everywhere(pair) for pair in profiles)

    def nothing_in_use_is_switched_off(self, key: Key) -> None:
        """Neither what the profile has, nor what another machine used since the place had the other key."""
        self.nothing_here_has(key)
        if key.pair.key_id == self.world.rotation.standing.orphan_id:
            assert not key.uses
            return
        used, standing = self.used_by_others.get(key.pair.key_id), self.world.rotation.standing
        is_old = key.pair.key_id == self.world.rotation.opened.old_key_id
        stored: StepName = "verify" if self.world.place.profile is None else "store"
        since = standing.made[stored if is_old else "put-back"] + SETTLED
        assert used is None or used <= since

    def nothing_here_has(self, key: Key) -> None:
        """No profile of this machine."""
        assert key.pair.key_id != self.world.held.key_id
        assert self.world.batch is None or key.pair.key_id != self.world.batch.key_id

    def nothing_goes_too_early(self, key: Key) -> None:
        """A key that a place had is deleted after its days, and never while it works in a profile."""
        self.nothing_here_has(key)
        if key.pair.key_id in self.foreign or key.pair.key_id == self.world.rotation.standing.orphan_id:
            assert not key.uses
            assert key.state == "Inactive"
            assert self.world.now - key.since >= timedelta(minutes=20)
        if key.pair.key_id in self.world.ever_held:
            assert key.state == "Inactive"
            assert self.is_meddled_with or self.world.now - key.since >= timedelta(days=OBSERVE_DAYS)

    @invariant()
    def no_secret_is_lost(self) -> None:
        """Of both keys while both are there, once the new one was stored: one in the place, the other in the stash."""
        if not hasattr(self, "world"):
            return
        world = self.world
        standing = world.rotation.standing
        if not self.has_old_secret or self.is_meddled_with:
            return
        if "store" in standing.made and not world.rotation.is_over and "delete" not in standing.made:
            old = world.rotation.opened.old_key_id
            assert old in {world.held.key_id, *world.stash}

    @invariant()
    def no_secret_is_told(self) -> None:
        if hasattr(self, "world"):
            assert b"hidden" not in b"".join(self.world.lines)
            assert "hidden" not in "".join(self.world.announced)

    # what happens

    def _process(self, work: Any, death: int | None) -> None:
        tools = self.world.process()
        self.world.dies_in = death
        with suppress(Killed, RootwardError):
            work(tools)
        self.world.dies_in, self.world.is_dead = None, False

    @rule(death=DEATHS, lost=FEW, refused=FEW)
    def goes_on(self, death: int | None, lost: set[int], refused: set[int]) -> None:
        self.world.call_number, self.world.lost_answers, self.world.refused = 0, lost, refused
        self._process(lambda tools: run(tools, may_delete=False), death)

    @rule(death=DEATHS)
    def retires(self, death: int | None) -> None:
        self.world.lost_answers = self.world.refused = set()
        self._process(lambda tools: run(tools, may_delete=True), death)

    @rule(death=DEATHS, lost=FEW)
    def rolls_back(self, death: int | None, lost: set[int]) -> None:
        self.world.call_number, self.world.lost_answers, self.world.refused = 0, lost, set()
        self._process(go_back, death)

    @rule(mode=st.sampled_from(["works", "works", "refuses", "unclear", "unclear-but-stored"]))
    def place_changes_its_mood(self, mode: Any) -> None:
        self.world.store_mode = mode

    @rule(fails=st.booleans())
    def disk_is_full(self, *, fails: bool) -> None:
        self.world.stash_fails = fails

    @rule(seconds=st.sampled_from([1, 20, 120, 86_400, 20 * 86_400]))
    def time_passes(self, seconds: int) -> None:
        self.world.now += timedelta(seconds=seconds)
        self.world.use(self.world.held)

    @rule(is_old=st.booleans())
    def somebody_uses_a_key(self, *, is_old: bool) -> None:
        """Another machine, that has a copy."""
        self._used_elsewhere(is_old=is_old)

    @rule(which=st.sampled_from(["old", "new", "none", "none"]))
    def somebody_works_with_a_key(self, which: str) -> None:
        """The same, each second, while this machine waits."""
        is_old = which == "old"
        self.world.elsewhere = (lambda: None) if which == "none" else lambda: self._used_elsewhere(is_old=is_old)

    def _used_elsewhere(self, *, is_old: bool) -> None:
        rotation = self.world.rotation
        key = self.world.keys.get(rotation.opened.old_key_id if is_old else rotation.standing.new_key_id)
        if key is not None:
            before = key.last_used
            if self.world.use(key.pair) and key.last_used is not None and key.last_used != before:
                self.used_by_others[key.pair.key_id] = key.last_used

    @rule(is_old=st.booleans())
    def somebody_gives_a_key_to_the_second_profile(self, *, is_old: bool) -> None:
        """One that works, and that the rotation may be about to take away."""
        rotation = self.world.rotation
        key = self.world.keys.get(rotation.opened.old_key_id if is_old else rotation.standing.new_key_id)
        if self.world.batch is not None and key is not None and self.world.works_everywhere(key.pair):
            self.world.batch = key.pair

    @rule(is_old=st.booleans(), deed=st.sampled_from(["Active", "Inactive", "gone", "another in the place"]))
    def somebody_meddles(self, *, is_old: bool, deed: str) -> None:
        """An administrator, who knows nothing of the rotation: from here on the profile may fail, not by us."""
        world, rotation = self.world, self.world.rotation
        key_id = rotation.opened.old_key_id if is_old else rotation.standing.new_key_id
        if key_id not in world.keys:
            return
        self.is_meddled_with = True
        if deed == "gone":
            world.delete(key_id)
        elif deed == "another in the place":
            world.held = KeyPair("OTHER", Secret("another"))
        else:
            world.set_state(key_id, deed)

    @precondition(lambda self: len(self.world.keys) == 1)
    @rule(is_used=st.booleans())
    def somebody_makes_a_key(self, *, is_used: bool) -> None:
        pair = self.world.make_key()
        self.foreign.add(pair.key_id)
        if is_used:
            self.world.use(pair)

    def teardown(self) -> None:
        """With nothing more in the way, it comes to an end, and one working key is left of it, in the place."""
        if not hasattr(self, "world"):
            return
        world = self.world
        world.elsewhere = lambda: None
        if world.batch is not None:
            world.batch = world.held
        world.store_mode, world.stash_fails, world.dies_in = "works", False, None
        world.lost_answers = world.refused = set()
        for key_id in self.foreign & set(world.keys):
            world.delete(key_id)
        rested = None
        for _ in range(6):
            rested = None  # a run that is refused rests nowhere
            world.sleep(120)
            with suppress(RootwardError) if self.is_meddled_with else nullcontext():
                rested = run(world.process(), may_delete=True)
            if world.rotation.is_over:
                break
            world.now += timedelta(days=OBSERVE_DAYS + 1)
            world.use(world.held)
        if self.is_meddled_with:
            assert rested is None or world.rotation.is_over or rested.rest.kind in {"held", "used", "unused"}
            return
        assert rested is not None
        if rested.rest.kind == "used" or (rested.rest.kind == "held" and not self.has_old_secret):
            return  # a person must look: somebody else uses a key, or nobody here could put the old one back
        assert world.rotation.is_over, (rested, list(world.rotation.entries))
        assert list(world.keys) == [world.held.key_id]
        assert world.stash == {}
        ends = {State.DELETED, State.ROLLED_BACK, State.FAILED}
        assert world.rotation.state in ends
        assert world.rotation.owner == ANN


Rotations.TestCase.settings = settings(max_examples=300, stateful_step_count=15, deadline=None)
TestRotations = Rotations.TestCase
