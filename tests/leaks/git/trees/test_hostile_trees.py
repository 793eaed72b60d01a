"""Trees that no git makes: they are not told apart, or told as git sees them; and nobody waits for ever."""

from __future__ import annotations

import hashlib
import os
import signal
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from rootward.leaks.git import attribution, pack_plan
from rootward.leaks.git.attribution import Attribution, attribute
from rootward.leaks.git.blank_tree import EMPTY_TREE
from rootward.leaks.git.finding import find_in_objects
from rootward.leaks.git.pack import TREE
from rootward.leaks.git.reading import Reading
from rootward.leaks.git.searcher import Looker
from rootward.leaks.git.trees import sieve
from rootward.leaks.git.trees.reading import Part, Read, TreeReader
from rootward.leaks.git.trees.sieve import Marks, UnsiftedError, read_marks
from rootward.leaks.rules import Rules
from tests.leaks.git.made import Made, key, line
from tests.leaks.git.packs_by_hand import NAME_DELTA, blob_name, copied, delta, entry, put_pack
from tests.leaks.git.trees.texts import Entry, tree

SECRET = line(1).encode()
LEAK = blob_name(SECRET)
OTHER = blob_name(b"other\n")
LOST = b"\1" * 20
ODD = b"\2" * 20


@pytest.fixture
def made(tmp_path: Path) -> Made:
    made = Made(tmp_path / "made")
    for content in (SECRET, b"other\n"):
        made.git("hash-object", "-w", "--stdin", given=content)
    return made


def named(text: bytes) -> bytes:
    return hashlib.sha1(b"tree %d\0" % len(text) + text, usedforsecurity=False).digest()


def pack(made: Made, *texts: bytes, named_as: Sequence[bytes] = ()) -> list[bytes]:
    """Put trees into a pack, under names of their own or of somebody's choice."""
    names = [*named_as, *map(named, texts[len(named_as) :])]
    put_pack(made.folder / ".git", [(name, entry(TREE, text)) for name, text in zip(names, texts, strict=True)])
    return names


def commit(made: Made, root: bytes, *parents: str) -> str:
    made.commits += 1
    words = [word for parent in parents for word in ("-p", parent)]
    oid = made.git("commit-tree", *words, "-m", "change", EMPTY_TREE[40].decode())
    text = made.git("cat-file", "commit", oid).replace(EMPTY_TREE[40].decode(), root.hex())
    oid = made.git("hash-object", "-t", "commit", "-w", "--stdin", given=text.encode())
    made.git("update-ref", "refs/heads/main", oid)
    return oid


def marks(made: Made, *sought: bytes) -> Marks:
    with Reading() as reading:
        return read_marks(made.opened(), {oid.hex().encode() for oid in sought}, reading, workers=1)


def told(made: Made, worth: int) -> Attribution:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attribution, "_WORTH_SIFTING", worth)
        return attribute(made.opened(), made.objects(), workers=1)


def same(made: Made) -> Attribution:
    sifted, plain = (told(made, worth) for worth in (0, 1 << 60))
    assert sifted == plain
    return sifted


def test_trees_that_hold_each_other_are_not_followed(made):
    pack(
        made,
        tree(Entry(b"100644", b"a", LEAK), Entry(b"40000", b"d", LOST)),
        tree(Entry(b"40000", b"d", ODD)),
        named_as=[ODD, LOST],
    )

    with pytest.raises(UnsiftedError, match="deep"):
        marks(made, LEAK)
    assert marks(made).of([ODD.hex().encode()]) == {}


def test_folders_ten_thousand_deep_are_left_to_git(made):
    texts = [tree(Entry(b"100644", b"a", LEAK))]
    for _ in range(10_000):
        texts.append(tree(Entry(b"40000", b"d", named(texts[-1]))))
    root = pack(made, *texts)[-1]
    commit(made, root)

    with pytest.raises(UnsiftedError, match="deep"):
        marks(made, LEAK)
    same(made)


def test_a_chain_of_trees_deeper_than_any_of_gits_is_walked(made):
    content = tree(*(Entry(b"100644", b"%03d" % number, OTHER) for number in range(20)))
    entries = [(named(content), entry(TREE, content))]
    for version in range(9_000):
        oid = LEAK if version == 8_000 else blob_name(b"%d" % version)
        result = content[:-20] + oid
        change = delta(len(content), len(result), copied(0, len(content) - 20), bytes([20]) + oid)
        entries.append((named(result), entry(NAME_DELTA, change, entries[-1][0])))
        content = result
    put_pack(made.folder / ".git", entries)
    trees = [name.hex().encode() for name, _ in entries]

    found = marks(made, LEAK)

    assert [tree in found.of(trees) for tree in trees[8_000:8_003]] == [True, True, True]
    assert found.lacking


