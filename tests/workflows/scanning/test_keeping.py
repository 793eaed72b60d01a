"""The answer of a scan is kept where it will hold until something changes."""

from __future__ import annotations

import os

import pytest

from rootward.leaks.answers import Answer
from rootward.leaks.git.state import State
from rootward.model.scan import Unread
from rootward.workflows.scanning.answers import question, recall
from rootward.workflows.scanning.keeping import keeping
from rootward.workflows.scanning.order import Files, History, Order
from tests.reports.scan.scanned import scan
from tests.workflows.scanning.shop import Shop

ANSWER = Answer(out=b"report\n", err=b"", code=0)
HISTORY = Order(sources=(History("."),))


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(State, "is_settled", lambda _self, _now: True)  # it would take a moment
    monkeypatch.setattr("rootward.workflows.scanning.answers.code_state", lambda: "of this moment")
    shop = Shop(tmp_path / "shop")
    shop.commit("README", "a shop\n")
    monkeypatch.chdir(shop.folder)
    return shop


def ask():
    return question((".",), ("scan", "--history"), os.environ)


def told_again():
    one = ask()
    return None if one is None else recall(one)


def unread(reason):
    return scan(unread=(Unread(path=".", reason=reason),))


@pytest.mark.parametrize("done", [scan(), unread("a shallow clone: earlier commits are not here")])
@pytest.mark.usefixtures("shop")
def test_what_another_scan_would_say_alike_is_kept(done):
    keeper = keeping(HISTORY, ask)
    assert keeper is not None
    keeper.keep(done, ANSWER)

    assert told_again() == ANSWER


@pytest.mark.usefixtures("shop")
def test_where_another_scan_may_read_more_nothing_is_kept():
    keeper = keeping(HISTORY, ask)
    assert keeper is not None
    keeper.keep(unread("git stopped"), ANSWER)

    assert told_again() is None


def test_what_changed_meanwhile_is_not_kept(shop):
    keeper = keeping(HISTORY, ask)
    shop.git("branch", "other")
    assert keeper is not None
    keeper.keep(scan(), ANSWER)

    assert told_again() is None


@pytest.mark.parametrize(
    "order",
    [
        Order(sources=(History("."),), cache=False),
        Order(sources=(Files(paths=(".",)),)),
        Order(sources=(History("."), Files(paths=(".",)))),
    ],
)
@pytest.mark.usefixtures("shop")
def test_only_histories_are_kept_and_only_where_a_cache_may_be_used(order):
    assert keeping(order, ask) is None


@pytest.mark.usefixtures("shop")
def test_what_cannot_be_told_cheaply_is_not_kept():
    assert keeping(HISTORY, lambda: None) is None


def test_what_is_not_settled_is_not_kept(shop, monkeypatch):
    del shop
    monkeypatch.setattr(State, "is_settled", lambda _self, _now: False)

    assert keeping(HISTORY, ask) is None


def test_with_submodules_nothing_is_kept(shop):
    shop.write(".gitmodules", "")

    assert keeping(HISTORY, ask) is None
