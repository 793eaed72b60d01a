"""Looking a password up in a sorted list of hashes, which is never loaded."""

from __future__ import annotations

import gzip
import hashlib
import os
import random
from io import FileIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootward.errors import UsageError
from rootward.leaks.breached.file import BreachedFile
from rootward.model.password import Sighting
from rootward.model.secret import Secret

WORDS = ["password", "letmein", "dragon", "monkey", "sunshine"]


def sha1(text):
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest().upper()


def entries(words, count=3):
    return [f"{digits}:{count}" for digits in sorted(map(sha1, words))]


@pytest.fixture
def listed(tmp_path):
    """Writes a list: of entries, or of bytes as they are."""

    def write(content, *, end="\n", lower=False, last=True):
        path = tmp_path / "list.txt"
        if isinstance(content, bytes):
            path.write_bytes(content)
            return path
        text = end.join(content) + (end if last else "")
        path.write_bytes((text.lower() if lower else text).encode())
        return path

    return write


def look(path, word):
    with BreachedFile(path) as file:
        return file.look_up(Secret(word))


def of(path, state, times=None):
    return Sighting(source="file", name=str(path), state=state, times=times)


@pytest.mark.parametrize("lower", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("count", [1, 2, 5, 1000])
def test_every_listed_password_is_found_and_no_other(listed, lower, end, last, count):
    words = [f"word{number}" for number in range(count)]
    path = listed(entries(words), end=end, lower=lower, last=last)

    assert all(look(path, word) == of(path, "found", 3) for word in words)
    assert all(look(path, f"other{number}") == of(path, "not_found") for number in range(50))


def test_the_count_is_told(listed):
    path = listed([f"{sha1('password')}:52256179"])

    assert look(path, "password").times == 52_256_179


@pytest.mark.parametrize("last", [True, False])
def test_bare_hashes_have_no_count(listed, last):
    path = listed(sorted(map(sha1, WORDS)), last=last)

    assert all(look(path, word) == of(path, "found", None) for word in WORDS)
    assert look(path, "other") == of(path, "not_found")


def test_an_entry_that_pads_only_is_not_found(listed):
    path = listed(entries(WORDS, count=0))

    assert look(path, "password") == of(path, "not_found")


def test_a_byte_order_mark_and_trailing_lines_are_overlooked(listed):
    path = listed(b"\xef\xbb\xbf" + "\r\n".join(entries(WORDS)).encode() + b"\r\n\r\n\n")

    assert all(look(path, word).state == "found" for word in WORDS)


def test_a_hash_may_be_listed_twice(listed):
    path = listed(sorted([*entries([f"word{number}" for number in range(300)]), *entries(["word7"])]))

    assert look(path, "word7").state == "found"
    assert look(path, "word8").state == "found"


def test_a_hash_may_fill_half_a_list(listed):
    words = [f"word{number}" for number in range(200)]
    often = sorted(words, key=sha1)[100]
    path = listed(sorted([*entries(words), *entries([often]) * 400]))

    assert all(look(path, word).state == "found" for word in words)
    assert look(path, "other").state == "not_found"


def test_a_disk_that_fails_is_said_to(listed):
    class Failing(FileIO):
        def seek(self, *_place):
            raise OSError(5, "Input/output error")

    path = listed(entries(WORDS))
    with BreachedFile(path) as file, Failing(path) as failing:
        file._file.close()
        file._file = failing
        with pytest.raises(UsageError, match=r"list\.txt cannot be read: Input/output error"):
            file.look_up(Secret("password"))


@given(
    words=st.sets(st.text(min_size=1, max_size=4), min_size=1, max_size=400),
    asked=st.lists(st.text(min_size=1, max_size=4), max_size=20),
    chance=st.randoms(use_true_random=False),
    form=st.tuples(st.booleans(), st.sampled_from(["\n", "\r\n"])),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_the_search_agrees_with_a_set(tmp_path, words, asked, chance, form):
    bare, end = form
    digits = sorted(map(sha1, words))
    lines = digits if bare else [f"{one}:{chance.randrange(1, 10 ** chance.randrange(1, 10))}" for one in digits]
    path = tmp_path / "list.txt"
    path.write_bytes((end.join(lines) + end).encode())

    with BreachedFile(path) as file:
        for word in [*asked, *list(words)[:20]]:
            assert (file.look_up(Secret(word)).state == "found") == (word in words)


def test_a_list_of_fifty_thousand_is_searched_by_a_few_short_reads(listed, monkeypatch):
    path = listed(entries(f"word{number}" for number in range(50_000)))
    size = path.stat().st_size
    read: list[int] = []
    real = BreachedFile._read

    def counted(self, at, asked):
        found = real(self, at, asked)
        read.append(len(found))
        return found

    monkeypatch.setattr(BreachedFile, "_read", counted)

    assert look(path, "word4711").state == "found"
    assert look(path, "other").state == "not_found"
    assert size > 2_000_000
    assert sum(read) < 64_000
    assert len(read) < 120


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n\n", b"\xef\xbb\xbf", b"   \n"])
def test_an_empty_list_says_nothing(listed, content):
    with pytest.raises(UsageError, match="is empty: a look into it would say nothing"):
        BreachedFile(listed(content))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"password\n", "the line at byte 0 is no SHA-1 hash"),
        (b"\n" + b"A" * 40 + b"\n", "the line at byte 0 is no SHA-1 hash"),
        (b"A" * 39 + b"\n", "the line at byte 0 is no SHA-1 hash"),
        (b"A" * 41 + b"\n", "the line at byte 0 is no SHA-1 hash"),
        (b"G" * 40 + b"\n", "the line at byte 0 is no SHA-1 hash"),
        (b"A" * 40 + b":\n", "the line at byte 0 is no SHA-1 hash"),
        (b"A" * 40 + b":many\n", "the line at byte 0 is no SHA-1 hash"),
        (b"A" * 40 + b"," * 3 + b"\n", "the line at byte 0 is no SHA-1 hash"),
        (b"A" * 32 + b":5\n", "the line at byte 0 is an NTLM hash"),
        (b"A" * 40 + b":5\nfalse", "the line at byte 43 is no SHA-1 hash"),
        (b"A" * 40 + b":5\n" + b"A" * 500, "is no SHA-1 hash"),
        (b"\0" * 5000, "the line at byte 0 is no SHA-1 hash"),
        (b"PK\x03\x04....", "is a ZIP archive"),
        (b"7z\xbc\xaf....", "is a 7-Zip archive"),
        (gzip.compress(b"A" * 40, mtime=0), "is packed by gzip"),
        (b"B" * 40 + b"\n" + b"A" * 40 + b"\n", "is not sorted: the line at byte 41 is out of order"),
    ],
)
def test_what_is_no_such_list_is_refused_before_anything_is_asked(listed, content, says):
    path = listed(content)

    with pytest.raises(UsageError) as caught:
        BreachedFile(path)

    assert str(caught.value).startswith(str(path))
    assert says in str(caught.value)
    assert caught.value.advice


