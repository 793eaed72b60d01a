"""A scan whose words are read without click is the scan that click would have read."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from rootward.cli import scan as by_click
from rootward.cli import scanning
from rootward.cli.application import run
from rootward.cli.main import main
from rootward.cli.plain_words import plain_words


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The working directory, with a folder `a`, a file `b` and a bare repository; and no option in the environment."""
    for name in [name for name in os.environ if name.startswith("ROOTWARD_")]:
        monkeypatch.delenv(name)
    for name in ("a", "bare/objects", "bare/refs"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "b").write_text("nothing\n")
    (tmp_path / "bare" / "HEAD").write_text("ref: refs/heads/main\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def asked(folder, monkeypatch):
    """What is to be scanned and printed, as it was read without click, or by it."""
    del folder
    asked = []

    def print_scan(order, printing, *, asking=None, keeper=None):
        asked.append((order, printing, asking, keeper))
        return 1

    for module in (by_click, scanning):
        monkeypatch.setattr(module, "print_scan", print_scan)
    return asked


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("a",),
        ("a", "b", "*.txt"),
        ("-",),
        ("a", "-q"),
        ("--quiet", "a", "--no-cache"),
        ("--format", "json", "-o", "report", "a"),
        ("--format=sarif", "--output=report", "a"),
        ("--format", "json", "a", "--format", "csv"),
        ("--fail-on", "high", "--account-numbers", "--no-repo-allow"),
        ("--gitignore", "a"),
        ("-o", "a=b", "./baseline"),
    ],
)
def test_plain_words_are_read_as_click_reads_them(asked, words):
    plain = scanning.scan_plainly(words, {})
    clicked = run(["scan", *words])

    assert plain == clicked == 1
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("-h",),
        ("--history",),
        ("--staged",),
        ("--join", "a"),
        ("--workers", "2"),
        ("--baseline", "file"),
        ("--config=file",),
        ("-qo", "report"),
        ("-oreport",),
        ("-o=report",),
        ("-o",),
        ("--output=",),
        ("-o", "-q"),
        ("--format", "xml"),
        ("--format",),
        ("--quiet=yes",),
        ("--", "-a"),
        ("--forma", "json"),
        ("baseline",),
        ("install-hooks", "a"),
    ],
)
def test_what_is_not_plain_is_left_to_click(words):
    assert plain_words(words, {}) is None


@pytest.mark.parametrize("name", ["ROOTWARD_CONFIG", "ROOTWARD_SCAN_FAIL_ON", "_ROOTWARD_COMPLETE"])
def test_an_option_of_the_environment_is_left_to_click(name):
    assert plain_words(("a",), {name: "x"}) is None
    assert plain_words(("a",), {"ROOTWARD_PROFILE": "x"}) is not None


@pytest.mark.parametrize("words", [("bare",), ("a", "bare"), ("main..HEAD",)])
def test_what_is_no_file_is_left_to_click(asked, words):
    assert scanning.scan_plainly(words, {}) is None
    assert asked == []


@pytest.mark.parametrize(
    "ending",
    [
        (KeyboardInterrupt(), 130, "rootward: interrupted\n"),
        (BrokenPipeError(), 0, ""),
        (PermissionError(13, "Permission denied", "x"), 70, "rootward: internal error: PermissionError"),
        (ValueError("x"), 70, "rootward: internal error: ValueError: x\n"),
    ],
)
def test_however_it_ends_it_ends_as_with_click(asked, monkeypatch, capsys, ending):
    end, code, said = ending

    def ended(*_words, **_more):
        raise end

    monkeypatch.setattr("rootward.cli.stdout.forget", lambda: None)
    monkeypatch.setattr("rootward.local.crash.keep_traceback", lambda _error: None)
    for module in (by_click, scanning):
        monkeypatch.setattr(module, "print_scan", ended)
    for words in (["scan", "b"], ["scan", "b", "--workers", "1"]):
        assert main(words) == code
        assert capsys.readouterr().err.lstrip().startswith(said)  # click begins a line of its own behind ^C
    assert asked == []


def test_a_scan_of_a_clean_folder_loads_no_click(folder):
    script = "from rootward.cli.main import main\nprint(main(['scan', 'a']))\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-2] == "0"
    assert {"click", "platformdirs"}.isdisjoint(done.stdout.splitlines()[-1].split())
