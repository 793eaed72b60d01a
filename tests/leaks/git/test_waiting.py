"""A FIFO in the place of a file that git reads: git is not asked, and nobody waits."""

from __future__ import annotations

import os

import pytest

from rootward.errors import GitError
from rootward.leaks.git.repository import open_repository
from tests.leaks.git.made import Made


@pytest.fixture
def made(tmp_path):
    made = Made(tmp_path / "made")
    made.commit(a="one")
    made.git("gc", "-q")
    return made


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs on Windows")
@pytest.mark.parametrize(
    "name",
    [
        "HEAD",
        "config",
        "commondir",
        "shallow",
        "packed-refs",
        "index",
        "objects/info/alternates",
        "objects/info/commit-graph",
        "objects/pack/pack-1.idx",
        "objects/pack/multi-pack-index",
    ],
)
def test_a_fifo_in_a_files_place_is_refused(made, name):
    path = made.folder / ".git" / name
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    (made.folder / "below").mkdir()

    for folder in (made.folder, made.folder / "below"):
        with pytest.raises(GitError, match="is no file") as caught:
            open_repository(str(folder))
        assert str(path) in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs on Windows")
def test_a_fifo_of_an_alternate_or_behind_the_git_file_of_a_worktree_is_refused(made, tmp_path):
    made.git("worktree", "add", "-q", str(tmp_path / "linked"))
    other = Made(tmp_path / "other")
    (other.folder / ".git/objects/info/alternates").write_text(f"{made.folder / '.git/objects'}\n")
    os.mkfifo(made.folder / ".git/objects/pack/pack-1.idx")

    for folder in (tmp_path / "linked", other.folder):
        with pytest.raises(GitError, match=r"pack-1\.idx is no file"):
            open_repository(str(folder))


def test_an_empty_device_in_a_files_place_is_an_empty_file(made):
    path = made.folder / ".git/info/attributes"
    path.symlink_to(os.devnull)

    assert open_repository(str(made.folder)).git_dir == str(made.folder / ".git")
