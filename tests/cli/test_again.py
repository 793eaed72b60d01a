"""The answer of an earlier scan of a history, told again while nothing has changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rootward.cli import again
from rootward.cli.main import main
from rootward.errors import GitError
from rootward.leaks.git.state import State
from tests.cli.conftest import Shown
from tests.local.key_places.planting import key_id, secret
from tests.workflows.scanning.shop import Shop

SINCE = "rootward: nothing has changed since the scan of "


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A repository with a leaked pair, in the working directory; and a cache of its own."""
    for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setattr(State, "is_settled", lambda _self, _now: True)  # it would take a moment
    monkeypatch.setattr("rootward.workflows.scanning.answers.code_state", lambda: "of this moment")
    shop = Shop(tmp_path / "shop")
    shop.commit(".env", f"AWS_ACCESS_KEY_ID={key_id(1)}\nAWS_SECRET_ACCESS_KEY={secret(1)}\n")
    monkeypatch.chdir(shop.folder)
    return shop


@pytest.fixture
def scans(capsys):
    def run(*words):
        code = main(["scan", *words])
        return Shown(code, *capsys.readouterr())

    return run


def is_told_again(shown):
    return shown.err.startswith(SINCE)


@pytest.mark.parametrize(
    "words", [(), ("--format", "json"), ("--format=csv", "--fail-on", "never"), ("--no-attribution",)]
)
def test_what_is_asked_again_is_answered_alike(shop, scans, words):
    del shop
    first, second = (scans("--history", *words) for _ in range(2))

    assert not is_told_again(first)
    assert is_told_again(second)
    assert second[:2] == first[:2]
    assert second.err.splitlines()[-1] == first.err.splitlines()[-1]


def test_with_quiet_nothing_but_the_report_is_said(shop, scans):
    first, second = (scans("--history", "-q") for _ in range(2))

    assert first == second == (1, first.out, "")
    shop.commit("x", "x\n")
    assert scans("--history", "-q") != first


def test_a_bare_repository_is_a_history_by_itself(shop, scans, tmp_path):
    bare = str(tmp_path / "shop.git")
    shop.git("clone", "-q", "--bare", ".", bare)

    assert [is_told_again(scans(bare)) for _ in range(2)] == [False, True]


def test_nothing_slow_is_loaded_to_tell_it_again(shop):
    script = (
        "import sys\nfrom rootward.leaks.git.state import State\nState.is_settled = lambda *_: True\n"
        "from rootward.cli.main import main\nmain(['scan', '--history'])\nprint(*sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", script]
    # The tracer of a coverage run loads much of its own.
    own = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    first, second = (
        subprocess.run(command, cwd=shop.folder, env=own, capture_output=True, text=True, check=True).stderr
        for _ in range(2)
    )

    assert SINCE in second
    slow = {"click", "msgspec", "pathlib", "subprocess", "json", "rich", "importlib.metadata", "platformdirs"}
    assert slow.isdisjoint(second.split())
    assert "click" in first.split()


def configure_the_user(shop):
    (shop.folder.parent / "home").mkdir(exist_ok=True)
    (shop.folder.parent / "home" / ".gitconfig").write_text("[secrets]\nallowed = x\n")


@pytest.mark.parametrize(
    "change",
    [
        lambda shop: shop.commit("other", "x\n"),
        lambda shop: shop.git("branch", "other"),
        lambda shop: shop.git("checkout", "-q", "-b", "other"),
        lambda shop: shop.write(".gitallowed", "AKIA\n"),
        lambda shop: shop.write("rootward.toml", '[scan.allow]\npaths = ["x"]\n'),
        lambda shop: shop.write(".rootward-baseline.jsonl", "\n"),
        lambda shop: shop.git("config", "secrets.patterns", "PORT=[0-9]+"),
        configure_the_user,
        lambda shop: shop.git("hash-object", "-w", ".git/config"),
    ],
    ids=["commit", "branch", "HEAD", ".gitallowed", "rootward.toml", "baseline", "patterns", "~/.gitconfig", "object"],
)
def test_whatever_changes_it_is_scanned_anew(shop, scans, change):
    scans("--history")
    assert is_told_again(scans("--history"))

    change(shop)

    assert not is_told_again(scans("--history"))


