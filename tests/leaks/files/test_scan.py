"""Scanning files: which are read, how each is called, and what is said of those that are not."""

from __future__ import annotations

import errno
import io
import os
import random
import socket
import stat
import sys
import threading
from pathlib import Path

import pytest

from rootward.errors import UsageError
from rootward.leaks.files import scan
from rootward.leaks.files.order import FilesOrder, Tally
from rootward.leaks.files.scan import scan_files
from rootward.leaks.files.walk import walk
from rootward.leaks.gate.quick import QuickGate
from rootward.leaks.kept_gate import open_kept_gate
from rootward.leaks.look import look
from rootward.leaks.rules import Rules
from rootward.model.scan import Unread
from tests.leaks.files.scanned import Scanned, key_id, leak

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX only: links without rights, pipes, bytes in names")


def test_a_leak_is_found_in_a_folder_under_its_path_from_there(tree):
    tree({"src/app/config.ini": leak(), "src/clean.txt": "nothing", "README": ""})
    scanned = Scanned("src")
    assert scanned.found == ["src/app/config.ini"]
    (sight,) = [sight for _, sight in scanned.sights]
    assert (sight.kind, sight.line, sight.key_id) == ("access-key-id", 2, key_id())
    assert scanned.unread == {}
    assert (scanned.tally.files, scanned.tally.bytes) == (2, len(leak()) + 7)


@pytest.mark.parametrize("here", [".", "./", "././"])
def test_the_current_folder_adds_nothing_to_a_path(tree, here):
    tree({"a.ini": leak(), "b/c.ini": leak()})
    assert Scanned(here).found == ["a.ini", "b/c.ini"]


def test_a_path_is_called_as_it_was_named(tree):
    root = tree({"a/b.ini": leak()})
    assert Scanned(root / "a").found == [(root / "a/b.ini").as_posix()]
    assert Scanned("a/b.ini").found == ["a/b.ini"]
    assert Scanned("a/../a").found == ["a/../a/b.ini"]


def test_files_come_in_the_order_of_their_names(tree):
    tree({name: leak(number) for number, name in enumerate(["b", "a", "d/a", "c/z", "c/a", "Z"])})
    assert Scanned(".").found == ["Z", "a", "b", "c/a", "c/z", "d/a"]


def test_hidden_files_are_files_and_gits_own_folder_is_left_out(tree):
    tree({".env": leak(), ".git/config": leak(), "sub/.git": leak(), "sub/.github/x": leak()})
    assert Scanned(".").found == [".env", "sub/.github/x"]
    assert Scanned(".git").found == [".git/config"]


@posix
def test_no_link_is_followed_but_one_that_is_named(tree, tmp_path_factory):
    away = tmp_path_factory.mktemp("away")
    (away / "secret.ini").write_bytes(leak())
    root = tree({"kept.txt": "nothing"})
    (root / "file").symlink_to(away / "secret.ini")
    (root / "folder").symlink_to(away)
    (root / "around").symlink_to(root)
    (root / "nowhere").symlink_to("not-there")
    scanned = Scanned(".")
    assert scanned.found == []
    assert scanned.unread == {}
    assert Scanned("file").found == ["file"]
    assert Scanned("folder").found == ["folder/secret.ini"]
    assert Scanned("nowhere").unread == {"nowhere": "a link that leads nowhere"}