def test_a_list_by_how_often_and_not_by_hash_is_not_sorted(listed):
    words = [f"word{number}" for number in range(5000)]
    random.Random(1).shuffle(words)  # noqa: S311 - a seed makes the test repeatable
    lines = [f"{sha1(word)}:7" for word in words]
    path = listed([min(lines), *lines, max(lines)])  # its ends look well

    with pytest.raises(UsageError, match="is not sorted"):
        BreachedFile(path)


def test_two_sorted_lists_one_after_the_other_are_no_sorted_list(listed):
    lines = entries(f"word{number}" for number in range(2000))
    path = listed([*lines[:50], *lines[1500:], *lines[50:1500], "F" * 40])

    with pytest.raises(UsageError, match="is not sorted"):
        BreachedFile(path)


def test_a_line_out_of_order_that_a_search_meets_is_named(listed):
    lines = entries(f"word{number}" for number in range(60))
    word = next(word for word in (f"word{number}" for number in range(60)) if lines[21].startswith(sha1(word)))
    lines[20], lines[40] = lines[40], lines[20]
    path = listed(lines)

    with pytest.raises(UsageError, match="is not sorted"):
        look(path, word)


def test_a_line_in_the_middle_that_is_no_hash_is_named(listed):
    lines = entries(f"word{number}" for number in range(2000))
    word = next(word for word in (f"word{number}" for number in range(2000)) if lines[1005].startswith(sha1(word)))
    lines[1000:1010] = ["x" * 42] * 10
    path = listed(lines)

    with pytest.raises(UsageError, match=r"the line at byte [0-9,]+ is no SHA-1 hash"):
        look(path, word)


def test_a_middle_without_any_line_is_no_list(listed):
    lines = entries(f"word{number}" for number in range(200))
    path = listed("\n".join([*lines[:100], "A" * 50_000, *lines[100:]]).encode())

    with pytest.raises(UsageError, match="no SHA-1 hash"):
        look(path, "password")


@pytest.mark.parametrize("name", ["missing.txt", "missing/list.txt", "nul\0.txt"])
def test_a_file_that_is_not_there_is_named(tmp_path, name):
    with pytest.raises(UsageError, match="cannot be read"):
        BreachedFile(tmp_path / name)


def test_a_folder_is_no_list(tmp_path):
    with pytest.raises(UsageError, match="is no file that can be searched"):
        BreachedFile(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files there")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)

    with pytest.raises(UsageError, match="is no file that can be searched"):
        BreachedFile(path)


def test_no_error_shows_the_hash_that_was_looked_for(listed):
    lines = entries(f"word{number}" for number in range(2000))
    near = next(number for number, line in enumerate(lines) if line > sha1("password"))
    path = listed([*lines[: near - 4], *(["no hash"] * 8), *lines[near + 4 :]])

    with pytest.raises(UsageError) as caught:
        look(path, "password")

    assert sha1("password")[:5] not in f"{caught.value}{caught.value.advice}"


def test_a_list_of_one_entry_in_a_path_with_a_blank(tmp_path: Path):
    path = tmp_path / "my list.txt"
    path.write_text(f"{sha1('password')}:1\n")

    assert look(path, "password") == of(path, "found", 1)