def test_a_file_that_is_included_counts_as_well(shop, scans):
    included = shop.folder.parent / "more"
    included.write_text("[secrets]\n\tpatterns = x[0-9]+\n")
    shop.git("config", "include.path", str(included))
    scans("--history")
    assert is_told_again(scans("--history"))

    included.write_text("[secrets]\n\tpatterns = y[0-9]+\n")

    assert not is_told_again(scans("--history"))


@pytest.mark.parametrize("words", [("--no-cache",), ("-o", "-"), ("--staged",), (".",), ("main..HEAD",)])
def test_these_are_never_told_again(shop, scans, words):
    del shop
    history = () if words in {("--staged",), (".",), ("main..HEAD",)} else ("--history",)
    for _ in range(2):
        assert not is_told_again(scans(*history, *words))


def test_what_was_not_read_whole_is_scanned_again(shop, scans):
    oid = shop.git("rev-parse", "HEAD:.env")
    path = shop.folder / ".git" / "objects" / oid[:2] / oid[2:]
    path.chmod(0o600)
    path.write_bytes(b"damaged")

    assert [scans("--history").code for _ in range(2)] == [3, 3]
    assert not is_told_again(scans("--history"))


def test_what_was_not_read_whole_is_scanned_again_also_where_something_was_found(shop, scans):
    shop.commit("b", "b\n")
    oid = shop.git("rev-parse", "HEAD:b")
    path = shop.folder / ".git" / "objects" / oid[:2] / oid[2:]
    path.chmod(0o600)
    path.write_bytes(b"damaged")

    assert [is_told_again(scans("--history")) for _ in range(2)] == [False, False]


@pytest.mark.parametrize("words", [("--filter=blob:none",), ("--depth=1",)])
def test_what_a_clone_lacks_it_lacks_until_it_changes(shop, scans, tmp_path, words):
    clone = str(tmp_path / "clone.git")
    shop.commit(".env", "nothing\n")
    shop.git("config", "uploadpack.allowFilter", "true")
    shop.git("clone", "-q", "--bare", *words, f"file://{shop.folder}", clone)

    first, second = (scans(clone) for _ in range(2))

    assert (first.code, second.code, second.out) == (3, 3, first.out)
    assert is_told_again(second)


@pytest.mark.usefixtures("shop")
def test_a_report_in_a_file_is_written_again(scans, tmp_path):
    report = tmp_path / "report.json"
    words = ("--history", "--format", "json", "-o", str(report))
    first = scans(*words)
    before = report.read_bytes()
    report.write_bytes(b"something else")
    report.chmod(0o644)
    second = scans(*words)

    assert (is_told_again(first), is_told_again(second)) == (False, True)
    assert (first.code, second.code, second.out) == (1, 1, "")
    assert report.read_bytes() == before
    assert os.name == "nt" or report.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if "rootward-" in path.name] == []


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
@pytest.mark.usefixtures("shop")
def test_a_report_through_a_link_leaves_the_link(scans, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "report")
    told = [is_told_again(scans("--history", f"--output={tmp_path / 'link'}")) for _ in range(2)]

    assert told == [False, True]
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "report").is_file()


