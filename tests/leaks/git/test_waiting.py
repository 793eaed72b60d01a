"""A FIFO in the place of a file that git reads: git is not asked, and nobody waits."""

from __future__ import annotations

import os

import pytest

from rootward.errors import GitError
from rootward.leaks.git.repository import open_repository
from rootward.leaks.git.waiting import is_waited_for, refuse_waiting, refuse_waiting_history, refuse_waiting_loose
from tests.leaks.git.made import Made

fifos = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs on Windows")


@pytest.fixture
def made(tmp_path):
    made = Made(tmp_path / "made")
    made.commit(a="one")
    made.git("gc", "-q")
    return made


@fifos
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
        "objects/info/commit-graphs/commit-graph-chain",
        "objects/pack/multi-pack-index",
        "info/exclude",
        "info/attributes",
        "config.worktree",
        "ORIG_HEAD",
        "refs/heads/x",
        "refs/heads/deep/x",
        "refs/tags/t",
        "refs/stash",
        "logs/HEAD",
        "logs/refs/heads/main",
        "worktrees/x/gitdir",
    ],
)
def test_a_fifo_in_a_files_place_is_refused(made, name):
    path = made.folder / ".git" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    (made.folder / "below").mkdir()

    for folder in (made.folder, made.folder / "below"):
        with pytest.raises(GitError, match="is no file") as caught:
            open_repository(str(folder))
        assert str(path) in str(caught.value)


@fifos
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


@fifos
@pytest.mark.parametrize("refuse", [refuse_waiting, refuse_waiting_history])
def test_none_of_them_is_opened(made, monkeypatch, refuse):
    pipes = [made.folder / ".git" / name for name in ("info/exclude", "refs/heads/x", "config", "commondir")]
    for pipe in pipes:
        pipe.unlink(missing_ok=True)
        os.mkfifo(pipe)
    opened = []
    really = os.open

    def noting(path, *rest, **more):
        opened.append(str(path))
        return really(path, *rest, **more)

    monkeypatch.setattr(os, "open", noting)
    with pytest.raises(GitError):
        refuse(str(made.folder))

    assert set(opened).isdisjoint(map(str, pipes))


@fifos
@pytest.mark.parametrize("name", ["refs/heads/x", "logs/HEAD", "worktrees/x/gitdir"])
def test_who_asks_nothing_about_references_is_not_held_up_by_them(made, name):
    path = made.folder / ".git" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)

    refuse_waiting(str(made.folder))
    with pytest.raises(GitError, match="is no file"):
        refuse_waiting_history(str(made.folder))


@fifos
def test_one_behind_a_linked_folder_of_references_is_refused_and_a_circle_has_an_end(made, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (made.folder / ".git/refs/heads/linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere/back").symlink_to(made.folder / ".git/refs")
    refuse_waiting_history(str(made.folder))
    os.mkfifo(tmp_path / "elsewhere/x")

    with pytest.raises(GitError, match="linked/x is no file"):
        refuse_waiting_history(str(made.folder))


def test_references_without_end_are_refused(made, monkeypatch):
    monkeypatch.setattr("rootward.leaks.git.waiting._MOST_ENTRIES", 10)
    for number in range(20):
        (made.folder / f".git/refs/heads/b{number}").touch()

    with pytest.raises(GitError, match="more than 10 files"):
        refuse_waiting_history(str(made.folder))


@fifos
@pytest.mark.parametrize(
    "section", ["[include]\n\tpath = {}\n", "[core]\n\texcludesFile = {}\n", '[includeIf "gitdir:/x"]\n\tpath = "{}"\n']
)
@pytest.mark.parametrize("is_relative", [True, False])
def test_one_that_the_configuration_names_is_refused(made, section, is_relative):
    conf = made.folder / "conf"
    conf.mkdir()
    (conf / "more").write_text(section.format("pipe" if is_relative else conf / "pipe"))
    config = made.folder / ".git/config"
    config.write_text(config.read_text() + "[include]\n\tpath = ../conf/more\n\tpath = config\n\tpath = none\n")
    refuse_waiting(str(made.folder))
    os.mkfifo(conf / "pipe")

    with pytest.raises(GitError, match="pipe is no file"):
        refuse_waiting(str(made.folder))


@fifos
def test_an_object_that_lies_loose_is_refused_where_git_is_to_read_it(made):
    objects = made.folder / ".git/objects"
    refuse_waiting_loose([str(objects), str(objects / "not-there")])
    (objects / "ab").mkdir()
    os.mkfifo(objects / "ab" / ("c" * 38))

    assert open_repository(str(made.folder)).object_folders == (str(objects),)
    with pytest.raises(GitError, match="is no file"):
        refuse_waiting_loose([str(objects)])


@fifos
def test_only_a_fifo_or_a_device_is_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    (tmp_path / "empty").symlink_to(os.devnull)
    (tmp_path / "file").touch()

    waited = [name for name in ("pipe", "link", "circle", "empty", "file", "none") if is_waited_for(tmp_path / name)]
    assert waited == ["pipe", "link"]
    assert is_waited_for("/dev/zero")


def test_where_there_is_no_repository_nothing_is_refused(tmp_path):
    refuse_waiting(str(tmp_path / "not-there"))
    (tmp_path / ".git").write_text("gitdir: elsewhere\n")

    refuse_waiting_history(str(tmp_path))
