from pathlib import Path

import pytest

from rootward.leaks.git.attribution import attribute
from rootward.leaks.git.brought import unattributed
from rootward.leaks.git.object_text import as_told
from tests.leaks.git.made import Made, key, line


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path / "made")


def told(made: Made) -> list[tuple[str, int, str | None]]:
    """The same, whether or not anybody asks who brought it."""
    objects = made.objects()
    attributed = [(row.path, row.sight.line, row.sight.key_id) for row in attribute(made.opened(), objects).brought]
    rows = as_told(made.opened(), unattributed(objects))
    assert [(row.path, row.sight.line, row.sight.key_id) for row in rows] == attributed
    return attributed


def test_the_first_line_of_a_message_is_line_1(made):
    made.commit(line(1))
    made.commit(f"subject\n\nbody\n{line(2)}", a="a\n")

    assert told(made) == [("commit message", 1, key(1)), ("commit message", 4, key(2))]


def test_a_tags_message_has_lines_of_its_own(made):
    made.commit("first")
    made.git("tag", "-a", "v1", "-m", f"subject\n\n{line(1)}")

    assert told(made) == [("message of tag v1", 3, key(1))]


def test_what_the_name_of_author_and_committer_holds_is_told_once(made):
    made.commit("first")
    made.git("-c", "core.commentChar=;", "commit", "-q", "--allow-empty", "-m", "x", "--author", f"{key(1)} <a@b.c>")
    assert told(made) == [("author of the commit", 1, key(1))]

    tree, parent = made.git("rev-parse", "HEAD^{tree}"), made.git("rev-parse", "HEAD~1")
    who = f"{key(2)} <a@b.c> 1600000000 +0000"
    text = f"tree {tree}\nparent {parent}\nauthor {who}\ncommitter {who}\n\nmessage\n"
    made.git("reset", "-q", "--hard", made.git("hash-object", "-t", "commit", "-w", "--stdin", given=text.encode()))
    assert ("author of the commit", 1, key(2)) in told(made)
    assert len(told(made)) == 2


def test_a_header_of_several_lines_is_told_by_its_first_word(made):
    made.commit("first")
    tree = made.git("rev-parse", "HEAD^{tree}")
    who = "Ada <ada@example.com> 1600000000 +0000"
    text = f"tree {tree}\nauthor {who}\ncommitter {who}\nmergetag object {tree}\n type commit\n {line(1)}\nmessage\n"
    made.git("reset", "-q", "--hard", made.git("hash-object", "-t", "commit", "-w", "--stdin", given=text.encode()))

    assert told(made) == [("mergetag of the commit", 1, key(1))]


def test_of_a_tag_it_is_the_tagger(made):
    commit = made.commit("first")
    text = f"object {commit}\ntype commit\ntag v1\ntagger {key(1)} <a@b.c> 1600000000 +0000\n\nmessage\n"
    made.git("update-ref", "refs/tags/v1", made.git("mktag", given=text.encode()))

    assert told(made) == [("tagger of tag v1", 1, key(1))]
