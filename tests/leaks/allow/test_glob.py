"""Globs over paths, as .gitignore has them."""

from __future__ import annotations

import pytest

from rootward.leaks.allow.glob import read_glob
from rootward.leaks.ere.error import PatternError


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("*.pem", "a.pem"),
        ("*.pem", "deep/down/a.pem"),
        ("fixtures", "tests/fixtures/a.txt"),
        ("fixtures/", "tests/fixtures/a.txt"),
        ("/docs", "docs/a.md"),
        ("tests/*.py", "tests/a.py"),
        ("tests/**", "tests/a/b.py"),
        ("tests/**/data", "tests/data"),
        ("tests/**/data", "tests/a/b/data/x"),
        ("**/data/*.json", "data/a.json"),
        ("**/data/*.json", "x/y/data/a.json"),
        ("a?c", "abc"),
        ("a[0-9]", "a7"),
        ("a[!0-9]", "ax"),
        ("a[]]", "a]"),
        ("a[]x]b", "axb"),
        ("a[b-dx]", "ac"),
        ("a[b-dx]", "ax"),
        ("a[xb-d]e", "ade"),
        ("a[b-]", "a-"),
        ("a[^0-9]", "ax"),
        ("a[0-9][a-c]", "a1b"),
        ("[b-cX-Z]", "Y"),
        ("**", "a/b"),
        ("tests/a*", "tests/a"),
        ("a\\", "a\\"),
        (r"a\bc", "abc"),
        ("aXX", "aXX"),
        ("a.zip!/b/*.txt", "a.zip!/b/c.txt"),
        ("*.zip", "deep/a.zip!/b/c.txt"),
        ("b/*.txt", "b/c.txt!/d"),
        (r"a\*", "a*"),
        ("ü.txt", "x/ü.txt"),
        ("x\udcff", "x\udcff"),
    ],
)
def test_a_glob_names_a_path(glob, path):
    assert read_glob(glob).is_in(path.encode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("*.pem", "a.pem.txt"),
        ("fixtures/", "tests/fixtures"),
        ("/docs", "src/docs/a.md"),
        ("tests/*.py", "tests/a/b.py"),
        ("tests/*.py", "x/tests/a.py"),
        ("tests/**", "tests"),
        ("a?c", "a/c"),
        ("a[!0-9]", "a/"),
        ("a[!0-9]", "a5"),
        ("a[bc]", "a\0"),
        ("a[b-d]", "aa"),
        ("a[b-d]", "ae"),
        ("a[b-d]", "a-"),
        ("a[0-9][a-c]", "a1"),
        ("aXX", "a"),
        ("a.b", "axb"),
        ("*.zip", "a.zip!b"),
        ("fixture", "tests/fixtures/a.txt"),
    ],
)
def test_a_glob_does_not_name_a_path(glob, path):
    assert not read_glob(glob).is_in(path.encode())


@pytest.mark.parametrize(
    ("glob", "why"),
    [
        ("", "names no path"),
        ("/", "names no path"),
        ("a[b", "a [ without its ]"),
        ("a[z-a]", "the range z-a ends before it begins"),
        ("x" * 10_001, "longer than 10,000 bytes"),
    ],
)
def test_what_is_no_glob_is_refused(glob, why):
    with pytest.raises(PatternError) as refused:
        read_glob(glob)
    assert str(refused.value) == why
