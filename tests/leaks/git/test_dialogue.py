import zlib
from pathlib import Path

import pytest

from rootward.leaks.git.dialogue import ask_objects
from tests.leaks.git.made import Made


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path / "made")


def content(made: Made, oid: str) -> bytes:
    return made.git("cat-file", "commit", oid).encode() + b"\n"


def replace(made: Made, oid: str, stored: bytes) -> bytes:
    file = made.folder / ".git/objects" / oid[:2] / oid[2:]
    file.chmod(0o644)
    file.write_bytes(stored)
    return oid.encode()


def broken(made: Made) -> bytes:
    """A commit of which the end is missing."""
    oid = made.git("commit-tree", "-m", "bad", "HEAD^{tree}")
    return replace(made, oid, zlib.compress(b"commit 64\0" + bytes(range(64)))[:-24])


def test_an_answer_may_decide_what_is_asked_next(made):
    first, second = made.commit(), made.commit()
    waiting = [second.encode()]
    told = []

    def wanted():
        while waiting:
            yield waiting.pop()

    for oid, kind, text in ask_objects(made.opened(), wanted()):
        told.append((oid, kind, text))
        waiting += [line[7:] for line in text.split(b"\n") if line.startswith(b"parent ")]

    assert told == [(oid.encode(), "commit", content(made, oid)) for oid in (second, first)]


def test_commits_that_are_missing_or_broken_are_told_apart_and_those_after_them_are_read(made):
    whole = made.commit(a="a\n")
    bad = broken(made)
    gone = b"0" * 40

    assert list(ask_objects(made.opened(), [gone, bad, whole.encode(), bad, whole.encode()])) == [
        (gone, "it is missing", b""),
        (bad, "it is broken", b""),
        (whole.encode(), "commit", content(made, whole)),
        (bad, "it is broken", b""),
        (whole.encode(), "commit", content(made, whole)),
    ]


def test_nobody_waits_for_the_rest_of_a_blob_that_is_shorter_than_it_says(made):
    whole = made.commit(a="a\n")
    blob = made.git("hash-object", "-w", "--stdin", given=b"b")
    bad = replace(made, blob, zlib.compress(b"blob 1000\0short"))
    tree = made.git("rev-parse", "HEAD^{tree}").encode()

    assert [kind for _, kind, _ in ask_objects(made.opened(), [bad, tree, whole.encode()])] == [
        "blob",
        "tree",
        "commit",
    ]


def test_git_is_started_again_only_so_often(made, monkeypatch):
    monkeypatch.setattr("rootward.leaks.git.dialogue.MOST_STOPS", 2)
    whole = made.commit(a="a\n").encode()
    bad = broken(made)

    kinds = [kind for _, kind, _ in ask_objects(made.opened(), [bad, bad, bad, whole])]

    assert kinds == ["it is broken", "it is broken", *["git stopped at too many objects before it"] * 2]


def test_nothing_asked_is_nothing_answered(made):
    assert list(ask_objects(made.opened(), [])) == []


def test_however_much_git_complains_it_answers(made):
    oids = [f"{number:040x}" for number in range(1500)]
    folder = made.folder / ".git/objects/00"
    folder.mkdir(exist_ok=True)
    for oid in oids:
        (folder / oid[2:]).write_bytes(b"nonsense")

    kinds = {kind for _, kind, _ in ask_objects(made.opened(), [oid.encode() for oid in oids])}

    assert kinds == {"it is missing"}
