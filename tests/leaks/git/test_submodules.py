from pathlib import Path

import pytest

from rootward.leaks.git.submodules import Submodule, submodules
from rootward.model.scan import Unread
from tests.leaks.git.made import Made


@pytest.fixture
def made(tmp_path: Path) -> Made:
    innermost = Made(tmp_path / "innermost")
    innermost.commit(a="a\n")
    inner = Made(tmp_path / "inner")
    inner.git("submodule", "add", "-q", str(innermost.folder), "deep")
    inner.commit()
    made = Made(tmp_path / "made")
    made.git("submodule", "add", "-q", str(inner.folder), "libs/inner")
    made.commit()
    return made


def told(made: Made) -> list[str]:
    found = list(submodules(made.opened()))
    assert all(isinstance(one, Submodule) for one in found)
    return [one.path for one in found]


def test_a_submodule_that_is_checked_out_is_a_repository_of_its_own(made):
    (one,) = submodules(made.opened())

    assert isinstance(one, Submodule)
    assert one.path == "libs/inner"
    assert one.repository.work_tree == str(made.folder / "libs/inner")
    assert one.repository.git_dir == str(made.folder / ".git/modules/libs/inner")


def test_submodules_of_submodules_are_told_too(made):
    made.git("submodule", "update", "-q", "--init", "--recursive")

    assert told(made) == ["libs/inner", "libs/inner/deep"]


def test_one_that_is_not_checked_out_is_none(made):
    made.git("submodule", "deinit", "-q", "--force", "libs/inner")

    assert told(made) == []


def test_one_that_lies_beyond_a_link_is_none(made, tmp_path):
    (made.folder / "libs").rename(tmp_path / "moved")
    (made.folder / "libs").symlink_to(tmp_path / "moved")

    assert told(made) == []


def test_one_whose_git_folder_lies_elsewhere_is_said_and_not_read(made, tmp_path):
    other = Made(tmp_path / "other")
    (made.folder / "libs/inner/.git").write_text(f"gitdir: {other.folder}/.git\n", encoding="utf-8")

    (one,) = submodules(made.opened())

    assert one == Unread(path="libs/inner", reason=f"a submodule whose git folder lies elsewhere: {other.folder}/.git")


def test_one_whose_git_folder_is_broken_is_said(made):
    (made.folder / "libs/inner/.git").write_text("nonsense\n", encoding="utf-8")

    (one,) = submodules(made.opened())

    assert isinstance(one, Unread)
    assert one.path == "libs/inner"


def test_a_bare_repository_has_none(made, tmp_path):
    made.git("clone", "-q", "--bare", str(made.folder), str(tmp_path / "bare"))

    assert told(Made.at(tmp_path / "bare")) == []
