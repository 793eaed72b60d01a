import os
import sys
import tempfile
from pathlib import Path

import msgspec
import pytest

from rootward.errors import GitError, UsageError
from rootward.leaks.git.command import Git, environment, program
from tests.leaks.git.made import Made


@pytest.fixture
def git(tmp_path: Path) -> Git:
    return Git(folder=str(Made(tmp_path / "made").folder))


def test_git_answers(git):
    assert git.ask("rev-parse", "--is-inside-work-tree") == b"true\n"
    assert git.ask("hash-object", "--stdin", given=b"hello\n") == b"ce013625030ba8dba906f756967f9e9ca394464a\n"


def test_a_failure_is_an_error_in_gits_last_words(git):
    with pytest.raises(GitError, match=r"^git rev-parse: Needed a single revision$"):
        git.ask("rev-parse", "--verify", "nothing")


def test_a_silent_failure_says_its_code(git):
    with pytest.raises(GitError, match=r"^git rev-parse: exit code 1$"):
        git.ask("rev-parse", "--verify", "--quiet", "nothing")


def test_a_stream_ends_with_the_error_of_a_git_that_failed(git):
    with pytest.raises(GitError, match=r"^git rev-list: "), git.stream("rev-list", "nothing", "--") as answer:
        assert answer.read() == b""


def test_who_leaves_a_stream_early_gets_no_error(git):
    with tempfile.TemporaryFile() as given:
        given.write(b"0" * 40 + b"\n" + b"1" * 40 + b"\n")
        given.seek(0)
        with git.stream("cat-file", "--batch-check", given=given) as answer:
            assert answer.readline() == b"0" * 40 + b" missing\n"


def test_who_fails_within_a_stream_gets_their_own_error(git):
    with pytest.raises(ZeroDivisionError), git.stream("rev-list", "nothing", "--"):
        raise ZeroDivisionError


def test_of_gits_variables_only_what_the_user_set_up_is_handed_on():
    seen = environment(
        {
            "PATH": "/bin",
            "HOME": "/home/ada",
            "GIT_DIR": "/other/.git",
            "GIT_INDEX_FILE": "/other/index",
            "GIT_SSH_COMMAND": "evil",
            "GIT_EXTERNAL_DIFF": "evil",
            "GIT_ALLOW_PROTOCOL": "https",
            "GIT_CONFIG_GLOBAL": "/home/ada/gitconfig",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
        },
        {},
    )

    assert {name for name in seen if name.startswith("GIT_CONFIG")} == {
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_KEY_0",
        "GIT_CONFIG_VALUE_0",
    }
    assert {"GIT_DIR", "GIT_INDEX_FILE", "GIT_SSH_COMMAND", "GIT_EXTERNAL_DIFF"}.isdisjoint(seen)
    assert (seen["PATH"], seen["HOME"], seen["GIT_ALLOW_PROTOCOL"]) == ("/bin", "/home/ada", "none")


def test_what_a_hook_was_told_is_handed_on():
    assert environment({"GIT_DIR": "/other"}, {"GIT_DIR": "/this"})["GIT_DIR"] == "/this"


def test_a_git_in_a_folder_that_depends_on_where_one_stands_is_not_taken(tmp_path, monkeypatch):
    fake = tmp_path / "git"
    fake.write_text("#!/bin/sh\n", encoding="ascii")
    fake.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    real = program(os.environ["PATH"])

    assert program(os.pathsep.join([".", "", os.environ["PATH"]])) == real
    assert program(os.pathsep.join([str(tmp_path), os.environ["PATH"]])) == str(fake)


def test_a_machine_without_git_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="there is no git on this machine's PATH") as caught:
        program(str(tmp_path))

    assert caught.value.advice == "install git: https://git-scm.com/downloads"


def test_objects_that_are_missing_are_not_fetched(tmp_path):
    whole = Made(tmp_path / "whole")
    whole.commit(a="a\n", b="b\n")
    whole.git("config", "uploadpack.allowFilter", "true")
    whole.git("clone", "-q", "--bare", "--filter=blob:none", f"file://{whole.folder}", str(tmp_path / "partial"))
    partial = Made.at(tmp_path / "partial").opened()
    blob = whole.git("rev-parse", "HEAD:a")

    for setting in ("protocol.allow", "protocol.file.allow"):
        Made.at(tmp_path / "partial").git("config", setting, "always")

    assert partial.partial
    assert partial.store.ask("cat-file", "--batch-check", given=f"{blob}\n".encode()) == f"{blob} missing\n".encode()
    with pytest.raises(GitError):
        partial.git.ask("fetch", "origin")


def test_what_git_complained_of_is_heard_though_it_succeeds(git):
    heard: list[str] = []
    objects = Path(git.folder, ".git/objects/pack")
    (objects / "pack-1.pack").write_bytes(b"PACK")
    (objects / "pack-1.idx").write_bytes(b"nonsense")

    with git.stream("cat-file", "--batch-all-objects", "--batch-check=%(objectname)", heard=heard.extend) as answer:
        answer.read()

    assert any("pack-1.idx" in line for line in heard)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds another process to so much memory")
def test_git_is_held_to_so_much_memory(git):
    import resource

    held = msgspec.structs.replace(git, memory=1 << 30)

    with held.dialogue("cat-file", "--batch") as running:
        assert resource.prlimit(running.pid, resource.RLIMIT_AS) == (1 << 30, 1 << 30)
