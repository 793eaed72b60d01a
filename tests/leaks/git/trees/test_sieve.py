"""The marks of repositories that git made: two trees have the same where git sees the same of what is sought."""

from __future__ import annotations

from pathlib import Path

import pytest

from rootward.leaks.git.reading import Reading
from rootward.leaks.git.trees import sieve
from rootward.leaks.git.trees.sieve import Marks, UnsiftedError, read_marks
from tests.leaks.git.made import Made, line
from tests.leaks.git.packs_by_hand import blob_name
from tests.leaks.git.trees.imported import LINK, PROGRAM, SUBMODULE, File, Written

EMPTY = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path / "made")


def marks(made: Made, *sought: str, workers: int = 1) -> Marks:
    with Reading() as reading:
        return read_marks(made.opened(), {oid.encode() for oid in sought}, reading, workers=workers)


def of(made: Made, trees: list[str], *sought: str, workers: int = 1) -> list[int]:
    """The mark of each tree."""
    found = marks(made, *sought, workers=workers).of([tree.encode() for tree in trees])
    return [found.get(tree.encode(), 0) for tree in trees]


def blob(made: Made, path: str) -> str:
    return made.git("rev-parse", f"HEAD:{path}")


def root(made: Made, commit: str) -> str:
    return made.git("rev-parse", f"{commit}^{{tree}}")


def told_apart(made: Made, *sought: str, workers: int = 1) -> None:
    """Hold the marks of all commits' trees against what git lists in them."""
    trees = sorted(set(made.git("log", "--all", "--format=%T").split()))
    held = []
    for tree in trees:
        lines = made.git("ls-tree", "-r", "-z", tree).split("\0")
        held.append(sorted(one for one in lines if one and one.split()[2] in sought))
    found = of(made, trees, *sought, workers=workers)
    assert [found.index(mark) for mark in found] == [held.index(one) for one in held]
    assert [mark == 0 for mark in found] == [not one for one in held]


def written() -> Written:
    """A file that comes, goes, moves, is a folder and a program for a while; and another."""
    secret = line(1)
    history = Written()
    last = history.commit({})
    states: list[dict[str, File | str]] = [
        {"a": "a\n"},
        {"a": "a\n", "secret": secret},
        {"a": "a\n", "secret": "taken out\n"},
        {"a": "a\n", "d/secret": secret},
        {"a": "a\n", "d/secret": secret, "d/e/secret": secret},
        {"h/secret": secret, "h/e/secret": secret, "h/a": "a\n"},
        {"h": secret, "a": "a\n"},
        {"h/h/h": secret, "a": "a\n"},
        {"h/h/h": File(secret, PROGRAM), "a": File(secret, LINK)},
        {"sub": File("1" * 40, SUBMODULE), "a": "a\n"},
        {"other": "other\n" + line(2), "secret": secret},
        {},
    ]
    for number, state in enumerate(states):
        last = history.commit(state, last, new_pack=number % 4 == 3)
    side = history.commit({"b": "b\n"}, 1)
    apart = history.commit({"secret": secret})
    merge = history.commit({"b": "b\n", "secret": secret}, last, side)
    history.commit({"b": "b\n", "secret": secret + line(2)}, merge, apart, side)
    return history


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return written().made(tmp_path_factory.mktemp("history") / "made")


SECRET, OTHER = (blob_name(text.encode()).hex() for text in (line(1), "other\n" + line(2)))


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("sought", [(SECRET,), (OTHER,), (SECRET, OTHER), ()])
def test_trees_are_told_apart_by_what_git_lists_in_them(history, sought, workers):
    assert len([*(history.folder / ".git/objects/pack").glob("*.pack")]) == 4

    told_apart(history, *sought, workers=workers)
    assert not marks(history).lacking


def test_it_is_the_same_whether_they_are_deltas_or_lie_in_files_of_their_own(tmp_path):
    made = written().made(tmp_path / "made")
    made.git("repack", "-q", "-a", "-d", "-f", "--depth=50", "--window=50")
    told_apart(made, SECRET, OTHER)

    (pack,) = (made.folder / ".git/objects/pack").glob("*.pack")
    content = pack.read_bytes()
    pack.with_suffix(".idx").unlink()
    pack.unlink()
    made.git("unpack-objects", "-q", given=content)
    told_apart(made, SECRET, OTHER)

    made.git("repack", "-q")
    assert [*(made.folder / ".git/objects").glob("??/*")]
    told_apart(made, SECRET, OTHER)


def test_names_of_sha256_are_read_too(tmp_path):
    history = Written()
    first = history.commit({"a": line(1), "d/a": "a\n"})
    history.commit({"d/a": line(1)}, first)
    made = history.made(tmp_path / "made", "--object-format=sha256")

    told_apart(made, made.git("rev-parse", "main:d/a"))
    assert not marks(made).lacking


