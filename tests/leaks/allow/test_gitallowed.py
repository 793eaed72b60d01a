"""`.gitallowed`, as git-secrets reads it."""

from __future__ import annotations

import os
import sys

from rootward.leaks.allow.allowing import Allowing
from rootward.leaks.allow.gitallowed import MOST_BYTES, parse_gitallowed, read_gitallowed, read_gitallowed_of_head
from rootward.leaks.git.command import Git
from tests.leaks.allow.seen import seen


def sources(data):
    return [(rule.allowance.source, rule.allowance.rule) for rule in parse_gitallowed(data).rules]


def test_each_line_is_a_rule_but_for_empty_ones_and_remarks():
    text = b"# why\n\n^docs/\n  # indented\n   \nnot-so-secret\r\n"
    assert sources(text) == [(".gitallowed:3", "^docs/"), (".gitallowed:6", "not-so-secret")]


def test_a_rule_is_held_against_path_line_and_text():
    for rule in (b"^src/a.py:12:", b"a.py:[0-9]+:key =", b"not-so-secret$", b"src/.*secret"):
        allowing = Allowing(parse_gitallowed(rule).rules)
        allowance = allowing.of(seen(), "src/a.py")
        assert allowance is not None
        assert allowance.rule == rule.decode()
        assert allowance.from_repository
        assert allowing.of(seen(text=b"other", line=13), "lib/b.py") is None


def test_what_is_no_pattern_is_left_out_and_told_and_the_others_hold():
    found = parse_gitallowed(b"(a\nb\n[c\n")
    assert [rule.allowance.source for rule in found.rules] == [".gitallowed:2"]
    assert found.left_out == (
        ".gitallowed:1 left out: a ( without its )",
        ".gitallowed:3 left out: a [ without its ]",
    )


def test_more_rules_than_anybody_writes_are_left_out():
    found = parse_gitallowed(b"a\n" * 301)
    assert len(found.rules) == 300
    assert found.left_out == (".gitallowed:301 and what follows left out: more than 300 rules",)


def test_a_file_of_any_size_is_not_read(tmp_path):
    (tmp_path / ".gitallowed").write_bytes(b"#" * (MOST_BYTES + 1))
    assert read_gitallowed(tmp_path).left_out == (".gitallowed is larger than 1 MB, and was not read",)


def test_no_file_is_no_rule(tmp_path):
    found = read_gitallowed(tmp_path)
    assert (found.rules, found.left_out) == ((), ())


def test_a_file_that_cannot_be_read_is_told(tmp_path, monkeypatch):
    (tmp_path / ".gitallowed").write_bytes(b"a\n")

    def denied(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("rootward.leaks.allow.gitallowed.os.open", denied)
    assert read_gitallowed(tmp_path).left_out == (".gitallowed cannot be read: Permission denied",)


def test_a_head_without_the_file_has_no_rule(tmp_path):
    git = Git(folder=str(tmp_path), git_dir=str(tmp_path / "none"))
    found = read_gitallowed_of_head(git)
    assert (found.rules, found.left_out) == ((), ())


def test_a_file_of_any_size_is_not_read_from_head_either(tmp_path, monkeypatch):
    asked = []

    def ask(_git, *words):
        asked.append(words)
        return b"1048577\n"

    monkeypatch.setattr(Git, "ask", ask)
    found = read_gitallowed_of_head(Git(folder=str(tmp_path)))
    assert found.left_out == (".gitallowed is larger than 1 MB, and was not read",)
    assert asked == [("cat-file", "-s", "HEAD:.gitallowed")]


def test_head_has_its_rules(tmp_path, monkeypatch):
    answers = {("cat-file", "-s", "HEAD:.gitallowed"): b"4\n", ("cat-file", "blob", "HEAD:.gitallowed"): b"one\n"}
    monkeypatch.setattr(Git, "ask", lambda _git, *words: answers[words])
    (rule,) = read_gitallowed_of_head(Git(folder=str(tmp_path))).rules
    assert rule.allowance.rule == "one"


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "elsewhere").write_bytes(b"a\n")
    root = tmp_path / "repository"
    root.mkdir()
    try:
        (root / ".gitallowed").symlink_to(tmp_path / "elsewhere")
    except OSError:
        assert sys.platform == "win32"  # which lets not everybody make one
        return
    found = read_gitallowed(root)
    assert found.rules == ()
    assert found.left_out == (".gitallowed is no plain file, and was not read",)


def test_a_pipe_or_a_folder_is_not_read(tmp_path):
    make = getattr(os, "mkfifo", os.mkdir)  # Windows has no pipes among its files
    make(tmp_path / ".gitallowed")
    assert read_gitallowed(tmp_path).left_out == (".gitallowed is no plain file, and was not read",)
