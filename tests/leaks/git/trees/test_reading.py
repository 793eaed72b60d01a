"""What the trees of a pack lead to."""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path

import numpy as np
import pytest

from rootward.leaks.git.pack import TREE
from rootward.leaks.git.pack_plan import plan_pack
from rootward.leaks.git.pack_shelf import PackShelf
from rootward.leaks.git.trees import reading
from rootward.leaks.git.trees.entries import NotTreesError
from rootward.leaks.git.trees.keys import PADDING, Keying, in_words
from rootward.leaks.git.trees.reading import Links, Part, Read, Setting, TreeReader, joined
from rootward.leaks.git.trees.table import OTHER, SOUGHT, Table
from tests.leaks.git.made import Made
from tests.leaks.git.packs_by_hand import NAME_DELTA, copied, delta, entry, put_pack
from tests.leaks.git.trees.texts import Entry, tree

KEYING = Keying.drawn()
A_TREE, ANOTHER, BLOB, LEAK, LOST = (bytes([number]) * 20 for number in range(1, 6))


def key(oid: bytes) -> int:
    return int(KEYING.of_names(in_words(oid + PADDING), np.zeros(1, np.int64))[0])


def header(text: bytes) -> int:
    return int(KEYING.of_texts(in_words(text + PADDING), np.array([0]), np.array([len(text)]))[0])


def setting(oids: dict[bytes, int] | None = None) -> Setting:
    """One in which two trees, a blob and one that is sought are here."""
    known = {A_TREE: 7, ANOTHER: 9, BLOB: OTHER, LEAK: SOUGHT} if oids is None else oids
    table = Table.of(len(known))
    table.put(np.array([key(oid) for oid in known], np.uint64), np.array([*known.values()], np.uint32))
    return Setting(KEYING, table, 20)


def of(links: Links) -> list[tuple[int, int, int]]:
    return [*zip(links.parents.tolist(), links.headers.tolist(), links.objects.tolist(), strict=True)]


def read(*texts: bytes | None, row: int = 0) -> Read:
    return TreeReader(setting()).read(row, texts)


def test_trees_and_what_is_sought_are_told_with_the_row_of_their_tree():
    found = read(
        tree(Entry(b"100644", b"a", LEAK), Entry(b"100644", b"b", BLOB), Entry(b"40000", b"d", A_TREE)),
        b"",
        tree(Entry(b"120000", b"link", LEAK), Entry(b"40000", b"e", ANOTHER)),
        row=5,
    )

    assert of(found.inner) == [(5, header(b"40000 d"), 7), (7, header(b"40000 e"), 9)]
    assert of(found.sought) == [(5, header(b"100644 a"), key(LEAK)), (7, header(b"120000 link"), key(LEAK))]
    assert not found.lacking
    assert not found.unreadable.size


@pytest.mark.parametrize(
    ("mode", "oid"),
    [(b"100644", LOST), (b"120000", LOST), (b"100664", LOST), (b"40000", LOST), (b"40000", BLOB), (b"040000", BLOB)],
)
def test_what_is_not_here_or_is_no_tree_is_sought_and_lacking(mode, oid):
    found = read(tree(Entry(mode, b"a", oid)))

    assert of(found.sought) == [(0, header(mode + b" a"), key(oid))]
    assert not found.inner.parents.size
    assert found.lacking


@pytest.mark.parametrize("oid", [LOST, A_TREE, BLOB, LEAK])
@pytest.mark.parametrize("mode", [b"160000", b"140000"])
def test_submodules_are_elsewhere(mode, oid):
    found = read(tree(Entry(mode, b"a", oid)))

    assert of(found.inner) == of(found.sought) == []
    assert not found.lacking


def test_a_file_that_is_a_tree_is_not_followed():
    found = read(tree(Entry(b"100644", b"a", A_TREE)))

    assert of(found.inner) == of(found.sought) == []


def test_a_tree_that_does_not_rebuild_keeps_its_row():
    found = read(None, tree(Entry(b"100644", b"a", LEAK)), None, row=3)

    assert found.unreadable.tolist() == [3, 5]
    assert of(found.sought) == [(4, header(b"100644 a"), key(LEAK))]


def test_rows_go_on_where_more_is_read_than_in_one_go(monkeypatch):
    monkeypatch.setattr(reading, "_AT_ONCE", 100)
    texts = [
        None if number % 7 == 5 else tree(*[Entry(b"100644", b"a", LEAK)] * (number % 5), Entry(b"40000", b"d", A_TREE))
        for number in range(40)
    ]

    found = read(*texts, row=2)

    assert found.unreadable.tolist() == [2 + number for number in range(40) if number % 7 == 5]
    assert found.inner.parents.tolist() == [2 + number for number in range(40) if number % 7 != 5]
    assert found.sought.parents.tolist() == [
        2 + number for number in range(40) if number % 7 != 5 for _ in range(number % 5)
    ]


