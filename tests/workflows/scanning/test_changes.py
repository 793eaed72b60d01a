"""What is new is looked through: a range of commits, what is staged, the message of the next commit."""

from __future__ import annotations

import pytest

from rootward.errors import UsageError
from rootward.workflows.scanning.order import Message, Range, Staged
from tests.local.key_places.planting import key_id
from tests.workflows.scanning.shop import Shop, found, ids


@pytest.fixture
def shop(tmp_path, monkeypatch):
    shop = Shop(tmp_path / "shop")
    shop.commit("old", env(9))
    monkeypatch.chdir(shop.folder)
    return shop


def env(number):
    return f"AWS_ACCESS_KEY_ID={key_id(number)}\n"


def test_a_range_tells_what_its_commits_brought_and_nothing_from_before(shop):
    start = shop.git("rev-parse", "HEAD")
    bad = shop.commit("new", env(1))
    shop.commit("new", "taken out\n", message=f"forget {key_id(2)}")
    shop.commit("old", f"{env(9)}more\n")

    scan = found(Range(f"{start}..HEAD"))

    assert sorted(ids(scan.findings)) == [("commit message", key_id(2)), ("new", key_id(1))]
    (leak,) = [one for one in scan.findings if one.path == "new"]
    assert (leak.commit, leak.in_head, leak.author) == (bad, False, "Anna <anna@example.com>")
    assert scan.looked.commits == 3


def test_without_attribution_a_range_tells_no_commit(shop):
    start = shop.git("rev-parse", "HEAD")
    shop.commit("new", env(1))

    (leak,) = found(Range(f"{start}.."), attribution=False).findings

    assert (leak.path, leak.commit, leak.in_head) == ("new", None, None)


def test_no_such_range_is_refused(shop):
    del shop
    with pytest.raises(UsageError, match="there is no such range of commits here"):
        found(Range("nowhere..HEAD"))


def test_what_is_staged_counts_and_not_the_file(shop):
    shop.write("a", env(1))
    shop.git("add", "a")
    shop.write("a", "taken out\n")
    shop.write("b", env(2))  # not staged
    shop.write("old", f"{env(9)}more\n")
    shop.git("add", "old")

    scan = found(Staged())

    assert ids(scan.findings) == [("a", key_id(1))]
    (leak,) = scan.findings
    assert (leak.commit, leak.in_head, leak.line) == (None, None, 1)
    assert scan.looked.files == 2


def test_the_rules_of_the_repository_hold_from_its_root(shop, monkeypatch):
    shop.write("rootward.toml", '[scan.allow]\npaths = ["app/fixtures/*"]\n')
    shop.write("app/fixtures/a", env(1))
    shop.git("add", "-A")
    monkeypatch.chdir(shop.folder / "app")

    scan = found(Staged())

    assert scan.findings == ()
    assert [one.rule for one in scan.allowed] == ["app/fixtures/*"]


def test_a_message_is_scanned_as_git_will_keep_it(shop):
    shop.write("message", f"use {key_id(1)}\n# {key_id(2)}\n")

    scan = found(Message("message"))

    assert ids(scan.findings) == [("commit message", key_id(1))]


def test_a_message_needs_no_repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "message").write_text(f"use {key_id(1)}\n")

    assert len(found(Message("message")).findings) == 1
    with pytest.raises(UsageError):
        found(Message("nothing"))


@pytest.mark.parametrize("source", [Staged(), Range("main..HEAD")])
def test_outside_a_repository_there_is_nothing_staged_and_no_range(tmp_path, monkeypatch, source):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(UsageError, match="there is no git repository"):
        found(source)
