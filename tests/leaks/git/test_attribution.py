from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from rootward.leaks.git.ancestry import read_history
from rootward.leaks.git.attribution import Attribution, attribute
from rootward.leaks.git.brought import Brought, unattributed
from rootward.leaks.git.changes import Change, read_changes
from rootward.leaks.git.command import Git
from tests.leaks.git.made import Made, key, line


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path / "made")


def asked(made: Made) -> Attribution:
    return attribute(made.opened(), made.objects(), workers=2)


def told(made: Made) -> list[tuple[str, str | None, str | None]]:
    return [(row.path, row.sight.key_id, row.commit) for row in asked(made).brought]


def lose_trees(made: Made, commits: list[str]) -> None:
    for tree in [made.git("rev-parse", f"{commit}^{{tree}}") for commit in commits]:
        (made.folder / ".git/objects" / tree[:2] / tree[2:]).unlink()


def only(made: Made) -> Brought:
    (row,) = asked(made).brought
    return row


def test_a_key_is_of_the_commit_that_wrote_it_with_its_path_line_author_and_date(made):
    made.commit("first", README="nothing\n")
    second = made.commit("second", settings__ini="[default]\n" + line(1))
    made.commit("third", README="still nothing\n")

    row = only(made)

    assert (row.commit, row.path, row.sight.line, row.sight.key_id) == (second, "settings.ini", 2, key(1))
    assert row.author == "Ada <ada@example.com>"
    assert row.date == datetime.fromtimestamp(1_600_000_000 + 2 * 86_400, timezone(timedelta(hours=1)))
    assert (row.in_head, row.branches, row.branch_count) == (True, ("main",), 1)
    assert row.object == made.git("rev-parse", "HEAD:settings.ini")


def test_the_first_commit_of_all_brings_what_it_has(made):
    first = made.commit(a=line(1))

    assert told(made) == [("a", key(1), first)]


def test_a_key_in_many_versions_of_a_file_is_one_of_the_commit_that_wrote_it_first(made):
    made.commit(a="0\n")
    first = made.commit(a="0\n" + line(1))
    for number in range(5):
        made.commit(a=f"{number}\n" + line(1))

    row = only(made)

    assert (row.commit, row.in_head) == (first, True)


@pytest.mark.parametrize("attempt", ["first", "second", "third"])
def test_of_commits_in_one_second_the_first_is_the_one_that_leads_to_no_other(made, attempt):
    """Their names, and so any order of names, differ with each attempt."""
    names = []
    for text in (line(1), "nothing\n", line(1) + "again\n"):
        made.commits = 4
        names.append(made.commit(attempt, a=text))

    assert told(made) == [("a", key(1), names[0])]


def test_a_key_that_was_taken_out_of_a_file_is_no_longer_in_head(made):
    first = made.commit(a=line(1), b="b\n")
    made.commit(a="nothing\n")

    assert [(row.commit, row.in_head) for row in asked(made).brought] == [(first, False)]


def test_a_key_that_came_again_is_told_with_the_first_commit_and_is_in_head(made):
    first = made.commit(a=line(1))
    made.commit(a="nothing\n")
    made.commit(a=line(1) + "again\n")

    row = only(made)

    assert (row.commit, row.in_head) == (first, True)


def test_two_keys_of_one_file_are_told_each_with_its_commit(made):
    first = made.commit(a=line(1))
    second = made.commit(a=line(1) + line(2))

    assert sorted(told(made), key=str) == sorted([("a", key(1), first), ("a", key(2), second)], key=str)


def test_the_same_key_in_two_files_is_told_twice(made):
    first = made.commit(a=line(1))
    second = made.commit(b="other\n" + line(1))

    assert told(made) == [("a", key(1), first), ("b", key(1), second)]


def test_a_file_that_was_renamed_brought_its_key_to_the_new_path(made):
    first = made.commit(a=line(1))
    made.git("mv", "a", "b")
    second = made.commit()

    assert [(row.path, row.commit, row.in_head) for row in asked(made).brought] == [
        ("a", first, False),
        ("b", second, True),
    ]


def test_a_key_that_a_merge_alone_has_is_the_merges(made):
    made.commit(a="base\n")
    made.git("checkout", "-q", "-b", "side")
    made.commit(b="side\n")
    made.git("checkout", "-q", "main")
    made.commit(c="main\n")
    made.git("merge", "-q", "--no-ff", "--no-commit", "side")
    merge = made.commit("merge", d=line(1))

    assert told(made) == [("d", key(1), merge)]


