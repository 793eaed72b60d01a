"""What joined scans found of an account's keys: kept, put together, and read back, and never a secret."""

from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime, timedelta

import pytest

from rootward.errors import JournalError, OutputError, UsageError
from rootward.local.leaked_keys import SCHEMA, found_by_scans, leaks_file, remember
from rootward.model.leaked_key import MOST_PLACES
from tests.checks.facts import ACCOUNT, key_leak, leak_place

THEN = datetime(2026, 1, 30, 12, 0, tzinfo=UTC)
LATER = THEN + timedelta(days=3)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "state"


def kept(folder, endpoint=None):
    return found_by_scans(ACCOUNT, endpoint, folder)


def joined(folder, *keys, at=THEN, endpoint=None, gone=()):
    remember(ACCOUNT, endpoint, keys, at, gone=gone, folder=folder)


def test_before_any_scan_nobody_has_looked(folder):
    assert kept(folder) is None
    assert not folder.exists()


def test_a_scan_that_found_nothing_has_looked(folder):
    joined(folder)

    assert (kept(folder).scans, kept(folder).last_scan, kept(folder).keys) == (1, THEN, ())


def test_what_was_found_stays_when_a_later_scan_does_not_find_it(folder):
    joined(folder, key_leak("bob"), key_leak("ann"))
    joined(folder, at=LATER)

    assert (kept(folder).scans, kept(folder).last_scan) == (2, LATER)
    assert kept(folder).keys == (key_leak("ann"), key_leak("bob"))


def test_the_places_of_several_scans_are_put_together_and_a_line_that_moved_is_the_same_place(folder):
    joined(folder, key_leak("ann", first_found=THEN, last_found=THEN, with_secret=False))
    moved, other = leak_place(line=40), leak_place(path="b.sh")
    joined(folder, key_leak("ann", user="anna", first_found=LATER, last_found=LATER, places=(moved, other)))

    (key,) = kept(folder).keys
    assert key.places == (moved, other)
    assert (key.user, key.first_found, key.last_found, key.with_secret) == ("anna", THEN, LATER, True)


def test_of_many_places_the_first_are_kept_and_the_others_counted_once(folder):
    many = tuple(leak_place(path=f"{number}.sh") for number in range(MOST_PLACES))
    more = (leak_place(path="new.sh"),)
    joined(folder, key_leak("ann", places=many, further_places=5))
    joined(folder, key_leak("ann", places=many, further_places=5))
    assert kept(folder).keys[0].further_places == 5

    joined(folder, key_leak("ann", places=more))  # it may be one of the five

    (key,) = kept(folder).keys
    assert (key.places, key.further_places) == (many, 5)


def test_scans_of_two_roots_in_turn_count_every_place_once(folder):
    shop, dock = (
        key_leak("ann", places=tuple(leak_place(root=root, path=f"{one}.sh") for one in range(20)), further_places=5)
        for root in ("/srv/shop", "/srv/dock")
    )
    told = []
    for found in (shop, dock, shop, dock, dock):
        joined(folder, found)
        told.append(kept(folder).keys[0].further_places)

    assert told == [5, 30, 30, 30, 30]


def test_places_that_were_kept_and_not_counted_count(folder):
    first, second = (
        key_leak("ann", places=tuple(leak_place(path=f"{part}{one}.sh") for one in range(15))) for part in "ab"
    )
    for found in (first, second, first, second):
        joined(folder, found)

    assert kept(folder).keys[0].further_places == 10


def test_a_key_that_is_gone_is_forgotten(folder):
    joined(folder, key_leak("ann"), key_leak("bob"))
    joined(folder, gone=("key-of-ann",), at=LATER)

    assert [key.id for key in kept(folder).keys] == ["key-of-bob"]


def test_older_facts_take_nothing_from_the_date(folder):
    joined(folder, at=LATER)
    joined(folder, at=THEN)

    assert kept(folder).last_scan == LATER


def test_each_endpoint_has_its_own_and_aws_s_own_is_never_pushed_out(folder):
    joined(folder, key_leak("ann"))
    for number in range(30):
        joined(folder, endpoint=f"http://127.0.0.1:{number}")

    assert [key.id for key in kept(folder).keys] == ["key-of-ann"]
    assert kept(folder, "http://127.0.0.1:29").scans == 1
    assert kept(folder, "http://127.0.0.1:0") is None


def test_each_account_has_its_own_file(folder):
    joined(folder, key_leak("ann"))

    assert found_by_scans("210987654321", None, folder) is None
    with pytest.raises(UsageError):
        leaks_file("../12345678901", folder)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_the_file_and_its_folder_are_their_owner_s(folder):
    joined(folder)
    path = leaks_file(ACCOUNT, folder)

    assert [stat.S_IMODE(one.stat().st_mode) for one in (path, path.parent)] == [0o600, 0o700]


DAMAGED = {
    "cut off": b'{"schema": 1, "acc',
    "no UTF-8": b"\xff\xfe",
    "deep": b"[" * 100_000,
    "another field": b'{"schema": 1, "secret": "x"}',
    "another type": b'{"schema": 1, "accounts": [{"endpoint": 4}]}',
    "without a zone": (
        b'{"schema": 1, "accounts": [{"endpoint": null, "scans": 1, "last_scan": "2026-01-30T12:00:00"}]}'
    ),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_said_and_nothing_is_written_over_it(folder, data):
    joined(folder)
    leaks_file(ACCOUNT, folder).write_bytes(data)

    for use in (kept, joined):
        with pytest.raises(JournalError, match="cannot be read") as raised:
            use(folder)
        assert "scan --join" in raised.value.advice
    assert leaks_file(ACCOUNT, folder).read_bytes() == data


def test_a_file_of_another_schema_is_left_to_who_knows_it(folder):
    joined(folder)
    for schema, advice in ((SCHEMA + 1, "newer rootward"), (SCHEMA - 1, "delete it")):
        leaks_file(ACCOUNT, folder).write_text(json.dumps({"schema": schema}))

        with pytest.raises(JournalError, match=f"schema {schema}") as raised:
            kept(folder)
        assert advice in raised.value.advice


def test_a_file_that_is_far_too_large_is_none_of_ours(folder, monkeypatch):
    joined(folder)
    monkeypatch.setattr("rootward.local.leaked_keys._MOST_BYTES", 10)

    with pytest.raises(JournalError, match="rootward did not write it"):
        kept(folder)


def test_what_cannot_be_read_or_written_is_said(folder, monkeypatch):
    leaks_file(ACCOUNT, folder).mkdir(parents=True)
    with pytest.raises(JournalError, match="cannot be read"):
        kept(folder)
    leaks_file(ACCOUNT, folder).rmdir()

    def full(*_arguments):
        raise OutputError("no room")

    monkeypatch.setattr("rootward.local.leaked_keys.write_owner_only", full)
    with pytest.raises(JournalError, match="no room"):
        joined(folder)


def test_where_there_can_be_no_folder_that_is_said(folder):
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("in the way")

    with pytest.raises(JournalError, match="cannot be"):
        joined(folder)


def test_two_at_once_wait_for_each_other(folder, monkeypatch):
    from filelock import FileLock

    joined(folder)
    monkeypatch.setattr("rootward.local.leaked_keys._WAIT_SECONDS", 0)
    with FileLock(leaks_file(ACCOUNT, folder).with_suffix(".lock")), pytest.raises(JournalError, match="in use"):
        joined(folder)
