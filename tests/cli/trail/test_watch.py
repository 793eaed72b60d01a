"""`rootward trail watch` on the command line."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta

import pytest

from rootward.cli.main import main
from tests.cli.conftest import Shown
from tests.cli.trail.trails import delivered, needless


@pytest.fixture
def watches(folder, tmp_path, capsys):
    (folder / "logs").mkdir()

    def run(*words, source="logs"):
        code = main(["trail", "watch", source, "--once", "--state", str(tmp_path / "state.json"), *map(str, words)])
        shown = Shown(code, *capsys.readouterr())
        assert "Traceback" not in shown.err
        assert "internal error" not in shown.err
        return shown

    return run


@pytest.fixture
def woke(folder, watches):
    del watches
    now = datetime.now(UTC) - timedelta(minutes=1)
    return delivered(folder / "logs", f"{now:%Y-%m-%d}", needless(1, eventTime=f"{now:%Y-%m-%dT%H:%M:%SZ}"))


def test_nothing_happened(watches):
    shown = watches()
    assert (shown.code, shown.out) == (0, "")
    assert "watching logs" in shown.err


@pytest.mark.usefixtures("woke")
def test_root_woke(watches):
    shown = watches("--quiet")
    assert shown.code == 1
    assert shown.out.count("\n") == 1
    assert " root: s3 CreateBucket " in shown.out
    assert watches().code == 0


@pytest.mark.usefixtures("woke")
def test_as_json(watches):
    told = json.loads(watches("--format", "json").out)
    assert (told["event_id"], told["verdict"]) == ("bucket-1", "not_required")


@pytest.mark.usefixtures("woke")
def test_a_command_is_run_on_it(watches, tmp_path):
    script = tmp_path / "hook.py"
    script.write_text(f"import sys; open({str(tmp_path / 'heard')!r}, 'w').write(sys.stdin.read())")
    assert watches("--exec", f"'{sys.executable}' '{script}'").code == 1
    assert json.loads((tmp_path / "heard").read_text())["event_id"] == "bucket-1"


def test_a_file_that_cannot_be_read_makes_the_code_3_where_root_slept(watches, woke):
    woke.write_bytes(b"\x1f\x8b")
    shown = watches()
    assert shown.code == 3
    assert "incomplete: " in shown.err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--notify", "http://example.com/token"), "--notify takes an https:// address"),
        (("--notify", "https://hooks..example.com/token"), "--notify takes an https:// address"),
        (("--notify", "@https://hooks.example.com/token"), "--notify: the file after @ cannot be read"),
        (("--exec", "no-such-program-here"), "no such command"),
        (("--account", "12"), "twelve digits"),
    ],
)
def test_a_mistake_is_said_before_anything_is_watched(watches, words, why):
    shown = watches(*words)
    assert shown.code == 2
    assert why in shown.err
    assert "token" not in shown.err


def test_a_folder_that_is_not_there(watches):
    assert watches(source="none").code == 2


@pytest.mark.parametrize("given", ["word", "file", "variable", "file of the variable"])
@pytest.mark.usefixtures("woke")
def test_the_address_of_a_webhook_is_taken_from_a_file_or_a_variable(watches, tmp_path, monkeypatch, given):
    sent: list[str] = []

    def post(url: str, _text: bytes) -> int:
        sent.append(url)
        return 204

    monkeypatch.setattr("rootward.workflows.trail.telling.post", post)
    (tmp_path / "hook").write_text("https://hooks.example.com/token\n")
    word = f"@{tmp_path / 'hook'}" if "file" in given else "https://hooks.example.com/token"
    if "variable" in given:
        monkeypatch.setenv("ROOTWARD_NOTIFY", word)
        shown = watches()
    else:
        shown = watches("--notify", word)
    assert shown.code == 1
    assert sent == ["https://hooks.example.com/token"]
    assert "token" not in shown.out + shown.err


@pytest.mark.usefixtures("woke")
def test_no_file_that_lies_there_names_a_hook_and_no_variable_a_command(watches, folder, tmp_path, monkeypatch):
    heard = tmp_path / "heard"
    script = tmp_path / "hook.py"
    script.write_text(f"open({str(heard)!r}, 'w')")
    line = f"'{sys.executable}' '{script}'"
    (folder / "rootward.toml").write_text(f"exec = {json.dumps(line)}\nnotify = 'https://example.com/'\n")
    monkeypatch.setenv("ROOTWARD_EXEC", line)
    monkeypatch.setenv("ROOTWARD_TRAIL_WATCH_EXEC", line)
    assert watches().code == 1
    assert not heard.exists()
