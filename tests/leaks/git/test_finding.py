import zlib
from pathlib import Path

import pytest

from rootward.leaks.git import asking, cat_file, loose, pack_plan, packs, rebuilding
from rootward.leaks.git.finding import find_in_objects, find_through_git
from rootward.leaks.git.found import Found
from rootward.leaks.git.searcher import Looker
from rootward.leaks.rules import Rules
from tests.leaks.git.made import key
from tests.leaks.git.repositories_with_words import Repository, Words, oids_of, writable


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "made")


def both(made: Repository) -> Found[str]:
    """What is found in packs read directly, which must be what is found through git."""
    direct = find_in_objects(made.opened(), Words(), workers=1)
    assert direct == find_in_objects(made.opened(), Words(reach=None), workers=1)
    assert direct == find_through_git(made.opened(), Words())
    return direct


def test_a_file_in_many_versions_is_found_in_each_that_holds_it(made):
    made.history()
    made.git("repack", "-adq")

    found = both(made)

    assert found.unread == ()
    assert sum(words == ("leak-0001", "leak-9999") for words in oids_of(found).values()) == 3
    assert sum(words == ("leak-9999",) for words in oids_of(found).values()) == 5 + 10
    assert (found.blobs, found.commits, found.tags) == (80, 40, 0)


def test_loose_objects_are_found_and_those_that_nothing_leads_to(made):
    made.commit({"a": b"nothing"})
    blob = made.blob(b"leak-0001")

    assert oids_of(both(made)) == {blob: ("leak-0001",)}


def test_messages_of_commits_and_tags_are_found(made):
    commit = made.commit({"a": b"nothing"}, "said leak-0001 here")
    made.git("tag", "-a", "v1", "-m", "and leak-0002")
    tag = made.git("rev-parse", "v1")
    made.git("repack", "-adq")

    found = both(made)

    assert {(oid, held.kind) for oid, held in found.objects.items()} == {(commit, "commit"), (tag, "tag")}


def test_names_of_files_are_not_looked_at(made):
    made.commit({"leak-0001": b"nothing"})

    assert both(made).objects == {}


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param(["repack.useDeltaBaseOffset=false"], id="bases by name"),
        pytest.param(["pack.indexVersion=1"], id="index of version 1"),
        pytest.param(["pack.compression=0"], id="not compressed"),
        pytest.param(["pack.depth=4000", "pack.window=60"], id="long chains"),
        pytest.param(["pack.depth=0"], id="no deltas"),
        pytest.param(["pack.island=refs/heads"], id="islands"),
    ],
)
def test_however_git_packs_the_same_is_found(made, settings):
    made.history()
    before = oids_of(both(made))
    words = [word for setting in settings for word in ("-c", setting)]
    made.git(*words, "repack", "-adfq")

    found = both(made)

    assert oids_of(found) == before
    assert found.unread == ()


def test_sha256(tmp_path):
    made = Repository(tmp_path / "made", object_format="sha256")
    made.history(12)
    made.git("repack", "-adfq")
    blob = made.blob(b"leak-7777")

    found = both(made)

    assert len(blob) == 64
    assert oids_of(found)[blob] == ("leak-7777",)
    assert len(found.objects) == 1 + 7


def test_many_packs_with_an_index_over_all_of_them_and_the_same_object_in_several(made):
    made.history(6)
    made.git("repack", "-dq")
    made.commit({"other.txt": b"leak-5555"})
    made.git("repack", "-dq")
    made.git("repack", "-aq")
    made.git("multi-pack-index", "write")
    assert len(made.packs()) == 3

    found = both(made)

    assert (found.blobs, found.commits) == (13, 7)
    assert sorted({word for words in oids_of(found).values() for word in words}) == ["leak-0000", "leak-5555"]