def test_a_tree_of_very_many_files(made):
    entries = [Entry(b"100644", b"%06d" % number, LEAK if number == 70_000 else OTHER) for number in range(100_000)]
    root = pack(made, tree(*entries))[0]
    first = commit(made, root)

    assert [(row.path, row.commit) for row in same(made).brought] == [("070000", first)]


def test_trees_in_no_order_and_with_a_name_twice(made):
    texts = [
        tree(Entry(b"100644", b"b", OTHER), Entry(b"100644", b"a", OTHER)),
        tree(Entry(b"100644", b"b", LEAK), Entry(b"100644", b"a", OTHER)),
        tree(Entry(b"100644", b"a", OTHER), Entry(b"100644", b"a", LEAK)),
        tree(Entry(b"100644", b"a", LEAK), Entry(b"100644", b"a", LEAK)),
    ]
    parents: list[str] = []
    for root in pack(made, *texts):
        parents = [commit(made, root, *parents)]

    found = same(made)

    assert {row.path for row in found.brought} == {"a", "b"}


@pytest.mark.parametrize("mode", [b"040000", b"40755", b"100644", b"100664", b"160644", b"0", b"10040000"])
def test_any_mode_that_git_reads(made, mode):
    text = tree(Entry(b"100664", b"a", LEAK))
    inner, root = pack(made, text, tree(Entry(mode, b"d", named(text))))
    first = commit(made, inner)
    commit(made, root, first)

    assert same(made).brought


@pytest.mark.parametrize("mode", [b"", b"4000x", b"100649"])
def test_a_mode_that_git_cannot_read_is_told_as_git_tells_it(made, mode):
    first = commit(made, pack(made, tree(Entry(b"100644", b"a", LEAK)))[0])
    broken = commit(made, pack(made, tree(Entry(mode, b"d", OTHER)))[0], first)

    assert f"commit {broken}" in {one.path for one in same(made).unread}


def test_a_tree_that_has_another_name_in_another_pack_is_left_to_git(made):
    pack(made, tree(Entry(b"100644", b"a", OTHER)), named_as=[ODD])
    assert marks(made, LEAK).of([ODD.hex().encode()]) == {}

    pack(made, tree(Entry(b"100644", b"a", LEAK)), named_as=[ODD])

    with pytest.raises(UnsiftedError, match="several objects"):
        marks(made, LEAK)


def test_a_tree_that_lies_in_two_packs_is_read(made):
    text = tree(Entry(b"100644", b"a", LEAK))
    pack(made, text)
    pack(made, text, tree(Entry(b"40000", b"d", named(text))))

    assert marks(made, LEAK).of([named(text).hex().encode()])


def test_a_tree_with_the_name_of_what_is_sought_hides_nothing(made):
    pack(made, tree(Entry(b"100644", b"a", OTHER)), named_as=[LEAK])

    with pytest.raises(UnsiftedError, match="several objects"):
        marks(made, LEAK)


def test_an_index_that_gives_one_name_twice_is_left_to_git(made):
    pack(made, tree(Entry(b"100644", b"a", OTHER)), tree(Entry(b"100644", b"a", LEAK)), named_as=[ODD, ODD])

    with pytest.raises(UnsiftedError, match="one name"):
        marks(made, LEAK)


def test_trees_that_are_based_on_each_other_are_left_to_git(made):
    change = delta(10, 10, copied(0, 10))
    put_pack(made.folder / ".git", [(ODD, entry(NAME_DELTA, change, LOST)), (LOST, entry(NAME_DELTA, change, ODD))])

    with pytest.raises(UnsiftedError, match="themselves"):
        marks(made, LEAK)


def test_a_tree_whose_base_lies_in_another_pack_is_told_by_its_name(made):
    base = tree(Entry(b"100644", b"a", OTHER), Entry(b"100644", b"b", OTHER))
    result = base[:-20] + LOST
    change = delta(len(base), len(result), copied(0, len(base) - 20), bytes([20]) + LOST)
    first, *_ = pack(made, base)
    put_pack(made.folder / ".git", [(named(result), entry(NAME_DELTA, change, named(base)))])
    commit(made, named(result), commit(made, first))

    found = marks(made, LEAK)

    assert found.of([named(result).hex().encode()])
    assert found.of([named(base).hex().encode()]) == {}
    assert found.lacking
    same(made)


