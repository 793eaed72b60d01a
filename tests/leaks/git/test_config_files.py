"""Which files a configuration has git read."""

from __future__ import annotations

import pytest

from rootward.leaks.git.config_files import files_of_config


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"[include]\n\tpath = more.config\n", [("more.config", True)]),
        (b'[includeIf "gitdir:/x/"]\n\tPath=/etc/more\n', [("/etc/more", True)]),
        (
            b"[core]\n\texcludesFile = lists/ignored\n\tattributesfile = attrs\n",
            [("lists/ignored", False), ("attrs", False)],
        ),
        (b"[include] path = here\n", [("here", True)]),
        (b'[include]\n\tpath = "a b; c" ; why\n', [("a b; c", True)]),
        (b"[include]\n\tpath = a b # why\n", [("a b", True)]),
        (b'[include]\n\tpath = a\\"b\\\\c\n', [('a"b\\c', True)]),
        (b"[include]\n\tpath = a\\\n/b\n", [("a/b", True)]),
        (b"[include]\r\n\tpath = a\r\n", [("a", True)]),
        (b"[core]\n\tbare = false\n\tworktree = /x\n", []),
        (b"[include]\n\tpath\n\tpath =\n; path = a\n# path = b\n", []),
        (b"[include]\n\tpath = " + b"a" * 9000 + b"\n", []),
    ],
)
def test_they_are_read_as_git_reads_them(content, named):
    assert list(files_of_config(content)) == named


def test_a_tilde_is_the_home_folder(monkeypatch):
    monkeypatch.setenv("HOME", "/home/anna")
    monkeypatch.setenv("USERPROFILE", "/home/anna")

    assert [path.replace("\\", "/") for path, _ in files_of_config(b"[include]\n\tpath = ~/x\n")] == ["/home/anna/x"]


def test_however_long_it_is_it_comes_to_an_end():
    content = b"[include]\n" + b"path = " + b"\\a" * 4000 + b"\n" + b"]" * 200_000 + b" \t" * 200_000

    assert len(list(files_of_config(content))) == 1
