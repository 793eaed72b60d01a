"""Git's hooks are answered at the least cost, and as the whole scan would answer."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from rootward.cli.main import main
from rootward.workflows.scanning.hook_words import are_of_hook
from rootward.workflows.scanning.hooked import is_clean
from tests.local.key_places.planting import key_id, secret, write

STAGED = ["scan", "--staged", "--quiet"]


def git(*words):
    subprocess.run(["git", *words], check=True, capture_output=True)  # noqa: S607 - as a user has it


@pytest.fixture
def repository(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    folder = tmp_path / "shop"
    folder.mkdir()
    monkeypatch.chdir(folder)
    git("init", "--template=")
    return folder


def stage(folder, text):
    write(folder / "a.txt", text)
    git("add", "a.txt")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nothing here\n", 0),
        (f"aws_access_key_id = {key_id(1)}\naws_secret_access_key = {secret(1)}\n", 1),
        ("tok_abcd\n", 1),
        ("tok_abcdef\n", 0),
    ],
)
def test_what_is_staged_is_answered_as_the_whole_scan_does(repository, capsys, text, code):
    git("config", "secrets.patterns", "tok_[a-z]{4}")
    stage(repository, text)
    assert is_clean(STAGED) == (code == 0)
    assert main(["scan", "--quiet", "--staged"]) == code
    whole = capsys.readouterr()
    assert main(STAGED) == code
    assert capsys.readouterr() == whole


def test_what_is_allowed_is_for_the_whole_scan_to_tell(repository, capsys):
    stage(repository, f"aws_access_key_id = {key_id(1)}  # rootward:allow\n")
    assert not is_clean(STAGED)
    assert main(STAGED) == 0
    assert "rootward:allow" in capsys.readouterr().out


def test_a_message_is_answered_as_the_whole_scan_does(repository, capsys):
    message = write(repository / "message", "all is well\n")
    words = ["scan", "--quiet", "--commit-msg", str(message)]
    assert is_clean(words)
    assert main(words) == 0
    write(message, f"the key is {key_id(1)}\n")
    assert not is_clean(words)
    assert main(words) == 1
    assert key_id(1) in capsys.readouterr().out


def test_where_there_is_no_repository_the_whole_scan_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert not is_clean(STAGED)
    assert main(STAGED) == 2
    assert capsys.readouterr().err


def test_a_message_that_is_not_there_is_for_the_whole_scan_to_tell(repository, capsys):
    words = ["scan", "--quiet", "--commit-msg", str(repository / "none")]
    assert not is_clean(words)
    assert main(words) == 2
    assert "none" in capsys.readouterr().err


def test_a_clean_commit_loads_neither_the_commands_nor_the_reports(repository):
    stage(repository, "nothing here\n")
    probe = (
        f"import sys; from rootward.cli.main import main; assert main({STAGED!r}) == 0; "
        "print(*(name for name in sys.modules if name.startswith(('click', 'rich', 'hyperscan', 'rootward.reports'))))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", probe], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda _folder: git("config", "secrets.patterns", "tok_(["), "secrets.patterns"),
        (lambda _folder: git("config", "secrets.providers", "cat x"), "cat x is a command"),
        (lambda _folder: git("config", "secrets.allowed", "(["), "secrets.allowed"),
        (lambda folder: write(folder / ".gitallowed", "([\n"), ".gitallowed:1"),
        (lambda folder: write(folder / "rootward.toml", "[scan\n"), "rootward.toml"),
        (lambda folder: write(folder / "pyproject.toml", "[tool.rootward.scan.allow]\nx = 1\n"), "pyproject.toml"),
        (lambda folder: write(folder / ".rootward-baseline.jsonl", "no\n"), "the baseline is left out"),
    ],
)
def test_rules_that_cannot_be_used_are_for_the_whole_scan_to_tell(repository, capsys, break_it, said):
    stage(repository, "nothing here\n")
    assert is_clean(STAGED)

    break_it(repository)

    assert not is_clean(STAGED)
    assert main(STAGED) == 0
    assert said in capsys.readouterr().err


def test_the_user_s_own_configuration_stops_a_commit_where_it_is_wrong(repository, monkeypatch, capsys):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(repository.parent / "config"))
    stage(repository, "nothing here\n")
    assert is_clean(STAGED)

    write(repository.parent / "config" / "rootward" / "rootward.toml", "[scan\n")

    assert not is_clean(STAGED)
    assert main(STAGED) == 2
    assert "rootward.toml" in capsys.readouterr().err


def test_rules_that_can_be_used_leave_it_quick(repository, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(repository.parent / "config"))
    stage(repository, "nothing here\n")
    write(repository / ".gitallowed", "AKIA\n")
    write(repository / "rootward.toml", '[scan.allow]\npaths = ["x"]\n')
    git("config", "secrets.allowed", "x")

    assert is_clean(STAGED)


@pytest.mark.parametrize("name", ["ROOTWARD_CONFIG", "ROOTWARD_SCAN_FAIL_ON"])
def test_options_of_the_environment_are_for_the_whole_scan(repository, monkeypatch, name):
    stage(repository, "nothing here\n")
    monkeypatch.setenv(name, "nonsense")

    assert not is_clean(STAGED)
    assert main(STAGED) == 2


@pytest.mark.parametrize(
    "words",
    [
        ["scan", "--staged"],
        ["scan", "--staged", "--quiet", "--account-numbers"],
        ["scan", "--staged", "--quiet", "-o", "x"],
        ["scan", "--quiet", "--commit-msg"],
        ["scan", "--quiet", "--commit-msg", "a", "--format=json"],
        ["scan", "--quiet", "main..HEAD"],
        [],
    ],
)
def test_other_words_are_not_the_hooks(words):
    assert not are_of_hook(words)