@pytest.mark.usefixtures("shop")
def test_a_report_that_cannot_be_written_again_is_an_error_of_the_scan(scans, tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    words = ("--history", "-o", str(folder / "report"))
    scans(*words)
    (folder / "report").unlink()
    folder.rmdir()

    again_told = scans(*words)

    assert not is_told_again(again_told)
    assert again_told.code == 2
    assert "cannot be written" in again_told.err


@pytest.mark.usefixtures("shop")
def test_of_two_outputs_the_last_is_written(scans, tmp_path):
    words = ("--history", "-o", str(tmp_path / "first"), "--output", str(tmp_path / "last"))

    assert [is_told_again(scans(*words)) for _ in range(2)] == [False, True]
    assert not (tmp_path / "first").exists()
    assert (tmp_path / "last").exists()


def test_what_changes_while_it_is_scanned_is_not_kept(shop, scans, monkeypatch):
    from rootward.leaks.git.finding import find_in_objects

    def find(*arguments, **words):
        found = find_in_objects(*arguments, **words)
        shop.git("branch", f"b{len(shop.git('branch'))}")
        return found

    monkeypatch.setattr("rootward.workflows.scanning.histories.find_in_objects", find)

    assert not [_ for _ in range(3) if is_told_again(scans("--history"))]


def test_what_is_kept_holds_no_secret_and_is_the_owners_alone(shop, scans):
    del shop
    scans("--history", "--format", "json")
    kept = [path for path in Path(os.environ["XDG_CACHE_HOME"]).rglob("*") if path.is_file()]

    assert kept
    for path in kept:
        content = path.read_bytes().decode("latin-1")
        assert not [start for start in range(33) if secret(1)[start : start + 8] in content]
        assert os.name != "posix" or path.stat().st_mode & 0o777 == 0o600


def test_another_terminal_or_another_command_line_is_another_question(shop, monkeypatch):
    del shop
    asked = [again.asked(["scan", "--history", *more], os.environ) for more in ((), ("-q",), ("--format", "json"))]
    monkeypatch.setattr(again, "_look", lambda: ("132", "utf-8"))
    asked.append(again.asked(["scan", "--history"], os.environ))

    assert len({one.key for one in asked if one is not None}) == 4


def test_with_submodules_it_is_always_scanned(shop, scans):
    shop.commit(".gitmodules", "")

    assert not [_ for _ in range(3) if is_told_again(scans("--history"))]


def test_where_git_does_not_say_what_it_reads_nothing_is_kept(shop, scans, monkeypatch):
    del shop

    def failing(_order):
        raise GitError("git config: broken")

    monkeypatch.setattr("rootward.workflows.scanning.keeping.rule_files", failing)

    assert not [_ for _ in range(3) if is_told_again(scans("--history"))]


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ([], None),
        (["audit"], None),
        (["scan"], None),
        (["scan", "--history"], ["."]),
        (["scan", "--history", "a", "--format", "json", "b", "--workers=2", "-q"], ["a", "b"]),
        (["scan", "--history", "--format"], ["."]),
        (["scan", "--history", "--join"], None),
        (["scan", "--history", "-qo", "x"], None),
        (["scan", "--history", "--", "x"], None),
        (["scan", "--history", "--help"], None),
        (["scan", "shop.git"], None),
    ],
)
def test_which_words_ask_for_histories_alone(words, asks, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert again._histories(words) == asks


def test_a_terminal_has_the_width_that_it_has(monkeypatch):
    class Terminal:
        encoding = "utf-8"

        def isatty(self):
            return True

        def fileno(self):
            return 1

    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr(os, "get_terminal_size", lambda _descriptor: os.terminal_size((132, 40)))
    assert again._look() == ("132", "utf-8")

    def closed(_descriptor):
        raise OSError

    monkeypatch.setattr(os, "get_terminal_size", closed)
    assert again._look() == ("?", "utf-8")
    monkeypatch.setattr(sys, "stdout", None)
    assert again._look() == ("none",)


def test_where_standard_output_takes_nothing_the_scan_says_so(shop, scans, monkeypatch):
    del shop
    scans("--history")
    monkeypatch.setattr("rootward.cli.again.stdout.write", lambda _text: "No space left on device")

    assert scans("--history").code == 2


@pytest.mark.usefixtures("shop")
def test_on_a_terminal_the_notes_are_wrapped_again(scans, monkeypatch):
    scans("--history")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    scans("--history")  # another width, another question
    second = scans("--history")

    assert is_told_again(second)
    assert max(map(len, second.err.splitlines())) <= 60
    assert "; --no-cache scans again" in " ".join(second.err.split())