def test_a_tree_that_does_not_rebuild_may_lead_anywhere(made):
    put_pack(made.folder / ".git", [(ODD, b"\x25" + zlib.compress(b"four"))])

    found = marks(made, LEAK)

    assert found.of([ODD.hex().encode()])
    assert found.lacking


def test_what_is_no_tree_is_left_to_git(made):
    pack(made, b"no tree at all, and of more than twenty bytes")

    with pytest.raises(UnsiftedError):
        marks(made, LEAK)


def test_a_loose_tree_of_another_name_is_told_by_its_name(made):
    path = made.folder / ".git/objects" / ODD.hex()[:2] / ODD.hex()[2:]
    path.parent.mkdir()
    text = tree(Entry(b"100644", b"a", OTHER))
    path.write_bytes(zlib.compress(b"tree %d\0" % len(text) + text))

    found = marks(made, LEAK)

    assert found.of([ODD.hex().encode()])
    assert found.lacking


def keyed(made: Made) -> None:
    """Two commits, in a pack."""
    made.commit(a=line(2))
    made.commit(b=line(3))
    made.git("repack", "-q", "-a", "-d")


def test_a_pack_that_goes_before_its_trees_are_read_is_left_to_git(made, monkeypatch):
    keyed(made)
    (path,) = (made.folder / ".git/objects/pack").glob("*.pack")
    plan = pack_plan.plan_pack

    def plan_as_it_goes(*arguments, **words):
        planned = plan(*arguments, **words)
        path.unlink()
        return planned

    monkeypatch.setattr(sieve, "plan_pack", plan_as_it_goes)

    with pytest.raises(UnsiftedError, match="gone"):
        marks(made)


def test_what_git_packs_anew_after_it_was_searched_is_read_as_it_is_then(made, monkeypatch):
    monkeypatch.setattr(attribution, "_WORTH_SIFTING", 0)
    keyed(made)
    with Reading() as reading:
        found = find_in_objects(made.opened(), Looker(Rules()), workers=1, reading=reading)
        made.commit(c=line(4))
        made.git("repack", "-q", "-a", "-d", "-f")

        rows = attribute(made.opened(), found.objects, workers=1, reading=reading).brought

    assert {(row.path, row.sight.key_id) for row in rows if row.commit} == {("a", key(2)), ("b", key(3))}


class Dying(TreeReader):
    """Reads in the process of the tests, without haste, and ends a worker at its first task."""

    def __call__(self, part: Part) -> Read | None:
        if os.environ["OF_THE_TESTS"] != str(os.getpid()):
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
        time.sleep(0.05)
        return super().__call__(part)


def test_what_a_worker_leaves_that_is_ended_is_read_here(made, monkeypatch):
    monkeypatch.setenv("OF_THE_TESTS", str(os.getpid()))
    monkeypatch.setattr(sieve, "TreeReader", Dying)
    texts = [tree(Entry(b"100644", b"%d" % number, LEAK if number % 2 else OTHER)) for number in range(12)]
    trees = [pack(made, text)[0].hex().encode() for text in texts]

    with Reading() as reading:
        found = read_marks(made.opened(), {LEAK.hex().encode()}, reading, workers=3)
        assert all(worker.process.wait(60) < 0 for worker in reading.crew._workers)

    assert found.of(trees).keys() == {*trees[1::2]}


@pytest.mark.parametrize("stage", ["a portion", "the marks", "the history"])
def test_an_interrupt_is_passed_on_and_nobody_is_waited_for(made, monkeypatch, stage):
    keyed(made)
    objects = made.objects()

    def interrupted(*_arguments, **_words):
        raise KeyboardInterrupt

    monkeypatch.setattr(attribution, "_WORTH_SIFTING", 0)
    monkeypatch.setattr(
        *{
            "a portion": (TreeReader, "__call__"),
            "the marks": (sieve, "marks_of"),
            "the history": (attribution, "read_history"),
        }[stage],
        interrupted,
    )

    with pytest.raises(KeyboardInterrupt):
        attribute(made.opened(), objects, workers=1)
