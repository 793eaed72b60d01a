import sys
from pathlib import Path

import pytest

from rootward.errors import GitError
from rootward.leaks.git.repository import open_callers_repository
from rootward.leaks.git.staged import find_staged
from rootward.leaks.rules import Rules
from tests.leaks.git.made import Made, key, line


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path / "made")


def told(made: Made) -> list[tuple[str, int, str | None]]:
    found = find_staged(made.opened(), Rules())
    assert found.unread == ()
    return [(row.path, row.sight.line, row.sight.key_id) for row in found.brought]


def test_a_key_in_a_new_file_is_told_before_the_first_commit(made):
    made.write("a", "x\n" + line(1))

    assert told(made) == [("a", 2, key(1))]


def test_the_first_commit_of_a_sha256_repository_too(tmp_path):
    made = Made(tmp_path / "made", "--object-format=sha256")
    made.write("a", line(1))

    assert told(made) == [("a", 1, key(1))]


def test_a_key_that_a_changed_file_gets_is_told(made):
    made.commit(a="x\n")
    made.write("a", "x\n" + line(1))

    assert told(made) == [("a", 2, key(1))]


def test_a_key_that_the_file_had_before_is_not_told_again(made):
    made.commit(a=line(1))
    made.write("a", "x\n" + line(1) + line(2))

    assert told(made) == [("a", 3, key(2))]


def test_what_is_staged_counts_and_not_the_file(made):
    made.commit(a="x\n")
    made.write("a", line(1))
    (made.folder / "a").write_text("harmless\n", encoding="utf-8")
    made.write("b", "harmless\n")
    (made.folder / "b").write_text(line(2), encoding="utf-8")

    assert told(made) == [("a", 1, key(1))]


def test_a_file_that_is_not_staged_does_not_count(made):
    made.commit(a="x\n")
    (made.folder / "a").write_text(line(1), encoding="utf-8")
    (made.folder / "new").write_text(line(2), encoding="utf-8")
    made.git("add", "--intent-to-add", "new")

    assert told(made) == []


def test_a_file_that_is_taken_out_does_not_count(made):
    made.commit(a=line(1), b="b\n")
    made.git("rm", "-q", "a")

    assert told(made) == []


def test_a_file_that_is_renamed_or_copied_brings_nothing(made):
    made.commit(a=line(1), c="c\n")
    made.git("mv", "a", "b")
    made.write("c", line(1))
    made.write("d", line(2))

    assert told(made) == [("d", 1, key(2))]


def test_of_a_renamed_file_that_was_changed_only_what_is_new_is_told(made):
    made.commit(a=line(1))
    made.git("mv", "a", "b")
    made.write("b", line(1) + line(2))

    assert told(made) == [("b", 2, key(2))]


def test_a_key_that_another_file_keeps_is_brought_to_a_second_one(made):
    made.commit(a=line(1))
    made.write("b", "x\n" + line(1))

    assert told(made) == [("b", 2, key(1))]


def test_a_link_whose_target_holds_a_key_counts(made):
    made.commit(a="x\n")
    (made.folder / "link").symlink_to(key(1))
    made.git("add", "link")

    assert told(made) == [("link", 1, key(1))]


def test_a_submodule_is_an_entry_without_content(made, tmp_path):
    made.commit(a="x\n")
    inner = Made(tmp_path / "inner")
    inner.commit(a=line(1))
    made.git("submodule", "add", "-q", str(inner.folder), "inner")

    assert told(made) == []


def test_in_a_merge_only_what_no_side_has_counts(made):
    made.commit(a="base\n")
    made.git("checkout", "-q", "-b", "side")
    made.commit(b=line(1))
    made.git("checkout", "-q", "main")
    made.commit(c="main\n")
    made.git("merge", "-q", "--no-ff", "--no-commit", "side")
    made.write("d", line(2))
    made.write("b", line(1) + line(3))

    assert told(made) == [("b", 2, key(3)), ("d", 1, key(2))]


def test_of_a_file_in_conflict_what_comes_counts(made):
    made.commit(a="base\n")
    made.git("checkout", "-q", "-b", "side")
    made.commit(a="side\n" + line(1))
    made.git("checkout", "-q", "main")
    made.commit(a="main\n" + line(2))
    made.git("merge", "-q", "side", code=1)

    assert told(made) == [("a", 2, key(1))]


