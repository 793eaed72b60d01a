import os
import time
from pathlib import Path

import pytest

from rootward.leaks.git.state import State, repository_state
from tests.leaks.git.repositories_with_words import Repository


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "made")
    made.commit({"a.txt": b"one"})
    return made


def digest(folder: Path) -> str:
    state = repository_state(str(folder), {})
    assert state is not None
    return state.digest


def test_an_unchanged_repository_has_the_same_state_asked_from_any_folder_of_it(made):
    (made.folder / "deep/er").mkdir(parents=True)

    assert digest(made.folder) == digest(made.folder / "deep/er") == digest(made.folder)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda made: made.commit({"a.txt": b"two"}), id="a commit"),
        pytest.param(lambda made: made.blob(b"unreachable"), id="a loose object"),
        pytest.param(lambda made: made.git("branch", "other"), id="a branch"),
        pytest.param(lambda made: made.git("checkout", "-q", "-b", "other"), id="HEAD"),
        pytest.param(lambda made: made.git("tag", "v1"), id="a tag"),
        pytest.param(lambda made: made.git("pack-refs", "--all"), id="packed references"),
        pytest.param(lambda made: made.git("repack", "-adq"), id="a pack"),
        pytest.param(lambda made: made.git("config", "secrets.allowed", "x"), id="configuration"),
        pytest.param(lambda made: made.git("rm", "-q", "--cached", "a.txt"), id="the index"),
        pytest.param(lambda made: made.git("reflog", "expire", "--expire=now", "--all"), id="reflogs"),
        pytest.param(lambda made: (made.git_dir / "shallow").write_text("0" * 40), id="shallow"),
    ],
)
def test_whatever_an_answer_depends_on_changes_the_state(made, change):
    before = digest(made.folder)

    change(made)

    assert digest(made.folder) != before


def test_an_alternate_s_objects_belong_to_it(made, tmp_path):
    borrower = Repository(tmp_path / "borrower")
    (borrower.git_dir / "objects/info/alternates").write_text(f"# ours\n{made.git_dir / 'objects'}\n")
    before = digest(borrower.folder)

    made.blob(b"more")

    assert digest(borrower.folder) != before


def test_an_alternate_that_is_quoted_is_followed(made, tmp_path):
    borrower = Repository(tmp_path / "borrower")
    moved = tmp_path / "a\nb"
    made.folder.rename(moved)
    (borrower.git_dir / "objects/info/alternates").write_text(f'"{tmp_path}/a\\nb/.git/objects"\n')
    before = digest(borrower.folder)

    (moved / ".git/objects/ab").mkdir()

    assert digest(borrower.folder) != before


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("rm", "-q", "--cached", "a.txt"), id="its index"),
        pytest.param(("reflog", "expire", "--expire=now", "HEAD"), id="its reflog"),
        pytest.param(("update-ref", "refs/bisect/bad", "HEAD"), id="a reference of its own"),
    ],
)
def test_what_another_worktree_has_of_its_own_belongs_to_it(made, tmp_path, change):
    made.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "linked")
    before = digest(made.folder)

    made.git(*change, cwd=tmp_path / "linked")

    assert digest(made.folder) != before


def test_a_linked_worktree_tells_of_the_repository_that_it_belongs_to(made, tmp_path):
    made.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "linked")
    before = digest(tmp_path / "linked")

    made.blob(b"more")

    assert digest(tmp_path / "linked") not in {before, digest(made.folder)}


def test_submodules_belong_to_it(made, tmp_path):
    inner = Repository(tmp_path / "inner")
    inner.commit({"x": b"x"})
    made.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.folder), "lib/inner")
    before = digest(made.folder)

    made.git("hash-object", "-w", "--stdin", given=b"more", cwd=made.folder / "lib/inner")

    assert digest(made.folder) != before


def test_a_bare_repository_has_one(tmp_path):
    assert digest(Repository(tmp_path / "bare", bare=True).folder)


def test_where_there_is_no_repository_there_is_none(tmp_path):
    assert repository_state(str(tmp_path), {}) is None
    (tmp_path / ".git").write_text("nonsense")
    assert repository_state(str(tmp_path), {}) is None


def test_where_git_is_told_of_another_repository_there_is_none(made):
    assert repository_state(str(made.folder), {"GIT_DIR": "/elsewhere"}) is None


def test_alternates_in_a_circle_come_to_an_end(made):
    (made.git_dir / "objects/info/alternates").write_text(f"{made.git_dir / 'objects'}\n../objects\n")

    assert digest(made.folder)


def test_a_fifo_in_the_place_of_a_file_holds_nobody_up(made):
    os.mkfifo(made.git_dir / "packed-refs")

    assert repository_state(str(made.folder), {}) is None or digest(made.folder)


def test_a_state_is_settled_once_the_clock_of_the_files_has_gone_on():
    now = time.time_ns()

    assert not State("x", now - 1_000_001).is_settled(now)
    assert State("x", now - 60_000_000_001).is_settled(now)
    assert not State("x", 5_000_000_000).is_settled(7_000_000_000)
    assert State("x", 5_000_000_000).is_settled(8_000_000_000)