def test_alternates_are_read(made, tmp_path):
    made.history(6)
    made.git("repack", "-adq")
    borrower = Repository(tmp_path / "borrower")
    (borrower.git_dir / "objects/info/alternates").write_text(f"{made.git_dir / 'objects'}\n")
    own = borrower.blob(b"leak-1234")

    found = both(borrower)

    assert oids_of(found)[own] == ("leak-1234",)
    assert len(found.objects) == 1 + 5


def test_a_linked_worktree_and_a_bare_repository_have_the_same_objects(made, tmp_path):
    made.history(6)
    made.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "linked")
    made.git("clone", "-q", "--bare", str(made.folder), str(tmp_path / "bare"))

    assert both(Repository.at(tmp_path / "linked")).objects == both(Repository.at(tmp_path / "bare")).objects


def test_what_is_too_large_to_be_rebuilt_in_memory_is_streamed_from_git(made, monkeypatch):
    made.history(30)
    made.git("repack", "-adfq")
    before = both(made)
    monkeypatch.setattr(rebuilding, "LARGEST", 20_000)
    monkeypatch.setattr(cat_file, "LARGEST", 20_000)
    monkeypatch.setattr(loose, "LARGEST", 20_000)

    assert both(made) == before


def test_bases_that_would_fill_memory_are_let_go_of(made, monkeypatch):
    made.history(30)
    made.git("repack", "-adfq")
    before = both(made)
    monkeypatch.setattr(rebuilding, "_MOST_HELD", 30_000)

    assert both(made) == before


def test_only_what_is_new_in_a_version_is_asked_about(made):
    made.history()
    made.git("repack", "-adfq")

    class NoWords(Words):
        def glanced(self, parts):
            self.asked += parts
            return []

    words = NoWords()

    found = find_in_objects(made.opened(), words, workers=1)

    assert sum(map(len, words.asked)) < found.bytes / 4


def test_worker_processes_find_the_same(made, monkeypatch):
    for number in range(30):
        made.commit({f"{number % 7}.ini": b"key = %s\n%s" % (key(number).encode(), b"x\n" * number)})
    made.git("repack", "-adfq")
    alone = find_in_objects(made.opened(), Looker(Rules()), workers=1)
    monkeypatch.setattr(packs, "_WORTH_A_WORKER", 1)

    assert len(alone.objects) == 30
    assert find_in_objects(made.opened(), Looker(Rules()), workers=3) == alone
    assert find_through_git(made.opened(), Looker(Rules())) == alone


def test_an_empty_repository_and_one_whose_pack_is_empty(made):
    assert both(made).blobs == 0
    made.git("pack-objects", "-q", ".git/objects/pack/pack")

    assert both(made) == Found(objects={}, blobs=0, commits=0, tags=0, bytes=0, unread=())


def damaged(made: Repository) -> Path:
    """A pack of blobs that all hold a word, each whole; the fourth of them does not inflate."""
    for number in range(8):
        made.blob(b"leak-%04d " % number + bytes(range(256)) * (number + 1))
    oids = made.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    made.git("pack-objects", "-q", "--window=0", ".git/objects/pack/pack", given=oids.encode() + b"\n")
    made.git("prune-packed")
    (pack,) = made.packs()
    content = bytearray(pack.read_bytes())
    at = int(made.git("show-index", given=pack.with_suffix(".idx").read_bytes()).splitlines()[3].split()[0])
    content[at + 10 : at + 20] = b"\xff" * 10
    writable(pack).write_bytes(content)
    return pack


def test_a_damaged_entry_is_told_by_its_name_and_the_rest_is_read(made):
    damaged(made)

    found = both(made)

    (unread,) = found.unread
    assert (len(found.objects), found.blobs) == (7, 7)
    assert unread.path.split()[1] not in found.objects
    assert len(unread.path.split()[1]) == 40


