"""A FIFO in the place of a file that git reads: every kind of scan says so, ends, and none waits for it."""

from __future__ import annotations

import os

import pytest

from rootward.workflows.scanning.hook_words import STAGED
from rootward.workflows.scanning.hooked import is_clean
from rootward.workflows.scanning.order import Files, History, Range, Staged
from tests.local.key_places.planting import key_id
from tests.workflows.scanning.shop import Shop, found, ids, scanned

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs on Windows")

WAITS = "is no file, and git would wait for it without end"
OF_HISTORIES = [History("."), Range("HEAD~1..HEAD"), Staged()]


@pytest.fixture
def shop(tmp_path, monkeypatch):
    for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    shop = Shop(tmp_path / "shop")
    shop.commit("a", "one\n")
    shop.commit("a", f"AWS_ACCESS_KEY_ID={key_id(1)}\n")
    shop.write("a", "two\n")
    shop.git("add", "a")
    monkeypatch.chdir(shop.folder)
    return shop


def pipe(shop, name):
    path = shop.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    return path


@pytest.mark.parametrize("source", OF_HISTORIES)
@pytest.mark.parametrize("name", ["refs/heads/x", "packed-refs", "HEAD", "info/exclude", "config"])
def test_among_gits_own_files_it_is_refused_in_one_line(shop, source, name):
    path = pipe(shop, f".git/{name}")

    (unread,) = scanned(source).scan.unread

    assert unread.reason == f"{path} {WAITS}"


@pytest.mark.parametrize("source", OF_HISTORIES)
def test_in_the_place_of_an_object_too(shop, source):
    oid = shop.git("rev-parse", ":a")
    path = pipe(shop, f".git/objects/{oid[:2]}/{oid[2:]}")

    assert [one.reason for one in scanned(source).scan.unread] == [f"{path} {WAITS}"]
    assert not is_clean(STAGED)


@pytest.mark.parametrize("name", [".git/refs/heads/x", ".git/config", ".git/info/exclude"])
def test_files_are_scanned_without_what_git_would_say(shop, name):
    shop.write("b", f"AWS_ACCESS_KEY_ID={key_id(2)}\n")
    pipe(shop, name)

    assert ids(found(Files(paths=(".",))).findings) == [("b", key_id(2))]


def test_that_gits_configuration_was_left_out_is_said(shop):
    from rootward.leaks.git.command import Git
    from rootward.workflows.scanning.allowing import load_allowing

    path = pipe(shop, ".git/config")

    (line,) = load_allowing(Git(folder=str(shop.folder)), shop.folder).left_out
    assert line == f"git's configuration cannot be read, and its rules are left out: {path} {WAITS}"


def test_what_git_would_ignore_is_scanned_where_its_list_is_no_file(shop, monkeypatch):
    monkeypatch.setattr("rootward.leaks.files.listing._PATIENCE", 0.05)
    shop.write("b", f"AWS_ACCESS_KEY_ID={key_id(2)}\n")
    pipe(shop, ".gitignore")

    scan = found(Files(paths=(".",), gitignore=True))

    assert ids(scan.findings) == [("b", key_id(2))]
    assert [one.path for one in scan.unread] == [".gitignore"]
