"""What git's configuration holds for git-secrets."""

from __future__ import annotations

import re

from rootward.leaks.allow.allowing import Allowing
from rootward.leaks.allow.git_secrets import parse_git_secrets, read_git_secrets
from rootward.leaks.git.command import Git
from tests.leaks.allow.seen import seen


def listing(*values: tuple[str, str, bytes]) -> bytes:
    """What `git config --null --show-scope --list` prints."""
    return b"".join(scope.encode() + b"\0" + name.encode() + b"\n" + value + b"\0" for scope, name, value in values)


def test_the_users_own_rules_are_not_the_repositorys():
    secrets = parse_git_secrets(
        listing(
            ("system", "secrets.allowed", b"one"),
            ("global", "secrets.allowed", b"two"),
            ("local", "secrets.allowed", b"three"),
            ("worktree", "secrets.allowed", b"four"),
            ("command", "secrets.allowed", b"five"),
            ("global", "user.name", b"six"),
        )
    )
    assert [(rule.allowance.source, rule.allowance.from_repository) for rule in secrets.rules] == [
        ("git config --system secrets.allowed", False),
        ("git config --global secrets.allowed", False),
        ("git config --local secrets.allowed", True),
        ("git config --worktree secrets.allowed", True),
        ("git -c secrets.allowed", False),
    ]


def test_a_rule_for_a_history_may_name_the_commit():
    commit = "0" * 40
    allowing = Allowing(parse_git_secrets(listing(("global", "secrets.allowed", b"^0{40}:src/a.py:12:"))).rules)
    assert allowing.of(seen(), "src/a.py", commit) is not None
    assert allowing.of(seen(), "src/a.py") is None


def test_patterns_are_looked_for_as_whole_words():
    (pattern,) = parse_git_secrets(listing(("local", "secrets.patterns", b"tok_[a-z]{4}"))).patterns
    assert [match[0] for match in re.finditer(pattern.encode(), b"tok_abcd tok_abcde")] == [b"tok_abcd"]


def test_what_register_aws_writes_is_left_to_the_detector():
    aws, quote, connect = "(AWS|aws|Aws)?_?", "(\"|')", r"\s*(:|=>|=)\s*"
    ids = "(A3T[A-Z0-9]|AKIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA)[A-Z0-9]{16}"
    secret = (
        f"{quote}?{aws}(SECRET|secret|Secret)?_?(ACCESS|access|Access)?_?(KEY|key|Key){quote}?{connect}"
        rf"{quote}?[A-Za-z0-9/\+=]{{40}}{quote}?"
    )
    account = (
        f"{quote}?{aws}(ACCOUNT|account|Account)_?(ID|id|Id)?{quote}?{connect}"
        rf"{quote}?[0-9]{{4}}\-?[0-9]{{4}}\-?[0-9]{{4}}{quote}?"
    )
    written = listing(
        ("global", "secrets.providers", b"git secrets --aws-provider"),
        *(("global", "secrets.patterns", pattern.encode()) for pattern in (ids, secret, account)),
    )
    secrets = parse_git_secrets(written)
    assert secrets.patterns == ()
    assert secrets.left_out == ()


def test_a_provider_is_told_and_never_run():
    secrets = parse_git_secrets(listing(("global", "secrets.providers", b"cat /etc/patterns")))
    (told,) = secrets.left_out
    assert told.startswith("git config --global secrets.providers: cat /etc/patterns is a command, and not run")


def test_an_empty_value_neither_allows_nor_finds_everything():
    secrets = parse_git_secrets(listing(("global", "secrets.allowed", b""), ("global", "secrets.patterns", b"")))
    assert (secrets.rules, secrets.patterns) == ((), ())
    assert secrets.left_out == (
        "git config --global secrets.allowed:  left out: empty, and would allow everything",
        "git config --global secrets.patterns:  left out: empty, and would find everything",
    )


def test_each_line_of_a_value_is_a_pattern_as_for_grep():
    secrets = parse_git_secrets(listing(("global", "secrets.allowed", b"one\ntwo")))
    assert [rule.allowance.rule for rule in secrets.rules] == ["one", "two"]


def test_a_repository_cannot_keep_a_scan_busy_for_ever():
    hostile = b"(a+)+b"
    assert parse_git_secrets(listing(("global", "secrets.patterns", hostile))).patterns != ()
    secrets = parse_git_secrets(listing(("local", "secrets.patterns", hostile)))
    assert secrets.patterns == ()
    (told,) = secrets.left_out
    assert told.endswith("(a+)+b left out: comes from the repository, and might be matched for ever")


def test_a_pattern_without_a_bound_that_it_could_keep_is_left_out():
    secrets = parse_git_secrets(listing(("global", "secrets.patterns", b"(x.{1000}){100}")))
    assert secrets.patterns == ()
    assert "may match more than 16,384 bytes" in secrets.left_out[0]


def test_a_repository_with_more_values_than_anybody_writes_is_read_so_far():
    secrets = parse_git_secrets(listing(*(("local", "secrets.allowed", b"a"),) * 301))
    assert len(secrets.rules) == 300
    assert secrets.left_out == ("git config --local secrets.allowed: more than 300 values; the rest is left out",)


def test_a_value_that_is_long_is_cut_where_it_is_told():
    secrets = parse_git_secrets(listing(("global", "secrets.allowed", b"(" + b"a" * 100)))
    assert secrets.left_out == (f"git config --global secrets.allowed: ({'a' * 56}... left out: a ( without its )",)


def test_every_pattern_counts_once_and_every_provider_is_told():
    secrets = parse_git_secrets(
        listing(
            *(("global", "secrets.patterns", pattern) for pattern in (b"one", b"two", b"one")),
            ("global", "secrets.providers", b"cat one"),
            ("global", "secrets.providers", b"cat \xff"),
            ("global", "core.editor", b"ed"),
        )
    )
    assert len(secrets.patterns) == 2
    assert [told.split(" is a command")[0].rpartition(": ")[2] for told in secrets.left_out] == ["cat one", r"cat \xff"]


def test_a_value_of_sixty_characters_is_told_whole():
    for length in (60, 61):
        (told,) = parse_git_secrets(listing(("global", "secrets.allowed", b"(" + b"a" * (length - 1)))).left_out
        assert ("..." in told) == (length > 60)


def test_git_itself_is_asked(tmp_path, monkeypatch):
    (tmp_path / "gitconfig").write_text("[secrets]\n\tallowed = one\n\tpatterns = two\n\tempty\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    secrets = read_git_secrets(Git(folder=str(tmp_path), git_dir=str(tmp_path / "none")))
    assert [rule.allowance.source for rule in secrets.rules] == ["git config --global secrets.allowed"]
    assert len(secrets.patterns) == 1
    assert secrets.left_out == ()
