import os
from pathlib import Path

import pytest

from rootward.leaks.git.finding import find_in_objects
from rootward.leaks.git.scanned_packs import Record, ScannedPacks
from rootward.leaks.rules import Rules
from tests.leaks.git.repositories_with_words import Repository, Words

RECORD = Record(holding=("ab" * 20,), blobs=1, commits=2, tags=3, bytes=4)


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "made")
    made.history(20)
    made.git("repack", "-adfq")
    return made


@pytest.fixture
def scanned(tmp_path: Path) -> ScannedPacks:
    return ScannedPacks(str(tmp_path / "cache"), Rules())


def test_a_pack_that_was_searched_is_not_searched_again_and_the_same_is_found(made, scanned):
    words, again = Words(), Words()
    found = find_in_objects(made.opened(), words, workers=1, scanned=scanned)

    assert find_in_objects(made.opened(), again, workers=1, scanned=scanned) == found
    assert sum(map(len, again.asked)) < sum(map(len, words.asked))
    assert len(again.asked) == len(found.objects)


def test_what_came_since_is_searched(made, scanned):
    find_in_objects(made.opened(), Words(), workers=1, scanned=scanned)
    made.blob(b"leak-4444")
    made.commit({"new.txt": b"leak-3333"})
    made.git("repack", "-dq")

    found = find_in_objects(made.opened(), Words(), workers=1, scanned=scanned)

    assert found == find_in_objects(made.opened(), Words(), workers=1)


def test_nothing_of_a_secret_is_kept(made, scanned, tmp_path):
    find_in_objects(made.opened(), Words(), workers=1, scanned=scanned)

    (kept,) = (tmp_path / "cache/packs").iterdir()
    assert b"leak" not in kept.read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_pack_with_something_unread_is_searched_again(made, scanned):
    (pack,) = made.packs()
    pack.chmod(0o644)
    content = bytearray(pack.read_bytes())
    content[300:400] = bytes(100)
    pack.write_bytes(content)

    find_in_objects(made.opened(), Words(), workers=1, scanned=scanned)

    assert scanned.recall(str(pack)) is None


def test_a_pack_that_is_no_longer_the_same_is_not_known(made, scanned):
    (pack,) = made.packs()
    scanned.keep(str(pack), RECORD)
    assert scanned.recall(str(pack)) == RECORD

    os.utime(pack, ns=(1, 1))

    assert scanned.recall(str(pack)) is None


def test_other_rules_know_nothing(made, scanned, tmp_path):
    (pack,) = made.packs()
    scanned.keep(str(pack), RECORD)

    assert ScannedPacks(str(tmp_path / "cache"), Rules(account_numbers=True)).recall(str(pack)) is None


def test_a_pack_that_is_not_there_is_neither_known_nor_kept(scanned):
    scanned.keep("/nowhere/pack-1.pack", RECORD)

    assert scanned.recall("/nowhere/pack-1.pack") is None


@pytest.mark.parametrize(
    ("was", "edited"),
    [(b'"blobs":1', b'"blobs":9'), (b"abab", b"baba"), (b'["' + b"ab" * 20 + b'"]', b"[]")],
)
def test_a_record_that_was_edited_is_not_believed(made, scanned, tmp_path, was, edited):
    (pack,) = made.packs()
    scanned.keep(str(pack), RECORD)
    (kept,) = (tmp_path / "cache/packs").iterdir()
    assert was in kept.read_bytes()
    kept.write_bytes(kept.read_bytes().replace(was, edited))

    assert scanned.recall(str(pack)) is None


@pytest.mark.parametrize(
    "record",
    [
        Record(holding=("AB" * 20,), blobs=1, commits=0, tags=0, bytes=1),
        Record(holding=("../etc",), blobs=1, commits=0, tags=0, bytes=1),
        Record(holding=("ab" * 20,), blobs=0, commits=0, tags=0, bytes=1),
        Record(holding=(), blobs=-1, commits=0, tags=0, bytes=1),
    ],
)
def test_a_record_that_makes_no_sense_is_not_believed(made, scanned, record):
    (pack,) = made.packs()
    scanned.keep(str(pack), record)

    assert scanned.recall(str(pack)) is None


@pytest.mark.parametrize(
    "record",
    [
        Record(holding=("ab" * 20,), blobs=1, commits=0, tags=0, bytes=1),
        Record(holding=("ab" * 32,), blobs=1, commits=0, tags=0, bytes=1),
        Record(holding=(), blobs=10_000, commits=0, tags=0, bytes=1),
    ],
)
def test_a_pack_that_is_not_as_its_record_says_is_searched(made, scanned, record):
    (pack,) = made.packs()
    scanned.keep(str(pack), record)

    assert find_in_objects(made.opened(), Words(), workers=1, scanned=scanned) == find_in_objects(
        made.opened(), Words(), workers=1
    )


def test_a_pack_with_another_index_is_not_known(made, scanned):
    (pack,) = made.packs()
    scanned.keep(str(pack), RECORD)
    os.utime(pack.with_suffix(".idx"), ns=(1, 1))

    assert scanned.recall(str(pack)) is None


@pytest.mark.parametrize("content", [b"", b"nonsense", b"{}", b'{"pack": 1}'])
def test_what_is_no_record_is_not_believed(made, scanned, tmp_path, content):
    (pack,) = made.packs()
    scanned.keep(str(pack), RECORD)
    (kept,) = (tmp_path / "cache/packs").iterdir()
    kept.write_bytes(content)

    assert scanned.recall(str(pack)) is None
