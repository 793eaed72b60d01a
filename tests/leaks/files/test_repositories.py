"""Repositories among files and in archives: their histories are not read there, and that is said."""

from __future__ import annotations

import subprocess

import pytest

from tests.leaks.files.archives.packing import sha256, tar, zipped
from tests.leaks.files.scanned import Scanned, leak

LOOSE = "objects/0a/" + "b" * 38
PACK = "objects/pack/pack-" + "c" * 40 + ".pack"
BARE = {"HEAD": b"ref: refs/heads/main\n", "config": leak(7), "refs/heads/main": b"", LOOSE: b"\x78\x01" + leak(9)}


def below(folder, files):
    return {f"{folder}/{name}": data for name, data in files.items()}


@pytest.mark.parametrize("gitignore", [False, True])
def test_a_bare_repository_in_a_folder_is_said_once_with_the_line_to_run(tree, gitignore):
    tree({"d/a.ini": leak(1), **below("d/two words.git", BARE)})

    scanned = Scanned("d", gitignore=gitignore)

    assert scanned.found == ["d/a.ini", "d/two words.git/config"]
    assert scanned.unread == {
        "d/two words.git": "a git repository, whose history is not read with files: "
        "rootward scan --history 'd/two words.git'"
    }


def test_a_bare_repository_in_a_work_tree_is_said_too_where_git_lists_the_files(tree):
    folder = tree(below("d/r.git", BARE))
    subprocess.run(["git", "init", "-q", str(folder)], check=True)  # noqa: S607 - git as it is found

    assert list(Scanned("d", gitignore=True).unread) == ["d/r.git"]


def test_the_repository_of_a_work_tree_is_passed_by(tree):
    tree({"d/a.txt": b"x", **below("d/.git", BARE)})

    scanned = Scanned("d")

    assert (scanned.found, scanned.unread) == ([], {})


@pytest.mark.parametrize("place", ["r.git/objects", "r.git/objects/0a", f"r.git/{LOOSE}"])
def test_the_objects_of_a_repository_are_no_files(tree, place):
    folder = tree(below("r.git", BARE))

    assert Scanned(place).unread == {
        place: f"objects of a git repository, which are not read as files: rootward scan --history {folder}/r.git"
    }


def test_a_folder_that_is_only_called_objects_is_a_folder(tree):
    tree({"objects/a.ini": leak(1), "HEAD": b"x"})

    assert (Scanned("objects").found, Scanned("objects").unread) == (["objects/a.ini"], {})


SAID = "a git repository, whose history is not read in an archive: unpack it, then: rootward scan --history FOLDER"


@pytest.mark.parametrize("write", [tar, zipped])
def test_each_repository_in_an_archive_is_said_once(tree, write):
    bare = {**BARE, PACK: b"PACK\0\0\0\2" + leak(9)}
    tree({"a": write({**below("x/.git", bare), **below("y.git", BARE), "z.ini": leak(1)})})

    scanned = Scanned("a")

    assert scanned.unread == {"a!/x/.git": SAID, "a!/y.git": SAID}
    assert scanned.found == ["a!/x/.git/config", "a!/y.git/config", "a!/z.ini"]


def test_an_archive_of_a_repository_itself(tree):
    tree({"a.tar": tar(BARE)})

    assert Scanned("a.tar").unread == {"a.tar!/.": SAID}


def test_a_repository_in_a_layer_of_an_image(tree):
    layer = tar(below("srv/r.git", BARE))
    name = f"blobs/sha256/{sha256(layer)}"
    tree({"image.tar": tar({name: layer})})

    assert Scanned("image.tar").unread == {f"image.tar!/{name}!/srv/r.git": SAID}


def test_what_is_called_like_an_object_and_is_none_is_looked_at(tree):
    tree({"a.tar": tar({f"r.git/{LOOSE}": leak(1)})})

    assert Scanned("a.tar").found == [f"a.tar!/r.git/{LOOSE}"]
