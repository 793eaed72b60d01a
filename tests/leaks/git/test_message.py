import pytest

from rootward.errors import UsageError
from rootward.leaks.git.message import committed_part, find_in_message
from rootward.leaks.rules import Rules
from tests.leaks.git.made import Made, key, line

CUT = b"# ------------------------ >8 ------------------------\n# Do not modify or remove the line above.\n"


@pytest.fixture
def made(tmp_path, monkeypatch):
    made = Made(tmp_path / "made")
    monkeypatch.chdir(made.folder)
    return made


def told(made: Made, message: str, **environ: str) -> list[tuple[int, str | None]]:
    path = made.folder / ".git/COMMIT_EDITMSG"
    path.write_text(message, encoding="utf-8")
    found = find_in_message(str(path), Rules(), environ)
    assert all(row.path == "commit message" for row in found.brought)
    return [(row.sight.line, row.sight.key_id) for row in found.brought]


def test_a_key_in_a_message_is_told_with_its_line(made):
    assert told(made, "first\n\n" + line(1)) == [(3, key(1))]


def test_lines_of_comment_are_left_out_and_lines_stay_the_files(made):
    assert told(made, f"first\n# {line(1)}\n{line(2)}") == [(4, key(2))]


def test_comments_of_a_message_that_nobody_edits_are_committed(made):
    assert told(made, f"first\n# {line(1)}", GIT_EDITOR=":") == [(2, key(1))]


@pytest.mark.parametrize("cleanup", ["verbatim", "whitespace", "scissors"])
def test_comments_count_where_git_is_told_to_keep_them(made, cleanup):
    made.git("config", "commit.cleanup", cleanup)

    assert told(made, f"first\n# {line(1)}") == [(2, key(1))]


def test_comments_are_left_out_where_git_always_strips_them(made):
    made.git("config", "commit.cleanup", "strip")

    assert told(made, f"first\n# {line(1)}", GIT_EDITOR=":") == []


def test_what_lies_below_the_scissors_is_left_out(made):
    assert told(made, "first\n" + CUT.decode() + "-" + line(1)) == []


def test_scissors_that_git_did_not_write_cut_nothing(made):
    cut = CUT.decode().split("\n", maxsplit=1)[0]

    assert told(made, f"first\n{cut}\n{line(1)}") == [(3, key(1))]


def test_the_users_own_mark_of_a_comment_counts(made):
    made.git("config", "core.commentChar", ";")

    assert told(made, f"first\n; {line(1)}# {line(2)}") == [(3, key(2))]


def test_a_mark_that_git_chose_is_the_one_of_the_last_line(made):
    made.git("config", "core.commentChar", "auto")

    assert told(made, f"# {line(1)}; {line(2)}; what git wrote\n") == [(1, key(1))]


def test_an_empty_message_holds_nothing(made):
    made.git("config", "core.commentChar", "auto")

    assert told(made, "\n\n") == []


def test_outside_a_repository_a_message_is_one_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "message").write_text(f"# {line(1)}{line(2)}", encoding="utf-8")

    found = find_in_message("message", Rules(), {})

    assert [(row.sight.line, row.sight.key_id) for row in found.brought] == [(2, key(2))]
    assert found.looked.files == 1


@pytest.mark.usefixtures("made")
def test_a_file_that_is_not_there_is_a_usage_error():
    with pytest.raises(UsageError, match="absent: No such file"):
        find_in_message("absent", Rules(), {})


def test_git_itself_leaves_out_the_same(made):
    written = b"first\n\n# comment\nkept # here\n#\n" + CUT + b"cut\n"
    editor = made.folder.parent / "editor"
    editor.write_text('#!/bin/sh\ncp "$(dirname "$0")/written" "$1"\n', encoding="ascii")
    editor.chmod(0o755)
    (made.folder.parent / "written").write_bytes(written)
    made.git("-c", f"core.editor={editor}", "commit", "-q", "-v", "--allow-empty")

    own = [part for part in committed_part(written, b"#", keeps_comments=False).split(b"\n") if part]

    assert own == [part.encode() for part in made.git("log", "-1", "--format=%B").split("\n") if part]
