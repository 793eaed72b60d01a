"""What comes next in a rotation, told by what is seen of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from rootward.engine.rotation.machine import next_move
from rootward.engine.rotation.move import Close, Found, GoBack, Make, Wait
from rootward.engine.rotation.seen import Seen, SeenKey
from rootward.model.key_pair import KeyOwner
from rootward.model.rotation import (
    Closed,
    Done,
    Failed,
    Intent,
    Opened,
    Place,
    Rotation,
    State,
    StepName,
    Turned,
)
from rootward.model.rotation_rest import Rest
from rootward.model.unknown import Unknown

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
OLD, NEW = "OLD", "NEW"
UNREAD = Unknown("denied", "iam:GetAccessKeyLastUsed", "AccessDenied")

OPENED = Opened(
    at=START,
    owner=KeyOwner(account="123456789012", user="ann"),
    old_key_id=OLD,
    old_was_active=True,
    place=Place(kind="credentials-file", profile="work", label="[work]"),
    observe_days=14,
    settle_seconds=960,
)
UNSEEN = msgspec.structs.replace(OPENED, place=Place(kind="output", profile=None, label="the output"))

LOST = Intent(at=START, step="create", known=(OLD,))
"""A creation of which nobody knows what came."""

FORWARD: tuple[StepName, ...] = ("create", "stash", "probe", "store", "verify", "deactivate", "confirm")
BACK: tuple[StepName, ...] = ("activate", "probe-old", "put-back", "verify-old", "deactivate-new")


def at(**after: float) -> datetime:
    return START + timedelta(**after)


def up_to(step: StepName, *more, opened: Opened = OPENED) -> Rotation:
    """A rotation of which everything up to that step was made at its start."""
    made = FORWARD[: FORWARD.index(step) + 1]
    return Rotation(id="r", opened=opened, entries=(*(done(one) for one in made), *more))


def done(step: StepName, moment: datetime = START) -> Done:
    return Done(at=moment, step=step, key_id=OLD if step in {"deactivate", "put-back", "activate"} else NEW)


def back_to(step: StepName, **opened) -> Rotation:
    """One that went back from being observed, up to that step."""
    made = BACK[: BACK.index(step) + 1]
    changed = msgspec.structs.replace(OPENED, **opened)
    turned = Turned(at=START, why="asked")
    announced = Intent(at=START, step="deactivate", key_id=OLD)
    return up_to("store", announced, done("deactivate"), turned, *(done(one) for one in made), opened=changed)


def key(key_id: str, *, active: bool = True, used: datetime | Unknown | None = None) -> SeenKey:
    return SeenKey(id=key_id, is_active=active, created_at=START, last_used=used)


def seen(
    *keys: SeenKey,
    held: str | None = NEW,
    moment: datetime = START,
    stashed=(OLD, NEW),
    kept=(),
    still_held=(),
) -> Seen:
    return Seen(
        at=moment,
        keys=keys,
        held=held,
        stashed=frozenset(stashed),
        kept=frozenset(kept),
        still_held=frozenset(still_held),
    )


def move(rotation: Rotation, look: Seen, *, may_delete: bool = False):
    return next_move(rotation, look, may_delete=may_delete)


def test_first_a_key_is_made():
    assert move(Rotation(id="r", opened=OPENED), seen(key(OLD), held=OLD)) == Make("create")


@pytest.mark.parametrize(
    ("keys", "held", "why"),
    [
        ((), OLD, "has no key OLD any more"),
        ((key(OLD),), "OTHER", "does not hold the key"),
        ((key(OLD),), "", "does not hold the key"),
        ((key(OLD, used=UNREAD),), OLD, "cannot be read: AccessDenied"),
        ((key(OLD), key("SECOND")), OLD, "two keys already"),
    ],
)
def test_where_no_key_can_be_made_it_ends_with_nothing_changed(keys, held, why):
    rotation = Rotation(id="r", opened=OPENED)

    turned = move(rotation, seen(*keys, held=held))

    assert isinstance(turned, GoBack)
    assert why in turned.detail
    back = msgspec.structs.replace(rotation, entries=(Turned(at=START, why=turned.why),))
    assert move(back, seen(*keys, held=held)) == Close("failed")


def test_only_the_inactive_second_key_that_was_chosen_makes_room():
    chosen = Rotation(id="r", opened=msgspec.structs.replace(OPENED, clears="SECOND"))

    assert move(chosen, seen(key(OLD), key("SECOND", active=False), held=OLD)) == Make("clear", "SECOND")
    assert isinstance(move(chosen, seen(key(OLD), key("SECOND"), held=OLD)), GoBack)
    assert isinstance(move(chosen, seen(key(OLD), key("THIRD", active=False), held=OLD)), GoBack)


def test_the_second_key_is_not_deleted_where_it_was_used_since_that_was_asked():
    chosen = Rotation(id="r", opened=msgspec.structs.replace(OPENED, clears="SECOND"))

    def late(used: datetime):
        return move(chosen, seen(key(OLD), key("SECOND", active=False, used=used), held=OLD, moment=at(days=3)))

    assert late(at(hours=-1)) == Make("clear", "SECOND")
    turned = late(at(days=2))
    assert isinstance(turned, GoBack)
    assert "SECOND, which was to be deleted, was used at" in turned.detail


@pytest.mark.parametrize(
    ("created", "used", "expected"),
    [(1, None, Make("set-aside", NEW)), (-60, None, Rest), (1, at(seconds=2), Rest), (240, None, Rest)],
)
def test_a_key_that_may_be_somebody_elses_is_left_alone(created, used, expected):
    lost = Rotation(id="r", opened=OPENED, entries=(LOST,))
    came = SeenKey(id=NEW, is_active=True, created_at=at(seconds=created), last_used=used)

    found = move(lost, seen(key(OLD), came, held=OLD, stashed=(OLD,)))

    assert found == expected or isinstance(found, expected if isinstance(expected, type) else ())


def set_aside(*more) -> Rotation:
    """A key that came of a creation without an answer, as it seems, was switched off."""
    off = (Intent(at=START, step="set-aside", key_id=NEW), done("set-aside"))
    return Rotation(id="r", opened=OPENED, entries=(LOST, *off, *more))


def test_what_a_lost_creation_seems_to_have_made_is_deleted_when_nobody_missed_it():
    off = key(NEW, active=False)

    waiting = move(set_aside(), seen(key(OLD), off, held=OLD, moment=at(minutes=5)))
    assert isinstance(waiting, Wait)
    assert waiting.seconds == 15 * 60
    assert move(set_aside(), seen(key(OLD), off, held=OLD, moment=at(minutes=20))) == Make("discard", NEW)
    assert move(set_aside(), seen(key(OLD), held=OLD)) == Found("discard", NEW)
    gone = set_aside(done("discard"))
    assert move(gone, seen(key(OLD), held=OLD, moment=at(minutes=21))) == Make("create")
    cut = Rotation(id="r", opened=OPENED, entries=(LOST, Intent(at=START, step="set-aside", key_id=NEW)))
    assert move(cut, seen(key(OLD), key(NEW), held=OLD, moment=at(days=1))) == Make("set-aside", NEW)


@pytest.mark.parametrize(
    ("came", "still_held", "told"),
    [
        (key(NEW, active=False, used=at(seconds=30)), (), "was used at 2026-03-01 12:00:30 UTC"),
        (key(NEW, active=False, used=UNREAD), (), "cannot be told: AccessDenied"),
        (key(NEW, active=False), (NEW,), "a profile of this machine has NEW"),
        (key(NEW), (), "somebody switched NEW on again"),
    ],
)
def test_what_turns_out_to_be_somebodys_is_not_deleted(came, still_held, told):
    look = seen(key(OLD), came, held=OLD, moment=at(hours=1), still_held=still_held)

    found = move(set_aside(), look)

    assert found.kind == "held"
    assert told in found.detail
    assert "rootward keys activate NEW" in found.advice


def test_a_key_that_a_profile_here_has_is_not_taken_for_a_lost_creations():
    lost = Rotation(id="r", opened=OPENED, entries=(LOST,))

    assert move(lost, seen(key(OLD), key(NEW), held=OLD, stashed=(OLD,), still_held=(OLD, NEW))).kind == "held"


def test_a_key_whose_secret_was_kept_before_the_crash_is_gone_on_with():
    """Also where the list does not show it yet."""
    lost = Rotation(id="r", opened=OPENED, entries=(LOST,))

    assert move(lost, seen(key(OLD), key(NEW), held=OLD, kept=(OLD, NEW))) == Found("create", NEW)
    late = seen(key(OLD), held=OLD, kept=(OLD, NEW), moment=at(hours=1))
    assert move(lost, late) == Found("create", NEW)


def test_the_secret_of_whoever_signs_proves_no_creation():
    lost = Rotation(id="r", opened=OPENED, entries=(LOST,))

    look = seen(key(OLD), held=OLD, stashed=(OLD, "ADMIN"), moment=at(hours=1))

    assert move(lost, look) == Make("create")


def test_a_lost_creation_is_looked_for_before_another():
    """For as long as the answer may have been waited for, and until a list knows of it."""
    lost = Rotation(id="r", opened=OPENED, entries=(LOST,))

    assert isinstance(move(lost, seen(key(OLD), held=OLD, moment=at(seconds=74))), Wait)
    assert move(lost, seen(key(OLD), held=OLD, moment=at(seconds=75))) == Make("create")


def test_the_profile_gets_no_key_that_does_not_work_yet():
    both = (key(OLD), key(NEW))

    assert move(up_to("create"), seen(*both, held=OLD, stashed=(OLD, NEW))) == Make("stash", NEW)
    assert move(up_to("create"), seen(*both, held=OLD, stashed=(OLD,))) == Make("discard", NEW)
    assert move(up_to("stash"), seen(*both, held=OLD)) == Make("probe", NEW)
    assert move(up_to("probe"), seen(*both, held=OLD)) == Make("store", NEW)
    assert isinstance(move(up_to("probe"), seen(*both, held="OTHER")), GoBack)


def test_a_crash_while_it_was_stored_is_told_by_what_lies_there():
    storing = up_to("probe", Intent(at=START, step="store", key_id=NEW))

    assert move(storing, seen(key(OLD), key(NEW), held=NEW)) == Found("store", NEW)
    assert move(storing, seen(key(OLD), key(NEW), held=OLD)) == Make("store", NEW)


def test_the_old_key_stays_until_it_was_looked_for_its_use_long_enough():
    both = (key(OLD, used=at(seconds=5)), key(NEW))

    early = move(up_to("verify"), seen(*both, moment=at(seconds=900)))
    assert isinstance(early, Wait)
    assert early.seconds == 60
    assert move(up_to("verify"), seen(*both, moment=at(seconds=960))) == Make("deactivate", OLD)


def test_an_old_key_in_use_is_left_active():
    used = move(up_to("verify"), seen(key(OLD, used=at(seconds=11)), key(NEW), moment=at(hours=1)))

    assert isinstance(used, Rest)
    assert used.kind == "used"
    assert "both keys stay active" in used.detail


def test_an_old_key_whose_use_is_unknown_is_neither_switched_off_nor_deleted():
    assert move(up_to("verify"), seen(key(OLD, used=UNREAD), key(NEW), moment=at(hours=1))).kind == "held"
    off = key(OLD, active=False, used=UNREAD)
    assert move(up_to("confirm"), seen(off, key(NEW), moment=at(days=15)), may_delete=True).kind == "held"


@pytest.mark.parametrize(
    ("days", "may_delete", "expected"),
    [(13, True, "observing"), (14, False, "due"), (14, True, "delete")],
)
def test_the_old_key_is_deleted_after_its_days_by_who_retires(days, may_delete, expected):
    found = move(up_to("confirm"), seen(key(OLD, active=False), key(NEW), moment=at(days=days)), may_delete=may_delete)

    assert (found.step if isinstance(found, Make) else found.kind) == expected


def test_it_goes_back_when_the_old_key_is_used_while_it_is_off():
    own = up_to("verify", Intent(at=START, step="deactivate", key_id=OLD), done("deactivate"), done("confirm"))
    off = key(OLD, active=False, used=at(days=3))

    assert move(own, seen(off, key(NEW), moment=at(days=4))) == GoBack(
        "in-use", "OLD is used still, last at 2026-03-04 12:00:00 UTC"
    )


def test_a_key_that_somebody_else_switched_off_is_not_switched_on_by_itself():
    """They may have had a reason: a leak, whose finder tries the key."""
    theirs = up_to("verify", Done(at=START, step="deactivate", key_id=OLD, is_found=True), done("confirm"))
    off = key(OLD, active=False, used=at(days=3))

    assert move(theirs, seen(off, key(NEW), moment=at(days=4))).kind == "used"


def test_a_key_that_somebody_needs_is_not_deleted():
    found = move(up_to("confirm"), seen(key(OLD), key(NEW), moment=at(days=20)), may_delete=True)

    assert found.kind == "held"
    assert "switched the old key OLD on again" in found.detail


@pytest.mark.parametrize("new", [(), (key(NEW, active=False),)])
@pytest.mark.parametrize("step", ["verify", "confirm"])
def test_without_a_working_new_key_it_goes_back(step, new):
    assert isinstance(move(up_to(step), seen(key(OLD), *new, moment=at(days=20)), may_delete=True), GoBack)


def test_nothing_is_deleted_while_the_place_has_another_key():
    found = move(up_to("confirm"), seen(key(OLD, active=False), key(NEW), held="OTHER", moment=at(days=20)))

    assert found.kind == "held"
    assert "another key, OTHER" in found.detail


def test_where_nobody_can_look_the_new_keys_use_tells_that_it_arrived():
    rotation = up_to("store", opened=UNSEEN)

    assert move(rotation, seen(key(OLD), key(NEW), held=None, moment=at(hours=1))).kind == "unused"
    used = key(NEW, used=at(minutes=30))
    assert isinstance(move(rotation, seen(key(OLD), used, held=None, moment=at(hours=1))), Found)


def test_a_key_that_no_place_had_is_deleted_at_once_on_the_way_back():
    asked = Turned(at=START, why="asked")
    both = (key(OLD), key(NEW))

    assert move(up_to("probe", asked), seen(*both, held=OLD)) == Make("discard", NEW)
    gone = up_to("probe", asked, done("discard"))
    assert move(gone, seen(key(OLD), held=OLD)) == Close("rolled-back")
    refused = up_to("probe", Intent(at=START, step="store"), Failed(at=START, step="store"), asked, opened=UNSEEN)
    assert move(refused, seen(*both, held=None)) == Make("discard", NEW)


def test_a_key_that_a_place_may_have_is_not():
    unclear = up_to("probe", Intent(at=START, step="store"), Turned(at=START, why="asked"), opened=UNSEEN)

    assert move(unclear, seen(key(OLD), key(NEW), held=None)) == Make("probe-old", OLD)


def test_the_way_back_is_the_old_key_first_and_the_new_one_last():
    off, both = key(OLD, active=False), (key(OLD), key(NEW))
    turned = up_to("store", Intent(at=START, step="deactivate"), done("deactivate"), Turned(at=START, why="in-use"))

    assert move(turned, seen(off, key(NEW))) == Make("activate", OLD)
    assert move(turned, seen(*both)) == Make("activate", OLD), "the list may not know yet"
    assert move(back_to("activate"), seen(*both)) == Make("probe-old", OLD)
    assert move(back_to("probe-old"), seen(*both)) == Make("put-back", OLD)
    assert move(back_to("put-back"), seen(*both, held=OLD)) == Make("verify-old", OLD)
    assert isinstance(move(back_to("verify-old"), seen(*both, held=OLD)), Wait)
    late = seen(*both, held=OLD, moment=at(seconds=960))
    assert move(back_to("verify-old"), late) == Make("deactivate-new", NEW)


def test_on_the_way_back_a_new_key_in_use_stays():
    used = key(NEW, used=at(seconds=11))

    assert move(back_to("verify-old"), seen(key(OLD), used, held=OLD, moment=at(hours=1))).kind == "used"


@pytest.mark.parametrize(
    ("old", "held"), [((), OLD), ((key(OLD, active=False),), OLD), ((key(OLD),), NEW), ((key(OLD),), "")]
)
def test_on_the_way_back_the_new_key_stays_where_the_old_one_does_not_work(old, held):
    found = move(back_to("verify-old"), seen(*old, key(NEW), held=held, moment=at(hours=1)))

    assert found.kind == "held"


@pytest.mark.parametrize(
    ("days", "may_delete", "expected"),
    [(13, True, "observing"), (14, False, "due"), (14, True, "delete-new")],
)
def test_a_new_key_that_a_place_had_is_observed_as_well(days, may_delete, expected):
    look = seen(key(OLD), key(NEW, active=False), held=OLD, moment=at(days=days))

    found = move(back_to("deactivate-new"), look, may_delete=may_delete)

    assert (found.step if isinstance(found, Make) else found.kind) == expected


def test_without_the_old_secret_both_keys_stay():
    asked = up_to("verify", Turned(at=START, why="asked"))

    found = move(asked, seen(key(OLD), key(NEW), stashed=(NEW,)))

    assert found.kind == "held"
    assert "the secret of OLD is not at hand" in found.detail


def test_there_is_no_way_back_to_a_key_that_was_off_before():
    asked = up_to("verify", Turned(at=START, why="asked"), opened=msgspec.structs.replace(OPENED, old_was_active=False))

    assert "switched off before the rotation" in move(asked, seen(key(OLD, active=False), key(NEW))).detail


@pytest.mark.parametrize("held", ["OTHER", ""])
def test_on_the_way_back_what_somebody_else_put_there_stays(held):
    found = move(back_to("probe-old"), seen(key(OLD), key(NEW), held=held))

    assert found.kind == "held"
    assert "put OLD back yourself" in found.advice


def test_on_the_way_back_each_step_that_is_made_already_is_found():
    both = (key(OLD), key(NEW))
    off = key(NEW, active=False)
    unseen = back_to("put-back", place=UNSEEN.place)

    assert move(back_to("probe-old"), seen(*both, held=OLD)) == Make("put-back", OLD), "others may have the new one"
    assert move(unseen, seen(*both, held=None)).step == "verify-old"
    assert move(back_to("verify-old"), seen(key(OLD), off, held=OLD)) == Found("deactivate-new", NEW)
    assert move(back_to("verify-old"), seen(key(OLD), held=OLD)) == Found("delete-new", NEW)
    deleted = msgspec.structs.replace(
        back_to("deactivate-new"), entries=(*back_to("deactivate-new").entries, done("delete-new"))
    )
    assert move(deleted, seen(key(OLD), held=OLD)) == Close("rolled-back")


def test_on_the_way_back_a_list_may_be_behind():
    asked = Turned(at=START, why="asked")

    assert isinstance(move(up_to("probe", asked), seen(key(OLD), held=OLD)), Wait)
    assert move(up_to("probe", asked), seen(key(OLD), held=OLD, moment=at(minutes=1))) == Found("discard", NEW)
    stale = seen(key(OLD, active=False), key(NEW))
    assert isinstance(move(back_to("activate"), stale), Wait)
    assert move(back_to("activate"), msgspec.structs.replace(stale, at=at(minutes=1))) == Make("activate", OLD)


def test_a_new_key_that_somebody_switched_on_again_stays():
    look = seen(key(OLD), key(NEW), held=OLD, moment=at(days=20))

    assert move(back_to("deactivate-new"), look, may_delete=True).kind == "held"


def test_whoever_is_switched_off_after_the_way_back_stays_off():
    """Somebody who means it, and whom this rotation does not overrule."""
    found = move(back_to("verify-old"), seen(key(OLD, active=False), key(NEW), held=OLD, moment=at(hours=1)))

    assert found.kind == "held"


def test_after_three_lost_secrets_it_is_given_up():
    lost = Rotation(id="r", opened=OPENED, entries=tuple(done("discard") for _ in range(3)))

    assert move(lost, seen(key(OLD), held=OLD)) == GoBack("not-kept", "no new key could be kept")


def test_a_deletion_of_a_lost_key_that_was_cut_off_is_made_again():
    cut = Rotation(id="r", opened=OPENED, entries=(Intent(at=START, step="discard", key_id=NEW),))

    assert move(cut, seen(key(OLD), key(NEW), held=OLD)) == Make("discard", NEW)
    assert move(cut, seen(key(OLD), held=OLD)) == Found("discard", NEW)


def test_room_that_was_made_may_not_be_listed_yet():
    opened = msgspec.structs.replace(OPENED, clears="SECOND")
    cleared = Rotation(id="r", opened=opened, entries=(Done(at=START, step="clear", key_id="SECOND"),))

    assert isinstance(move(cleared, seen(key(OLD), key("SECOND", active=False), held=OLD)), Wait)
    assert move(cleared, seen(key(OLD), held=OLD)) == Make("create")


@pytest.mark.parametrize(("step", "why"), [("verify", "changed"), ("confirm", "in-use")])
def test_an_old_key_that_somebody_put_back_is_believed(step, why):
    found = move(up_to(step), seen(key(OLD), key(NEW), held=OLD, moment=at(hours=1)))

    assert isinstance(found, GoBack)
    assert found.why == why


@pytest.mark.parametrize("new", [(), (key(NEW, active=False),)])
def test_a_new_key_that_somebody_took_away_before_it_was_stored_ends_it(new):
    assert isinstance(move(up_to("stash"), seen(key(OLD), *new, held=OLD, moment=at(minutes=1))), GoBack)


def test_a_new_key_may_not_be_listed_yet():
    assert isinstance(move(up_to("stash"), seen(key(OLD), held=OLD)), Wait)
    assert isinstance(move(up_to("store"), seen(key(OLD))), Wait)


def test_without_the_new_secret_nothing_is_stored():
    assert move(up_to("stash"), seen(key(OLD), key(NEW), held=OLD, stashed=(OLD,))).why == "not-kept"


def test_an_old_key_that_is_gone_needs_no_deletion():
    assert move(up_to("confirm"), seen(key(NEW))) == Found("delete", OLD, "somebody else deleted it")
    gone = up_to("confirm", Done(at=START, step="delete", key_id=OLD))
    assert move(gone, seen(key(NEW))) == Close("deleted")
    assert move(up_to("store", Turned(at=START, why="asked")), seen(key(NEW))) == Close("deleted")
    lost = move(up_to("store", Turned(at=START, why="changed")), seen(key(NEW), held="OTHER"))
    assert "there is no way back: OLD is gone" in lost.detail


def test_what_is_over_stays_over():
    over = up_to("confirm", Closed(at=START, ending="deleted"))

    assert move(over, seen(key(OLD), key(NEW))).kind == "over"


@pytest.mark.parametrize(
    ("rotation", "state"),
    [
        (Rotation(id="r", opened=OPENED), State.PLANNED),
        (up_to("create"), State.CREATED),
        (up_to("stash"), State.STASHED),
        (up_to("probe"), State.PROPAGATED),
        (up_to("store"), State.STORED),
        (up_to("verify"), State.VERIFIED),
        (up_to("deactivate"), State.OLD_INACTIVE),
        (up_to("confirm"), State.OBSERVING),
        (up_to("confirm", Done(at=START, step="delete")), State.DELETED),
        (back_to("put-back"), State.GOING_BACK),
        (back_to("deactivate-new"), State.ROLLED_BACK),
        (up_to("probe", Closed(at=START, ending="failed")), State.FAILED),
    ],
)
def test_each_state_has_its_name(rotation, state):
    assert rotation.state is state


def own_off(*more, **opened) -> Rotation:
    """One that switched the old key off, and whose profile works without it."""
    changed = msgspec.structs.replace(OPENED, **opened)
    announced = Intent(at=START, step="deactivate", key_id=OLD)
    return up_to("verify", announced, done("deactivate"), done("confirm"), *more, opened=changed)


@pytest.mark.parametrize("moment", [at(seconds=1), at(hours=1)])
def test_an_old_key_that_another_profile_here_has_is_not_switched_off(moment):
    found = move(up_to("verify"), seen(key(OLD), key(NEW), moment=moment, still_held=(OLD, NEW)))

    assert found.kind == "held"
    assert "a profile of this machine has the old one, OLD: it stays active" in found.detail


def test_an_old_key_that_a_profile_here_got_while_it_is_off_is_not_deleted():
    look = seen(key(OLD, active=False), key(NEW), moment=at(days=20), still_held=(OLD, NEW))

    found = move(own_off(), look, may_delete=True)

    assert found.kind == "held"
    assert "it is switched off, and not deleted" in found.detail
    used = seen(key(OLD, active=False, used=at(days=3)), key(NEW), moment=at(days=20), still_held=(OLD, NEW))
    assert move(own_off(), used).why == "in-use"


@pytest.mark.parametrize("step", ["verify-old", "deactivate-new"])
def test_on_the_way_back_a_new_key_that_another_profile_here_has_stays(step):
    new = key(NEW, active=step == "verify-old")
    look = seen(key(OLD), new, held=OLD, moment=at(days=20), still_held=(OLD, NEW))

    found = move(back_to(step), look, may_delete=True)

    assert found.kind == "held"
    assert "a profile of this machine has the new key NEW" in found.detail


def test_a_key_that_was_never_stored_and_that_a_profile_here_has_goes_the_long_way():
    asked = up_to("probe", Turned(at=START, why="asked"))

    assert move(asked, seen(key(OLD), key(NEW), held=OLD, still_held=(OLD, NEW))) == Make("probe-old", OLD)


def test_a_second_key_that_a_profile_here_has_makes_no_room():
    chosen = Rotation(id="r", opened=msgspec.structs.replace(OPENED, clears="SECOND"))
    look = seen(key(OLD), key("SECOND", active=False), held=OLD, still_held=(OLD, "SECOND"))

    found = move(chosen, look)

    assert found.kind == "held"
    assert "a profile of this machine has the key SECOND" in found.detail


def test_a_use_that_is_told_late_is_looked_for_before_it_rests():
    off = key(OLD, active=False)

    first = move(own_off(), seen(off, key(NEW), moment=at(seconds=10)))
    assert isinstance(first, Wait)
    assert (first.seconds, first.of) == (30, 290)
    assert move(own_off(), seen(off, key(NEW), moment=at(seconds=295))).seconds == 5
    assert move(own_off(), seen(off, key(NEW), moment=at(minutes=5))).kind == "observing"
    stale = seen(key(OLD), key(NEW), moment=at(seconds=10))
    assert isinstance(move(own_off(), stale), Wait), "the list may not know yet"
    late = seen(key(OLD, active=False, used=at(seconds=30)), key(NEW), moment=at(seconds=60))
    assert move(own_off(), late).why == "in-use"


def test_whoever_shortened_the_time_that_both_stay_active_does_not_wait_longer_for_late_uses():
    off = key(OLD, active=False)

    assert move(own_off(settle_seconds=0), seen(off, key(NEW), moment=at(seconds=10))).kind == "observing"


@pytest.mark.parametrize(
    "rotation", [up_to("confirm", Turned(at=START, why="changed")), back_to("put-back"), back_to("deactivate-new")]
)
@pytest.mark.parametrize("held", [OLD, NEW, ""])
def test_where_both_keys_are_gone_it_is_over(rotation, held):
    assert move(rotation, seen(held=held, moment=at(minutes=1))) == Close("given-up", "both keys are gone")
    assert isinstance(move(rotation, seen(held=held)), Wait), "a list may not know of the new one yet"


def test_a_discarded_key_may_be_listed_still():
    gone = set_aside(done("discard"))

    assert isinstance(move(gone, seen(key(OLD), key(NEW, active=False), held=OLD)), Wait)
    late = move(gone, seen(key(OLD), key(NEW, active=False), held=OLD, moment=at(minutes=1)))
    assert late == GoBack("changed", "ann has two keys already, the most that AWS allows: OLD, NEW")


def test_of_a_key_that_may_be_behind_an_smtp_password_a_person_says_when_it_goes():
    """AWS records no use of it there."""
    mailing = msgspec.structs.replace(OPENED, sends_mail=True)
    look = seen(key(OLD), key(NEW), moment=at(hours=1))

    found = move(up_to("verify", opened=mailing), look)

    assert found.kind == "used"
    assert "AWS records no use of a key over SMTP" in found.detail
    assert "rootward keys deactivate OLD" in found.advice
    off = seen(key(OLD, active=False), key(NEW), moment=at(hours=1))
    assert move(up_to("verify", opened=mailing), off) == Found("deactivate", OLD)
