"""`rootward scan baseline`: what is there today is known, and only what is new is told."""

from __future__ import annotations

import os
import subprocess

import pytest

from rootward.errors import GitError
from rootward.leaks.allow.baseline import parse_baseline
from tests.local.key_places.planting import key_id, secret, write

NAME = ".rootward-baseline.jsonl"


def git(*words):
    done = subprocess.run(["git", *words], check=False, capture_output=True, text=True)  # noqa: S607 - as a user has it
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def repository(leaky, monkeypatch):
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(leaky.parent / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    git("config", "--global", "user.name", "Kim")
    git("config", "--global", "user.email", "kim@example.com")
    git("init", "--initial-branch=main")
    return leaky


def pair(number):
    return f"[default]\naws_access_key_id = {key_id(number)}\naws_secret_access_key = {secret(number)}\n"


def known(folder):
    return [one.fingerprint for one in parse_baseline((folder / NAME).read_bytes(), NAME)]


def test_what_is_known_is_passed_over_and_what_is_new_is_told(repository, scans):
    shown = scans("baseline")
    assert (shown.code, shown.out) == (0, "")
    assert f"{NAME}: 2 known, 2 of them new; 0 not found this time" in shown.err
    assert len(known(repository)) == 2

    passed = scans()
    assert passed.code == 0
    assert "baseline" in passed.out
    write(repository / "new.ini", pair(2))
    told = scans()
    assert told.code == 1
    assert key_id(2) in told.out
    assert key_id(1) not in told.out
    assert scans("--no-repo-allow").out.count(key_id(1)) >= 1


def test_no_secret_and_no_whole_id_stands_in_it(repository, scans):
    scans("baseline")
    text = (repository / NAME).read_text()
    assert key_id(1) not in text
    assert secret(1)[:8] not in text


def test_writing_it_again_adds_what_is_new_and_forgets_nothing(repository, scans):
    scans("baseline")
    before = known(repository)
    (repository / "app" / ".env").rename(repository / "moved.env")
    scans("baseline")
    assert known(repository) == before

    (repository / "moved.env").unlink()
    write(repository / "new.ini", pair(2))
    assert "4 known, 2 of them new; 2 not found this time" in scans("baseline").err
    assert set(known(repository)) > set(before)
    assert "2 known, 0 of them new; 2 taken out" in scans("baseline", "--history", "--prune").err
    assert not set(known(repository)) & set(before)


def test_what_is_pruned_by_is_the_history_and_the_files_together(repository, scans):
    git("add", "app")
    git("commit", "-m", "one")
    git("rm", "-q", "-r", "app")
    git("commit", "-m", "two")
    write(repository / "untracked.ini", pair(2))
    scans("baseline", "--history")
    scans("baseline")
    before = known(repository)
    assert len(before) == 4

    assert "4 known, 0 of them new; 0 taken out" in scans("baseline", "--history", "--prune").err
    assert known(repository) == before


@pytest.mark.parametrize("words", [(), ("app",), ("--history", "app"), ("--history", ".", "app")])
def test_a_part_is_nothing_to_prune_by(repository, scans, words):
    scans("baseline")
    before = known(repository)

    shown = scans("baseline", *words, "--prune")

    assert shown.code == 2
    assert "rootward scan baseline --history --prune, without paths" in shown.err
    assert known(repository) == before


def test_where_something_could_not_be_read_nothing_is_taken_out(repository, scans):
    scans("baseline")
    before = known(repository)
    (repository / "app" / ".env").unlink()
    (repository / "packed").write_bytes(b"7z\xbc\xaf\x27\x1c\0\4")

    shown = scans("baseline", "--history", "--prune")

    assert shown.code == 3
    assert "nothing was taken out: what could not be read may hold it" in shown.err
    assert known(repository) == before


def test_what_is_not_looked_for_is_not_taken_out(repository, scans):
    scans("baseline")
    lines = "".join(
        f'{{"fingerprint":"{digit * 32}","kind":"{kind}"}}\n' for digit, kind in (("1", "account-id"), ("2", "pattern"))
    )
    with (repository / NAME).open("a") as file:
        file.write(lines)

    scans("baseline", "--history", "--prune")
    assert {"1" * 32, "2" * 32} < set(known(repository))
    scans("baseline", "--history", "--prune", "--account-numbers")
    assert ("1" * 32 in known(repository), "2" * 32 in known(repository)) == (False, True)


def test_from_a_folder_below_it_lies_at_the_root(repository, scans, monkeypatch):
    monkeypatch.chdir(repository / "app")
    scans("baseline")
    assert (repository / NAME).exists()
    assert scans().code == 0


@pytest.mark.usefixtures("repository")
def test_a_file_elsewhere_counts_where_it_is_named(scans):
    assert scans("baseline", "-o", "known.jsonl").code == 0
    assert scans().code == 1
    assert scans("--baseline", "known.jsonl").code == 0
    assert scans("--baseline", "known.jsonl", "--no-repo-allow").code == 0


def test_two_branches_merge_without_a_conflict(repository, scans):
    write(repository / ".gitattributes", "*.png binary")
    git("add", ".gitattributes")
    git("commit", "-m", "one")
    for name, number in (("left", 2), ("right", 3)):
        git("checkout", "-b", name, "main")
        write(repository / f"{name}.ini", pair(number))
        scans("baseline")
        git("add", "-A")
        git("commit", "-m", name)
    assert (repository / ".gitattributes").read_text() == f"*.png binary\n/{NAME} merge=union\n"
    git("merge", "-m", "both", "left")
    assert scans().code == 0
    assert len(set(known(repository))) == 6


def test_the_line_for_git_is_written_once(repository, scans):
    scans("baseline")
    again = scans("baseline")
    assert (repository / ".gitattributes").read_text() == f"/{NAME} merge=union\n"
    assert ".gitattributes" not in again.err


def test_a_name_that_would_mean_more_to_git_is_left_to_the_user(repository, scans):
    shown = scans("baseline", "-o", "known [1].jsonl")
    assert "put into .gitattributes beside it: /known [1].jsonl merge=union" in shown.err
    assert not (repository / ".gitattributes").exists()


def test_outside_of_a_repository_nothing_is_said_to_git(leaky, scans):
    assert scans("baseline").code == 0
    assert (leaky / NAME).exists()
    assert not (leaky / ".gitattributes").exists()
    assert scans().code == 0


def test_one_that_cannot_be_read_is_not_written_over(repository, scans):
    write(repository / NAME, "<<<<<<< HEAD\n")
    shown = scans("baseline")
    assert shown.code == 2
    assert "a merge was left unfinished here" in shown.err
    assert (repository / NAME).read_text() == "<<<<<<< HEAD\n"


def test_what_a_mark_allows_is_not_in_it(repository, scans):
    write(repository / "app" / ".env", f"AWS_ACCESS_KEY_ID={key_id(1)}  # rootward:allow\n")
    assert "0 known" in scans("baseline").err
    assert "1 known" in scans("baseline", "--no-repo-allow").err


def test_what_could_not_be_read_is_told(repository, scans):
    (repository / "app" / "cut.gz").write_bytes(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03abc")
    shown = scans("baseline")
    assert shown.code == 3
    assert "incomplete: app/cut.gz" in shown.err
    assert len(known(repository)) == 2


def test_a_password_that_could_be_guessed_from_its_hash_is_told_and_not_in_it(repository, scans):
    (repository / "app" / ".env").unlink()
    url = "https://123456789012.signin.aws.amazon.com/console"
    write(
        repository / "kim_credentials.csv",
        f"User name,Password,Console sign-in URL\nkim,correct-Horse-7battery,{url}\n",
    )
    shown = scans("baseline")
    assert "1 without a fingerprint are not in it" in shown.err
    assert known(repository) == []
    assert scans().code == 1


def test_a_scan_that_was_interrupted_writes_nothing(repository, scans, monkeypatch):
    def interrupted(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("rootward.workflows.scan.look_through", interrupted)
    shown = scans("baseline")
    assert shown.code == 130
    assert f"{NAME} was not written" in shown.err
    assert not (repository / NAME).exists()


def test_one_that_the_system_does_not_give_is_not_written_over(repository, scans, monkeypatch):
    write(repository / NAME, "")

    def denied(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("rootward.workflows.scan_baseline.read_bounded", denied)
    shown = scans("baseline")
    assert shown.code == 2
    assert f"{NAME}: cannot be read: Permission denied" in shown.err


def test_a_gitattributes_that_cannot_be_written_is_left_to_the_user(repository, scans):
    (repository / ".gitattributes").mkdir()
    assert f"put into .gitattributes beside it: /{NAME} merge=union" in scans("baseline").err


def test_what_git_does_not_say_changes_nothing(repository, scans, monkeypatch):
    def fails(*_arguments, **_options):
        raise GitError("git check-attr: no")

    monkeypatch.setattr("rootward.workflows.scan_baseline.Git.ask", fails)
    assert scans("baseline", "-o", "known.jsonl", "-q").code == 0
    assert (repository / "known.jsonl").exists()
    assert not (repository / ".gitattributes").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_one_may_be_read_by_whoever_may_read_other_new_files(repository, scans, mask, mode):
    before = os.umask(mask)
    try:
        scans("baseline")
    finally:
        os.umask(before)

    assert (repository / NAME).stat().st_mode & 0o777 == mode


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_one_that_is_there_keeps_its_mode(repository, scans):
    scans("baseline")
    (repository / NAME).chmod(0o640)
    write(repository / "new.ini", pair(2))

    scans("baseline")

    assert (repository / NAME).stat().st_mode & 0o777 == 0o640
    assert len(known(repository)) == 4