def test_objects_of_an_alternate_are_read_too(history, tmp_path):
    history.git("clone", "-q", "--bare", "--shared", str(history.folder), str(tmp_path / "clone"))

    told_apart(Made.at(tmp_path / "clone"), SECRET, OTHER)
    assert not marks(Made.at(tmp_path / "clone")).lacking


def test_the_empty_tree_has_no_mark_where_nobody_stored_it(made):
    made.commit(a=line(1))

    assert marks(made, blob(made, "a")).of([EMPTY.encode()]) == {}
    assert marks(made).of([]) == {}


def test_submodules_links_and_strange_modes_lead_nowhere(made):
    made.commit(a="a\n")
    lost = "1" * 40
    trees = [
        made.git("mktree", "--missing", given=f"{mode} {kind} {oid}\tname\n".encode())
        for mode, kind, oid in (
            ("160000", "commit", lost),
            ("120000", "blob", blob(made, "a")),
            ("100664", "blob", blob(made, "a")),
        )
    ]

    assert of(made, trees) == [0, 0, 0]
    assert not marks(made).lacking
    assert [mark != 0 for mark in of(made, trees, blob(made, "a"))] == [False, True, True]


def test_a_tree_of_an_old_mode_is_followed(made):
    made.commit(a=line(1))
    inner = root(made, "HEAD")
    old = made.git(
        *("hash-object", "-t", "tree", "-w", "--literally", "--stdin"),
        given=b"040000 d\0" + bytes.fromhex(inner) + b"100664 e\0" + bytes.fromhex(inner),
    )

    one, other = of(made, [old, inner], blob(made, "a"))

    assert one
    assert other
    assert of(made, [old, inner]) == [0, 0]


def test_what_is_not_here_is_sought_and_told(made):
    made.commit(a="a\n", b="b\n")
    made.commit(a="other\n")
    lost = made.git("rev-parse", "HEAD~1:a")
    (made.folder / ".git/objects" / lost[:2] / lost[2:]).unlink()

    found = marks(made)

    assert found.lacking
    assert found.lacks({lost.encode(), blob(made, "a").encode()}) == {lost.encode()}
    assert found.lacks(set()) == set()
    assert found.of([root(made, "HEAD").encode()]) == {}
    assert found.of([root(made, "HEAD~1").encode()])


def test_a_folder_that_is_not_here_is_told_by_its_name(made):
    trees = [made.git("mktree", "--missing", given=f"040000 tree {lost * 40}\td\n".encode()) for lost in "12"]

    found = of(made, [*trees, "3" * 40])

    assert len({0, *found}) == 4
    assert marks(made).lacking


def damaged(made: Made, oid: str) -> None:
    path = made.folder / ".git/objects" / oid[:2] / oid[2:]
    path.chmod(0o600)
    path.write_bytes(b"no zlib data")


def test_a_tree_whose_file_is_damaged_is_told_by_its_name(made):
    made.commit(a="a\n")
    tree = root(made, "HEAD")
    made.commit(b="b\n")
    assert of(made, [tree, root(made, "HEAD")]) == [0, 0]

    damaged(made, tree)

    assert [mark != 0 for mark in of(made, [tree, root(made, "HEAD")])] == [True, False]
    assert marks(made).lacking


def test_over_a_bound_of_loose_trees_they_are_not_told_apart(made, monkeypatch):
    made.commit(a="a\n")
    monkeypatch.setattr(sieve, "_MOST_LOOSE", 10)

    with pytest.raises(UnsiftedError, match="files of their own"):
        marks(made)


def test_over_a_bound_of_entries_they_are_not_told_apart(history, monkeypatch):
    monkeypatch.setattr(sieve, "MOST_LINKS", 3)

    with pytest.raises(UnsiftedError, match="too many"):
        marks(history)


def test_over_a_bound_of_bytes_they_are_not_told_apart(history, monkeypatch):
    monkeypatch.setattr(sieve, "_MOST_BYTES", 300)

    with pytest.raises(UnsiftedError, match="too many"):
        marks(history)


def test_a_pack_without_its_index_is_not_passed_over(made):
    made.commit(a="a\n")
    made.git("repack", "-q", "-a", "-d")
    next((made.folder / ".git/objects/pack").glob("*.idx")).unlink()

    with pytest.raises(UnsiftedError):
        marks(made)


def test_a_pack_that_is_no_file_is_not_passed_over(made):
    made.commit(a="a\n")
    (made.folder / ".git/objects/pack/pack-1.pack").mkdir()

    with pytest.raises(UnsiftedError, match="no file"):
        marks(made)