def test_a_damaged_entry_that_git_has_elsewhere_too_is_read_there(made):
    damaged(made)
    for number in range(8):
        content = b"leak-%04d " % number + bytes(range(256)) * (number + 1)
        name = made.git("hash-object", "--stdin", given=content)
        path = made.git_dir / "objects" / name[:2] / name[2:]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(zlib.compress(b"blob %d\0" % len(content) + content))

    found = find_in_objects(made.opened(), Words(), workers=1)

    assert (len(found.objects), found.unread) == (8, ())


def test_a_pack_that_is_cut_off_is_told_and_what_else_there_is_is_read(made):
    pack = damaged(made)
    blob = made.blob(b"leak-4321")
    writable(pack).write_bytes(pack.read_bytes()[:200])

    found = find_in_objects(made.opened(), Words(), workers=1)

    assert oids_of(found)[blob] == ("leak-4321",)
    assert str(pack) in {unread.path for unread in found.unread}


@pytest.mark.parametrize("content", [b"", b"PACK", b"nonsense" * 40, b"\xfftOc\0\0\0\3" + bytes(2000)])
def test_a_pack_whose_index_is_none_is_told(made, content):
    pack = damaged(made)
    writable(pack.with_suffix(".idx")).write_bytes(content)

    assert str(pack) in {unread.path for unread in find_in_objects(made.opened(), Words(), workers=1).unread}


def test_a_pack_without_an_index_is_told(made):
    pack = damaged(made)
    pack.with_suffix(".idx").unlink()

    (unread,) = find_in_objects(made.opened(), Words(), workers=1).unread

    assert unread.path == str(pack)
    assert "git index-pack" in unread.reason


def test_a_pack_that_git_replaces_while_it_is_read_is_looked_for_again(made, monkeypatch):
    made.history(20)
    made.git("repack", "-adq")
    before = both(made)
    plan = pack_plan.plan_pack

    def plan_as_git_packs(path, *arguments, **words):
        if "changed" not in vars(made):
            made.changed = True
            made.git("repack", "-adfq", "--depth=3")
            for old in made.packs():
                if str(old) == path:
                    pytest.fail("the pack should have another name now")
        return plan(path, *arguments, **words)

    monkeypatch.setattr(packs, "plan_pack", plan_as_git_packs)
    made.commit({"more.txt": b"leak-8888"})

    found = find_in_objects(made.opened(), Words(), workers=1)

    assert found.unread == ()
    assert before.objects.keys() < found.objects.keys()


def test_a_fifo_in_the_place_of_an_object_holds_nobody_up(made):
    import os

    blob = made.blob(b"leak-0001")
    (made.git_dir / "objects/ab").mkdir()
    os.mkfifo(made.git_dir / "objects/ab" / ("c" * 38))
    os.mkfifo(made.git_dir / "objects/pack/pack-0.pack")

    found = find_in_objects(made.opened(), Words(), workers=1)

    assert oids_of(found) == {blob: ("leak-0001",)}


def test_an_interrupt_keeps_what_was_found_and_says_that_something_is_left(made, monkeypatch):
    made.history(30)
    made.git("repack", "-adfq")
    (pack,) = made.packs()
    whole = find_in_objects(made.opened(), Words(), workers=1)
    monkeypatch.setattr(asking, "_MOST_HELD", 10_000)

    class Interrupted(Words):
        was = False

        def found(self, data):
            if len(self.asked) > 5 and not self.was:
                self.was = True
                raise KeyboardInterrupt
            return super().found(data)

    found = find_in_objects(made.opened(), Interrupted(), workers=1)

    assert found.interrupted
    assert {unread.path: unread.reason for unread in found.unread} == {
        str(pack): "interrupted",
        "the objects that were not yet searched": "interrupted",
    }
    assert found.objects.items() <= whole.objects.items()
    assert 0 < len(found.objects) < len(whole.objects)


def test_without_the_packages_that_read_packs_git_is_asked(made, monkeypatch):
    made.history(6)
    before = both(made)
    monkeypatch.setattr("rootward.leaks.git.finding.reads_packs", lambda: False)

    assert find_in_objects(made.opened(), Words(), workers=1) == before
