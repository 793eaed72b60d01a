"""Which rule allows a credential, and in which order they are asked."""

from __future__ import annotations

from hashlib import shake_256

import pytest

from rootward.leaks.allow.allowance import Allowance, counted
from rootward.leaks.allow.allowing import Allowing
from rootward.leaks.allow.rules import ByAccount, ByFingerprint, line_rule, path_rule
from rootward.leaks.ere.error import PatternError
from rootward.model.scan import Allowed
from tests.leaks.allow.seen import FINGERPRINT, seen

OWN = Allowance(rule="mine", source="/home/kim/rootward.toml", from_repository=False)
THEIRS = Allowance(rule="theirs", source="rootward.toml", from_repository=True)


def test_without_a_rule_nothing_is_allowed():
    assert Allowing().of(seen(), "a.txt") is None


def test_a_fingerprint_allows_that_secret_wherever_it_stands():
    allowing = Allowing([ByFingerprint(FINGERPRINT, OWN)])
    assert allowing.of(seen(), "a.txt") == OWN
    assert allowing.of(seen(), "elsewhere.txt") == OWN
    assert allowing.of(seen(fingerprint="f" * 32), "a.txt") is None
    assert allowing.of(seen(fingerprint=None), "a.txt") is None


def test_an_account_allows_what_is_known_to_be_of_it():
    allowing = Allowing([ByAccount("123456789012", OWN)])
    assert allowing.of(seen(), "a.txt") == OWN
    assert allowing.of(seen(account="210987654321"), "a.txt") is None
    assert allowing.of(seen(account=None), "a.txt") is None


def test_a_path_allows_all_in_it():
    allowing = Allowing([path_rule("tests/**", "rootward.toml", from_repository=True)])
    assert allowing.of(seen(), "tests/data/a.txt") == Allowance(
        rule="tests/**", source="rootward.toml", from_repository=True
    )
    assert allowing.of(seen(), "src/a.txt") is None


def test_a_mark_is_the_lines_own_and_the_repositorys():
    marked = seen(mark="gitleaks:allow")
    allowance = Allowance(rule="gitleaks:allow", source="the line itself", from_repository=True)
    assert Allowing().of(marked, "a.txt") == allowance
    assert Allowing(marks=False).of(marked, "a.txt") is None


@pytest.mark.parametrize("rules", [(ByFingerprint(FINGERPRINT, THEIRS), ByAccount("123456789012", OWN))])
def test_what_the_user_allows_is_not_told_as_the_repositorys(rules):
    for order in (rules, rules[::-1]):
        assert Allowing(order).of(seen(mark="rootward:allow"), "a.txt") == OWN


def test_of_one_sort_the_users_own_comes_first():
    allowing = Allowing([ByFingerprint(FINGERPRINT, THEIRS), ByFingerprint(FINGERPRINT, OWN)])
    assert allowing.of(seen(), "a.txt") == OWN


def test_paths_of_rules_are_from_the_root_wherever_one_stands():
    rules = [path_rule("/tests/", "rootward.toml", from_repository=True)]
    below = Allowing(rules, root="/srv/repository", here="/srv/repository/src")
    assert below.of(seen(), "../tests/a.txt") is not None
    assert below.of(seen(), "/srv/repository/tests/a.txt") is not None
    assert below.of(seen(), "tests/a.txt") is None
    above = Allowing(rules, root="/srv/repository/", here="/srv")
    assert above.of(seen(), "repository/tests/a.zip!/b.txt") is not None
    assert above.of(seen(), "tests/a.txt") is None


def test_a_name_in_an_archive_does_not_lead_out_of_it():
    rules = [path_rule("/tests/", "rootward.toml", from_repository=True)]
    allowing = Allowing(rules, root="/srv/r", here="/srv/r")
    assert allowing.of(seen(), "tests/a.zip!/b.txt") is not None
    assert allowing.of(seen(), "evil.zip!/../tests/b.txt") is None


def test_paths_that_git_knows_are_from_the_root():
    allowing = Allowing([path_rule("/tests/", "rootward.toml", from_repository=True)], root="/srv/r", here="/srv/r/src")
    assert allowing.from_root().of(seen(), "tests/a.txt") is not None
    assert Allowing(marks=False).from_root().of(seen(mark="rootward:allow"), "a.txt") is None
    assert Allowing().from_root().of(seen(mark="rootward:allow"), "a.txt") is not None


def test_a_line_rule_sees_so_much_of_a_line_and_no_line_break():
    allowing = Allowing([line_rule(b"a b$", ".gitallowed:1", from_repository=True)])
    assert allowing.of(seen(text=b"a\r\nb"), "x\n") is not None
    assert allowing.of(seen(text=b"-" * 4_096 + b"a b"), "x") is None


def test_a_path_that_is_no_utf8_is_held_against_rules_too():
    allowing = Allowing([line_rule(b"^x\xff:12:", ".gitallowed:1", from_repository=True)])
    assert allowing.of(seen(), "x\udcff") is not None


def test_an_empty_rule_would_allow_everything_and_is_refused():
    with pytest.raises(PatternError, match="empty, and would allow everything"):
        line_rule(b"", ".gitallowed:1", from_repository=True)


def test_rules_are_counted_the_repositorys_first():
    assert counted([OWN, THEIRS, OWN]) == (
        Allowed(rule="theirs", source="rootward.toml", from_repository=True, count=1),
        Allowed(rule="mine", source="/home/kim/rootward.toml", from_repository=False, count=2),
    )


def test_a_rule_that_takes_too_long_is_told_and_left_out():
    told: list[str] = []
    rules = [line_rule(b"a.{400}$", ".gitallowed:1", from_repository=True), line_rule(b"x", "b", from_repository=True)]
    allowing = Allowing(rules, announce=told.append)
    for number in range(100):
        text = bytes(b"ab"[byte % 2] for byte in shake_256(b"%d" % number).digest(1_000))
        allowing.of(seen(text=text + b"-"), "file")
    assert told == [".gitallowed:1: a.{400}$ left out from here on: it takes too long"]
    assert allowing.of(seen(text=b"x"), "file") is not None
