"""Whether or not trees are told apart before git compares them, the same is told of where credentials came from."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.leaks.git import attribution, changes
from rootward.leaks.git.attribution import Attribution, attribute
from rootward.leaks.git.changes import read_changes
from rootward.leaks.git.finding import find_in_objects
from rootward.leaks.git.found import Held
from rootward.leaks.git.reading import Reading
from rootward.leaks.git.searcher import Looker
from rootward.leaks.git.trees.sieve import Marks
from rootward.leaks.rules import Rules
from rootward.leaks.sight import Sight
from tests.leaks.git.made import Made, key, line
from tests.leaks.git.trees.imported import FILE, LINK, PROGRAM, SUBMODULE, File, Written, names

NEVER = 1 << 60


class Told(NamedTuple):
    """What is told with marks and without."""

    sifted: Attribution
    plain: Attribution


def asked(made: Made, *, workers: int = 1) -> Told:
    """What is told in both ways; with marks as in a scan, which has read the packs before."""
    with Reading() as reading:
        objects = find_in_objects(made.opened(), Looker(Rules()), workers=1, reading=reading).objects
        sifted = told(made, objects, 0, reading=reading, workers=workers)
    return Told(sifted, told(made, objects, NEVER, reading=None, workers=1))


def told(
    made: Made, objects: Mapping[str, Held[Sight]], worth: int, *, reading: Reading | None, workers: int
) -> Attribution:
    """What is told; that marks are made where indexes of packs have so many bytes is held."""
    given: list[Marks | None] = []

    def noted(*arguments, marks=None, **words):
        given.append(marks)
        return read_changes(*arguments, marks=marks, **words)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attribution, "_WORTH_SIFTING", worth)
        patch.setattr(attribution, "read_changes", noted)
        found = attribute(made.opened(), objects, workers=workers, reading=reading)
    assert [marks is not None for marks in given] == [worth == 0]
    return found


def same(made: Made, *, workers: int = 1) -> Attribution:
    """What is told in either way."""
    sifted, plain = asked(made, workers=workers)
    assert sifted == plain
    return sifted


def places(found: Attribution) -> set[tuple[str, str | None, str | None]]:
    return {(row.path, row.sight.key_id, row.commit) for row in found.brought}


def without(made: Made, *oids: str) -> None:
    """Take objects out of a repository."""
    for pack in (made.folder / ".git/objects/pack").glob("*.pack"):
        content = pack.read_bytes()
        pack.with_suffix(".idx").unlink()
        pack.unlink()
        made.git("unpack-objects", "-q", given=content)
    for oid in oids:
        (made.folder / ".git/objects" / oid[:2] / oid[2:]).unlink()


@pytest.fixture
def history() -> Written:
    """A key that comes, is taken out, moves with its folder, and comes again by a merge."""
    history = Written()
    first = history.commit({"a": "a\n", "d/b": "b\n"})
    second = history.commit({"a": line(1), "d/b": "b\n"}, first)
    third = history.commit({"a": "taken out\n", "d/b": line(2), "d/e/c": "c\n"}, second)
    fourth = history.commit({"a": "taken out\n", "f/b": line(2), "f/e/c": "c\n"}, third)
    side = history.commit({"a": line(1), "d/b": "b\n", "g": line(3)}, first)
    history.commit({"a": "taken out\n", "f/b": line(2), "g": line(3), "h": line(4)}, fourth, side)
    return history


def test_of_a_whole_repository_everything_is_the_same(history, tmp_path):
    made = history.made(tmp_path / "made")
    commits = names(made)

    found = same(made, workers=3)

    assert places(found) == {
        ("a", key(1), commits[1]),
        ("d/b", key(2), commits[2]),
        ("f/b", key(2), commits[3]),
        ("g", key(3), commits[4]),
        ("h", key(4), commits[5]),
    }
    assert found.commits == 6
    assert found.unread == ()


def test_git_is_asked_of_few_commits(tmp_path, monkeypatch):
    history = Written()
    last = history.commit({"a": "0\n"})
    for number in range(1, 30):
        last = history.commit({"a": f"{number}\n", **({"d/b": line(1)} if number > 12 else {})}, last)
    compared: list[int] = []
    parsed = changes._parsed

    def counted(answer, asking, asked, digits):
        compared.append(asked)
        return parsed(answer, asking, asked, digits)

    monkeypatch.setattr(changes, "_parsed", counted)

    found = same(history.made(tmp_path / "made"))

    assert len(found.brought) == 1
    assert compared == [1, 30]


def test_a_file_that_becomes_a_program_a_link_a_folder_and_a_submodule(tmp_path):
    history = Written()
    last = history.commit({"a": line(1)})
    for file in (File(line(1), PROGRAM), File(line(1), LINK), File("1" * 40, SUBMODULE), File(line(1))):
        last = history.commit({"a": file}, last)
    last = history.commit({"a/a": line(1), "a/b": line(1)}, last)
    last = history.commit({}, last)
    history.commit({"a": line(1)}, last)

    assert {path for path, _, _ in places(same(history.made(tmp_path / "made")))} == {"a", "a/a", "a/b"}


def test_merges_of_many_and_branches_with_no_common_commit(tmp_path):
    history = Written()
    apart = [history.commit({"a": f"{number}\n", f"b{number}": line(number)}) for number in range(5)]
    history.commit({"a": line(9), **{f"b{number}": line(number) for number in range(5)}}, *apart)
    other = history.commit({"a": line(9)}, *apart[:2])
    history.commit({"a": line(9)}, other, *apart)

    assert len(same(history.made(tmp_path / "made")).brought) == 6


def test_names_of_sha256(history, tmp_path):
    assert len(same(history.made(tmp_path / "made", "--object-format=sha256")).brought) == 5


def test_paths_of_letters_that_differ_in_their_highest_bits_only(tmp_path):
    """Nobody hides a move from one to the other."""
    history = Written()
    first = history.commit({"a1234567b": line(1)})
    history.commit({"\udce11234567\udce2": line(1)}, first)

    assert len(same(history.made(tmp_path / "made")).brought) == 2


@pytest.mark.parametrize("words", [["--depth=2"], ["--shared"], ["--depth=1", "--no-single-branch"]])
def test_clones(history, tmp_path, words):
    made = history.made(tmp_path / "made")
    made.git(
        "clone",
        "-q",
        "--bare",
        *words,
        f"file://{made.folder}" if "--shared" not in words else str(made.folder),
        "../clone",
    )

    assert same(Made.at(tmp_path / "clone")).brought


@pytest.mark.parametrize(
    "words", [["--filter=blob:none"], ["--filter=blob:limit=30"], ["--filter=tree:1"], ["--filter=tree:0"]]
)
@pytest.mark.parametrize("bare", [True, False])
def test_clones_in_part(history, tmp_path, words, bare):
    made = history.made(tmp_path / "made", tips=[0, 4])
    made.git("config", "uploadpack.allowFilter", "true")
    made.git("config", "uploadpack.allowAnySHA1InWant", "true")
    made.git("clone", "-q", *(["--bare"] if bare else []), *words, f"file://{made.folder}", "../clone")

    found = asked(Made.at(tmp_path / "clone"))

    assert found.sifted.brought == found.plain.brought
    assert found.sifted.lacking == found.plain.lacking
    assert {*found.sifted.unread} <= {*found.plain.unread}
    if "tree" not in words[0]:
        assert found.sifted.unread == ()
        assert found.sifted.lacking is not None


def test_a_blob_that_was_lost(history, tmp_path):
    made = history.made(tmp_path / "made")
    lost = made.git("rev-parse", "b4:g")
    without(made, lost)

    found = same(made)

    assert found.lacking == f"1 blob is missing that commits lead to: g ({lost})"


def test_a_folder_that_was_lost(history, tmp_path):
    made = history.made(tmp_path / "made")
    without(made, made.git("rev-parse", "b3:f/e"))

    found = asked(made)

    assert found.sifted.brought == found.plain.brought
    assert found.sifted.lacking == found.plain.lacking
    assert {*found.sifted.unread} <= {*found.plain.unread}


def test_of_a_tree_that_was_lost_no_more_is_unread_than_may_have_held_something(history, tmp_path):
    made = history.made(tmp_path / "made")
    without(made, made.git("rev-parse", "b1^{tree}"))
    commits = names(made)

    found = asked(made)

    assert found.sifted.brought == found.plain.brought
    assert {one.path for one in found.plain.unread} == {f"commit {commit}" for commit in (commits[1], commits[2])}
    assert {one.path for one in found.sifted.unread} <= {one.path for one in found.plain.unread}
    assert f"commit {commits[1]}" in {one.path for one in found.sifted.unread}


def test_a_commit_whose_tree_holds_nothing_brought_nothing_whatever_was_before_it(tmp_path):
    history = Written()
    first = history.commit({"a": line(1)})
    history.commit({"a": "taken out\n"}, first)
    made = history.made(tmp_path / "made", tips=[])
    before, last = names(made)
    without(made, made.git("rev-parse", f"{before}^{{tree}}"))

    found = asked(made)

    assert {one.path for one in found.plain.unread} == {f"commit {before}", f"commit {last}"}
    assert {one.path for one in found.sifted.unread} == {f"commit {before}"}
    assert found.sifted.brought == found.plain.brought


def test_replaced_commits_and_grafts_are_as_nobody_replaced_them(history, tmp_path):
    made = history.made(tmp_path / "made")
    before = same(made)
    commits = names(made)
    made.git("replace", commits[1], commits[0])
    (made.folder / ".git/info").mkdir(exist_ok=True)
    (made.folder / ".git/info/grafts").write_text(f"{commits[5]}\n{commits[3]} {commits[0]}\n", encoding="ascii")

    assert places(same(made)) == places(before)


def test_two_keys_that_change_places_and_one_that_takes_the_place_of_another(tmp_path):
    history = Written()
    last = history.commit({"a": line(1), "b": line(2)})
    last = history.commit({"a": line(2), "b": line(1)}, last)
    history.commit({"a": line(3), "b": line(1)}, last)

    assert len(same(history.made(tmp_path / "made")).brought) == 5


PATHS = ["a", "b", "d/a", "d/b", "d/e/a", "f/a", "f", "d"]
FOLDERS = ["d", "d/e", "f", "a", "g"]


def moved(state: dict[str, File], old: str, new: str | None) -> dict[str, File]:
    """A file or a folder under another name; None: it is dropped."""
    taken = {path: file for path, file in state.items() if path == old or path.startswith(f"{old}/")}
    rest = {path: file for path, file in state.items() if path not in taken}
    return rest if new is None else rest | {new + path[len(old) :]: file for path, file in taken.items()}


def possible(state: dict[str, File]) -> dict[str, File]:
    """Without files in whose place a folder is."""
    return {path: file for path, file in state.items() if not any(other.startswith(f"{path}/") for other in state)}


def drawn(draw: random.Random, count: int) -> Written:
    """Commits that write, move, drop and merge files with and without keys."""
    history = Written()
    states: list[dict[str, File]] = []
    for number in range(count):
        recent = range(max(0, number - 6), number)
        parents = draw.sample(recent, min(len(recent), draw.choice([0, 1, 1, 1, 1, 1, 2, 3]) if number % 20 else 0))
        state: dict[str, File] = {}
        for parent in reversed(parents):
            state |= states[parent]
        if draw.random() < 0.3:
            state = moved(state, draw.choice(FOLDERS), draw.choice([*FOLDERS, None]))
        for path in draw.sample(PATHS, draw.choice([0, 1, 2])):
            mode = draw.choice([FILE, FILE, FILE, FILE, PROGRAM, LINK])
            state.pop(path, None)
            state[path] = File(
                f"{draw.randrange(2)}\n" + draw.choice(["", "", line(0), line(1), line(0) + line(1)]), mode
            )
        states.append(possible(state))
        message = key(9) if draw.random() < 0.1 else "change"
        history.commit(states[-1], *parents, message=message, new_pack=draw.random() < 0.1)
    return history


@given(st.randoms(use_true_random=True), st.integers(10, 60))
@settings(max_examples=10)
def test_any_history(tmp_path_factory: pytest.TempPathFactory, draw: random.Random, count: int) -> None:
    made = drawn(draw, count).made(tmp_path_factory.mktemp("drawn") / "made")

    found = same(made)

    assert found.brought
    assert found.commits == count
    assert found.unread == ()
    assert found.lacking is None
