"""What an answer that is told again rests on."""

from __future__ import annotations

import os

import pytest

from rootward.leaks.answers import Answer
from rootward.workflows.scanning import answers
from rootward.workflows.scanning.answers import answer_name, keep, question, recall
from tests.workflows.scanning.shop import Shop

ANSWER = Answer(out=b"Looked in the history of .\n", err=b"no leaked credentials\n", code=0)
PUT = ("scan", "--history")


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(answers, "code_state", lambda: "of this moment")
    shop = Shop(tmp_path / "shop")
    shop.commit("README", "a shop\n")
    monkeypatch.chdir(shop.folder)
    return shop


def asked(*histories, put=PUT, **more):
    one = question(histories or (".",), put, {**os.environ, **more})
    assert one is not None
    return one


def kept(*files):
    """The question, after its answer was kept."""
    one = asked()
    keep(one, files, answer_name(one, files), ANSWER)
    return one


def test_the_same_question_has_the_answer_that_was_kept(shop):
    del shop
    kept("rules")

    assert recall(asked()) == ANSWER


def test_a_question_that_was_never_answered_has_none(shop):
    del shop
    assert recall(asked()) is None


def test_how_it_is_put_where_and_in_what_environment_is_part_of_the_question(shop, monkeypatch):
    keys = {asked().key, asked(put=(*PUT, "-q")).key, asked(COLUMNS="60").key, asked(GIT_X="1").key}
    keys.add(asked(ROOTWARD_CONFIG="x").key)
    monkeypatch.chdir("..")
    keys.add(asked(shop.folder.name).key)
    monkeypatch.setattr(answers, "code_state", lambda: "of a later version")
    keys.add(asked(shop.folder.name).key)

    assert len(keys) == 7


def test_what_is_no_business_of_a_scan_is_no_part_of_the_question(shop):
    del shop
    assert asked(EDITOR="vi") == asked(EDITOR="ed")


def test_a_commit_makes_it_another_question(shop):
    before = kept("rules")
    shop.commit("README", "a larger shop\n")

    assert asked().key != before.key
    assert recall(asked()) is None


def test_the_answer_holds_while_the_files_of_rules_say_what_they_said(shop):
    rules = shop.folder.parent / "rules"
    kept(str(rules))
    assert recall(asked()) == ANSWER

    rules.write_text("AKIA\n")

    assert recall(asked()) is None


def test_of_what_is_no_repository_there_is_no_question(tmp_path):
    assert question((str(tmp_path),), PUT, os.environ) is None


def test_a_repository_that_changed_a_moment_ago_is_not_settled(shop):
    del shop
    newest = max(state.newest for state in asked().states)

    assert not asked().is_settled(newest)
    assert asked().is_settled(newest + 10_000_000_000)
