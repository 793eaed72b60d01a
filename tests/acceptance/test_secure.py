"""`rootward secure` in a real terminal, from an account an hour old to one in which nothing fails that a call can mend.

The account is served, and the person's own steps are done in its console meanwhile. What the terminal showed is the
transcript of docs/secure.md, without what differs from run to run; a page that drifted is written anew where the
environment variable ROOTWARD_TRANSCRIPT is `docs/secure.md`.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

import msgspec
import pexpect
import pytest

from rootward.sandbox import serve
from tests.acceptance.screen import screen
from tests.acceptance.test_second_factor import app, type_two_codes
from tests.workflows.new_account import NEW

PAGE = Path(__file__).parents[2] / "docs" / "secure.md"
BEGIN, END = "<!-- transcript:begin -->\n", "<!-- transcript:end -->"
WRITES = os.environ.get("ROOTWARD_TRANSCRIPT") == "docs/secure.md"
"""Read here: a test sees no such variable of the machine."""

ROOTWARD = Path(sys.executable).with_name("rootward")
EMAIL = "security@example.com"
WIDTH = 80

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal there")

ANSWERS = {
    "A name, for example mark": "mark",
    "is used? An e-mail address, or Enter for nobody yet": EMAIL,
    "security? An address, or Enter for nobody yet": EMAIL,
    "that of the team": "Ann Bell",
    "for example Security": "Security",
    r"for example +1 555 0100": "+1 555 0100",
    "leave for later · q: stop": "",
}
"""What each question ends with, and what is typed."""

MASKS = (
    (r"(?<=\n  )\S{24}(?=\n  at https)", "•" * 24),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", "2026-01-31 12:00 UTC"),
    (r"\d{8}T\d{6}Z-[0-9a-f]{8}", "20260131T120000Z-00c0ffee"),
    (r"(?<=Plan )[0-9a-f]{12}", "00c0ffee0000"),
    (r"http://127\.0\.0\.1:\d+", "http://127.0.0.1:4566"),
)
"""What differs from run to run, and what stands for it. The first is the one-time password."""


class Console:
    """What only the practice account can be told to do: what a person does in a browser."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def register(self, user: str, name: str) -> None:
        self._ask("console", {"do": "register-device", "user": user, "name": name, "device": "passkey"})

    def confirm(self) -> None:
        self._ask("mail", {"confirm": EMAIL})

    def _ask(self, path: str, wish: dict[str, Any]) -> None:
        asked = f"{self.environment['AWS_ENDPOINT_URL']}/_rootward/{path}"
        urllib.request.urlopen(asked, json.dumps(wish).encode(), timeout=30).close()  # noqa: S310


