"""What a file is told to be by its bytes: what is unpacked, and what is only named."""

from __future__ import annotations

import lzma

import pytest

from tests.leaks.files.archives.packing import tar, zipped
from tests.leaks.files.scanned import Scanned, leak


def alone(data):
    return lzma.compress(data, format=lzma.FORMAT_ALONE)


def test_lzma_is_unpacked_and_the_tar_in_it(tree):
    tree({"a.lzma": alone(leak(1)), "b.tar.lzma": alone(tar({"b.ini": leak(2)})), "empty.lzma": alone(b"")})

    scanned = Scanned(".")

    assert scanned.found == ["a.lzma", "b.tar.lzma!/b.ini"]
    assert scanned.unread == {}


def test_lzma_that_is_cut_off_is_said(tree):
    tree({"a.lzma": alone(leak(1) + bytes(range(256)) * 9)[:-20]})

    scanned = Scanned("a.lzma")

    assert scanned.unread == {"a.lzma": "it ends too early; what stands before was read"}


def test_what_only_begins_like_lzma_is_a_file(tree):
    tree({"a": b"]\0\0" + leak(1), "b": b"]\0\0\1\0" + b"x" * 20 + leak(2), "c": b"]\0\0"})

    scanned = Scanned(".")

    assert (scanned.found, scanned.unread) == (["a", "b"], {})


@pytest.mark.parametrize("start", [b"#!/bin/sh\nexit 0\n", b"MZ\0\0", b"#!/usr/bin/env python3\n" + b"# x\n" * 400_000])
def test_a_zip_behind_a_script_or_a_program_of_any_name_is_unpacked(tree, start):
    tree({"install": start + zipped({"a.ini": leak(1)})})

    scanned = Scanned("install")

    assert (scanned.found, scanned.unread) == (["install!/a.ini"], {})


def test_a_script_without_a_zip_is_a_script(tree):
    tree({"a.sh": b"#!/bin/sh\n" + leak(1)})

    scanned = Scanned("a.sh")

    assert (scanned.found, scanned.unread) == (["a.sh"], {})


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\x1f\x9d\x90", "packed by compress"),
        (b"\xed\xab\xee\xdb\3\0", "an RPM package"),
        (b"MSCF\0\0\0\0", "a cabinet archive"),
        (b"xar!\0\x1c\0\1", "a xar archive"),
        (b"hsqs\1\0", "a SquashFS file system"),
        (b"PACK\0\0\0\2\0\0\0\1", "a pack of git's objects"),
        (b"# v2 git bundle\n", "a git bundle"),
        (b"# v3 git bundle\n@object-format=sha1\n", "a git bundle"),
    ],
)
def test_what_is_known_and_not_unpacked_is_named(tree, head, name):
    tree({"a": head + leak(1)})

    scanned = Scanned("a")

    assert scanned.unread == {"a": f"{name}, which is not unpacked"}
    assert scanned.found == ["a"]


def test_the_image_of_a_disk_is_named_by_its_16th_block_also_in_an_archive(tree):
    image = b"\0" * 32768 + b"\1CD001\1\0" + b"\0" * 2048
    tree({"a.iso": image, "b.tar": tar({"b.ISO": image}), "c.iso": b"none", "d.txt": image})

    said = "the image of a disk, which is not unpacked"
    assert Scanned(".").unread == {"a.iso": said, "b.tar!/b.ISO": said}
