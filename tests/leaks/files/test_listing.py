"""What git lists, as it answers, and what it waits for."""

from __future__ import annotations

import os

import pytest

from rootward.leaks.files.listing import WaitingError, between_zeros


@pytest.fixture
def pipe():
    """Both ends: what git would write to is closed by the test."""
    read, write = os.pipe()
    with os.fdopen(read, "rb") as answer, os.fdopen(write, "wb", buffering=0) as git:
        yield answer, git


def test_names_are_told_apart_by_zeros_wherever_a_block_ends(pipe):
    answer, git = pipe
    git.write(b"a\0b/")
    names = between_zeros(answer, "")
    assert next(names) == "a"

    git.write(b"c d\n\0")
    git.close()
    assert list(names) == ["b/c d\n"]


def test_what_is_no_utf_8_comes_back_as_the_system_has_it(pipe):
    answer, git = pipe
    git.write(b"\xff\0")
    git.close()

    assert [os.fsencode(name) for name in between_zeros(answer, "")] == [b"\xff"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs on Windows")
def test_who_says_nothing_for_long_may_be_waiting_for_a_fifo(pipe, tree, monkeypatch):
    monkeypatch.setattr("rootward.leaks.files.listing._PATIENCE", 0.01)
    root = tree({"a/b/c": "", ".git/d": ""})
    os.mkfifo(root / "a" / "b" / ".gitignore")
    answer, _ = pipe

    for start in ("", "a/", f"{root}/"):
        with pytest.raises(WaitingError) as waiting:
            next(between_zeros(answer, start))
        assert os.path.realpath(waiting.value.path) == str(root / "a" / "b" / ".gitignore")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs on Windows")
def test_who_is_only_slow_is_waited_for(pipe, tree, monkeypatch):
    root = tree({"a/b": "", "inner/.git/c": ""})
    os.mkfifo(root / "inner" / ".gitignore")  # of another repository
    os.mkfifo(root / ".git")
    answer, git = pipe
    looked = []

    def slow(_start):
        looked.append("looked")
        git.write(b"a\0")
        git.close()
        return iter(())

    monkeypatch.setattr("rootward.leaks.files.listing._PATIENCE", 0.01)
    from rootward.leaks.files import listing

    assert list(listing._lists_of_ignored("")) == [".gitignore", f"a{os.sep}.gitignore"]
    monkeypatch.setattr(listing, "_lists_of_ignored", slow)
    assert list(between_zeros(answer, "")) == ["a"]
    assert looked == ["looked"]