def test_what_a_merge_took_from_one_side_is_not_the_merges(made):
    made.commit(a="base\n")
    made.git("checkout", "-q", "-b", "side")
    side = made.commit(a="base\n" + line(1))
    made.git("checkout", "-q", "main")
    made.commit(b="main\n")
    made.git("merge", "-q", "--no-ff", "--no-commit", "side")
    made.commit("merge")

    row = only(made)

    assert (row.path, row.commit, row.in_head, row.branches) == ("a", side, True, ("main", "side"))


def test_what_a_merge_kept_of_both_sides_is_not_the_merges(made):
    made.commit(a="1\n2\n3\n4\n5\n6\n7\n8\n9\n")
    made.git("checkout", "-q", "-b", "side")
    side = made.commit(a=line(1) + "1\n2\n3\n4\n5\n6\n7\n8\n9\n")
    made.git("checkout", "-q", "main")
    main = made.commit(a="1\n2\n3\n4\n5\n6\n7\n8\n9\n" + line(2))
    made.git("merge", "-q", "--no-ff", "--no-commit", "side")
    made.commit("merge")

    assert sorted(told(made), key=str) == sorted([("a", key(1), side), ("a", key(2), main)], key=str)


def test_of_two_commits_that_did_the_same_the_one_that_head_leads_to_is_told_and_both_branches(made):
    base = made.commit(a="base\n")
    made.git("checkout", "-q", "-b", "side")
    made.commit("early", b=line(1))
    made.git("checkout", "-q", "main")
    late = made.commit("late", b=line(1))
    assert base

    row = only(made)

    assert (row.commit, row.branches, row.branch_count) == (late, ("main", "side"), 2)


def test_a_branch_that_head_does_not_lead_to_is_told_and_the_key_is_not_in_head(made):
    made.commit(a="base\n")
    made.git("checkout", "-q", "-b", "side")
    side = made.commit(b=line(1))
    made.git("checkout", "-q", "main")

    row = only(made)

    assert (row.commit, row.in_head, row.branches) == (side, False, ("side",))


def test_remote_branches_count_and_the_name_that_stands_for_one_does_not(made, tmp_path):
    made.commit(a=line(1))
    made.git("clone", "-q", str(made.folder), str(tmp_path / "clone"))
    clone = Made(tmp_path / "clone")
    clone.git("checkout", "-q", "--detach")
    clone.git("branch", "-q", "-D", "main")

    assert only(clone).branches == ("origin/main",)


def test_a_key_that_only_a_log_of_references_leads_to_has_its_commit_and_no_branch(made):
    made.commit(a="base\n")
    gone = made.commit(b=line(1))
    made.git("reset", "-q", "--hard", "HEAD~1")

    row = only(made)

    assert (row.path, row.commit, row.in_head, row.branches) == ("b", gone, False, ())


def test_a_blob_that_no_commit_leads_to_has_none(made):
    made.commit(a="base\n")
    blob = made.git("hash-object", "-w", "--stdin", given=line(1).encode())

    row = only(made)

    assert (row.path, row.object, row.commit, row.author, row.date) == (f"blob {blob}", blob, None, None, None)


def test_a_blob_that_is_only_staged_has_its_path_and_no_commit(made):
    made.commit(a="base\n")
    made.write("deep/b", line(1))

    row = only(made)

    assert (row.path, row.object, row.commit, row.in_head) == ("deep/b", made.git("rev-parse", ":deep/b"), None, False)


def test_a_message_is_of_the_commit_that_it_is_of(made):
    made.commit("first", a="a\n")
    second = made.commit(f"use\n\n{line(1)}")

    row = only(made)

    assert (row.path, row.commit, row.object, row.in_head, row.branches) == (
        "commit message",
        second,
        second,
        True,
        ("main",),
    )
    assert row.author == "Ada <ada@example.com>"


def test_the_message_of_a_commit_that_nothing_leads_to_says_no_commit(made):
    first = made.commit("first", a="a\n")
    lost = made.git("commit-tree", "-m", line(1), f"{first}^{{tree}}")

    row = only(made)

    assert (row.path, row.object, row.commit) == ("commit message", lost, None)


def test_the_message_of_a_tag_is_told_by_the_tags_name_and_who_made_it(made):
    made.commit("first", a="a\n")
    made.git("tag", "-a", "v1.0", "-m", line(1))

    row = only(made)

    assert (row.path, row.commit, row.author) == ("message of tag v1.0", None, "Ada <ada@example.com>")


