"""`ar` archives: a Debian package, GNU's long names and BSD's."""

from __future__ import annotations

import lzma

import pytest

from tests.leaks.files.archives.packing import tar
from tests.leaks.files.scanned import Scanned, leak


def member(name: bytes, data: bytes) -> bytes:
    header = (
        name.ljust(16) + b"0".ljust(12) + b"0".ljust(6) * 2 + b"100644".ljust(8) + str(len(data)).encode().ljust(10)
    )
    return header + b"`\n" + data + b"\n" * (len(data) % 2)


def archive(*members: bytes) -> bytes:
    return b"!<arch>\n" + b"".join(members)


def test_a_debian_package_is_read_with_what_it_runs_and_what_it_installs(tree):
    control = lzma.compress(tar({"./postinst": leak(1)}))
    data = lzma.compress(tar({"./etc/a.ini": leak(2)}))
    package = archive(
        member(b"debian-binary", b"2.0\n"), member(b"control.tar.xz", control), member(b"data.tar.xz", data)
    )
    tree({"a.deb": package})

    scanned = Scanned("a.deb")

    assert scanned.found == ["a.deb!/control.tar.xz!/./postinst", "a.deb!/data.tar.xz!/./etc/a.ini"]
    assert scanned.unread == {}


def test_long_names_as_gnu_and_as_bsd_have_them_and_no_table_of_symbols(tree):
    gnu = archive(
        member(b"/", leak(9)),
        member(b"//", b"short.ini/\na-name-of-some-length.ini/\n"),
        member(b"/11", leak(1)),
        member(b"odd.ini/", leak(2) + b"odd"),
    )
    bsd = archive(member(b"__.SYMDEF", b"x"), member(b"#1/24", b"a-name-of-some-length.ini"[:24] + leak(3)))
    tree({"a.a": gnu, "b.a": bsd})

    scanned = Scanned(".")

    assert scanned.found == ["a.a!/a-name-of-some-length.ini", "a.a!/odd.ini", "b.a!/a-name-of-some-length.in"]
    assert scanned.unread == {}


@pytest.mark.parametrize("end", [-1, -40, 70])
def test_what_is_cut_off_is_said_and_what_stands_before_is_found(tree, end):
    whole = archive(member(b"a.ini", leak(1)), member(b"b.ini", b"x" * 100))
    tree({"a.a": whole[:end]})

    scanned = Scanned("a.a")

    assert scanned.unread["a.a"] == "it ends too early"
    assert scanned.found == (["a.a!/a.ini"] if end < 0 else [])


@pytest.mark.parametrize("header", [b"#1/999", b"#1/x", "/²".encode(), b"/99"])
def test_a_name_that_makes_no_sense_stops_nothing(tree, header):
    tree({"a.a": archive(member(b"a.ini", leak(1)), member(header, b"x"))})

    assert Scanned("a.a").found == ["a.a!/a.ini"]
