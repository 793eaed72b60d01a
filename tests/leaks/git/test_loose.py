import zlib
from pathlib import Path

import pytest

from rootward.leaks.git.bounds import LARGEST
from rootward.leaks.git.loose import Loose, loose_files, parse_loose, read_loose


def test_an_object_is_its_kind_and_its_bytes():
    assert parse_loose(zlib.compress(b"blob 7\0content")) == Loose("blob", b"content")
    assert parse_loose(zlib.compress(b"commit 0\0")) == Loose("commit", b"")
    assert parse_loose(zlib.compress(b"blob 90000\0" + bytes(90_000))) == Loose("blob", bytes(90_000))


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"nonsense",
        zlib.compress(b"blob 7\0content")[:-3],
        zlib.compress(b"blob 6\0content"),
        zlib.compress(b"blob 8\0content"),
        zlib.compress(b"blob -1\0content"),
        zlib.compress(b"blob 7\0content") + b"more",
        zlib.compress(b"blob 7content"),
        zlib.compress(b"thing 7\0content"),
        zlib.compress(b"blob %d\0" % (LARGEST + 1) + b"x"),
        zlib.compress(b"blob 10\0" + bytes(1 << 24)),
    ],
)
def test_what_is_no_object_or_too_large_is_none(file):
    assert parse_loose(file) is None


def test_only_files_in_the_right_places_are_objects(tmp_path: Path):
    for path in ("ab/" + "c" * 38, "ab/short", "AB/" + "c" * 38, "pack/" + "c" * 38, "abc/" + "c" * 38):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(b"")
    (tmp_path / "ab" / ("d" * 38)).mkdir()

    missed: dict[str, str] = {}

    assert list(loose_files(str(tmp_path), 20, missed.__setitem__)) == [
        ("ab" + "c" * 38, str(tmp_path / "ab" / ("c" * 38)))
    ]
    assert list(loose_files(str(tmp_path / "nowhere"), 20, missed.__setitem__)) == []
    assert missed == {str(tmp_path / "ab" / ("d" * 38)): "it is no file"}


def test_an_object_in_another_ones_file_does_not_bear_its_name():
    assert Loose("blob", b"").is_named("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
    assert not Loose("tree", b"").is_named("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
    assert Loose("blob", b"").is_named("473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813")


@pytest.mark.parametrize(
    "file",
    [
        zlib.compress(b"tree 90\0short"),
        zlib.compress(b"tree 3\0much longer"),
        zlib.compress(b"tree 3\0abc")[:-3],
        zlib.compress(b"tree %d\0" % (LARGEST + 1)),
    ],
)
def test_what_only_says_that_it_is_a_tree_is_an_empty_one_which_has_another_name(file):
    assert parse_loose(file) == Loose("tree", b"")


def test_a_file_that_has_gone_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_loose(str(tmp_path / "gone"))
