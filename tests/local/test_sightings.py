"""Devices that belong to nobody, and what of root's is off, since when: kept from plan to plan while it is so."""

from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from rootward.errors import JournalError, OutputError, UsageError
from rootward.local.sightings import (
    note_off_of_root,
    note_unassigned,
    off_of_root,
    sightings_file,
    unassigned_devices,
)
from rootward.model.journal import SeenDevice

ACCOUNT = "123456789012"
THEN = datetime(2026, 1, 30, 12, 0, tzinfo=UTC)
LATER = THEN + timedelta(hours=25)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state"


def note(folder: Path, *serials: str, at: datetime = THEN, endpoint: str | None = None) -> None:
    note_unassigned(ACCOUNT, endpoint, serials, at, folder)


def seen(folder: Path, endpoint: str | None = None, *, at: datetime = LATER) -> tuple[SeenDevice, ...]:
    return unassigned_devices(ACCOUNT, endpoint, at, folder)


def one(serial: str, since: datetime = THEN) -> SeenDevice:
    return SeenDevice(serial=serial, since=since)


def test_without_a_file_nothing_was_seen(folder):
    assert seen(folder) == ()
    assert not folder.exists()


def test_what_is_seen_again_was_first_seen_the_first_time(folder):
    note(folder, "b", "a")
    note(folder, "a", "c", "b", at=LATER)

    assert seen(folder) == (one("a"), one("b"), one("c", LATER))


def test_what_is_somebody_s_by_now_is_forgotten_and_begins_anew(folder):
    note(folder, "a", "b")
    note(folder, "b", at=LATER)
    assert seen(folder) == (one("b"),)
    note(folder, "a", "b", at=LATER)

    assert seen(folder) == (one("a", LATER), one("b"))


def test_each_endpoint_has_its_own(folder):
    practice = "http://127.0.0.1:5000"
    note(folder, "a")
    note(folder, "a", at=LATER, endpoint=practice)
    assert (seen(folder), seen(folder, practice)) == ((one("a"),), (one("a", LATER),))
    note(folder, endpoint=practice)

    assert (seen(folder), seen(folder, practice)) == ((one("a"),), ())


def test_each_account_has_its_own_file(folder):
    note(folder, "a")

    assert unassigned_devices("210987654321", None, THEN, folder) == ()
    with pytest.raises(UsageError):
        sightings_file("../12345678901", folder)


def test_a_date_of_another_zone_is_kept_as_utc(folder):
    note(folder, "a", at=THEN.astimezone(timezone(timedelta(hours=9))))

    assert json.loads(sightings_file(ACCOUNT, folder).read_bytes())["unassigned_devices"] == [
        {"endpoint": None, "serial": "a", "since": "2026-01-30T12:00:00Z", "last": "2026-01-30T12:00:00Z"}
    ]


WEEK = timedelta(days=7)


def test_what_nobody_saw_for_more_than_a_week_begins_anew(folder):
    """It may have been somebody's meanwhile, and belong to nobody for the second time."""
    note(folder, "a")
    just_in_time, too_late = THEN + WEEK, THEN + WEEK + timedelta(seconds=1)
    assert seen(folder, at=just_in_time) == (one("a"),)
    assert seen(folder, at=too_late) == ()

    note(folder, "a", at=too_late)

    assert seen(folder, at=too_late) == (one("a", too_late),)


def test_what_is_seen_each_week_stays_what_it_was(folder):
    for weeks in range(5):
        note(folder, "a", at=THEN + weeks * WEEK)

    assert seen(folder, at=THEN + 5 * WEEK) == (one("a"),)


def test_older_facts_take_nothing_from_a_sighting(folder):
    note(folder, "a")
    note(folder, "a", at=THEN + timedelta(days=6))
    note(folder, "a", at=THEN + timedelta(days=1))

    assert seen(folder, at=THEN + timedelta(days=13)) == (one("a"),)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_the_file_and_its_folder_are_their_owner_s(folder):
    note(folder, "a")
    path = sightings_file(ACCOUNT, folder)

    assert [stat.S_IMODE(one.stat().st_mode) for one in (path, path.parent)] == [0o600, 0o700]