HOOK = f"""#!{sys.executable}
import os, pathlib
from rootward.leaks.git.repository import open_callers_repository
from rootward.leaks.git.staged import find_staged
from rootward.leaks.rules import Rules
found = find_staged(open_callers_repository(os.environ), Rules())
pathlib.Path(os.environ["ANSWER"]).write_text("".join(row.path + "\\n" for row in found.brought))
raise SystemExit(1)
"""


def asked_by_a_hook(made: Made, answer: Path, *words: str) -> list[str]:
    hook = Path(made.git("rev-parse", "--git-path", "hooks/pre-commit"))
    hook = made.folder / hook
    hook.write_text(HOOK, encoding="utf-8")
    hook.chmod(0o755)
    made.git("commit", "-q", "-m", "x", *words, code=1)
    return answer.read_text(encoding="utf-8").split()


def test_a_hook_sees_what_its_commit_would_bring(made, tmp_path, monkeypatch):
    monkeypatch.setenv("ANSWER", str(tmp_path / "answer"))
    made.commit(a="x\n", b="x\n")
    made.write("a", line(1))
    (made.folder / "b").write_text(line(2), encoding="utf-8")

    assert asked_by_a_hook(made, tmp_path / "answer") == ["a"]
    assert asked_by_a_hook(made, tmp_path / "answer", "b") == ["b"]
    assert asked_by_a_hook(made, tmp_path / "answer", "-a") == ["a", "b"]


def test_a_hook_of_a_linked_worktree_sees_that_worktree(made, tmp_path, monkeypatch):
    monkeypatch.setenv("ANSWER", str(tmp_path / "answer"))
    made.commit(a="x\n")
    made.write("a", line(1))
    made.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "linked")
    linked = Made.at(tmp_path / "linked")
    linked.write("c", line(3))

    assert asked_by_a_hook(linked, tmp_path / "answer") == ["c"]


def test_a_repository_whose_work_tree_lies_elsewhere_is_found_as_its_hook_is_told(made, tmp_path, monkeypatch):
    made.write("a", line(1))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    repository = open_callers_repository({"GIT_DIR": str(made.folder / ".git"), "GIT_WORK_TREE": str(elsewhere)})

    assert [row.path for row in find_staged(repository, Rules()).brought] == ["a"]


def test_staged_of_a_linked_worktree_is_its_own(made, tmp_path):
    made.commit(a="x\n")
    made.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "linked")
    made.write("a", line(1))
    linked = Made.at(tmp_path / "linked")
    linked.write("b", line(2))

    assert (told(made), told(linked)) == ([("a", 1, key(1))], [("b", 1, key(2))])


def test_odd_names_are_told_as_they_are(made):
    made.write(b'caf\xe9\n\t"q"', line(1))

    assert told(made) == [('caf\\xe9\n\t"q"', 1, key(1))]


def test_a_blob_that_is_missing_is_said(made):
    made.write("a", line(1))
    made.write("b", line(2))
    blob = made.git("rev-parse", ":a")
    (made.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()

    found = find_staged(made.opened(), Rules())

    assert [row.path for row in found.brought] == ["b"]
    assert [said.path for said in found.unread] == ["a"]


def test_an_index_that_cannot_be_read_is_an_error(made):
    made.commit(a="x\n")
    repository = made.opened()
    (made.folder / ".git/index").write_bytes(b"nonsense")

    with pytest.raises(GitError):
        find_staged(repository, Rules())


def test_files_and_bytes_are_counted(made):
    made.write("a", "12345")
    made.write("b", "123")

    looked = find_staged(made.opened(), Rules()).looked

    assert (looked.files, looked.bytes) == (2, 8)


def test_nothing_that_a_repository_configures_is_run(made):
    mark = made.folder.parent / "mark"
    script = made.folder.parent / "script"
    script.write_text(f"#!/bin/sh\ntouch {mark}\nexit 1\n", encoding="ascii")
    script.chmod(0o755)
    made.commit(a="x\n", __gitattributes="* diff=evil filter=evil\n")
    made.write("a", line(1))
    for name in (
        *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy"),
        *("diff.external", "diff.evil.command", "diff.evil.textconv", "filter.evil.clean", "filter.evil.smudge"),
        *("filter.evil.process", "pager.diff-index", "gpg.program", "alias.diff-index", "uploadpack.packObjectsHook"),
    ):
        made.git("config", name, str(script))
    made.git("config", "alias.rev-parse", f"!{script}")
    for hook in ("post-index-change", "pre-commit", "reference-transaction"):
        (made.folder / ".git/hooks" / hook).symlink_to(script)
    (made.folder / "git").symlink_to(script)

    assert told(made) == [("a", 1, key(1))]
    assert not mark.exists()