@pytest.fixture
def console() -> Iterator[Console]:
    """`rootward sandbox serve --scenario fresh-account` runs until the test ends."""
    command = [str(ROOTWARD), "sandbox", "serve", "--scenario", "fresh-account"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout is not None
        lines = [server.stdout.readline() for _ in range(6)]
        words = (shlex.split(line)[1].partition("=") for line in lines)
        yield Console({name: value for name, _, value in words})
    finally:
        server.terminate()
        server.communicate()


def sit_down(console: Console, home: Path, *words: str) -> Any:
    """The command in a terminal of 80 columns."""
    folders = {name: str(home / name) for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME")}
    plain = {"HOME": str(home), "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    return pexpect.spawn(
        str(ROOTWARD),
        ["secure", *words],
        env={**os.environ, **folders, **plain, **console.environment},
        cwd=str(home),
        dimensions=(50, WIDTH),
        encoding="utf-8",
        timeout=300,
    )


def steps(console: Console) -> dict[str, Any]:
    """What a person does when that check's step is shown."""
    return {
        "root-mfa-missing": lambda: console.register("root", "safe-key"),
        "root-mfa-single": lambda: console.register("root", "desk-key"),
        "user-mfa-missing": lambda: console.register("mark", "mark-key"),
        "root-use-alarm-missing": console.confirm,
        "identity-alarms-missing": console.confirm,
    }


def go(terminal: Any, console: Console) -> str:
    """Answer every question until the command ends; what the terminal showed."""
    shown: str = ""
    done = steps(console)
    patterns = [re.escape(f"{question}: ") for question in ANSWERS]
    while True:
        found = terminal.expect([*patterns, pexpect.EOF])
        part: str = terminal.before + (terminal.after if found < len(patterns) else "")
        shown += part
        if found == len(patterns):
            break
        answer = list(ANSWERS.values())[found]
        if not answer:
            answer = "yes" if part.rstrip().rpartition("\n")[2].startswith("Make ") else ""
            step = re.findall(r"More: rootward explain (\S+)", part)
            if step:
                done.pop(step[-1])()
        terminal.sendline(answer)
    terminal.close()
    return shown


def transcript(shown: str) -> str:
    """What stood on the screen, without what differs from run to run; long lines are broken between words."""
    text = shown.replace("\r\n", "\n")
    text = re.sub(r"(?:\rmade \d+ of \d+)+(?=\nrootward: the one-time)", "", text)
    text = re.sub(r"[^\n]*\r(?=[^\n])", "", text)
    for pattern, mask in MASKS:
        text = re.sub(pattern, mask, text)
    lines = (part for line in text.split("\n") for part in wrap(line, WIDTH) or [""])
    return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"


def failing(console: Console, home: Path) -> dict[str, str]:
    """What the audit finds wrong then, and how each could be mended."""
    done = subprocess.run(
        [str(ROOTWARD), "audit", "--format", "json", "--quiet", "--fail-on", "never"],
        env={**os.environ, "HOME": str(home), **console.environment},
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
    )
    findings = json.loads(done.stdout)["findings"]
    return {one["check"]: one["fix"] for one in findings if one["status"] == "fail"}


def test_from_a_fresh_account_to_no_failing_check_that_can_be_automated(console, tmp_path):
    terminal = sit_down(console, tmp_path)

    shown = go(terminal, console)

    assert terminal.exitstatus == 0, shown
    assert set(failing(console, tmp_path).values()) <= {"guided", "none"}
    (password,) = re.findall(r"shown this once; [^\r]*\r\n  (\S{24})\r\n", shown)
    assert shown.count(password) == 1
    page = PAGE.read_text(encoding="utf-8")
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    now = f"{head}{begin}```text\n$ rootward secure\n{transcript(shown)}```\n{end}{tail}"
    if WRITES:
        PAGE.write_text(now, encoding="utf-8", newline="\n")
    assert page == now or WRITES, "ROOTWARD_TRANSCRIPT=docs/secure.md writes the transcript anew"


def test_whoever_leaves_by_ctrl_c_comes_back_to_the_same_step(console, tmp_path):
    first = sit_down(console, tmp_path, "--user", "mark")
    first.expect_exact("q: stop: ")
    first.sendline("yes")
    first.expect_exact("More: rootward explain root-mfa-missing")
    first.expect_exact("q: stop: ")
    first.sendintr()
    first.expect_exact("rootward secure goes on: what is done is not asked again")
    first.expect(pexpect.EOF)
    first.close()

    second = sit_down(console, tmp_path)
    second.expect_exact("q: stop: ")

    assert first.exitstatus == 130
    assert "A name, for example mark" not in second.before
    assert "Make " not in second.before
    assert "More: rootward explain root-mfa-missing" in second.before
    second.sendline("q")
    second.expect(pexpect.EOF)
    second.close()
    assert second.exitstatus == 130


def test_an_app_is_registered_on_the_way_and_its_user_is_bound_to_it_in_the_same_chapter(tmp_path):
    folders = {name: str(tmp_path / name) for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")}
    with serve(msgspec.structs.replace(NEW, regions=("us-east-1",))) as sandbox:
        environment = {**os.environ, **folders, **sandbox.environment, "PYTHONUTF8": "1"}
        command = [str(ROOTWARD), "secure", "--user", "mark"]
        with screen(command, environment, tmp_path, columns=WIDTH, rows=50) as terminal:
            terminal.wait_for("q: stop: ")
            terminal.type("yes")
            terminal.wait_for("rootward explain root-mfa-missing")
            terminal.wait_for("q: stop: ")
            terminal.type("s")
            terminal.wait_for("rootward explain user-mfa-missing")
            terminal.wait_for("q: stop: ")
            terminal.type("e")
            terminal.wait_for("Scan it with the app")
            scanned = app(terminal.qr_code())
            terminal.type("")
            type_two_codes(terminal, scanned)
            terminal.wait_for("Done: user-mfa-missing passes now.")
            terminal.wait_for("User mark in group mfa-enforced")
            terminal.wait_for("q: stop: ")
            terminal.type("q")
            assert terminal.ended() == 130
        assert scanned.secret.encode() not in terminal.said
