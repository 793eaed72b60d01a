from datetime import UTC, datetime, timedelta, timezone

import pytest

from rootward.leaks.git.signature import Signature, signature, tag_name


def commit(author: bytes, *more: bytes) -> bytes:
    return b"\n".join([b"tree 0", b"author " + author, b"committer C <c@example.com> 5 +0000", *more, b"", b"author X"])


def test_the_author_of_a_commit_and_the_tagger_of_a_tag():
    assert signature("commit", commit(b"Ada <ada@example.com> 1600000000 -0730")) == Signature(
        "Ada <ada@example.com>",
        datetime(2020, 9, 13, 4, 56, 40, tzinfo=timezone(-timedelta(hours=7, minutes=30))),
    )
    tag = b"object 0\ntype commit\ntag v1\ntagger Bob <b@example.com> 0 +0000\n\nauthor X"
    assert signature("tag", tag) == Signature("Bob <b@example.com>", datetime(1970, 1, 1, tzinfo=UTC))
    assert tag_name(tag) == "v1"


@pytest.mark.parametrize(
    ("written", "author", "year"),
    [
        (b"Ada <ada@example.com>", "Ada <ada@example.com>", None),
        (b"Ada <ada@example.com> x +0000", "Ada <ada@example.com>", None),
        (b"Ada <ada@example.com> 99999999999999999999 +0000", "Ada <ada@example.com>", None),
        (b"Ada <ada@example.com> 86400 +9999", "Ada <ada@example.com>", 1970),
        (b"Ada <ada@example.com> 86400", "Ada <ada@example.com>", 1970),
        (b"A>da <a> 86400 +0000", "A>da <a>", 1970),
        (b"nobody", "nobody", None),
        (b"caf\xe9 <c> 86400 +0000", "caf\\xe9 <c>", 1970),
    ],
)
def test_anything_may_stand_there(written, author, year):
    made = signature("commit", commit(written))

    assert made.author == author
    assert (made.date and made.date.year) == year


def test_the_encoding_that_a_commit_names_counts_where_it_is_one():
    written = b"caf\xe9 <c> 0 +0000"

    assert signature("commit", commit(written, b"encoding ISO-8859-1")).author == "café <c>"
    assert signature("commit", commit(written, b"encoding no-such")).author == "caf\\xe9 <c>"
    assert signature("commit", commit(written, b"encoding \xff")).author == "caf\\xe9 <c>"
    assert signature("commit", commit(written, b"encoding rot13")).author == "caf\\xe9 <c>"


def test_an_object_without_one_has_none():
    assert signature("tag", b"object 0\ntype commit\ntag v0.99\n\nold") == Signature()
    assert tag_name(b"object 0") == ""
