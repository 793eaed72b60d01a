import os
import pickle
from pathlib import Path

import pytest

from rootward.errors import ForeignRepositoryError, GitError, UsageError
from rootward.leaks.git.repository import open_callers_repository, open_repository
from tests.leaks.git.made import Made


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path / "made")


def test_a_repository_is_found_from_any_folder_of_its_work_tree(made):
    made.write("deep/er/file", "x")
    whole = made.opened()

    assert whole.work_tree == str(made.folder)
    assert (whole.git_dir, whole.common_dir) == (str(made.folder / ".git"),) * 2
    assert whole.object_folders == (str(made.folder / ".git/objects"),)
    assert (whole.object_format, whole.oid_bytes) == ("sha1", 20)
    assert (whole.shallow, whole.partial, whole.unread("made")) == (False, False, ())
    assert open_repository(str(made.folder / "deep/er")) == whole
    assert open_repository(str(made.folder / "deep/er/file")) == whole


def test_its_git_folder_names_it_too(made):
    named = open_repository(str(made.folder / ".git"))

    assert (named.git_dir, named.work_tree) == (str(made.folder / ".git"), None)


def test_a_bare_repository_has_no_work_tree(tmp_path):
    bare = Made(tmp_path / "bare", "--bare").opened()

    assert (bare.git_dir, bare.work_tree) == (str(tmp_path / "bare"), None)


def test_the_names_of_a_sha256_repositorys_objects_are_longer(tmp_path):
    repository = Made(tmp_path / "made", "--object-format=sha256").opened()

    assert (repository.object_format, repository.oid_bytes) == ("sha256", 32)


def test_a_linked_worktree_has_a_folder_of_its_own_and_shares_the_objects(made, tmp_path):
    made.commit(a="a\n")
    made.git("worktree", "add", "-q", str(tmp_path / "linked"))

    linked = open_repository(str(tmp_path / "linked"))

    assert linked.work_tree == str(tmp_path / "linked")
    assert linked.git_dir == str(made.folder / ".git/worktrees/linked")
    assert linked.common_dir == str(made.folder / ".git")
    assert linked.object_folders == (str(made.folder / ".git/objects"),)
    assert open_repository(str(tmp_path / "linked/.git")) == linked


def test_alternates_of_alternates_count_once_and_those_that_are_gone_are_said(made, tmp_path):
    second, third = Made(tmp_path / "second"), Made(tmp_path / 'th"ird')
    first = made.folder / ".git/objects"
    (first / "info").mkdir(exist_ok=True)
    (first / "info/alternates").write_text(
        f"# a comment\n../../../second/.git/objects\n{tmp_path}/gone\n", encoding="utf-8"
    )
    (second.folder / ".git/objects/info").mkdir(exist_ok=True)
    (second.folder / ".git/objects/info/alternates").write_text(
        f'"{tmp_path}/th\\"\\151rd/.git/objects"\n{first}\n', encoding="utf-8"
    )

    repository = made.opened()

    assert repository.object_folders == tuple(str(one.folder / ".git/objects") for one in (made, second, third))
    assert repository.absent_folders == (f"{tmp_path}/gone",)
    assert [(said.path, said.reason) for said in repository.unread("made")] == [
        ("made", f"the alternate {tmp_path}/gone is not there")
    ]


def test_folders_with_odd_names_are_repositories_too(tmp_path):
    folder = tmp_path / os.fsdecode(b'caf\xe9\n "x"')
    made = Made(folder)

    assert made.opened().work_tree == str(folder)
    assert made.opened().git_dir == str(folder / ".git")


def test_git_that_fails_otherwise_is_told_in_its_own_words(made):
    made.git("config", "core.repositoryFormatVersion", "99")

    with pytest.raises(GitError, match="99"):
        made.opened()


def test_it_is_plain_data(made):
    repository = made.opened()

    assert pickle.loads(pickle.dumps(repository)) == repository  # noqa: S301 - its own


def test_no_repository_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="there is no git repository"):
        open_repository(str(tmp_path))
    with pytest.raises(UsageError, match="No such file or directory"):
        open_repository(str(tmp_path / "absent/deep"))


def test_a_repository_of_somebody_else_is_refused_with_what_to_do(made, monkeypatch):
    repository = str(made.folder)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")

    with pytest.raises(ForeignRepositoryError, match="belongs to somebody else") as caught:
        open_repository(repository)

    assert caught.value.exit_code == 3
    assert caught.value.advice == f"trust it, if you do: git config --global --add safe.directory {repository}"


def test_a_repository_that_the_user_trusts_is_read(made, monkeypatch):
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(made.folder.parent / "gitconfig"))
    (made.folder.parent / "gitconfig").write_text(f"[safe]\n\tdirectory = {made.folder}\n", encoding="utf-8")

    assert made.opened().work_tree == str(made.folder)


def test_a_hooks_own_variables_count_only_where_the_caller_asks_for_its_repository(made, tmp_path, monkeypatch):
    other = Made(tmp_path / "other")
    monkeypatch.chdir(made.folder)
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))

    assert open_repository(".").git_dir == str(made.folder / ".git")
    assert open_callers_repository(os.environ).git_dir == str(other.folder / ".git")


def test_relative_variables_of_a_hook_stay_true_below(made, monkeypatch):
    made.write("deep/file", "x")
    monkeypatch.chdir(made.folder / "deep")

    repository = open_callers_repository({"GIT_INDEX_FILE": "../.git/index", "GIT_DIR": ""})

    assert repository.git.ask("ls-files") == b"deep/file\n"
    assert repository.work_tree == str(made.folder)


def test_a_push_that_is_not_accepted_yet_lies_in_a_folder_that_its_hook_is_told(made, tmp_path, monkeypatch):
    monkeypatch.chdir(made.folder)
    (tmp_path / "incoming").mkdir()

    repository = open_callers_repository({"GIT_OBJECT_DIRECTORY": str(tmp_path / "incoming")})

    assert repository.object_folders == (str(tmp_path / "incoming"),)


def chained(made: Made, tmp_path: Path, count: int) -> list[Path]:
    """So many alternates, each of the one before it."""
    folders = [tmp_path / f"{number}:far" / "objects" for number in range(count)]
    for before, folder in zip([made.folder / ".git/objects", *folders], folders, strict=False):
        (folder / "pack").mkdir(parents=True)
        (folder / "info").mkdir()
        (before / "info").mkdir(exist_ok=True)
        (before / "info/alternates").write_text(f"{folder}\n")
    return folders


def test_git_sees_alternates_that_are_deeper_than_it_follows(made, tmp_path):
    folders = chained(made, tmp_path, 12)
    other = Made(tmp_path / "other")
    oid = other.git("hash-object", "-w", "--stdin", given=b"far away")
    (folders[-1] / oid[:2]).mkdir()
    (other.folder / ".git/objects" / oid[:2] / oid[2:]).rename(folders[-1] / oid[:2] / oid[2:])

    assert made.opened().store.ask("cat-file", "blob", oid) == b"far away"
    assert made.opened().unread("made") == ()


def test_alternates_over_as_many_as_are_followed_are_said(made, tmp_path):
    folders = chained(made, tmp_path, 70)

    (unread,) = made.opened().unread("made")

    assert unread.reason == f"more than 64 alternates: {folders[64]} and others were not read"
