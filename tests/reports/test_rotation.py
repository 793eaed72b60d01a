"""What a rotation came to, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rootward.model.key_pair import KeyOwner
from rootward.model.rotation import Closed, Done, Opened, Place, Rotation, Turned
from rootward.model.rotation_rest import Rest
from rootward.reports.rotation import is_as_wished, render

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OLD, NEW = "AKIA" + "O" * 16, "AKIA" + "N" * 16
FIRST = Opened(
    at=NOW,
    owner=KeyOwner(account="123456789012", user="ann"),
    old_key_id=OLD,
    old_was_active=True,
    place=Place(kind="credentials-file", profile="work", label="~/.aws/credentials [work]"),
    observe_days=14,
    settle_seconds=960,
)
MADE = (Done(at=NOW, step="create", key_id=NEW), Done(at=NOW, step="store", key_id=NEW))


def shown(rest: Rest, *entries):
    rotation = Rotation(id="r", opened=FIRST, entries=entries)
    return render(rotation, rest), is_as_wished(rotation, rest)


def test_an_old_key_that_is_observed_is_told_with_the_day_from_which_it_may_go():
    rest = Rest(
        "observing", f"the old key {OLD} is switched off", "rootward keys retire, then", NOW + timedelta(days=14)
    )
    text, is_fine = shown(rest, *MADE)

    assert is_fine
    assert text.splitlines()[0] == f"ann: {OLD} is switched off; ~/.aws/credentials [work] has {NEW}"
    assert text.splitlines()[-1] == "  from 2026-03-15 00:00 UTC on it is deleted by: rootward keys retire"


def test_one_that_is_over_is_told_in_a_line():
    assert shown(Rest("over", "deleted"), *MADE, Closed(at=NOW, ending="deleted")) == (
        f"ann: {OLD} is deleted; ~/.aws/credentials [work] has {NEW}\n",
        True,
    )


def test_one_that_waits_for_somebody_says_for_what_and_is_not_as_wished():
    text, is_fine = shown(Rest("used", "the old key is used still", "find what it is"), *MADE)

    assert not is_fine
    assert text.splitlines() == [
        f"ann: the rotation of {OLD} waits: stored",
        "  the old key is used still",
        "  find what it is",
    ]


def test_one_that_went_back_by_itself_is_not_as_wished_and_one_that_was_asked_back_is():
    by_itself = Turned(at=NOW, why="not-working", detail="the new key does not come to work")
    over = Rest("over", "failed")
    text, is_fine = shown(over, *MADE, by_itself, Closed(at=NOW, ending="failed"))
    assert not is_fine
    assert "went back: the new key does not come to work" in text
    assert "no other key was left" in text

    text, is_fine = shown(over, *MADE, Turned(at=NOW, why="asked"), Closed(at=NOW, ending="rolled-back"))
    assert is_fine
    assert f"{NEW} is deleted" in text


def test_one_that_was_given_up_says_what_is_left():
    given_up = Closed(at=NOW, ending="given-up", detail="both keys are gone")

    assert shown(Rest("over", "given-up"), *MADE, given_up) == (
        f"ann: the rotation of {OLD} is given up: both keys are gone\n",
        True,
    )
    assert not shown(Rest("over", "given-up"), *MADE, Turned(at=NOW, why="changed"), given_up)[1]