def test_a_path_that_is_no_utf8_is_shown_with_its_bytes(made):
    made.write(b'caf\xe9 \t"q".ini', line(1))
    made.commit()

    assert only(made).path == 'caf\\xe9 \t"q".ini'


def test_a_bare_repository_a_linked_worktree_and_sha256_tell_the_same(made, tmp_path):
    other = Made(tmp_path / "other", "--object-format=sha256")
    first = other.commit(a=line(1))
    assert (len(first), told(other)) == (64, [("a", key(1), first)])

    first = made.commit(a=line(1))
    made.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "linked")
    made.git("clone", "-q", "--bare", str(made.folder), str(tmp_path / "bare"))
    for folder in ("linked", "bare"):
        found = attribute(Made.at(tmp_path / folder).opened(), made.objects()).brought
        assert [(row.path, row.commit, row.in_head) for row in found] == [("a", first, True)]


def test_commits_of_a_detached_worktree_count(made, tmp_path):
    made.commit(a="base\n")
    made.git("worktree", "add", "-q", "--detach", str(tmp_path / "linked"))
    linked = Made.at(tmp_path / "linked")
    detached = linked.commit(b=line(1))

    assert told(made) == [("b", key(1), detached)]


def test_a_shallow_clone_says_the_earliest_commit_that_it_has(made, tmp_path):
    made.commit(a=line(1))
    made.commit(b="b\n")
    third = made.commit(b="c\n")
    made.git("clone", "-q", "--depth", "1", f"file://{made.folder}", str(tmp_path / "clone"))
    clone = Made.at(tmp_path / "clone")

    assert told(clone) == [("a", key(1), third)]
    assert [said.reason for said in clone.opened().unread("clone")] == [
        "a shallow clone: earlier commits are not here (git fetch --unshallow brings them)"
    ]


def test_where_a_commit_is_missing_the_others_are_told_and_it_is_said(made):
    made.commit(a=line(1))
    second = made.commit(b="b\n")
    third = made.commit(c=line(3))
    fourth = made.commit(d=line(4))
    objects = made.objects()
    (made.folder / ".git/objects" / second[:2] / second[2:]).unlink()

    found = attribute(made.opened(), objects)

    assert [(row.path, row.commit) for row in found.brought if row.commit] == [("d", fourth)]
    assert {said.path for said in found.unread} == {f"commit {second}", f"commit {third}"}
    assert len(found.brought) == 3


def test_where_a_tree_is_missing_the_other_commits_are_told_and_that_one_is_said(made):
    first = made.commit(a=line(1))
    made.commit(b="b\n")
    made.commit(b="c\n")
    made.commit(c=line(3))
    fifth = made.commit(d=line(4))
    objects = made.objects()
    tree = made.git("rev-parse", "HEAD~2^{tree}")
    (made.folder / ".git/objects" / tree[:2] / tree[2:]).unlink()

    found = attribute(made.opened(), objects)

    assert [(row.path, row.commit) for row in found.brought if row.commit] == [("a", first), ("d", fifth)]
    assert sorted(said.path for said in found.unread) == sorted(
        f"commit {oid}" for oid in made.git("rev-list", "-2", "HEAD~1").split()
    )
    assert len(found.brought) == 3


def test_where_git_fails_as_a_whole_what_was_found_is_kept(made):
    made.commit(a=line(1))
    repository, objects = made.opened(), made.objects()
    (made.folder / ".git/HEAD").write_text("nonsense\n", encoding="ascii")

    found = attribute(repository, objects)

    assert found.brought == unattributed(objects)
    assert [said.path for said in found.unread] == ["history"]


def test_a_clock_that_went_backwards_changes_nothing(made):
    made.commits = 50
    first = made.commit(a=line(1))
    made.commits = 10
    made.commit(a="gone\n")
    made.commits = 5
    made.commit(b=line(2))

    assert told(made)[0] == ("a", key(1), first)
    assert {row.branches for row in asked(made).brought} == {("main",)}


def test_replacements_and_grafts_of_a_strangers_repository_are_not_believed(made):
    made.commit(a="base\n")
    second = made.commit(a=line(1))
    third = made.commit(b="b\n")
    made.git("replace", "--graft", third)
    (made.folder / ".git/info").mkdir(exist_ok=True)
    (made.folder / ".git/info/grafts").write_text(f"{third}\n", encoding="ascii")

    assert told(made) == [("a", key(1), second)]


def test_at_most_twenty_branches_are_named_and_all_are_counted(made):
    made.commit(a=line(1))
    for number in range(30):
        made.git("branch", f"b{number:02}")

    row = only(made)

    assert row.branches == ("main", *(f"b{number:02}" for number in range(19)))
    assert row.branch_count == 31


