"""Histories drawn at random, held against the definition: what a commit's tree has and no parent's tree has."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from rootward.leaks.git.attribution import attribute
from tests.leaks.git.made import Made, key, line

PATHS = ("a", "b", "d/a", "d/b", "d/e/a", "f/a")
Content = frozenset[tuple[str, str]]


def drawn(folder: Path, seed: int) -> Made:
    """Branches that write, move, drop and merge files with and without keys."""
    made = Made(folder)
    draw = random.Random(seed)  # noqa: S311 - no secret
    made.commit("first", a="base\n")
    branches = ["main"]
    for number in range(28):
        branch = draw.choice(branches)
        made.git("checkout", "-q", "--force", branch)
        if draw.random() < 0.25 and len(branches) < 5:
            branch = f"b{number}"
            made.git("checkout", "-q", "-b", branch)
            branches.append(branch)
        merging = [other for other in branches if other != branch and draw.random() < 0.3]
        if merging:
            made.git("merge", "-q", "--no-ff", "--no-commit", "-s", "ours", *merging)
            for other in merging:
                made.git("checkout", "-q", other, "--", ".")
        for path in draw.sample(PATHS, 2):
            keys = draw.sample(range(4), draw.choice((0, 0, 1, 2)))
            made.write(path, f"{draw.randrange(3)}\n" + "".join(line(one) for one in keys))
        if draw.random() < 0.3:
            made.git("rm", "-q", "-r", "--force", "--ignore-unmatch", draw.choice(("a", "d", "d/e", "f")))
        made.commit(f"{number} " + (key(9) if draw.random() < 0.1 else ""))
    return made


def held(made: Made, commit: str) -> Content:
    """Which key lies at which path."""
    return frozenset(
        (path, key(one))
        for path in made.git("ls-tree", "-r", "--name-only", commit).split()
        for text in [made.git("cat-file", "blob", f"{commit}:{path}")]
        for one in range(4)
        if key(one) in text
    )


@pytest.mark.parametrize("seed", range(4))
def test_what_is_told_is_what_the_trees_say(tmp_path, seed):
    made = drawn(tmp_path / "made", seed)
    commits = made.git("rev-list", "--all", "--date-order", "--reverse").split()
    trees = {commit: held(made, commit) for commit in commits}
    brought: dict[tuple[str, str], list[str]] = {}
    for commit in commits:
        parents = made.git("rev-list", "-1", "--parents", commit).split()[1:]
        for place in trees[commit].difference(*(trees[parent] for parent in parents)):
            brought.setdefault(place, []).append(commit)
    of_head = set(made.git("rev-list", "HEAD").split())
    head = made.git("rev-parse", "HEAD")

    found = attribute(made.opened(), made.objects(), workers=2)

    rows = {(row.path, row.sight.key_id or ""): row for row in found.brought if row.path in PATHS}
    assert found.unread == ()
    assert rows.keys() == brought.keys()
    for place, many in brought.items():
        row = rows[place]
        assert row.commit == next((one for one in many if one in of_head), many[0])
        assert row.in_head == (place in trees[head])
        containing = [made.git("branch", "--format=%(refname:short)", "--contains", one).split() for one in many]
        assert set(row.branches) == {name for names in containing for name in names}
        assert key_line(made, row.object or "", row.sight.line) == place[1]


def key_line(made: Made, blob: str, number: int) -> str:
    return made.git("cat-file", "blob", blob).split("\n")[number - 1].split()[-1]
