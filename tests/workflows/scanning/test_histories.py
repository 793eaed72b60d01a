"""A history is looked through: everything that was ever in it, and who brought it."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime

import pytest

from rootward.errors import GitError, UsageError
from rootward.leaks.git.finding import find_in_objects
from rootward.model.scan import Unread
from rootward.workflows.scanning import histories
from rootward.workflows.scanning.order import Files, History
from rootward.workflows.scanning.standing import in_utc
from tests.leaks.git.packs_by_hand import NAME_DELTA, blob_name, delta, entry, put_pack
from tests.local.key_places.planting import key_id, secret
from tests.workflows.scanning.shop import Shop, found, ids, scanned


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path / "shop")


def env(number):
    return f"AWS_ACCESS_KEY_ID={key_id(number)}\n"


def test_a_key_that_was_taken_out_again_is_found_with_the_commit_that_brought_it(shop):
    shop.commit("README", "a shop\n")
    bad = shop.commit("app/.env", f"PORT=80\n{env(1)}")
    shop.commit("app/.env", "PORT=80\n")

    scan = found(History(str(shop.folder)))

    (leak,) = scan.findings
    assert (leak.path, leak.line, leak.commit, leak.author) == ("app/.env", 2, bad, "Anna <anna@example.com>")
    assert leak.date is not None
    assert leak.date.tzinfo is UTC
    assert (leak.in_head, leak.branches, leak.branch_count) == (False, ("main",), 1)
    assert shop.git("cat-file", "-t", leak.blob) == "blob"
    assert (scan.looked.commits, scan.looked.blobs) == (3, 3)


def test_one_that_lies_in_many_versions_is_one_finding_of_the_first(shop):
    first = shop.commit(".env", env(1))
    for number in range(3):
        shop.commit(".env", f"{env(1)}# {number}\n")

    (leak,) = found(History(str(shop.folder))).findings

    assert (leak.commit, leak.in_head) == (first, True)


def test_what_no_commit_leads_to_any_more_is_found_by_its_object(shop):
    shop.commit("README", "a shop\n")
    shop.write("gone", env(2))
    oid = shop.git("hash-object", "-w", "gone")

    (leak,) = found(History(str(shop.folder))).findings

    assert (leak.path, leak.blob, leak.commit, leak.in_head) == (f"blob {oid}", oid, None, False)


def test_a_message_is_looked_through_too(shop):
    commit = shop.commit("README", "a shop\n", message=f"use {key_id(3)}")

    (leak,) = found(History(str(shop.folder))).findings

    assert (leak.path, leak.commit) == ("commit message", commit)


def test_without_attribution_objects_are_told(shop):
    shop.commit(".env", env(1))

    (leak,) = found(History(str(shop.folder)), attribution=False).findings

    assert (leak.path, leak.commit, leak.in_head) == (f"blob {leak.blob}", None, None)


def test_a_bare_repository_and_a_folder_within_a_work_tree_give_the_same(shop, tmp_path):
    shop.commit("app/.env", env(1))
    subprocess.run(["git", "clone", "-q", "--bare", shop.folder, tmp_path / "shop.git"], check=True)  # noqa: S607

    of_all = [found(History(str(path))).findings for path in (shop.folder, shop.folder / "app", tmp_path / "shop.git")]

    assert of_all[0] == of_all[1] == of_all[2] != ()


def test_files_and_histories_go_together_and_each_has_its_own_rules(shop, tmp_path):
    shop.commit("rootward.toml", '[scan.allow]\npaths = ["fixtures/**"]\n')
    shop.commit("fixtures/a", env(1))
    (tmp_path / "fixtures").mkdir()
    (tmp_path / "fixtures" / "b").write_text(env(2))

    scan = found(History(str(shop.folder)), Files(paths=(str(tmp_path / "fixtures"),)))

    assert [leak.key_id for leak in scan.findings] == [key_id(2)]
    (allowed,) = scan.allowed
    assert (allowed.rule, allowed.from_repository, allowed.count) == ("fixtures/**", True, 1)
    assert len(found(History(str(shop.folder)), repository_rules=False).findings) == 1


def test_a_blob_that_is_damaged_is_told_and_the_rest_is_scanned(shop):
    shop.commit("a", env(1))
    shop.commit("b", "x" * 100)
    oid = shop.git("rev-parse", "HEAD:b")
    path = shop.folder / ".git" / "objects" / oid[:2] / oid[2:]
    path.chmod(0o600)
    path.write_bytes(b"damaged")

    scan = found(History(str(shop.folder)))

    assert [leak.key_id for leak in scan.findings] == [key_id(1)]
    assert [one.path.split()[-1] for one in scan.unread] == [oid]


def test_a_shallow_clone_says_what_it_lacks(shop, tmp_path):
    shop.commit("a", env(1))
    shop.commit("b", "x\n")
    clone = str(tmp_path / "clone")
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{shop.folder}", clone], check=True)  # noqa: S607

    (unread,) = found(History(clone)).unread

    assert unread.path == clone
    assert "shallow clone" in unread.reason


def test_a_partial_clone_says_what_it_lacks_where_that_is_asked(shop, tmp_path):
    shop.commit("a", env(1))
    shop.commit("a", "x\n")
    oid = shop.git("rev-parse", "HEAD~:a")
    shop.git("config", "uploadpack.allowFilter", "true")
    clone = str(tmp_path / "clone")
    subprocess.run(["git", "clone", "-q", "--filter=blob:none", f"file://{shop.folder}", clone], check=True)  # noqa: S607

    exact, general = (found(History(clone), attribution=attribution) for attribution in (True, False))

    assert exact.unread == (Unread(path=clone, reason=f"a partial clone: 1 blob was never fetched: a ({oid})"),)
    assert general.unread == (
        Unread(path=clone, reason="a partial clone: what git has not fetched of it was not scanned"),
    )


def test_a_tag_is_no_blob(shop):
    shop.commit("a", "x\n")
    shop.git("tag", "-a", "v1", "-m", f"use {key_id(3)}")

    scan = found(History(str(shop.folder)))

    assert (scan.looked.blobs, scan.looked.commits) == (1, 1)
    assert ids(scan.findings) == [("message of tag v1", key_id(3))]


def test_no_repository_is_refused_before_any_other_is_scanned(shop, tmp_path, monkeypatch):
    monkeypatch.setattr(histories, "find_in_objects", lambda *_arguments, **_words: pytest.fail("it was scanned"))
    with pytest.raises(UsageError, match="there is no git repository"):
        found(History(str(shop.folder)), History(str(tmp_path)))


def test_git_that_fails_as_a_whole_is_an_error(shop):
    shop.commit("a", "x\n")
    shutil.rmtree(shop.folder / ".git" / "refs")

    with pytest.raises((UsageError, GitError)):
        found(History(str(shop.folder)))


def test_of_a_pack_in_which_git_might_never_end_nobody_asks_git(shop):
    shop.commit("app/.env", env(1))
    loop = blob_name(b"in a loop")
    put_pack(shop.folder / ".git", [(loop, entry(NAME_DELTA, delta(1, 1, b"\x01x"), loop))])
    (shop.folder / ".git/refs/heads/led-there").write_text(f"{loop.hex()}\n")

    scan = found(History(str(shop.folder)))

    assert [(leak.key_id, leak.commit) for leak in scan.findings] == [(key_id(1), None)]
    assert {one.path for one in scan.unread} == {str(shop.folder), f"object {loop.hex()}"}
    assert any("git might never end" in one.reason for one in scan.unread)


def test_interrupted_in_attribution_it_tells_objects(shop, monkeypatch):
    shop.commit("app/.env", f"{env(1)}AWS_SECRET_ACCESS_KEY={secret(1)}\n")

    def interrupted(*_arguments, **_words):
        raise KeyboardInterrupt

    monkeypatch.setattr("rootward.leaks.git.attribution.attribute", interrupted)

    done = scanned(History(str(shop.folder)), History(str(shop.folder / "app")))

    assert done.interrupted
    assert {leak.key_id for leak in done.scan.findings} == {key_id(1)}
    assert Unread(path=f"the history of {shop.folder / 'app'}", reason="the scan ended before it") in (done.scan.unread)
    assert any("which commits brought what" in one.reason for one in done.scan.unread)


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"])
def test_a_date_that_no_calendar_has_in_utc_is_no_date(at):
    assert in_utc(datetime.fromisoformat(at)) is None


def test_two_scans_are_the_same(shop):
    for number in range(5):
        shop.commit(f"{number}/.env", env(number))

    first, second = (found(History(str(shop.folder))) for _ in range(2))

    assert first.findings == second.findings
    assert ids(first.findings) == [(f"{number}/.env", key_id(number)) for number in range(5)]


def test_interrupted_before_anything_was_read_it_says_so(shop, monkeypatch):
    def interrupted(*_arguments, **_words):
        raise KeyboardInterrupt

    monkeypatch.setattr(histories, "find_in_objects", interrupted)

    done = scanned(History(str(shop.folder)))

    assert done.interrupted
    assert done.scan.unread == (Unread(path=f"the history of {shop.folder}", reason="the scan ended in it"),)


@pytest.fixture
def with_submodule(shop, tmp_path):
    """The shop, with a repository of its own checked out in `libs/pay`."""
    pay = Shop(tmp_path / "pay")
    pay.commit("keys/.env", env(4))
    pay.commit("rootward.toml", '[scan.allow]\npaths = ["allowed/*"]\n')
    pay.commit("allowed/x", env(5))
    shop.commit("README", "a shop\n")
    shop.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(pay.folder), "libs/pay")
    shop.git("commit", "-q", "-m", "pay")
    return shop


def test_a_submodule_is_scanned_as_its_own_repository_by_its_own_rules(with_submodule):
    scan = found(History(str(with_submodule.folder)))

    assert ids(scan.findings) == [("libs/pay/keys/.env", key_id(4))]
    assert [one.count for one in scan.allowed] == [1]


def test_interrupted_the_submodules_that_follow_are_listed(with_submodule, monkeypatch):

    def cut_short(repository, *arguments, **words):
        if "pay" in repository.git_dir:
            raise KeyboardInterrupt
        return find_in_objects(repository, *arguments, **words)

    monkeypatch.setattr(histories, "find_in_objects", cut_short)

    done = scanned(History(str(with_submodule.folder)))

    assert done.interrupted
    assert done.scan.unread == (Unread(path="libs/pay", reason="the scan ended before it"),)


def test_a_submodule_that_git_cannot_read_is_told_and_the_rest_stays(with_submodule, monkeypatch):
    with_submodule.commit("own", env(6))

    def failing(repository, *arguments, **words):
        if "pay" in repository.git_dir:
            raise GitError("git cat-file: broken")
        return find_in_objects(repository, *arguments, **words)

    monkeypatch.setattr(histories, "find_in_objects", failing)

    scan = found(History(str(with_submodule.folder)))

    assert ids(scan.findings) == [("own", key_id(6))]
    assert scan.unread == (Unread(path="libs/pay", reason="git cat-file: broken"),)


def test_of_several_histories_each_path_follows_that_of_its_repository(shop, tmp_path, monkeypatch):
    shop.commit(".env", env(1))
    other = Shop(tmp_path / "other")
    other.commit(".env", env(2))
    monkeypatch.chdir(tmp_path)

    scan = found(History("shop"), History("other/"))

    assert ids(scan.findings) == [("other/.env", key_id(2)), ("shop/.env", key_id(1))]


def test_patterns_of_git_secrets_are_looked_for(shop):
    shop.commit("notes", "the word is xyzzy-12345\n")
    shop.git("config", "secrets.patterns", "xyzzy-[0-9]+")

    (leak,) = found(History(str(shop.folder))).findings

    assert (leak.kind, leak.path, leak.line) == ("pattern", "notes", 1)