def test_a_date_that_no_calendar_has_is_none(made):
    first = made.commit("first", a=line(1))
    content = made.git("cat-file", "commit", first).replace("1600086400 +0100", "99999999999999999 +0100")
    strange = made.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", given=(content + "\n").encode())
    made.git("update-ref", "refs/heads/main", strange)
    made.git("reflog", "expire", "--expire=now", "--all")

    row = only(made)

    assert (row.commit, row.date, row.author) == (strange, None, "Ada <ada@example.com>")


def test_a_clone_without_blobs_or_without_trees_tells_what_it_has(made, tmp_path):
    first = made.commit(a=line(1))
    made.commit(b="b\n")
    made.git("config", "uploadpack.allowFilter", "true")
    objects = made.objects()
    for kind in ("blob:none", "tree:0"):
        made.git("clone", "-q", "--bare", f"--filter={kind}", f"file://{made.folder}", str(tmp_path / kind[:4]))

    blobless = attribute(Made.at(tmp_path / "blob").opened(), objects)
    treeless = attribute(Made.at(tmp_path / "tree").opened(), objects)

    assert [(row.path, row.commit) for row in blobless.brought] == [("a", first)]
    assert [(row.path, row.commit) for row in treeless.brought] == [(f"blob {next(iter(objects))}", None)]
    assert {said.path for said in treeless.unread} == {
        "HEAD",
        *(f"commit {oid}" for oid in made.git("rev-list", "--all").split()),
    }


def test_a_branch_counts_also_where_head_has_no_commit_yet(made):
    first = made.commit(a=line(1))
    made.git("symbolic-ref", "HEAD", "refs/heads/unborn")

    row = only(made)

    assert (row.commit, row.in_head, row.branches) == (first, False, ("main",))


def test_of_many_commits_that_cannot_be_read_the_first_are_said_and_the_others_counted(made):
    made.commit(a=line(1))
    objects = made.objects()
    lose_trees(made, [made.commit(b=f"{number}\n") for number in range(40)])

    unread = attribute(made.opened(), objects, workers=1).unread

    assert [said.path for said in unread if said.path == "commits"] == ["commits"]
    assert any(said.reason == "what 8 more changed is not known" for said in unread)


def test_git_is_not_started_again_and_again_for_a_history_that_is_gone(made, monkeypatch):
    monkeypatch.setattr("rootward.leaks.git.changes.MOST_STOPS", 3)
    made.commit(a=line(1))
    objects = made.objects()
    lose_trees(made, [made.commit(b=f"{number}\n") for number in range(20)])

    reasons = {said.reason for said in attribute(made.opened(), objects, workers=1).unread}

    assert "what it changed is not known: git stopped at too many before" in reasons


def test_who_stops_asking_waits_for_no_more(made):
    for number in range(5):
        made.commit(a=f"{number}\n")
    changes = read_changes(made.opened(), read_history(made.opened()), None, workers=1)

    assert isinstance(next(changes), Change)
    changes.close()


def test_to_compare_git_maps_little_of_the_packs(made, monkeypatch):
    made.commit(a=line(1))
    limits: list[str] = []
    stream = Git.stream

    def seen(git, *words, **given):
        if words[0] == "diff-tree":
            limits.extend(word for word in git.command() if "packedGit" in word or "deltaBase" in word)
        return stream(git, *words, **given)

    monkeypatch.setattr(Git, "stream", seen)
    attribute(made.opened(), made.objects(), workers=4)

    assert limits[-2:] == ["core.packedGitLimit=32m", "core.deltaBaseCacheLimit=24m"]
    assert "core.packedGitWindowSize=1m" in limits


def test_each_of_a_commits_many_files_is_told_with_the_commit(made, monkeypatch):
    monkeypatch.setattr("rootward.leaks.git.changes._AT_ONCE", 300)
    first = made.commit(**{f"a{number}": f"{number}\n" for number in range(12)})
    second = made.commit(**{f"b{number}": f"{number} again\n" for number in range(12)})

    changes = list(read_changes(made.opened(), read_history(made.opened()), None, workers=1))

    assert all(isinstance(change, Change) for change in changes)
    told_of = {change.path: change.commits for change in changes if isinstance(change, Change)}
    assert told_of == {
        **{f"a{number}".encode(): (first.encode(),) for number in range(12)},
        **{f"b{number}".encode(): (second.encode(),) for number in range(12)},
    }
