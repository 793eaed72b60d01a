"""What the search of a repository has to bear: the packs of `packed`, in a repository, beside git's own reading."""

from __future__ import annotations

import tempfile
from pathlib import Path

from rootward.errors import GitError
from rootward.leaks.git.finding import find_in_objects, find_through_git
from rootward.leaks.git.repository import open_repository
from rootward.leaks.git.searcher import Looker
from rootward.leaks.rules import Rules
from tests.leaks.fuzzing import packed
from tests.leaks.fuzzing.changing import Target


def check(data: bytes) -> None:
    """It ends with an answer; what git can read and holds something is in it; what was not read is said."""
    parts = packed.split(data)
    if parts is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), *parts)
        repository = open_repository(folder)
        searcher = Looker(Rules())
        found = find_in_objects(repository, searcher, workers=1)
        assert all(one.path and one.reason for one in found.unread)
        assert not found.interrupted
        try:
            through_git = find_through_git(repository, searcher)
        except GitError:
            return
        for oid, held in through_git.objects.items():
            assert found.objects[oid] == held


def write(folder: Path, index: bytes, pack: bytes) -> None:
    """A bare repository with one pack."""
    (folder / "refs").mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
    (folder / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = true\n", encoding="ascii")
    packs = folder / "objects" / "pack"
    packs.mkdir(parents=True)
    (packs / "pack-1.idx").write_bytes(index)
    (packs / "pack-1.pack").write_bytes(pack)


TARGET = Target("repositories", packed.make, check)
