from __future__ import annotations

import pytest

from rootward.iam_policy import canary as module
from rootward.iam_policy.canary import canary
from rootward.iam_policy.escalation import repertoire
from rootward.iam_policy.ternary import Maybe


@pytest.fixture(autouse=True)
def asked_anew():
    canary.cache_clear()
    yield
    canary.cache_clear()


def test_nothing_is_broken():
    assert canary() is None


def test_it_is_asked_once(monkeypatch):
    canary()
    monkeypatch.setattr(repertoire, "edges", tuple)

    assert canary() is None


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (False, "whoever may do * is not found to be an administrator"),
        (Maybe(), "whoever may do * is not found to be an administrator"),
        (True, "whoever may use one service is found to be an administrator"),
    ],
)
def test_an_evaluator_that_always_says_the_same_is_found_out(monkeypatch, answer, told):
    monkeypatch.setattr(module, "_control", lambda *_: answer)

    assert canary() == f"rootward's own judgement of IAM policies is broken: {told}"


def right_but(wrong, answer):
    """An evaluator that is right of all documents but those that have these elements."""
    right = module._control

    def control(*statements):
        return answer if wrong(statements) else right(*statements)

    return control


@pytest.mark.parametrize(
    ("wrong", "answer", "told"),
    [
        (lambda statements: statements[0].get("Action") == "*:*", False, "whoever may do *:* is not"),
        (lambda statements: "NotAction" in statements[0], False, "whoever may do all but some is not"),
        (lambda statements: len(statements) > 1, True, "a denial without MFA"),
        (lambda statements: len(statements) > 1, False, "a denial without MFA"),
    ],
)
def test_an_evaluator_that_misses_one_thing_is_found_out(monkeypatch, wrong, answer, told):
    monkeypatch.setattr(module, "_control", right_but(wrong, answer))

    assert told in str(canary())


def test_an_empty_table_is_found_out(monkeypatch):
    monkeypatch.setattr(repertoire, "edges", tuple)

    assert "whoever may write its own policy is not found" in str(canary())


def test_a_table_that_finds_everybody_is_found_out(monkeypatch):
    monkeypatch.setattr(module, "_steps", lambda _: ("iam-007",))

    assert "whoever may read its own policy is found" in str(canary())


def test_wildcards_that_do_not_match_are_found_out(monkeypatch):
    monkeypatch.setattr(module, "matches_action", lambda *_: False)

    assert "the wildcards of actions" in str(canary())


def test_a_table_that_cannot_be_read_is_found_out(monkeypatch):
    def broken():
        raise FileNotFoundError

    monkeypatch.setattr(repertoire, "edges", broken)

    assert canary() == "rootward's own judgement of IAM policies is broken: it stops with FileNotFoundError"