DAMAGED = {
    "empty": b"",
    "torn": b'{"schema":1,"unassigned_devices":[{"endpoint":null,"se',
    "no JSON": b"\x00\xff",
    "another form": b'{"schema":1,"unassigned_devices":["a"]}',
    "an unknown field": b'{"schema":1,"more":1}',
    "nested without end": b"[" * 100_000,
    "no date": b'{"schema":1,"unassigned_devices":[{"endpoint":null,"serial":"a","since":"soon","last":"soon"}]}',
    "a date without a zone": (
        b'{"schema":1,"unassigned_devices":[{"endpoint":null,"serial":"a","since":"2026-01-30T12:00:00Z",'
        b'"last":"2026-01-30T12:00:00"}]}'
    ),
    "since nobody knows when": b'{"schema":1,"off_of_root":[{"endpoint":null,"id":"key-1"}]}',
    "off since a date without a zone": (
        b'{"schema":1,"off_of_root":[{"endpoint":null,"id":"key-1","since":"2026-01-30T12:00:00"}]}'
    ),
    "no last time": (
        b'{"schema":1,"unassigned_devices":[{"endpoint":null,"serial":"a","since":"2026-01-30T12:00:00Z"}]}'
    ),
    "another schema": b'{"schema":0}',
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_is_one_line_and_what_to_do(folder, data):
    note(folder, "a")
    path = sightings_file(ACCOUNT, folder)
    path.write_bytes(data)

    for use in (lambda: seen(folder), lambda: note(folder, "a")):
        with pytest.raises(JournalError) as caught:
            use()
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)
        assert caught.value.advice == (
            "delete it: then each unassigned device waits 24 hours anew, and each key or certificate of root that is "
            "off its days of grace"
        )
    assert path.read_bytes() == data


def test_a_file_of_a_newer_rootward_is_left_to_that(folder):
    note(folder, "a")
    sightings_file(ACCOUNT, folder).write_bytes(b'{"schema":2}')

    with pytest.raises(JournalError, match="is of schema 2; this rootward understands 1") as caught:
        seen(folder)
    assert caught.value.advice == "use the newer rootward that wrote it"


def test_a_file_without_an_end_is_not_read_to_it(folder, monkeypatch):
    monkeypatch.setattr("rootward.local.sightings._MOST_BYTES", 10)
    note(folder, "a")

    with pytest.raises(JournalError, match="rootward did not write it"):
        seen(folder)


def test_a_folder_in_its_place_cannot_be_read(folder):
    sightings_file(ACCOUNT, folder).mkdir(parents=True)

    with pytest.raises(JournalError, match="cannot be read"):
        seen(folder)


def test_what_cannot_be_written_is_an_error_of_one_line(folder, monkeypatch):
    def no_room(*_: object) -> None:
        raise OutputError("the disk is full")

    monkeypatch.setattr("rootward.local.sightings.write_owner_only", no_room)

    with pytest.raises(JournalError, match="the disk is full"):
        note(folder, "a")


def test_where_the_folder_cannot_be_made_the_reason_is_told(tmp_path):
    (tmp_path / "state").write_text("in the way")

    with pytest.raises(JournalError):
        note(tmp_path / "state", "a")


# ---- what of root's is off


def note_off(folder: Path, *ids: str, at: datetime = THEN, endpoint: str | None = None) -> None:
    note_off_of_root(ACCOUNT, endpoint, ids, at, folder)


def off(folder: Path, endpoint: str | None = None) -> dict[str, datetime]:
    return {one.id: one.since for one in off_of_root(ACCOUNT, endpoint, folder)}


def test_what_of_root_s_is_off_is_so_since_it_was_first_seen_however_seldom_somebody_looks(folder):
    assert off(folder) == {}
    note_off(folder, "key-2", "key-1")
    note_off(folder, "certificate", "key-1", at=THEN + timedelta(days=90))

    assert off(folder) == {"certificate": THEN + timedelta(days=90), "key-1": THEN}


def test_what_was_seen_on_meanwhile_begins_anew(folder):
    note_off(folder, "key-1")
    note_off(folder, at=LATER)
    assert off(folder) == {}
    note_off(folder, "key-1", at=LATER)

    assert off(folder) == {"key-1": LATER}


def test_what_is_off_in_a_practice_account_is_none_of_aws_s(folder):
    practice = "http://127.0.0.1:5000"
    note_off(folder, "key-1")
    note_off(folder, "key-1", at=LATER, endpoint=practice)

    assert (off(folder), off(folder, practice)) == ({"key-1": THEN}, {"key-1": LATER})


def test_neither_note_takes_the_place_of_the_other(folder):
    note(folder, "a")
    note_off(folder, "key-1")
    note(folder, "b", at=LATER)

    assert (seen(folder), off(folder)) == ((one("b", LATER),), {"key-1": THEN})


def test_what_is_noted_of_root_s_is_an_id_and_a_date_in_utc(folder):
    note_off(folder, "key-1", at=THEN.astimezone(timezone(timedelta(hours=9))))

    assert json.loads(sightings_file(ACCOUNT, folder).read_bytes())["off_of_root"] == [
        {"endpoint": None, "id": "key-1", "since": "2026-01-30T12:00:00Z"}
    ]
