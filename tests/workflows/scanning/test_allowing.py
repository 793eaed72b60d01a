"""What allows findings in one place, gathered from everywhere it may be said."""

from __future__ import annotations

import os
import subprocess

import pytest

from rootward.errors import ConfigurationError
from rootward.leaks.git.command import Git
from rootward.leaks.sight import Sight
from rootward.workflows.scanning.allowing import load_allowing

FINGERPRINT = "0123456789abcdef0123456789abcdef"


def seen(text=b"key = not-so-secret", mark=None):
    return Sight(
        kind="secret-access-key",
        line=12,
        column=7,
        confidence="high",
        reason="it is named so",
        masked="…4f2A",
        fingerprint=FINGERPRINT,
        key_id=None,
        account="123456789012",
        encoding=(),
        shown="key = …4f2A",
        text=text,
        mark=mark,
    )


class Place:
    """A repository, and a user with a configuration of their own."""

    def __init__(self, folder):
        self.own = folder / "own"
        self.root = folder / "repository"
        self.own.mkdir()
        self.git("init", "--template=", str(self.root), at=folder)

    def git(self, *words, at=None):
        subprocess.run(["git", *words], cwd=at or self.root, check=True, capture_output=True)  # noqa: S607 - as a user has it

    def load(self, **options):
        return load_allowing(Git(folder=str(self.root)), self.root, user_folder=self.own, **options)

    def source(self, **options):
        """Where the rule stands that allows what was seen."""
        allowance = self.load(**options).allowing.of(seen(), str(self.root / "src" / "a.txt"))
        return allowance and (allowance.source, allowance.from_repository)


@pytest.fixture
def place(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return Place(tmp_path)


def test_nothing_said_allows_nothing(place):
    loaded = place.load()
    assert (loaded.patterns, loaded.left_out, place.source()) == ((), (), None)


@pytest.mark.parametrize(
    "rule", ["paths = ['/src/']", f"fingerprints = ['{FINGERPRINT}']", "accounts = ['123456789012']"]
)
def test_rootward_toml_of_the_repository_and_of_the_user(place, rule):
    (place.root / "rootward.toml").write_text(f"[scan.allow]\n{rule}\n")
    assert place.source() == ("rootward.toml", True)
    assert place.source(repository_rules=False) is None
    named = place.root / "rootward.toml"
    assert place.source(config=named, repository_rules=False) == (str(named), False)


def test_gitallowed_of_the_repository(place):
    (place.root / ".gitallowed").write_text("^src/a.txt:12:key\n")
    assert place.source() == (".gitallowed:1", True)
    assert place.source(repository_rules=False) is None


def test_git_secrets_configuration_of_the_user_and_of_the_repository(place):
    place.git("config", "--local", "secrets.allowed", "not-so")
    assert place.source() == ("git config --local secrets.allowed", True)
    assert place.source(repository_rules=False) is None
    place.git("config", "--global", "secrets.allowed", "so-secret")
    assert place.source() == ("git config --global secrets.allowed", False)
    assert place.source(repository_rules=False) == ("git config --global secrets.allowed", False)


def test_git_secrets_patterns_are_looked_for(place):
    place.git("config", "--global", "secrets.patterns", "tok_[a-z]{4}")
    assert len(place.load().patterns) == 1


def test_a_baseline_at_the_root_is_the_repositorys_and_a_named_one_the_users(place):
    line = f'{{"fingerprint":"{FINGERPRINT}"}}\n'
    (place.root / ".rootward-baseline.jsonl").write_text(line)
    assert place.source() == (".rootward-baseline.jsonl", True)
    assert place.source(repository_rules=False) is None
    named = place.root / ".rootward-baseline.jsonl"
    assert place.source(baseline=named, repository_rules=False) == (str(named), False)
    empty = place.own / "empty.jsonl"
    empty.touch()
    assert place.source(baseline=empty) is None


def test_marks_are_the_repositorys(place):
    path = str(place.root / "a.txt")
    assert place.load().allowing.of(seen(mark="rootward:allow"), path) is not None
    assert place.load(repository_rules=False).allowing.of(seen(mark="rootward:allow"), path) is None


def test_what_of_the_repository_is_wrong_is_told_and_stops_nothing(place):
    (place.root / "rootward.toml").write_text("[scan.allow]\npaths = ['[']\nfingerprints = ['x']\naccounts = ['1']\n")
    (place.root / ".gitallowed").write_text("(\n")
    (place.root / ".rootward-baseline.jsonl").write_text("{")
    place.git("config", "secrets.allowed", "(")
    loaded = place.load()
    assert loaded.left_out == (
        "rootward.toml: '[' in [scan.allow] is no glob: a [ without its ]; it is left out",
        "rootward.toml: 'x' in [scan.allow] is no fingerprint: 32 digits of hexadecimal, in lower case; it is left out",
        "rootward.toml: '1' in [scan.allow] is no account number: it has twelve digits; it is left out",
        "git config --local secrets.allowed: ( left out: a ( without its )",
        ".gitallowed:1 left out: a ( without its )",
        ".rootward-baseline.jsonl:1: no line of a baseline: Input data was truncated; the baseline is left out",
    )
    assert place.source() is None


@pytest.mark.parametrize("rule", ["paths = ['[']", "fingerprints = ['x']", "accounts = ['1']"])
def test_what_of_the_users_own_is_wrong_stops_the_scan(place, rule):
    (place.own / "rootward.toml").write_text(f"[scan.allow]\n{rule}\n")
    with pytest.raises(ConfigurationError, match=r"in \[scan.allow\] is no"):
        place.load()


def test_a_baseline_that_was_named_and_is_not_there_stops_the_scan(place):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        place.load(baseline=place.own / "none.jsonl")


def test_a_repository_without_a_work_tree_has_the_gitallowed_of_its_head(place, tmp_path):
    (place.root / ".gitallowed").write_text("not-so-secret\n")
    place.git("add", ".gitallowed")
    place.git("-c", "user.name=Kim", "-c", "user.email=kim@example.com", "commit", "-m", "one")
    place.git("clone", "--bare", str(place.root), str(tmp_path / "bare"))
    allowing = load_allowing(Git(folder=str(tmp_path / "bare")), None, user_folder=place.own).allowing
    allowance = allowing.from_root().of(seen(), "src/a.txt")
    assert allowance is not None
    assert (allowance.source, allowance.from_repository) == (".gitallowed:1", True)


def test_where_there_is_no_git_nobody_configured_it(place, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert place.load().left_out == ()


def test_a_configuration_that_git_cannot_read_is_told(place):
    (place.root / ".git" / "config").write_text("[core\n")
    (told,) = place.load().left_out
    assert told.startswith("git's configuration cannot be read, and its rules are left out: git config:")
