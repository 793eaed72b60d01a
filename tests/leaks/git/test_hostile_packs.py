"""Packs that no git makes: what they hold is found or told, and git is not led into them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from rootward.leaks.git import cat_file, pack_plan, packs, rebuilding, rest
from rootward.leaks.git.finding import find_in_objects, find_through_git
from rootward.leaks.git.found import Found
from tests.leaks.git.packs_by_hand import BLOB, NAME_DELTA, blob_name, copied, delta, entry, put_pack
from tests.leaks.git.repositories_with_words import Repository, Words, oids_of, writable

HELD = b"leak-0001"
BASE = b"a base that is long enough"
GROWN = BASE + b" leak-0002"
TO_GROWN = delta(len(BASE), len(GROWN), copied(0, len(BASE)), bytes([10]) + b" leak-0002")


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "made")
    made.blob(HELD)
    return made


@pytest.fixture
def no_git(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_words: object) -> None:
        pytest.fail("git was asked")

    monkeypatch.setattr(rest, "search_given", asked)


def found_in(made: Repository) -> Found[str]:
    return find_in_objects(made.opened(), Words(), workers=1)


def unread(found: Found[str]) -> dict[str, str]:
    return {one.path: one.reason for one in found.unread}


@pytest.mark.usefixtures("no_git")
def test_deltas_that_are_based_on_each_other_are_told_and_git_is_not_asked_for_them(made):
    one, other = blob_name(b"one"), blob_name(b"other")
    put_pack(made.git_dir, [(one, entry(NAME_DELTA, TO_GROWN, other)), (other, entry(NAME_DELTA, TO_GROWN, one))])

    found = found_in(made)

    assert oids_of(found) == {blob_name(HELD).hex(): ("leak-0001",)}
    assert unread(found).keys() == {f"object {one.hex()}", f"object {other.hex()}"}
    assert all("based on themselves" in reason for reason in unread(found).values())
    assert found.is_trap


@pytest.mark.usefixtures("no_git")
def test_an_object_in_a_loop_is_read_from_another_pack_and_then_from_its_own_file(made):
    loop = blob_name(GROWN), blob_name(HELD)
    put_pack(
        made.git_dir, [(loop[0], entry(NAME_DELTA, TO_GROWN, loop[1])), (loop[1], entry(NAME_DELTA, TO_GROWN, loop[0]))]
    )
    put_pack(made.git_dir, [(blob_name(GROWN), entry(BLOB, GROWN))])

    found = found_in(made)

    assert oids_of(found) == {blob_name(HELD).hex(): ("leak-0001",), blob_name(GROWN).hex(): ("leak-0002",)}
    assert found.unread == ()
    assert found.blobs == 2


@pytest.mark.usefixtures("no_git")
def test_where_deltas_are_based_on_each_other_git_is_asked_for_nothing(made, monkeypatch):
    monkeypatch.setattr(rebuilding, "LARGEST", 100)
    large = b"leak-0003" * 20
    loop = blob_name(b"one")
    put_pack(made.git_dir, [(blob_name(large), entry(BLOB, large)), (loop, entry(NAME_DELTA, TO_GROWN, loop))])

    assert "git might never end" in unread(found_in(made))[f"object {blob_name(large).hex()}"]


@pytest.mark.usefixtures("no_git")
def test_a_delta_whose_base_is_nowhere_is_told(made):
    name = blob_name(GROWN)
    put_pack(made.git_dir, [(name, entry(NAME_DELTA, TO_GROWN, blob_name(BASE)))])

    assert "its base is not in its pack" in unread(found_in(made))[f"object {name.hex()}"]


@pytest.mark.usefixtures("no_git")
def test_a_delta_that_says_it_makes_gigabytes_is_told_and_so_is_what_is_based_on_it(made):
    bomb, on_it = blob_name(b"bomb"), blob_name(b"on it")
    put_pack(
        made.git_dir,
        [
            (blob_name(BASE), entry(BLOB, BASE)),
            (bomb, entry(NAME_DELTA, delta(len(BASE), 2 << 30, copied(0, 5)), blob_name(BASE))),
            (on_it, entry(NAME_DELTA, delta(2 << 30, 5, copied(0, 5)), bomb)),
        ],
    )

    found = found_in(made)

    assert unread(found).keys() == {f"object {bomb.hex()}", f"object {on_it.hex()}"}
    assert all("too large" in reason for reason in unread(found).values())
    assert found.blobs == 2


def test_a_delta_that_makes_more_than_is_rebuilt_here_is_asked_of_git(made, monkeypatch):
    monkeypatch.setattr(rebuilding, "LARGEST", len(BASE))
    put_pack(
        made.git_dir,
        [(blob_name(BASE), entry(BLOB, BASE)), (blob_name(GROWN), entry(NAME_DELTA, TO_GROWN, blob_name(BASE)))],
    )

    assert oids_of(found_in(made))[blob_name(GROWN).hex()] == ("leak-0002",)


def test_over_a_bound_of_bytes_that_git_would_build_it_is_not_asked(made, monkeypatch):
    monkeypatch.setattr(rebuilding, "LARGEST", len(BASE))
    monkeypatch.setattr(rest, "_MOST_BUILT", 100)
    put_pack(
        made.git_dir,
        [(blob_name(BASE), entry(BLOB, BASE)), (blob_name(GROWN), entry(NAME_DELTA, TO_GROWN, blob_name(BASE)))],
    )

    assert "would have to build more" in unread(found_in(made))[f"object {blob_name(GROWN).hex()}"]


@pytest.mark.usefixtures("no_git")
def test_a_chain_deeper_than_any_of_gits_is_walked(made):
    content, name = BASE, blob_name(BASE)
    entries = [(name, entry(BLOB, BASE))]
    for version in range(9_000):
        new = b" leak-0004" if version == 8_999 else b" %09d" % version
        result = BASE + new
        change = delta(len(content), len(result), copied(0, len(BASE)), bytes([10]) + new)
        entries.append((blob_name(result), entry(NAME_DELTA, change, name)))
        content, name = result, blob_name(result)
    put_pack(made.git_dir, entries)

    found = found_in(made)

    assert oids_of(found)[name.hex()] == ("leak-0004",)
    assert found.unread == ()


@pytest.mark.usefixtures("no_git")
def test_an_index_that_leads_to_one_place_for_several_objects_is_told(made):
    pack = put_pack(
        made.git_dir, [(blob_name(BASE), entry(BLOB, BASE)), (blob_name(GROWN), entry(BLOB, GROWN))], places={1: 0}
    )

    assert "one place for several objects" in unread(found_in(made))[str(pack)]


@pytest.mark.usefixtures("no_git")
@pytest.mark.parametrize("count", [1, 2])
def test_an_index_that_does_not_lead_to_all_of_its_pack_is_told(made, count):
    pack = put_pack(
        made.git_dir,
        [(blob_name(BASE), entry(BLOB, BASE)), (blob_name(GROWN), entry(BLOB, GROWN))],
        names=1,
        count=count,
    )

    assert "lead" in unread(found_in(made))[str(pack)]


@pytest.mark.usefixtures("no_git")
def test_all_entries_of_one_name_are_read_and_git_is_not_asked_which_it_takes(made):
    name = blob_name(GROWN)
    other = b"leak-0007"
    pack = put_pack(made.git_dir, [(name, entry(BLOB, BASE)), (name, entry(BLOB, other)), (name, entry(BLOB, GROWN))])

    found = found_in(made)

    assert sorted(oids_of(found)[name.hex()]) == ["leak-0002", "leak-0007"]
    assert "one object to several" in unread(found)[str(pack)]


def readers(made: Repository) -> list[Found[str]]:
    return [found_in(made), find_through_git(made.opened(), Words())]


def test_a_pack_that_is_no_file_or_an_empty_one_is_told(made):
    empty = put_pack(made.git_dir, [(blob_name(GROWN), entry(BLOB, GROWN))])
    empty.write_bytes(b"")
    device = put_pack(made.git_dir, [(blob_name(BASE), entry(BLOB, BASE))])
    device.unlink()
    device.symlink_to(os.devnull)

    for found in readers(made):
        assert unread(found)[str(empty)] == "it is empty"
        assert unread(found)[str(device)] == "it is no file"
        assert oids_of(found) == {blob_name(HELD).hex(): ("leak-0001",)}


def test_an_index_whose_pack_is_not_there_is_told(made):
    pack = put_pack(made.git_dir, [(blob_name(GROWN), entry(BLOB, GROWN))])
    pack.unlink()

    for found in readers(made):
        assert "is not there" in unread(found)[str(pack.with_suffix(".idx"))]


@pytest.mark.parametrize("place", ["pack file", "index", "pack folder", "loose file", "loose folder"])
def test_what_may_not_be_read_is_told(made, place, monkeypatch):
    pack = put_pack(made.git_dir, [(blob_name(GROWN), entry(BLOB, GROWN))])
    loose = loose_file(made, blob_name(HELD))
    path, told = {
        "pack file": (pack, pack),
        "index": (pack.with_suffix(".idx"), pack),
        "pack folder": (pack.parent, pack.parent),
        "loose file": (loose, loose),
        "loose folder": (loose.parent, loose.parent),
    }[place]

    def refused(real):
        def call(name, *more, **named):
            if str(name) == str(path):
                raise PermissionError(13, "Permission denied")
            return real(name, *more, **named)

        return call

    monkeypatch.setattr(os, "open", refused(os.open))
    monkeypatch.setattr(os, "scandir", refused(os.scandir))

    assert unread(found_in(made)) == {str(told): "Permission denied"}
    if place != "loose file":  # which git says itself
        assert unread(find_through_git(made.opened(), Words()))[str(told)] == "Permission denied"


def test_objects_of_a_pack_that_goes_while_it_is_read_are_told(made, monkeypatch):
    pack = put_pack(made.git_dir, [(blob_name(GROWN), entry(BLOB, GROWN)), (blob_name(BASE), entry(BLOB, BASE))])
    plan = pack_plan.plan_pack

    def plan_as_it_goes(path, *arguments, **words):
        Path(path).with_suffix(".idx").unlink()
        Path(path).unlink()
        return plan(path, *arguments, **words)

    monkeypatch.setattr(packs, "plan_pack", plan_as_it_goes)

    assert unread(found_in(made)) == {
        str(pack): "it was removed while it was read, and 2 objects of it are nowhere else"
    }


def loose_file(made: Repository, name: bytes) -> Path:
    path = made.git_dir / "objects" / name.hex()[:2] / name.hex()[2:]
    return writable(path) if path.exists() else path


def test_an_object_whose_file_says_that_it_is_a_tree_is_told(made):
    import zlib

    loose_file(made, blob_name(HELD)).write_bytes(zlib.compress(b"tree 9\0" + HELD))

    for found in readers(made):
        assert "not what its name says" in unread(found)[f"tree {blob_name(HELD).hex()}"]


def test_what_is_no_file_in_an_objects_place_is_told(made):
    fifo, folder = (loose_file(made, blob_name(content)) for content in (b"1", b"2"))
    fifo.parent.mkdir(exist_ok=True)
    os.mkfifo(fifo)
    folder.mkdir(parents=True)

    for found in readers(made):
        assert unread(found) == {str(fifo): "it is no file", str(folder): "it is no file"}
        assert oids_of(found) == {blob_name(HELD).hex(): ("leak-0001",)}


def test_a_loose_object_of_no_kind_is_told_and_the_rest_is_read(made):
    import zlib

    for number in range(40):
        made.blob(b"leak-%04d and" % number)
    names = [blob_name(b"leak-%04d and" % number) for number in range(40)]
    loose_file(made, sorted(names)[3]).write_bytes(zlib.compress(b"thing 3\0abc"))

    for found in readers(made):
        assert len(found.objects) == 40
        assert [one.path for one in found.unread] == [f"object {sorted(names)[3].hex()}"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds another process to so much memory")
def test_git_alone_runs_out_of_memory_in_a_loop_and_goes_on_behind_it(made, monkeypatch):
    monkeypatch.setattr(cat_file, "_TO_CHECK", 64 << 20)
    loop = blob_name(b"one")
    put_pack(made.git_dir, [(loop, entry(NAME_DELTA, TO_GROWN, loop))])

    found = find_through_git(made.opened(), Words())

    assert oids_of(found) == {blob_name(HELD).hex(): ("leak-0001",)}
    assert unread(found).keys() == {f"object {loop.hex()}"}
    assert found.is_trap