def test_over_a_bound_of_bytes_a_part_is_refused(monkeypatch):
    text = tree(*[Entry(b"100644", b"a", LEAK)] * 4)
    monkeypatch.setattr(reading, "_AT_ONCE", 100)
    monkeypatch.setattr(reading, "_MOST_BYTES", 10 * len(text))

    assert read(*[text] * 10).size == 10 * len(text)
    with pytest.raises(NotTreesError, match="too large"):
        read(*[text] * 11)


def test_over_a_bound_of_entries_that_lead_on_a_part_is_refused(monkeypatch):
    text = tree(*[Entry(b"100644", b"a", LEAK), Entry(b"40000", b"d", A_TREE), Entry(b"100644", b"b", BLOB)] * 2)
    monkeypatch.setattr(reading, "_AT_ONCE", 100)
    monkeypatch.setattr(reading, "MOST_LINKS", 40)

    assert read(*[text] * 10).links == 40
    with pytest.raises(NotTreesError, match="too large"):
        read(*[text] * 11)


def test_what_is_no_tree_is_refused():
    with pytest.raises(NotTreesError):
        read(tree(Entry(b"100644", b"a", LEAK)), b"no tree at all, and of more than twenty bytes")


def test_nothing_leads_to_nothing():
    for found in (read(), joined([])):
        assert of(found.inner) == of(found.sought) == []
        assert found.inner.objects.dtype == np.uint32
        assert found.sought.objects.dtype == np.uint64


def test_parts_are_joined_in_their_order():
    parts = [read(tree(Entry(b"100644", b"a", LEAK)), None, row=row) for row in (0, 2)]
    parts.append(read(tree(Entry(b"100644", b"a", LOST)), row=4))

    found = joined(parts)

    assert found.sought.parents.tolist() == [0, 2, 4]
    assert found.unreadable.tolist() == [1, 3]
    assert found.lacking
    assert found.size == 3 * len(tree(Entry(b"100644", b"a", LEAK)))


def tree_name(text: bytes) -> bytes:
    return hashlib.sha1(b"tree %d\0" % len(text) + text, usedforsecurity=False).digest()


WHOLE = tree(Entry(b"100644", b"a", BLOB), Entry(b"100644", b"b", LEAK))
CHANGED = WHOLE[:-20] + LOST
TO_CHANGED = delta(len(WHOLE), len(CHANGED), copied(0, len(WHOLE) - 20), bytes([20]) + LOST)
TO_NOTHING = delta(5, 10, copied(0, 5))


def parts(git_dir: Path, *entries: tuple[bytes, bytes]) -> list[Part]:
    """The trees of a pack of these."""
    shelf = PackShelf()
    path = str(put_pack(git_dir, entries))
    index = shelf.index(path, 20)
    plan = plan_pack(path, index, shelf, np.ones(index.oids.shape[0], np.bool_), least=1, of=(TREE,))
    rows = np.cumsum([0, *(stretch.names.shape[0] for stretch in plan.stretches)]).tolist()
    return [Part(portion, row) for portion, row in zip(plan.portions, rows, strict=False)]


@pytest.fixture
def git_dir(tmp_path: Path) -> Path:
    return Made(tmp_path / "made").folder / ".git"


def test_the_trees_of_a_pack_are_rebuilt_and_read(git_dir):
    (part,) = parts(
        git_dir,
        (tree_name(WHOLE), entry(TREE, WHOLE)),
        (tree_name(CHANGED), entry(NAME_DELTA, TO_CHANGED, tree_name(WHOLE))),
        (A_TREE, entry(NAME_DELTA, TO_NOTHING, tree_name(WHOLE))),
    )
    reader = TreeReader(pickle.loads(pickle.dumps(setting())))  # noqa: S301

    found = reader(part)

    assert found is not None
    assert sorted(oid for _, _, oid in of(found.sought)) == sorted([key(LEAK), key(LOST)])
    assert found.unreadable.size == 1
    assert {*found.sought.parents.tolist(), *found.unreadable.tolist()} == {0, 1, 2}
    again = reader(part)
    assert again is not None
    assert of(again.sought) == of(found.sought)


def test_what_a_pack_calls_a_tree_and_is_none_is_not_told(git_dir):
    (part,) = parts(git_dir, (A_TREE, entry(TREE, b"no tree at all, and of more than twenty bytes")))

    assert TreeReader(setting())(part) is None


def test_a_pack_that_has_gone_is_not_told(git_dir):
    (part,) = parts(git_dir, (tree_name(WHOLE), entry(TREE, WHOLE)))
    reader = TreeReader(setting())
    Path(part.portion.pack).unlink()

    assert reader(part) is None


def test_a_pack_that_was_cut_off_since_has_a_tree_that_does_not_rebuild(git_dir):
    (part,) = parts(git_dir, (tree_name(WHOLE), entry(TREE, WHOLE)))
    pack = Path(part.portion.pack)
    content = pack.read_bytes()
    pack.write_bytes(content[:20])

    found = TreeReader(setting())(part)

    assert found is not None
    assert found.unreadable.tolist() == [0]
