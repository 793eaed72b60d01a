"""Globs, where no shell has read them before."""

from __future__ import annotations

import os

import pytest

from rootward.leaks.files.named import named

FILES = dict.fromkeys(["a.py", "b.txt", ".env", "x/a.py", "x/y/b.py", "x/y/.hid/c.py", ".git/c.py", "z[1].py"], "")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.py", ["a.py", "z[1].py"]),
        ("*", [".env", "a.py", "b.txt", "x", "z[1].py"]),
        ("?.*", ["a.py", "b.txt"]),
        ("[ab].*", ["a.py", "b.txt"]),
        ("[!a].*", ["b.txt"]),
        ("**/*.py", ["a.py", "x/a.py", "x/y/.hid/c.py", "x/y/b.py", "z[1].py"]),
        ("**/y", ["x/y"]),
        ("x/**", ["x/a.py", "x/y"]),
        ("x/*/b.py", ["x/y/b.py"]),
        ("*/y/*.py", ["x/y/b.py"]),
        ("x/**/b.py", ["x/y/b.py"]),
        ("z[1].py", ["z[1].py"]),
    ],
)
def test_a_glob_stands_for_what_it_matches(tree, pattern, found):
    root = tree(FILES)
    assert named((pattern,)) == tuple(name.replace("/", os.sep) for name in found)
    assert named((f"./{pattern}",)) == named((pattern,))
    assert named((f"{root}/{pattern}",)) == tuple(str(root / name) for name in found)


@pytest.mark.skipif(os.name == "nt", reason="POSIX only: links without rights")
def test_a_glob_follows_no_link(tree):
    root = tree({"a/b.py": ""})
    (root / "a/around").symlink_to(root)
    assert named(("**/*.py",)) == ("a/b.py",)