@posix
def test_a_pipe_and_a_socket_are_said_only_where_they_are_named(tree):
    root = tree({"a.ini": leak()})
    os.mkfifo(root / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        scanned = Scanned(".")
        assert scanned.found == ["a.ini"]
        assert scanned.unread == {}
        assert Scanned("pipe").unread == {"pipe": "a pipe, not a file"}
        (reason,) = Scanned("socket").unread.values()
        assert reason
    assert Scanned("/dev/null").unread == {"/dev/null": "a device, not a file"}


@posix
def test_what_a_shell_gives_for_a_command_is_read_as_a_stream():
    reading, writing = os.pipe()

    def write():
        os.write(writing, leak())
        os.close(writing)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert Scanned(f"/dev/fd/{reading}").found == [f"/dev/fd/{reading}"]
    finally:
        writer.join()
        os.close(reading)


@pytest.fixture
def anybody():
    """Not root, who may read everything."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield
    if root:
        os.seteuid(0)


@posix
def test_what_must_not_be_read_is_said(tree, request):
    Path(tree({})).chmod(0o777)
    request.getfixturevalue("anybody")
    Path("closed").mkdir()
    for name in ("a.ini", "closed/b.ini", "c.ini"):
        Path(name).write_bytes(leak())
    Path("a.ini").chmod(0)
    Path("closed").chmod(0)
    try:
        scanned = Scanned(".")
    finally:
        Path("closed").chmod(stat.S_IRWXU)
    assert scanned.found == ["c.ini"]
    assert scanned.unread == {"a.ini": "permission denied", "closed": "permission denied"}


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
def test_a_file_that_cannot_be_opened_is_said_and_the_next_one_is_read(tree, monkeypatch, number):
    tree({"a.ini": leak(), "b.ini": leak()})
    opened = os.open

    def refusing(path, flags, *rest):
        if path == "a.ini":
            raise OSError(number, os.strerror(number))
        return opened(path, flags, *rest)

    monkeypatch.setattr(os, "open", refusing)
    scanned = Scanned(".")
    assert scanned.found == ["b.ini"]
    words = os.strerror(number)
    assert scanned.unread == {"a.ini": words[0].lower() + words[1:]}


def test_a_folder_that_cannot_be_listed_is_said_and_the_next_one_is_read(tree, monkeypatch):
    tree({"a/x.ini": leak(), "b/x.ini": leak()})
    listing = os.scandir

    def refusing(path):
        if path == "a" + os.sep:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return listing(path)

    monkeypatch.setattr(os, "scandir", refusing)
    scanned = Scanned(".")
    assert scanned.found == ["b/x.ini"]
    assert scanned.unread == {"a": "permission denied"}


def test_a_file_that_goes_away_in_between_is_said(tree):
    root = tree({f"{number:03}.ini": leak(number) for number in range(300)})
    items = scan_files(FilesOrder(paths=(".",)), Rules(), Tally(), read_input=None)

    def walked(folder, named):
        for path in walk(folder, named):
            if path == "299.ini":
                (root / path).unlink()
            yield path

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(scan, "walk", walked)
        unread = [item for item in items if isinstance(item, Unread)]
    assert unread == [Unread(path="299.ini", reason="it was there and is not any more")]


@posix
def test_a_file_that_becomes_a_link_or_a_pipe_in_between_is_not_followed(tree, monkeypatch):
    root = tree({"a.ini": leak(), "b.ini": leak(), "c.ini": leak()})

    def walked(folder, named):
        for path in list(walk(folder, named)):
            if path == "a.ini":
                (root / path).rename(root / "away")
                (root / path).symlink_to("away")
            if path == "b.ini":
                (root / path).unlink()
                os.mkfifo(root / path)
            yield path

    monkeypatch.setattr(scan, "walk", walked)
    scanned = Scanned(".")
    assert scanned.found == ["c.ini"]
    assert scanned.unread == {}


@posix
@pytest.mark.skipif(sys.platform == "darwin", reason="Linux only: macOS' file systems take UTF-8 alone")
def test_bytes_in_a_name_that_are_no_utf_8_are_shown_by_number(tree):
    root = tree({})
    Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9.ini")).write_bytes(leak())
    (root / "café.ini").write_bytes(leak())
    assert sorted(Scanned(".").found) == ["caf\\xe9.ini", "café.ini"]
    assert Scanned(os.fsdecode(b"caf\xe9.ini")).found == ["caf\\xe9.ini"]


def test_a_name_stays_a_name_whatever_it_looks_like(tree):
    tree({"[x].ini": leak(), "a*b": leak(), "-": leak(), "x": leak()})
    assert Scanned("[x].ini").found == ["[x].ini"]
    assert Scanned("a*b").found == ["a*b"]
    assert Scanned("./-").found == ["./-"]
    assert Scanned("./x").found == ["x"]


def test_a_path_is_scanned_once_however_often_it_is_named(tree):
    root = tree({"a/b/x.ini": leak(), "a/y.ini": leak(), "z.ini": leak()})
    assert Scanned("a", "a/", root / "a", "./a").found == ["a/y.ini", "a/b/x.ini"]
    assert Scanned("a/b", ".").found == ["a/b/x.ini", "z.ini", "a/y.ini"]
    assert Scanned(".", "a/y.ini").found == ["z.ini", "a/b/x.ini", "a/y.ini"]


def test_a_path_that_is_not_there_is_a_slip_said_before_anything_is_read(tree):
    tree({"a.ini": leak()})
    with pytest.raises(UsageError, match=r"typo\.ini is not there"):
        Scanned("a.ini", "typo.ini")
    with pytest.raises(UsageError, match=r"\*\.jnl matches no file"):
        Scanned("a.ini", "*.jnl")
    for path in ("", "a\0b"):
        with pytest.raises(UsageError, match="is no path"):
            Scanned(path)


def test_standard_input_is_scanned(tree):
    tree({})
    scanned = Scanned("-", read_input=io.BytesIO(b"x\n" + leak()).read)
    assert scanned.found == ["-"]
    assert scanned.sights[0][1].line == 3
    assert (scanned.tally.files, scanned.tally.bytes) == (1, 2 + len(leak()))


def test_standard_input_takes_its_turn_among_paths(tree):
    tree({"a.ini": leak(1), "b.ini": leak(2)})
    assert Scanned("b.ini", "-", "a.ini", read_input=io.BytesIO(leak(3)).read).found == ["b.ini", "-", "a.ini"]


def test_standard_input_that_fails_is_said(tree):
    tree({})
    parts = [leak()]

    def read(_size):
        if parts:
            return parts.pop()
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    scanned = Scanned("-", read_input=read)
    assert scanned.unread["-"].startswith(os.strerror(errno.EIO).lower())
    assert scanned.found == ["-"]


@pytest.mark.parametrize("before", [0, 1, (1 << 20) - 60, 1 << 20, 3 << 20, (8 << 20) - 30])
def test_a_large_file_has_the_findings_that_its_bytes_have(tree, before):
    data = b"x" * 79 + b"\n"
    data = data * (before // 80) + b"y" * (before % 80) + b"\n" + leak(1) + data * 20_000 + leak(2)
    tree({"large.txt": data})
    scanned = Scanned("large.txt")
    assert [sight for _, sight in scanned.sights] == list(look(data, Rules()))
    assert len(scanned.sights) == 2
    assert scanned.tally.bytes == len(data)


def test_many_small_files_have_the_findings_that_their_bytes_have(tree):
    choice = random.Random(5)  # noqa: S311 - a fixed tree
    files = {}
    for number in range(1500):
        filler = b"line of text\n" * choice.randrange(1, 800)
        files[f"{number % 7}/{number:04}.txt"] = filler + (leak(number) if choice.random() < 0.1 else b"") + filler
    tree(files)
    scanned = Scanned(".")
    expected = [(path, sight) for path, data in sorted(files.items()) for sight in look(data, Rules())]
    assert scanned.sights == expected
    assert len(expected) > 100
    assert scanned.tally.files == 1500


def test_workers_find_what_one_process_finds_in_the_same_order(tree, monkeypatch):
    files = {f"{number % 5}/{number:04}.txt": leak(number) if number % 9 == 0 else b"nothing" for number in range(900)}
    tree(files)
    alone = Scanned(".", workers=1)
    monkeypatch.setattr(scan, "_CHUNK", 40)
    monkeypatch.setattr(scan, "_ALONE_FILES", 100)
    together = Scanned(".", workers=3)
    assert together.sights == alone.sights
    assert len(alone.sights) == 100
    assert together.tally.files == alone.tally.files == 900
    assert together.tally.bytes == alone.tally.bytes


def test_an_interrupted_scan_says_what_it_left(tree, monkeypatch):
    tree({f"a/{number:03}.ini": leak(number) for number in range(600)} | {"b/x.ini": leak(), "c/x.ini": leak()})
    monkeypatch.setattr(scan, "_CHUNK", 100)
    tally = Tally()
    items = scan_files(FilesOrder(paths=("a", "b", "c")), Rules(), tally)
    found = []
    for item in items:
        found.append(item)
        if len(found) == 250:
            break
    assert tally.unfinished() == (
        Unread(path="a", reason="the scan ended in it, at a/249.ini"),
        Unread(path="b", reason="the scan ended before it"),
        Unread(path="c", reason="the scan ended before it"),
    )
    assert tally.files >= 250


def test_a_finished_scan_left_nothing(tree):
    tree({"a/x.ini": leak(), "b/x.ini": leak()})
    assert Scanned("a", "b").tally.unfinished() == ()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux only: /proc")
def test_a_file_that_has_bytes_and_no_size_is_read():
    assert Scanned("/proc/self/status").tally.bytes > 100


@posix
def test_a_file_that_grows_while_it_is_read_has_an_end(tree, monkeypatch):
    root = tree({"log": b"line\n" * (1 << 19)})
    reading = os.pread

    def growing(number, size, offset):
        with (root / "log").open("ab") as file:
            file.write(b"more\n" * 1000)
        return reading(number, size, offset)

    monkeypatch.setattr(os, "pread", growing)
    assert Scanned("log").tally.bytes == 5 << 19


def test_a_scan_keeps_its_gate_where_it_is_told_to(tree, tmp_path_factory):
    cache = tmp_path_factory.mktemp("cache")
    tree({f"{number}.txt": b"nothing\n" * 100_000 for number in range(7)} | {"a.ini": leak()})
    for _ in range(2):
        assert Scanned(".", cache=str(cache)).found == ["a.ini"]
        assert len(list((cache / "gates").iterdir())) == 1


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_tree_of_some_megabytes_has_the_same_findings_whether_or_not_a_gate_is_kept(tree, monkeypatch, is_kept):
    root = tree({f"a/{number:03}.txt": b"line of text\n" * 500 + leak(number) for number in range(300)})
    cache = str(root / "cache")
    if is_kept:
        open_kept_gate(Rules(), cache)
    quick = []
    glanced = QuickGate.glanced

    def noted(gate, parts):
        quick.extend(parts)
        return glanced(gate, parts)

    monkeypatch.setattr(QuickGate, "glanced", noted)
    scanned = Scanned("a", workers=1, cache=cache)
    assert scanned.found == [f"a/{number:03}.txt" for number in range(300)]
    assert len(quick) == (300 if is_kept else 0)
