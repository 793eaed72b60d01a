"""What stands in the texts of trees, however many zero bytes the names of objects have."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from rootward.leaks.git.trees.entries import NotTreesError
from tests.leaks.git.trees.texts import Entry, kinds, parsed, plainly, tree

OID = bytes(range(1, 21))
ZEROS = bytes(20)


def file(name: bytes, oid: bytes = OID) -> Entry:
    return Entry(b"100644", name, oid)


def test_entries_of_every_kind_are_told_apart():
    entries = (
        Entry(b"100644", b"file", OID),
        Entry(b"40000", b"folder", OID),
        Entry(b"120000", b"link", OID),
        Entry(b"160000", b"module", OID),
        Entry(b"100755", b"program", OID),
    )

    assert parsed(tree(*entries)) == [list(entries)]
    assert kinds(*entries) == ["blob", "tree", "blob", "submodule", "blob"]


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        (b"040000", "tree"),
        (b"40755", "tree"),
        (b"100664", "blob"),
        (b"100600", "blob"),
        (b"120777", "blob"),
        (b"160644", "submodule"),
        (b"140000", "submodule"),
        (b"0", "submodule"),
        (b"644", "submodule"),
    ],
)
def test_modes_that_git_wrote_once_are_read_as_git_reads_them(mode, kind):
    entries = (file(b"a"), Entry(mode, b"b", OID), Entry(b"40000", b"c", OID))

    assert parsed(tree(*entries)) == [list(entries)]
    assert kinds(*entries) == ["blob", kind, "tree"]


@pytest.mark.parametrize("mode", [b"", b"100648", b"4000x", b"-40000", b"1006440", b"0040000", b"40000\t"])
def test_a_mode_that_is_none_makes_no_tree(mode):
    with pytest.raises(NotTreesError, match="mode"):
        parsed(tree(file(b"a"), Entry(mode, b"name", OID)))


@pytest.mark.parametrize(
    "oid",
    [
        ZEROS,
        b"\1" + bytes(19),
        bytes(19) + b"\1",
        b"\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0",
        b"\0\0\1" * 6 + b"\0\0",
        b"\x00100644 a" + bytes(11),
    ],
)
def test_zero_bytes_in_the_name_of_an_object_end_no_name(oid):
    entries = [file(b"a", oid), Entry(b"40000", b"b", oid), file(b"a name of more than twenty bytes", oid), file(b"c")]

    assert parsed(tree(*entries)) == [entries]


def test_more_zero_bytes_close_together_than_are_told_apart_make_no_tree():
    assert parsed(tree(*(file(b"a", ZEROS) for _ in range(3)))) == [[file(b"a", ZEROS)] * 3]
    with pytest.raises(NotTreesError, match="close together"):
        parsed(tree(*(file(b"a", ZEROS) for _ in range(4))))


def test_names_have_from_one_byte_to_as_many_as_a_key_is_made_of():
    most = b"n" * (1024 - len(b"100644 "))

    assert parsed(tree(file(b"a"), file(most), file(b"b"))) == [[file(b"a"), file(most), file(b"b")]]
    with pytest.raises(NotTreesError, match="too long"):
        parsed(tree(file(b"a"), file(most + b"n"), file(b"b")))


@pytest.mark.parametrize("mode", [b"100644", b"40000", b"040000", b"0"])
def test_an_entry_without_a_name_makes_no_tree(mode):
    with pytest.raises(NotTreesError):
        parsed(tree(Entry(mode, b"", OID), file(b"a")))


def test_a_name_may_begin_or_end_with_a_blank():
    entries = [file(b" "), file(b" a "), Entry(b"40000", b" 40000 ", OID)]

    assert parsed(tree(*entries)) == [entries]


def test_names_of_sha256_have_thirty_two_bytes():
    entries = [file(b"a", bytes(12) + OID), Entry(b"40000", b"b", bytes(32))]

    assert parsed(tree(*entries), oid_bytes=32) == [entries]


def test_trees_that_hold_nothing_stand_between_others():
    assert parsed() == []
    assert parsed(b"") == [[]]
    a, b = file(b"a"), file(b"b")
    assert parsed(b"", tree(a), b"", b"", tree(b), b"") == [[], [a], [], [], [b], []]


@pytest.mark.parametrize("less", [1, 19, 20, 21, 22])
def test_a_tree_that_ends_within_an_entry_is_none(less):
    with pytest.raises(NotTreesError):
        parsed(tree(file(b"a"), file(b"b"))[:-less])


def test_a_tree_must_not_end_where_the_entry_of_another_does():
    whole = tree(file(b"a"), file(b"b"))

    with pytest.raises(NotTreesError):
        parsed(whole[:-5], whole[-5:])
    with pytest.raises(NotTreesError):
        parsed(whole, OID)


@pytest.mark.parametrize("text", [b"x", b"no tree at all", b"\0", bytes(21), b"\0" + OID, OID * 50, b"100644 a"])
def test_what_is_no_tree_is_refused(text):
    with pytest.raises(NotTreesError):
        parsed(tree(file(b"a")), text)


def test_zero_bytes_alone_do_not_take_all_memory():
    tracemalloc.start()
    try:
        with pytest.raises(NotTreesError):
            parsed(bytes(32 << 20))
        assert tracemalloc.get_traced_memory()[1] < 160 << 20
    finally:
        tracemalloc.stop()


names = st.binary(min_size=1, max_size=40).filter(lambda name: not {0, ord("/")} & set(name))
oids = st.lists(st.sampled_from([0, 0, 0, 1, 32, 49, 52]), min_size=20, max_size=20).map(bytes) | st.binary(
    min_size=20, max_size=20
)
modes = st.sampled_from([b"100644", b"40000", b"100755", b"120000", b"160000", b"040000", b"100664"])
texts = st.lists(st.builds(Entry, modes, names, oids), max_size=5).map(lambda entries: tree(*entries))


@given(st.lists(texts, max_size=5))
@example([tree(file(b"a", ZEROS), file(b"b", ZEROS)), b"", tree(file(b"c", ZEROS))])
def test_any_trees_are_read_as_a_plain_loop_reads_them(drawn):
    assume(b"".join(drawn).count(0) <= 64)

    assert parsed(*drawn) == [plainly(text, 20) for text in drawn]


@given(st.binary(max_size=200), st.data())
def test_any_bytes_are_refused_or_read_as_a_plain_loop_reads_them(noise, data):
    whole = tree(file(b"a"), Entry(b"40000", b"b", noise[:20].ljust(20, b"\0")), file(b"c"))
    at = data.draw(st.integers(0, len(whole)))
    text = whole[:at] + noise[20:] + whole[at + len(noise[20:]) :]

    try:
        found = parsed(text)
    except NotTreesError:
        return
    assert found == [plainly(text, 20)]
